"""A chart's part: made, and changed in its type, its series, its title and its legend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, Final

from lxml import etree
from openpyxl.utils import datetime as dates

from salessheet.engine.model.chart_series import Cells, Series
from salessheet.engine.values.tints import Rgb
from salessheet.xlsx.addresses import Area, area, split_sheet

Element = etree._Element

_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_NAMESPACES: Final = {"c": _C[1:-1], "a": _A[1:-1]}
_AXES: Final = ("111111111", "222222222")
_POSITIONS: Final = {"top": "t", "bottom": "b", "left": "l", "right": "r", "corner": "tr"}
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
_ROUND_TYPES: Final = frozenset(f"{name}{exploded}" for name in _ROUND for exploded in ("", "_exploded"))
_FILLINGS: Final = frozenset({"noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"})
_OF_DEPTH: Final = frozenset({"view3D", "floor", "sideWall", "backWall"})
TYPES: Final = frozenset({*_LINES, *_BARS, *_AREAS, *_RADARS, *_SCATTERS, *_ROUND_TYPES})
"""The chart types that can be made, in xlwings' words."""
CLUSTERED: Final = "column_clustered"
"""What a chart is that nobody gave a type."""


def is_scatter(chart_type: str) -> bool:
    return chart_type in _SCATTERS


def new_chart(chart_type: str, series: Sequence[Series], style: int | None = None) -> Element:
    """With a title and, where there is something to tell apart, a legend below, as Excel makes them.

    `style`: one of the numbers from 1 to 48.
    """
    space: Element = etree.Element(f"{_C}chartSpace", nsmap=_NAMESPACES)
    _add(space, "roundedCorners", "0")
    if style is not None:
        _add(space, "style", str(style))
    chart = _add(space, "chart")
    _add(_add(chart, "title"), "overlay", "0")
    _add(chart, "autoTitleDeleted", "0")
    area = _add(chart, "plotArea")
    _add(area, "layout")
    _plot(area, chart_type, [_series(one, i) for i, one in enumerate(series)])
    if len(series) > 1 or chart_type in _ROUND_TYPES:
        set_legend(space, "bottom")
    _add(chart, "plotVisOnly", "1")
    _add(chart, "dispBlanksAs", "gap")
    return space


def with_type(space: Element, chart_type: str) -> None:
    """All series of a chart as another type; what they are called, what they show and how they look stays."""
    area = _plot_area(space)
    kept = [_bare(series) for series in area.iter(f"{_C}ser")]
    _replot(area, chart_type, kept)


def with_series(space: Element, chart_type: str, series: Sequence[Series]) -> None:
    """Other series in place of those there are."""
    _replot(_plot_area(space), chart_type, [_series(one, i) for i, one in enumerate(series)])
    if len(series) > 1 and space.find(f"{_C}chart/{_C}legend") is None:
        set_legend(space, "bottom")


def with_categories(space: Element, categories: Cells) -> None:
    """Every series has these categories, or X values."""
    for series in _plot_area(space).iter(f"{_C}ser"):
        values = next(series.iter(f"{_C}yVal", f"{_C}val"), None)
        name = "xVal" if series.find(f"{_C}yVal") is not None else "cat"
        for old in series.findall(f"{_C}{name}"):
            series.remove(old)
        if values is not None:
            series.insert(list(series).index(values), _data(name, categories))


def set_title(space: Element, text: str | None) -> None:
    """None: without one."""
    chart = space.find(f"{_C}chart")
    if chart is None:
        return
    for old in (*chart.findall(f"{_C}title"), *chart.findall(f"{_C}autoTitleDeleted")):
        chart.remove(old)
    deleted = etree.Element(f"{_C}autoTitleDeleted", val="1" if text is None else "0")
    chart.insert(0, deleted)
    if text is None:
        return
    title = etree.Element(f"{_C}title")
    rich = _add(_add(title, "tx"), "rich")
    etree.SubElement(rich, f"{_A}bodyPr")
    etree.SubElement(rich, f"{_A}lstStyle")
    for line in text.split("\n"):
        run = etree.SubElement(etree.SubElement(rich, f"{_A}p"), f"{_A}r")
        etree.SubElement(run, f"{_A}t").text = line
    _add(title, "overlay", "0")
    chart.insert(0, title)


