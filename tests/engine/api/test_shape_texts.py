"""The text of a shape in parts, and its fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw
from lxml import etree

from salessheet import engine
from salessheet.xlsx.package import opened
from tests.engine.sound_package import faults_of

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LOOKS_LIKE_A_LINK = {"bold": True, "italic": True, "color": "blue", "size": 14, "name": "Arial", "underline": True}
RED = (255, 0, 0)


@pytest.fixture
def boxes(tmp_path: Path) -> Iterator[xw.Sheet]:
    """A box with two lines in the usual font, one with a font of its own, one without a text, and a chart."""
    path = tmp_path / "boxes.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.insert_textbox("B2", "Some\ntext")
        sheet.insert_textbox("B20", "Link", {"font": _LOOKS_LIKE_A_LINK})
        sheet.insert_textbox("B40", "")
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=Sheet1!$A$1:$A$2"})
        sheet.insert_chart("H2", chart)
    with engine.open_book(path) as book:
        yield book.sheets[0]


def shown(sheet: xw.Sheet) -> list[xw.Shape]:
    """The boxes, from the back to the front."""
    return [shape for shape in sheet.shapes if shape.type == "text_box"]


def again(sheet: xw.Sheet, folder: Path) -> xw.Sheet:
    """The sheet as it was saved; the file is sound."""
    sheet.book.save(folder / "again.xlsx")
    assert list(faults_of(opened(folder / "again.xlsx"))) == []
    return engine.register().apps.add(add_book=False).books.open(folder / "again.xlsx").sheets[0]


def test_fonts_of_a_shape_are_read(boxes: xw.Sheet) -> None:
    usual, link, empty = (box.font for box in shown(boxes))
    assert (usual.bold, usual.italic, usual.size, usual.name, usual.color) == (False, False, 11, "Calibri", (0, 0, 0))
    assert (link.bold, link.italic, link.size, link.name, link.color) == (True, True, 14, "Arial", (0, 0, 255))
    assert (empty.bold, empty.size) == (False, 11)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("bold", False, True),
        ("italic", False, True),
        ("size", 11, 12.5),
        ("name", "Calibri", "Georgia"),
        ("color", (0, 0, 0), RED),
    ],
)
def test_characters_of_a_shape_get_a_font_of_their_own(
    boxes: xw.Sheet, tmp_path: Path, name: str, old: object, new: object
) -> None:
    setattr(shown(boxes)[0].characters[2:7].font, name, new)
    for sheet in (boxes, again(boxes, tmp_path)):
        text = shown(sheet)[0].characters
        assert text.text == "Some\ntext"
        assert [getattr(text[i].font, name) for i in (0, 2, 6, 8)] == [old, new, new, old]
        assert [getattr(font, name) for font in (shown(sheet)[0].font, text[5:9].font)] == [None, None]


def test_a_font_for_a_shape_is_one_for_all_its_characters(boxes: xw.Sheet, tmp_path: Path) -> None:
    for shape in shown(boxes):
        shape.characters[1].font.size = 30
        shape.font.size, shape.font.bold, shape.font.color = 20, True, "#ff0000"
    for shape in shown(again(boxes, tmp_path)):
        assert (shape.font.size, shape.font.bold, shape.font.color) == (20, True, RED)
    assert shown(boxes)[1].font.name == "Arial"


def test_a_font_keeps_what_was_not_set_in_the_order_of_a_drawing(boxes: xw.Sheet, tmp_path: Path) -> None:
    link = shown(boxes)[1].characters[:2].font
    link.name, link.color, link.bold = "Georgia", RED, False
    again(boxes, tmp_path)
    tree = etree.fromstring(opened(tmp_path / "again.xlsx").parts["xl/drawings/drawing1.xml"])
    run = next(run for run in tree.iter(f"{_A}r") if run.findtext(f"{_A}t") == "Li")
    font = run.find(f"{_A}rPr")
    assert font is not None
    assert (font.get("u"), font.get("b"), font.get("i"), font.get("sz")) == ("sng", "0", "1", "1400")
    assert [str(child.tag).removeprefix(_A) for child in font][:3] == ["solidFill", "latin", "cs"]
    assert run.getnext() is not None


@pytest.mark.parametrize(
    ("said", "color"),
    [
        ("<a:schemeClr val='lt1'/>", (255, 255, 255)),
        ("<a:schemeClr val='tx1'/>", (0, 0, 0)),
        ("<a:schemeClr val='bg1'><a:lumMod val='50000'/></a:schemeClr>", (128, 128, 128)),
        ("<a:schemeClr val='tx1'><a:lumMod val='50000'/><a:lumOff val='50000'/></a:schemeClr>", (128, 128, 128)),
        ("<a:sysClr val='window' lastClr='FFFF00'/>", (255, 255, 0)),
        ("<a:prstClr val='red'/>", (0, 0, 0)),
    ],
)
def test_a_shape_of_excel_says_the_colour_of_its_text_beside_it(
    boxes: xw.Sheet, tmp_path: Path, said: str, color: tuple[int, int, int]
) -> None:
    again(boxes, tmp_path)
    package = opened(tmp_path / "again.xlsx")
    drawn = _without_fonts(package.parts["xl/drawings/drawing1.xml"]).decode()
    drawn = re.sub("<a:fontRef.*?</a:fontRef>", f"<a:fontRef idx='minor'>{said}</a:fontRef>", drawn)
    package.with_parts({"xl/drawings/drawing1.xml": drawn.encode()}).write(tmp_path / "styled.xlsx")
    with engine.open_book(tmp_path / "styled.xlsx") as book:
        assert shown(book.sheets[0])[0].font.color == color


def _without_fonts(drawing: bytes) -> bytes:
    tree = etree.fromstring(drawing)
    for font in tree.iter(f"{_A}rPr"):
        for child in list(font):
            font.remove(child)
    return etree.tostring(tree)


def test_what_has_no_text_has_no_font(boxes: xw.Sheet) -> None:
    chart = boxes.shapes[boxes.charts[0].name]
    assert chart.characters.text == ""
    for text in (chart, chart.characters):
        with pytest.raises(engine.Unsupported, match=r"Shape\.font"):
            _ = text.font
    with pytest.raises(ValueError, match="points high"):
        shown(boxes)[0].font.size = 0


def test_a_new_text_looks_as_the_first_character_did(boxes: xw.Sheet, tmp_path: Path) -> None:
    box = shown(boxes)[0]
    box.characters[0].font.size = 20
    box.characters[2:4].font.bold = True
    box.text = "Another\ntext"
    assert (box.font.size, box.font.bold) == (20, False)
    box.characters[8:].font.bold = True
    kept = shown(again(boxes, tmp_path))[0]
    assert kept.text == "Another\ntext"
    assert [kept.characters[i].font.bold for i in (0, 8)] == [False, True]
    assert kept.font.size == 20
