"""What changed between two builds: one thing is changed, and that thing is named, for the right person and amount."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from salessheet.calc import read
from salessheet.calc.builds import (
    BookDifference,
    BookFacts,
    Cause,
    Document,
    Kind,
    PersonDifference,
    Standing,
    Why,
    differences,
    facts_of,
    shown_by,
)
from salessheet.calc.builds.plan_causes import OF_STEPS
from salessheet.data.commission.climbing import cents
from salessheet.errors import ErrorKind, NotComparable
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.xlsx.template import write
from tests.built.small import as_one, book_of, dataset_of
from tests.built.test_commission import centre
from tests.calc.line_term_changes import CHANGES_OF_LINE_TERMS
from tests.calc.shown import CENTRE, JUNE, Computed, Tables, added, changed, facts, facts_of_all
from tests.data.closed_centres import Change, closed_by_hand, loaded, replaced, written
from tests.data.closed_centres import added as closed_added

Told = dict[tuple[str, str], tuple[float, list[str]]]


def what(person: PersonDifference) -> Told:
    """(person, document or step or kind) → what it makes of the payout, and why."""
    return {
        (person.rep_id, entry.document.name if entry.document else entry.step or entry.kind.value): (
            entry.difference,
            [cause.code.value for cause in entry.causes],
        )
        for entry in person.entries
    }


def told(found: BookDifference) -> Told:
    return {key: value for person in found.people for key, value in what(person).items()}


def causes(found: BookDifference, rep: str, name: str) -> tuple[Cause, ...]:
    entries = [entry for person in found.people if person.rep_id == rep for entry in person.entries]
    return next(e.causes for e in entries if (e.document.name if e.document else e.step or e.kind.value) == name)


def is_explained(found: BookDifference) -> bool:
    return all(
        cents(sum(entry.difference for entry in person.entries)) == person.difference
        and person.difference == cents((person.new or 0) - (person.old or 0))
        for person in found.people
    )


SLAB = changed("plans", "cash,marginal,month", "cash,slab,quarter")
FULL = changed("plans", "cash,marginal", "cash_full,marginal")
HALF = added("splits", "O2,R1,0.5,split\nO2,R2,0.5,split")
REFUND = added("orders", "O9,R1,2026-06-25,-400,CNY,O2", added("receipts", "Q9,O9,2026-06-26,-200"))
TWO_PLANS = added(
    "plans",
    "P2,P1,commission,rep,,2026-06-10,cash,marginal,month,,,,",
    added("plan_tiers", "P2,0,,0.2"),
)
EUROS = changed("plans", "valid_from,", "valid_from,currency,", changed("plans", "2026-01-01,", "2026-01-01,USD,"))

BY_DEAL = changed("plans", "marginal,month", "marginal,deal")
OF_ORDERS = {
    **CENTRE,
    "orders": (
        "order_id,rep_id,order_date,quantity,amount,cost,currency,refers_to\n"
        "O1,R1,2026-06-02,10,5000,4000,CNY,\nO2,R1,2026-05-03,4,4000,3000,CNY,\nO3,R2,2026-05-04,1,2000,1000,USD,\n"
    ),
}
MARGIN = changed("plans", "cash,", "margin,", OF_ORDERS)
PIECES = changed("plans", "valid_from,basis", "valid_from,measure,basis", OF_ORDERS)
PIECES = changed("plans", "2026-01-01,cash", "2026-01-01,quantity,booked", PIECES)

ONE_CHANGE: dict[str, tuple[Tables, Tables, Told]] = {
    "a receipt's amount": (
        CENTRE,
        changed("receipts", "06-05,800", "06-05,900"),
        {("R1", "Q1"): (5, ["amount"]), ("R1", "Q2"): (5, ["runs"])},
    ),
    "a new receipt": (CENTRE, added("receipts", "Q9,O2,2026-06-28,100"), {("R1", "Q9"): (10, ["new_document"])}),
    "a receipt that is gone": (
        CENTRE,
        changed("receipts", "Q3,O2,2026-06-20,400\n", ""),
        {("R1", "Q3"): (-40, ["gone_document"])},
    ),
    "a receipt of another month": (
        CENTRE,
        changed("receipts", "2026-06-20", "2026-05-20"),
        {("R1", "Q3"): (-40, ["date"])},
    ),
    "a receipt of another day, so that others stand ahead of it": (
        CENTRE,
        changed("receipts", "2026-06-05", "2026-06-25"),
        {("R1", "Q1"): (40, ["runs"]), ("R1", "Q2"): (-20, ["runs"]), ("R1", "Q3"): (-20, ["runs"])},
    ),
    "the rep of an order": (
        CENTRE,
        changed("orders", "O2,R1", "O2,R2"),
        {("R1", "Q3"): (-40, ["owner"]), ("R2", "Q3"): (25, ["owner"])},
    ),
    "a split": (CENTRE, HALF, {("R1", "Q3"): (-20, ["share"]), ("R2", "Q3"): (10, ["share"])}),
    "the shares of a split": (
        HALF,
        added("splits", "O2,R1,0.75,split\nO2,R2,0.25,split"),
        {("R1", "Q3"): (10, ["share"]), ("R2", "Q3"): (-5, ["share"])},
    ),
    "the rate of a tier": (
        CENTRE,
        changed("plan_tiers", "1000,,0.1", "1000,,0.12"),
        {("R1", "Q2"): (8, ["tier"]), ("R1", "Q3"): (8, ["tier"])},
    ),
    "the end of a tier": (
        CENTRE,
        changed("plan_tiers", "0,1000,0.05\nP1,1000", "0,900,0.05\nP1,900"),
        {("R1", "Q2"): (5, ["tier_end", "tier", "tier"])},
    ),
    "a new version of the plan": (CENTRE, TWO_PLANS, {("R1", "Q2"): (70, ["plan"]), ("R1", "Q3"): (40, ["plan"])}),
    "when a version begins": (
        TWO_PLANS,
        changed("plans", "2026-06-10", "2026-06-15", TWO_PLANS),
        {("R1", "Q2"): (-70, ["plan"])},
    ),
    "the mode": (
        CENTRE,
        changed("plans", "marginal", "slab"),
        {("R1", "Q1"): (40, ["term"]), ("R1", "Q2"): (10, ["term"])},
    ),
    "the basis": (
        CENTRE,
        changed("plans", "cash", "booked"),
        {
            ("R1", "O2"): (350, ["term"]),
            ("R1", "Q1"): (-40, ["term"]),
            ("R1", "Q2"): (-50, ["term"]),
            ("R1", "Q3"): (-40, ["term"]),
            ("R2", "Q4"): (-35, ["term"]),
        },
    ),
    "a cap": (CENTRE, changed("plans", "month,,,,", "month,100,,,"), {("R1", "cut"): (-30, ["term"])}),
    "a floor": (CENTRE, changed("plans", "month,,,,", "month,,50,,"), {("R2", "raised"): (15, ["term"])}),
    "a draw": (
        CENTRE,
        changed("plans", "month,,,,", "month,,,200,"),
        {("R1", "advance"): (70, ["term", "earlier"]), ("R2", "advance"): (165, ["term", "earlier"])},
    ),
    "a holdback": (
        CENTRE,
        changed("plans", "month,,,,", "month,,,,10%"),
        {("R1", "held"): (-13, ["term"]), ("R2", "held"): (-3.5, ["term"])},
    ),
    "an exchange rate": (CENTRE, changed("fx", "USD,7", "USD,8"), {("R2", "Q4"): (5, ["rate"])}),
    "an exchange rate that is gone": (
        CENTRE,
        {**CENTRE, "fx": "date,currency,rate\n"},
        {("R2", "Q4"): (-35, ["rate"])},
    ),
    "the amount of an adjustment": (
        CENTRE,
        changed("adjustments", "12.5", "20"),
        {("R2", "adjustment"): (7.5, ["changed"])},
    ),
    "a new adjustment": (
        CENTRE,
        added("adjustments", "2026-06,R1,other,-3,wrong,"),
        {("R1", "adjustment"): (-3, ["new"])},
    ),
    "an adjustment that is gone": (
        CENTRE,
        {**CENTRE, "adjustments": "period,payee,line,amount,reason,refers_to\n"},
        {("R2", "adjustment"): (-12.5, ["gone"])},
    ),
    "a role": (
        CENTRE,
        changed("reps", "Ada,T1,rep", "Ada,T1,lead"),
        {("R1", "Q1"): (-40, ["role"]), ("R1", "Q2"): (-50, ["role"]), ("R1", "Q3"): (-40, ["role"])},
    ),
    "a receipt of a month before, where all is paid by the rate reached": (
        SLAB,
        changed("receipts", "Q0,O1,2026-05-09,300", "Q0,O1,2026-05-09,1500", SLAB),
        {("R1", "true_up"): (-15, ["runs"])},
    ),
    "the receipt that pays an order up": (
        FULL,
        added("receipts", "Q9,O2,2026-06-22,3600", FULL),
        {("R1", "Q9"): (350, ["new_document"])},
    ),
    "an order's amount, so that it is fully paid": (
        FULL,
        changed("orders", "2026-06-03,4000", "2026-06-03,400", FULL),
        {("R1", "Q3"): (20, ["credited"])},
    ),
    "an order's amount, so that a receipt of another month pays it up": (
        added("receipts", "Q5,O2,2026-05-20,350", changed("orders", "06-03,4000", "06-03,350", FULL)),
        added("receipts", "Q5,O2,2026-05-20,350", changed("orders", "06-03,4000", "06-03,700", FULL)),
        {("R1", "Q3"): (35, ["order_amount"])},
    ),
    "a plan for one person": (
        CENTRE,
        added("plans", "P3,,commission,,R1,2026-01-01,cash,slab,month,,,,", added("plan_tiers", "P3,0,,0.2")),
        {
            ("R1", "Q1"): (120, ["plan", "term"]),
            ("R1", "Q2"): (70, ["plan", "term"]),
            ("R1", "Q3"): (40, ["plan", "term"]),
        },
    ),
    "the cost of an order": (
        MARGIN,
        changed("orders", "5000,4000", "5000,3500", MARGIN),
        {("R1", "O1"): (50, ["cost"])},
    ),
    "the quantity of an order": (
        PIECES,
        changed("orders", "O1,R1,2026-06-02,10", "O1,R1,2026-06-02,30", PIECES),
        {("R1", "O1"): (1, ["quantity"])},
    ),
    "the amount of an order that decides its tier": (
        BY_DEAL,
        changed("orders", "2026-06-03,4000", "2026-06-03,800", BY_DEAL),
        {("R1", "Q3"): (-15, ["order_amount"])},
    ),
    "what the order of a refund had earned": (
        REFUND,
        changed("receipts", "06-20,400", "06-20,500", REFUND),
        {("R1", "Q3"): (10, ["amount"])},
    ),
    "what is ahead of the order of a refund": (
        REFUND,
        changed("receipts", "06-10,600\n", "06-10,100\n", REFUND),
        {("R1", "Q2"): (-45, ["amount"]), ("R1", "Q3"): (-5, ["runs"]), ("R1", "Q9"): (2.5, ["original"])},
    ),
    **CHANGES_OF_LINE_TERMS,
}


@pytest.mark.parametrize(("before", "after", "expected"), ONE_CHANGE.values(), ids=ONE_CHANGE)
def test_one_change_is_named_for_the_right_person_and_amount(before: Tables, after: Tables, expected: Told) -> None:
    found = differences(facts(before), facts(after))

    assert told(found) == expected
    assert is_explained(found)
    assert not any(entry.kind is Kind.REST for person in found.people for entry in person.entries)
    assert all(change.is_told for change in found.inputs)


@pytest.mark.parametrize(
    ("basis", "table", "row"),
    [
        ("booked", "orders", "N1,R1,2026-06-29,100,CNY,"),
        ("invoiced", "invoices", "N1,O1,2026-06-29,100"),
        ("booked", "deals", "N1,R1,100,won,2026-06-29"),
        ("cash", "receipts", "N1,O2,2026-06-29,100"),
    ],
)
def test_a_new_document_of_every_kind_is_one_and_is_gone_the_other_way_round(basis: str, table: str, row: str) -> None:
    before = {
        **changed("plans", "cash", basis),
        "invoices": "invoice_id,order_id,date,amount\nI1,O1,2026-06-02,50\n",
        "deals": "deal_id,rep_id,amount,stage,won_date\nD1,R1,100,won,2026-06-01\n",
    }
    if table == "deals":
        before = {key: text for key, text in before.items() if key not in ("orders", "receipts", "invoices", "splits")}
    old, new = facts(before), facts(added(table, row, before))

    assert [why for _, why in told(differences(old, new)).values()] == [["new_document"]]
    assert [why for _, why in told(differences(new, old)).values()] == [["gone_document"]]


def test_causes_say_from_what_to_what() -> None:
    old = facts(CENTRE)
    rate = causes(differences(old, facts(ONE_CHANGE["an exchange rate"][1])), "R2", "Q4")
    version = causes(differences(old, facts(TWO_PLANS)), "R1", "Q2")
    cap = causes(differences(old, facts(ONE_CHANGE["a cap"][1])), "R1", "cut")
    tier = causes(differences(old, facts(ONE_CHANGE["the rate of a tier"][1])), "R1", "Q2")
    ahead = causes(differences(old, facts(ONE_CHANGE["a receipt's amount"][1])), "R1", "Q2")
    share = causes(differences(old, facts(HALF)), "R2", "Q3")

    assert [(c.what, c.old, c.new) for c in (*rate, *version, *cap, *tier, *share)] == [
        ("USD", 7, 8),
        ("", "P1", "P2"),
        ("cap", None, 100),
        ("P1", 0.1, 0.12),
        ("", None, 0.5),
    ]
    assert ahead[0].documents == (Document("receipt", "Q1"),)
    assert tier[0].lower == 1000


def test_who_is_new_is_told_as_new() -> None:
    after = added(
        "reps",
        "R3,Cyn,T1,rep,2026-06-01",
        added("orders", "O8,R3,2026-06-02,500,CNY,", added("receipts", "Q8,O8,2026-06-09,500")),
    )
    old, new = facts(CENTRE), facts(after)

    (came,) = differences(old, new).people
    (left,) = differences(new, old).people
    assert (came.standing, came.old, came.new, what(came)) == (
        Standing.NEW, None, 25, {("R3", "Q8"): (25, ["new_person"])},
    )  # fmt: skip  # one person
    assert (left.standing, left.old, left.new, what(left)) == (
        Standing.GONE, 25, None, {("R3", "Q8"): (-25, ["gone_person"])},
    )  # fmt: skip  # one person


def test_who_is_employed_later_has_no_floor() -> None:
    before = changed("plans", "month,,,,", "month,,50,,")
    found = differences(facts(before), facts(changed("reps", "Ben,T1,rep,2025-01-01", "Ben,T1,rep,2026-07-01", before)))

    assert told(found) == {("R2", "raised"): (-15, ["employed"])}


def test_a_rate_that_converts_the_pay_is_a_step() -> None:
    found = differences(facts(EUROS), facts(changed("fx", "USD,7", "USD,8", EUROS)))

    steps = {key: why for key, (_, why) in told(found).items() if key[1] == "converted"}
    assert steps == {("R1", "converted"): ["rate"], ("R2", "converted"): ["rate"]}
    assert is_explained(found)


def test_another_currency_of_the_plan_changes_what_every_line_is_worth() -> None:
    pieces = changed(
        "plans", "valid_from,basis", "valid_from,measure,basis", changed("plans", "01-01,cash", "01-01,deals,cash")
    )
    pieces = {**pieces, "plan_tiers": "plan_id,lower,upper,rate\nP1,0,,100\n"}
    found = differences(
        facts(pieces),
        facts(
            {
                **pieces,
                "plans": pieces["plans"].replace("valid_from,", "valid_from,currency,").replace("01-01,", "01-01,USD,"),
            }
        ),
    )

    assert told(found) == {
        ("R1", "Q1"): (96, ["term"]), ("R1", "Q2"): (72, ["term"]), ("R1", "Q3"): (60, ["term"]),
        ("R2", "Q4"): (30, ["term"]),
    }  # fmt: skip  # a person a row
    assert causes(found, "R1", "Q1")[0].what == "currency"


@pytest.mark.parametrize(
    ("after", "table", "columns"),
    [
        (changed("plans", "cash,marginal,month", "cash,marginal,quarter"), "plans", None),
        (added("splits", "O3,R2,1,split"), "splits", ()),
        (added("plans", "P9,,bonus,rep,,2027-01-01,cash,marginal,month,,,,"), "plans", ()),
        (added("periods", "2026-05,reviewed,,"), "periods", ()),
        (changed("fx", "2026-01-01", "2026-02-01"), "fx", ()),
        (added("adjustments", "2026-05,R1,other,7,,"), "adjustments", ()),
    ],
)
def test_inputs_that_change_no_payout_are_told_apart(after: Tables, table: str, columns: object) -> None:
    before = {**CENTRE, "receipts": CENTRE["receipts"].replace("Q0,O1,2026-05-09,300\n", "")}
    found = differences(facts(before), facts({**after, "receipts": before["receipts"]}))

    untold = {change.table: change.columns for change in found.inputs if not change.is_told}
    assert (found.people, set(untold)) == ((), {table})
    assert untold[table] == (columns if columns is not None else (("over", "month", "quarter"),))
    assert not found.is_empty


def test_rows_of_other_tables_are_counted() -> None:
    found = differences(facts(CENTRE), facts(changed("deals", "R1,100", "R1,250")))

    assert [(table.table, table.new, table.gone, table.changed) for table in found.tables] == [("deals", 0, 0, 1)]
    assert (found.people, found.is_empty) == ((), False)


@pytest.mark.parametrize("team", ["T1", ""])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_changed_says_nothing_in_whatever_language_it_was_built(team: str, lang: str) -> None:
    tables = {**REFUND, "splits": HALF["splits"]}

    assert differences(facts(tables, team), facts(tables, team, lang=lang)).is_empty


@pytest.mark.parametrize("change", ["a receipt's amount", "the mode", "a cap", "a split"])
def test_books_in_two_languages_differ_as_books_in_one(change: str) -> None:
    before, after, expected = ONE_CHANGE[change]

    assert told(differences(facts(before, lang="zh-CN"), facts(after))) == expected


def test_the_centre_is_compared_by_person_and_component() -> None:
    found = differences(facts(CENTRE, ""), facts(changed("receipts", "06-05,800", "06-05,900"), ""))
    tier = differences(facts(CENTRE, ""), facts(changed("plan_tiers", "1000,,0.1", "1000,,0.12"), ""))

    assert told(found) == {("R1", "of_lines"): (10, ["documents"])}
    assert told(tier) == {("R1", "of_lines"): (16, ["tier"])}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ({}, {"day": dt.date(2026, 5, 31)}, "different months, 2026-06 and 2026-05"),
        ({}, {"team": ""}, "One workbook is a team's"),
        ({}, {"tables": changed("settings", "CNY", "USD")}, "different currencies, CNY and USD"),
        (
            {},
            {
                "tables": {
                    **CENTRE, "teams": "team_id,name\nT1,South\n",
                    "reps": "rep_id,name,team_id,role\nR8,Eve,T1,rep\n", "deals": "deal_id,rep_id,amount\nD1,R8,1\n",
                    **{key: CENTRE[key].splitlines()[0] + "\n" for key in ("orders", "receipts", "adjustments")},
                }
            },
            "nobody in common",
        ),
    ],
)  # fmt: skip  # a case, a block
def test_what_cannot_be_compared_is_refused(old: dict[str, object], new: dict[str, object], says: str) -> None:
    books = [facts(**{"tables": CENTRE, **options}) for options in (old, new)]  # type: ignore[arg-type]  # as given

    with pytest.raises(NotComparable, match=says):
        differences(*books)


def test_across_months_every_document_is_of_another_month() -> None:
    found = differences(facts(CENTRE, day=dt.date(2026, 5, 31)), facts(CENTRE), across_months=True)

    assert {why[0] for (_, name), (_, why) in told(found).items() if name.startswith("Q")} == {"other_month"}
    assert is_explained(found)


@pytest.mark.parametrize(
    ("change", "rep", "reason"),
    [
        (replaced("receipts", "P2,O2,2026-01-31,1500.55", "P2,O2,2026-01-31,900.55"), "R2", "changed_amount"),
        (replaced("receipts", "P1,O1,2026-01-15,1000\n", ""), "R1", "vanished"),
        (closed_added("splits", "O1,R1,0.5,split\nO1,R2,0.5,split"), "R1", "changed_share"),
    ],
)
def test_what_changes_in_a_closed_month_is_a_correction_in_the_open_one(
    tmp_path: Path, change: Change, rep: str, reason: str
) -> None:
    folder = written(tmp_path / "centre")
    closed_by_hand(folder, pd.Timestamp(2026, 1, 1))
    days = (dt.date(2026, 1, 31), dt.date(2026, 2, 28))
    before = [of_folder(folder, day) for day in days]
    change(folder)
    january, february = (differences(old, of_folder(folder, day)) for old, day in zip(before, days, strict=True))

    assert january.people == ()
    person = next(person for person in february.people if person.rep_id == rep)
    found = [entry for entry in person.entries if entry.kind is Kind.CORRECTION]
    assert {entry.causes[0].code for entry in found} == {Why.NEW}
    assert reason in {entry.named[3] for entry in found}
    assert is_explained(february)
    assert all(row.is_told for row in february.inputs)


def test_a_closed_month_pays_the_same_at_whatever_rate_of_today(tmp_path: Path) -> None:
    folder = written(tmp_path / "centre")
    closed_by_hand(folder, pd.Timestamp(2026, 1, 1))
    before = of_folder(folder, dt.date(2026, 1, 31), "T2")
    replaced("fx", "2025-12-01,USD,7\n", "2025-12-01,USD,6\n")(folder)

    found = differences(before, of_folder(folder, dt.date(2026, 1, 31), "T2"))
    assert (found.people, {row.table for row in found.inputs}) == ((), {"fx"})


def of_folder(folder: Path, day: dt.date, team: str = "T1") -> BookFacts:
    return facts_of(Computed(book_of(loaded(folder), team, day), Words.load("en")))


@dataclass(frozen=True, eq=False)
class _Spoilt(Computed):
    """A workbook whose payouts show an error."""

    def cells(self, line: Line) -> Sequence[object]:
        shown = super().cells(line)
        return [ErrorKind.NAME for _ in shown] if line is Payout.payout else shown


def test_a_workbook_that_shows_errors_is_refused() -> None:
    edition = book_of(dataset_of(CENTRE), "T1", JUNE)

    with pytest.raises(NotComparable, match=r"shows #NAME\?"):
        facts_of(_Spoilt(edition, Words.load("en")))


def test_a_workbook_that_was_never_calculated_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "T1.xlsx", book_of(dataset_of(CENTRE), "T1", JUNE), "T1")
    book = read(tmp_path / "T1.xlsx")
    bare = {name: replace(sheet, values={}) for name, sheet in book.sheets.items()}

    with pytest.raises(NotComparable, match="has never been calculated"):
        facts_of(shown_by(replace(book, sheets=bare)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cause_and_step_has_its_words(lang: str) -> None:
    words = Words.load(lang)
    keys = [f"cause.{code}" for code in Why] + [f"step.{step}" for step in (*OF_STEPS, "converted", "withheld")]

    assert [key for key in keys if not words.text(f"difference.{key}")] == []


SOLD_AS = {
    "orders": [("product", "Plus"), ("channel", "online"), ("customer_id", "C1"), ("cost", "1"), ("term_months", "3")],
    "customers": [("group", "key"), ("industry", "other"), ("since", "2026-06-05")],
    "reps": [("grade", "senior"), ("grade", "")],
}


def mutated(tables: Tables, dice: Random) -> dict[str, str]:
    """One to three rows changed or taken away."""
    found = dict(tables)
    for _ in range(dice.randint(1, 3)):
        key = dice.choice(
            ["orders", "receipts", "invoices", "plan_tiers", "plans", "fx", "splits", "plan_rates", "customers", "reps"]
        )
        heading, *rows = found[key].splitlines()
        if not rows:
            continue
        place = dice.randrange(len(rows))
        cells = dict(zip(heading.split(","), rows[place].split(","), strict=True))
        column = next((name for name in ("amount", "rate") if name in cells), "")
        if key == "plans":
            term = [("cap", "250"), ("floor", "99"), ("draw", "300"), ("holdback", "20%"), ("mode", "slab"),
                    ("over", "quarter"), ("currency", "USD"), ("excess", "carried"), ("basis", "booked"),
                    ("portion", "80%"), ("margin_gate", "60%"), ("clawback", "term"), ("new_months", "6"),
                    ("cap_over", "deal")]  # fmt: skip
            cells |= [dice.choice(term)]
        elif key in SOLD_AS and dice.random() < 0.5:
            cells |= [dice.choice(SOLD_AS[key])]
        elif column and cells[column] and dice.random() < 0.7:
            cells[column] = str(round(float(cells[column]) * 1.25 + 0.001, 4 if column == "rate" else 2))
        elif key not in ("plan_tiers", "fx", "reps"):
            cells = {}
        rows[place] = ",".join(cells.values())
        found[key] = "\n".join([heading, *filter(None, rows)]) + "\n"
    return found


def says_where(found: BookDifference, cause: Cause) -> bool:
    """Whether a row that a cause names differs, or it names documents that do, or no row is its source."""
    tables = {table.key: table for table in (*found.old.tables, *found.new.tables)}
    differs = [found.old.row(tables[key], *row) != found.new.row(tables[key], *row) for key, row in cause.inputs]
    return bool(cause.documents) or not differs or any(differs)


def test_what_is_told_adds_up_to_the_difference_in_pay_on_random_pairs() -> None:
    """Of 24 centres, many side by side in one workbook: of a team, and of the whole, which has no lines."""
    before = {seed: centre(seed) for seed in range(24)}
    after = {seed: mutated(tables, Random(seed)) for seed, tables in before.items()}
    people = rests = 0
    for month, seeds in side_by_side(before, after):
        old, new = (as_one({seed: tables[seed] for seed in seeds}) for tables in (before, after))
        day = dt.date(2026, month, 28)
        for found in (
            differences(facts_of_all(old, day), facts_of_all(new, day)),
            differences(facts(old, "", day), facts(new, "", day)),
        ):
            people += len(found.people)
            assert is_explained(found), seeds
            for rep, entry in ((person.rep_id, entry) for person in found.people for entry in person.entries):
                seed = int(rep.rpartition("-")[2])
                is_converted = ",USD," in before[seed]["plans"] + after[seed]["plans"]
                assert entry.kind is Kind.REST or entry.causes, rep
                assert entry.kind is not Kind.REST or (is_converted and abs(entry.difference) < 0.05), rep
                assert all(says_where(found, cause) for cause in entry.causes), rep
                assert not {Why.UNKNOWN, Why.RATED_AS} & {cause.code for cause in entry.causes}, rep
                rests += entry.kind is Kind.REST
    assert people > 5
    assert rests < people


def side_by_side(before: Mapping[int, Tables], after: Mapping[int, Tables]) -> Iterator[tuple[int, list[int]]]:
    """A month and the centres that are compared in it. One whose rates change is alone: all would have them."""
    for month in (5, 6, 7):
        seeds = [seed for seed in before if Random(seed).choice([5, 6, 7]) == month]
        alone = [seed for seed in seeds if before[seed]["fx"] != after[seed]["fx"]]
        yield from ((month, [seed]) for seed in alone)
        yield month, [seed for seed in seeds if seed not in alone]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_says_what_was_computed(tmp_path: Path, lang: str) -> None:
    edition = book_of(dataset_of(REFUND, lang), "T1", JUNE, lang)
    write(tmp_path / "T1.xlsx", edition, "T1")
    stored, computed = facts_of(shown_by(read(tmp_path / "T1.xlsx"))), facts_of(Computed(edition, Words.load(lang)))

    assert vars(stored) == vars(computed)
    assert differences(stored, computed).is_empty
