"""What is drawn on a sheet: charts with what they show, sparklines, and all that lies over cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from salessheet.xlsx.addresses import Area, CellRef, area, split_sheet
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.structure.sheet_rules import TRUE, X14, XM, areas_of

if TYPE_CHECKING:
    from lxml import etree

_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_XDR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ANCHORS: Final = tuple(f"{_XDR}{kind}Anchor" for kind in ("twoCell", "oneCell", "absolute"))
_KINDS: Final = {"sp": "a shape or text box", "pic": "a picture", "grpSp": "a group of shapes", "cxnSp": "a line",
                 "contentPart": "ink", "graphicFrame": "a chart"}  # fmt: skip  # what lies over cells
_POINT: Final = 12_700  # EMU, the unit of drawings
_PIXEL: Final = 9_525
_PIXELS_A_CHARACTER: Final = 7
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 8.43, 15.0
_CATEGORY_AXES: Final = ("catAx", "dateAx", "serAx")


@dataclass(frozen=True)
class Drawn:
    """A chart or another object, and the cells that it lies over."""

    kind: str
    over: Area
    is_hidden: bool
    title: str = ""
    series: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    shown: tuple[Area, ...] = ()

    @property
    def is_chart(self) -> bool:
        return self.kind == _KINDS["graphicFrame"]


def sparklines(tree: etree._Element, sheet: str) -> dict[CellRef, str]:
    """Cell → what its sparkline shows."""
    found = {}
    for each in tree.iterfind(f"{MAIN}extLst//{X14}sparkline"):
        for place in areas_of(sheet, each.findtext(f"{XM}sqref", "")):
            found[CellRef(sheet, place.top, place.left)] = plain_reference(each.findtext(f"{XM}f", ""))
    return found


def notes(package: Package, part: str, sheet: str) -> dict[CellRef, str]:
    """Cell → the text of its note."""
    found = {}
    for _, comments in package.related(part, "/comments").values():
        for each in package.tree(comments).iter(f"{MAIN}comment"):
            text = "".join(run.text or "" for run in each.iter(f"{MAIN}t"))
            for place in areas_of(sheet, each.get("ref", "")):
                found[CellRef(sheet, place.top, place.left)] = text
    return found


def drawn(package: Package, part: str, tree: etree._Element, sheet: str) -> tuple[Drawn, ...]:
    """In the order in which they were put there."""
    found: list[Drawn] = []
    for _, drawing in package.related(part, "/drawing").values():
        if drawing in package.parts:
            grid = _Grid(tree, sheet)
            for anchor in package.tree(drawing).iter(*_ANCHORS):
                found.extend(_objects(anchor, package, drawing, grid))
    return tuple(found)


def plain_reference(text: str) -> str:
    """A reference as it is written here, whatever a program quotes."""
    found = reference(text)
    return text if found is None else str(found)


def reference(text: str) -> Area | None:
    sheet, address = split_sheet(text.strip())
    return None if sheet is None else area(sheet, address)


def _objects(anchor: etree._Element, package: Package, drawing: str, grid: _Grid) -> Iterator[Drawn]:
    over = grid.under(anchor)
    for element in anchor.iter():
        kind = _KINDS.get(str(element.tag).removeprefix(_XDR)) if str(element.tag).startswith(_XDR) else None
        if kind is None:
            continue
        own = next(element.iter(f"{_XDR}cNvPr"), None)
        is_hidden = own is not None and own.get("hidden") in TRUE
        chart = next(element.iter(f"{_C}chart"), None)
        parts = package.related(drawing)
        target = parts.get(chart.get(f"{_R}id", ""), ("", ""))[1] if chart is not None else ""
        if target in package.parts:
            yield _chart(package.tree(target), over, is_hidden=is_hidden)
        else:
            yield Drawn("an object" if kind == _KINDS["graphicFrame"] else kind, over, is_hidden)
        return  # the members of a group lie where it lies


def _chart(root: etree._Element, over: Area, *, is_hidden: bool) -> Drawn:
    series = [_series(each) for each in root.iter(f"{_C}ser")]
    areas = [reference(each.text or "") for each in root.iter(f"{_C}f")]
    title = root.find(f"{_C}chart/{_C}title")
    axes = [_axis(each) for each in root.iter(f"{_C}valAx", *(f"{_C}{name}" for name in _CATEGORY_AXES))]
    return Drawn(
        _KINDS["graphicFrame"],
        over,
        is_hidden,
        "" if title is None else _text(title),
        tuple(series),
        tuple(filter(None, axes)),
        tuple(each for each in areas if each is not None),
    )


_OF_LINES: Final = frozenset({"line", "scatter", "radar"})


def _series(element: etree._Element) -> str:
    parent = element.getparent()
    kind = "" if parent is None else str(parent.tag).removeprefix(_C).removesuffix("Chart")
    name = element.find(f"{_C}tx")
    called = "" if name is None else name.findtext(f".//{_C}f") or name.findtext(f".//{_C}v") or ""
    if called.startswith('"') and called.endswith('"'):
        called = called[1:-1].replace('""', '"')  # some programs write a text as a formula
    values, labels = (_shown(element.find(f"{_C}{tag}")) for tag in ("val", "cat"))
    more = [
        f"labelled “{_text(each)}”" for each in element.iterfind(f"{_C}dLbls/{_C}dLbl/{_C}tx")
    ]  # texts that say what the numbers do not
    how = parent.find(f"{_C}barDir") if parent is not None else None
    more += ["lying"] if how is not None and how.get("val") == "bar" else []
    more += [] if _is_seen(element.find(f"{_C}spPr"), is_line=kind in _OF_LINES) else ["not to be seen"]
    return " ".join(filter(None, (f"{kind} “{plain_reference(called)}”:", values, f"by {labels}", *more)))


def _is_seen(look: etree._Element | None, *, is_line: bool) -> bool:
    """Whether a series is drawn in some colour: by itself, if nothing is said. What fills a line is no matter."""
    if look is not None and is_line:
        return look.find(f"{_A}ln/{_A}noFill") is None
    if look is None or look.find(f".//{_A}noFill") is None:
        return True
    return look.find(f".//{_A}solidFill") is not None


def _shown(element: etree._Element | None) -> str:
    if element is None:
        return "(nothing)"
    found = element.findtext(f".//{_C}f")
    return "numbers of its own" if found is None else plain_reference(found)


def _axis(element: etree._Element) -> str:
    """What decides how long a bar is, and what its unit is called."""
    title, scale = element.find(f"{_C}title"), element.find(f"{_C}scaling")
    parts = [] if title is None else [f"“{_text(title)}”"]
    for name in ("min", "max", "logBase") if scale is not None else ():
        bound = None if scale is None else scale.find(f"{_C}{name}")
        if bound is not None:
            parts.append(f"{name} {float(bound.get('val', '0')):g}")
    turned = None if scale is None else scale.find(f"{_C}orientation")
    if turned is not None and turned.get("val") == "maxMin":
        parts.append("turned round")
    unit = element.find(f"{_C}dispUnits")
    return " ".join([*parts, *(["shown in units of its own"] if unit is not None else [])])


def _text(element: etree._Element) -> str:
    said = "".join(each.text or "" for each in element.iter(f"{_A}t"))
    return said or plain_reference(element.findtext(f".//{_C}f") or "")


class _Grid:
    """The columns and rows of a sheet by their size, for objects that say their own size."""

    def __init__(self, tree: etree._Element, sheet: str) -> None:
        self._sheet = sheet
        default = tree.find(f"{MAIN}sheetFormatPr")
        self._height = float(_DEFAULT_HEIGHT if default is None else default.get("defaultRowHeight", _DEFAULT_HEIGHT))
        self._width = float(_DEFAULT_WIDTH if default is None else default.get("defaultColWidth", _DEFAULT_WIDTH))
        self._heights = {
            int(row.get("r", 0)): float(row.get("ht", self._height))
            for row in tree.iterfind(f"{MAIN}sheetData/{MAIN}row")
        }
        self._widths = {
            number: float(column.get("width", self._width))
            for column in tree.iterfind(f"{MAIN}cols/{MAIN}col")
            for number in range(int(column.get("min", 1)), min(int(column.get("max", 1)), 500) + 1)
        }

    def under(self, anchor: etree._Element) -> Area:
        """The cells under an object, ends included."""
        start, end, size = (anchor.find(f"{_XDR}{name}") for name in ("from", "to", "ext"))
        place = anchor.find(f"{_XDR}pos")
        row, column = _number(start, "row") + 1, _number(start, "col") + 1
        down, across = _number(start, "rowOff"), _number(start, "colOff")
        if place is not None:
            down, across = int(place.get("y", 0)), int(place.get("x", 0))
        if end is not None:
            bottom = _number(end, "row") + (_number(end, "rowOff") > 0)
            right = _number(end, "col") + (_number(end, "colOff") > 0)
            return Area(self._sheet, row, column, max(row, bottom), max(column, right))
        height, width = (0, 0) if size is None else (int(size.get("cy", 0)), int(size.get("cx", 0)))
        top, bottom = self._reached(row, down, height, self._row)
        left, right = self._reached(column, across, width, self._column)
        return Area(self._sheet, top, left, bottom, right)

    def _row(self, number: int) -> float:
        return self._heights.get(number, self._height) * _POINT

    def _column(self, number: int) -> float:
        return (self._widths.get(number, self._width) * _PIXELS_A_CHARACTER + 5) * _PIXEL

    @staticmethod
    def _reached(first: int, offset: float, length: float, size_of: Callable[[int], float]) -> tuple[int, int]:
        left = offset
        while left >= size_of(first) > 0:
            left -= size_of(first)
            first += 1
        last, left = first, left + length
        while left > size_of(last) > 0:
            left -= size_of(last)
            last += 1
        return first, last


def _number(element: etree._Element | None, name: str) -> int:
    return 0 if element is None else int(element.findtext(f"{_XDR}{name}", "0") or 0)
