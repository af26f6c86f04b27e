"""A zip file whose members are taken over as they are stored, but for those that changed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

_deflate: Any = zlib
with suppress(ImportError):  # no wheel for this machine: slower, and files of a slightly different size
    _deflate = import_module("isal.isal_zlib")
_LEVEL: Final = 1 if _deflate is zlib else 2

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_SIZE: Final = 30
_DATE: Final = 0x21  # 1980-01-01: the same members give the same bytes
_UTF_8: Final = 0x800
_VERSION: Final = 20
_MOST: Final = 2**32 - 1


@dataclass(frozen=True)
class Pressed:
    """A member as a zip file stores it."""

    method: int
    crc: int
    size: int
    content: bytes


def stored_members(file: bytes) -> dict[str, Pressed]:
    """The members of a zip file by their names as written there; those packed in another way than usual left out."""
    found = {}
    with ZipFile(BytesIO(file)) as archive:
        for entry in archive.infolist():
            if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or entry.flag_bits & 1:
                continue
            names, extra = struct.unpack_from("<HH", file, entry.header_offset + 26)
            start = entry.header_offset + _LOCAL_SIZE + names + extra
            content = file[start : start + entry.compress_size]
            found[entry.filename] = Pressed(entry.compress_type, entry.CRC, entry.file_size, content)
    return found


def pressed(pieces: Iterable[bytes]) -> Pressed:
    """A member of pieces, one after the other."""
    packer = _deflate.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    crc, size, packed = 0, 0, list[bytes]()
    for piece in pieces:
        packed.append(packer.compress(piece))
        crc, size = _deflate.crc32(piece, crc), size + len(piece)
    packed.append(packer.flush())
    return Pressed(ZIP_DEFLATED, crc, size, b"".join(packed))


def zipped(members: Mapping[str, Pressed]) -> bytes:
    """The zip file, members in their order. Raises ValueError where it would need more than 4 GiB."""
    file = BytesIO()
    directory = []
    for name, member in members.items():
        directory.append(_entry(name, member, file.tell()))
        _write_local(file, name, member)
    start = file.tell()
    file.writelines(directory)
    size, count = file.tell() - start, len(directory)
    if file.tell() > _MOST:
        raise ValueError("a workbook of more than 4 GiB")
    file.write(_END + struct.pack("<HHHHIIH", 0, 0, count, count, size, start, 0))
    return file.getvalue()


def _facts(name: str, member: Pressed) -> tuple[Any, ...]:
    flags = 0 if name.isascii() else _UTF_8
    sizes = (member.crc, len(member.content), member.size, len(name.encode()), 0)
    return (_VERSION, flags, member.method, 0, _DATE, *sizes)


def _write_local(file: IO[bytes], name: str, member: Pressed) -> None:
    file.write(_LOCAL + struct.pack("<HHHHHIIIHH", *_facts(name, member)))
    file.write(name.encode())
    file.write(member.content)


def _entry(name: str, member: Pressed, at: int) -> bytes:
    head = struct.pack("<HHHHHHIIIHH", _VERSION, *_facts(name, member))
    return _CENTRAL + head + struct.pack("<HHHII", 0, 0, 0, 0, at) + name.encode()


def repacked(
    parts: Mapping[str, bytes],
    before: Mapping[str, bytes],
    stored: Mapping[str, Pressed],
    ready: Mapping[str, Pressed],
    first: Iterable[str],
) -> bytes:
    """The parts as a zip file: those that are `ready`, and the very ones of `before`, as they were stored.

    `first`: the ones in front.
    """
    order = [*(name for name in first if name in parts), *(name for name in parts if name not in set(first))]
    kept = {name: stored[name] for name in order if parts[name] is before.get(name) and name in stored} | dict(ready)
    return zipped({name: kept[name] if name in kept else pressed([parts[name]]) for name in order})
