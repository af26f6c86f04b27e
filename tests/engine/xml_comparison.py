"""Two XML trees compared by what they say: names with their namespaces, attributes in any order, texts to the letter.

Blanks between elements say nothing, nor does a prefix, except where an attribute names it, as mc:Ignorable does: then
it must mean the same, for Excel refuses a file that names a prefix without a namespace.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

Fault = tuple[str, str]
"""Where, as a path of local names, and what is different."""
_Key = tuple[object, ...]

_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PREFIXES: Final = frozenset(
    {"Requires", *(f"{_COMPATIBILITY}{name}" for name in ("Ignorable", "ProcessContent", "MustUnderstand"))}
)
"""Attributes whose text is a list of prefixes."""
_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_NAMING: Final = {"c": ("r",), "row": ("r",), "ext": ("uri",), "sheet": ("name",)}
"""Attributes that say which of several elements one is: without them, its number among those of its name."""
_HOLDERS: Final = frozenset({"sheetData", "row"})  # they hold no text even where they hold no element
_NAMESPACE: Final = re.compile(r' xmlns(:[\w.-]+)?="[^"]*"')
_LONGEST: Final = 120


def parsed(content: bytes) -> etree._Element | None:
    """None for what is no XML."""
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return None


def faults(before: etree._Element, after: etree._Element, place: str = "") -> Iterator[Fault]:
    if not place:
        place = f"/{_name(before)}"
    if before.tag != after.tag:
        yield place, f"is {_name(after)} of {_namespace(after)}, was of {_namespace(before)}"
        return
    yield from _in_attributes(before, after, place)
    yield from _in_text(before, after, place)
    yield from _in_children(before, after, place)


def _in_attributes(before: etree._Element, after: etree._Element, place: str) -> Iterator[Fault]:
    old, new = _attributes(before), _attributes(after)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            where = f"{place}/@{etree.QName(name).localname}"
            yield where, f"was {_shown(old.get(name))}, is {_shown(new.get(name))}"


def _attributes(element: etree._Element) -> dict[str, str]:
    found = {str(name): str(value) for name, value in element.attrib.items()}
    for name in found.keys() & _PREFIXES:
        found[name] = " ".join(sorted(_meant(element, prefix) for prefix in found[name].split()))
    if _TYPE in found:
        prefix, _, local = found[_TYPE].rpartition(":")
        found[_TYPE] = f"{{{element.nsmap.get(prefix or None, '')}}}{local}"
    return found


def _meant(element: etree._Element, prefix: str) -> str:
    return element.nsmap.get(prefix, f"the unknown prefix {prefix}")


def _in_text(before: etree._Element, after: etree._Element, place: str) -> Iterator[Fault]:
    """The text before the first child and after each one; blanks count only where there is no child, or by demand."""
    old, new = _texts(before), _texts(after)
    if old != new:
        yield f"{place}/text()", f"was {_shown(''.join(old))}, is {_shown(''.join(new))}"


def _texts(element: etree._Element) -> list[str]:
    if not len(element) and _name(element) not in _HOLDERS:
        return [element.text or ""]
    texts = [element.text or "", *(child.tail or "" for child in element)]
    return texts if element.get(_SPACE) == "preserve" else [text for text in texts if text.strip()]


def _in_children(before: etree._Element, after: etree._Element, place: str) -> Iterator[Fault]:
    old, new = _keyed(before), _keyed(after)
    for key, child in old.items():
        if key not in new:
            yield f"{place}/{_step(child, key)}", f"is gone: {_outline(child)}"
        else:
            yield from faults(child, new[key], f"{place}/{_step(child, key)}")
    for key, child in new.items():
        if key not in old:
            yield f"{place}/{_step(child, key)}", f"is new: {_outline(child)}"
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield place, "has its children in another order"


def _keyed(parent: etree._Element) -> dict[_Key, etree._Element]:
    """Children by what they are and which of those."""
    seen: Counter[_Key] = Counter()
    found: dict[_Key, etree._Element] = {}
    for child in parent:
        key: _Key = (child.tag, *(child.get(name) for name in _NAMING.get(_name(child), ())))
        seen[key] += 1
        found[*key, seen[key]] = child
    return found


def _step(child: etree._Element, key: _Key) -> str:
    named = [child.get(name) for name in _NAMING.get(_name(child), ())]
    return f"{_name(child)}[{named[0] if named and named[0] else key[-1]}]"


def _name(element: etree._Element) -> str:
    """Comments and processing instructions have no name of their own."""
    return f"{type(element).__name__.strip('_')}()" if _is_aside(element) else etree.QName(element).localname


def _namespace(element: etree._Element) -> str:
    return (None if _is_aside(element) else etree.QName(element).namespace) or "no namespace"


def _is_aside(element: etree._Element) -> bool:
    return isinstance(element, etree._Comment | etree._ProcessingInstruction)


def _outline(element: etree._Element) -> str:
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return _shown(" ".join(_NAMESPACE.sub("", text).split()))


def _shown(text: str | None) -> str:
    if text is None:
        return "none"
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
