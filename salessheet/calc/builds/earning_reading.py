"""What a workbook's working says of how each line earns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from salessheet.calc.builds.codes import Codes
from salessheet.calc.builds.earning import Earning
from salessheet.calc.builds.facts import Plain, Row
from salessheet.workbook.tables import PlanRates

OF_TERMS: Final = ("rated_as", "own_rate", "factor", "passes", "cap", "kept")
OF_AMOUNTS: Final = ("by_tiers", "by_own_rate", "gross", "uncapped", "of_deal", "allowed")
"""The lines of the blocks that say so."""


def earning_of(term: Row, amount: Row, codes: Codes) -> Earning:
    """Of one row of both blocks. A workbook without them says nothing."""
    parts = ("gross",) if isinstance(amount.get("gross"), float) else ("by_tiers", "by_own_rate")
    gross = [value for name in parts if isinstance(value := amount.get(name), float)]
    return Earning(
        rated_as=tuple(_rated_as(term.get("rated_as"), codes)),
        rate=_number(term.get("own_rate")),
        factor=_amount(term.get("factor"), blank=1.0),
        passes=term.get("passes") != 0,
        gross=sum(gross) if gross else None,
        uncapped=_number(amount.get("uncapped")),
        cap=_number(term.get("cap")),
        used=_amount(amount.get("of_deal")),
        kept=_amount(term.get("kept")),
    )


def _rated_as(shown: Plain, codes: Codes) -> Iterator[str]:
    """A formula shows 0 for what is blank."""
    if isinstance(shown, str):
        pair = zip((PlanRates.value, PlanRates.and_value), shown.split("|", 1), strict=False)
        yield from (codes.word(column.key, word) for column, word in pair)


def _number(value: Plain) -> float | None:
    return value if isinstance(value, float) else None


def _amount(value: Plain, *, blank: float = 0.0) -> float:
    return value if isinstance(value, float) else blank
