"""Every calculation that the pages on commission show is right, and both languages show the same."""

from __future__ import annotations

import re

import numpy as np
import pytest

from docs.build import FOLDER
from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats
from salessheet.workbook.tables import TABLES, Plans
from tests.data.commission_centres import amounts, by_month, centre_of, orders, plan, receipts, settled

PAGES = {
    lang: (FOLDER / name).read_text("utf-8") for lang, name in (("en", "commission.md"), ("zh", "commission.zh-CN.md"))
}
PAGE = PAGES["en"]
OPERATORS = {"×": "*", "÷": "/", "−": "-", "+": "+", "(": "(", ")": ")"}


def calculations(page: str) -> list[tuple[str, str]]:
    return re.findall(r"`([^`=]+) = ([^`=]+)`", page)


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def value(calculation: str) -> float:
    """Products and quotients before sums, as on paper."""
    parts = re.findall(r"[\d,.]+%?|[×÷−+()]", calculation)
    assert "".join(parts) == calculation.replace(" ", "")
    terms = [OPERATORS.get(p) or (f"({number(p[:-1])} / 100)" if p.endswith("%") else str(number(p))) for p in parts]
    return float(eval("".join(terms)))  # numbers and operators alone, as asserted above


def tiers() -> Floats:
    rows = re.findall(r"^\| ([\d,]+) \| (?:([\d,]+) )?\| ([\d.]+)% \|$", PAGE, re.MULTILINE)
    return np.array([[number(a), number(b) if b else np.nan, number(rate) / 100] for a, b, rate in rows])


@pytest.mark.parametrize("calculation", calculations(PAGE))
def test_a_calculation_on_the_page_is_right(calculation: tuple[str, str]) -> None:
    left, right = calculation
    assert excel_round(np.array([value(left)]), 2) == number(right)


def test_both_languages_calculate_the_same() -> None:
    assert len(calculations(PAGE)) > 30
    assert calculations(PAGES["zh"]) == calculations(PAGE)


def of_page(rows: str = "", **terms: str | float) -> dict[str, str]:
    """A plan with the terms and the tiers of the page, or others, lower, upper and rate a line."""
    lines = rows.split() or [",".join(["" if np.isnan(bound) else str(bound) for bound in row]) for row in tiers()]
    return {"plans": plan(**terms), "plan_tiers": "\n".join(["plan_id,lower,upper,rate", *(f"P1,{x}" for x in lines)])}


OF_148_900 = orders("O1,R1,2026-04-01,100000", "O2,R1,2026-04-02,48900")
SHARED = {
    "reps": "rep_id,team_id,role\nR1,T1,rep\nR2,T1,rep\nR3,T2,rep\n",
    "orders": orders("O1,R1,2026-04-01,50000"),
    "splits": "order_id,rep_id,share,kind\nO1,R1,0.7,split\nO1,R2,0.3,split\nO1,R3,0.1,overlay\n",
}


@pytest.mark.parametrize(
    ("tables", "earned"),
    [
        (of_page() | {"orders": OF_148_900}, ["3,725.00", "2,878.50"]),
        (of_page(mode="slab") | {"orders": orders("O1,R1,2026-04-01,148900")}, ["9,678.50"]),
        (of_page(mode="slab") | {"orders": orders("O1,R1,2026-04-01,60000")}, ["3,000.00"]),
        (of_page(mode="slab", boundary="lower") | {"orders": orders("O1,R1,2026-04-01,60000")}, ["2,100.00"]),
        (of_page("50000,100000,0.04\n100000,,0.06", mode="overage") | {"orders": orders("O1,R1,2026-04-01,120000")},
         ["4,200.00"]),
        (of_page("0,50000,1000\n50000,100000,2000", mode="interpolated")
         | {"orders": orders("O1,R1,2026-04-01,80000")}, ["2,200.00"]),
        (of_page("50000,100000,500\n100000,,1500", mode="milestone")
         | {"orders": orders("O1,R1,2026-04-01,50000", "O2,R1,2026-04-02,70000")}, ["500", "1,000.00"]),
        (of_page("0,10,50\n10,,80", measure="quantity") | {"orders": orders("O1,R1,2026-04-01,9,,,14,")}, ["820.00"]),
        (of_page(over="quarter") | {"orders": orders("O1,R1,2026-04-01,60000", "O2,R1,2026-05-01,50000")},
         ["1,725.00", "2,500.00"]),
        (of_page(over="quarter", mode="slab") | {"orders": orders("O1,R1,2026-04-01,50000", "O2,R1,2026-05-01,40000")},
         ["1,750.00", "2,000.00"]),
        (of_page(over="deal", basis="cash") | {"orders": orders("O1,R1,2026-04-01,80000"),
         "receipts": receipts("Q1,O1,2026-04-09,32000", "Q2,O1,2026-08-09,48000")}, ["1,090.00", "1,635.00"]),
        (of_page() | {"orders": orders(
            "O1,R1,2026-04-01,100000", "O2,R1,2026-05-01,-40000,O1", "O3,R1,2026-06-01,-60000,O1")},
         ["3,725.00", "−1,490.00", "−2,235.00"]),
    ],
)  # fmt: skip  # a table of cases
def test_lines_earn_what_the_page_says(tables: dict[str, str], earned: list[str]) -> None:
    assert amounts(settled(centre_of(None, **tables))) == [number(amount) for amount in earned]
    assert [amount for amount in earned if amount.removeprefix("−") not in PAGE] == []


