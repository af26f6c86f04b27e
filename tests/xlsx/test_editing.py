"""An edit changes its cell and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile, Formula, Value, cells_of, read
from salessheet.xlsx.editing import KEPT, Edit, edited
from salessheet.xlsx.package import MAIN
from tests.xlsx.conftest import book_of, main_part, parts_of, rows_of

A1, B1, A2, B2 = (CellRef("S", row, column) for row in (1, 2) for column in (1, 2))

# --- Small books at random, cell by cell as XML ---

CELLS: Final = (
    "<v>1</v>",
    '{t="s"}<v>0</v>',
    '{t="s"}<v/>',
    '{t="str"}<v> a </v>',
    '{t="str"}<v></v>',
    '{t="inlineStr"}<is><r><t>B</t></r><r><t>o</t></r></is>',
    '{t="b"}<v>1</v>',
    '{t="e"}<v>#N/A</v>',
    '{t="e" vm="1"}<v>#VALUE!</v>',
    '{s="1"}',
    '{s="1"}<v/>',
    "<f>A1+B$2</f><v>3</v>",
    "<f>A1+1</f>",
    '<f>""</f><v></v>',
    '{t="str"}<f>""</f>',
    '{t="str"}<f>C3&amp;"&lt;"</f><v>x</v>',
    '{cm="1"}<f t="array" ref="A1:B2">C1:D2</f><v>3</v>',
    '<f t="array" ref="F9">SUM(A1:A2)</f><v>3</v>',
    '<f t="shared" ref="A1:F9" si="0">B2*$A$1</f><v>4</v>',
    '<f t="shared" si="0"/><v>5</v>',
    '<f t="shared" si="1" ref="A1:F9">Deals!A1&amp;"A1"</f>',
    '<f t="shared" si="1"/><v>5</v>',
    '<f t="dataTable" ref="A1:B2" r1="C1"/><v>7</v>',
    "<f>A1</f><v>1</v><extLst/>",
)  # fmt: skip
ROWS, COLUMNS = 6, 5
PLACES = st.tuples(st.integers(1, ROWS + 2), st.integers(1, COLUMNS + 2))


def cell_xml(content: str, name: str) -> str:
    attributes, _, inside = content.removeprefix("{").partition("}") if content.startswith("{") else ("", "", content)
    return f"<c{name} {attributes}>{inside}</c>"


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Rows and cells with numbers or without where the number before allows it."""
    rows = []
    last_row = 0
    for row in sorted(draw(st.sets(st.integers(1, ROWS), max_size=ROWS))):
        cells = []
        last_column = 0
        for column in sorted(draw(st.sets(st.integers(1, COLUMNS), max_size=COLUMNS))):
            named = column > last_column + 1 or draw(st.booleans())
            name = f' r="{CellRef("", row, column).address}"' if named else ""
            cells.append(cell_xml(draw(st.sampled_from(CELLS)), name))
            last_column = column
        number = f' r="{row}"' if row > last_row + 1 or draw(st.booleans()) else ""
        rows.append(f'<row{number} spans="1:5">{"".join(cells)}</row>')
        last_row = row
    return "\n".join(rows)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**17), 10**17).map(float),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(["=1+1", " a ", "\n", "_x0041_", "_x_x0041_", "a\x00\x1f\r\t\ufffe", "'1", "1", "TRUE", "#N/A"]),
    st.sampled_from([kind for kind in ErrorKind if kind is not ErrorKind.CIRCULAR]),
)
FORMULAS = st.sampled_from([None, "=A1*2", '="<&>"&B2', "=SUM(Deals!A:A)", "='It''s'!A1"])
EDITS = st.builds(Edit, st.just(KEPT) | VALUES, st.just(KEPT) | FORMULAS)


def book_with(sheet: str) -> BookFile:
    return book_of(
        parts_of(
            {"Deals": sheet, "Other": '<row r="1"><c r="A1"><v>1</v></c></row>'},
            texts="<si><t>Ana</t></si>",
            styles='<cellXfs count="1"><xf numFmtId="0"/></cellXfs>',
        )
    )


def as_in_a_file(book: BookFile) -> BookFile:
    """Written and read again."""
    file = BytesIO()
    book.package.write(file)
    path = Path("made.xlsx")
    assert book.path == path
    from zipfile import ZipFile

    with ZipFile(file) as archive:
        return book_of({name: archive.read(name) for name in archive.namelist()})


def exactly(value: Value | None) -> tuple[type, Value | None]:
    """TRUE is not 1, nor an error its text."""
    return type(value), value


