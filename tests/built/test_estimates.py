"""Two computations of what open deals would earn, the program's and the formulas', on every kind of plan."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from random import Random

import pandas as pd
import pytest

from salessheet.data.commission.estimate import Estimates, estimates, expected_by
from salessheet.data.commission.history import settled
from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.sheets.commission.accrual import ACCRUAL, Accruals
from salessheet.workbook.sheets.commission.composed import ESTIMATE_WORKING
from salessheet.workbook.sheets.commission.estimate import (
    ESTIMATE,
    EstimatedComponents,
    EstimatedDeals,
    EstimatedTotals,
)
from salessheet.workbook.sheets.commission.foresight import ProspectPays, Prospects, ProspectSums
from salessheet.workbook.sheets.commission.statement import Stated
from tests.built.editions import Whose, made
from tests.built.small import as_one, book_of, dataset_of, lines_of_all
from tests.built.test_commission import centre, money

WORDS = Words.load("en")
BY_HAND = {
    "settings": "key,value\nfirst_month,1\n",
    "teams": "team_id,name\nT1,North\n",
    "reps": "rep_id,name,team_id\nR1,Ada,T1\nR2,Ben,T1\nR3,Cyn,T1\n",
    "orders": "order_id,rep_id,order_date,amount\nO1,R1,2026-05-04,3000\nO2,R1,2026-06-03,8000\nO3,R2,2026-06-05,500\n",
    "deals": "deal_id,rep_id,amount,stage,probability,lost_date,next_step_date\n"
    "X1,R1,1000,lead,50%,,2026-06-20\nX2,R1,4000,lead,25%,,2026-07-02\nX3,R1,900,lead,,2026-06-01,\nX4,R3,50,lead,,,\n",
    "plans": "plan_id,rep_id,valid_from,mode\nP1,R1,2026-01-01,slab\nP2,R2,2026-01-01,marginal\n",
    "plan_tiers": "plan_id,lower,upper,rate\nP1,0,10000,0.05\nP1,10000,,0.1\nP2,0,,0.1\n",
    "adjustments": "period,payee,amount\n2026-05,R1,-20\n2026-04,R1,7\n2026-06,R2,1\n",
    "periods": "period,status\n2026-04,paid\n2026-05,approved\n2026-06,open\n",
}
JUNE = dt.date(2026, 6, 28)


def with_open_deals(seed: int) -> dict[str, str]:
    dice = Random(seed)
    rows = ["D1,R1,5000,,won,,2026-03-10,,", "D2,R2,800,,lead,,,2026-04-01,"]
    for i in range(dice.randint(4, 12)):
        amount = dice.choice(["", "0", money(dice), money(dice), money(dice, 40000)])
        stage, chance = dice.choice(["lead", "opportunity", ""]), dice.choice(["", "", "35%", "0", "1"])
        close = dice.choice(["", "2026-05-31", "2026-06-01", "2026-06-30", "2026-08-02"])
        currency = dice.choice(["", "", "", "USD", "EUR"])
        rows.append(f"X{i},{dice.choice(['R1', 'R2', 'R3'])},{amount},{currency},{stage},{chance},,,{close}")
    header = "deal_id,rep_id,amount,currency,stage,probability,won_date,lost_date,next_step_date"
    tables = {**centre(seed), "deals": "\n".join([header, *rows]) + "\n"}
    return tables if seed % 5 == 0 else of_tiers_alone(tables)


def of_tiers_alone(tables: dict[str, str]) -> dict[str, str]:
    """Without the terms that no estimate knows."""
    rows = list(csv.DictReader(io.StringIO(tables["plans"])))
    kept = [row["plan_id"] for row in rows if not row["tiers_on"] and row["basis"] != "score"]
    plain = {"portion": "", "margin_gate": "", "credit": "", "cap_over": "month", "budget": ""}
    plans = [
        {**row, **plain, "supersedes": row["supersedes"] if row["supersedes"] in kept else ""}
        for row in rows if row["plan_id"] in kept
    ]  # fmt: skip  # a plan each
    tiers = [row for row in tables["plan_tiers"].splitlines()[1:] if row.split(",")[0] in kept]
    text = [",".join(rows[0]), *(",".join(plan.values()) for plan in plans)]
    without = {key: tables[key].splitlines()[0] + "\n" for key in ("plan_rates", "plan_factors")}
    return {
        **tables, **without, "plans": "\n".join(text) + "\n",
        "plan_tiers": "\n".join(["plan_id,lower,upper,rate", *tiers, ""]),
    }  # fmt: skip  # the tables


def by_the_program(dataset: Dataset, day: dt.date) -> Estimates:
    scope = Scope("T1", day.replace(day=1), day, 1, WORDS)
    return estimates(dataset, settled(dataset, "CNY", scope.year_end), scope.period, day, "CNY")


def shown(cells: Mapping[Line, list[Scalar]], *lines: Line) -> pd.DataFrame:
    found = {line.key: [None if cell == "" else cell for cell in cells[line]] for line in lines}
    return pd.DataFrame(found, dtype=object)


def numbers(column: pd.Series) -> list[float | None]:
    return [None if pd.isna(cell) else round(float(cell), 4) for cell in column]


SEEDS = 10  # a workbook, in which their centres do not meet
BY_DEAL = (
    Prospects.deal_id, Prospects.payee, Prospects.component, Prospects.plan, Prospects.chance, Prospects.remark,
    ProspectSums.base, ProspectSums.prior, ProspectPays.each, ProspectPays.together, ProspectPays.value,
    ProspectPays.value_together, ProspectPays.weighted,
)  # fmt: skip  # a list to read


@pytest.mark.parametrize("month", [5, 6])
@pytest.mark.parametrize("block", range(2))
def test_formulas_estimate_every_open_deal_as_the_program_does(block: int, month: int) -> None:
    dataset = dataset_of(as_one({seed: with_open_deals(seed) for seed in range(SEEDS * block, SEEDS * (block + 1))}))
    day = dt.date(2026, month, 28)
    found, book = (
        by_the_program(dataset, day),
        lines_of_all(dataset, day, (*BY_DEAL, Accruals.rep_id, Accruals.expected)),
    )
    cells = shown(book, *BY_DEAL)
    is_deal = cells["deal_id"].notna()
    deals, sums = cells[is_deal], cells[~is_deal]
    theirs = found.deals

    assert list(deals["deal_id"]) == list(theirs["deal_id"])
    assert [text or "" for text in deals["plan"]] == list(theirs["plan_id"])
    assert list(deals["remark"]) == [WORDS.text(f"phrase.{code}") if code else None for code in theirs["remark"]]
    for ours, name in (("each", "earns"), ("base", "base"), ("prior", "prior"), ("chance", "probability"),
                       ("value", "value"), ("weighted", "weighted")):  # fmt: skip  # pairs of names
        assert numbers(deals[ours]) == numbers(theirs[name]), name
    for ours, name in (("together", "earns"), ("value_together", "value")):
        assert [n or 0.0 for n in numbers(sums[ours])] == [n or 0.0 for n in numbers(found.together[name])], name
    expected = expected_by(theirs, day.replace(day=1))
    assert book[Accruals.expected] == pytest.approx([expected.get(str(rep), 0.0) for rep in book[Accruals.rep_id]])
    assert (theirs["earns"] > 0).sum() > SEEDS / 2
    assert (found.together["earns"].round(2) != 0).sum() > SEEDS / 4


def of_ada(**tables: str) -> Edition:
    return book_of(dataset_of({**BY_HAND, **tables}), "T1", JUNE)


def test_an_estimate_reads_as_a_person_would_work_it_out() -> None:
    book = of_ada()

    assert book.cells(Stated.rep_id) == ["R1"]
    assert [cell for cell in book.cells(EstimatedDeals.deal_id) if cell] == ["X1", "X2"]
    # 8,000 at 5 % are 400; 9,000 are still at 5 %, while 12,000 are all at 10 %, as 13,000 are.
    assert book.cells(EstimatedDeals.earns) == [50.0, 800.0]
    assert book.cells(EstimatedDeals.weighted) == [25.0, 200.0]
    assert book.cells(EstimatedComponents.prior) == [8000.0]
    totals = (EstimatedTotals.deals, EstimatedTotals.each, EstimatedTotals.together, EstimatedTotals.weighted)
    assert [book.cells(line)[0] for line in totals] == [2.0, 850.0, 900.0, 225.0]


def test_an_accrual_is_what_months_that_are_not_paid_are_settled_at() -> None:
    book = of_ada()

    assert book.cells(Accruals.earlier) == [130.0, 0.0, 0.0]  # May: 3,000 at 5 % less 20; April is paid
    assert book.cells(Accruals.settled) == [400.0, 51.0, 0.0]
    assert book.cells(Accruals.accrued) == [530.0, 51.0, 0.0]
    assert book.cells(Accruals.expected) == [25.0, 0.0, 0.0]  # X2 is expected in July
    assert book.cells(Accruals.likely) == [425.0, 51.0, 0.0]


def test_the_centre_expects_what_its_teams_expect() -> None:
    dataset = dataset_of({**BY_HAND, "reps": BY_HAND["reps"].replace("Cyn,T1", "Cyn,T2"), "teams": "team_id\nT1\nT2\n"})
    centre_book = book_of(dataset, "", JUNE)

    assert centre_book.cells(Accruals.expected) == [25.0, 0.0, 0.0]
    assert centre_book.cells(Accruals.accrued) == [530.0, 51.0, 0.0]


@pytest.mark.parametrize(
    ("tables", "remark"),
    [
        ({"plans": "plan_id,rep_id,valid_from,portion\nP1,R1,2026-01-01,40%\n"}, "own_terms"),
        ({"plans": "plan_id,rep_id,valid_from,tiers_on\nP1,R1,2026-01-01,attainment\n"}, "own_terms"),
        ({"plans": "plan_id,rep_id,valid_from,basis\nP1,R1,2026-01-01,margin\n"}, "no_cost"),
        ({"plans": "plan_id,rep_id,valid_from,measure\nP1,R1,2026-01-01,quantity\n"}, "one_piece"),
        ({"plans": "plan_id,rep_id,valid_from,valid_to\nP1,R1,2026-01-01,2026-05-31\n"}, "no_plan"),
        ({"deals": "deal_id,rep_id,amount\nX1,R1,\n"}, "no_amount"),
    ],
    ids=str,
)
def test_what_cannot_be_estimated_says_why(tables: dict[str, str], remark: str) -> None:
    book = of_ada(**tables)
    seen = book.cells(Prospects.remark)[0], book.cells(ProspectPays.each)[0] in (None, "")

    assert seen == (WORDS.text(f"phrase.{remark}"), remark != "one_piece")


def test_both_flavours_hold_the_same_formulas_of_estimates() -> None:
    lines = [
        line for block in (*ESTIMATE.blocks, *ESTIMATE_WORKING.blocks, *ACCRUAL.blocks) for line in block.calculated()
    ]
    plain, switched = (made(Whose("T01", "en", flavour)) for flavour in (Flavour.NATIVE, Flavour.PYTHON))

    assert all(plain.pattern(line) == switched.pattern(line) is not None for line in lines)
