"""The book: its sheets in order, its defined names, its properties. What stands on a sheet is `page` and `blocks`."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter
from lxml import etree

from salessheet.files import folder_aside
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import named_range
from salessheet.workbook.readings.text import letters, quoted
from salessheet.xlsx.template.named_styles import name_styles
from salessheet.xlsx.template.page import write_sheet
from salessheet.xlsx.template.styles import FONTS, TAB_COLOURS, Styles
from salessheet.xlsx.template.titles import group_titles
from salessheet.xlsx.template.worksheet import PlainWorksheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from salessheet.workbook.edition import Edition
    from salessheet.workbook.expr import Line

_CALC_ID = 191029  # of a current Excel: an older one would recalculate everything on opening
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)


def write(path: Path, edition: Edition, title: str) -> None:
    """Write the edition to `path`. The same edition gives the same bytes.

    Raises OSError, and UnwritableDisk where temporary files find no room.
    """
    path.write_bytes(packed(edition, title))


def packed(edition: Edition, title: str) -> bytes:
    """The same as the bytes of the file."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": edition.is_hollow,  # others may be large: their sheets stand on the disk till they are packed
    }
    content = _Open()  # of the packed file: where the disk is full, nobody is left who would write on
    with folder_aside() as aside, xlsxwriter.Workbook(content, {**options, "tmpdir": str(aside)}) as workbook:
        workbook.set_calc_mode("auto", _CALC_ID)
        workbook.calc_on_load = (
            False  # values are stored; a cell function would turn #NAME? where the add-in is missing
        )
        workbook.set_properties(_properties(edition, title))
        workbook.formats[0].set_font_name(FONTS[edition.words.lang])
        workbook.formats[0].set_font_size(10)
        styles = Styles(workbook, edition.words, edition.money_unit)
        for sheet in edition.book.sheets:
            worksheet = workbook.add_worksheet(edition.layout.sheets[sheet.key], PlainWorksheet)
            worksheet.set_tab_color(TAB_COLOURS[sheet.role])
            write_sheet(worksheet, sheet, edition, styles)
            if sheet not in edition.book.shown:
                worksheet.hide()
        for name, line in edition.layout.names.items():
            workbook.define_name(name, "=" + _absolute(edition, line))
        workbook.get_worksheet_by_name(edition.layout.sheets[edition.book.sheets[0].key]).activate()
    named = partial(name_styles, kinds=styles.kinds, words=edition.words)
    return _changed(content, {"xl/styles.xml": named, "xl/workbook.xml": group_titles})


class _Open(BytesIO):
    """A zip file that was broken off ends itself when it is collected, also where this is collected before it."""

    def close(self) -> None:
        pass


def _changed(content: BytesIO, changes: Mapping[str, Callable[[etree._Element], None]]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            part = old.read(member)
            if member.filename in changes:
                tree = etree.fromstring(part)
                changes[member.filename](tree)
                part = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(member, part)
    return made.getvalue()


def _absolute(edition: Edition, line: Line) -> str:
    p = named_range(edition.layout, line)
    end = "" if p.rows == p.columns == 1 else f":${letters(p.right)}${p.bottom}"
    return f"{quoted(p.sheet)}!${letters(p.left)}${p.top}{end}"


def _properties(edition: Edition, title: str) -> dict[str, object]:
    """The file's date is the date of its data: nothing here asks the clock."""
    as_of = edition.cells(Settings.as_of)[0]
    created = _EPOCH + timedelta(days=float(as_of)) if isinstance(as_of, (int, float)) else _EPOCH
    company = edition.cells(Settings.company)[0]
    return {
        "title": title,
        "company": str(company or ""),
        "author": "salessheet",
        "created": created.replace(tzinfo=None),
    }
