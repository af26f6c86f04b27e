"""Budgets and prizes by rank, by examples worked out by hand: each changes one input and meets one amount."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet.data.commission import Settlement
from salessheet.data.dataset import Dataset
from salessheet.data.slices import for_team
from tests.data.commission_centres import amounts, centre_of, orders, plan, plans, receipts, settled, tiers

TEN_PERCENT = tiers((0, "", 0.1))
PRIZES = tiers((1, 1, 3_000), (2, 3, 1_000))
BUDGET = ("O1,R1,2026-01-05,6000", "O2,R2,2026-01-06,3000", "O3,R1,2026-01-07,2000", "O4,R3,2026-02-01,1000")


def paid(found: Settlement) -> dict[str, float]:
    return dict(zip(found.lines["document"], found.lines["amount"], strict=True))


@pytest.mark.parametrize(
    ("budget", "each"),
    [("", [600, 300, 200, 100]), (1_000, [600, 300, 100, 0]), (700, [600, 100, 0, 0]), (1_200, [600, 300, 200, 100])],
)
def test_lines_are_paid_in_their_order_until_the_budget_is_used_up(budget: float | str, each: list[float]) -> None:
    found = paid(settled(centre_of(plans=plan(budget=budget), plan_tiers=TEN_PERCENT, orders=orders(*BUDGET))))
    assert [found[f"O{at}"] for at in (1, 2, 3, 4)] == each


def test_of_one_day_and_document_the_budget_goes_to_who_stands_first() -> None:
    splits = "order_id,rep_id,share\nO1,R2,0.5\nO1,R1,0.5\n"
    dataset = centre_of(
        plans=plan(budget=400), plan_tiers=TEN_PERCENT, orders=orders("O1,R1,2026-01-05,6000"), splits=splits
    )
    assert amounts(settled(dataset)) == [300]
    assert amounts(settled(dataset), "R2") == [100]


def test_a_refund_gives_its_amount_back_for_the_lines_of_later_months() -> None:
    rows = (*BUDGET[:3], "B1,R1,2026-01-20,-6000,O1", "O4,R3,2026-02-01,5000", "O5,R3,2026-02-02,5000")
    found = paid(settled(centre_of(plans=plan(budget=1_000), plan_tiers=TEN_PERCENT, orders=orders(*rows))))
    assert found == {"O1": 600, "O2": 300, "O3": 100, "B1": -600, "O4": 500, "O5": 100}


def test_a_refund_takes_back_what_the_budget_had_left_of_its_line() -> None:
    rows = (*BUDGET[:3], "B3,R1,2026-03-20,-2000,O3")
    found = paid(settled(centre_of(plans=plan(budget=1_000), plan_tiers=TEN_PERCENT, orders=orders(*rows))))
    assert (found["O3"], found["B3"]) == (100, -100)


def test_each_version_has_a_budget_of_its_own() -> None:
    first: dict[str, str | float] = {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", "budget": 700}
    second: dict[str, str | float] = {
        "plan_id": "P2",
        "role": "rep",
        "valid_from": "2026-02-01",
        "supersedes": "P1",
        "budget": 40,
    }
    bands = TEN_PERCENT + "P2,0,,0.1\n"
    found = paid(settled(centre_of(plans=plans(first, second), plan_tiers=bands, orders=orders(*BUDGET))))
    assert found == {"O1": 600, "O2": 100, "O3": 0, "O4": 40}


def contest(*rows: str, bands: str = PRIZES, **terms: str | float) -> Dataset:
    return centre_of(
        plans=plan(tiers_on="rank", **{"over": "quarter", **terms}), plan_tiers=bands, orders=orders(*rows)
    )


def won(dataset: Dataset, through: dt.date = dt.date(2026, 12, 31)) -> dict[str, float]:
    lines = settled(dataset, through).lines.query("kind == 'prize'")
    return dict(zip(lines["payee"], lines["amount"], strict=True))


SOLD = ("O1,R1,2026-01-05,5000", "O2,R2,2026-02-06,7000", "O3,R3,2026-03-31,1000")


@pytest.mark.parametrize(
    ("rows", "prizes"),
    [
        (SOLD, {"R2": 3_000, "R1": 1_000, "R3": 1_000}),
        ((*SOLD, "O4,R3,2026-03-01,9000"), {"R3": 3_000, "R2": 1_000, "R1": 1_000}),
        (SOLD[:2], {"R2": 3_000, "R1": 1_000}),  # who has nothing is not ranked
        ((*SOLD, "O4,R1,2026-02-01,2000"), {"R1": 2_000, "R2": 2_000, "R3": 1_000}),  # 1st and 2nd shared
        ((*SOLD, "O4,R2,2026-04-01,1"), {"R2": 3_000, "R1": 1_000, "R3": 1_000}),  # of the next quarter, alone in it
        ((*SOLD, "B2,R2,2026-03-02,-6500,O2"), {"R1": 3_000, "R3": 1_000, "R2": 1_000}),
    ],
)
def test_the_highest_total_of_the_quarter_takes_the_first_prize(
    rows: tuple[str, ...], prizes: dict[str, float]
) -> None:
    assert won(contest(*rows), dt.date(2026, 3, 31)) == prizes


@pytest.mark.parametrize(
    ("bands", "each"),
    [
        (tiers((1, 1, 100), (2, 2, 0)), [33.34, 33.33, 33.33]),
        (tiers((1, 1, 500), (2, 2, 300), (3, 3, 100)), [300, 300, 300]),
        (tiers((1, 2, 0.01)), [0.01, 0.01, 0]),
        (tiers((1, "", 250)), [250, 250, 250]),
    ],
)
def test_who_is_level_shares_the_prizes_of_the_places_taken_to_the_cent(bands: str, each: list[float]) -> None:
    level = ("O1,R3,2026-01-05,500", "O2,R2,2026-02-06,500", "O3,R1,2026-03-31,500")
    found = won(contest(*level, bands=bands))
    assert [found[rep] for rep in ("R1", "R2", "R3")] == each


@pytest.mark.parametrize(("least", "ranked"), [("", 3), (1_000, 3), (1_000.01, 2), (7_000, 1), (8_000, 0)])
def test_who_has_less_than_the_least_is_not_ranked(least: float | str, ranked: int) -> None:
    assert len(won(contest(*SOLD, at_least=least))) == ranked


def test_a_spif_ranks_over_its_own_window_and_pays_in_its_last_month() -> None:
    dataset = contest(*SOLD, "O5,R1,2026-02-11,90000", valid_from="2026-01-01", valid_to="2026-02-10")
    lines = settled(dataset).lines.query("kind == 'prize'")
    assert list(zip(lines["payee"], lines["amount"], strict=True)) == [("R1", 1_000), ("R2", 3_000)]
    assert set(lines["date"].astype(str)) == {"2026-02-10"}
    assert lines["document"].tolist() == ["P1 2026-02"] * 2
    assert lines["place"].tolist() == [2, 1]
    assert lines["ranked"].tolist() == [2, 2]


def test_no_prize_is_paid_before_the_contest_is_over() -> None:
    assert won(contest(*SOLD), dt.date(2026, 2, 28)) == {}


@pytest.mark.parametrize(("over", "count"), [("month", 3), ("quarter", 3), ("year", 3)])
def test_months_quarters_and_years_have_contests_of_their_own(over: str, count: int) -> None:
    lines = settled(contest(*SOLD, over=over)).lines.query("kind == 'prize'")
    assert len(lines) == count
    assert set(lines["place"]) == ({1} if over == "month" else {1, 2, 3})


def test_a_budget_holds_for_prizes_too() -> None:
    assert won(contest(*SOLD, budget=3_500)) == {"R1": 1_000, "R2": 2_500, "R3": 0}


def test_only_those_whom_the_plan_serves_are_ranked() -> None:
    own = {"plan_id": "P2", "rep_id": "R2", "valid_from": "2026-01-01"}
    shared = {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", "tiers_on": "rank", "over": "quarter"}
    dataset = centre_of(plans=plans(shared, own), plan_tiers=PRIZES + "P2,0,,0.1\n", orders=orders(*SOLD))
    assert won(dataset) == {"R1": 3_000, "R3": 1_000}


def test_the_score_of_objectives_may_be_ranked() -> None:
    rows = "objective_id,period,payee,component,weight,score\nM1,2026-Q1,R1,commission,1,0.9\nM2,2026-Q1,R2,,1,0.95\n"
    dataset = centre_of(plans=plan(tiers_on="rank", basis="score", over="quarter"), plan_tiers=PRIZES, objectives=rows)
    assert won(dataset) == {"R1": 1_000, "R2": 3_000}


@pytest.mark.parametrize("terms", [{"tiers_on": "rank", "over": "quarter"}, {"budget": 550}])
def test_a_team_is_paid_from_its_slice_as_from_the_whole(terms: dict[str, str | float]) -> None:
    bands = PRIZES if "over" in terms else TEN_PERCENT
    dataset = centre_of(
        plans=plan(basis="cash", **terms), plan_tiers=bands,
        orders=orders(*SOLD),
        receipts=receipts("Q1,O1,2026-01-09,5000", "Q2,O2,2026-01-12,600", "Q3,O3,2026-02-01,900"),
    )  # fmt: skip  # the tables
    whole = settled(dataset).lines
    for team in ("T1", "T2"):
        mine = settled(for_team(dataset, team)).lines
        people = set(for_team(dataset, team).tables["reps"]["rep_id"])
        theirs = whole[whole["payee"].isin(people)]
        assert (
            mine[["document", "payee", "amount"]].to_numpy().tolist()
            == theirs[["document", "payee", "amount"]].to_numpy().tolist()
        )
