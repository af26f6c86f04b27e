"""What open deals would earn: by hand, by what settling them would bring, and what must hold in any case."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as law
from hypothesis import strategies as st

from salessheet.data.commission.estimate import Estimates, estimates, expected_by
from salessheet.data.commission.history import settled
from salessheet.data.dataset import Dataset
from tests.data.commission_centres import centre_of, orders, plan, tiers

MONTH, DAY, YEAR_END = dt.date(2026, 6, 1), dt.date(2026, 6, 20), dt.date(2026, 12, 31)
MODES = ("marginal", "slab", "interpolated", "overage", "milestone")
BY_RATE = ("slab", "overage")
WINDOWS = ("deal", "month", "quarter", "year")


def deals(*rows: str) -> str:
    return "\n".join(["deal_id,rep_id,amount,probability,currency,won_date,lost_date,next_step_date", *rows, ""])


def estimated(dataset: Dataset, month: dt.date = MONTH) -> Estimates:
    return estimates(dataset, settled(dataset, "CNY", YEAR_END), month, DAY, "CNY")


def earned_of(dataset: Dataset) -> float:
    """What R1 earns in the month by its settlement."""
    pays = settled(dataset, "CNY", MONTH.replace(day=30)).pays
    return float(pays.loc[(pays["payee"] == "R1") & (pays["period"] == "2026-06-01"), "earned"].sum())


def test_an_estimate_comes_on_top_of_what_the_window_has() -> None:
    found = estimated(
        centre_of(
            plans=plan(over="quarter"),
            orders=orders("O0,R1,2026-03-09,99999", "O1,R1,2026-04-09,9000"),
            deals=deals("D1,R1,2000,0.4", "D2,R1,1000,0.1,,2026-06-02", "D3,R1,500,0.1,,,2026-06-02", "D4,R2,2000,"),
        )
    )

    assert list(found.deals["deal_id"]) == ["D1", "D4"]
    assert list(found.deals["prior"]) == [9000.0, 0.0]
    assert list(found.deals["earns"]) == [130.0, 100.0]  # 1,000 at 5 % and 1,000 at 8 %; 2,000 at 5 %
    assert list(found.deals["weighted"]) == [52.0, 0.0]


def test_a_deal_in_another_currency_counts_at_the_rate_of_the_day() -> None:
    found = estimated(
        centre_of(
            plans=plan(currency="USD"),
            deals=deals("D1,R1,7000,1", "D2,R1,100,1,USD", "D3,R1,100,1,GBP"),
            fx="date,currency,rate\n2026-01-01,USD,7\n2026-06-25,USD,8\n",
        )
    )

    assert found.deals["base"].fillna(-1).tolist() == [1000.0, 100.0, -1.0]
    assert found.deals["value"].fillna(-1).tolist() == [350.0, 35.0, -1.0]
    assert found.deals["remark"].tolist() == ["", "", "no_rate"]
    assert found.together["value"].tolist() == [385.0]


def test_what_is_expected_in_a_month_has_its_next_step_there() -> None:
    found = estimated(
        centre_of(
            plans=plan(), deals=deals("D1,R1,2000,0.5,,,,2026-06-30", "D2,R1,2000,0.5,,,,2026-07-01", "D3,R1,9,1")
        )
    )

    assert expected_by(found.deals, MONTH).to_dict() == {"R1": 50.0}


def test_there_is_nothing_to_estimate_without_plans_or_deals() -> None:
    assert estimated(centre_of(deals=deals("D1,R1,2000,0.5"))).deals["remark"].tolist() == ["no_plan"]
    assert estimated(centre_of(plans=plan())).deals.empty


@st.composite
def centres(draw: st.DrawFn) -> tuple[str, str, Dataset]:
    mode, over = draw(st.sampled_from(MODES)), draw(st.sampled_from(WINDOWS))
    pays = st.integers(0, 900) if mode in ("interpolated", "milestone") else st.integers(0, 30).map(lambda n: n / 100)
    ends = ("100", "250", "600") if mode == "interpolated" else ("100", "250", "")
    rates = sorted(draw(st.lists(pays, min_size=3, max_size=3)))
    rows = [(lower, upper, rate) for lower, upper, rate in zip((0, 100, 250), ends, rates, strict=True)]
    cents = st.integers(0, 400_00).map(lambda n: f"{n / 100:.2f}")
    sold = [
        f"O{n},R1,2026-0{m},{draw(cents)}"
        for n, m in enumerate(draw(st.lists(st.sampled_from(["2-03", "5-04", "6-05"]), max_size=4)))
    ]
    chances = st.sampled_from(["", "0", "0.3", "1"])
    open_ = [f"D{n},R1,{draw(cents)},{draw(chances)}" for n in range(draw(st.integers(1, 4)))]
    boundary = draw(st.sampled_from(["higher", "lower"]))
    return mode, over, centre_of(
        plans=plan(mode=mode, over=over, boundary=boundary), plan_tiers=tiers(*rows), orders=orders(*sold),
        deals=deals(*open_, "D9,R1,0,1"),
    )  # fmt: skip  # a call to read


@law(max_examples=40, deadline=None)
@given(centres())
def test_what_is_weighted_is_at_most_the_whole_and_a_deal_of_nothing_earns_nothing(
    found: tuple[str, str, Dataset],
) -> None:
    rows = estimated(found[2]).deals

    assert (rows["value"] >= 0).all()  # rates rise with the tiers
    assert rows["weighted"].sum() <= rows["value"].sum() + 1e-9
    assert rows.loc[rows["deal_id"] == "D9", "earns"].tolist() == [0.0]


@law(max_examples=30, deadline=None)
@given(centres())
def test_a_deal_that_is_booked_earns_what_was_estimated(found: tuple[str, str, Dataset]) -> None:
    """Where all is paid at the rate reached, each line is rounded by itself: a cent a line and one for the rest."""
    mode, _, dataset = found
    first, before = estimated(dataset).deals.iloc[0], earned_of(dataset)
    sold = dataset.tables["orders"]
    booked = centre_of(
        orders=orders(*(f"{o.order_id},R1,{o.order_date:%Y-%m-%d},{o.amount}" for o in sold.itertuples()),
                      f"N1,R1,2026-06-30,{first['amount']}")
    ).tables["orders"]  # fmt: skip  # one row more
    after = earned_of(type(dataset)(**{**vars(dataset), "tables": {**dataset.tables, "orders": booked}}))

    slack = 0.01 * (len(booked) + 2) if mode in BY_RATE else 0.0
    assert after - before == pytest.approx(first["earns"], abs=slack + 1e-6)


@law(max_examples=30, deadline=None)
@given(centres())
def test_all_at_once_earn_what_one_deal_of_their_size_would(found: tuple[str, str, Dataset]) -> None:
    _, over, dataset = found
    rows, together = estimated(dataset).deals, estimated(dataset).together
    whole = centre_of(deals=deals(f"D1,R1,{rows['amount'].sum():.2f},1")).tables["deals"]
    single = estimated(type(dataset)(**{**vars(dataset), "tables": {**dataset.tables, "deals": whole}})).deals

    wanted = rows["earns"].sum() if over == "deal" else single["earns"].iloc[0]
    assert np.isclose(together["earns"].iloc[0], wanted)
