"""Two computations of commission, the program's and the formulas', on random months of every kind of plan."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.checks import Checks
from salessheet.workbook.sheets.commission.credit_lines import Lines
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.commission.line_working import LineAmounts
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers
from salessheet.workbook.sheets.commission.payout import PayControl, Payout
from tests.built.small import as_one, book_of, dataset_of, lines_of_all

MODES = ("marginal", "slab", "interpolated", "overage", "milestone", "multiplier")
WINDOWS = ("deal", "month", "quarter", "year")
BASES = ("booked", "invoiced", "cash", "cash_full", "margin")
MEASURES = ("money", "money", "money", "quantity", "deals")


def day(dice: Random, month: int = 0) -> str:
    return f"2026-{month or dice.randint(1, 7):02}-{dice.randint(1, 28):02}"


def money(dice: Random, most: int = 9000) -> str:
    return f"{dice.randint(1, most * 100) / 100:.2f}"


def attained(dice: Random, plan: str, mode: str, *, on_target: bool) -> list[str]:
    """Tiers of attainment, of money where they hold some."""
    of_money = mode in ("interpolated", "milestone") and not on_target
    lower, rows = dice.choice(["0", "0.2", "0.5"]), []
    for upper in ("0.8", "1", "1.25", "" if mode != "interpolated" else "2"):
        pays = dice.randint(0, 900) if of_money else dice.randint(0, 150) / (100 if on_target else 2000)
        rows.append(f"{plan},{lower},{upper},{pays}")
        lower = upper
    return rows


def tiers(dice: Random, plan: str, mode: str, measure: str) -> list[str]:
    """Two to four tiers, now and then with a gap or an end."""
    unit = 1 if measure == "deals" else 10 if measure == "quantity" else 5000
    lower = dice.choice([0, 0, unit])
    rows = []
    for _ in range(dice.randint(2, 4)):
        upper = lower + dice.randint(1, 4) * unit
        pays = (
            dice.randint(0, 900)
            if mode in ("interpolated", "milestone") or measure != "money"
            else dice.randint(0, 90) / 1000
        )
        rows.append([plan, lower, upper, pays])
        lower = upper + (unit if dice.random() < 0.15 else 0)
    if mode != "interpolated" and dice.random() < 0.7:
        rows[-1][2] = ""
    return [",".join(map(str, row)) for row in rows]


def plans(dice: Random) -> tuple[list[str], list[str]]:
    """A plan of the role and perhaps one of a person, with a second version of one of them."""
    rows, bands = [], []
    for name, component, role, rep, begin, end, before in (
        ("P1", "commission", "rep", "", "2026-01-01", "", ""),
        ("P2", "commission", "rep", "", day(dice, dice.randint(4, 6)), "", "P1"),
        ("P3", "commission", "", "R1", "2026-02-01", dice.choice(["", "2026-06-10"]), ""),
        ("P4", "bonus", "rep", "", "2026-01-01", "2026-12-31", ""),
    ):
        if name != "P1" and dice.random() < 0.4:
            continue
        mode, measure = dice.choice(MODES), dice.choice(MEASURES)
        terms = {
            "plan_id": name, "supersedes": before, "component": component, "role": role, "rep_id": rep,
            "valid_from": begin, "valid_to": end, "currency": dice.choice(["", "", "USD"]),
            "basis": dice.choice(BASES), "measure": measure, "mode": mode, "over": dice.choice(WINDOWS),
            "boundary": dice.choice(["higher", "lower"]), "cap": dice.choice(["", "", "300", "900.5"]),
            "cap_over": dice.choice(["deal", "month", "quarter", "year"]), "excess": dice.choice(["lost", "carried"]),
            "floor": dice.choice(["", "", "120"]), "draw": dice.choice(["", "", "", "250"]),
            "recoverable": dice.choice(["yes", "yes", "no"]), "holdback": dice.choice(["", "", "10%"]),
            "portion": dice.choice(["", "", "35%"]), "margin_gate": dice.choice(["", "", "", "45%"]),
            "clawback": dice.choice(["", "term"]), "new_months": dice.choice(["", "3"]),
            "credit": dice.choice(["", "", "team"]),
            "gate": dice.choice(["", "", "50%", "80%"]), "gate_by": dice.choice(["", "", "commission", "bonus"]),
            "factor_shape": dice.choice(["step", "curve"]), "metric": dice.choice(["", "", "visits"]),
            "proration": dice.choice(["", "start_counted", "start_not_counted"]),
            "recovery": dice.choice(["", "50%", "33.3%"]), "recovery_after": dice.choice(["", "", "2"]),
            "forgiven": dice.choice(["", "year_end", "leaving"]),
        }  # fmt: skip  # in the order of the columns
        if (terms["cap_over"] == "deal" or terms["margin_gate"]) and mode in ("slab", "overage", "multiplier"):
            terms["over"] = dice.choice(["deal", "month"])
        by_attainment = mode == "multiplier" or dice.random() < 0.3
        on_target = "" if not by_attainment or (mode != "multiplier" and dice.random() < 0.5) else money(dice, 2000)
        terms |= {"tiers_on": "attainment" if by_attainment else "", "on_target": on_target}
        if by_attainment and terms["over"] == "deal":
            terms["over"] = "month"
        terms |= {"budget": "", "at_least": ""} | (of_others(dice, terms) if dice.random() < 0.4 else {})
        rows.append(terms)
        if terms["tiers_on"] == "rank":
            bands += [f"{name},1,1,{money(dice, 300)}", f"{name},2,{dice.choice(['3', ''])},{money(dice, 100)}"]
        elif terms["basis"] == "score":
            some = dice.random() < 0.7 or mode == "multiplier"
            bands += attained(dice, name, terms["mode"], on_target=True) if some else []
        elif by_attainment:
            bands += attained(dice, name, mode, on_target=bool(on_target))
        else:
            bands += tiers(dice, name, mode, measure)
    header = ",".join(rows[0])
    return [header, *(",".join(map(str, row.values())) for row in rows)], ["plan_id,lower,upper,rate", *bands]


def of_others(dice: Random, terms: dict[str, str]) -> dict[str, str]:
    """A plan on scores or with prizes by rank, with a budget now and then; without what loading refuses beside it."""
    by_score, by_rank = dice.random() < 0.5, dice.random() < 0.5
    found = {"budget": dice.choice(["", "350.5", "90"]), "at_least": "500" if by_rank else ""}
    if by_rank:
        found |= {"tiers_on": "rank", "on_target": "", "mode": dice.choice(["marginal", "milestone"])}
    if by_score:
        found |= {"basis": "score", "credit": ""}
        found |= {} if by_rank else {"on_target": money(dice, 2000)}
    if by_score or by_rank:
        found |= {"margin_gate": "", "over": dice.choice(["month", "month", "quarter"])}
    if found["budget"]:
        by_rate = {**terms, **found}["mode"] in ("slab", "overage", "multiplier") and not by_score
        found |= {"floor": "", "draw": "", **({"over": "month"} if by_rate else {})}
    return found


def objectives(dice: Random) -> list[str]:
    """Of months and a quarter, shared in two or not, some of them not scored yet."""
    rows = ["objective_id,period,payee,component,objective,weight,score"]
    for rep in ("R1", "R2", "R3"):
        for period in ("2026-05", "2026-06", "2026-07", "2026-Q2"):
            for component in ("commission", "bonus"):
                for weight in dice.choice([(), ("1",), ("0.35", "0.65")]):
                    score = dice.choice(["", "0", "0.5", "0.8", "0.855", "1.1"])
                    rows.append(f"M{len(rows)},{period},{rep},{component},,{weight},{score}")
    return rows


def sold_as(dice: Random) -> tuple[str, str, str]:
    """Product, channel and customer."""
    return dice.choice(["", "Plus", "Basic"]), dice.choice(["", "online"]), dice.choice(["", "C1", "C2"])


BY_PROPERTY = (
    ("product,Plus,grade,senior,0.12", "product,Plus,grade,any,0.07", "product,any,grade,senior,"),
    ("newness,new customer,,,0.1", "newness,returning customer,,,0.03"),
    ("group,key,channel,online,0.005", "group,any,channel,online,0.033", "group,any,channel,any,0.011"),
    ("industry,retail,,,0.02",),
)


def rates(dice: Random, names: list[str]) -> list[str]:
    """Rates of their own for some of the plans."""
    chosen = [(name, dice.choice(BY_PROPERTY)) for name in names if dice.random() < 0.3]
    return ["plan_id,field,value,and_field,and_value,rate", *(f"{name},{row}" for name, rows in chosen for row in rows)]


def factors(dice: Random, plans_: list[str]) -> list[str]:
    """Of some plans: steps or points of attainment, others in the first year, and a ramp of the quota."""
    rows = ["plan_id,depends_on,lower,upper,factor"]
    for plan in [row.split(",")[0] for row in plans_[1:]]:
        if dice.random() < 0.4:
            rows += [f"{plan},attainment,0.3,0.8,0.5", f"{plan},attainment,0.8,1.1,{dice.choice([0.9, 1])}"]
            rows += [f"{plan},attainment,1.2,,1.3"] * dice.randint(0, 1)
        if dice.random() < 0.3:
            rows.append(f"{plan},first_year,{dice.choice([0, 0.5])},,{dice.choice([1, 1.1])}")
        if dice.random() < 0.3:
            rows += [f"{plan},days_to_cash,0,30,1", f"{plan},days_to_cash,31,{dice.choice(['', 60])},0.7"]
        if dice.random() < 0.3:
            rows += [f"{plan},months_served,0,1,1", f"{plan},months_served,2,3,0.4"]
        if dice.random() < 0.3:
            rows += [f"{plan},service_month,1,1,0.25", f"{plan},service_month,2,3,0.5"]
    return rows


def targets(dice: Random) -> list[str]:
    """Of people, now and then none."""
    rows = ["scope,id,year,period,metric,amount,currency"]
    for rep in ("R1", "R2", "R3"):
        if dice.random() < 0.7:
            rows.append(f"rep,{rep},2026,year,sales,{money(dice, 24_000)},{dice.choice(['', 'USD'])}")
        if dice.random() < 0.7:
            rows += [f"rep,{rep},2026,2026-0{month},visits,{money(dice, 900)}," for month in range(4, 8)]
    return rows


def centre(seed: int) -> dict[str, str]:
    dice = Random(seed)
    orders, receipts, invoices, splits = [], [], [], []
    for i in range(dice.randint(3, 14)):
        name, amount, currency = f"O{i}", money(dice), dice.choice(["", "", "", "USD"])
        quantity = dice.choice(["", "1", "5", "12.5"])
        orders.append(
            [
                name,
                dice.choice(["R1", "R2", "R3"]),
                day(dice),
                quantity,
                amount,
                f"{float(amount) / 2:.2f}",
                currency,
                "",
                dice.choice(["", "6", "12"]),
                *sold_as(dice),
            ]
        )
        if dice.random() < 0.25:
            back = amount if dice.random() < 0.5 else f"{float(amount) / 3:.2f}"
            orders.append(
                [
                    f"B{i}", orders[-1][1], "2026-07-15", quantity, f"-{back}", f"-{float(back) / 2:.2f}", currency,
                    name, "", *sold_as(dice),
                ]
            )  # fmt: skip  # an order
            receipts.append([f"QB{i}", dice.choice([name, f"B{i}"]), "2026-07-20", f"-{back}", currency])
        receipts += [
            [f"Q{i}{n}", name, day(dice), f"{float(amount) / dice.choice([1, 2, 3]):.2f}", currency]
            for n in range(dice.randint(0, 3))
        ]
        if dice.random() < 0.5:
            invoices.append([f"I{i}", name, day(dice), amount, currency])
        if dice.random() < 0.3:
            splits += [[name, "R1", "0.35", "split"], [name, "R2", "0.65", "split"]]
            if dice.random() < 0.5:
                splits.append([name, "R3", "0.5", "overlay"])
    text = {
        "orders": [
            "order_id,rep_id,order_date,quantity,amount,cost,currency,refers_to,term_months,product,channel,customer_id",
            *map(",".join, orders),
        ],
        "receipts": ["receipt_id,order_id,date,amount,currency", *map(",".join, receipts)],
        "invoices": ["invoice_id,order_id,date,amount,currency", *map(",".join, invoices)],
        "splits": ["order_id,rep_id,share,kind", *map(",".join, splits)],
    }
    text["plans"], text["plan_tiers"] = plans(dice)
    names = [row.split(",")[0] for row in text["plans"][1:]]
    text["plan_rates"] = rates(dice, names)
    text["plan_factors"], text["targets"] = factors(dice, text["plans"]), targets(dice)
    text["objectives"] = objectives(dice)
    budgeted = [row.split(",")[0] for row in text["plans"][1:] if row.split(",")[-2]]
    text["plan_factors"] = [
        row for row in text["plan_factors"]
        if row.split(",")[0] not in budgeted or row.split(",")[1] not in ("attainment", "first_year")
    ]  # fmt: skip  # a condition a line
    relief = ["R1,2026-05-20,2026-06-10,1,", "R2,2026-06-01,2026-07-31,0.5,"]
    text["quota_relief"] = ["rep_id,from_date,to_date,share,reason", *relief[: dice.randint(0, 2)]]
    left = dice.choice(["", "2026-06-19"])
    return {
        "settings": "key,value\nfirst_month,1\n",
        "teams": "team_id,name,manager_id\nT1,North,R2\n",
        "reps": "rep_id,name,team_id,hire_date,leave_date,grade\n"
        f"R1,Ada,T1,,,senior\nR2,Ben,T1,,{left},\nR3,Cyn,T1,2026-05-04,,junior\n",
        "customers": "customer_id,owner_rep_id,since,group,industry\n"
        "C1,R1,2026-02-03,key,retail\nC2,R2,2025-01-31,,retail\n",
        "deals": "deal_id,rep_id,amount,won_date\nD1,R1,5000,2026-03-10\n",
        "fx": "date,currency,rate\n2025-01-01,USD,7\n2026-05-01,USD,7.125\n",
        **{key: "\n".join(rows) + "\n" for key, rows in text.items()},
    }


def sum_of(cells: list[Scalar]) -> float:
    return sum(cell for cell in cells if isinstance(cell, (int, float)))


def verdict(book: Edition, key: str) -> object:
    return next(book.cells(line)[0] for line in Checks.lines if line.key == f"{key}__ok")


MONTHS = (5, 6, 7)
TOGETHER = 14  # centres
COMPARED = (LineFacts.credit, Lines.payee, LineAmounts.off, PayTerms.rep_id, Payout.payout, PayControl.off)
"""What was credited and paid, and to whom and by how much the formulas miss what the program settles."""
Found = dict[Line, list[Scalar]]


@pytest.mark.parametrize("block", range(12))
def test_formulas_settle_every_line_and_payout_as_the_program_does(block: int) -> None:
    """Every seed is a centre of its own, and they stand in one workbook without meeting there."""
    seeds = range(TOGETHER * block, TOGETHER * block + TOGETHER)
    cells = agreeing(as_one({seed: centre(seed) for seed in seeds}), MONTHS[block % len(MONTHS)])

    assert sum(1 for cell in cells[LineFacts.credit] if cell) > TOGETHER
    assert sum_of(cells[Payout.payout]) != 0


@pytest.mark.parametrize("seed", range(TOGETHER))
def test_they_agree_where_next_to_nothing_stands_in_a_workbook(seed: int) -> None:
    agreeing(centre(seed), MONTHS[seed % len(MONTHS)])


def agreeing(tables: dict[str, str], month: int) -> Found:
    dataset = dataset_of(tables)
    assert [p for p in dataset.problems if p.severity.name == "REFUSED"] == []
    cells = lines_of_all(dataset, dt.date(2026, month, 28), COMPARED)
    assert missed(cells, Lines.payee, LineAmounts.off) == []
    assert missed(cells, PayTerms.rep_id, PayControl.off) == []
    return cells


def missed(cells: Found, who: Line, off: Line) -> list[tuple[Scalar, Scalar]]:
    return [(name, by) for name, by in zip(cells[who], cells[off], strict=True) if by]


def test_who_has_no_plan_any_more_has_no_error_either() -> None:
    tables = {
        **centre(0),
        "plans": "plan_id,component,role,valid_from,valid_to,basis\nP1,commission,rep,2026-01-01,2026-03-31,booked\n",
        "plan_tiers": "plan_id,lower,upper,rate\nP1,0,5000,0.1\nP1,5000,,0.2\n",
    }
    book = book_of(dataset_of(tables), "T1", dt.date(2026, 6, 28))

    assert book.cells(PayTerms.plan) == [None] * 3
    assert [line for line in PayTiers.lines if any(str(cell).startswith("#") for cell in book.cells(line))] == []
    assert verdict(book, "no_errors") == 1
