"""Charts of a sheet: read from the file's own parts, which openpyxl is not given, and made and changed there."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes
from xlwings.base_classes import _UNSET

from salessheet.engine.api.chart_axes import ChartAxis
from salessheet.engine.api.drawing_object import DrawingObject
from salessheet.engine.api.members import implements
from salessheet.engine.errors import Refused, Unsupported
from salessheet.engine.model import chart_plots, chart_tree
from salessheet.engine.model.chart_facts import ChartFacts, chart_facts
from salessheet.engine.model.chart_series import Series, cells_of, series_of
from salessheet.engine.model.drawing import CHART, Element
from salessheet.engine.model.drawing_changes import Altered, ChartContent, NewChart
from salessheet.engine.operations.charts import refreshed
from salessheet.engine.values.tints import Rgb
from salessheet.xlsx.addresses import is_same

if TYPE_CHECKING:
    from salessheet.engine.api.ranges import Range

MODERN: Final = 227
"""The style that a chart has in Excel unless another is chosen."""
LAST_STYLE: Final = 48
"""Of those that a chart's part itself names."""


def made_type(member: str, chart_type: str) -> str:
    """A type that a chart can be given. Raises Unsupported for the others."""
    if chart_type not in chart_plots.TYPES:
        raise Unsupported(f"{member}({chart_type!r})", f"there are {', '.join(sorted(chart_plots.TYPES))}.")
    return chart_type


def series_shown(source: Range, plot_by: str | None, chart_type: str) -> list[Series]:
    grid = source.grid
    return series_of(source.in_use, grid.rows, by=plot_by, is_scatter=chart_plots.is_scatter(chart_type))


@implements(base_classes.Chart)
class Chart(DrawingObject, base_classes.Chart):
    kinds = (CHART,)
    api_name = "Chart"

    @property
    def content(self) -> ChartContent | None:
        """The chart if it was made or changed since the file was read."""
        changes, anchor = self.sheet.grid.drawings, self.drawn.anchor
        entry = changes.added.get(anchor) or changes.altered.get(anchor)
        return entry.chart if isinstance(entry, NewChart | Altered) else None

    def changed(self, member: str) -> ChartContent:
        """The same, to be changed; of a chart of the file, what it says."""
        entry = self._changing(member)
        if entry.chart is None:
            tree = deepcopy(self.tree)
            known = chart_facts(tree).chart_type
            if known is None:
                self._refuse(member)
            entry.chart = ChartContent(tree, known or "")
        content: ChartContent = entry.chart
        return content

    @property
    def tree(self) -> Element:
        """What its part says, to be read. Raises Refused where the file has none."""
        content = self.content
        if content is not None:
            return refreshed(self.sheet.book.open, content.tree)
        package, part = self.sheet.book.open.package_now(), self.drawn.part
        if part is None or part not in package.parts:
            raise Refused(f"{self.name} has no part in the file.")
        return package.tree(part)

    @property
    def facts(self) -> ChartFacts:
        part = self.drawn.part
        if self.content is None and (part is None or part not in self.sheet.book.open.package_now().parts):
            return ChartFacts(None, None, None, ())
        return chart_facts(self.tree)

    @property
    def chart_type(self) -> str:
        """Raises Unsupported for the types that came with Excel 2016, which xlwings has no word for."""
        content = self.content
        found = self.facts.chart_type if content is None else content.chart_type
        if found is None:
            raise Unsupported("Chart.chart_type", f"{self.name} is of a type that xlwings does not know.")
        return found

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        """All series become this type, and keep their names, values and colours."""
        if value == self.chart_type:
            return
        made_type("Chart.chart_type", value)
        content = self.changed("chart_type")
        chart_tree.with_type(content.tree, value)
        content.chart_type = value

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        """Series as Excel makes them of a rectangle: see `chart_series.series_of`."""
        kind = made_type("Chart.set_source_data", self.chart_type)
        chart_tree.with_series(self.changed("set_source_data").tree, kind, series_shown(rng, plot_by, kind))

    def set_x_axis_values(self, rng: Range) -> None:
        content = self.changed("set_x_axis_values")
        chart_tree.with_categories(content.tree, cells_of(rng.in_use, rng.grid.rows))

    @property
    def plot_by(self) -> str:
        """`columns` where each series, or the only cell of each, stands in one."""
        areas = chart_tree.values_of(self.tree)
        return "rows" if areas and all(one.right > one.left for one in areas) else "columns"

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        """Raises Refused where what the series show does not make one rectangle."""
        if value == self.plot_by:
            return
        areas = chart_tree.areas_of(self.tree)
        if not areas or any(not is_same(one.sheet, areas[0].sheet) for one in areas):
            raise Refused(f"What {self.name} shows is not in one place; set its source data.")
        top, left = min(one.top for one in areas), min(one.left for one in areas)
        bottom, right = max(one.bottom for one in areas), max(one.right for one in areas)
        home = self.sheet.book.sheets(areas[0].sheet)
        self.set_source_data(home.range((top, left, bottom - top + 1, right - left + 1)), value)

    @property
    def category_axis(self) -> ChartAxis:
        return ChartAxis(self, 0)

    @property
    def value_axis(self) -> ChartAxis:
        return ChartAxis(self, 1)

    @property
    def title(self) -> str | None:
        return self.facts.title

    @title.setter
    def title(self, value: str | None) -> None:
        chart_tree.set_title(self.changed("title").tree, value)

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
        if bool(value) != self.visible:
            chart_tree.set_legend(self.chart.changed("legend").tree, "right" if value else None)

    @property
    def position(self) -> str | None:
        return self.chart.facts.legend

    @position.setter
    def position(self, value: str) -> None:
        if value != self.position:
            chart_tree.set_legend(self.chart.changed("legend").tree, value)


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
        self.set(name=value)

    @property
    def fill_color(self) -> Rgb | None:
        """None where it is not one colour of its own."""
        return chart_tree.series_color(self.chart.tree, self.index - 1, is_line=False)

    @fill_color.setter
    def fill_color(self, value: Rgb) -> None:
        self.set(fill_color=value)

    @property
    def line_color(self) -> Rgb | None:
        """Likewise."""
        return chart_tree.series_color(self.chart.tree, self.index - 1, is_line=True)

    @line_color.setter
    def line_color(self, value: Rgb) -> None:
        self.set(line_color=value)

    def set(self, **properties: Any) -> None:
        """The name, the colours of filling and line. Raises Unsupported for everything else, with its name."""
        asked = {member: value for member, value in properties.items() if value is not _UNSET}
        other = next((member for member in asked if member not in {"name", "fill_color", "line_color"}), None)
        if other is not None:
            raise Unsupported(f"ChartSeries.{other}", "of a series its name, fill_color and line_color can be set.")
        tree, index = self.chart.changed("series").tree, self.index - 1
        if "name" in asked:
            chart_tree.set_series_name(tree, index, str(asked["name"]))
        for member in ("fill_color", "line_color"):
            if member in asked:
                chart_tree.set_series_color(tree, index, asked[member], is_line=member == "line_color")


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
