"""Goals that are SMART or say what they lack, their strategies, what targets rest on, and targets broken down."""

from __future__ import annotations

import numpy as np
import pytest

from salessheet.workbook.general import Settings
from salessheet.workbook.sheets.checks import Checks
from salessheet.workbook.sheets.dashboard_working import Sayings, Standing
from salessheet.workbook.sheets.goals import GoalFigures
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import Assignment, People
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.workbook.sheets.target_people import PersonMonth, Seats
from salessheet.workbook.sheets.targets import ByDay, ByWeek
from salessheet.workbook.sheets.teams import TeamResults
from salessheet.workbook.sheets.year_so_far import Headline
from salessheet.workbook.tables import Goals, Strategies, TargetBasis
from tests.capabilities.centre import LEAST, book, centre, shown

HEADING = (
    "goal_id, team_id, goal, metric, measured_in, base, base_period, target, owner_rep_id, start, deadline, linked_to,"
    " smart_limit, actual\n"
)
SALES = "G1, T1, Sell more, sales, money, 100, 2025, 120, R1, 2026-01-01, 2026-12-31, Growth, 50%, 110\n"


@pytest.mark.parametrize(
    ("goal", "letters", "missing"),
    [
        (SALES, [1, 1, 1, 1, 1], None),
        # "Raise sales": no number, no unit, no owner, no date and no strategy.
        ("G1, T1, Raise sales, sales, , , , , , , , , ,\n", [0, 0, 0, 0, 0],
         "• owner • target • unit • link to strategy • deadline "),
        # 100 to 151 is a change of 51, more than 50% of 100.
        (SALES.replace(" 120,", " 151,"), [1, 1, 0, 1, 1], "• target beyond reach "),
        (SALES.replace(" 120,", " 150,"), [1, 1, 1, 1, 1], None),
        (SALES.replace(" 120,", " 50,"), [1, 1, 1, 1, 1], None),
        # 0.3 more than 1 is 30%, whatever the last bits of 1.3 - 1 say.
        (SALES.replace(" 100,", " 1,").replace(" 120,", " 1.3,").replace("50%", "30%"), [1, 1, 1, 1, 1], None),
        # A base of 0 leaves no room for any change; without a base anything is achievable.
        (SALES.replace(" 100,", " 0,"), [1, 1, 0, 1, 1], "• target beyond reach "),
        (SALES.replace(" 100, 2025,", " , ,"), [1, 1, 1, 1, 1], None),
        # Of a base it must be known when it was.
        (SALES.replace(" 2025,", " ,"), [1, 1, 1, 1, 1], "• base period "),
        # Without a limit of its own: at most twice the base, and not below 0.
        (SALES.replace(" 120,", " 200,").replace("50%", ""), [1, 1, 1, 1, 1], None),
        (SALES.replace(" 120,", " 201,").replace("50%", ""), [1, 1, 0, 1, 1], "• target beyond reach "),
        (SALES.replace("2026-12-31", "2026-01-01"), [1, 1, 1, 1, 0], "• deadline after the start "),
    ],
)  # fmt: skip  # one goal a line
def test_a_goal_is_smart_or_says_what_it_lacks(goal: str, letters: list[int], missing: str | None) -> None:
    for line, letter in zip(
        (Goals.specific, Goals.measurable, Goals.achievable, Goals.relevant, Goals.time_bound), letters, strict=True
    ):
        assert shown(line, goals=HEADING + goal) == [letter], line
    assert shown(Goals.missing, goals=HEADING + goal) == [missing]
    assert shown(GoalFigures.smart, goals=HEADING + goal) == [int(missing is None)]


