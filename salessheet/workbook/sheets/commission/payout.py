"""Commission: what each person gets for the month, and for each component how it comes about from its lines."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import PAY, PEOPLE
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    ROUND,
    SUM,
    SUMIFS,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import identified, linked, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.attained import SCORE
from salessheet.workbook.sheets.commission.credit_lines import Lines, LineSpots
from salessheet.workbook.sheets.commission.ledger import ClosedAdjustments, ClosedPays, Corrections, Ledger, Windows
from salessheet.workbook.sheets.commission.line_links import row_among
from salessheet.workbook.sheets.commission.pay_steps import PaySteps
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers, step
from salessheet.workbook.sheets.commission.quota_working import PayQuotas
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Adjustments, PlanRates, PlanTiers


class Pay(Block):
    """From the lines to the payout, a row a person and component, in the currency of the plan up to the last column.

    In a closed month they are what was closed, whatever the tables say now.
    """

    rows = PAY
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=PayTerms.name)
    component = Calc(Type.LABEL, native=IF(PayTerms.component == "", blank, PayTerms.component))
    opening = Calc(Type.CENTS, native=PayTiers.opening)
    credited = Calc(Type.CENTS, native=PayTiers.credited)
    of_lines = step(PaySteps.of_lines, ClosedPays.of_lines)
    true_up = step(PayTiers.true_up, ClosedPays.true_up)
    earned = step(PaySteps.earned, ClosedPays.earned)
    attainment = Calc(Type.PERCENT, native=PayQuotas.attainment)
    factor = Calc(Type.PERCENT, native=PayQuotas.factor)
    qualified = step(PaySteps.qualified, ClosedPays.qualified)
    carried_in = step(PaySteps.carried_in, ClosedPays.carried_in)
    capped = step(PaySteps.capped, ClosedPays.capped)
    cut = Calc(Type.CENTS, native=ROUND(qualified + carried_in - capped, 2))
    floored = step(PaySteps.floored, ClosedPays.floored)
    held = step(PaySteps.held, ClosedPays.held)
    released = step(PaySteps.released, ClosedPays.released)
    net = Calc(Type.CENTS, native=ROUND(floored - held + released, 2))
    debt_before = step(PaySteps.debt_before, ClosedPays.debt_before)
    drawn = step(PaySteps.drawn, ClosedPays.drawn)
    forgiven = step(PaySteps.forgiven, ClosedPays.forgiven)
    debt = step(PaySteps.debt, ClosedPays.debt)
    payout = step(PaySteps.payout, ClosedPays.payout)
    earned_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(earned.whole), under=earned)
    payout_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(payout.whole), under=payout)


class PayControl(Block):
    """What is held back so far, whether there is a payout, and how far it is from what the program settled."""

    rows = PAY
    no = Counter(Type.COUNT)
    held_before = step(PaySteps.held_before, ClosedPays.held_before)
    unpaid = Calc(Type.FLAG, native=(PayTerms.plan_row > 0) * (COUNT(Pay.payout) == 0) * 1, quiet=True)
    off = Calc(
        Type.CENTS,
        native=ABS(
            ROUND(
                SUM(Pay.payout)
                - SUMIFS(
                    Ledger.payout.whole, Ledger.key.whole, PayTerms.key,
                    Ledger.period.whole, Settings.period_start,
                ),
                2,
            )
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition


def _lack(condition: Expr, said: Line) -> Calc:
    return Calc(Type.TEXT, native=IF(condition * 1 > 0, said, blank), quiet=True)


class LeftOut(Block):
    """What each payout of the month is without, because no number uses it yet."""

    rows = PAY
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=PayTerms.name)
    tiers = Calc(Type.COUNT, native=COUNTIFS(PlanTiers.plan_id.whole, identified(PayTerms.plan)))
    rates = Calc(Type.COUNT, native=COUNTIFS(PlanRates.plan_id.whole, identified(PayTerms.plan)))
    no_tiers = _lack(
        (PayTerms.plan_row > 0) * (tiers + rates == 0) * (1 - (PayTerms.basis == SCORE) * PayTiers.by_attainment),
        Phrases.no_tiers,
    )
    no_quota = _lack(PayQuotas.unknown, Phrases.no_quota)
    no_basis = _lack(PayControl.unpaid, Phrases.no_basis)
    without = Calc(Type.TEXT, native=CONCATENATE(no_tiers, no_quota, no_basis))
    lacking = Calc(Type.FLAG, native=1 - (without == ""), quiet=True)


class PersonPay(Block):
    """What the tables say of each person's payout: components that cannot be paid, and adjustments."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    # A book without lines, which lacks the row, reads it together with the text beside it, which no sum counts.
    column = Calc(Type.LABEL, native=LineSpots.payee, quiet=True)
    row = Calc(
        Type.COUNT,
        native=row_among(Lines.payee, LineSpots.row, rep_id, holds=1 - (rep_id == "")),
        quiet=True,
        optional=True,
    )
    at = Calc(
        Type.LABEL, native=IF(SUM(column.to(row)) == 0, blank, CONCATENATE(column, SUM(column.to(row)))), quiet=True
    )
    unpaid = Calc(Type.COUNT, native=SUMIFS(PayControl.unpaid.whole, PayTerms.rep_id.whole, rep_id), quiet=True)
    adjusted = Calc(
        Type.CENTS,
        native=summed(
            Adjustments.amount, Adjustments.period, Settings.period_start, Settings.period_end,
            Adjustments.payee, rep_id,
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition


class Payout(Block):
    """What each person gets for the month, and what it lacks because no number uses it yet.

    The id is a link to the first of the person's lines.
    """

    rows = PEOPLE
    no = Counter(Type.COUNT)
    rep_id = Calc(Type.TEXT, native=linked(PersonPay.at, PersonPay.rep_id))
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no))
    commission = Calc(
        Type.CENTS,
        native=IF(
            (COUNTIFS(PayTerms.rep_id.whole, rep_id) == 0) + PersonPay.unpaid > 0,
            blank,
            SUMIFS(Pay.payout.whole, PayTerms.rep_id.whole, rep_id),
        ),
    )
    adjustments = Calc(
        Type.CENTS,
        native=IF(
            Windows.is_closed == 0,
            PersonPay.adjusted,
            SUMIFS(
                ClosedAdjustments.amount.whole, ClosedAdjustments.payee.whole, rep_id,
                ClosedAdjustments.period.whole, Settings.period_start,
            ),
        ),
    )  # fmt: skip  # pairs of a range and a condition
    corrections = Calc(
        Type.CENTS,
        native=SUMIFS(
            Corrections.amount.whole, Corrections.payee.whole, rep_id,
            Corrections.period.whole, Settings.period_start,
        ),
    )  # fmt: skip  # pairs of a range and a condition
    payout = Calc(
        Type.CENTS,
        native=IF(
            (COUNT(commission) == 0) * (adjustments == 0) * (corrections == 0) > 0,
            blank,
            ROUND(SUM(commission) + adjustments + corrections, 2),
        ),
    )
    debt = Calc(Type.CENTS, native=SUMIFS(Pay.debt.whole, PayTerms.rep_id.whole, rep_id))
    held = Calc(
        Type.CENTS,
        native=SUMIFS(PayControl.held_before.whole, PayTerms.rep_id.whole, rep_id)
        + SUMIFS(Pay.held.whole, PayTerms.rep_id.whole, rep_id)
        - SUMIFS(Pay.released.whole, PayTerms.rep_id.whole, rep_id),
    )
    lacks = Calc(
        Type.TEXT,
        native=IF(SUMIFS(LeftOut.lacking.whole, PayTerms.rep_id.whole, rep_id) == 0, blank, Phrases.see_working),
    )
    commission_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(commission.whole), under=commission)
    adjustments_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(adjustments.whole), under=adjustments)
    corrections_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(corrections.whole), under=corrections)
    payout_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(payout.whole), under=payout)
