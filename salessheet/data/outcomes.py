"""What a deal's stage and dates say together. The dates decide the outcome; the stage is the furthest one reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data import values
from salessheet.data.columns import Rows, quoted
from salessheet.data.reading.headed import Texts
from salessheet.data.values import Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import DEFAULT_STAGES, Deals

_LOST = "lost"
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
    said = _said(deals, stages)
    lost = np.asarray(said == _LOST) & (_LOST not in stages)
    _date_the_lost(deals, lost)
    won = frame[Deals.won_date.key].notna().to_numpy()
    last, before = stages[-1], stages[-2] if len(stages) > 1 else stages[-1]
    elsewhere = won & (said != last) & (said != "")
    _note(deals, "won_in_other_stage", elsewhere, Deals.won_date, value=said)
    undated = ~won & (said == last)
    is_open = undated & frame[Deals.lost_date.key].isna().to_numpy()
    _note(deals, "won_without_date", is_open, Deals.won_date)
    stage = np.where(undated & (len(stages) > 1), before, said)
    unsaid = (stage == "") | lost
    implied = _implied(frame, stages)
    unknown = unsaid & (implied == "") & ~won
    is_lost = frame[Deals.lost_date.key].notna().to_numpy()
    _note(deals, "stage_unknown", unknown & ~is_lost, Deals.stage)
    _note(deals, "lost_without_stage", unknown & is_lost, Deals.stage)
    stage = np.where(unsaid, np.where(implied == "", stages[0], implied), stage)
    deals.write(Deals.stage, np.where(won, last, stage).astype(object))
    _note_amounts(deals, won)


def _said(deals: Rows, stages: list[str]) -> Texts:
    """The stage each row names, as the stages are written; "" and a note where there is no such stage."""
    written = {stage.casefold(): stage for stage in stages}
    written.setdefault(_LOST, _LOST)
    texts = deals.texts(Deals.stage)
    codes, different = pd.factorize(texts)
    found = np.array([written.get(text.casefold(), "") for text in different] or [""], dtype=object)
    said = found[codes] if len(codes) else texts
    words = deals.findings.words
    choices = ", ".join(words.value("stage", stage) for stage in stages)
    deals.report("not_a_choice", np.asarray((said == "") & (texts != "")), Deals.stage, choices=choices)
    return np.asarray(said, dtype=object)


def _date_the_lost(deals: Rows, lost: Mask) -> None:
    frame = deals.frame
    undated = lost & frame[Deals.lost_date.key].isna().to_numpy() & frame[Deals.won_date.key].isna().to_numpy()
    if not undated.any():
        return
    latest = frame[[column.key for column in _DATED]].max(axis=1)
    never = undated & latest.isna().to_numpy()
    deals.report("lost_undated", never, Deals.lost_date, severity=Severity.REFUSED)
    dated = undated & ~never & deals.kept
    frame.loc[dated, Deals.lost_date.key] = latest[dated]
    for row, day in zip(np.flatnonzero(dated), quoted(latest[dated]), strict=True):
        deals.findings.add("lost_without_date", row, Severity.NOTED, Deals.lost_date, date=day)


def _note_amounts(deals: Rows, won: Mask) -> None:
    """Won deals in whose cell nothing stands: what cannot be read there is told already. One note without a column."""
    texts = deals.raw.columns.get(Deals.amount.key)
    if texts is not None:
        wanting = won & deals.frame[Deals.amount.key].isna().to_numpy()
        wanting[wanting] = [values.clean(text) == "" for text in texts[wanting]]
        _note(deals, "won_without_amount", wanting, Deals.amount)
    elif count := np.count_nonzero(won & deals.kept):
        deals.findings.add("won_without_amounts", None, Severity.NOTED, Deals.amount, count=count)


def _implied(frame: pd.DataFrame, stages: list[str]) -> Texts:
    """The furthest stage a row has a date for; "" without any, or where the stages are not the default ones."""
    implied = np.full(len(frame), "", dtype=object)
    for (code, _), column in zip(DEFAULT_STAGES, _DATED, strict=True):
        if code in stages:
            implied[frame[column.key].notna().to_numpy()] = code
    return implied


def _note(
    deals: Rows,
    kind: str,
    where: Mask,
    column: Column,
    value: Texts | None = None,
) -> None:
    words = deals.findings.words
    for place in np.flatnonzero(where & deals.kept):
        shown = "" if value is None else words.value("stage", str(value[place]))
        deals.findings.add(kind, place, Severity.NOTED, column, value=shown)
