"""A small centre whose months can be closed: two teams, one paid in another currency, and most terms there are."""

from __future__ import annotations

import csv
import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from salessheet.data.commission.freezing import frozen
from salessheet.data.commission.snapshots import digest, folder_of, path_of
from salessheet.data.dataset import Dataset
from salessheet.data.load import load
from salessheet.workbook.labels import Words

FILES = {
    "settings": "key,value\ncurrency,CNY\n",
    "teams": "team_id,name,currency\nT1,North,\nT2,South,USD\n",
    "reps": (
        "rep_id,name,team_id,role,hire_date\nR1,Ada,T1,rep,2025-01-01\nR2,Ben,T1,rep,2025-01-01\n"
        "R3,Cho,T2,rep,2025-01-01\nR4,Dai,T2,lead,2025-01-01\n"
    ),
    "deals": "deal_id,rep_id,amount,stage\nD1,R1,100,lead\n",
    "orders": (
        "order_id,rep_id,order_date,amount,cost,currency,refers_to\n"
        "O1,R1,2026-01-10,1000,600,CNY,\nO2,R2,2026-01-20,2500.55,,CNY,\nO3,R3,2026-01-25,300,100,USD,\n"
        "O4,R1,2026-02-03,4000,,CNY,\nO5,R3,2026-02-11,900,,USD,\nO6,R1,2026-02-20,-500,,CNY,O1\n"
        "O7,R2,2026-03-05,8000,,CNY,\nO8,R4,2026-03-09,700.25,,USD,\n"
    ),
    "receipts": (
        "receipt_id,order_id,date,amount\nP1,O1,2026-01-15,1000\nP2,O2,2026-01-31,1500.55\nP3,O3,2026-01-31,300\n"
        "P4,O2,2026-02-15,1000\nP5,O4,2026-02-28,3999.99\nP6,O5,2026-02-28,900\nP7,O6,2026-02-21,-500\n"
        "P8,O7,2026-03-30,8000\nP9,O8,2026-03-30,700.25\n"
    ),
    "splits": "order_id,rep_id,share,kind\nO4,R1,0.6,split\nO4,R3,0.4,split\nO2,R4,0.1,overlay\n",
    "fx": "date,currency,rate\n2025-12-01,USD,7\n2026-02-01,USD,7.1\n2026-03-01,USD,6.9\n",
    "plans": (
        "plan_id,component,role,valid_from,basis,mode,over,cap,cap_over,excess,draw,recoverable,holdback\n"
        "CASH,commission,rep,2026-01-01,cash,marginal,year,150,month,carried,20,1,0.1\n"
        "BOOK,bonus,rep,2026-01-01,booked,slab,quarter,,,,,,\n"
        "LEAD,commission,lead,2026-01-01,booked,marginal,month,,,,,,\n"
    ),
    "plan_tiers": (
        "plan_id,lower,upper,rate\nCASH,0,1000,0.05\nCASH,1000,,0.08\nBOOK,0,3000,0.01\nBOOK,3000,,0.02\nLEAD,0,,0.03\n"
    ),
    "adjustments": "period,payee,line,amount,reason,refers_to\n2026-01,R2,correction,-10.18,late split,O2\n",
}
"""The tables as files, by key."""

MONTHS = tuple(pd.Timestamp(2026, month, 1) for month in (1, 2, 3, 4))

Change = Callable[[Path], object]


def written(folder: Path, **files: str) -> Path:
    """The centre as a folder of CSV files, some of them others."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, text in {**FILES, **files}.items():
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    return folder


def loaded(folder: Path) -> Dataset:
    return load(folder, Words.load("en"))


def closed_by_hand(folder: Path, *periods: pd.Timestamp) -> None:
    """The periods frozen one after the other, without the command."""
    for period in periods:
        raw = frozen(loaded(folder), period).content()
        folder_of(folder).mkdir(exist_ok=True)
        path_of(folder, period).write_bytes(raw)
        with (folder / "periods.csv").open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if file.tell() == 0:
                writer.writerow(("period", "status", "closed_on", "hash"))
            writer.writerow((f"{period:%Y-%m}", "closed", "2026-06-01", digest(raw)))


def closed_until_february(folder: Path) -> Path:
    """The centre with January and February closed by hand, which is made once and copied."""
    for name, raw in _closed_until_february().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return folder


@functools.cache
def _closed_until_february() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as made:
        folder = written(Path(made))
        closed_by_hand(folder, *MONTHS[:2])
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def replaced(key: str, old: str, new: str) -> Change:
    """A change of one text in the file of a table, which must be there."""

    def change(folder: Path) -> None:
        path = folder / f"{key}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def added(key: str, row: str) -> Change:
    def change(folder: Path) -> None:
        with (folder / f"{key}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")

    return change
