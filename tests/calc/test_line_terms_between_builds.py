"""What plans say of single lines, between two builds: what a cause names, in files, languages and centres."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from salessheet.calc import read
from salessheet.calc.builds import BY_TIERS, Cause, Document, differences, facts_of, shown_by
from salessheet.calc.builds.earning import Earning
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.tables import Orders
from salessheet.xlsx.template import write
from tests.built.small import book_of, dataset_of
from tests.calc.line_term_changes import CHANGES_OF_LINE_TERMS, LICENCES, PUMPS, SERVED, SOLD
from tests.calc.shown import JUNE, Computed, Tables, changed, facts


def cause(change: str, rep: str, document: str) -> Cause:
    """The only cause of a line."""
    before, after, _ = CHANGES_OF_LINE_TERMS[change]
    found = differences(facts(before), facts(after))
    entries = [entry for person in found.people if person.rep_id == rep for entry in person.entries]
    (only,) = next(entry.causes for entry in entries if entry.document and entry.document.name == document)
    return only


@pytest.mark.parametrize(
    ("change", "line", "expected"),
    [
        ("a rate of a plan", ("R1", "Q3"), ("P1", 0.2, 0.25, "plan_rates", ("P1", "Licence", "any"))),
        ("a new rate of a plan", ("R2", "Q4"), ("P1", None, 0.1, "plan_rates", ("P1", "Pump", "any"))),
        ("a rate of a plan that is gone", ("R1", "Q3"), ("P1", 0.2, None, "plan_rates", ("P1", "Licence", "any"))),
        (
            "a rate that is left to the tiers",
            ("R1", "Q3"),
            ("P1", 0.2, BY_TIERS, "plan_rates", ("P1", "Licence", "any")),
        ),
        ("a rate that names more of a line", ("R2", "Q4"), ("P1", None, 0.3, "plan_rates", ("P1", "Pump", "senior"))),
        ("the product of an order", ("R1", "Q3"), ("product", "Licence", "Pump", "orders", ("O2",))),
        ("the channel of an order", ("R1", "Q3"), ("channel", "online", "agent", "orders", ("O2",))),
        ("the customer of an order", ("R1", "Q3"), ("customer_id", "C2", "C1", "orders", ("O2",))),
        ("the group of a customer", ("R1", "Q3"), ("group", "chain", "shop", "customers", ("C2",))),
        ("the industry of a customer", ("R1", "Q3"), ("industry", "steel", "food", "customers", ("C2",))),
        ("how long a customer is new", ("R1", "Q3"), ("new_months", 12, 11, "plans", ("P1",))),
        ("a grade", ("R2", "Q4"), ("grade", "senior", "junior", "reps", ("R2",))),
        ("the order of a receipt", ("R1", "Q3"), ("order_id", "O2", "O1", "receipts", ("Q3",))),
        ("the portion that a plan pays", ("R2", "Q4"), ("portion", 1, 0.5, "plans", ("P1",))),
        ("the least margin", ("R1", "Q1"), ("margin_gate", None, 0.2, "plans", ("P1",))),
        ("a cost that takes an order below the least margin", ("R1", "Q3"), ("", 3000, 3500, "orders", ("O2",))),
        ("an amount that takes an order below the least margin", ("R1", "Q3"), ("", 4000, 3500, "orders", ("O2",))),
        ("a cap on each deal", ("R1", "Q2"), ("cap", None, 100, "plans", ("P1",))),
        ("what a cap is over", ("R1", "Q2"), ("cap_over", "month", "deal", "plans", ("P1",))),
        ("a receipt ahead of one that a cap cuts", ("R1", "Q2"), ("", 55, 65, "receipts", ("Q1",))),
        ("what a cancellation takes back", ("R1", "Q9"), ("clawback", "whole", "term", "plans", ("P1",))),
        ("the term of a cancelled order", ("R1", "Q9"), ("term_months", 4, 2, "orders", ("O1",))),
    ],
)
def test_a_cause_says_from_what_to_what_and_where_it_stands(
    change: str, line: tuple[str, str], expected: tuple[object, ...]
) -> None:
    found = cause(change, *line)

    assert (found.what, found.old, found.new, found.table, found.row) == expected


def test_what_used_the_cap_is_named() -> None:
    found = cause("a receipt of a month before one that a cap cuts", "R1", "Q2")

    assert (found.documents, found.old, found.new) == ((Document("receipt", "Q0"),), 55, 60)


def test_where_the_tables_do_not_tell_it_the_line_is_rated_as_something_else() -> None:
    before, after, expected = CHANGES_OF_LINE_TERMS["the product of an order"]
    shown = [facts(tables) for tables in (before, after)]
    old, new = (replace(book, tables={**book.tables, Orders: {}}) for book in shown)

    (person,) = differences(old, new).people
    (entry,) = person.entries
    assert {("R1", "Q3"): entry.difference} == {line: amount for line, (amount, _) in expected.items()}
    assert [(c.code.value, c.old, c.new) for c in entry.causes] == [("rated_as", "Licence|any", None)]


def test_a_closed_month_does_not_say_what_a_line_was_rated_as() -> None:
    old, new = facts(LICENCES), facts(changed("receipts", "06-20,400", "06-20,500", LICENCES))
    closed = replace(old, lines={key: replace(line, earning=Earning()) for key, line in old.lines.items()})

    (person,) = differences(closed, new).people
    assert [c.code.value for entry in person.entries for c in entry.causes] == ["amount"]


def test_a_new_version_of_a_plan_brings_its_rates() -> None:
    plans = f"{SOLD['plans']}P2,P1,commission,rep,,2026-06-20,cash,marginal,month,,,,\n"
    after = {
        **LICENCES,
        "plans": plans,
        "plan_tiers": f"{SOLD['plan_tiers']}P2,0,,0.1\n",
        "plan_rates": f"{LICENCES['plan_rates']}P2,product,Licence,,,0.3\n",
    }
    found = differences(facts(LICENCES), facts(after))

    (person,) = found.people
    (entry,) = person.entries
    assert (entry.difference, [c.code.value for c in entry.causes]) == (40, ["plan"])
    assert all(change.is_told for change in found.inputs)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("a rate of a plan", {"R1": (20, ["own_rate"])}),
        ("a grade", {"R2": (-105, ["property"])}),
        ("the portion that a plan pays", {"R1": (-65, ["term"]), "R2": (-17.5, ["term"])}),
        ("the amount of a cap on each deal", {"R1": (-10, ["term"])}),
        ("the product of an order", {"R1": (-40, ["documents"])}),
    ],
)
def test_the_centre_knows_what_plans_say_of_lines(change: str, expected: dict[str, tuple[float, list[str]]]) -> None:
    before, after, _ = CHANGES_OF_LINE_TERMS[change]
    found = differences(facts(before, ""), facts(after, ""))

    entries = {person.rep_id: entry for person in found.people for entry in person.entries}
    assert {
        rep: (entry.difference, [each.code.value for each in entry.causes]) for rep, entry in entries.items()
    } == expected
    assert {entry.step for entry in entries.values()} == {"of_lines"}


@pytest.mark.parametrize("change", ["a rate that names more of a line", "when an order of a new customer was placed"])
def test_books_in_two_languages_are_rated_alike(change: str) -> None:
    before, after, expected = CHANGES_OF_LINE_TERMS[change]
    found = differences(facts(before, lang="zh-CN"), facts(after))

    assert {
        (person.rep_id, entry.document.name): (entry.difference, [c.code.value for c in entry.causes])
        for person in found.people
        for entry in person.entries
        if entry.document
    } == expected


CAPPED_PUMPS: Tables = {
    **PUMPS,
    "plans": "plan_id,role,valid_from,basis,cap,cap_over,portion\nP1,rep,2026-01-01,cash,70,deal,0.5\n",
}


@pytest.mark.parametrize("tables", [CAPPED_PUMPS, SERVED])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_says_what_was_computed_of_rates_caps_and_terms(tmp_path: Path, lang: str, tables: Tables) -> None:
    edition = book_of(dataset_of(tables, lang), "T1", JUNE, lang)
    write(tmp_path / "T1.xlsx", edition, "T1")
    stored, computed = facts_of(shown_by(read(tmp_path / "T1.xlsx"))), facts_of(Computed(edition, Words.load(lang)))

    assert vars(stored) == vars(computed)


def test_a_rate_that_pays_nobody_is_told_apart() -> None:
    after = changed("plan_rates", "Licence,,,0.2", "Licence,,,0.2\nP1,product,Spare part,,,0.01", LICENCES)
    found = differences(facts(LICENCES), facts(after))

    assert found.people == ()
    assert [(change.table, change.row, change.is_told) for change in found.inputs] == [
        ("plan_rates", ("P1", "Spare part", "any"), False)
    ]
