"""Workbooks made from a company's own template: as right as those of the declaration, with nothing of it lost."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import warnings
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList

from salessheet import macros
from salessheet.batch import Report, build, write_template
from salessheet.batch.inputs.typed_inputs import has_typed
from salessheet.calc import against_data, language_of
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.soundness import soundness
from salessheet.calc.verification import verify
from salessheet.cli.structure import Signed, structure_of
from salessheet.data.load import load
from salessheet.data.slices import for_team
from salessheet.engine import open_book
from salessheet.errors import InvalidOption, RefusedOutput, UnreadableWorkbook
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.book_file import BookFile, read
from salessheet.xlsx.changes.kinds import Body, Change, NameRenamed, Resized, TableRenamed, Zone
from salessheet.xlsx.lint.structure import structural_findings
from salessheet.xlsx.package import MAIN, Package, opened
from salessheet.xlsx.parts import Parts
from salessheet.xlsx.restructuring.elements import rewrite_pivot, rewrite_references
from salessheet.xlsx.stamp import Mould, frames
from salessheet.xlsx.stamp.frames import chart_part, newer_chart_part, page_foot, still_cells, with_formats
from salessheet.xlsx.stamp.remnants import without_remnants
from salessheet.xlsx.structure.looks import Looks
from salessheet.xlsx.template.charts import money_formats
from tests.batch.centres import whole_centre
from tests.batch.own_templates import OWN_FORMULAS, TEMPLATES, template_for, with_parts
from tests.engine.exotic import exotic_workbook

TEAM = "T01"
_QUERY = '<?xml version="1.0" encoding="utf-16"?><Gemini xmlns="http://gemini/Two Words">UEsD</Gemini>'
"""As Excel keeps queries and what Power Pivot shows: in UTF-16, called as no URI is."""
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def fresh(sales: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_for(sales, tmp_path_factory.mktemp("template") / "template.xlsx")


@pytest.fixture(scope="module")
def restyled(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("restyled") / "own.xlsx"
    TEMPLATES["restyled"](fresh, path)
    return path


@pytest.fixture(scope="module")
def made(sales: Path, restyled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a team, from the restyled template."""
    out = tmp_path_factory.mktemp("made")
    filled(sales, restyled, out)
    return out / f"{TEAM}.xlsx"


