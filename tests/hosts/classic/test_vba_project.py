"""The file of macros that is written here, read back by olefile and oletools."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.hosts.classic.compound_file import Storage, compound_file
from salessheet.hosts.classic.compression import compressed
from salessheet.hosts.classic.vba_project import Base, Module, concealed, vba_project
from tests.hosts.classic.macros_in import decompressed, macros, stream

SIZES = (0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 70_000)


def test_streams_of_every_size_are_read_back_from_their_storages() -> None:
    contents = {f"s{size}": bytes(i % 251 for i in range(size)) for size in SIZES}
    file = compound_file(Storage({"VBA": Storage({}, contents), "Empty": Storage()}, {"PROJECT": b"text"}))

    with olefile.OleFileIO(io.BytesIO(file), raise_defects=olefile.DEFECT_INCORRECT) as read:
        found = {name[-1]: read.openstream(name).read() for name in read.listdir()}
        assert read.exists("vba/S4096")

    assert found == {**contents, "PROJECT": b"text"}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 40])
def test_the_directory_finds_each_of_many_streams(count: int) -> None:
    streams = {f"Module{i}": b"x" * i for i in range(count)}
    file = compound_file(Storage({}, streams))

    with olefile.OleFileIO(io.BytesIO(file), raise_defects=olefile.DEFECT_INCORRECT) as read:
        assert {name: read.openstream(name).read() for name in streams} == streams


def test_a_file_whose_own_tables_need_several_sectors() -> None:
    content = bytes(3_000_000)
    with olefile.OleFileIO(io.BytesIO(compound_file(Storage({}, {"big": content})))) as read:
        assert read.openstream("big").read() == content


@given(
    st.one_of(
        st.binary(max_size=9000),
        st.text("ab\n", max_size=9000).map(str.encode),
        st.binary(min_size=1, max_size=9).map(lambda part: part * 1500),
    )
)
def test_what_was_packed_is_unpacked_the_same(content: bytes) -> None:
    assert decompressed(compressed(content), len(content)) == content


def test_bytes_that_repeat_nothing_are_kept_plain() -> None:
    content = random.Random(1).randbytes(4096)
    packed = compressed(content)
    assert len(packed) == 1 + 2 + 4096
    assert decompressed(packed, 4096) == content


def test_a_text_becomes_much_smaller() -> None:
    content = b"\n".join(b"Optional argument_%d," % (i % 20) for i in range(2000))
    assert len(compressed(content)) < len(content) / 5


def test_oletools_reads_the_modules_of_a_project(tmp_path: Path) -> None:
    text = "Sub Press()\n" + "    x = 1\n" * 2000 + "End Sub\n"
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(vba_project("Sales", [Module("ThisWorkbook", "", Base.WORKBOOK), Module("Buttons", text)]))

    found = macros(project)

    assert set(found) == {"ThisWorkbook", "Buttons"}
    assert found["Buttons"] == 'Attribute VB_Name = "Buttons"\n' + text
    assert 'VB_Base = "0{00020819-0000-0000-C000-000000000046}"' in found["ThisWorkbook"]


def test_its_directory_says_of_each_module_where_its_text_is_and_of_what_kind() -> None:
    project = vba_project("Sales", [Module("Sheet1", "", Base.SHEET), Module("Buttons")])

    records = list(records_of(decompressed(stream(project, "VBA/dir"), 1 << 20)))
    said = [(number, content) for number, content in records if number in {0x04, 0x0F, 0x1A, 0x21, 0x22, 0x31}]

    assert said == [
        (0x04, b"Sales"), (0x0F, b"\2\0"), (0x1A, b"Sheet1"), (0x31, bytes(4)), (0x22, b""),
        (0x1A, b"Buttons"), (0x31, bytes(4)), (0x21, b""),
    ]  # fmt: skip  # a module a line
    assert records[-1] == (0x10, b"")


def records_of(directory: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(directory):
        number, length = struct.unpack_from("<HI", directory, place)
        length = 6 if number == 0x09 else length  # which says 4
        yield number, directory[place + 6 : place + 6 + length]
        place += 6 + length


def revealed(text: str, identity: str) -> bytes:
    """[MS-OVBA] 2.4.3.3, the other way round."""
    content = bytes.fromhex(text)
    seed, version, key = content[0], content[0] ^ content[1], content[0] ^ content[2]
    assert (version, key) == (2, sum(identity.encode()) & 0xFF)
    before, plain = key, []
    for i in range(3, len(content)):
        before = content[i] ^ (content[i - 2] + before & 0xFF)
        plain.append(before)
    rest = bytes(plain[(seed & 6) // 2 :])
    assert int.from_bytes(rest[:4], "little") == len(rest) - 4
    return rest[4:]


@pytest.mark.parametrize("content", [bytes(4), bytes(1), b"\xff"])
@pytest.mark.parametrize("seed", [0, 7, 90, 255])
def test_what_is_said_of_protection_is_read_as_the_specification_does(content: bytes, seed: int) -> None:
    identity = "{917DED54-440B-4FD1-A5C1-74ACF261E600}"

    assert revealed("0705D8E3D8EDDBF1DBF1DBF1DBF1", identity) == bytes(4)  # the example of the specification
    assert revealed(concealed(content, identity, seed), identity) == content


def test_the_same_modules_give_the_same_bytes() -> None:
    assert vba_project("Sales", [Module("A", "x\n")]) == vba_project("Sales", [Module("A", "x\r\n")])
