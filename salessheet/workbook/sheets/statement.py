"""Statement: one person's month on one page, from documents to payout, slice by slice, with lines to sign."""

from __future__ import annotations

from salessheet.workbook.book import Role, Sheet, SignOff
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import COMPONENTS, STATED, TIERS
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, IF, INDEX, MATCH, MAX, MIN, ROUND, SUM
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.patterns import identified, place_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission import Pay, Payout, PayTerms, PayTiers
from salessheet.workbook.sheets.credit_lines import Lines
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.tier_working import INTERPOLATED, MARGINAL, MILESTONE, MULTIPLIER, TierWorking
from salessheet.workbook.tables import Plans, PlanTiers, Reps

HIGHER = term_of(Plans.boundary, "higher")


class Stated(Block):
    """Choose the person. The month is that of the settings."""

    rows = Extent("whose statement", 1)
    rep_id = Input(Type.TEXT, Axis.CELL, choices=Reps.rep_id)
    person_no = Calc(
        Type.COUNT,
        Axis.CELL,
        native=place_of(rep_id, People.rep_id),
        quiet=True,
    )
    name = Calc(Type.TEXT, Axis.CELL, native=IF(person_no == 0, blank, INDEX(People.name.whole, MAX(1, person_no))))
    role = Calc(Type.LABEL, Axis.CELL, native=IF(person_no == 0, blank, INDEX(People.role.whole, MAX(1, person_no))))
    month = Calc(Type.PERIOD, Axis.CELL, native=Settings.period_start)
    first_line = Calc(
        Type.COUNT,
        Axis.CELL,
        native=place_of(rep_id, Lines.payee),
        quiet=True,
    )
    first_pay = Calc(
        Type.COUNT,
        Axis.CELL,
        native=place_of(rep_id, PayTerms.rep_id),
        quiet=True,
    )


def _of_person(measure: Type, column: Line) -> Calc:
    found = INDEX(column.whole, MAX(1, Stated.person_no))
    return Calc(measure, Axis.CELL, native=IF(Stated.person_no == 0, blank, found))


class StatedPayout(Block):
    """What the month pays."""

    rows = Extent("payout of a statement", 1)
    arrangement = Arrangement.CARDS
    commission = _of_person(Type.CENTS, Payout.commission)
    adjustments = _of_person(Type.CENTS, Payout.adjustments)
    corrections = _of_person(Type.CENTS, Payout.corrections)
    payout = _of_person(Type.CENTS, Payout.payout)


def _at(column: Line, row: Line) -> Expr:
    return IF(row == 0, blank, INDEX(column.whole, MAX(1, row)))


class StatedComponents(Block):
    """From the lines to the payout of each component, in the currency of its plan up to the last column."""

    rows = COMPONENTS
    no = Counter(Type.COUNT)
    row = Calc(
        Type.COUNT,
        native=IF(no > COUNTIFS(PayTerms.rep_id.whole, identified(Stated.rep_id)), 0, Stated.first_pay + no - 1),
        quiet=True,
    )
    component = Calc(Type.LABEL, native=_at(Pay.component, row))
    plan = Calc(Type.LABEL, native=_at(PayTerms.plan, row))
    mode = Calc(Type.LABEL, native=_at(PayTerms.mode, row))
    opening = Calc(Type.CENTS, native=_at(Pay.opening, row))
    credited = Calc(Type.CENTS, native=_at(Pay.credited, row))
    of_lines = Calc(Type.CENTS, native=_at(Pay.of_lines, row))
    true_up = Calc(Type.CENTS, native=_at(Pay.true_up, row))
    cut = Calc(Type.CENTS, native=IF(row == 0, blank, -1 * INDEX(Pay.cut.whole, MAX(1, row))))
    raised = Calc(
        Type.CENTS,
        native=IF(row == 0, blank, INDEX(Pay.floored.whole, MAX(1, row)) - INDEX(Pay.capped.whole, MAX(1, row))),
    )
    held = Calc(Type.CENTS, native=IF(row == 0, blank, -1 * INDEX(Pay.held.whole, MAX(1, row))))
    released = Calc(Type.CENTS, native=_at(Pay.released, row))
    drawn = Calc(
        Type.CENTS,
        native=IF(row == 0, blank, INDEX(Pay.drawn.whole, MAX(1, row)) - INDEX(Pay.net.whole, MAX(1, row))),
    )
    payout = Calc(Type.CENTS, native=_at(Pay.payout, row))