def test_a_goal_in_percent_may_be_written_with_the_sign() -> None:
    # From 80% to 90%, now 85%: half the way, wherever a sign stands.
    for base, target, now in (("80", "90", "85"), ("80%", "90", "85%"), ("80%", "90%", "85")):
        goal = SALES.replace("money, 100, 2025, 120", f"percent, {base}, 2025, {target}").replace(" 110\n", f" {now}\n")
        assert shown(Goals.way, goals=HEADING + goal) == [0.5]
        assert shown(Goals.achievable, goals=HEADING + goal) == [1]
        assert shown(Goals.remark, goals=HEADING + goal) == [None]
    # 80% typed into a workbook leaves 0.8, which is less than 1%; of money 0.8 is 0.8, and a goal may be to end at 0.
    for unit, base, target, remark in (
        ("percent", "0.8", "0.9", "below 1%: meant?"),
        ("percent", "", "1", "below 1%: meant?"),
        ("percent", "5", "0", None),
        ("percent", "1.5", "0.5", None),
        ("money", "0.8", "0.9", None),
    ):
        period = "2025" if base else ""
        goal = SALES.replace("money, 100, 2025, 120", f"{unit}, {base}, {period}, {target}")
        assert shown(Goals.remark, goals=HEADING + goal) == [remark]


def test_what_a_goal_lacks_is_said_in_the_language_of_the_workbook() -> None:
    goals = HEADING + SALES.replace("Growth", "")
    assert shown(Goals.missing, goals=goals, lang="zh-CN", settings="key, value\nlanguage, zh-CN\nregion,\n") == [
        "• 关联战略 "
    ]


def test_a_team_sees_its_own_goals_and_the_centre_all() -> None:
    goals = (
        HEADING + SALES + SALES.replace("G1, T1,", "G2, T2,").replace("R1", "R3") + SALES.replace("G1, T1,", "G3, ,")
    )
    assert shown(GoalFigures.goals, goals=goals) == [1]
    assert shown(GoalFigures.goals, team="T2", goals=goals) == [1]
    assert shown(GoalFigures.goals, team="", goals=goals) == [3]


STRATEGIES = """
    strategy_id, goal_id, owner_rep_id, start,      due_date,   progress,    done_share, budget, spent
    S1,          G1,      R1,           2026-01-01, 2026-03-31, done,        ,           100,    90
    S2,          G1,      R2,           2026-01-01, 2026-05-31, in_progress, 40%,        300,    150
    S3,          G1,      R2,           2026-01-01, 2026-04-30, dropped,     80%,        200,    60
    S4,          G1,      R2,           2026-08-01, 2026-12-31, planned,     ,           100,
    S5,          G2,      R3,           2026-01-01, 2026-02-28, planned,     ,           999,    999
"""


def test_strategies_add_up_beside_their_goal() -> None:
    tables = {
        "goals": HEADING + SALES + SALES.replace("G1, T1,", "G2, T2,").replace("R1", "R3"),
        "strategies": STRATEGIES,
    }
    # Of the team's own three that were not dropped: 100%, 40% and 0%.
    assert shown(Goals.strategies, **tables) == [3]
    assert shown(Goals.work_done, **tables) == pytest.approx([1.4 / 3])
    # The dropped one may spend no more than the 60 of its 200 that it did.
    assert shown(Goals.planned_cost, **tables) == [560]
    assert shown(Goals.spent_on, **tables) == [300]
    # On 30 June S2 is 30 days late; S1 is done, S3 dropped, S4 not due. 300 of 560 is 54%.
    assert shown(Strategies.days_late, **tables)[:4] == [None, 30, None, None]
    assert shown(Goals.late_work, **tables) == [1]
    assert shown(GoalFigures.budget_use, **tables) == pytest.approx([300 / 560])
    # From 100 on the way to 120, 110 is half of it.
    assert shown(Goals.way, **tables) == [0.5]
    # By the end of April, S2 was not late.
    assert shown(Goals.late_work, month="2026-04", **tables) == [0]


def test_what_was_spent_on_dropped_strategies_is_spent() -> None:
    dropped = [row for row in STRATEGIES.splitlines() if "strategy_id" in row or "dropped" in row]
    tables = {"goals": HEADING + SALES, "strategies": "\n".join(dropped)}
    assert shown(Goals.spent_on, **tables) == shown(Goals.planned_cost, **tables) == shown(GoalFigures.spent, **tables)
    assert shown(Goals.spent_on, **tables) == [60]
    assert shown(Goals.work_done, **tables) == [None]


def test_a_goal_without_strategies_has_nothing_beside_it() -> None:
    goals = HEADING + SALES
    assert shown(Goals.strategies, goals=goals) == [0]
    assert [shown(line, goals=goals) for line in (Goals.work_done, Goals.planned_cost, Goals.late_work)] == [[None]] * 3


