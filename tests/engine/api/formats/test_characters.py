"""The characters of a cell: read in parts, and looking different from each other."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

from salessheet import engine
from salessheet.engine.values.rich_text import Piece, RichText
from salessheet.xlsx.package import opened
from tests.engine.sound_package import faults_of

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def rich(tmp_path: Path) -> Iterator[xw.Sheet]:
    """A1 holds "plain bold small" with the fonts that it says; A2 a text, A3 a number; the cell of A1 is italic."""
    path = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        bold = made.add_format({"bold": True, "font_color": "red", "underline": 1})
        small = made.add_format({"font_size": 7, "font_name": "Arial"})
        sheet.write_rich_string("A1", "plain ", bold, "bold", " ", small, "small", made.add_format({"italic": True}))
        sheet.write("A2", "text")
        sheet.write("A3", 12.5)
    with engine.open_book(path) as book:
        yield book.sheets[0]


def again(sheet: xw.Sheet, folder: Path) -> xw.Sheet:
    """The sheet as it was saved; the file is sound."""
    path = folder / "again.xlsx"
    sheet.book.save(path)
    assert list(faults_of(opened(path))) == []
    return engine.register().apps.add(add_book=False).books.open(path).sheets[0]


def pieces_in(path: Path, address: str) -> list[tuple[str, bool, float | None]]:
    """As openpyxl reads them: text, whether bold, size."""
    value: Any = openpyxl.load_workbook(path, rich_text=True).active[address].value  # type: ignore[index]  # there is one
    return [
        (piece, False, None) if isinstance(piece, str) else (piece.text, bool(piece.font.b), piece.font.sz)
        for piece in value
    ]


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (slice(None, 3), "Pyt"),
        (slice(2, None), "thon"),
        (slice(1, 3), "yt"),
        (0, "P"),
        (-1, "n"),
        (slice(2, 99), "thon"),
    ],
)
def test_characters_of_a_cell_are_read_in_parts(book: xw.Book, part: int | slice, text: str) -> None:
    book.sheets[0]["A1"].value = "Python"
    assert book.sheets[0]["A1"].characters[part].text == text


def test_characters_of_parts_go_on_from_the_part(book: xw.Book) -> None:
    book.sheets[0]["A1"].value = "Python"
    assert book.sheets[0]["A1"].characters[2:5][1:].text == "ho"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("bold", False, True), ("italic", False, True), ("size", 11, 33), ("name", "Calibri", "Arial"),
     ("color", (0, 0, 0), RED)],
)  # fmt: skip  # one case a property
def test_some_characters_get_a_font_of_their_own(
    book: xw.Book, tmp_path: Path, name: str, old: object, new: object
) -> None:
    cell = book.sheets[0]["A1"]
    cell.value = "Python"
    assert getattr(cell.characters[1:3].font, name) == old
    setattr(cell.characters[1:3].font, name, new)
    for now in (cell, again(book.sheets[0], tmp_path)["A1"]):
        assert now.value == "Python"
        fonts = [now.characters[part].font for part in (0, 1, slice(2, 3), slice(3, 6), slice(0, 2))]
        assert [getattr(font, name) for font in fonts] == [old, new, new, old, None]
        assert getattr(now.font, name) is None


def test_characters_get_one_font_after_the_other(book: xw.Book, tmp_path: Path) -> None:
    cell = book.sheets[0]["A1"]
    cell.value = " two\nlines & <more>"
    cell.font.size = 9
    cell.characters[1:4].font.bold = True
    cell.characters[3:6].font.size = 20
    cell.characters[1:4].font.bold = False
    cell.characters[0].font.bold = True
    sheet = again(book.sheets[0], tmp_path)
    assert sheet["A1"].value == " two\nlines & <more>"
    assert pieces_in(tmp_path / "again.xlsx", "A1") == [
        (" ", True, 9),
        ("tw", False, 9),
        ("o\nl", False, 20),
        ("ines & <more>", False, None),
    ]


def test_all_characters_have_the_font_of_the_cell(book: xw.Book) -> None:
    cell = book.sheets[0]["A1"]
    cell.value = "Python"
    cell.characters.font.bold = True
    assert cell.font.bold is True
    assert cell.characters[2].font.bold is True


def test_fonts_that_a_file_has_are_read(rich: xw.Sheet) -> None:
    text = rich["A1"].characters
    assert type(rich["A1"].value) is str
    assert (text[0].font.italic, text[0].font.bold) == (True, False)
    assert (text[6:10].font.bold, text[6:10].font.color) == (True, RED)
    assert (text[11:].font.size, text[11:].font.name) == (7, "Arial")
    assert (rich["A1"].font.bold, rich["A1:A2"].font.size) == (None, None)


def test_what_is_not_formatted_keeps_its_font(rich: xw.Sheet, tmp_path: Path) -> None:
    rich["A1"].characters[8:].font.color = BLUE
    text = again(rich, tmp_path)["A1"].characters
    assert [text[i].font.color for i in (0, 6, 8, 12)] == [(0, 0, 0), RED, BLUE, BLUE]
    assert [text[i].font.bold for i in (6, 8)] == [True, True]
    assert text[12].font.size == 7
    loaded: Any = openpyxl.load_workbook(tmp_path / "again.xlsx", rich_text=True).active
    lines = {str(piece): piece.font.u for piece in loaded["A1"].value if not isinstance(piece, str)}
    assert (lines["bo"], lines["ld"]) == ("single", "single")


def test_a_font_for_the_cell_is_one_for_all_its_characters(rich: xw.Sheet, tmp_path: Path) -> None:
    rich["A1:A3"].font.color = BLUE
    rich["A:A"].font.size = 15
    rich["A1"].font.bold = False
    text = again(rich, tmp_path)["A1"]
    assert (text.font.color, text.font.size, text.font.bold) == (BLUE, 15, False)
    assert text.characters[11:].font.name == "Arial"


def _copied(sheet: xw.Sheet) -> xw.Range:
    sheet["A1"].copy(sheet["C5"])
    return sheet["C5"]


def _cut(sheet: xw.Sheet) -> xw.Range:
    sheet["A1"].move(sheet["C5"])
    return sheet["C5"]


def _sorted(sheet: xw.Sheet) -> xw.Range:
    sheet["A1:A2"].sort(1, ascending=False)
    return sheet["A2"]


def _below(sheet: xw.Sheet) -> xw.Range:
    sheet["1:1"].insert("down")
    return sheet["A2"]


def _on_a_copy(sheet: xw.Sheet) -> xw.Range:
    return sheet.copy(name="Copy")["A1"]


@pytest.mark.parametrize("move", [_copied, _cut, _sorted, _below, _on_a_copy])
def test_fonts_go_along_with_the_cell(rich: xw.Sheet, tmp_path: Path, move: Callable[[xw.Sheet], xw.Range]) -> None:
    there = move(rich)
    kept = again(rich, tmp_path).book.sheets[there.sheet.name][there.address]
    for cell in (there, kept):
        assert cell.value == "plain bold small"
        assert [cell.characters[i].font.bold for i in (0, 7)] == [False, True]


def test_values_are_pasted_without_their_fonts(rich: xw.Sheet) -> None:
    rich["A1"].copy()
    rich["C1"].paste("values")
    assert rich["C1"].characters[7].font.bold is False


def test_another_text_looks_like_the_cell(rich: xw.Sheet) -> None:
    rich["A1"].value = "Another text"
    assert rich["A1"].characters[7].font.bold is False


@pytest.mark.parametrize("address", ["A3", "B1"])
def test_digits_and_results_of_formulas_all_look_alike(rich: xw.Sheet, address: str) -> None:
    rich["B1"].formula = "=A2&A3"
    with pytest.raises(engine.Unsupported, match=r"Characters\.font"):
        _ = rich[address].characters[1].font
    rich[address].characters.font.bold = True
    assert rich[address].font.bold is True


def test_a_text_with_fonts_can_be_copied() -> None:
    text = RichText([Piece("a", {"b": ()}), Piece("b", None), Piece("c", None)])
    for same in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert (same, same.pieces) == ("abc", (Piece("a", {"b": ()}), Piece("bc", None)))
