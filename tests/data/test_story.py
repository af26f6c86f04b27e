"""The story of a payout adds up to the cent, whatever plans pay by."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as law
from hypothesis import strategies as st

from salessheet.data.commission.climbing import Climb, Way, cents
from salessheet.data.commission.history import settled
from salessheet.data.commission.payroll import payroll_of
from salessheet.data.commission.story import Part, Story, story, story_of
from salessheet.data.dataset import Dataset
from salessheet.errors import InvalidOption
from tests.data.closed_centres import MONTHS, added, closed_by_hand, loaded, replaced, written
from tests.data.commission_centres import centre_of, orders, plan, receipts, tiers
from tests.data.test_commission_laws import (
    CUSTOMERS,
    LAST,
    PEOPLE,
    RATES,
    REPS,
    TEAMS,
    Rows,
    documents,
    objectives,
    quotas,
    versions,
)
from tests.data.test_commission_laws import written as of_chance

JAN, FEB, MAR, _ = MONTHS
JUNE = dt.date(2026, 6, 1)
OF_THE_GUIDE = tiers((0, 25000, 0.02), (25000, 60000, 0.035), (60000, 120000, 0.05), (120000, "", 0.065))


def told(dataset: Dataset, month: dt.date = JUNE, rep: str = "R1") -> Story:
    return story_of(dataset, settled(dataset, "CNY", month), rep, month, "CNY")


def only_climb(dataset: Dataset, month: dt.date = JUNE) -> Climb:
    (part,) = told(dataset, month).parts
    (found,) = part.climbs
    return found


def assert_adds_up(part: Part) -> None:
    for climb in part.climbs:
        assert cents(sum(each.amount for each in climb.slices) + climb.rounding) == climb.sum
        for each in climb.slices:
            if each.way is Way.RATE:
                assert each.amount == cents(each.base * each.rate)
    for at_rate in part.at_rates:
        assert at_rate.amount == cents(cents(at_rate.base * at_rate.rate) + at_rate.rounding)
    made_up = part.true_up.amount if part.true_up else 0.0
    of_lines = sum(each.earned for each in part.climbs)
    of_lines += sum(each.amount for each in part.at_rates) + sum(prize.amount for prize in part.prizes)
    of_lines += sum(cut.amount for cut in part.cuts)
    earned = of_lines + part.refunds + made_up
    first, *_ = part.steps
    assert (first.code, cents(earned)) == ("earned", first.amount)
    assert cents(of_lines + part.refunds) == cents(sum(x.amount for x in part.lines))
    assert cents(sum(step.amount for step in part.steps)) == part.out
    assert part.rate is not None
    assert part.payout == cents(part.out * part.rate)


@law(max_examples=25, deadline=None)
@given(documents(), versions(), quotas(), objectives(), st.sampled_from([1, 4, 11]))
def test_every_sum_that_is_shown_adds_up(
    sales: Rows, plans: Rows, targets: Rows, agreed: Rows, first_month: int
) -> None:
    beside = {"reps": PEOPLE, "fx": RATES, "customers": CUSTOMERS, "teams": TEAMS}
    rows = of_chance({**sales, **plans, **targets, **agreed, **beside})
    dataset = centre_of({"first_month": first_month}, **rows)
    history = settled(dataset, "CNY", LAST)
    paid = history.lines[["payee", "period"]].drop_duplicates().itertuples(index=False, name=None)
    for rep, month in list(paid)[:6]:
        found = story_of(dataset, history, rep, month.date(), "CNY")
        for part in found.parts:
            assert_adds_up(part)
            assert all(climb.is_known for climb in part.climbs)
            assert part.true_up is None or part.true_up.is_known
        mine = history.pays[(history.pays["payee"] == rep) & (history.pays["period"] == month)]
        assert found.total == pytest.approx(mine["payout"].sum(), abs=1e-6)
    assert set(history.lines["payee"]) <= set(REPS)


_SOLD = orders("O1,R1,2026-06-03,100000,,,,", "O2,R1,2026-06-09,48900,,,,")


@pytest.mark.parametrize(
    ("terms", "rates", "amounts"),
    [
        ({}, OF_THE_GUIDE, [500, 1225, 3000, 1878.5]),
        ({"mode": "slab"}, OF_THE_GUIDE, [9678.5]),
        ({"mode": "overage"}, tiers((50000, 100000, 0.04), (100000, "", 0.06)), [5934]),
        ({"mode": "interpolated"}, tiers((0, 100000, 1000), (100000, 200000, 2000)), [1000, 978]),
        ({"mode": "milestone"}, tiers((50000, 100000, 500), (100000, "", 1500)), [1500]),
        ({"measure": "quantity"}, tiers((0, 1, 50), (1, "", 80)), [50, 80]),
        ({}, tiers((50000, 100000, 0.1), (120000, "", 0.2)), [0, 5000, 0, 5780]),
        ({}, tiers(plan_id="P9"), [0]),
    ],
    ids=["marginal", "slab", "overage", "interpolated", "milestone", "pieces", "gaps", "no tiers"],
)
def test_what_each_tier_pays(terms: dict[str, str], rates: str, amounts: list[float]) -> None:
    found = only_climb(centre_of({}, orders=_SOLD, plans=plan(**terms), plan_tiers=rates))

    assert [each.amount for each in found.slices] == amounts
    assert (found.rounding, found.sum, found.is_known) == (0, sum(amounts), True)


def test_a_milestone_reached_before_is_taken_off() -> None:
    dataset = centre_of(
        {},
        orders=orders("O1,R1,2026-05-03,60000,,,,", "O2,R1,2026-06-09,60000,,,,"),
        plans=plan(mode="milestone", over="quarter"),
        plan_tiers=tiers((50000, 100000, 500), (100000, "", 1500)),
    )

    assert [each.amount for each in only_climb(dataset).slices] == [1500, -500]


def test_what_was_opened_with_is_made_up_for() -> None:
    """50,000 in April, 40,000 in May: the guide's example."""
    dataset = centre_of(
        {},
        orders=orders("O1,R1,2026-04-03,50000,,,,", "O2,R1,2026-05-09,40000,,,,"),
        plans=plan(mode="slab", over="quarter"),
        plan_tiers=OF_THE_GUIDE,
    )

    (part,) = told(dataset, dt.date(2026, 5, 1)).parts

    assert part.true_up is not None
    assert (part.true_up.rate, part.true_up.rate_before, part.true_up.amount) == (0.05, 0.035, 750)
    assert part.climbs[0].decides == 90000
    assert_adds_up(part)