@pytest.mark.parametrize(
    ("actual", "late", "behind"),
    [
        # 181 of 364 days are gone; of what is to be gained (20) 8.45 would do at an alert level of 85%.
        ("108", [None], [1]), ("108.5", [None], [0]), ("120", [None], [0]), ("", [None], [None]),
    ],
)  # fmt: skip  # one a line
def test_a_goal_is_behind_where_its_way_is_below_the_alert_level_of_the_time(
    actual: str, late: list[None], behind: list[int | None]
) -> None:
    goals = HEADING + SALES.replace(" 110\n", f" {actual}\n")
    # 180/364 × 85% × 20 = 8.41
    assert shown(Goals.behind, goals=goals) == behind
    assert shown(Goals.days_late, goals=goals) == late


def test_a_goal_is_overdue_from_the_day_after_its_deadline_until_it_is_reached() -> None:
    goals = HEADING + SALES.replace("2026-12-31", "2026-06-20")
    assert shown(Goals.days_late, goals=goals) == [10]
    assert shown(Goals.days_late, goals=goals.replace(" 110\n", " 120\n")) == [None]
    assert shown(Goals.days_late, as_of="2026-06-20", goals=goals) == [None]


BASIS = """
    team_id, year_from, market_capacity, competitor_share, industry_trend, in_hand, last_year, per_person, tolerance
    T1,      2026-01, 10000,           85%,              10%,            700,     900,       {per_person}, 10%
    T1,      2025-01, 1,               ,                 ,               ,        ,          1,            10%
    T2,      2026-01, 1,               ,                 ,               ,        ,          1,            10%
"""


@pytest.mark.parametrize(
    ("target", "per_person", "stretch", "fit"),
    [
        # The market leaves 10,000 × 15% × 110% = 1,650; two people of 600 sell 1,200: 1,200 of 1,200.
        ("1200", "600", 1, "fits"),
        # 1,320 is 110% of it, which the tolerance allows; 1,332 is 111%.
        ("1320", "600", 1.1, "fits"),
        ("1332", "600", 1.11, "too high"),
        # With people who can sell more the market is what bounds: 1,332 of 1,650.
        ("1332", "900", 1332 / 1650, "fits"),
        # At least: 900 × 110% = 990, more than the 700 of customers in hand; 10% below is 891.
        ("890", "600", 890 / 1200, "too low"),
        ("892", "600", 892 / 1200, "fits"),
    ],
)
def test_a_target_is_held_against_what_it_rests_on(target: str, per_person: str, stretch: float, fit: str) -> None:
    tables = {
        "settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\n",
        "targets": f"scope, id, year, amount\nteam, T1, 2026, {target}\nteam, T2, 2026, 5\n",
        "target_basis": BASIS.format(per_person=per_person),
    }
    assert shown(TargetBasis.stretch, **tables)[:2] == [pytest.approx(stretch), None] or shown(
        TargetBasis.stretch, **tables
    )[:2] == [None, pytest.approx(stretch)]
    assert [word for word in shown(TargetBasis.fit, **tables) if word] == [fit]
    assert [n for n in shown(TargetBasis.at_least_sold, **tables) if n] == pytest.approx([990])


def test_what_targets_rest_on_is_held_against_the_target_itself_in_whole_units() -> None:
    tables = {
        "settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\nunit, 1\nover_assignment, 7%\n",
        "targets": "scope, id, year, amount\nteam, T1, 2026, 9876543\n",  # 10,567,901 are handed out
        "target_basis": BASIS.format(per_person=600),
    }
    assert [found for found in shown(TargetBasis.team_target, **tables) if found] == [9876543]


def test_a_target_is_too_high_where_nothing_can_be_sold() -> None:
    # The competitors hold and keep the whole market, so that the most is 0; a ratio to that says nothing.
    basis = """
        team_id, year_from, market_capacity, competitor_share
        T1,      2026-01,   10000,           {share}
    """
    targets = "scope, id, year, amount\nteam, T1, 2026, {target}\n"
    full = {"target_basis": basis.format(share="100%")}
    assert shown(TargetBasis.fit, targets=targets.format(target=1), **full)[0] == "too high"
    assert shown(TargetBasis.stretch, targets=targets.format(target=1), **full)[0] is None
    assert shown(TargetBasis.fit, targets=targets.format(target=0), **full)[0] is None
    assert shown(TargetBasis.fit, targets=targets.format(target=1), target_basis=basis.format(share="99%"))[0] == "fits"