def places_in(book: BookFile, sheet: str) -> list[tuple[int, int]]:
    """Of the cells in the order of the file, each by its own number."""
    tree = etree.fromstring(book.package.parts[book.sheets[sheet].part])
    return [(row, column) for row, column, _ in cells_of(tree)]


@given(sheets(), st.dictionaries(PLACES, EDITS, max_size=8))
def test_edited_cells_are_as_edited_and_all_others_as_before(
    sheet: str, wanted: Mapping[tuple[int, int], Edit]
) -> None:
    before = book_with(sheet)
    edits = {CellRef("Deals", *place): edit for place, edit in wanted.items()}

    after = as_in_a_file(edited(before, edits))

    was, now = before.sheets["Deals"], after.sheets["Deals"]
    for place in {*was.styles, *now.styles, *wanted}:
        edit = wanted.get(place, Edit())
        formula = was.formulas.get(place) if edit.formula is KEPT else edit.formula and Formula(str(edit.formula))
        value = was.values.get(place) if edit.value is KEPT else edit.value
        assert now.formulas.get(place) == formula
        assert exactly(now.values.get(place)) == exactly(value)
        assert now.styles.get(place, 0) == was.styles.get(place, 0)
    assert now.styles.keys() - was.styles.keys() == {
        place for place, edit in wanted.items() if place not in was.styles and not edit.leaves_blank
    }
    assert places_in(after, "Deals") == sorted(now.styles)
    for name, content in before.package.parts.items():
        if name != was.part:
            assert after.package.parts[name] == content
    assert list(after.package.parts) == list(before.package.parts)


@given(sheets(), st.dictionaries(PLACES, EDITS, max_size=8))
def test_edits_one_after_another_come_to_the_same_as_all_at_once(
    sheet: str, wanted: Mapping[tuple[int, int], Edit]
) -> None:
    before = one_by_one = book_with(sheet)
    edits = {CellRef("Deals", *place): edit for place, edit in wanted.items()}
    for cell, edit in edits.items():
        one_by_one = edited(one_by_one, {cell: edit})

    at_once = edited(before, edits)

    assert one_by_one.formulas == at_once.formulas
    assert one_by_one.sheets["Deals"].values == at_once.sheets["Deals"].values


# --- The same, case by case ---


