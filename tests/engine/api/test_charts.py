"""Charts made and changed through xlwings, and the texts of shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

from salessheet import engine
from salessheet.engine.model.chart_plots import TYPES
from salessheet.xlsx.package import opened
from tests.engine.exotic import exotic_workbook
from tests.engine.sound_package import faults_of
from tests.office.libreoffice import Office

MONTHS = [["Month", "Won", "Lost"], ["Jan", 1, 2], ["Feb", 3, 4], ["Mar", 5, 6]]


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    found: xw.Sheet = book.sheets[0]
    found["A1"].value = MONTHS
    return found


def names(chart: xw.Chart) -> list[str]:
    return [series.name for series in chart.series]


def references(path: Path, chart: int = 0) -> list[tuple[str | None, str | None, str]]:
    """Name, categories and values of each series, as openpyxl reads them."""
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    found = sheet._charts[chart]
    return [
        (
            one.tx.strRef.f if one.tx is not None else None,
            None if one.cat is None else (one.cat.strRef or one.cat.numRef).f,
            one.val.numRef.f,
        )
        for one in found.series
    ]


def test_a_chart_is_made_in_steps(sheet: xw.Sheet, tmp_path: Path) -> None:
    chart = sheet.charts.add(left=10, top=20, width=300, height=150)
    assert (chart.name, chart.chart_type, names(chart)) == ("Chart 1", "column_clustered", [])
    chart.set_source_data(sheet["A1"].expand())
    chart.chart_type = "line_markers"
    chart.title = "Deals"
    chart.name = "Mine"
    assert (chart.chart_type, chart.title, names(chart)) == ("line_markers", "Deals", ["Won", "Lost"])
    assert (chart.left, chart.top, chart.width, chart.height) == (10, 20, 300, 150)
    sheet.book.save(tmp_path / "chart.xlsx")
    assert list(faults_of(opened(tmp_path / "chart.xlsx"))) == []
    with engine.open_book(tmp_path / "chart.xlsx") as again:
        (read,) = again.sheets[0].charts
        assert (read.name, read.chart_type, read.title, names(read)) == (
            "Mine",
            "line_markers",
            "Deals",
            ["Won", "Lost"],
        )
        assert (read.left, read.top, read.width, read.height) == (10, 20, 300, 150)
        assert (read.legend.visible, read.legend.position) == (True, "bottom")


def test_every_type_that_can_be_made_is_read_as_what_it_was_made_as(sheet: xw.Sheet, tmp_path: Path) -> None:
    for chart_type in sorted(TYPES):
        sheet.charts.add(chart_type=chart_type, source=sheet["A1:C4"], name=chart_type)
    sheet.book.save(tmp_path / "charts.xlsx")
    assert list(faults_of(opened(tmp_path / "charts.xlsx"))) == []
    with engine.open_book(tmp_path / "charts.xlsx") as again:
        assert [chart.chart_type for chart in again.sheets[0].charts] == sorted(TYPES)
        assert {tuple(names(chart)) for chart in again.sheets[0].charts} == {("Won", "Lost")}


def test_every_type_becomes_every_other(sheet: xw.Sheet, tmp_path: Path) -> None:
    for chart_type in sorted(TYPES):
        sheet.charts.add(chart_type=chart_type, source=sheet["A1:C4"])
    sheet.book.save(tmp_path / "charts.xlsx")
    with engine.open_book(tmp_path / "charts.xlsx") as again:
        charts = list(again.sheets[0].charts)
        wanted = [*sorted(TYPES)[1:], min(TYPES)]
        for chart, chart_type in zip(charts, wanted, strict=True):
            chart.chart_type = chart_type
        again.save()
        assert [chart.chart_type for chart in again.sheets[0].charts] == wanted
        assert {tuple(names(chart)) for chart in again.sheets[0].charts} == {("Won", "Lost")}


@pytest.mark.parametrize(
    ("rows", "plot_by", "wanted"),
    [
        (MONTHS, None, [("B1", "A2:A4", "B2:B4"), ("C1", "A2:A4", "C2:C4")]),
        (MONTHS, "rows", [("A2", "B1:C1", "B2:C2"), ("A3", "B1:C1", "B3:C3"), ("A4", "B1:C1", "B4:C4")]),
        ([["", 2024, 2025, 2026], ["won", 1, 2, 3]], None, [("A2", "B1:D1", "B2:D2")]),
        ([[None, 2024], [1, 5], [2, 6]], None, [("B1", "A2:A3", "B2:B3")]),
        ([[1, 4], [2, 5], [3, 6]], None, [(None, None, "A1:A3"), (None, None, "B1:B3")]),
        ([["Year", "Won"], [2024, 4], [2025, 5]], None, [("A1", None, "A2:A3"), ("B1", None, "B2:B3")]),
        ([["Day", "Won"], [dt.date(2026, 1, 1), 4], [dt.date(2026, 1, 2), 5]], None, [("B1", "A2:A3", "B2:B3")]),
        ([["Won"], [1], [2]], None, [("A1", None, "A2:A3")]),
        ([[1], [2]], None, [(None, None, "A1:A2")]),
    ],
)
def test_series_are_guessed_as_excel_guesses_them(
    book: xw.Book,
    rows: list[list[object]],
    plot_by: str | None,
    wanted: list[tuple[str | None, str | None, str]],
    tmp_path: Path,
) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = rows
    source = sheet["A1"].resize(len(rows), len(rows[0]))
    sheet.charts.add(source=source, plot_by=plot_by)  # type: ignore[arg-type]  # one of the two words
    book.save(tmp_path / "chart.xlsx")
    found = [
        tuple(None if text is None else text.partition("!")[2].replace("$", "") for text in series)
        for series in references(tmp_path / "chart.xlsx")
    ]
    assert found == wanted


def test_a_scatter_chart_takes_its_first_column_as_x(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [["x", "y"], [1, 2], [3, 4]]
    chart = sheet.charts.add(chart_type="xy_scatter", source=sheet["A1:B3"])
    assert names(chart) == ["y"]
    assert chart.title == "y"


def test_x_axis_values_are_those_of_all_series(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [["Year", "Won"], [2024, 4], [2025, 5]]
    chart = sheet.charts.add(chart_type="line", source=sheet["B1:B3"], plot_by="columns")
    chart.set_x_axis_values(sheet["A2:A3"])
    book.save(tmp_path / "chart.xlsx")
    assert [one[1] for one in references(tmp_path / "chart.xlsx")] == ["'Sheet1'!$A$2:$A$3"]


CHANGES: list[tuple[Callable[[xw.Sheet], object], str]] = [
    (lambda sheet: sheet["1:2"].insert("down"), "'Sheet1'!$B$4:$B$6"),
    (lambda sheet: setattr(sheet, "name", "Deals"), "Deals!$B$2:$B$4"),
    (lambda sheet: sheet["A:A"].insert("right"), "'Sheet1'!$C$2:$C$4"),
]


@pytest.mark.parametrize(("change", "wanted"), CHANGES)
def test_a_new_chart_follows_its_cells(
    sheet: xw.Sheet, change: Callable[[xw.Sheet], object], wanted: str, tmp_path: Path
) -> None:
    sheet.charts.add(source=sheet["A1:B4"])
    change(sheet)
    sheet.book.save(tmp_path / "chart.xlsx")
    assert references(tmp_path / "chart.xlsx")[0][2] == wanted


def test_a_chart_shows_what_its_cells_show_when_it_is_saved(sheet: xw.Sheet, tmp_path: Path) -> None:
    chart = sheet.charts.add(source=sheet["A1:B4"])
    sheet["B1"].value = "Gained"
    sheet["B2"].formula = "=40+2"
    assert names(chart) == ["Gained"]
    sheet.book.save(tmp_path / "chart.xlsx")
    chart_part = opened(tmp_path / "chart.xlsx").parts["xl/charts/chart1.xml"].decode()
    assert ">42.0<" in chart_part
    assert ">Gained<" in chart_part


def test_a_chart_of_a_file_is_changed_and_the_rest_of_it_kept(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    made = xlsxwriter.Workbook(path)
    cells = made.add_worksheet()
    cells.write_column("A1", ["x", 1, 2, 3])
    cells.write_column("B1", ["y", 4, 5, 6])
    shown = made.add_chart({"type": "column"})
    shown.add_series({"values": "=Sheet1!$A$2:$A$4", "name": "=Sheet1!$A$1", "fill": {"color": "#123456"}})
    shown.set_chartarea({"fill": {"color": "#FEDCBA"}})
    cells.insert_chart("D6", shown)
    made.close()
    with engine.open_book(path) as book:
        chart = book.sheets[0].charts[0]
        chart.title = "Two\nlines"
        chart.chart_type = "bar_clustered"
        chart.legend.position = "top"
        chart.series[0].name = "Ours"
        assert (chart.title, chart.legend.position, names(chart)) == ("Two\nlines", "top", ["Ours"])
        book.save()
        assert (chart.title, chart.chart_type, names(chart)) == ("Two\nlines", "bar_clustered", ["Ours"])
        part = opened(path).parts["xl/charts/chart1.xml"].decode()
        assert "123456" in part
        assert "FEDCBA" in part
        chart.title = None
        chart.legend.visible = False
        chart.set_source_data(book.sheets[0]["A1:B4"])
        book.save()
        assert (chart.title, names(chart)) == (None, ["x", "y"])
    assert list(faults_of(opened(path))) == []


def test_charts_go_by_name_and_can_be_deleted(sheet: xw.Sheet, tmp_path: Path) -> None:
    first = sheet.charts.add(source=sheet["A1:B4"])
    second = sheet.charts.add(anchor=sheet["F10"])
    assert (second.left, second.top) == (sheet["F10"].left, sheet["F10"].top)
    assert [chart.name for chart in sheet.charts] == ["Chart 1", "Chart 2"]
    first.delete()
    sheet.charts["chart 2"].name = "Left"
    sheet.book.save(tmp_path / "chart.xlsx")
    sheet.charts["Left"].delete()
    sheet.book.save(tmp_path / "none.xlsx")
    assert not any("/charts/" in part for part in opened(tmp_path / "none.xlsx").parts)


def test_libreoffice_shows_the_series_of_a_new_chart(sheet: xw.Sheet, office: Office, tmp_path: Path) -> None:
    for chart_type in ("column_stacked_100", "line_markers", "doughnut", "radar_filled"):
        sheet.charts.add(chart_type=chart_type, source=sheet["A1:C4"])
    sheet.book.save(tmp_path / "charts.xlsx")
    (converted,) = office.converted([tmp_path / "charts.xlsx"], tmp_path / "shown", "xlsx", "xlsx")
    with engine.open_book(converted) as again:
        assert {tuple(names(chart)) for chart in again.sheets[0].charts} == {("Won", "Lost")}
        found = [chart.chart_type for chart in again.sheets[0].charts]
    assert found == ["column_stacked_100", "line_markers", "doughnut", "radar_filled"]


# Texts of shapes


def test_the_text_of_a_shape_is_set_and_looks_as_before(tmp_path: Path) -> None:
    path = exotic_workbook(tmp_path, "shape_with_text")
    with engine.open_book(path) as book:
        shape = book.sheets[0].shapes["Box"]
        shape.text = "first\nsecond & last"
        assert shape.text == "first\nsecond & last"
        book.save()
        assert shape.text == "first\nsecond & last"
    drawing = opened(path).parts["xl/drawings/drawing1.xml"].decode()
    assert drawing.count('lang="en-GB"') == 2
    assert "textlink" not in drawing
    assert list(faults_of(opened(path))) == []


def test_a_shape_without_a_text_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "shape.xlsx"
    made = xlsxwriter.Workbook(path)
    made.add_worksheet().insert_textbox("B2", "")
    made.close()
    with engine.open_book(path) as book:
        book.sheets[0].shapes[0].text = "Hello"
        book.save()
        assert book.sheets[0].shapes[0].text == "Hello"
        book.sheets[0].shapes[0].text = ""
        book.save()
        assert not book.sheets[0].shapes[0].text


# Axes, colours, series by rows


def test_axes_are_set_and_read_again(sheet: xw.Sheet, tmp_path: Path) -> None:
    chart = sheet.charts.add(chart_type="column_stacked", source=sheet["A1:C4"])
    chart.value_axis.set(title="Deals", minimum_scale=0, maximum_scale=12.5, major_unit=2.5, number_format="0.0")
    chart.category_axis.set(title="Month", reverse_order=True, crosses="maximum")
    sheet.book.save(tmp_path / "axes.xlsx")
    assert list(faults_of(opened(tmp_path / "axes.xlsx"))) == []
    with engine.open_book(tmp_path / "axes.xlsx") as again:
        values, categories = again.sheets[0].charts[0].value_axis, again.sheets[0].charts[0].category_axis
        assert (values.title, values.minimum_scale, values.maximum_scale) == ("Deals", 0, 12.5)
        assert (values.major_unit, values.number_format, values.visible) == (2.5, "0.0", True)
        assert (categories.title, categories.reverse_order, categories.crosses) == ("Month", True, "maximum")
        values.minimum_scale = None
        values.title = None
        categories.visible = False
        with pytest.raises(engine.Unsupported, match="Excel chooses it"):
            _ = values.minimum_scale
        assert (values.title, categories.visible) == (None, False)
    shown: Any = openpyxl.load_workbook(tmp_path / "axes.xlsx").worksheets[0]
    assert shown._charts[0].y_axis.scaling.max == 12.5


def test_a_pie_has_no_axis(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(chart_type="pie", source=sheet["A1:B4"])
    with pytest.raises(xw.XlwingsError, match="no such axis"):
        chart.value_axis.title = "no"


def test_series_have_colours(sheet: xw.Sheet, tmp_path: Path) -> None:
    chart = sheet.charts.add(source=sheet["A1:C4"])
    chart.series[0].fill_color = "#123456"
    chart.series[1].line_color = (1, 2, 3)
    assert chart.series[1].fill_color is None
    sheet.book.save(tmp_path / "colours.xlsx")
    assert chart.series[0].fill_color == (0x12, 0x34, 0x56)
    assert chart.series[1].line_color == (1, 2, 3)
    with pytest.raises(engine.Unsupported, match=r"ChartSeries\.marker_size"):
        chart.series[0].marker_size = 5


def test_series_are_turned_from_columns_to_rows(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(source=sheet["A1:C4"])
    assert chart.plot_by == "columns"
    chart.plot_by = "rows"
    assert (chart.plot_by, names(chart)) == ("rows", ["Jan", "Feb", "Mar"])
    chart.plot_by = "columns"
    assert names(chart) == ["Won", "Lost"]


def test_charts_and_pictures_stand_on_new_sheets_too(sheet: xw.Sheet, tmp_path: Path) -> None:
    book = sheet.book
    other = book.sheets.add("Other")
    other.charts.add(source=sheet["A1:C4"], name="kept")
    other.charts.add().delete()
    book.save(tmp_path / "new.xlsx")
    assert list(faults_of(opened(tmp_path / "new.xlsx"))) == []
    book.save(tmp_path / "again.xlsx")
    with engine.open_book(tmp_path / "again.xlsx") as again:
        assert [names(chart) for chart in again.sheets["Other"].charts] == [["Won", "Lost"]]


def test_a_chart_whose_cells_are_gone_says_so_as_excels_do(sheet: xw.Sheet, tmp_path: Path) -> None:
    book = sheet.book
    chart = book.sheets.add("Other").charts.add(source=sheet["A1:B4"])
    sheet.delete()
    book.save(tmp_path / "gone.xlsx")
    assert references(tmp_path / "gone.xlsx")[0][2] == "#REF!$B$2:$B$4"
    assert names(chart) == ["Won"]
