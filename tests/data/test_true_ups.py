"""What earlier credit gains by the rate reached: paid in the part that the plan pays, and of no single deal."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.commission.payout import Payout
from tests.capabilities import centre
from tests.data.commission_centres import by_month, centre_of, orders, plan, plans, settled, tiers

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


STEPS = ((0, 25_000, 0.02), (25_000, 60_000, 0.035), (60_000, 120_000, 0.05), (120_000, "", 0.065))
BOTH = "O1:2026-04-05:50000 O2:2026-05-05:80000"
ALL_BACK = f"{BOTH} B1:2026-06-20:-50000:O1 B2:2026-06-21:-80000:O2"
# 50 000 at 3.5% are 1 750, 80 000 at 5% are 4 000, 130 000 at 6.5% are 8 450. What is paid from April to June.
REFUNDED: tuple[tuple[str, dict[str, str | float], tuple[float, float, float]], ...] = (
    (BOTH, {}, (1_750, 6_700, 0)),
    # In the month that lifts the rate: what is refunded of April gains nothing, and 4 000 are left.
    (f"{BOTH} B1:2026-05-20:-50000:O1", {}, (1_750, 2_250, 0)),
    # Half of it: 105 000 at 5% are 5 250.
    (f"{BOTH} B1:2026-05-20:-25000:O1", {}, (1_750, 3_500, 0)),
    # Later: with 1 750 go the 1 500 that it gained in May, and 80 000 lose 1.5%.
    (f"{BOTH} B1:2026-06-20:-50000:O1", {}, (1_750, 6_700, -4_450)),
    (f"{BOTH} B2:2026-06-20:-80000:O2", {}, (1_750, 6_700, -6_700)),
    # In two parts, of which each takes back half of what the order gained: 80 000 at 5% are 4 000.
    (f"{BOTH} B1:2026-05-20:-25000:O1 B2:2026-06-20:-25000:O1", {}, (1_750, 3_500, -1_250)),
    (f"{BOTH} B1:2026-06-20:-25000:O1 B2:2026-06-21:-25000:O1", {}, (1_750, 6_700, -4_450)),
    # When everything is refunded, nothing is left.
    (ALL_BACK, {}, (1_750, 6_700, -8_450)),
    (f"{BOTH} B1:2026-05-20:-50000:O1 B2:2026-06-21:-80000:O2", {}, (1_750, 2_250, -4_000)),
    (ALL_BACK, {"portion": 0.4}, (700, 2_680, -3_380)),
    (ALL_BACK, {"over": "year"}, (1_750, 6_700, -8_450)),
    (ALL_BACK, {"mode": "overage"}, (1_750, 6_700, -8_450)),
    # An order of the quarter before gained nothing in this one: 80 000 go by the tier of 30 000, less its own 1 750.
    ("O0:2026-03-05:50000 O2:2026-04-05:80000 B1:2026-04-20:-50000:O0", {}, (1_050, 0, 0)),
)


def _by_person() -> dict[str, str]:
    """A person, a plan and orders for each case."""
    sold, terms, rates = [], [], ""
    for n, (documents, more, _) in enumerate(REFUNDED):
        terms.append({"plan_id": f"P{n}", "rep_id": f"R{n}", "valid_from": "2026-01-01", **RUNS_UP, **more})
        rates += tiers(*STEPS, plan_id=f"P{n}") if not rates else tiers(*STEPS, plan_id=f"P{n}").split("\n", 1)[1]
        for document in documents.split():
            name, date, amount, of = f"{document}:".split(":")[:4]
            sold.append(f"{name}-{n},R{n},{date},{amount},{of and f'{of}-{n}'},,,")
    reps = "rep_id,team_id,name\n" + "".join(f"R{n},T1,Ann {n}\n" for n in range(len(REFUNDED)))
    teams = "team_id,name,manager_id\nT1,North,R0\n"
    return {"reps": reps, "teams": teams, "plans": plans(*terms), "plan_tiers": rates, "orders": orders(*sold)}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_is_refunded_gains_nothing_and_gives_back_what_it_gained(at: int) -> None:
    tables, month = _by_person(), ("2026-04", "2026-05", "2026-06")[at]
    expected = [paid[at] for _, _, paid in REFUNDED]
    pays = settled(centre_of(None, **tables)).pays
    mine = pays[pays["period"] == month]
    found = dict(zip(mine["payee"], mine["payout"], strict=True))
    assert [found.get(f"R{n}", 0) for n in range(len(REFUNDED))] == expected
    assert [paid or 0 for paid in centre.shown(Payout.payout, month=month, **tables)] == expected
