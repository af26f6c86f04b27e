from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.data.reading.delimited import grid
from salessheet.data.reading.grids import TextForm
from salessheet.errors import InvalidOption, UnreadableSource

Written = Callable[[str | bytes], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def file(content: str | bytes) -> Path:
        (tmp_path / "deals.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "deals.csv"

    return file


def cells(path: Path, delimiter: str = "") -> list[list[str]]:
    return [row for _, row in grid(path, TextForm(delimiter=delimiter)).rows]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("a,b\n1,2\n", ["a", "b"], ["1", "2"]),
        ("a;b\n1;2\n", ["a", "b"], ["1", "2"]),
        ("a\tb\n1\t2\n", ["a", "b"], ["1", "2"]),
        ("a|b\n1|2\n", ["a", "b"], ["1", "2"]),
        ("Name;Amount\nA;1,5\n", ["Name", "Amount"], ["A", "1,5"]),
        ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ["a", "b", "c"], ["1,5", "2,5", "3,5"]),
        ("Deals of June\n\na;b\n1;2\n3;4\n", ["Deals of June"], ["3", "4"]),
        ("Deals, June\na;b;c\n1;2,5;x\n3;4,5;x\n", ["Deals, June"], ["3", "4,5", "x"]),
        ("name,tags\nA,x|y\nB,x|y\nC,x|y,z\n", ["name", "tags"], ["C", "x|y", "z"]),
        ("name,note\nA,one; two; three\n", ["name", "note"], ["A", "one; two; three"]),
        ('name;note\n"A, B, C";x\n"D, E, F";y\n', ["name", "note"], ["D, E, F", "y"]),
        ("a\tb\n1,5,6\t2,5,6\n", ["a", "b"], ["1,5,6", "2,5,6"]),
        ("name\nAda\n", ["name"], ["Ada"]),
        (
            "Export, Sales, North\nfrom 1.1., to 2.2., all\nid;rep;won;amount;product\nD1;R1;x;5;a, b\nD2;R1;x;6;c, d",
            ["Export, Sales, North"],
            ["D2", "R1", "x", "6", "c, d"],
        ),
        (
            "A, B\nC, D\nid;rep;won;amount\n" + "D1;R1;5;a, b\n" * 9,
            ["A, B"],
            ["D1", "R1", "5", "a, b"],
        ),
        ("name,tags\n" + "A,x|y|z\n" * 5 + "C,x|y,z|z\n", ["name", "tags"], ["C", "x|y", "z|z"]),
        (
            "a;b;c;d\n1,5;2,5;3,5;4,5\n" + "1,5;2,5;3,5\n1,5;2,5;3,5;4,5\n" * 2,
            ["a", "b", "c", "d"],
            ["1,5", "2,5", "3,5", "4,5"],
        ),
        ("sep=;\na;b\n1,2;3,4\n", ["a", "b"], ["1,2", "3,4"]),
        ('"sep=;"\na;b\n1,2;3,4\n', ["a", "b"], ["1,2", "3,4"]),
        ("sep=\t\na\tb\n1,2\t3,4\n", ["a", "b"], ["1,2", "3,4"]),
    ],
)
def test_the_delimiter_is_the_one_that_makes_an_even_table(
    written: Written, text: str, first: list[str], last: list[str]
) -> None:
    rows = cells(written(text))
    assert (rows[0], rows[-1]) == (first, last)


@pytest.mark.parametrize(
    ("stated", "row"),
    [
        ("semicolon", ["a,b", "c|d"]),
        (";", ["a,b", "c|d"]),
        ("|", ["a,b;c", "d"]),
        ("Comma", ["a", "b;c|d"]),
        ("^", ["a,b;c|d"]),
    ],
)
def test_a_stated_delimiter_is_used(written: Written, stated: str, row: list[str]) -> None:
    assert cells(written("a,b;c|d\n"), stated) == [row]


@pytest.mark.parametrize("stated", ["\t", "tab", "\\t"])
def test_a_tab_can_be_stated(written: Written, stated: str) -> None:
    assert cells(written("a,b\tc\n"), stated) == [["a,b", "c"]]


@pytest.mark.parametrize("stated", ["||", '"', "\n", "colon"])
def test_what_is_no_delimiter_is_refused(written: Written, stated: str) -> None:
    with pytest.raises(InvalidOption, match="no delimiter"):
        cells(written("a,b\n"), stated)


@pytest.mark.parametrize("ends", [("\n", "\n"), ("\r\n", "\r\n"), ("\r", "\r"), ("\n", "\r\n"), ("\r", "\n")])
def test_lines_end_in_any_way_and_empty_ones_count(written: Written, ends: tuple[str, str]) -> None:
    one, two = ends
    rows = grid(written(f"a,b{one}{one if one == two else ''}1,2{two},{two}3,4{two}")).rows
    first = 3 if one == two else 2
    assert rows == [(1, ["a", "b"]), (first, ["1", "2"]), (first + 2, ["3", "4"])]


def test_a_row_with_line_breaks_in_a_cell_is_one_row_as_in_a_spreadsheet(written: Written) -> None:
    assert grid(written('a,b\n"x\ny\n\nz",1\n3,4\n')).rows == [
        (1, ["a", "b"]),
        (2, ["x\ny\n\nz", "1"]),
        (3, ["3", "4"]),
    ]


def test_the_row_in_which_excel_names_the_delimiter_counts(written: Written) -> None:
    assert [number for number, _ in grid(written("sep=;\na;b\n1;2\n")).rows] == [2, 3]


