"""What forms hand over, as a macro takes it."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from pathlib import Path

import pytest

from salessheet.errors import InvalidOption, UnreadableSource
from salessheet.macros import entries
from salessheet.routines.entries import UNREAD
from tests.hosts.forms import ENTERED, GIVEN, TRY_ON, as_file, words

FORM = {**ENTERED, "file": as_file(ENTERED["file"]), "every": True}


def test_a_form_becomes_what_the_macro_takes() -> None:
    assert entries(TRY_ON, FORM, words()) == GIVEN


@pytest.mark.parametrize(
    "day",
    [dt.date(2026, 6, 3), dt.datetime(2026, 6, 3), "2026-06-03", " 2026/6/3 ", "2026年6月3日", "20260603"],
)
def test_a_day_is_a_date_however_it_arrives(day: object) -> None:
    assert entries(TRY_ON, {**FORM, "day": day}, words())["day"] == dt.date(2026, 6, 3)


@pytest.mark.parametrize("number", [0, 0.0, "0", "0.0"])
def test_a_zero_is_an_answer(number: object) -> None:
    assert entries(TRY_ON, {**FORM, "number": number}, words())["number"] == 0.0


@pytest.mark.parametrize(
    ("field", "entered"),
    [
        ("day", "soon"), ("day", "2026-02-30"), ("day", "1492-10-12"), ("month", "June"), ("number", "many"),
        ("number", "nan"), ("number", "inf"), ("how", "gently"), ("every", "perhaps"), ("month", "2026-13"),
        ("month", "9999-12"), ("month", "=1+1"), ("month", "13"), ("month", "0"), ("month", "1.5"),
    ],
)  # fmt: skip  # a table
@pytest.mark.parametrize(("lang", "said"), [("en", "is not"), ("zh-CN", "不能填")])
def test_what_is_no_answer_is_refused_by_the_name_of_its_field(field: str, entered: str, lang: str, said: str) -> None:
    with pytest.raises(InvalidOption, match=said) as refused:
        entries(TRY_ON, {**FORM, field: entered}, words(lang))
    assert entered in str(refused.value)


@pytest.mark.parametrize("field", ["day", "month", "number", "how", "file"])
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_what_has_to_be_filled_in_is_asked_for(field: str, nothing: str | None) -> None:
    given = None if field == "file" else nothing  # of a file "" is an empty one
    with pytest.raises(InvalidOption, match="is missing"):
        entries(TRY_ON, {**FORM, field: given}, words())


@pytest.mark.parametrize(
    ("field", "entered", "taken"),
    [
        ("how", "hard", "hard"), ("how", " HARD ", "hard"), ("how", "softly", "soft"), ("every", "no", False),
        ("every", "是", True), ("every", None, False), ("month", "２０２６-０６", "2026-06"),
        ("month", "2026年6月", "2026-06"),
        ("month", "8", "08"), ("month", "１２月", "12"), ("month", "46180", "2026-06"), ("number", "１2.5", 12.5),
        ("file", "", ""),
    ],
)  # fmt: skip  # a table
def test_it_may_be_written_as_people_write(field: str, entered: object, taken: object) -> None:
    assert entries(TRY_ON, {**FORM, field: entered}, words())[field] == taken


def test_what_is_long_is_quoted_in_short() -> None:
    with pytest.raises(InvalidOption) as refused:
        entries(TRY_ON, {**FORM, "month": "x" * 5000}, words())
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04...", "工作簿或其他 ZIP"), (b"\xd0\xcf\x11\xe0" + bytes(600), "旧格式 .xls"), (b"%PDF-1.4", "PDF"),
        (b"\x1f\x8b\x08", "gzip"), (b"PAR1", "Parquet"), (bytes(100), "编码无法确定"),
        ("单,1\n".encode("gb18030"), "编码无法确定"),
    ],
)  # fmt: skip  # a table
def test_what_is_no_text_is_said_to_be_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableSource, match=said):
        entries(TRY_ON, {**FORM, "file": b64encode(content).decode()}, words("zh-CN"))


@pytest.mark.parametrize("away", [Path("none.csv"), Path("folder"), Path("~nobody-of-that-name/a.csv")])
def test_a_file_that_is_not_there_is_refused_alike_whoever_looked_for_it(away: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file = away if str(away).startswith("~") else tmp_path / away
    said = set()
    for given in (file, {UNREAD: str(file)}):
        with pytest.raises(UnreadableSource) as refused:
            entries(TRY_ON, {**FORM, "file": given}, words("zh-CN"))
        said.add(str(refused.value))

    assert [one.startswith(f"{file}: 无法读取该文件。 请确认文件存在且不是文件夹") for one in said] == [True]


def test_a_file_is_found_whatever_its_folder_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "我的 表").mkdir()
    (tmp_path / "我的 表" / "a b.csv").write_text(ENTERED["file"])

    assert entries(TRY_ON, {**FORM, "file": Path("~/我的 表/a b.csv")}, words())["file"] == ENTERED["file"]
