"""Every input counts, or says that it does not: change it, and see whether any calculated cell changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

import pytest

from salessheet.data.dataset import Dataset
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Column, Input
from salessheet.workbook.measures import Use
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.settings import SETTINGS, SettingKey
from salessheet.workbook.tables import TABLES, Deals, Periods, table_of
from tests.readings.every_input import (
    OF_PLANS,
    TEAM,
    Shown,
    attempts,
    attempts_of_all,
    built,
    centre,
    changed_by_cells,
    changed_by_typing,
    first_difference,
    of_pay,
    setting_attempts,
    settled,
    without_orders,
)

OF_DEALS = (Deals.customer_id, Deals.channel, Deals.product)
"""They count where deals stand for orders."""
COLUMNS = tuple(column for table in TABLES for column in table.columns())
SWITCH = Settings.use_python  # chooses between two formulas that agree: whether any asks it is a test of its own
TYPED = tuple(
    line
    for block in SALES_CENTER.blocks
    for line in block.lines
    if isinstance(line, Input) and not isinstance(line, Column) and not line.given and line is not SWITCH
)


@cache
def as_it_is(team: str) -> Shown:
    return built(centre(), team)


@cache
def settled_as_it_is() -> Shown:
    return settled(of_pay(), TEAM)


def changes(datasets: Iterable[Dataset]) -> Iterator[Line | None]:
    """For each dataset the first calculated line that differs from the centre's, in the team's book or the centre's."""
    for dataset in datasets:
        for team in (TEAM, ""):
            yield first_difference(as_it_is(team), built(dataset, team))


def refusal(name: str, use: Use, found: Iterable[Line | None]) -> str:
    """Why an input is not what it says it is; blank where it is."""
    changed = next((line for line in found if line is not None), None)
    if use is Use.COMPUTED and changed is None:
        return f"{name} is COMPUTED, but no calculated cell changes with it: does a line read it, in a row that counts?"
    if use is Use.NOTE and changed is not None:
        return f"{name} is a NOTE, but {changed} changes with it"
    return ""


def test_every_table_has_rows() -> None:
    """Those of the sample, and of `_MORE` in every_input.py: where there are none, nothing can be seen to count."""
    empty = [table.key for table in TABLES if not len(centre().table(table))]
    assert not empty, f"give them rows in salessheet/data/sample, or in _MORE of tests/readings/every_input.py: {empty}"


@pytest.mark.parametrize(
    "column",
    [c for c in COLUMNS if c.use is Use.COMPUTED and c.block is not Periods and c not in set(OF_DEALS)],
    ids=repr,
)
def test_every_column_counts(column: Column) -> None:
    """Those of periods count together with snapshots, which tests/built/test_closed_months.py has."""
    if table_of(column) in OF_PLANS:
        quickly = (first_difference(settled_as_it_is(), settled(it, TEAM)) for it in attempts(of_pay(), column))
    else:
        quickly = (line for team in (TEAM, "") for line in changed_by_cells(centre(), team, column))
    found = chain(quickly, changes(attempts(centre(), column)))

    assert refusal(repr(column), column.use, found) == ""


NOTES = [c for c in COLUMNS if c.use is Use.NOTE and c.block is not Periods]


def test_notes_change_nothing() -> None:
    """All at once; where something changes, which of them does it is sought one by one."""
    if any(line is not None for line in changes(attempts_of_all(centre(), NOTES))):
        told = [refusal(repr(column), Use.NOTE, changes(attempts(centre(), column))) for column in NOTES]
        assert [one for one in told if one] == []
        pytest.fail("No note changes anything by itself, but all together they do.")


@pytest.mark.parametrize("column", OF_DEALS, ids=repr)
def test_columns_of_deals_count_where_there_are_no_orders(column: Column) -> None:
    before = built(without_orders(), TEAM)
    found = (first_difference(before, built(dataset, TEAM)) for dataset in attempts(without_orders(), column))

    assert refusal(repr(column), column.use, found) == ""


COUNTING = [s for s in SETTINGS if s.key != "encoding"]
"""Which encoding files are in changes what is read, not what is counted: tests/data/test_sources.py has it."""


@pytest.mark.parametrize("setting", COUNTING, ids=lambda s: s.key)
def test_every_setting_counts_or_is_a_note(setting: SettingKey) -> None:
    found = changes(setting_attempts(centre(), setting))

    assert refusal(f"the setting {setting.key}", setting.use, found) == ""


@pytest.mark.parametrize("line", TYPED, ids=repr)
def test_every_cell_that_people_type_into_counts(line: Input) -> None:
    assert refusal(repr(line), Use.COMPUTED, changed_by_typing(centre(), TEAM, line)) == ""


def test_a_column_that_is_neither_is_refused_by_name() -> None:
    line = Settings.unit

    assert refusal("Deals.lost_reason", Use.COMPUTED, [None, None]).startswith("Deals.lost_reason is COMPUTED, but no")
    assert (
        refusal("Deals.amount", Use.NOTE, [None, line]) == "Deals.amount is a NOTE, but Settings.unit changes with it"
    )
