"""The plot of a chart, by its type: the series in it, and the axes beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lxml import etree

from salessheet.engine.model.chart_data import A, C, Element, add, look_of

_AXES: Final = ("111111111", "222222222")
_GROUPINGS: Final = {"": "standard", "_stacked": "stacked", "_stacked_100": "percentStacked"}
_GAP: Final = "219"
_HOLE: Final = "75"
_EXPLOSION: Final = "25"
_LINES: Final = {
    f"line{markers}{stacking}": (markers, stacking) for markers in ("", "_markers") for stacking in _GROUPINGS
}
_BARS: Final = {
    f"{name}{stacking or '_clustered'}": (direction, stacking)
    for name, direction in (("column", "col"), ("bar", "bar"))
    for stacking in _GROUPINGS
}
_AREAS: Final = {f"area{stacking}": stacking for stacking in _GROUPINGS}
_ROUND: Final = {"pie": "pieChart", "doughnut": "doughnutChart"}
_RADARS: Final = {"radar": "marker", "radar_markers": "marker", "radar_filled": "filled"}
_SCATTERS: Final = {
    "xy_scatter": "lineMarker",
    "xy_scatter_lines": "lineMarker",
    "xy_scatter_lines_no_markers": "lineMarker",
    "xy_scatter_smooth": "smoothMarker",
    "xy_scatter_smooth_no_markers": "smoothMarker",
}
ROUND_TYPES: Final = frozenset(f"{name}{exploded}" for name in _ROUND for exploded in ("", "_exploded"))
TYPES: Final = frozenset({*_LINES, *_BARS, *_AREAS, *_RADARS, *_SCATTERS, *ROUND_TYPES})
"""The chart types that can be made, in xlwings' words."""
CLUSTERED: Final = "column_clustered"
"""What a chart is that nobody gave a type."""


def is_scatter(chart_type: str) -> bool:
    return chart_type in _SCATTERS


def plot(area: Element, chart_type: str, series: list[Element]) -> None:
    for i, one in enumerate(series):
        _numbered(one, i)
    makers: list[tuple[Any, Callable[[Element, str, list[Element]], None]]] = [
        (_BARS, _bar),
        (_LINES, _line),
        (_AREAS, _area),
        (ROUND_TYPES, _round),
        (_RADARS, _radar),
        (_SCATTERS, _scatter),
    ]
    next(make for types, make in makers if chart_type in types)(area, chart_type, series)


def _numbered(series: Element, index: int) -> None:
    for name in ("idx", "order"):
        element = series.find(f"{C}{name}")
        if element is not None:
            element.set("val", str(index))


def _bar(area: Element, chart_type: str, series: list[Element]) -> None:
    direction, stacking = _BARS[chart_type]
    plot = add(area, "barChart")
    add(plot, "barDir", direction)
    add(plot, "grouping", _GROUPINGS[stacking] if stacking else "clustered")
    add(plot, "varyColors", "0")
    plot.extend(series)
    add(plot, "gapWidth", _GAP if not stacking else "150")
    if stacking:
        add(plot, "overlap", "100")
    _category_axes(area, plot, is_flat=direction == "bar", is_percent=stacking == "_stacked_100")


def _line(area: Element, chart_type: str, series: list[Element]) -> None:
    markers, stacking = _LINES[chart_type]
    plot = add(area, "lineChart")
    add(plot, "grouping", _GROUPINGS[stacking])
    add(plot, "varyColors", "0")
    for one in series:
        if not markers:
            _insert_marker(one, "none")
        add(one, "smooth", "0")
    plot.extend(series)
    add(plot, "marker", "1")
    _category_axes(area, plot, is_percent=stacking == "_stacked_100")


def _area(area: Element, chart_type: str, series: list[Element]) -> None:
    plot = add(area, "areaChart")
    add(plot, "grouping", _GROUPINGS[_AREAS[chart_type]])
    add(plot, "varyColors", "0")
    plot.extend(series)
    _category_axes(area, plot, is_percent=_AREAS[chart_type] == "_stacked_100", crosses="midCat")


