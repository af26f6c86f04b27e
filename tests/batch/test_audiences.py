"""For whom workbooks are: nothing of anybody else in that of a person, no notes on people in that of finance."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from salessheet.batch import Report, build
from salessheet.calc import against_data, language_of, read
from salessheet.calc.builds.reading import facts_of, shown_by
from salessheet.calc.soundness import soundness
from salessheet.data.audiences import paid_on_teams, part_of
from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, cells_of, edition_of
from salessheet.data.load import load
from salessheet.data.slices import for_team
from salessheet.errors import NotComparable, NothingToBuild
from salessheet.workbook.audience import Audience
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.estimate import EstimatedComponents, EstimatedDeals, EstimatedTotals
from salessheet.workbook.sheets.commission.payout import LeftOut
from salessheet.workbook.sheets.commission.plan_in_words import PlanInWords
from salessheet.workbook.sheets.commission.statement import (
    Stated,
    StatedComponents,
    StatedDeductions,
    StatedLines,
    StatedPayout,
    StatedPerson,
    StatedSlices,
)
from tests.built.small import dataset_of
from tests.built.test_commission import centre as random_centre

DAY = dt.date(2026, 6, 28)
PEOPLE = {"QX-ADA": "Ada Lovelock", "QX-BEN": "Ben Okonjo", "QX-CYN": "Cyn Marlowe", "QX-DEE": "Dee Ravensworth"}
TABLES = {
    "settings": "key,value\nsales_centre,Larkfield\nowner,Dee Ravensworth\nannual_target,77771234\nmoney_unit,1000\n",
    "teams": "team_id,name,manager_id\nT1,North,QX-BEN\nT2,South,Gwen Abernathy\n",
    "reps": "rep_id,name,team_id,role\nQX-ADA,Ada Lovelock,T1,rep\nQX-BEN,Ben Okonjo,T1,senior\n"
    "QX-CYN,Cyn Marlowe,T1,rep\nQX-DEE,Dee Ravensworth,T2,rep\n",
    "customers": "customer_id,name,owner_rep_id\nKU-11,Adastra,QX-ADA\nKU-22,Benevento,QX-BEN\nKU-33,Cynosure,QX-CYN\n"
    "KU-44,Deepwater,QX-DEE\nKU-55,Shared,QX-BEN\n",
    "targets": "scope,id,year,amount\ncentre,,2026,77771234\nteam,T1,2026,55553333\nrep,QX-ADA,2026,11117777\n"
    "rep,QX-BEN,2026,22226666\nrep,QX-CYN,2026,22209890\n",
    "deals": "deal_id,rep_id,customer_id,amount,stage,next_step,next_step_date,lost_date,lost_reason\n"
    "VD-1,QX-ADA,KU-11,3331.17,lead,Ring Ada's aunt,2026-06-30,,\nVD-2,QX-BEN,KU-22,4441.19,lead,Ring Ben's uncle,,,\n"
    "VD-3,QX-DEE,KU-44,5551.23,lead,,,2026-06-02,Grudge against Dee\n",
    "orders": "order_id,rep_id,customer_id,order_date,amount\nVO-1,QX-ADA,KU-11,2026-06-02,6113.57\n"
    "VO-2,QX-BEN,KU-22,2026-06-03,7127.59\nVO-3,QX-CYN,KU-33,2026-06-04,8137.61\nVO-4,QX-DEE,KU-44,2026-06-05,9149.63\n"
    "VO-5,QX-BEN,KU-55,2026-06-06,4001.00\nVO-6,QX-ADA,KU-11,2026-06-07,5003.00\n",
    "splits": "order_id,rep_id,share,kind\nVO-5,QX-ADA,25%,split\nVO-5,QX-DEE,75%,split\nVO-6,QX-CYN,100%,split\n",
    "kpi_manual": "rep_id,period,kpi,actual\nQX-BEN,2026-06,coaching,31337\n",
    "plans": "plan_id,rep_id,role,component,valid_from\nPL-REP,,rep,,2026-01-01\nPL-SEN,,senior,,2026-01-01\n"
    "PL-BEN,QX-BEN,,bonus,2026-01-01\n",
    "plan_tiers": "plan_id,lower,upper,rate\nPL-REP,0,5000,2%\nPL-REP,5000,,3%\nPL-SEN,0,,4.4321%\nPL-BEN,0,,1.2345%\n",
    "adjustments": "period,payee,amount,reason\n2026-06,QX-ADA,-12.34,Ben Okonjo took over\n"
    "2026-06,QX-BEN,-98.76,Late\n",
}  # fmt: skip  # a row of files
OF_OTHERS: Mapping[str, tuple[str, ...]] = {
    "QX-ADA": ("KU-22", "Benevento", "KU-33", "Cynosure", "KU-44", "Deepwater", "VD-2", "VD-3", "VO-2", "VO-3", "VO-4",
               "PL-SEN", "PL-BEN", "4.4321", "0.044321", "31337", "7127.59", "8137.61", "9149.63", "98.76",
               "Gwen Abernathy", "T2", "South", "22226666", "22209890", "55553333", "77771234", "Ring Ben", "Grudge"),
    "QX-DEE": ("KU-11", "KU-33", "VD-1", "VO-1", "VO-3", "VO-6", "T1", "North", "6113.57", "12.34", "11117777",
               "55553333", "77771234", "Ring Ada"),
}  # fmt: skip  # lists to read
SHOWN: tuple[type[Block], ...] = (
    StatedPerson, StatedPayout, StatedComponents, StatedDeductions, StatedSlices, StatedLines, EstimatedDeals,
    EstimatedTotals, EstimatedComponents,
)  # fmt: skip  # a list to read
LINES = [*(line for block in SHOWN for line in block.lines), *PlanInWords.lines]
Shown = Mapping[Line, Sequence[Scalar]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    for key, text in TABLES.items():
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["rep", "finance", "manager"])
def audience(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def reports(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    return {
        audience: build(data, tmp_path_factory.mktemp(audience), audience=audience, as_of=DAY) for audience in Audience
    }


def parts(book: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(book) as package:
        for name in package.namelist():
            content = package.read(name).decode("utf-8", "replace")
            yield name, re.sub(r' r="[A-Z]+\d+"', "", content)  # T1 is the address of a cell, too


@pytest.mark.parametrize("rep", PEOPLE)
def test_no_part_of_a_persons_workbook_names_anybody_else(reports: dict[str, Report], rep: str) -> None:
    report = reports["rep"]
    book = Path(report.out) / f"{'T2' if rep == 'QX-DEE' else 'T1'}/{rep}.xlsx"
    others = {text for other, name in PEOPLE.items() if other != rep for text in (other, name, *name.split())}
    found = [
        (part, text)
        for part, content in parts(book)
        for text in (*others, *OF_OTHERS.get(rep, ()))
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(text)}(?![A-Za-z0-9])", content)
    ]

    assert found == []
    assert any(PEOPLE[rep] in content for _, content in parts(book))


def of_person(rep: str, whole: Dataset, team: str) -> tuple[Shown, Shown]:
    """What the person's workbook shows, and that of the team with the person's statement."""
    words = Words.load("en")
    own = Scope(team, DAY.replace(day=1), DAY, 1, words, stated=rep, audience=Audience.REP, rep=rep)
    shared = Scope(team, DAY.replace(day=1), DAY, 1, words, stated=rep)
    mine = cells_of(part_of(whole, team, Audience.REP, rep), own, LINES)
    return mine, cells_of(for_team(whole, team), shared, LINES)


def rows(book: Shown, block: type[Block]) -> list[tuple[object, ...]]:
    """The rows that say something, to the cent; a workbook of more people may have more to spare."""
    cells = [[round(c, 4) if isinstance(c, float) else c or None for c in book[line]] for line in block.lines]
    longest = max(map(len, cells))
    padded = [column + [None] * (longest - len(column)) for column in cells]
    return [row for row in zip(*padded, strict=True) if any(cell not in (None, 0.0) for cell in row)]


@pytest.mark.parametrize("rep", PEOPLE)
def test_a_persons_numbers_are_those_of_the_team(rep: str) -> None:
    mine, ours = of_person(rep, dataset_of(TABLES), "T2" if rep == "QX-DEE" else "T1")

    assert {block: rows(mine, block) for block in SHOWN} == {block: rows(ours, block) for block in SHOWN}


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_a_persons_numbers_are_those_of_the_team_whatever_the_plans(seed: int) -> None:
    tables = random_centre(seed)
    tables["deals"] = "deal_id,rep_id,amount,won_date\nD1,R1,5000,2026-03-10\nX1,R1,700,\nX2,R2,800,\nX3,R3,900,\n"
    whole = dataset_of(tables)
    on_teams = paid_on_teams(whole)
    for rep in ("R1", "R2", "R3"):
        if rep in on_teams:
            with pytest.raises(NothingToBuild, match="paid on the documents of the team"):
                of_person(rep, whole, "T1")
            continue
        mine, ours = of_person(rep, whole, "T1")
        assert {block: rows(mine, block) for block in SHOWN} == {block: rows(ours, block) for block in SHOWN}, rep


def test_a_share_in_the_order_of_somebody_else_is_ones_own_alone() -> None:
    mine, _ = of_person("QX-ADA", dataset_of(TABLES), "T1")
    lines = zip(mine[StatedLines.document], mine[StatedLines.share], strict=True)

    assert [line for line in lines if line[0]] == [("VO-1", 1.0), ("VO-5", 0.25)]  # all of VO-6 is that of Cyn


def test_a_person_reads_the_plan_in_words() -> None:
    mine, _ = of_person("QX-ADA", dataset_of(TABLES), "T1")

    assert mine[PlanInWords.plan] == ["PL-REP"] * 7
    assert mine[PlanInWords.sentence][-2:] == ["From 0 to 5,000: 2%", "From 5,000: 3%"]


def test_workbooks_of_an_audience_are_what_the_data_and_the_declaration_say(
    reports: dict[str, Report], data: Path, audience: str
) -> None:
    report = reports[audience]
    assert report.failures == ()
    for made in report.workbooks:
        book = read(Path(report.out) / made.file)
        words = language_of(book)
        assert against_data(book, load(data, words), words) == (), made.file
        assert soundness(book).findings == (), made.file


def test_finance_gets_no_notes_on_people_and_no_scores(reports: dict[str, Report]) -> None:
    report = reports["finance"]
    sheets = set(report.workbooks[1].sheets)

    assert {w.file for w in report.workbooks} == {"centre.xlsx", "T1.xlsx", "T2.xlsx"}
    assert {"Commission", "Statement", "Lines", "Ledger", "Accrual", "Orders", "Checks"} <= sheets
    assert sheets.isdisjoint({"Dashboard", "Activities", "Customers", "Funnel", "KPI", "Ranking", "Plan"})
    for made in report.workbooks:
        content = "".join(text for _, text in parts(Path(report.out) / made.file))
        assert [note for note in ("Ring Ada", "Ring Ben", "Grudge", "31337") if note in content] == []


def test_managers_get_their_teams_with_notes_and_the_centre_its_own(reports: dict[str, Report]) -> None:
    report = reports["manager"]

    assert [w.file for w in report.workbooks] == ["centre.xlsx", "T1.xlsx", "T2.xlsx"]
    assert any("Ring Ben" in text for _, text in parts(Path(report.out) / "T1.xlsx"))


def test_the_manifest_says_for_whom_the_workbooks_are_and_whose(reports: dict[str, Report]) -> None:
    tree = json.loads((Path(reports["rep"].out) / "manifest.json").read_text("utf-8"))

    assert tree["options"]["audience"] == "rep"
    assert [entry["rep_id"] for entry in tree["workbooks"]] == list(PEOPLE)


def test_what_checks_cannot_compare_for_finance_is_no_false_alarm() -> None:
    whole, words = dataset_of(TABLES), Words.load("en")
    scope = Scope("T1", DAY.replace(day=1), DAY, 1, words, audience=Audience.FINANCE)
    book = edition_of(part_of(whole, "T1", Audience.FINANCE), scope, Flavour.NATIVE)

    assert book.cells(Stated.rep_id) == ["QX-ADA"]
    assert set(book.cells(LeftOut.lacking)) <= {0.0, 1.0}
    held = {block for sheet in book.book.sheets for block in sheet.blocks}
    assert len(book.content.unsaid) > 5
    assert all(line.block in held and book.cells(line) == [None] for line in book.content.unsaid)


def test_the_workbook_of_one_person_is_not_compared_with_another_build(reports: dict[str, Report]) -> None:
    made = reports["rep"].workbooks[0]

    with pytest.raises(NotComparable, match="workbook of one person"):
        facts_of(shown_by(read(Path(reports["rep"].out) / made.file)))
