"""Targets of years, quarters and months: how a period is read, what is noted, and what the workbooks make of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.rounding import from_units
from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, cell_functions, fill
from salessheet.data.filling.targets import target_cells
from salessheet.data.slices import for_team
from salessheet.data.target_periods import labels, part
from salessheet.data.target_plans import plans, quotas_of_people
from salessheet.data.unused import unused
from salessheet.workbook.edition import Content
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.rules import Severity
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.workbook.tables import Seasonality, TargetRows
from tests.built.small import dataset_of

Centre = Callable[..., Dataset]

REFUSED, NOTED = Severity.REFUSED, Severity.NOTED
HEAD = "scope,id,year,period,amount,currency\n"
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
QUARTERS = ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
FROM_APRIL = "key,value\nfirst_month,4\n"
USD = "date,currency,rate\n2026-01-01,USD,7\n"


def rows(scope: str, id_: str, amounts: Mapping[str, float], year: str = "2026", currency: str = "") -> str:
    return "".join(f"{scope},{id_},{year},{period},{amount},{currency}\n" for period, amount in amounts.items())


def monthly(scope: str, id_: str, *amounts: float, currency: str = "") -> str:
    return rows(scope, id_, dict(zip(MONTHS, amounts, strict=True)), currency=currency)


def quarterly(scope: str, id_: str, *amounts: float) -> str:
    return rows(scope, id_, dict(zip(QUARTERS, amounts, strict=True)))


def told(dataset: Dataset) -> list[tuple[int, Severity, str]]:
    return [(p.row, p.severity, p.wrong) for p in dataset.problems]


def against(whole: str, amount: str, total: str) -> str:
    return (
        f"The target of {whole} is {amount}, but its parts total {total}; {amount} counts, "
        "in the proportions of the parts."
    )


def wanting(periods: str) -> str:
    return f"There is no target for {periods}, nor one for the year; the year's target is the total of what is given."


def scope_of(team: str, period: dt.date = dt.date(2026, 6, 1), first_month: int = 1) -> Scope:
    return Scope(team, period, period, first_month, Words.load("en"))


def shown(dataset: Dataset, scope: Scope, flavour: Flavour = Flavour.NATIVE) -> dict[Line, list[Scalar]]:
    """What the workbook of a team, or of the centre, shows of its targets."""
    own = for_team(dataset, scope.team) if scope.team else dataset
    return computed(fill(own, scope), flavour)


def computed(content: Content, flavour: Flavour) -> dict[Line, list[Scalar]]:
    lines = (Settings.annual_target, ByMonth.target, ByMonth.target_total, ByQuarter.target, People.annual)
    found = evaluate(SALES_CENTER, content.inputs, content.sizes, flavour, cell_functions(), wanted=lines)
    return {line: found[line].flat() for line in lines}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        *((text, "year") for text in ("2026", "FY2026", "2026年", "2026年度", "全年", "年度", "Year", "annual")),
        *((text, "2026-Q1") for text in (
            "2026-Q1", "2026Q1", "2026 q1", "2026/Q1", "2026.Q1", "2026_Q1", "FY2026 Q1", "FY2026-Q1", "Q1", "q1", "1Q",
            "Q1 2026", "Q1/2026", "1Q2026", "Q1-FY2026", "２０２６Ｑ１", "1季度", "第1季度", "第一季度", "一季度",
            "一季", "2026年第1季度", "2026年第一季度", "2026年 1 季度", "2026年Q1", "2026年度第一季度", "2026第一季度",
        )),
        ("Q4", "2026-Q4"), ("四季度", "2026-Q4"),
        *((text, "2026-03") for text in (
            "2026-03", "2026-3", "2026/3", "2026年3月", "2026年3月份", "202603", "2026-03-15", "46082", "3月", "3月份",
            "03月",
        )),
        *((text, None) for text in (
            "soon", "Q5", "Q0", "26Q1", "2026Q", "2026-Q1 2026", "2026Q1-2027", "13月", "0月", "3", "03", "1",
            "03/2026", "2026-13", "H1", "上半年", "五季度", "1989Q1", "2200", "第一", "-",
        )),
    ],
)  # fmt: skip  # a table of cases
def test_a_period_is_read_however_it_is_spelled(text: str, label: str | None) -> None:
    found = part(text)

    assert (found and found.label(2026, 1)) == label


@pytest.mark.parametrize(
    ("row", "settings", "year", "period"),
    [
        ("2026,", "", 2026, "year"),
        ("2026,Q1", "", 2026, "2026-Q1"),
        (",2026-Q1", "", 2026, "2026-Q1"),
        (",2026年3月", "", 2026, "2026-03"),
        (",FY2026", "", 2026, "year"),
        ("2026,2027-03", FROM_APRIL, 2026, "2027-03"),
        (",2027-03", FROM_APRIL, 2026, "2027-03"),
        (",2026-04", FROM_APRIL, 2026, "2026-04"),
        ("2026,3月", FROM_APRIL, 2026, "2027-03"),
        ("2026,4月", FROM_APRIL, 2026, "2026-04"),
        (",2026-Q4", FROM_APRIL, 2026, "2026-Q4"),  # of the fiscal year
    ],
)
def test_a_period_and_its_fiscal_year_say_each_other(
    centre: Centre, row: str, settings: str, year: int, period: str
) -> None:
    found = centre(targets=f"{HEAD}team,T1,{row},5,\n", **({"settings": settings} if settings else {}))

    assert [(r.year, r.period) for r in found.table(TargetRows).itertuples()] == [(year, period)]


@pytest.mark.parametrize(
    ("files", "row", "wrong"),
    [
        ({"targets": HEAD + "team,T1,2026,H1,5,\n"}, 2, "H1 is not a quarter or month of the years 1990 to 2199."),
        ({"targets": HEAD + "team,T1,,,5,\n"}, 2, "Year is blank."),
        ({"targets": HEAD + "team,T1,,Q1,5,\n"}, 2, "Year is blank."),
        ({"targets": HEAD + "team,T1,2026,2027-Q1,5,\n"}, 2,
         "2027-Q1 is not in the fiscal year 2026, which runs from 2026-01 to 2026-12."),
        ({"targets": HEAD + "team,T1,2026,2026-03,5,\n", "settings": FROM_APRIL}, 2,
         "2026-03 is not in the fiscal year 2026, which runs from 2026-04 to 2027-03."),
        ({"targets": HEAD + "team,T1,2026,2025,5,\n"}, 2,
         "2025 is not in the fiscal year 2026, which runs from 2026-01 to 2026-12."),
        ({"targets": HEAD + "team,T1,2026,,5,\nteam,t1,,FY2026,6,\n"}, 3,
         "Team, T1, 2026, Whole year, Sales is already in row 2."),
        ({"targets": HEAD + quarterly("team", "T1", 1, 2, 3, 4) + "team,T1,2026,第一季度,6,\n"}, 6,
         "Team, T1, 2026, 2026-Q1, Sales is already in row 2."),
    ],
)  # fmt: skip  # a table of cases
def test_a_row_whose_period_cannot_be_placed_is_left_out(
    centre: Centre, files: dict[str, str], row: int, wrong: str
) -> None:
    found = centre(**files)

    assert told(found) == [(row, REFUSED, wrong)]
    assert len(found.table(TargetRows)) == files["targets"].count("\n") - 2


def test_a_table_without_a_column_of_years_is_read_by_its_periods(centre: Centre) -> None:
    found = centre(targets="scope,id,period,amount\n" + "".join(f"team,T1,{month},5\n" for month in MONTHS))

    assert found.problems == ()
    assert list(found.column(TargetRows.year)) == [2026.0] * 12


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (quarterly("team", "T1", 1, 2, 3, 4), []),
        (quarterly("team", "T1", 1, 2, 3, 4) + "team,T1,2026,,10.004,\n", []),
        (quarterly("team", "T1", 1, 2, 3, 4) + "team,T1,2026,,1200,\n",
         [(6, against("2026", "1,200.00", "10.00"))]),
        (rows("team", "T1", {"Q1": 5, "Q2": 6}) + "team,T1,2026,,10,\n",
         [(4, against("2026", "10.00", "11.00"))]),
        (rows("team", "T1", {"Q1": 5, "Q2": 6}) + "team,T1,2026,,12,\n", []),
        (monthly("team", "T1", *range(12)) + "team,T1,2026,Q2,13,\n",
         [(14, against("2026-Q2", "13.00", "12.00"))]),
        (rows("team", "T1", {"Q1": 1, "Q2": 2, "Q4": 4, "7月": 1, "9月": 1}),
         [(2, wanting("2026-08"))]),
        (rows("centre", "", {"2026-10": 1, "2026-11": 1, "2026-12": 1}),
         [(2, wanting("2026-Q1, 2026-Q2, 2026-Q3"))]),
        (rows("rep", "R1", {"Q3": 5, "Q4": 6}), []),  # R1 comes on 15 July
        (rows("rep", "R2", {"Q1": 5}), []),  # R2 leaves on 31 March
        (rows("rep", "R1", {"8月": 5, "Q4": 6}),
         [(2, wanting("2026-07, 2026-09"))]),
        (monthly("team", "T1", *[7.0] * 12, currency="USD") + "team,T1,2026,,588,CNY\n", []),  # the same at the rate
        (monthly("team", "T1", *[7.0] * 12, currency="USD") + "team,T1,2026,,590,CNY\n",
         [(14, against("2026", "590.00", "588.00"))]),
        (quarterly("team", "T1", 1, 2, 3, 4).replace(",\n", ",EUR\n") + "team,T1,2026,,1,EUR\n",
         [(6, against("2026", "1.00", "10.00"))]),
        (rows("team", "T1", {"Q1": 1, "Q2": 1}, year="2025") + rows("team", "T1", {"Q3": 1, "Q4": 1}),
         [(2, wanting("2025-Q3, 2025-Q4")),
          (4, wanting("2026-Q1, 2026-Q2"))]),
    ],
)  # fmt: skip  # a table of cases
def test_targets_that_do_not_fit_together_are_noted_and_kept(
    centre: Centre, targets: str, expected: list[tuple[int, str]]
) -> None:
    found = centre(
        targets=HEAD + targets,
        fx=USD,
        reps="rep_id,team_id,hire_date,leave_date\nR1,T1,2026-07-15,\nR2,T1,,2026-03-31\nR3,T2,,\n",
    )
    # EUR has no rate, and 10.004 may be ten thousand: both are told as well
    parts = [(p.row, p.wrong) for p in found.problems if "EUR" not in p.wrong and p.kind != "point_in_doubt"]

    assert parts == expected
    assert {p.severity for p in found.problems} <= {NOTED}
    assert len(found.table(TargetRows)) == targets.count("\n")


@pytest.mark.parametrize(
    ("month", "period", "kinds"),
    [
        (4, "FY2026", ["fiscal_year"]),
        (4, "FY2026-Q1", ["fiscal_year", "parts_missing"]),
        (4, "2026财年", ["fiscal_year"]),
        (4, "2026", []),
        (1, "FY2026", []),
    ],
)
def test_the_name_of_a_fiscal_year_that_ends_in_another_is_noted(
    centre: Centre, month: int, period: str, kinds: list[str]
) -> None:
    found = centre(
        settings=f"key,value\nfirst_month,{month}\n", targets=f"scope,id,period,amount\nteam,T1,{period},5\n"
    )
    assert [problem.kind for problem in found.problems] == kinds


def test_parts_of_other_metrics_are_not_compared(centre: Centre) -> None:
    found = centre(targets="scope,id,year,period,metric,amount\nteam,T1,2026,Q1,cash,5\nteam,T1,2026,,cash,3\n")

    assert found.problems == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_problems_and_what_is_not_used_are_told_in_both_languages(centre: Centre, lang: str) -> None:
    words = Words.load(lang)
    found = centre(
        lang,
        targets=HEAD + rows("team", "T1", {"Q1": 5, "H1": 6}) + rows("rep", "R1", {"2026Q1": 1, "2026": 1}),
        seasonality="month,weight\n1,1\n" + "".join(f"{month},0\n" for month in range(2, 13)),
    )
    record = next(r for r in unused(found, dt.date(2026, 6, 1), words) if r.column == "period")

    assert [p.mend for p in found.problems] == [
        words.text(f"problem.{k}.mend") for k in ("parts_missing", "not_a_part")
    ]
    assert (record.title, record.heading) == (words.text("tables.targets.title"), words.text("line.any.period"))
    assert (record.means, record.rows, record.lacking) == (words.text("unused.period"), 1, False)


@pytest.mark.parametrize(
    ("targets", "team", "total", "months"),
    [
        (monthly("team", "T1", *range(12)), "T1", 66, [*range(12)]),
        (quarterly("team", "T1", 8, 6, 9, 12), "T1", 35, [2, 2, 4, 2, 2, 2, 3, 3, 3, 4, 4, 4]),  # March weighs double
        ("team,T1,2026,,13,\n", "T1", 13, [1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        (rows("team", "T1", {"Q1": 8, "": 26}), "T1", 26, [2, 2, 4, 2, 2, 2, 2, 2, 2, 2, 2, 2]),
        (rows("team", "T1", {"Q1": 8, "Q2": 6}), "T1", 14, [2, 2, 4, 2, 2, 2, 0, 0, 0, 0, 0, 0]),
        (monthly("team", "T1", *[1] * 12) + "team,T1,2026,,24,\n", "T1", 24, [2] * 12),
        (monthly("team", "T1", *[0] * 12), "T1", 0, [0] * 12),
        (monthly("centre", "", *range(12)) + monthly("team", "T1", *[9] * 12), "", 66, [*range(12)]),
        (monthly("team", "T1", *range(12)) + quarterly("team", "T2", 4, 3, 6, 9), "", 88,
         [1, 2, 4, 4, 5, 6, 8, 9, 10, 12, 13, 14]),
        ("centre,,2026,,44,\n" + monthly("team", "T1", *[1] * 12) + monthly("team", "T2", *[0, 1] * 6), "", 44,
         [2, 5, 3, 5, 2, 5] * 2),  # in the proportions of the teams' months, rounded as they run
        (monthly("team", "T1", *range(12)) + "team,T2,2026,,25,\n", "", 91, [7, 7, 14] + [7] * 9),  # not all have some
        (monthly("rep", "R1", *range(12)) + monthly("rep", "R2", *[1] * 12), "T1", 78, [*range(1, 13)]),
        ("team,T1,2026,,13,\n" + monthly("rep", "R1", *range(12)), "T1", 13, [1, 1, 2] + [1] * 9),
        (monthly("team", "T1", *range(12), currency="USD"), "T1", 462, [*range(0, 84, 7)]),
    ],
)  # fmt: skip  # a table of cases
@pytest.mark.parametrize("flavour", [Flavour.NATIVE, Flavour.PYTHON])
def test_the_months_of_a_workbook_are_those_that_were_given(
    centre: Centre, targets: str, team: str, total: float, months: list[float], flavour: Flavour
) -> None:
    season = "month,weight\n" + "".join(f"{month},{1 + (month == 3)}\n" for month in range(1, 13))
    found = shown(
        centre(targets=HEAD + targets, seasonality=season, fx=USD, settings="key,value\nunit,1\n"),
        scope_of(team),
        flavour,
    )

    assert found[Settings.annual_target] == found[ByMonth.target_total] == [total]
    assert found[ByMonth.target] == months
    assert found[ByQuarter.target] == [sum(months[q : q + 3]) for q in (0, 3, 6, 9)]


@cache
def north(unit: float, first_month: int) -> Dataset:
    """A team whose workbook begins in that month."""
    return dataset_of(
        {
            "teams": "team_id\nT1\n",
            "reps": "rep_id,team_id\nR1,T1\nR2,T1\n",
            "deals": "deal_id,rep_id,amount,stage\nD1,R1,100,lead\n",
            "settings": f"key,value\nunit,{unit}\nfirst_month,{first_month}\n",
            "seasonality": "month,weight\n" + "".join(f"{m},{0.1 * (m % 5)}\n" for m in range(1, 13)),
            "targets": HEAD + "team,T1,2026,,1,\n",
        }
    )


@cache
def content(unit: float, first_month: int) -> Content:
    return fill(north(unit, first_month), scope_of("T1", first_month=first_month))


def of_north(amounts: Mapping[str, float], unit: float, first_month: int) -> Content:
    """The content of the team's workbook for the fiscal year 2026 with these targets."""
    dataset, filled = north(unit, first_month), content(unit, first_month)
    count = len(amounts)
    frame = pd.DataFrame(
        {
            "scope": ["team"] * count, "id": ["T1"] * count, "year": np.full(count, 2026.0), "period": [*amounts],
            "metric": ["sales"] * count, "amount": [*amounts.values()], "currency": [""] * count,
        }
    )  # fmt: skip  # a row
    dataset = dataclasses.replace(dataset, tables={**dataset.tables, TargetRows.key: frame})
    cells = target_cells(dataset, scope_of("T1", dt.date(2026, first_month, 1), first_month))
    sizes = {**filled.sizes, Seasonality.rows: len(cells[Seasonality.weight])}
    return dataclasses.replace(filled, inputs={**filled.inputs, **cells}, sizes=sizes)


