"""The rules of a sheet about its cells: validations, conditional formats, protection, merged and hidden ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, area
from salessheet.xlsx.formula_syntax import one_spelling
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.structure.looks import Looks

if TYPE_CHECKING:
    from lxml import etree

X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
XM: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"

TRUE: Final = frozenset({"1", "true", "on"})

_LOWEST_ROW: Final = 4.0  # points, below which nobody reads a cell
_NARROWEST_COLUMN: Final = 1.5  # characters
_FORBIDDEN_UNLESS_SAID: Final = (
    "formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows", "insertHyperlinks", "deleteColumns",
    "deleteRows", "sort", "autoFilter", "pivotTables",
)  # fmt: skip  # what a protected sheet forbids
_ALLOWED_UNLESS_SAID: Final = ("objects", "scenarios")


_ATTRIBUTES: Final = {"top10": ("rank",), "timePeriod": ("timePeriod",), "aboveAverage": ("aboveAverage",)}
"""What a kind of conditional format goes by; programs write the others as well."""


@dataclass(frozen=True)
class Rule:
    """What holds for some areas: a validation or a conditional format, told in full in `text`."""

    areas: tuple[Area, ...]
    text: str

    def covers(self, part: Area) -> bool:
        """Whether every cell of `part` is in one of its areas, or rows of it in each."""
        top = part.top
        for each in sorted(self.areas, key=lambda held: held.top):
            if each.left <= part.left and each.right >= part.right and each.top <= top <= each.bottom:
                top = each.bottom + 1
        return top > part.bottom

    def meets(self, part: Area) -> bool:
        return any(each.meets(part) for each in self.areas)


@dataclass(frozen=True)
class Hidden:
    """Rows or columns that nobody sees; `how` in words."""

    area: Area
    how: str


def areas_of(sheet: str, text: str) -> tuple[Area, ...]:
    """The areas of a list of addresses such as `A1:B2 D4`; what is no address is left out."""
    return tuple(found for found in (area(sheet, each) for each in text.split()) if found is not None)


def validations(tree: etree._Element, sheet: str) -> tuple[Rule, ...]:
    plain = tree.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation")
    newer = tree.iterfind(f"{MAIN}extLst//{X14}dataValidation")  # those that read other sheets
    return (
        *(Rule(areas_of(sheet, each.get("sqref", "")), _validation(each)) for each in plain),
        *(Rule(areas_of(sheet, each.findtext(f"{XM}sqref", "")), _validation(each)) for each in newer),
    )


def _validation(element: etree._Element) -> str:
    kind = element.get("type", "none")
    plain = [each.text or "" for each in (element.find(f"{MAIN}formula{i}") for i in (1, 2)) if each is not None]
    limits = plain or [each.text or "" for each in element.iter(f"{XM}f")]
    compares = kind not in {"none", "list", "custom"}
    is_between = compares and element.get("operator", "between") in {"between", "notBetween"}
    limits = [one_spelling(each)[1:] for each in limits[: 0 if kind == "none" else 2 if is_between else 1]]
    is_strict = element.get("showErrorMessage") in TRUE
    parts = [
        " ".join(filter(None, (kind, element.get("operator", "between") if compares else "", " … ".join(limits)))),
        "" if element.get("allowBlank") in TRUE else "no blanks",
        "" if kind == "none" else element.get("errorStyle", "stop") if is_strict else "anything is taken",
        _words(element, "error") if is_strict else "",
        _words(element, "prompt") if element.get("showInputMessage") in TRUE else "",
    ]
    return "; ".join(filter(None, parts))


def _words(element: etree._Element, key: str) -> str:
    title, text = element.get(f"{key}Title", ""), element.get(key, "")
    return f"{key} “{title}: {text}”" if title or text else ""


def conditional_formats(tree: etree._Element, sheet: str, looks: Looks) -> tuple[Rule, ...]:
    """In the order in which they count."""
    found: list[tuple[int, Rule]] = []
    for block in tree.iterfind(f"{MAIN}conditionalFormatting"):
        places = areas_of(sheet, block.get("sqref", ""))
        found += [
            (int(rule.get("priority") or 0), Rule(places, _conditional(rule, looks)))
            for rule in block.iterfind(f"{MAIN}cfRule")
        ]
    for block in tree.iterfind(f"{MAIN}extLst//{X14}conditionalFormatting"):
        places = areas_of(sheet, block.findtext(f"{XM}sqref", ""))
        for rule in block.iterfind(f"{X14}cfRule"):
            if rule.get("type") != "dataBar":  # which adds to one of those above
                formulas = " ".join(each.text or "" for each in rule.iter(f"{XM}f"))
                found.append((int(rule.get("priority") or 0), Rule(places, f"{rule.get('type')} {formulas}".strip())))
    return tuple(rule for _, rule in sorted(found, key=lambda pair: pair[0]))


def _counted(formula: str) -> str:
    """With the length of a text for LEN of it, as which LibreOffice writes the length in rules about texts."""
    return re.sub(r'LEN\("([^"]*)"\)', lambda found: f"{len(found[1])}.0", formula)


def _conditional(rule: etree._Element, looks: Looks) -> str:
    kind = rule.get("type", "")
    formulas = (_counted(one_spelling(each.text or "")[1:]) for each in rule.iterfind(f"{MAIN}formula"))
    what = [kind, rule.get("operator", ""), *formulas]
    what += [f"{name}={rule.get(name)}" for name in _ATTRIBUTES.get(kind, ("text",)) if rule.get(name)]
    for scale in (rule.find(f"{MAIN}{name}") for name in ("colorScale", "dataBar", "iconSet")):
        if scale is not None:
            what += [_cut(cut) for cut in scale.iterfind(f"{MAIN}cfvo")]
            what.append("without the value" if scale.get("showValue", "1") not in TRUE else "")
    stops = "stops" if rule.get("stopIfTrue") in TRUE else ""
    return "; ".join(filter(None, (" ".join(filter(None, what)), looks.differential(rule.get("dxfId")), stops)))


def _cut(element: etree._Element) -> str:
    """Where a bar or a scale begins, changes or ends."""
    kind = element.get("type", "")
    return kind if kind in {"min", "max", "autoMin", "autoMax"} else f"{kind} {element.get('val', '')}".strip()


def protection(tree: etree._Element) -> frozenset[str] | None:
    """What a protected sheet lets people do; None where it is not protected."""
    element = tree.find(f"{MAIN}sheetProtection")
    if element is None or element.get("sheet") not in TRUE:
        return None
    allowed = {name for name in _FORBIDDEN_UNLESS_SAID if element.get(name, "1") not in TRUE}
    return frozenset(allowed | {name for name in _ALLOWED_UNLESS_SAID if element.get(name, "0") not in TRUE})


def open_ranges(tree: etree._Element, sheet: str) -> tuple[Area, ...]:
    """What may be changed although the sheet is protected."""
    ranges = tree.iterfind(f"{MAIN}protectedRanges/{MAIN}protectedRange")
    return tuple(found for each in ranges for found in areas_of(sheet, each.get("sqref", "")))


def merged(tree: etree._Element, sheet: str) -> tuple[Area, ...]:
    cells = tree.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")
    return tuple(found for each in cells for found in areas_of(sheet, each.get("ref", "")))


def hidden(tree: etree._Element, sheet: str, package: Package, part: str) -> tuple[Hidden, ...]:
    """Hidden rows and columns and those too low or narrow to see; not the rows that a filter takes away."""
    filtered = _filtered(tree, sheet, package, part)
    rows = [(row, how) for row, how in _rows(tree) if not any(each.top < row <= each.bottom for each in filtered)]
    found = [Hidden(Area(sheet, first, 1, last, LAST_COLUMN), how) for first, last, how in _runs(rows)]
    for column in tree.iterfind(f"{MAIN}cols/{MAIN}col"):
        left, right = package.number(column, "min", 1), package.number(column, "max", 1)
        how = _how(column, "width", _NARROWEST_COLUMN)
        if how:
            found.append(Hidden(Area(sheet, 1, left, LAST_ROW, right), how))
    default = tree.find(f"{MAIN}sheetFormatPr")
    if default is not None and default.get("zeroHeight") in TRUE:
        found.append(Hidden(Area(sheet, 1, 1, LAST_ROW, LAST_COLUMN), "every row without a height of its own"))
    return tuple(found)


def hides_zeros(tree: etree._Element) -> bool:
    return any(view.get("showZeros", "1") not in TRUE for view in tree.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"))


def _rows(tree: etree._Element) -> Iterator[tuple[int, str]]:
    number = 0
    for row in tree.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number = int(row.get("r") or number + 1)
        how = _how(row, "ht", _LOWEST_ROW)
        if how:
            yield number, how


def _how(element: etree._Element, size: str, least: float) -> str:
    if element.get("hidden") in TRUE:
        return "hidden"
    given = element.get(size)
    return f"{'height' if size == 'ht' else 'width'} {float(given):g}" if given and float(given) < least else ""


def _runs(rows: list[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """Rows hidden alike that follow one another, as first, last and how."""
    first = last = 0
    known = ""
    for row, how in rows:
        if row == last + 1 and how == known:
            last = row
            continue
        if last:
            yield first, last, known
        first, last, known = row, row, how
    if last:
        yield first, last, known


def _filtered(tree: etree._Element, sheet: str, package: Package, part: str) -> list[Area]:
    """The areas of which somebody chose to see some rows only, which every program marks."""
    filters = list(tree.iterfind(f"{MAIN}autoFilter"))
    for _, table in package.related(part, "/table").values():
        filters += package.tree(table).findall(f"{MAIN}autoFilter")
    chosen = (each for each in filters if each.find(f"{MAIN}filterColumn") is not None)
    return [found for each in chosen for found in areas_of(sheet, each.get("ref", ""))]
