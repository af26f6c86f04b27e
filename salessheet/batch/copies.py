"""Which state a workbook goes on from: as it was built, or as one of its copies was collected.

Two people may type into copies of one workbook. Once the first copy is collected, its state is what is kept; against it
the second would seem to take back all that the first one had changed. Each goes on from the state that is nearest to
what stands there, the latest of equally near ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from salessheet.batch.inputs.kept_inputs import Cell, KeptInputs, KeptState, KeptTable
from salessheet.batch.inputs.typed_inputs import TypedInputs, lines_of
from salessheet.data.collecting.comparison import Cells, Key, Line, alike, key_of, text_of
from salessheet.workbook.tables import BY_KEY

_MOST: Final = 9
"""States that are kept of a workbook beside the last one: as it was built, and the latest."""


def gone_on_from(kept: KeptInputs, typed: TypedInputs) -> KeptInputs:
    """What is kept, of the state that what was typed goes on from."""
    states = _states(kept)
    nearest = min(reversed(states), key=lambda state: _distance(state, typed))
    if nearest is states[-1]:
        return kept
    others = tuple(state for state in states if state is not nearest)
    return replace(kept, tables=nearest.tables, cells=nearest.cells, earlier=others)


def as_built(kept: KeptInputs) -> KeptState:
    """The first state that is known, in full; the last one where nothing was collected since the build."""
    return _states(kept)[0]


def collected(kept: KeptInputs, tables: Mapping[str, KeptTable], cells: Mapping[str, list[Cell]]) -> KeptInputs:
    """With this state as the last one."""
    earlier = []
    for state in _states(kept):
        other = KeptState(
            {key: table for key, table in state.tables.items() if table != tables[key]},
            {name: each for name, each in state.cells.items() if each != cells[name]},
        )
        if (other.tables or other.cells) and other not in earlier:
            earlier.append(other)
    return replace(kept, tables=tables, cells=cells, earlier=(*earlier[:1], *earlier[1:][-_MOST + 1 :]))


def _states(kept: KeptInputs) -> list[KeptState]:
    """Each in full, the last one last."""
    earlier = [KeptState({**kept.tables, **state.tables}, {**kept.cells, **state.cells}) for state in kept.earlier]
    return [*earlier, KeptState(kept.tables, kept.cells)]


def _distance(state: KeptState, typed: TypedInputs) -> int:
    """How many cells differ."""
    loose = (zip(cells, typed.cells.get(name, ()), strict=False) for name, cells in state.cells.items())
    found = sum(not alike(one, other) for pairs in loose for one, other in pairs)
    for key, table in state.tables.items():
        identity, columns = [c.key for c in BY_KEY[key].identity()], list(table.columns)
        if key in typed.tables:
            raw = lines_of(replace(table, given={}), identity)
            found += sum(_differences(raw, typed.tables[key], identity, columns))
    return found


def _differences(
    one: Sequence[Line], other: Sequence[Line], identity: Sequence[str], columns: Sequence[str]
) -> Iterator[int]:
    if not identity:
        rows, others = (Counter(key_of(line.cells, columns) for line in lines) for lines in (one, other))
        yield len(columns) * ((rows - others).total() + (others - rows).total())
        return
    here, there = (_by_name(lines, identity) for lines in (one, other))
    for name in {*here, *there}:
        mine, yours = here.get(name, {}), there.get(name, {})
        yield sum(not alike(mine.get(column), yours.get(column)) for column in columns)


def _by_name(lines: Sequence[Line], identity: Sequence[str]) -> dict[Key, Cells]:
    """Rows that have no name yet by where they stand."""
    return {
        key_of(line.cells, identity)
        if any(text_of(line.cells.get(c)) for c in identity)
        else ("", str(line.row)): line.cells
        for line in lines
    }