def test_ragged_rows_are_passed_on_as_they_are(written: Written) -> None:
    assert cells(written("a,b,c\n1,2\n1,2,3,4\n1\n")) == [["a", "b", "c"], ["1", "2"], ["1", "2", "3", "4"], ["1"]]


def test_marks_inside_cells_do_no_harm(written: Written) -> None:
    rows = cells(written('a,b\n"call" Ada,5" pipe\n"x\ny",2\n"Bo" "Cy",3\n'))
    assert rows == [["a", "b"], ["call Ada", '5" pipe'], ["x\ny", "2"], ['Bo "Cy"', "3"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (r'"a \"quoted\" word"', 'a "quoted" word'),
        (r'"\"a\""', '"a"'),
        (r'"5\""', '5"'),
        (r'"a \"b, c\" d"', 'a "b, c" d'),
        ('"a \\"b\nc\\" d"', 'a "b\nc" d'),
        (r'"a \"b\" and ""c"" d"', 'a "b" and "c" d'),
        (r'"C:\\Deals\\ \"x\" "', 'C:\\Deals\\ "x" '),
        (r'"C:\Deals\x of \"x\" "', 'C:\\Deals\\x of "x" '),
        (r'"\\srv\x of \"x\" "', '\\\\srv\\x of "x" '),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_backslash_before_a_mark_makes_it_a_part_of_the_cell(
    written: Written, cell: str, text: str, delimiter: str
) -> None:
    rows = cells(
        written("\n".join(delimiter.join(row) for row in [("a", "b", "c"), (cell, "1", '5" pipe'), ("x", cell, "2")]))
    )
    assert rows == [["a", "b", "c"], [text, "1", '5" pipe'], ["x", text, "2"]]


@pytest.mark.parametrize("folder", ["C:\\", "C:\\Deals\\", "\\"])
def test_a_backslash_at_the_end_of_a_cell_is_one(written: Written, folder: str) -> None:
    rows = cells(written(f'a,b\n"{folder}","{folder}"\n"{folder}",2\n"x, y","{folder}"\n'))
    assert rows == [["a", "b"], [folder, folder], [folder, "2"], ["x, y", folder]]


def test_a_mark_that_may_end_a_cell_or_not_is_told_with_its_line(written: Written) -> None:
    with pytest.raises(UnreadableSource, match="in line 3 a backslash stands before a quotation mark"):
        cells(written('a,b\n"x" y,1\n"a \\"b\\" c","C:\\"\n"D:\\","E"\n'))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n"1,2\n3,4\n', 2),
        ('a,b\n1,2\n"3,4\n5,"6"\n', 3),
        ("a,b\n" + '"x\ny",2\n' + "".join(f"{n},1\n" for n in range(50_000)) + '"3,4\n', 50_004),
        ("a,b\n1,2\n" + '"3,4\n' + "".join(f"{n},1\n" for n in range(50_000)), 3),
    ],
)
def test_a_mark_that_is_never_closed_is_told_with_its_line(written: Written, text: str, line: int) -> None:
    with pytest.raises(UnreadableSource, match=f"mark opened in line {line} is never closed"):
        grid(written(text))


def test_a_long_cell_is_read(written: Written) -> None:
    assert cells(written(f'a,b\n"{"x" * 300_000}",2\n'))[1] == ["x" * 300_000, "2"]


def test_the_mark_by_which_dos_ends_a_file_is_no_row(written: Written) -> None:
    assert cells(written(b"a,b\r\n1,2\r\n\x1a")) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04\x14\0", "workbook or another ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"PAR1\x15\x04", "Parquet"),
        ("<!DOCTYPE html><html><body>", "web page"),
        ("\n  <HTML><table><tr>", "web page"),
        ("<table><tr><td>a</td></tr></table>", "web page"),
        ('\ufeff<?xml version="1.0"?>\n<Workbook>', "XML"),
        ("<?xml version='1.0'?>".encode("utf-16"), "XML"),
        (json.dumps([{"deal": 1}]), "JSON"),
        (json.dumps({"deals": []}, indent=1), "JSON"),
        (r"{\rtf1\ansi", "word processor"),
        (b"", "empty"),
        (b" \n\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
    ],
)
def test_another_kind_of_file_says_what_it_is(written: Written, content: str | bytes, says: str) -> None:
    with pytest.raises(UnreadableSource, match=f"deals.csv: .*{says}"):
        grid(written(content))


def test_a_grid_says_in_which_encoding_the_file_was(written: Written) -> None:
    text = "姓名,金额\n李娜,1\n王小明,2\n陈建国,3\n"
    found = grid(written(text.encode("gbk")))
    assert (found.encoding, found.doubts, found.rows[1]) == ("gb18030", (), (2, ["李娜", "1"]))


def test_a_stated_encoding_is_used(written: Written) -> None:
    path = written("name,amount\nStănescu,1\n".encode("cp1250"))
    assert grid(path, TextForm("windows-1250")).rows[1] == (2, ["Stănescu", "1"])


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff\x1a"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_what_was_written_is_read_with_the_delimiter_stated(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [["id", "b", "c"], *rows]
    )
    path = tmp_path_factory.getbasetemp() / "law.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    kept = [(n, row) for n, row in enumerate(rows, start=2) if "".join(row).strip()]
    assert grid(path, TextForm(delimiter=delimiter)).rows == [(1, ["id", "b", "c"]), *kept]
