"""The macro that puts rows of a file into an input table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import xlwings as xw

from salessheet.data.reading.grids import in_short
from salessheet.errors import InvalidOption, UnreadableSource
from salessheet.live.book import LiveBook, opened
from salessheet.live.macro import MACROS, Field, Kind, macro
from salessheet.live.refusals import refused
from salessheet.routines.entries import taken
from salessheet.routines.periods import closed_months, day_of
from salessheet.routines.results import Summary, told
from salessheet.workbook.book import Role
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import Place
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Adjustments, Deals, Invoices, Orders, Receipts

_TABLES = {
    table.key: table for sheet in SALES_CENTER.sheets if sheet.role is not Role.CALCULATION for table in sheet.tables
}
"""Those that people type in; the others are what finance closed."""
_COUNTED_ON: Final[Mapping[type[Table], Column]] = {
    Orders: Orders.order_date,
    Deals: Deals.won_date,
    Invoices: Invoices.date,
    Receipts: Receipts.date,
    Adjustments: Adjustments.period,
}
"""By which column a row that is paid belongs to a month."""


@macro(Field("table", Kind.TEXT), Field("file", Kind.FILE), Field("again", Kind.FLAG, is_optional=True))
def import_csv(book: xw.Book, table: str, file: str, again: object = None) -> Summary:
    """Put the rows of a CSV file below those of an input table, all of them or none.

    `table`: its key, or its title in any language; `file`: the text. The rows are checked with the rest of the
    workbook as data that is built is. Those that stand there already, alike, are left out and told, unless they are to
    be added `again`: in tables without ids nothing else tells a file that was imported before. Raises InvalidOption
    for another table, RefusedRows with every row that is not sound, and UnreadableSource where the text is no such
    table.
    """
    from salessheet.data.sources import normal, table_names
    from salessheet.live.tables import added  # what reads files is not there in every host

    live = opened(book)
    named = table_names().get(normal(table))
    if named is None or named.key not in _TABLES:
        words = live.words()
        held = (one for one in _TABLES.values() if any(map(live.holds, one.columns())))
        choices = words.listed(map(words.title, held))
        raise refused(InvalidOption, words, "no_such_table", table=in_short(table), choices=choices)
    try:
        new = added(live, named, file, again=bool(taken("import_csv", "again", again, live.words())))
    except UnreadableSource as error:
        raise _in_words(error, named, live.words()) from error
    with live.whole():
        for place, values in new.cells.items():
            live.put(place, values)
        recalculated = bool(new.rows) and live.calculate()
    note = _left_out(new.alike, named, live.words()) if new.alike else ""
    late = _of_closed_months(live, named, new.cells)
    written = new.rows * len(new.cells)
    summary = Summary(
        "import_csv", new.rows, written, recalculated=recalculated, notes=tuple(filter(None, (note, late)))
    )
    live.say(told(summary, live.words()))
    return summary


def _left_out(rows: tuple[int, ...], table: type[Table], words: Words) -> str:
    """Of rows that stand in the workbook already."""
    from salessheet.data.problems import stretches

    asked = next(field for field in MACROS["import_csv"].fields if field.key == "again")
    facts = {"table": words.title(table), "rows": stretches(sorted(rows))}
    return words.text("macro.alike").format(again=MACROS["import_csv"].asked(asked, words), **facts)


def _of_closed_months(live: LiveBook, table: type[Table], cells: Mapping[Place, Sequence[Scalar]]) -> str:
    """How many of the new rows are of months that are closed, and what becomes of them; blank where none is."""
    column, words = _COUNTED_ON.get(table), live.words()
    closed = set() if column is None else closed_months(live, words)
    if column is None or not closed:
        return ""
    home = live.places[column]
    dates = next((own for at, own in cells.items() if (at.sheet, at.left) == (home.sheet, home.left)), ())
    days = (day_of(date) for date in dates)
    late = [month for day in days if day is not None and (month := day.replace(day=1)) in closed]
    if not late:
        return ""
    months = words.listed(f"{month:%Y-%m}" for month in sorted({*late}))
    return words.text("macro.of_closed").format(rows=len(late), months=months)


def _in_words(error: UnreadableSource, table: type[Table], words: Words) -> UnreadableSource:
    """The same in the language of the workbook, its columns by their headings."""
    from salessheet.data.reading.unreadable import reworded

    told = {column.key: words.label(column) for column in table.columns()}
    keys = error.facts.get("columns", ())
    columns = tuple(told.get(key.partition(" (")[0], key) for key in (keys if isinstance(keys, tuple) else ()))
    return reworded(error, words, table=words.title(table), columns=columns)
