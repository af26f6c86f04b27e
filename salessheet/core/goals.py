"""Whether a goal is SMART: specific, measurable, achievable, relevant and time-bound, and what it lacks if not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salessheet.core.comparing import at_most, largest


class Language(StrEnum):
    """The language in which missing parts are named."""

    ENGLISH = "en"
    CHINESE = "zh-CN"
    CHINESE_SHORT = "zh"


@dataclass(frozen=True)
class Goal:
    """A goal as written down; texts may be "", numbers and dates None."""

    text: str
    metric: str
    base: float | None
    target: float | None
    unit: str
    start: date | None
    deadline: date | None
    owner: str
    linked_to: str


@dataclass(frozen=True)
class SmartCheck:
    """The five tests, and the parts that are missing, in words; "" if and only if all five are passed."""

    specific: bool
    measurable: bool
    achievable: bool
    relevant: bool
    time_bound: bool
    missing: str


class _Part(StrEnum):
    TEXT = "text"
    METRIC = "metric"
    OWNER = "owner"
    TARGET = "target"
    UNIT = "unit"
    REACH = "reach"
    LINK = "link"
    DEADLINE = "deadline"
    ORDER = "order"


_ENGLISH = {
    _Part.TEXT: "goal text",
    _Part.METRIC: "metric",
    _Part.OWNER: "owner",
    _Part.TARGET: "target",
    _Part.UNIT: "unit",
    _Part.REACH: "target within {limit} of the base",
    _Part.LINK: "link to strategy",
    _Part.DEADLINE: "deadline",
    _Part.ORDER: "deadline after the start",
}
_CHINESE = {
    _Part.TEXT: "目标描述",
    _Part.METRIC: "衡量指标",
    _Part.OWNER: "负责人",
    _Part.TARGET: "目标值",
    _Part.UNIT: "单位",
    _Part.REACH: "目标值与基期相差不超过{limit}",
    _Part.LINK: "关联战略",
    _Part.DEADLINE: "截止日期",
    _Part.ORDER: "截止日期须晚于开始日期",
}


def smart_check(goal: Goal, limit: float = 1.0, language: Language = Language.ENGLISH) -> SmartCheck:
    """The five tests of a goal.

    Achievable means a change of at most `limit` × the base, compared on the digits of the larger of the two, and is
    passed if there is no base. A deadline on the day
    of the start is no deadline after it. Texts of blanks alone count as missing.
    """
    lacks = {
        _Part.TEXT: not goal.text.strip(),
        _Part.METRIC: not goal.metric.strip(),
        _Part.OWNER: not goal.owner.strip(),
        _Part.TARGET: goal.target is None,
        _Part.UNIT: not goal.unit.strip(),
        _Part.REACH: not _within_reach(goal, limit),
        _Part.LINK: not goal.linked_to.strip(),
        _Part.DEADLINE: goal.deadline is None,
        _Part.ORDER: goal.start is not None and goal.deadline is not None and goal.deadline <= goal.start,
    }
    words, comma = (_ENGLISH, ", ") if language is Language.ENGLISH else (_CHINESE, "、")
    return SmartCheck(
        specific=not (lacks[_Part.TEXT] or lacks[_Part.METRIC] or lacks[_Part.OWNER]),
        measurable=not (lacks[_Part.TARGET] or lacks[_Part.UNIT]),
        achievable=not (lacks[_Part.TARGET] or lacks[_Part.REACH]),
        relevant=not lacks[_Part.LINK],
        time_bound=not (lacks[_Part.DEADLINE] or lacks[_Part.ORDER]),
        missing=comma.join(words[part].format(limit=f"{limit * 100:.12g}%") for part in lacks if lacks[part]),
    )


def _within_reach(goal: Goal, limit: float) -> bool:
    if goal.target is None or goal.base is None:
        return True
    change, most = abs(goal.target - goal.base), limit * abs(goal.base)
    return bool(at_most(change, most, largest(goal.target, goal.base)))  # 1.2 − 1 is not more than 0.2
