"""In rows that are told at a glance the same is found as in rows that are looked at cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from salessheet.xlsx import large_sheets
from salessheet.xlsx.lint import known_rows
from salessheet.xlsx.lint.findings import Finding
from salessheet.xlsx.lint.structure import structural_findings
from tests.xlsx.faults import packed, sound

PART = "xl/worksheets/sheet1.xml"
FIRST = 60  # below all that stands on the sheet
ROW = (
    '<row r="{n}" ht="15.75" customHeight="1"><c r="A{n}" s="1"/><c r="B{n}" t="s"><v>{m}</v></c>'
    '<c r="C{n}" s="1"><f>A{n}*SUM(B1:B{n})+"a"</f><v>{n}.5</v></c>'
    '<c r="D{n}" t="str"><f>IF(A{n}="x",B{n},"&lt;1")</f><v>text {n}</v></c><c r="E{n}" t="b"><v>1</v></c></row>'
)
WITHOUT_TRUTHS = ROW.replace('<c r="E{n}" t="b"><v>1</v></c>', "")


def workbook(rows: str) -> bytes:
    parts = sound()
    parts[PART] = parts[PART].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    return packed(parts)


def rows(pattern: str = WITHOUT_TRUTHS, count: int = 8) -> list[str]:
    return [pattern.format(n=FIRST + i, m=i % 2) for i in range(count)]


def looked_at(content: bytes) -> tuple[list[Finding], list[Finding]]:
    """What is found in sheets that count as large, and where no row is known."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_sheets, "ROWS_ONE_BY_ONE", 0)
        found = structural_findings(content)
        patch.setattr(known_rows.KnownRows, "learn", lambda *_: None)
        return found, structural_findings(content)


def test_of_rows_written_alike_one_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    others = known_rows.KnownRows._others

    def telling(*given: object) -> Iterator[tuple[etree._Element, bytes]]:
        for row, written in others(*given):  # type: ignore[arg-type]  # as it is called
            seen.append(row.get("r", ""))
            yield row, written

    monkeypatch.setattr(known_rows.KnownRows, "_others", telling)
    monkeypatch.setattr(large_sheets, "ROWS_ONE_BY_ONE", 0)
    assert structural_findings(workbook("".join(rows()))) == []
    assert [number for number in seen if int(number) >= FIRST] == [str(FIRST)]

    for pattern in (ROW, WITHOUT_TRUTHS.replace('"x"', '" s=""1"""')):  # with another kind of value, or misleading
        seen.clear()
        assert structural_findings(workbook("".join(rows(pattern, 3)))) == []
        assert [number for number in seen if int(number) >= FIRST] == [str(FIRST + i) for i in range(3)]


HARM = {
    "another row's number": ('r="B{n}"', 'r="B61"'),
    "out of order": ('<row r="{n}"', '<row r="2"'),
    "no such format": ('<c r="A{n}" s="1"', '<c r="A{n}" s="9"'),
    "no such text": ('t="s"><v>1', 't="s"><v>99999'),
    "a text without a number": ('t="s"><v>1', 't="s"><v>'),
    "no number": ("<v>{n}.5</v>", "<v>{n}.5.5</v>"),
    "a text for a number": ("<v>{n}.5</v>", "<v>nan</v>"),
    "too long a text": ("text {n}", "x" * 40_000),
    "an operand is missing": ("A{n}*SUM", "A{n}*+*SUM"),
    "a value beside a value": ("<v>{n}.5</v>", "<v>{n}.5</v><v>1</v>"),
    "a text between cells": ('</c><c r="D{n}"', '</c>x<c r="D{n}"'),
    "a height": ('ht="15.75"', 'ht="1575"'),
}


@pytest.mark.parametrize("harm", HARM)
def test_what_is_wrong_with_a_row_written_like_others_is_found(harm: str) -> None:
    written = rows()
    before, after = (text.format(n=FIRST + 5) for text in HARM[harm])
    assert before in written[5]
    written[5] = written[5].replace(before, after)

    found, expected = looked_at(workbook("".join(written)))

    assert found == expected
    assert [finding for finding in found if finding.part == PART]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 400), st.sampled_from('0129ABs"<>/ v.-e&')), max_size=3))
def test_whatever_is_changed_the_same_is_found(changes: list[tuple[int, int, str]]) -> None:
    written = rows()
    for row, at, put in changes:
        written[row] = written[row][:at] + put + written[row][at + 1 :]

    found, expected = looked_at(workbook("".join(written)))

    assert found == expected


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)))
def test_rows_in_whatever_order_and_twice_are_told_the_same(order: list[int], twice: set[int]) -> None:
    written = rows()
    said = [written[i] * (2 if i in twice else 1) for i in order]

    found, expected = looked_at(workbook("".join(said)))

    assert found == expected
    assert bool(found) is (order != sorted(order) or bool(twice))


def test_a_sheet_whose_rows_may_stand_in_a_comment_is_read_as_any_other() -> None:
    found, expected = looked_at(workbook("<!--" + rows()[0] + "-->" + re.sub("B60", "B59", rows()[0])))
    assert found == expected
    assert [finding.where for finding in found] == ["B59"]
