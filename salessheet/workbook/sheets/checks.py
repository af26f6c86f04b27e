"""Checks: what must agree, side by side, one flag over all, the data that was left out, and what nothing counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from salessheet.workbook.book import Group, Problems, ReadNotUsed, Role, Sheet
from salessheet.workbook.expr import Expr, Extent, Line, Operand, blank, expr, promised
from salessheet.workbook.functions import (
    ABS,
    COUNT,
    COUNTIFS,
    IF,
    IFERROR,
    MAX,
    MIN,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    above,
    at_least,
    below,
)
from salessheet.workbook.general import FiscalYear, Months, Settings
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import HALF_A_CENT, Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import counted, in_units, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.balances import Balances, PersonMonths
from salessheet.workbook.sheets.commission.credit_lines import Lines
from salessheet.workbook.sheets.commission.document_totals import DocumentTotals
from salessheet.workbook.sheets.commission.ledger import CLOSED, Register
from salessheet.workbook.sheets.commission.line_working import LineAmounts
from salessheet.workbook.sheets.commission.pay_bridge import Bridge
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.payout import Pay, PayControl, Payout
from salessheet.workbook.sheets.funnel import FunnelFigures, Steps
from salessheet.workbook.sheets.kpi import KpiBoard
from salessheet.workbook.sheets.kpi_lines import KpiLines
from salessheet.workbook.sheets.lists import Documents
from salessheet.workbook.sheets.records import ActivityBoard, CustomerOwners, ReceiptTotals
from salessheet.workbook.sheets.results import Facts
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.workbook.sheets.target_people import Claims, PersonMonth, Pools, Steady, WonByPersonMonth
from salessheet.workbook.sheets.targets import ByDay, ByWeek
from salessheet.workbook.sheets.teams import TeamResults
from salessheet.workbook.sheets.watches import (
    BlankSettings,
    RepeatedIds,
    RowsBelow,
    RowsWithRemarks,
    TextsForNumbers,
    UnfinishedRows,
    total,
)
from salessheet.workbook.tables import (
    Activities,
    Customers,
    Deals,
    Disputes,
    Invoices,
    KpiManual,
    Orders,
    Periods,
    PlanTiers,
    Receipts,
    Reps,
)

LONGEST_DISPUTE = 30
"""Days within which a dispute is to be closed."""


class Relation(Enum):
    """How the number that is found must stand to the one that is wanted, to half a cent."""

    EQUAL = "the same"
    AT_MOST = "not more"
    AT_LEAST = "not less"

    def holds(self, off: Expr) -> Expr:
        """By the difference, found less wanted."""
        match self:
            case Relation.EQUAL:
                return ABS(off) < HALF_A_CENT
            case Relation.AT_MOST:
                return off < HALF_A_CENT
            case Relation.AT_LEAST:
                return off > -HALF_A_CENT


@dataclass(frozen=True, eq=False)
class Check:
    """Two numbers, and how they must stand to each other. Where one of them is missing, there is nothing to compare."""

    key: str
    found: Operand
    wanted: Operand
    relation: Relation = Relation.EQUAL


class DataProblems(Block):
    rows = Extent("count of data problems", 1)
    found = Input(Type.COUNT, Axis.CELL, default=0, given=True)
    noted = Input(Type.COUNT, Axis.CELL, default=0, given=True)
    lacking = Calc(
        Type.COUNT,
        Axis.CELL,
        native=SUMPRODUCT(1 - (Payout.lacks.whole == "")) + SUM(KpiLines.unscored.whole),
    )


ORDERED = SUMIFS(Orders.value.whole, Orders.value.whole, above(0))  # a refund may be booked before it is paid back


def _in_own_currency(amounts: Line, rate_date: Line) -> Expr:
    """The total of the rows that need no rate: those of other currencies have the date of theirs, or 0."""
    return SUM(amounts.whole) - SUMIFS(amounts.whole, rate_date.whole, at_least(0))


def _registered(kind: Line, dates: Line) -> tuple[Expr, Expr]:
    """How many documents of a kind the month has, and how many of them are settled, or listed with the reason."""
    known = COUNTIFS(Register.kind.whole, kind)
    dated = counted(dates, Settings.period_start, Settings.period_end)
    listed = COUNTIFS(Register.kind.whole, kind, Register.period.whole, Settings.period_start)
    return IF(known == 0, blank, dated), IF(known == 0, blank, listed)


_HANDED_OUT = in_units(Settings.annual_target, Settings.unit)  # as every part is

_ROUNDED_APART = Settings.unit * (COUNT(Pools.target.whole) + COUNT(Claims.agreed.whole) - SUM(Steady.is_steady.whole))
"""What the months of people may lack in all by rounding: teams are rounded one by one, as is who is not steady."""

CHECKS = (
    Check("months_are_the_year", ByMonth.target_total, _HANDED_OUT),
    Check("quarters_are_the_year", SUM(ByQuarter.target.whole), _HANDED_OUT),
    Check("weeks_are_the_year", SUM(ByWeek.target.whole), _HANDED_OUT),
    Check("days_are_the_year", SUM(ByDay.target.whole), _HANDED_OUT),
    Check("people_carry_the_year", People.annual_total, _HANDED_OUT, Relation.AT_LEAST),
    Check("people_carry_each_month", MIN(0, MIN(PersonMonth.over.whole) + _ROUNDED_APART), 0, Relation.AT_LEAST),
    Check("won_by_people_is_won_by_months", WonByPersonMonth.year_total, ByMonth.actual_total),
    Check(
        "sales_of_people_are_all_sales",
        SUM(Facts.sales.whole),
        summed(Deals.value, Deals.won_date, Settings.period_start, Settings.until),
    ),
    Check("every_deal_has_a_stage", SUM(Steps.furthest.whole), SUMPRODUCT(1 - (Deals.deal_id.whole == ""))),
    Check("outcomes_add_up", FunnelFigures.won + FunnelFigures.lost + FunnelFigures.open, SUM(Steps.furthest.whole)),
    Check(
        "won_deals_are_in_the_last_stage",
        FunnelFigures.won,
        SUMPRODUCT((Steps.no.whole == MAX(Steps.no.whole)) * Steps.furthest.whole),
    ),
    Check(
        "everybody_is_counted",
        SUMPRODUCT(1 - (Reps.rep_id.whole == "")),
        MAX(People.no.whole),
        Relation.AT_MOST,  # the Roster of nobody has a row, too
    ),
    Check(
        "weights_total_one",
        COUNTIFS(KpiBoard.weights.whole, above(1 + 1e-9))
        + COUNTIFS(KpiBoard.weights.whole, above(0), KpiBoard.weights.whole, below(1 - 1e-9)),
        0,
    ),
    Check("no_ratio_turns_round", SUM(KpiLines.turned.whole), 0),
    Check(
        "receipts_of_people_are_all_receipts",
        SUM(Facts.cash.whole),
        summed(Receipts.value, Receipts.date, Settings.period_start, Settings.until)
        - ReceiptTotals.elsewhere,
    ),
    Check(
        "activities_of_people_are_all_activities",
        ActivityBoard.all_total,
        summed(Activities.made, Activities.date, Settings.period_start, Settings.until),
    ),
    Check(
        "customers_of_people_are_all_customers",
        CustomerOwners.customers_total,
        SUMPRODUCT(1 - (Customers.owner_rep_id.whole == "")),
    ),
    Check("people_of_teams_are_all_people", TeamResults.people_total, SUM(People.here.whole)),
    Check("every_actual_has_a_person", COUNTIFS(KpiManual.people.whole, 0), 0),
    Check("every_tier_has_a_plan", COUNTIFS(PlanTiers.plans.whole, 0), 0),
    Check("receipts_within_orders", ReceiptTotals.of_orders, ORDERED, Relation.AT_MOST),
    Check(
        "everybody_on_a_plan_is_paid",
        SUMPRODUCT((PayTerms.plan_row.whole > 0) * (1 - (Pay.payout.whole == ""))),
        SUMPRODUCT((PayTerms.plan_row.whole > 0) * 1),
    ),
    Check("payouts_are_their_components", Payout.commission_total, Pay.payout_total),
    Check(
        "components_are_their_lines",
        IF(COUNT(FiscalYear.only_month) == 0, Lines.amount_total, blank),
        IF(COUNT(FiscalYear.only_month) == 0, SUM(Pay.of_lines.whole), blank),
    ),
    Check("lines_are_as_settled", SUM(LineAmounts.off.whole), 0),
    Check("payouts_are_as_settled", SUM(PayControl.off.whole), 0),
    Check("lines_have_their_documents", SUMPRODUCT(1 - (Lines.remark.whole == "")), 0),
    Check("every_order_is_settled", *_registered(Documents.order, Orders.order_date)),
    Check("every_deal_is_settled", *_registered(Documents.deal, Deals.won_date)),
    Check("every_invoice_is_settled", *_registered(Documents.invoice, Invoices.date)),
    Check("every_receipt_is_settled", *_registered(Documents.receipt, Receipts.date)),
    Check("documents_are_on_lines_or_listed", DocumentTotals.off_total, 0),
    Check("payouts_are_their_steps", Bridge.payouts, Bridge.total),
    Check(
        "earned_is_paid_or_to_be_paid",
        Balances.earned_total,
        Balances.paid_total + Balances.outstanding_total + Balances.accrued_total,
    ),
    Check("payments_within_payouts", SUM(PersonMonths.over.whole), 0),
    Check("payments_of_done_months", SUM(PersonMonths.early.whole), 0),
    Check(
        "months_are_closed_as_kept",
        SUMPRODUCT(1 - ((Periods.status.whole == CLOSED) + (Periods.hash.whole == "") == 1)),
        0,
    ),
    Check("disputes_are_answered", COUNTIFS(Disputes.is_open.whole, 1, Disputes.days.whole, above(LONGEST_DISPUTE)), 0),
    Check("no_row_below_the_range", total(RowsBelow), 0),
    Check("rows_are_finished", total(UnfinishedRows), 0),
    Check("numbers_are_numbers", total(TextsForNumbers), 0),
    Check("settings_are_filled", total(BlankSettings), 0),
    Check("no_id_twice", total(RepeatedIds), 0),
    Check("rows_are_counted", total(RowsWithRemarks), 0),
    Check(
        "deals_count_as_typed",
        _in_own_currency(Deals.value, Deals.rate_date),
        _in_own_currency(Deals.amount, Deals.rate_date),
    ),
    Check(
        "orders_count_as_typed",
        _in_own_currency(Orders.value, Orders.rate_date),
        _in_own_currency(Orders.amount, Orders.rate_date),
    ),
    Check(
        "receipts_count_as_typed",
        _in_own_currency(Receipts.value, Receipts.rate_date),
        _in_own_currency(Receipts.amount, Receipts.rate_date),
    ),
    Check(
        "invoices_count_as_typed",
        _in_own_currency(Invoices.value, Invoices.rate_date),
        _in_own_currency(Invoices.amount, Invoices.rate_date),
    ),
    Check("orders_are_dated", COUNT(Orders.order_date.whole), COUNT(Orders.amount.whole)),
    Check("invoices_are_dated", COUNT(Invoices.date.whole), COUNT(Invoices.amount.whole)),
    Check("receipts_are_dated", COUNT(Receipts.date.whole), COUNT(Receipts.amount.whole)),
    Check(
        "the_month_has_its_figures",
        IF(COUNT(FiscalYear.only_month) == 0, 1, (FiscalYear.only_month == Settings.period_start) * 1),
        1,
    ),
    Check(
        "the_month_is_one_of_the_year",
        COUNTIFS(Months.month.whole, Settings.period_start)
        * COUNT(Settings.month)
        * (Settings.period_start <= Settings.until),
        1,
    ),
    Check("no_errors", promised, 0),
    Check("no_data_problems", DataProblems.found, 0),
    Check("nothing_is_lacking", DataProblems.lacking, 0),
)  # fmt: skip


FIELDS = ("found", "wanted", "off", "ok")


def _records(checks: tuple[Check, ...]) -> type[Block]:
    """A block with a record a check: the two numbers, their difference, and whether they stand as they must.

    Where there is nothing to compare, nothing disagrees; where there is an error, everything does. The lines stand
    field by field, so that one reference spans the verdicts of all checks.
    """
    lines: dict[str, dict[str, Calc]] = {field: {} for field in FIELDS}
    for check in checks:
        found = Calc(Type.CENTS, Axis.CELL, native=expr(check.found))
        wanted = Calc(Type.CENTS, Axis.CELL, native=expr(check.wanted))
        missing = (found == "") + (wanted == "") > 0
        off = Calc(Type.CENTS, Axis.CELL, native=IF(missing, 0, found - wanted))
        verdict = IFERROR(IF(check.relation.holds(off.operand()), 1, 0), 0)
        ok = Calc(Type.STATUS, Axis.CELL, native=verdict, look=Look.STATUS)
        for field, line in zip(FIELDS, (found, wanted, off, ok), strict=True):
            lines[field][f"{check.key}__{field}"] = line
    members: dict[str, object] = {
        "__doc__": "Each row compares two numbers, to half a cent.",
        "__module__": __name__,
        "rows": Extent("checks", 1),
        "arrangement": Arrangement.RECORDS,
    }
    for of_field in lines.values():
        members |= of_field
    return type("Checks", (Block,), members)


Checks = _records(CHECKS)
ERRORS = next(line for line in Checks.calculated() if line.key == "no_errors__found")
"""How many parts of the workbook show an error: promised here, for some of them show the flag below, too."""
VERDICTS = [line for line in Checks.calculated() if line.key.endswith("__ok")]


class Verdict(Block):
    """The one flag: OK only if every check is."""

    rows = Extent("verdict", 1)
    all_ok = Calc(Type.STATUS, Axis.CELL, native=MIN(VERDICTS[0].to(VERDICTS[-1]).whole), look=Look.STATUS)


class Approval(Block):
    """The flag again, where money is signed for."""

    rows = Extent("approval", 1)
    controls = Calc(Type.STATUS, Axis.CELL, native=Verdict.all_ok, look=Look.STATUS)


def checks_sheet(errors: type[Block]) -> Sheet:
    """`errors`: the block that looks after the calculated cells of all other sheets."""
    items = (
        Verdict,
        DataProblems,
        Checks,
        Problems(),
        ReadNotUsed(),
        RowsBelow,
        UnfinishedRows,
        TextsForNumbers,
        BlankSettings,
        RepeatedIds,
        RowsWithRemarks,
        errors,
    )
    return Sheet("checks", Role.CONTROL, Group.CONTROL, items, in_full=True, front=13, printed=5)