def test_the_annual_target_comes_down_to_quarters_months_weeks_and_days() -> None:
    seasons = "month, weight\n" + "".join(f"{month}, {2 if month == 3 else 1}\n" for month in range(1, 13))
    # 1,300 by 13 parts, two of them March's: 100 a month, 200 in March.
    tables = {"settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\n", "seasonality": seasons,
              "targets": "scope, id, year, amount\nteam, T1, 2026, 1300\n"}  # fmt: skip
    assert shown(ByMonth.target, **tables) == [100, 100, 200, *[100] * 9]
    assert shown(ByQuarter.target, **tables) == [400, 300, 300, 300]
    # June 2026 has 22 days from Monday to Friday, in weeks of 5, 5, 5, 5 and 2: days of 4.54 or 4.55.
    made = book(centre(**tables))
    weeks = [(made.cells(ByWeek.target)[i], made.cells(ByWeek.start)[i]) for i in range(len(made.cells(ByWeek.target)))]
    first = 46174  # 1 June 2026, a Monday
    assert [amount for amount, start in weeks if first <= float(str(start)) < first + 30] == pytest.approx(
        [22.73, 22.72, 22.73, 22.73, 9.09], abs=0.011
    )
    june = slice(151, 181)
    assert sum(float(str(amount)) for amount in made.cells(ByDay.target)[june]) == pytest.approx(100)
    assert made.cells(ByDay.target)[151 + 5 : 151 + 7] == [0, 0]  # the first Saturday and Sunday


def test_the_annual_target_comes_down_to_people() -> None:
    tables = {
        "settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\n",
        "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\n",
        "reps": "rep_id, name, team_id, target_share\nR1, Ada, T1, 75%\nR2, Ben, T1, 25%\nR3, Cho, T2, 100%\n",
    }
    # 75% and 25% of 1,200, each a twelfth a month.
    assert shown(People.annual, **tables) == [900, 300]
    assert shown(PersonMonth.target, **tables) == [75] * 12 + [25] * 12
    assert shown(PersonMonth.total, **tables) == [100] * 12
    # Where 1,000 is agreed with Ada, Ben has what is left.
    tables["targets"] += "rep, R1, 2026, 1000\n"
    assert shown(People.annual, **tables) == [1000, 200]


LEAVER = "rep_id, name, team_id, target_share, hire_date, leave_date\n"
A_CENT = 0.011


def test_who_joins_or_leaves_in_the_year_has_targets_for_the_days_in_seat() -> None:
    tables = {
        "settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\n",
        "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\n",
        "reps": LEAVER + "R1, Ada, T1, 50%, , 2026-08-31\nR2, Ben, T1, 50%, ,\nR3, Cho, T1, 100%, 2026-10-16,\n",
    }
    # Of 100 a month Ada and Ben have half each until August; then Ben is alone, and from 16 October Cho shares with
    # twice his share: for 16 days of 31 in October (100 by 0.5 and 16 ÷ 31), in full after it.
    ben = [*[50] * 8, 100, 100 * 0.5 / (0.5 + 16 / 31), *[100 / 3] * 2]
    assert shown(PersonMonth.target, **tables)[:12] == [*[50] * 8, *[0] * 4]
    assert shown(PersonMonth.target, **tables)[12:24] == pytest.approx(ben, abs=A_CENT)
    assert shown(PersonMonth.target, **tables)[24:33] == [0] * 9
    assert shown(People.annual, **tables)[:2] == pytest.approx([400, sum(ben)], abs=A_CENT)
    # Every month is carried by those who are there, and so is the year.
    assert shown(PersonMonth.over, **tables) == [0] * 12
    assert shown(Assignment.over, **tables) == [0]
    assert shown(People.in_seat, **tables) == pytest.approx([8 / 12, 1, (16 / 31 + 2) / 12])
    # With the day before, Ada has no target in August either.
    assert shown(PersonMonth.target, **tables | {"reps": tables["reps"].replace("08-31", "07-31")})[7] == 0


