"""What a cell gives back for what was written into it, through each converter of xlwings."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

from salessheet import engine

MORNING = dt.datetime(2026, 3, 31, 8, 30)
WRITTEN: list[Any] = [
    pytest.param(1, 1.0, id="int"),
    pytest.param(2.5, 2.5, id="float"),
    pytest.param(True, True, id="bool"),
    pytest.param("deal", "deal", id="text"),
    pytest.param("销售 <&>", "销售 <&>", id="chinese"),
    pytest.param("", None, id="empty text"),
    pytest.param(None, None, id="none"),
    pytest.param(dt.date(2026, 3, 31), dt.datetime(2026, 3, 31), id="date"),
    pytest.param(MORNING, MORNING, id="datetime"),
    pytest.param(MORNING.replace(tzinfo=dt.UTC), MORNING, id="datetime with a zone"),
    pytest.param(dt.time(14, 30), dt.datetime(1899, 12, 30, 14, 30), id="time"),
    pytest.param(pd.Timestamp(MORNING), MORNING, id="timestamp"),
    pytest.param(np.datetime64("2026-03-31T08:30"), MORNING, id="numpy datetime"),
    pytest.param(np.int64(7), 7.0, id="numpy int"),
    pytest.param(np.float32(0.5), 0.5, id="numpy float"),
    pytest.param(np.bool_(True), True, id="numpy bool"),
    pytest.param(float("nan"), None, id="nan"),
    pytest.param(pd.NaT, None, id="nat"),
    pytest.param(pd.NA, None, id="na"),
    pytest.param(np.datetime64("NaT"), None, id="numpy nat"),
    pytest.param(Decimal("1.25"), 1.25, id="decimal"),
    pytest.param(2**60, float(2**60), id="int beyond a spreadsheet's digits"),
]


@pytest.mark.parametrize(("value", "back"), WRITTEN)
def test_a_value_comes_back_as_excel_gives_it(book: xw.Book, value: object, back: object) -> None:
    cell = book.sheets[0]["B2"]
    cell.value = value
    assert cell.value == back
    assert type(cell.value) is type(back)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("12", 12.0),
        ("-1.5e3", -1500.0),
        ("1,234.5", 1234.5),
        ("(50)", -50.0),
        ("( 1,234.5 )", -1234.5),
        ("(12%)", -0.12),
        ("($50)", -50.0),
        ("(-50)", "(-50)"),
        ("(a)", "(a)"),
        ("$1,234.50", 1234.5),
        ("-$5", -5.0),
        ("$-5", -5.0),
        ("¥ 12", 12.0),
        ("￥1,000", 1000.0),
        ("€.5", 0.5),
        ("$", "$"),
        ("$5a", "$5a"),
        ("¥1,00", "¥1,00"),
        ("12%", 0.12),
        ("TRUE", True),
        ("false", False),
        ("2026-03-31", dt.datetime(2026, 3, 31)),
        ("14:30", dt.datetime(1899, 12, 30, 14, 30)),
        ("'012", "012"),
        ("'=A1", "=A1"),
        ("2026-02-31", "2026-02-31"),
        ("1.2.3", "1.2.3"),
        ("12 pieces", "12 pieces"),
        ("T01", "T01"),
        ("-", "-"),
        ("=", "="),
        ("1e999", "1e999"),
    ],
)
def test_a_text_is_read_as_if_it_was_typed(book: xw.Book, text: str, back: object) -> None:
    book.sheets[0]["A1"].value = text
    assert book.sheets[0]["A1"].value == back


def test_a_text_in_a_cell_of_the_format_text_stays_one(book: xw.Book) -> None:
    cell = book.sheets[0]["A1"]
    cell.number_format = "@"
    cell.value = "0012"
    assert cell.value == "0012"


def test_an_error_reads_as_none_and_with_err_to_str_as_its_text(book: xw.Book) -> None:
    cell = book.sheets[0]["A1"]
    cell.value = "#N/A"
    assert cell.value is None
    assert cell.options(err_to_str=True).value == "#N/A"


@pytest.mark.parametrize(
    ("address", "ndim", "back"),
    [
        ("A1", None, 1.0),
        ("A1", 1, [1.0]),
        ("A1", 2, [[1.0]]),
        ("A1:B1", None, [1.0, 2.0]),
        ("A1:A2", None, [1.0, 3.0]),
        ("A1:A2", 2, [[1.0], [3.0]]),
        ("A1:B2", None, [[1.0, 2.0], [3.0, 4.0]]),
    ],
)
def test_dimensions_are_as_asked_for(book: xw.Book, address: str, ndim: int | None, back: object) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [[1, 2], [3, 4]]
    assert sheet[address].options(ndim=ndim).value == back


def test_options_change_numbers_dates_and_blanks(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [1.6, None, dt.datetime(2026, 3, 31)]
    assert sheet["A1:C1"].options(numbers=int, empty="-", dates=dt.date).value == [2, "-", dt.date(2026, 3, 31)]


def test_values_are_transposed_both_ways(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].options(transpose=True).value = [1, 2, 3]
    assert sheet["A1:A3"].value == [1.0, 2.0, 3.0]
    assert sheet["A1:A3"].options(ndim=2, transpose=True).value == [[1.0, 2.0, 3.0]]


def test_a_dict_stands_in_two_columns(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = {"a": 1.0, "b": 2.0}
    assert sheet["A1:B2"].options(dict).value == {"a": 1.0, "b": 2.0}
    assert sheet["A1:B2"].options(OrderedDict).value == OrderedDict(a=1.0, b=2.0)


def test_an_array_of_numpy_goes_there_and_back(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = np.arange(6.0).reshape(2, 3)
    back = sheet["A1"].options(np.array, expand="table").value
    np.testing.assert_array_equal(back, np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("header", [True, False])
def test_a_data_frame_goes_there_and_back(book: xw.Book, index: bool, header: bool) -> None:
    sheet = book.sheets[0]
    frame = pd.DataFrame(
        {"amount": [1.5, np.nan], "rep": ["李", "Ann"], "day": pd.to_datetime(["2026-01-01", "2026-02-01"])},
        index=pd.Index([10.0, 20.0], name="id"),
    )
    sheet["B3"].options(index=index, header=header).value = frame
    area = sheet["B3"].resize(2 + header, 3 + index)
    back = area.options(pd.DataFrame, index=int(index), header=int(header)).value
    assert back.to_numpy().tolist()[0] == frame.to_numpy().tolist()[0]
    if header:
        assert list(back.columns) == list(frame.columns)
    if index:
        assert list(back.index) == [10.0, 20.0]


def test_a_series_goes_there_and_back(book: xw.Book) -> None:
    sheet = book.sheets[0]
    series = pd.Series([1.0, 2.0], name="won", index=pd.Index(["a", "b"], name="rep"))
    sheet["A1"].value = series
    pd.testing.assert_series_equal(sheet["A1"].options(pd.Series, expand="table").value, series)


@pytest.mark.parametrize(("mode", "address"), [("table", "$A$1:$C$2"), ("down", "$A$1:$A$2"), ("right", "$A$1:$C$1")])
def test_a_range_expands_to_the_first_blank(book: xw.Book, mode: str, address: str) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [[1, 2, 3], [4, 5, 6]]
    sheet["E1"].value = 7
    assert sheet["A1"].expand(mode).address == address


def test_a_scalar_fills_a_range_and_a_formula_fills_down(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:A3"].value = 2
    sheet["B1:B3"].formula = "=A1*$A$1"
    assert sheet["A1:A3"].value == [2.0, 2.0, 2.0]
    assert sheet["B1:B3"].formula == [["=A1*$A$1"], ["=A2*$A$1"], ["=A3*$A$1"]]


def test_a_chunked_write_is_the_same_as_one(book: xw.Book) -> None:
    sheet = book.sheets[0]
    rows = [[float(i), f"r{i}"] for i in range(25)]
    sheet["A1"].options(chunksize=4).value = rows
    assert sheet["A1:B25"].options(chunksize=7).value == rows


def test_whole_columns_end_where_the_sheet_does(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [[1], [2]]
    assert sheet["A:A"].value == [1.0, 2.0]
    sheet["A:A"].value = None
    assert sheet.used_range.value is None


def test_what_is_not_on_the_sheet_is_refused(book: xw.Book) -> None:
    with pytest.raises(xw.XlwingsError, match="columns 20001 to 20001"):
        book.sheets[0].range((1, 20_001))
    with pytest.raises(IndexError):
        book.sheets[0].range((0, 1))


@given(
    st.lists(
        st.lists(
            st.none()
            | st.booleans()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(lambda text: f"x{text}"),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_is_written_reads_the_same_from_the_saved_file(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]
) -> None:
    path = tmp_path_factory.mktemp("values") / "book.xlsx"
    with engine.open_book() as book:
        book.sheets[0]["A1"].value = rows
        before = book.sheets[0]["A1"].resize(len(rows), 3).options(ndim=2).value
        book.save(path)
    with engine.open_book(path) as book:
        assert book.sheets[0]["A1"].resize(len(rows), 3).options(ndim=2).value == before == rows
