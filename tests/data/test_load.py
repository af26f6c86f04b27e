from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessheet.data.collecting import together
from salessheet.data.dataset import Dataset, as_of, language
from salessheet.data.dataset import settings as settings_of
from salessheet.data.load import load
from salessheet.data.reading.grids import is_error
from salessheet.data.sinks import write
from salessheet.errors import UnreadableSource
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Type
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import TABLES, Deals

Centre = Callable[..., Dataset]
Folder = Callable[..., Path]

REFUSED, NOTED = Severity.REFUSED, Severity.NOTED


def places(dataset: Dataset) -> list[tuple[str, int, str, Severity]]:
    return [(p.file, p.row, p.column, p.severity) for p in dataset.problems]


def test_good_data_has_no_problem_and_every_declared_column(centre: Centre) -> None:
    dataset = centre()
    assert dataset.problems == ()
    assert list(dataset.tables["deals"]) == [column.key for column in Deals.columns()]
    assert dataset.tables["orders"].empty


def test_types_of_columns_follow_the_declaration(centre: Centre) -> None:
    for table in TABLES:
        frame = centre().table(table)
        for column in table.columns():
            expected = {Type.TEXT: "O", Type.LABEL: "O", Type.DATE: "M", Type.PERIOD: "M"}.get(column.measure, "f")
            assert frame[column.key].dtype.kind == expected, column


def test_absent_tables_are_named_and_the_default_stages_stand_in(centre: Centre) -> None:
    dataset = centre()
    assert {"stages", "orders", "settings"} <= set(dataset.absent)
    assert list(dataset.tables["stages"]["stage"]) == ["prospect", "lead", "opportunity", "contract", "won"]


@pytest.mark.parametrize(
    ("rows", "row", "column", "severity", "left"),
    [
        ("D1,R1,x,,", 2, "Amount", NOTED, 1),
        ("D1,R1,-1,,", 2, "Amount", NOTED, 1),
        ("D1,R1,20%,,", 2, "Amount", NOTED, 1),
        ("D1,R1,5‰,,", 2, "Amount", NOTED, 1),
        ("D1,R1,1,60,", 2, "Probability", NOTED, 1),
        ("D1,R1,1,,soon,lead", 2, "Next step date", NOTED, 1),
        ("D1,,1,,", 2, "Rep ID", REFUSED, 0),
        (",R1,1,,", 2, "Deal ID", REFUSED, 0),
        ("D1,R9,1,,", 2, "Rep ID", REFUSED, 0),
        ("D1,R1,1,,\nd1,R2,2,,", 3, "Deal ID", REFUSED, 1),
        ("D1,R1,1,,,,surplus", 2, "", REFUSED, 0),
        ("D1,R1", 2, "", REFUSED, 0),
        ("D1,R1,1,,\nD*2,R1,1,,", 3, "Deal ID", NOTED, 2),
        (f"{'D' * 256},R1,1,,", 2, "Deal ID", REFUSED, 0),
        ("D\x011,R1,1,,", 2, "Deal ID", NOTED, 1),
    ],
)
def test_a_bad_row_is_refused_or_noted(
    centre: Centre, rows: str, row: int, column: str, severity: Severity, left: int
) -> None:
    dataset = centre(
        deals=f"deal_id,rep_id,amount,probability,next_step_date,stage\n{rows}\n".replace(",\n", ",,lead\n")
    )
    assert ("deals.csv", row, column, severity) in places(dataset)
    assert len(dataset.tables["deals"]) == left


def test_a_bad_optional_value_is_blanked(centre: Centre) -> None:
    dataset = centre(deals="deal_id,rep_id,amount,stage\nD1,R1,lots,lead\n")
    assert np.isnan(dataset.tables["deals"]["amount"][0])
    assert "lots" in dataset.problems[0].wrong


@pytest.mark.parametrize(
    ("column", "text", "quoted"),
    [
        ("amount", "276.91-", "276.91- is below 0."),
        ("amount", "(276.91)", "(276.91) is below 0."),
        ("amount", '"-1,276.910"', "-1,276.910 is below 0."),
        ("amount", "-￥5", "-￥5 is below 0."),
        ("amount", "1e300", "1e300 is above 1e+15."),
        ("probability", "１３０％", "１３０％ is more than 1, which is 100%."),
        ("lead_date", "2062年1月5日", "2062年1月5日 is far later than the rest of the data"),
    ],
)
def test_a_value_is_quoted_as_it_stands_in_the_file(centre: Centre, column: str, text: str, quoted: str) -> None:
    others = "".join(f"E{day},R1,lead,2026-01-{day},,\n" for day in range(10, 30))
    cells = {"lead_date": "", "amount": "", "probability": "", column: text}
    deals = f"deal_id,rep_id,stage,{','.join(cells)}\nD1,R1,lead,{','.join(cells.values())}\n{others}"
    (problem,) = centre(deals=deals.encode("utf-8-sig")).problems
    assert problem.wrong.startswith(quoted)


