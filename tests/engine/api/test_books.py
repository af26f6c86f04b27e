"""Apps, books and sheets: found, made, saved, closed."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.protection import DocumentSecurity

from salessheet import engine
from salessheet.engine import open_book
from salessheet.errors import UnreadableWorkbook


@pytest.fixture
def active() -> Iterator[xw.Engine]:
    """The engine, in use by xlwings' own entry points for the length of a test."""
    before = xw.engines.active
    found = engine.register(activate=True)
    yield found
    for app in list(found.apps):
        app.kill()
    xw.engines.active = before


def test_the_engine_is_found_by_its_name() -> None:
    engine.register()
    assert xw.engines["openpyxl"].name == "openpyxl"
    assert engine.register() is engine.register()


def test_books_and_apps_of_xlwings_reach_the_active_engine(active: xw.Engine, tmp_path: Path) -> None:
    first = xw.Book()
    assert first.app.engine.name == "openpyxl"
    assert xw.books.active.name == first.name
    first.sheets.active["A1"].value = 5
    assert xw.Range("A1").value == 5.0
    first.save(tmp_path / "mine.xlsx")
    first.close()
    again = xw.Book(tmp_path / "mine.xlsx")
    assert xw.Book("mine.xlsx") == again
    assert xw.sheets[0]["A1"].value == 5.0


def test_apps_are_independent(active: xw.Engine) -> None:
    one, other = xw.App(), xw.App(add_book=False)
    assert one.pid != other.pid
    assert (len(one.books), len(other.books)) == (1, 0)
    assert xw.apps.active == other
    one.activate()
    assert xw.apps.active == one
    assert set(xw.apps.keys()) >= {one.pid, other.pid}
    one.quit()
    assert one.pid not in set(xw.apps.keys())


def test_the_settings_of_an_app_are_remembered(active: xw.Engine) -> None:
    app = xw.App(visible=False)
    with app.properties(display_alerts=False, screen_updating=False, calculation="manual"):
        assert (app.display_alerts, app.screen_updating, app.calculation) == (False, False, "manual")
    assert (app.display_alerts, app.screen_updating, app.calculation) == (True, True, "automatic")
    app.status_bar = "working"
    assert app.status_bar == "working"
    assert app.version.major == 16
    with pytest.raises(ValueError, match="automatic"):
        app.calculation = "sometimes"


def test_a_mock_caller_is_the_caller(book: xw.Book) -> None:
    book.set_mock_caller()
    assert xw.Book.caller() == book
    delattr(xw.Book, "_mock_caller")


def test_a_macro_of_vba_says_that_it_cannot_run(book: xw.Book) -> None:
    with pytest.raises(engine.NoSuchMacro, match=r"Module1\.Go.* cannot run"):
        book.macro("Module1.Go")(1)


