"""Closed periods as they were closed: each a file beside the tables, whose hash stands in the table periods.

Pays and corrections are there in the settings' currency, and once more in that of the payee's team where it is another
one, so that no rate of a later day can change what was paid.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import pandas as pd

from salessheet.data.commission import snapshot_file
from salessheet.data.commission.records import ADJUSTMENTS, CORRECTIONS, LINES, PAID_IN, PAYS, Columns, shaped
from salessheet.errors import UnsoundSnapshot

FOLDER: Final = "snapshots"
_SORTED_BY: Final = {
    "lines": ["payee", "component"],
    "pays": ["payee", "component", "paid_in"],
    "adjustments": list(ADJUSTMENTS),
    "corrections": ["payee", "paid_in", "of_period", "component", "kind", "document"],
}
_MEND: Final = "Put the file back as it was when the period was closed, or reopen the period and close it again."


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A period as it was closed. `pays` and `corrections` have the column `paid_in` besides theirs: one a currency.

    Rows are by payee and component, credit lines then in the order in which they were counted.
    """

    period: pd.Timestamp
    lines: pd.DataFrame
    pays: pd.DataFrame
    adjustments: pd.DataFrame
    corrections: pd.DataFrame

    @staticmethod
    def of(
        period: pd.Timestamp,
        lines: pd.DataFrame,
        pays: pd.DataFrame,
        adjustments: pd.DataFrame,
        corrections: pd.DataFrame,
    ) -> Snapshot:
        """The rows of the period out of frames of many."""

        def mine(name: str, frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
            """Texts by their characters, as on every machine; equals stay in the order they have."""
            rows = frame[(frame["period"] == period).to_numpy(dtype=bool)]
            return shaped(rows.sort_values(_SORTED_BY[name], kind="stable"), columns)

        return Snapshot(
            period,
            mine("lines", lines, LINES),
            mine("pays", pays, PAYS | PAID_IN),
            mine("adjustments", adjustments, ADJUSTMENTS),
            mine("corrections", corrections, CORRECTIONS | PAID_IN),
        )

    def of_payees(self, payees: Collection[str]) -> Snapshot:
        """What concerns these people alone."""

        def theirs(frame: pd.DataFrame) -> pd.DataFrame:
            return frame[frame["payee"].isin(payees)].reset_index(drop=True)

        return replace(
            self,
            lines=theirs(self.lines),
            pays=theirs(self.pays),
            adjustments=theirs(self.adjustments),
            corrections=theirs(self.corrections),
        )

    def content(self) -> bytes:
        """The bytes of its file."""
        return snapshot_file.content(
            {"line": self.lines, "pay": self.pays, "adjustment": self.adjustments, "correction": self.corrections}
        )


def folder_of(source: str | Path) -> Path:
    """The folder of the snapshots of a source: in the folder of its tables, or beside the workbook."""
    path = Path(source)
    return (path.parent if path.is_file() else path) / FOLDER


def path_of(source: str | Path, period: pd.Timestamp) -> Path:
    return folder_of(source) / f"{period:%Y-%m}.csv"


def digest(raw: bytes) -> str:
    """The SHA-256 of a file, as the table periods has it."""
    return sha256(raw).hexdigest()


def verified(source: str | Path, period: pd.Timestamp, wanted: str) -> Snapshot:
    """The snapshot of a closed period. Raises UnsoundSnapshot if it is missing, or its hash is not the one wanted."""
    if "://" in str(source):
        raise UnsoundSnapshot(
            source, f"{period:%Y-%m} is closed, and a database does not hold the file of what it was closed with.",
            "Read the data from the folder of CSV files in which the period was closed.",
        )  # fmt: skip  # a sentence, a line
    path = path_of(source, period)
    if not wanted:
        raise UnsoundSnapshot(
            path,
            f"the table periods says that {period:%Y-%m} is closed, but has no hash of what was closed.",
            "Set its status to open, then close it with `salessheet close`.",
        )
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise UnsoundSnapshot(path, f"the snapshot of {period:%Y-%m}, which is closed, is missing.", _MEND) from error
    except OSError as error:
        raise UnsoundSnapshot(path, f"it cannot be read ({error.strerror}).", "Check its permissions.") from error
    if digest(raw) != wanted.strip().lower():
        raise UnsoundSnapshot(
            path, f"the snapshot of {period:%Y-%m} was changed since the period was closed: its hash differs.", _MEND
        )
    return read(raw, period, path)


def read(raw: bytes, period: pd.Timestamp, path: Path | str = "") -> Snapshot:
    """The period in the bytes of a file. Raises UnsoundSnapshot, which names the path, where they are none."""
    try:
        found = snapshot_file.read(raw)
    except snapshot_file.UnknownColumns as error:
        raise UnsoundSnapshot(
            path, f"this version does not know its columns {error}.", "Use the version that closed the period."
        ) from error
    except ValueError as error:
        raise UnsoundSnapshot(path, f"this is no snapshot of a period ({error}).", _MEND) from error
    return Snapshot(period, found["line"], found["pay"], found["adjustment"], found["correction"])
