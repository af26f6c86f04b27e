"""What a deal's stage and dates say together. The dates decide the outcome; the stage is the furthest one reached."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data import values
from salessheet.data.columns import Rows, blank, quoted
from salessheet.data.reading.distinct import gathered
from salessheet.data.reading.headed import Texts
from salessheet.data.values import Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import DEFAULT_STAGES, Deals

_Places = npt.NDArray[np.intp]

LOST = "lost"
_DATED: tuple[Column, ...] = (
    Deals.prospect_date,
    Deals.lead_date,
    Deals.opportunity_date,
    Deals.contract_date,
    Deals.won_date,
)


def settle(deals: Rows, stages: list[str]) -> None:
    """Makes stage and dates of every deal agree, noting what had to be changed. `stages` are in order.

    - A stage that is none of them is blank; a blank one is taken from the dates, else it is the first, of a lost deal
      as of an open one.
    - A deal with a won date has reached the last stage. One that is said to be won without a date is open, in the
      stage before. One that is said to be lost without a date is lost on the last date known, else refused.
    """
    frame = deals.frame
    names = np.array(["", *stages, *([] if LOST in stages else [LOST])], dtype=object)
    said = _said(deals, Deals.stage, stages, names)  # places among the names, as all that follows
    lost = said == len(stages) + 1
    _date_the_lost(deals, lost)
    won = frame[Deals.won_date.key].notna().to_numpy()
    last, before = len(stages), max(1, len(stages) - 1)
    elsewhere = won & (said != last) & (said != 0)
    _note(deals, "won_in_other_stage", elsewhere, Deals.won_date, value=lambda place: str(names[said[place]]))
    is_lost = frame[Deals.lost_date.key].notna().to_numpy()
    undated = ~won & (said == last)
    _note(deals, "won_without_date", undated & ~is_lost, Deals.won_date)
    unsaid = (said == 0) | lost
    implied = _implied(frame, stages)
    unknown = unsaid & (implied == 0) & ~won
    _note(deals, "stage_unknown", unknown & ~is_lost, Deals.stage)
    _note(deals, "lost_without_stage", unknown & is_lost, Deals.stage)
    stage = np.where(unsaid, np.maximum(implied, 1), np.where(undated, before, said))
    deals.write(Deals.stage, names[np.where(won, last, stage)])
    _note_amounts(deals, won)


def _said(rows: Rows, column: Column, stages: list[str], names: Texts) -> _Places:
    """Which of the names each row says, whatever its case; the blank one and a note where there is no such stage."""
    places = {name.casefold(): place for place, name in reversed(list(enumerate(names)))}
    codes, different = rows.factors(column)
    found = np.array([places.get(text.casefold(), 0) for text in different] or [0], dtype=np.intp)
    said = gathered(found, codes) if len(codes) else np.zeros(0, dtype=np.intp)
    words = rows.findings.words
    choices = words.listed(words.value("stage", stage) for stage in stages)
    rows.report("not_a_choice", (said == 0) & ~gathered(blank(different), codes), column, choices=choices)
    return said


def name_stages(rows: Rows, column: Column, stages: list[str]) -> None:
    """Writes stages as the table of stages has them; what is none of them is noted and blank."""
    names = np.array(["", *stages], dtype=object)
    rows.write(column, names[_said(rows, column, stages, names)])


def _date_the_lost(deals: Rows, lost: Mask) -> None:
    frame = deals.frame
    undated = lost & frame[Deals.lost_date.key].isna().to_numpy() & frame[Deals.won_date.key].isna().to_numpy()
    if not undated.any():
        return
    latest = frame[[column.key for column in _DATED]].max(axis=1)
    never = undated & latest.isna().to_numpy()
    deals.report("lost_undated", never, Deals.lost_date, severity=Severity.REFUSED)
    dated = undated & ~never & deals.kept
    deals.put(Deals.lost_date, dated, latest[dated].to_numpy())
    for row, day in zip(np.flatnonzero(dated), quoted(latest[dated]), strict=True):
        deals.findings.add("lost_without_date", row, Severity.NOTED, Deals.lost_date, date=day)


def _note_amounts(deals: Rows, won: Mask) -> None:
    """Won deals in whose cell nothing stands: what cannot be read there is told already. One note without a column."""
    if Deals.amount.key in deals.raw.columns:
        wanting = won & deals.frame[Deals.amount.key].isna().to_numpy()
        if wanting.any():
            texts = deals.raw.columns[Deals.amount.key]
            wanting[wanting] = [values.clean(text) == "" for text in texts[wanting]]
        _note(deals, "won_without_amount", wanting, Deals.amount)
    elif count := np.count_nonzero(won & deals.kept):
        deals.findings.add("won_without_amounts", None, Severity.NOTED, Deals.amount, count=count)


def _implied(frame: pd.DataFrame, stages: list[str]) -> _Places:
    """The furthest stage a row has a date for, counted from 1; 0 without any, or where the stages are not the usual."""
    implied = np.zeros(len(frame), dtype=np.intp)
    for (code, _), column in zip(DEFAULT_STAGES, _DATED, strict=True):
        if code in stages:
            implied[frame[column.key].notna().to_numpy()] = 1 + stages.index(code)
    return implied


def _note(
    deals: Rows,
    kind: str,
    where: Mask,
    column: Column,
    value: Callable[[int], str] | None = None,
) -> None:
    words = deals.findings.words
    for place in np.flatnonzero(where & deals.kept):
        shown = "" if value is None else words.value("stage", value(int(place)))
        deals.findings.add(kind, place, Severity.NOTED, column, value=shown)
