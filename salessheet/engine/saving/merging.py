"""Three versions of an element made one: what the file says, what openpyxl makes of that, and what it makes now.

openpyxl knows only part of the format. Where its two versions agree nothing was changed, and the file's own stays,
down to what openpyxl does not know. Where they differ, only the difference is taken over.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

Element = etree._Element
Lost = Callable[[str], None]
"""Called with the path of something in the file that could not be kept."""

_KEYS: Final = ("sqref", "ref", "r", "id", "name", "min", "pane", "type", "brkId")
"""Attributes that say which of several elements of a name one is."""


def merged(raw: Element, base: Element, now: Element, lost: Lost, order: Sequence[str] = ()) -> bool:
    """Changes `raw` by what differs between `base` and `now`; whether anything did.

    `order`: the tags of children in the order that the format wants.
    """
    if same(base, now):
        return False
    for name in {*base.attrib, *now.attrib}:
        if base.get(name) != now.get(name):
            if now.get(name) is None:
                raw.attrib.pop(name, "")
            else:
                raw.set(name, now.get(name, ""))
    if (base.text or "").strip() != (now.text or "").strip():
        raw.text = now.text
    _merge_children(raw, base, now, lost, order)
    return True


def same(one: Element, other: Element) -> bool:
    """Whether two elements say the same, the order of attributes and white space between elements aside."""
    if one.tag != other.tag or sorted(one.items()) != sorted(other.items()) or len(one) != len(other):
        return False
    if (one.text or "").strip() != (other.text or "").strip():
        return False
    return all(same(a, b) for a, b in zip(one, other, strict=True))


def _merge_children(raw: Element, base: Element, now: Element, lost: Lost, order: Sequence[str]) -> None:
    originals = _originals(raw, base)
    rest = dict.fromkeys(base)
    alike: dict[bytes, list[Element]] = {}
    for child in reversed(base):
        alike.setdefault(_print(child), []).append(child)
    for child in now:
        if unchanged := alike.get(_print(child)):
            rest.pop(unchanged.pop(), None)
            continue
        old = _predecessor(child, rest)
        if old is None:
            _insert(raw, deepcopy(child), order)
            continue
        rest.pop(old)
        alike[_print(old)].remove(old)
        original = originals.get(old)
        if original is None:
            _insert(raw, deepcopy(child), order)
        else:
            merged(original, old, child, lost)
    for gone in rest:
        original = originals.get(gone)
        if original is not None:
            _report(original, gone, lost)
            raw.remove(original)


def _print(element: Element) -> bytes:
    return etree.tostring(element, method="c14n", with_tail=False)


def _originals(raw: Element, base: Element) -> dict[Element, Element]:
    """Child of `base` → the child of `raw` that it was read from."""
    found: dict[Element, Element] = {}
    for tag in {child.tag for child in base}:
        mine = [child for child in base if child.tag == tag]
        theirs: dict[tuple[tuple[str, str], ...], list[Element]] = {}
        for child in raw:
            if child.tag == tag:
                theirs.setdefault(_key(child), []).append(child)
        for child in mine:
            alike = theirs.get(_key(child))
            if alike:
                found[child] = alike.pop(0)
        left = [child for child in mine if child not in found]  # whose keys openpyxl spells in another way
        taken = set(found.values())
        others = [child for child in raw if child.tag == tag and child not in taken]
        if len(left) == len(others):
            found.update(zip(left, others, strict=True))
    return found


def _predecessor(child: Element, candidates: Iterable[Element]) -> Element | None:
    """Which of the old elements a changed one was: the one with the same key, or the only one of its name."""
    alike = [old for old in candidates if old.tag == child.tag]
    keyed = [old for old in alike if _key(old) == _key(child) and _key(child)]
    if keyed:
        return keyed[0]
    return alike[0] if len(alike) == 1 and not _key(child) else None


def _key(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple((name, element.get(name, "")) for name in _KEYS if element.get(name) is not None)


def _insert(raw: Element, child: Element, order: Sequence[str]) -> None:
    """After the last of its own name; else where the format wants it; else at the end, extensions last.

    Columns stand from left to right.
    """
    alike = [i for i, other in enumerate(raw) if other.tag == child.tag]
    if alike:
        first = int(child.get("min", sys.maxsize))
        right = [i for i in alike if int(raw[i].get("min", "0")) > first]
        raw.insert(right[0] if right else alike[-1] + 1, child)
        return
    if child.tag in order:
        later = set(order[order.index(child.tag) + 1 :])
        at = next((i for i, other in enumerate(raw) if other.tag in later), len(raw))
        raw.insert(at, child)
        return
    at = next((i for i, other in enumerate(raw) if str(other.tag).endswith("}extLst")), len(raw))
    raw.insert(at, child)


def _report(original: Element, known: Element, lost: Lost) -> None:
    """What goes with an element that was removed on purpose is no loss; what openpyxl did not know of it is."""
    extra = [child for child in original if str(child.tag).endswith("}extLst")]
    if extra and not any(child.tag == extra[0].tag for child in known):
        lost(etree.QName(original).localname)
