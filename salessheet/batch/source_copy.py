"""The tables of a source as a new folder of files that can be changed, with all that people wrote into them."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

from salessheet.data.reading import spreadsheets
from salessheet.data.reading.grids import Grid
from salessheet.data.sources import RawTable, read


def copied(source: Path, out: Path) -> tuple[str, ...]:
    """The folder as it is, but for what is hidden; of a workbook a file a table, and the names of what holds none.

    Columns that a table does not have go along, under their own headings. Raises OSError, and as `read`.
    """
    if source.is_dir():
        hidden = shutil.ignore_patterns(".*", "~$*")
        shutil.copytree(source, out, ignore=hidden, dirs_exist_ok=True)
        return ()
    raw = read(source)
    sheets = {f"{source.name} · {sheet}": grid for sheet, grid in spreadsheets.sheets(source).items()}
    for key, table in raw.tables.items():
        columns = {**table.columns, **dict(_others(table, sheets[table.file]))}
        with (out / f"{key}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    return raw.ignored


def _others(table: RawTable, grid: Grid) -> Iterator[tuple[str, list[str]]]:
    """The columns of a sheet that its table does not have."""
    cells = dict(grid.rows)
    body = [cells[number] for number in table.rows.tolist()]
    above = [row for number, row in grid.rows if not body or number < table.rows[0]]
    for place, heading in enumerate(above[-1] if above else []):
        if heading.strip() in table.unread:
            yield heading.strip(), [row[place] if place < len(row) else "" for row in body]
