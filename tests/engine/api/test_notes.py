"""Notes on cells through xlwings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.comments import Comment

from salessheet import engine


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


def note_on(cell: xw.Range) -> xw.main.Note:
    found = cell.note
    assert found is not None
    return found


def test_a_note_is_added_read_changed_and_deleted(sheet: xw.Sheet) -> None:
    note = sheet["B2"].add_note("first")
    assert note_on(sheet["B2"]).text == "first"
    note.text = "second"
    assert note_on(sheet["B2"]).text == "second"
    assert note.location.address == "$B$2"
    note.delete()
    assert sheet["B2"].note is None
    with pytest.raises(xw.XlwingsError):
        _ = note.text


def test_a_cell_has_one_note(sheet: xw.Sheet) -> None:
    sheet["A1"].add_note("one")
    with pytest.raises(ValueError):
        sheet["A1"].add_note("two")


def test_the_notes_of_a_sheet_come_in_reading_order(book: xw.Book, sheet: xw.Sheet) -> None:
    for address in ("B2", "A2", "C1"):
        sheet[address].add_note(address)
    other = book.sheets.add(after=sheet)
    other["A1"].add_note("other")
    assert [note.text for note in sheet.notes] == ["C1", "A2", "B2"]
    assert sheet.notes["A2"].text == "A2"
    assert [note.text for note in book.notes] == ["C1", "A2", "B2", "other"]


def test_a_note_moves_with_its_cell(sheet: xw.Sheet) -> None:
    sheet["A2"].add_note("mine")
    sheet["1:1"].insert("down")
    assert [note.location.address for note in sheet.notes] == ["$A$3"]


def test_notes_survive_a_file_with_their_author(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"].comment = Comment("theirs", "Ada")
    made.save(tmp_path / "a.xlsx")
    with engine.open_book(tmp_path / "a.xlsx") as book:
        note = note_on(book.sheets[0]["A1"])
        assert (note.text, note.author) == ("theirs", "Ada")
        note.text = "changed"
        book.sheets[0]["C3"].add_note("ours")
        book.save()
    saved = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (saved["A1"].comment.text, saved["A1"].comment.author) == ("changed", "Ada")
    assert saved["C3"].comment.text == "ours"


def test_what_stands_in_for_a_threaded_comment_is_no_note(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"].comment = Comment("[Threaded comment] ...", "tc={1F1C3B0C-0000-0000-0000-000000000000}")
    made.save(tmp_path / "a.xlsx")
    with engine.open_book(tmp_path / "a.xlsx") as book:
        assert book.sheets[0]["A1"].note is None
        assert len(book.sheets[0].notes) == 0
        with pytest.raises(xw.XlwingsError):
            book.sheets[0]["A1"].add_note("on top")


def test_threaded_comments_are_refused_by_name(sheet: xw.Sheet) -> None:
    assert sheet["A1"].comment is None
    with pytest.raises(engine.Unsupported, match=r"Range\.add_comment"):
        sheet["A1"].add_comment("hello")
