"""How long deals take: from the first contact to the win."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.cycle import CycleByMonth, CycleFigures, PersonCycle
from tests.capabilities.centre import shown

DEALS = """
    deal_id, rep_id, amount, stage, prospect_date, lead_date,  won_date
    D1,      R1,     100,    won,   {first},       2026-04-05, 2026-04-11
    D2,      R1,     100,    won,   2026-06-01,    ,           2026-06-05
    D3,      R2,     100,    won,   2026-05-01,    ,           2026-06-10
    D4,      R2,     100,    won,   ,              ,           2026-06-12
    D5,      R2,     100,    lead,  2026-01-01,    ,
    D6,      R3,     100,    won,   2026-01-01,    ,           2026-06-12
    D7,      R1,     100,    won,   2025-12-01,    ,           2025-12-31
    D8,      R1,     100,    won,   2026-06-20,    ,           2026-07-01
"""


@pytest.mark.parametrize(
    ("first", "days", "mean", "saved"),
    [
        # D1 took from 1 to 11 April: 10 days; D2 took 4, D3 40. D4 has no first date, D6 is another team's, D7 of
        # another year and D8 won after June. Mean (10 + 4 + 40) / 3 = 18, earlier 10 less June (4 + 40) / 2 = -12.
        ("2026-04-01", 10, 18, -12),
        # Without a prospect date the lead is the first contact: 6 days, mean 50 / 3.
        ("", 6, 50 / 3, -16),
    ],
)
def test_the_cycle_is_the_days_from_the_first_contact_to_the_win(
    first: str, days: float, mean: float, saved: float
) -> None:
    deals = DEALS.format(first=first)
    assert shown(CycleByMonth.days, deals=deals)[3:6] == [days, None, 22]
    assert shown(CycleByMonth.deals, deals=deals)[3:7] == [1, 0, 2, None]  # July is to come
    assert shown(CycleFigures.mean, deals=deals) == pytest.approx([mean])
    assert shown(CycleFigures.median, deals=deals) == [days]
    assert shown(CycleFigures.saved, deals=deals) == pytest.approx([saved])
    assert shown(PersonCycle.saved, deals=deals) == [days - 4, None]  # Ben won nothing earlier


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    deals = """
        deal_id, rep_id, amount, stage, prospect_date, won_date
        D1,      R1,     100,    won,   2026-06-01,    2026-06-03
        D2,      R1,     100,    won,   2026-06-01,    2026-06-03
        D3,      R2,     100,    won,   2026-06-01,    2026-06-10
        D4,      R2,     100,    won,   2026-06-01,    2026-06-21
    """
    assert shown(CycleFigures.median, deals=deals) == [5.5]  # of 2, 2, 9, 20: (2 + 9) / 2
    assert shown(CycleFigures.median, deals=deals, month="2026-05") == [None]
    assert shown(CycleFigures.median) == [None]
