"""Charts, pictures and shapes of a sheet: read from the file's own parts, which openpyxl is not given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from xlwings import base_classes

from salessheet.engine.chart_facts import ChartFacts, chart_facts
from salessheet.engine.drawn import CHART, PICTURE, Corner, Drawn, drawn
from salessheet.engine.errors import Refused, Unsupported
from salessheet.engine.members import implements
from salessheet.xlsx.package import Package

if TYPE_CHECKING:
    from salessheet.engine.open_workbook import OpenWorkbook
    from salessheet.engine.sheets import Sheet

_KEPT: Final = "Charts and shapes stay in the file as they are; openpyxl cannot change them."

_current: WeakKeyDictionary[OpenWorkbook, tuple[int, Package, Package]] = WeakKeyDictionary()
"""Workbook → how long its history was, what it was opened from, and that with its cells where they are now."""


def package_now(book: OpenWorkbook) -> Package:
    """The package with its drawings anchored where cells have moved since."""
    if not book.history:
        return book.package
    known = _current.get(book)
    if known is not None and known[0] == len(book.history) and known[1] is book.package:
        return known[2]
    from salessheet.engine.saving.structure import restructured

    package = restructured(book.package, book.history)
    _current[book] = len(book.history), book.package, package
    return package


def all_drawn(sheet: Sheet) -> list[Drawn]:
    """From the back to the front."""
    part = sheet.grid.part
    package = package_now(sheet.book.open)
    return drawn(package, part) if part is not None and part in package.parts else []


class Placed:
    """An object above the cells: its name, and where it is in points from the sheet's top left corner."""

    kinds: tuple[str, ...] = ()
    api_name = "Shape"

    def __init__(self, sheet: Sheet, name: str, anchor: int) -> None:
        self.sheet = sheet
        self._name = name
        self._anchor = anchor

    @property
    def drawn(self) -> Drawn:
        known = all_drawn(self.sheet)
        found = next((one for one in known if one.anchor == self._anchor and one.name == self._name), None)
        if found is None:
            raise Refused(f"There is no {self._name} on {self.sheet.name} any more.")
        return found

    @property
    def api(self) -> Drawn:
        """What the drawing says of it: openpyxl has no object for it."""
        return self.drawn

    @property
    def parent(self) -> Sheet:
        return self.sheet

    def _refuse(self, member: str) -> Any:
        raise Unsupported(f"{self.api_name}.{member}", _KEPT)

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        if value != self._name:
            self._refuse("name")

    @property
    def left(self) -> float:
        return self._bounds[0]

    @left.setter
    def left(self, value: float) -> None:
        del value
        self._refuse("left")

    @property
    def top(self) -> float:
        return self._bounds[1]

    @top.setter
    def top(self, value: float) -> None:
        del value
        self._refuse("top")

    @property
    def width(self) -> float:
        return self._bounds[2]

    @width.setter
    def width(self, value: float) -> None:
        del value
        self._refuse("width")

    @property
    def height(self) -> float:
        return self._bounds[3]

    @height.setter
    def height(self, value: float) -> None:
        del value
        self._refuse("height")

    def delete(self) -> None:
        self._refuse("delete")

    @property
    def _bounds(self) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        place = self.drawn.place
        left, top = self._point(place.start) if place.start is not None else place.position
        if place.end is None:
            return left, top, *place.size
        right, bottom = self._point(place.end)
        return left, top, max(right - left, 0.0), max(bottom - top, 0.0)

    def _point(self, corner: Corner) -> tuple[float, float]:
        """A corner never leaves its cell, however far it is said to be from the cell's own."""
        cell = self.sheet.range((corner.row, corner.column))
        return cell.left + min(corner.across, cell.width), cell.top + min(corner.down, cell.height)


@implements(base_classes.Shape)
class Shape(Placed, base_classes.Shape):
    @property
    def type(self) -> str:
        return self.drawn.kind

    @property
    def index(self) -> int:
        """From 1 at the back."""
        return [one.anchor for one in all_drawn(self.sheet)].index(self._anchor) + 1

    def activate(self) -> None:
        """There is no screen to select it on."""

    @property
    def text(self) -> str | None:
        return self.drawn.text

    @text.setter
    def text(self, value: str) -> None:
        del value
        self._refuse("text")


@implements(base_classes.Picture)
class Picture(Placed, base_classes.Picture):
    kinds = (PICTURE,)
    api_name = "Picture"

    @property
    def lock_aspect_ratio(self) -> bool:
        return self.drawn.is_locked

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: bool) -> None:
        if bool(value) != self.drawn.is_locked:
            self._refuse("lock_aspect_ratio")

    def index(self) -> int:
        """From 1 at the back, among the pictures."""
        return [one.anchor for one in all_drawn(self.sheet) if one.kind == PICTURE].index(self._anchor) + 1


