"""Whose a row is: the team each row of each table belongs to, as the tables declare it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.workbook.lines import Column
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.rules import RefersByCode
from salessheet.workbook.tables import TABLES, Teams

if TYPE_CHECKING:
    from salessheet.workbook.schema import Table

Texts = npt.NDArray[np.object_]
Homes = Mapping[Column, Mapping[str, str]]
"""Identifying column → id → the team of the row it names."""


def owners(frames: Mapping[str, pd.DataFrame]) -> dict[str, Texts]:
    """Table key → the team id of each row, "" where the row is no team's or names no team that is known.

    Works on rows before they are refused as well. Tables that are nobody's in particular are not among the results.
    """
    named = _named(frames)
    found: dict[str, Texts] = {}
    homes: dict[Column, Mapping[str, str]] = {}
    for table in TABLES:
        if table.key in frames and isinstance(table.owner, Belongs):
            teams = _teams(table, table.owner, frames[table.key], homes)
            if teams is not None:
                found[table.key] = teams
                if table.identity() and table.identity()[0] in named:
                    _remember(table, frames[table.key], teams, homes)
    return found


def _named(frames: Mapping[str, pd.DataFrame]) -> set[Column]:
    """The columns by whose ids rows of these tables say whose they are."""
    found: set[Column] = set()
    for table in TABLES:
        if table.key in frames and isinstance(table.owner, Belongs):
            by = table.owner.by
            if isinstance(by, RefersByCode):
                found |= {column for _, column in by.homes}
            elif by.refers_to is not None:
                found.add(by.refers_to)
    return found


def _teams(table: type[Table], owner: Belongs, frame: pd.DataFrame, homes: Homes) -> Texts | None:
    """None where what the rows refer to is not there, or nobody's."""
    if isinstance(owner.by, RefersByCode):
        return _by_code(owner.by, frame, homes)
    if table is Teams:
        return frame[owner.by.key].to_numpy(dtype=object)
    home = homes.get(owner.by.refers_to) if owner.by.refers_to is not None else None
    return None if home is None else _mapped(frame[owner.by.key], home)


def _by_code(link: RefersByCode, frame: pd.DataFrame, homes: Homes) -> Texts:
    named = {code: homes.get(column, {}) for code, column in link.homes}
    pairs = zip(frame[link.code.key], frame[link.column.key], strict=True)
    return np.array([named.get(code, {}).get(name, "") for code, name in pairs], dtype=object)


def _remember(table: type[Table], frame: pd.DataFrame, teams: Texts, homes: dict[Column, Mapping[str, str]]) -> None:
    """Of rows that name themselves alike, the first is the one that is kept."""
    identity = table.identity()
    if len(identity) == 1:
        homes[identity[0]] = dict(reversed(list(zip(frame[identity[0].key], teams, strict=True))))


def _mapped(column: pd.Series, home: Mapping[str, str]) -> Texts:
    codes, different = pd.factorize(column.to_numpy(dtype=object))
    if len(codes) == 0:
        return np.array([], dtype=object)
    return np.array([home.get(text, "") for text in different], dtype=object)[codes]
