"""Two million deals of ten thousand teams, loaded and checked, against pandas merely reading the same CSV files.

Once as a program writes them, and once as people's systems export them: every text in quotation marks, amounts with
thousands, Chinese customers, ids of digits. With a number of teams as argument, fewer of them; with --profile, what
took the time.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from salessheet.data.load import load
from salessheet.workbook.labels import Words

DEALS_A_TEAM, REPS_A_TEAM = 200, 8
STAGES = np.array(["prospect", "lead", "opportunity", "contract", "won"], dtype=object)


def write(folder: Path, teams: int, *, is_export: bool = False) -> int:
    """Teams, people and deals of a year as CSV files, the same for the same number; returns the number of rows.

    `is_export`: as described above.
    """
    rng = np.random.default_rng(1)
    team = np.array([f"T{number:05}" for number in range(teams)], dtype=object)
    rep = np.array([f"R{number:06}" for number in range(teams * REPS_A_TEAM)], dtype=object)
    count = teams * DEALS_A_TEAM
    place = np.repeat(np.arange(teams) * REPS_A_TEAM, DEALS_A_TEAM) + rng.integers(0, REPS_A_TEAM, count)
    day = np.datetime64("2026-01-01") + rng.integers(0, 300, count)
    reached = rng.integers(0, len(STAGES), count)
    dates = {}
    for number, name in enumerate(("prospect", "lead", "opportunity", "contract", "won")):
        texts = (day + 7 * number).astype(str).astype(object)
        dates[f"{name}_date"] = np.where(reached >= number, texts, "")
    tables = {
        "teams": {"team_id": team, "name": team, "region": np.resize(["North", "South"], teams)},
        "reps": {"rep_id": rep, "name": rep, "team_id": np.repeat(team, REPS_A_TEAM)},
        "deals": {
            "deal_id": [f"D{number:07}" for number in range(count)],
            "rep_id": rep[place],
            "channel": np.resize(["Web", "Partner", "Referral"], count),
            "amount": np.round(rng.gamma(2.0, 40_000, count), 2),
            "stage": STAGES[reached],
            **dates,
        },
    }
    if is_export:
        tables["deals"] |= {
            "deal_id": [f"{number:08}" for number in range(count)],
            "customer_name": [f"客户{number}有限公司" for number in range(count)],
            "amount": [f"{amount:,.2f}" for amount in tables["deals"]["amount"]],
        }
    for name, columns in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL if is_export else csv.QUOTE_MINIMAL)
            writer.writerows([columns, *zip(*columns.values(), strict=True)])
    return sum(len(next(iter(columns.values()))) for columns in tables.values())


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak() -> float:
    """GiB, of this process so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def profiled(folder: Path, words: Words) -> None:
    profile = cProfile.Profile()
    profile.runcall(load, folder, words)
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("teams", nargs="?", type=int, default=10_000)
    arguments.add_argument("--profile", action="store_true")
    asked = arguments.parse_args()
    words = Words.load("en")
    for kind in ("written by a program", "exported"):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            rows = write(folder, asked.teams, is_export=kind == "exported")
            if asked.profile:
                profiled(folder, words)
                continue
            before = peak()
            other = seconds(lambda: [pd.read_csv(path) for path in sorted(folder.glob("*.csv"))])  # noqa: B023  at once
            own = seconds(lambda: load(folder, words))  # noqa: B023
        print(f"{rows:,} rows, {kind}: {own:.1f} s loaded and checked, {other:.1f} s read by pandas:", end=" ")
        print(f"{own / other:.1f} × pandas; memory at its peak {peak():.1f} GiB, {before:.1f} GiB before")


if __name__ == "__main__":
    main()
