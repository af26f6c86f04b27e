"""What should stand in the calculated cells of an open workbook, from its inputs.

A workbook need not hold everything that its lines read: that of a centre has no deals. A line that reads what is not
there cannot be computed; it keeps its value, and lines that read it go on from that value.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from salessheet.live.book import LiveBook
from salessheet.live.gaps import totals_of
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.expr import Line, Part, Ref, Whereabouts, walk
from salessheet.workbook.general import Phrases
from salessheet.workbook.lines import Calc, Counter, Watch
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.readings.values import evaluate, lines_read
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Absence, Block, Table

_FUNCTIONS = CellFunctions(FUNCTIONS)
_BY_STORAGE = 1e-12  # relative: files keep 16 digits of a number


@dataclass(frozen=True, eq=False)
class Recalculation:
    """Cells in reading order: what stands in the lines that were asked for, and what should where it can be said.

    `rows_read`: rows in use of the input tables that were read.
    """

    stored: Mapping[Line, list[Scalar]]
    fresh: Mapping[Line, list[Scalar]]
    rows_read: int

    def differing(self, line: Line, within: float) -> list[int]:
        """Which cells of a line do not hold what they should, by their place in reading order."""
        pairs = zip(self.stored[line], self.fresh[line], strict=True)
        return [i for i, (stored, fresh) in enumerate(pairs) if not agree(stored, fresh, within)]


def agree(one: Scalar, other: Scalar, within: float) -> bool:
    """Numbers agree up to a difference of `within`; everything else must be the same. A blank is no 0."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=_BY_STORAGE, abs_tol=within)
    return one == other


def recalculation(live: LiveBook, blocks: Iterable[type[Block]]) -> Recalculation:
    """Of the lines of `blocks` that the workbook holds and that are no inputs.

    A row of totals counts for nothing; what looks after its table keeps what it shows of it.
    """
    wanted = [n for block in blocks for n in block.lines if isinstance(n, (Calc, Counter)) and live.holds(n)]
    needed = _needed(live, wanted)
    tables = dict.fromkeys(line.block for line in needed if issubclass(line.block, Table))
    columns = [line for table in tables for line in table.lines if live.holds(line)]
    read = live.cells([*wanted, *columns, *(n for n in needed if not _can_compute(live, n)), Phrases.row_of_totals])
    as_shown: dict[Line, list[Scalar]] = {}
    for table in tables:
        if totals := totals_of(live, table, read):
            as_shown |= {n: read[n] for n in wanted if isinstance(n, Watch) and n.of is table}
            read |= {n: _without(read[n], totals) for n in table.columns() if live.holds(n)}
    in_use = {
        table: _rows_in_use([read[column] for column in table.columns() if live.holds(column)]) for table in tables
    }
    kept: dict[Line, list[Scalar]] = {n: read[n] for n in needed if isinstance(n, Calc) and not _can_compute(live, n)}
    kept |= as_shown | {n: [None] for line in needed for n in _read_by(line) if _is_left_out(live, n)}
    for table in (t for t, rows in in_use.items() if not rows and t.absence is Absence.UNKNOWN):
        kept |= _without_source(live, table)
    computed = [line for line in wanted if line not in kept]
    values = evaluate(SALES_CENTER, read, live.sizes, Flavour.NATIVE, _FUNCTIONS, wanted=computed, kept=kept)
    fresh = {line: found.flat() for line, found in values.items()}
    return Recalculation({line: read[line] for line in wanted}, fresh, sum(in_use.values()))


def _can_compute(live: LiveBook, line: Line) -> bool:
    """A line that looks below the counted rows cannot: what stands there is no input, and only its host sees it.

    Nor can one that says where another stands, which its host moves.
    """
    if not isinstance(line, Calc) or isinstance(line.native, Whereabouts):
        return False
    is_deep = any(isinstance(node, Ref) and node.part is Part.BELOW for node in walk(line.native))
    return not is_deep and all(live.holds(seen) or _is_left_out(live, seen) for seen in _read_by(line))


def _read_by(line: Line) -> tuple[Line, ...]:
    return lines_read(line.native) if isinstance(line, Calc) else ()


def _is_left_out(live: LiveBook, line: Line) -> bool:
    """Whether this is a cell that looks after a part which the workbook does not have: it counts for nothing."""
    return isinstance(line, Watch) and not live.holds(line)


def _needed(live: LiveBook, wanted: Iterable[Line]) -> list[Line]:
    """The wanted lines and all they come from, as far back as this workbook holds it."""
    found: dict[Line, None] = {}
    waiting = list(wanted)
    while waiting:
        line = waiting.pop()
        if line not in found:
            found[line] = None
            if isinstance(line, Calc) and _can_compute(live, line):
                waiting.extend(seen for seen in lines_read(line.native) if live.holds(seen))
    return list(found)


def _rows_in_use(columns: list[list[Scalar]]) -> int:
    """Rows up to the last that is not blank."""
    rows = max((len(column) for column in columns), default=0)
    while rows and all(column[rows - 1] is None for column in columns):
        rows -= 1
    return rows


def _without(cells: list[Scalar], rows: Collection[int]) -> list[Scalar]:
    return [None if row in rows else cell for row, cell in enumerate(cells)]


def _without_source(live: LiveBook, table: type[Block]) -> dict[Line, list[Scalar]]:
    """Of a table without a row: the lines that read it, if they are blank throughout.

    A table with a source, but no rows, gives counts and sums of 0. Blanks say that the data had no such table; nothing
    is known then, and no 0 may be made up.
    """
    readers = [
        line
        for block in SALES_CENTER.blocks
        for line in block.calculated()
        if live.holds(line) and any(seen.block is table for seen in lines_read(line.native))
    ]
    found = live.cells(readers)
    return found if all(value is None for values in found.values() for value in values) else {}