def test_a_date_that_stands_in_no_file_is_quoted_as_it_was_filled_in(centre: Centre) -> None:
    others = "".join(f"E{day},R1,lead,2026-01-{day},\n" for day in range(10, 30))
    dataset = centre(deals=f"deal_id,rep_id,stage,lead_date,lost_date\nD1,R1,lost,2062/1/5,\n{others}")
    far = [
        (problem.column, problem.wrong.split()[0], problem.mend)
        for problem in dataset.problems
        if "far" in problem.wrong
    ]
    mend = "Check the year. If it is right, build with --as-of 2062-01-05."
    assert far == [("Lead date", "2062/1/5", mend), ("Lost date", "2062-01-05", mend)]


@pytest.mark.parametrize("date", ["1899-12-31", "1989-12-31", "2200/1/1", "9999-12-31", "10000"])
def test_a_date_of_a_year_nobody_means_is_told_apart_from_what_is_no_date(centre: Centre, date: str) -> None:
    dataset = centre(
        deals=f"deal_id,rep_id,stage,lead_date\nD1,R1,lead,{date}\n",
        activities=f"date,rep_id\n{date},R1\nsoon,R1\n",
    )
    assert dataset.tables["deals"]["lead_date"].isna().all()
    assert dataset.tables["activities"].empty
    optional, required, no_date = dataset.problems
    assert (optional.severity, required.severity) == (NOTED, REFUSED)
    assert optional.wrong == required.wrong == f"{date} is a date outside the years 1990 to 2199."
    assert "is not of the type" in no_date.wrong


def test_all_problems_are_collected_in_the_order_of_the_rows(centre: Centre) -> None:
    dataset = centre(deals="deal_id,rep_id,amount,stage\nD1,R9,1,lead\nD2,R1,x,lead\nD2,R1,1,lead\n,R1,1,lead\n")
    assert [p.row for p in dataset.problems] == [2, 3, 4, 5]


def test_problems_are_worded_in_the_language_asked_for(centre: Centre) -> None:
    (problem,) = centre("zh", deals="deal_id,rep_id,stage\nD1,R9,lead\n").problems
    assert (problem.column, problem.wrong) == ("人员编号", "“R9”不在表“销售人员”中。")


def test_a_problem_reads_as_one_line_for_people(centre: Centre) -> None:
    (problem,) = centre(deals="deal_id,rep_id,stage\nD1,R9,lead\n").problems
    assert str(problem) == "deals.csv, 2, Rep ID: R9 is not in the table Reps. Add it there, or correct it here."


def test_a_long_value_is_shortened_in_its_message(centre: Centre) -> None:
    (problem,) = centre(deals=f"deal_id,rep_id,amount,stage\nD1,R1,{'x' * 500},lead\n").problems
    assert len(problem.wrong) < 120


def test_a_refused_row_takes_those_that_need_it_along(centre: Centre) -> None:
    dataset = centre(reps="rep_id,team_id\nR1,T9\nR2,T1\n", deals="deal_id,rep_id,stage\nD1,R1,lead\nD2,R2,lead\n")
    assert list(dataset.tables["deals"]["deal_id"]) == ["D2"]


def test_an_optional_reference_that_leads_nowhere_stays_and_is_noted(centre: Centre) -> None:
    dataset = centre(
        customers="customer_id\nC1\n", deals="deal_id,rep_id,customer_id,stage\nD1,R1,C9,lead\nD2,R1,c1,lead\n"
    )
    assert list(dataset.tables["deals"]["customer_id"]) == ["C9", "C1"]
    assert places(dataset) == [("deals.csv", 2, "Customer ID", NOTED)]


def test_references_to_an_absent_table_are_not_judged(centre: Centre) -> None:
    assert centre(deals="deal_id,rep_id,customer_id,stage\nD1,R1,C9,lead\n").problems == ()


