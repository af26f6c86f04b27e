"""The centre's workbook of the demo recalculated by each engine: opened, then with one input changed.

LibreOffice, started and warm, is the rival that the others are compared with. Opening counts reading the file, which
all of them share, and calculating every formula.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from salessheet import bundled
from salessheet.batch import Options, plan, run
from salessheet.calc import ENGINES, CalledFunctions, Engine, read
from salessheet.data.load import load
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of

RIVAL = "libreoffice"


def measured(engine: Engine, path: Path) -> tuple[int, float, float]:
    """Formulas, seconds to read, open and calculate, and seconds to calculate again after one input changed."""
    start = time.perf_counter()
    book = read(path)
    with engine.open(book, CalledFunctions()) as calculation:
        calculation.values()
        opened = time.perf_counter() - start
        target = book.named(name_of(Settings.annual_target))
        assert target is not None  # noqa: S101  every workbook has one
        start = time.perf_counter()
        calculation.set({next(target.cells()): 123_456_700.0})
        calculation.values()
        return len(book.covered), opened, time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        data = bundled.path(bundled.Kind.EXAMPLES, "sample")
        run(plan(load(data, Words.load("en")), Options()), Path(scratch))
        found = {}
        for name, made in ENGINES.items():
            with made() as engine:
                measured(engine, Path(scratch) / "T01.xlsx")  # started, and what it compiles once is compiled
                found[name] = measured(engine, Path(scratch) / "centre.xlsx")
    _, rival_opened, rival_changed = found[RIVAL]
    for name, (cells, opened, changed) in found.items():
        ratios = f"{opened / rival_opened:.2f} and {changed / rival_changed:.2f} × {RIVAL}"
        print(f"{name}: {cells:,} cells in {opened:.2f} s, {changed * 1000:.0f} ms after one input changed: {ratios}")


if __name__ == "__main__":
    main()