def test_a_month_in_which_nobody_is_there_is_not_carried() -> None:
    tables = {
        "targets": "scope, id, year, amount\nteam, T1, 2024, 1200\n",
        "reps": LEAVER + "R1, Ada, T1, , 2024-02-29,\nR3, Cho, T2, , ,\n",
    }
    # February 2024 has 29 days, and Ada is there on the last one: all of its target is hers, that of January nobody's.
    assert shown(Seats.seat, month="2024-06", as_of="2024-06-30", **tables)[:3] == pytest.approx([0, 1 / 29, 1])
    assert shown(PersonMonth.target, month="2024-06", as_of="2024-06-30", **tables)[:3] == [0, 100, 100]
    assert shown(PersonMonth.over, month="2024-06", as_of="2024-06-30", **tables)[:3] == [-100, 0, 0]
    assert shown(Assignment.over, month="2024-06", as_of="2024-06-30", **tables) == [-100]
    carried = next(line for line in Checks.lines if line.key == "people_carry_each_month__ok")
    assert shown(carried, month="2024-06", as_of="2024-06-30", **tables) == [0]
    assert shown(carried, month="2024-06", as_of="2024-06-30", **tables | {"reps": LEAST["reps"]}) == [1]


AGREED = {"R1": 56.4, "R2": 103.1, "R3": 117.3, "R4": 202.1, "R5": 178.9, "R6": 207.7}
ODD = ["0.06", "0.05", "0.091", "0.15", "0.077", "0.11", "0.063", "0.07", "0.083", "0.121", "0", "0.125"]


@pytest.mark.parametrize("unit", [0.01, 1, 1000])
@pytest.mark.parametrize("people", [AGREED, AGREED | {"R3": 4.0}], ids=["enough for each month", "one has little"])
def test_where_all_targets_are_agreed_the_people_of_a_month_are_the_month(
    unit: float, people: dict[str, float]
) -> None:
    """Whatever the weights; of thousands, who has four has no whole one a month, and is rounded by himself."""
    amounts = {rep: round(1000 * amount / unit) * unit for rep, amount in people.items()}
    tables = {
        "settings": f"key, value\ncurrency, CNY\nlanguage, en\nunit, {unit}\nregion,\n",
        "reps": "rep_id, team_id\n" + "".join(f"{rep}, T1\n" for rep in people),
        "targets": f"scope, id, year, amount\nteam, T1, 2026, {sum(amounts.values())}\n"
        + "".join(f"rep, {rep}, 2026, {amount}\n" for rep, amount in amounts.items()),
        "seasonality": "month, weight\n" + "".join(f"{no}, {weight}\n" for no, weight in enumerate(ODD, 1)),
    }
    months = np.array(shown(PersonMonth.target, **tables), dtype=float).reshape(len(people), 12)
    whole = np.array(shown(ByMonth.target, **tables), dtype=float)
    together = unit < 1000 or people is AGREED
    assert np.abs(months.sum(0) - whole).max() <= (A_CENT / 10 if together else unit)
    assert months.sum(1) == pytest.approx(list(amounts.values()))
    assert (months >= 0).all()
    assert not months[:, 10].any()
    exact = np.outer(list(amounts.values()), np.array(ODD, dtype=float))
    assert np.abs(months - exact).max() < 2 * unit
    carried = next(line for line in Checks.lines if line.key == "people_carry_each_month__ok")
    assert shown(carried, **tables) == [1]


