"""What a template says in cells that are not the declaration's, by the marks of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from salessheet.xlsx.addresses import Area
from salessheet.xlsx.cell_marks import cell_mark, mark_of_drawn, mark_of_formula, mark_of_note, notes
from salessheet.xlsx.drawn_objects import drawn_objects
from salessheet.xlsx.package import Package
from salessheet.xlsx.stamp.sheet_plan import SheetPlan
from salessheet.xlsx.stamp.standing import Standing


def marks_on(title: str, plan: SheetPlan | None, package: Package, standing: Standing) -> list[str]:
    """Of a sheet: labels, what a company wrote there, its notes, and each kind of formula once.

    `plan`: where the sheet is filled in; None where it stays as it is. `package`: with the notes that stay.
    """
    return [*_texts(title, plan, standing), *_formulas(title, standing), *_notes(title, package)]


def marks_over(title: str, package: Package) -> list[str]:
    """Of what lies over its cells."""
    part = package.sheet_parts()[title]
    return [mark_of_drawn(one.kind, one.text) for one in drawn_objects(package, title, part)]


def _texts(title: str, plan: SheetPlan | None, standing: Standing) -> Iterator[str]:
    sheet = standing.book.sheets[title]
    own = sheet.values if plan is None else [(row, column) for row, column, _, formula in plan.own if formula is None]
    for place in own:
        value = sheet.values.get(place)
        if value not in (None, "") and place not in sheet.formulas:
            yield cell_mark(value)


def _formulas(title: str, standing: Standing) -> set[str]:
    """Columns that a company added to a table are filled down: how often one stands there says nothing."""
    declared: dict[int, list[Area]] = {}
    for line in chain.from_iterable(standing.by_sheet.get(title, {}).values()):
        area = standing.places[line]
        for column in range(area.left, area.right + 1):
            declared.setdefault(column, []).append(area)
    return {
        mark_of_formula(formula.text)
        for (row, column), formula in standing.book.sheets[title].formulas.items()
        if not any(area.top <= row <= area.bottom for area in declared.get(column, ()))
    }


def _notes(title: str, package: Package) -> Iterator[str]:
    part = package.sheet_parts()[title]
    yield from (mark_of_note(text) for _, text in notes(package, title, part))
