"""Roles with their duties and places, and how new people come in: their tasks, and what they can sell by when."""

from __future__ import annotations

from salessheet.workbook.expr import blank, promised
from salessheet.workbook.functions import COUNT, IF, INDEX, MAX, SUM
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import place_of
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps, Teams
from salessheet.workbook.tables.to_do import by_then, not_gone


class Roles(Table):
    """What a role of a team does, how many places it has, and what a full person of it can sell in a month."""

    key = "roles"
    grows = False
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    role = Column(Type.LABEL, identifies=True, example="rep")
    duties = Column(Type.TEXT, use=Use.NOTE, example="New customers of the region")
    places = Column(Type.COUNT, minimum=0, example="6")
    full_quota = Column(Type.MONEY, minimum=0, example="80000")
    people = Calc(Type.COUNT, native=promised)
    vacant = Calc(Type.COUNT, native=IF(COUNT(places) == 0, blank, MAX(0, places - people)))
    owner = Belongs(team_id)


class Ramp(Table):
    """The share of a full quota that somebody can carry in a month of service, the first being 1; later on all.

    A month between two that are listed is like the one before it.
    """

    key = "ramp"
    grows = False
    month_no = Column(Type.COUNT, identifies=True, minimum=1, example="2")
    share = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="40%")
    owner = Everyones()


class OnboardingSteps(Table):
    """What everybody new does, and how many days after the first one."""

    key = "onboarding_steps"
    grows = False
    step_no = Column(Type.COUNT, identifies=True, minimum=1, example="3")
    task = Column(Type.TEXT, use=Use.NOTE, example="First visit with a senior")
    by_day = Column(Type.COUNT, required=True, minimum=0, maximum=3650, example="14")
    owner = Everyones()


class Onboarding(Table):
    """One row for each step of somebody new: due the days of the step after the hire date."""

    key = "onboarding"
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    step_no = Column(Type.COUNT, identifies=True, minimum=1, example="3")
    done_on = Column(Type.DATE, example="2026-06-12")
    person_no = Calc(Type.COUNT, native=IF(rep_id == "", blank, place_of(rep_id, Reps.rep_id)), quiet=True)
    row = Calc(
        Type.COUNT, native=IF(COUNT(step_no) == 0, blank, place_of(step_no, OnboardingSteps.step_no)), quiet=True
    )
    hired = Calc(
        Type.DATE,
        native=IF(SUM(person_no) == 0, blank, INDEX(Reps.hire_date.whole, MAX(1, person_no))),
        quiet=True,
    )
    due_date = Calc(
        Type.DATE,
        native=IF(
            (SUM(hired) == 0) + (SUM(row) == 0) > 0, blank, hired + INDEX(OnboardingSteps.by_day.whole, MAX(1, row))
        ),
    )
    is_done = Calc(Type.FLAG, native=IF(rep_id == "", blank, by_then(done_on)))
    overdue = Calc(
        Type.FLAG,
        native=IF(
            rep_id == "", blank, (1 - is_done) * COUNT(due_date) * (due_date < Settings.until) * not_gone(rep_id)
        ),
        look=Look.DUE,
    )
    remark = Calc(
        Type.TEXT,
        native=IF(
            rep_id == "",
            blank,
            IF(SUM(hired) == 0, Phrases.no_hire_date, IF(SUM(row) == 0, Phrases.no_step, blank)),
        ),
    )
    owner = Belongs(rep_id)