@implements(base_classes.Chart)
class Chart(Placed, base_classes.Chart):
    kinds = (CHART,)
    api_name = "Chart"

    @property
    def facts(self) -> ChartFacts:
        package, part = package_now(self.sheet.book.open), self.drawn.part
        if part is None or part not in package.parts:
            return ChartFacts(None, None, None, ())
        return chart_facts(package.tree(part))

    @property
    def chart_type(self) -> str:
        """Raises Unsupported for the types that came with Excel 2016, which xlwings has no word for."""
        found = self.facts.chart_type
        if found is None:
            raise Unsupported("Chart.chart_type", f"{self.name} is of a type that xlwings does not know.")
        return found

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        del value
        self._refuse("chart_type")

    @property
    def title(self) -> str | None:
        return self.facts.title

    @title.setter
    def title(self, value: str | None) -> None:
        del value
        self._refuse("title")

    @property
    def legend(self) -> ChartLegend:
        return ChartLegend(self)

    @property
    def series(self) -> ChartSeriesCollection:
        return ChartSeriesCollection(self)


@implements(base_classes.ChartLegend)
class ChartLegend(base_classes.ChartLegend):
    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    @property
    def api(self) -> ChartFacts:
        return self.chart.facts

    @property
    def visible(self) -> bool:
        return self.chart.facts.legend is not None

    @visible.setter
    def visible(self, value: bool) -> None:
        if value != self.visible:
            raise Unsupported("ChartLegend.visible", _KEPT)

    @property
    def position(self) -> str | None:
        return self.chart.facts.legend

    @position.setter
    def position(self, value: str) -> None:
        if value != self.position:
            raise Unsupported("ChartLegend.position", _KEPT)


@implements(base_classes.ChartSeries)
class ChartSeries(base_classes.ChartSeries):
    def __init__(self, chart: Chart, index: int) -> None:
        self.chart = chart
        self.index = index

    @property
    def name(self) -> str:
        """As the chart last showed it; as Excel calls a series without a name, `Series1`."""
        return self.chart.facts.series[self.index - 1] or f"Series{self.index}"

    @name.setter
    def name(self, value: str) -> None:
        if value != self.name:
            raise Unsupported("ChartSeries.name", _KEPT)


@implements(base_classes.ChartSeriesCollection)
class ChartSeriesCollection(base_classes.ChartSeriesCollection):
    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    @property
    def api(self) -> tuple[str | None, ...]:
        return self.chart.facts.series

    @property
    def parent(self) -> Chart:
        return self.chart

    def __call__(self, key: int | str) -> ChartSeries:
        every = list(self)
        if isinstance(key, str):
            found = next((one for one in every if one.name == key), None)
        else:
            found = every[int(key) - 1] if 1 <= int(key) <= len(every) else None
        if found is None:
            raise KeyError(key)
        return found

    def __len__(self) -> int:
        return len(self.chart.facts.series)

    def __iter__(self) -> Iterator[ChartSeries]:
        return (ChartSeries(self.chart, i) for i in range(1, len(self) + 1))

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            return any(one.name == key for one in self)
        return isinstance(key, int) and 1 <= key <= len(self)


class _Drawings:
    """Objects of some kinds, by their place from 1 at the back or by their name in any capitals."""

    of: type[Placed] = Shape

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> list[Drawn]:
        return all_drawn(self.sheet)

    @property
    def parent(self) -> Sheet:
        return self.sheet

    def _every(self) -> list[Drawn]:
        kinds = self.of.kinds
        return [one for one in all_drawn(self.sheet) if not kinds or one.kind in kinds]

    def __call__(self, key: int | str) -> Any:
        """Raises KeyError."""
        every = self._every()
        if isinstance(key, str):
            found = next((one for one in every if one.name.casefold() == key.casefold()), None)
        else:
            found = every[int(key) - 1] if 1 <= int(key) <= len(every) else None
        if found is None:
            raise KeyError(key)
        return self.of(self.sheet, found.name, found.anchor)

    def __len__(self) -> int:
        return len(self._every())

    def __iter__(self) -> Iterator[Any]:
        return (self.of(self.sheet, one.name, one.anchor) for one in self._every())

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            return any(one.name.casefold() == key.casefold() for one in self._every())
        return isinstance(key, int) and 1 <= key <= len(self)


@implements(base_classes.Collection, "Shapes")
class Shapes(_Drawings, base_classes.Collection):
    pass


@implements(base_classes.Charts)
class Charts(_Drawings, base_classes.Charts):
    of = Chart


@implements(base_classes.Pictures)
class Pictures(_Drawings, base_classes.Pictures):
    of = Picture
