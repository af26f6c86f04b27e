"""Everything of a sheet beside its cells, as openpyxl writes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from lxml import etree
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.xlsx.package import MAIN

ORDER: Final = tuple(
    MAIN + name
    for name in re.findall(
        r"\w+",
        """
        sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
        protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells
        phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup
        headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing
        legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts
        extLst
        """,
    )
)
"""The children of a worksheet in the order that the format wants."""


def elements(sheet: Worksheet) -> etree._Element:
    """A worksheet without cells, and without what stands in parts of its own: tables, notes, drawings, links."""
    out = BytesIO()
    writer: Any = WorksheetWriter(sheet, out)
    writer.write_properties()
    writer.write_views()
    writer.write_format()
    writer.write_cols()
    writer.write_protection()
    writer.write_scenarios()
    writer.write_filter()
    writer.write_merged_cells()
    writer.write_formatting()
    writer.write_validations()
    writer.write_print()
    writer.write_margins()
    writer.write_page()
    writer.write_header()
    writer.write_breaks()
    writer.close()
    found = etree.fromstring(out.getvalue())
    for sizes in found.iterfind(f"{MAIN}sheetFormatPr[@outlineLevelCol='0']"):
        sizes.attrib.pop("outlineLevelCol")  # openpyxl writes it or not by how it was asked
    return found


def renumber_columns(worksheet: etree._Element, number: Callable[[int, int], int]) -> None:
    """Gives the formats of columns their numbers in the package: `number` gets a first column and openpyxl's number."""
    for column in worksheet.iterfind(f"{MAIN}cols/{MAIN}col"):
        found = number(int(column.get("min", "1")), int(column.get("style", "0")))
        column.attrib.pop("style", "")
        if found:
            column.set("style", str(found))


def row_attributes(sheet: Worksheet, number: int, style_index: Callable[[StyleArray], int]) -> str:
    """What the model says of a row, as XML attributes; "" where it says nothing."""
    if number not in sheet.row_dimensions:
        return ""
    row: Any = sheet.row_dimensions[number]
    said = {name: value for name, value in dict(row).items() if name not in {"s", "customFormat"}}
    if row.has_style:
        said |= {"s": str(style_index(row._style)), "customFormat": "1"}
    return "".join(f' {name}="{value}"' for name, value in said.items() if name not in {"r", "spans"})


def put_in_order(tree: etree._Element, element: etree._Element) -> None:
    """A new child of a worksheet where the format wants it."""
    later = set(ORDER[ORDER.index(str(element.tag)) + 1 :])
    at = next((i for i, child in enumerate(tree) if child.tag in later), len(tree))
    tree.insert(at, element)
