"""People whom rows of one team name and who are of another: neither team sees that they have anything to do with it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from salessheet.data.columns import Rows
from salessheet.data.ownership import owners
from salessheet.workbook.lines import Column
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.rules import Severity
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import TABLES, Reps, Teams


def _naming() -> dict[type[Table], list[Column]]:
    """Tables whose rows are a team's by something else than the people they name."""
    found: dict[type[Table], list[Column]] = {}
    for table in TABLES:
        if isinstance(table.owner, Belongs):
            named = [c for c in table.columns() if c.refers_to is Reps.rep_id and c is not table.owner.by]
            if named:
                found[table] = named
    return found


_NAMING = _naming()


def check(tables: Mapping[str, Rows]) -> None:
    """References have been checked: only people that there are can be of another team."""
    naming = {table: columns for table, columns in _NAMING.items() if table.key in tables}
    reps = tables.get(Reps.key)
    if not naming or reps is None:
        return
    people = reps.frame[reps.kept].drop_duplicates(Reps.rep_id.key).set_index(Reps.rep_id.key)[Reps.team_id.key]
    keys = (Teams.key, *(table.key for table in naming))
    teams = owners({key: tables[key].frame for key in keys if key in tables})
    for table, columns in naming.items():
        rows, own = tables[table.key], teams.get(table.key)
        if own is None:
            continue
        for column in columns:
            theirs = rows.frame[column.key].map(people).astype(object).fillna("").to_numpy()
            elsewhere = np.asarray((theirs != "") & (own != "") & (theirs != own), dtype=bool)
            rows.report("of_another_team", elsewhere, column, severity=Severity.NOTED)
