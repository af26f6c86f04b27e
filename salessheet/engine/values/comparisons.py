"""How two values are compared, in the words of the file and of xlwings: in validations and conditional formats."""

from __future__ import annotations

from typing import Any, Final

OPERATORS: Final = {
    "between": "between",
    "notBetween": "not_between",
    "equal": "equal_to",
    "notEqual": "not_equal_to",
    "greaterThan": "greater_than",
    "lessThan": "less_than",
    "greaterThanOrEqual": "greater_than_or_equal",
    "lessThanOrEqual": "less_than_or_equal",
}
STORED_OPERATORS: Final[dict[str, Any]] = {ours: stored for stored, ours in OPERATORS.items()}
