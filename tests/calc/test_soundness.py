"""A workbook is what the declaration makes it, or every difference is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from salessheet.calc.soundness import Finding, Kind, Soundness, soundness
from salessheet.errors import UnreadableWorkbook
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.layout import Place, name_of
from salessheet.workbook.measures import Flavour
from salessheet.workbook.sheets.guide import About
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import Deals, KpiManual, Orders, Reps
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, of_package, read
from salessheet.xlsx.editing import Edit, edited
from salessheet.xlsx.package import MAIN, package_of
from salessheet.xlsx.template import packed
from tests.built.editions import TEMPLATE, Whose, made
from tests.built.small import book_of, dataset_of
from tests.calc.books import book
from tests.calc.falsifications import FALSIFICATIONS
from tests.calc.forging import Forgery

TEAM = Whose("T01", "en", Flavour.VALUES)
"""A book whose comparison costs least; what holds of sheets and names holds of it as well."""

FORGED = (
    Whose("T01", "en", Flavour.NATIVE),
    Whose("", "zh-CN", Flavour.PYTHON),
    Whose(TEMPLATE, "en", Flavour.VALUES),
)
"""Every flavour. Here nothing but what was forged is found, so the others need no falsification."""

OTHERS = (
    Whose("T01", "zh-CN", Flavour.VALUES),
    Whose("", "en", Flavour.NATIVE),
    Whose(TEMPLATE, "zh-CN", Flavour.PYTHON),
)
"""With those, every flavour and every kind of book in both languages."""


def written(whose: Whose) -> BookFile:
    return of_package(package_of(bytes(packed(made(whose), str(whose))), Path(f"{whose}.xlsx")))


@pytest.fixture(scope="module")
def team() -> BookFile:
    return written(TEAM)


def told(found: Soundness) -> list[str]:
    return [str(finding) for finding in found.findings]


def places(findings: tuple[Finding, ...]) -> set[tuple[Kind, str, str]]:
    return {(finding.kind, finding.sheet, finding.where) for finding in findings}


@pytest.mark.parametrize("whose", OTHERS, ids=str)
def test_a_book_as_it_was_written_is_sound(whose: Whose) -> None:
    assert told(soundness(written(whose))) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("team", ["T1", ""])
def test_a_book_of_data_with_problems_in_another_currency_and_year_is_sound(lang: str, team: str) -> None:
    bad = "".join(f"X{i},R1,2025-05-01,abc{i},won,2025-05-02\n" for i in range(520))
    dataset = dataset_of(
        {
            "settings": "key,value\nfirst_month,4\nmoney_unit,1000\ncurrency,EUR\nowner,\ncolour,red\n",
            "teams": "team_id,name,currency\nT1,North,USD\nT2,South,\n",
            "reps": "rep_id,name,team_id\nR1,Ana,T1\nR2,Bo,T2\n",
            "fx": "currency,date,rate\nUSD,2025-04-01,0.9\n",
            "deals": f"deal_id,rep_id,created,amount,stage,won_date\nD1,R1,2025-05-01,100,won,2025-05-02\n{bad}",
        },
        lang,
    )
    edition = book_of(dataset, team, dt.date(2025, 5, 31), lang)

    found = soundness(of_package(package_of(bytes(packed(edition, "")), Path("T1.xlsx"))))

    assert len(edition.content.notices) > 500
    assert told(found) == []


@pytest.mark.parametrize("whose", FORGED, ids=str)
def test_every_falsification_is_found_where_it_is_and_nothing_else(whose: Whose) -> None:
    forged = Forgery(written(whose), made(whose))
    used = [each for each in FALSIFICATIONS if whose.flavour is not Flavour.VALUES or not each.of_formulas]
    wanted = {each.falsify(forged): each.name for each in used}
    assert len(wanted) == len(used)  # each at a place of its own

    found = soundness(forged.done()).findings

    assert {name for where, name in wanted.items() if where not in places(found)} == set()
    assert [str(f) for f in found if (f.kind, f.sheet, f.where) not in wanted] == []
    assert {f.kind for f in found} >= set(Kind) - {Kind.SHEET, Kind.FORMULA, Kind.VERSION}


def test_a_finding_says_what_stands_there_what_should_and_what_depends_on_it() -> None:
    sound = written(Whose("", "en", Flavour.NATIVE))
    forged = Forgery(sound, made(Whose("", "en", Flavour.NATIVE)))
    cell = forged.place(ByMonth.end, 1)
    text = sound.formulas[cell].text
    forged.set_formula(cell, f"{text}*1")

    (only,) = soundness(forged.done()).findings

    readers = only.formulas
    assert readers > 1
    assert str(only) == f"{cell} (formula): {text}*1, should be {text}; {readers} formulas depend on it"


def test_what_people_type_add_and_filter_is_no_difference(team: BookFile) -> None:
    edition = made(TEAM)
    below = edition.layout.places[Deals.deal_id].bottom + 1
    deal = CellRef(edition.layout.sheets["deals"], below, edition.layout.places[Deals.deal_id].left)
    beside = CellRef(edition.layout.sheets["targets"], 8, 40)
    typed: dict[Place, float | str] = {
        edition.layout.places[Reps.name]: "Ana",
        edition.layout.places[Settings.annual_target]: 9e6,
        edition.layout.places[KpiManual.actual]: 12.0,
        edition.layout.places[Orders.amount]: "=2*3",
    }
    edits = {CellRef(place.sheet, place.top, place.left): Edit(value) for place, value in typed.items()}
    filled = edited(
        team, edits | {deal: Edit("D999"), beside: Edit("a note beside"), beside._replace(row=9): Edit(3, "=1+2")}
    )
    forged = Forgery(filled, edition)
    table = forged.related("deals", "/table")
    longer = table.get("ref", "").replace(str(below - 1), str(below))
    for element in (table, *table.iterfind(f"{MAIN}autoFilter")):
        element.set("ref", longer)
    chosen = next(table.iterfind(f"{MAIN}autoFilter"))
    etree.SubElement(chosen, f"{MAIN}filterColumn", colId="0")
    row = next(r for r in forged.sheet("deals").iter(f"{MAIN}row") if r.get("r") == str(below - 2))
    row.set("hidden", "1")
    for column in forged.sheet("targets").iterfind(f"{MAIN}cols/{MAIN}col"):
        column.set("width", "31")
    guard = forged.sheet("kpi").find(f"{MAIN}sheetProtection")
    assert guard is not None
    guard.set("password", "CBEB")
    guard.set("formatCells", "1")

    assert told(soundness(forged.done())) == []


def test_a_table_longer_than_its_rows_is_a_difference(team: BookFile) -> None:
    forged = Forgery(team, made(TEAM))
    table = forged.related("deals", "/table")
    table.set("ref", table.get("ref", "") + "9")

    assert [(f.kind, f.sheet) for f in soundness(forged.done()).findings] == [(Kind.TABLE, forged.tab("deals"))]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl, of what it loses
def test_what_openpyxl_loses_is_told_and_nothing_else(team: BookFile, tmp_path: Path) -> None:
    team.package.write(tmp_path / "sound.xlsx")
    openpyxl.load_workbook(tmp_path / "sound.xlsx").save(tmp_path / "saved.xlsx")

    found = soundness(read(tmp_path / "saved.xlsx"))

    assert [(f.kind, f.found, f.wanted) for f in found.findings] == [(Kind.CHART, None, "a sparkline")]


def test_a_sheet_that_is_gone_or_called_otherwise_is_told(team: BookFile) -> None:
    forged = Forgery(team, made(TEAM))
    tab = forged.tab("ranking")
    gone, renamed = forged.tab("calendar"), "Best of all"
    for name in forged.workbook().iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        name.text = (name.text or "").replace(f"'{tab}'", f"'{renamed}'")
    sheets = forged.workbook().find(f"{MAIN}sheets")
    assert sheets is not None
    for sheet in list(sheets):
        if sheet.get("name") == tab:
            sheet.set("name", renamed)
        if sheet.get("name") == gone:
            sheets.remove(sheet)

    found = places(soundness(forged.done()).findings)

    assert {(Kind.LABEL, renamed, "tab"), (Kind.SHEET, "", gone)} <= found


@pytest.mark.parametrize(
    ("version", "note"),
    [("0.0.1", "made by version 0.0.1, this is"), ("", "it does not say which version made it, this is")],
)
def test_the_version_that_made_a_book_is_told_where_it_is_another(team: BookFile, version: str, note: str) -> None:
    place = made(TEAM).layout.places[About.version]

    found = soundness(edited(team, {CellRef(place.sheet, place.top, place.left): Edit(version or None)}))

    assert found.findings == ()
    assert any(each.startswith(note) for each in found.notes)


def test_a_book_of_another_version_is_one_difference(team: BookFile) -> None:
    """What deletes cells or sheets leaves their names, as names of nothing: that is told name by name."""
    for text, kinds in ((None, {Kind.VERSION}), ("#REF!", {Kind.NAME})):
        forged, prefix = Forgery(team, made(TEAM)), f"{ByMonth.__name__}_"
        names = forged.workbook().find(f"{MAIN}definedNames")
        assert names is not None
        newer = [n for n in names if n.get("name", "").startswith((prefix, "Cards_", "Standing_", "Headline_"))]
        assert len(newer) > 20
        for name in newer:
            if text is None:
                names.remove(name)
            else:
                name.text = text

        found = soundness(forged.done())

        assert {f.kind for f in found.findings} == kinds
        assert found.is_compared is (text is not None)


def test_somebodys_own_workbook_is_not_compared(tmp_path: Path) -> None:
    found = soundness(book(tmp_path / "own.xlsx", {"A1": 1, "B1": ("=A1*2", 2)}))

    assert found.findings == ()
    assert found.notes == ("it is no sales centre: there is no declaration to compare its structure with",)


def test_a_book_of_values_says_that_nothing_compares_them(team: BookFile) -> None:
    assert "it holds values in place of formulas: only --against-data compares them" in soundness(team).notes


def test_a_single_falsified_name_misleads_nothing_else(team: BookFile) -> None:
    """How many rows there are is what most names say, and no name that reaches beyond the cells in use counts."""
    name, forged = name_of(Reps.name), Forgery(team, made(TEAM))
    for element in forged.workbook().iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        if element.get("name") == name:
            element.text = f"'{forged.tab('roster')}'!$B$2:$B$900000"

    assert places(soundness(forged.done()).findings) == {(Kind.NAME, "", name)}


@pytest.mark.parametrize(("attribute", "value"), [("priority", "first"), ("dxfId", "-7")])
def test_a_rule_that_no_program_writes_is_a_damaged_workbook_or_a_difference(
    team: BookFile, attribute: str, value: str
) -> None:
    forged = Forgery(team, made(TEAM))
    rule = forged.sheet("checks").find(f"{MAIN}conditionalFormatting/{MAIN}cfRule")
    assert rule is not None
    rule.set(attribute, value)

    if attribute == "priority":
        with pytest.raises(UnreadableWorkbook, match="says what no program writes"):
            soundness(forged.done())
    else:
        assert {f.kind for f in soundness(forged.done()).findings} == {Kind.CONDITIONAL_FORMAT}