class StatedSlices(Block):
    """What each tier of the first component's plan pays on what was credited in the month.

    The lines add up to the same but for refunds, which go back at the rate of their original, and for plans whose
    version changed in the month.
    """

    rows = TIERS
    no = Counter(Type.COUNT)
    plan = Calc(Type.TEXT, native=_at(PayTerms.plan, Stated.first_pay), quiet=True)
    mode = Calc(Type.LABEL, native=_at(PayTerms.mode, Stated.first_pay), quiet=True)
    row = Calc(
        Type.COUNT,
        native=IF(
            no > COUNTIFS(PlanTiers.plan_id.whole, identified(plan)),
            0,
            MATCH(CONCATENATE(plan, "|", no), TierWorking.tier_key.whole, 0),
        ),
        quiet=True,
    )
    lower = Calc(Type.CENTS, native=_at(PlanTiers.lower, row))
    upper = Calc(
        Type.CENTS,
        native=IF(
            row == 0,
            blank,
            IF(COUNT(INDEX(PlanTiers.upper.whole, MAX(1, row))) == 0, blank, INDEX(PlanTiers.upper.whole, MAX(1, row))),
        ),
    )
    rate = Calc(Type.NUMBER, native=_at(PlanTiers.rate, row))
    before = Calc(
        Type.CENTS,
        native=IF(Stated.first_pay == 0, 0, INDEX(PayTiers.opening.whole, MAX(1, Stated.first_pay))),
        quiet=True,
    )
    total = Calc(
        Type.CENTS,
        native=IF(Stated.first_pay == 0, 0, INDEX(PayTiers.total.whole, MAX(1, Stated.first_pay))),
        quiet=True,
    )
    is_reached = Calc(
        Type.FLAG,
        native=IF(row == 0, 0, (INDEX(PayTiers.tier.whole, MAX(1, Stated.first_pay)) == row) * 1),
        quiet=True,
    )
    end = Calc(Type.CENTS, native=IF(COUNT(upper) == 0, total, MIN(total, upper)), quiet=True)
    is_climbed = Calc(Type.FLAG, native=((mode == MARGINAL) + (mode == INTERPOLATED) > 0) * 1, quiet=True)
    slice = Calc(
        Type.CENTS,
        native=IF(
            row == 0, blank, IF(is_climbed == 1, MAX(0, end - MAX(before, lower)), is_reached * (total - before))
        ),
    )
    by_slope = Calc(
        Type.CENTS,
        native=IF(row == 0, 0, ROUND(ROUND(slice * INDEX(TierWorking.slope.whole, MAX(1, row)), 5), 2)),
        quiet=True,
    )
    by_rate = Calc(Type.CENTS, native=IF(row == 0, 0, ROUND(slice * rate, 2)), quiet=True)
    pays = Calc(
        Type.CENTS,
        native=IF(
            row == 0,
            blank,
            IF(
                mode == INTERPOLATED,
                by_slope,
                IF(mode == MILESTONE, is_reached * rate, IF(mode == MULTIPLIER, 0, by_rate)),
            ),
        ),
    )
    pays_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(pays.whole), under=pays)


class StatedLines(Block):
    """The person's lines of the month."""

    rows = STATED
    no = Counter(Type.COUNT)
    row = Calc(
        Type.COUNT,
        native=IF(no > COUNTIFS(Lines.payee.whole, identified(Stated.rep_id)), 0, Stated.first_line + no - 1),
        quiet=True,
    )
    document = Calc(Type.TEXT, native=_at(Lines.document, row))
    kind = Calc(Type.LABEL, native=_at(Lines.kind, row))
    date = Calc(Type.DATE, native=_at(Lines.date, row))
    customer = Calc(Type.TEXT, native=_at(Lines.customer, row))
    component = Calc(Type.LABEL, native=_at(Lines.component, row))
    counted = Calc(Type.CENTS, native=_at(Lines.counted, row))
    currency = Calc(Type.LABEL, native=_at(Lines.currency, row))
    share = Calc(Type.PERCENT, native=_at(Lines.share, row))
    base = Calc(Type.CENTS, native=_at(Lines.base, row))
    before = Calc(Type.CENTS, native=_at(Lines.before, row))
    rate = Calc(Type.RATE, native=_at(Lines.rate, row))
    amount = Calc(Type.CENTS, native=_at(Lines.amount, row))
    amount_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(amount.whole), under=amount)


STATEMENT = Sheet(
    "statement",
    Role.OUTPUT,
    (Stated, StatedPayout, StatedComponents, StatedSlices, StatedLines, SignOff()),
    with_data=True,
    in_full=True,
    pages_tall=1,
)
