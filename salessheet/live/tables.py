"""The input tables of an open workbook: their rows as data, and rows added below those in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from salessheet.data.checks.identities import alike_above
from salessheet.data.collecting.meaning import typed_text
from salessheet.data.filling.input_tables import column_cells
from salessheet.data.load import Judged, judged
from salessheet.data.reading.delimited import text_grid
from salessheet.data.sources import RawSource, RawTable, shaped
from salessheet.errors import RefusedRows
from salessheet.live.book import LiveBook, not_in
from salessheet.live.refusals import refused
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import Place
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Scalar
from salessheet.workbook.rules import Severity
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Reps, SettingRows, Teams

_GIVEN: Final = "CSV"

Cells = Mapping[Column, list[Scalar]]
"""The columns of a table that a workbook holds, each over its rows in use."""


def rows_in(live: LiveBook, table: type[Table]) -> Cells:
    """Rows up to the last that is not blank. Raises NotInWorkbook where the workbook lacks the table."""
    held = [column for column in table.columns() if live.holds(column)]
    if not held:
        raise not_in(live, table)
    cells = live.cells(held)
    rows = max((i + 1 for column in cells.values() for i, cell in enumerate(column) if cell is not None), default=0)
    return {column: cells[column][:rows] for column in held}


@dataclass(frozen=True, eq=False)
class Added:
    """What is to stand in which cells, by column, for so many rows. `alike`: rows of the sheet that say the same."""

    cells: Mapping[Place, list[Scalar]]
    rows: int
    alike: tuple[int, ...]


def added(live: LiveBook, table: type[Table], text: str, *, again: bool = False) -> Added:
    """The rows of a text of comma-separated values, below the rows in use.

    The whole workbook is checked with them, as data that is built is. A row that stands there already, alike in every
    column of the text, is left out once for each time that it does, unless it is to be added `again`. Raises
    RefusedRows for any problem of the new rows, whatever `build` would make of it, and for one that an older row gets
    by them; for a column that the table or this workbook does not have; where the last row in use is incomplete, as a
    row of totals is; and where the table has too few rows left.
    """
    words, own, new = live.words(), rows_in(live, table), shaped(table, _GIVEN, text_grid(Path(_GIVEN), text))
    first = live.places[next(iter(own))]
    _refuse_incomplete(own, first, words)
    tables = {t.key: _raw(t, rows_in(live, t)) for t in SALES_CENTER.tables if any(map(live.holds, t.columns()))}
    tables = _with_teams({key: raw for key, raw in tables.items() if len(raw.rows)})  # a blank one says nothing
    standing = _where_it_stands(_raw(table, own), first)
    height, found = len(standing.rows), _judged(live, {**tables, table.key: _below(standing, new)})
    wrong = [f"{f'{p.where} {p.column}'.strip()}: {p.wrong} {p.mend}" for p in found.problems if p.file == _GIVEN]
    if left_out := _left_out(found):
        before = _left_out(_judged(live, {**tables, table.key: standing}))
        wrong += [problem for problem in left_out if problem not in before]
    held = {column.key for column in own}
    unheld = [*new.unread, *(key for key in new.columns if key not in held)]
    wrong += [words.text("refusal.rows.no_column").format(heading=heading) for heading in unheld]
    if wrong:
        raise refused(RefusedRows, words, "rows", table=words.title(table), problems="\n".join(wrong))
    columns = [column for column in own if column.key in new.columns]
    rows = found.tables[table.key]
    alike = {} if again else alike_above(rows, columns, height)
    frame = rows.frame.drop(index=[*range(height), *alike])
    count, room = len(frame), min(live.places[column].rows for column in own) - height
    if count > room:
        raise refused(RefusedRows, words, "no_room", table=words.title(table), rows=count, room=room)
    below = {column: live.places[column] for column in columns} if count else {}
    cells = {
        Place(at.sheet, at.top + height, at.left, count, 1): [*map(_cell, column_cells(c, frame[c.key], count, words))]
        for c, at in below.items()
    }
    return Added(cells, count, tuple(int(standing.rows[place]) for place in alike.values()))


def _refuse_incomplete(own: Cells, first: Place, words: Words) -> None:
    """Rows below it would stand apart from the others: where it is a row of totals, outside of the table."""
    last = _height(own) - 1
    lacking = [column for column, cells in own.items() if last >= 0 and _is_lacking(column, cells[last])]
    if lacking:
        named = words.listed(map(words.label, lacking))
        raise refused(RefusedRows, words, "incomplete", row=first.top + last, sheet=first.sheet, columns=named)


def _is_lacking(column: Column, cell: Scalar) -> bool:
    return cell is None and column.is_needed and column.default is None


def _left_out(found: Judged) -> list[str]:
    """Of rows that stand in the workbook: why a build leaves them out."""
    return [str(p) for p in found.problems if p.file != _GIVEN and p.severity is Severity.REFUSED]


def _judged(live: LiveBook, tables: Mapping[str, RawTable]) -> Judged:
    return judged(RawSource(live.book.name, {SettingRows.key: _settings(live), **tables}, ()), live.words())


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
