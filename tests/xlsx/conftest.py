"""Workbooks made by hand, for what no library writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from salessheet.xlsx.book_file import BookFile, of_package
from salessheet.xlsx.package import Package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

CHART = "<chart>"
"""What stands for the rows of a sheet that is a chart."""


def linked(*links: tuple[str, str]) -> bytes:
    """A part that lists relationships rId1, rId2 … : the end of each one's type, and its target."""
    listed = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(links, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_LINKS}">{listed}</Relationships>'.encode()


def main_part(tag: str, inside: str, attributes: str = "") -> bytes:
    """A part of the spreadsheet's own."""
    return f'{_HEAD}<{tag} xmlns="{_MAIN}" xmlns:r="{_OFFICE}"{attributes}>{inside}</{tag}>'.encode()


def table_part(name: str, ref: str, columns: Sequence[str], attributes: str = "") -> bytes:
    listed = "".join(f'<tableColumn id="{i}" name="{column}"/>' for i, column in enumerate(columns, 1))
    return main_part(
        "table",
        f"<tableColumns>{listed}</tableColumns>",
        f' id="1" name="{name}" displayName="{name}" ref="{ref}"{attributes}',
    )


TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
"""What kind each part is, which only programs that open the whole workbook ask."""


def parts_of(
    sheets: Mapping[str, str],
    *,
    texts: str | None = None,
    names: str = "",
    settings: str = "",
    styles: str | None = None,
    tables: Mapping[str, Sequence[bytes]] | None = None,
) -> dict[str, bytes]:
    """Sheet → its rows as XML, and the XML of what else there is. `settings`: of the workbook, before its sheets."""
    links: list[tuple[str, str]] = []
    listed = []
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": linked(("officeDocument", "xl/workbook.xml"))}
    count = 0
    for i, (name, rows) in enumerate(sheets.items(), 1):
        listed.append(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>')
        kind, folder = ("chartsheet", "chartsheets") if rows == CHART else ("worksheet", "worksheets")
        links.append((kind, f"{folder}/sheet{i}.xml"))
        inside = "" if rows == CHART else f"<sheetData>{rows}</sheetData>"
        parts[f"xl/{folder}/sheet{i}.xml"] = main_part(kind, inside)
        own = (tables or {}).get(name, ())
        for table in own:
            count += 1
            parts[f"xl/tables/table{count}.xml"] = table
        if own:
            numbers = range(count - len(own) + 1, count + 1)
            parts[f"xl/worksheets/_rels/sheet{i}.xml.rels"] = linked(
                *(("table", f"../tables/table{n}.xml") for n in numbers)
            )
    if texts is not None:
        links.append(("sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = main_part("sst", texts)
    if styles is not None:
        links.append(("styles", "styles.xml"))
        parts["xl/styles.xml"] = main_part("styleSheet", styles)
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    parts["xl/workbook.xml"] = main_part("workbook", f"{settings}<sheets>{''.join(listed)}</sheets>{defined}")
    parts["xl/_rels/workbook.xml.rels"] = linked(*links)
    return parts


def book_of(parts: Mapping[str, bytes]) -> BookFile:
    return of_package(Package(Path("made.xlsx"), parts))


def rows_of(rows: str, texts: str | None = None) -> BookFile:
    """A workbook with one sheet, S."""
    return book_of(parts_of({"S": rows}, texts=texts))


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workbook of XlsxWriter's, with texts, numbers, formulas, a table and a name."""
    import xlsxwriter

    path = tmp_path_factory.mktemp("plain") / "plain.xlsx"
    with xlsxwriter.Workbook(path) as book:
        deals, total = book.add_worksheet("Deals"), book.add_worksheet("Total")
        deals.add_table(
            "A1:B4",
            {
                "name": "tblDeals",
                "columns": [{"header": "Who"}, {"header": "Amount"}],
                "data": [["Ana", 120.5], ["Bo", 80], ["销售", 0]],
            },
        )
        total.write_formula("A1", "=SUM(tblDeals[Amount])", None, 200.5)
        total.write_formula("A2", '=IF(A1>100,"good","poor")', None, "good")
        book.define_name("Best", "=Total!$A$1")
    return path
