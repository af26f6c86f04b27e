from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.keys import folded
from salessheet.data import keys
from salessheet.workbook.tables import Deals, Reps, Teams


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("A*1", "A＊1"),
        ("what?", "what？"),
        ("~x", "～x"),
        ("=1", "＝1"),
        ("<>0", "＜＞0"),
        (">=5", "＞＝5"),
        ("a=b", "a=b"),
        ("R&D", "R&D"),
        ("-5", "-5"),
    ],
)
def test_a_key_holds_no_pattern(text: str, safe: str) -> None:
    assert keys.without_patterns(text) == safe


@given(st.text())
def test_taking_patterns_out_once_is_enough(text: str) -> None:
    safe = keys.without_patterns(text)
    assert not keys.has_pattern(safe)
    assert keys.without_patterns(safe) == safe


@pytest.mark.parametrize(
    ("ids", "written"),
    [
        (["1001", "1002"], ["1001", "1002"]),
        (["00123"], ["00123"]),
        (["00123", "123"], ["#00123", "#123"]),
        (["00123", "#123", "123"], ["##00123", "#123", "##123"]),
        (["1E2", "100", "7"], ["#1E2", "#100", "7"]),
        (["12345678901234561", "12345678901234562"], ["#12345678901234561", "#12345678901234562"]),
        (["2026-1", "2026-01"], ["#2026-1", "#2026-01"]),
        (["A1", "a1", "A2"], ["A1", "A1", "A2"]),
        (["Ａ1", "a１", "①"], ["Ａ1", "Ａ1", "①"]),
        (["R001", "R1"], ["R001", "R1"]),
        (["001", "002", "100"], ["001", "002", "100"]),
        (["2026-0001", "2026-0002", "2026-1", "2026-01"], ["2026-0001", "2026-0002", "#2026-1", "#2026-01"]),
        (["0", "00", "1"], ["#0", "#00", "1"]),
        (["1,000", "1000"], ["#1,000", "#1000"]),
        (["5K", "5000", "5KR"], ["#5K", "#5000", "5KR"]),
        (["2026-06-01T10:00:00-08:00", "2026-06-01"], ["#2026-06-01T10:00:00-08:00", "#2026-06-01"]),
        (["3f2a-1-2-3-4", "3e2-1-2-3-4"], ["3f2a-1-2-3-4", "3e2-1-2-3-4"]),
    ],
)
def test_only_ids_that_are_the_same_number_to_a_spreadsheet_are_marked(ids: list[str], written: list[str]) -> None:
    known = keys.canonical(ids)
    assert [known[folded(text)] for text in ids] == written


@given(
    st.lists(st.one_of(st.from_regex(r"[0-9A-Za-z-]{1,5}", fullmatch=True), st.integers(0, 30).map(str)), max_size=6)
)
def test_ids_that_are_seen_to_be_plain_stay_as_they_are(ids: list[str]) -> None:
    names = {folded(text) for text in ids}
    if keys.are_plain(ids) and len(names) == len(ids):
        assert [keys.canonical(ids)[folded(text)] for text in ids] == ids


def test_formulas_compare_ids_references_and_short_words_but_not_free_text() -> None:
    assert keys.is_key(Reps.rep_id)
    assert keys.is_key(Deals.rep_id)
    assert keys.is_key(Deals.channel)
    assert not keys.is_key(Teams.name)
    assert not keys.is_key(Deals.next_step)
