"""What earlier credit gains by the rate reached: paid in the part that the plan pays, and of no single deal."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.commission.payout import Payout
from tests.capabilities import centre
from tests.data.commission_centres import by_month, centre_of, plan, settled, tiers

SOLD = "order_id,rep_id,order_date,amount\nO1,R1,2026-04-05,50000\nO2,R1,2026-05-05,40000\n"
RATES = tiers((0, 60_000, 0.03), (60_000, "", 0.06))
RUNS_UP = {"mode": "slab", "over": "quarter"}


@pytest.mark.parametrize(
    ("terms", "april", "may"),
    [
        # 90 000 × 6% = 5 400 in all: 1 500 in April, 2 400 for the order of May, and 50 000 × (6% - 3%) = 1 500.
        ({"mode": "slab"}, 1_500, 3_900),
        ({"mode": "slab", "portion": 0.4}, 600, 1_560),  # 40% of 5 400 is 2 160
        ({"mode": "overage", "portion": 0.4}, 600, 1_560),
        ({"mode": "slab", "portion": 0}, 0, 0),
        ({"mode": "marginal", "portion": 0.4}, 600, 840),  # 60 000 × 3% + 30 000 × 6% = 3 600, of which 40%
    ],
)
def test_what_earlier_credit_gains_is_paid_in_the_part_that_the_plan_pays(
    terms: dict[str, str | float], april: float, may: float
) -> None:
    plans = plan(**terms, over="quarter")
    found = by_month(settled(centre_of(None, plans=plans, plan_tiers=RATES, orders=SOLD)), "payout")
    assert found == {"2026-04": april, "2026-05": may}
    written = {"plans": plans, "plan_tiers": RATES, "orders": SOLD}
    for month, paid in (("2026-04", april), ("2026-05", may)):
        assert centre.shown(Payout.payout, month=month, **written)[0] == paid


@pytest.mark.parametrize(
    ("tables", "kinds", "kept"),
    [
        ({"plans": plan(**RUNS_UP, basis="margin", margin_gate="30%")}, ["Least margin"], False),
        ({"plans": plan(mode="slab", over="month", margin_gate="30%")}, [], True),
        (
            {
                "plans": plan(**RUNS_UP, basis="cash"),
                "plan_factors": "plan_id,depends_on,lower,upper,factor\nP1,days_to_cash,0,30,1\n",
                "receipts": "receipt_id,order_id,date,amount\n",
            },
            ["Goes by"],
            True,
        ),
    ],
)
def test_terms_of_single_deals_that_do_not_hold_for_it_are_told(
    tables: dict[str, str], kinds: list[str], kept: bool
) -> None:
    dataset = centre._loaded(tuple(sorted({**centre.LEAST, "plan_tiers": RATES, **tables}.items())), "en")
    assert [problem.column for problem in dataset.problems if problem.file != "plan_tiers.csv"] == kinds
    assert bool(len(dataset.tables["plans"])) == kept
