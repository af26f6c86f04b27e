"""Charts, pictures and shapes of a file through xlwings: what they are called, where they stand, what they say."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

from salessheet import engine
from salessheet.engine.model.images import image as image_of
from salessheet.xlsx.package import opened
from tests.engine.exotic import exotic_workbook
from tests.engine.exotic_drawings import with_drawing
from tests.engine.exotic_package import plain
from tests.engine.exotic_package import sheet as sheet_part
from tests.engine.sound_package import faults_of


def png(width: int, height: int) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A chart at D6, a picture at H2, a text box at K3, each named by XlsxWriter in the order of its kind."""
    path = tmp_path / "drawn.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write_column("A1", ["x", 1, 2, 3])
    chart = made.add_chart({"type": "column"})
    chart.add_series({"values": "=Sheet1!$A$2:$A$4", "name": "=Sheet1!$A$1"})
    chart.set_title({"name": "Hello"})
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart("D6", chart, {"object_position": 1})
    sheet.insert_image("H2", "p.png", {"image_data": BytesIO(png(96, 48))})
    sheet.insert_textbox("K3", "Some\ntext", {"width": 192, "height": 120})
    sheet.set_column("B:B", 20)
    sheet.set_row(1, 30)
    made.close()
    return path


@pytest.fixture
def drawn(file: Path) -> Iterator[xw.Sheet]:
    with engine.open_book(file) as book:
        yield book.sheets[0]


def test_each_kind_has_its_collection_and_shapes_has_all(drawn: xw.Sheet) -> None:
    assert [len(some) for some in (drawn.charts, drawn.pictures, drawn.shapes)] == [1, 1, 3]
    assert sorted(shape.type for shape in drawn.shapes) == ["chart", "picture", "text_box"]


def test_objects_are_found_by_name_in_any_capitals(drawn: xw.Sheet) -> None:
    name = drawn.pictures[0].name
    assert drawn.pictures[name.upper()].name == name
    assert name in drawn.pictures
    assert name in drawn.shapes
    assert name not in drawn.charts
    with pytest.raises(KeyError):
        _ = drawn.charts[name]


def test_places_and_sizes_are_in_points(drawn: xw.Sheet) -> None:
    picture = drawn.pictures[0]
    assert (picture.left, picture.top) == (drawn["H2"].left, drawn["H2"].top)
    assert (picture.width, picture.height) == pytest.approx((72, 36), abs=0.8)
    box = next(shape for shape in drawn.shapes if shape.type == "text_box")
    assert (box.left, box.top) == (drawn["K3"].left, drawn["K3"].top)
    assert (box.width, box.height) == pytest.approx((144, 90), abs=0.8)


def test_objects_move_with_the_rows_above_them(drawn: xw.Sheet) -> None:
    chart = drawn.charts[0]
    before = chart.top
    drawn["1:2"].insert("down")
    assert chart.top == before + drawn["1:2"].height


def test_a_shape_has_its_text(drawn: xw.Sheet) -> None:
    assert [shape.text for shape in drawn.shapes if shape.type == "text_box"] == ["Some\ntext"]


def test_a_chart_says_what_it_shows(drawn: xw.Sheet) -> None:
    chart = drawn.charts[0]
    assert (chart.chart_type, chart.title, chart.legend.position, chart.legend.visible) == (
        "column_clustered",
        "Hello",
        "bottom",
        True,
    )
    assert [series.name for series in chart.series] == ["x"]


CHART_TYPES = [
    ("column", "stacked", "column_stacked"),
    ("bar", None, "bar_clustered"),
    ("bar", "percent_stacked", "bar_stacked_100"),
    ("line", None, "line"),
    ("line", "stacked", "line_stacked"),
    ("area", None, "area"),
    ("area", "stacked", "area_stacked"),
    ("pie", None, "pie"),
    ("doughnut", None, "doughnut"),
    ("scatter", None, "xy_scatter"),
    ("scatter", "straight", "xy_scatter_lines_no_markers"),
    ("scatter", "straight_with_markers", "xy_scatter_lines"),
    ("scatter", "smooth", "xy_scatter_smooth_no_markers"),
    ("scatter", "smooth_with_markers", "xy_scatter_smooth"),
    ("radar", None, "radar"),
    ("radar", "with_markers", "radar_markers"),
    ("radar", "filled", "radar_filled"),
    ("stock", None, "stock_hlc"),
]


