"""A workbook that was computed and never written, read as one that was; and small pairs of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from salessheet.calc.builds import BookFacts, facts_of
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.readings.values import Values
from tests.built.small import book_of, book_of_all, dataset_of

Tables = Mapping[str, str]

JUNE = dt.date(2026, 6, 30)

CENTRE: Tables = {
    "settings": "key,value\ncurrency,CNY\n",
    "teams": "team_id,name\nT1,North\n",
    "reps": "rep_id,name,team_id,role,hire_date\nR1,Ada,T1,rep,2025-01-01\nR2,Ben,T1,rep,2025-01-01\n",
    "deals": "deal_id,rep_id,amount,stage\nD1,R1,100,lead\n",
    "orders": (
        "order_id,rep_id,order_date,amount,currency,refers_to\n"
        "O1,R1,2026-05-02,5000,CNY,\nO2,R1,2026-06-03,4000,CNY,\nO3,R2,2026-05-04,2000,USD,\n"
    ),
    "receipts": (
        "receipt_id,order_id,date,amount\n"
        "Q0,O1,2026-05-09,300\nQ1,O1,2026-06-05,800\nQ2,O1,2026-06-10,600\nQ3,O2,2026-06-20,400\nQ4,O3,2026-06-08,100\n"
    ),
    "fx": "date,currency,rate\n2026-01-01,USD,7\n",
    "splits": "order_id,rep_id,share,kind\n",
    "plans": (
        "plan_id,supersedes,component,role,rep_id,valid_from,basis,mode,over,cap,floor,draw,holdback\n"
        "P1,,commission,rep,,2026-01-01,cash,marginal,month,,,,\n"
    ),
    "plan_tiers": "plan_id,lower,upper,rate\nP1,0,1000,0.05\nP1,1000,,0.1\n",
    "adjustments": "period,payee,line,amount,reason,refers_to\n2026-06,R2,correction,12.5,late,O3\n",
    "periods": "period,status,closed_on,hash\n",
}
"""In June Ada is paid 40 for Q1, 50 for Q2 and 40 for Q3, Ben 35 for Q4 and 12.50 by hand."""


_READ: dict[Line, None] = {}
"""Lines that were asked for: what is asked of one workbook is asked of the next."""


@dataclass(frozen=True, eq=False)
class Computed:
    """What `facts_of` reads, without a file."""

    edition: Edition
    words: Words
    name: str = "computed.xlsx"

    def holds(self, line: Line) -> bool:
        return self.edition.layout.holds(line)

    def cells(self, line: Line) -> Sequence[object]:
        _READ[line] = None
        return self.edition.cells(line)


def facts(tables: Tables, team: str = "T1", day: dt.date = JUNE, lang: str = "en") -> BookFacts:
    return _facts(tuple(tables.items()), team, day, lang)


@cache
def _facts(tables: tuple[tuple[str, str], ...], team: str, day: dt.date, lang: str) -> BookFacts:
    return _read(book_of(dataset_of(dict(tables), lang), team, day, lang, at_once=False))


def facts_of_all(tables: Tables, day: dt.date) -> BookFacts:
    """Of a team to which everybody belongs."""
    return _read(book_of_all(dataset_of(tables), day))


def _read(edition: Edition) -> BookFacts:
    assert isinstance(edition.values, Values)
    edition.values.compute(_READ)
    return facts_of(Computed(edition, edition.words))


def changed(key: str, old: str, new: str, tables: Tables = CENTRE) -> dict[str, str]:
    """The tables with one text of a table replaced, which must be there once."""
    assert tables[key].count(old) == 1, (key, old)
    return {**tables, key: tables[key].replace(old, new)}


def added(key: str, row: str, tables: Tables = CENTRE) -> dict[str, str]:
    return {**tables, key: f"{tables[key]}{row}\n"}
