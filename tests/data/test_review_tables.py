"""What loading refuses and notes in the tables of the review, and what a team sees of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from salessheet.data.commission.reviewing import open_matters
from salessheet.data.dataset import Dataset
from salessheet.data.slices import for_team
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity
from tests.data.closed_centres import MONTHS, loaded, written
from tests.data.review_tables import REVIEW_TABLES

Centre = Callable[..., Dataset]
REFUSED, NOTED = Severity.REFUSED, Severity.NOTED
DISPUTES = "dispute_id,period,payee,opened,closed,adjustment\n"
PAYOUTS = "payout_id,period,payee,amount,paid_on\n"
REVIEWS = "period,payee,step,by,date\n"
PLANS = "plan_id,role,valid_from\nP1,rep,2026-01-01\n"
ACCEPTANCES = "plan_id,rep_id,date\n"


@pytest.mark.parametrize(
    ("table", "text", "row", "kind", "severity", "left"),
    [
        ("disputes", DISPUTES + "Q1,2026-01,R1,2026-02-05,2026-02-03,\n", 2, "dates_out_of_order", NOTED, 1),
        ("disputes", DISPUTES + "Q1,2026-01,R1,2026-02-05,,\nq1,2026-01,R1,2026-02-06,,\n", 3, "duplicate", REFUSED, 1),
        ("disputes", DISPUTES + "Q1,2026-01,R9,2026-02-05,,\n", 2, "unknown_reference", REFUSED, 0),
        ("disputes", DISPUTES + "Q1,2026-01,R1,,,\n", 2, "missing_value", REFUSED, 0),
        ("disputes", DISPUTES + "Q1,2026-01,R1,2026-02-05,,other\n", 2, "unknown_adjustment", NOTED, 1),
        ("disputes", DISPUTES + "Q1,2026-01,R3,2026-02-05,,late split\n", 2, "unknown_adjustment", NOTED, 1),
        ("payouts", PAYOUTS + "Z,2026-01,R1,0,2026-02-05\nY,2026-01,R1,-3,2026-02-05\n", 2, "zero_amount", REFUSED, 1),
        ("payouts", PAYOUTS + "Z1,2026-01,R9,5,2026-02-05\n", 2, "unknown_reference", REFUSED, 0),
        ("payouts", PAYOUTS + "Z1,2026-01,R1,5,2026-02-05\nz1,2026-01,R1,5,2026-02-05\n", 3, "duplicate", REFUSED, 1),
        ("payouts", PAYOUTS + "Z1,2026-01,R1,5,\n", 2, "missing_value", REFUSED, 0),
        ("reviews", REVIEWS + "2026-01,R1,seen,Ann,2026-02-05\n", 2, "not_a_choice", REFUSED, 0),
        ("reviews", REVIEWS + "2026-01,R1,manager,,2026-02-05\n", 2, "missing_value", REFUSED, 0),
        (
            "reviews",
            REVIEWS + "2026-01,R1,manager,Ann,2026-02-05\n2026-01,r1,Manager,Bo,2026-02-06\n",
            3, "duplicate", REFUSED, 1,
        ),
        ("acceptances", ACCEPTANCES + "P9,R1,2026-01-05\n", 2, "unknown_reference", REFUSED, 0),
        ("acceptances", ACCEPTANCES + "P1,R9,2026-01-05\n", 2, "unknown_reference", REFUSED, 0),
        ("acceptances", ACCEPTANCES + "P1,R1,2026-01-05\np1,R1,2026-01-06\n", 3, "duplicate", REFUSED, 1),
    ],
)  # fmt: skip  # a table of cases
def test_a_row_that_cannot_be_is_told_with_its_place_and_the_reason(
    centre: Centre, table: str, text: str, row: int, kind: str, severity: Severity, left: int
) -> None:
    adjustments = "period,payee,line,amount\n2026-02,R1,Late split,5\n"
    found = centre(**{"plans": PLANS, "adjustments": adjustments, table: text})

    problems = [p for p in found.problems if p.table == table]
    assert [(p.row, p.kind, p.severity) for p in problems] == [(row, kind, severity)]
    assert len(found.tables[table]) == left
    for lang in ("en", "zh-CN"):
        assert Words.load(lang).text(f"problem.{kind}.wrong")


def test_a_dispute_is_settled_by_an_adjustment_of_the_same_person_in_any_case(centre: Centre) -> None:
    found = centre(
        adjustments="period,payee,line,amount\n2026-02,R1,Late split,5\n",
        disputes=DISPUTES + "Q1,2026-01,R1,2026-02-05,2026-02-09,LATE SPLIT\n",
    )

    assert found.problems == ()


@pytest.mark.parametrize(
    ("team", "disputes", "lines", "payouts", "reviews"),
    [("T1", ["Q1", "Q2", "Q3"], ["P5", "P7", "P2"], ["Z1", "Z2", "Z3"], 3), ("T2", ["Q4"], ["O4"], ["Z4"], 1)],
)
def test_a_team_sees_the_rows_of_its_own_people(
    tmp_path: Path, team: str, disputes: list[str], lines: list[str], payouts: list[str], reviews: int
) -> None:
    mine = for_team(loaded(written(tmp_path, **REVIEW_TABLES)), team).tables

    assert list(mine["disputes"]["dispute_id"]) == disputes
    assert list(mine["disputes"]["line"]) == lines
    assert list(mine["payouts"]["payout_id"]) == payouts
    assert len(mine["reviews"]) == reviews
    assert set(mine["acceptances"]["rep_id"]) == ({"R1", "R2"} if team == "T1" else set())


def test_a_dispute_does_not_name_a_document_of_another_team(tmp_path: Path) -> None:
    disputes = REVIEW_TABLES["disputes"].replace("R1,P5", "R1,O8")
    mine = for_team(loaded(written(tmp_path, disputes=disputes)), "T1").tables

    assert list(mine["disputes"]["line"]) == ["", "P7", "P2"]


def test_open_matters_are_open_disputes_and_steps_that_nobody_took(tmp_path: Path) -> None:
    found = open_matters(loaded(written(tmp_path, **REVIEW_TABLES)), MONTHS[1], ["R1", "R2", "R3"])

    assert list(found.disputes["dispute_id"]) == ["Q1", "Q4"]
    assert found.reviews == (
        ("R1", ("finance",)),
        ("R2", ("manager", "finance")),
        ("R3", ("confirmed", "manager")),
    )


def test_a_centre_that_keeps_no_reviews_misses_none(tmp_path: Path) -> None:
    assert open_matters(loaded(written(tmp_path)), pd.Timestamp(2026, 1, 1), ["R1"]).reviews == ()