def test_a_new_book_is_saved_under_its_name_where_one_is(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = book.name
    book.save()
    assert (tmp_path / f"{name}.xlsx").is_file()
    assert book.name == f"{name}.xlsx"
    assert book.fullname == str(tmp_path / f"{name}.xlsx")


def test_a_book_is_saved_again_and_again(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    for i in range(3):
        sheet[i, 0].value = i
        sheet[i, 0].number_format = f"0.{'0' * (i + 1)}"
        book.save(tmp_path / "book.xlsx")
        saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
        assert [saved.cell(row, 1).value for row in range(1, i + 2)] == list(range(i + 1))
        assert [saved.cell(row, 1).number_format for row in range(1, i + 2)] == [
            f"0.{'0' * row}" for row in range(1, i + 2)
        ]


def test_a_file_that_cannot_be_written_leaves_the_one_that_is_there(book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book.save(path)
    before = path.read_bytes()
    book.sheets[0]["A1"].value = 1
    with pytest.raises(NotImplementedError, match=r"Book\.save.*\.xlsb"):
        book.save(tmp_path / "book.xlsb")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["book.xlsx"]


def test_a_folder_that_is_not_there_is_told_with_the_name_of_the_file(book: xw.Book, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "book.xlsx"
    with pytest.raises(FileNotFoundError) as told:
        book.save(target)
    assert told.value.filename == str(target)


def test_a_workbook_is_saved_and_opened_with_a_password_and_keeps_it(book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book.sheets[0]["A1"].value = "one"
    book.save(path, password="open sesame")
    book.sheets[0]["A2"].value = "two"
    book.save()
    assert path.read_bytes().startswith(bytes.fromhex("D0CF11E0"))

    with pytest.raises(UnreadableWorkbook, match=r"protected by a password\. Open it with password="), open_book(path):
        pass
    with pytest.raises(xw.XlwingsError, match="a password that is not the password given"), open_book(path, "sesame"):
        pass
    with open_book(path, "open sesame") as again:
        assert again.sheets[0]["A1:A2"].value == ["one", "two"]
        again.sheets[0]["A3"].value = "three"
        again.save()
    with open_book(path, "open sesame") as again:
        assert again.sheets[0]["A3"].value == "three"


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".xlsx", "spreadsheetml.sheet.main"),
        (".xlsm", "ms-excel.sheet.macroEnabled.main"),
        (".xltx", "spreadsheetml.template.main"),
        (".xltm", "ms-excel.template.macroEnabled.main"),
        (".xlam", "ms-excel.addin.macroEnabled.main"),
    ],
)
def test_the_kind_of_a_file_goes_with_its_ending(book: xw.Book, tmp_path: Path, suffix: str, kind: str) -> None:
    from salessheet.xlsx.package import opened

    book.save(tmp_path / f"book{suffix}")
    assert kind.encode() in opened(tmp_path / f"book{suffix}").parts["[Content_Types].xml"]


def test_what_is_no_workbook_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_text("id,amount")
    with pytest.raises(UnreadableWorkbook, match=r"no \.xlsx workbook"), engine.open_book(tmp_path / "no.xlsx"):
        pass
    with pytest.raises(FileNotFoundError), engine.open_book(tmp_path / "none.xlsx"):
        pass


def test_sheets_are_added_named_moved_hidden_and_deleted(book: xw.Book, tmp_path: Path) -> None:
    first = book.sheets[0]
    first["A1"].value = 1
    sales = book.sheets.add("销售", after=first)
    last = book.sheets.add("O'Neil", after=sales)
    assert book.sheets.active == last
    last.move(before=first)
    book.sheets["销售"].name = "Sales 2026"
    first.visible = False
    added = book.sheets.add()
    assert [sheet.name for sheet in book.sheets] == ["Sheet2", "O'Neil", first.name, "Sales 2026"]
    added.delete()
    assert "Sales 2026" in [sheet.name for sheet in book.sheets]
    book.save(tmp_path / "book.xlsx")

    saved = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert saved.sheetnames == ["O'Neil", first.name, "Sales 2026"]
    assert saved[first.name].sheet_state == "hidden"
    assert saved[first.name]["A1"].value == 1


def test_formulas_follow_a_sheet_that_is_renamed(book: xw.Book, tmp_path: Path) -> None:
    data = book.sheets[0]
    other = book.sheets.add("Other", after=data)
    data["A1"].value = 7
    other["A1"].formula = f"={data.name}!A1*2"
    book.names.add("Seven", f"={data.name}!$A$1")
    data.name = "New name"
    assert other["A1"].formula == "='New name'!A1*2"
    assert book.names["Seven"].refers_to == "='New name'!$A$1"
    assert other["A1"].value == 14.0
    book.save(tmp_path / "book.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert saved["Other"]["A1"].value == "='New name'!A1*2"
    assert saved.defined_names["Seven"].attr_text == "'New name'!$A$1"


def test_formulas_that_refer_to_a_deleted_sheet_show_it(book: xw.Book) -> None:
    data = book.sheets[0]
    other = book.sheets.add("Other", after=data)
    other["A1"].formula = f"={data.name}!A1"
    data.delete()
    assert "#REF!" in other["A1"].formula


def test_the_last_visible_sheet_stays(book: xw.Book) -> None:
    with pytest.raises(xw.XlwingsError, match="at least one visible sheet"):
        book.sheets[0].delete()
    with pytest.raises(xw.XlwingsError, match="at least one visible sheet"):
        book.sheets[0].visible = False


def test_a_copy_opens_beside_the_workbook_whose_password_it_has(book: xw.Book, tmp_path: Path) -> None:
    """As `export_my_team` opens one: nobody can be asked for what was told already."""
    book.save(tmp_path / "book.xlsx", password="open sesame")
    shutil.copy(tmp_path / "book.xlsx", tmp_path / "copy.xlsx")

    copy = book.app.books.open(tmp_path / "copy.xlsx")
    copy.sheets[0]["A1"].value = "changed"
    copy.save()

    with pytest.raises(UnreadableWorkbook, match="protected by a password"), open_book(tmp_path / "copy.xlsx"):
        pass


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.book.sheets.add("New"),
        lambda sheet: setattr(sheet, "name", "New"),
        lambda sheet: setattr(sheet, "visible", False),
        lambda sheet: sheet.delete(),
        lambda sheet: sheet.copy(name="New"),
        lambda sheet: sheet.impl.move(after=sheet.book.sheets[1].impl),
    ],
    ids=["add", "rename", "hide", "delete", "copy", "move"],
)
def test_sheets_stay_where_the_structure_is_protected(book: xw.Book, change: Callable[[xw.Sheet], object]) -> None:
    book.sheets.add("Other", after=book.sheets[0])
    before = [(sheet.name, sheet.visible) for sheet in book.sheets]
    book.api.security = DocumentSecurity(lockStructure=True)
    with pytest.raises(xw.XlwingsError, match=r"structure of .* is protected"):
        change(book.sheets[0])
    assert [(sheet.name, sheet.visible) for sheet in book.sheets] == before


def test_a_sheet_that_is_not_there_is_named(book: xw.Book) -> None:
    with pytest.raises(xw.NoSuchObjectError, match="'Nowhere'"):
        book.sheets["Nowhere"]
    with pytest.raises(ValueError, match="already present"):
        book.sheets.add(book.sheets[0].name)


@pytest.mark.parametrize("words", ["Nowhere!A1", "not a name", "ZZZZ1", "A1:", "A0"])
def test_what_is_no_range_is_refused(book: xw.Book, words: str) -> None:
    with pytest.raises(xw.XlwingsError):
        book.sheets[0].range(words)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("b2", "$B$2"),
        ("$B$2:A1", "$A$1:$B$2"),
        ("A:B", "$A:$B"),
        ("2:3", "$2:$3"),
        ("Sheet1!C3", "$C$3"),
        ("'Sheet1'!C3:D4", "$C$3:$D$4"),
        ((3, 2), "$B$3"),
    ],
)
def test_a_range_is_found_by_its_words(book: xw.Book, words: str | tuple[int, int], address: str) -> None:
    assert book.sheets[0].range(words).address == address


