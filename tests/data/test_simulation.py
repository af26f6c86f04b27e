"""The same facts under other plans: worked out by hand, and what must hold whatever the plans are."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as law
from hypothesis import strategies as st

from salessheet.data.commission.break_even import NoBreakEven, break_even, paid, sales, scaled
from salessheet.data.commission.history import settled as history
from salessheet.data.commission.simulation import Change, Outcome, Served, Simulation, simulate
from salessheet.data.dataset import Dataset
from salessheet.workbook.tables import Plans, PlanTiers
from tests.data.commission_centres import centre_of, orders, plan, plans, receipts, settled, tiers
from tests.data.test_commission_laws import LAST, PEOPLE, RATES, Rows, documents, versions, written

JANUARY, MARCH = dt.date(2026, 1, 1), dt.date(2026, 3, 1)
FIVE_PERCENT = tiers((0, "", 0.05))
SALES = orders("O1,R1,2026-01-05,10000", "O2,R1,2026-02-05,20000", "O3,R3,2026-03-05,6000")


def under(old: Dataset, **tables: str) -> Dataset:
    """The same facts with other plans."""
    others = centre_of({}, **tables)
    taken = {table.key: others.table(table) for table in (Plans, PlanTiers)}
    return dataclasses.replace(old, tables={**old.tables, **taken})


def simulated(old: Dataset, **tables: str) -> Simulation:
    """From January to March."""
    return simulate(old, under(old, **tables), JANUARY, MARCH)


def by_person(found: Simulation) -> dict[str, tuple[float, float]]:
    return {person.rep_id: (person.pay.old, person.pay.new) for person in found.people}


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        # A rate of 5% becomes 6%: 30,000 and 6,000.
        ({"plans": plan(), "plan_tiers": tiers((0, "", 0.06))}, {"R1": (1_500, 1_800), "R3": (300, 360)}),
        # Beside 5%, 10% from 15,000 on, slice by slice: only the 20,000 of February come so far.
        (
            {"plans": plan(), "plan_tiers": tiers((0, 15_000, 0.05), (15_000, "", 0.1))},
            {"R1": (1_500, 1_750), "R3": (300, 300)},
        ),
        # The same tiers as a slab: all of February at 10%.
        (
            {"plans": plan(mode="slab"), "plan_tiers": tiers((0, 15_000, 0.05), (15_000, "", 0.1))},
            {"R1": (1_500, 2_500), "R3": (300, 300)},
        ),
        # Over the quarter 30,000 are reached: 15,000 at 5% and 15,000 at 10%.
        (
            {"plans": plan(over="quarter"), "plan_tiers": tiers((0, 15_000, 0.05), (15_000, "", 0.1))},
            {"R1": (1_500, 2_250), "R3": (300, 300)},
        ),
        # Nobody has the role of the only plan any more.
        ({"plans": plan(role="lead"), "plan_tiers": FIVE_PERCENT}, {"R1": (1_500, 0), "R3": (300, 0)}),
        # A plan for one person alone.
        ({"plans": plan(role="", rep_id="R3"), "plan_tiers": FIVE_PERCENT}, {"R1": (1_500, 0), "R3": (300, 300)}),
        # A cap of 800 a month bites in February alone.
        ({"plans": plan(cap=800), "plan_tiers": FIVE_PERCENT}, {"R1": (1_500, 1_300), "R3": (300, 300)}),
        # A floor is paid in each of three months: also to R2, who sold nothing.
        (
            {"plans": plan(floor=400), "plan_tiers": FIVE_PERCENT},
            {"R2": (0, 1_200), "R3": (300, 1_200), "R1": (1_500, 1_900)},
        ),
    ],
)
def test_what_other_plans_pay(tables: dict[str, str], expected: dict[str, tuple[float, float]]) -> None:
    old = centre_of(plans=plan(), plan_tiers=FIVE_PERCENT, orders=SALES)

    found = simulated(old, **tables)

    assert by_person(found) == expected
    assert found.total.pay == Change(*(sum(pay) for pay in zip(*expected.values(), strict=True)))


def test_a_document_counts_by_the_basis_of_the_plans_that_pay_it() -> None:
    old = centre_of(
        plans=plan(),
        plan_tiers=FIVE_PERCENT,
        orders=SALES,
        receipts=receipts("P1,O1,2026-02-10,4000", "P2,O2,2026-05-01,9"),
    )

    found = simulated(old, plans=plan(basis="cash"), plan_tiers=FIVE_PERCENT)

    assert by_person(found) == {"R3": (300, 0), "R1": (1_500, 200)}
    assert found.components[0].credited == Change(36_000, 4_000)
    assert found.sales == 36_000


def test_only_the_months_asked_for_count_though_those_before_are_settled() -> None:
    old = centre_of(plans=plan(over="quarter"), plan_tiers=tiers((0, 15_000, 0.05), (15_000, "", 0.1)), orders=SALES)

    february = dt.date(2026, 2, 1)
    found = simulate(old, under(old, plans=plan(), plan_tiers=FIVE_PERCENT), february, february)

    assert by_person(found) == {"R1": (1_750, 1_000)}
    assert found.sales == 20_000


def test_who_gains_and_loses_is_counted_in_all_and_by_team() -> None:
    old = centre_of(
        plans=plan(), plan_tiers=FIVE_PERCENT,
        orders=orders("O1,R1,2026-01-05,30000", "O2,R2,2026-02-05,1000", "O3,R3,2026-03-05,10000"),
    )  # fmt: skip  # a centre

    found = simulated(
        old, plan_tiers=tiers((0, 10_000, 0.04), (10_000, 20_000, 0.06), (20_000, "", 0.07)), plans=plan()
    )

    assert [(p.rep_id, p.pay.difference, p.pay.outcome) for p in found.people] == [
        ("R1", 200, Outcome.GAINS), ("R2", -10, Outcome.LOSES), ("R3", -100, Outcome.LOSES),
    ]  # fmt: skip  # from the largest gain to the largest loss
    assert found.total.people == {Outcome.GAINS: 1, Outcome.LOSES: 2, Outcome.SAME: 0}
    assert {team.team_id: (team.pay.difference, team.people[Outcome.LOSES]) for team in found.teams} == {
        "T1": (190, 1), "T2": (-100, 1),
    }  # fmt: skip  # two teams


def test_who_has_no_plan_any_more_is_told() -> None:
    old = centre_of(
        reps="rep_id,team_id,role\nR1,T1,rep\nR2,T1,lead\nR3,T2,clerk\n",
        plans=plans(
            {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01"},
            {"plan_id": "P2", "role": "lead", "valid_from": "2026-01-01", "floor": 10},
        ),
        plan_tiers=FIVE_PERCENT,
        orders=SALES,
    )

    found = simulated(old, plans=plan(), plan_tiers=FIVE_PERCENT)

    assert {person.rep_id: person.served for person in found.people} == {"R1": Served.BY_BOTH, "R2": Served.BY_OLD}


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"holdback": 0.1}, ((0, 180), (0, 0), (0, 0))),
        ({"cap": 400, "excess": "carried"}, ((0, 0), (0, 300), (0, 0))),
        ({"draw": 700}, ((0, 0), (0, 0), (0, 4_600))),
        ({"draw": 700, "recoverable": 0}, ((0, 0), (0, 0), (0, 0))),
    ],
)
def test_what_is_left_open_when_the_months_end(
    terms: dict[str, str | float], expected: tuple[tuple[float, float], ...]
) -> None:
    # R1 earns 500, 1,000 and 0, R3 300 in March. Carried by R1: 100, then 1,100 − 400 = 700, then 300. Owed: by R1
    # 200, 0 and 700, by R2 three times 700, by R3 1,400 and what March lacks, 700 − 300.
    old = centre_of(plans=plan(), plan_tiers=FIVE_PERCENT, orders=SALES)

    found = simulated(old, plans=plan(**terms), plan_tiers=FIVE_PERCENT)

    balances = found.balances
    assert tuple((each.old, each.new) for each in (balances.held, balances.carried, balances.owed)) == expected


def test_people_stand_in_the_tier_of_what_they_have_to_date() -> None:
    old = centre_of(
        reps="rep_id,team_id,role,leave_date\nR1,T1,rep,\nR2,T1,rep,\nR3,T2,rep,\nR4,T2,rep,2026-02-28\n",
        plans=plan(over="quarter"),
        plan_tiers=tiers((1_000, 6_000, 0.05), (8_000, "", 0.1)),
        orders=SALES + "O4,R4,2026-02-01,50000,,,,\n",
    )

    found = simulated(
        old, plans=plan(over="month", boundary="lower"), plan_tiers=tiers((0, 6_000, 0.05), (6_000, "", 0.1))
    )

    (before,), (after,) = found.old_standings, found.new_standings
    assert (before.below, [tier.people for tier in before.tiers], before.outside) == (1, [1, 1], 0)
    assert (after.below, [tier.people for tier in after.tiers], after.outside) == (0, [3, 0], 0)
    assert before.people == after.people == 3


@pytest.mark.parametrize("terms", [{"over": "deal"}, {"mode": "multiplier"}])
def test_where_people_stand_in_no_tier_none_is_counted(terms: dict[str, str]) -> None:
    old = centre_of(plans=plan(**terms), plan_tiers=FIVE_PERCENT, orders=SALES)

    standing = simulated(old, plans=plan(valid_to="2026-03-30"), plan_tiers=FIVE_PERCENT)

    assert [each.people for each in standing.old_standings] == [None]
    assert standing.new_standings == ()


def test_who_stands_in_a_gap_is_in_no_tier() -> None:
    old = centre_of(plans=plan(over="quarter"), plan_tiers=tiers((0, 5_000, 0.05), (8_000, 20_000, 0.1)), orders=SALES)

    (standing,) = simulated(old, plans=plan(), plan_tiers=FIVE_PERCENT).old_standings

    assert (standing.below, [tier.people for tier in standing.tiers], standing.outside) == (0, [1, 0], 2)


@pytest.mark.parametrize(
    ("rate", "factor"),
    [
        (0.05, 1.0),
        (0.1, 0.95 / 0.9),  # g × (1 − 10%) = 1 − 5%
        (0.02, 0.95 / 0.98),
        (0.8, 4.75),
        (0.95, None),  # 19 times
    ],
)
def test_break_even_is_where_the_same_profit_is_left(rate: float, factor: float | None) -> None:
    old = centre_of(plans=plan(), plan_tiers=FIVE_PERCENT, orders=SALES)

    found = simulated(old, plans=plan(), plan_tiers=tiers((0, "", rate))).break_even

    assert found.profit == 36_000 - 1_800
    assert found.factor == (None if factor is None else pytest.approx(factor, abs=2e-6))
    assert found.reason is (NoBreakEven.OUT_OF_RANGE if factor is None else None)


def test_without_sales_there_is_no_break_even() -> None:
    old = centre_of(plans=plan(floor=5), plan_tiers=FIVE_PERCENT, orders=orders("O1,R1,2025-12-30,1000"))

    found = simulated(old, plans=plan(floor=6), plan_tiers=FIVE_PERCENT)

    assert (found.sales, found.break_even.factor, found.break_even.reason) == (0, None, NoBreakEven.NO_SALES)


def test_sales_are_orders_less_refunds_at_the_rates_of_their_days_else_won_deals() -> None:
    fx = "date,currency,rate\n2026-01-01,USD,7\n2026-02-01,USD,8\n"
    sold = orders(
        "O1,R1,2026-01-05,100,,,,USD",
        "O2,R1,2026-02-05,-10,O1,,,USD",
        "O3,R1,2026-04-01,5",
        "O4,R1,2026-03-31,5,,,,GBP",
    )
    deals = "deal_id,rep_id,amount,won_date\nD1,R1,900,2026-01-31\nD2,R1,900,\n"

    assert sales(centre_of(fx=fx, orders=sold, deals=deals), JANUARY, MARCH) == 620
    assert sales(centre_of(fx=fx, deals=deals), JANUARY, MARCH) == 900


def test_people_without_an_exchange_rate_are_in_no_figure() -> None:
    old = centre_of(plans=plan(), plan_tiers=FIVE_PERCENT, orders=SALES)

    found = simulated(old, plans=plans(
        {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01"},
        {"plan_id": "P2", "rep_id": "R1", "valid_from": "2026-01-01", "currency": "GBP", "floor": 1},
    ), plan_tiers=FIVE_PERCENT)  # fmt: skip  # the plans

    assert found.unpaid == ("R1",)
    assert by_person(found) == {"R3": (300, 300)}
    assert found.total.pay == Change(300, 300)
    assert found.break_even.factor == 1


def test_a_centre_without_plans_may_be_given_some() -> None:
    found = simulated(
        centre_of(orders=SALES, plan_tiers="plan_id,lower,upper,rate\n"), plans=plan(), plan_tiers=FIVE_PERCENT
    )

    assert by_person(found) == {"R1": (0, 1_500), "R3": (0, 300)}
    assert {person.served for person in found.people} == {Served.BY_NEW}
    assert (found.old_standings, found.components[0].pay.share) == ((), None)


def figures(found: Simulation) -> pd.DataFrame:
    rows = [(p.rep_id, p.team_id, p.pay.old, p.pay.new, p.pay.difference) for p in found.people]
    return pd.DataFrame(rows, columns=["rep_id", "team_id", "old", "new", "difference"])


MONTHS = st.tuples(st.integers(0, 11), st.integers(0, 4)).map(
    lambda m: (dt.date(2026, m[0] + 1, 1), dt.date(2026 + (m[0] + m[1]) // 12, (m[0] + m[1]) % 12 + 1, 1))
)


@law(max_examples=15)
@given(documents(), versions(), MONTHS)
def test_the_same_plans_change_nothing_and_pay_what_is_paid(
    facts: Rows, own: Rows, months: tuple[dt.date, dt.date]
) -> None:
    dataset = centre_of({}, **written({**facts, **own, "reps": PEOPLE, "fx": RATES}))
    first, last = months

    found = simulate(dataset, dataset, first, last)

    assert all(person.pay.difference == 0 for person in found.people)
    assert found.total.people[Outcome.SAME] == len(found.people)
    assert found.break_even.factor in (1.0, None)
    assert found.old_standings == found.new_standings
    pays = history(dataset, "CNY", last).pays
    expected = pays[pays["period"] >= pd.Timestamp(first)].groupby("payee")["payout"].sum().round(2)
    assert by_person(found) == {payee: (amount, amount) for payee, amount in expected.items()}


@law(max_examples=12)
@given(documents(), versions(), versions(), MONTHS)
def test_people_teams_components_and_totals_agree_and_the_other_way_round_is_the_opposite(
    facts: Rows, own: Rows, others: Rows, months: tuple[dt.date, dt.date]
) -> None:
    one, other = (
        centre_of({}, **written({**facts, **plans_, "reps": PEOPLE, "fx": RATES})) for plans_ in (own, others)
    )

    found, back = simulate(one, other, *months), simulate(other, one, *months)

    people, total = figures(found), found.total.pay
    for groups in (found.teams, found.components):
        for side in ("old", "new"):
            assert sum(getattr(group.pay, side) for group in groups) == pytest.approx(getattr(total, side), abs=1e-6)
    assert [people[side].sum() for side in ("old", "new", "difference")] == pytest.approx(
        [total.old, total.new, total.difference], abs=1e-6
    )
    for team in found.teams:
        mine = people[people["team_id"] == team.team_id]
        assert mine["difference"].sum() == pytest.approx(team.pay.difference, abs=1e-6)
        assert sum(team.people.values()) == len(mine)
    assert sum(change.difference for change in found.total.outcomes.values()) == pytest.approx(total.difference)
    swapped = figures(back).set_index("rep_id")["difference"]
    assert swapped.reindex(people["rep_id"]).to_numpy() == pytest.approx(-people["difference"].to_numpy())
    assert (back.old_standings, back.new_standings) == (found.new_standings, found.old_standings)
    assert back.total.people[Outcome.GAINS] == found.total.people[Outcome.LOSES]


@law(max_examples=8)
@given(documents(), versions(), versions())
def test_the_profit_to_keep_is_reached_or_jumped_over_at_the_break_even(facts: Rows, own: Rows, others: Rows) -> None:
    one, other = (
        centre_of({}, **written({**facts, **plans_, "reps": PEOPLE, "fx": RATES})) for plans_ in (own, others)
    )
    first, last = dt.date(2026, 1, 1), LAST.replace(day=1)
    old_cost, new_cost = paid(one, first, last), paid(other, first, last)

    found = break_even(other, first, last, old_cost, new_cost)

    if found.factor is not None and found.factor != 1:
        sold = sales(other, first, last)

        def profit(factor: float) -> float:
            return factor * sold - paid(scaled(other, factor), first, last)

        cents_of_lines = 0.1
        near = [profit(found.factor + step) for step in (-3e-6, 0, 3e-6)]  # a step of a plan may jump over it
        assert min(near) - cents_of_lines <= found.profit <= max(near) + cents_of_lines


def test_the_amounts_of_a_settlement_grow_with_those_of_the_documents() -> None:
    old = centre_of(
        plans=plan(basis="margin"),
        plan_tiers=FIVE_PERCENT,
        orders=orders("O1,R1,2026-01-05,1000,,400", "O2,R1,2026-02-05,-500,O1,-200"),
    )

    lines = settled(scaled(old, 2.0)).lines

    assert list(lines["base"]) == [1_200, -600]