UNITS = st.sampled_from([0.0001, 0.01, 0.05, 1.0, 100.0, 1000.0])
FIRST_MONTHS = st.sampled_from([1, 4, 12])


@given(st.lists(st.integers(0, 10**7) | st.just(0), min_size=12, max_size=12).filter(any), UNITS, FIRST_MONTHS)
def test_twelve_months_come_out_as_they_were_given_and_total_the_year(
    units: list[int], unit: float, first_month: int
) -> None:
    amounts = from_units(units, unit).tolist()
    filled = of_north(dict(zip(labels(2026, first_month)[5:], amounts, strict=True)), unit, first_month)
    native, python = (computed(filled, flavour) for flavour in (Flavour.NATIVE, Flavour.PYTHON))

    assert native[ByMonth.target] == python[ByMonth.target] == amounts
    assert native[Settings.annual_target] == from_units([sum(units)], unit).tolist()
    assert native[ByMonth.target_total] == pytest.approx(native[Settings.annual_target], rel=1e-12)
    assert list(filled.inputs[Seasonality.weight]) == amounts


@given(st.lists(st.integers(0, 10**7), min_size=4, max_size=4).filter(any), UNITS, FIRST_MONTHS)
def test_four_quarters_come_out_as_they_were_given(units: list[int], unit: float, first_month: int) -> None:
    amounts = from_units(units, unit).tolist()
    filled = of_north(dict(zip(labels(2026, first_month)[1:5], amounts, strict=True)), unit, first_month)
    native, python = (computed(filled, flavour) for flavour in (Flavour.NATIVE, Flavour.PYTHON))

    assert native[ByQuarter.target] == pytest.approx(amounts, rel=1e-12)
    assert native[ByMonth.target] == python[ByMonth.target]
    assert native[Settings.annual_target] == from_units([sum(units)], unit).tolist()