@pytest.fixture(scope="module")
def longer(fresh: Path, sales: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same from a template with a column more in a table."""
    folder = tmp_path_factory.mktemp("longer")
    TEMPLATES["with a column"](fresh, folder / "own.xlsx")
    filled(sales, folder / "own.xlsx", folder)
    return folder / f"{TEAM}.xlsx"


@pytest.fixture(scope="module")
def totalled(fresh: Path, sales: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same from a template with a row of totals below a table."""
    folder = tmp_path_factory.mktemp("totalled")
    TEMPLATES["with totals"](fresh, folder / "own.xlsx")
    filled(sales, folder / "own.xlsx", folder)
    return folder / f"{TEAM}.xlsx"


@pytest.fixture(scope="module")
def moved(centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moved")
    TEMPLATES["moved"](template_for(centre, folder / "fresh.xlsx"), folder / "own.xlsx")
    filled(centre, folder / "own.xlsx", folder)
    return folder / f"{TEAM}.xlsx"


def filled(centre: Path, template: Path, out: Path, team: str = TEAM) -> BookFile:
    report = build(centre, out, template=template, teams=(team,))
    assert report.failures == ()
    return read(out / f"{team}.xlsx")


def test_from_the_template_comes_the_workbook_that_the_declaration_writes(tmp_path: Path) -> None:
    centre = whole_centre(tmp_path / "data")
    declared = build(centre, tmp_path / "declared", teams=(TEAM,), lang="zh-CN")
    wanted = read(declared.out / "T01.xlsx")
    write_template(tmp_path / "template.xlsx", lang="zh-CN", formulas=Flavour.NATIVE)
    filled(centre, tmp_path / "template.xlsx", tmp_path / "first")

    book = filled(centre, tmp_path / "first" / "T01.xlsx", tmp_path / "second")  # a filled one is a template as well

    assert set(wanted.sheets) <= set(book.sheets)
    corners = {(1, wanted.sheets[name].extent[1]) for name in wanted.sheets}  # captions, where a sheet got wider
    for name, sheet in list(wanted.sheets.items())[1:]:  # the first lists the sheets that there are
        ours = book.sheets[name]
        here = {at for at in sheet.formulas.keys() | ours.formulas.keys() if at[0] > 1} - corners
        assert {at: ours.formulas.get(at) for at in here} == {at: sheet.formulas.get(at) for at in here}, name
        cells = {at for at in sheet.values.keys() | ours.values.keys() if at[0] > 3}
        assert {at: ours.values.get(at, "") for at in cells} == {at: sheet.values.get(at, "") for at in cells}, name
    charts, ours_of_charts = (_formats_of_charts(folder / "T01.xlsx") for folder in (declared.out, tmp_path / "second"))
    in_units = set(money_formats(1000)) - set(money_formats(1))  # which those of the template are not
    assert any(code in in_units for codes in charts.values() for code in codes)
    assert ours_of_charts == charts
    amounts, ours_of_amounts = (
        _formats_of_cells(folder / "T01.xlsx") for folder in (declared.out, tmp_path / "second")
    )
    assert len({said for _, said in amounts.items() if said.startswith("+")}) > 1  # differences have their sign
    assert {at: said for at, said in ours_of_amounts.items() if at in amounts} == amounts


def _formats_of_cells(path: Path) -> dict[tuple[str, int, int], str]:
    """The number formats of calculated numbers, for which the unit of amounts counts."""
    looks = Looks(opened(path))
    return {
        (name, *at): looks.of(sheet.styles.get(at, 0)).number_format
        for name, sheet in read(path).sheets.items()
        for at in sheet.formulas
        if isinstance(sheet.values.get(at), float)
    }


def _formats_of_charts(path: Path) -> dict[tuple[str, ...], list[str]]:
    """By the cells of its series, the number formats of each chart's axes and marks."""
    package = opened(path)
    trees = [package.tree(name) for name in package.parts if name.startswith("xl/charts/chart")]
    return {
        tuple(f.text or "" for f in tree.iter(f"{_CHART}f")): [
            one.get("formatCode", "") for one in tree.iter(f"{_CHART}numFmt")
        ]
        for tree in trees
    }


@pytest.mark.parametrize(
    ("file", "of"), [("made", "sales"), ("moved", "centre"), ("longer", "sales"), ("totalled", "sales")]
)
def test_whatever_a_company_did_to_its_template_every_number_is_right(
    file: str, of: str, request: pytest.FixtureRequest, formualizer: Formualizer
) -> None:
    """Where rows are moved, those of commission read each other across more sheets than any others."""
    path, centre = request.getfixturevalue(file), request.getfixturevalue(of)
    book = read(path)

    assert structural_findings(path.read_bytes()) == []
    found = verify(book, [formualizer])
    assert found.differences == ()
    assert found.findings == ()
    assert against_data(book, load(centre), language_of(book)) == ()


def test_a_refresh_of_such_a_workbook_changes_nothing(made: Path, tmp_path: Path) -> None:
    before = {name: sheet.values for name, sheet in read(made).sheets.items()}
    with open_book(made) as book:
        macros.refresh(book)
        book.save(str(tmp_path / "T01.xlsx"))

    assert {name: sheet.values for name, sheet in read(tmp_path / "T01.xlsx").sheets.items()} == before


def test_formulas_of_the_companys_own_follow_the_tables_and_have_their_values(made: Path, sales: Path) -> None:
    book, deals = read(made), for_team(load(sales), TEAM).tables["deals"]
    rows = len(deals)
    sheet = book.sheets["ACME"]
    texts = {address: sheet.formulas[int(address[1:]), 2].text for address in OWN_FORMULAS}

    assert texts["B5"] == f"=SUM(Deals!F7:F{6 + rows})"
    assert texts["B9"] == f'=SUMIFS(Deals!$F$7:$F${206 + rows - 1},Deals!$B$7:$B${206 + rows - 1},"<>")'
    total = deals["amount"].sum()
    assert sheet.values[3, 2] == pytest.approx(total)
    assert sheet.values[5, 2] == pytest.approx(total)
    assert sheet.values[8, 2] == pytest.approx(total / 2)
    assert sheet.values[9, 2] == pytest.approx(total)
    assert sheet.values[6, 2] == 2


def test_what_stands_beside_and_below_a_table_stays_beside_and_below_it(made: Path, sales: Path) -> None:
    sheet, more = read(made).sheets["Deals"], len(for_team(load(sales), TEAM).tables["deals"]) - 1

    assert sheet.values[3, 57] == "Beside the table"
    assert sheet.formulas[20, 57].text == f"=COUNTA(B7:B{206 + more})"
    assert sheet.values[240 + more, 2] == "Below the table"
    assert sheet.formulas[241 + more, 3].text == "=BE20+1"
    with ZipFile(made) as package:
        part = next(package.read(n).decode() for n in package.namelist() if n.endswith("sheet6.xml"))
    assert f'<mergeCell ref="B{243 + more}:D{243 + more}"' in part


def test_rules_and_charts_of_the_companys_own_reach_as_far_as_the_tables(made: Path, sales: Path) -> None:
    rows = len(for_team(load(sales), TEAM).tables["deals"])
    with ZipFile(made) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        charts = [package.read(name).decode() for name in package.namelist() if "/charts/chart" in name]

    assert f"Deals!$B$7:$B${206 + rows - 1}" in sheet
    assert any("'Ranking'!$F$32:$F$33" in chart for chart in charts)


def test_the_same_order_gives_the_same_bytes_and_parts_that_nothing_concerns_keep_theirs(
    made: Path, restyled: Path, sales: Path, tmp_path: Path
) -> None:
    filled(sales, restyled, tmp_path / "again")
    assert (tmp_path / "again" / "T01.xlsx").read_bytes() == made.read_bytes()
    with ZipFile(restyled) as old, ZipFile(made) as new:
        kept = [n for n in old.namelist() if new.read(n) == old.read(n)]
        lost = set(old.namelist()) - set(new.namelist())
        tables = [n for n in old.namelist() if "/tables/" in n]
        alike = [
            name
            for name in tables
            if len({etree.tostring(etree.fromstring(one.read(name)), method="c14n") for one in (old, new)}) == 1
        ]
    assert lost == set()
    assert set(alike) <= set(kept)
    assert "xl/theme/theme1.xml" in kept
    assert [name for name in kept if "comment" in name]


def test_a_part_that_nobody_knows_is_kept(fresh: Path, sales: Path, tmp_path: Path) -> None:
    parts = Parts(opened(fresh))
    own = {"own/a.dat": b"\0\1", "customXml/item1.xml": _QUERY.encode("utf-16")}
    for (part, content), kind in zip(own.items(), ("own", "customXml"), strict=True):
        parts.add(part, content, "application/x-own")
        parts.relate(parts.package.workbook_part, kind, part)
    parts.finished().write(tmp_path / "own.xlsx")
    filled(sales, tmp_path / "own.xlsx", tmp_path / "out")

    with ZipFile(tmp_path / "out" / "T01.xlsx") as package:
        assert {part: package.read(part) for part in own} == own


def test_a_row_of_totals_goes_down_with_its_table_and_is_no_row_of_it(totalled: Path, sales: Path) -> None:
    book = read(totalled)
    amounts = for_team(load(sales), TEAM).tables["deals"]["amount"]
    area = book.tables["tbldeals"].area
    below = book.sheets["Deals"].values
    assert area.bottom - area.top + 1 == len(amounts)
    assert (below[area.bottom + 1, 2], below[area.bottom + 1, 6]) == ("Total", amounts.sum())
    assert book.named("Deals_amount") == area._replace(left=6, right=6)
    assert not has_typed(totalled)
    told = [str(found) for found in soundness(book).findings if str(found).startswith("Deals")]
    assert [text for text in told if "tblDeals" not in text] == []


def test_a_column_that_a_company_added_to_a_table_is_filled_down(longer: Path, sales: Path) -> None:
    book = read(longer)
    table, sheet = book.tables["tbldeals"], book.sheets["Deals"]
    amounts = for_team(load(sales), TEAM).tables["deals"]["amount"]
    column = table.area.right
    assert table.columns[-1] == "Tenth"
    assert table.area.bottom - table.area.top + 1 == len(amounts)
    for row in range(table.area.top, table.area.bottom + 1):
        assert sheet.formulas[row, column].text == f"=F{row}/10"
        assert sheet.values[row, column] == pytest.approx(sheet.values[row, 6] / 10)  # type: ignore[operator]  # amounts
    (part,) = (
        tree for tree in map(book.package.tree, book.package.of_kind("/table")) if tree.get("name") == table.name
    )
    columns = [
        (one.get("name"), one.findtext(f"{MAIN}calculatedColumnFormula")) for one in part.iter(f"{MAIN}tableColumn")
    ]
    given = {name: f"={formula}" for name, formula in columns if formula is not None}
    first = {name: sheet.formulas.get((table.area.top, table.area.left + i)) for i, name in enumerate(table.columns)}
    assert given["Tenth"] == f"=F{table.area.top}/10"
    assert given == {name: formula.text for name, formula in first.items() if formula is not None}


def test_nothing_of_the_team_that_a_template_was_filled_with_is_left(
    centre: Path, built: Report, tmp_path: Path
) -> None:
    filled(centre, built.out / "T02.xlsx", tmp_path / "out")

    data = load(centre)
    texts = {team: _texts(data, team) for team in ("T01", "T02")}
    with ZipFile(tmp_path / "out" / "T01.xlsx") as package:
        whole = "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    assert [text for text in sorted(texts["T02"] - texts["T01"]) if re.search(rf"\b{re.escape(text)}\b", whole)] == []


def test_notes_and_scenarios_about_somebodys_row_go_with_it_and_those_about_a_heading_stay(
    sales: Path, sold: Report, tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl loses
        book = openpyxl.load_workbook(sold.out / "T02.xlsx")
    book["Deals"]["B7"].comment = Comment("Ring them on Friday", "Somebody")
    book["Deals"]["B6"].comment = Comment("The number of the deal", "ACME")
    inputs = [InputCells(r=address, val=value) for address, value in (("F7", "4711"), ("F3", "4712"))]
    book["Deals"].scenarios = ScenarioList([Scenario(name="Best", inputCells=inputs)])
    book.save(tmp_path / "own.xlsx")
    filled(sales, tmp_path / "own.xlsx", tmp_path / "out")

    with ZipFile(tmp_path / "out" / "T01.xlsx") as package:
        whole = "".join(package.read(n).decode("utf-8", "replace") for n in package.namelist() if "omment" in n)
    assert "The number of the deal" in whole
    assert [text for text in ("Friday", "Somebody") if text in whole] == []
    with ZipFile(tmp_path / "out" / "T01.xlsx") as package:
        sheets = "".join(package.read(n).decode() for n in package.namelist() if "/worksheets/sheet" in n)
    assert re.findall(r'<inputCells [^>]*val="(\d+)"', sheets) == ["4712"]
    assert structural_findings((tmp_path / "out" / "T01.xlsx").read_bytes()) == []


def _texts(data: object, team: str) -> set[str]:
    tables = for_team(data, team).tables.values()  # type: ignore[arg-type]  # a dataset
    return {t for frame in tables for name in frame for t in frame[name] if isinstance(t, str) and len(t) > 4}


def test_for_finance_the_sheets_and_notes_that_it_does_not_get_are_gone(
    restyled: Path, sales: Path, tmp_path: Path, formualizer: Formualizer
) -> None:
    report = build(sales, tmp_path, template=restyled, teams=(TEAM,), audience="finance")
    book = read(tmp_path / "T01.xlsx")

    assert report.failures == ()
    assert {"KPI", "Dashboard", "Ranking"} & set(book.sheets) == set()
    assert structural_findings((tmp_path / "T01.xlsx").read_bytes()) == []
    found = verify(book, [formualizer])
    assert [d for d in found.differences if d.cell.sheet != "ACME"] == []


def test_names_of_sheets_that_finance_does_not_get_go_with_them_unless_somebody_uses_them(
    fresh: Path, sales: Path, tmp_path: Path
) -> None:
    used = next(name for (home, name), text in read(fresh).names.items() if not home and "'Ranking'!" in text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = openpyxl.load_workbook(fresh)
    own.create_sheet("ACME")["A1"] = f"=SUM({used})"
    own.defined_names["Ours"] = DefinedName("Ours", attr_text="Ranking!$B$7")
    own.save(tmp_path / "own.xlsx")

    assert (
        build(sales, tmp_path / "out", template=tmp_path / "own.xlsx", teams=(TEAM,), audience="finance").failures == ()
    )

    names = read(tmp_path / "out" / f"{TEAM}.xlsx").names
    assert {name for (_, name), text in names.items() if "#REF!" in text} == {used, "ours"}
    said = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["options"]["template"]
    assert said["replaced"] == []


def test_lists_to_choose_from_go_with_the_cells_that_they_are_of() -> None:
    names = (
        f'<workbook xmlns="{MAIN[1:-1]}"><definedNames><definedName name="Customers_id">#REF!$B$1</definedName>'
        '<definedName name="Ours">#REF!$B$2</definedName><definedName name="Deals_id">Deals!$B$1</definedName>'
        '<definedName name="Lost_here" localSheetId="0">#REF!$B$3</definedName></definedNames></workbook>'
    )
    rule = '<dataValidation type="list" sqref="A1"><formula1>{}</formula1></dataValidation>'
    sheet = '<worksheet xmlns="{ns}"><dataValidations count="{count}">{rules}</dataValidations></worksheet>'

    def left(*sources: str) -> list[str]:
        said = sheet.format(ns=MAIN[1:-1], count=len(sources), rules="".join(map(rule.format, sources)))
        root = etree.fromstring(frames.without_lists_of(said.encode(), lost))
        assert [one.get("count") for one in root] == [str(len(one)) for one in root if len(one)]
        return [str(one.text) for one in root.iter(f"{MAIN}formula1")]

    lost = frames.lost_names(names.encode(), frozenset({"customers_id", "deals_id", "lost_here"}))
    assert lost == {"customers_id"}
    assert left("Customers_ID", "Deals_id", "Ours", '"a,b"') == ["Deals_id", "Ours", '"a,b"']
    assert left("Customers_id") == []


def test_a_formula_that_was_changed_in_the_template_is_named_and_written_as_declared(
    fresh: Path, sales: Path, tmp_path: Path
) -> None:
    with ZipFile(fresh) as package:
        parts = {n: package.read(n) for n in package.namelist() if "/worksheets/sheet" in n}
    part, content = next((n, c) for n, c in parts.items() if b"<f>Settings_annual_target</f>" in c)
    changed = content.replace(b"<f>Settings_annual_target</f>", b"<f>Settings_annual_target*2</f>", 1)
    with_parts(fresh, tmp_path / "own.xlsx", {part: changed})
    book = filled(sales, tmp_path / "own.xlsx", tmp_path / "out")

    said = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["options"]["template"]
    assert len(said["replaced"]) == 1
    assert not [f for f in book.formulas.values() if "Settings_annual_target*2" in f.text]


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_template_whose_sheets_all_have_other_names_is_the_same_in_every_language(
    lang: str, sales: Path, tmp_path: Path
) -> None:
    """Links in texts, which Excel leaves as they are when a sheet is renamed, lead to it, and nobody changed them."""
    with open_book(template_for(sales, tmp_path / "fresh.xlsx", lang=lang)) as book:
        for number, sheet in enumerate(list(book.sheets), 1):
            sheet.name = f"Blatt {number}"
        book.save(str(tmp_path / "own.xlsx"))
    mould = Mould(tmp_path / "own.xlsx")
    report = build(sales, tmp_path / "out", template=tmp_path / "own.xlsx", teams=(TEAM,), lang=lang)
    made = read(tmp_path / "out" / f"{TEAM}.xlsx")

    assert (mould.words.lang, mould.replaced) == (lang, ())
    assert report.failures == ()
    assert language_of(made).lang == lang
    assert against_data(made, load(sales), language_of(made)) == ()


def test_a_sheet_of_the_companys_own_may_be_called_like_one_that_the_template_does_not_have(
    fresh: Path, sales: Path, tmp_path: Path
) -> None:
    names = ("Market", "Teams", "Customers", "Plan")
    with open_book(fresh) as book:
        for name in names:
            book.sheets.add(name).range("B2").formula = '="Total: "&SUM(Deals_amount)'
        book.save(str(tmp_path / "own.xlsx"))
    made = filled(sales, tmp_path / "own.xlsx", tmp_path / "out")

    total = for_team(load(sales), TEAM).tables["deals"]["amount"].sum()
    assert {made.sheets[name].values[2, 2] for name in ("Market", "Teams", "Customers", "Plan")} == {
        f"Total: {total:g}"
    }
    assert against_data(made, load(sales), language_of(made)) == ()


def test_a_formula_of_its_own_that_has_no_value_is_named(fresh: Path, sales: Path, tmp_path: Path) -> None:
    with open_book(fresh) as book:
        own = book.sheets.add("Own")
        own["B1"].value = [[1], [2]]
        own["C3"].formula = "=SUM(B1:B2)"
        own["C4"].formula = "=SUM(B1:B2*1)"
        own["C5"].formula = "=C4+1"
        with pytest.warns(RuntimeWarning, match="left for Excel: Own!C4"):
            book.save(str(tmp_path / "own.xlsx"))
    made = filled(sales, tmp_path / "own.xlsx", tmp_path / "out")

    assert made.sheets["Own"].values[3, 3] == 3
    (entry,) = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["workbooks"]
    assert entry["uncalculated"] == ["Own!C4", "Own!C5"]
    with open_book(tmp_path / "own.xlsx") as book:
        book.sheets["Own"].range("C3:C5").clear()
        book.save(str(tmp_path / "again.xlsx"))
    report = build(sales, tmp_path / "again", template=tmp_path / "again.xlsx", teams=(TEAM,))
    assert report.workbooks[0].uncalculated == ()


def test_a_number_typed_over_a_formula_of_the_template_is_named_too(fresh: Path, sales: Path, tmp_path: Path) -> None:
    with ZipFile(fresh) as package:
        parts = {n: package.read(n).decode() for n in package.namelist() if "/worksheets/sheet" in n}
    typed = re.compile(r' t="str"><f>Settings_annual_target</f><v></v>|><f>Settings_annual_target</f><v>[^<]*</v>')
    part, content = next((n, c) for n, c in parts.items() if typed.search(c))
    with_parts(fresh, tmp_path / "own.xlsx", {part: typed.sub("><v>7</v>", content, count=1).encode()})
    filled(sales, tmp_path / "own.xlsx", tmp_path / "out")

    said = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["options"]["template"]
    assert len(said["replaced"]) == 1


def test_a_template_that_was_saved_again_is_read_again(fresh: Path, sales: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.xlsx"
    shutil.copyfile(fresh, own)
    filled(sales, own, tmp_path / "out")
    TEMPLATES["restyled"](fresh, own)

    assert "ACME" in filled(sales, own, tmp_path / "again").sheets


def test_rows_typed_into_the_headroom_of_a_template_leave_as_much_of_it(
    restyled: Path, sales: Path, tmp_path: Path
) -> None:
    with ZipFile(restyled) as package:
        tables = {n: package.read(n) for n in package.namelist() if "/tables/" in n}
    part, content = next((n, c) for n, c in tables.items() if b'"tblDeals"' in c)
    longer = re.sub(rb'(B6:[A-Z]+)7"', rb'\g<1>12"', content)  # as Excel has it after five rows
    with_parts(restyled, tmp_path / "own.xlsx", {part: longer})
    book = filled(sales, tmp_path / "own.xlsx", tmp_path / "out")

    bottom = book.tables["tbldeals"].area.bottom
    area = book.named("Deals_amount")
    assert area is not None
    assert area.bottom == bottom + 200
    assert structural_findings((tmp_path / "out" / "T01.xlsx").read_bytes()) == []
    below = [row for (row, column), value in book.sheets["Deals"].values.items() if value == "Below the table"]
    assert min(below) > area.bottom


def test_the_foot_of_a_page_names_whose_workbook_it_is_and_keeps_what_else_it_says() -> None:
    assert page_foot("&L&8Deals of the team&C&P&R&8team", ("team", "A & B")) == "&L&8Deals of the team&C&P&R&8A && B"
    assert page_foot('&C&"Arial,Bold"R&&D team', ("team", "North")) == '&C&"Arial,Bold"R&&D team'
    assert page_foot("team", ("team", "North")) == "North"


@pytest.mark.parametrize(
    ("formula", "is_kept"),
    [("Deals!$B$7:$B$9", False), ("Own!$B$7:$B$9", True), ("_xlchart.v1.0", True), ("_xlchart.v1.1", False)],
)
def test_charts_keep_the_points_of_sheets_alone_that_nothing_changes(formula: str, is_kept: bool) -> None:
    """Newer ones call cells by names, as Excel saves them, and have a copy of what the cell says that names them."""
    space = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    newer = (
        f'<c:chartSpace xmlns:c="{space}"><c:strDim type="cat"><c:f>{formula}</c:f><c:lvl ptCount="1">'
        "<c:pt idx='0'>Customer of another team</c:pt></c:lvl></c:strDim><c:tx><c:txData>"
        f"<c:f>{formula}</c:f><c:v>Product of another team</c:v></c:txData></c:tx></c:chartSpace>"
    ).encode()
    usual = (
        f'<c:chartSpace xmlns:c="{_CHART[1:-1]}"><c:strRef><c:f>{formula}</c:f><c:strCache><c:ptCount val="1"/>'
        "<c:pt idx='0'><c:v>Customer of another team</c:v></c:pt></c:strCache></c:strRef></c:chartSpace>"
    ).encode()
    names: dict[tuple[str | None, str], str] = {
        (None, "_xlchart.v1.0"): "Own!$A$1:$A$9",
        (None, "_xlchart.v1.1"): "Deals!$B$7",
    }
    is_still = still_cells({"Own"}, names)

    for chart, made in (
        (newer, newer_chart_part(newer, is_still)),
        (usual, chart_part(usual, lambda _: None, {}, {}, {}, (), is_still)),
    ):
        assert formula.encode() in made
        assert (made == chart) is is_kept
        assert (b"another team" in made) is is_kept


def test_what_a_chart_of_filtered_series_leaves_out_follows_the_cells_too() -> None:
    chart = etree.fromstring(
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:n="http://schemas.microsoft.com/office/drawing/2012/chart"><c:strRef><c:ext><n:formulaRef>'
        "<n:sqref>Deals!$D$7:$D$9</n:sqref></n:formulaRef></c:ext></c:strRef></c:chartSpace>"
    )
    change = Resized({"deals": (Zone(7, 9, 12, (Body(6, 9, 7, 2, 9, 6, 12),)),)})

    assert rewrite_references(chart, "", change)
    assert b"<n:sqref>Deals!$D$7:$D$12</n:sqref>" in etree.tostring(chart)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ('<worksheetSource ref="D7:F9" sheet="Deals"/>', '<worksheetSource ref="D7:F12" sheet="Deals"/>'),
        ('<rangeSet ref="D7:F9" sheet="Deals"/>', '<rangeSet ref="D7:F12" sheet="Deals"/>'),
        ('<rangeSet ref="D7:F9" sheet="Deals" r:id="rId1"/>', '<rangeSet ref="D7:F9" sheet="Deals" r:id="rId1"/>'),
    ],
)
def test_whatever_cells_a_pivot_table_counts_follow_unless_they_are_in_another_workbook(said: str, wanted: str) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cache = etree.fromstring(f'<cacheSource xmlns="{MAIN[1:-1]}" xmlns:r="{office}">{said}</cacheSource>')

    rewrite_pivot(cache, "", Resized({"deals": (Zone(7, 9, 12, (Body(6, 9, 7, 2, 9, 6, 12),)),)}))

    assert wanted in etree.tostring(cache).decode()


@pytest.mark.parametrize("change", [TableRenamed("tblDeals", "Won"), NameRenamed("tblDeals", "Won", None)])
def test_a_pivot_table_counts_what_it_counted_under_its_new_name(change: Change) -> None:
    cache = etree.fromstring(f'<cacheSource xmlns="{MAIN[1:-1]}"><worksheetSource name="tblDeals"/></cacheSource>')

    assert rewrite_pivot(cache, "", change)
    assert b'name="Won"' in etree.tostring(cache)


def test_a_field_of_a_label_that_shows_a_cell_is_read_anew() -> None:
    chart = (
        f'<c:chartSpace xmlns:c="{_CHART[1:-1]}" xmlns:n="http://schemas.microsoft.com/office/drawing/2012/chart">'
        "<n:dlblFieldTable><n:dlblFTEntry><n:f>Deals!$D$7</n:f><n:dlblFieldTableCache><c:pt idx='0'>"
        "<c:v>Customer of another team</c:v></c:pt></n:dlblFieldTableCache></n:dlblFTEntry></n:dlblFieldTable>"
        "</c:chartSpace>"
    )
    made = chart_part(chart.encode(), lambda _: None, {}, {}, {})

    assert b"Deals!$D$7" in made
    assert b"another team" not in made


def test_no_workbook_says_in_which_folder_its_template_was_saved(fresh: Path) -> None:
    package = opened(fresh)
    said = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x15"><x15ac:absPath url="C:\\Teams\\Others\\" '
        'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
    )
    book = package.parts[package.workbook_part].replace(b"<bookViews>", said.encode() + b"<bookViews>")

    made = without_remnants(package.with_parts({package.workbook_part: book}))

    assert b"absPath" in book
    assert b"absPath" not in made.parts[package.workbook_part]
    assert b"AlternateContent" not in made.parts[package.workbook_part]


def test_labels_that_a_chart_takes_from_cells_are_read_anew() -> None:
    chart = (
        b'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        b'xmlns:n="http://schemas.microsoft.com/office/drawing/2012/chart"><n:datalabelsRange><n:f>Deals!$D$7</n:f>'
        b"<n:dlblRangeCache><c:pt><c:v>Customer of another team</c:v></c:pt></n:dlblRangeCache></n:datalabelsRange>"
        b"</c:chartSpace>"
    )
    made = chart_part(chart, lambda _: None, {}, {}, {})

    assert b"Deals!$D$7" in made
    assert b"another team" not in made


@pytest.mark.parametrize(
    ("spelt", "wanted"),
    [
        ('#,##0;-#,##0;"–"', "#,##0.0,"),
        ('#,##0;\\-#,##0;"–"', "#,##0.0,"),
        ("#,##0;\\-#,##0;\\–", "#,##0.0,"),
        ("#,##0", "#,##0"),
    ],
)
def test_amounts_get_the_unit_of_the_workbook_however_a_program_spelt_their_format(spelt: str, wanted: str) -> None:
    code, formats = escape(spelt, {'"': "&quot;"}), {'#,##0;-#,##0;"–"': "#,##0.0,"}
    styles = (
        f'<styleSheet xmlns="{MAIN[1:-1]}"><numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
        '<cellXfs count="1"><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:numFmt formatCode="{code}"/><c:formatCode>{code}</c:formatCode></c:chartSpace>'
    )

    written, found = with_formats(styles.encode(), formats)
    drawn = chart_part(chart.encode(), lambda _: None, {}, formats, {})

    assert found == ({} if wanted == spelt else {0: 1})
    assert (wanted in written.decode()) is True
    assert drawn.decode().count(wanted) == 2


def test_pivot_tables_keep_nothing_of_what_they_were_made_from(tmp_path: Path) -> None:
    package = without_remnants(opened(exotic_workbook(tmp_path, "pivot_table")))
    cache = next(part for part in package.parts if "pivotCacheDefinition" in part and part.endswith(".xml"))

    assert not [part for part in package.parts if "Records" in part]
    assert 'refreshOnLoad="1"' in package.parts[cache].decode()
    assert "refreshedBy" not in package.parts[cache].decode()
    assert not package.tree(cache).findall(f".//{MAIN}sharedItems/*")
    assert structural_findings(_packed(package)) == []


def _packed(package: Package) -> bytes:
    file = BytesIO()
    package.write(file)
    return file.getvalue()


def test_the_manifest_names_the_template_and_the_centre_keeps_its_own_look(
    restyled: Path, sales: Path, tmp_path: Path
) -> None:
    report = build(sales, tmp_path, template=restyled)

    said = json.loads(report.manifest.read_text(encoding="utf-8"))["options"]["template"]
    assert said["file"] == "own.xlsx"
    assert said["workbooks"] == [book.file for book in report.workbooks if book.team_id]
    manifest = Signed.of(report.manifest).manifest
    centre, team = (structure_of(read(tmp_path / name), manifest) for name in ("centre.xlsx", said["workbooks"][0]))
    assert (centre.is_compared, centre.findings) == (True, ())
    assert (team.is_compared, "from the template own.xlsx" in team.notes[0]) == (False, True)


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ('name="Deals_amount"', "the name Deals_amount"),
        ('name="As_of"', "the name As_of"),
    ],
)
def test_a_template_that_lost_a_name_is_refused_with_what_is_missing(
    lost: str, told: str, fresh: Path, sales: Path, tmp_path: Path
) -> None:
    with ZipFile(fresh) as package:
        workbook = package.read("xl/workbook.xml").decode()
    other = lost.replace('name="', 'name="Other_')
    with_parts(fresh, tmp_path / "own.xlsx", {"xl/workbook.xml": workbook.replace(lost, other).encode()})

    with pytest.raises(UnreadableWorkbook, match=told):
        build(sales, tmp_path / "out", template=tmp_path / "own.xlsx")
    assert not (tmp_path / "out").exists()


