"""The edition of the workbook for a dataset: what each writer writes, and what each reader compares with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Protocol

from salessheet.data.dataset import Dataset
from salessheet.data.filling.currencies import currency_of
from salessheet.data.filling.fill import fill, sheets_for
from salessheet.data.filling.scope import Scope
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.audience import Audience
from salessheet.workbook.book import Sheet
from salessheet.workbook.edition import Content, Edition, edition
from salessheet.workbook.expr import Line
from salessheet.workbook.extents import STEPS
from salessheet.workbook.general import Settings, Soundness
from salessheet.workbook.layout import Layout
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.needed import with_needed_working
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.readings.values import Column, evaluate, lines_read
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.checks import Checks

NOBODY = "‹›"
"""Whose workbook one is that is yet to be filled in: what no title says."""


class Form(Protocol):
    """A file that exists, to be filled in: the sheets that it has, by key, and where everything stands in it."""

    @property
    def sheets(self) -> Mapping[str, Sheet]: ...

    def placed(self, layout: Layout) -> Layout: ...


def edition_of(
    dataset: Dataset,
    scope: Scope,
    formulas: Flavour,
    *,
    every_sheet: bool = False,
    form: Form | None = None,
    beside: Collection[str] = (),
    at_once: bool = True,
) -> Edition:
    """`dataset`: a slice of the team of the scope, or the whole for the centre. `every_sheet`: see `sheets_for`.

    `beside`: keys of sheets that stand in the workbook as well, so that its checks compare with them. `at_once`: see
    `edition`.

    `form`: the file that it is to be filled into; it then has the sheets of that. The workbook of one person holds
    values: what its formulas would read stands on sheets that it does not have.
    """
    settings, sheets = dataset.settings, sheets_for(dataset, scope, every_sheet=every_sheet or form is not None)
    if form is None:
        sheets = with_needed_working(sheets)
    else:
        sheets = tuple(form.sheets[sheet.key] for sheet in sheets if sheet.key in form.sheets)
    content = fill(dataset, scope)
    if scope.audience is Audience.REP:
        content = replace(content, unsaid=(Soundness.checks,))  # what one person sees is not what the checks look at
    elif scope.audience is Audience.FINANCE or not scope.is_centre:  # the centre's is for one month
        held = (*sheets, *(sheet for sheet in SALES_CENTER.sheets if sheet.key in beside))
        content = replace(content, unsaid=_unsaid(held))
    return edition(
        SALES_CENTER,
        sheets,
        content,
        Flavour.VALUES if scope.audience is Audience.REP else formulas,
        scope.words,
        cell_functions(),
        currency=currency_of(dataset, scope),
        money_unit=int(settings["money_unit"] or 1),
        placed=None if form is None else form.placed,
        at_once=at_once,
    )


def cells_of(dataset: Dataset, scope: Scope, lines: Collection[Line]) -> dict[Line, list[Scalar]]:
    """What stands in a few lines of the same edition, of which nothing else is computed."""
    content = fill(dataset, scope)
    functions, absent = cell_functions(), content.no_source
    values = evaluate(SALES_CENTER, content.inputs, content.sizes, Flavour.NATIVE, functions, absent, wanted=lines)
    return {line: values[line].flat() for line in lines}


def hollow_of(full: Edition) -> Edition:
    """The same sheets in the same looks, with nothing in them: a row for each thing that the data has some number of.

    It is the same for all editions whose sheets, words, flavour, currency, unit and number of stages are.
    """
    sizes = {extent: n if extent.size is not None or extent is STEPS else 1 for extent, n in full.content.sizes.items()}
    scope: dict[Line, Column] = {Settings.scope: [NOBODY]}
    hollow = edition(
        SALES_CENTER,
        full.book.sheets,
        Content(scope, sizes),
        full.flavour,
        full.words,
        cell_functions(),
        currency=full.currency,
        money_unit=full.money_unit,
    )
    return replace(hollow, is_hollow=True)


def _unsaid(sheets: tuple[Sheet, ...]) -> tuple[Line, ...]:
    """What checks compare with a sheet that is not there: a value that no longer follows would be a false alarm."""
    held = {block for sheet in sheets for block in sheet.blocks}
    compared = (line for line in Checks.calculated() if line.key.endswith(("__found", "__wanted")))
    return tuple(line for line in compared if any(seen.block not in held for seen in lines_read(line.native)))


@cache
def cell_functions() -> CellFunctions:
    """One object a process: compiled books are kept for it."""
    return CellFunctions(FUNCTIONS)
