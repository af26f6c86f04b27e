"""A team's finished workbook (20 people, 2,000 deals), against openpyxl writing the same cells without computing any.

The rival gets every cell ready-made, formulas as text, and sets one style a cell; it makes no chart and no check.
"""

from __future__ import annotations

import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

from salessheet.batch.books import Order, make
from salessheet.data.dataset import as_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team, teams
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour

ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def rewritten(book: openpyxl.Workbook, path: Path) -> None:
    """The same cells into a new workbook."""
    copy, font = openpyxl.Workbook(), Font(name="Calibri", size=10)
    for sheet in book:
        target = copy.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    target.cell(cell.row, cell.column, cell.value).font = font
    copy.save(path)


def main() -> None:
    warnings.simplefilter("ignore")  # openpyxl names each extension of a workbook that it does not read
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(sample(teams=1, reps=20, deals=2_000), folder / "data")
        dataset = load(folder / "data", Words.load("en"))
        today = as_of(dataset)
        assert today is not None  # noqa: S101  the sample has dates
        order = Order(
            for_team(dataset, teams(dataset)[0]), teams(dataset)[0], today.replace(day=1), today, "en", Flavour.NATIVE
        )
        make(order, folder / "book.xlsx")  # compiled once a process
        own = seconds(lambda: make(order, folder / "book.xlsx"))
        cells = openpyxl.load_workbook(folder / "book.xlsx")
        other = seconds(lambda: rewritten(cells, folder / "copy.xlsx"))
        print(f"one workbook: {own:.2f} s, openpyxl with the same cells {other:.2f} s: {own / other:.2f} × openpyxl")
        tracemalloc.start()
        make(order, folder / "book.xlsx")
        print(f"memory at its peak: {tracemalloc.get_traced_memory()[1] / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
