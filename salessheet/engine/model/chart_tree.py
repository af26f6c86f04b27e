"""A chart's part: made, and changed in its type, its series, its title and its legend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree

from salessheet.engine.model.chart_data import (
    A,
    C,
    Element,
    add,
    bare,
    data_element,
    look_of,
    numbers_element,
    series_element,
    texts_element,
)
from salessheet.engine.model.chart_plots import ROUND_TYPES, plot
from salessheet.engine.model.chart_series import Cells, Series
from salessheet.engine.values.tints import Rgb
from salessheet.xlsx.addresses import Area, area, split_sheet

_NAMESPACES: Final = {"c": C[1:-1], "a": A[1:-1]}
_POSITIONS: Final = {"top": "t", "bottom": "b", "left": "l", "right": "r", "corner": "tr"}
_FILLINGS: Final = frozenset({"noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"})
_OF_DEPTH: Final = frozenset({"view3D", "floor", "sideWall", "backWall"})


def new_chart(chart_type: str, series: Sequence[Series], style: int | None = None) -> Element:
    """With a title and, where there is something to tell apart, a legend below, as Excel makes them.

    `style`: one of the numbers from 1 to 48.
    """
    space: Element = etree.Element(f"{C}chartSpace", nsmap=_NAMESPACES)
    add(space, "roundedCorners", "0")
    if style is not None:
        add(space, "style", str(style))
    chart = add(space, "chart")
    add(add(chart, "title"), "overlay", "0")
    add(chart, "autoTitleDeleted", "0")
    area = add(chart, "plotArea")
    add(area, "layout")
    plot(area, chart_type, [series_element(one, i) for i, one in enumerate(series)])
    if len(series) > 1 or chart_type in ROUND_TYPES:
        set_legend(space, "bottom")
    add(chart, "plotVisOnly", "1")
    add(chart, "dispBlanksAs", "gap")
    return space


def with_type(space: Element, chart_type: str) -> None:
    """All series of a chart as another type; what they are called, what they show and how they look stays."""
    area = _plot_area(space)
    kept = [bare(series) for series in area.iter(f"{C}ser")]
    _replot(area, chart_type, kept)


def with_series(space: Element, chart_type: str, series: Sequence[Series]) -> None:
    """Other series in place of those there are."""
    _replot(_plot_area(space), chart_type, [series_element(one, i) for i, one in enumerate(series)])
    if len(series) > 1 and space.find(f"{C}chart/{C}legend") is None:
        set_legend(space, "bottom")


def with_categories(space: Element, categories: Cells) -> None:
    """Every series has these categories, or X values."""
    for series in _plot_area(space).iter(f"{C}ser"):
        values = next(series.iter(f"{C}yVal", f"{C}val"), None)
        name = "xVal" if series.find(f"{C}yVal") is not None else "cat"
        for old in series.findall(f"{C}{name}"):
            series.remove(old)
        if values is not None:
            series.insert(list(series).index(values), data_element(name, categories))


def set_title(space: Element, text: str | None) -> None:
    """None: without one."""
    chart = space.find(f"{C}chart")
    if chart is None:
        return
    for old in (*chart.findall(f"{C}title"), *chart.findall(f"{C}autoTitleDeleted")):
        chart.remove(old)
    deleted = etree.Element(f"{C}autoTitleDeleted", val="1" if text is None else "0")
    chart.insert(0, deleted)
    if text is None:
        return
    title = etree.Element(f"{C}title")
    rich = add(add(title, "tx"), "rich")
    etree.SubElement(rich, f"{A}bodyPr")
    etree.SubElement(rich, f"{A}lstStyle")
    for line in text.split("\n"):
        run = etree.SubElement(etree.SubElement(rich, f"{A}p"), f"{A}r")
        etree.SubElement(run, f"{A}t").text = line
    add(title, "overlay", "0")
    chart.insert(0, title)


def set_legend(space: Element, position: str | None) -> None:
    """`position`: in xlwings' words; None: without one."""
    chart = space.find(f"{C}chart")
    if chart is None:
        return
    old = chart.find(f"{C}legend")
    if position is None:
        if old is not None:
            chart.remove(old)
        return
    if old is not None:
        found = old.find(f"{C}legendPos")
        if found is None:
            found = etree.Element(f"{C}legendPos")
            old.insert(0, found)
        found.set("val", _POSITIONS[position])
        return
    legend = etree.Element(f"{C}legend")
    add(legend, "legendPos", _POSITIONS[position])
    add(legend, "overlay", "0")
    chart.insert(list(chart).index(_plot_area(space)) + 1, legend)


