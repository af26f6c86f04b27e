"""What of an element openpyxl can read: the rest is taken out of it, piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

Element = etree._Element
Read = Callable[[Element], object]
"""Makes an object of openpyxl of an element; raises whatever it runs into where it cannot."""


def parsed(content: bytes) -> Element:
    """Without comments and the like, which openpyxl takes for elements."""
    return etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True))


def keep_readable(element: Element, read: Read) -> bool:
    """Takes out the children, then the attributes that cannot be read; whether the rest can be."""
    if is_readable(element, read):
        return True
    bare = deepcopy(element)
    bare[:] = []
    if is_readable(bare, read):
        for child in children(element):
            alone = deepcopy(bare)
            alone.append(deepcopy(child))
            if not is_readable(alone, read):
                element.remove(child)
    for name in list(element.attrib):
        if not is_readable(element, read):
            del element.attrib[name]
    return is_readable(element, read)


def is_readable(element: Element, read: Read) -> bool:
    try:
        read(deepcopy(element))
    except Exception:  # noqa: BLE001  openpyxl raises whatever its descriptors run into
        return False
    return True


def children(element: Element) -> list[Element]:
    """Without comments and the like."""
    return list(element.iterchildren("*"))


def remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
