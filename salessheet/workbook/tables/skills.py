"""What people can, what their roles and tasks need of it, and who has which task."""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MAX, MIN, SUM, SUMIFS
from salessheet.workbook.general import Phrases
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import identified, place_of
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps, Teams
from salessheet.workbook.tables.remarks import named_once
from salessheet.workbook.tables.to_do import not_gone, open_of, overdue_of
from salessheet.workbook.tables.training import Training


class SkillNeeds(Table):
    """The level of a skill, from 0 to 5, that a role needs."""

    key = "skill_needs"
    grows = False
    spare = 6
    role = Column(Type.LABEL, identifies=True, example="rep")
    skill = Column(Type.LABEL, identifies=True, example="negotiation")
    needed = Column(Type.NUMBER, required=True, minimum=0, maximum=5, look=Look.WHOLE, example="3")
    owner = Everyones()


class Skills(Table):
    """The level of a skill that somebody has, from 0 to 5."""

    key = "skills"
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    skill = Column(Type.LABEL, identifies=True, example="negotiation")
    level = Column(Type.NUMBER, required=True, minimum=0, maximum=5, look=Look.WHOLE, example="2")
    person_no = Calc(Type.COUNT, native=IF(rep_id == "", blank, place_of(rep_id, Reps.rep_id)), quiet=True)
    role = Calc(
        Type.LABEL,
        native=IF(SUM(person_no) == 0, blank, identified(INDEX(Reps.role.whole, MAX(1, person_no)))),
        quiet=True,
    )
    needed = Calc(
        Type.NUMBER,
        native=IF(
            (rep_id == "") + (skill == "") > 0,
            blank,
            SUMIFS(SkillNeeds.needed.whole, SkillNeeds.role.whole, identified(role), SkillNeeds.skill.whole, skill),
        ),
        look=Look.WHOLE,
    )
    missing = Calc(
        Type.NUMBER,
        native=IF(COUNT(level) * COUNT(needed) == 0, blank, MAX(0, needed - level) * not_gone(rep_id)),
        look=Look.WHOLE,
    )
    trained = Calc(
        Type.COUNT,
        native=IF(
            skill == "",
            blank,
            COUNTIFS(Training.rep_id.whole, rep_id, Training.skill.whole, skill, Training.is_done.whole, 1),
        ),
    )
    to_train = Calc(Type.FLAG, native=IF(COUNT(missing) * COUNT(trained) == 0, blank, (missing > 0) * (trained == 0)))
    owner = Belongs(rep_id)


class Tasks(Table):
    """What is to be done, the one or two skills it needs, and who has it."""

    key = "tasks"
    grows = False
    spare = 6
    task_id = Column(Type.TEXT, identifies=True, example="A01")
    team_id = Column(Type.TEXT, required=True, refers_to=Teams.team_id, example="T01")
    task = Column(Type.TEXT, example="Frame contract with the city")
    skill = Column(Type.LABEL, example="negotiation")
    level = Column(Type.NUMBER, minimum=0, maximum=5, look=Look.WHOLE, example="4")
    second_skill = Column(Type.LABEL, example="product")
    second_level = Column(Type.NUMBER, minimum=0, maximum=5, look=Look.WHOLE, example="2")
    rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="R001")
    due_date = Column(Type.DATE, example="2026-07-15")
    done_on = Column(Type.DATE, example="")
    is_open = open_of(task_id, done_on)
    overdue = overdue_of(is_open, due_date)
    first_need = Calc(Type.NUMBER, native=IF((COUNT(level) == 0) + (skill == "") > 0, 0, level), quiet=True)
    second_need = Calc(
        Type.NUMBER, native=IF((COUNT(second_level) == 0) + (second_skill == "") > 0, 0, second_level), quiet=True
    )
    needs = Calc(Type.NUMBER, native=IF(SUM(is_open) == 0, 0, first_need + second_need), quiet=True)
    own_first = Calc(
        Type.NUMBER,
        native=MIN(
            first_need,
            SUMIFS(Skills.level.whole, Skills.rep_id.whole, identified(rep_id), Skills.skill.whole, identified(skill)),
        ),
        quiet=True,
    )
    own_second = Calc(
        Type.NUMBER,
        native=MIN(
            second_need,
            SUMIFS(
                Skills.level.whole,
                Skills.rep_id.whole,
                identified(rep_id),
                Skills.skill.whole,
                identified(second_skill),
            ),
        ),
        quiet=True,
    )
    fit = Calc(Type.PERCENT, native=IF((needs == 0) + (rep_id == "") > 0, blank, (own_first + own_second) / needs))
    remark = named_once(  # a skill without a level, or a level without a skill, asks for nothing
        task_id,
        IF(
            ((skill == "") + COUNT(level) == 1) * ((second_skill == "") + COUNT(second_level) == 1) == 1,
            blank,
            Phrases.half_need,
        ),
    )
    owner = Belongs(team_id)
