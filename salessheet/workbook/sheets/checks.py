"""Checks: what must agree, side by side, one flag over all, and the rows of data that had to be left out."""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.workbook.book import Problems, Role, Sheet
from salessheet.workbook.expr import Expr, Operand, expr
from salessheet.workbook.functions import ABS, COUNTIFS, IF, MAX, MIN, SUM, SUMPRODUCT, above
from salessheet.workbook.patterns import summed
from salessheet.workbook.schema import Arrangement, Axis, Block, Calc, Extent, Input, Look, Type
from salessheet.workbook.sheets.commission import Payout
from salessheet.workbook.sheets.funnel import FunnelFigures, Steps
from salessheet.workbook.sheets.kpi import KpiBoard
from salessheet.workbook.sheets.records import CashByMonth
from salessheet.workbook.sheets.results import Facts
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.settings import Settings
from salessheet.workbook.sheets.targets import ByDay, ByMonth, ByQuarter, ByWeek, PersonMonth, WonByPersonMonth
from salessheet.workbook.tables import Deals, Receipts, Reps

HALF_A_CENT = 0.005


@dataclass(frozen=True, eq=False)
class Check:
    """Two numbers that must agree to half a cent. `optional`: left out where the book lacks what it reads."""

    key: str
    left: Operand
    right: Operand
    optional: bool = False


class DataProblems(Block):
    rows = Extent("count of data problems", 1)
    found = Input(Type.COUNT, Axis.CELL, default=0, given=True)


CHECKS = (
    Check("months_are_the_year", ByMonth.target_total, Settings.annual_target),
    Check("quarters_are_the_year", SUM(ByQuarter.target.whole), Settings.annual_target),
    Check("weeks_are_the_year", SUM(ByWeek.target.whole), Settings.annual_target),
    Check("days_are_the_year", SUM(ByDay.target.whole), Settings.annual_target),
    Check("people_carry_the_year", MIN(People.annual_total, Settings.annual_target), Settings.annual_target),
    Check("months_of_people_are_their_years", SUM(PersonMonth.target.whole), People.annual_total),
    Check("won_by_people_is_won_by_months", WonByPersonMonth.year_total, ByMonth.actual_total),
    Check(
        "sales_of_people_are_all_sales",
        SUM(Facts.sales.whole),
        summed(Deals.amount, Deals.won_date, Settings.period_start, Settings.period_end),
    ),
    Check("every_deal_has_a_stage", SUM(Steps.furthest.whole), SUMPRODUCT(1 - (Deals.deal_id.whole == ""))),
    Check("outcomes_add_up", FunnelFigures.won + FunnelFigures.lost + FunnelFigures.open, SUM(Steps.furthest.whole)),
    Check(
        "won_deals_are_in_the_last_stage",
        FunnelFigures.won,
        SUMPRODUCT((Steps.no.whole == MAX(Steps.no.whole)) * Steps.furthest.whole),
    ),
    Check("everybody_is_counted", MAX(1, SUMPRODUCT(1 - (Reps.rep_id.whole == ""))), MAX(People.no.whole)),
    Check(
        "weights_total_one",
        COUNTIFS(KpiBoard.weights.whole, above(1 + 1e-9)),
        expr(0),
        optional=True,
    ),
    Check(
        "receipts_of_people_are_all_receipts",
        SUM(Facts.cash.whole),
        summed(Receipts.amount, Receipts.date, Settings.period_start, Settings.period_end),
        optional=True,
    ),
    Check("receipts_within_orders", MAX(CashByMonth.received_total, CashByMonth.ordered_total),
          CashByMonth.ordered_total, optional=True),
    Check("payout_is_the_sum_of_its_lines", Payout.payout_total, SUM(Payout.payout.whole), optional=True),
    Check("no_data_problems", DataProblems.found, expr(0)),
)  # fmt: skip


def _records(checks: tuple[Check, ...]) -> type[Block]:
    """A block with a record a check: the two numbers, their difference, and whether they agree."""
    lines: dict[str, object] = {
        "__doc__": "Each row compares two numbers that must agree to half a cent.",
        "__module__": __name__,
        "rows": Extent("checks", 1),
        "arrangement": Arrangement.RECORDS,
    }
    for check in checks:
        found = Calc(Type.CENTS, Axis.CELL, native=expr(check.left), optional=check.optional)
        wanted = Calc(Type.CENTS, Axis.CELL, native=expr(check.right), optional=check.optional)
        off = Calc(Type.CENTS, Axis.CELL, native=found - wanted, optional=check.optional)
        ok = Calc(
            Type.STATUS,
            Axis.CELL,
            native=IF(ABS(off) < HALF_A_CENT, 1, 0),
            optional=check.optional,
            look=Look.STATUS,
        )
        for field, line in (("found", found), ("wanted", wanted), ("off", off), ("ok", ok)):
            lines[f"{check.key}__{field}"] = line
    return type("Checks", (Block,), lines)


Checks = _records(CHECKS)


def _all_ok() -> Expr:
    verdicts = [line.operand() for line in Checks.calculated() if line.key.endswith("__ok") and not line.optional]
    return MIN(*verdicts)


class Verdict(Block):
    """The one flag: OK only if every check is."""

    rows = Extent("verdict", 1)
    all_ok = Calc(Type.STATUS, Axis.CELL, native=_all_ok(), look=Look.STATUS)


class Approval(Block):
    """The flag again, where money is signed for."""

    rows = Extent("approval", 1)
    controls = Calc(Type.STATUS, Axis.CELL, native=Verdict.all_ok, look=Look.STATUS)


CHECKS_SHEET = Sheet("checks", Role.CONTROL, (Verdict, DataProblems, Checks, Problems()), in_full=True)
