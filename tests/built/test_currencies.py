"""A centre in yuan with a team in dollars: each workbook counts in its own currency, and all its numbers agree."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from salessheet.calc import Engine, read, verify
from salessheet.data.dataset import Dataset
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.checks import Checks, Verdict
from salessheet.workbook.sheets.commission.pay_working import PayTiers
from salessheet.workbook.sheets.commission.payout import Pay, Payout
from salessheet.workbook.sheets.results import Facts, Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Deals, Orders, Receipts
from salessheet.xlsx.template import write
from tests.built.small import book_of, dataset_of

# openpyxl says that it drops sparklines and the newer conditional formats, which is no matter to who reads the rest.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

DAY = dt.date(2026, 5, 31)
TABLES = {
    "teams": "team_id,name,currency\nT1,North,\nT2,West,US$\n",
    "reps": "rep_id,name,team_id\nR1,Ada,T1\nR2,Ben,T2\n",
    # A dollar is 7 yuan, from May on 8; a euro is 10 yuan from the 15th of May on.
    "fx": "date,currency,rate\n2026-01-01,USD,7\n2026-05-01,US$,8\n2026-05-15,EUR,10\n",
    "deals": """deal_id,rep_id,amount,currency,won_date
D1,R1,1000,,2026-05-10
D2,R1,30,USD,2026-05-20
D3,R2,100,,2026-05-10
D4,R2,50,,2026-02-10
D5,R2,720,人民币,2026-05-12
D6,R2,10,EUR,2026-05-20
""",
    "orders": """order_id,rep_id,amount,cost,currency,order_date
O1,R2,200,150,,2026-05-02
O2,R1,100,60,EUR,2026-05-16
""",
    "receipts": """receipt_id,order_id,amount,currency,date
Q1,O1,80,,2026-05-20
Q2,O1,144,RMB,2026-05-21
Q3,O2,10,,2026-05-20
""",
    "targets": """scope,id,year,amount,currency
team,T1,2026,4200,
team,T2,2026,1000,
rep,R1,2026,600,USD
rep,R2,2026,7000,CNY
""",
    "plans": "plan_id,role,valid_from,currency,basis\nP1,rep,2026-01-01,CNY,booked\n",
    "plan_tiers": "plan_id,lower,upper,rate\nP1,0,1000,5%\nP1,1000,,10%\n",
}
WHOSE = ("T1", "T2", "")
UNRATED = {**TABLES, "deals": f"{TABLES['deals']}D7,R2,10,EUR,2026-05-14\n"}  # a day too early


@cache
def centre(lang: str = "en") -> Dataset:
    return dataset_of(TABLES, lang)


@cache
def book(whose: str, lang: str = "en") -> Edition:
    return book_of(centre(lang), whose, DAY, lang)


def test_the_data_is_sound() -> None:
    assert centre().problems == ()
    assert [book(whose).cells(Verdict.all_ok) for whose in WHOSE] == [[1], [1], [1]]


@pytest.mark.parametrize(
    ("line", "north", "west", "whole"),
    [
        (Settings.currency, ["CNY"], ["USD"], ["CNY"]),
        (Deals.value, [1000, 240], [100, 50, 90, 12.5], [1000, 240, 800, 350, 720, 100]),
        (Results.won, [1240], [252.5], [1240, 1970]),
        (Results.won_total, [1240], [252.5], [3210]),
        (Facts.sales, [1240], [202.5], [1240, 1620]),  # in May
        (Orders.value, [1000], [200], [1600, 1000]),
        (Orders.profit, [400], [50], [400, 400]),
        (Receipts.value, [100], [80, 18], [640, 144, 100]),
        (Facts.cash, [100], [98], [100, 784]),
        (Settings.annual_target, [4200], [1000], [11200]),  # at the rate of the first day of the year
        (People.agreed, [4200], [1000], [4200, 7000]),
        (PayTiers.credited, [1000], [1600], [None, None]),  # in the currency of the plan; the whole has no lines
        (Pay.earned, [50], [110], [50, 110]),
        (Payout.payout, [50], [13.75], [50, 110]),
        (Payout.lacks, [None], [None], [None, None]),
    ],
    ids=str,
)
def test_each_workbook_counts_in_its_own_currency(
    line: Line, north: list[Scalar], west: list[Scalar], whole: list[Scalar]
) -> None:
    found = [book(whose).cells(line) for whose in WHOSE]

    assert found == [pytest.approx(expected, abs=5e-5) for expected in (north, west, whole)]


@pytest.mark.parametrize(
    ("whose", "lang", "money"),
    [
        ("T1", "en", "Amounts in CNY"),
        ("T2", "en", "Amounts in USD"),
        ("T2", "zh-CN", "金额单位：USD"),
        ("", "zh-CN", "金额单位：元"),
    ],
)
def test_every_sheet_says_at_its_head_in_which_money_it_counts(
    whose: str, lang: str, money: str, tmp_path: Path
) -> None:
    write(tmp_path / "book.xlsx", book(whose, lang), "title")
    sheets = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True)
    heads = {
        sheet.title: {
            said for row in sheet.iter_rows(max_row=3) for cell in row for said in str(cell.value).split("  ·  ")
        }
        for sheet in sheets
        if sheet.sheet_state == "visible"
    }

    assert len(heads) > 10
    assert [name for name, head in heads.items() if money not in head] == []


@pytest.mark.parametrize("whose", ["T2", ""])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_without_a_rate_is_not_counted_says_so_and_is_a_problem(whose: str, lang: str) -> None:
    unrated = dataset_of(UNRATED, lang)
    found = book_of(unrated, whose, DAY, lang)
    failed = [line.key for line in Checks.lines if line.key.endswith("__ok") and found.cells(line) == [0]]

    assert [(p.file, p.row, p.team, "EUR" in p.wrong) for p in unrated.problems] == [("deals.csv", 8, "T2", True)]
    assert (found.cells(Deals.value)[-1], found.cells(Deals.rate)[-1]) == (None, found.cells(Phrases.no_rate)[0])
    assert found.cells(Results.won) == book(whose, lang).cells(Results.won)
    assert failed == [*(["rows_are_counted__ok"] if whose else []), "no_data_problems__ok"]


def test_a_plan_in_a_currency_without_a_rate_pays_nobody_and_fails_the_flag() -> None:
    plans = TABLES["plans"].replace("CNY", "GBP")
    found = book_of(dataset_of({**TABLES, "plans": plans}), "T2", DAY)
    failed = {line.key for line in Checks.lines if line.key.endswith("__ok") and found.cells(line) == [0]}

    assert found.cells(Payout.payout) == [None]
    assert found.cells(Payout.lacks) != [None]
    assert "everybody_on_a_plan_is_paid__ok" in failed


@pytest.mark.parametrize("whose", WHOSE)
def test_plain_formulas_give_the_same(whose: str, libreoffice: Engine, formualizer: Engine, tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", book_of(dataset_of(UNRATED), whose, DAY), "title")

    found = verify(read(tmp_path / "book.xlsx"), [formualizer, libreoffice])

    assert (found.differences, found.unchecked, found.failed) == ((), (), ())