def test_ids_are_compared_without_case_and_width_and_written_as_they_were_first(centre: Centre) -> None:
    dataset = centre(deals="deal_id,rep_id,stage\nD1,r1,lead\nD2,Ｒ１,lead\n")
    assert list(dataset.tables["deals"]["rep_id"]) == ["R1", "R1"]
    assert dataset.problems == ()


def test_short_words_are_written_as_they_were_first(centre: Centre) -> None:
    dataset = centre(deals="deal_id,rep_id,channel,stage\nD1,R1,Online,lead\nD2,R1,online,lead\nD3,R1,ＯＮline,lead\n")
    assert set(dataset.tables["deals"]["channel"]) == {"Online"}


def test_ids_that_look_like_numbers_work(centre: Centre) -> None:
    dataset = centre(
        reps="rep_id,team_id\n1001,T1\n00123,T1\n", deals="deal_id,rep_id,stage\n7,1001,lead\n8,00123,lead\n"
    )
    assert dataset.problems == ()
    assert list(dataset.tables["deals"]["rep_id"]) == ["1001", "00123"]


def test_ids_that_are_the_same_number_are_marked_in_references_as_well(centre: Centre) -> None:
    dataset = centre(reps="rep_id,team_id\n123,T1\n00123,T1\n", deals="deal_id,rep_id,stage\nD1,00123,lead\n")
    assert list(dataset.tables["reps"]["rep_id"]) == ["#123", "#00123"]
    assert list(dataset.tables["deals"]["rep_id"]) == ["#00123"]
    assert [p.severity for p in dataset.problems] == [NOTED, NOTED]


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-none-", "@home", "=HYPERLINK(1)"])
def test_text_that_looks_like_a_formula_stays_text(centre: Centre, text: str) -> None:
    dataset = centre(deals=f"deal_id,rep_id,next_step,stage\nD1,R1,{text},lead\n")
    assert list(dataset.tables["deals"]["next_step"]) == [text]


def test_text_longer_than_a_cell_is_cut_and_noted(centre: Centre) -> None:
    dataset = centre(deals=f"deal_id,rep_id,next_step,stage\nD1,R1,{'x' * 40_000},lead\n")
    assert len(dataset.tables["deals"]["next_step"][0]) == 32_767
    assert places(dataset) == [("deals.csv", 2, "Next step", NOTED)]


def test_defaults_fill_blanks(centre: Centre) -> None:
    dataset = centre(activities="date,rep_id,type\n2026-06-01,R1,\n2026-06-02,R1,拜访\n")
    assert list(dataset.tables["activities"]["type"]) == ["other", "visit"]
    assert list(dataset.tables["activities"]["count"]) == [1.0, 1.0]


@pytest.mark.parametrize(("count", "read"), [("1.5", 1.0), ("-2", 1.0), ("３", 3.0), ("0", 0.0)])
def test_a_count_is_whole_and_not_negative_or_the_default_stands(centre: Centre, count: str, read: float) -> None:
    dataset = centre(activities=f"date,rep_id,count\n2026-06-01,R1,{count}\n")
    assert list(dataset.tables["activities"]["count"]) == [read]
    assert len(dataset.problems) == (float(count) != read)


@pytest.mark.parametrize("month", ["0", "13"])
def test_a_number_beyond_its_bounds_is_refused_where_it_names_the_row(centre: Centre, month: str) -> None:
    dataset = centre(seasonality=f"month,weight\n{month},1\n")
    assert dataset.tables["seasonality"].empty


def test_a_word_that_is_no_choice_is_noted_and_the_choices_are_named(centre: Centre) -> None:
    dataset = centre(
        deals="deal_id,rep_id,forecast_category,stage\nD1,R1,best case,lead\nD2,R1,承诺,lead\nD3,R1,sure,lead\n"
    )
    assert list(dataset.tables["deals"]["forecast_category"]) == ["BestCase", "Commit", ""]
    assert "Most likely" in dataset.problems[0].mend


