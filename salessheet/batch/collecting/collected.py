"""What is kept of a workbook after what was typed into it was collected: as if it had been built so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from salessheet.batch.collecting.book_states import BookState
from salessheet.batch.copies import collected
from salessheet.batch.inputs import kept_inputs
from salessheet.batch.inputs.kept_inputs import Cell, KeptTable
from salessheet.data.collecting.comparison import Key, Line, by_key, renamed
from salessheet.workbook.tables import BY_KEY


def inputs_after(
    state: BookState, lines: Mapping[tuple[Path, str], list[Line]], unsettled: Collection[tuple[str, Key]]
) -> bytes | None:
    """The file that is to be kept beside the workbook; None where it stays as it is.

    `unsettled`: rows, by table and key, and inputs, by name, that the data does not have; they stay as they were.
    """
    tables = {
        key: kept if (state.path, key) not in lines else _kept(state, key, lines[state.path, key], unsettled)
        for key, kept in state.kept.tables.items()
    }
    cells = {
        name: built if (name, ()) in unsettled else state.typed.cells.get(name, built)
        for name, built in state.kept.cells.items()
    }
    if not state.is_another_copy and (tables, cells) == (state.kept.tables, state.kept.cells):
        return None
    return kept_inputs.packed(collected(state.kept, tables, cells))


def _kept(state: BookState, key: str, lines: list[Line], unsettled: Collection[tuple[str, Key]]) -> KeptTable:
    kept = state.kept.tables[key]
    identity, columns = [c.key for c in BY_KEY[key].identity()], list(kept.columns)
    built, book = by_key(state.built_lines(key), identity, columns), by_key(lines, identity, columns)
    left = {row for table, row in unsettled if table == key}
    same_row = renamed(built, book, identity) or ()
    if left & {*same_row}:
        left |= {*same_row}
    settled = [line for row, line in book.items() if row not in left]
    old = [line for row, line in built.items() if row in left]
    top = min((line.row for line in (*settled, *old)), default=kept.top)
    rows: dict[int, Line] = {line.row - top: line for line in settled}
    rows |= {line.row - top: line for line in old if line.row - top not in rows}
    below = max(rows, default=-1) + 1
    pushed = [line for line in old if rows[line.row - top] is not line]
    rows |= {below + place: line for place, line in enumerate(pushed)}
    height = max(rows, default=-1) + 1
    cells: dict[str, list[Cell]] = {c: [None] * height for c in columns}
    for place, line in rows.items():
        for c in columns:
            cells[c][place] = None if line.given and c in identity else line.cells.get(c)
    return KeptTable(top, cells, {str(place): line.given for place, line in rows.items() if line.given})
