"""Filters of a range or a table: which rows are shown, by what stands in a column."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from openpyxl.worksheet.filters import AutoFilter as Model
from openpyxl.worksheet.filters import CustomFilter, CustomFilters, FilterColumn, Filters, Top10
from xlwings import base_classes

from salessheet.engine.api.members import implements
from salessheet.engine.values.display import displayed
from salessheet.engine.values.values import EPOCH

_OPERATORS: Final[dict[str, Any]] = {
    "equal_to": "equal",
    "not_equal_to": "notEqual",
    "greater_than": "greaterThan",
    "less_than": "lessThan",
    "greater_than_or_equal": "greaterThanOrEqual",
    "less_than_or_equal": "lessThanOrEqual",
}
_SHOWN: Final = {stored: ours for ours, stored in _OPERATORS.items()}
_TWO: Final[dict[str, tuple[Any, Any, bool]]] = {
    "between": ("greaterThanOrEqual", "lessThanOrEqual", True),
    "not_between": ("lessThan", "greaterThan", False),
}
_EQUALITY: Final = frozenset({"equal", "notEqual"})
_WILD: Final = re.compile(r"~([*?~])")
_BLANK: Final = " "  # how a file says blank in a filter
_MATH: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "equal": lambda a, b: a == b,
    "notEqual": lambda a, b: a != b,
    "greaterThan": lambda a, b: a > b,
    "lessThan": lambda a, b: a < b,
    "greaterThanOrEqual": lambda a, b: a >= b,
    "lessThanOrEqual": lambda a, b: a <= b,
}


@implements(base_classes.AutoFilter)
class AutoFilter(base_classes.AutoFilter):
    """`owner`: a range, whose sheet has one filter, or a table, which has its own. Fields are counted from 1."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """One entry a column, also for those that are not filtered."""
        area = self._cells
        columns = {} if self._model is None else {column.colId: column for column in self._model.filterColumn}
        return [_criterion(field + 1, columns.get(field)) for field in range(area.shape[1])]

    def apply_values(self, field: int, values: list[str]) -> None:
        blank = True if "" in values else None
        self._apply(field, FilterColumn(colId=0, filters=Filters(blank=blank, filter=[v for v in values if v])))

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        if operator in _TWO:
            first, second, both = _TWO[operator]
            custom = [CustomFilter(first, _text(value1)), CustomFilter(second, _text(value2))]
            found = CustomFilters(_and=both or None, customFilter=custom)
        else:
            found = CustomFilters(customFilter=[CustomFilter(_OPERATORS[operator], _text(value1))])
        self._apply(field, FilterColumn(colId=0, customFilters=found))

    def apply_top_items(self, field: int, count: int) -> None:
        self._apply(field, FilterColumn(colId=0, top10=Top10(val=count)))

    def apply_bottom_items(self, field: int, count: int) -> None:
        self._apply(field, FilterColumn(colId=0, top10=Top10(top=False, val=count)))

    def apply_top_percent(self, field: int, percent: float) -> None:
        self._apply(field, FilterColumn(colId=0, top10=Top10(percent=True, val=percent)))

    def apply_bottom_percent(self, field: int, percent: float) -> None:
        self._apply(field, FilterColumn(colId=0, top10=Top10(top=False, percent=True, val=percent)))

    def clear(self, field: int | None = None) -> None:
        """The column is no longer filtered; without a field, none is."""
        model = self._model
        if model is None:
            return
        kept = [column for column in model.filterColumn if field is not None and column.colId != field - 1]
        model.filterColumn = kept
        self._show_rows()

    # --- the filter in openpyxl's model

    @property
    def _is_table(self) -> bool:
        return hasattr(self.owner, "header_row_range")

    @property
    def _cells(self) -> Any:
        return self.owner.range if self._is_table else self.owner

    @property
    def _model(self) -> Any:
        """None where the range has no filter; the sheet may have one elsewhere."""
        if self._is_table:
            return self.owner.model.autoFilter
        found = self.owner.sheet.model.auto_filter
        return found if found.ref and found.ref.replace("$", "") == self._address else None

    @property
    def _address(self) -> str:
        address: str = self._cells.get_address(row_absolute=False, col_absolute=False, external=False)
        return address

    def _ensured(self) -> Any:
        model = self._model
        if model is not None:
            return model
        if self._is_table:
            self.owner.model.autoFilter = Model(ref=self._address)
            return self.owner.model.autoFilter
        if self.owner.sheet.model.auto_filter.ref:
            raise ValueError("This worksheet already has an AutoFilter on a different range")
        self.owner.sheet.model.auto_filter = Model(ref=self._address)
        return self.owner.sheet.model.auto_filter

    def _apply(self, field: int, column: FilterColumn) -> None:
        model = self._ensured()
        column.colId = field - 1
        others = [known for known in model.filterColumn if known.colId != field - 1]
        model.filterColumn = sorted([*others, column], key=lambda known: known.colId)
        if column.top10 is not None:
            self._set_border_value(column)
        self._show_rows()

    def _set_border_value(self, column: Any) -> None:
        """The smallest value that is still shown, which a file keeps beside the number asked for."""
        top = column.top10
        found = [number for value in self._values(column.colId) if (number := _serial(value)) is not None]
        numbers = sorted(found, reverse=top.top is not False)
        count = max(1, math.floor(len(numbers) * top.val / 100)) if top.percent else int(top.val)
        if numbers:
            top.filterVal = numbers[min(count, len(numbers)) - 1]

    def _values(self, index: int) -> list[Any]:
        """Of the column's cells below the header."""
        area = self._cells.in_use
        last = area.bottom - (self._is_table and self.owner.totals_row_range is not None)
        grid = self._cells.grid
        return [grid.value(row, area.left + index) for row in range(area.top + 1, last + 1)]

    def _looked_at(self, column: Any) -> list[Any]:
        """The values of a column; where those wanted are listed, what dates show, since that is what is listed."""
        values, grid, area = self._values(column.colId), self._cells.grid, self._cells.in_use
        if column.filters is None:
            return values
        for index, value in enumerate(values):
            if isinstance(value, dt.datetime):
                number_format = grid.cell(area.top + 1 + index, area.left + column.colId).number_format
                values[index] = displayed(value, number_format)
        return values

    def _show_rows(self) -> None:
        """Rows that every column lets through are shown, the others hidden."""
        grid, model = self._cells.grid, self._model
        grid.is_reshaped = True
        top = self._cells.row + 1
        columns = [(self._looked_at(column), _test(column)) for column in model.filterColumn]
        count = len(self._values(0))
        dimensions = grid.sheet.row_dimensions
        for index in range(count):
            hidden = not all(test(values[index]) for values, test in columns)
            row = top + index
            if hidden or (row in dimensions and dimensions[row].hidden):
                dimensions[row].hidden = hidden
                grid.touched_rows.add(row)


