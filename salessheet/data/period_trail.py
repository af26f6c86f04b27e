"""What audit.csv says of closed periods, against what the table periods says: a row that is gone opens nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from salessheet.data.audit_trail import AUDIT, HEADING
from salessheet.data.commission.history import CLOSED
from salessheet.data.commission.steps import NOTE
from salessheet.data.dataset import Dataset
from salessheet.data.problems import Problem, worded
from salessheet.data.reading import encodings
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Periods

_KIND: Final = "closed_in_audit"


def problems(dataset: Dataset, words: Words) -> tuple[Problem, ...]:
    """A problem for each period that was closed, and that the table now has as open, or with another hash.

    `audit.csv` says so by the last of its rows on the period. While an unfinished run is still to be seen to, the two
    may differ; a source without the file says nothing.
    """
    folder = Path(dataset.source)
    if "://" in dataset.source or not (folder / AUDIT).is_file() or (folder / NOTE).exists():
        return ()
    rows = dataset.table(Periods).itertuples()
    stands = {f"{row.period:%Y-%m}": (row.status, str(row.hash).strip().lower()) for row in rows}
    return tuple(
        _problem(closed, words, period)
        for period, closed in _closed(folder / AUDIT)
        if stands.get(period) != (closed["status"], closed["hash"])
    )


def _closed(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Period → its row as the trail has it and the file it is in, of those that its last entry leaves closed."""
    reader = csv.DictReader(io.StringIO(encodings.decoded(path, path.read_bytes()).text, newline=""))
    if tuple(reader.fieldnames or ()) != HEADING:
        return
    last = {entry["key"]: entry for entry in reader if entry["table"] == Periods.key and "/" not in entry["file"]}
    for period, entry in last.items():
        row = dict(part.partition("=")[::2] for part in (entry["new"] or "").split("; "))
        if row.get("status") == CLOSED and "hash" in row:
            yield period, {"closed_on": "", **row, "file": entry["file"]}


def _problem(closed: Mapping[str, str], words: Words, period: str) -> Problem:
    row = ", ".join((period, CLOSED, closed["closed_on"], closed["hash"]))
    wrong, mend = worded(words, _KIND, period=period, row=row)
    return Problem(closed["file"], 0, "", wrong, mend, Severity.REFUSED, Periods.key, kind=_KIND)
