"""A team's finished workbook (20 people, 2,000 deals), against programs that fill its template with ready-made cells.

The rivals load the template, write into it every cell that the finished workbook has, and save; they compute nothing,
move nothing, and what some of them do not know they lose. XlsxWriter writes the same workbook anew. CPU seconds, the
best of some rounds. wolfxl and excelize take part where they are installed: pip install wolfxl excelize.
"""

from __future__ import annotations

import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.utils import get_column_letter

from salessheet.batch import write_template
from salessheet.batch.books import Order, make
from salessheet.data.dataset import as_of
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team, teams
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.lint.structure import structural_findings
from salessheet.xlsx.template import packed

ROUNDS = 3

Cells = dict[str, list[tuple[int, int, Any]]]


def cpu_seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def by_openpyxl(
    template: Path, cells: Cells, path: Path, loaded: Callable[[Path], Any] = openpyxl.load_workbook
) -> None:
    book = loaded(template)
    for title, values in cells.items():
        sheet = book[title]
        for row, column, value in values:
            cell = sheet.cell(row, column)
            if not isinstance(cell, MergedCell):
                with suppress(AttributeError):  # of a merged cell
                    cell.value = value
    book.save(path)


def by_excelize(excelize: Any, template: Path, cells: Cells, path: Path) -> None:  # noqa: ANN401  where it is installed
    book = excelize.open_file(str(template))
    for title, values in cells.items():
        for row, column, value in values:
            address = f"{get_column_letter(column)}{row}"
            if isinstance(value, str) and value.startswith("="):
                book.set_cell_formula(title, address, value[1:])
            else:
                book.set_cell_value(title, address, value if isinstance(value, str | int | float) else str(value))
    book.save_as(str(path))
    book.close()


def rivals(template: Path, cells: Cells, folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "openpyxl", lambda: by_openpyxl(template, cells, folder / "copy.xlsx")
    with suppress(ImportError):
        wolfxl = import_module("wolfxl")
        yield (
            "wolfxl",
            lambda: by_openpyxl(
                template, cells, folder / "copy.xlsx", lambda file: wolfxl.load_workbook(file, modify=True)
            ),
        )
    with suppress(ImportError):
        excelize = import_module("excelize")
        yield "excelize", lambda: by_excelize(excelize, template, cells, folder / "copy.xlsx")


def main() -> None:
    warnings.simplefilter("ignore")  # openpyxl names each extension of a workbook that it does not read
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(sample(teams=1, reps=20, deals=2_000), folder / "data")
        dataset = load(folder / "data", Words.load("en"))
        today = as_of(dataset)
        assert today is not None  # noqa: S101  the sample has dates
        team, month = teams(dataset)[0], today.replace(day=1)
        order = Order(for_team(dataset, team), team, month, today, "en", Flavour.NATIVE)
        template = folder / "template.xlsx"
        write_template(template, formulas=Flavour.NATIVE)
        stamped = replace(order, template=template, template_sha256=sha256(template.read_bytes()).hexdigest())
        for each in (order, stamped):
            make(each, folder / "book.xlsx")  # compiled once a process
        own = cpu_seconds(lambda: make(order, folder / "book.xlsx"))
        from_template = cpu_seconds(lambda: make(stamped, folder / "book.xlsx"))
        book = openpyxl.load_workbook(folder / "book.xlsx")
        cells = {s.title: [(c.row, c.column, c.value) for row in s for c in row if c.value is not None] for s in book}
        count = sum(map(len, cells.values()))
        print(f"one workbook of {count:,} cells, with every value computed: {own:.2f} s of CPU")
        print(f"  into a company's template: {from_template:.2f} s")
        for name, work in rivals(template, cells, folder):
            other = cpu_seconds(work)
            print(f"  {name}, filling in the same cells: {other:.2f} s, {other / from_template:.1f} × as long")
        edition = edition_of(order.dataset, Scope(team, month, today, 1, Words.load("en"), "1.0"), Flavour.NATIVE)
        anew = cpu_seconds(lambda: packed(edition, "Title"))
        print(f"  XlsxWriter, writing the same cells anew: {anew:.2f} s, {anew / own:.1f} × as long")
        looked = cpu_seconds(lambda: structural_findings((folder / "book.xlsx").read_bytes()))
        print(f"  every rule of the file looked at, as for the first workbook of a run: {looked:.2f} s")
        tracemalloc.start()
        make(order, folder / "book.xlsx")
        print(f"  memory at its peak: {tracemalloc.get_traced_memory()[1] / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
