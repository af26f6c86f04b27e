"""What becomes of formulas, places and rectangles when cells move, and when sheets, tables and names are renamed."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef, area
from salessheet.xlsx.changes.areas import in_area, in_areas, in_table, place, table_columns, tears_table
from salessheet.xlsx.changes.formulas import in_formula, in_shared_formula
from salessheet.xlsx.changes.kinds import (
    Carried,
    Change,
    ColumnRemoved,
    ColumnRenamed,
    NameRenamed,
    Removed,
    Renamed,
    Shifted,
    TableRenamed,
)

HOME = "Deals"


def rows_inserted(at: int, count: int = 1, sheet: str = HOME) -> Shifted:
    return Shifted(sheet, Area(sheet, at, 1, at + count - 1, LAST_COLUMN), count, 0)


def rows_deleted(at: int, count: int = 1, sheet: str = HOME) -> Shifted:
    return Shifted(sheet, Area(sheet, at, 1, at + count - 1, LAST_COLUMN), -count, 0)


def columns_inserted(at: int, count: int = 1, sheet: str = HOME) -> Shifted:
    return Shifted(sheet, Area(sheet, 1, at, LAST_ROW, at + count - 1), 0, count)


def columns_deleted(at: int, count: int = 1, sheet: str = HOME) -> Shifted:
    return Shifted(sheet, Area(sheet, 1, at, LAST_ROW, at + count - 1), 0, -count)


def cells_inserted(address: str, *, down: bool, sheet: str = HOME) -> Shifted:
    some = cells(address, sheet)
    height, width = some.bottom - some.top + 1, some.right - some.left + 1
    return Shifted(sheet, some, height if down else 0, 0 if down else width)


def cells_deleted(address: str, *, up: bool, sheet: str = HOME) -> Shifted:
    some = cells(address, sheet)
    height, width = some.bottom - some.top + 1, some.right - some.left + 1
    return Shifted(sheet, some, -height if up else 0, 0 if up else -width)


def carried(source: str, to: str, sheet: str = HOME, home: str = HOME) -> Carried:
    first, there = cells(source, home), cells(to, sheet)
    return Carried(first, sheet, there.top - first.top, there.left - first.left)


def cells(address: str, sheet: str = HOME) -> Area:
    found = area(sheet, address)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=A4", "=A4"),
        ("=A5", "=A7"),
        ("A5", "A7"),
        ("=$A$5", "=$A$7"),
        ("=$A5+b$6", "=$A7+b$8"),
        ("=SUM(A1:A4)", "=SUM(A1:A4)"),
        ("=SUM(A1:A5)", "=SUM(A1:A7)"),
        ("=SUM(A5:A9)", "=SUM(A7:A11)"),
        ("=SUM(A9:A1)", "=SUM(A11:A1)"),
        ("=SUM( A1:A5 , B5 )", "=SUM( A1:A7 , B7 )"),
        ("=SUM(A:A)", "=SUM(A:A)"),
        ("=SUM($A:C)", "=SUM($A:C)"),
        ("=SUM(1:3)", "=SUM(1:3)"),
        ("=SUM(4:$5)", "=SUM(4:$7)"),
        ("=SUM(5:6)", "=SUM(7:8)"),
        ("=SUM(A1:A1048576)", "=SUM(A1:A1048576)"),
        ("=SUM(A2:A1048576)", "=SUM(A2:A1048576)"),
        ("=SUM(A6:A1048576)", "=SUM(A8:A1048576)"),
        ("=A1048575", "=#REF!"),
        ("=A1048574", "=A1048576"),
        ("=XFD9", "=XFD11"),
        ("=XFE9", "=XFE9"),
        ("=XYZ9", "=XYZ9"),
        ("=Deals!A5", "=Deals!A7"),
        ("=dEALS!A5", "=dEALS!A7"),
        ("='Deals'!A5:B6", "='Deals'!A7:B8"),
        ("=Other!A5", "=Other!A5"),
        ("='My Deals'!A5", "='My Deals'!A5"),
        ("=Jan:Mar!A5", "=Jan:Mar!A5"),
        ("=Deals:Mar!A5", "=Deals:Mar!A5"),
        ("='Jan 1:Deals'!A5+A5", "='Jan 1:Deals'!A5+A7"),
        ("=[1]Deals!A5", "=[1]Deals!A5"),
        ("=[1]Deals!$A$5:$B$9*A5", "=[1]Deals!$A$5:$B$9*A7"),
        ("='[Book.xlsx]Deals'!A5", "='[Book.xlsx]Deals'!A5"),
        ("='C:\\my [Book 2.xlsx]Deals'!A5", "='C:\\my [Book 2.xlsx]Deals'!A5"),
        ("=[1]!Rate*A5", "=[1]!Rate*A7"),
        ("=!A5", "=!A5"),
        ('="A5"', '="A5"'),
        ('="say ""A5"" "&A5', '="say ""A5"" "&A7'),
        ("={1,2;5,6}+A5", "={1,2;5,6}+A7"),
        ('={"A5","B6"}', '={"A5","B6"}'),
        ("=LOG10(A5)", "=LOG10(A7)"),
        ("=LOG10+A5", "=LOG12+A7"),  # without its bracket it is the cell in column LOG
        ("=ATAN2(A5,B5)", "=ATAN2(A7,B7)"),
        ("=_xlfn.DAYS(A5,A6)", "=_xlfn.DAYS(A7,A8)"),
        ("=FY24_Targets", "=FY24_Targets"),
        ("=A9_x+x_A9", "=A9_x+x_A9"),
        ("=A9.x+x.A9", "=A9.x+x.A9"),
        ("=\\A9+A9?", "=\\A9+A9?"),
        ("=R9C1", "=R9C1"),
        ("=RC9", "=RC11"),  # a cell in column RC
        ("=Q5", "=Q7"),
        ("=销A5", "=销A5"),
        ("=A5#", "=A7#"),
        ("=SUM(A1:INDEX(A5:A9,2))", "=SUM(A1:INDEX(A7:A11,2))"),
        ("=A5:A9 A6:B6", "=A7:A11 A8:B8"),
        ("=(A5,B6)", "=(A7,B8)"),
        ("=A5%+-A6^2", "=A7%+-A8^2"),
        ("=1E5+A5", "=1E5+A7"),
        ("=tblDeals[[#This Row],[A5]]+A5", "=tblDeals[[#This Row],[A5]]+A7"),
        ("=SUM(tblDeals[A5])", "=SUM(tblDeals[A5])"),
        ("=tblDeals['#A5'[x']]&A5", "=tblDeals['#A5'[x']]&A7"),
        ("=#REF!+A5", "=#REF!+A7"),
        ("=#REF!A5+A5", "=#REF!A5+A7"),
        ("=Deals!#REF!", "=Deals!#REF!"),
        ("=#N/A", "=#N/A"),
        ("=Deals!A5:Deals!A9", "=Deals!A7:Deals!A11"),
        ("=Deals!Rate5", "=Deals!Rate5"),
        ("", ""),
    ],
)
def test_two_rows_inserted_before_the_fifth(before: str, after: str) -> None:
    assert in_formula(rows_inserted(5, 2), before, HOME) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=A5", "=A5"),
        ("=Deals!A5", "=Deals!A7"),
        ("=deals!A5+A5", "=deals!A7+A5"),
        ("=Other!A5", "=Other!A5"),
        ("=Deals!A5:B9", "=Deals!A7:B11"),
        ("=Deals!A:A+Deals!5:6", "=Deals!A:A+Deals!7:8"),
    ],
)
def test_on_another_sheet_only_what_names_the_changed_one_moves(before: str, after: str) -> None:
    assert in_formula(rows_inserted(5, 2), before, "Other") == after


def test_a_sheet_with_an_apostrophe_is_known_by_its_doubled_one() -> None:
    change = rows_inserted(5, sheet="It's")

    assert in_formula(change, "='It''s'!$A$5:B6", HOME) == "='It''s'!$A$6:B7"
    assert in_formula(change, "='It''s'!$A$5+A5", "It's") == "='It''s'!$A$6+A6"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=A4", "=A4"),
        ("=A5", "=#REF!"),
        ("=A6", "=#REF!"),
        ("=A7", "=A5"),
        ("=$A$7", "=$A$5"),
        ("=SUM(A1:A4)", "=SUM(A1:A4)"),
        ("=SUM(A1:A5)", "=SUM(A1:A4)"),
        ("=SUM(A1:A6)", "=SUM(A1:A4)"),
        ("=SUM(A1:A7)", "=SUM(A1:A5)"),
        ("=SUM(A5:A6)", "=SUM(#REF!)"),
        ("=SUM(A5:A7)", "=SUM(A5:A5)"),
        ("=SUM(A6:A9)", "=SUM(A5:A7)"),
        ("=SUM(A4:A9)", "=SUM(A4:A7)"),
        ("=SUM($A$9:A$4)", "=SUM($A$7:A$4)"),
        ("=SUM(5:6)", "=SUM(#REF!)"),
        ("=SUM(5:7)", "=SUM(5:5)"),
        ("=SUM(A:A)", "=SUM(A:A)"),
        ("=SUM(A2:A1048576)", "=SUM(A2:A1048574)"),
        ("=Deals!A5", "=Deals!#REF!"),
        ("='Deals'!A5:B6+1", "='Deals'!#REF!+1"),
        ("=A5#", "=#REF!#"),
        ("=Other!A5", "=Other!A5"),
        ("=A1048576", "=A1048574"),
    ],
)
def test_the_fifth_and_sixth_row_deleted(before: str, after: str) -> None:
    assert in_formula(rows_deleted(5, 2), before, HOME) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=B1", "=B1"),
        ("=C1", "=E1"),
        ("=$C$1:d9", "=$E$1:F9"),
        ("=SUM(A:C)", "=SUM(A:E)"),
        ("=SUM(C:C)", "=SUM(E:E)"),
        ("=SUM(A1:B1)", "=SUM(A1:B1)"),
        ("=SUM(3:3)", "=SUM(3:3)"),
        ("=SUM(A3:XFD3)", "=SUM(A3:XFD3)"),
        ("=XFC1", "=#REF!"),
        ("=Y1+AZ1", "=AA1+BB1"),
    ],
)
def test_two_columns_inserted_before_the_third(before: str, after: str) -> None:
    assert in_formula(columns_inserted(3, 2), before, HOME) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=C1", "=#REF!"),
        ("=D1", "=C1"),
        ("=SUM(B1:D9)", "=SUM(B1:C9)"),
        ("=SUM(C:D)", "=SUM(C:C)"),
        ("=A1:C1", "=A1:B1"),
    ],
)
def test_the_third_column_deleted(before: str, after: str) -> None:
    assert in_formula(columns_deleted(3), before, HOME) == after


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (cells_inserted("B3:C4", down=True), "=B2+B3+A3+D3", "=B2+B5+A3+D3"),
        (cells_inserted("B3:C4", down=True), "=SUM(B1:C9)+SUM(B3:B3)", "=SUM(B1:C11)+SUM(B5:B5)"),
        (cells_inserted("B3:C4", down=True), "=SUM(A1:C9)+SUM(B1:D9)+3:3", "=SUM(A1:C9)+SUM(B1:D9)+3:3"),
        (cells_inserted("B3:C4", down=False), "=B3+A3+D4+B5", "=D3+A3+F4+B5"),
        (cells_inserted("B3:C4", down=False), "=SUM(A3:B4)+SUM(A3:B5)", "=SUM(A3:D4)+SUM(A3:B5)"),
        (cells_deleted("B3:C4", up=True), "=B3+B5+D3+A5", "=#REF!+B3+D3+A5"),
        (cells_deleted("B3:C4", up=True), "=SUM(B1:C9)+SUM(A1:C9)", "=SUM(B1:C7)+SUM(A1:C9)"),
        (cells_deleted("B3:C4", up=False), "=C3+D3+D5", "=#REF!+B3+D5"),
        (cells_deleted("B3:C4", up=False), "=SUM(B:B)+SUM(3:3)", "=SUM(B:B)+SUM(3:3)"),
    ],
)
def test_cells_shifted_move_what_lies_within_their_columns_or_rows(change: Change, before: str, after: str) -> None:
    assert in_formula(change, before, HOME) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Deals!$A$5", "Deals!$A$6"),
        ("Deals!$A$1:$A$5", "Deals!$A$1:$A$6"),
        ("Deals!$5:$5", "Deals!$6:$6"),
        ("Deals!A$5", "Deals!A$6"),
        ("Deals!A5", "Deals!A5"),
        ("Deals!$A1048576", "Deals!$A1048576"),
        ("Deals!$A$5+Deals!$A5", "Deals!$A$6+Deals!$A5"),
    ],
)
def test_in_a_name_only_fixed_places_move(before: str, after: str) -> None:
    assert in_formula(rows_inserted(5), before, HOME, is_name=True) == after


def test_in_a_name_cells_shifted_move_only_what_is_fixed_both_ways() -> None:
    change = cells_inserted("A3:A3", down=True)

    assert in_formula(change, "Deals!$A$3+Deals!A$3", "", is_name=True) == "Deals!$A$4+Deals!A$3"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=B2", "=F7"),
        ("=$B$2+A1", "=$F$7+A1"),
        ("=SUM(B2:C3)", "=SUM(F7:G8)"),
        ("=SUM(B2:C4)", "=SUM(B2:C4)"),
        ("=SUM(A1:D9)", "=SUM(A1:D9)"),
        ("=F7", "=#REF!"),
        ("=SUM(F7:G8)", "=SUM(#REF!)"),
        ("=SUM(F7:H8)", "=SUM(F7:H8)"),
        ("=Deals!B2", "=Deals!F7"),
        ("=Other!B2", "=Other!B2"),
        ("=B:B", "=B:B"),
    ],
)
def test_cells_carried_over_their_own_sheet(before: str, after: str) -> None:
    assert in_formula(carried("B2:C3", "F7"), before, HOME) == after


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (carried("A9", "A12"), "=SUM(A1:A9)", "=SUM(A1:A12)"),
        (carried("A9", "A7"), "=SUM(A1:A9)", "=SUM(A1:A7)"),
        (carried("A1", "A3"), "=SUM(A1:A9)", "=SUM(A3:A9)"),
        (carried("A9", "B9"), "=SUM(A1:A9)", "=SUM(A1:A9)"),
        (carried("A1:A9", "E1"), "=SUM(A1:C9)", "=SUM(A1:C9)"),
        (carried("C1:C9", "E1"), "=SUM(A1:C9)", "=SUM(A1:E9)"),
        (carried("C1:C5", "E1"), "=SUM(A1:C9)", "=SUM(A1:C9)"),
        (carried("A5", "A12"), "=SUM(A1:A9)", "=SUM(A1:A9)"),
        (carried("A9", "A12", "Other"), "=SUM(A1:A9)", "=SUM(A1:A9)"),
    ],
)
def test_a_range_stretches_with_an_end_carried_along_it(change: Change, before: str, after: str) -> None:
    assert in_formula(change, before, HOME) == after


@pytest.mark.parametrize(
    ("home", "before", "after"),
    [
        ("Deals", "=B2+A1", "=Other!F7+A1"),
        ("Deals", "=Deals!B2", "=Other!F7"),
        ("Deals", "=Other!F7", "=Other!#REF!"),
        ("Other", "=Deals!B2+F7+B2", "=Other!F7+#REF!+B2"),
        ("Third", "=Deals!B2+Other!F7+B2", "=Other!F7+Other!#REF!+B2"),
    ],
)
def test_cells_carried_to_another_sheet(home: str, before: str, after: str) -> None:
    assert in_formula(carried("B2:C3", "F7", "Other"), before, home) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("=C3", "=G8"), ("=A1", "=Deals!A1"), ("=Other!A1+Deals!A1", "=Other!A1+Deals!A1"), ("=B:B", "=Deals!B:B")],
)
def test_a_formula_carried_to_another_sheet_names_the_one_it_left(before: str, after: str) -> None:
    assert in_formula(carried("B2:C3", "F7", "Other"), before, HOME, is_carried=True) == after


@pytest.mark.parametrize(
    ("new", "before", "after"),
    [
        ("Won", "=Deals!A1", "=Won!A1"),
        ("Won", "=deals!A1+A1", "=Won!A1+A1"),
        ("Won", "='Deals'!$A$1:B2", "=Won!$A$1:B2"),
        ("Won deals", "=Deals!A1", "='Won deals'!A1"),
        ("It's", "=Deals!A:A", "='It''s'!A:A"),
        ("2026", "=Deals!A1", "='2026'!A1"),
        ("Q1", "=Deals!A1", "='Q1'!A1"),
        ("R1C1", "=Deals!A1", "='R1C1'!A1"),
        ("RC", "=Deals!A1", "='RC'!A1"),
        ("C", "=Deals!A1", "='C'!A1"),
        ("True", "=Deals!A1", "='True'!A1"),
        ("a-b", "=Deals!A1", "='a-b'!A1"),
        ("销售", "=Deals!A1", "=销售!A1"),
        ("Won", "=Deals:Mar!A1", "=Won:Mar!A1"),
        ("Won", "=Jan:Deals!A1", "=Jan:Won!A1"),
        ("Won", "='Jan 1:Deals'!A1", "='Jan 1:Won'!A1"),
        ("A b", "=Jan:Deals!A1", "='Jan:A b'!A1"),
        ("Won", "=Deals!Rate", "=Won!Rate"),
        ("Won", "=Deals!#REF!", "=Won!#REF!"),
        ("Won", "=MyDeals!A1+'My Deals'!A1+Deals2!A1", "=MyDeals!A1+'My Deals'!A1+Deals2!A1"),
        ("Won", "=[1]Deals!A1+'[1]Deals'!A1+'[1]My Deals'!A1", "=[1]Deals!A1+'[1]Deals'!A1+'[1]My Deals'!A1"),
        ("Won", '="Deals!A1"', '="Deals!A1"'),
        ("Won", "=Deals+Deals[x]+Deals()", "=Deals+Deals[x]+Deals()"),
        ("Won", "=INDIRECT(\"'Deals'!A1\")", "=INDIRECT(\"'Deals'!A1\")"),
        ("Won", "=Deals!A1:Deals!B2", "=Won!A1:Won!B2"),
    ],
)
def test_a_sheet_renamed(new: str, before: str, after: str) -> None:
    assert in_formula(Renamed("Deals", new), before, HOME) == after


ORDER = ("Jan", "Feb", "Mar", "Deals", "It's")


@pytest.mark.parametrize(
    ("sheet", "before", "after"),
    [
        ("Deals", "=Deals!A1", "=#REF!A1"),
        ("Deals", "='Deals'!$A$1:$B$2*2", "=#REF!$A$1:$B$2*2"),
        ("Deals", "=SUM(deals!A:A)", "=SUM(#REF!A:A)"),
        ("Deals", "=Deals!Rate", "=#REF!Rate"),
        ("It's", "='It''s'!A1+Deals!A1", "=#REF!A1+Deals!A1"),
        ("Deals", "=Mar!A1+[1]Deals!A1", "=Mar!A1+[1]Deals!A1"),
        ("Feb", "=SUM(Jan:Mar!A1)", "=SUM(Jan:Mar!A1)"),
        ("Jan", "=SUM(Jan:Mar!A1)", "=SUM(Feb:Mar!A1)"),
        ("Mar", "=SUM(Jan:Mar!A1)", "=SUM(Jan:Feb!A1)"),
        ("Jan", "=SUM(Jan:Feb!A1)", "=SUM(Feb!A1)"),
        ("It's", "=SUM('Deals:It''s'!A1)", "=SUM(Deals!A1)"),
        ("Jan", "=SUM(Jan:Jan!A1)", "=SUM(#REF!A1)"),
    ],
)
def test_a_sheet_removed(sheet: str, before: str, after: str) -> None:
    assert in_formula(Removed(sheet, ORDER), before, "Mar") == after


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (TableRenamed("tblDeals", "Won"), "=SUM(tblDeals[Amount])", "=SUM(Won[Amount])"),
        (TableRenamed("tblDeals", "Won"), "=ROWS(tbldeals)+ROWS(tblDeals[])", "=ROWS(Won)+ROWS(Won[])"),
        (TableRenamed("tblDeals", "Won"), "=tblDeals[[#This Row],[tblDeals]]", "=Won[[#This Row],[tblDeals]]"),
        (TableRenamed("tblDeals", "Won"), '="tblDeals[x]"&tblDeals2[x]', '="tblDeals[x]"&tblDeals2[x]'),
        (TableRenamed("tblDeals", "Won"), "=Book.xlsx!tblDeals[x]", "=Book.xlsx!tblDeals[x]"),
        (ColumnRenamed("t", "Old", "New"), "=SUM(t[Old])+t[[#This Row],[Old]]", "=SUM(t[New])+t[[#This Row],[New]]"),
        (
            ColumnRenamed("t", "Old", "New"),
            "=t[[Old]:[Other]]+t[[#Headers],[old]]",
            "=t[[New]:[Other]]+t[[#Headers],[New]]",
        ),
        (ColumnRenamed("t", "Old", "New"), "=u[Old]+t[Older]+Old", "=u[Old]+t[Older]+Old"),
        (ColumnRenamed("t", "Old", "New"), "=t[@Old]+t[@[Old]]", "=t[@New]+t[@[New]]"),
        (ColumnRenamed("t", "Old", "New one"), "=t[@Old]+t[Old]", "=t[@[New one]]+t[New one]"),
        (ColumnRenamed("t", "Old", "Net, %"), "=t[Old]+t[[Old]]", "=t[[Net, %]]+t[[Net, %]]"),
        (ColumnRenamed("t", "Old", "#[1]"), "=t[[Old]]", "=t[['#'[1']]]"),
        (ColumnRenamed("t", "#1", "No"), "=t['#1]+t[['#1]]", "=t[No]+t[[No]]"),
        (ColumnRenamed("t", "#all", "No"), "=t[#All]+t['#All]", "=t[#All]+t[No]"),
        (ColumnRemoved("t", "Old"), "=SUM(t[Old])+t[[#This Row],[Old]]", "=SUM(t[#REF!])+t[[#This Row],[#REF!]]"),
        (NameRenamed("Rate", "Fee", None), "=Rate*A1+RATE", "=Fee*A1+Fee"),
        (NameRenamed("Rate", "Fee", None), "=RATE(1,2,3)*Rate", "=RATE(1,2,3)*Fee"),
        (NameRenamed("Rate", "Fee", None), '=Rates+MyRate+"Rate"+x.Rate', '=Rates+MyRate+"Rate"+x.Rate'),
        (NameRenamed("Rate", "Fee", None), "=Rate!A1+t[Rate]+[1]!Rate", "=Rate!A1+t[Rate]+[1]!Rate"),
        (NameRenamed("Net", "Gross", None), "=Net(A1)", "=Gross(A1)"),  # a LAMBDA
        (NameRenamed("N", "M", None), "=#N/A+N", "=#N/A+M"),
        (NameRenamed("Rate", "Fee", "Deals"), "=Rate+Deals!Rate+Other!Rate", "=Fee+Deals!Fee+Other!Rate"),
        (NameRenamed("Rate", "Fee", "Other"), "=Rate+Other!Rate", "=Rate+Other!Fee"),
    ],
)
def test_tables_columns_and_names_renamed(change: Change, before: str, after: str) -> None:
    assert in_formula(change, before, HOME) == after


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (rows_inserted(5), "A1:B4", "A1:B4"),
        (rows_inserted(5), "A1:B5", "A1:B6"),
        (rows_inserted(5), "A5:B9", "A6:B10"),
        (rows_deleted(5, 2), "A5:B6", None),
        (rows_deleted(5, 2), "A4:B6", "A4:B4"),
        (cells_inserted("A3:B3", down=True), "A1:B5", "A1:B6"),
        (cells_inserted("A3:A3", down=True), "A1:B5", "A1:B5"),
        (carried("A1:C3", "E1"), "B2:C3", "F2:G3"),
        (carried("A1:C3", "E1"), "E2:F3", None),
        (carried("A1:C3", "E1"), "B2:D3", "B2:D3"),
        (Removed("Deals"), "A1", None),
        (TableRenamed("a", "b"), "A1", "A1"),
    ],
)
def test_rectangles(change: Change, before: str, after: str | None) -> None:
    assert in_area(change, cells(before)) == (cells(after) if after else None)


def test_a_rectangle_of_another_sheet_stays() -> None:
    assert in_area(rows_inserted(1), cells("A1:B2", "Other")) == cells("A1:B2", "Other")
    assert in_area(Removed("Deals"), cells("A1:B2", "Other")) == cells("A1:B2", "Other")


def test_a_rectangle_has_its_sheets_new_name() -> None:
    assert in_area(Renamed("Deals", "Won"), cells("A1")) == cells("A1", "Won")


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (rows_inserted(5), "A1:A5 C9", "A1:A6 C10"),
        (rows_inserted(5), "A:A", "A:A"),
        (rows_deleted(5), "A5 C9", "C8"),
        (rows_deleted(5), "A5", ""),
        (rows_deleted(5), "A4:A5", "A4"),
        (cells_inserted("B3", down=True), "A1:C9", "A1:A9 C1:C9 B1:B10"),
        (cells_inserted("B3", down=True), "A1:C2", "A1:C2"),
        (cells_deleted("B3", up=True), "A3:B3", "A3"),
        (cells_inserted("B3", down=False), "A1:C4", "A1:C2 A4:C4 A3:D3"),
        (carried("A1", "C1"), "A1:A3", "A2:A3 C1"),
        (carried("A1", "C1"), "C1:C3", "C2:C3"),
        (carried("A1", "C1", "Other"), "A1:A3", "A2:A3"),
        (Renamed("Deals", "Won"), "A1", "A1"),
    ],
)
def test_cells_that_share_a_property_may_part(change: Change, before: str, after: str) -> None:
    assert in_areas(change, HOME, before) == after


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (rows_inserted(1), "=B2>B1", "=B3>B2"),
        (rows_inserted(2), "=B2>B1", "=B3>B1"),
        (rows_inserted(5), "=B2>$C$9", "=B2>$C$10"),
        (rows_deleted(2), "=B2>$C$9", "=B2>$C$8"),
        (rows_deleted(1, 3), "=B2>$C$9", "=B1>$C$6"),
        (rows_deleted(9), "=B2>$C$9", "=B2>#REF!"),
        (rows_deleted(2, 9), "=B2>1", "=#REF!>1"),
        (columns_deleted(2), "=B2>1", "=#REF!>1"),
    ],
)
def test_a_formula_that_cells_share_becomes_that_of_the_first_that_is_left(
    change: Change, before: str, after: str
) -> None:
    assert in_shared_formula(change, before, HOME, "B2:B10") == after


def test_a_formula_that_columns_share_becomes_that_of_the_first_that_is_left() -> None:
    assert in_shared_formula(columns_deleted(2), "=B$2>$A$1", HOME, "B2:D2") == "=B$2>$A$1"


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (rows_inserted(2), "B3:D7"),
        (rows_inserted(3), "B2:D7"),
        (rows_inserted(6), "B2:D7"),
        (rows_inserted(7), "B2:D6"),
        (rows_deleted(3, 3), "B2:D4"),
        (rows_deleted(3, 4), "B2:D4"),
        (rows_deleted(1, 9), None),
        (cells_inserted("A8:C8", down=True), "B2:D6"),
        (cells_inserted("B3:D3", down=True), "B2:D7"),
    ],
)
def test_a_table_keeps_a_row_of_data(change: Change, after: str | None) -> None:
    table = in_table(change, cells("B2:D6"), 1, 1)

    assert table == (cells(after) if after else None)


@pytest.mark.parametrize(
    "change",
    [
        cells_inserted("B3:C3", down=True),
        cells_inserted("D1", down=True),
        cells_deleted("D1", up=True),
        cells_inserted("A3", down=False),
        rows_deleted(2),
    ],
)
def test_a_table_does_not_part(change: Shifted) -> None:
    assert tears_table(change, cells("B2:D6"), 1)
    with pytest.raises(ValueError, match="tears apart"):
        in_table(change, cells("B2:D6"), 1, 0)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (columns_inserted(3, 2), [(0, "Deal"), (None, "Column2"), (None, "Column3"), (1, "Column1"), (2, "Net")]),
        (columns_inserted(2), [(0, "Deal"), (1, "Column1"), (2, "Net")]),
        (columns_inserted(5), [(0, "Deal"), (1, "Column1"), (2, "Net")]),
        (columns_deleted(1, 2), [(1, "Column1"), (2, "Net")]),
        (columns_deleted(3), [(0, "Deal"), (2, "Net")]),
        (rows_inserted(3), [(0, "Deal"), (1, "Column1"), (2, "Net")]),
    ],
)
def test_the_columns_of_a_table(change: Shifted, after: list[tuple[int | None, str]]) -> None:
    assert table_columns(change, cells("B2:D6"), ["Deal", "Column1", "Net"]) == after


ROWS, COLUMNS = st.integers(1, 40), st.integers(1, 20)
AREAS = st.builds(
    lambda rows, columns: Area(HOME, min(rows), min(columns), max(rows), max(columns)),
    st.tuples(ROWS, ROWS),
    st.tuples(COLUMNS, COLUMNS),
)
COUNTS = st.integers(1, 5)
SHIFTS = st.one_of(
    st.builds(rows_inserted, ROWS, COUNTS),
    st.builds(rows_deleted, ROWS, COUNTS),
    st.builds(columns_inserted, COLUMNS, COUNTS),
    st.builds(columns_deleted, COLUMNS, COUNTS),
    st.builds(lambda some, down: cells_inserted(some.address, down=down), AREAS, st.booleans()),
    st.builds(lambda some, up: cells_deleted(some.address, up=up), AREAS, st.booleans()),
)


def undone(change: Shifted) -> Shifted:
    return Shifted(change.sheet, change.area, -change.rows, -change.columns)


@given(SHIFTS, AREAS)
def test_what_is_inserted_and_deleted_again_leaves_every_reference_as_it_was(shift: Shifted, some: Area) -> None:
    assume(shift.rows > 0 or shift.columns > 0)
    formula = f"=SUM({some.address},{some})*2"

    assert in_formula(undone(shift), in_formula(shift, formula, HOME), HOME) == formula


@given(SHIFTS, AREAS)
def test_a_rectangle_is_where_its_cells_are(shift: Shifted, some: Area) -> None:
    """What its cells become is what it becomes, but for what was inserted; unless the shift would tear it apart."""
    there = {place(shift, (cell.row, cell.column)) for cell in some.cells()} - {None}
    after = in_area(shift, some)
    pieces = [cells(text) for text in in_areas(shift, HOME, some.address).split()]

    assert there <= {(cell.row, cell.column) for piece in pieces for cell in piece.cells()}
    if len(pieces) == 1 and after is not None and after == pieces[0]:
        corners = {(after.top, after.left), (after.bottom, after.right)}
        assert corners <= there
    if after is None:
        assert not there


@given(SHIFTS, ROWS, COLUMNS)
def test_a_reference_to_a_cell_goes_where_the_cell_goes(shift: Shifted, row: int, column: int) -> None:
    there = place(shift, (row, column))
    formula = in_formula(shift, f"={CellRef(HOME, row, column).address}", HOME)

    assert formula == (f"={CellRef(HOME, *there).address}" if there else "=#REF!")


@given(SHIFTS, AREAS)
def test_formulas_and_rectangles_agree(shift: Shifted, some: Area) -> None:
    after = in_area(shift, some)

    assert in_formula(shift, str(some), "Other") == (
        "'Deals'!#REF!" if after is None else str(after) if after.is_cell == some.is_cell else f"{cell_range(after)}"
    )


def cell_range(some: Area) -> str:
    """A range that shrank to one cell is still written as a range."""
    first = str(some._replace(bottom=some.top, right=some.left))
    return f"{first}:{first.rpartition('!')[2]}"


NAMES = st.text(st.characters(exclude_characters="[]:*?/\\", exclude_categories=["C"]), min_size=1, max_size=31).filter(
    lambda name: not name.startswith("'") and not name.endswith("'")
)


@given(NAMES)
@example("It's")
@example("A1")
@example("2026 plan")
def test_a_sheet_renamed_there_and_back(name: str) -> None:
    assume(name.casefold() not in {"deals", "other"})
    formula = '=Deals!A1+Deals!$B$2:C3*Other!A1+Deals:Other!A1&"Deals!A1"'

    assert in_formula(Renamed(name, "Deals"), in_formula(Renamed("Deals", name), formula, HOME), HOME) == formula


@given(AREAS, ROWS, COLUMNS)
def test_cells_carried_there_and_back(some: Area, row: int, column: int) -> None:
    there = Carried(some, HOME, row - some.top + 50, column - some.left)
    back = Carried(there.destination, HOME, -there.rows, -there.columns)

    assert in_formula(back, in_formula(there, f"={some}", HOME), HOME) == f"={some}"
    assert in_area(back, there.destination) == some
