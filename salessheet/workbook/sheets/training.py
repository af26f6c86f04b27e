"""Training: who learned what with what effect, what it cost, and how far each one's own plan is."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, SUM, SUMIFS, SUMPRODUCT
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Courses, Learning, Skills, Training


class TrainingByPerson(Block):
    """Courses are those done in the fiscal year; steps of the plan are all of them."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    courses = Calc(Type.COUNT, native=COUNTIFS(Training.rep_id.whole, rep_id, Training.of_year.whole, 1))
    covered = Calc(Type.FLAG, native=People.here * (courses > 0), quiet=True)
    hours = Calc(Type.NUMBER, native=SUMIFS(Training.hours.whole, Training.rep_id.whole, rep_id), look=Look.WHOLE)
    cost = Calc(Type.MONEY, native=SUMIFS(Training.cost.whole, Training.rep_id.whole, rep_id))
    tested = Calc(Type.COUNT, native=COUNTIFS(Training.rep_id.whole, rep_id, Training.has_gain.whole, 1), quiet=True)
    gain = Calc(
        Type.NUMBER,
        native=IF(tested == 0, blank, SUMIFS(Training.gain.whole, Training.rep_id.whole, rep_id) / tested),
        look=Look.SIGN,
    )
    overdue = Calc(Type.COUNT, native=COUNTIFS(Training.rep_id.whole, rep_id, Training.overdue.whole, 1), look=Look.DUE)
    to_train = Calc(Type.COUNT, native=COUNTIFS(Skills.rep_id.whole, rep_id, Skills.to_train.whole, 1))
    open_steps = Calc(Type.COUNT, native=COUNTIFS(Learning.rep_id.whole, rep_id, Learning.is_open.whole, 1))
    done_steps = Calc(Type.COUNT, native=COUNTIFS(Learning.rep_id.whole, rep_id, Learning.is_done.whole, 1), quiet=True)
    progress_of_plan = Calc(
        Type.PERCENT,
        native=IF(open_steps + done_steps == 0, blank, done_steps / (open_steps + done_steps)),
        look=Look.BAR,
    )
    overdue_steps = Calc(
        Type.COUNT, native=COUNTIFS(Learning.rep_id.whole, rep_id, Learning.overdue.whole, 1), look=Look.DUE
    )
    hours_total = Calc(Type.NUMBER, Axis.TOTAL, native=SUM(hours.whole), under=hours, look=Look.WHOLE)
    cost_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(cost.whole), under=cost)
    overdue_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(overdue.whole), under=overdue)
    to_train_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(to_train.whole), under=to_train)
    overdue_steps_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(overdue_steps.whole), under=overdue_steps)


class TrainingFigures(Block):
    """The fiscal year up to the month chosen."""

    rows = Extent("figures of training", 1)
    arrangement = Arrangement.CARDS
    people = Calc(Type.COUNT, Axis.CELL, native=SUM(People.here.whole))
    coverage = Calc(
        Type.PERCENT, Axis.CELL, native=IF(people == 0, blank, SUM(TrainingByPerson.covered.whole) / people)
    )
    hours_each = Calc(  # of those people, as the coverage is
        Type.NUMBER,
        Axis.CELL,
        native=IF(people == 0, blank, SUMPRODUCT(People.here.whole * TrainingByPerson.hours.whole) / people),
    )
    cost = Calc(Type.MONEY, Axis.CELL, native=SUM(Training.cost.whole))
    gain = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(COUNT(Training.gain.whole) == 0, blank, SUM(Training.gain.whole) / COUNT(Training.gain.whole)),
    )
    untested = Calc(Type.COUNT, Axis.CELL, native=SUM(Training.untested.whole))
    done = Calc(  # what leavers never did is neither open nor done
        Type.PERCENT,
        Axis.CELL,
        native=IF(
            SUM(Learning.is_open.whole, Learning.is_done.whole) == 0,
            blank,
            SUM(Learning.is_done.whole) / SUM(Learning.is_open.whole, Learning.is_done.whole),
        ),
    )


TRAINING = Sheet(
    "training",
    Role.INPUT,
    Group.PEOPLE,
    (
        TrainingFigures,
        Band((Chart("training_hours", TrainingByPerson.name, (Series(TrainingByPerson.hours, Draw.COLUMN),)),)),
        TrainingByPerson,
        Courses,
        Training,
        Learning,
    ),
    with_data=True,
    in_full=True,
)

CAPABILITIES = (
    Capability(
        35,
        "training",
        inputs=(
            Courses.hours, Courses.cost, Training.done_on, Training.due_date, Training.before, Training.after,
            Skills.level,
        ),
        outputs=(
            TrainingFigures.coverage, TrainingFigures.hours_each, TrainingFigures.gain,
            TrainingFigures.untested, TrainingByPerson.cost,
            TrainingByPerson.overdue, TrainingByPerson.to_train, Courses.gain,
        ),
        test="test_training_is_known_by_its_gain_and_by_whom_it_reached",
    ),
    Capability(
        36,
        "learning",
        inputs=(Learning.plan_step, Learning.due_date, Learning.done_on),
        outputs=(TrainingByPerson.progress_of_plan, TrainingByPerson.overdue_steps, TrainingFigures.done),
        test="test_a_plan_of_learning_is_as_far_as_its_steps_are_done",
    ),
)  # fmt: skip  # lists to read
