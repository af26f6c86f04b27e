"""Notes, comments and scenarios about rows of a template that somebody filled in: they go with that data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lxml import etree

from salessheet.workbook.measures import Axis
from salessheet.xlsx.addresses import area
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.stamp.frames import written
from salessheet.xlsx.stamp.standing import Standing

_EXCEL: Final = "{urn:schemas-microsoft-com:office:excel}"
_KINDS: Final = ("/comments", "/threadedComment")

IsTold = Callable[[int, int], bool]
"""Whether the cell in this row and column is in a row of somebody's data."""


def without_notes_on_data(package: Package, standing: Standing) -> Package:
    """The package without notes on cells of blocks in rows that hold something; those of a blank row stay."""
    parts = dict(package.parts)
    for title, sheet in package.sheet_parts().items():
        told = _filled_rows(standing, title)
        if not told:
            continue

        def is_told(row: int, column: int, told: dict[int, tuple[int, int]] = told) -> bool:
            left, right = told.get(row, (0, -1))
            return left <= column <= right

        for kind in _KINDS:
            for _, part in package.related(sheet, kind).values():
                if part in parts:
                    parts[part] = _without(parts[part], title, is_told)
        for _, part in package.related(sheet, "/vmlDrawing").values():
            if part in parts:
                parts[part] = _without_boxes(parts[part], is_told)
        parts[sheet] = _without_scenarios(parts[sheet], title, is_told)
    comments = b"".join(parts[part] for part in package.of_kind("/threadedComment"))
    for name in package.of_kind("/person"):
        parts[name] = _without_people(parts[name], comments)
    return package.holding(parts)


def _without_scenarios(content: bytes, title: str, is_told: IsTold) -> bytes:
    """The sheet's part without what scenarios would put into such cells."""
    if b"scenario" not in content:
        return content
    tree = etree.fromstring(content)
    for group in tree.findall(f"{MAIN}scenarios"):
        before = len(group)
        for scenario in group.findall(f"{MAIN}scenario"):
            for one in scenario.findall(f"{MAIN}inputCells"):
                place = area(title, one.get("r", ""))
                if place is not None and is_told(place.top, place.left):
                    scenario.remove(one)
            scenario.set("count", str(len(scenario)))
            if len(scenario) == 0:
                group.remove(scenario)
        if len(group) != before:  # which of them is shown is counted
            group.attrib.pop("current", "")
            group.attrib.pop("show", "")
        if len(group) == 0:
            tree.remove(group)
    return written(tree)


def _without_people(content: bytes, comments: bytes) -> bytes:
    """Who commented nowhere is not named."""
    tree = etree.fromstring(content)
    gone = [person for person in tree if person.get("id", "").encode() not in comments]
    for person in gone:
        tree.remove(person)
    return written(tree) if gone else content


def _filled_rows(standing: Standing, title: str) -> dict[int, tuple[int, int]]:
    """Rows of blocks in which something was typed or filled in → the first and last column of their block."""
    values = standing.book.sheets[title].values
    formulas = standing.book.sheets[title].formulas
    found: dict[int, tuple[int, int]] = {}
    for lines in standing.by_sheet.get(title, {}).values():
        areas = [standing.places[line] for line in lines if line.axis is Axis.ROWS]
        if not areas:
            continue
        left, right = min(a.left for a in areas), max(a.right for a in areas)
        typed = {
            row
            for a in areas
            for row in range(a.top, a.bottom + 1)
            if values.get((row, a.left)) not in (None, "") and (row, a.left) not in formulas
        }
        found |= dict.fromkeys(typed, (left, right))
    return found


def _without(content: bytes, title: str, is_told: IsTold) -> bytes:
    tree = etree.fromstring(content)
    gone = []
    for note in tree.iter("*"):
        place = area(title, note.get("ref", ""))
        if place is not None and is_told(place.top, place.left):
            gone.append(note)
    for note in gone:
        note.getparent().remove(note)  # type: ignore[union-attr]  # a root has no place
    known = {note.get("authorId") for note in tree.iter("*")}
    for number, author in enumerate(tree.iterfind("{*}authors/{*}author")):
        if str(number) not in known:
            author.text = ""  # others are counted by their places
    return written(tree) if gone else content


def _without_boxes(content: bytes, is_told: IsTold) -> bytes:
    tree = etree.fromstring(content, etree.XMLParser(recover=True))  # other programs write boxes that are not quite XML
    gone = []
    for data in tree.iter(f"{_EXCEL}ClientData") if tree is not None else ():
        row, column = data.findtext(f"{_EXCEL}Row"), data.findtext(f"{_EXCEL}Column")
        if row is not None and column is not None and is_told(int(row) + 1, int(column) + 1):
            gone.append(data.getparent())
    for shape in gone:
        if shape is not None and shape.getparent() is not None:
            shape.getparent().remove(shape)  # type: ignore[union-attr]  # asked just before
    return etree.tostring(tree) if gone else content
