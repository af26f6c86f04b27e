"""The story of a payout from a team's workbook: the same as from the data, as far as the workbook knows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from salessheet.calc.builds.codes import Codes
from salessheet.calc.builds.facts import DOCUMENTS, BookFacts, Document, Plain, day_of
from salessheet.calc.builds.reading import Shown, facts_of, shown_by
from salessheet.calc.telling.inputs import dataset_of, records
from salessheet.data.commission.history import History
from salessheet.data.commission.story import Story, story_of
from salessheet.data.commission.without_snapshots import history_of
from salessheet.data.dataset import Dataset
from salessheet.data.filling.scope import serial
from salessheet.errors import CannotTell, InvalidOption
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import HALF_A_CENT
from salessheet.workbook.sheets.commission.ledger import ClosedAdjustments, Corrections, Ledger
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.tables import Periods
from salessheet.xlsx.book_file import BookFile

_FROM_DATA: Final = "Tell it from the data: `salessheet explain --data SOURCE`."


def words_of(book: BookFile) -> Words:
    """Of the language of the workbook."""
    return shown_by(book).words


def story_in(book: BookFile, rep_id: str, month: dt.date | None) -> Story:
    """Of a person and a month, that of the workbook if None, from the values that are stored.

    What it tells comes to what the workbook shows, else CannotTell. So it does where the workbook lacks what decides:
    documents in that of the centre or of one person, how a closed month came about that would be settled otherwise
    today. Raises InvalidOption for a person or month that the workbook does not have, and what `facts_of` raises.
    """
    shown = shown_by(book)
    if not shown.holds(Payout.payout):
        raise CannotTell(f"{shown.name}: it is the workbook of one person, without the tables that decide.", _FROM_DATA)
    facts = facts_of(shown)
    if not facts.has_lines:
        raise CannotTell(f"{shown.name}: it is the workbook of the centre, without documents.",
                         "Name the workbook of the person's team.")  # fmt: skip  # what, and what to do
    asked = month or facts.month
    if not facts.knows(rep_id):
        raise InvalidOption(f"--rep {rep_id}: {shown.name} has no such person.", "Write the id as in its Roster.")
    if asked > facts.as_of:
        raise InvalidOption(f"--period {asked:%Y-%m}: the workbook ends on {facts.as_of}.", "Name an earlier month.")
    found = story_of(*_history(facts, shown, asked), rep_id, asked, facts.currency)
    _refuse_others(facts, shown, found)
    return found


def _history(facts: BookFacts, shown: Shown, month: dt.date) -> tuple[Dataset, History]:
    dataset = dataset_of(facts, shown)
    statuses = {
        day_of(float(str(row[Periods.period.key]))): str(row.get(Periods.status.key) or "")
        for row in facts.rows(Periods).values()
    }
    return dataset, history_of(dataset, facts.currency, month, statuses, list(_corrections(facts, shown)))


def _corrections(facts: BookFacts, shown: Shown) -> Iterator[dict[str, object]]:
    codes = Codes(shown.words)
    names = ("period", "payee", "component", "of_period", "document", "old", "new", "amount", "reason")
    for row in records(shown, Corrections, *names):
        if row["payee"] is not None:
            yield row | {
                "component": codes.word("component", row["component"]),
                "reason": codes.word("correction", row["reason"]),
                "document": str(row["document"] or ""),
                "kind": _kind(facts, row),
                **{name: day_of(float(str(row[name]))) for name in ("period", "of_period")},
            }


def _kind(facts: BookFacts, row: Mapping[str, Plain]) -> str:
    """What kind of document a correction names; a line without document and component is of adjustments."""
    if row["document"] is None:
        return "" if row["component"] else "adjustment"
    found = (kind for kind in DOCUMENTS if facts.document(Document(kind, str(row["document"]))) is not None)
    return next(found, "order")


def _refuse_others(facts: BookFacts, shown: Shown, found: Story) -> None:
    """Raises CannotTell where the story comes to something else than the workbook shows."""
    codes, told = Codes(shown.words), {part.component: part.payout or 0.0 for part in found.parts}
    told["adjustments"] = sum(each.amount for each in found.adjustments)
    start, shows = serial(found.period), dict.fromkeys(told, 0.0)
    for row in records(shown, Ledger, "period", "payee", "component", "payout"):
        if row["period"] == start and row["payee"] == found.rep_id:
            shows[codes.word("component", row["component"])] = float(str(row["payout"] or 0.0))
    shows["adjustments"] = told["adjustments"]
    if found.is_closed:
        mine = [
            float(str(row["amount"]))
            for row in records(shown, ClosedAdjustments, "period", "payee", "amount")
            if row["period"] == start and row["payee"] == found.rep_id
        ]
        shows["adjustments"] = sum(mine)
    elif found.period == facts.month:
        pays = facts.pays_of(found.rep_id).items()
        shows |= {component: pay.payout or 0.0 for component, pay in pays}
    off = [name for name in {**told, **shows} if abs(told.get(name, 0.0) - shows.get(name, 0.0)) > HALF_A_CENT]
    if not off:
        return
    name = off[0]
    why = "when the month was closed" if found.is_closed else "in the workbook"
    what = f"{shown.name}: {name} of {found.rep_id} in {found.period:%Y-%m} is {shows.get(name, 0.0):,.2f} {why}"
    raise CannotTell(
        f"{what}, and its tables now give {told.get(name, 0.0):,.2f}: it does not hold all that decides.",
        _FROM_DATA if found.is_closed else f"{_FROM_DATA} If somebody changed it, calculate it first.",
    )
