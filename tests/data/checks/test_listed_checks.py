"""Rows that name an indicator, a criterion or a survey's item that the list of these lacks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from salessheet.data.dataset import Dataset
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.rules import Severity

Centre = Callable[..., Dataset]

SCHEME = "role,kpi,valid_from,weight\nrep,sales,2026-01-01,60%\nrep,Coaching,2026-01-01,40%\n"
MANUAL = "rep_id,period,kpi,actual\nR1,2026-06,coaching,4\nR1,2026-06,coachng,3\n"
POINTS = (
    "role,kpi,valid_from,x,y\nrep,COACHING,2026-01-01,0,0\nrep,coaching,2026-02-01,5,100\nreps,sales,2026-01-01,1,9\n"
)
CRITERIA = "role,criterion,weight\nrep,listening,100%\n"
CANDIDATES = "candidate_id,team_id,applied_on\nH1,T1,2026-05-01\n"
INTERVIEWS = "candidate_id,interviewer,criterion,date,score\nH1,Li,Listening,2026-05-02,7\nH1,Li,Drive,2026-05-02,7\n"
SURVEYS = "date,score,item\n2026-05-02,9,\n2026-05-02,9,Delivery\n2026-05-02,9,delivry\n"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("tables", "table", "told"),
    [
        ({"kpi_scheme": SCHEME, "kpi_manual": MANUAL}, "kpi_manual", [("not_listed", 3)]),
        (
            {"kpi_scheme": SCHEME, "kpi_points": POINTS},
            "kpi_points",
            [("no_such_indicator", 3), ("no_such_indicator", 4)],
        ),
        (
            {"hiring_criteria": CRITERIA, "candidates": CANDIDATES, "interviews": INTERVIEWS},
            "interviews",
            [("not_listed", 3)],
        ),
        ({"survey_items": "item\ndelivery\n", "surveys": SURVEYS}, "surveys", [("not_listed", 4)]),
    ],
)
def test_what_the_list_lacks_is_noted_and_kept(
    centre: Centre, lang: str, tables: dict[str, str], table: str, told: list[tuple[str, int]]
) -> None:
    dataset = centre(**tables, lang=lang)

    found = [problem for problem in dataset.problems if problem.kind in {"not_listed", "no_such_indicator"}]
    assert [(p.kind, p.row) for p in found] == told
    assert {(p.table, p.severity) for p in found} == {(table, Severity.NOTED)}
    assert len(dataset.tables[table]) == tables[table].count("\n") - 1


@pytest.mark.parametrize(
    "tables",
    [
        {"kpi_manual": MANUAL},
        {"kpi_points": POINTS},
        {"surveys": SURVEYS},
        {"candidates": CANDIDATES, "interviews": INTERVIEWS},
    ],
)
def test_without_a_list_nothing_is_noted(centre: Centre, tables: dict[str, str]) -> None:
    assert [problem.kind for problem in centre(**tables).problems if "list" in problem.kind] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_score_by_a_criterion_of_other_roles_is_noted(centre: Centre, lang: str) -> None:
    dataset = centre(
        hiring_criteria="role,criterion,weight\nrep,listening,100%\nmanager,leading,100%\n",
        candidates="candidate_id,team_id,role,applied_on\nH1,T1,Manager,2026-05-01\nh2,T1,,2026-05-01\n",
        interviews="candidate_id,interviewer,criterion,date,score\nh1,Li,Listening,2026-05-02,7\n"
        "H1,Li,leading,2026-05-02,7\nH2,Li,listening,2026-05-02,7\nH2,Li,Leading,2026-05-02,7\n",
        lang=lang,
    )

    found = [problem for problem in dataset.problems if problem.kind == "not_of_role"]
    assert [problem.row for problem in found] == [2, 5]
    assert {problem.severity for problem in found} == {Severity.NOTED}
    assert len(dataset.tables["interviews"]) == 4
