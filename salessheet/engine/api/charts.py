"""Charts of a sheet: read from the file's own parts, which openpyxl is not given."""

from __future__ import annotations

from collections.abc import Iterator

from xlwings import base_classes

from salessheet.engine.api.drawing_object import KEPT, DrawingObject
from salessheet.engine.api.members import implements
from salessheet.engine.errors import Unsupported
from salessheet.engine.model.chart_facts import ChartFacts, chart_facts
from salessheet.engine.model.drawing import CHART


@implements(base_classes.Chart)
class Chart(DrawingObject, base_classes.Chart):
    kinds = (CHART,)
    api_name = "Chart"

    @property
    def facts(self) -> ChartFacts:
        package, part = self.sheet.book.open.package_now(), self.drawn.part
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
            raise Unsupported("ChartLegend.visible", KEPT)

    @property
    def position(self) -> str | None:
        return self.chart.facts.legend

    @position.setter
    def position(self, value: str) -> None:
        if value != self.position:
            raise Unsupported("ChartLegend.position", KEPT)


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
            raise Unsupported("ChartSeries.name", KEPT)


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
