"""What managers note of people stands in the workbook of the team's manager, and in no part of anybody else's."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from salessheet.batch import Report, build
from salessheet.batch.inputs.kept_inputs import path_of
from salessheet.calc import against_data, language_of, read
from salessheet.data.load import load
from salessheet.workbook.audience import PRIVATE, PRIVATE_TABLES, Audience
from salessheet.workbook.labels import Words
from tests.batch.own_templates import template_for
from tests.batch.test_audiences import DAY, TABLES, parts

NOTES = {
    "hiring_criteria": "role,criterion,weight\nrep,qzpatience,100%\n",
    "candidates": "candidate_id,name,team_id,role,source,applied_on\nQZ-H1,Qzelda Quick,T1,rep,qzfriends,2026-05-01\n",
    "interviews": "candidate_id,interviewer,criterion,date,score\nQZ-H1,Qzoe,qzpatience,2026-05-09,7\n"
    "QZ-H1,Qzwrong,qzpatience,qznever,7\n",
    "hiring_sources": "team_id,source,cost\nT1,qzfriends,43219\n",
    "coaching": "date,rep_id,topic,advice,agreed_step\n2026-06-01,QX-ADA,qztopic,qzadvice,qzstep\n",
    "feedback_notes": "date,rep_id,strength,to_improve,advice,reply\n"
    "2026-06-01,QX-ADA,qzstrong,qzweak,qzhint,qzreply\n",
    "care": "date,rep_id,care_kind\n2026-06-01,QX-ADA,fitness\n",
    "expectations": "team_id,expectation,wanted,rating\nT1,qzlistens,4,2\n",
    "improvement_plans": "plan_no,rep_id,problem,action,due_date\nQZ-P1,QX-ADA,qzslow,qzdrill,2026-07-01\n",
    "manager_scheme": "team_id,judged_by,weight\nT1,coaching,100%\n",
}
SECRETS = (
    "qzpatience", "QZ-H1", "Qzelda", "qzfriends", "Qzoe", "Qzwrong", "qznever", "43219", "qztopic", "qzadvice",
    "qzstep", "qzstrong", "qzweak", "qzhint", "qzreply", "qzlistens", "QZ-P1", "qzslow", "qzdrill",
)  # fmt: skip  # a list to read


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("noted")
    for key, text in (TABLES | NOTES).items():
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=[None, *Audience], ids=lambda audience: audience or "team")
def made(
    request: pytest.FixtureRequest, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Audience | None, Report]:
    return request.param, build(data, tmp_path_factory.mktemp("private"), audience=request.param, as_of=DAY)


def told(book: Path) -> Iterator[tuple[str, str]]:
    """The parts of a workbook, and what is kept beside it of its inputs."""
    yield from parts(book)
    yield "inputs", gzip.decompress(path_of(book).read_bytes()).decode()


def test_what_is_private_stands_in_the_managers_workbook_alone(
    made: tuple[Audience | None, Report], data: Path
) -> None:
    audience, report = made
    assert report.failures == ()
    for workbook in report.workbooks:
        path = Path(report.out) / workbook.file
        content = " ".join(text for _, text in told(path)).casefold()
        found = {text for text in SECRETS if text.casefold() in content}
        book = read(path)
        words = language_of(book)
        private = {words.text(f"sheet.{sheet.key}.name") for sheet in PRIVATE} & set(workbook.sheets)
        is_a_managers = audience is Audience.MANAGER and workbook.team_id != ""
        wanted = set(SECRETS) - {"Qzwrong"} if workbook.team_id == "T1" else {"qzpatience"}  # the criteria of all teams
        assert found == (wanted if is_a_managers else set()), workbook.file
        of_all = {words.text(f"sheet.{key}.name") for key in ("hiring", "improvement")}
        everything = {words.text(f"sheet.{sheet.key}.name") for sheet in PRIVATE}
        assert private == ((everything if workbook.team_id == "T1" else of_all) if is_a_managers else set())
        assert against_data(book, load(data, words), words) == (), workbook.file


def test_each_private_table_has_a_row_and_one_has_a_problem(data: Path) -> None:
    dataset = load(data, Words.load("en"))

    assert {table.key for table in PRIVATE_TABLES} == set(NOTES)
    assert all(len(dataset.table(table)) for table in PRIVATE_TABLES)
    assert "interviews" in {problem.table for problem in dataset.problems}


@pytest.mark.parametrize("way", ["every sheet", "a template"])
def test_base_pay_is_not_for_everybody_in_the_team(way: str, data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data")
    (tmp_path / "data" / "base_pay.csv").write_text(
        "rep_id,valid_from,base_salary,bonus_base,pool_share\nQX-ADA,2026-01-01,87654.32,0,1\nQX-ADA,never,76543.21,0,1\n",
        encoding="utf-8",
    )
    template = None
    if way == "a template":
        template = template_for(tmp_path / "data", tmp_path / "template.xlsx")  # which lacks working that nothing needs

    for audience in (None, Audience.FINANCE):
        report = build(
            tmp_path / "data", tmp_path / str(audience), teams=("T1",), audience=audience, template=template,
            every_sheet=template is None, as_of=DAY,
        )  # fmt: skip  # the choices on one line
        assert report.failures == ()
        content = " ".join(text for _, text in told(report.out / "T1.xlsx"))
        assert {pay for pay in ("87654.32", "76543.21") if pay in content} == (
            set() if audience is None else {"87654.32"}
        )
