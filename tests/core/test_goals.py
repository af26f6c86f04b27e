from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.goals import Goal, Language, SmartCheck, smart_check

SMART = Goal(
    text="Raise sales of product A by 20 % in the second half",
    metric="sales",
    base=100.0,
    target=120.0,
    unit="10,000 yuan",
    start=date(2026, 7, 1),
    deadline=date(2026, 12, 31),
    owner="Li",
    linked_to="growth",
)
TEXTS = st.sampled_from(["", " ", "words"])
DATES = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 5))
NUMBERS = st.none() | st.integers(-200, 400).map(float)
GOALS = st.builds(Goal, TEXTS, TEXTS, NUMBERS, NUMBERS, TEXTS, DATES, DATES, TEXTS, TEXTS)


def test_a_complete_goal_passes_and_lacks_nothing() -> None:
    assert smart_check(SMART) == SmartCheck(True, True, True, True, True, "")


@pytest.mark.parametrize(
    ("goal", "failed", "missing"),
    [
        (replace(SMART, text=" "), "specific", "goal text"),
        (replace(SMART, metric=""), "specific", "metric"),
        (replace(SMART, owner=""), "specific", "owner"),
        (replace(SMART, unit=""), "measurable", "unit"),
        (replace(SMART, target=200.1), "achievable", "target within 100% of the base"),
        (replace(SMART, target=-1.0), "achievable", "target within 100% of the base"),
        (replace(SMART, base=0.0), "achievable", "target within 100% of the base"),
        (replace(SMART, linked_to=""), "relevant", "link to strategy"),
        (replace(SMART, deadline=None), "time_bound", "deadline"),
        (replace(SMART, deadline=SMART.start), "time_bound", "deadline after the start"),
    ],
)
def test_a_missing_part_fails_its_letter_and_is_named(goal: Goal, failed: str, missing: str) -> None:
    check = smart_check(goal)
    letters = ("specific", "measurable", "achievable", "relevant", "time_bound")
    assert [letter for letter in letters if not getattr(check, letter)] == [failed]
    assert check.missing == missing


def test_without_a_target_a_goal_is_neither_measurable_nor_achievable() -> None:
    check = smart_check(replace(SMART, target=None))
    assert (check.measurable, check.achievable, check.missing) == (False, False, "target")


@pytest.mark.parametrize(
    ("base", "target", "limit", "achievable"),
    [
        (1, 1.2, 0.2, True),  # though 1.2 − 1 is more than 0.2 in binary
        (1, 1.21, 0.2, False),
        (100.3, 100.6, 0.3 / 100.3, True),  # 100.6 − 100.3 has the last bits of 100.6
        (66.66666666666667, 133.33333333333334, 1, True),
        (100, 200.0000000001, 1, False),
        (1e12, 2e12 + 1, 1, False),
        (100, 200, 1, True),
        (-100, -150, 0.5, True),
        (100, 50, 0.5, True),
        (None, 1e9, 0, True),
        (0, 0, 1, True),
    ],
)
def test_achievable_is_a_change_within_the_limit(
    base: float | None, target: float, limit: float, achievable: bool
) -> None:
    assert smart_check(replace(SMART, base=base, target=target), limit).achievable is achievable


def test_a_deadline_needs_no_start() -> None:
    assert smart_check(replace(SMART, start=None)).time_bound


@pytest.mark.parametrize("language", [Language.CHINESE, Language.CHINESE_SHORT])
def test_missing_parts_are_named_in_chinese(language: Language) -> None:
    vague = Goal("增加销售额", "", 100.0, 300.0, "", None, None, "", "")
    assert smart_check(vague, 0.5, language).missing == (
        "衡量指标、负责人、单位、目标值与基期相差不超过50%、关联战略、截止日期"
    )


@given(GOALS, st.sampled_from(Language))
def test_nothing_is_missing_just_when_all_five_are_passed(goal: Goal, language: Language) -> None:
    check = smart_check(goal, 1.0, language)
    passed = check.specific and check.measurable and check.achievable and check.relevant and check.time_bound
    assert passed == (check.missing == "")
