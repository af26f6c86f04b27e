"""A workbook compared with what the declaration makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from salessheet.calc.soundness import books
from salessheet.calc.soundness.cells import CellComparison
from salessheet.calc.soundness.dependents import Dependents
from salessheet.calc.soundness.expected import expected
from salessheet.calc.soundness.findings import Finding, run_together
from salessheet.calc.soundness.regions import Regions
from salessheet.calc.soundness.sheets import SheetComparison
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.identity import Identity, identity
from salessheet.xlsx.structure import Structure, structure_of
from salessheet.xlsx.structure.runs import spoilt_cells

_NOT_OURS = "it is no sales centre: there is no declaration to compare its structure with"
_VALUES = "it holds values in place of formulas: only --against-data compares them"


@dataclass(frozen=True)
class Soundness:
    """`findings`: in the order of the workbook. `notes`: what a reader must know of the comparison, in words.

    `is_compared`: whether there is a declaration to compare the workbook with.
    """

    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    is_compared: bool = True


def soundness(book: BookFile) -> Soundness:
    """What of the workbook, beside its values, is other than the declaration makes it.

    What people may type is not compared, nor widths, print settings and what else shows the same numbers otherwise.
    """
    found = structure_of(book)
    who = identity(found)
    if who is None:
        return Soundness((), (_NOT_OURS,), is_compared=False)
    tabs = {name: i for i, name in enumerate(book.sheets)}
    findings = run_together(_findings(found, who))
    findings.sort(key=lambda f: (tabs.get(f.sheet, -1), f.area.top if f.area else 0, f.area.left if f.area else 0))
    dependents = Dependents(found)
    return Soundness(tuple(map(dependents.told, findings)), tuple(_notes(who)))


def _findings(found: Structure, who: Identity) -> Iterator[Finding]:
    book, should = found.book, expected(found.book, who)
    wanted = structure_of(should.book)
    yield from books.settings(found, wanted)
    yield from books.sheets(found, who)
    yield from books.names(found, wanted)
    yield from books.tables(book, should.book)
    spoilt = spoilt_cells(book.package, found.looks)
    for name in should.book.sheets:
        if name not in book.sheets:
            continue
        regions = Regions(should, name)
        cells = CellComparison(book.sheets[name], should.book.sheets[name], found.looks, wanted.looks, regions, spoilt)
        yield from cells.findings()
        extent = should.book.sheets[name].extent
        yield from SheetComparison(found.sheets[name], wanted.sheets[name], regions, extent).findings()


def _notes(who: Identity) -> Iterator[str]:
    own = version("salessheet")
    if who.version != own:
        made = f"made by version {who.version}" if who.version else "it does not say which version made it"
        yield f"{made}, this is {own}: what stands there is compared with the declaration of {own}"
    if who.flavour is Flavour.VALUES:
        yield _VALUES
