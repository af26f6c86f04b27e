"""The input tables of an open workbook: their rows as data, and rows added below those in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from salessheet.data.collecting.meaning import typed_text
from salessheet.data.filling.input_tables import column_cells
from salessheet.data.load import checked
from salessheet.data.reading.delimited import text_grid
from salessheet.data.sources import RawSource, RawTable, shaped
from salessheet.errors import RefusedRows
from salessheet.live.book import LiveBook, not_in
from salessheet.live.refusals import refused
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.layout import Place
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Reps, SettingRows, Teams

_GIVEN: Final = "CSV"

Cells = Mapping[Column, list[Scalar]]
"""The columns of a table that a workbook holds, each over its rows in use."""


@dataclass(frozen=True, eq=False)
class NewRows:
    """Rows to be put below those in use. `cells`: what is to stand where, by column.

    `alike`: how many say in every column what a row in use says, in a table whose rows have no ids to be told by.
    """

    count: int
    cells: Mapping[Place, list[Scalar]]
    alike: int = 0


def rows_in(live: LiveBook, table: type[Table]) -> Cells:
    """Rows up to the last that is not blank. Raises NotInWorkbook where the workbook lacks the table."""
    held = [column for column in table.columns() if live.holds(column)]
    if not held:
        raise not_in(live, table)
    cells = live.cells(held)
    rows = max((i + 1 for column in cells.values() for i, cell in enumerate(column) if cell is not None), default=0)
    return {column: cells[column][:rows] for column in held}


def added(live: LiveBook, table: type[Table], text: str) -> NewRows:
    """The rows of a text of comma-separated values, as they are to stand below the rows in use.

    The whole workbook is checked with them, as data that is built is. Raises RefusedRows
    for any problem of the new rows, whatever `build` would make of it; for a column that the table or this workbook
    does not have; where the table has too few rows left; and where all of them stand in it already, as after a second
    import of the same file.
    """
    words, own, new = live.words(), rows_in(live, table), shaped(table, _GIVEN, text_grid(Path(_GIVEN), text))
    tables = {t.key: _raw(t, rows_in(live, t)) for t in SALES_CENTER.tables if any(map(live.holds, t.columns()))}
    tables = _with_teams({key: raw for key, raw in tables.items() if len(raw.rows)})  # a blank one says nothing
    count, rows = len(new.rows), _height(own)
    tables[table.key] = _below(_where_it_stands(_raw(table, own), live.places[next(iter(own))]), new)
    found = checked(RawSource(live.book.name, {SettingRows.key: _settings(live), **tables}, ()), words)
    wrong = [f"{f'{p.where} {p.column}'.strip()}: {p.wrong} {p.mend}" for p in found.problems if p.file == _GIVEN]
    held = {column.key for column in own}
    unheld = [*new.unread, *(key for key in new.columns if key not in held)]
    wrong += [words.text("refusal.rows.no_column").format(heading=heading) for heading in unheld]
    room = min(live.places[column].rows for column in own) - rows
    if count > room:
        wrong.append(words.text("refusal.rows.no_room").format(rows=count, room=room))
    places = {c: live.places[c] for c in own if c.key in new.columns}
    refusal = partial(refused, RefusedRows, words, "rows", table=words.title(table))
    if wrong:
        raise refusal(problems="\n".join(wrong))
    frame = found.table(table)
    cells = {c: [*map(_cell, column_cells(c, frame[c.key], len(frame), words))] for c in places}
    alike = 0 if table.identity() else _alike([*zip(*cells.values(), strict=True)], count)
    if count and alike == count:
        raise refusal(problems=words.text("refusal.rows.all_there"))
    below = {Place(at.sheet, at.top + rows, at.left, count, 1): cells[c][-count:] for c, at in places.items() if count}
    return NewRows(count, below, alike)


def _alike(rows: Sequence[tuple[Scalar, ...]], new: int) -> int:
    """How many of the last rows are the same as one of those above, each of which is the same as one at most."""
    old = len(rows) - new
    return (Counter(rows[:old]) & Counter(rows[old:])).total()


def _with_teams(tables: dict[str, RawTable]) -> dict[str, RawTable]:
    """Where a workbook has no table of teams, its people's are all that there are."""
    people = tables.get(Reps.key)
    named = () if people is None else dict.fromkeys(people.columns.get(Reps.team_id.key, ()))
    teams = [team for team in named if team]
    if Teams.key in tables or not teams:
        return tables
    known = np.array(teams, dtype=object)
    columns = {Teams.team_id.key: known, Teams.name.key: known}
    return {**tables, Teams.key: RawTable(Teams, Teams.key, columns, np.arange(1, len(teams) + 1))}


def _height(cells: Cells) -> int:
    return len(next(iter(cells.values())))


def _raw(table: type[Table], cells: Cells) -> RawTable:
    """The rows as a text file would have them."""
    texts = {
        column.key: np.array([typed_text(_number(cell), column.measure) for cell in own], dtype=object)
        for column, own in cells.items()
    }
    return RawTable(table, table.key, texts, np.arange(1, _height(cells) + 1))


def _where_it_stands(raw: RawTable, first: Place) -> RawTable:
    """With the numbers of its rows on its sheet, by whose name they are told from those of a file."""
    return replace(raw, file=first.sheet, rows=raw.rows + first.top - 1)


def _number(cell: Scalar) -> float | str | None:
    return float(cell) if isinstance(cell, int) else cell


def _below(own: RawTable, new: RawTable) -> RawTable:
    """One table below the other, each row of the file that it is of; what is known of the new rows moves with them."""
    heights = len(own.rows), len(new.rows)
    keys = dict.fromkeys([*own.columns, *new.columns])
    blank = [np.full(height, "", dtype=object) for height in heights]
    columns = {key: np.concatenate([own.columns.get(key, blank[0]), new.columns.get(key, blank[1])]) for key in keys}
    files = np.array([own.file] * heights[0] + [new.file] * heights[1], dtype=object)
    ragged = tuple(replace(row, place=row.place + heights[0]) for row in new.ragged)
    again = tuple(place + heights[0] for place in new.again)
    rows = np.concatenate([own.rows, new.rows])
    return RawTable(own.table, own.file, columns, rows, ragged=ragged, files=files, again=again)


def _settings(live: LiveBook) -> RawTable:
    """What the rows are checked against and only the settings say: the first fiscal month, and the currency."""
    found = live.cells([FiscalYear.start, Settings.currency])
    (start,), (currency,) = found[FiscalYear.start], found[Settings.currency]
    said = {"first_month": typed_text(_number(start), FiscalYear.start.measure)[5:7], "currency": str(currency or "")}
    columns = {"key": np.array([*said], dtype=object), "value": np.array([*said.values()], dtype=object)}
    return RawTable(SettingRows, SettingRows.key, columns, np.arange(1, len(said) + 1))


def _cell(cell: object) -> Scalar:
    """As workbooks hold it: a blank as None."""
    if cell is None or cell == "" or cell != cell:  # noqa: PLR0124  only NaN differs from itself
        return None
    return cell if isinstance(cell, (str, bool)) else float(cell)  # type: ignore[arg-type]  # a number of numpy
