from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from salessheet.data.reading import spreadsheets
from salessheet.errors import UnreadableSource
from tests.data.reading.raw_workbooks import (
    START,
    book,
    cell,
    packed,
    parts,
    relationships,
    shared,
    sheet,
    styled,
    texts,
    typed,
)

ONE = f'<row r="1">{cell("A1", 1)}</row>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def with_parts(**changed: str | None) -> dict[str, str | bytes]:
    """A good workbook with some parts changed, by the ends of their names, or taken out."""
    made: dict[str, str | bytes] = {**parts(sheet(ONE), strings=shared("<si><t>x</t></si>"), styles=styled(14))}
    for end, text in changed.items():
        (name,) = [name for name in made if name.endswith(f"{end}.xml") or (end == "rels" and name == "_rels/.rels")]
        if text is None:
            del made[name]
        else:
            made[name] = text
    return made


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"sheet1": sheet(f'<row r="1">{cell("ZZZZ99999999", 1)}</row>')}, "S1: it has a cell ZZZZ99999999"),
        ({"sheet1": sheet(f'<row r="1">{cell("ZZZ1", 1)}</row>')}, "S1: it has a cell ZZZ1"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1048577", 1)}</row>')}, "S1: it has a cell A1048577"),
        ({"sheet1": sheet(f'<row r="1">{cell("A0", 1)}</row>')}, "S1: it has a cell A0"),
        ({"sheet1": sheet(f'<row r="1">{cell("", 1)}</row>')}, "S1: it has a cell"),
        ({"sheet1": sheet(f'<row r="1">{cell("$A$1", 1)}</row>')}, r"S1: it has a cell \$A\$1"),
        ({"sheet1": sheet(f'<row r="1">{cell("A&#10;1", 1)}</row>')}, "S1: it has a cell A 1"),
        ({"sheet1": sheet(f'<row r="-1">{cell("A1", 1)}</row>')}, "S1: it has a row -1"),
        ({"sheet1": sheet('<row r="1048577"/>' + ONE.replace("<v>", "<f>").replace("</v>", "</f>"))}, "a row 1048577"),
        (
            {"sheet1": sheet(f'<row r="1048576"/><row>{"<c><v>1</v></c>"}</row>')},
            r"S1: it has a row outside of A1:XFD1048576\.",
        ),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", 1, "s")}</row>')}, "S1: the cell A1 has the shared text 1"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", -1, "s")}</row>')}, "S1: the cell A1 has the shared text -1"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", "x", "s")}</row>')}, "S1: the cell A1 has the shared text x"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", 0, "s")}</row>'), "sharedStrings": None}, "holds 0 of them"),
        ({"sheet1": sheet(ONE)[:-40]}, "S1: its XML is broken"),
        ({"sheet1": sheet(f"{ONE}<row></c></row>")}, "S1: its XML is broken"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", "&nothing;", "str")}</row>')}, "S1: its XML is broken"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", "&#0;", "str")}</row>')}, "S1: its XML is broken"),
        ({"sheet1": START.replace("UTF-8", "GBK") + "<worksheet/>"}, "S1: its XML is broken"),
        ({"sheet1": START.replace("UTF-8", "x-none") + "<worksheet/>"}, "S1: its XML is broken"),
        ({"sheet1": ""}, "S1: its XML is broken"),
        ({"sheet1": START + LAUGHS + f"<worksheet><sheetData>{ONE}</sheetData></worksheet>"}, "S1: it declares"),
        ({"sheet1": sheet("<x>" * 100_000)}, "S1: its XML is nested deeper"),
        ({"sheet1": sheet("<row>" * 100_000)}, "S1: its XML is nested deeper"),
        ({"sharedStrings": START + LAUGHS + "<sst><si><t>&b;</t></si></sst>"}, "it declares a document type"),
        ({"sharedStrings": START + "<sst>" + "<si>" * 100_000}, "its XML is nested deeper"),
        ({"sharedStrings": shared("<si><t>x")}, "its XML is broken"),
        ({"styles": START + LAUGHS + "<styleSheet/>"}, "it declares a document type"),
        ({"styles": styled(14)[:-30]}, "its XML is broken"),
        ({"styles": "<a>" * 200}, "its XML is nested deeper"),
        ({"workbook": "<workbook"}, "its XML is broken"),
        ({"workbook": LAUGHS + "<workbook/>"}, "it declares a document type"),
        ({"workbook": None}, "it lacks the part xl/workbook.xml"),
        ({"rels": None}, "it lacks the part _rels/.rels"),
        ({"rels": relationships([])}, "nothing in it is one"),
        ({"rels": relationships([("rId1", "officeDocument", "../../../etc/passwd")])}, "it lacks the part"),
        ({"sheet1": None}, "it lacks the part xl/worksheets/sheet1.xml"),
        ({"workbook": parts("", "")["xl/workbook.xml"].replace("S2", "S1").replace("rId2", "rId1")}, "called 'S1'"),
        ({"workbook": parts("")["xl/workbook.xml"].replace("rId1", "rId7")}, "it lacks the part"),
    ],
)
@pytest.mark.parametrize("fault", [False, True])
def test_a_damaged_part_is_named_in_one_line(
    tmp_path: Path, changed: dict[str, str | None], says: str, fault: bool
) -> None:
    uncalculated = {"sheet1": sheet('<row r="1"><c r="A1"><f>1</f></c><c r="B1" t="s"><v>0</v></c></row>')}
    path = packed(tmp_path / "book.xlsx", with_parts(**({**uncalculated, **changed} if fault else changed)))
    with pytest.raises(UnreadableSource, match=says) as raised:
        spreadsheets.sheets(path)
    assert str(path) in raised.value.wrong
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < len(str(path)) + 200


