"""Rules of what Excel 2010 and later add to a sheet: conditional formats, validations and sparklines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import area, split_sheet
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.formula_rules import SHOWN, FormulaRules, fault_in_rule
from salessheet.xlsx.lint.numbers import is_guid
from salessheet.xlsx.lint.schema import WORDS
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.shared_strings import unescaped

LONGEST_LIST: Final = 255
LONGEST: Final = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
RULES: Final = frozenset({"none", "whole", "decimal", "list", "date", "time", "textLength", "custom"})
OPERATORS: Final = frozenset(
    ["between", "notBetween", "equal", "notEqual", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"]
)
_X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_GONE: Final = "#REF!"
"""What Excel itself writes for cells that somebody deleted, in selections and validations; it reads that again."""
_KINDS: Final = (
    "expression cellIs colorScale dataBar iconSet top10 aboveAverage uniqueValues duplicateValues containsText "
    "notContainsText beginsWith endsWith containsBlanks notContainsBlanks containsErrors notContainsErrors timePeriod"
)
_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{8}")
_WORDS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    (f"{_X14}{name}", attribute): frozenset(words.split())
    for name, attribute, words in [
        ("dataValidation", "type", " ".join(RULES)),
        ("dataValidation", "operator", " ".join(OPERATORS)),
        ("dataValidation", "errorStyle", "stop warning information"),
        ("cfRule", "type", _KINDS),
        ("cfvo", "type", "num percent max min formula percentile autoMin autoMax"),
        ("dataBar", "axisPosition", "automatic middle none"),
        ("dataBar", "direction", "context leftToRight rightToLeft"),
        ("sparklineGroup", "type", "line column stacked"),
        ("sparklineGroup", "displayEmptyCellsAs", "span gap zero"),
        ("sparklineGroup", "minAxisType", "individual group custom"),
        ("sparklineGroup", "maxAxisType", "individual group custom"),
    ]
}
_TEXT: Final = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!')
_TRUTH: Final = re.compile("0|1|true|false")
_NUMBERS: Final[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
    "dataValidation": dict.fromkeys(("allowBlank", "showDropDown", "showInputMessage", "showErrorMessage"), _TRUTH),
    "sparklineGroup": {
        **dict.fromkeys(("dateAxis", "markers", "high", "low", "first", "last", "negative"), _TRUTH),
        **dict.fromkeys(("displayXAxis", "displayHidden", "rightToLeft"), _TRUTH),
        **dict.fromkeys(
            ("lineWeight", "manualMax", "manualMin"), re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
        ),
    },
    "iconSet": dict.fromkeys(("showValue", "percent", "reverse", "custom"), _TRUTH),
}
"""Element → the attributes that are truths and numbers."""
_ORDERS: Final = {
    "sparkline": ("f", "sqref"),
    "dataValidation": ("formula1", "formula2", "sqref"),
    "sparklineGroup": (
        *("colorSeries", "colorNegative", "colorAxis", "colorMarkers", "colorFirst", "colorLast", "colorHigh"),
        *("colorLow", "f", "sparklines", "extLst"),
    ),
}
"""Element → what stands in it, in this order."""
_ICONS: Final = WORDS["iconSet", "iconSet"] | {"3Stars", "3Triangles", "5Boxes", "NoIcons"}
_WITH_FORMULA: Final = frozenset({"expression", "cellIs", "containsText", "notContainsText", "beginsWith", "endsWith"})
_WITH_VALUE: Final = frozenset({"num", "percent", "percentile", "formula"})
_MOST: Final = 100
"""Per cent of a cell that a bar is long."""


def extension_findings(root: etree._Element, part: str, formulas: FormulaRules) -> Iterator[Finding]:
    """Of one sheet."""
    extensions = root.find(f"{MAIN}extLst")
    if extensions is None:
        return
    for one in extensions.iter(f"{_X14}conditionalFormatting", f"{_X14}dataValidation", f"{_X14}sparkline"):
        where = one.findtext(f"{_XM}sqref") or ""
        fault = Fault.VALIDATION if one.tag == f"{_X14}dataValidation" else Fault.CONDITIONAL_FORMAT
        yield from ranges_findings(where, part, etree.QName(one).localname, fault)
        if one.get("type", "none") in RULES - {"none"} and one.find(f"{_X14}formula1") is None:
            yield found(Fault.VALIDATION, part, where, "the rule has no formula")
        if one.get("type") == "list" and (wrong := no_list(one.findtext(f"{_X14}formula1/{_XM}f") or "")):
            yield found(Fault.VALIDATION, part, where, wrong)
        for attribute, most in LONGEST.items():
            if len(unescaped(one.get(attribute, ""))) > most:
                yield found(Fault.VALIDATION, part, where, f"its {attribute} has more than {most} characters")
        yield from _formulas(one, part, where, formulas)
        yield from _in_order(one, part)
    for one in extensions.iter(f"{_X14}sparklineGroup"):
        yield from _in_order(one, part)
    yield from _rules(extensions, part)
    yield from _words(extensions, part)
    yield from _bars(root, extensions, part)
    yield from _sparklines(extensions, part)


def _formulas(one: etree._Element, part: str, where: str, formulas: FormulaRules) -> Iterator[Finding]:
    """Rules of cells read less than a sparkline does, such as columns of tables."""
    fault = Fault.VALIDATION if one.tag == f"{_X14}dataValidation" else Fault.CONDITIONAL_FORMAT
    for formula in one.iter(f"{_XM}f"):
        text = formula.text or ""
        if formula.getparent() is not one and (wrong := fault_in_rule(text)):
            yield found(fault, part, where, f"{wrong}: {text[:SHOWN]}")
        yield from formulas.findings(part, where, text) if text else ()


def no_list(formula: str) -> str:
    """Why one can choose nothing from what a list is said to be; "" for a sound one."""
    if formula.startswith('"'):
        return f"its list has more than {LONGEST_LIST} characters" if len(formula) - 2 > LONGEST_LIST else ""
    if formula.startswith("{"):
        return "a list is no array of constants"
    place = area("", split_sheet(formula)[1].replace("$", ""))
    if place is not None and place.top != place.bottom and place.left != place.right:
        return f"a list is one row or one column, not {place.address}"
    if "," in _TEXT.sub("", formula) and "(" not in formula:
        return f"its words stand in no quotes: {formula[:SHOWN]}"
    return ""


def ranges_findings(text: str, part: str, what: str, fault: Fault) -> Iterator[Finding]:
    """Of a list of ranges with blanks between them."""
    places = text.split()
    if not places:
        yield found(fault, part, what, "it is of no cells")
    for one in places:
        if one != _GONE and area("", one) is None:
            yield found(fault, part, what, f"{one!r} is no range of a sheet")


def _words(extensions: etree._Element, part: str) -> Iterator[Finding]:
    for name, kinds in _NUMBERS.items():
        for one in extensions.iter(f"{_X14}{name}"):
            for key, kind in kinds.items():
                text = one.get(key)
                if text is not None and not kind.fullmatch(text):
                    yield found(Fault.ATTRIBUTE, part, f"{name} {key}", f"{text!r} is nothing that it can be")
    for one in extensions.iter(*{name for name, _ in _WORDS}):
        name = etree.QName(one).localname
        for attribute, said in one.items():
            if str(said) not in _WORDS.get((str(one.tag), str(attribute)), (said,)):
                yield found(
                    Fault.ATTRIBUTE, part, " ".join((name, str(attribute))), f"{said!r} is nothing that it can be"
                )
    for one in extensions.iter(f"{_X14}*"):
        if not _COLOUR.fullmatch(one.get("rgb", "00000000")):
            name = etree.QName(one).localname
            yield found(Fault.ATTRIBUTE, part, name, f"{one.get('rgb')!r} is no colour of eight hexadecimal digits")


def _bars(root: etree._Element, extensions: etree._Element, part: str) -> Iterator[Finding]:
    """Conditional formats that go on here: the two halves know each other by an id."""
    here = {one.get("id", "").upper() for one in extensions.iter(f"{_X14}cfRule")}
    for one in root.iterfind(f"{MAIN}conditionalFormatting/{MAIN}cfRule/{MAIN}extLst//{_X14}id"):
        said = (one.text or "").strip()
        if not is_guid(said) or said.upper() not in here:
            yield found(Fault.CONDITIONAL_FORMAT, part, "id", f"no rule goes on as {said!r}")
    for one in extensions.iter(f"{_X14}dataBar"):
        for attribute in ("minLength", "maxLength"):
            said = one.get(attribute, "0")
            if not said.isdecimal() or int(said) > _MOST:
                yield found(Fault.ATTRIBUTE, part, f"dataBar {attribute}", f"{said!r} is no share of a hundred")


def _in_order(element: etree._Element, part: str) -> Iterator[Finding]:
    name = etree.QName(element).localname
    order = _ORDERS.get(name, ())
    held = [etree.QName(one).localname for one in element.iterchildren("*")]
    places = [order.index(one) for one in held if one in order]
    if places != sorted(set(places)):
        yield found(Fault.ELEMENT_ORDER, part, name, f"it holds {', '.join(held)} in another order than the schema")


def _rules(extensions: etree._Element, part: str) -> Iterator[Finding]:
    """What the rules of conditional formats say: formulas, icons, and ids of their own."""
    rules = list(extensions.iter(f"{_X14}cfRule"))
    times = Counter(one.get("id", "").upper() for one in rules)
    for one in rules:
        where = one.getparent().findtext(f"{_XM}sqref") or ""  # type: ignore[union-attr]  # it was found below another
        if one.get("id") is not None and times[one.get("id", "").upper()] > 1:
            yield found(Fault.CONDITIONAL_FORMAT, part, where, f"two rules have the id {one.get('id')}")
        if one.get("type") in _WITH_FORMULA and one.find(f"{_XM}f") is None:
            yield found(Fault.CONDITIONAL_FORMAT, part, where, "the rule has no formula")
        for icons in one.iterfind(f"{_X14}iconSet"):
            name, points = icons.get("iconSet", "3TrafficLights1"), icons.findall(f"{_X14}cfvo")
            if name not in _ICONS or len(points) != int(name[0]):
                yield found(Fault.CONDITIONAL_FORMAT, part, where, f"it has no {len(points)} icons {name!r}")
        for point in one.iter(f"{_X14}cfvo"):
            if point.get("type") in _WITH_VALUE and point.find(f"{_XM}f") is None:
                yield found(Fault.CONDITIONAL_FORMAT, part, where, "a point does not say where it is")


def _sparklines(extensions: etree._Element, part: str) -> Iterator[Finding]:
    """Each stands in a cell of its own, and shows a row or a column."""
    places = [one.findtext(f"{_XM}sqref") or "" for one in extensions.iter(f"{_X14}sparkline")]
    for where, times in Counter(places).items():
        place = area("", where)
        if place is not None and (not place.is_cell or times > 1):
            yield found(Fault.CONDITIONAL_FORMAT, part, where, "a sparkline stands in one cell, alone")
    for one in extensions.iter(f"{_X14}sparkline"):
        shown = area("", split_sheet(one.findtext(f"{_XM}f") or "")[1].replace("$", ""))
        if shown is not None and shown.top != shown.bottom and shown.left != shown.right:
            where = one.findtext(f"{_XM}sqref") or ""
            yield found(Fault.CONDITIONAL_FORMAT, part, where, f"it shows neither a row nor a column: {shown.address}")
    for one in extensions.iter(f"{_X14}sparklineGroup"):
        if one.find(f"{_X14}sparklines/{_X14}sparkline") is None:
            yield found(Fault.ELEMENT_ORDER, part, "sparklineGroup", "it holds no sparkline")
