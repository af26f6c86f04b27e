"""A believable sales centre, as large as anybody asks for; the same arguments give the same tables.

The data ends on 30 June of the year: what was begun before is open if it would have ended later. Deals arrive by the
season, their sizes have a long tail, and a deal goes through the five stages until it falls out, is won or is cut off.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd

from salessheet.data.sample import (
    billing,
    coaching,
    entries,
    goals,
    hiring,
    market,
    people,
    performance,
    plans,
    process,
    projects,
    sales,
    service,
    settlement,
    teamwork,
    training,
    work,
)
from salessheet.data.sample.world import World
from salessheet.data.sinks import write
from salessheet.errors import InvalidOption
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR
from salessheet.workbook.tables import BY_KEY

__all__ = ["sample", "write"]

_EARLIEST: Final = FIRST_YEAR + 10  # people were hired up to eight years before
_MOST: Final = 10_000_000
"""People and deals of all teams together, which are in memory at once."""


def sample(
    teams: int = 3, reps: int = 8, deals: int = 400, year: int = 2026, seed: int = 1, *, lang: str = "en"
) -> dict[str, pd.DataFrame]:
    """Table key → table, codes as codes, names in the language. `reps` and `deals` are per team.

    `write(tables, folder, words)` gives the files their headers in a language. Raises InvalidOption for fewer than
    one team or rep, fewer than no deals, more than memory holds, or a year in which a date of it would lie outside
    those that data may hold.
    """
    if teams < 1 or reps < 1 or deals < 0 or not _EARLIEST <= year <= LAST_YEAR:
        raise InvalidOption(
            "A sample has at least one team with one rep, no negative number of deals, "
            f"and a year from {_EARLIEST} to {LAST_YEAR}.",
            "Mend --teams, --reps, --deals or --year.",
        )
    if teams * (reps + deals) > _MOST:
        raise InvalidOption(
            f"A sample has at most {_MOST:,} people and deals, and this one would have {teams * (reps + deals):,}.",
            "Ask for fewer --teams, --reps or --deals.",
        )
    language = Words.load(lang).lang
    world = World(teams, reps, deals, year, language, _names()[language], np.random.default_rng(seed))
    tables = people.tables(world)
    tables |= sales.tables(world, tables)
    tables |= work.tables(world, tables)
    tables |= plans.tables(world, tables)
    tables |= billing.tables(world, tables)
    tables |= settlement.tables(world, tables)
    tables |= market.tables(world, tables)
    tables |= goals.tables(world, tables)
    tables |= projects.tables(world, tables)
    tables |= entries.tables(world, tables)
    tables |= process.tables(world, tables)
    tables |= service.tables(world, tables)
    tables |= hiring.tables(world, tables)
    tables |= coaching.tables(world, tables)
    tables |= training.tables(world, tables)
    tables |= teamwork.tables(world, tables)
    tables |= performance.tables(world, tables)
    return {key: tables[key] for key in BY_KEY if key in tables}


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__name__).joinpath("names.toml").read_text(encoding="utf-8"))
