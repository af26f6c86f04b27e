"""The axes of a chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NoReturn

from xlwings import base_classes
from xlwings.base_classes import _UNSET

from salessheet.engine.api.members import implements
from salessheet.engine.errors import Refused, Unsupported
from salessheet.engine.model import chart_axes
from salessheet.engine.model.drawing import Element

if TYPE_CHECKING:
    from salessheet.engine.api.charts import Chart


_SETTERS: Final[dict[str, Callable[[Element, Element, Any], None]]] = {
    "title": lambda one, _, value: chart_axes.set_title(one, value),
    "minimum_scale": lambda one, _, value: chart_axes.set_limit(one, "min", value),
    "maximum_scale": lambda one, _, value: chart_axes.set_limit(one, "max", value),
    "major_unit": lambda one, _, value: chart_axes.set_unit(one, value),
    "number_format": lambda one, _, value: chart_axes.set_number_format(one, value),
    "visible": lambda one, _, value: chart_axes.set_visible(one, value=value),
    "reverse_order": lambda one, _, value: chart_axes.set_reversed(one, value=value),
    "crosses": lambda _, other, value: chart_axes.set_crosses(other, value),
}
"""How each is set, on the axis itself and on the other one."""


@implements(base_classes.ChartAxis)
class ChartAxis:
    """`index`: 0 for the axis of the categories, or of the X values; 1 for that of the values."""

    def __init__(self, chart: Chart, index: int) -> None:
        self.chart = chart
        self.index = index

    @property
    def title(self) -> str | None:
        return chart_axes.title(self._axis())

    @property
    def minimum_scale(self) -> float:
        """Raises Unsupported where Excel chooses it when it draws the chart."""
        return self._chosen("minimum_scale", chart_axes.limit(self._axis(), "min"))

    @property
    def maximum_scale(self) -> float:
        """Likewise."""
        return self._chosen("maximum_scale", chart_axes.limit(self._axis(), "max"))

    @property
    def major_unit(self) -> float:
        """Likewise."""
        return self._chosen("major_unit", chart_axes.unit(self._axis()))

    @property
    def number_format(self) -> str:
        return chart_axes.number_format(self._axis())

    @property
    def visible(self) -> bool:
        return chart_axes.is_visible(self._axis())

    @property
    def reverse_order(self) -> bool:
        return chart_axes.is_reversed(self._axis())

    @property
    def crosses(self) -> str:
        return chart_axes.crosses(self._axis(other=True))

    def set(self, **properties: Any) -> None:
        """What is given and no more."""
        self._axis()
        tree = self.chart.changed("axes").tree
        one, other = self._in(tree, self.index), self._in(tree, 1 - self.index)
        for member, value in properties.items():
            if value is not _UNSET:
                _SETTERS[member](one, other, value)

    def _axis(self, *, other: bool = False) -> Element:
        return self._in(self.chart.tree, 1 - self.index if other else self.index)

    def _in(self, tree: Element, index: int) -> Element:
        found = chart_axes.axis(tree, index)
        if found is None:
            raise Refused(f"{self.chart.name} has no such axis.")
        return found

    @staticmethod
    def _chosen(member: str, value: float | None) -> float:
        if value is None:
            _refuse(member)
        return value


def _refuse(member: str) -> NoReturn:
    raise Unsupported(f"ChartAxis.{member}", "nobody set it, so Excel chooses it when it draws the chart.")