@pytest.mark.parametrize("count", ["999999999999999999", "99999999999999999999999999", "-1", "x"])
def test_room_is_made_for_the_texts_there_are_and_not_for_those_announced(tmp_path: Path, count: str) -> None:
    strings = shared("<si><t>x</t></si>").replace('uniqueCount="1"', f'uniqueCount="{count}"')
    assert texts(book(tmp_path, f'<row r="1">{cell("A1", 0, "s")}</row>', strings=strings)) == [["x"]]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no workbook, for it is empty"),
        (b"team_id,name\nT1,Ada\n", "a text file named like one"),
        ("团队,姓名\nT1,李娜\n".encode("gb18030"), "a text file named like one"),
        ("团队,姓名\nT1,李娜\n".encode("utf-16"), "a text file named like one"),
        ("\ufeff团队,姓名\nT1,李娜\n".encode(), "a text file named like one"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "a web page named like one"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\r\n<HTML>", "a web page named like one"),
        (b"<meta charset='gbk'><TABLE border=1><tr><td>1</td></tr></TABLE>", "a web page named like one"),
        ("<html><table>".encode("utf-16"), "a web page named like one"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00", "this is no workbook"),
        (b"\xff\xfe\x00", "this is no workbook"),
        (b"PK\x03\x04rest", "damaged or cut short"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), r"the old \.xls format"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "the workbook is encrypted"),
    ],
)
def test_a_file_that_is_no_workbook_says_what_it_is(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "book.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match=f"{tmp_path}/book.xlsx: .*{says}") as raised:
        spreadsheets.sheets(tmp_path / "book.xlsx")
    assert raised.value.mend


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, r"\.ods"),
        ({"_rels/.rels": relationships([]), "xl/workbook.bin": b"\x83\x01"}, r"\.xlsb"),
        ({"_rels/.rels": relationships([("r", "officeDocument", "word/document.xml")])}, "cannot be read"),
        ({"hello.txt": "hello"}, "cannot be read"),
        ({"XL/styles.xml": "a", "xl/Styles.xml": "b"}, "two parts of the workbook have one name"),
    ],
)
def test_a_package_of_another_kind_says_so(tmp_path: Path, made: dict[str, str | bytes], says: str) -> None:
    with pytest.raises(UnreadableSource, match=says):
        spreadsheets.sheets(packed(tmp_path / "book.xlsx", made))


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    plain = io.BytesIO(typed(tmp_path / "plain.xlsx", deals=[[1]]).read_bytes())
    with (tmp_path / "locked.xlsx").open("wb") as locked:
        OOXMLFile(plain).encrypt("secret", locked)
    with pytest.raises(UnreadableSource, match="the workbook is encrypted"):
        spreadsheets.sheets(tmp_path / "locked.xlsx")


