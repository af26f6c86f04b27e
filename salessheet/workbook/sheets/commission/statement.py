"""Statement: one person's month on one page, from documents to payout, slice by slice, with lines to sign."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import COMPONENTS, STATED, TIERS
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, IF, INDEX, MATCH, MAX, MIN, ROUND, SUM
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.patterns import identified, linked, place_of, spot_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.credit_lines import Lines, LineSpots
from salessheet.workbook.sheets.commission.ledger import Corrections, Windows
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers
from salessheet.workbook.sheets.commission.payout import Pay, Payout
from salessheet.workbook.sheets.commission.tier_working import INTERPOLATED, MARGINAL, MILESTONE, RANK, TierWorking
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Plans, PlanTiers, Reps

HIGHER = term_of(Plans.boundary, "higher")


class Stated(Block):
    """Choose the person. The month is that of the settings."""

    rows = Extent("whose statement", 1)
    rep_id = Input(Type.TEXT, Axis.CELL, choices=Reps.rep_id)


class StatedPlace(Block):
    """Where the person stands in the Roster, in the lines and in the components."""

    rows = Extent("place of a statement", 1)
    person_no = Calc(Type.COUNT, Axis.CELL, native=place_of(Stated.rep_id, People.rep_id), quiet=True)
    first_line = Calc(Type.COUNT, Axis.CELL, native=place_of(Stated.rep_id, Lines.payee), quiet=True)
    first_pay = Calc(Type.COUNT, Axis.CELL, native=place_of(Stated.rep_id, PayTerms.rep_id), quiet=True)


def _of_person(measure: Type, column: Line) -> Calc:
    found = INDEX(column.whole, MAX(1, StatedPlace.person_no))
    return Calc(measure, Axis.CELL, native=IF(StatedPlace.person_no == 0, blank, found))


class StatedPerson(Block):
    """Who it is, and the month."""

    rows = Extent("person of a statement", 1)
    name = _of_person(Type.TEXT, People.name)
    role = _of_person(Type.LABEL, People.role)
    month = Calc(Type.PERIOD, Axis.CELL, native=Settings.period_start)


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


def _number_at(column: Line, row: Line) -> Expr:
    """The number there; 0 where there is none."""
    return IF(row == 0, 0, SUM(INDEX(column.whole, MAX(1, row))))


def _row(no: Counter, keys: Line, first: Line) -> Calc:
    """The row of the person's n-th entry, which stand together; 0 beyond the last."""
    return Calc(
        Type.COUNT, native=IF(no > COUNTIFS(keys.whole, identified(Stated.rep_id)), 0, first + no - 1), quiet=True
    )


class StatedPays(Block):
    """Where the components of the person stand."""

    rows = COMPONENTS
    no = Counter(Type.COUNT)
    row = _row(no, PayTerms.rep_id, StatedPlace.first_pay)


def _less(taken: Line, given: Line | None = None) -> Calc:
    """What is taken off, as a negative amount; or by how much one amount is more than another."""
    row = StatedPays.row
    more = 0 if given is None else INDEX(given.whole, MAX(1, row))
    return Calc(Type.CENTS, native=IF(row == 0, blank, more - INDEX(taken.whole, MAX(1, row))))


class StatedComponents(Block):
    """From the lines to what each component earns, in the currency of its plan."""

    rows = COMPONENTS
    component = Calc(Type.LABEL, native=_at(Pay.component, StatedPays.row))
    plan = Calc(Type.LABEL, native=_at(PayTerms.plan, StatedPays.row))
    mode = Calc(Type.LABEL, native=_at(PayTerms.mode, StatedPays.row))
    opening = Calc(Type.CENTS, native=_at(Pay.opening, StatedPays.row))
    credited = Calc(Type.CENTS, native=_at(Pay.credited, StatedPays.row))
    of_lines = Calc(Type.CENTS, native=_at(Pay.of_lines, StatedPays.row))
    true_up = Calc(Type.CENTS, native=_at(Pay.true_up, StatedPays.row))
    attainment = Calc(Type.PERCENT, native=_at(Pay.attainment, StatedPays.row))
    by_quota = _less(Pay.earned, Pay.qualified)


class StatedDeductions(Block):
    """From what is earned to the payout of each component, in the currency of its plan up to the last column."""

    rows = COMPONENTS
    component = Calc(Type.LABEL, native=StatedComponents.component)
    carried_in = Calc(Type.CENTS, native=_at(Pay.carried_in, StatedPays.row))
    cut = _less(Pay.cut)
    raised = _less(Pay.capped, Pay.floored)
    held = _less(Pay.held)
    released = Calc(Type.CENTS, native=_at(Pay.released, StatedPays.row))
    drawn = _less(Pay.net, Pay.drawn)
    forgiven = Calc(Type.CENTS, native=_at(Pay.forgiven, StatedPays.row))
    payout = Calc(Type.CENTS, native=_at(Pay.payout, StatedPays.row))