def set_series_name(space: Element, index: int, name: str) -> None:
    """`index`: from 0."""
    series = list(_plot_area(space).iter(f"{C}ser"))[index]
    for old in series.findall(f"{C}tx"):
        series.remove(old)
    text = etree.Element(f"{C}tx")
    etree.SubElement(text, f"{C}v").text = name
    series.insert(len(series.findall(f"{C}idx")) + len(series.findall(f"{C}order")), text)


def set_series_color(space: Element, index: int, color: Rgb, *, is_line: bool) -> None:
    """One colour for the filling of a series, or for its line. `index`: from 0."""
    look = look_of(list(_plot_area(space).iter(f"{C}ser"))[index])
    home = look
    if is_line:
        line = look.find(f"{A}ln")
        home = etree.SubElement(look, f"{A}ln") if line is None else line
    for child in list(home):
        if etree.QName(child).localname in _FILLINGS:
            home.remove(child)
    filling = etree.Element(f"{A}solidFill")
    etree.SubElement(filling, f"{A}srgbClr", val="{:02X}{:02X}{:02X}".format(*color))
    places = [i for i, child in enumerate(home) if etree.QName(child).localname in {"xfrm", "prstGeom", "custGeom"}]
    home.insert(places[-1] + 1 if places else 0, filling)


def series_color(space: Element, index: int, *, is_line: bool) -> Rgb | None:
    """None where it is not one colour, in red, green and blue."""
    series = list(_plot_area(space).iter(f"{C}ser"))[index]
    path = f"{C}spPr/{A}ln/{A}solidFill/{A}srgbClr" if is_line else f"{C}spPr/{A}solidFill/{A}srgbClr"
    found = series.find(path)
    if found is None:
        return None
    red, green, blue = bytes.fromhex(found.get("val", "000000"))
    return red, green, blue


def values_of(space: Element) -> list[Area]:
    """The cells that the values of each series stand in, where they are a rectangle."""
    texts = [ref.text or "" for ref in space.iter(f"{C}f") if _is_in(ref, ("val", "yVal"))]
    return [found for text in texts if (found := _area_of(text)) is not None]


def areas_of(space: Element) -> list[Area]:
    """Likewise, with names and categories."""
    texts = [ref.text or "" for series in _plot_area(space).iter(f"{C}ser") for ref in series.iter(f"{C}f")]
    return [found for text in texts if (found := _area_of(text)) is not None]


def _is_in(reference: Element, tags: tuple[str, ...]) -> bool:
    return any(etree.QName(parent).localname in tags for parent in reference.iterancestors())


def _area_of(text: str) -> Area | None:
    tab, address = split_sheet(text)
    return area(tab or "", address)


def refresh(space: Element, shown: Callable[[str], Cells | None]) -> None:
    """What the cells show is put down beside every reference. `shown`: None for a reference that cannot be read."""
    for held in [*space.iter(f"{C}strRef", f"{C}numRef")]:
        parent, cells = held.getparent(), shown(held.findtext(f"{C}f", ""))
        if parent is None or cells is None:
            continue
        name = etree.QName(parent).localname
        make = texts_element if name == "tx" else numbers_element if name in {"val", "yVal"} else data_element
        new = make(name, cells)[0]
        form, known = new.find(f"{C}numCache/{C}formatCode"), held.findtext(f"{C}numCache/{C}formatCode")
        if form is not None and known is not None:
            form.text = known
        parent.replace(held, new)


def _plot_area(space: Element) -> Element:
    found = space.find(f"{C}chart/{C}plotArea")
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
    plot(area, chart_type, series)
    area.extend([child for child in after if etree.QName(child).localname != "dTable"])
