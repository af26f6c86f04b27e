"""Of which day the data is, and that a slip of the finger in a date does not decide it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from salessheet.batch import Options, plan
from salessheet.data.checks.happened import HAPPENED, span
from salessheet.data.dataset import Dataset, as_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import LAST_YEAR
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Deals, table_of

Centre = Callable[..., Dataset]
Tables = dict[str, pd.DataFrame]

YEARS_OF_WORK = [
    f"{year}-{month:02}-{day:02}" for year in range(2022, 2026) for month in range(1, 13) for day in (5, 20)
]
BUSY_SPRING = [f"2026-0{month}-{day:02}" for month in range(1, 7) for day in range(1, 28)]


def activities(days: Sequence[str]) -> Tables:
    return {"activities": pd.DataFrame({"date": pd.to_datetime(pd.Series(days, dtype=object))})}


def far(days: Sequence[str]) -> list[str]:
    found = span(activities(days))
    assert found is not None
    return [day for day in days if not found.first <= np.datetime64(day) <= found.last]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param([*BUSY_SPRING, "2062-06-01"], ["2062-06-01"], id="decades ahead"),
        pytest.param([*BUSY_SPRING, "2062-06-01", "2106-06-01"], ["2062-06-01", "2106-06-01"], id="two of many"),
        pytest.param([*BUSY_SPRING, *["2062-06-01"] * 3], ["2062-06-01"] * 3, id="a deal, its order and its receipt"),
        pytest.param([*BUSY_SPRING, "2027-06-29"], ["2027-06-29"], id="367 days after the others"),
        pytest.param([*BUSY_SPRING, "2006-03-01"], ["2006-03-01"], id="decades back"),
        pytest.param([*BUSY_SPRING, "1996-03-01", "2062-03-01"], ["1996-03-01", "2062-03-01"], id="both ways"),
        pytest.param([*BUSY_SPRING[:4], "2062-01-05"], ["2062-01-05"], id="one of five rows"),
        pytest.param(["2026-01-05", "2026-02-03", "2028-03-01"], ["2028-03-01"], id="one of three rows"),
        pytest.param([*YEARS_OF_WORK, "2062-01-01"], ["2062-01-01"], id="after years of work"),
        pytest.param([*YEARS_OF_WORK[:48], *YEARS_OF_WORK[72:], "2062-01-01"], ["2062-01-01"], id="after a gap year"),
    ],
)
def test_a_date_far_from_all_others_is_found(days: list[str], expected: list[str]) -> None:
    assert far(days) == expected


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(["2026-06-01"], id="a single row"),
        pytest.param(["2026-06-01", "2062-06-01"], id="two rows, of which either may be wrong"),
        pytest.param(["2026-01-05", "2026-02-03", "2026-06-01"], id="a young centre"),
        pytest.param(["2024-11-05", "2025-02-03", "2026-06-01"], id="a young centre with little to do"),
        pytest.param(["2017-06-01", "2020-06-01", "2023-06-01", "2026-06-01"], id="a deal every three years"),
        pytest.param(["2020-06-01", "2023-06-01", "2026-06-01"], id="three of them"),
        pytest.param(YEARS_OF_WORK, id="years of steady work"),
        pytest.param([*YEARS_OF_WORK[:24], *YEARS_OF_WORK[60:]], id="a gap of a year and a half"),
        pytest.param([*YEARS_OF_WORK, *BUSY_SPRING[::10]], id="work goes on"),
        pytest.param([*YEARS_OF_WORK, *(f"2028-03-{day:02}" for day in range(1, 6))], id="a start after two years"),
        pytest.param([*BUSY_SPRING, "2027-06-28"], id="366 days after the others"),
        pytest.param([*BUSY_SPRING[:48], "2027-10-01"], id="less than fifty rows and two years"),
        pytest.param(["2026-06-01"] * 40, id="a single day"),
    ],
)
def test_what_is_merely_sparse_young_or_paused_is_not_far(days: list[str]) -> None:
    assert far(days) == []


def test_nothing_that_happened_has_no_days() -> None:
    assert span({}) is None
    assert span(activities([])) is None


def test_a_far_date_is_noted_kept_and_decides_nothing(centre: Centre) -> None:
    rows = "".join(f"D{n},R1,1,2026-01-0{n},2026-02-0{n}\n" for n in range(1, 6))
    dataset = centre(deals=f"deal_id,rep_id,amount,lead_date,won_date\n{rows}D6,R3,1,2026-01-06,2062-02-06\n")
    (problem,) = dataset.problems
    assert (problem.file, problem.row, problem.column, problem.team) == ("deals.csv", 7, "Won date", "T2")
    assert problem.severity is Severity.NOTED
    assert problem.wrong == (
        "2062-02-06 is far later than the rest of the data, which ends on 2026-02-05; "
        "the workbooks are not dated to that day."
    )
    assert problem.mend == "Check the year. If it is right, build with --as-of 2062-02-06."
    assert dataset.tables["deals"]["won_date"].max() == pd.Timestamp("2062-02-06")
    assert as_of(dataset) == dt.date(2026, 2, 5)
    assert for_team(dataset, "T2").problems == (problem,)
    assert for_team(dataset, "T1").problems == ()


def test_the_day_asked_for_wins_and_the_problem_stays(centre: Centre) -> None:
    days = "".join(f"2026-01-0{n},R1\n" for n in range(1, 9))
    dataset = centre("zh", activities=f"date,rep_id\n{days}2062-01-09,R1\n")
    asked = plan(dataset, Options(as_of=dt.date(2062, 1, 9)))
    assert (asked.as_of, asked.period) == (dt.date(2062, 1, 9), dt.date(2062, 1, 1))
    assert [problem.mend for problem in asked.problems] == ["请核对年份；如确实无误，生成时请加上 --as-of 2062-01-09。"]


def test_dates_planned_within_ten_years_and_those_that_rules_hold_from_are_never_far(centre: Centre) -> None:
    days = "".join(f"2026-01-0{n},R1\n" for n in range(1, 9))
    dataset = centre(
        activities=f"date,rep_id\n{days}",
        deals="deal_id,rep_id,stage,next_step_date\nD1,R1,lead,2036-01-01\n",
        reps="rep_id,team_id,hire_date\nR1,T1,1991-01-01\n",
        plans="plan_id,role,valid_from,valid_to\nP,rep,2000-01-01,2199-12-31\n",
    )
    assert dataset.problems == ()


@pytest.mark.parametrize(
    ("table", "text", "far"),
    [
        ("payouts", "payout_id,period,payee,amount,paid_on\nP1,{},R1,5,2026-01-20\n", ["2031-01"]),
        ("payouts", "payout_id,period,payee,amount,paid_on\nP1,2026-01,R1,5,{}-05\n", ["2031-01-05"]),
        ("sales_history", "team_id,month,amount\nT1,{},5\n", ["2031-01"]),
        ("surveys", "date,score\n{}-05,9\n", ["2031-01-05"]),
        ("deals", "deal_id,rep_id,stage,next_step_date\nD1,R1,lead,{}-05\n", []),
    ],
)
def test_what_was_done_or_paid_is_not_of_years_to_come(centre: Centre, table: str, text: str, far: list[str]) -> None:
    days = "".join(f"2026-01-0{n},R1\n" for n in range(1, 9))

    noted = centre(activities=f"date,rep_id\n{days}", **{table: text.format("2031-01")}).problems
    near = centre(activities=f"date,rep_id\n{days}", **{table: text.format("2027-01")}).problems

    assert [(p.kind, p.severity, p.wrong.split()[0]) for p in noted] == [
        ("year_ahead", Severity.NOTED, value) for value in far
    ]
    assert near == ()


def test_rows_left_out_have_no_say(centre: Centre) -> None:
    days = "".join(f"2026-01-0{n},R1\n" for n in range(1, 9))
    dataset = centre(activities=f"date,rep_id\n{days}2062-01-09,NOBODY\n")
    assert [problem.severity for problem in dataset.problems] == [Severity.REFUSED]
    assert as_of(dataset) == dt.date(2026, 1, 8)


samples = st.builds(
    sample, st.integers(1, 3), st.integers(1, 4), st.integers(0, 12), st.integers(2000, 2100), st.integers(0, 1000)
)
columns = st.sampled_from(HAPPENED)


def with_one_more(tables: Tables, column: Column, day: dt.date) -> Tables:
    """The tables with the last row of one repeated under another id, with another date."""
    table = table_of(column)
    assume(len(tables.get(table.key, ())) > 0)
    frame = tables[table.key]
    row = frame.iloc[[-1]].copy()
    if table.identity():
        row[table.identity()[0].key] = "MORE"
    if table is Deals:
        row[[c.key for c in HAPPENED if table_of(c) is Deals]] = pd.NaT
        row[Deals.stage.key] = "lead"
    row[column.key] = pd.Timestamp(day)
    return {**tables, table.key: pd.concat([frame, row], ignore_index=True)}


def loaded(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path = tmp_path_factory.mktemp("sample")
    write(tables, path)
    return load(path, Words.load("en"))


def is_far(dataset: Dataset) -> list[str]:
    return [p.column for p in dataset.problems if "far later" in p.wrong or "far earlier" in p.wrong]


@settings(max_examples=10)  # of two loads each
@given(samples, columns, st.data())
def test_one_far_row_moves_neither_the_day_nor_the_month(
    tmp_path_factory: pytest.TempPathFactory, tables: Tables, column: Column, data: st.DataObject
) -> None:
    before = plan(loaded(tables, tmp_path_factory), Options())
    ahead = st.dates(before.as_of + dt.timedelta(days=800), dt.date(LAST_YEAR, 12, 31))
    dataset = loaded(with_one_more(tables, column, data.draw(ahead)), tmp_path_factory)
    after = plan(dataset, Options())
    assert (after.as_of, after.period) == (before.as_of, before.period)
    assert is_far(dataset) == [Words.load("en").label(column)]


@settings(max_examples=10)  # of two loads each
@given(samples, columns, st.data())
def test_an_ordinary_row_more_is_never_far(
    tmp_path_factory: pytest.TempPathFactory, tables: Tables, column: Column, data: st.DataObject
) -> None:
    dataset = loaded(tables, tmp_path_factory)
    found = span(dataset.tables)
    assert found is not None
    day = data.draw(st.dates(pd.Timestamp(found.first).date(), pd.Timestamp(found.last).date()))
    more = loaded(with_one_more(tables, column, day), tmp_path_factory)
    assert is_far(dataset) == is_far(more) == []
    assert as_of(more) == as_of(dataset)


days_of_a_year = st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), min_size=2, max_size=300)


@given(days_of_a_year, st.dates(dt.date(2029, 1, 2), dt.date(LAST_YEAR, 12, 31)))
def test_of_rows_of_one_year_and_one_years_later_the_one_is_far(year: list[dt.date], later: dt.date) -> None:
    assert far([str(day) for day in [*year, later]]) == [str(later)]


@given(st.lists(st.integers(0, 366), min_size=1, max_size=200))
def test_days_no_more_than_a_year_apart_are_never_far(pauses: list[int]) -> None:
    days = np.datetime64("1990-01-01") + np.cumsum(pauses).astype("timedelta64[D]")
    assert all(later - earlier <= np.timedelta64(366, "D") for earlier, later in pairwise(days))
    assert far([str(day) for day in days]) == []


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(LAST_YEAR, 12, 31)), min_size=1, max_size=80), st.randoms())
def test_the_order_of_rows_is_irrelevant_and_most_rows_are_never_far(days: list[dt.date], random: object) -> None:
    texts = [str(day) for day in days]
    shuffled = texts.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' strategy is typed by what it draws from
    found = far(texts)
    assert sorted(found) == sorted(far(shuffled))
    assert 2 * len(found) < len(texts)


def test_a_date_of_a_plan_is_told_once_it_is_more_than_ten_years_ahead(centre: Centre) -> None:
    found = centre(
        deals="deal_id,rep_id,amount,won_date,next_step_date\nD1,R1,5,2026-06-30,2036-06-30\nD2,R1,5,2026-06-01,2036-07-01\n",
        actions="action,rep_id,done_on\nDraft,R1,2026-06-02\nPrint,R1,2062-06-02\n",
        reps="rep_id,name,team_id,leave_date\nR1,Ada,T1,2099-12-31\n",
        teams="team_id,name\nT1,North\n",
    )
    told = {(p.file, p.row, p.severity) for p in found.problems}
    assert told == {("deals.csv", 3, Severity.NOTED), ("actions.csv", 3, Severity.NOTED)}
    assert as_of(found) == dt.date(2026, 6, 30)
