"""Whatever people type into workbooks: it is taken for what it says, or told with its cell and left."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from openpyxl.chart import LineChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from salessheet import engine
from salessheet.batch import build, held_folder
from salessheet.batch.collecting import collected
from salessheet.batch.collecting.results import Collected
from salessheet.batch.collecting.table_folder import TableFolder
from salessheet.batch.inputs import kept_inputs, typed_inputs
from salessheet.batch.inputs.typed_inputs import has_typed
from salessheet.data.commission.closing import Who
from salessheet.errors import NothingToBuild, UnreadableWorkbook
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import name_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import CustomerClasses, Deals, Meetings, Orders, Periods, Receipts, Seasonality
from salessheet.xlsx.package import opened
from salessheet.xlsx.parts import Parts
from tests.batch.own_templates import restyled, template_for
from tests.batch.typing_people import Typed, typing
from tests.engine.api.test_drawings import png

_WHO: Final = Who("Ann", dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
_TABLES: Final = {
    "teams": "team_id,name\nT1,North\nT2,South\n",
    "reps": "rep_id,team_id\nA,T1\nB,T2\n",
    "deals": "deal_id,customer_id,rep_id,amount,stage,lead_date,next_step\n"
    + "".join(f"D{n:02},K{n},A,{n}00,lead,2026-02-{n:02},\n" for n in range(1, 13))
    + "X01,K1,B,5,lead,2026-02-01,\n",
    "settings": "key,value\nstale_days,30\n",
    "targets": "scope,id,year,amount\nrep,A,2026,5000\nteam,T1,2026,9000\n",
}

REFUSED: Final[dict[str, tuple[str, Typed, str]]] = {
    "D01": ("amount", "$1,000", "$1,000 is not an amount in CNY"),
    "D02": ("amount", True, "TRUE is not of the type"),
    "D03": ("amount", "=1+1", "A formula stands"),
    "D04": ("next_step", '=HYPERLINK("x")', "A formula stands"),
    "D05": ("stage", "Leads", "Leads is not in the table Stages"),
    "D06": ("amount", "1.234,50", "1.234,50 has a decimal comma"),
    "D12": ("amount", "20%", "20% is not of the type"),
}
"""Deal → the column that is typed into, what is typed, and how the message begins."""
SAME: Final[dict[str, tuple[str, Typed]]] = {
    "D01": ("stage", "lead "),
    "D02": ("stage", "ＬＥＡＤ"),
    "D03": ("stage", "线索"),
    "D04": ("lead_date", dt.datetime(2026, 2, 4, 13, 30)),
    "D05": ("lead_date", "2026/2/5"),
    "D06": ("lead_date", "2026年2月6日 09:00"),
    "D07": ("amount", "７００"),
    "D08": ("amount", " 800.00"),
    "D09": ("rep_id", "a "),
    "D10": ("customer_id", "k10"),
    "D11": ("next_step", "  "),
    "D12": ("amount", "1,200"),
}
"""Deal → another way to write what stands there."""
_WPS: Final = "application/vnd.wps-officedocument.cellimage+xml"
PICTURE: Final = '<c r="{cell}" t="str"><f>_xlfn.DISPIMG("{name}",1)</f><v>=DISPIMG("{name}",1)</v></c>'
TAKEN: Final[dict[str, tuple[str, Typed, str]]] = {
    "D07": ("amount", "￥３万", "30000"),
    "D08": ("next_step", dt.date(2026, 3, 1), "2026-03-01"),
    "D09": ("stage", "lost", "lost"),
    "D10": ("lead_date", "2026年2月9日", "2026-02-09"),
    "D11": ("next_step", True, "TRUE"),
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("typed")
    (place / "data").mkdir()
    for name, text in _TABLES.items():
        (place / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    build(place / "data", place / "out", formulas="values")
    return place


@pytest.fixture
def work(begun: Path, tmp_path: Path) -> Path:
    shutil.copytree(begun, tmp_path / "place")
    return tmp_path / "place"


def _collect(work: Path, *books: str, lang: str | None = None) -> Collected:
    with held_folder(work / "data"):
        paths = [work / "out" / f"{book}.xlsx" for book in books or ("T1",)]
        return collected(paths, TableFolder(work / "data"), _WHO, is_aside=False, lang=lang)


def test_cells_are_taken_for_what_they_say_or_told(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        deals = book.table(Deals)
        rows = {str(deals.read(row)["deal_id"]): row for row in deals.filled()}
        for deal, (column, typed, _) in {**REFUSED, **TAKEN}.items():
            deals.write(rows[deal], **{column: typed})
        deals.write(300, rep_id="A", amount=1)
        deals.write(max(rows.values()) + 1, rep_id="A", amount="€5")
        deals.write(max(rows.values()) + 2, amount=9)
        book.cell(name_of(Settings.stale_days)).value = "=5+5"
        book.cell(name_of(Settings.annual_target)).value = "$7,000"
        book.cell(name_of(People.agreed)).value = True

    found = _collect(work)

    told = {refused.key: refused for refused in found.refused if refused.table == Deals.key}
    assert {deal: told[deal].wrong.startswith(wrong) for deal, (_, _, wrong) in REFUSED.items()} == dict.fromkeys(
        REFUSED, True
    )
    assert [refused.row for refused in found.refused if "50 blank rows" in refused.wrong] == [307]
    assert told["X03"].column == "Rep ID", "the id that a row would get is told as it would be written"
    others = {(refused.sheet, refused.table, refused.value) for refused in found.refused if refused.table != Deals.key}
    assert others == {
        ("Settings", "settings", "=5+5"),
        ("Settings", "targets", "$7,000"),
        ("Roster", "targets", "TRUE"),
    }
    assert all(refused.row for refused in found.refused)
    lines = (work / "data" / "deals.csv").read_text(encoding="utf-8").splitlines()
    for deal, (_, _, text) in TAKEN.items():
        assert text in next(line for line in lines if line.startswith(deal)).split(",")
    assert lines[-1] == "X02,,A,5,,,,EUR", "the sign of a new row says in which currency it is"
    assert has_typed(work / "out" / "T1.xlsx")
    again = _collect(work, lang="zh-CN")
    assert (again.done, len(again.refused)) == ((), len(found.refused))
    assert "此处应填写数值，却写了公式。" in {refused.wrong for refused in again.refused}


def test_what_is_only_written_otherwise_is_no_change(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        deals = book.table(Deals)
        for row, (column, typed) in enumerate(SAME.values()):
            deals.write(row, **{column: typed})
        for name, typed in (
            (name_of(Settings.stale_days), "３０"),
            (name_of(Settings.annual_target), "9,000"),
            (name_of(People.agreed), "5000 "),
        ):
            book.cell(name).value = typed
    assert has_typed(work / "out" / "T1.xlsx") is False

    found = _collect(work)

    assert (found.done, found.refused, found.conflicts) == ((), (), ())


def test_a_day_without_its_year_is_told(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        book.table(Deals).write(0, lead_date="6月1日")

    assert [told.value for told in _collect(work).refused] == ["6月1日"]


def test_an_id_of_another_teams_row_is_given_to_no_other(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        book.table(Deals).write(0, deal_id="X01")
    before = (work / "data" / "deals.csv").read_bytes()

    found = _collect(work)

    assert [(clash.built, clash.typed, clash.why) for clash in found.conflicts] == [("D01", "X01", "taken")]
    assert (work / "data" / "deals.csv").read_bytes() == before


def test_a_row_whose_id_is_gone_is_told_and_stays(work: Path) -> None:
    """Nor is a row lost whose id and whose amount were overtyped with what cannot be taken."""
    before = (work / "data" / "deals.csv").read_bytes()
    with typing(work / "out" / "T1.xlsx") as book:
        deals = book.table(Deals)
        deals.write(2, deal_id=None)
        deals.write(3, deal_id=" ", amount=77)
        deals.write(4, deal_id="D99", amount="much")

    found = _collect(work)

    assert found.done == ()
    assert sorted((refused.row, refused.value) for refused in found.refused if refused.column == "Deal ID") == [
        (9, "D03"),
        (10, "D04"),
    ]
    assert [refused.row for refused in found.refused if refused.wrong.startswith("The row that stood here")] == [11]
    assert (work / "data" / "deals.csv").read_bytes() == before
    assert has_typed(work / "out" / "T1.xlsx")
    assert len(_collect(work).refused) == len(found.refused)


def test_an_id_that_rows_of_other_tables_name_goes_with_them_or_not_at_all(begun: Path, tmp_path: Path) -> None:
    """An order without its deal counts nowhere, and nobody had typed that."""
    shutil.copytree(begun / "data", tmp_path / "data")
    rows_of = "".join(f"O{n},D0{n},A,2026-02-03,5\n" for n in (1, 2, 3))
    orders = f"order_id,deal_id,rep_id,order_date,amount\n{rows_of}"
    (tmp_path / "data" / "orders.csv").write_text(orders, encoding="utf-8")
    (tmp_path / "data" / "meetings.csv").write_text("meeting_id,team_id,date\nM1,T1,2026-02-02\n", encoding="utf-8")
    actions = "meeting_id,action,rep_id,due_date\nM1,Draft the form,A,2026-02-09\n"
    (tmp_path / "data" / "actions.csv").write_text(actions, encoding="utf-8")
    build(tmp_path / "data", tmp_path / "out", teams=("T1",), formulas="values")
    with typing(tmp_path / "out" / "T1.xlsx") as book:
        deals, sold, meetings = book.table(Deals), book.table(Orders), book.table(Meetings)
        meetings.clear(next(iter(meetings.filled())))
        rows = {str(deals.read(row)["deal_id"]): row for row in deals.filled()}
        deals.clear(rows["D01"])
        deals.write(rows["D02"], deal_id="Other")
        deals.write(rows["D03"], deal_id="Third")
        sold.write(next(row for row in sold.filled() if sold.read(row)["order_id"] == "O3"), deal_id="Third")
        deals.write(rows["D04"], deal_id="Fourth")

    found = _collect(tmp_path)

    told = {refused.key: (refused.value, refused.wrong) for refused in found.refused}
    wrong = "Rows of {} refer to {}, such as {}, and would then refer to nothing."
    assert told == {
        "D01": ("D01", wrong.format("Orders", "D01", "O1")),
        "D02": ("D02", wrong.format("Orders", "D02", "O2")),
        "M1": ("M1", wrong.format("Actions of meetings", "M1", "M1 · Draft the form · A")),  # rows without an id
    }
    lines = (tmp_path / "data" / "deals.csv").read_text(encoding="utf-8").splitlines()
    assert {line.split(",")[0] for line in lines} >= {"D01", "D02", "Third", "Fourth"}
    assert "O3,Third,A" in (tmp_path / "data" / "orders.csv").read_text(encoding="utf-8")


def test_cells_under_the_heading_of_another_column_are_not_guessed(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        deals = book.table(Deals)
        for row in range(-1, 13):  # the headings with them
            here, there = (deals.sheet.cell(deals.top + row, deals.places[key]) for key in ("product", "channel"))
            here.value, there.value = there.value, "Shop" if row == 0 else here.value

    found = _collect(work)

    assert found.done == ()
    assert ["is above the cells of another column" in refused.wrong for refused in found.refused] == [True]


def test_a_workbook_of_another_build_is_refused_and_not_overwritten(work: Path) -> None:
    """That of yesterday would take back what the data says since, and another team's would delete this one's rows."""
    yesterdays = (work / "out" / "T1.xlsx").read_bytes()
    deals = work / "data" / "deals.csv"
    deals.write_text(deals.read_text(encoding="utf-8").replace("A,100,", "A,150,"), encoding="utf-8")
    build(work / "data", work / "out", formulas="values")
    before = deals.read_bytes()
    for content in (yesterdays, (work / "out" / "T2.xlsx").read_bytes()):
        (work / "out" / "T1.xlsx").write_bytes(content)
        with typing(work / "out" / "T1.xlsx"):
            pass  # saved by another program
        with pytest.raises(UnreadableWorkbook, match="another build"):
            _collect(work)
        assert has_typed(work / "out" / "T1.xlsx") is None
        assert deals.read_bytes() == before


def test_a_workbook_whose_team_is_gone_is_named(work: Path) -> None:
    for table, gone in (("teams", "T2,"), ("reps", "B,T2"), ("deals", "X01,")):
        file = work / "data" / f"{table}.csv"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith(gone)), encoding="utf-8")
    with pytest.raises(NothingToBuild, match=r"T2\.xlsx: There is no team 'T2'") as refused:
        _collect(work, "T2")
    assert "Put it back" in refused.value.mend


def test_days_typed_while_dates_count_from_1904_are_not_taken_for_others(work: Path) -> None:
    """Excel shows the days that stood there as others then, so that nobody knows which of them are right."""
    with typing(work / "out" / "T1.xlsx") as book:
        book.workbook.epoch = CALENDAR_MAC_1904
        book.table(Deals).write(0, next_step="Call")
    with pytest.raises(UnreadableWorkbook, match=r"count from 1904 .* Switch off"):
        _collect(work)
    assert has_typed(work / "out" / "T1.xlsx") is None


def test_what_a_company_has_below_a_table_of_its_template_is_no_row_of_it(begun: Path, tmp_path: Path) -> None:
    shutil.copytree(begun / "data", tmp_path / "data")
    restyled(template_for(begun / "data", tmp_path / "template.xlsx"), tmp_path / "ours.xlsx")
    build(tmp_path / "data", tmp_path / "out", template=tmp_path / "ours.xlsx", teams=("T1",))

    assert has_typed(tmp_path / "out" / "T1.xlsx") is False
    found = _collect(tmp_path)
    assert (found.done, found.refused) == ((), ())


def test_a_picture_in_a_cell_of_a_template_stays_and_one_that_people_put_there_is_told(
    begun: Path, tmp_path: Path
) -> None:
    """WPS names it by a formula, and has it in a part of its own."""
    shutil.copytree(begun / "data", tmp_path / "data")
    template, picture = template_for(begun / "data", tmp_path / "template.xlsx"), "ID_0A1B2C"
    package = opened(template)
    parts, sheet = Parts(package), package.sheet_parts()["Guide"]
    own = PICTURE.format(cell="C300", name=picture)
    parts.contents[sheet] = package.parts[sheet].replace(
        b"</sheetData>", f'<row r="300">{own}</row></sheetData>'.encode()
    )
    parts.add("xl/cellimages.xml", b'<cellImages xmlns="http://www.wps.cn/officeDocument/2017/etCustomData"/>', _WPS)
    parts.relate(package.workbook_part, "http://www.wps.cn/officeDocument/2020/cellImage", "xl/cellimages.xml")
    parts.finished().write(template)

    build(tmp_path / "data", tmp_path / "out", template=template, teams=("T1",))

    made = opened(tmp_path / "out" / "T1.xlsx")
    assert own.encode() in made.parts[made.sheet_parts()["Guide"]]
    assert "xl/cellimages.xml" in made.parts
    assert has_typed(made.path) is False
    with typing(made.path) as book:
        book.workbook["Guide"]["C301"] = book.workbook["Guide"]["C300"].value.replace(picture, "ID_99")
        book.table(Deals).write(0, next_step='=_xlfn.DISPIMG("ID_99",1)')
    found = _collect(tmp_path)
    assert found.done == ()
    assert [(told.sheet, told.value) for told in found.refused] == [
        ("Guide", '=_xlfn.DISPIMG("ID_99",1)'),
        ("Deals", '=_xlfn.DISPIMG("ID_99",1)'),
    ]


def test_columns_that_another_version_kept_are_not_lost_in_silence(begun: Path) -> None:
    book = begun / "out" / "T1.xlsx"
    kept = kept_inputs.read(book)
    assert kept is not None
    table = kept.tables[Deals.key]
    strange = replace(kept, tables={**kept.tables, Deals.key: replace(table, columns={**table.columns, "mood": []})})

    with pytest.raises(UnreadableWorkbook, match=r"another version .* does not have: deals\.mood\."):
        typed_inputs.read(book, strange)


def test_a_row_inserted_above_the_first_of_a_table_is_a_row_of_it(work: Path) -> None:
    """The names of its columns move down then, and say no longer where it begins."""
    with engine.open_book(work / "out" / "T1.xlsx") as book:
        sheet = book.sheets["Deals"]
        top = sheet.range(name_of(Deals.deal_id)).row
        sheet.range(f"{top}:{top}").insert("down")
        for column, typed in ((Deals.rep_id, "A"), (Deals.stage, "lead"), (Deals.amount, 999)):
            sheet.range((top, sheet.range(name_of(column)).column)).value = typed
        book.save()
    assert has_typed(work / "out" / "T1.xlsx")

    found = _collect(work)

    assert [(done.kind, done.row) for done in found.done] == [("new", top)]
    assert [row[3] for name, row in deals_of(work).items() if name not in _TABLES["deals"]] == ["999"]


def test_a_sheet_that_somebody_added_is_told_and_not_overwritten(work: Path) -> None:
    """A blank one, one with a new name and that of the macros are none."""
    with engine.open_book(work / "out" / "T1.xlsx") as opened:
        opened.sheets["Deals"].name = "My deals"
        opened.save()
    with typing(work / "out" / "T1.xlsx") as book:
        book.workbook.create_sheet("Blank")
        book.workbook.create_sheet("Macro log")["A1"] = "When"
    assert has_typed(work / "out" / "T1.xlsx") is False
    with typing(work / "out" / "T1.xlsx") as book:
        book.workbook["Blank"]["B2"] = "Call them all"

    found = _collect(work)

    assert [(told.sheet, told.wrong[:37]) for told in found.refused] == [
        ("Blank", "This sheet was added after the build;")
    ]
    assert has_typed(work / "out" / "T1.xlsx")


def test_so_is_one_with_a_picture_alone_and_one_that_is_a_chart(work: Path) -> None:
    (work / "mine.png").write_bytes(png(96, 48))
    with typing(work / "out" / "T1.xlsx") as book:
        book.workbook.create_chartsheet("Curve").add_chart(LineChart())
    with engine.open_book(work / "out" / "T1.xlsx") as opened:
        board = opened.sheets.add("Board", after=opened.sheets["Deals"])
        board.pictures.add(work / "mine.png", anchor=board.range("B2"))
        opened.save()

    assert sorted((told.sheet, told.wrong[:37]) for told in _collect(work).refused) == [
        ("Board", "This sheet was added after the build;"),
        ("Curve", "This sheet was added after the build;"),
    ]
    assert has_typed(work / "out" / "T1.xlsx")


def test_charts_and_pictures_that_somebody_added_are_told(begun: Path, tmp_path: Path) -> None:
    """Beside those of the build, of which the funnel's sheet has some."""
    shutil.copytree(begun / "data", tmp_path / "data")
    build(tmp_path / "data", tmp_path / "out", teams=("T1",))
    with engine.open_book(tmp_path / "out" / "T1.xlsx") as book:
        sheet = book.sheets["Funnel"]
        assert len(sheet.charts) > 0
        sheet.charts[0].name = "Mine"
        book.save()
    assert has_typed(tmp_path / "out" / "T1.xlsx") is False
    with engine.open_book(tmp_path / "out" / "T1.xlsx") as book:
        sheet = book.sheets["Funnel"]
        sheet.charts.add(anchor=sheet.range("C90")).set_source_data(sheet.range("C8:D9"))
        (tmp_path / "mine.png").write_bytes(png(96, 48))
        sheet.pictures.add(tmp_path / "mine.png", anchor=sheet.range("B120"))
        book.save()
    assert has_typed(tmp_path / "out" / "T1.xlsx")

    told = _collect(tmp_path).refused

    assert [(one.sheet, one.column, one.value) for one in told] == [("Funnel", "C90", ""), ("Funnel", "B120", "")]


