"""What a chart's part says of it, in xlwings' words: its type, its title, its legend, its series."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lxml import etree

Element = etree._Element

_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_POSITIONS: Final = {"t": "top", "b": "bottom", "l": "left", "r": "right", "tr": "corner"}
_BAR_SHAPES: Final = {
    "cone": "cone",
    "coneToMax": "cone",
    "cylinder": "cylinder",
    "pyramid": "pyramid",
    "pyramidToMax": "pyramid",
}
_DEFAULT_TITLE: Final = "Chart Title"


@dataclass(frozen=True)
class ChartFacts:
    """`chart_type`: None for one of the types that came with Excel 2016. `legend`: where it is; None: there is none."""

    chart_type: str | None
    title: str | None
    legend: str | None
    series: tuple[str | None, ...]


def chart_facts(tree: Element) -> ChartFacts:
    chart = tree.find(f"{_C}chart")
    if chart is None:
        return ChartFacts(None, _newer_title(tree), None, ())
    area = chart.find(f"{_C}plotArea")
    plots = [child for child in area if _name(child).endswith("Chart")] if area is not None else []
    series = tuple(_series_name(one) for plot in plots for one in plot.iterfind(f"{_C}ser"))
    return ChartFacts(_type(plots), _title(chart, series), _legend(chart), series)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _value(element: Element, path: str, default: str = "") -> str:
    """The `val` of what stands at a path; where the element is there without one, the default."""
    found = element.find("/".join(_C + step for step in path.split("/")))
    return default if found is None else found.get("val", default)


def _is_true(element: Element, path: str) -> bool:
    return element.find(f"{_C}{path}") is not None and _value(element, path, "1") in {"1", "true"}


def _type(plots: list[Element]) -> str | None:
    types = {_type_of(plot) for plot in plots}
    if len(types) == 1:
        return types.pop()
    if {_name(plot) for plot in plots} == {"barChart", "stockChart"}:  # volumes, behind prices
        prices = next(plot for plot in plots if _name(plot) == "stockChart")
        return "stock_vohlc" if _count(prices) == 4 else "stock_vhlc"
    return "combination" if types else None


def _type_of(plot: Element) -> str:
    known: dict[str, Callable[[Element], str]] = {
        "barChart": _bar,
        "bar3DChart": _bar,
        "lineChart": _line,
        "line3DChart": lambda _: "3d_line",
        "areaChart": lambda one: f"area{_stacking(one)}",
        "area3DChart": lambda one: f"3d_area{_stacking(one)}",
        "pieChart": lambda one: f"pie{_explosion(one)}",
        "pie3DChart": lambda one: f"3d_pie{_explosion(one)}",
        "ofPieChart": lambda one: "bar_of_pie" if _value(one, "ofPieType") == "bar" else "pie_of_pie",
        "doughnutChart": lambda one: f"doughnut{_explosion(one)}",
        "scatterChart": _scatter,
        "bubbleChart": lambda one: "bubble_3d_effect" if _has_depth(one) else "bubble",
        "radarChart": _radar,
        "stockChart": lambda one: "stock_ohlc" if _count(one) == 4 else "stock_hlc",
        "surfaceChart": lambda one: f"surface_top_view{_wires(one)}",
        "surface3DChart": lambda one: f"surface{_wires(one)}",
    }
    return known[_name(plot)](plot) if _name(plot) in known else _name(plot)


def _stacking(plot: Element) -> str:
    return {"stacked": "_stacked", "percentStacked": "_stacked_100"}.get(_value(plot, "grouping"), "")


def _bar(plot: Element) -> str:
    is_column, stacking = _value(plot, "barDir", "col") == "col", _stacking(plot)
    solid = _BAR_SHAPES.get(_value(plot, "shape") or _value(plot, "ser/shape"))
    is_deep = _name(plot) == "bar3DChart" and _value(plot, "grouping") == "standard"
    if solid is not None:
        direction = "col" if is_column else "bar_clustered" if not stacking else "bar"
        return f"{solid}_{direction}{'_clustered' if is_column and not stacking and not is_deep else stacking}"
    if is_deep:
        return "3d_column" if is_column else "3d_bar_clustered"
    depth = "3d_" if _name(plot) == "bar3DChart" else ""
    return f"{depth}{'column' if is_column else 'bar'}{stacking or '_clustered'}"


def _line(plot: Element) -> str:
    return f"line{'_markers' if _has_markers(plot) else ''}{_stacking(plot)}"


def _has_markers(plot: Element) -> bool:
    """Whether any of its series shows them: they do unless they say no."""
    series = plot.findall(f"{_C}ser")
    default = _is_true(plot, "marker") or _name(plot) != "lineChart"
    return any(_value(one, "marker/symbol", "auto" if default else "none") != "none" for one in series)


def _scatter(plot: Element) -> str:
    series = plot.findall(f"{_C}ser")
    without_lines = any(one.find(f"{_C}spPr/{_A}ln/{_A}noFill") is not None for one in series)
    style = _value(plot, "scatterStyle", "marker")
    if style in {"marker", "none"} or without_lines:
        return "xy_scatter"
    is_smooth = style.startswith("smooth") or any(_is_true(one, "smooth") for one in series)
    lines = "xy_scatter_smooth" if is_smooth else "xy_scatter_lines"
    return lines if _has_markers(plot) else f"{lines}_no_markers"


def _radar(plot: Element) -> str:
    if _value(plot, "radarStyle") == "filled":
        return "radar_filled"
    return "radar_markers" if _has_markers(plot) else "radar"


def _explosion(plot: Element) -> str:
    return "_exploded" if any(_value(one, "explosion", "0") not in {"", "0"} for one in plot.iter(f"{_C}ser")) else ""


def _has_depth(plot: Element) -> bool:
    return any(_is_true(one, "bubble3D") for one in (plot, *plot.iterfind(f"{_C}ser")))


def _wires(plot: Element) -> str:
    return "_wireframe" if _is_true(plot, "wireframe") else ""


def _count(plot: Element) -> int:
    return len(plot.findall(f"{_C}ser"))


def _title(chart: Element, series: tuple[str | None, ...]) -> str | None:
    """A title that says nothing of its own is that of the only series."""
    title = chart.find(f"{_C}title")
    if title is None:
        return None
    text = _text_of(title.find(f"{_C}tx"))
    if text is not None:
        return text
    return (series[0] if len(series) == 1 else None) or _DEFAULT_TITLE


def _text_of(tx: Element | None) -> str | None:
    if tx is None:
        return None
    rich = tx.find(f"{_C}rich")
    if rich is not None:
        return "\n".join("".join(t.text or "" for t in p.iter(f"{_A}t")) for p in rich.iterfind(f"{_A}p"))
    cached = [v.text or "" for v in tx.iterfind(f"{_C}strRef/{_C}strCache/{_C}pt/{_C}v")]
    return " ".join(cached) if cached else tx.findtext(f"{_C}v")


def _newer_title(tree: Element) -> str | None:
    """Of the chart types that came with Excel 2016, which have a namespace of their own."""
    title = next((child for child in tree.iter() if _name(child) == "title"), None)
    text = "".join(t.text or "" for t in title.iter(f"{_A}t")) if title is not None else ""
    return text or (_DEFAULT_TITLE if title is not None else None)


def _legend(chart: Element) -> str | None:
    legend = chart.find(f"{_C}legend")
    return None if legend is None else _POSITIONS.get(_value(legend, "legendPos", "r"), "right")


def _series_name(series: Element) -> str | None:
    return _text_of(series.find(f"{_C}tx"))
