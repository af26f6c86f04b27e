"""Texts of macros as Office packs them: chunks of 4,096 bytes, each a run of bytes and of copies ([MS-OVBA] 2.4.1)."""

from __future__ import annotations

import struct
from typing import Final

_CHUNK: Final = 4096
_SHORTEST: Final = 3  # bytes that a copy stands for
_PACKED, _PLAIN = 0xB000, 0x3000  # of a chunk's header, above its length


def compressed(content: bytes) -> bytes:
    """Only a last chunk that no packing makes smaller, which no text is, comes back with NULs behind it."""
    chunks = (content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK))
    return b"\x01" + b"".join(map(_chunk, chunks))


def _chunk(content: bytes) -> bytes:
    tokens = _tokens(content)
    if len(tokens) <= _CHUNK:
        return struct.pack("<H", _PACKED | len(tokens) - 1) + tokens
    return struct.pack("<H", _PLAIN | _CHUNK - 1) + content.ljust(_CHUNK, b"\0")


def _tokens(content: bytes) -> bytes:
    """Eight at a time behind a byte that says which of them are copies."""
    out, seen, place = bytearray(), dict[bytes, list[int]](), 0
    while place < len(content):
        flags, group = 0, bytearray()
        for bit in range(8):
            if place >= len(content):
                break
            distance, length = _longest(content, place, seen)
            if length:
                flags |= 1 << bit
                group += _copy(place, distance, length)
            else:
                length = 1
                group.append(content[place])
            for passed in range(place, place + length):
                seen.setdefault(content[passed : passed + _SHORTEST], []).append(passed)
            place += length
        out.append(flags)
        out += group
    return bytes(out)


def _longest(content: bytes, place: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """How far back the longest run begins that is repeated here, and its length; 0, 0 where none is."""
    most = min((0xFFFF >> _bits(place)) + _SHORTEST, len(content) - place)
    best = (0, 0)
    if most < _SHORTEST:
        return best
    for start in reversed(seen.get(content[place : place + _SHORTEST], ())):
        length = _SHORTEST
        while length < most and content[start + length] == content[place + length]:
            length += 1
        if length > best[1]:
            best = (place - start, length)
        if length == most:
            break
    return best


def _bits(place: int) -> int:
    """How many bits say how far back a copy begins: as many as the bytes before it need, four at least."""
    return max((place - 1).bit_length(), 4)


def _copy(place: int, distance: int, length: int) -> bytes:
    return struct.pack("<H", (distance - 1) << (16 - _bits(place)) | (length - _SHORTEST))