def set_legend(space: Element, position: str | None) -> None:
    """`position`: in xlwings' words; None: without one."""
    chart = space.find(f"{_C}chart")
    if chart is None:
        return
    old = chart.find(f"{_C}legend")
    if position is None:
        if old is not None:
            chart.remove(old)
        return
    if old is not None:
        found = old.find(f"{_C}legendPos")
        if found is None:
            found = etree.Element(f"{_C}legendPos")
            old.insert(0, found)
        found.set("val", _POSITIONS[position])
        return
    legend = etree.Element(f"{_C}legend")
    _add(legend, "legendPos", _POSITIONS[position])
    _add(legend, "overlay", "0")
    chart.insert(list(chart).index(_plot_area(space)) + 1, legend)


def set_series_name(space: Element, index: int, name: str) -> None:
    """`index`: from 0."""
    series = list(_plot_area(space).iter(f"{_C}ser"))[index]
    for old in series.findall(f"{_C}tx"):
        series.remove(old)
    text = etree.Element(f"{_C}tx")
    etree.SubElement(text, f"{_C}v").text = name
    series.insert(len(series.findall(f"{_C}idx")) + len(series.findall(f"{_C}order")), text)


def set_series_color(space: Element, index: int, color: Rgb, *, is_line: bool) -> None:
    """One colour for the filling of a series, or for its line. `index`: from 0."""
    look = _look(list(_plot_area(space).iter(f"{_C}ser"))[index])
    home = look
    if is_line:
        line = look.find(f"{_A}ln")
        home = etree.SubElement(look, f"{_A}ln") if line is None else line
    for child in list(home):
        if etree.QName(child).localname in _FILLINGS:
            home.remove(child)
    filling = etree.Element(f"{_A}solidFill")
    etree.SubElement(filling, f"{_A}srgbClr", val="{:02X}{:02X}{:02X}".format(*color))
    places = [i for i, child in enumerate(home) if etree.QName(child).localname in {"xfrm", "prstGeom", "custGeom"}]
    home.insert(places[-1] + 1 if places else 0, filling)


def series_color(space: Element, index: int, *, is_line: bool) -> Rgb | None:
    """None where it is not one colour, in red, green and blue."""
    series = list(_plot_area(space).iter(f"{_C}ser"))[index]
    path = f"{_C}spPr/{_A}ln/{_A}solidFill/{_A}srgbClr" if is_line else f"{_C}spPr/{_A}solidFill/{_A}srgbClr"
    found = series.find(path)
    if found is None:
        return None
    red, green, blue = bytes.fromhex(found.get("val", "000000"))
    return red, green, blue


def values_of(space: Element) -> list[Area]:
    """The cells that the values of each series stand in, where they are a rectangle."""
    texts = [ref.text or "" for ref in space.iter(f"{_C}f") if _is_in(ref, ("val", "yVal"))]
    return [found for text in texts if (found := _area_of(text)) is not None]


def areas_of(space: Element) -> list[Area]:
    """Likewise, with names and categories."""
    texts = [ref.text or "" for series in _plot_area(space).iter(f"{_C}ser") for ref in series.iter(f"{_C}f")]
    return [found for text in texts if (found := _area_of(text)) is not None]


def _is_in(reference: Element, tags: tuple[str, ...]) -> bool:
    return any(etree.QName(parent).localname in tags for parent in reference.iterancestors())


def _area_of(text: str) -> Area | None:
    tab, address = split_sheet(text)
    return area(tab or "", address)


def refresh(space: Element, shown: Callable[[str], Cells | None]) -> None:
    """What the cells show is put down beside every reference. `shown`: None for a reference that cannot be read."""
    for held in [*space.iter(f"{_C}strRef", f"{_C}numRef")]:
        parent, cells = held.getparent(), shown(held.findtext(f"{_C}f", ""))
        if parent is None or cells is None:
            continue
        name = etree.QName(parent).localname
        make = _texts if name == "tx" else _numbers if name in {"val", "yVal"} else _data
        new = make(name, cells)[0]
        form, known = new.find(f"{_C}numCache/{_C}formatCode"), held.findtext(f"{_C}numCache/{_C}formatCode")
        if form is not None and known is not None:
            form.text = known
        parent.replace(held, new)


def _plot_area(space: Element) -> Element:
    found = space.find(f"{_C}chart/{_C}plotArea")
    if found is None:
        raise ValueError("a chart without a plot area")
    return found


