"""Coaching: with whom a talk is due, what was agreed and not done, which feedback nobody has read."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import PEOPLE, TOP
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MATCH, MAX, RANK, SUM, SUMIFS, above
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import counted
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Care, Coaching, FeedbackNotes, Reps, Teams

YEAR_UNTIL = (FiscalYear.start, Settings.until)


class CoachingDue(Block):
    """The people still there but their manager. Who never had a talk is due as if there was one on the first day."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    is_led = Calc(Type.FLAG, native=People.present * (COUNTIFS(Teams.manager_id.whole, rep_id) == 0), quiet=True)
    talks = Calc(Type.COUNT, native=counted(Coaching.date, *YEAR_UNTIL, Coaching.rep_id, rep_id))
    last = Calc(
        Type.DATE,
        native=IF(
            COUNTIFS(Coaching.rep_id.whole, rep_id, Coaching.latest.whole, 1) == 0,
            blank,
            SUMIFS(Coaching.date.whole, Coaching.rep_id.whole, rep_id, Coaching.latest.whole, 1),
        ),
    )
    counts_from = Calc(
        Type.DATE,
        native=IF(COUNT(last) == 0, MAX(FiscalYear.start, INDEX(Reps.hire_date.whole, no)), last),
        quiet=True,
    )
    next_date = Calc(Type.DATE, native=IF(is_led == 0, blank, counts_from + Settings.coaching_days))
    late = Calc(Type.COUNT, native=IF(is_led == 0, blank, MAX(0, Settings.until - next_date)), look=Look.BAR)
    open_steps = Calc(Type.COUNT, native=COUNTIFS(Coaching.rep_id.whole, rep_id, Coaching.is_open.whole, 1))
    overdue_steps = Calc(
        Type.COUNT, native=COUNTIFS(Coaching.rep_id.whole, rep_id, Coaching.overdue.whole, 1), look=Look.DUE
    )
    notes = Calc(Type.COUNT, native=counted(FeedbackNotes.date, *YEAR_UNTIL, FeedbackNotes.rep_id, rep_id))
    unread = Calc(Type.COUNT, native=COUNTIFS(FeedbackNotes.rep_id.whole, rep_id, FeedbackNotes.unread.whole, 1))
    care = Calc(Type.COUNT, native=counted(Care.date, *YEAR_UNTIL, Care.rep_id, rep_id))
    days_late = Calc(Type.COUNT, native=IF(is_led == 0, 0, late), quiet=True)
    place = Calc(
        Type.COUNT,
        native=IF(days_late == 0, 0, RANK(days_late, days_late.whole, 0) + COUNTIFS(days_late.so_far, days_late) - 1),
        quiet=True,
    )


class WhoIsDue(Block):
    """Those whose next talk is overdue, the longest first."""

    rows = TOP
    no = Counter(Type.COUNT)
    person_no = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(CoachingDue.place.whole, no) == 0, blank, MATCH(no, CoachingDue.place.whole, 0)),
        quiet=True,
    )
    name = Calc(Type.TEXT, native=IF(COUNT(person_no) == 0, blank, INDEX(CoachingDue.name.whole, person_no)))
    last = Calc(Type.DATE, native=IF(COUNT(person_no) == 0, blank, INDEX(CoachingDue.last.whole, person_no)))
    next_date = Calc(Type.DATE, native=IF(COUNT(person_no) == 0, blank, INDEX(CoachingDue.next_date.whole, person_no)))
    late = Calc(
        Type.COUNT,
        native=IF(COUNT(person_no) == 0, blank, INDEX(CoachingDue.late.whole, person_no)),
        look=Look.BAR,
    )


class CoachingFigures(Block):
    rows = Extent("figures of coaching", 1)
    arrangement = Arrangement.CARDS
    people = Calc(Type.COUNT, Axis.CELL, native=SUM(CoachingDue.is_led.whole))
    due = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(CoachingDue.days_late.whole, above(0)))
    in_time = Calc(Type.PERCENT, Axis.CELL, native=IF(people == 0, blank, 1 - due / people))
    overdue_steps = Calc(Type.COUNT, Axis.CELL, native=SUM(Coaching.overdue.whole))
    unread = Calc(Type.COUNT, Axis.CELL, native=SUM(FeedbackNotes.unread.whole))
    unanswered = Calc(Type.COUNT, Axis.CELL, native=SUM(FeedbackNotes.unanswered.whole))


def _care(code: str) -> Calc:
    return Calc(
        Type.COUNT,
        Axis.CELL,
        native=counted(Care.date, *YEAR_UNTIL, Care.care_kind, term_of(Care.care_kind, code)),
    )


class CareFigures(Block):
    """What was done for people in the fiscal year, by kind."""

    rows = Extent("figures of care", 1)
    arrangement = Arrangement.CARDS
    checkup = _care("checkup")
    fitness = _care("fitness")
    talk = _care("talk")
    flexible = _care("flexible")
    visit = _care("visit")
    other = _care("other")
    reached = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(CoachingDue.care.whole, above(0)))


COACHING = Sheet(
    "coaching",
    Role.INPUT,
    Group.PEOPLE,
    (CoachingFigures, WhoIsDue, CoachingDue, FeedbackNotes, CareFigures, Care, Coaching),
    with_data=True,
)

CAPABILITIES = (
    Capability(
        38,
        "coaching",
        inputs=(Coaching.date, Coaching.agreed_step, Coaching.due_date, Coaching.done_on, Settings.coaching_days),
        outputs=(WhoIsDue.name, CoachingDue.next_date, CoachingDue.late, CoachingDue.overdue_steps),
        test="test_a_talk_is_due_a_number_of_days_after_the_last",
    ),
    Capability(
        23,
        "feedback",
        inputs=(FeedbackNotes.date, FeedbackNotes.read_on, FeedbackNotes.reply),
        outputs=(CoachingDue.notes, CoachingDue.unread, CoachingFigures.unread, CoachingFigures.unanswered),
        test="test_a_note_is_unread_until_the_day_it_was_read",
    ),
    Capability(
        41,
        "care",
        inputs=(Care.date, Care.rep_id, Care.care_kind),
        outputs=(CareFigures.fitness, CoachingDue.care, CareFigures.reached),
        test="test_care_is_counted_by_kind_and_by_person",
    ),
)