@pytest.mark.parametrize(
    ("targets", "agreed"),
    [
        (monthly("rep", "R1", *range(12)), [66, None]),
        (rows("rep", "R1", {"Q1": 5, "Q2": 6}) + "rep,R2,2026,,7,\n", [11, 7]),
        (quarterly("rep", "R1", 1, 2, 3, 4) + "rep,R1,2026,,12,\n", [12, None]),
        (rows("rep", "R1", {"Q1": 5}, year="2025"), [None, None]),
        (rows("rep", "R1", {"Q1": 5}, currency="USD") + "rep,R1,2026,Q2,10,CNY\n", [45, None]),
        (rows("rep", "R1", {"Q1": 5}, currency="EUR") + "rep,R1,2026,Q2,10,CNY\n", [10, None]),  # no rate
    ],
)
def test_the_parts_of_a_persons_year_add_up_to_what_was_agreed(
    centre: Centre, targets: str, agreed: list[float | None]
) -> None:
    found = plans(for_team(centre(targets=HEAD + targets, fx=USD), "T1"), dt.date(2026, 1, 1), "T1", "CNY")

    assert [None if plan is None else plan.year for plan in found.people] == agreed


def test_a_team_and_the_centre_convert_each_row(centre: Centre) -> None:
    whole = centre(
        teams="team_id,currency\nT1,\nT2,USD\n",
        targets=HEAD + monthly("team", "T1", *[70] * 12) + monthly("team", "T2", *range(12)),
        fx=USD,
    )

    assert shown(whole, scope_of("T2"))[ByMonth.target] == [*range(12)]
    assert shown(whole, scope_of(""))[ByMonth.target] == [70 + 7 * month for month in range(12)]