def _round(area: Element, chart_type: str, series: list[Element]) -> None:
    name = chart_type.removesuffix("_exploded")
    plot = add(area, _ROUND[name])
    add(plot, "varyColors", "1")
    for one in series:
        if name != chart_type:
            place = len([child for child in one if etree.QName(child).localname in {"idx", "order", "tx", "spPr"}])
            one.insert(place, etree.Element(f"{C}explosion", val=_EXPLOSION))
    plot.extend(series)
    add(plot, "firstSliceAng", "0")
    if name == "doughnut":
        add(plot, "holeSize", _HOLE)


def _radar(area: Element, chart_type: str, series: list[Element]) -> None:
    plot = add(area, "radarChart")
    add(plot, "radarStyle", _RADARS[chart_type])
    add(plot, "varyColors", "0")
    for one in series:
        if chart_type == "radar":
            _insert_marker(one, "none")
    plot.extend(series)
    _category_axes(area, plot, has_grid=True)


def _scatter(area: Element, chart_type: str, series: list[Element]) -> None:
    plot = add(area, "scatterChart")
    add(plot, "scatterStyle", _SCATTERS[chart_type])
    add(plot, "varyColors", "0")
    for one in series:
        for old, new in (("cat", "xVal"), ("val", "yVal")):
            for element in one.findall(f"{C}{old}"):
                element.tag = f"{C}{new}"
        if chart_type == "xy_scatter":
            look = look_of(one)
            for line in look.findall(f"{A}ln"):
                look.remove(line)
            etree.SubElement(etree.SubElement(look, f"{A}ln", w="19050"), f"{A}noFill")
        if chart_type.endswith("no_markers"):
            _insert_marker(one, "none")
        add(one, "smooth", "1" if "smooth" in chart_type else "0")
    plot.extend(series)
    for identity in _AXES:
        add(plot, "axId", identity)
    _axis(area, "valAx", _AXES[0], _AXES[1], "b", has_grid=True, between="midCat")
    _axis(area, "valAx", _AXES[1], _AXES[0], "l", has_grid=True, between="midCat")


def _category_axes(
    area: Element,
    plot: Element,
    *,
    is_flat: bool = False,
    is_percent: bool = False,
    has_grid: bool = False,
    crosses: str = "between",
) -> None:
    """`is_flat`: bars that lie, so that the categories stand on the left."""
    for identity in _AXES:
        add(plot, "axId", identity)
    _axis(area, "catAx", _AXES[0], _AXES[1], "l" if is_flat else "b", has_grid=has_grid)
    form = "0%" if is_percent else "General"
    _axis(
        area, "valAx", _AXES[1], _AXES[0], "b" if is_flat else "l", has_grid=True, between=crosses, number_format=form
    )


def _axis(
    area: Element,
    kind: str,
    identity: str,
    other: str,
    position: str,
    *,
    has_grid: bool,
    between: str | None = None,
    number_format: str = "General",
) -> None:
    axis = add(area, kind)
    add(axis, "axId", identity)
    add(add(axis, "scaling"), "orientation", "minMax")
    add(axis, "delete", "0")
    add(axis, "axPos", position)
    if has_grid:
        add(axis, "majorGridlines")
    form = add(axis, "numFmt")
    form.set("formatCode", number_format)
    form.set("sourceLinked", "0" if number_format != "General" else "1")
    add(axis, "majorTickMark", "none")
    add(axis, "minorTickMark", "none")
    add(axis, "tickLblPos", "nextTo")
    add(axis, "crossAx", other)
    add(axis, "crosses", "autoZero")
    if kind == "catAx":
        add(axis, "auto", "1")
        add(axis, "lblAlgn", "ctr")
        add(axis, "lblOffset", "100")
        add(axis, "noMultiLvlLbl", "0")
    elif between is not None:
        add(axis, "crossBetween", between)


def _insert_marker(series: Element, symbol: str) -> None:
    marker = etree.Element(f"{C}marker")
    add(marker, "symbol", symbol)
    before = {"idx", "order", "tx", "spPr"}
    series.insert(len([one for one in series if etree.QName(one).localname in before]), marker)
