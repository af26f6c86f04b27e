"""Compound files, in which Office keeps macros: storages and streams in one file ([MS-CFB], version 3).

Sectors of 512 bytes. Streams below 4,096 bytes share them, as sectors of 64 bytes of one stream more.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_SECTOR: Final = 512
_SMALL_SECTOR: Final = 64
_SMALL: Final = 4096
_FAT, _END, _FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_IN_HEADER: Final = 109  # sectors of the FAT that the header itself lists: for 7 MB, far above any add-in
_A_FAT_SECTOR: Final = _SECTOR // 4
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK: Final = 1


@dataclass(frozen=True)
class Storage:
    """A folder of a compound file. A name is at most 31 characters long."""

    storages: Mapping[str, Storage] = field(default_factory=dict)
    streams: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class _Entry:
    """A line of the directory: 128 bytes ([MS-CFB] 2.6.1)."""

    name: str
    kind: int
    size: int = 0
    start: int = 0
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        head = name.ljust(64, b"\0") + struct.pack("<HBB", len(name) + 2, self.kind, _BLACK)
        links = struct.pack("<III", self.left, self.right, self.child)
        return head + links + bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", self.start, self.size)


_NO_ENTRY: Final = bytes(64) + struct.pack("<HBBIII", 0, 0, 0, _FREE, _FREE, _FREE) + bytes(48)


def compound_file(root: Storage) -> bytes:
    """The same storages and streams give the same bytes; no entry has a date."""
    entries, contents = [_Entry("Root Entry", _ROOT)], dict[int, bytes]()
    entries[0].child = _listed(root, entries, contents)
    sectors, chains = bytearray(), list[int]()
    small, small_chains = bytearray(), list[int]()
    for place, content in contents.items():
        entries[place].size = len(content)
        if len(content) < _SMALL:
            entries[place].start = _added(content, small, small_chains, _SMALL_SECTOR)
        else:
            entries[place].start = _added(content, sectors, chains, _SECTOR)
    entries[0].size, entries[0].start = len(small), _added(bytes(small), sectors, chains, _SECTOR)
    directory = b"".join(entry.packed() for entry in entries)
    directory += _NO_ENTRY * (-len(entries) % (_SECTOR // len(_NO_ENTRY)))
    first_directory = _added(directory, sectors, chains, _SECTOR)
    mini_fat = _table(small_chains)
    first_mini = _added(mini_fat, sectors, chains, _SECTOR)
    fats = _fat_sectors(len(chains))
    if fats > _IN_HEADER:
        raise ValueError("a compound file of more than 7 MB is not written here")
    own = range(len(chains), len(chains) + fats)
    fat = _table([*chains, *(_FAT for _ in own)])
    listed = [*own, *(_FREE for _ in range(_IN_HEADER - fats))]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<IIIII", 0, fats, first_directory, 0, _SMALL)
        + struct.pack("<IIII", first_mini, len(mini_fat) // _SECTOR, _END, 0)
        + struct.pack(f"<{_IN_HEADER}I", *listed)
    )  # fmt: skip  # a line a group of fields, [MS-CFB] 2.2
    return header + sectors + fat


def _listed(storage: Storage, entries: list[_Entry], contents: dict[int, bytes]) -> int:
    """Add what a storage holds to the directory; the top of the tree that it is."""
    places = {}
    for name, inside in storage.storages.items():
        places[name] = len(entries)
        entries.append(_Entry(name, _STORAGE))
        entries[places[name]].child = _listed(inside, entries, contents)
    for name, content in storage.streams.items():
        places[name] = len(entries)
        entries.append(_Entry(name, _STREAM))
        contents[places[name]] = content
    ordered = [places[name] for name in sorted(places, key=lambda name: (len(name), name.upper()))]
    return _tree(ordered, entries)


def _tree(ordered: Sequence[int], entries: list[_Entry]) -> int:
    """The middle one, with those before it on its left and the others on its right."""
    if not ordered:
        return _FREE
    middle = len(ordered) // 2
    top = ordered[middle]
    entries[top].left = _tree(ordered[:middle], entries)
    entries[top].right = _tree(ordered[middle + 1 :], entries)
    return top


def _added(content: bytes, sectors: bytearray, chains: list[int], size: int) -> int:
    """Put a stream behind the others, chained sector by sector; its first one, or the end of a chain for no bytes."""
    if not content:
        return _END
    first, count = len(chains), -(-len(content) // size)
    sectors += content.ljust(count * size, b"\0")
    chains += [*range(first + 1, first + count), _END]
    return first


def _table(chains: Sequence[int]) -> bytes:
    padded = [*chains, *(_FREE for _ in range(-len(chains) % _A_FAT_SECTOR))]
    return struct.pack(f"<{len(padded)}I", *padded)


def _fat_sectors(others: int) -> int:
    """How many sectors list all sectors, themselves included."""
    return -(-others // (_A_FAT_SECTOR - 1))