def _replot(area: Element, chart_type: str, series: list[Element]) -> None:
    """The plots and axes there are give way; the layout before them and the look after them stay."""
    chart = area.getparent()
    for child in list(chart) if chart is not None else ():
        if etree.QName(child).localname in _OF_DEPTH:
            chart.remove(child)  # type: ignore[union-attr]  # it has children, so it is there
    for child in list(area):
        name = etree.QName(child).localname
        if name.endswith(("Chart", "Ax")):
            area.remove(child)
    after = [child for child in area if etree.QName(child).localname != "layout"]
    for child in after:
        area.remove(child)
    _plot(area, chart_type, series)
    area.extend([child for child in after if etree.QName(child).localname != "dTable"])


def _plot(area: Element, chart_type: str, series: list[Element]) -> None:
    for i, one in enumerate(series):
        _numbered(one, i)
    makers: list[tuple[Any, Callable[[Element, str, list[Element]], None]]] = [
        (_BARS, _bar),
        (_LINES, _line),
        (_AREAS, _area),
        (_ROUND_TYPES, _round),
        (_RADARS, _radar),
        (_SCATTERS, _scatter),
    ]
    next(make for types, make in makers if chart_type in types)(area, chart_type, series)


def _bar(area: Element, chart_type: str, series: list[Element]) -> None:
    direction, stacking = _BARS[chart_type]
    plot = _add(area, "barChart")
    _add(plot, "barDir", direction)
    _add(plot, "grouping", _GROUPINGS[stacking] if stacking else "clustered")
    _add(plot, "varyColors", "0")
    plot.extend(series)
    _add(plot, "gapWidth", _GAP if not stacking else "150")
    if stacking:
        _add(plot, "overlap", "100")
    _category_axes(area, plot, is_flat=direction == "bar", is_percent=stacking == "_stacked_100")


def _line(area: Element, chart_type: str, series: list[Element]) -> None:
    markers, stacking = _LINES[chart_type]
    plot = _add(area, "lineChart")
    _add(plot, "grouping", _GROUPINGS[stacking])
    _add(plot, "varyColors", "0")
    for one in series:
        if not markers:
            _insert_marker(one, "none")
        _add(one, "smooth", "0")
    plot.extend(series)
    _add(plot, "marker", "1")
    _category_axes(area, plot, is_percent=stacking == "_stacked_100")


def _area(area: Element, chart_type: str, series: list[Element]) -> None:
    plot = _add(area, "areaChart")
    _add(plot, "grouping", _GROUPINGS[_AREAS[chart_type]])
    _add(plot, "varyColors", "0")
    plot.extend(series)
    _category_axes(area, plot, is_percent=_AREAS[chart_type] == "_stacked_100", crosses="midCat")


def _round(area: Element, chart_type: str, series: list[Element]) -> None:
    name = chart_type.removesuffix("_exploded")
    plot = _add(area, _ROUND[name])
    _add(plot, "varyColors", "1")
    for one in series:
        if name != chart_type:
            place = len([child for child in one if etree.QName(child).localname in {"idx", "order", "tx", "spPr"}])
            one.insert(place, etree.Element(f"{_C}explosion", val=_EXPLOSION))
    plot.extend(series)
    _add(plot, "firstSliceAng", "0")
    if name == "doughnut":
        _add(plot, "holeSize", _HOLE)


def _radar(area: Element, chart_type: str, series: list[Element]) -> None:
    plot = _add(area, "radarChart")
    _add(plot, "radarStyle", _RADARS[chart_type])
    _add(plot, "varyColors", "0")
    for one in series:
        if chart_type == "radar":
            _insert_marker(one, "none")
    plot.extend(series)
    _category_axes(area, plot, has_grid=True)


def _scatter(area: Element, chart_type: str, series: list[Element]) -> None:
    plot = _add(area, "scatterChart")
    _add(plot, "scatterStyle", _SCATTERS[chart_type])
    _add(plot, "varyColors", "0")
    for one in series:
        for old, new in (("cat", "xVal"), ("val", "yVal")):
            for element in one.findall(f"{_C}{old}"):
                element.tag = f"{_C}{new}"
        if chart_type == "xy_scatter":
            look = _look(one)
            for line in look.findall(f"{_A}ln"):
                look.remove(line)
            etree.SubElement(etree.SubElement(look, f"{_A}ln", w="19050"), f"{_A}noFill")
        if chart_type.endswith("no_markers"):
            _insert_marker(one, "none")
        _add(one, "smooth", "1" if "smooth" in chart_type else "0")
    plot.extend(series)
    for identity in _AXES:
        _add(plot, "axId", identity)
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
        _add(plot, "axId", identity)
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
    axis = _add(area, kind)
    _add(axis, "axId", identity)
    _add(_add(axis, "scaling"), "orientation", "minMax")
    _add(axis, "delete", "0")
    _add(axis, "axPos", position)
    if has_grid:
        _add(axis, "majorGridlines")
    form = _add(axis, "numFmt")
    form.set("formatCode", number_format)
    form.set("sourceLinked", "0" if number_format != "General" else "1")
    _add(axis, "majorTickMark", "none")
    _add(axis, "minorTickMark", "none")
    _add(axis, "tickLblPos", "nextTo")
    _add(axis, "crossAx", other)
    _add(axis, "crosses", "autoZero")
    if kind == "catAx":
        _add(axis, "auto", "1")
        _add(axis, "lblAlgn", "ctr")
        _add(axis, "lblOffset", "100")
        _add(axis, "noMultiLvlLbl", "0")
    elif between is not None:
        _add(axis, "crossBetween", between)


