"""What an auditor asks about charts: series that stop short, labels of another length, a total among its parts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree

from salessheet.data.reading.report_lines import says_total
from salessheet.xlsx.addresses import Area, CellRef, Place, area, is_same, split_sheet
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.audit.audited_sheet import AuditedBook, AuditedSheet, BookReads
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.table_ranges import table_range

_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FEWEST: Final = 3
"""Points that a series has at least, before it can be short of some."""
_MOST_POINTS: Final = 10_000
_UNEVEN: Final = 1.2
"""How much longer one step of numbers or days may be than another: months are of unequal length."""
_MONTHS: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_COUNTED: Final = re.compile(rf"\d+|(?:{_MONTHS})[a-z]*|[一二三四五六七八九十]+(?=[月季周])", re.IGNORECASE)
_SUMMED: Final = re.compile(r"=(?:SUM\(|SUBTOTAL\((?:9|109),)([^()]*)\)|=(\$?[A-Z]+\$?\d+(?:\+\$?[A-Z]+\$?\d+)+)")


@dataclass(frozen=True)
class _Line:
    """Cells of one column or row, of a sheet of the workbook."""

    sheet: AuditedSheet
    area: Area

    @property
    def step(self) -> Place:
        return (1, 0) if self.area.left == self.area.right else (0, 1)

    @cached_property
    def places(self) -> list[Place]:
        return [(one.row, one.column) for one in self.area.cells()]

    def beyond(self, count: int) -> Place:
        """The cell so many behind its last one; of a negative number, so many before its first."""
        (row, column), (down, across) = self.places[-1 if count > 0 else 0], self.step
        return row + down * count, column + across * count


def drawn_findings(book: AuditedBook, reads: BookReads) -> Iterator[Finding]:
    """Of all charts of the workbook."""
    auditors = {name.casefold(): AuditedSheet(book, cells, reads.of(name)) for name, cells in book.sheets.items()}
    charts = {
        chart: list(book.package.tree(chart).iter(f"{_CHART}ser"))
        for chart in book.package.of_kind("/chart")
        if book.package.tree(chart).find(f"{_CHART}pivotSource") is None
    }
    drawn = [
        area((tab or "").casefold(), address.replace("$", ""))
        for series in charts.values()
        for one in series
        for tab, address in [split_sheet(_said(one, "val", "yVal"))]
    ]
    known = [one for one in drawn if one is not None]
    for chart, series in charts.items():
        for one in series:
            said = _said(one, "val", "yVal")
            values, labels = (_line(auditors, text) for text in (said, _said(one, "cat", "xVal")))
            if uneven := _uneven(said, _said(one, "cat")):
                yield found(Fault.SHORT_RANGE, chart, said, uneven)
            elif values is not None and len(values.places) >= _FEWEST:
                if wrong := _short(values, labels, known):
                    yield found(Fault.SHORT_RANGE, chart, said, wrong)
                if wrong := _with_total(values, labels):
                    yield found(Fault.COUNTED_TWICE, chart, said, wrong)


def _said(series: etree._Element, *names: str) -> str:
    """The cells that a series shows, as it says them; "" where it says none."""
    return next(filter(None, (series.findtext(f"{_CHART}{name}//{_CHART}f") for name in names)), "")


def _line(auditors: dict[str, AuditedSheet], text: str) -> _Line | None:
    tab, address = split_sheet(text)
    sheet, one = auditors.get((tab or "").casefold()), area(tab or "", address.replace("$", ""))
    is_line = one is not None and (one.left == one.right or one.top == one.bottom) and one.size <= _MOST_POINTS
    return _Line(sheet, one) if sheet is not None and one is not None and is_line else None


def _uneven(said: str, called: str) -> str:
    """What is wrong with a series of more values than labels, or fewer; "" for a sound one."""
    values, labels = (area("", split_sheet(text)[1].replace("$", "")) for text in (said, called))
    if values is None or labels is None or _length(values, values) == _length(labels, values):
        return ""
    return f"it draws {said}, and calls it by {called}, which has another length"


def _length(one: Area, values: Area) -> int:
    """How many points a range has, which may have several levels of labels."""
    return one.height if values.left == values.right else one.width


def _short(values: _Line, labels: _Line | None, drawn: Sequence[Area]) -> str:
    """Where the numbers go on behind a series, or begin before it; "" where neither is so."""
    body = _body(values)
    behind, before = values.beyond(1), values.beyond(-1)
    if _is_one_more(values, behind, drawn) and not _is_by_size(values, behind):
        is_declared = body is not None and body.has(*behind)
        is_rest = not _is_one_more(values, values.beyond(len(values.places) + 1), ())
        if is_declared or (is_rest and _goes_on(values, labels, 1)):
            return f"it draws {values.area.address}, and {CellRef('', *behind).address} goes on with a number"
    if values.step == (1, 0) and before[0] > 1 and _is_one_more(values, before, drawn):
        is_first = isinstance(values.sheet.value(values.beyond(-2)), str)
        if body.has(*before) if body is not None else is_first and _goes_on(values, labels, -1):
            return f"it draws {values.area.address}, and the numbers begin with {CellRef('', *before).address}"
    return ""


def _body(values: _Line) -> Area | None:
    """The rows of the table of which it draws a column."""
    sheet, package = values.sheet, values.sheet.book.package
    for _, part in package.related(sheet.cells.part, "/table").values():
        table = table_range(package, part, values.area.sheet)
        if table is not None and table.area.covers(values.area):
            return table.area
    return None


def _is_one_more(values: _Line, place: Place, drawn: Sequence[Area]) -> bool:
    """Whether a cell holds a number as the points of the series do, which no series draws."""
    sheet, last = values.sheet, values.places[-1]
    if sheet.formula(last) is None:
        is_alike = sheet.is_number(last) and sheet.is_number(place)
    else:
        is_alike = sheet.shape(place) == sheet.shape(last) and isinstance(sheet.value(place), float)
    is_drawn = any(one.has(*place) and is_same(one.sheet, values.area.sheet) for one in drawn)
    return is_alike and not is_drawn and not _is_sum(values, sheet.value(place))


def _is_sum(values: _Line, value: object) -> bool:
    """Whether it is the sum of all points."""
    points = [one for one in map(values.sheet.value, values.places) if isinstance(one, float)]
    return isinstance(value, float) and bool(value) and math.isclose(value, math.fsum(points), rel_tol=1e-6)


def _is_by_size(values: _Line, behind: Place) -> bool:
    """Whether the points are the first of many by size, as the five largest customers are."""
    sizes = [one for one in map(values.sheet.value, [*values.places, behind]) if isinstance(one, float)]
    return sizes[0] > sizes[-1] and sizes == sorted(sizes, reverse=True)


def _goes_on(values: _Line, labels: _Line | None, side: int) -> bool:
    """Whether the label beside the next number goes on as the labels do; without labels, whether a heading is there."""
    if labels is None:
        return values.step == (1, 0) and isinstance(values.sheet.value(values.beyond(-1)), str)
    places = labels.places if side > 0 else labels.places[::-1]
    one, last = (labels.sheet.value(place) for place in places[-2:])
    following = labels.sheet.value(labels.beyond(side))
    if isinstance(following, str) and isinstance(last, str):
        kinds = [_kind(str(text)) for text in (one, last, following)]
        is_counted = kinds[0] == kinds[1] != str(last)
        is_text = bool(following.strip()) and not says_total(following)
        return is_text and (kinds[2] == kinds[1] if is_counted else values.step == (1, 0))
    if isinstance(following, float) and isinstance(last, float) and isinstance(one, float):
        step = last - one
        return step != 0 and 1 / _UNEVEN <= (following - last) / step <= _UNEVEN
    return False


def _kind(label: str) -> str:
    """A label without what counts on in it: `Week 7`, `Mar 2026`."""
    return _COUNTED.sub("0", label)


def _with_total(values: _Line, labels: _Line | None) -> str:
    """Which point of a series is the sum of others; "" where none is."""
    for place in values.places:
        text = values.sheet.formula(place)
        found_ = None if text is None else _SUMMED.fullmatch(text)
        if found_ is not None:
            summed = _places_of(values, found_[1] or found_[2])
            is_all = len(summed) == len(values.places) - 1 and place not in summed
            if is_all or len(summed) >= _FEWEST:
                return f"it draws {values.area.address}, in which {CellRef('', *place).address} adds up others"
    last = values.places[-1]
    label = (
        None if labels is None or len(labels.places) != len(values.places) else labels.sheet.value(labels.places[-1])
    )
    others = _Line(values.sheet, values.area._replace(bottom=values.places[-2][0], right=values.places[-2][1]))
    if isinstance(label, str) and says_total(label) and _is_sum(others, values.sheet.value(last)):
        return f"it draws {values.area.address}, in which {CellRef('', *last).address} is the total"
    return ""


def _places_of(values: _Line, text: str) -> set[Place]:
    """The points of a series that are among what a formula adds up."""
    read = [split_sheet(one) for one in references_in(f"={text}")]
    areas = [
        area("", address.replace("$", ""))
        for tab, address in read
        if is_same(tab or values.area.sheet, values.area.sheet)
    ]
    return {place for place in values.places for one in areas if one is not None and one.has(*place)}
