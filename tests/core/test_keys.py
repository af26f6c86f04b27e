"""Keys: what counts as the same name."""

from __future__ import annotations

import pytest

from salessheet.core.keys import key

SAME = [
    ("Acme", "ACME"),
    ("Acme", "  acme "),
    ("Acme", "Ａｃｍｅ"),
    ("Acme", "acme\u3000"),
    ("华东 一区", "华东　一区"),
    ("ガス", "ｶﾞｽ"),
    ("（A）", "(a)"),
    (1001, "1001"),
    (1001.0, "１００１"),
    (0.1 + 0.2, "0.3"),
    (True, "true"),
    (None, ""),
    ("   ", ""),
    (float("nan"), ""),
]
DIFFERENT = [("①", "1"), ("m²", "m2"), ("1001", "01001"), ("a b", "ab"), ("Ä", "A"), (1, True), ("½", "1/2")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_case_width_and_outer_blanks_do_not_matter_and_a_number_is_its_text(one: object, other: object) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_merely_looks_alike_differs(one: object, other: object) -> None:
    assert key(one) != key(other)