def test_an_order_by_itself_is_paid_in_parts() -> None:
    """80,000, of which 32,000 came in: the guide's example."""
    dataset = centre_of(
        {},
        orders=orders("O1,R1,2026-04-03,80000,,,,"),
        receipts=receipts("P1,O1,2026-06-09,32000,"),
        plans=plan(over="deal", basis="cash"),
        plan_tiers=OF_THE_GUIDE,
    )

    found = only_climb(dataset)

    assert (found.root, found.end, found.sum, found.part, found.paid) == ("O1", 80000, 2725, 32000, 1090)


def test_rounding_is_a_step_of_its_own() -> None:
    dataset = centre_of(
        {},
        orders=orders(*(f"O{n},R1,2026-06-03,10.10,,,," for n in range(5))),
        plans=plan(mode="slab"),
        plan_tiers=tiers((0, "", 0.0333)),
    )

    found = only_climb(dataset)

    assert ([each.amount for each in found.slices], found.rounding, found.sum) == ([1.68], 0.02, 1.7)
    assert found.is_known


def test_the_steps_of_the_pay_stand_in_their_order(tmp_path: Path) -> None:
    found = story(loaded(written(tmp_path)), "R1", FEB.date())

    codes = [[step.code for step in part.steps] for part in found.parts]
    assert codes == [["earned", "carried_out", "held"], ["earned"]]
    for part in found.parts:
        assert_adds_up(part)