@pytest.mark.parametrize(
    "value",
    [None, "", "Ana", "=1+1", " a ", "\t", "\n", "a\nb", "a\r\nb", "\x00\x01\x1f", "_x000D_", "_x005F_", "x_x0041_y",
     "<&>\"'", "😀", "\ufffe", "12345678901234567890", "TRUE", "#N/A", True, False, 0.0, -0.5, 1 / 3, 1e-300, 1e300,
     5e-324, 123456789012345.0, 2.0**53 + 2, 99999.99, ErrorKind.DIV0, ErrorKind.GETTING_DATA],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize("cell", [A1, B1, CellRef("S", 1, 3), CellRef("S", 9, 9)])
def test_a_value_is_read_back_as_it_was_set(cell: CellRef, value: Value | None) -> None:
    book = rows_of('<row r="1"><c r="A1" t="str"><f>A2</f><v>x</v></c><c r="B1" t="b"><v>1</v></c></row>')

    after = edited(book, {cell: Edit(value)})

    assert exactly(after.stored(cell)) == exactly(value)
    assert exactly(as_in_a_file(after).stored(cell)) == exactly(value)
    assert after.formulas == book.formulas


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), ErrorKind.CIRCULAR])
def test_a_value_that_no_file_holds_is_a_defect(value: Value) -> None:
    with pytest.raises(ValueError, match="holds"):
        edited(rows_of('<row r="1"><c r="A1"><v>1</v></c></row>'), {A1: Edit(value)})


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        (1.0, "1"),
        (-0.25, "-0.25"),
        (1e14, "100000000000000"),
        (1e15, "1000000000000000.0"),
        (1e300, "1e+300"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_a_number_is_written_as_short_as_it_can_be(number: float, digits: str) -> None:
    after = edited(rows_of(""), {A1: Edit(number)})

    assert f"<v>{digits}</v>" in after.package.parts[after.sheets["S"].part].decode()


def test_a_formula_taken_away_leaves_its_value_and_style() -> None:
    book = rows_of(
        '<row r="1"><c r="A1" s="2"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f></c></row>'
        '<row r="2"><c r="A2"><f>""</f><v></v></c><c r="B2"><f>1+1</f></c></row>'
    )

    after = edited(book, {cell: Edit(formula=None) for cell in (A1, B1, A2, B2)})

    assert after.formulas == {}
    assert [after.stored(cell) for cell in (A1, B1, A2, B2)] == [2, "", "", None]
    assert after.sheets["S"].styles == book.sheets["S"].styles


def test_a_value_set_leaves_the_formula_and_the_style() -> None:
    book = rows_of('<row r="1"><c r="A1" s="2"><f>1+1</f><v>2</v></c></row>')

    after = edited(book, {A1: Edit(5.0)})

    assert after.formulas == {A1: Formula("=1+1")}
    assert after.stored(A1) == 5
    assert after.sheets["S"].styles == {(1, 1): 2}


def test_a_formula_put_in_leaves_the_value() -> None:
    book = rows_of('<row r="1"><c r="A1" t="b"><v>1</v></c></row>')

    after = edited(book, {A1: Edit(formula="=1=1"), B1: Edit(formula="=2"), B2: Edit(3.0, "=A1+2")})

    assert after.formulas == {A1: Formula("=1=1"), B1: Formula("=2"), B2: Formula("=A1+2")}
    assert [after.stored(cell) for cell in (A1, B1, B2)] == [True, None, 3]


@pytest.mark.parametrize("edit", [Edit(formula=None), Edit(formula="=7"), Edit(1.0, None)])
def test_cells_that_shared_a_formula_keep_it_when_the_first_loses_it(edit: Edit) -> None:
    follower = '<c r="{}"><f t="shared" si="0"/><v>1</v></c>'
    book = rows_of(
        f'<row r="1"><c r="A1"><f t="shared" ref="A1:B2" si="0">C1*2</f><v>1</v></c>{follower.format("B1")}</row>'
        f'<row r="2">{follower.format("A2")}{follower.format("B2")}</row>'
    )

    after = edited(book, {A1: edit, B1: Edit(formula=None)})

    assert after.formulas.get(A1) == (Formula("=7") if edit.formula else None)
    assert {cell: after.formulas.get(cell) for cell in (B1, A2, B2)} == {
        B1: None, A2: Formula("=C2*2"), B2: Formula("=D2*2"),
    }  # fmt: skip
    assert b"shared" not in after.package.parts[after.sheets["S"].part]


@pytest.mark.parametrize(
    ("cell", "edit", "written"),
    [
        ("<v>1</v>", Edit("a"), '<c r="A1" t="inlineStr"><is><t>a</t></is></c>'),
        ("<f>B1</f><v>1</v>", Edit("a"), '<c r="A1" t="str"><f>B1</f><v>a</v></c>'),
        ("<f>B1</f><v>1</v><extLst/>", Edit(2.0), '<c r="A1"><f>B1</f><v>2</v><extLst/></c>'),
        ('{t="str"}<f>B1</f><v>a</v>', Edit(formula=None), '<c r="A1" t="inlineStr"><is><t>a</t></is></c>'),
        ('{t="inlineStr"}<is><t>a</t></is>', Edit(formula="=B1"), '<c r="A1" t="str"><f>B1</f><v>a</v></c>'),
        ('{t="inlineStr"}<is><r><t>a</t></r></is>', Edit(formula=None),
         '<c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c>'),
        ('{t="e"}<f>B1</f><v>#BUSY!</v>', Edit(formula=None), '<c r="A1" t="e"><v>#BUSY!</v></c>'),
        ("<v>1</v>", Edit(" a"), '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("<f>B1</f>", Edit("a\n"), '<c r="A1" t="str"><f>B1</f><v xml:space="preserve">a\n</v></c>'),
        ('{s="1"}<v/>', Edit(formula="=B1"), '<c r="A1" s="1"><f>B1</f></c>'),
        ('{t="e" vm="1"}<v>#VALUE!</v>', Edit(1.0), '<c r="A1"><v>1</v></c>'),
    ],
)  # fmt: skip
def test_values_are_written_as_spreadsheet_programs_do(cell: str, edit: Edit, written: str) -> None:
    first = cell_xml(cell, ' r="A1"')
    after = edited(rows_of(f'<row r="1">{first}</row>'), {A1: edit})

    assert written in after.package.parts[after.sheets["S"].part].decode()


def test_an_array_formula_taken_away_leaves_the_values_of_all_its_cells() -> None:
    book = rows_of(
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
    )
    assert book.formulas[A1].spread == Area("S", 1, 1, 1, 2)

    after = edited(book, {A1: Edit(formula=None)})

    assert not after.formulas
    assert not after.covered
    assert (after.stored(A1), after.stored(B1)) == (1, 2)
    assert b"cm=" not in after.package.parts[after.sheets["S"].part]


def test_cells_that_are_not_there_are_made_in_order() -> None:
    book = rows_of('<row r="2"><c r="B2"><v>1</v></c><extLst/></row><row r="4"/>')
    wanted = [(row, column) for row in range(1, 6) for column in range(1, 4)]

    after = edited(book, {CellRef("S", *place): Edit(float(place[0])) for place in reversed(wanted)})

    tree = after.package.tree(after.sheets["S"].part)
    assert [line.get("r") for line in tree.iter(f"{MAIN}row")] == ["1", "2", "3", "4", "5"]
    assert [cell.get("r") for cell in tree.iter(f"{MAIN}c")] == [f"{c}{r}" for r in range(1, 6) for c in "ABC"]
    assert [child.tag for child in tree.iterfind(f".//{MAIN}row[@r='2']/*")] == [*[f"{MAIN}c"] * 3, f"{MAIN}extLst"]


def test_a_cell_made_among_cells_without_numbers_moves_none_of_them() -> None:
    book = rows_of("<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row/><row><c><v>4</v></c></row>")

    after = edited(book, {B2: Edit(22.0), CellRef("S", 3, 3): Edit(33.0)})

    assert after.sheets["S"].values == {(1, 1): 1, (2, 1): 2, (4, 1): 4, (2, 2): 22, (3, 3): 33}
    assert places_in(after, "S") == [(1, 1), (2, 1), (2, 2), (3, 3), (4, 1)]


def test_what_the_sheet_says_of_its_extent_is_not_left_wrong() -> None:
    rows = '<row r="1" spans="1:1"><c r="A1"><v>1</v></c></row><row r="2" spans="1:1"><c r="A2"><v>2</v></c></row>'
    parts = parts_of({"S": rows})
    part = "xl/worksheets/sheet1.xml"
    inside = f'<dimension ref="A1:A2"/><sheetData>{rows}</sheetData>'
    book = book_of(parts | {part: main_part("worksheet", inside)})

    replaced = edited(book, {A1: Edit(5.0)}).package.parts[part].decode()
    assert '<dimension ref="A1:A2"/>' in replaced
    assert replaced.count('spans="1:1"') == 2

    made = edited(book, {CellRef("S", 1, 4): Edit(5.0)}).package.parts[part].decode()
    assert "dimension" not in made
    assert '<row r="1">' in made
    assert '<row r="2" spans="1:1">' in made


@pytest.mark.parametrize("edit", [Edit(), Edit(None), Edit(formula=None), Edit(None, None)])
def test_a_blank_that_stays_blank_is_not_made(edit: Edit) -> None:
    after = edited(rows_of('<row r="1"><c r="A1"><v>1</v></c></row>'), {B2: edit})

    assert after.sheets["S"].extent == (1, 1)


def test_no_edits_give_the_book_itself() -> None:
    book = rows_of("")

    assert edited(book, {}) is book


def test_a_sheet_that_is_not_there_is_a_defect() -> None:
    with pytest.raises(KeyError):
        edited(rows_of(""), {CellRef("T", 1, 1): Edit(1.0)})


def test_the_book_before_stays_as_it_was() -> None:
    book = rows_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts = dict(book.package.parts)

    edited(book, {A1: Edit(2.0), B2: Edit(3.0)})

    assert dict(book.package.parts) == parts
    assert book.sheets["S"].values == {(1, 1): 1}


def test_an_edited_workbook_of_xlsxwriter_is_read_by_openpyxl(plain: Path, tmp_path: Path) -> None:
    book = read(plain)
    after = edited(
        book,
        {
            CellRef("Total", 1, 1): Edit(99.5),
            CellRef("Total", 1, 2): Edit("=not a formula"),
            CellRef("Total", 2, 1): Edit(formula=None),
            CellRef("Total", 5, 3): Edit(" spaced ", "=A1&A2"),
            CellRef("Total", 4, 27): Edit(True),
            CellRef("Total", 4, 2): Edit(ErrorKind.NA),
        },
    )
    after.package.write(tmp_path / "after.xlsx")

    stored = openpyxl.load_workbook(tmp_path / "after.xlsx", data_only=True)["Total"]
    shown = {cell.coordinate: cell.value for line in stored.iter_rows() for cell in line if cell.value is not None}
    assert shown == {
        "A1": 99.5, "B1": "=not a formula", "A2": "good", "B4": "#N/A", "AA4": True, "C5": " spaced ",
    }  # fmt: skip
    formulas = openpyxl.load_workbook(tmp_path / "after.xlsx")["Total"]
    assert (formulas["A1"].value, formulas["A2"].value, formulas["C5"].value) == (
        "=SUM(tblDeals[Amount])", "good", "=A1&A2",
    )  # fmt: skip
    changed = {name for name, part in after.package.parts.items() if part != book.package.parts[name]}
    assert changed == {"xl/worksheets/sheet2.xml"}