@pytest.mark.parametrize("is_agreed", [False, True])
def test_parts_of_large_targets_are_whole_cents_to_the_last_bit(*, is_agreed: bool) -> None:
    """Without what a difference of running totals leaves: equals would differ by it, and have ranks of their own."""
    people = [f"R{no}" for no in range(1, 26)]
    agreed = "".join(f"rep, {rep}, 2026, 3800000000\n" for rep in people) if is_agreed else ""
    tables = {
        "settings": "key, value\ncurrency, JPY\nlanguage, en\nregion,\n",
        "reps": "rep_id, team_id\n" + "".join(f"{rep}, T1\n" for rep in people),
        "targets": "scope, id, year, amount\nteam, T1, 2026, 95000000000\n" + agreed,
    }
    for line in (PersonMonth.target, ByMonth.target, ByDay.target):
        amounts = np.array(shown(line, **tables), dtype=float)
        assert (amounts == np.round(amounts, 2)).all(), line
        assert amounts.sum() == pytest.approx(95_000_000_000)


@pytest.mark.parametrize(("target", "handed_out"), [("1234.5", 1200), ("1250", 1300), ("1200", 1200)])
def test_a_target_between_two_multiples_of_the_unit_is_shared_out_as_the_nearest(target: str, handed_out: int) -> None:
    settings = "key, value\nlanguage, en\nunit, 100\nregion,\n"
    tables = {"settings": settings, "targets": f"scope, id, year, amount\nteam, T1, 2026, {target}\n"}
    for key in ("months_are_the_year", "quarters_are_the_year", "weeks_are_the_year", "days_are_the_year"):
        lines = {line.key: line for line in Checks.lines}
        assert shown(lines[f"{key}__found"], **tables) == [handed_out], key
        assert shown(lines[f"{key}__ok"], **tables) == [1], key
    assert shown(lines["people_carry_the_year__ok"], **tables) == [1]


def test_what_a_leaver_gives_back_of_an_agreed_year_is_shared_out_again() -> None:
    reps = LEAVER + "R1, Ada, T1, , , {left}\nR2, Ben, T1, , ,\nR3, Cho, T2, , ,\n"
    targets = "scope, id, year, amount\nteam, T1, 2026, 1800\nrep, R1, 2026, 1200\n"
    settings = "key, value\ncurrency, CNY\nlanguage, en\nregion,\n"
    given = {"targets": targets, "settings": settings, "reps": reps.format(left="")}
    assert shown(People.annual, **given) == [1200, 600]
    assert shown(People.given_back, **given) == [0, None]
    # Ada leaves at the end of September: 300 of her 1,200 go to Ben, in the months in which she is gone; the nine
    # before stay as they were.
    given["reps"] = reps.format(left="2026-09-30")
    assert shown(People.annual, **given) == [900, 900]
    assert shown(People.given_back, **given) == [300, None]
    assert shown(PersonMonth.target, **given) == [*[100] * 9, *[0] * 3, *[50] * 9, *[150] * 3]


def test_what_was_agreed_for_some_months_is_for_these() -> None:
    months = "".join(f"rep, R1, 2026, 2026-{month}, 90\n" for month in ("10", "11", "12"))
    given = {
        "targets": "scope, id, year, period, amount\nteam, T1, 2026, , 1200\n" + months,
        "reps": LEAVER + "R1, Ada, T1, , 2026-10-12,\nR2, Ben, T1, , ,\nR3, Cho, T2, , ,\n",
        "settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\n",
    }
    # 90 was agreed for October, of which Ada is there from the 12th on, and stands: nothing is given back.
    assert shown(People.given_back, **given) == [0, None]
    assert shown(PersonMonth.target, **given) == [*[0] * 9, *[90] * 3, *[100] * 9, *[10] * 3]


def test_people_together_are_assigned_more_than_the_target_and_it_shows() -> None:
    settings = "key, value\ncurrency, CNY\nlanguage, en\nregion,\nover_assignment, {over}\n"
    targets = "scope, id, year, amount\nteam, T1, 2026, 1200\nteam, T2, 2026, 600\n"
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R1, 300, won, 2026-03-02\n"
    given = {"targets": targets, "deals": deals, "settings": settings.format(over="5%")}
    # 105% of 1,200 by two; the team's own months stay 100 each.
    assert shown(People.annual, **given) == [630, 630]
    assert shown(PersonMonth.over, **given) == [5] * 12
    assert [shown(line, **given)[0] for line in (Assignment.over, Assignment.over_share)] == [60, 0.05]
    assert shown(ByMonth.target, **given) == [100] * 12
    # The team is measured by its target to date, 300 of 600, a person by what was assigned, 300 of 315.
    assert shown(Headline.attainment, **given) == [0.5]
    assert shown(Results.attainment, **given)[0] == pytest.approx(300 / 315)
    # At the centre each team has its own target to date, and its people theirs.
    assert shown(TeamResults.target, team="", **given) == [600, 300]
    assert shown(People.annual, team="", **given) == [630, 630, 630]
    assert shown(Assignment.over, team="", **given) == [90]
    assert shown(Assignment.over, **given | {"settings": settings.format(over="0")}) == [0]


