"""What of a dataset an audience gets: one person's part of it alone, no notes on people, or also what is private."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from salessheet.data.commission.shares import managers
from salessheet.data.commission.versions import versions
from salessheet.data.slices import for_team
from salessheet.errors import NothingToBuild
from salessheet.workbook.audience import BASE_PAY_TABLES, NOTES_ON_PEOPLE, PRIVATE_TABLES, Audience
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Plans, Reps, TargetRows, Teams, table_of

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset


def for_rep(dataset: Dataset, rep_id: str) -> Dataset:
    """What one person may see of the whole data.

    Raises NothingToBuild for somebody unknown, and for who is paid on what the team sells: that is not one's own alone.

    It is the slice of a team of which the person is the only member: own deals and orders, own share in those of
    others, what belongs to them, the plans of the own role; without targets of the team, its manager, and problems of
    the data, which name rows of others. All amounts are in full.
    """
    reps = dataset.table(Reps)
    mine = reps.loc[reps[Reps.rep_id.key] == rep_id, Reps.team_id.key]
    if mine.empty:
        raise NothingToBuild(f"There is no rep '{rep_id}'.", "Write the id as it stands in the table of reps.")
    team = str(mine.iloc[0])
    of_team = for_team(dataset, team)
    if rep_id in paid_on_teams(of_team):
        raise NothingToBuild(
            f"{rep_id} is paid on the documents of the team.", "Give the workbook of the team: --audience manager."
        )
    people, targets = of_team.table(Reps), of_team.table(TargetRows)
    is_other = people[Reps.rep_id.key] != rep_id
    alone = {
        Reps.key: people.assign(team_id=people[Reps.team_id.key].mask(is_other, "")),
        TargetRows.key: targets[targets[TargetRows.scope.key] == "rep"].reset_index(drop=True),
        Teams.key: of_team.table(Teams).assign(manager_id=""),
    }
    apart = dataclasses.replace(of_team, tables={**of_team.tables, **alone}, problems=(), problems_elsewhere=0)
    found = for_team(apart, team)
    return dataclasses.replace(found, unread={}, settings={**found.settings, "owner": "", "money_unit": 1.0})


def paid_on_teams(dataset: Dataset) -> frozenset[str]:
    """Those who have, on whatever day, a plan that counts what others of their team sell."""
    if (dataset.column(Plans.credit) == "own").all():
        return frozenset()
    served = versions(dataset)
    credit = served.plans["credit"].to_numpy(dtype=object)
    leads, counts_all = set(managers(dataset).values()), served.ever_served(credit == "whole_team")
    has_one = served.ever_served(credit == "team") & np.isin(served.payees, list(leads))
    return frozenset(map(str, served.payees[has_one | counts_all]))


def without_notes(dataset: Dataset) -> Dataset:
    """Without what people wrote about customers and each other."""
    tables = dict(dataset.tables)
    for column in NOTES_ON_PEOPLE:
        key = table_of(column).key
        tables[key] = tables[key].assign(**{column.key: ""}).astype({column.key: object})
    return dataclasses.replace(dataset, tables=tables)


def without_private(dataset: Dataset) -> Dataset:
    """Without what managers note of people."""
    return _without(dataset, PRIVATE_TABLES)


def _without(dataset: Dataset, left_out: tuple[type[Table], ...]) -> Dataset:
    """Without the rows of some tables, and without the problems of them, which name rows."""
    keys = {table.key for table in left_out}
    tables = {key: frame.iloc[:0] if key in keys else frame for key, frame in dataset.tables.items()}
    kept = tuple(problem for problem in dataset.problems if problem.table not in keys)
    return dataclasses.replace(dataset, tables=tables, problems=kept)


def part_of(dataset: Dataset, team_id: str, audience: Audience | None, rep_id: str = "") -> Dataset:
    """What a workbook of the team (blank: the centre), or of a person of it, is filled from."""
    if audience is Audience.REP:
        return for_rep(without_private(dataset), rep_id)
    found = for_team(dataset, team_id) if team_id else dataset
    if audience is not Audience.MANAGER or not team_id:
        found = without_private(found)
    if audience is None:
        found = _without(found, BASE_PAY_TABLES)
    return without_notes(found) if audience is Audience.FINANCE else found
