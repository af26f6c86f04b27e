"""The axes of a chart's part: what they are called, from where to where they go, how they show their numbers."""

from __future__ import annotations

from typing import Final

from lxml import etree

Element = etree._Element

_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ORDER: Final = (
    *("axId", "scaling", "delete", "axPos", "majorGridlines", "minorGridlines", "title", "numFmt"),
    *("majorTickMark", "minorTickMark", "tickLblPos", "spPr", "txPr", "crossAx", "crosses", "crossesAt"),
    *("crossBetween", "auto", "lblAlgn", "lblOffset", "baseTimeUnit", "majorUnit", "majorTimeUnit", "minorUnit"),
    *("minorTimeUnit", "tickLblSkip", "tickMarkSkip", "noMultiLvlLbl", "dispUnits", "extLst"),
)
_IN_SCALING: Final = ("logBase", "orientation", "max", "min", "extLst")
_CROSSES: Final = {"automatic": "autoZero", "minimum": "min", "maximum": "max"}


def axis(space: Element, index: int) -> Element | None:
    """0: that of the categories, or of the X values; 1: that of the values. Those of the first plot."""
    area = space.find(f"{_C}chart/{_C}plotArea")
    if area is None:
        return None
    plot = next((child for child in area if etree.QName(child).localname.endswith("Chart")), None)
    ids = [one.get("val") for one in plot.findall(f"{_C}axId")] if plot is not None else []
    if len(ids) <= index:
        return None
    return next((one for one in area if one.findtext(f"{_C}axId") is not None and _id(one) == ids[index]), None)


def title(one: Element) -> str | None:
    found = one.find(f"{_C}title")
    if found is None:
        return None
    lines = ["".join(t.text or "" for t in p.iter(f"{_A}t")) for p in found.iter(f"{_A}p")]
    return "\n".join(lines) or "Axis Title"


def set_title(one: Element, text: str | None) -> None:
    """None: without one."""
    _drop(one, "title")
    if text is None:
        return
    made = _put(one, "title")
    rich = etree.SubElement(etree.SubElement(made, f"{_C}tx"), f"{_C}rich")
    etree.SubElement(rich, f"{_A}bodyPr")
    etree.SubElement(rich, f"{_A}lstStyle")
    for line in text.split("\n"):
        run = etree.SubElement(etree.SubElement(rich, f"{_A}p"), f"{_A}r")
        etree.SubElement(run, f"{_A}t").text = line
    etree.SubElement(made, f"{_C}overlay", val="0")


def limit(one: Element, which: str) -> float | None:
    """`which`: "min" or "max"; None where the program that shows the chart chooses it."""
    found = one.find(f"{_C}scaling/{_C}{which}")
    return None if found is None else float(found.get("val", "0"))


def set_limit(one: Element, which: str, value: float | None) -> None:
    scaling = _put(one, "scaling", keep=True)
    _drop(scaling, which)
    if value is not None:
        _put(scaling, which, order=_IN_SCALING).set("val", repr(value))


def unit(one: Element) -> float | None:
    found = one.find(f"{_C}majorUnit")
    return None if found is None else float(found.get("val", "0"))


def set_unit(one: Element, value: float | None) -> None:
    _drop(one, "majorUnit")
    if value is not None:
        _put(one, "majorUnit").set("val", repr(value))


def number_format(one: Element) -> str:
    found = one.find(f"{_C}numFmt")
    return "General" if found is None else found.get("formatCode", "General")


def set_number_format(one: Element, text: str) -> None:
    made = _put(one, "numFmt", keep=True)
    made.set("formatCode", text)
    made.set("sourceLinked", "0")


def is_visible(one: Element) -> bool:
    found = one.find(f"{_C}delete")
    return found is None or found.get("val", "1") in {"0", "false"}


def set_visible(one: Element, *, value: bool) -> None:
    _put(one, "delete", keep=True).set("val", "0" if value else "1")


def is_reversed(one: Element) -> bool:
    found = one.find(f"{_C}scaling/{_C}orientation")
    return found is not None and found.get("val") == "maxMin"


def set_reversed(one: Element, *, value: bool) -> None:
    scaling = _put(one, "scaling", keep=True)
    made = _put(scaling, "orientation", order=_IN_SCALING, keep=True)
    made.set("val", "maxMin" if value else "minMax")


def crosses(other: Element) -> str:
    """Where an axis is crossed by another one, which is written down there."""
    found = other.find(f"{_C}crosses")
    if found is None:
        return "custom"
    return next((word for word, value in _CROSSES.items() if value == found.get("val")), "automatic")


def set_crosses(other: Element, word: str) -> None:
    _drop(other, "crossesAt")
    _put(other, "crosses", keep=True).set("val", _CROSSES[word])


def _id(one: Element) -> str | None:
    found = one.find(f"{_C}axId")
    return None if found is None else found.get("val")


def _drop(parent: Element, name: str) -> None:
    for old in parent.findall(f"{_C}{name}"):
        parent.remove(old)


def _put(parent: Element, name: str, *, order: tuple[str, ...] = _ORDER, keep: bool = False) -> Element:
    """A new child where the format wants it; with `keep`, the one that is there."""
    known = parent.find(f"{_C}{name}")
    if known is not None and keep:
        return known
    later = set(order[order.index(name) + 1 :])
    at = next((i for i, child in enumerate(parent) if etree.QName(child).localname in later), len(parent))
    made: Element = etree.Element(f"{_C}{name}")
    parent.insert(at, made)
    return made
