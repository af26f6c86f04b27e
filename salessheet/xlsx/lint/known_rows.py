"""Rows that are written as a sound row above them, told at a glance: in a large sheet nearly all are.

Only their numbers differ: that of the row, in addresses and formulas, those of formats, and the values. A formula is as
sound as the one that differs from it in digits alone, as everywhere (`usual_cells.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import LAST_ROW
from salessheet.xlsx.large_sheets import ROW
from salessheet.xlsx.lint.usual_cells import UsualCells

_HEAD: Final = re.compile(rb'<row r="([1-9]\d{0,6})"([^<>]*)(?<!/)>')
_ROOT: Final = re.compile(rb"(?:<\?xml[^>]*\?>\s*)?(<worksheet(?:\s[^<>]*)?>)")
_DATA, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_NO_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
_NUMBERS: Final = re.compile(rb"(?:-?\d{1,20}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?,)*")
_INDEXES: Final = re.compile(rb"(?:\d{1,9},)*")
_LONGEST: Final = 255  # bytes of a text, which are no fewer than its characters

_Pick = Callable[[Sequence[bytes]], tuple[bytes, ...]]


@dataclass(frozen=True)
class _Written:
    """A row, taken apart. `fixed`: all that stands around the values; `between`: the same between quotation marks."""

    number: bytes
    head: bytes
    fixed: bytes
    values: Sequence[bytes]

    @property
    def shape(self) -> tuple[bytes, bytes]:
        return self.head, self.fixed.translate(_NO_DIGITS)

    @property
    def between(self) -> list[bytes]:
        return self.fixed.split(b'"')


@dataclass(frozen=True)
class _Known:
    """Of all rows of one shape: the letters of their columns, and where what differs stands."""

    columns: Sequence[bytes]
    addresses: _Pick
    styles: _Pick
    numbers: _Pick
    texts: _Pick
    shared: _Pick


class KnownRows:
    """The shapes of the sound rows of a sheet. `last`: the number of the last row that was met."""

    def __init__(self, usual: UsualCells) -> None:
        self.last = 0
        self._usual = usual
        self._known: dict[tuple[bytes, bytes], _Known] = {}

    def others(self, content: bytes) -> Iterator[tuple[etree._Element, bytes]]:
        """The rows of a sheet that are not known when their turn comes, and how each is written; of a sound XML file.

        A sheet that is not written as usual is raised as ValueError, before its first row.
        """
        start, end = content.find(_DATA), content.rfind(_END)
        root = _ROOT.match(content)
        if root is None or not 0 < start < end or b"<!" in content or content.find(b"<?", root.start(1)) >= 0:
            raise ValueError("its rows may stand otherwise than they seem to")
        return self._others(content, root[1], start + len(_DATA), end)

    def _others(self, content: bytes, root: bytes, at: int, end: int) -> Iterator[tuple[etree._Element, bytes]]:
        begun = at
        while at < end:
            stop = content.find(_ROW_END, at, end)
            at = end if stop < 0 else stop + len(_ROW_END)
            written = content[begun:at]
            if self._is_sound(written):
                begun = at
                continue
            try:
                data = etree.fromstring(b"".join((root, _DATA, written, _END, b"</worksheet>")))[0]
            except etree.XMLSyntaxError:
                continue  # the end of another row, inside this one
            begun = at
            yield from ((row, written) for row in data.iterchildren(ROW))

    def _is_sound(self, written: bytes) -> bool:
        row = _taken_apart(written)
        known = None if row is None else self._known.get(row.shape)
        if row is None or known is None or not self.last < int(row.number) <= LAST_ROW:
            return False
        between, shared = row.between, known.shared(row.values)
        is_sound = (
            b"".join(known.addresses(between)) == b"".join([column + row.number for column in known.columns])
            and max(map(int, known.styles(between)), default=0) < self._usual.styles
            and _NUMBERS.fullmatch(_in_a_row(known.numbers(row.values))) is not None
            and _INDEXES.fullmatch(_in_a_row(shared)) is not None
            and max(map(int, shared), default=-1) < self._usual.texts
            and max(map(len, known.texts(row.values)), default=0) <= _LONGEST
        )
        if is_sound:
            self.last = int(row.number)
        return is_sound

    def learn(self, row: etree._Element, written: bytes) -> None:
        """A row in which nothing was found."""
        apart = _taken_apart(written)
        if apart is None or not all(self._usual.is_sound(cell) for cell in row):
            return
        between, number = apart.between, apart.number.decode()
        addresses = [at for at in range(1, len(between)) if between[at - 1].endswith(b"<c r=")]
        styles = [at for at in range(1, len(between)) if between[at - 1].endswith(b" s=")]
        said = [cell.get("r", "") for cell in row], [cell.get("s") for cell in row if cell.get("s") is not None]
        if ([between[at].decode() for at in addresses], [between[at].decode() for at in styles]) != said:
            return  # something in a formula or a text looks like them
        valued = [cell.get("t", "n") for cell in row if any(child.tag.endswith("}v") for child in cell)]
        if len(valued) != len(apart.values):
            return
        self._known[apart.shape] = _Known(
            [address.removesuffix(number).encode() for address in said[0]],
            _picking(addresses),
            _picking(styles),
            *(_picking([at for at, kind in enumerate(valued) if kind == wanted]) for wanted in ("n", "str", "s")),
        )


def _taken_apart(written: bytes) -> _Written | None:
    head = _HEAD.match(written)
    if head is None or not written.endswith(_ROW_END):
        return None
    first, *others = written[head.end() :].split(b"<v>")
    values, fixed = [], [first]
    for other in others:
        value, _, rest = other.partition(b"</v>")
        values.append(value)
        fixed.append(rest)
    return _Written(head[1], head[2], b"<v>".join(fixed), values)


def _in_a_row(values: Sequence[bytes]) -> bytes:
    return b"".join([value + b"," for value in values])


def _picking(places: Sequence[int]) -> _Pick:
    match places:
        case []:
            return lambda _: ()
        case [only]:
            return lambda found: (found[only],)
        case _:
            return itemgetter(*places)
