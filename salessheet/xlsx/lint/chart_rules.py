"""Rules of charts: their elements in the order of the schema, series that can be told apart, and stored points."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.lint.chart_schema import BOUNDS, REQUIRED, WORDS
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_between, is_index

_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,6}")
"""LibreOffice leaves out zeros at the beginning."""
_PLAIN: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_STORED: Final = re.compile(r"(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|#[A-Z/0!?]+|nan)?", re.IGNORECASE)
_WITH_DIGIT: Final = re.compile(r"\d")
"""Days stand as texts among the numbers that LibreOffice stores."""
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_AXIS: Final = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr "
    "txPr crossAx crosses crossesAt crossBetween auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl "
    "baseTimeUnit majorUnit majorTimeUnit minorUnit minorTimeUnit dispUnits extLst"
)
_ROUND: Final = "varyColors ser dLbls firstSliceAng holeSize extLst"
_ORDERS: Final = {
    name: {f"{_CHART}{one}": place for place, one in enumerate(order.split())}
    for name, order in {
        "chartSpace": "date1904 lang roundedCorners style clrMapOvr pivotSource protection chart spPr txPr "
        "externalData printSettings userShapes extLst",
        "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly "
        "dispBlanksAs extLst",
        "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId extLst",
        "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId extLst",
        "areaChart": "grouping varyColors ser dLbls dropLines axId extLst",
        "scatterChart": "scatterStyle varyColors ser dLbls axId extLst",
        "pieChart": _ROUND,
        "doughnutChart": _ROUND,
        "ser": "idx order tx spPr invertIfNegative pictureOptions marker explosion dPt dLbls trendline errBars cat val "
        "xVal yVal bubbleSize bubble3D smooth shape extLst",
        "catAx": _AXIS,
        "valAx": _AXIS,
        "dateAx": _AXIS,
        "scaling": "logBase orientation max min extLst",
        "legend": "legendPos legendEntry layout overlay spPr txPr extLst",
        "title": "tx layout overlay spPr txPr extLst",
        "dLbls": "dLbl delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent "
        "showBubbleSize separator showLeaderLines leaderLines extLst",
        "numRef": "f numCache extLst",
        "strRef": "f strCache extLst",
        "numCache": "formatCode ptCount pt extLst",
        "strCache": "ptCount pt extLst",
        "trendline": "name spPr trendlineType order period forward backward intercept dispRSqr dispEq trendlineLbl "
        "extLst",
    }.items()
}
_ORDERS["chart"][f"{_CHART}showDLblsOverMax"] = _ORDERS["chart"][f"{_CHART}extLst"]  # Excel writes it behind
del _ORDERS["dLbls"][f"{_CHART}dLbl"]
_ANYWHERE: Final = frozenset({("dLbls", "dLbl")})
"""LibreOffice writes these behind what stands behind them in the schema."""
_CELLS_SAID: Final = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
"""An extension of references, in front of all: the cells where rows are filtered, or of a series that is not shown."""
_SAID_CELLS: Final = etree.XPath("c:extLst/c:ext[@uri=$uri]", namespaces={"c": _CHART[1:-1]})
_NEEDS_AXES: Final = frozenset(f"{_CHART}{name}" for name in ("barChart", "lineChart", "areaChart", "scatterChart"))
_BESIDE: Final = frozenset({"ctr", "l", "r", "t", "b"})
_PLACES: Final = {
    "barChart": frozenset({"ctr", "inBase", "inEnd", "outEnd"}),
    "lineChart": _BESIDE,
    "scatterChart": _BESIDE,
    "bubbleChart": _BESIDE,
    "pieChart": frozenset({"bestFit", "ctr", "inEnd", "outEnd"}),
}
"""Kind of chart → where its labels can stand."""
_ONCE: Final = frozenset({"idx", "order", "tx", "cat", "val", "xVal", "yVal", "axId", "scaling", "crossAx", "f"})
"""What stands in a series, an axis or a reference once."""
_DATA: Final = ("tx", "cat", "val", "xVal", "yVal", "bubbleSize")
_NUMBERED: Final = ("idx", "order")
_DEGREES: Final = 2, 6
"""Of a trend that is a polynomial."""


def chart_findings(tree: etree._Element, part: str) -> Iterator[Finding]:
    for one in tree.iter(f"{_CHART}*"):
        name = etree.QName(one).localname
        order = _ORDERS.get(name)
        if order is not None:
            yield from _in_order(one, part, name, order)
        yield from _said(one, part, name)
        if one.tag in _NEEDS_AXES and len(one.findall(f"{_CHART}axId")) < 2:
            yield found(Fault.CHART, part, name, "it does not say its two axes")
    yield from _series(tree, part)
    for cache in tree.iter(f"{_CHART}numCache", f"{_CHART}strCache"):
        yield from _points(cache, part)
    for one in tree.iter(f"{_CHART}numCache"):
        for value in one.iterfind(f"{_CHART}pt/{_CHART}v"):
            text = (value.text or "").strip()
            if not _STORED.fullmatch(text) and not _WITH_DIGIT.search(text):
                yield found(Fault.CHART, part, "numCache", f"{value.text!r} is no number")
    for one in (each for name in _DATA for each in tree.iterfind(f".//{_CHART}ser/{_CHART}{name}")):
        if len(one) == 0:
            yield found(Fault.CHART, part, etree.QName(one).localname, "it holds nothing")
    yield from _parts_of_series(tree, part)
    yield from _scales(tree, part)
    yield from _labels(tree, part)
    yield from colour_findings(tree, part, Fault.CHART)


def _labels(tree: etree._Element, part: str) -> Iterator[Finding]:
    """Where labels stand beside what is drawn: each kind of chart has places of its own."""
    for kind, places in _PLACES.items():
        for chart in tree.iter(f"{_CHART}{kind}"):
            grouping = chart.find(f"{_CHART}grouping")
            is_stacked = grouping is not None and "tacked" in grouping.get("val", "")
            for one in chart.iter(f"{_CHART}dLblPos"):
                place = one.get("val", "")
                if place not in places or (kind == "barChart" and is_stacked and place == "outEnd"):
                    yield found(Fault.CHART, part, kind, f"its labels cannot stand at {place!r}")


def _scales(tree: etree._Element, part: str) -> Iterator[Finding]:
    """An axis goes from a lower number to a higher one, and says how its numbers look."""
    for one in tree.iter(f"{_CHART}scaling"):
        ends = [one.find(f"{_CHART}{end}") for end in ("min", "max")]
        low, high = ("" if end is None else end.get("val", "") for end in ends)
        if _PLAIN.fullmatch(low) and _PLAIN.fullmatch(high) and float(low) >= float(high):
            yield found(Fault.CHART, part, "scaling", f"it goes from {low} to {high}")
    for one in tree.iter(f"{_CHART}numFmt"):
        if one.get("formatCode") is None:
            yield found(Fault.CHART, part, "numFmt", "it does not say its formatCode")


def colour_findings(tree: etree._Element, part: str, fault: Fault) -> Iterator[Finding]:
    """Colours of what is drawn."""
    for one in tree.iter(f"{_DRAWN}srgbClr"):
        if not _HEX.fullmatch(one.get("val", "")):
            yield found(fault, part, "srgbClr", f"{one.get('val')!r} is no colour of six hexadecimal digits")


def _said(element: etree._Element, part: str, name: str) -> Iterator[Finding]:
    """What an element says by a word or number, and what it must hold."""
    value = element.get("val")
    if value is not None and value not in WORDS.get(name, (value,)):
        yield found(Fault.CHART, part, name, f"{value!r} is nothing that it can be")
    least, most = BOUNDS.get(name, (-math.inf, math.inf))
    if value is not None and name in BOUNDS and not _is_within(value.removesuffix("%"), least, most):
        yield found(Fault.CHART, part, name, f"{value!r} does not lie between {least:,} and {most:,}")
    for one in () if _SAID_CELLS(element, uri=_CELLS_SAID) else REQUIRED.get(name, ()):
        if element.find(f"{_CHART}{one}") is None:
            yield found(Fault.CHART, part, name, f"it does not say its {one}")


def _is_within(text: str, least: float, most: float) -> bool:
    try:
        return least <= float(text) <= most
    except ValueError:
        return False


def _in_order(element: etree._Element, part: str, name: str, order: dict[str, int]) -> Iterator[Finding]:
    last = 0
    for child in element:
        if child.tag == f"{_CHART}extLst" and _SAID_CELLS(element, uri=_CELLS_SAID):
            continue
        place = order.get(str(child.tag))
        bare = str(child.tag).removeprefix(_CHART)
        if place is None:
            if str(child.tag).startswith(_CHART) and (name, bare) not in _ANYWHERE:
                yield found(Fault.CHART, part, name, f"no {bare} stands in it")
        elif place == last > 0 and bare in _ONCE and not name.endswith("Chart"):
            yield found(Fault.CHART, part, name, f"{bare} is there twice")
        elif place < last:
            yield found(Fault.CHART, part, name, f"{bare} comes after what stands behind it in the schema")
        else:
            last = place


def _series(tree: etree._Element, part: str) -> Iterator[Finding]:
    series = list(tree.iter(f"{_CHART}ser"))
    for name in _NUMBERED:
        said = [one.find(f"{_CHART}{name}") for one in series]
        numbers = Counter("" if one is None else one.get("val", "") for one in said)
        for number, times in numbers.items():
            if not number.isdecimal():
                yield found(Fault.CHART, part, "ser", f"a series does not say its {name}")
            elif times > 1:
                yield found(Fault.CHART, part, "ser", f"{times} series have the {name} {number}")


def _parts_of_series(tree: etree._Element, part: str) -> Iterator[Finding]:
    """Points that look otherwise have a number, titles say one thing, and a curve bends once at least."""
    for one in tree.iter(f"{_CHART}dPt", f"{_CHART}dLbl"):
        if not _value(one, "idx").isdecimal():
            yield found(Fault.CHART, part, etree.QName(one).localname, "it does not say of which point it is")
    for one in tree.iter(f"{_CHART}tx"):
        if len(one.findall(f"{_CHART}*")) > 1:
            yield found(Fault.CHART, part, "tx", "it says two texts")
    for one in tree.iter(f"{_CHART}trendline"):
        kind, order = (_value(one, name) for name in ("trendlineType", "order"))
        if kind == "poly" and not is_between(order or "2", *_DEGREES):
            yield found(Fault.CHART, part, "trendline", f"a curve has no degree {order}")
    for one in tree.iter(f"{_CHART}pageMargins"):
        for side, said in one.items():
            if not _PLAIN.fullmatch(str(said)):
                yield found(Fault.CHART, part, "pageMargins", f"{side!s} is no number: {said!r}")


def _value(element: etree._Element, name: str) -> str:
    """What an element in another says; "" where it is not there."""
    held = element.find(f"{_CHART}{name}")
    return "" if held is None else held.get("val", "")


def _points(cache: etree._Element, part: str) -> Iterator[Finding]:
    """The stored points of a series: as many as it says, each once."""
    count = cache.find(f"{_CHART}ptCount")
    most = 0 if count is None or not count.get("val", "").isdecimal() else int(count.get("val", ""))
    known = Counter(one.get("idx") for one in cache.iterfind(f"{_CHART}pt"))
    for index, times in known.items():
        if times > 1 or not is_index(index, most):
            name = etree.QName(cache).localname
            yield found(Fault.CHART, part, name, f"point {index} is there twice, or beyond the {most} that it says")
            return