class StatedTiers(Block):
    """What each tier of the first component's plan pays on what was credited in the month.

    The lines add up to the same but for refunds, which go back at the rate of their original, and for plans whose
    version changed in the month. Nothing where a closed month has been corrected since.
    """

    rows = TIERS
    no = Counter(Type.COUNT)
    plan = Calc(Type.TEXT, native=_at(PayTerms.plan, StatedPlace.first_pay), quiet=True)
    mode = Calc(Type.LABEL, native=_at(PayTerms.mode, StatedPlace.first_pay), quiet=True)
    goes_by = Calc(Type.LABEL, native=_at(PayTiers.goes_by, StatedPlace.first_pay), quiet=True)
    is_mended = Calc(
        Type.FLAG,
        native=Windows.is_closed * (COUNTIFS(Corrections.of_period.whole, Settings.period_start) > 0),
        quiet=True,
    )
    is_hidden = Calc(Type.FLAG, native=is_mended + (goes_by == RANK), quiet=True)
    row = Calc(
        Type.COUNT,
        native=IF(
            (no > COUNTIFS(PlanTiers.plan_id.whole, identified(plan))) + is_hidden > 0,
            0,
            MATCH(CONCATENATE(plan, "|", no), TierWorking.tier_key.whole, 0),
        ),
        quiet=True,
    )
    unit = Calc(Type.CENTS, native=_number_at(PayTiers.unit, StatedPlace.first_pay), quiet=True)
    scale = Calc(Type.CENTS, native=_number_at(PayTiers.scale, StatedPlace.first_pay), quiet=True)
    lower = Calc(Type.CENTS, native=IF(row == 0, blank, INDEX(PlanTiers.lower.whole, MAX(1, row)) * unit), quiet=True)
    upper = Calc(
        Type.CENTS,
        native=IF(
            COUNT(INDEX(PlanTiers.upper.whole, MAX(1, row))) == 0,
            blank,
            IF(row == 0, blank, INDEX(PlanTiers.upper.whole, MAX(1, row)) * unit),
        ),
        quiet=True,
    )
    part = Calc(Type.NUMBER, native=IF(unit == 0, 0, 1 / unit), quiet=True)
    rate = Calc(Type.PAYS, native=_at(PlanTiers.rate, row), quiet=True)
    before = Calc(Type.CENTS, native=_number_at(Pay.opening, StatedPlace.first_pay), quiet=True)
    total = Calc(Type.CENTS, native=before + _number_at(Pay.credited, StatedPlace.first_pay), quiet=True)
    reached = Calc(Type.COUNT, native=_number_at(PayTiers.tier, StatedPlace.first_pay), quiet=True)
    is_reached = Calc(Type.FLAG, native=(row > 0) * (reached == row) * 1, quiet=True)
    end = Calc(Type.CENTS, native=IF(COUNT(upper) == 0, total, MIN(total, upper)), quiet=True)
    is_climbed = Calc(Type.FLAG, native=((mode == MARGINAL) + (mode == INTERPOLATED) > 0) * 1, quiet=True)
    slice = Calc(
        Type.CENTS,
        native=IF(
            row == 0, blank, IF(is_climbed == 1, MAX(0, end - MAX(before, lower)), is_reached * (total - before))
        ),
        quiet=True,
    )
    by_slope = Calc(
        Type.CENTS,
        native=IF(row == 0, 0, ROUND(ROUND(slice * part * scale * INDEX(TierWorking.slope.whole, MAX(1, row)), 5), 2)),
        quiet=True,
    )
    by_rate = Calc(Type.CENTS, native=IF(row == 0, 0, ROUND(ROUND(slice * part * scale * rate, 5), 2)), quiet=True)
    pays = Calc(
        Type.CENTS,
        native=IF(
            row == 0,
            blank,
            IF(
                mode == INTERPOLATED,
                by_slope,
                IF(mode == MILESTONE, is_reached * (total > 0) * ROUND(rate * scale, 2), by_rate),
            ),
        ),
        quiet=True,
    )


class StatedSlices(Block):
    """What each tier pays, where the first component's plan pays by tiers."""

    rows = TIERS
    lower = Calc(Type.CENTS, native=StatedTiers.lower)
    upper = Calc(Type.CENTS, native=StatedTiers.upper)
    rate = Calc(Type.PAYS, native=StatedTiers.rate)
    slice = Calc(Type.CENTS, native=StatedTiers.slice)
    pays = Calc(Type.CENTS, native=StatedTiers.pays)
    pays_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(pays.whole), under=pays)


class StatedPlaces(Block):
    """Where the lines of the person stand."""

    rows = STATED
    no = Counter(Type.COUNT)
    row = _row(no, Lines.payee, StatedPlace.first_line)
    document = Calc(Type.TEXT, native=_at(Lines.document, row), quiet=True)
    at = Calc(
        Type.LABEL,
        native=IF(row == 0, blank, spot_of(LineSpots.document, LineSpots.row, row.operand())),
        quiet=True,
    )


class StatedLines(Block):
    """The person's lines of the month. The document is a link to its line on the sheet of lines."""

    rows = STATED
    document = Calc(Type.TEXT, native=linked(StatedPlaces.at, StatedPlaces.document))
    kind = Calc(Type.LABEL, native=_at(Lines.kind, StatedPlaces.row))
    date = Calc(Type.DATE, native=_at(Lines.date, StatedPlaces.row))
    customer = Calc(Type.TEXT, native=_at(Lines.customer, StatedPlaces.row))
    component = Calc(Type.LABEL, native=_at(Lines.component, StatedPlaces.row))
    counted = Calc(Type.CENTS, native=_at(Lines.counted, StatedPlaces.row))
    currency = Calc(Type.LABEL, native=_at(Lines.currency, StatedPlaces.row))
    share = Calc(Type.PERCENT, native=_at(Lines.share, StatedPlaces.row))
    base = Calc(Type.CENTS, native=_at(Lines.base, StatedPlaces.row))
    before = Calc(Type.CENTS, native=_at(Lines.before, StatedPlaces.row))
    rate = Calc(Type.RATE, native=_at(Lines.rate, StatedPlaces.row))
    amount = Calc(Type.CENTS, native=_at(Lines.amount, StatedPlaces.row))
    note = Calc(Type.TEXT, native=_at(Lines.note, StatedPlaces.row))
    amount_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(amount.whole), under=amount)
