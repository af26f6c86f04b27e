"""What goes wrong in cells unseen by any sum: errors, uncounted rows, texts for numbers, ids that stand twice.

Each block here has a cell for each block or table of the workbook that it looks after. 0 is as it should be; the sheet
Checks adds the cells up. Tables and blocks with formulas stand here by themselves, cells to type into once named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby, pairwise

from salessheet.workbook.expr import Expr, Extent, Line, Ref
from salessheet.workbook.functions import COUNT, COUNTIFS, IFERROR, MAX, SUM, SUMPRODUCT
from salessheet.workbook.general import Ages, CustomerSettings, Phrases, Settings
from salessheet.workbook.layout import name_of
from salessheet.workbook.lines import Calc, Column, Input, Trend, Watch
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.sheets.channels import ChannelTerms
from salessheet.workbook.sheets.forecast import ForecastTerms
from salessheet.workbook.sheets.kpi import Grades
from salessheet.workbook.sheets.market import CountryTerms
from salessheet.workbook.sheets.risks import RiskTerms
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.total_pay import PayLimits
from salessheet.workbook.tables import (
    TABLES,
    CalendarDays,
    Deals,
    Fx,
    Invoices,
    Orders,
    QuotaRelief,
    Receipts,
    SettingRows,
    TargetRows,
)

WITH_CELLS_TO_TYPE: tuple[type[Block], ...] = (
    Settings,
    People,
    Grades,
    Ages,
    ForecastTerms,
    ChannelTerms,
    RiskTerms,
    CountryTerms,
    CustomerSettings,
    PayLimits,
)
OFF_SHEETS: tuple[type[Table], ...] = (SettingRows, CalendarDays, TargetRows, QuotaRelief)
"""Tables that stand on no sheet as they are: other blocks or the build have what they say, or no number counts it."""
ON_SHEETS: tuple[type[Table], ...] = tuple(table for table in TABLES if table not in OFF_SHEETS)
_NUMBERS = frozenset(Type) - {Type.TEXT, Type.LABEL, Type.FLAG, Type.STATUS}
_SPAN, _ROOM = 34, 128  # characters of the longest address with its sheet, and of all that one formula adds up


def _block(name: str, about: str, lines: Mapping[str, Watch]) -> type[Block]:
    members = {"__doc__": about, "__module__": __name__, "rows": Extent(f"the block {name}", 1), **lines}
    return type(name, (Block,), members)


def total(watches: type[Block]) -> Expr:
    """All cells of such a block, of those that the workbook has."""
    return SUM(watches.lines[0].to(watches.lines[-1]).whole)


# Tables


def _rows_below(table: type[Table]) -> Watch:
    column = next(column for column in table.columns() if column.identifies or column.required)
    native: Expr = SUMPRODUCT(1 - (column.below == ""))
    if column.measure.is_exact:  # as a word is looked for among texts, dates and whole numbers only
        native -= COUNTIFS(column.below, Phrases.row_of_totals)
    return Watch(Type.COUNT, Axis.CELL, native=native, of=table)


RowsBelow = _block(
    "RowsBelow",
    "Rows typed under what formulas count, by the first column that a row needs; a row of totals may stand there.",
    {table.__name__: _rows_below(table) for table in ON_SHEETS},
)


def _unfinished(table: type[Table]) -> Watch:
    """By Excel's word for a row of totals, and by two columns that each row needs, those first that nobody adds up.

    What refers elsewhere is blank in rows of others that a team sees, so it is asked for only where nothing else tells.
    """
    columns = list(table.columns())
    counts: list[Expr] = [COUNTIFS(columns[0].whole, Phrases.row_of_totals)] if columns[0].measure.is_exact else []
    needed = [column for column in columns if column.is_needed and column.default is None]
    own = [column for column in needed if column.refers_to is None]
    two = sorted(own if counts or own[1:] else needed, key=lambda column: column.measure in _NUMBERS)[:2]
    counts += [SUMPRODUCT(((one.whole == "") + (other.whole == "") == 1) * 1) for one, other in pairwise(two)]
    return Watch(Type.COUNT, Axis.CELL, native=MAX(*counts) if counts[1:] else counts[0], of=table)


UnfinishedRows = _block(
    "UnfinishedRows",
    "Rows that lack what every row needs, as a row of totals does, which Excel switches on within the counted rows.",
    {table.__name__: _unfinished(table) for table in ON_SHEETS},
)


def _is_typed_number(line: Line) -> bool:
    return isinstance(line, Input) and not line.given and line.measure in _NUMBERS


def _cells_of_numbers(block: type[Block]) -> Iterator[tuple[Line, ...]]:
    """Amounts, counts and dates: the first and last of those that stand side by side, or the one that stands alone."""
    for are_typed, group in groupby(block.lines, _is_typed_number):
        lines = list(group)
        if are_typed:
            yield (lines[0], lines[-1]) if lines[1:] else (lines[0],)


def _texts(columns: tuple[Line, ...]) -> Watch:
    cells = columns[0].to(columns[-1]).whole if columns[1:] else columns[0].whole
    native = SUMPRODUCT(1 - (cells == "")) - COUNT(cells)
    return Watch(Type.COUNT, Axis.CELL, native=native, of=columns[0].block, columns=columns)


TextsForNumbers = _block(
    "TextsForNumbers",
    "Amounts, counts and dates that were typed as texts, which no sum counts.",
    {
        f"{block.__name__}_{columns[0].key}": _texts(columns)
        for block in (*WITH_CELLS_TO_TYPE, *ON_SHEETS)
        for columns in _cells_of_numbers(block)
    },
)


def _counts_unless_blank(line: Line) -> bool:
    """A setting that stands for something when nobody chose: emptied, it would count as 0."""
    return isinstance(line, Input) and line.axis is Axis.CELL and not line.given and bool(line.default)


def _blanks(lines: tuple[Line, ...]) -> Watch:
    cells = lines[0].to(lines[-1]).whole if lines[1:] else lines[0].whole
    return Watch(Type.COUNT, Axis.CELL, native=SUMPRODUCT((cells == "") * 1), of=lines[0].block, columns=lines)


BlankSettings = _block(
    "BlankSettings",
    "Settings that were emptied, which formulas would take for 0.",
    {
        f"{block.__name__}_{lines[0].key}": _blanks(lines)
        for block in WITH_CELLS_TO_TYPE
        for are_needed, lines in ((key, tuple(group)) for key, group in groupby(block.lines, _counts_unless_blank))
        if are_needed
    },
)


def _told(line: Calc, phrase: Line) -> Watch:
    """Rows that say the phrase themselves: a formula in each row has looked already."""
    return Watch(Type.COUNT, Axis.CELL, native=COUNTIFS(line.whole, phrase), of=line.block, columns=(phrase,))


WITH_IDS = tuple(line for table in ON_SHEETS for line in table.calculated() if line.key == "remark")
RepeatedIds = _block(
    "RepeatedIds",
    "Rows that share their id with another: they are counted more than once.",
    {remark.block.__name__: _told(remark, Phrases.twice) for remark in WITH_IDS},
)


def _unconverted(amount: Column, value: Line) -> Watch:
    """Amounts that are not counted: there is no rate for their currency, or their formula is gone."""
    return Watch(
        Type.COUNT, Axis.CELL, native=COUNT(amount.whole) - COUNT(value.whole), of=amount.block, columns=(value,)
    )


UNKNOWN = (
    (Deals.remark, Phrases.no_id), (Deals.remark, Phrases.no_rep), (Orders.remark, Phrases.no_id),
    (Orders.remark, Phrases.no_rep), (Invoices.remark, Phrases.no_id), (Invoices.remark, Phrases.no_order),
    (Receipts.remark, Phrases.no_id), (Receipts.remark, Phrases.no_order),
    (Fx.remark, Phrases.no_rate),
)  # fmt: skip  # a list to read
CONVERTED = (
    (Deals.amount, Deals.value), (Orders.amount, Orders.value), (Invoices.amount, Invoices.value),
    (Receipts.amount, Receipts.value),
)  # fmt: skip  # a list to read
RowsWithRemarks = _block(
    "RowsWithRemarks",
    "Rows that are not counted as they should be, and say why beside themselves.",
    {f"{line.block.__name__}_{phrase.key}": _told(line, phrase) for line, phrase in UNKNOWN}
    | {f"{amount.block.__name__}_value": _unconverted(amount, value) for amount, value in CONVERTED},
)


# Errors


def error_cells(blocks: Iterable[type[Block]], flag: Line) -> type[Block]:
    """A block with a cell for each of `blocks` that calculates: 1 if any calculated cell of it shows an error.

    Lines that come of the `flag` itself are not looked at: the flag comes of these.
    """
    watched = list(blocks)
    after = _coming_of(flag, watched)
    lines: dict[str, Watch] = {}
    for block in watched:
        for number, ranges in enumerate(_formulas(block, after), start=1):
            key = block.__name__ + (f"_{number}" if number > 1 else "")
            native = IFERROR(SUM(*ranges) * 0, 1)
            lines[key] = Watch(Type.COUNT, Axis.CELL, native=native, of=block, part=number)
    return _block("ErrorCells", "Blocks with a calculated cell in error.", lines)


def _coming_of(flag: Line, blocks: Collection[type[Block]]) -> frozenset[Line]:
    """The flag, and every line that reads it or reads a line that does."""
    reads = {
        line: {seen for tree in (line.native, line.python) if tree is not None for seen in lines_read(tree)}
        for block in blocks
        for line in block.calculated()
    }
    found = {flag}
    while more := {line for line, seen in reads.items() if line not in found and not found.isdisjoint(seen)}:
        found |= more
    return frozenset(found)


def _formulas(block: type[Block], after: Collection[Line]) -> Iterator[list[Ref]]:
    """What one formula after the other looks at: as much as a reader takes in, and optional lines apart."""
    room = 0
    ranges: list[Ref] = []
    for optional, cells in _ranges(block, after):
        needed = 1 + (_SPAN if cells.last is not None else len(name_of(cells.line)))
        if ranges and (optional or needed > room):
            yield ranges
            ranges, room = [], 0
        room = (room if ranges else _ROOM) - needed
        ranges.append(cells)
        if optional:
            yield ranges
            ranges = []
    if ranges:
        yield ranges


def _ranges(block: type[Block], after: Collection[Line]) -> Iterator[tuple[bool, Ref]]:
    """The calculated lines as ranges, and whether they are optional: lines that lie side by side are one range."""

    def kind(line: Line) -> tuple[object, ...]:
        looked_at = line not in after and not isinstance(line, Trend)
        optional = isinstance(line, Calc) and line.optional
        alone = line.axis in (Axis.BODY, Axis.COLUMNS) or block.arrangement is not Arrangement.LIST
        return looked_at, optional, line.axis, line.key if alone else ""

    for (looked_at, optional, *_), group in groupby(block.lines, kind):
        lines = list(group)
        calculated = [i for i, line in enumerate(lines) if isinstance(line, Calc)]
        if looked_at and calculated:
            first, last = lines[calculated[0]], lines[calculated[-1]]
            yield bool(optional), first.whole if first is last else first.to(last).whole
