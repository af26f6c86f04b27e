"""The xlwings engine against openpyxl itself, for the same cells: each step's seconds, and how many times as long.

A million cells written from a DataFrame and read back into one; half a million written into a workbook that is opened
and saved; a workbook full of formulas opened and their results read, against one load by openpyxl. Each case runs in
a process of its own, so that peak memory is that of the case.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from salessheet import bundled, engine

ROWS, COLUMNS = 100_000, 10
Steps = dict[str, float]


class Watch:
    """Seconds of the processor since the last step: what else the machine does is not counted."""

    def __init__(self) -> None:
        self.steps: Steps = {}
        self._last = time.process_time()

    def step(self, name: str) -> None:
        self.steps[name] = time.process_time() - self._last
        self._last = time.process_time()


def frame(rows: int) -> pd.DataFrame:
    """Numbers, a text and a date: what a table of deals is made of."""
    numbers = {f"n{i}": np.arange(rows) * (i + 0.25) for i in range(COLUMNS - 2)}
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(rows) % 365, unit="D")
    return pd.DataFrame(numbers | {"text": [f"deal {i}" for i in range(rows)], "day": days})


def engine_frame(folder: Path, watch: Watch) -> None:
    table, path = frame(ROWS), folder / "engine.xlsx"
    watch.step("prepare")
    with engine.open_book() as book:
        book.sheets[0]["A1"].options(index=False).value = table
        watch.step("write")
        book.save(path)
        watch.step("save")
    with engine.open_book(path) as book:
        watch.step("open")
        back = book.sheets[0].used_range.options(pd.DataFrame, index=False).value
        watch.step("read")
    assert back.shape == table.shape  # noqa: S101  what is measured is the right thing


def openpyxl_frame(folder: Path, watch: Watch) -> None:
    table, path = frame(ROWS), folder / "openpyxl.xlsx"
    watch.step("prepare")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append(list(row))
    watch.step("write")
    book.save(path)
    watch.step("save")
    book = openpyxl.load_workbook(path)
    watch.step("open")
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    back = pd.DataFrame(rows[1:], columns=rows[0])
    watch.step("read")
    assert back.shape == table.shape  # noqa: S101  as above


def engine_edit(folder: Path, watch: Watch) -> None:
    rows = frame(ROWS // 2).to_numpy().tolist()
    watch.step("prepare")
    with engine.open_book(folder / "template.xlsx") as book:
        watch.step("open")
        book.sheets[0]["A100"].value = rows
        watch.step("write")
        book.save(folder / "edited.xlsx")
        watch.step("save")


def openpyxl_edit(folder: Path, watch: Watch) -> None:
    rows = frame(ROWS // 2).to_numpy().tolist()
    watch.step("prepare")
    book = openpyxl.load_workbook(folder / "template.xlsx")
    watch.step("open")
    sheet = book.worksheets[0]
    for i, row in enumerate(rows, 100):
        for j, value in enumerate(row, 1):
            sheet.cell(i, j, value)
    watch.step("write")
    book.save(folder / "edited2.xlsx")
    watch.step("save")


def engine_formulas(folder: Path, watch: Watch) -> None:
    with engine.open_book(folder / "formulas.xlsx") as book:
        values = [sheet.used_range.value for sheet in book.sheets]
        watch.step("open and read results")
    assert values  # noqa: S101  as above


def openpyxl_formulas(folder: Path, watch: Watch) -> None:
    book = openpyxl.load_workbook(folder / "formulas.xlsx")
    values = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    watch.step("open and read results")
    assert values  # noqa: S101  as above


CASES: dict[str, tuple[Callable[[Path, Watch], None], Callable[[Path, Watch], None]]] = {
    f"{ROWS * COLUMNS:,} cells from a DataFrame and back": (engine_frame, openpyxl_frame),
    f"{ROWS * COLUMNS // 2:,} cells into a workbook": (engine_edit, openpyxl_edit),
    "200,000 formulas": (engine_formulas, openpyxl_formulas),
}


def prepare(folder: Path) -> None:
    template = bundled.path(bundled.Kind.TEMPLATES, "SalesCenter.xlsx")
    (folder / "template.xlsx").write_bytes(template.read_bytes())
    import xlsxwriter

    with xlsxwriter.Workbook(folder / "formulas.xlsx") as book:
        sheet = book.add_worksheet()
        for row in range(40_000):
            sheet.write(row, 0, row)
            for column in range(1, 6):
                sheet.write_formula(row, column, f"=A{row + 1}*{column}", None, row * column)


def measure(case: Callable[[Path, Watch], None], folder: Path, answer: multiprocessing.Queue[str]) -> None:
    warnings.simplefilter("ignore")
    with engine.open_book() as book:  # so that no case counts the imports
        book.save(folder / "first.xlsx")
    openpyxl.load_workbook(folder / "first.xlsx")
    watch = Watch()
    case(folder, watch)
    watch.steps.pop("prepare", None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.put(json.dumps([watch.steps, peak]))


def measured(case: Callable[[Path, Watch], None], folder: Path) -> tuple[Steps, float]:
    """Seconds of the processor a step, and the process's peak memory in MiB."""
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.Queue[str] = context.Queue()
    process = context.Process(target=measure, args=(case, folder, answer))
    process.start()
    steps, peak = json.loads(answer.get())
    process.join()
    return steps, peak


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        prepare(folder)
        for name, (ours, rival) in CASES.items():
            mine, my_peak = measured(ours, folder)
            other, other_peak = measured(rival, folder)
            steps = ", ".join(f"{step} {mine[step]:.1f} s ({mine[step] / other[step]:.2f} ×)" for step in mine)
            whole = sum(mine.values()) / sum(other.values())
            print(f"{name}: {steps}; in all {whole:.2f} × openpyxl, peak {my_peak:,.0f} MiB against {other_peak:,.0f}")


if __name__ == "__main__":
    main()
