"""Files that are no sound workbook are refused in a sentence; sound ones are read and written faithfully."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from salessheet.errors import UnreadableWorkbook
from salessheet.xlsx import book_file, package
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.package import Package, opened
from tests.xlsx.conftest import CHART, linked, main_part, parts_of, table_part

ROW = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
PARTS: Final = parts_of(
    {"S": ROW, "T": ""},
    texts="<si><t>Ana</t></si>",
    styles='<cellXfs count="1"><xf numFmtId="0"/></cellXfs>',
    tables={"S": [table_part("t", "A1:B2", ["a", "b"])]},
)
SHEET, WORKBOOK, LINKS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def zipped(parts: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    Package(Path("made.xlsx"), parts).write(file)
    return file.getvalue()


def without(part: str) -> dict[str, bytes]:
    assert part in PARTS
    return {name: content for name, content in PARTS.items() if name != part}


def refusal(path: Path, read: Callable[[Path], object] = opened) -> UnreadableWorkbook:
    """The error, once it is known to be worded for people."""
    with pytest.raises(UnreadableWorkbook) as refused:
        read(path)
    error = refused.value
    assert error.path == path
    assert error.wrong.startswith(f"{path}: ")
    said = error.wrong.removeprefix(f"{path}: ")
    assert re.fullmatch(r"(?:[^.\n]|\.(?! [A-Z]))+\.", said), "one sentence"
    assert re.fullmatch(r"[A-Z](?:[^.\n]|\.(?! ))+\.", error.mend), "what to do"
    return error


def with_password_on_zip() -> bytes:
    """A zip whose entries say that they are encrypted."""
    content = bytearray(zipped(PARTS))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    return bytes(content)


def unknown_compression() -> bytes:
    content = bytearray(zipped(PARTS))
    at = content.find(b"PK\x01\x02")
    content[at + 10 : at + 12] = struct.pack("<H", 99)
    return bytes(content)


FOREIGN: Final = {
    "an empty file": (b"", "this file is empty."),
    "a text": (b"Who,Amount\nAna,1\n", "this is no .xlsx workbook."),
    "one letter": (b"P", "this is no .xlsx workbook."),
    "a spreadsheet in XML": (
        b'<?xml version="1.0"?><Workbook/>', "this is an .xml or .fods file, no .xlsx workbook.",
    ),
    "an old workbook": (OLE + bytes(2000), "this is an old .xls workbook, or another program's file."),
    "another zip": (zipped({"a.csv": b"1"}), "this is a zip file, but no workbook."),
    "an OpenDocument file": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        "this is an OpenDocument file, such as .ods.",
    ),
    "a text document": (
        zipped({"_rels/.rels": linked(("officeDocument", "word/a.xml")), "word/a.xml": b"<w:document xmlns:w='w'/>"}),
        "this is an Office file, but no workbook.",
    ),
    "a binary workbook": (
        zipped({"_rels/.rels": linked(("officeDocument", "xl/workbook.bin")), "xl/workbook.bin": b"\x83\x01"}),
        "this is a binary workbook (.xlsb).",
    ),
    "a zip with a password": (with_password_on_zip(), "this zip file is protected by a password."),
    "an unknown compression": (
        unknown_compression(),
        "this workbook is damaged (That compression method is not supported).",
    ),
    "the beginning of a zip": (b"PK\x03\x04", "this workbook is damaged (File is not a zip file)."),
}  # fmt: skip


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_no_xlsx_workbook_is_refused_with_its_reason(what: str, tmp_path: Path) -> None:
    content, why = FOREIGN[what]
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)

    assert refusal(path).wrong == f"{path}: {why}"


def test_a_workbook_with_a_password_is_told_from_an_old_one(plain: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    with plain.open("rb") as file, path.open("wb") as target:
        OOXMLFile(file).encrypt("pw", target)

    error = refusal(path)

    assert error.wrong == f"{path}: this workbook is protected by a password."
    assert error.mend == "Name the file that has it: --key-file KEYFILE."


def test_a_path_without_a_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.xlsx").wrong.endswith("there is no such file.")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).wrong.endswith("this is a folder.")


def test_a_path_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert refusal(tmp_path / "file" / "book.xlsx").wrong.endswith("it cannot be read (Not a directory).")
    assert refusal(tmp_path / ("b" * 300)).wrong.endswith("it cannot be read (File name too long).")


def test_what_would_fill_the_memory_is_refused(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(len(content) for content in opened(plain).parts.values())

    monkeypatch.setattr(package, "MOST_BYTES", size - 1)
    assert opened(plain).parts, "it is as large as its file lets expect"

    monkeypatch.setattr(package, "TIMES_IN_ALL", 1)
    assert "unpacked, this workbook is larger than 2 GiB" in refusal(plain).wrong

    monkeypatch.setattr(package, "MOST_BYTES", size)
    assert opened(plain).parts


def test_a_part_that_is_there_twice_is_refused(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "two.xlsx").write_bytes(plain.read_bytes())
    with ZipFile(tmp_path / "two.xlsx", "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(SHEET, package.read(SHEET))

    assert refusal(tmp_path / "two.xlsx").wrong.endswith(f"its part {SHEET} is in it twice.")


def test_parts_that_swell_as_no_program_writes_them_are_refused_before_they_do(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(plain).with_parts({"own/zeros.bin": bytes(2**20)}).write(tmp_path / "bomb.xlsx")
    monkeypatch.setattr(package, "_MOST_SWOLLEN", 2**20)
    assert opened(tmp_path / "bomb.xlsx").parts

    monkeypatch.setattr(package, "_MOST_SWOLLEN", 2**20 - 1)
    assert "more than 300 times larger" in refusal(tmp_path / "bomb.xlsx").wrong


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (WORKBOOK, "this is a zip file, but no workbook."),
        (LINKS, "this workbook is damaged: the sheet 'S' has no content."),
        (SHEET, "this workbook is damaged: the sheet 'S' has no content."),
        ("xl/sharedStrings.xml", "this workbook is damaged: its part xl/sharedStrings.xml is missing."),
    ],
)
def test_a_missing_part_is_named(part: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(without(part)))

    assert refusal(path, book_file.read).wrong == f"{path}: {why}"


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/styles.xml"])
def test_what_no_number_depends_on_may_be_missing(part: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(without(part)))

    book = book_file.read(path)

    assert book.sheets["S"].values == {(1, 1): 1.0, (1, 2): "Ana"}
    assert not book.shows_money(CellRef("S", 1, 1))


@pytest.mark.parametrize("part", [WORKBOOK, LINKS, SHEET, "_rels/.rels", "xl/sharedStrings.xml"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no markup",
        b"<a><b></a>",
        b"<a>\xff</a>",
        b"<a>&nothing;</a>",
        b'<?xml version="1.0" encoding="none-such"?><a/>',
        b'<a b="1" b="2"/>',
        b"<a>" + b"<b>" * 300 + b"</b>" * 300 + b"</a>",
        PARTS[SHEET][:-5],
    ],
    ids=range(9),
)
def test_broken_xml_is_refused_with_the_name_of_the_part(part: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(PARTS | {part: content}))

    assert f": this workbook is damaged: its part {part} is broken (" in refusal(path, book_file.read).wrong


@pytest.mark.parametrize(
    ("part", "asked"),
    [
        ("xl/tables/table1.xml", lambda book: book.tables),
        ("xl/styles.xml", lambda book: book.shows_money(CellRef("S", 1, 1))),
    ],
)
def test_parts_that_are_read_later_are_refused_then(
    part: str, asked: Callable[[BookFile], object], tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(PARTS | {part: b"<a>"}))

    refusal(path, lambda path: asked(book_file.read(path)))


BOMB = (
    '<!DOCTYPE a [<!ENTITY e0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE workbook><workbook/>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE workbook><workbook/>'.encode("utf-16"),
        f"{BOMB}<workbook>&e9;</workbook>".encode(),
        f'{BOMB}<workbook a="&e9;"/>'.encode(),
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
    ],
    ids=["plain", "another encoding", "bomb", "bomb in an attribute", "a file", "an address"],
)
def test_a_document_type_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(PARTS | {SHEET: content}))

    said = refusal(path, book_file.read).wrong
    assert "has a document type" in said or "amplification" in said


def test_a_comment_that_speaks_of_a_document_type_is_none(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(PARTS | {SHEET: main_part("worksheet", "<!-- <!DOCTYPE a> --><sheetData/>")}))

    assert book_file.read(path).sheets["S"].values == {}


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "book.xlsx"


@given(st.data())
def test_a_truncated_workbook_is_refused(plain: Path, scratch: Path, data: st.DataObject) -> None:
    whole = plain.read_bytes()
    scratch.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])

    refusal(scratch)


@pytest.mark.parametrize("compression", [ZIP_DEFLATED, ZIP_STORED])
@given(st.data())
def test_a_damaged_byte_is_refused_or_changes_nothing(
    plain: Path, scratch: Path, compression: int, data: st.DataObject
) -> None:
    sound = book_file.read(plain)
    with scratch.open("wb") as file:
        sound.package.write(file, compression=compression)
    content = bytearray(scratch.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    scratch.write_bytes(content)

    try:
        found = book_file.read(scratch)
    except UnreadableWorkbook:
        refusal(scratch, book_file.read)
    else:
        assert {name: (s.values, s.formulas) for name, s in found.sheets.items()} == {
            name: (s.values, s.formulas) for name, s in sound.sheets.items()
        }


NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}\.(xml|bin)", fullmatch=True)


@settings(max_examples=30)
@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=5))
def test_a_package_read_back_has_the_same_parts_in_the_same_order(scratch: Path, more: dict[str, bytes]) -> None:
    written = Package(scratch, {**more, **PARTS})
    written.write(scratch)

    assert list(opened(scratch).parts.items()) == list(written.parts.items())


@pytest.mark.parametrize("compression", [ZIP_DEFLATED, ZIP_STORED])
def test_the_same_parts_give_the_same_bytes(compression: int, plain: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"

    opened(plain).write(first, compression=compression)
    opened(first).write(second, compression=compression)

    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in archive.infolist()} == {compression}


def test_an_unpressed_package_holds_the_same_parts(plain: Path) -> None:
    sound = opened(plain)

    with ZipFile(BytesIO(sound.unpressed())) as archive:
        assert {entry.filename: archive.read(entry) for entry in archive.infolist()} == sound.parts
        assert {entry.compress_type for entry in archive.infolist()} == {ZIP_STORED}


def test_parts_are_exchanged_in_a_new_package_and_no_others(plain: Path) -> None:
    sound = opened(plain)
    before = dict(sound.parts)
    some = next(iter(before))

    changed = sound.with_parts({some: b"<new/>", "xl/more.xml": b"<more/>"})

    assert dict(changed.parts) == before | {some: b"<new/>", "xl/more.xml": b"<more/>"}
    assert list(changed.parts) == [*before, "xl/more.xml"]
    assert dict(sound.parts) == before
    assert (changed.path, changed.workbook_part) == (sound.path, sound.workbook_part)
    assert changed.tree(some).tag == "new"


def test_sheets_stand_in_the_order_of_their_tabs_and_charts_are_none(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(parts_of({"Zeta": ROW.replace(' t="s"', ""), "Chart": CHART, "商机": "", "Alpha": ""})))

    assert list(book_file.read(path).sheets) == ["Zeta", "商机", "Alpha"]


@pytest.mark.parametrize(
    "target",
    [
        "worksheets/sheet1.xml",
        "/xl/worksheets/sheet1.xml",
        "./worksheets/../worksheets/sheet1.xml",
        "Worksheets/SHEET1.xml",
    ],
)
def test_a_part_is_found_however_it_is_referred_to(target: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    links = PARTS[LINKS].replace(b'"worksheets/sheet1.xml"', f'"{target}"'.encode())
    path.write_bytes(zipped(PARTS | {LINKS: links}))

    assert book_file.read(path).sheets["S"].values == {(1, 1): 1.0, (1, 2): "Ana"}


def test_the_workbook_may_stand_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    moved = {name.replace("xl/", "office/").replace("workbook.xml", "main.xml"): part for name, part in PARTS.items()}
    path.write_bytes(zipped(moved | {"_rels/.rels": linked(("officeDocument", "office/main.xml"))}))

    assert book_file.read(path).sheets["S"].values == {(1, 1): 1.0, (1, 2): "Ana"}


def test_what_lies_outside_the_file_is_no_part_of_it() -> None:
    links = linked(("worksheet", "sheet1.xml"), ("externalLink", "http://127.0.0.1/a")).replace(
        b'Target="http', b'TargetMode="External" Target="http'
    )
    some = Package(Path("made.xlsx"), {"xl/workbook.xml": b"<a/>", LINKS: links})

    assert [part for _, part in some.related("xl/workbook.xml").values()] == ["xl/sheet1.xml"]
    assert some.related("xl/workbook.xml", "/styles") == {}
    assert some.related("xl/sheet1.xml") == {}