@pytest.mark.parametrize(
    ("targets", "team", "expected"),
    [
        ("team,T1,2026,,13,\n", "T1", []),
        (quarterly("team", "T1", 1, 2, 3, 4), "T1", []),
        (monthly("team", "T1", *[1] * 12), "T1", [("seasonality", "weight", 12)]),
        (rows("team", "T1", {"1月": 1, "2月": 1, "3月": 1, "Q2": 3, "Q3": 3, "Q4": 3}), "T1",
         [("seasonality", "weight", 3)]),
        (monthly("team", "T1", *[1] * 12), "T2", []),
        (monthly("team", "T1", *[1] * 12), "", []),
        (monthly("team", "T1", *[1] * 12) + monthly("team", "T2", *[1] * 12), "", [("seasonality", "weight", 12)]),
        (monthly("rep", "R3", *[1] * 12), "T2",
         [("targets", "period", 12), ("seasonality", "weight", 12)]),
        (monthly("rep", "R3", *[1] * 12), "T1", []),
        ("team,T2,2026,,5,\n" + quarterly("rep", "R3", 1, 2, 3, 4), "T2", [("targets", "period", 4)]),
    ],
)  # fmt: skip  # a table of cases
def test_months_of_people_and_weights_that_divide_nothing_are_told(
    centre: Centre, targets: str, team: str, expected: list[tuple[str, str, int]]
) -> None:
    season = "month,weight\n" + "".join(f"{month},1\n" for month in range(1, 13))
    whole = centre(targets=HEAD + targets, seasonality=season)
    found = unused(for_team(whole, team) if team else whole, dt.date(2026, 6, 1), Words.load("en"), team)

    assert [(r.table, r.column, r.rows) for r in found] == expected
    assert not any(r.lacking for r in found)


