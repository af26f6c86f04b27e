"""What people learn: courses, who took them with what effect, and each one's own plan."""

from __future__ import annotations

from salessheet.workbook.expr import blank, promised
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MAX, SUM, SUMIFS
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import identified, place_of
from salessheet.workbook.schema import Table, keep_promise
from salessheet.workbook.tables.centre import Reps
from salessheet.workbook.tables.remarks import named_once
from salessheet.workbook.tables.to_do import by_then, not_gone, open_of, overdue_of

COURSE_KINDS = ("internal", "external", "online", "role_play", "conference")


class Courses(Table):
    """What may be taken. Costs are those of one person."""

    key = "courses"
    grows = False
    spare = 6
    course_id = Column(Type.TEXT, identifies=True, example="K01")
    course = Column(Type.TEXT, use=Use.NOTE, example="Negotiation")
    course_kind = Column(Type.LABEL, choices=COURSE_KINDS, use=Use.NOTE, example="external")
    skill = Column(Type.LABEL, example="negotiation")
    hours = Column(Type.NUMBER, minimum=0, look=Look.WHOLE, example="16")
    cost = Column(Type.MONEY, minimum=0, example="800")
    taken = Calc(Type.COUNT, native=promised)
    tested = Calc(Type.COUNT, native=promised, quiet=True)
    gain = Calc(Type.NUMBER, native=promised, look=Look.SIGN)
    remark = named_once(course_id)
    owner = Everyones()


class Training(Table):
    """One row for each course somebody takes. The scores are those of a test before and after it, 0 to 100."""

    key = "training"
    grows = False
    spare = 10
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    course_id = Column(Type.TEXT, identifies=True, refers_to=Courses.course_id, example="K01")
    due_date = Column(Type.DATE, example="2026-06-30")
    done_on = Column(Type.DATE, example="2026-06-18")
    before = Column(Type.NUMBER, minimum=0, maximum=100, look=Look.WHOLE, example="55")
    after = Column(Type.NUMBER, minimum=0, maximum=100, look=Look.WHOLE, example="78")
    course_no = Calc(Type.COUNT, native=place_of(course_id, Courses.course_id), quiet=True)
    skill = Calc(
        Type.LABEL,
        native=IF(course_no == 0, blank, identified(INDEX(Courses.skill.whole, MAX(1, course_no)))),
    )
    is_done = Calc(Type.FLAG, native=IF(rep_id == "", blank, by_then(done_on)), quiet=True)
    of_year = Calc(
        Type.FLAG, native=IF(rep_id == "", blank, by_then(done_on) * (done_on >= FiscalYear.start)), quiet=True
    )
    overdue = Calc(
        Type.FLAG,
        native=IF(
            rep_id == "", blank, (1 - is_done) * COUNT(due_date) * (due_date < Settings.until) * not_gone(rep_id)
        ),
        look=Look.DUE,
    )
    hours = Calc(
        Type.NUMBER,
        native=IF(course_no == 0, blank, of_year * INDEX(Courses.hours.whole, MAX(1, course_no))),
        look=Look.WHOLE,
    )
    cost = Calc(Type.MONEY, native=IF(course_no == 0, blank, of_year * INDEX(Courses.cost.whole, MAX(1, course_no))))
    gain = Calc(
        Type.NUMBER,
        native=IF(COUNT(before) * COUNT(after) == 0, blank, IF(of_year == 0, blank, after - before)),
        look=Look.SIGN,
    )
    has_gain = Calc(Type.FLAG, native=COUNT(gain), quiet=True)
    untested = Calc(Type.FLAG, native=IF(SUM(of_year) == 0, 0, 1 - has_gain), quiet=True)
    owner = Belongs(rep_id)


keep_promise(
    Courses.taken,
    IF(
        Courses.course_id == "",
        blank,
        COUNTIFS(Training.course_id.whole, Courses.course_id, Training.of_year.whole, 1),
    ),
)
keep_promise(
    Courses.tested,
    IF(
        Courses.course_id == "",
        blank,
        COUNTIFS(Training.course_id.whole, Courses.course_id, Training.has_gain.whole, 1),
    ),
)
keep_promise(
    Courses.gain,
    IF(
        SUM(Courses.tested) == 0,
        blank,
        SUMIFS(Training.gain.whole, Training.course_id.whole, Courses.course_id) / Courses.tested,
    ),
)


class Learning(Table):
    """One row for each step of somebody's plan of learning and career."""

    key = "learning"
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    goal = Column(Type.TEXT, use=Use.NOTE, example="Key account manager")
    plan_step = Column(Type.TEXT, required=True, example="Lead a tender with a senior")
    due_date = Column(Type.DATE, example="2026-09-30")
    done_on = Column(Type.DATE, example="")
    is_open = open_of(plan_step, done_on, concerns=rep_id)
    is_done = Calc(Type.FLAG, native=IF(plan_step == "", blank, by_then(done_on)), quiet=True)
    overdue = overdue_of(is_open, due_date)
    owner = Belongs(rep_id)
