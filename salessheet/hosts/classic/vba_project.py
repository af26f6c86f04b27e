"""A project of macros as Office keeps it, xl/vbaProject.bin, made of the texts of its modules ([MS-OVBA]).

    PROJECT, PROJECTwm   the modules and how the editor shows them; their names
    VBA/dir              the modules once more, and the libraries that they use, packed
    VBA/_VBA_PROJECT     that nothing is compiled: Excel does so when it opens the file
    VBA/<module>         its text, packed

It has no password. All of it is ASCII, so that no setting of a computer changes a character.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from salessheet.hosts.classic.compound_file import Storage, compound_file
from salessheet.hosts.classic.compression import compressed


class Base(StrEnum):
    """What a module belongs to, by the class that Excel knows it as."""

    NOTHING = ""
    WORKBOOK = "00020819"
    SHEET = "00020820"


@dataclass(frozen=True)
class Module:
    """`text`: ASCII, without the attributes at its head. That of a workbook or sheet is called by its code name."""

    name: str
    text: str = ""
    base: Base = Base.NOTHING


_ENGLISH: Final = 0x409
_CODE_PAGE: Final = 1252
_LIBRARIES: Final = {
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
    r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
}
_NOTHING_COMPILED: Final = b"\xcc\x61\xff\xff\x00\x00\x00"
_NO_COOKIE: Final = b"\xff\xff"
_SEED: Final = 0x5A
_EDITOR: Final = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
_OF_DOCUMENTS: Final = """\
Attribute VB_Base = "0{{{base}-0000-0000-C000-000000000046}}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The same modules give the same bytes."""
    streams = {module.name: compressed(_in_lines(_text(module))) for module in modules}
    streams |= {"dir": compressed(_dir(name, modules)), "_VBA_PROJECT": _NOTHING_COMPILED}
    names = b"".join(one.name.encode() + b"\0" + one.name.encode("utf-16-le") + b"\0\0" for one in modules) + b"\0\0"
    about = {"PROJECT": _in_lines(_project(name, modules)), "PROJECTwm": names}
    return compound_file(Storage({"VBA": Storage({}, streams)}, about))


def concealed(content: bytes, identity: str, seed: int = _SEED) -> str:
    """What PROJECT says of its protection, as hexadecimal digits ([MS-OVBA] 2.4.3.2). No secret: it has no key."""
    key = sum(identity.encode()) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    before = key
    plain = bytes((seed & 6) // 2) + struct.pack("<I", len(content)) + content
    for byte in plain:
        out.append(byte ^ (out[-2] + before & 0xFF))
        before = byte
    return bytes(out).hex().upper()


def _in_lines(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii")


def _text(module: Module) -> str:
    named = f'Attribute VB_Name = "{module.name}"\n'
    return named + (_OF_DOCUMENTS.format(base=module.base) if module.base else "") + module.text


def _project(name: str, modules: Sequence[Module]) -> str:
    identity = f"{{{uuid5(NAMESPACE_URL, name)}}}".upper()
    listed = (f"Document={one.name}/&H00000000" if one.base else f"Module={one.name}" for one in modules)
    lines = [
        f'ID="{identity}"',
        *listed,
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{concealed(bytes(4), identity)}"',  # nobody may do less than everything
        f'DPB="{concealed(bytes(1), identity)}"',  # no password
        f'GC="{concealed(bytes([0xFF]), identity)}"',  # the editor shows it
        "",
        "[Host Extender Info]",
        _EDITOR,
        "",
        "[Workspace]",
        *(f"{one.name}=0, 0, 0, 0, C" for one in modules),
        "",
    ]
    return "\n".join(lines)


def _dir(name: str, modules: Sequence[Module]) -> bytes:
    """[MS-OVBA] 2.3.4.2: records, each its number, its length and its content."""
    about = [
        _record(0x01, struct.pack("<I", 1)),  # of Windows with 32 bits, which one with 64 opens as well
        _record(0x02, struct.pack("<I", _ENGLISH)),
        _record(0x14, struct.pack("<I", _ENGLISH)),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, name.encode()),
        *_twice(0x05, 0x40, ""),
        _record(0x06) + _record(0x3D),
        _record(0x07, bytes(4)),
        _record(0x08, bytes(4)),
        struct.pack("<HIIH", 0x09, 4, 1, 0),
        *_twice(0x0C, 0x3C, ""),
    ]
    libraries = [part for name, library in _LIBRARIES.items() for part in _library(name, library)]
    count = [_record(0x0F, struct.pack("<H", len(modules))), _record(0x13, _NO_COOKIE)]
    listed = [part for module in modules for part in _module(module)]
    return b"".join((*about, *libraries, *count, *listed, _record(0x10)))


def _library(name: str, library: str) -> Iterable[bytes]:
    yield from _twice(0x16, 0x3E, name)
    yield _record(0x0D, struct.pack("<I", len(library)) + library.encode() + bytes(6))


def _module(module: Module) -> Iterable[bytes]:
    yield _record(0x19, module.name.encode())
    yield _record(0x47, module.name.encode("utf-16-le"))
    yield from _twice(0x1A, 0x32, module.name)
    yield from _twice(0x1C, 0x48, "")
    yield _record(0x31, bytes(4))  # where its text begins: nothing compiled stands before it
    yield _record(0x1E, bytes(4))
    yield _record(0x2C, _NO_COOKIE)
    yield _record(0x22 if module.base else 0x21)
    yield _record(0x2B)


def _twice(number: int, unicode: int, text: str) -> Iterable[bytes]:
    yield _record(number, text.encode())
    yield _record(unicode, text.encode("utf-16-le"))


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(content)) + content