def test_a_template_that_lost_a_table_is_refused(fresh: Path, sales: Path, tmp_path: Path) -> None:
    with ZipFile(fresh) as package:
        tables = {n: package.read(n) for n in package.namelist() if "/tables/" in n}
    renamed = {n: content.replace(b'"tblDeals"', b'"tblOther"') for n, content in tables.items()}
    with_parts(fresh, tmp_path / "own.xlsx", renamed)

    with pytest.raises(UnreadableWorkbook, match="the table tblDeals"):
        build(sales, tmp_path / "out", template=tmp_path / "own.xlsx")


def test_no_run_makes_workbooks_of_two_versions_of_a_template(fresh: Path, sales: Path, tmp_path: Path) -> None:
    template = tmp_path / "own.xlsx"
    template.write_bytes(fresh.read_bytes())

    def saved_again(*_: object) -> None:
        with_parts(fresh, template, {})

    report = build(sales, tmp_path / "out", template=template, teams=("T01", "T02"), progress=saved_again)

    assert [book.file for book in report.workbooks] == ["T01.xlsx"]
    assert [(f.file, "it was saved again while workbooks were made from it" in f.wrong) for f in report.failures] == [
        ("T02.xlsx", True)
    ]
    said = json.loads(report.manifest.read_text(encoding="utf-8"))["options"]["template"]
    assert said["sha256"] == hashlib.sha256(fresh.read_bytes()).hexdigest()


def test_what_is_no_template_or_in_another_language_or_would_be_overwritten_is_refused(
    fresh: Path, sales: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(UnreadableWorkbook, match=r"no \.xlsx workbook"):
        build(sales, tmp_path / "out", template=tmp_path / "text.xlsx")
    with pytest.raises(InvalidOption, match="it is in en"):
        build(sales, tmp_path / "out", template=fresh, lang="zh-CN")
    (tmp_path / "T01.xlsx").write_bytes(fresh.read_bytes())
    with pytest.raises(RefusedOutput, match="is the template"):
        build(sales, tmp_path, template=tmp_path / "T01.xlsx", overwrite=True)
    with pytest.raises(InvalidOption, match="for reps"):
        build(sales, tmp_path / "out", template=fresh, audience="rep")
