"""The command explain: how a payout came about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from salessheet.batch.opening import passwords_in
from salessheet.calc.telling.story import story_in, words_of
from salessheet.cli import answers, pages, tongue
from salessheet.cli.options import DataLang, Json, KeyFile, path, place
from salessheet.cli.story_pages import page
from salessheet.data.asked import asked_month
from salessheet.data.commission.objections import refuse_unseen
from salessheet.data.commission.story import Story, story
from salessheet.data.dataset import Dataset, as_of, language
from salessheet.data.load import load
from salessheet.errors import InvalidOption
from salessheet.workbook.labels import Words
from salessheet.xlsx.book_file import read


def explain(
    *,
    book: Annotated[
        Path | None,
        typer.Argument(help="The workbook of the person's team; the values stored in it are explained.", parser=path),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            help="A folder of CSV or Parquet files, an .xlsx, a database; not read with a workbook.",
            show_default=False,
            parser=place,
        ),
    ] = None,
    rep: Annotated[str, typer.Option(help="The id of the person.", show_default=False)],
    period: Annotated[
        str | None,
        typer.Option(help="The month, such as 2026-06. [default: the last of the data]", show_default=False),
    ] = None,
    lang: DataLang = None,
    key_file: KeyFile = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="As Markdown, for a file.")] = False,
    as_json: Json = False,
) -> int:
    """Explain how a commission payout came about, from source documents to the total, so that one can check it by hand.

    For each component: the plan, the documents and how much of each counts, what each tier pays, cap, floor, holdback
    and draw; then adjustments and corrections of closed periods. Every sum shown adds up to the cent. Exit code 1:
    explained, but an exchange rate is missing, so that there is no total.

    From a workbook, whatever its language, the month is that of the workbook unless --period names another. What it
    does not contain, such as how a closed month came about that would be settled otherwise today, is named: exit code
    2.
    """
    if book is None and data is None:
        raise InvalidOption("There is nothing to tell from.", "Name the workbook of the team, or --data SOURCE.")
    found, words = _in_book(book, rep, period, key_file) if book is not None else _in_data(str(data), rep, period, lang)
    words = words if lang is None else Words.load(lang)
    tongue.follow(words.lang)
    code = 0 if found.total is not None else 1
    if as_json:
        answers.print_json({"exit": code, "story": answers.plain(found)})
    elif markdown:
        answers.write(pages.markdown(page(found, words)))
    else:
        pages.show(page(found, words))
    return code


def _in_book(book: Path, rep: str, period: str | None, key_file: Path | None) -> tuple[Story, Words]:
    opened = read(book, passwords_in(key_file))
    tongue.follow(tongue.of_tabs(opened.package.tabs) or "en")
    return story_in(opened, rep.strip(), None if period is None else asked_month(period)), words_of(opened)


def _in_data(data: str, rep: str, period: str | None, lang: str | None) -> tuple[Story, Words]:
    dataset = load(data, None if lang is None else Words.load(lang))
    tongue.follow(language(dataset))
    return story(dataset, rep.strip(), _month(dataset, period)), Words.load(lang or language(dataset))


def _month(dataset: Dataset, text: str | None) -> dt.date:
    """The month asked for, else that of the last day of the data. Raises RefusedPeriod for one that is not known."""
    last = as_of(dataset)
    if text is None and last is None:
        raise InvalidOption(
            "No deal, order, receipt or activity in the data has a date.", "Name a month: --period 2026-06."
        )
    month = asked_month(text) if text is not None else (last or dt.date.min).replace(day=1)
    refuse_unseen(dataset, month)
    return month
