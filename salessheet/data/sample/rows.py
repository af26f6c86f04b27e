"""Rows of the sample that are told one by one, as a table of the declaration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salessheet.data.sample.world import World, column
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Table

Row = Sequence[object]


def frame(table: type[Table], rows: Sequence[Row]) -> pd.DataFrame:
    """A row's values stand in the order of the table's columns; None and what is not given is blank."""
    found = {}
    for place, line in enumerate(table.columns()):
        values = [row[place] if place < len(row) else None for row in rows]
        if line.measure in (Type.TEXT, Type.LABEL):
            found[line.key] = column(np.array(["" if value is None else value for value in values], dtype=object))
        elif line.measure in (Type.DATE, Type.PERIOD):
            days = np.array(["NaT" if value is None else value for value in values], dtype="datetime64[ns]")
            found[line.key] = pd.Series(days)
        else:
            found[line.key] = pd.Series([np.nan if value is None else value for value in values], dtype=float)
    return pd.DataFrame(found)


def dice(world: World, part: int) -> np.random.Generator:
    """For one part of the sample, so that no other part depends on how often it is asked."""
    return np.random.default_rng([world.teams, world.reps, world.deals, world.year, part])


def before(world: World, days: int) -> np.datetime64:
    """The day so many days before the last one of the data; after it where they are negative."""
    return world.as_of - np.timedelta64(days, "D")
