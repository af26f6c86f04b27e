"""In what unit amounts stand, and of which day the data is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from salessheet.workbook.general import Settings

if TYPE_CHECKING:
    from salessheet.workbook.edition import Edition


def caption_of(edition: Edition) -> str:
    """The unit of amounts and the date of the data."""
    words = edition.words
    as_of = edition.cells(Settings.as_of)[0]
    unit = words.text("ui.unit_caption").format(money=money_of(edition))
    if not isinstance(as_of, (int, float)):
        return unit
    return f"{unit}  ·  {words.text('ui.as_of').format(date=_iso(as_of))}"


def money_of(edition: Edition) -> str:
    words, unit = edition.words, edition.money_unit
    own = words.find("ui", f"money_{edition.currency.lower()}_{unit}")
    return (own or words.text(f"ui.money_{unit}")).format(currency=edition.currency)


def _iso(serial: float) -> str:
    return (date(1899, 12, 30) + timedelta(days=int(serial))).isoformat()