def _series(series: Series, index: int) -> Element:
    made: Element = etree.Element(f"{_C}ser")
    _add(made, "idx", str(index))
    _add(made, "order", str(index))
    if series.name is not None:
        made.append(_texts("tx", series.name))
    if series.categories is not None:
        made.append(_data("cat", series.categories))
    made.append(_numbers("val", series.values))
    return made


def _bare(series: Element) -> Element:
    """What any type of chart can show of a series: its name, its look, its categories and values."""
    made: Element = etree.Element(f"{_C}ser")
    for name in ("idx", "order", "tx", "spPr", "cat", "val"):
        element = series.find(f"{_C}{name}")
        if element is None:
            element = series.find(f"{_C}{ {'cat': 'xVal', 'val': 'yVal'}.get(name, name) }")
        if element is None:
            continue
        copied = deepcopy(element)
        copied.tag = f"{_C}{name}"
        if name == "spPr":
            for line in copied.findall(f"{_A}ln"):
                if line.find(f"{_A}noFill") is not None:  # points without lines
                    copied.remove(line)
        made.append(copied)
    return made


def _numbered(series: Element, index: int) -> None:
    for name in ("idx", "order"):
        element = series.find(f"{_C}{name}")
        if element is not None:
            element.set("val", str(index))


def _look(series: Element) -> Element:
    found = series.find(f"{_C}spPr")
    if found is None:
        found = etree.Element(f"{_C}spPr")
        series.insert(len([one for one in series if etree.QName(one).localname in {"idx", "order", "tx"}]), found)
    return found


def _insert_marker(series: Element, symbol: str) -> None:
    marker = etree.Element(f"{_C}marker")
    _add(marker, "symbol", symbol)
    before = {"idx", "order", "tx", "spPr"}
    series.insert(len([one for one in series if etree.QName(one).localname in before]), marker)


def _data(tag: str, cells: Cells) -> Element:
    """Categories: numbers where all are, else texts."""
    shown = [value for value in cells.shown if value is not None]
    are_numbers = bool(shown) and all(_number(value) is not None for value in shown)
    return _numbers(tag, cells) if are_numbers else _texts(tag, cells)


def _numbers(tag: str, cells: Cells) -> Element:
    made: Element = etree.Element(f"{_C}{tag}")
    held = _add(made, "numRef")
    etree.SubElement(held, f"{_C}f").text = cells.reference
    cache = _add(held, "numCache")
    has_dates = any(isinstance(value, dt.date) for value in cells.shown)
    etree.SubElement(cache, f"{_C}formatCode").text = "m/d/yyyy" if has_dates else "General"
    _points(cache, [None if (number := _number(value)) is None else repr(number) for value in cells.shown])
    return made


def _texts(tag: str, cells: Cells) -> Element:
    made: Element = etree.Element(f"{_C}{tag}")
    held = _add(made, "strRef")
    etree.SubElement(held, f"{_C}f").text = cells.reference
    _points(_add(held, "strCache"), [None if value is None else _text(value) for value in cells.shown])
    return made


def _points(cache: Element, texts: list[str | None]) -> None:
    _add(cache, "ptCount", str(len(texts)))
    for i, text in enumerate(texts):
        if text is not None:
            point = etree.SubElement(cache, f"{_C}pt", idx=str(i))
            etree.SubElement(point, f"{_C}v").text = text


def _number(value: object) -> float | None:
    if isinstance(value, dt.date):
        to_serial: Callable[[dt.date], float] = dates.to_excel
        return float(to_serial(value))
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _text(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _add(parent: Element, name: str, value: str | None = None) -> Element:
    made: Element = etree.SubElement(parent, f"{_C}{name}")
    if value is not None:
        made.set("val", value)
    return made
