"""One team with 200,000 deals: its workbook from loading to the manifest, and the memory that takes.

DEALS says how many deals there are. Beside it the rows merely read with pandas.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

import pandas as pd

from salessheet.batch import build
from salessheet.data.sample import sample, write

DEALS = int(os.environ.get("DEALS", "200000"))
REPS = 20


def peak() -> float:
    """Of this process so far, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(sample(teams=1, reps=REPS, deals=DEALS), folder / "data")
        start = time.process_time()
        rows = sum(len(pd.read_csv(path, low_memory=False)) for path in (folder / "data").glob("*.csv"))
        reading, before = time.process_time() - start, peak()
        start = time.process_time()
        report = build(folder / "data", folder / "built", lang="en", teams=("T01",), jobs=1)
        building = time.process_time() - start
        (book,) = report.workbooks
        size = (folder / "built" / book.file).stat().st_size / 2**20
        print(f"{DEALS:,} deals of one team, {rows:,} rows in all: read by pandas in {reading:.1f} s of CPU")
        print(f"  a workbook of {size:.0f} MiB in {building:.1f} s of CPU, {building / reading:.0f} times that")
        print(f"  memory {before:.1f} GiB before, {peak():.1f} GiB at most")


if __name__ == "__main__":
    main()
