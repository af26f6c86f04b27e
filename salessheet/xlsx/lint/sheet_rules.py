"""Rules of what a sheet has beside its cells: merged ranges, validation, conditional formats, filters, links, views."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, area
from salessheet.xlsx.lint.book import RELATIONSHIP_ID, LintedBook
from salessheet.xlsx.lint.extension_rules import (
    LONGEST,
    LONGEST_LIST,
    OPERATORS,
    RULES,
    extension_findings,
    no_list,
    ranges_findings,
)
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.formula_rules import SHOWN, FormulaRules, fault_in_rule
from salessheet.xlsx.lint.numbers import is_between
from salessheet.xlsx.lint.overlapping import overlapping
from salessheet.xlsx.lint.style_rules import Styles
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.shared_strings import unescaped

_ORDER: Final = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
"""The elements of a sheet as the schema has them."""
_PLACE: Final = {name: place for place, name in enumerate(_ORDER)}
_OFTEN: Final = frozenset({"conditionalFormatting"})
_ADDRESS: Final = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_LONGEST_RULE: Final = 255
_WHOLE: Final = 100
_LIMIT: Final = re.compile(r"-?\d+(?:\.\d+)?")
_MOST_FORMULAS: Final = 3
_LONGEST_LINK: Final = 2_079
_LONGEST_TIP: Final = 255
_MOST_FIRST: Final = 1_000
_COMPARED: Final = frozenset({"whole", "decimal", "date", "time", "textLength"})
_TWO: Final = frozenset({"between", "notBetween"})
_WITH_FORMULA: Final = frozenset({"expression", "cellIs", "containsText", "notContainsText", "beginsWith", "endsWith"})
_RELATED: Final = {
    "drawing": "/drawing",
    "legacyDrawing": "/vmlDrawing",
    "legacyDrawingHF": "/vmlDrawing",
    "picture": "/image",
}


@dataclass(frozen=True)
class SheetRules:
    book: LintedBook
    part: str
    formats: Styles
    formulas: FormulaRules

    def findings(self, root: etree._Element) -> Iterator[Finding]:
        yield from self._order(root)
        yield from self._view(root)
        yield from self._breaks(root)
        yield from self._columns(root)
        yield from self._merges(root)
        yield from self._validations(root)
        yield from self._conditional_formats(root)
        yield from self._filters(root)
        yield from self._links(root)
        yield from self._relations(root)
        yield from extension_findings(root, self.part, self.formulas)
        for one in root.iter(f"{MAIN}inputCells", f"{MAIN}cellWatch"):
            if _ADDRESS.fullmatch(one.get("r", "")) is None:
                name = etree.QName(one).localname
                yield found(Fault.REFERENCE, self.part, name, f"{one.get('r')!r} is no cell")
        for one in root.iter(f"{MAIN}colorFilter", f"{MAIN}sortCondition"):
            if one.get("dxfId") is not None and not is_between(one.get("dxfId", ""), 0, self.formats.conditional - 1):
                wrong = f"there is no format {one.get('dxfId')} of conditions"
                yield found(Fault.STYLE_INDEX, self.part, etree.QName(one).localname, wrong)
        for name, fault in (("protectedRange", Fault.REFERENCE), ("ignoredError", Fault.REFERENCE)):
            for one in root.iter(f"{MAIN}{name}"):
                yield from self._ranges(one.get("sqref", ""), name, fault)
        opened = Counter(one.get("name", "").casefold() for one in root.iter(f"{MAIN}protectedRange"))
        for name, times in opened.items():
            if times > 1:
                yield found(Fault.ATTRIBUTE, self.part, "protectedRange", f"{times} ranges are called {name!r}")

    def _order(self, root: etree._Element) -> Iterator[Finding]:
        last = -1
        seen: set[str] = set()
        for child in root:
            name = str(child.tag).removeprefix(MAIN)
            if name == str(child.tag):
                continue  # a comment, or an element of another language
            place = _PLACE.get(name)
            if place is None:
                yield found(Fault.ELEMENT_ORDER, self.part, name, "a sheet has no such element")
            elif place < last:
                yield found(Fault.ELEMENT_ORDER, self.part, name, f"it comes after {_ORDER[last]}")
            elif name in seen and name not in _OFTEN:
                yield found(Fault.ELEMENT_ORDER, self.part, name, "it is there twice")
            seen.add(name)
            last = max(last, -1 if place is None else place)
        if root.find(f"{MAIN}sheetData") is None:
            yield found(Fault.ELEMENT_ORDER, self.part, "sheetData", "a sheet has this element, even without cells")

    def _view(self, root: etree._Element) -> Iterator[Finding]:
        dimension = root.find(f"{MAIN}dimension")
        if dimension is not None and area("", dimension.get("ref", "")) is None:
            yield found(Fault.REFERENCE, self.part, "dimension", f"{dimension.get('ref')!r} is no range")
        for view in root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
            for one in (view, *view.findall(f"{MAIN}pane"), *view.findall(f"{MAIN}selection")):
                for attribute in ("topLeftCell", "activeCell"):
                    text = one.get(attribute)
                    if text is not None and (_ADDRESS.fullmatch(text) is None or area("", text) is None):
                        yield found(Fault.VIEW, self.part, attribute, f"{text!r} is no cell")
                if one.get("sqref") is not None:
                    yield from self._ranges(one.get("sqref", ""), "selection", Fault.VIEW)
            yield from self._panes(view)
            selected = [one.get("pane", "topLeft") for one in view.iterfind(f"{MAIN}selection")]
            if len(selected) != len(set(selected)):
                yield found(Fault.VIEW, self.part, "selection", "two selections are of the same pane")

    def _panes(self, view: etree._Element) -> Iterator[Finding]:
        """Which parts of the view are selected, and which is active: those that a split makes."""
        pane = view.find(f"{MAIN}pane")
        across, down = (pane is not None and pane.get(way, "0") not in {"0", "0.0"} for way in ("xSplit", "ySplit"))
        there = {"topLeft"} | ({"topRight"} if across else set()) | ({"bottomLeft"} if down else set())
        there |= {"bottomRight"} if across and down else set()
        for way, last in (("xSplit", LAST_COLUMN), ("ySplit", LAST_ROW)) if _is_frozen(pane) else ():
            said = "0" if pane is None else pane.get(way, "0")
            if is_between(said, last, 2**31 - 1):
                yield found(Fault.VIEW, self.part, "pane", f"a sheet has no {said} rows or columns to freeze")
        for one in view.iterfind(f"{MAIN}selection"):
            if one.get("pane", "topLeft") not in there:
                wrong = f"the view is not split so that it has a pane {one.get('pane')}"
                yield found(Fault.VIEW, self.part, "selection", wrong)

    def _breaks(self, root: etree._Element) -> Iterator[Finding]:
        for name, last in (("rowBreaks", LAST_ROW), ("colBreaks", LAST_COLUMN)):
            for one in root.iterfind(f"{MAIN}{name}/{MAIN}brk"):
                if not is_between(one.get("id", "0"), 0, last):
                    yield found(Fault.REFERENCE, self.part, name, f"a page cannot break at {one.get('id')}")

    def _columns(self, root: etree._Element) -> Iterator[Finding]:
        last = 0
        for one in root.iterfind(f"{MAIN}cols/{MAIN}col"):
            first, end = one.get("min", ""), one.get("max", "")
            if not is_between(first, last + 1, LAST_COLUMN) or not is_between(end, int(first), LAST_COLUMN):
                wrong = f"columns {first} to {end} come after column {last}, or are none of a sheet"
                yield found(Fault.COLUMNS, self.part, f"col {first}", wrong)
            last = int(end) if end.isdecimal() else last
            if one.get("style") is not None and not is_between(one.get("style", ""), 0, self.formats.cells - 1):
                yield found(Fault.STYLE_INDEX, self.part, f"col {first}", f"there is no format {one.get('style')}")

    def _merges(self, root: etree._Element) -> Iterator[Finding]:
        merged: list[Area] = []
        for one in root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
            place = area("", one.get("ref", ""))
            if place is None or is_reversed(one.get("ref", "")):
                yield found(Fault.MERGE, self.part, one.get("ref", ""), "this is no range")
            else:
                merged.append(place)
        for first, second in overlapping(merged):
            yield found(Fault.MERGE, self.part, first.address, f"it overlaps {second.address}, which is merged as well")

    def _validations(self, root: etree._Element) -> Iterator[Finding]:
        for one in root.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
            where = one.get("sqref", "")
            yield from self._ranges(where, "dataValidation", Fault.VALIDATION)
            for wrong in _wrong_with_rule(one):
                yield found(Fault.VALIDATION, self.part, where, wrong)
            first = one.findtext(f".//{MAIN}formula1") or ""
            if first.startswith('"') and len(first) - 2 > LONGEST_LIST:
                continue
            for formula in filter(None, (first, one.findtext(f"{MAIN}formula2"))):
                yield from self._of_rule(where, formula, Fault.VALIDATION)
                yield from self.formulas.findings(self.part, where, formula)

    def _conditional_formats(self, root: etree._Element) -> Iterator[Finding]:
        for block in root.iterfind(f"{MAIN}conditionalFormatting"):
            where = block.get("sqref", "")
            yield from self._ranges(where, "conditionalFormatting", Fault.CONDITIONAL_FORMAT)
            for rule in block.iterfind(f"{MAIN}cfRule"):
                number = rule.get("dxfId")
                if number is not None and not is_between(number, 0, self.formats.conditional - 1):
                    yield found(
                        Fault.CONDITIONAL_FORMAT, self.part, where, f"there is no format {number} of conditions"
                    )
                if not is_between(rule.get("priority", ""), 1, 2**31 - 1):
                    yield found(Fault.CONDITIONAL_FORMAT, self.part, where, f"{rule.get('priority')!r} is no priority")
                formulas = [one.text or "" for one in rule.iterfind(f"{MAIN}formula")]
                if len(formulas) > _MOST_FORMULAS:
                    yield found(Fault.CONDITIONAL_FORMAT, self.part, where, f"a rule has {len(formulas)} formulas")
                if wrong := _lacking(rule, len(formulas)):
                    yield found(Fault.CONDITIONAL_FORMAT, self.part, where, wrong)
                if rule.get("type") in _WITH_FORMULA and not any(formulas):
                    yield found(Fault.CONDITIONAL_FORMAT, self.part, where, "the rule has no formula")
                for point in rule.iter(f"{MAIN}cfvo"):
                    yield from self._point(where, point)
                for formula in filter(None, formulas):
                    yield from self._of_rule(where, formula, Fault.CONDITIONAL_FORMAT)
                    yield from self.formulas.findings(self.part, where, formula)

    def _point(self, where: str, point: etree._Element) -> Iterator[Finding]:
        """Where a scale, a bar or a set of icons changes: a number, or a formula that gives one."""
        kind, said = point.get("type"), point.get("val") or ""
        if kind in {"num", "formula", "percent", "percentile"} and said:
            yield from self.formulas.findings(self.part, where, said.removeprefix("="))
        if kind in {"percent", "percentile"} and _LIMIT.fullmatch(said) and not 0 <= float(said) <= _WHOLE:
            yield found(Fault.CONDITIONAL_FORMAT, self.part, where, f"{said} is no share of a hundred")

    def _filters(self, root: etree._Element) -> Iterator[Finding]:
        one = root.find(f"{MAIN}autoFilter")
        if one is not None:
            yield from filter_findings(one, self.part)
        for state in root.iter(f"{MAIN}sortState"):
            yield from sort_findings(state, self.part)

    def _links(self, root: etree._Element) -> Iterator[Finding]:
        known = {one.id: one.target for one in self.book.relations(self.part)}
        for one in root.iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink"):
            where, identity = one.get("ref", ""), one.get(RELATIONSHIP_ID)
            if len(known.get(identity or "", "")) > _LONGEST_LINK:
                yield found(Fault.HYPERLINK, self.part, where, f"it has more than {_LONGEST_LINK:,} characters")
            if len(unescaped(one.get("tooltip", ""))) > _LONGEST_TIP:
                yield found(Fault.HYPERLINK, self.part, where, f"its tooltip has more than {_LONGEST_TIP} characters")
            if len(unescaped(one.get("location", ""))) > _LONGEST_LINK:
                yield found(Fault.HYPERLINK, self.part, where, f"its place has more than {_LONGEST_LINK:,} characters")
            if area("", where) is None:
                yield found(Fault.HYPERLINK, self.part, where, "this is no range")
            if identity is not None and identity not in known:
                yield found(Fault.HYPERLINK, self.part, where, f"there is no relationship {identity} it could lead to")

    def _relations(self, root: etree._Element) -> Iterator[Finding]:
        kinds = {one.id: one.type for one in self.book.relations(self.part)}
        for name, kind in _RELATED.items():
            for one in root.iterfind(f"{MAIN}{name}"):
                if not kinds.get(one.get(RELATIONSHIP_ID, ""), "").endswith(kind):
                    yield found(
                        Fault.DRAWING, self.part, name, f"there is no such relationship {one.get(RELATIONSHIP_ID)}"
                    )
        for one in root.iterfind(f"{MAIN}tableParts/{MAIN}tablePart"):
            if not kinds.get(one.get(RELATIONSHIP_ID, ""), "").endswith("/table"):
                yield found(Fault.TABLE_RANGE, self.part, "tablePart", f"{one.get(RELATIONSHIP_ID)} leads to no table")
        listed = {one.get(RELATIONSHIP_ID) for one in root.iterfind(f"{MAIN}tableParts/{MAIN}tablePart")}
        for identity, table in self.book.related(self.part, "/table").items():
            if identity not in listed:
                yield found(Fault.TABLE_RANGE, self.part, "tableParts", f"it does not list {table}")

    def _of_rule(self, where: str, formula: str, fault: Fault) -> Iterator[Finding]:
        """Conditions and validations read tables by addresses or names alone, and ranges one by one."""
        if wrong := fault_in_rule(formula):
            yield found(fault, self.part, where, f"{wrong}: {formula[:SHOWN]}")

    def _ranges(self, text: str, what: str, fault: Fault) -> Iterator[Finding]:
        yield from ranges_findings(text, self.part, what, fault)


def _wrong_with_rule(rule: etree._Element) -> Iterator[str]:
    """What is wrong with a validation, its cells and what its formulas say left out."""
    kind, first = rule.get("type", "none"), rule.findtext(f".//{MAIN}formula1") or ""
    second, operator = rule.findtext(f".//{MAIN}formula2") or "", rule.get("operator", "between")
    is_between_two = kind in _COMPARED and operator in _TWO
    if kind not in RULES:
        yield f"{kind!r} is no kind of validation"
    if operator not in OPERATORS:
        yield f"{operator!r} is no comparison"
    if kind != "none" and not first:
        yield "the rule has no formula"
    if is_between_two and not second:
        yield "a rule of what lies between has one limit"
    if is_between_two and _LIMIT.fullmatch(first) and _LIMIT.fullmatch(second) and float(first) > float(second):
        yield f"its lower limit {first} is above {second}"
    for attribute, most in LONGEST.items():
        if len(unescaped(rule.get(attribute, ""))) > most:
            yield f"its {attribute} has more than {most} characters"
    if kind == "list" and (wrong := no_list(first)):
        yield wrong
    if any(len(formula) > _LONGEST_RULE and not formula.startswith('"') for formula in (first, second)):
        yield f"its formula is longer than {_LONGEST_RULE} characters"


def _lacking(rule: etree._Element, formulas: int) -> str:
    """What a rule of a conditional format needs and does not say; "" for a sound one."""
    kind, operator = rule.get("type"), rule.get("operator")
    if kind == "cellIs" and operator is None:
        return "it compares, and does not say how"
    if kind == "cellIs" and operator in _TWO and formulas < 2:
        return "a rule of what lies between has one limit"
    if kind == "top10" and not is_between(rule.get("rank", ""), 1, _MOST_FIRST):  # of other kinds LibreOffice says 0
        return f"it does not say how many are first, from 1 to {_MOST_FIRST:,}"
    if kind == "timePeriod" and rule.get("timePeriod") is None:
        return "it does not say which days"
    for name in ("colorScale", "dataBar", "iconSet"):
        if kind == name and rule.find(f"{MAIN}{name}") is None:
            return f"it has no {name}"
    scale = rule.find(f"{MAIN}colorScale")
    if scale is not None and len(scale.findall(f"{MAIN}cfvo")) != len(scale.findall(f"{MAIN}color")):
        return "its scale has not as many colours as points"
    bar = rule.find(f"{MAIN}dataBar")
    return "its bar has no colour" if bar is not None and bar.find(f"{MAIN}color") is None else ""


def _is_frozen(pane: etree._Element | None) -> bool:
    """Whether it counts rows and columns, and not the width of what is shown."""
    return pane is not None and pane.get("state") in {"frozen", "frozenSplit"}


def is_reversed(ref: str) -> bool:
    """Whether a range begins with its last cell."""
    first, _, last = ref.partition(":")
    one, other = area("", first), area("", last)
    return one is not None and other is not None and (one.top > other.top or one.left > other.left)


def sort_findings(element: etree._Element, part: str) -> Iterator[Finding]:
    """What is sorted, and by what. Excel keeps these where they were when the list has moved since."""
    for one in (element, *element.iterfind(f"{MAIN}sortCondition")):
        if area("", one.get("ref", "")) is None:
            yield found(Fault.FILTER, part, etree.QName(one).localname, f"{one.get('ref')!r} is no range")


def filter_findings(element: etree._Element, part: str) -> Iterator[Finding]:
    """Of an autoFilter, of a sheet or of a table."""
    place = area("", element.get("ref", ""))
    if place is None:
        yield found(Fault.FILTER, part, "autoFilter", f"{element.get('ref')!r} is no range")
        return
    columns = [one.get("colId", "") for one in element.iterfind(f"{MAIN}filterColumn")]
    for column, times in Counter(columns).items():
        if times > 1 or not is_between(column, 0, place.right - place.left):
            yield found(Fault.FILTER, part, "autoFilter", f"column {column} is filtered twice, or is none of its range")