def test_people_have_the_same_targets_at_the_centre_as_in_their_team() -> None:
    given = {
        "settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\n",
        "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\nteam, T2, 2026, 600\nrep, R2, 2026, 480\n",
        "reps": LEAVER + "R3, Cho, T2, , , 2026-06-30\nR1, Ada, T1, , ,\nR4, Dee, T2, , ,\nR2, Ben, T1, , ,\n",
    }
    # T2 has 50 a month, by two until June, then by one: 150 and 450. Of T1's 1,200 Ben agreed to 480.
    assert shown(People.annual, team="", **given) == [150, 720, 450, 480]
    assert shown(People.annual, team="T1", **given) == [720, 480]
    assert shown(People.annual, team="T2", **given) == [150, 450]
    assert shown(TeamResults.target, team="", **given) == [600, 300]


def test_pace_is_the_share_won_less_the_share_of_working_days_gone() -> None:
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R1, {amount}, won, 2026-03-02\nD2, R3, 9, won, 2026-03-02\n"
    tables = {
        "settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\nalert_level, 80%\n",
        "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\n",
    }
    # From Monday to Friday 2026 has 261 days, 129 of them to 30 June. 600 of 1,200 is half.
    assert shown(Headline.pace, deals=deals.format(amount=600), **tables) == pytest.approx([50 - 12900 / 261])
    assert shown(Headline.pace, deals=deals.format(amount=0), **tables) == pytest.approx([-12900 / 261])
    # Each of the two has 300 to the end of June; 240 of it is the alert level.
    assert shown(Results.alert, deals=deals.format(amount=240), **tables) == [0, 1]
    assert shown(Results.alert, deals=deals.format(amount=239), **tables) == [1, 1]
    assert shown(Settings.until, deals=deals.format(amount=0), **tables) == [46203]  # 30 June 2026


@pytest.mark.parametrize(
    ("as_of", "target", "alerts"),
    [
        ("2026-06-30", 300, [1, 1]),
        ("2026-06-15", 275, [0, 1]),  # 11 of the 22 working days of June
        ("2026-05-31", 250, [0, 1]),  # June, which is shown, has not begun
    ],
)
def test_targets_to_date_count_the_working_days_gone_of_a_month_that_runs(
    as_of: str, target: float, alerts: list[int]
) -> None:
    given = {
        "settings": "key, value\ncurrency, CNY\nlanguage, en\nregion,\nalert_level, 80%\n",
        "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\n",
        "deals": "deal_id, rep_id, amount, stage, won_date\nD1, R1, 230, won, 2026-03-02\n",
    }
    assert shown(Results.target, as_of=as_of, **given) == pytest.approx([target, target])
    assert shown(Results.alert, as_of=as_of, **given) == alerts
    assert shown(Headline.target, as_of=as_of, **given) == pytest.approx([2 * target])
    assert shown(Standing.of_plan, as_of=as_of, **given) == pytest.approx([230 / target / 2])
    assert shown(TeamResults.target, as_of=as_of, team="", **given)[0] == pytest.approx(2 * target)


def test_no_target_is_said_to_be_reached_before_there_is_one() -> None:
    bare = "key, value\ncurrency, CNY\nlanguage, en\nregion,\n"
    won = "deal_id, rep_id, amount, stage, won_date\nD1, R1, 1200, won, 2026-03-02\n"
    assert shown(Sayings.coverage, settings=bare) == [None]
    assert shown(Sayings.coverage, settings=bare, deals=won) == [None]
    reached = {"settings": bare + "annual_target, 1200\n", "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\n"}
    assert shown(Sayings.coverage, deals=won, **reached) == ["▲ The annual target is reached"]