def deals_of(work: Path) -> dict[str, list[str]]:
    lines = (work / "data" / "deals.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(",")[0]: line.split(",") for line in lines}


def test_copies_into_which_two_people_typed_are_collected_one_after_the_other(work: Path) -> None:
    """The second takes nothing back of the first: it goes on from what was built."""
    book = work / "out" / "T1.xlsx"
    mine, yours = work / "mine.xlsx", work / "yours.xlsx"
    for copy, amounts, note in ((mine, (150, None), "ann"), (yours, (None, 250), "bo")):
        shutil.copy(book, copy)
        with typing(copy) as opened:
            deals = opened.table(Deals)
            for row, amount in enumerate(amounts):
                if amount is not None:
                    deals.write(row, amount=amount)
            deals.write(4, next_step=note)
            deals.write(max(deals.filled()) + 1, rep_id="A", stage="lead", amount=700 if copy is mine else 800)
            if copy is mine:
                deals.clear(2)
                opened.cell(name_of(Settings.stale_days)).value = 45
    shutil.copy(mine, book)
    assert _collect(work).refused == ()
    shutil.copy(yours, book)

    found = _collect(work)

    assert [(told.table, told.wrong.startswith("This is a different copy")) for told in found.refused] == [("", True)]
    assert [(clash.column, clash.built, clash.typed, clash.data) for clash in found.conflicts] == [
        ("next_step", None, "bo", "ann")
    ]
    rows = deals_of(work)
    assert (rows["D01"][3], rows["D02"][3], rows["D05"][6]) == ("150", "250", "ann")
    assert "D03" not in rows
    assert sorted(row[3] for name, row in rows.items() if name not in _TABLES["deals"]) == ["700", "800"]
    assert "stale_days,45" in (work / "data" / "settings.csv").read_text(encoding="utf-8")
    before = deals_of(work)
    again = _collect(work)
    assert (again.done, deals_of(work)) == ((), before)
    shutil.copy(mine, book)
    assert (_collect(work).done, deals_of(work)) == ((), before)


def test_who_goes_on_typing_after_a_collection_goes_on_from_it(work: Path) -> None:
    book = work / "out" / "T1.xlsx"
    with typing(book) as opened:
        deals = opened.table(Deals)
        deals.write(0, amount=150)
        deals.write(1, amount=260)
        new = max(deals.filled()) + 1
        deals.write(new, rep_id="A", stage="lead", amount=700)
    _collect(work)
    with typing(book) as opened:
        deals = opened.table(Deals)
        deals.write(0, amount=175)  # once more
        deals.write(1, amount=200)  # as it was built
        deals.write(new, amount=750)

    found = _collect(work)

    assert (found.refused, found.conflicts) == ((), ())
    rows = deals_of(work)
    assert (rows["D01"][3], rows["D02"][3]) == ("175", "200")
    assert [row[3] for name, row in rows.items() if name not in _TABLES["deals"]] == ["750"]
    build(work / "data", work / "out", formulas="values")
    assert has_typed(book) is False


def test_one_change_that_is_taken_back_after_its_collection_is_told(work: Path) -> None:
    """Nobody can tell it from a copy into which nothing was typed."""
    book = work / "out" / "T1.xlsx"
    as_built = book.read_bytes()
    with typing(book) as opened:
        opened.table(Deals).write(0, amount=150)
    _collect(work)
    book.write_bytes(as_built)

    found = _collect(work, lang="zh-CN")

    assert (found.done, [told.wrong for told in found.refused]) == (
        (),
        ["这是该工作簿的另一份副本，并非上次取回的那一份：与其原有内容比较。"],
    )
    assert deals_of(work)["D01"][3] == "150"


def test_a_day_where_a_number_is_to_stand_is_told(work: Path) -> None:
    """A spreadsheet program makes a day of 3/1, and shows it as one."""
    with typing(work / "out" / "T1.xlsx") as book:
        book.table(Deals).write(0, amount=dt.date(2026, 3, 1), probability=dt.date(2026, 3, 2))

    found = _collect(work)

    assert ({told.value for told in found.refused}, found.done) == ({"2026-03-01", "2026-03-02"}, ())
    assert deals_of(work)["D01"][3] == "100"


@pytest.mark.parametrize("right", [0, 1])
def test_what_a_merged_cell_covers_is_not_taken_for_cleared(work: Path, right: int) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        deals = book.table(Deals)
        top, left = deals.top, deals.places["deal_id" if right else "amount"]
        deals.sheet.merge_cells(start_row=top, start_column=left, end_row=top + 1 - right, end_column=left + right)

    found = _collect(work)

    (told,) = found.refused
    assert (told.wrong.startswith("This cell is merged with others, "), found.done) == (True, ())
    assert deals_of(work)["D02"][3] == "200"


def test_a_percentage_where_an_amount_is_to_stand_is_told_and_its_format_alone_changes_nothing(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        deals = book.table(Deals)
        for row in (0, 1):
            deals.sheet.cell(deals.top + row, deals.places["amount"]).number_format = "0.0%"
        deals.write(0, amount=0.2)
        deals.sheet.cell(deals.top + 1, deals.places["probability"]).number_format = "0%"
        deals.write(1, probability=0.6)
        deals.write(2, amount=0.25)
        agreed = book.cell(name_of(People.agreed))
        agreed.value, agreed.number_format = 0.3, "0%"

    found = _collect(work)

    assert {(told.table, told.value, told.wrong) for told in found.refused} == {
        ("deals", "20%", "20% is not of the type “money”."),
        ("deals", "0.25", "0.25 is less than one: 20% typed where an amount belongs becomes 0.2."),
        ("targets", "30%", "30% is not of the type “money”."),
    }
    assert [(done.table, done.new) for done in found.done] == [("deals", "probability=0.6")]
    assert has_typed(work / "out" / "T1.xlsx")


@pytest.mark.parametrize(
    ("text", "few", "many"), [("36.000", "36", "36000"), ("€ 1.250", "1.25", "1250"), ("-5.500 元", "-5.5", "-5500")]
)
def test_a_point_that_may_part_thousands_is_not_taken_for_one_before_decimals(
    work: Path, text: str, few: str, many: str
) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        book.table(Deals).write(0, amount=text)
        book.table(Deals).write(1, amount="1234.500")
        book.table(Deals).write(2, amount="1.234万")
        book.table(Deals).write(3, amount="0.125 万")

    found = _collect(work, lang="en")

    told = {one.key: one.wrong for one in found.refused}
    assert told["D01"].startswith(f"{text} can mean {few} or {many}: ") or "not an amount in" in told["D01"]
    assert any(one.wrong.startswith(f"{text} can mean {few} or {many}: ") for one in found.refused)
    assert [deals_of(work)[key][3] for key in ("D01", "D02", "D03", "D04")] == ["100", "1234.5", "12340", "1250"]


def test_a_row_that_names_one_which_is_not_taken_is_not_taken_either(work: Path) -> None:
    (work / "data" / "orders.csv").write_text(
        "order_id,rep_id,order_date,quantity,amount,refers_to\nO1,A,2026-02-01,1,500,\n", encoding="utf-8"
    )
    (work / "data" / "receipts.csv").write_text(
        "receipt_id,order_id,date,amount\nP0,O1,2026-02-03,10\n", encoding="utf-8"
    )
    build(work / "data", work / "out", teams=("T1",), lang="zh-CN", overwrite=True)
    with typing(work / "out" / "T1.xlsx") as book:
        orders = book.table(Orders)
        below = max(orders.filled()) + 1
        row: dict[str, Typed] = {"rep_id": "A", "order_date": dt.date(2026, 2, 5)}
        orders.write(below, order_id="O2", amount=-50, refers_to="O3", **row)
        orders.write(below + 1, order_id="O3", amount=300, refers_to="O4", **row)
        orders.write(below + 2, order_id="O4", amount=300, quantity="2 pcs", **row)
        orders.write(below + 3, order_id="O5", amount=-50, refers_to="O1", **row)
        receipts = book.table(Receipts)
        receipts.write(1, receipt_id="P1", order_id="o4", date=dt.date(2026, 2, 5), amount=300)
        receipts.write(2, receipt_id="P2", order_id="O9", date=dt.date(2026, 2, 5), amount=300)

    found = _collect(work, lang="en")

    assert [(told.key, told.wrong) for told in found.refused] == [
        ("O2", "O3 is a row of Orders that is not taken itself."),
        ("O3", "O4 is a row of Orders that is not taken itself."),
        ("O4", "2 pcs is not of the type “number”."),
        ("P1", "o4 is a row of Orders that is not taken itself."),
        ("P2", "O9 is not in the table Orders."),
    ]
    assert [done.key for done in found.done] == ["O5"]


def test_a_customer_is_new_to_no_table_where_the_data_has_none_of_customers(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        deals = book.table(Deals)
        deals.write(0, customer_id="New Shop")
        deals.write(max(deals.filled()) + 1, rep_id="A", amount=700, stage="lead", customer_id="Another Shop")
        deals.write(1, rep_id="Nobody")

    found = _collect(work)

    assert [(told.value, "is not in the table" in told.wrong) for told in found.refused] == [("Nobody", True)]
    assert [done.new for done in found.done][:1] == ["customer_id=New Shop"]
    report = build(work / "data", work / "out", formulas="values", overwrite=True)
    assert report.problems == ()
    assert _collect(work).done == ()


def test_an_id_typed_twice_leaves_the_row_that_had_it_and_the_one_it_was_typed_over(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        book.table(Deals).write(0, deal_id="d02")
    before = (work / "data" / "deals.csv").read_bytes()

    found = _collect(work)

    assert found.done == ()
    assert {(told.row, told.wrong) for told in found.refused} >= {(7, "This id is also in another row.")}
    assert (work / "data" / "deals.csv").read_bytes() == before


def test_rows_that_no_id_names_are_not_told_to_have_none(work: Path) -> None:
    """A month stands in its row, and without it there would be none."""
    rows = "".join(f"{month},1\n" for month in range(1, 13))
    (work / "data" / "seasonality.csv").write_text(f"month,weight\n{rows}", encoding="utf-8")
    build(work / "data", work / "out", teams=("T1",), formulas="values", overwrite=True)
    with typing(work / "out" / "T1.xlsx") as book:
        book.table(Seasonality).write(1, month=3)

    found = _collect(work)

    told = [(told.wrong, told.mend) for told in found.refused if told.value]
    assert told == [("Another row has 3 as well.", "Correct one of the two, or delete it.")]


UNREAD: Final = {
    "T1 - Kopie.xlsx": "it is T1.xlsx under another name",
    "T1 (1).xlsm": "it is T1.xlsx under another name",
    "letter.xlsx": "this is no .xlsx workbook",
    "gone.xlsx": "there is no such file",
}
"""File → what is said of it."""


def test_a_workbook_that_cannot_be_read_is_told_and_the_others_are_collected(work: Path) -> None:
    with typing(work / "out" / "T1.xlsx") as book:
        book.table(Deals).write(0, amount=150)
    for name in ("T1 - Kopie.xlsx", "T1 (1).xlsm"):
        shutil.copy(work / "out" / "T1.xlsx", work / "out" / name)
    (work / "out" / "letter.xlsx").write_text("Dear Ann")

    with held_folder(work / "data"):
        books = [work / "out" / name for name in (*UNREAD, "T1.xlsx", "../out/T1.xlsx")]
        found = collected(books, TableFolder(work / "data"), _WHO, is_aside=False)

    said = [error.wrong.rpartition(": ")[2].rstrip(".") for error in found.unopened]
    assert said == list(UNREAD.values())
    assert (found.read, [done.new for done in found.done]) == (1, ["amount=150"])


def test_two_workbooks_that_change_one_setting_are_told_with_its_cells(work: Path) -> None:
    for book, days in (("T1", 45), ("T2", 50)):
        with typing(work / "out" / f"{book}.xlsx") as opened:
            opened.cell(name_of(Settings.stale_days)).value = days

    found = _collect(work, "T1", "T2")

    assert [(clash.sheet, clash.row > 0, clash.typed, clash.data) for clash in found.conflicts] == [
        ("Settings", True, "45", "50"),
        ("Settings", True, "50", "45"),
    ]


def test_tables_without_a_row_take_some_and_months_are_closed_by_no_cell(begun: Path, tmp_path: Path) -> None:
    """In a workbook of every sheet. The state of a month that is closed has to agree with its snapshot."""
    shutil.copytree(begun / "data", tmp_path / "data")
    periods = tmp_path / "data" / "periods.csv"
    periods.write_text("period,status\n2026-01,open\n2026-02,open\n2026-03,open\n", encoding="utf-8")
    build(tmp_path / "data", tmp_path / "out", formulas="values", teams=("T1",), every_sheet=True)
    with typing(tmp_path / "out" / "T1.xlsx") as book:
        months = book.table(Periods)
        months.write(0, status="closed")
        months.write(1, status="Approved")
        months.write(2, hash="0123")
        book.table(Orders).write(0, order_id="O1", rep_id="A", amount=5, order_date=dt.date(2026, 2, 1))
        book.cell(name_of(Settings.company)).value = "Mine"

    found = _collect(tmp_path)

    assert [(done.table, done.kind) for done in found.done] == [("orders", "new"), ("periods", "changed")]
    assert [(told.column, told.key, told.value) for told in found.refused] == [
        ("C6", "", "Mine"),
        ("Status", "2026-01-01", "Closed"),
        ("Hash", "2026-03-01", "0123"),
    ]
    assert periods.read_text(encoding="utf-8").splitlines()[1:] == ["2026-01,open", "2026-02,approved", "2026-03,open"]


def test_rows_put_elsewhere_are_told_where_the_first_that_fits_counts(begun: Path, tmp_path: Path) -> None:
    """A file keeps its order, and gets new rows at its end: another order would be another class for customers."""
    shutil.copytree(begun / "data", tmp_path / "data")
    file = tmp_path / "data" / "customer_classes.csv"
    file.write_text("customer_class,least_orders\nA,9\nB,5\nC,1\n", encoding="utf-8")
    (tmp_path / "data" / "customers.csv").write_text("customer_id\nK1\n", encoding="utf-8")
    build(tmp_path / "data", tmp_path / "out")
    book = tmp_path / "out" / "T1.xlsx"

    def put(*classes: tuple[str, int]) -> None:
        with typing(book) as typed:
            table = typed.table(CustomerClasses)
            for row, (name, orders) in enumerate(classes, min(table.filled())):
                table.write(row, customer_class=name, least_orders=orders)

    put(("A", 9), ("C", 1), ("B", 5), ("D", 0))
    for _ in range(2):
        found = _collect(tmp_path)
        assert [(one.table, one.value) for one in found.refused] == [("customer_classes", "A · C · B · D")]
        assert has_typed(book)
    assert file.read_text(encoding="utf-8").split() == ["customer_class,least_orders", "A,9", "B,5", "C,1", "D,0"]

    file.write_text("customer_class,least_orders\nA,9\nC,1\nB,5\nD,0\n", encoding="utf-8")
    assert _collect(tmp_path).refused == ()
    assert not has_typed(book)
    put(("First", 9))
    found = _collect(tmp_path)
    assert ([done.key for done in found.done], found.refused) == (["A"], ()), "another name is no other place"
    put(("E", 20), ("First", 9), ("C", 1), ("B", 5), ("D", 0))
    found = _collect(tmp_path)
    assert ([done.key for done in found.done], [one.value for one in found.refused]) == (
        ["E"],
        ["E · First · C · B · D"],
    )
