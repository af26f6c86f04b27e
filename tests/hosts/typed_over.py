"""What managers do to a workbook in a quarter, by the macro API: typed, sorted, inserted, taken out, pasted.

Each takes the open workbook of `april_centre`, of a team.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import xlwings as xw

from salessheet.workbook.layout import name_of
from salessheet.workbook.lines import Column, Input
from salessheet.workbook.schema import Table
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.tables import Deals, Orders

OWN: Final = "改名 of mine"


def typed_over(book: xw.Book) -> None:
    """All of it."""
    _sort(book, Deals, by=Deals.amount)
    _insert(book, Deals, 3, {Deals.deal_id: "新-1", Deals.rep_id: "R2", Deals.amount: 1234.5, Deals.stage: "won",
                             Deals.won_date: dt.date(2026, 9, 10)})  # fmt: skip  # a row
    _row_of(book, Orders, 2).delete("up")
    end = used(book, Deals.deal_id)
    as_texts: dict[Column, object] = {
        Deals.deal_id: "D900", Deals.rep_id: "r2 ", Deals.amount: "'5000.5", Deals.currency: "eur", Deals.stage: "won",
        Deals.won_date: "'2026-09-11",
    }  # fmt: skip  # a row
    _type(book, Deals, end, as_texts)
    _type(book, Deals, end + 1, {**as_texts, Deals.deal_id: "D901 商机", Deals.rep_id: "R3", Deals.amount: 777,
                          Deals.currency: "USD", Deals.won_date: dt.date(2026, 9, 12)})  # fmt: skip  # a row
    for table, row in ((Deals, 5), (Orders, 4)):
        _blank(book, table, row)
    _cell(book, Deals.amount, 7).formula = "=1000*2+0.5"
    _type(book, Orders, 5, {Orders.amount: "１２００", Orders.rep_id: " r3", Orders.order_date: "'2026-09-06"})
    _type(book, Orders, 6, {Orders.amount: "'1,500.5", Orders.order_date: dt.datetime(2026, 9, 5, 13, 30)})
    _cell(book, Results.won, 1).value = _cell(book, Results.won, 1).value
    channels = _named(book, Deals.channel)
    channels.column_width = 0
    _own_sheet(book)


def used(book: xw.Book, line: Column) -> int:
    """Rows of a table up to the last with an id."""
    ids = _named(book, line).options(ndim=2).value
    return max((i for i, (entry,) in enumerate(ids, 1) if entry is not None), default=0)


def _sort(book: xw.Book, table: type[Table], *, by: Column) -> None:
    """The largest first, by what people can type alone: formulas stay in their rows."""
    columns, rows = [column for column in table.columns() if _is_there(book, column)], used(book, table.columns()[0])
    read = [[row[0] for row in _named(book, column).options(ndim=2).value[:rows]] for column in columns]
    key = next(i for i, column in enumerate(columns) if column.key == by.key)
    ordered = sorted(zip(*read, strict=True), key=lambda row: -(row[key] or 0))
    for i, column in enumerate(columns):
        first = _cell(book, column, 0)
        first.sheet.range(first, first.offset(rows - 1)).value = [[row[i]] for row in ordered]


def _insert(book: xw.Book, table: type[Table], row: int, entries: Mapping[Column, object]) -> None:
    _row_of(book, table, row).insert("down")
    _type(book, table, row, entries)


def _blank(book: xw.Book, table: type[Table], row: int) -> None:
    """A row of nothing among the others."""
    _type(book, table, row, dict.fromkeys(table.columns()))


def _type(book: xw.Book, table: type[Table], row: int, entries: Mapping[Column, object]) -> None:
    for column, entry in entries.items():
        if _is_there(book, column):
            assert column.block is table
            _cell(book, column, row).value = entry


def _own_sheet(book: xw.Book) -> None:
    amounts = _named(book, Deals.amount)
    sheet = book.sheets.add("notes", before=book.sheets[0])
    sheet.range("A1").formula = f"=SUM('{amounts.sheet.name}'!{amounts.address})"
    sheet.range("A2").formula = '=COUNTIF(A1:A1,">5")&"·"&SUM(A3:A1048576)'
    sheet.range("B1").value = "'=给老板 not a formula"
    sheet.name = OWN


def _is_there(book: xw.Book, line: Input) -> bool:
    return name_of(line) in {name.name for name in book.names}


def _named(book: xw.Book, line: object) -> xw.Range:
    return book.names[name_of(line)].refers_to_range  # type: ignore[arg-type]  # a line of the declaration


def _cell(book: xw.Book, line: object, row: int) -> xw.Range:
    cells = _named(book, line)
    return cells.sheet.range((cells.row + row, cells.column))


def _row_of(book: xw.Book, table: type[Table], row: int) -> xw.Range:
    first = _cell(book, table.columns()[0], row)
    return first.sheet.range(f"{first.row}:{first.row}")
