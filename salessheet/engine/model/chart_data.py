"""What a series of a chart shows, as elements of the chart's part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from typing import Final

from lxml import etree
from openpyxl.utils import datetime as dates

from salessheet.engine.model.chart_series import Cells, Series

Element = etree._Element

C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def series_element(series: Series, index: int) -> Element:
    made: Element = etree.Element(f"{C}ser")
    add(made, "idx", str(index))
    add(made, "order", str(index))
    if series.name is not None:
        made.append(texts_element("tx", series.name))
    if series.categories is not None:
        made.append(data_element("cat", series.categories))
    made.append(numbers_element("val", series.values))
    return made


def bare(series: Element) -> Element:
    """What any type of chart can show of a series: its name, its look, its categories and values."""
    made: Element = etree.Element(f"{C}ser")
    for name in ("idx", "order", "tx", "spPr", "cat", "val"):
        element = series.find(f"{C}{name}")
        if element is None:
            element = series.find(f"{C}{ {'cat': 'xVal', 'val': 'yVal'}.get(name, name) }")
        if element is None:
            continue
        copied = deepcopy(element)
        copied.tag = f"{C}{name}"
        if name == "spPr":
            for line in copied.findall(f"{A}ln"):
                if line.find(f"{A}noFill") is not None:  # points without lines
                    copied.remove(line)
        made.append(copied)
    return made


def look_of(series: Element) -> Element:
    found = series.find(f"{C}spPr")
    if found is None:
        found = etree.Element(f"{C}spPr")
        series.insert(len([one for one in series if etree.QName(one).localname in {"idx", "order", "tx"}]), found)
    return found


def data_element(tag: str, cells: Cells) -> Element:
    """Categories: numbers where all are, else texts."""
    shown = [value for value in cells.shown if value is not None]
    are_numbers = bool(shown) and all(_number(value) is not None for value in shown)
    return numbers_element(tag, cells) if are_numbers else texts_element(tag, cells)


def numbers_element(tag: str, cells: Cells) -> Element:
    made: Element = etree.Element(f"{C}{tag}")
    held = add(made, "numRef")
    etree.SubElement(held, f"{C}f").text = cells.reference
    cache = add(held, "numCache")
    has_dates = any(isinstance(value, dt.date) for value in cells.shown)
    etree.SubElement(cache, f"{C}formatCode").text = "m/d/yyyy" if has_dates else "General"
    _points(cache, [None if (number := _number(value)) is None else repr(number) for value in cells.shown])
    return made


def texts_element(tag: str, cells: Cells) -> Element:
    made: Element = etree.Element(f"{C}{tag}")
    held = add(made, "strRef")
    etree.SubElement(held, f"{C}f").text = cells.reference
    _points(add(held, "strCache"), [None if value is None else _text(value) for value in cells.shown])
    return made


def _points(cache: Element, texts: list[str | None]) -> None:
    add(cache, "ptCount", str(len(texts)))
    for i, text in enumerate(texts):
        if text is not None:
            point = etree.SubElement(cache, f"{C}pt", idx=str(i))
            etree.SubElement(point, f"{C}v").text = text


def _number(value: object) -> float | None:
    if isinstance(value, dt.date):
        to_serial: Callable[[dt.date], float] = dates.to_excel
        return float(to_serial(value))
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _text(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def add(parent: Element, name: str, value: str | None = None) -> Element:
    made: Element = etree.SubElement(parent, f"{C}{name}")
    if value is not None:
        made.set("val", value)
    return made
