from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from salessheet.data import sources
from salessheet.data.importing import mapping_files
from salessheet.data.importing.imports import import_files
from salessheet.data.reading import sheet_cells
from salessheet.data.reading.grids import NOT_CALCULATED
from salessheet.errors import UnreadableSource
from salessheet.workbook.labels import Words
from tests.data.reading.raw_workbooks import (
    agreed,
    book,
    cell,
    only,
    texts,
    typed,
)


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD1", "XFD3"])
@pytest.mark.parametrize("value", ["<v>5</v>", "<f>A1</f>"])
def test_a_stray_cell_costs_nothing(tmp_path: Path, place: str, value: str) -> None:
    stray = f'<c r="{place}">{value}</c>'
    row = int(place.lstrip("XFDA"))
    first, third = (stray if row == number else "" for number in (1, 3))
    rows = f'<row r="1"><c r="A1"><v>1</v></c>{first}</row><row r="3"><c r="A3"><v>3</v></c>{third}</row>'
    path = book(tmp_path, rows + (f'<row r="{row}">{stray}</row>' if row > 3 else ""))
    found = only(path)
    assert [number for number, _ in found] == [1, 3, *([row] if row > 3 else [])]
    assert [row[0] for _, row in found][:2] == ["1", "3"]
    assert [text for _, row in found for text in row[1:] if text] in (["5"], [NOT_CALCULATED], [])


def test_far_cells_make_no_row_wider_but_their_own(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 301))
    path = book(tmp_path, rows.replace("</c></row>", '</c><c r="XFD1"><v>9</v></c></row>', 1))
    assert [len(row) for row in texts(path)] == [16384, *[1] * 299]


def test_rows_of_an_ordinary_sheet_are_equally_wide(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 1)}</row><row r="2">{cell("D2", 2)}<c r="H2" s="1"/></row>'
    assert agreed(book(tmp_path, rows)) == [["1", "", "", ""], ["", "", "", "2"]]


@pytest.mark.parametrize("blank", ['<c r="{c}{n}" s="1"/>', '<c r="{c}{n}" s="1" t="str"><v></v></c>'])
def test_blank_cells_with_a_format_cost_nothing(tmp_path: Path, blank: str) -> None:
    rows = f'<row r="1">{cell("A1", 1)}</row>'
    rows += "".join(f'<row r="{n}">{blank.format(c="XFD", n=n)}</row>' for n in range(2, 3000))
    assert only(book(tmp_path, rows)) == [(1, ["1"])]


@pytest.mark.parametrize("row", ['<row r="{n}" s="1" customFormat="1"/>', "<row/>", '<row r="{n}"></row>'])
@pytest.mark.parametrize("first", ["<v>1</v>", "<f>B1</f>"])
def test_rows_without_cells_cost_nothing(tmp_path: Path, row: str, first: str) -> None:
    rows = f'<row r="1"><c r="A1">{first}</c></row>' + "".join(row.format(n=n) for n in range(2, 30_000))
    rows += f'<row r="30000">{cell("A30000", 2)}</row>'
    assert [number for number, _ in only(book(tmp_path, rows))] == [1, 30_000]


def test_values_far_to_the_right_in_very_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_cells, "_MOST_BLANKS", 1_000_000)
    rows = "".join(f'<row r="{n}">{cell(f"XFD{n}", 1)}</row>' for n in range(1, 100))
    with pytest.raises(UnreadableSource, match=r"S1: values stand far to the right in many rows, as in row 62\."):
        only(book(tmp_path, rows))


@pytest.mark.parametrize("first", ["<v>1</v>", "<f>B5</f>"])
def test_rows_have_the_numbers_of_the_sheet(tmp_path: Path, first: str) -> None:
    path = book(tmp_path, f'<row r="5"><c r="C5">{first}</c></row><row r="9">{cell("B9", 2)}</row>')
    assert [(number, row.index(row[-1] or row[1])) for number, row in only(path)] == [(5, 2), (9, 1)]


def test_rows_and_cells_may_come_in_any_order(tmp_path: Path) -> None:
    rows = f'<row r="9">{cell("B9", 92)}{cell("A9", 91)}</row><row r="2">{cell("A2", 21)}</row>'
    assert agreed(book(tmp_path, rows)) == [["21", ""], ["91", "92"]]
    assert [number for number, _ in only(tmp_path / "book.xlsx")] == [2, 9]


def test_columns_may_spread_from_row_to_row(tmp_path: Path) -> None:
    names = [xlsxwriter.utility.xl_col_to_name(n) for n in range(0, 800, 30)]
    rows = "".join(f'<row r="{n}">{cell(f"{name}{n}", n)}</row>' for n, name in enumerate(names, start=1))
    found = agreed(book(tmp_path, rows))
    assert [row.index(str(n)) for n, row in enumerate(found, start=1)] == list(range(0, 800, 30))


def test_of_two_cells_in_one_place_the_later_counts_unless_it_is_blank(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 1)}{cell("A1", 2)}<c r="A1"/></row>'
    assert agreed(book(tmp_path, rows)) == [["2"]]


@pytest.mark.parametrize(
    ("place", "told"), [("XFD1", []), ("XFD1048576", [1_048_576]), ("XFD7", [7]), ("A1048576", [])]
)
def test_no_row_of_a_sheet_is_short(tmp_path: Path, place: str, told: list[int]) -> None:
    path = typed(
        tmp_path / "book.xlsx",
        place,
        teams=[["team_id"], ["T1"]],
        reps=[["rep_id", "team_id"], ["R1", "T1"]],
        deals=[["deal_id", "rep_id", "amount"], *[[f"D{n}", "R1", n] for n in range(1, 400)], ["D400", "R1"]],
    )
    deals = sources.read(path).tables["deals"]
    assert [deals.rows[ragged.place] for ragged in deals.ragged] == told
    assert {key: (texts[0], texts[399]) for key, texts in deals.columns.items()} == {
        "deal_id": ("D1", "D400"),
        "rep_id": ("R1", "R1"),
        "amount": ("1", ""),
    }
    assert (deals.rows[0], deals.rows[399]) == (2, 401)


@pytest.mark.parametrize("place", ["XFD1", "XFD7", "C3"])
def test_an_import_bears_a_stray_cell(tmp_path: Path, place: str) -> None:
    how = tmp_path / "how.toml"
    how.write_text(
        'name = "x"\n[files]\ndeals = ["book.xlsx"]\n[[table]]\ninto = "deals"\nfile = "deals"\n'
        '[table.columns]\ndeal_id = "Number"\nrep_id = "Owner"\namount = "Sum"\n'
    )
    rows: list[list[Any]] = [["Number", "Owner", "Sum"], *[[f"D{n}", "Ada", n] for n in range(1, 400)], ["D400"]]
    typed(tmp_path / "book.xlsx", place, deals=rows)
    tables = import_files(mapping_files.read(how), [tmp_path / "book.xlsx"], Words.load("en")).frames()
    assert list(tables["deals"].iloc[-1]) == ["D400", "", ""]
