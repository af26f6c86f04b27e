"""Rules of what a pivot table shows of its fields: their values, and the rows and columns that these make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_between, is_index
from salessheet.xlsx.package import MAIN

_VALUES: Final = frozenset({"-2", "4294967294"})
"""Stand for the values among the fields: signed among rows and columns, unsigned in what a format is of."""
_NO_FIELD: Final = "-1"
_LINES: Final = (("rowItems", "rowFields"), ("colItems", "colFields"))
_LAST_ITEM: Final = 1_048_832
"""Base items from 1048828 on mean the one before, the one behind, and all."""
_ANY_ITEM: Final = 2**32 - 1
_WITH_AN_ITEM: Final = frozenset({"difference", "percent", "percentDiff"})
"""How values are shown where they are compared with an item; elsewhere Excel leaves any number as that item."""


@dataclass(frozen=True)
class Shown:
    """`items`: how many items each field has, totals among them. `data`: how many values there are."""

    pivot: etree._Element
    items: Sequence[int]
    data: int
    part: str

    @property
    def name(self) -> str:
        return self.pivot.get("name", "")

    def lacks(self, field: str, item: str) -> str:
        """Why a field does not have an item, by their numbers; "" where it has."""
        if field in _VALUES:
            return "" if is_index(item, self.data) else f"there is no value {item}, of {self.data}, counted from 0"
        if not is_index(field, len(self.items)):
            return f"there is no field {field}, of {len(self.items)}, counted from 0"
        count = self.items[int(field)]  # 0 where the table is to be refreshed first
        return "" if is_index(item, max(count, 1)) else f"field {field} has no item {item}, of {count}, counted from 0"

    def finding(self, wrong: str) -> Finding:
        return found(Fault.PIVOT, self.part, self.name, wrong)


def item_findings(pivot: etree._Element, cache: etree._Element, part: str) -> Iterator[Finding]:
    """Of a pivot table that has as many fields as its cache."""
    fields = pivot.findall(f"{MAIN}pivotFields/{MAIN}pivotField")
    kept = cache.findall(f"{MAIN}cacheFields/{MAIN}cacheField")
    data = pivot.findall(f"{MAIN}dataFields/{MAIN}dataField")
    shown = Shown(pivot, [len(one.findall(f"{MAIN}items/{MAIN}item")) for one in fields], len(data), part)
    for field, known in zip(fields, kept, strict=True):
        yield from _items(shown, field, known)
    for items, axis in _LINES:
        yield from _lines(shown, items, [one.get("x", "") for one in pivot.iterfind(f"{MAIN}{axis}/{MAIN}field")])
    for one in pivot.iterfind(f"{MAIN}pageFields/{MAIN}pageField"):
        if one.get("item") is not None and (wrong := shown.lacks(one.get("fld", ""), one.get("item", ""))):
            yield shown.finding(wrong)
    yield from _bases(shown, data, fields)
    for reference in pivot.iter(f"{MAIN}reference"):
        of = reference.get("field", "")
        said = (shown.lacks(of, one.get("v", "")) for one in reference.iterfind(f"{MAIN}x"))
        if wrong := next(filter(None, said), ""):
            yield shown.finding(f"a format is of what is not there: {wrong}")


def _items(shown: Shown, field: etree._Element, known: etree._Element) -> Iterator[Finding]:
    """A field on an axis lists each value that the cache keeps, or each group of them."""
    groups, shared = known.find(f"{MAIN}fieldGroup/{MAIN}groupItems"), known.find(f"{MAIN}sharedItems")
    values = shared if groups is None else groups
    count = 0 if values is None else len(values)
    listed = [one.get("x", "") for one in field.iterfind(f"{MAIN}items/{MAIN}item") if one.get("x") is not None]
    if listed and len(set(listed)) < len(listed) <= count:
        yield shown.finding(f"it lists a value of {known.get('name')} twice")
    elif listed and len(listed) < count:
        yield shown.finding(f"it lists {len(listed)} values of {known.get('name')}, whose cache keeps {count}")
    elif groups is not None and (beyond := next((one for one in listed if not is_index(one, count)), None)):
        yield shown.finding(f"it shows group {beyond} of {known.get('name')}, which has {count}, counted from 0")


def _lines(shown: Shown, items: str, fields: Sequence[str]) -> Iterator[Finding]:
    """Each row (or column) says which item of each field it is of, but for those that it has of the one before."""
    for number, line in enumerate(shown.pivot.iterfind(f"{MAIN}{items}/{MAIN}i"), 1):
        said, repeated = line.findall(f"{MAIN}x"), line.get("r", "0")
        if not is_between(repeated, 0, len(fields)) or int(repeated) + len(said) > max(len(fields), 1):
            yield shown.finding(f"line {number} of {items} is of more fields than the {len(fields)} that stand there")
            return
        wrong = [
            shown.lacks(field, one.get("v", "0")) for field, one in zip(fields[int(repeated) :], said, strict=False)
        ]
        if not is_index(line.get("i", "0"), max(shown.data, 1)):
            wrong.append(f"there is no value {line.get('i')}, of {shown.data}, counted from 0")
        if reason := next(filter(None, wrong), ""):
            yield shown.finding(f"line {number} of {items} shows what is not there: {reason}")
            return


def _bases(shown: Shown, data: Sequence[etree._Element], fields: Sequence[etree._Element]) -> Iterator[Finding]:
    """Values say that they are values, and what they are compared with."""
    for one in data:
        base, item, field = one.get("baseField", _NO_FIELD), one.get("baseItem", "0"), one.get("fld", "")
        if base != _NO_FIELD and not is_index(base, len(fields)):
            yield shown.finding(f"{one.get('name')!r} is compared by field {base}, of {len(fields)}, counted from 0")
        elif not is_between(item, 0, _LAST_ITEM if one.get("showDataAs") in _WITH_AN_ITEM else _ANY_ITEM):
            yield shown.finding(f"{one.get('name')!r} is compared with item {item}, which is none")
        if is_index(field, len(fields)) and fields[int(field)].get("dataField") not in {"1", "true"}:
            yield shown.finding(f"field {field} is among its values, and does not say so")
