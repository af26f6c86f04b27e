"""Workbooks made part by part, as no program would write them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

from salessheet.data.reading import sheet_cells, spreadsheets
from salessheet.data.reading.grids import Records
from salessheet.data.reading.ordinary_sheets import merged_if_ordinary
from salessheet.data.reading.quick_sheets import Quick
from salessheet.data.reading.sheet_cells import Meanings
from salessheet.data.reading.workbook_parts import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet(rows: str, after: str = "") -> str:
    return f'{START}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def shared(*items: str) -> str:
    return f'{START}<sst xmlns="{MAIN}" count="{len(items)}" uniqueCount="{len(items)}">{"".join(items)}</sst>'


def styled(*formats: str | int) -> str:
    """A style for each format, after the first one, which is General."""
    codes = "".join(
        f'<numFmt numFmtId="{164 + place}" formatCode="{escape(form, {chr(34): "&quot;"})}"/>'
        for place, form in enumerate(formats)
        if isinstance(form, str)
    )
    numbers = [0, *(164 + place if isinstance(form, str) else form for place, form in enumerate(formats))]
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
    return (
        f'{START}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>"
    )


def parts(*sheets: str, book: str = "", strings: str | None = None, styles: str | None = None) -> dict[str, str]:
    """The parts of a workbook of these sheets, called S1, S2 …"""
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
    related = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    start = f'{START}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    made = {
        "_rels/.rels": relationships([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f"{start}{book}<sheets>{listed}</sheets></workbook>",
    }
    for name, kind, text in (("sharedStrings.xml", "sharedStrings", strings), ("styles.xml", "styles", styles)):
        if text is not None:
            made[f"xl/{name}"] = text
            related.append((kind, kind, name))
    made["xl/_rels/workbook.xml.rels"] = relationships(related)
    made |= {f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets, start=1)}
    return made


def relationships(related: list[tuple[str, str, str]]) -> str:
    each = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{t}"/>' for i, kind, t in related)
    return f'{START}<Relationships xmlns="{RELATED}">{each}</Relationships>'


def packed(path: Path, made: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in made.items():
            package.writestr(name, text)
    return path


def book(path: Path, rows: str, **more: str) -> Path:
    return packed(path / "book.xlsx", parts(sheet(rows), **more))


def typed(path: Path, stray: str = "", **sheets: list[list[Any]]) -> Path:
    """As openpyxl writes what is typed into it; into one more cell of the last sheet, something stray."""
    written = openpyxl.Workbook()
    del written["Sheet"]
    for name, rows in sheets.items():
        tab = written.create_sheet(name)
        for row in rows:
            tab.append(row)
    if stray:
        tab[stray] = "stray"
    written.save(path)
    return path


def only(path: Path) -> Records:
    (grid,) = spreadsheets.sheets(path).values()
    return grid.rows


def texts(path: Path) -> list[list[str]]:
    return [row for _, row in only(path)]


def read_twice(path: Path) -> dict[str, tuple[Records | None, Records]]:
    """Of each sheet what calamine makes, if the sheet is ordinary, and what the careful reader makes."""
    found: dict[str, tuple[Records | None, Records]] = {}
    with zipfile.ZipFile(path) as opened:
        package = Package(path, opened)
        quick = Quick(package)
        meanings = Meanings(package.strings, package.shown, package.contents.since_1904, digits=package.digits)
        for each in package.contents.sheets:
            careful, merged = sheet_cells.rows(each.name, package.chunks(each.part), meanings)
            others = package.percents.union(package.digits)
            ordinary = merged_if_ordinary(package.chunks(each.part), others) if quick.knows else None
            quickly = None if ordinary is None else quick.rows(each.name)
            assert ordinary is None or (quickly is not None and ordinary == merged)
            found[each.name] = (None if quickly is None else spreadsheets._even(quickly), spreadsheets._even(careful))
    return found


def agreed(path: Path) -> list[list[str]]:
    """The texts of the only sheet, which both readers make."""
    ((quickly, careful),) = read_twice(path).values()
    assert quickly == careful
    return [row for _, row in careful]


def cell(place: str, value: object, kind: str = "", style: int | None = None, formula: str = "") -> str:
    """A cell as Excel writes it."""
    s = "" if style is None else f' s="{style}"'
    t = f' t="{kind}"' if kind else ""
    return f'<c r="{place}"{s}{t}>{formula}<v>{value}</v></c>'
