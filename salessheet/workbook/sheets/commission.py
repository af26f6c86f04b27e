"""Commission: the tier plan in force, what each person sold in the period, and the payout."""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import IF, INDEX, MAX, ROUND, SS_TIERED, SUM, SUMPRODUCT
from salessheet.workbook.schema import Axis, Block, Calc, Counter, Extent, Input, Type
from salessheet.workbook.sheets.results import Facts
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.settings import Settings
from salessheet.workbook.tables import PlanTiers


class Plan(Block):
    """The plan of the period. Its terms are data; change them there, or build again with another plan."""

    rows = Extent("plan in force", 1)
    period = Calc(Type.PERIOD, Axis.CELL, native=Settings.period_start)
    plan_id = Input(Type.TEXT, Axis.CELL, given=True)
    role = Input(Type.LABEL, Axis.CELL, default="", given=True)
    basis = Input(Type.LABEL, Axis.CELL, default="booked", given=True)
    mode = Input(Type.LABEL, Axis.CELL, default="marginal", given=True)
    boundary = Input(Type.LABEL, Axis.CELL, default="higher", given=True)


class Payout(Block):
    """Each slice of the base pays its own tier's rate: all of it above each lower end, less what lies above the upper."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no))
    base = Calc(
        Type.CENTS,
        native=IF(
            (Plan.role == "") + (Plan.role == role) == 0,
            blank,
            IF(Plan.basis == "cash", INDEX(Facts.cash.whole, no), INDEX(Facts.sales.whole, no)),
        ),
    )
    tier = Calc(
        Type.COUNT,
        native=IF(
            base == "",
            blank,
            SUMPRODUCT(
                (PlanTiers.plan_id.whole == Plan.plan_id)
                * IF(Plan.boundary == "lower", 1, 0) * (PlanTiers.lower.whole < base)
            )
            + SUMPRODUCT(
                (PlanTiers.plan_id.whole == Plan.plan_id)
                * IF(Plan.boundary == "lower", 0, 1) * (PlanTiers.lower.whole <= base)
            ),
        ),
    )  # fmt: skip
    reached = Calc(
        Type.CENTS,
        native=IF(
            base == "",
            blank,
            SUMPRODUCT((base > PlanTiers.lower.whole) * (base - PlanTiers.lower.whole) * PlanTiers.rate.whole),
        ),
        quiet=True,
    )
    beyond = Calc(
        Type.CENTS,
        native=IF(
            base == "",
            blank,
            SUMPRODUCT(
                (PlanTiers.upper.whole > 0)
                * (base > PlanTiers.upper.whole)
                * (base - PlanTiers.upper.whole)
                * PlanTiers.rate.whole
            ),
        ),
        quiet=True,
    )
    whole = Calc(
        Type.CENTS,
        native=IF(base == "", blank, IF(tier == 0, 0, base * INDEX(PlanTiers.rate.whole, MAX(1, tier)))),
        quiet=True,
    )
    payout = Calc(
        Type.CENTS,
        native=IF(base == "", blank, ROUND(IF(Plan.mode == "slab", whole, reached - beyond), 2)),
        python=IF(
            base == "",
            blank,
            ROUND(SS_TIERED(base, PlanTiers.lower.to(PlanTiers.rate).whole, Plan.mode, Plan.boundary), 2),
        ),
    )
    rate = Calc(Type.RATE, native=IF(base == "", blank, IF(base == 0, blank, payout / base)))
    base_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(base.whole), under=base)
    payout_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(payout.whole), under=payout)