def listed(raw: bytes, name: str) -> int:
    """Where the list at the end of a zip file speaks of a member."""
    return raw.rindex(b"PK\x01\x02", 0, raw.rindex(name.encode()))


def test_a_workbook_cut_or_changed_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    whole = book(
        tmp_path, ONE + f'<row r="2"><c r="A2"><f>1</f></c>{cell("B2", 0, "s")}</row>', strings=shared("<si/>")
    )
    raw = whole.read_bytes()
    rng = np.random.default_rng(7)
    spoilt = [raw[:end] for end in rng.integers(1, len(raw), 40)]
    for place, byte in zip(rng.integers(0, len(raw), 160), rng.bytes(160), strict=True):
        spoilt += [raw[:place] + bytes([byte]) + raw[place + 1 :]]
    refusals = [refusal(tmp_path / "spoilt.xlsx", bad) for bad in spoilt]
    assert not any("\n" in text for text in refusals)
    assert sum(map(bool, refusals)) > 100


def refusal(path: Path, raw: bytes) -> str:
    """What is said of a file that holds this; nothing where it is read."""
    path.write_bytes(raw)
    try:
        spreadsheets.sheets(path)
    except UnreadableSource as error:
        return str(error)
    return ""


@pytest.mark.parametrize("stated", [0, 50, 1 << 30])
def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path, stated: int) -> None:
    raw = bytearray(book(tmp_path, ONE).read_bytes())
    place = listed(bytes(raw), "xl/worksheets/sheet1.xml")
    struct.pack_into("<I", raw, place + 24, stated)
    (tmp_path / "lies.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match=r"damaged|would unpack"):
        spreadsheets.sheets(tmp_path / "lies.xlsx")


def test_a_part_that_is_longer_than_its_checksum_says_is_refused(tmp_path: Path) -> None:
    text = sheet(ONE).encode()
    raw = bytearray(
        packed(tmp_path / "book.xlsx", {**parts(""), "xl/worksheets/sheet1.xml": text + b" " * 90_000}).read_bytes()
    )
    place = listed(bytes(raw), "xl/worksheets/sheet1.xml")
    struct.pack_into("<I", raw, place + 16, zlib.crc32(text))
    struct.pack_into("<I", raw, place + 24, len(text))
    (tmp_path / "lies.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match="the workbook is damaged"):
        spreadsheets.sheets(tmp_path / "lies.xlsx")


@pytest.mark.parametrize(("method", "says"), [(99, "damaged"), (9, "damaged")])
def test_an_unknown_way_of_packing_is_refused(tmp_path: Path, method: int, says: str) -> None:
    raw = bytearray(book(tmp_path, ONE).read_bytes())
    for sign, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        place = raw.index(sign)
        while place >= 0:
            struct.pack_into("<H", raw, place + offset, method)
            place = raw.find(sign, place + 1)
    (tmp_path / "odd.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match=says):
        spreadsheets.sheets(tmp_path / "odd.xlsx")


def test_a_package_with_a_password_is_refused(tmp_path: Path) -> None:
    raw = bytearray(book(tmp_path, ONE).read_bytes())
    struct.pack_into("<H", raw, listed(bytes(raw), "xl/worksheets/sheet1.xml") + 8, 1)
    (tmp_path / "locked.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match="the workbook is encrypted"):
        spreadsheets.sheets(tmp_path / "locked.xlsx")


class PanicException(BaseException):
    """As calamine raises where it finds itself in an impossible state."""


@pytest.mark.parametrize("failure", [PanicException("index out of bounds"), ValueError("no"), MemoryError()])
def test_where_calamine_fails_the_careful_reader_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(*given: object) -> None:
        raise failure

    monkeypatch.setattr("python_calamine.load_workbook", fail)
    assert texts(book(tmp_path, ONE)) == [["1"]]


def test_whoever_interrupts_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("python_calamine.load_workbook", interrupted)
    with pytest.raises(KeyboardInterrupt):
        spreadsheets.sheets(book(tmp_path, ONE))
