"""The text of a shape, in its drawing."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from lxml import etree

from salessheet.engine.model.drawing import XDR, Element

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LINK: Final = "textlink"
_BREAK: Final = "\v"


def set_text(shape: Element, text: str) -> None:
    """Lines become paragraphs. All of them look as the first one did, which is what Excel makes of a new text.

    A shape that showed a cell's text shows this one from here on.
    """
    shape.attrib.pop(_LINK, "")
    body = shape.find(f"{XDR}txBody")
    if body is None:
        body = etree.Element(f"{XDR}txBody")
        etree.SubElement(body, f"{_A}bodyPr")
        etree.SubElement(body, f"{_A}lstStyle")
        before = [shape.find(f"{XDR}{name}") for name in ("style", "spPr")]
        last = next((one for one in before if one is not None), None)
        shape.insert(len(shape) if last is None else list(shape).index(last) + 1, body)
    paragraph, run = _looks(body)
    for old in body.findall(f"{_A}p"):
        body.remove(old)
    for line in text.split("\n"):
        made = etree.SubElement(body, f"{_A}p")
        if paragraph is not None:
            made.append(deepcopy(paragraph))
        for i, piece in enumerate(line.split(_BREAK)):
            if i:
                etree.SubElement(made, f"{_A}br")
            if piece:
                _run(made, piece, run)


def _looks(body: Element) -> tuple[Element | None, Element | None]:
    """How the first paragraph and the first piece of text in it look."""
    first = body.find(f"{_A}p")
    if first is None:
        return None, None
    run = first.find(f"{_A}r/{_A}rPr")
    if run is None:
        run = first.find(f"{_A}endParaRPr")
    return first.find(f"{_A}pPr"), run


def _run(paragraph: Element, text: str, look: Element | None) -> None:
    made = etree.SubElement(paragraph, f"{_A}r")
    if look is not None:
        copied = deepcopy(look)
        copied.tag = f"{_A}rPr"
        made.append(copied)
    etree.SubElement(made, f"{_A}t").text = text
