"""How a payout came about is told from a workbook as from the data, or it is said why not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from salessheet.batch import Options, plan, run
from salessheet.calc.telling.story import story_in
from salessheet.cli.pages import Block
from salessheet.cli.story_pages import page
from salessheet.data.commission.story import Story, story
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.errors import CannotTell, InvalidOption
from salessheet.workbook.audience import Audience
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Flavour
from salessheet.workbook.tables import Reps
from salessheet.xlsx.book_file import read
from tests.batch.centres import of_sales_and_pay
from tests.data.closed_centres import FILES, MONTHS, added, closed_by_hand, loaded, written

JAN, FEB, MAR = (month.date() for month in MONTHS[:3])
QUOTAS = {
    "plans": FILES["plans"].replace("plan_id,", "plan_id,gate,").replace("CASH,", "CASH,0.2,")
    .replace("BOOK,", "BOOK,,").replace("LEAD,", "LEAD,,"),
    "targets": "scope,id,year,period,metric,amount\nrep,R1,2026,year,sales,24000\nrep,R3,2026,year,sales,1200\n",
    "quota_relief": "rep_id,from_date,to_date,share\nR1,2026-01-01,2026-02-15,1\n",
}  # fmt: skip  # a gate that targets open


def built(data: Path, out: Path, lang: str = "en", audience: Audience | None = None) -> Path:
    run(plan(load(data, Words.load(lang)), Options(lang, Flavour.NATIVE, audience=audience)), out)
    return out


def told(found: Story) -> list[Block]:
    """In words: rates that were turned round differ in their last bit."""
    return page(found, Words.load("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_story_of_the_sample_is_that_of_its_data(lang: str, tmp_path: Path) -> None:
    write(of_sales_and_pay(sample(teams=1, reps=4, deals=60, lang=lang)), tmp_path / "data", Words.load(lang))
    dataset = load(tmp_path / "data", Words.load(lang))
    book = read(built(tmp_path / "data", tmp_path / "books", lang) / "T01.xlsx")

    for rep, month in (("R0002", dt.date(2026, 5, 1)), ("R0003", dt.date(2026, 6, 1))):
        assert story_in(book, rep, month) == story(dataset, rep, month)


def test_the_story_of_a_centre_is_that_of_its_data_in_whatever_currency(tmp_path: Path) -> None:
    dataset = loaded(written(tmp_path / "data", **QUOTAS))
    books = built(tmp_path / "data", tmp_path / "books")

    for rep, team in zip(dataset.column(Reps.rep_id), dataset.column(Reps.team_id), strict=True):
        book = read(books / f"{team}.xlsx")
        assert [told(story_in(book, rep, month)) for month in (JAN, FEB, MAR)] == [
            told(story(dataset, rep, month)) for month in (JAN, FEB, MAR)
        ]
        assert story_in(book, rep, None).period == MAR


def test_what_a_manager_has_of_the_team_and_a_bonus_by_score_are_told(tmp_path: Path) -> None:
    data = written(
        tmp_path / "data",
        teams="team_id,name,currency,manager_id\nT1,North,,R2\nT2,South,USD,R4\n",
        plans="plan_id,component,role,rep_id,valid_from,basis,over,credit,on_target\n"
        "CASH,commission,rep,,2026-01-01,cash,month,own,\nTEAM,override,,R2,2026-01-01,booked,month,team,\n"
        "LEAD,override,lead,,2026-01-01,cash,quarter,team,\nGOAL,goals,lead,,2026-01-01,score,month,own,900\n",
        plan_tiers="plan_id,lower,upper,rate\nCASH,0,,0.05\nTEAM,0,1000,0.01\nTEAM,1000,,0.02\nLEAD,0,,0.03\n",
        objectives="objective_id,payee,component,period,weight,score\nG1,R4,goals,2026-02,60%,50%\n"
        "G2,R4,goals,2026-02,40%,100%\n",
    )
    dataset = loaded(data)
    books = built(data, tmp_path / "books")

    for team, rep, paid in (("T1", "R2", {"override", "commission"}), ("T2", "R4", {"override", "goals"})):
        book = read(books / f"{team}.xlsx")
        found = {month: story_in(book, rep, month) for month in (JAN, FEB, MAR)}
        assert {part.component for each in found.values() for part in each.parts if part.payout} == paid
        assert [told(found[month]) for month in found] == [told(story(dataset, rep, month)) for month in found]


def test_a_closed_month_is_told_as_long_as_it_would_be_settled_alike_today(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path / "data"), MONTHS[0])
    dataset = loaded(tmp_path / "data")
    book = read(built(tmp_path / "data", tmp_path / "books") / "T1.xlsx")

    assert story_in(book, "R1", JAN) == story(dataset, "R1", JAN)
    assert story_in(book, "R1", JAN).is_closed


def test_a_closed_month_that_would_be_settled_otherwise_is_not_told_and_its_correction_is(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path / "data"), MONTHS[0])
    added("receipts", "PX,O3,2026-01-02,77.7")(tmp_path / "data")
    dataset = loaded(tmp_path / "data")
    book = read(built(tmp_path / "data", tmp_path / "books") / "T2.xlsx")

    with pytest.raises(CannotTell, match=r"commission of R3 in 2026-01 is .* when the month was closed"):
        story_in(book, "R3", JAN)
    assert story_in(book, "R3", FEB).corrections == story(dataset, "R3", FEB).corrections != ()


@pytest.mark.parametrize(
    ("name", "rep", "month", "says"),
    [
        ("centre", "R1", None, "workbook of the centre"),
        ("T1", "R3", None, "has no such person"),
        ("T1", "R1", dt.date(2026, 7, 1), "the workbook ends on 2026-03-30"),
    ],
)
def test_what_a_workbook_cannot_tell_is_said(
    name: str, rep: str, month: dt.date | None, says: str, tmp_path: Path
) -> None:
    written(tmp_path / "data")
    book = read(built(tmp_path / "data", tmp_path / "books") / f"{name}.xlsx")

    with pytest.raises((CannotTell, InvalidOption), match=says):
        story_in(book, rep, month)


def test_the_workbook_of_one_person_tells_nothing(tmp_path: Path) -> None:
    written(tmp_path / "data")
    books = built(tmp_path / "data", tmp_path / "books", audience=Audience.REP)
    book = read(next(books.rglob("*.xlsx")))

    with pytest.raises(CannotTell, match="workbook of one person"):
        story_in(book, "R1", None)
