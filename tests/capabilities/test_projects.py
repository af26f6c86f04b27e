"""Launches, trials, and what is done that is green."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.projects import GreenFigures, LaunchMonths, PilotBoard, TaskBoard
from salessheet.workbook.tables import LaunchPlan, Pilots
from tests.capabilities.centre import shown

TASKS = """
    task_id, rep_id, department, due_date,   progress
    N1,      R1,     marketing,  2026-06-10, {progress}
    N2,      R1,     marketing,  2026-07-10, planned
    N3,      R2,     product,    2026-05-10, done
    N4,      R2,     product,    2026-05-10, dropped
    N5,      R3,     product,    2026-05-10, planned
"""
PLAN = """
    rep_id, product, month,   amount
    R1,     Nova,    2026-05, 100
    R2,     Nova,    2026-05, 60
    R1,     Nova,    2026-06, 100
    R1,     Nova,    2026-07, 100
    R3,     Nova,    2026-05, 900
"""
DEALS = """
    deal_id, rep_id, product, amount, stage, won_date
    D1,      R1,     Nova,    80,     won,   2026-05-02
    D2,      R1,     Old,     20,     won,   2026-05-03
    D3,      R2,     Nova,    40,     won,   2026-05-31
    D4,      R3,     Nova,    700,    won,   2026-05-31
    D5,      R1,     Nova,    60,     won,   2026-06-30
"""


def test_a_launch_by_department_and_what_it_sells() -> None:
    # In the order sales, marketing, product …: one of two tasks of marketing is late; of product one is done.
    tasks = TASKS.format(progress="in_progress")
    assert shown(TaskBoard.late, launch_tasks=tasks)[:3] == [0, 1, 0]
    assert shown(TaskBoard.done, launch_tasks=tasks)[:3] == [0, 0, 1]
    assert shown(TaskBoard.share, launch_tasks=tasks)[:3] == [None, 0, 1]
    assert shown(TaskBoard.late, launch_tasks=TASKS.format(progress="done"))[:3] == [0, 0, 0]
    assert shown(TaskBoard.late, team="", launch_tasks=tasks)[:3] == [0, 1, 1]
    # Planned 160 in May and 100 in June and July; sold 120 and 60, July not yet.
    given = {"launch_plan": PLAN, "deals": DEALS}
    assert shown(LaunchMonths.plan, **given)[4:8] == [160, 100, 100, 0]
    assert shown(LaunchMonths.sold, **given)[4:8] == [120, 60, None, None]
    assert shown(LaunchMonths.attainment, **given)[4:7] == pytest.approx([0.75, 0.6, None])
    assert shown(LaunchMonths.sold, team="", **given)[4] == 820
    # On 10 May the 40 of the 31st are to come.
    assert shown(LaunchMonths.sold, month="2026-05", as_of="2026-05-10", **given)[4] == 80
    # Of amounts with cents 0.1 and 0.7 are 0.8, as was planned.
    cents = {
        "launch_plan": "rep_id, product, month, amount\nR1, Nova, 2026-05, 0.8\n",
        "deals": DEALS.replace("80, ", "0.1,")
        .replace("D2,      R1,     Old,     20, ", "D2,      R1,     Nova,    0.7,")
        .replace("D3,      R2,     Nova,", "D3,      R2,     Old, "),
    }
    assert shown(LaunchMonths.attainment, **cents)[4] == 1


def test_what_somebody_without_a_plan_sells_of_a_new_product_is_sold_as_well() -> None:
    # Ben plans nothing for June and sells 30 of it; for July nobody's sales are asked for before it begins.
    given = {
        "launch_plan": PLAN,
        "deals": DEALS + "    D6, R2, Nova, 30, won, 2026-06-11\n    D7, R2, Old, 5, won, 2026-06-11\n",
    }
    assert shown(LaunchMonths.sold, **given)[4:8] == [120, 90, None, None]
    assert shown(LaunchMonths.attainment, **given)[5] == pytest.approx(0.9)
    assert shown(LaunchPlan.sold, **given)[:4] == [80, 40, 60, None]
    # A month that the plan of a product does not have shows nothing of it.
    planned = PLAN.replace("R1,     Nova,    2026-06, 100\n", "")
    assert shown(LaunchMonths.sold, **{**given, "launch_plan": planned})[4:6] == [120, 0]


def test_the_plan_of_a_launch_is_in_the_currency_of_the_team() -> None:
    given = {
        "teams": "team_id, name, manager_id, currency\nT1, North, R1,\nT2, South, R3, USD\n",
        "fx": "date, currency, rate\n2026-01-01, USD, 7\n",
        "launch_plan": "rep_id, product, month, amount, currency\nR1, Nova, 2026-05, 100,\nR3, Nova, 2026-05, 10,\n",
        "deals": "deal_id, rep_id, product, amount, stage, won_date\nD1, R3, Nova, 5, won, 2026-05-04\n",
    }
    # 100 and 10 dollars at 7; 5 dollars are sold, half of what was planned.
    assert shown(LaunchMonths.plan, team="", **given)[4] == 170
    assert shown(LaunchMonths.sold, team="", **given)[4] == 35
    assert shown(LaunchMonths.plan, team="T2", **given)[4] == 10
    assert shown(LaunchMonths.attainment, team="T2", **given)[4] == 0.5


PILOTS = """
    pilot_id, rep_id, ends_on,    pilot_before, pilot_after, control_before, control_after, pilot_decision
    X1,       R1,     2026-06-15, 20,           {after},     10,             11,            {decision}
    X2,       R1,     2026-06-15, 20,           20,          10,             11,
    X3,       R2,     2026-08-15, 20,           30,          10,             10,
    X4,       R2,     2026-06-15, 0,            30,          10,             10,