@pytest.mark.parametrize(("kind", "subtype", "expected"), CHART_TYPES)
def test_a_chart_is_of_the_type_that_xlwings_calls_it(
    tmp_path: Path, kind: str, subtype: str | None, expected: str
) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = made.add_worksheet()
    chart = made.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})
    for _ in range(3):
        chart.add_series({"values": "=Sheet1!$A$2:$A$4", "categories": "=Sheet1!$B$2:$B$4"})
    sheet.insert_chart("A1", chart)
    made.close()
    with engine.open_book(tmp_path / "a.xlsx") as book:
        assert book.sheets[0].charts[0].chart_type == expected


def test_two_types_in_one_chart_are_a_combination(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = made.add_worksheet()
    chart, other = made.add_chart({"type": "column"}), made.add_chart({"type": "line"})
    chart.add_series({"values": "=Sheet1!$A$2:$A$4"})
    other.add_series({"values": "=Sheet1!$A$2:$A$4"})
    chart.combine(other)
    sheet.insert_chart("A1", chart)
    made.close()
    with engine.open_book(tmp_path / "a.xlsx") as book:
        assert book.sheets[0].charts[0].chart_type == "combination"
        assert len(book.sheets[0].charts[0].series) == 2


def test_without_a_title_or_a_legend_a_chart_says_none(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = made.add_worksheet()
    chart = made.add_chart({"type": "pie"})
    chart.add_series({"values": "=Sheet1!$A$2:$A$4"})
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    sheet.insert_chart("A1", chart)
    made.close()
    with engine.open_book(tmp_path / "a.xlsx") as book:
        found = book.sheets[0].charts[0]
        assert (found.title, found.legend.position, found.legend.visible) == (None, None, False)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("shape_with_text", ["text_box"]), ("slicer_of_a_table", ["slicer"])],
)
def test_other_objects_are_told_apart(tmp_path: Path, name: str, kinds: list[str]) -> None:
    with engine.open_book(exotic_workbook(tmp_path, name)) as book:
        assert [shape.type for shape in book.sheets[0].shapes] == kinds


def test_a_control_is_told_from_a_shape(tmp_path: Path) -> None:
    parts = with_drawing(
        plain().replace(sheet=sheet_part('<drawing r:id="rDrawing"/>')),
        '<xdr:sp macro=""><xdr:nvSpPr><xdr:cNvPr id="1025" name="Check Box 1" hidden="1"/><xdr:cNvSpPr/></xdr:nvSpPr>'
        "<xdr:spPr/></xdr:sp>",
    )
    drawing = "xl/drawings/drawing1.xml"
    markup = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    a14 = 'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
    parts.contents[drawing] = (
        parts.contents[drawing]
        .replace(b"<xdr:two", f'<mc:AlternateContent {markup}><mc:Choice {a14} Requires="a14"><xdr:two'.encode())
        .replace(b"</xdr:wsDr>", b"</mc:Choice><mc:Fallback/></mc:AlternateContent></xdr:wsDr>")
    )
    with engine.open_book(parts.write(tmp_path / "a.xlsx")) as book:
        control = book.sheets[0].shapes[0]
        assert (control.name, control.type) == ("Check Box 1", "form_control")
        with pytest.raises(engine.Unsupported, match=r"Shape\.delete"):
            control.delete()


def test_a_new_sheet_has_nothing_drawn(book: xw.Book) -> None:
    sheet = book.sheets[0]
    assert [len(some) for some in (sheet.charts, sheet.pictures, sheet.shapes)] == [0, 0, 0]


def test_what_cannot_be_changed_says_so_by_name(drawn: xw.Sheet) -> None:
    with pytest.raises(engine.Unsupported, match=r"Charts\.add\('surface'\) .*: there are area"):
        drawn.charts.add(chart_type="surface")
    with pytest.raises(engine.Unsupported, match=r"Chart\.chart_type\('3d_pie'\)"):
        drawn.charts[0].chart_type = "3d_pie"
    with pytest.raises(engine.Unsupported, match=r"Charts\.add\(style\)"):
        drawn.charts.add(style=230)
    with pytest.raises(engine.Unsupported, match=r"Chart\.style"):
        drawn.charts[0].style = 3
    with pytest.raises(engine.Unsupported, match=r"Shape\.text.*picture"):
        next(shape for shape in drawn.shapes if shape.type == "picture").text = "no"


