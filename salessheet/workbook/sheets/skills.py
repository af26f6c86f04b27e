"""Skills: who can what, what roles need of it, and whose strengths fit a task best."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import blank
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.extents import SKILLS as KNOWN_SKILLS
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MATCH, MAX, MIN, SUM, SUMIFS, above
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import highest_tied, identified, tied
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import SkillNeeds, Skills, Tasks


class SkillBoard(Block):
    """The level that each has in each skill, and how many levels are missing to what the roles need."""

    rows, across = PEOPLE, KNOWN_SKILLS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    skill = Input(Type.LABEL, Axis.COLUMNS, given=True)
    level = Calc(
        Type.NUMBER,
        Axis.BODY,
        native=IF(
            COUNTIFS(Skills.rep_id.whole, rep_id, Skills.skill.whole, identified(skill)) == 0,
            blank,
            SUMIFS(Skills.level.whole, Skills.rep_id.whole, rep_id, Skills.skill.whole, identified(skill)),
        ),
        look=Look.HEAT,
    )
    unrated = Calc(
        Type.COUNT,
        native=People.present
        * (
            COUNTIFS(SkillNeeds.role.whole, People.role, SkillNeeds.needed.whole, above(0))
            - COUNTIFS(Skills.rep_id.whole, rep_id, Skills.needed.whole, above(0))
        ),
        look=Look.DUE,
    )
    missing = Calc(Type.NUMBER, native=SUMIFS(Skills.missing.whole, Skills.rep_id.whole, rep_id), look=Look.WHOLE)
    to_train = Calc(Type.COUNT, native=COUNTIFS(Skills.rep_id.whole, rep_id, Skills.to_train.whole, 1))
    short = Calc(
        Type.NUMBER,
        Axis.COLUMNS,
        native=SUMIFS(Skills.missing.whole, Skills.skill.whole, identified(skill)),
        look=Look.WHOLE,
    )
    missing_total = Calc(Type.NUMBER, Axis.TOTAL, native=SUM(missing.whole), under=missing, look=Look.WHOLE)
    to_train_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(to_train.whole), under=to_train)


class TaskFirst(Block):
    """Working: what each has of the first skill that a task needs, no more than it needs."""

    rows, across = Tasks.rows, PEOPLE
    task_id = Calc(Type.TEXT, native=IF(Tasks.task_id == "", blank, Tasks.task_id), quiet=True)
    person_no = Counter(Type.COUNT, Axis.COLUMNS)
    rep_id = Calc(Type.TEXT, Axis.COLUMNS, native=INDEX(People.rep_id.whole, person_no))
    has = Calc(
        Type.NUMBER,
        Axis.BODY,
        native=MIN(
            Tasks.first_need,
            SUMIFS(Skills.level.whole, Skills.rep_id.whole, rep_id, Skills.skill.whole, identified(Tasks.skill)),
        ),
        quiet=True,
    )


class TaskSecond(Block):
    """Working: the same of the second skill."""

    rows, across = Tasks.rows, PEOPLE
    task_id = Calc(Type.TEXT, native=IF(Tasks.task_id == "", blank, Tasks.task_id), quiet=True)
    person_no = Counter(Type.COUNT, Axis.COLUMNS)
    rep_id = Calc(Type.TEXT, Axis.COLUMNS, native=INDEX(People.rep_id.whole, person_no))
    has = Calc(
        Type.NUMBER,
        Axis.BODY,
        native=MIN(
            Tasks.second_need,
            SUMIFS(
                Skills.level.whole, Skills.rep_id.whole, rep_id, Skills.skill.whole, identified(Tasks.second_skill)
            ),
        ),
        quiet=True,
    )  # fmt: skip


class TaskFit(Block):
    """Fit: the levels that somebody has of those an open task needs. Of equals the first of the roster is named.

    Where nobody has any of them, nobody fits best.
    """

    rows, across = Tasks.rows, PEOPLE
    title = Calc(Type.TEXT, native=IF(Tasks.task == "", IF(Tasks.task_id == "", blank, Tasks.task_id), Tasks.task))
    person_no = Counter(Type.COUNT, Axis.COLUMNS)
    rep_id = Calc(Type.TEXT, Axis.COLUMNS, native=INDEX(People.rep_id.whole, person_no), quiet=True)
    here = Calc(Type.FLAG, Axis.COLUMNS, native=INDEX(People.present.whole, person_no), quiet=True)
    name = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(People.name.whole, person_no))
    fit = Calc(
        Type.PERCENT,
        Axis.BODY,
        native=IF((Tasks.needs == 0) + (here == 0) > 0, blank, (TaskFirst.has + TaskSecond.has) / Tasks.needs),
        look=Look.HEAT,
    )
    best = Calc(Type.PERCENT, native=IF(COUNT(fit.across) == 0, blank, MAX(fit.across)))
    is_tied = highest_tied(fit.across)
    best_person = Calc(
        Type.LABEL,
        native=IF(
            SUM(best) == 0,
            blank,
            tied(INDEX(name.whole, MATCH(MAX(fit.across), fit.across, 0)), is_tied == 1),
        ),
    )
    own = Calc(  # of somebody who is still there
        Type.PERCENT,
        native=IF(
            COUNT(Tasks.fit) * SUMIFS(People.present.whole, People.rep_id.whole, identified(Tasks.rep_id)) == 0,
            blank,
            Tasks.fit,
        ),
    )
    is_better = Calc(Type.FLAG, native=IF(COUNT(best) == 0, blank, (best > SUM(own)) * 1))
    open_tasks = Calc(Type.COUNT, Axis.COLUMNS, native=COUNTIFS(Tasks.rep_id.whole, rep_id, Tasks.is_open.whole, 1))
    overdue_tasks = Calc(Type.COUNT, Axis.COLUMNS, native=COUNTIFS(Tasks.rep_id.whole, rep_id, Tasks.overdue.whole, 1))


SKILLS = Sheet(
    "skills",
    Role.INPUT,
    Group.PEOPLE,
    (SkillBoard, TaskFit, Tasks, SkillNeeds, Skills),
    with_data=True,
    continued=(Tasks.done_on,),
)

TASK_WORKING = Sheet("task_working", Role.CALCULATION, Group.WORKING, (TaskFirst, TaskSecond))

CAPABILITIES = (
    Capability(
        31,
        "tasks",
        inputs=(
            Skills.level, SkillNeeds.needed, Tasks.skill, Tasks.level, Tasks.second_skill, Tasks.second_level,
            Tasks.rep_id, Tasks.due_date, Tasks.done_on,
        ),
        outputs=(
            TaskFit.fit, TaskFit.best_person, TaskFit.own, TaskFit.is_better, TaskFit.open_tasks,
            TaskFit.overdue_tasks, Skills.missing, SkillBoard.missing, SkillBoard.unrated,
        ),
        test="test_a_task_fits_by_the_levels_that_somebody_has_of_those_it_needs",
    ),
)  # fmt: skip  # lists to read
