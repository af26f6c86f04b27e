"""What Excel takes as a formula, and what it does not."""

import pytest

from salessheet.xlsx.formula_syntax import UnreadableFormula, readable

SOUND = r'''
=1
= 1 + 2
=A1+B2*3%
=-A1^-2
=--(A1="x")
=A1%%
=1.5E3+.5
=1:1
=$1:$2
=SUM($A:$B)
=SUM(A1:B2,,C:C)
=IF(,,)
=IF(A1>1,"a ""b""",'My sheet'!B2)
=A1<>B1
=NOW()
=LOG10(3)+ATAN2(1,2)
=A1:INDEX(B:B,3)
=OFFSET(A1,1,1):B3
=SUM(A1:A3 B1:B3)
=SUM((A1,B1))
=A1:A2,B1
=L6-(-4,3)
=Sheet1!A1:Sheet1!B3
=Sheet1:Sheet3!A1
=SUM('A:B'!A1)
='a''b'!A1
=2023!A1
=Sheet・1!$A$1:$A$9
=销售!A1+合计(B2)
=SUM(Sheet1!$A$1:$B$2,Sheet1!C:C,Sheet1!3:3)
=!A1
=[1]Sheet1!A1
=[1]!Name
=[Book.xlsx]Sheet1!A1
=[Book1]Sheet1:Sheet2!A1
='[Book.xlsx]S x'!A1:B2
=['file:///C:/books/source.xlsx']Sheet1!A1
=Table1[[#This Row],[a'[b']]]*2
=SUM(T[[#Headers],[a]:[b]])
=T[a]:T[b]
=[@Col]+Table1[#All]
={1,2;3,-4}
={"a",TRUE;#N/A,1E+5}
=LAMBDA(x,x+1)(3)
=_xlfn.ANCHORARRAY(A1)
=_xlfn._xlws.SORT(A1:A3)
=A1#
=@A1:A3
=A1.:.B2
=Sheet1!#REF!
=#REF!+1
=#REF!$A$1
=cmd|'/C calc'!A0
=a.b?c
=\a
=_
'''.strip().splitlines()

REFUSED = {
    "=1;2": ("semicolons", 2),
    "=SUM(A1;B1)": ("semicolons", 7),
    "=1,5": ("a decimal point is a point", 3),
    "=1+": ("an operand is missing at its end", 3),
    "=+": ("an operand is missing", 2),
    "=*2": ("an operand is missing before it", 1),
    "=()": ("an operand is missing", 2),
    "=(1+)": ("an operand is missing", 4),
    "=A1=>5": ("an operand is missing", 4),
    "=A1 B1 +": ("an operand is missing at its end", 8),
    "=SUM(A1))": ("closes none", 8),
    "=)": ("an operand is missing", 1),
    '="abc': ("does not end", 1),
    "='abc!A1": ("does not end", 1),
    "=T[a": ("not closed", 2),
    "=A1 5": ("an operator is missing", 4),
    '=SUM(A1 "x")': ("an operator is missing", 8),
    "={1,2;3}": ("one length", 8),
    "={A1}": ("nothing but constants", 2),
    "={-TRUE}": ("nothing but constants", 3),
    "={1": ("not closed", 3),
    "=Sheet1!": ("no cell of it", 8),
    "=5A": ("can't stand here", 1),
    "=100$": ("can't stand here", 4),
    "=IF(A1＞1,2)": ("a full-width ＞ stands where > is meant", 6),
    "=SUM（A1)": ("a full-width （ stands where ( is meant", 4),
    f'="{"x" * 256}"': ("255 characters", 1),
    f"=1{'+1' * 4_096}": ("8,192 characters", 8_192),
    f"={'(' * 65}1{')' * 65}": ("64 levels", 65),
    f"=SUM({'1,' * 255}1)": ("255 arguments", 514),
}


@pytest.mark.parametrize("text", SOUND)
def test_what_excel_reads_stays_as_it_is(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize(("text", "why"), REFUSED.items(), ids=lambda given: str(given)[:30])
def test_what_excel_refuses_says_why_and_where(text: str, why: tuple[str, int]) -> None:
    with pytest.raises(UnreadableFormula, match=why[0].replace("(", r"\(")) as caught:
        readable(text)
    assert caught.value.position == why[1]


@pytest.mark.parametrize(
    ("text", "closed"),
    {
        "=SUM(A1:A3": "=SUM(A1:A3)",
        "=IF(A1>1,MAX(1,2*(3+4": "=IF(A1>1,MAX(1,2*(3+4)))",
        '=LEN("(")': '=LEN("(")',
        "=SUM(A1,": "=SUM(A1,)",
    }.items(),
)
def test_brackets_left_open_are_closed_at_the_end(text: str, closed: str) -> None:
    assert readable(text) == closed
