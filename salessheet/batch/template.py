"""The declaration as a fresh template: every sheet a team can have, and no data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from salessheet.batch.books import Order, make
from salessheet.batch.outputs import write_file
from salessheet.data.blank import blank_dataset
from salessheet.workbook.audience import Audience
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.web_extensions import WebExtension


def write_template(
    path: Path,
    *,
    lang: str = "en",
    formulas: Flavour = Flavour.PYTHON,
    year: int = 2026,
    extension: WebExtension | None = None,
    overwrite: bool = False,
) -> None:
    """Write an empty workbook for the year to `path`; every table has a blank row, every setting its default.

    `extension`: an add-in that it carries. The same arguments give the same bytes. Raises RefusedOutput where a file
    that differs stands there, unless `overwrite`, and InvalidOption for an unknown language.
    """
    words = Words.load(lang)
    start = dt.date(year, 1, 1)
    order = Order(
        blank_dataset(), words.value("scope", "team"), start, start, words.lang, formulas, Audience.MANAGER,
        every_sheet=True, empty=True, extension=extension,
    )  # fmt: skip  # in the order of the fields

    def fill(part: Path) -> None:
        make(order, part)

    write_file(path, fill, overwrite=overwrite)