# Changed


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """96 by 48 pixels, which are 72 by 36 points."""
    path = tmp_path / "red.png"
    path.write_bytes(png(96, 48))
    return path


def again(book: xw.Book, path: Path) -> xw.Sheet:
    """The first sheet of the book as it was saved, by the engine that reads it anew; openpyxl can read it, too."""
    book.save(path)
    assert list(faults_of(opened(path))) == []
    openpyxl.load_workbook(path)
    return engine.register().apps.add(add_book=False).books.open(path).sheets[0]


def test_a_picture_is_put_on_a_new_sheet(book: xw.Book, image: Path, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    picture = sheet.pictures.add(image, left=100, top=40)
    assert (picture.name, picture.left, picture.top, picture.width, picture.height) == ("Picture 1", 100, 40, 72, 36)
    kept = again(book, tmp_path / "a.xlsx").pictures[0]
    assert (kept.name, kept.left, kept.top, kept.width, kept.height) == ("Picture 1", 100, 40, 72, 36)
    assert sheet.pictures["Picture 1"].left == 100
    with ZipFile(tmp_path / "a.xlsx") as saved:
        assert saved.read("xl/media/image1.png") == image.read_bytes()


def test_pictures_are_put_beside_what_a_file_has(drawn: xw.Sheet, image: Path, tmp_path: Path) -> None:
    before = [shape.name for shape in drawn.shapes]
    drawn.pictures.add(image, name="Mine", anchor=drawn["B2"])
    drawn.pictures.add(image, name="Other", left=1, top=1, width=10, height=20)
    sheet = again(drawn.book, tmp_path / "a.xlsx")
    assert [shape.name for shape in sheet.shapes] == [*before, "Mine", "Other"]
    mine, other = sheet.pictures["Mine"], sheet.pictures["Other"]
    assert (mine.left, mine.top) == (sheet["B2"].left, sheet["B2"].top)
    assert (other.width, other.height) == (10, 20)
    assert sheet.charts[0].title == "Hello"


@pytest.mark.parametrize(
    ("size", "expected"),
    [({"height": 72}, (144, 72)), ({"width": 36}, (36, 18)), ({"scale": 0.5}, (36, 18)), ({}, (72, 36))],
)
def test_a_picture_keeps_its_proportions(
    book: xw.Book, image: Path, size: dict[str, float], expected: tuple[float, float]
) -> None:
    picture = book.sheets[0].pictures.add(image, **size)  # type: ignore[arg-type]  # all of these are numbers
    assert (picture.width, picture.height) == expected


def test_a_picture_is_replaced_in_its_place(book: xw.Book, image: Path, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet.pictures.add(image, name="Plot", left=30, top=20)
    (tmp_path / "wide.png").write_bytes(png(300, 10))
    sheet.pictures.add(tmp_path / "wide.png", name="Plot", update=True)
    kept = again(book, tmp_path / "a.xlsx").pictures
    assert len(kept) == 1
    assert (kept[0].left, kept[0].top, kept[0].width, kept[0].height) == (30, 20, 72, 36)
    with ZipFile(tmp_path / "a.xlsx") as saved:
        assert [saved.read(name) for name in saved.namelist() if "media" in name] == [png(300, 10)]


def test_objects_of_a_file_are_renamed_and_placed(drawn: xw.Sheet, tmp_path: Path) -> None:
    chart, picture = drawn.charts[0], drawn.pictures[0]
    chart.name, chart.left, chart.top, chart.width, chart.height = "Sales", 50, 33, 200, 100
    picture.lock_aspect_ratio = False
    picture.width = 10
    sheet = again(drawn.book, tmp_path / "a.xlsx")
    kept = sheet.charts["Sales"]
    assert (kept.left, kept.top, kept.width, kept.height) == pytest.approx((50, 33, 200, 100), abs=0.01)
    assert (sheet.pictures[0].width, sheet.pictures[0].height) == pytest.approx((10, 36), abs=0.8)
    assert sheet.pictures[0].lock_aspect_ratio is False
    assert (kept.title, chart.name) == ("Hello", "Sales")


def test_what_was_placed_moves_with_rows_that_are_inserted_later(drawn: xw.Sheet, image: Path, tmp_path: Path) -> None:
    chart = drawn.charts[0]
    chart.top = drawn["A4"].top
    picture = drawn.pictures.add(image, anchor=drawn["A5"])
    drawn["1:3"].insert("down")
    assert chart.top == drawn["A7"].top
    assert picture.top == drawn["A8"].top
    sheet = again(drawn.book, tmp_path / "a.xlsx")
    assert sheet.charts[0].top == sheet["A7"].top
    assert sheet.pictures[-1].top == sheet["A8"].top


def test_what_is_not_sized_with_cells_keeps_the_size_that_the_file_says(drawn: xw.Sheet, tmp_path: Path) -> None:
    picture, box = drawn.pictures[0], drawn.shapes[2]
    drawn["H:I"].column_width = 2
    assert (picture.width, picture.height) == (72, 36)
    picture.width = 36
    kept = again(drawn.book, tmp_path / "a.xlsx")
    assert (kept.pictures[0].width, kept.pictures[0].height) == (36, 18)
    kept["K:N"].column_width = 2
    assert kept.shapes[box.name].width < 100, "a text box of XlsxWriter is sized with its cells"


@pytest.mark.parametrize(
    ("size", "column", "row"),
    [
        (lambda sheet: setattr(sheet["I:I"], "column_width", 3), 10, 3),
        (lambda sheet: setattr(sheet["2:3"], "row_height", 10), 9, 5),
        (lambda sheet: setattr(sheet["H2"], "row_height", 90), 9, 2),
        (lambda sheet: sheet["H:H"].autofit(), 8, 4),
        (lambda sheet: setattr(sheet["A:A"], "column_width", 3), 9, 3),
    ],
)
def test_what_keeps_its_size_ends_in_other_cells_where_these_are_sized(
    drawn: xw.Sheet, tmp_path: Path, size: Callable[[xw.Sheet], None], column: int, row: int
) -> None:
    """At H2, 72 by 36 points, of which 48 by 30 are in H2."""
    drawn["H9"].value = "much wider than it was before"
    size(drawn)
    picture = again(drawn.book, tmp_path / "a.xlsx").pictures[0]
    assert (picture.width, picture.height) == (72, 36)
    end = picture.impl.drawn.place.end
    assert end is not None
    assert (end.column, end.row) == (column, row)


def test_objects_are_deleted_with_the_parts_that_only_they_used(drawn: xw.Sheet, tmp_path: Path) -> None:
    box = next(shape for shape in drawn.shapes if shape.type == "text_box")
    drawn.charts[0].delete()
    drawn.pictures[0].delete()
    assert [shape.name for shape in drawn.shapes] == [box.name]
    sheet = again(drawn.book, tmp_path / "a.xlsx")
    assert [shape.type for shape in sheet.shapes] == ["text_box"]
    with ZipFile(tmp_path / "a.xlsx") as saved:
        assert not [name for name in saved.namelist() if "chart" in name or "media" in name]
    assert box.text == "Some\ntext"


def test_a_handle_of_what_was_deleted_says_so(drawn: xw.Sheet) -> None:
    chart = drawn.charts[0]
    chart.delete()
    with pytest.raises(xw.XlwingsError):
        _ = chart.left


def test_two_pictures_may_not_be_called_the_same(book: xw.Book, image: Path) -> None:
    pictures = book.sheets[0].pictures
    pictures.add(image, name="One")
    with pytest.raises(xw.ShapeAlreadyExists):
        pictures.add(image, name="One")


def test_a_file_that_is_no_picture_is_refused(book: xw.Book, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<svg/>", encoding="utf-8")
    with pytest.raises(engine.Unsupported, match=r"PNG, JPEG or GIF"):
        book.sheets[0].pictures.add(tmp_path / "a.svg")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01" + b"%b" + b"\0\0\xff\xc0\x00\x11\x08\x00\x64\x00\xc8\x03" + b"\0" * 9


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(100, 50), (75, 37.5)),
        (JPEG % b"\x01\x00\x90\x00\x90", (100, 50)),
        (JPEG % b"\x00\x00\x01\x00\x01", (150, 75)),
        (b"GIF89a" + struct.pack("<HH", 40, 20) + b"\0", (30, 15)),
    ],
)
def test_the_size_of_a_picture_is_read_from_it(content: bytes, size: tuple[float, float]) -> None:
    found = image_of(content)
    assert found is not None
    assert (found.width, found.height) == pytest.approx(size)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM1234", JPEG[:20]])
def test_what_ends_too_soon_is_no_picture(content: bytes) -> None:
    assert image_of(content) is None
