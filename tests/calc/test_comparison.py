"""When a stored value is what a calculation gives."""

from __future__ import annotations

import pytest

from salessheet.calc.comparison import same
from salessheet.errors import ErrorKind
from salessheet.xlsx.book_file import Value


@pytest.mark.parametrize(
    ("stored", "recalculated", "as_money", "otherwise"),
    [
        (100.00, 100.00, True, True),
        (100.00, 100.00499, True, False),
        (100.00, 99.99501, True, False),
        (100.00, 100.005, False, False),
        (100.00, 99.995, False, False),
        (0.0, 0.005, False, False),
        (100.00, 100.00501, False, False),
        (100.00, 99.99499, False, False),
        (0.0, 0.00499, True, False),
        (0.0, -0.00501, False, False),
        (1e9, 1e9 + 0.00499, True, True),
        (1e9, 1e9 + 0.9, True, True),  # one part in 10⁹
        (1e9, 1e9 + 1.1, False, False),
        (0.25, 0.25 + 9e-10, True, True),
        (0.25, 0.25 + 2e-9, True, False),
        (True, 1.0, True, True),
        (False, 1.0, False, False),
        ("1", 1.0, False, False),
        ("Ana", "Ana", True, True),
        ("Ana", "ana", False, False),
        ("owner;", "owner; ", True, True),
        ("·", " · ", True, True),
        ("Ana Ruiz", "AnaRuiz", False, False),
        ("Ana\n", "Ana", False, False),
        ("", " ", True, True),
        ("", None, False, False),
        (None, 0.0, False, False),
        (ErrorKind.NA, ErrorKind.NA, True, True),
        (ErrorKind.NA, ErrorKind.DIV0, False, False),
        (ErrorKind.NA, "#N/A", False, False),
    ],
)
def test_money_agrees_below_half_a_cent_and_other_numbers_to_one_part_in_a_billion(
    stored: Value | None, recalculated: Value | None, as_money: bool, otherwise: bool
) -> None:
    assert same(stored, recalculated, is_money=True) is as_money
    assert same(recalculated, stored, is_money=True) is as_money
    assert same(stored, recalculated, is_money=False) is otherwise
