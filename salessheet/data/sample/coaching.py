"""What managers of the sample said to their people, and what was done for them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from salessheet.data.sample.rows import Row, before, dice, frame
from salessheet.data.sample.world import Tables, World
from salessheet.workbook.tables import Care, Coaching, FeedbackNotes, Reps

_PART = 38
_CARE = ("checkup", "fitness", "talk", "flexible", "visit")
_A_MONTH = 30
_NEVER_MET = 7  # the place in a team of who is forgotten


def tables(world: World, known: Tables) -> Tables:
    reps = known[Reps.key]
    return {
        Coaching.key: frame(Coaching, list(_talks(world, reps))),
        FeedbackNotes.key: frame(FeedbackNotes, list(_notes(world, reps))),
        Care.key: frame(Care, list(_care(world, reps))),
    }


def _members(world: World, reps: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Each one's place in the team, without the managers and those who left."""
    for place, (rep_id, left) in enumerate(zip(reps["rep_id"], reps["leave_date"], strict=True)):
        if place % world.reps and pd.isna(left):
            yield place % world.reps, str(rep_id)


def _talks(world: World, reps: pd.DataFrame) -> Iterator[Row]:
    """Two talks each, the last one longer ago for some; of the steps agreed a few are late."""
    roll, names = dice(world, _PART), world.names
    for place, rep_id in _members(world, reps):
        if place == _NEVER_MET:
            continue
        last = int(roll.integers(3, 50))
        for since in (last + _A_MONTH, last):
            number = int(roll.integers(len(names["coaching_topics"])))
            is_done = since != last or roll.random() < 0.3
            yield (
                before(world, since), rep_id, names["coaching_topics"][number], names["coaching_advice"][number],
                names["coaching_steps"][number], before(world, since - 14),
                before(world, since - min(12, since)) if is_done else None,
            )  # fmt: skip  # in the order of the columns


def _notes(world: World, reps: pd.DataFrame) -> Iterator[Row]:
    """A note to every other one, of which half are unread."""
    roll, names = dice(world, _PART + 1000), world.names
    for place, rep_id in _members(world, reps):
        if place % 2:
            since, number = int(roll.integers(2, 60)), int(roll.integers(len(names["strengths"])))
            is_read = place % 4 == 1
            yield (
                before(world, since), rep_id, names["strengths"][number], names["weaknesses"][number],
                names["advice"][number], names["replies"][number] if place == 1 else None,
                before(world, since - 2) if is_read else None,
            )  # fmt: skip  # in the order of the columns


def _care(world: World, reps: pd.DataFrame) -> Iterator[Row]:
    roll = dice(world, _PART + 2000)
    for place, rep_id in _members(world, reps):
        if place != _NEVER_MET:
            yield before(world, int(roll.integers(1, 170))), rep_id, _CARE[int(roll.integers(len(_CARE)))]