KPIS = "role,kpi,valid_from,weight\nrep,sales,2026-01-01,60%\nrep,cash,2026-01-01,"
TWO_PLANS = "plan_id,role,valid_from,valid_to\nP,rep,2026-01-01,{}\nQ,rep,2026-06-01,\n"
TARGETS = "scope,id,year,metric,amount\n"
ORDERS = "order_id,rep_id,order_date,amount,refers_to\n"
# table, its text, what becomes of the row in question (None: nothing is wrong), how many rows are left
RULES = [
    ("deals", "deal_id,rep_id,won_date,lost_date\nD1,R1,2026-01-02,2026-01-03\n", REFUSED, 0),
    ("deals", "deal_id,rep_id,stage,lead_date,contract_date\nD1,R1,lead,2026-03-01,2026-02-01\n", NOTED, 1),
    ("reps", "rep_id,team_id,hire_date,leave_date\nR1,T1,2026-03-01,2026-02-01\n", NOTED, 1),
    ("seasonality", "month,weight\n1,1\n2,-1\n", REFUSED, 1),
    ("seasonality", "month,weight\n1,0\n2,0\n", REFUSED, 0),
    ("seasonality", "month,weight\n1,0\n2,-1\n", REFUSED, 0),
    ("seasonality", "month,weight\n1,0\n2,0.1\n", NOTED, 2),
    ("seasonality", "month,weight\n", None, 0),
    ("reps", "rep_id,team_id,target_share\nR1,T1,0\nR2,t1,0%\n", NOTED, 2),
    ("reps", "rep_id,team_id,target_share\nR1,T1,0\nR2,T1,5%\nR3,T2,\n", None, 3),
    ("kpi_scheme", KPIS + "30%\n", REFUSED, 0),
    ("kpi_scheme", KPIS + "40%\n", None, 2),
    ("plans", TWO_PLANS.format(""), REFUSED, 0),
    ("plans", TWO_PLANS.format("2026-06-01"), REFUSED, 0),
    ("plans", TWO_PLANS.format("2026-05-31"), None, 2),
    ("targets", TARGETS + "team,T9,2026,,5\n", REFUSED, 0),
    ("targets", TARGETS + "团队,t1,2026,,5\n个人,R1,2026,,5\ncentre,HQ,2026,,5\n", None, 3),
    ("targets", TARGETS + "centre,,2026,,5\ncentre,HQ,2026,,6\n", REFUSED, 1),
    ("orders", ORDERS + "O1,R1,2026-01-01,5,O1\n", NOTED, 1),
    ("orders", ORDERS + "O1,R1,2026-01-01,-5,O2\nO2,R1,2026-01-02,5,\n", NOTED, 2),
    ("orders", ORDERS + "O1,R1,2026-01-01,5,\nO2,R1,2026-01-02,-5,o1\n", None, 2),
]


@pytest.mark.parametrize(("key", "text", "severity", "left"), RULES)
def test_a_broken_rule_is_found(centre: Centre, key: str, text: str, severity: Severity | None, left: int) -> None:
    dataset = centre(**{"deals": "deal_id,rep_id\n", key: text})
    assert {p.severity for p in dataset.problems if p.table == key} == ({severity} if severity else set())
    assert len(dataset.tables[key]) == left


def test_weights_of_months_that_are_all_zero_are_told_once(centre: Centre) -> None:
    dataset = centre(seasonality="month,weight\n" + "".join(f"{month},0\n" for month in range(1, 13)))
    assert places(dataset) == [("seasonality.csv", 2, "Weight", REFUSED)]


@pytest.mark.parametrize(
    ("months", "told"),
    [
        (range(1, 13), []),
        (
            [1, 2, 4, 5, 6, 7, 8, 9, 10, 11],
            ["These months have no weight: 3, 12. They get no part of the target."],
        ),
    ],
)
def test_months_that_have_no_row_among_the_weights_are_named(
    centre: Centre, months: Iterable[int], told: list[str]
) -> None:
    dataset = centre(seasonality="month,weight\n" + "".join(f"{month},{month % 2}\n" for month in months))
    assert [problem.wrong for problem in dataset.problems if problem.may_stay] == told


def test_shares_that_are_all_zero_in_a_team_become_blank_in_it_alone(centre: Centre) -> None:
    dataset = centre(
        reps="rep_id,team_id,target_share\nR1,T1,0.5\nR2,T2,0\nR3,T1,0\nR4,T2,\nR5,t2,0\nR6,T9,1\n",
        deals="deal_id,rep_id\n",
    )
    assert list(dataset.tables["reps"]["target_share"].fillna(-1)) == [0.5, -1, 0, -1, -1]
    assert [p.row for p in dataset.problems if p.column == "Target share"] == [3]
    assert "the team T2" in dataset.problems[0].wrong


PLANS = "plan_id,role,valid_from\nP,rep,2026-01-01\n"


