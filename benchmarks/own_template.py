"""A team's workbook (20 people, 2,000 deals) from a company's template, against openpyxl filling that in.

The rival loads the template, writes into it every cell that the finished workbook has, ready-made, and saves; it
computes nothing, moves nothing, and what it does not know it loses. CPU seconds, the best of some rounds.
"""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
from openpyxl.cell import MergedCell

from salessheet.batch import write_template
from salessheet.batch.books import Order, make
from salessheet.data.dataset import as_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team, teams
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour

ROUNDS = 3


def cpu_seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def filled(template: Path, cells: dict[str, list[tuple[int, int, object]]], path: Path) -> None:
    book = openpyxl.load_workbook(template)
    for title, values in cells.items():
        sheet = book[title]
        for row, column, value in values:
            cell = sheet.cell(row, column)
            if not isinstance(cell, MergedCell):
                cell.value = value
    book.save(path)


def main() -> None:
    warnings.simplefilter("ignore")  # openpyxl names each extension of a workbook that it does not read
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(sample(teams=1, reps=20, deals=2_000), folder / "data")
        dataset = load(folder / "data", Words.load("en"))
        today = as_of(dataset)
        assert today is not None  # noqa: S101  the sample has dates
        team = teams(dataset)[0]
        write_template(folder / "template.xlsx", formulas=Flavour.NATIVE)
        order = Order(for_team(dataset, team), team, today.replace(day=1), today, "en", Flavour.NATIVE)
        stamped = replace(order, template=folder / "template.xlsx")
        make(stamped, folder / "book.xlsx")  # taken apart and compiled once a process
        make(order, folder / "written.xlsx")
        own = cpu_seconds(lambda: make(stamped, folder / "book.xlsx"))
        written = cpu_seconds(lambda: make(order, folder / "written.xlsx"))
        book = openpyxl.load_workbook(folder / "book.xlsx")
        cells = {
            s.title: [(c.row, c.column, c.value) for row in s.iter_rows() for c in row if c.value is not None]
            for s in book
        }
        other = cpu_seconds(lambda: filled(folder / "template.xlsx", cells, folder / "copy.xlsx"))
        print(f"from a template, with every value computed: {own:.2f} s; openpyxl filling it in {other:.2f} s")
        print(f"openpyxl takes {other / own:.1f} × as long; written anew by XlsxWriter {written / own:.1f} × as long")


if __name__ == "__main__":
    main()
