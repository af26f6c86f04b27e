"""Meetings: what was decided and who is to do what by when, what the team did together, and rewards by training."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, SUM, SUMIFS, at_least
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Actions, Meetings, Rewards, TeamEvents


class MeetingFigures(Block):
    """Actions as they stand at the end of the month chosen; the rest is of the fiscal year up to it."""

    rows = Extent("figures of meetings", 1)
    arrangement = Arrangement.CARDS
    meetings = Calc(Type.COUNT, Axis.CELL, native=SUM(Meetings.of_year.whole))
    open_actions = Calc(Type.COUNT, Axis.CELL, native=SUM(Actions.is_open.whole))
    overdue = Calc(Type.COUNT, Axis.CELL, native=SUM(Actions.overdue.whole))
    done = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=IF(
            COUNT(Actions.is_open.whole) == 0, blank, 1 - SUM(Actions.is_open.whole) / COUNT(Actions.is_open.whole)
        ),
    )
    events = Calc(Type.COUNT, Axis.CELL, native=SUM(TeamEvents.of_year.whole))
    cost = Calc(Type.MONEY, Axis.CELL, native=SUM(TeamEvents.spent.whole))


class ActionsByPerson(Block):
    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    actions = Calc(Type.COUNT, native=COUNTIFS(Actions.rep_id.whole, rep_id, Actions.is_open.whole, at_least(0)))
    open_actions = Calc(
        Type.COUNT, native=COUNTIFS(Actions.rep_id.whole, rep_id, Actions.is_open.whole, 1), look=Look.BAR
    )
    overdue = Calc(Type.COUNT, native=COUNTIFS(Actions.rep_id.whole, rep_id, Actions.overdue.whole, 1), look=Look.DUE)
    rewards = Calc(Type.COUNT, native=COUNTIFS(Rewards.rep_id.whole, rep_id, Rewards.of_year.whole, 1))
    worth = Calc(Type.MONEY, native=SUMIFS(Rewards.given.whole, Rewards.rep_id.whole, rep_id))
    unused = Calc(Type.COUNT, native=COUNTIFS(Rewards.rep_id.whole, rep_id, Rewards.unused.whole, 1))
    open_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(open_actions.whole), under=open_actions)
    overdue_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(overdue.whole), under=overdue)
    worth_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(worth.whole), under=worth)


MEETINGS = Sheet(
    "meetings",
    Role.INPUT,
    Group.PEOPLE,
    (
        MeetingFigures,
        Band((
            Chart("actions", ActionsByPerson.name, (
                Series(ActionsByPerson.open_actions, Draw.SOFT_COLUMN), Series(ActionsByPerson.overdue, Draw.COLUMN),
            )),
        )),
        ActionsByPerson,
        Meetings,
        TeamEvents,
        Rewards,
        Actions,
    ),
    with_data=True,
    in_full=True,
)  # fmt: skip  # a page to read

CAPABILITIES = (
    Capability(
        37,
        "meetings",
        inputs=(Meetings.date, Actions.meeting_id, Actions.rep_id, Actions.due_date, Actions.done_on),
        outputs=(
            MeetingFigures.meetings, Meetings.open_actions, ActionsByPerson.open_actions, ActionsByPerson.overdue,
        ),
        test="test_an_action_is_overdue_after_its_day_and_until_it_is_done",
    ),
    Capability(
        42,
        "team_building",
        inputs=(TeamEvents.date, TeamEvents.took_part, TeamEvents.cost),
        outputs=(MeetingFigures.events, MeetingFigures.cost, TeamEvents.cost_each),
        test="test_what_a_team_does_together_is_counted_and_costs",
    ),
    Capability(
        30,
        "training_rewards",
        inputs=(Rewards.rep_id, Rewards.date, Rewards.worth, Rewards.used_on),
        outputs=(ActionsByPerson.rewards, ActionsByPerson.worth, ActionsByPerson.unused),
        test="test_a_chance_to_learn_is_unused_until_its_day",
    ),
)  # fmt: skip  # lists to read
