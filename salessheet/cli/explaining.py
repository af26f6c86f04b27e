"""The command explain: how a payout came about."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from salessheet.cli import answers, pages
from salessheet.cli.options import DataLang, Json, asked_month, place
from salessheet.cli.story_pages import page
from salessheet.data.commission.objections import refuse_unseen
from salessheet.data.commission.story import story
from salessheet.data.dataset import Dataset, as_of, language
from salessheet.data.load import load
from salessheet.errors import InvalidOption
from salessheet.workbook.labels import Words


def explain(
    *,
    data: Annotated[
        str, typer.Option(help="A folder of CSV or Parquet files, or an .xlsx.", show_default=False, parser=place)
    ],
    rep: Annotated[str, typer.Option(help="The id of the person.", show_default=False)],
    period: Annotated[
        str | None,
        typer.Option(help="The month, such as 2026-06. [default: the last of the data]", show_default=False),
    ] = None,
    lang: DataLang = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="As Markdown, for a file.")] = False,
    as_json: Json = False,
) -> int:
    """Tell how a commission payout came about, from source documents to the total, so that it can be checked by hand.

    Of each component: the plan, the documents with what counts of them, what each tier pays, cap, floor, holdback and
    draw; then adjustments and corrections of closed periods. Every sum shown adds up to the cent. Exit code 1: told,
    but an exchange rate is missing, so that there is no total.
    """
    dataset = load(data, None if lang is None else Words.load(lang))
    words = Words.load(lang or language(dataset))
    found = story(dataset, rep.strip(), _month(dataset, period))
    code = 0 if found.total is not None else 1
    if as_json:
        answers.print_json({"exit": code, "story": answers.plain(found)})
    elif markdown:
        answers.write(pages.markdown(page(found, words)))
    else:
        pages.show(page(found, words))
    return code


def _month(dataset: Dataset, text: str | None) -> dt.date:
    """The month asked for, else that of the last day of the data. Raises RefusedPeriod for one that is not known."""
    last = as_of(dataset)
    if text is None and last is None:
        raise InvalidOption("The data holds nothing that has happened.", "Name a month: --period 2026-06.")
    month = asked_month(text) if text is not None else (last or dt.date.min).replace(day=1)
    refuse_unseen(dataset, month)
    return month