def _criterion(field: int, column: Any) -> dict[str, Any]:
    """As the interface describes a column's filter."""
    found = base_classes.empty_autofilter_criteria(field)
    if column is None:
        return found
    if column.filters is not None:
        values = [*column.filters.filter, *([""] if column.filters.blank else [])]
        return {**found, "type": "values", "values": values}
    if column.top10 is not None:
        top = column.top10
        kind = f"{'top' if top.top is not False else 'bottom'}_{'percent' if top.percent else 'items'}"
        amount = {"percent": float(top.val)} if top.percent else {"count": int(top.val)}
        return {**found, "type": kind, **amount}
    if column.customFilters is None:
        return {**found, "type": "unknown"}
    custom = list(column.customFilters.customFilter)
    first = custom[0]
    if len(custom) == 1:
        return {**found, "type": "comparison", "operator": _SHOWN[first.operator or "equal"], "value1": _shown(first)}
    pair = (first.operator, custom[1].operator)
    operator = next((name for name, (one, other, _) in _TWO.items() if pair == (one, other)), None)
    if operator is None:
        return {**found, "type": "unknown"}
    return {**found, "type": "comparison", "operator": operator, "value1": _shown(first), "value2": _shown(custom[1])}


def _shown(custom: Any) -> str | None:
    return None if custom.val == _BLANK else _WILD.sub(r"\1", str(custom.val))


def _text(value: Any) -> str:
    """A value to compare with as a file keeps it: dates as their numbers, `*`, `?` and `~` as themselves."""
    match value:
        case None:
            return _BLANK
        case {"type": _, "value": text}:
            moment = dt.datetime.fromisoformat(text)
            number = (moment - EPOCH) / dt.timedelta(days=1)
            return f"{number:.10g}"
    return re.sub(r"[*?~]", r"~\g<0>", str(value))


def _test(column: Any) -> Callable[[Any], bool]:
    """Whether a value of the column is shown."""
    if column.filters is not None:
        wanted = {str(value).casefold() for value in column.filters.filter}
        numbers = {number for value in wanted if (number := _number(value)) is not None}
        takes_blank = bool(column.filters.blank)
        return lambda value: takes_blank if value is None else _as_text(value) in wanted or _number(value) in numbers
    if column.top10 is not None:
        least = column.top10.filterVal
        compare = _MATH["greaterThanOrEqual" if column.top10.top is not False else "lessThanOrEqual"]
        return lambda value: (number := _serial(value)) is not None and least is not None and compare(number, least)
    if column.customFilters is None:
        return lambda _: True
    tests = [_comparison(custom) for custom in column.customFilters.customFilter]
    joined: Callable[[Iterable[bool]], bool] = all if column.customFilters._and or len(tests) == 1 else any
    return lambda value: joined(test(value) for test in tests)


def _comparison(custom: Any) -> Callable[[Any], bool]:
    operator, text = custom.operator or "equal", str(custom.val)
    if text == _BLANK:
        return lambda value: (value is None) == (operator == "equal")
    number = _number(text)
    if number is not None:
        compare, read = _MATH[operator], _number if operator in _EQUALITY else _serial
        return lambda value: operator == "notEqual" if (found := read(value)) is None else compare(found, number)
    if operator in _EQUALITY:
        pattern = wildcards(text)
        return lambda value: (pattern.fullmatch(_as_text(value)) is not None) == (operator == "equal")
    compare = _MATH[operator]
    least = _WILD.sub(r"\1", text).casefold()
    return lambda value: isinstance(value, str) and compare(value.casefold(), least)


def wildcards(text: str) -> re.Pattern[str]:
    """`*` for any characters, `?` for one, `~` before either for itself; capitals make no difference."""
    parts = re.findall(r"~[*?~]|[*?]|[^*?~]+|~", text)
    words = {"*": ".*", "?": ".", "~*": re.escape("*"), "~?": re.escape("?"), "~~": "~"}
    pattern = "".join(words.get(part) or re.escape(part) for part in parts)
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).casefold()
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value).casefold()


def _serial(value: Any) -> float | None:
    """A number or date as a number; None for what only looks like one."""
    if isinstance(value, dt.datetime):
        return (value - EPOCH) / dt.timedelta(days=1)
    return value if isinstance(value, float) else None


def _number(value: Any) -> float | None:
    """Also of a text that looks like a number: it equals that number, though it is neither more nor less."""
    if not isinstance(value, str):
        return _serial(value)
    try:
        return float(value)
    except ValueError:
        return None
