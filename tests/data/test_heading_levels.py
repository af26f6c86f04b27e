"""Headings of two rows are one heading, and what a line above a table says of its money counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from salessheet.data.heading_levels import in_one_row, unit_above
from salessheet.data.importing.imports import Imported, import_files
from salessheet.data.importing.mapping_files import parsed
from salessheet.data.reading.delimited import lines
from salessheet.data.reading.grids import Grid
from salessheet.data.sources import RawTable, shaped
from salessheet.errors import InvalidMapping, UnreadableSource
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import Orders

Rows = list[list[str]]

GROUPED: Rows = [
    ["订单明细", "", "", "", "", ""],
    ["单据号", "业务员", "日期", "本币（万元）", "", "备注"],
    ["", "", "", "无税金额", "税额", ""],
    ["SO1", "00012", "2026-03-05", "10", "1.3", "急"],
    ["SO2", "00013", "2026-03-06", "20", "2.6", ""],
]
NAMES = ["单据号", "业务员", "日期", "本币 无税金额(万元)", "本币 税额(万元)", "备注"]
MAPPING = """
[files.orders]
names = ["orders.*"]
[[table]]
into = "orders"
file = "orders"
[table.columns]
order_id = "单据号"
rep_id = "业务员"
order_date = "日期"
amount = "{amount}"
"""


def grid(rows: Rows) -> Grid:
    return Grid(list(enumerate(rows, start=1)), "utf-8")


def as_text(folder: Path, rows: Rows) -> Path:
    path = folder / "orders.csv"
    path.write_text("\n".join(map(",".join, rows)), encoding="gb18030")
    return path


def as_book(folder: Path, rows: Rows, *merged: str) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([cell or None for cell in row])
    for area in merged:
        sheet.merge_cells(area)
    path = folder / "orders.xlsx"
    book.save(path)
    return path


def imported(path: Path, amount: str) -> Imported:
    return import_files(parsed(MAPPING.format(amount=amount), "ours"), [path], Words.load("en"))


def amounts(raw: RawTable) -> list[str]:
    return [str(text) for text in raw.columns["amount"]]


def test_a_group_above_its_columns_is_part_of_their_names() -> None:
    found = in_one_row(grid(GROUPED))
    assert found.rows[1] == (3, NAMES)
    assert [number for number, _ in found.rows] == [1, 3, 4, 5]


@pytest.mark.parametrize(
    ("upper", "lower", "names"),
    [
        (["No", "Sum", "", ""], ["", "a", "b", "c"], ["No", "Sum a", "Sum b", "Sum c"]),
        (["No", "Jan (k€)", ""], ["", "plan (€)", "real"], ["No", "Jan (k€) plan (€)", "Jan real(k€)"]),
        (["Plan", "", "Real", ""], ["Jan", "Feb", "Jan", "Feb"], ["Plan Jan", "Plan Feb", "Real Jan", "Real Feb"]),
        (["工号", "一季度", "", ""], ["", "1月", "2月", "3月"], ["工号", "一季度 1月", "一季度 2月", "一季度 3月"]),
    ],
)
def test_names_of_two_rows(upper: list[str], lower: list[str], names: list[str]) -> None:
    found = in_one_row(grid([upper, lower, ["1"] * len(names)]))
    assert found.rows[0] == (2, names)


@pytest.mark.parametrize(
    "rows",
    [
        [["No", "Name", "Amount"], ["1", "Ada", "5"], ["", "more", ""]],
        [["Report", "", ""], ["No", "Name", "Amount"], ["1", "Ada", "5"]],
        [["单位：万元", "", ""], ["No", "Name", "Amount"], ["1", "Ada", "5"]],
        [["Company:", "Blue River", "", ""], ["", "", "Printed:", "today"], ["No", "Name", "Amount", "Date"]],
        [["No", "Amount", "", ""], ["", "5", "6", "7"], ["1", "2", "3", "4"]],
        [["Amount", "Amount"], ["web", "web"], ["fair", "fair"]],
    ],
    ids=["a further line", "a title", "a unit", "pairs above", "numbers", "texts that are alike"],
)
def test_other_rows_are_left_as_they_are(rows: Rows) -> None:
    given = grid(rows)
    assert in_one_row(given) is given


def test_numbers_below_a_group_are_names_where_merged_cells_say_so(tmp_path: Path) -> None:
    rows = [["单据号", "业务员", "日期", "金额", ""], ["", "", "", "2025", "2026"], ["A", "1", "2026-03-05", "5", "6"]]
    path = as_book(tmp_path, rows, "A1:A2", "B1:B2", "C1:C2", "D1:E1")
    assert amounts(imported(path, "金额 2026").tables["orders"]) == ["6"]


@pytest.mark.parametrize("write", [as_text, as_book])
def test_an_import_reads_two_rows_and_says_what_the_columns_are_called(write: object, tmp_path: Path) -> None:
    assert callable(write)
    found = imported(write(tmp_path, GROUPED), "本币 无税金额")
    assert amounts(found.tables["orders"]) == ["10万元", "20万元"]
    assert found.tables["orders"].columns["rep_id"].tolist() == ["00012", "00013"]
    assert any("the heading stands on two rows" in note and "'本币 税额(万元)'" in note for note in found.notes)
    assert not found.problems


def test_a_group_alone_is_no_column(tmp_path: Path) -> None:
    with pytest.raises(InvalidMapping, match="missing: 本币") as refused:
        imported(as_text(tmp_path, GROUPED), "本币")
    assert "本币 无税金额" in refused.value.mend


@pytest.mark.parametrize("count", [1, 4000], ids=["few rows", "many rows"])
def test_a_table_is_not_read_from_the_first_column_of_a_group(count: int, tmp_path: Path) -> None:
    rows = [["order_id", "rep_id", "order_date", "amount", ""], ["", "", "", "gross", "net"]]
    rows += [[f"SO{n}", "R1", "2026-03-05", "119", "100"] for n in range(count)]
    with pytest.raises(UnreadableSource, match="lacks: amount") as refused:
        shaped(Orders, "orders.csv", lines(as_text(tmp_path, rows)))
    assert "amount gross, amount net" in refused.value.mend


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("（金额单位：人民币万元）", "万元"),
        ("单位:元", "元"),
        ("Unit: kEUR", "kEUR"),
        ("All amounts in thousands of EUR", "in thousands of EUR"),
        ("单位：台", ""),
        ("单位：%", ""),
        ("单位：销售一部", ""),
        ("Units sold: 100", ""),
    ],
)
def test_the_unit_of_money_in_a_line_above(line: str, unit: str) -> None:
    assert unit_above(grid([["Orders", ""], [line, ""], ["No", "Amount"], ["1", "单位：元"]]), 3) == unit


@pytest.mark.parametrize("count", [1, 4000], ids=["few rows", "many rows"])
def test_money_is_in_the_unit_of_the_line_above_unless_its_heading_says_one(count: int, tmp_path: Path) -> None:
    heading = ["order_id", "rep_id", "order_date", "quantity", "amount", "cost（元）"]
    rows = [["单位：万元", "", "", "", "", ""], heading]
    rows += [[f"SO{n}", "R1", "2026-03-05", "3", "12", "90000"] for n in range(count)]
    raw = shaped(Orders, "orders.csv", lines(as_text(tmp_path, rows)))
    assert [raw.columns[key][0] for key in ("quantity", "amount", "cost")] == ["3", "12万元", "90000元"]


def test_an_import_says_in_what_it_read_the_money(tmp_path: Path) -> None:
    rows = [["单位：万元", "", "", ""], ["单据号", "业务员", "日期", "金额"], ["SO1", "1", "2026-03-05", "5"]]
    found = imported(as_text(tmp_path, rows), "金额")
    assert amounts(found.tables["orders"]) == ["5万元"]
    assert "orders.csv: '金额' is read in 万元, as a line above the table says." in found.notes


def test_files_in_different_units_are_not_put_together(tmp_path: Path) -> None:
    for name, unit in (("orders.1.csv", "万元"), ("orders.2.csv", "元")):
        (tmp_path / name).write_text(f"单位：{unit},,,\n单据号,业务员,日期,金额\nSO{unit},1,2026-03-05,5\n", "utf-8")
    how = parsed(MAPPING.format(amount="金额").replace("names", "many = true\nnames"), "ours")
    with pytest.raises(UnreadableSource, match="say different units of money"):
        import_files(how, [tmp_path], Words.load("en"))