@pytest.mark.parametrize(
    ("tiers", "left"),
    [
        ("P,0,100,1%\nP,100,,2%", 2),
        ("P,100,,2%\nP,0,100,1%", 2),
        ("P,0,100,1%\nP,50,,2%", 0),
        ("P,0,,1%\nP,50,,2%", 0),
        ("P,100,50,1%", 0),
    ],
)
def test_tiers_that_overlap_are_left_out_all_together(centre: Centre, tiers: str, left: int) -> None:
    dataset = centre(plans=PLANS, plan_tiers=f"plan_id,lower,upper,rate\n{tiers}\n")
    assert len(dataset.tables["plan_tiers"]) == left
    assert len(dataset.problems) == (0 if left else 1)


def test_tiers_come_in_ascending_order(centre: Centre) -> None:
    dataset = centre(plans=PLANS, plan_tiers="plan_id,lower,upper,rate\nP,100,,2%\nP,0,100,1%\n")
    assert list(dataset.tables["plan_tiers"]["lower"]) == [0, 100]


def test_shares_of_an_order_that_do_not_total_one_are_left_out(centre: Centre) -> None:
    dataset = centre(
        orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-01,5\nO2,R1,2026-01-01,5\n",
        splits="order_id,rep_id,share\nO1,R1,70%\nO1,R2,40%\nO2,R1,0.7\nO2,R2,0.3\n",
    )
    assert list(dataset.tables["splits"]["order_id"]) == ["O2", "O2"]
    assert "110%" in dataset.problems[0].wrong


SETTINGS = [
    ("money_unit,万元", "money_unit", 10_000),
    ("money_unit,wan", "money_unit", 10_000),
    ("money_unit,k", "money_unit", 1000),
    ("金额显示单位,元", "money_unit", 1),
    ("Annual target,1200万", "annual_target", 12_000_000),
    ("alert_level,90%", "alert_level", 0.9),
    ("first_month,4", "first_month", 4),
    ("language,中文", "language", "zh-CN"),
    ("region,", "region", ""),
    ("company,Acme", "company", "Acme"),
]


@pytest.mark.parametrize(("row", "key", "value"), SETTINGS)
def test_a_setting_is_read_by_its_type(centre: Centre, row: str, key: str, value: object) -> None:
    dataset = centre(settings=f"key,value\n{row}\n")
    assert dataset.problems == ()
    assert settings_of(dataset)[key] == value


@pytest.mark.parametrize(
    "row",
    [
        "first_month,13",
        "money_unit,7",
        "annual_target,1e300",
        "alert_level,high",
        "alert_level,85",
        "first_month,1.5",
        "stale_days,0",
        "colour,red",
        "week_start,7",
        "currency,yes please",
        "region,EN",
        "region,Atlantis",
    ],
)
def test_a_setting_that_makes_no_sense_is_noted_and_the_default_stands(centre: Centre, row: str) -> None:
    dataset = centre(settings=f"key,value\n{row}\n")
    assert [p.severity for p in dataset.problems] == [NOTED]
    assert dict(settings_of(dataset)) == dict(settings_of(centre()))


@pytest.mark.parametrize(
    ("row", "lang"),
    [
        ("language,zh-CN", "zh-CN"),
        ("语言,中文", "zh-CN"),
        ("language,english", "en"),
        ("language,zh\nlanguage,en", "zh-CN"),
        ("language,", "en"),
        ("language,fr", "en"),
        ("company,Acme", "en"),
    ],
)
def test_problems_are_worded_in_the_language_of_the_settings_unless_asked_otherwise(
    folder: Callable[..., Path], row: str, lang: str
) -> None:
    source = folder(settings=f"key,value\n{row}\ncolour,red\n", deals="deal_id,rep_id,stage\nD1,R9,lead\n")
    expected = {code: load(source, Words.load(code)).problems for code in LANGUAGES}
    dataset = load(source)
    assert dataset.problems == expected[lang]
    assert language(dataset) == lang


def test_without_settings_the_language_is_english(folder: Callable[..., Path]) -> None:
    assert language(load(folder())) == "en"


def test_the_date_of_the_data_is_the_latest_thing_that_happened(centre: Centre) -> None:
    dataset = centre(
        deals="deal_id,rep_id,stage,lead_date,next_step_date\nD1,R1,lead,2026-03-01,2027-01-01\n",
        activities="date,rep_id\n2026-04-02,R1\n",
    )
    assert as_of(dataset) == dt.date(2026, 4, 2)


def test_data_in_which_nothing_happened_has_no_date(centre: Centre) -> None:
    assert as_of(centre()) is None


texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12).filter(
    lambda text: not is_error(text)  # which is told, and blank
)
amounts = st.none() | st.floats(0, 1e12).map(lambda number: round(number, 4))
days = st.none() | st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(texts, amounts, days, st.sampled_from(["prospect", "lead", "contract"])), max_size=8),
    lang=st.sampled_from(["", *LANGUAGES]),
)
def test_tables_written_are_loaded_as_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, float, dt.date, str]], lang: str
) -> None:
    path = tmp_path_factory.mktemp("round")
    steps, money, dates, stages = zip(*rows, strict=True) if rows else ((), (), (), ())
    tables = {
        "teams": pd.DataFrame({"team_id": ["T1"]}),
        "reps": pd.DataFrame({"rep_id": ["R1"], "team_id": ["T1"]}),
        "deals": pd.DataFrame(
            {
                "deal_id": [f"D{place}" for place in range(len(rows))],
                "rep_id": "R1",
                "next_step": pd.Series(steps, dtype=object),
                "amount": pd.Series(money, dtype=float),
                "next_step_date": pd.to_datetime(pd.Series(dates, dtype=object)).astype("datetime64[ns]"),
                "stage": pd.Series(stages, dtype=object),
            }
        ),
    }
    write(tables, path, Words.load(lang) if lang else None)
    dataset = load(path, Words.load("en"))
    assert [p for p in dataset.problems if p.severity is REFUSED] == []
    for key in ("amount", "next_step_date", "stage"):
        pd.testing.assert_series_equal(dataset.tables["deals"][key], tables["deals"][key])
    assert list(dataset.tables["deals"]["next_step"]) == list(steps)


def test_loading_what_was_loaded_changes_nothing(centre: Centre, tmp_path: Path) -> None:
    dataset = centre(
        deals='deal_id,rep_id,amount,won_date\n1,R1,1.5万,2026/6/1\n001,R2,"1,200",\n',
        calendar="date,working\n2026-10-10,是\n",
        kpi_manual="rep_id,period,kpi,actual\nR1,2026年6月,coaching,4\n",
    )
    written = {key: frame for key, frame in dataset.tables.items() if len(frame)}
    write(written, tmp_path / "again", Words.load("zh"))
    again = load(tmp_path / "again", Words.load("en"))
    for key in written:
        pd.testing.assert_frame_equal(again.tables[key], dataset.tables[key])


awkward = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["1e999", "-1", "lost", "won", "T1", "R1", "D1", "2026-02-30", "45000", "60%", "=A1", "*", "1", "01", "nan"]
    ),
)


@settings(max_examples=60)
@given(st.lists(st.lists(awkward, min_size=18, max_size=18), max_size=5))
def test_whatever_stands_in_the_cells_of_a_row_it_is_loaded_or_listed(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("awkward")
    for name, text in {"teams": "team_id\nT1\n", "reps": "rep_id,team_id\nR1,T1\n"}.items():
        (path / f"{name}.csv").write_text(text)
    with (path / "deals.csv").open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        csv.writer(file).writerows([[column.key for column in Deals.columns()], *rows])
    dataset = load(path, Words.load("zh"))
    refused = {row for p in dataset.problems if p.severity is REFUSED for row in p.rows}
    given_rows = sum(any(cell.strip() for cell in row) for row in rows)
    assert len(dataset.tables["deals"]) == given_rows - len(refused)


def test_contacts_are_asked_for_by_kinds_that_activities_have(centre: Centre) -> None:
    dataset = centre(activity_targets="role,type,per_week\nrep,拜访,2\nrep,dance,1\n")
    assert list(dataset.tables["activity_targets"]["type"]) == ["visit"]
    assert [(p.row, p.kind) for p in dataset.problems if p.table == "activity_targets"] == [(3, "not_a_choice")]


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        ({"hiring_criteria": "role,criterion,weight\nsenior,Drive,0.5\n"}, "高级销售代表 的"),
        ({"targets": "scope,id,year,amount\nteam,T1,2026,5\nteam,T1,2026,6\n"}, "团队、T1、2026、全年、"),
    ],
)
def test_codes_are_told_in_the_words_of_the_language(centre: Centre, files: dict[str, str], wrong: str) -> None:
    assert any(wrong in problem.wrong for problem in centre(lang="zh-CN", **files).problems)


def test_tables_of_which_some_have_what_was_collected_and_others_not_yet_are_refused(folder: Folder) -> None:
    path = folder()
    (path / together.NOTE).write_text("{}")
    with pytest.raises(UnreadableSource, match="ended halfway") as raised:
        load(path)
    assert "salessheet collect" in raised.value.mend