@pytest.mark.parametrize("rep", ["R1", "R2", "R3", "R4"])
def test_the_total_is_that_of_the_payroll(tmp_path: Path, rep: str) -> None:
    closed_by_hand(written(tmp_path), JAN)
    replaced("receipts", "P3,O3,2026-01-31,300", "P3,O3,2026-01-31,250")(tmp_path)
    dataset = loaded(tmp_path)

    for month in (JAN, FEB):
        rows = payroll_of(dataset, month).rows.query("rep_id == @rep")
        found = story(dataset, rep, month.date())
        assert found.is_closed == (month == JAN)
        sums = [cents(sum(x.amount for x in added)) for added in (found.adjustments, found.corrections)]
        paid = rows[["adjustments", "corrections", "total", "currency"]].to_numpy().tolist()
        assert paid in ([[*sums, found.total, found.currency]], [] if found.total == 0 else None)


def test_a_closed_month_by_tiers_that_have_changed_since_says_so(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    replaced("plan_tiers", "CASH,0,1000,0.05", "CASH,0,1000,0.5")(tmp_path)
    replaced("plans", "BOOK,bonus,rep,2026-01-01,booked,slab,quarter,,,,,,\n", "")(tmp_path)

    commission, bonus = story(loaded(tmp_path), "R1", JAN.date()).parts

    assert [climb.is_known for climb in (*commission.climbs, *bonus.climbs)] == [False, False]
    assert bonus.plans == ()
    for part in (commission, bonus):
        assert_adds_up(part)


def test_documents_that_are_not_credited_are_told_with_the_reason(tmp_path: Path) -> None:
    written(tmp_path)
    replaced("plans", "CASH,commission,rep,2026-01-01", "CASH,commission,rep,2026-01-20")(tmp_path)

    found = story(loaded(tmp_path), "R1", JAN.date()).not_credited

    assert [(each.document, each.reason) for each in found] == [("P1", "no_plan")]


def test_without_a_rate_there_is_no_total(tmp_path: Path) -> None:
    written(tmp_path)
    replaced("teams", "USD", "EUR")(tmp_path)

    found = story(loaded(tmp_path), "R3", JAN.date())

    assert (found.total, found.currency) == (None, "EUR")
    assert {part.payout for part in found.parts} == {None}


def test_somebody_unknown_is_an_invalid_option(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="no such person"):
        story(loaded(written(tmp_path)), "R9", JAN.date())


def test_a_month_without_anything_has_no_parts(tmp_path: Path) -> None:
    found = story(loaded(written(tmp_path)), "R4", FEB.date())

    assert (found.parts, found.total) == ((), 0.0)


def test_who_is_gone_from_the_table_of_reps_still_has_a_story(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    was = story(loaded(tmp_path), "R2", JAN.date())
    replaced("reps", "R2,Ben,T1,rep,2025-01-01\n", "")(tmp_path)

    now = story(loaded(tmp_path), "R2", JAN.date())

    assert (now.total, now.name) == (was.total, "")


def test_corrections_name_the_month_that_they_mend(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    added("receipts", "PX,O1,2026-01-02,77.7")(tmp_path)

    found = story(loaded(tmp_path), "R1", FEB.date()).corrections

    assert {(each.of_period, each.document, each.reason) for each in found} >= {
        (JAN.date(), "PX", "new_document"),
    }
    assert all(each.amount == cents(each.new - each.old) for each in found)
    assert pd.Timestamp(found[0].of_period) == JAN


def test_a_document_that_is_many_times_its_order_is_still_explained() -> None:
    dataset = centre_of(
        {},
        plans=plan(basis="cash", over="deal"),
        plan_tiers=tiers((0, "", 0.03)),
        orders=orders("O1,R1,2026-06-03,0.01,,,,"),
        receipts="receipt_id,order_id,date,amount\nQ1,O1,2026-06-04,500\n",
    )
    (part,) = story_of(dataset, settled(dataset, "CNY", LAST), "R1", dt.date(2026, 6, 1), "CNY").parts
    assert [climb.is_known for climb in part.climbs] == [True]
    assert sum(climb.earned for climb in part.climbs) == 15