"""


def test_a_trial_is_what_it_changed_less_what_changed_anyway() -> None:
    pilots = PILOTS.format(after=26, decision="")
    # 26 / 20 is 30 % more, the others have 10 % more: 20 points. X2 is 10 points worse; X3 runs; X4 began at nothing.
    assert shown(PilotBoard.effect, pilots=pilots)[:4] == pytest.approx([20, -10, 50, None])
    assert shown(PilotBoard.suggested, pilots=pilots)[:4] == ["roll out", "stop", None, None]
    assert shown(PilotBoard.waits, pilots=pilots)[:4] == [1, 1, 0, 1]
    # Over, and not to be compared: X4, of which no share can be told.
    assert shown(Pilots.remark, pilots=pilots)[:4] == [None, None, None, "nothing to compare with"]
    # 22.6 / 20 is 13 % more: 3 points are less than the 5 it should gain.
    close = PILOTS.format(after=22.6, decision="extend")
    assert shown(PilotBoard.suggested, pilots=close)[0] == "extend"
    assert shown(PilotBoard.waits, pilots=close)[0] == 0


def test_of_a_measure_that_is_better_when_less_a_trial_is_how_much_further_it_fell() -> None:
    # From 30 days to 20 is a third less, the others have 10 % less: 23.3 points better. X2 fell less than the others.
    pilots = """
        pilot_id, rep_id, direction, ends_on,    pilot_before, pilot_after, control_before, control_after
        X1,       R1,     {},        2026-06-15, 30,           20,          30,             27
        X2,       R1,     {},        2026-06-15, 30,           30,          30,             27
    """
    down = pilots.replace("{}", "down")
    assert shown(PilotBoard.effect, pilots=down)[:2] == pytest.approx([100 / 3 - 10, -10])
    assert shown(PilotBoard.suggested, pilots=down)[:2] == ["roll out", "stop"]
    up = pilots.replace("{}", "")
    assert shown(PilotBoard.effect, pilots=up)[:2] == pytest.approx([10 - 100 / 3, 10])
    assert shown(PilotBoard.suggested, pilots=up)[:2] == ["stop", "roll out"]


GREEN = "product, green\nNova, {green}\nOld, no\n"
EVENTS = """
    date,       rep_id, social_kind, attendance
    2026-04-22, R1,     environment, 12
    2026-06-22, R2,     safety,      8
    2025-04-22, R1,     environment, 90
    2026-04-22, R3,     environment, 90
"""


def test_the_share_of_green_products_and_what_was_done() -> None:
    # Nova 180 of 200 up to June; 120 of 140 up to May.
    given = {"green_products": GREEN.format(green="yes"), "deals": DEALS, "social_events": EVENTS}
    assert shown(GreenFigures.share, **given) == [0.9]
    assert shown(GreenFigures.share, month="2026-05", **given) == pytest.approx([120 / 140])
    assert shown(GreenFigures.events, **given) == [2]
    assert shown(GreenFigures.attendance, **given) == [20]
    assert shown(GreenFigures.attendance, month="2026-05", **given) == [12]
    by_kind = (GreenFigures.environment, GreenFigures.community, GreenFigures.safety)
    assert [shown(line, **given) for line in by_kind] == [[1], [0], [1]]
    other = {**given, "social_events": EVENTS.replace("safety,   ", "community,")}
    assert [shown(line, **other) for line in by_kind] == [[1], [1], [0]]
    given["green_products"] = GREEN.format(green="no")
    assert shown(GreenFigures.share, **given) == [0]


def test_a_trial_without_any_effect_is_stopped_however_little_it_was_to_gain() -> None:
    pilots = """
        pilot_id, rep_id, ends_on,    pilot_before, pilot_after, control_before, control_after, least_gain
        X1,       R1,     2026-06-15, 20,           22,          10,             11,            0%
        X2,       R1,     2026-06-15, 20,           24,          10,             11,            0%
    """
    assert shown(PilotBoard.suggested, pilots=pilots)[:2] == ["stop", "roll out"]