@pytest.mark.parametrize(("payee", "base"), [("R1", "35,000.00"), ("R2", "15,000.00"), ("R3", "5,000.00")])
def test_credit_is_shared_as_the_page_says(payee: str, base: str) -> None:
    found = settled(centre_of(None, **of_page(), **SHARED)).lines.query("payee == @payee")
    assert list(found["base"]) == [number(base)]
    assert f"= {base}`" in PAGE


SALES = orders("O1,R1,2026-01-05,18000", "O2,R1,2026-02-05,50000")  # 1 800 and 5 000 at ten percent


@pytest.mark.parametrize(
    ("terms", "step", "paid"),
    [
        ({"draw": 3_000}, "payout", ["3,000", "3,800.00"]),
        ({"draw": 3_000}, "debt", ["1,200.00", "0"]),
        ({"draw": 3_000, "recoverable": 0}, "payout", ["3,000", "5,000"]),
        ({"holdback": 0.1, "cap": 6_000}, "held", ["180", "500"]),
        ({"floor": 2_000}, "payout", ["2,000", "5,000"]),
    ],
)
def test_pay_goes_the_steps_of_the_page(terms: dict[str, float], step: str, paid: list[str]) -> None:
    found = by_month(settled(centre_of(None, **of_page("0,,0.1", **terms), orders=SALES)), step)
    assert [found["2026-01"], found["2026-02"]] == [number(amount) for amount in paid]


def test_scores_and_prizes_pay_what_the_page_says() -> None:
    rows = "M1,2026-02,R1,commission,0.5,1\nM2,2026-02,R1,commission,0.3,0.8\nM3,2026-02,R1,commission,0.2,1.2\n"
    agreed = f"objective_id,period,payee,component,weight,score\n{rows}"
    bonus = plan(basis="score", on_target=10_000)
    found = settled(centre_of(None, plans=bonus, plan_tiers="plan_id,lower,upper,rate\n", objectives=agreed))
    assert amounts(found) == [number(amount) for amount in ("5,000.00", "2,400.00", "2,400.00")]
    for bands, each in (("1,1,3000\n2,3,1000", ["2,000.00", "2,000.00"]), ("1,1,100", ["50.00", "50.00"])):
        level = orders("O1,R1,2026-04-01,500", "O2,R2,2026-04-02,500")
        contest = centre_of(None, **of_page(bands, tiers_on="rank"), orders=level)
        won = settled(contest).lines.query("kind == 'prize'")["amount"]
        assert won.tolist() == [number(amount) for amount in each]


def test_what_a_quarter_opened_with_is_made_up_for_as_the_page_says() -> None:
    sold = orders("O1,R1,2026-04-01,50000", "O2,R1,2026-05-01,40000")
    found = settled(centre_of(None, **of_page(over="quarter", mode="slab"), orders=sold))
    assert by_month(found, "true_up")["2026-05"] == number("750.00")
    assert by_month(found, "earned")["2026-05"] == number("2,750.00")


def test_excess_is_carried_or_lost_as_the_page_says() -> None:
    for excess, carried in (("carried", "603.50"), ("lost", "0")):
        tables = of_page(cap=6_000, excess=excess)
        found = settled(centre_of(None, **tables, orders=orders("O1,R1,2026-04-01,148900", "O2,R1,2026-05-01,1000")))
        assert by_month(found, "capped")["2026-04"] == number("6,000")
        assert by_month(found, "carried_in")["2026-05"] == number(carried)


@pytest.mark.parametrize(("text", "rounded"), re.findall(r"`(\S+) → (\S+)`", PAGE))
def test_halves_are_rounded_as_the_page_says(text: str, rounded: str) -> None:
    assert excel_round(np.array([number(text)]), 2) == number(rounded)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_basis_measure_mode_and_column_of_plans_is_told(page: str) -> None:
    for column in (Plans.basis, Plans.measure, Plans.mode):
        assert isinstance(column.choices, tuple)
        assert [code for code in column.choices if code not in page] == []
    for column in Plans.columns():
        assert f"`{column.key}`" in page, column


RECIPES = {
    lang: re.findall(r"^\| (.*?) \| (.*?) ?\| (.*?) ?\|$", page.split("## ")[1], re.MULTILINE)[2:]
    for lang, page in PAGES.items()
}
DECLARED = {table.key for table in TABLES} | {column.key for table in TABLES for column in table.columns()}


@pytest.mark.parametrize("lang", RECIPES)
def test_what_a_recipe_names_is_declared(lang: str) -> None:
    named = {name for row in RECIPES[lang] for cell in row for name in re.findall(r"`(.+?)`", cell)}
    assert named - DECLARED == set()
    assert len(RECIPES[lang]) > 40


def test_both_languages_have_the_same_recipes() -> None:
    named = {
        lang: [re.findall(r"`(.+?)`", "|".join(columns)) for _, *columns in rows] for lang, rows in RECIPES.items()
    }
    assert named["zh"] == named["en"]
