"""A mould of the declaration's own looks: columns, headings, pages and charts as wide and tall as the content needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lxml import etree

from salessheet.workbook.book import Band, Sheet
from salessheet.workbook.edition import Edition
from salessheet.workbook.layout import FIRST_COLUMN
from salessheet.workbook.measures import Arrangement, Axis
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure.sheet_rules import TRUE
from salessheet.xlsx.template.breaks import Apart, Pages, Printed, apart, area_text, pages, printed_areas
from salessheet.xlsx.template.charts import spots
from salessheet.xlsx.template.heights import placed_heights
from salessheet.xlsx.template.page import caption_of
from salessheet.xlsx.template.titles import TITLES, group_titles
from salessheet.xlsx.template.widths import (
    PIXELS_A_CHARACTER,
    heading_height,
    pixels,
    printed_widths,
    sheet_widths,
)

_EMU: Final = 9525  # a pixel
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575  # from 0
_ROWS: Final = re.compile(r"!\$\d+:\$\d+$")
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"

Spot = tuple[int, int]
"""How far something is from the first column, and how wide it is, in pixels."""


@dataclass(frozen=True)
class Measures:
    """Of one sheet. `widths`: in characters, by column; `heights`: as rows say them.

    `right`: the column in which the sheet's heading ends. `printed`: what of it is, on pages one after the other.
    """

    right: int
    printed: Sequence[Printed]
    widths: Mapping[int, float]
    heights: Mapping[int, str]
    pages: Pages
    apart: Apart
    charts: Sequence[Spot]
    caption: str
    """What stands in the upper right corner: whose workbook it is, its month, and the unit of amounts."""


def measures(edition: Edition, sheet: Sheet) -> Measures:
    """What the content of an edition makes of a sheet's looks: widths, heights, pages, places of charts."""
    shown = edition.in_full() if sheet.in_full else edition
    widths = sheet_widths(shown, sheet)
    bands = [item for item in sheet.items if isinstance(item, Band)]
    return Measures(
        edition.layout.edges[sheet.key],
        printed_areas(shown, sheet),
        widths,
        dict(_heights(shown, sheet, widths)),
        pages(shown, sheet, widths),
        apart(shown, sheet, widths),
        [spot for band in bands for spot in spots(band, printed_widths(shown, sheet, widths))],
        str(edition.cells(caption_of(sheet, edition))[0] or ""),
    )


def _heights(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> Iterator[tuple[int, str]]:
    for block in sheet.blocks:
        is_grid = block.arrangement not in (Arrangement.CARDS, Arrangement.RECORDS) and not block.on(Axis.CELL)
        if is_grid:
            yield edition.layout.frames[block].header, height(heading_height(edition, block, widths))

    for row, points in placed_heights(edition, sheet, widths).items():
        yield row, height(points)


def height(points: float) -> str:
    """What a row says that is so tall: in whole pixels, of which a point has four thirds."""
    return f'ht="{int(points * 4 / 3 + 0.5) * 0.75:.16g}" customHeight="1"'


def with_measures(tree: etree._Element, found: Measures) -> None:
    """The columns of a sheet's part, and where its printed pages end."""
    columns = tree.find(f"{MAIN}cols")
    if columns is not None:
        margin = [entry for entry in columns if int(entry.get("max", "1")) < FIRST_COLUMN]
        columns[:] = [*margin, *_columns(found.widths)]
    fit = tree.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
    is_fitted = fit is not None and fit.get("fitToPage") in TRUE
    setup = tree.find(f"{MAIN}pageSetup")
    if setup is not None and not is_fitted:
        setup.set("scale", str(found.apart.scale))
    _break(tree, "colBreaks", [] if is_fitted else found.apart.columns, _LAST_ROW)
    _break(tree, "rowBreaks", found.pages.breaks, _LAST_COLUMN)


def _break(tree: etree._Element, name: str, ends: Sequence[int], last: int) -> None:
    """Pages end after these rows or columns."""
    for old in tree.findall(f"{MAIN}{name}"):
        tree.remove(old)
    foot = tree.find(f"{MAIN}headerFooter")
    if ends and foot is not None:
        count = str(len(ends))
        group = etree.Element(f"{MAIN}{name}", count=count, manualBreakCount=count)
        for end in ends:
            etree.SubElement(group, f"{MAIN}brk", id=str(end), max=str(last), man="1")
        foot.addnext(group)


def with_print_areas(tree: etree._Element, found: Sequence[Measures | None]) -> None:
    """The workbook's part with print areas and the rows on each page. `found`: of its sheets, in their order."""
    for name in tree.iterfind(f"{MAIN}definedNames/{MAIN}definedName[@name='_xlnm.Print_Area']"):
        sized = found[int(name.get("localSheetId", "0"))]
        if sized is not None:
            name.text = area_text((name.text or "").partition("!$")[0], sized.printed)
    for name in tree.iterfind(f"{MAIN}definedNames/{TITLES}"):
        sized = found[int(name.get("localSheetId", "0"))]
        if sized is not None and sized.pages.repeated is not None:
            name.text = _ROWS.sub("!${}:${}".format(*sized.pages.repeated), name.text or "")
    group_titles(tree)


def _columns(widths: Mapping[int, float]) -> Iterator[etree._Element]:
    """Neighbours of one width together."""
    sized = {column: pixels(width) for column, width in widths.items()}
    for size, run in groupby(sorted(sized), key=sized.__getitem__):
        columns = list(run)
        yield etree.Element(
            f"{MAIN}col",
            min=str(columns[0]),
            max=str(columns[-1]),
            width=f"{size * 256 // PIXELS_A_CHARACTER / 256:.16g}",
            customWidth="1",
        )


def with_charts(drawing: bytes, found: Measures) -> bytes:
    """The drawing of a sheet with its charts, in their order, as far right and as wide as they are to be."""
    tree = etree.fromstring(drawing)
    sizes = {column: pixels(width) for column, width in found.widths.items()}
    for anchor, (left, wide) in zip(tree.iterfind(f"{_DRAWING}twoCellAnchor"), found.charts, strict=False):
        for side, at in (("from", left), ("to", left + wide)):
            column, over = FIRST_COLUMN, at
            while over >= sizes.get(column, over + 1):
                over -= sizes[column]
                column += 1
            end = anchor.find(f"{_DRAWING}{side}")
            if end is not None:
                _say(end, "col", column - 1)
                _say(end, "colOff", over * _EMU)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _say(end: etree._Element, name: str, number: int) -> None:
    element = end.find(f"{_DRAWING}{name}")
    if element is not None:
        element.text = str(number)
