"""80 where 80% is meant is 8000%: nobody reaches it, and nothing would say so."""

from __future__ import annotations

import pytest

from salessheet.data.dataset import Dataset
from tests.capabilities import centre

TARGETS = "scope, id, year, amount\nrep, R1, 2026, 1200\n"
PLAN = "plan_id, rep_id, valid_from, {column}\nP1, R1, 2026-01-01, {value}\n"
TIERS = "plan_id, lower, upper, rate\nP1, 0, {value}, 0.05\nP1, {value}, , 0.06\n"
FACTORS = "plan_id, depends_on, lower, upper, factor\nP1, attainment, 0, {value}, 0.5\nP1, attainment, {value}, , 1\n"
ONE_FACTOR = "plan_id, depends_on, lower, factor\nP1, {of}\n"
ON_TARGET = "plan_id, rep_id, valid_from, tiers_on, on_target\nP1, R1, 2026-01-01, attainment, 5000\n"

PLAIN = PLAN.format(column="gate", value="")


def loaded(tables: dict[str, str]) -> Dataset:
    return centre._loaded(tuple(sorted({**centre.LEAST, "targets": TARGETS, **tables}.items())), "en")


@pytest.mark.parametrize(
    ("key", "text", "columns", "left"),
    [
        ("plans", PLAN.replace("{column}", "gate"), ["Gate"], 1),
        ("plans", PLAN.replace("{column}", "margin_gate"), ["Least margin"], 1),
        (
            "promotion_rules",
            "role, least_attained, months_needed, of_last\nrep, {value}, 3, 4\n",
            ["Least attainment"],
            0,
        ),
        ("pool_bands", "lower, pool\n{value}, 500\n", ["Attainment from"], 0),
        ("bonus_bands", "bonus_by, lower, coefficient\nattainment, {value}, 1.2\n", ["From"], 0),
        ("bonus_bands", "bonus_by, lower, coefficient\nscore, {value}, 1.2\n", [], 1),
        (
            "honour_rules",
            "rule_id, award, honoured_by, first_ranks, least_value\nH1, Cup, attainment, 3, {value}\n",
            ["At least"],
            1,
        ),
        ("honour_rules", "rule_id, award, honoured_by, least_value\nH1, Cup, sales, {value}\n", [], 1),
        ("indicators", "indicator, indicator_unit, goal\nShare, percent, {value}\n", ["Goal"], 1),
        ("indicators", "indicator, indicator_unit, goal\nCalls, count, {value}\n", [], 1),
        ("kpi_scheme", "role, kpi, valid_from, weight, target\nrep, win_rate, 2026-01-01, 1, {value}\n", ["Target"], 1),
        ("kpi_scheme", "role, kpi, valid_from, weight, target\nrep, calls, 2026-01-01, 1, {value}\n", [], 1),
        ("target_basis", "team_id, year_from, tolerance\nT1, 2026-01, {value}\n", ["Tolerance"], 1),
    ],
)
def test_a_percentage_without_its_sign_is_named(key: str, text: str, columns: list[str], left: int) -> None:
    slip = loaded({key: text.format(value=80)})
    assert [problem.column for problem in slip.problems if problem.file == f"{key}.csv"] == columns
    assert len(slip.tables[key]) == left
    signed = loaded({key: text.format(value="80%" if columns else 80)})
    assert not [problem for problem in signed.problems if problem.file == f"{key}.csv"]


@pytest.mark.parametrize(
    ("kpi", "value", "noted"),
    [
        ("sales", "1", 1),
        ("sales", "120%", 1),
        ("cash", "0.9", 1),
        ("sales", "", 0),
        ("sales", "800", 0),
        ("calls", "1", 0),
    ],
)
def test_a_share_where_a_target_is_an_amount_is_noted(kpi: str, value: str, noted: int) -> None:
    scheme = f"role, kpi, valid_from, weight, threshold, target\nrep, {kpi}, 2026-01-01, 1, 0.6, {value}\n"
    found = loaded({"kpi_scheme": scheme})
    assert [p.column for p in found.problems if p.file == "kpi_scheme.csv"] == ["Target"] * noted
    assert len(found.tables["kpi_scheme"]) == 1


@pytest.mark.parametrize(
    ("plans", "key", "text", "rows"),
    [
        (PLAN.format(column="tiers_on", value="attainment"), "plan_tiers", TIERS, 2),
        (PLAN.format(column="tiers_on", value="amount"), "plan_tiers", TIERS, 0),
        (ON_TARGET, "plan_tiers", "plan_id, lower, upper, rate\nP1, 0, 1, 1\nP1, 1, , {value}\n", 1),
        (PLAIN, "plan_factors", FACTORS, 2),
        (PLAIN, "plan_factors", ONE_FACTOR.replace("{of}", "attainment, 0, {value}"), 1),
        (PLAIN, "plan_factors", ONE_FACTOR.replace("{of}", "days_to_cash, {value}, 1"), 0),
    ],
)  # fmt: skip  # a case a line
def test_tiers_and_factors_by_percentages_without_their_sign_are_left_out(
    plans: str, key: str, text: str, rows: int
) -> None:
    slip = loaded({"plans": plans, key: text.format(value=80)})
    said = [problem for problem in slip.problems if "8000%" in problem.wrong]
    assert len(said) == rows
    assert all("80% or 0.8" in problem.mend for problem in said)
    assert slip.tables[key].empty == bool(rows)
    assert not [p for p in loaded({"plans": plans, key: text.format(value="80%")}).problems if "8000%" in p.wrong]
