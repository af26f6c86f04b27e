"""A workbook compared with what the declaration makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from salessheet.calc.soundness import books
from salessheet.calc.soundness.cells import CellComparison
from salessheet.calc.soundness.dependents import Dependents
from salessheet.calc.soundness.expected import expected
from salessheet.calc.soundness.findings import Finding, Kind, run_together
from salessheet.calc.soundness.regions import Regions
from salessheet.calc.soundness.sheets import SheetComparison
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.identity import Identity, identity
from salessheet.xlsx.other_version import names_of_this_version
from salessheet.xlsx.structure import Structure, structure_of
from salessheet.xlsx.structure.runs import spoilt_cells

_NOT_OURS = "it is no sales centre: there is no declaration to compare its structure with"
_NAMED: Final = 5
_VALUES = "it holds values in place of formulas: only --against-data compares them"


@dataclass(frozen=True)
class Soundness:
    """`findings`: in the order of the workbook. `notes`: what a reader must know of the comparison, in words.

    `is_compared`: whether there is a declaration to compare the workbook with; of another version's there is none.
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
    unknown = names_of_this_version(book.package)
    if unknown:
        return Soundness((_other_version(unknown, who),), (_not_compared(who),), is_compared=False)
    tabs = {name: i for i, name in enumerate(book.sheets)}
    findings = run_together(_findings(found, who))
    findings.sort(key=lambda f: (tabs.get(f.sheet, -1), f.area.top if f.area else 0, f.area.left if f.area else 0))
    dependents = Dependents(found)
    return Soundness(tuple(map(dependents.told, findings)), tuple(_notes(who)))


def _other_version(unknown: Sequence[str], who: Identity) -> Finding:
    """One difference, for all others follow from it."""
    first = ", ".join(unknown[:_NAMED]) + (f" and {len(unknown) - _NAMED:,} more" if len(unknown) > _NAMED else "")
    said = f"made by version {who.version or 'unknown'} and without the names {first}"
    return Finding(Kind.VERSION, "", "workbook", said, f"as version {version('salessheet')} builds it today")


def _not_compared(who: Identity) -> str:
    return (
        "another version of salessheet made it, so that neither its structure nor the data is compared with what this "
        f"one would build: verify it with the salessheet that built it ({who.version or 'it does not say which'}), or "
        "collect what was typed into it and build it again"
    )


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