def test_a_range_between_two_cells_and_its_neighbours(book: xw.Book) -> None:
    sheet = book.sheets[0]
    area = sheet.range((2, 2), (4, 5))
    assert area.address == "$B$2:$E$4"
    assert (area.shape, area.size, area.count) == ((3, 4), 12, 12)
    assert area.last_cell.address == "$E$4"
    assert area.offset(1, -1).address == "$A$3:$D$5"
    assert area.resize(1, 2).address == "$B$2:$C$2"
    assert area(1, 2).address == "$C$2"
    assert area(6).address == "$C$3"
    assert area[0, 0].address == "$B$2"
    assert area[1:, -1].address == "$E$3:$E$4"
    assert area.rows[1].address == "$B$3:$E$3"
    assert area.columns[-1].address == "$E$2:$E$4"
    assert [cell.address for cell in area.columns[0]] == ["$B$2", "$B$3", "$B$4"]
    assert area.get_address(False, True, include_sheetname=True) == "Sheet1!$B2:$E4"
    with pytest.raises(xw.XlwingsError, match="counted from 1"):
        sheet["A1"].offset(-1, 0)


def test_changes_made_past_the_engine_are_saved(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = [1, 2]
    book.save(tmp_path / "book.xlsx")
    native = book.sheets[0].api
    native["B1"] = 20
    native["C1"] = "=A1+B1"
    native.column_dimensions["A"].width = 33
    native.merge_cells("D1:E1")
    book.save()

    saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert [cell.value for cell in saved[1]][:3] == [1, 20, "=A1+B1"]
    assert saved.column_dimensions["A"].width == 33
    assert [str(area) for area in saved.merged_cells.ranges] == ["D1:E1"]


def test_nothing_is_said_where_nothing_is_lost(book: xw.Book, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book.sheets[0]["A1"].value = "销售"
        book.save(tmp_path / "book.xlsx")


def test_a_file_is_left_as_it_is_where_nothing_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    with open_book(path) as book:
        book.save()
        assert path.read_bytes() == before
        path.unlink()
        book.save()
        assert path.is_file()