def test_a_team_sees_no_period_of_another_nor_of_the_centre(centre: Centre) -> None:
    whole = centre(targets=HEAD + quarterly("centre", "", 8, 8, 8, 8) + quarterly("team", "T1", 1, 2, 3, 4))

    assert list(for_team(whole, "T1").column(TargetRows.id)) == ["T1"] * 4
    assert len(for_team(whole, "T2").table(TargetRows)) == 0


def test_quotas_of_months_are_twelfths_of_the_year_to_the_cent() -> None:
    """Half a cent is one, though twelfths are no decimals: half of 0.07 is 0.035, and 0.04 by its sixth month."""
    years = [*range(1, 400), *range(174_000, 174_900, 7), 99_999_999]
    people = "rep_id,team_id\n" + "".join(f"R{cents},T1\n" for cents in years)
    amounts = "".join(rows("rep", f"R{cents}", {"": cents / 100}) for cents in years)
    dataset = dataset_of(
        {"teams": "team_id\nT1\n", "reps": people, "deals": "deal_id,rep_id\n", "targets": HEAD + amounts}
    )
    found = quotas_of_people(dataset, dt.date(2026, 1, 1), "sales", None)
    running = [[math.floor(Fraction(cents * month, 12) + Fraction(1, 2)) for month in range(13)] for cents in years]
    assert (found * 100).round(6).tolist() == np.diff(running, axis=1).tolist()
