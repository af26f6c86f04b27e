"""What is exactly at a level has reached it, whatever the last bits of a division or a sum of shares say."""

from __future__ import annotations

import pytest

from salessheet.workbook.expr import Line
from salessheet.workbook.sheets.channels import ChannelBoard
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.dashboard_working import Texts
from salessheet.workbook.sheets.honours import Promotion
from salessheet.workbook.sheets.indicators import IndicatorBoard
from salessheet.workbook.sheets.kpi import KpiBoard
from salessheet.workbook.sheets.projects import PilotBoard
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.review import PersonReview
from salessheet.workbook.tables import TargetBasis
from tests.capabilities.centre import shown

EACH_MONTH = "".join(f"rep, R1, 2026, 2026-{month:02}, {{each}}\n" for month in range(1, 13))
REP_TARGETS = "scope, id, year, period, amount\n" + EACH_MONTH

GRADES = {  # 3% of 60 and 97% of 60 are 59.99999999999999 in binary fractions
    "kpi_scheme": """
        role, kpi, valid_from, weight, target
        rep,  a,   2026-01-01, 3%,     100
        rep,  b,   2026-01-01, 97%,    100
    """,
    "kpi_manual": """
        rep_id, period,  kpi, actual
        R1,     2026-06, a,   {reached}
        R1,     2026-06, b,   {reached}
    """,
}
CHURN = {  # seven of ten buyers bought again: 1 - 0.7 is 0.30000000000000004
    "customers": "customer_id\n" + "".join(f"C{n}\n" for n in range(10)),
    "orders": "order_id, customer_id, rep_id, order_date, amount\n"
    + "".join(f"A{n}, C{n}, R1, 2025-03-01, 1\n" for n in range(10))
    + "".join(f"B{n}, C{n}, R1, 2026-03-01, 1\n" for n in range(7)),
    "indicators": "indicator, computed_as, indicator_unit, direction, goal\nLost, churn, percent, down, {reached}\n",
}
BASIS = {  # a tenth of the market is left: 1 - 0.9 is 0.09999999999999998
    "targets": "scope, id, year, amount\nteam, T1, 2026, {reached}\nteam, T2, 2026, 1\n",
    "target_basis": "team_id, year_from, market_capacity, competitor_share, tolerance\nT1, 2026-01, 10000, 90%, 20%\n",
}
TEAM_CAN = {  # two people can sell 1000: 1 + 57% is 1.5699999999999998
    "targets": BASIS["targets"],
    "target_basis": "team_id, year_from, per_person, tolerance\nT1, 2026-01, 500, 57%\n",
}
IN_HAND = {  # 3 less 8% are 2.7600000000000002
    "targets": BASIS["targets"],
    "target_basis": "team_id, year_from, in_hand, tolerance\nT1, 2026-01, 3, 8%\n",
}
CHANNELS = {  # both return 11%: (33.3 - 30) ÷ 30 is 0.1099999999999999, (3.33 - 3) ÷ 3 is 0.11000000000000003
    "channels": "channel, cost\nfairs, 30\nonline, 3\n",
    "deals": """
        deal_id, rep_id, amount,    stage, won_date,   channel
        D1,      R1,     {reached}, won,   2026-06-02, fairs
        D2,      R1,     3.33,      won,   2026-06-02, online
    """,
}
GATE = {  # 2.4 ÷ 3 is 0.7999999999999999
    "targets": REP_TARGETS.format(each=3),
    "plans": "plan_id, rep_id, gate, valid_from\nP1, R1, 80%, 2026-01-01\n",
    "plan_tiers": "plan_id, lower, upper, rate\nP1, 0, , 10%\n",
    "orders": "order_id, rep_id, order_date, amount\nO1, R1, 2026-06-05, {reached}\n",
}
WON = {  # 13.6 ÷ 17 and 81.6 ÷ 102 are 0.7999999999999999
    "settings": "key, value\ncurrency, CNY\nalert_level, 80%\nunit, 0.01\n",
    "targets": REP_TARGETS.format(each=17),
    "deals": "deal_id, rep_id, amount, stage, won_date\n"
    + "".join(f"D{month}, R1, {{reached}}, won, 2026-{month:02}-02\n" for month in range(1, 7)),
    "promotion_rules": "role, least_attained, months_needed, of_last\nrep, 80%, 6, 6\n",
}
PILOT = {  # 0.06 - 0.04 is 0.019999999999999997
    "pilots": """
        pilot_id, rep_id, ends_on,    pilot_before, pilot_after, control_before, control_after, least_gain
        X1,       R1,     2026-06-15, 100,          {reached},   100,            104,           2%
    """,
}


@pytest.mark.parametrize(
    ("line", "tables", "reached", "found"),
    [
        (KpiBoard.grade, GRADES, "60", "C"),
        (KpiBoard.grade, GRADES, "59.9999", "D"),
        (IndicatorBoard.met, CHURN, "30%", 1),
        (IndicatorBoard.met, CHURN, "29.9999%", 0),
        (TargetBasis.fit, BASIS, "1200", "fits"),
        (TargetBasis.fit, BASIS, "1201", "too high"),
        (TargetBasis.fit, TEAM_CAN, "1570", "fits"),
        (TargetBasis.fit, TEAM_CAN, "1571", "too high"),
        (TargetBasis.fit, IN_HAND, "2.76", "fits"),
        (TargetBasis.fit, IN_HAND, "2.75", "too low"),
        (ChannelBoard.rank, CHANNELS, "33.3", 1),
        (ChannelBoard.rank, CHANNELS, "33.29", 2),
        (ChannelBoard.shift, CHANNELS, "33.3", 0),
        (Payout.payout, GATE, "2.4", 0.24),
        (Payout.payout, GATE, "2.39", 0),
        (Results.alert, WON, "13.6", 0),
        (Results.alert, WON, "13.59", 1),
        (Texts.month_mark, WON, "13.6", "●"),
        (Texts.month_mark, WON, "13.59", "▼"),
        (Promotion.candidate, WON, "13.6", 1),
        (Promotion.candidate, WON, "13.59", 0),
        (PilotBoard.suggested, PILOT, "106", "roll out"),
        (PilotBoard.suggested, PILOT, "105", "extend"),
    ],
)
def test_what_is_exactly_at_a_level_has_reached_it(
    line: Line, tables: dict[str, str], reached: str, found: object
) -> None:
    written = {key: text.format(reached=reached) for key, text in tables.items()}
    assert shown(line, **written)[0] == found


def test_nobody_is_below_the_alert_level_before_the_first_day() -> None:
    tables = {
        "reps": "rep_id, name, team_id, hire_date\nR1, Ada, T1, 2026-06-16\n",
        "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\nteam, T2, 2026, 1\n",
    }
    for day, alert in (("2026-06-15", None), ("2026-06-16", 1)):
        assert shown(Results.alert, as_of=day, **tables) == [alert]
        assert shown(PersonReview.unexplained, as_of=day, **tables) == [alert]
