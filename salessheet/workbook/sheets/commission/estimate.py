"""Estimate: what the person of the statement would earn if open deals closed in the month."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import COMPONENTS, FORESEEN
from salessheet.workbook.functions import COUNTIFS, IF, INDEX, MAX, SUM, SUMIFS
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.patterns import identified, place_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.foresight import ProspectPays, Prospects, ProspectSums
from salessheet.workbook.sheets.commission.line_facts import DEAL
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers
from salessheet.workbook.sheets.commission.statement import Stated, StatedPays, StatedPerson


class EstimatedPerson(Block):
    """Whose estimate it is: that of the person whose statement is shown, in the same month."""

    rows = Extent("person of an estimate", 1)
    rep_id = Calc(Type.TEXT, Axis.CELL, native=IF(Stated.rep_id == "", blank, Stated.rep_id))
    name = Calc(Type.TEXT, Axis.CELL, native=StatedPerson.name)
    month = Calc(Type.PERIOD, Axis.CELL, native=Settings.period_start)


def _of_person(column: Line) -> Expr:
    return SUMIFS(column.whole, Prospects.payee.whole, identified(Stated.rep_id))


class EstimatedTotals(Block):
    """What all open deals of the person would earn, in the workbook's currency."""

    rows = Extent("totals of an estimate", 1)
    arrangement = Arrangement.CARDS
    deals = Calc(Type.COUNT, Axis.CELL, native=_of_person(ProspectPays.is_first))
    each = Calc(Type.CENTS, Axis.CELL, native=_of_person(ProspectPays.value))
    together = Calc(Type.CENTS, Axis.CELL, native=_of_person(ProspectPays.value_together))
    weighted = Calc(Type.CENTS, Axis.CELL, native=_of_person(ProspectPays.weighted))


class EstimatedPlaces(Block):
    """Where the open deals of the person stand."""

    rows = FORESEEN
    no = Counter(Type.COUNT)
    first = Calc(Type.COUNT, native=place_of(Stated.rep_id, Prospects.listed), quiet=True)
    row = Calc(
        Type.COUNT,
        native=IF(no > COUNTIFS(Prospects.listed.whole, identified(Stated.rep_id)), 0, first + no - 1),
        quiet=True,
    )


class EstimatedKeys(Block):
    """Where the components of the person stand, and what open deals name them by."""

    rows = COMPONENTS
    row = Calc(Type.COUNT, native=StatedPays.row, quiet=True)
    key = Calc(Type.LABEL, native=IF(row == 0, blank, INDEX(PayTerms.key.whole, MAX(1, row))), quiet=True)


def _at(measure: Type, column: Line) -> Calc:
    row = EstimatedPlaces.row
    return Calc(measure, native=IF(row == 0, blank, INDEX(column.whole, MAX(1, row))))


class EstimatedDeals(Block):
    """The person's open deals, and what each would earn by itself on top of what the month has so far.

    In the currency of the plan up to the last two columns. Where a plan pays all at the rate reached, what was credited
    before is paid at the new rate, too, and the estimate includes what that brings.
    """

    rows = FORESEEN
    deal_id = _at(Type.TEXT, Prospects.deal_id)
    stage = _at(Type.LABEL, Prospects.stage)
    amount = _at(Type.CENTS, Prospects.amount)
    currency = _at(Type.LABEL, Prospects.currency)
    close = _at(Type.DATE, Prospects.close)
    chance = _at(Type.PERCENT, Prospects.chance)
    component = _at(Type.LABEL, Prospects.component)
    base = _at(Type.CENTS, ProspectSums.base)
    earns = _at(Type.CENTS, ProspectPays.each)
    value = _at(Type.CENTS, ProspectPays.value)
    weighted = _at(Type.CENTS, ProspectPays.weighted)
    remark = _at(Type.TEXT, Prospects.remark)
    value_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(value.whole), under=value)
    weighted_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(weighted.whole), under=weighted)


def _of_pay(measure: Type, column: Line) -> Calc:
    row, found = EstimatedKeys.row, INDEX(column.whole, MAX(1, EstimatedKeys.row))
    return Calc(measure, native=IF(row == 0, blank, IF(found == "", blank, found)))


def _of_component(column: Line) -> Calc:
    found = SUMIFS(column.whole, Prospects.key.whole, EstimatedKeys.key)
    return Calc(Type.CENTS, native=IF(EstimatedKeys.key == "", blank, found))


class EstimatedComponents(Block):
    """The plans by which the estimates are made, where the person stands in them, and what all deals would earn."""

    rows = COMPONENTS
    component = _of_pay(Type.LABEL, PayTerms.component)
    plan = _of_pay(Type.LABEL, PayTerms.plan)
    mode = _of_pay(Type.LABEL, PayTerms.mode)
    over = _of_pay(Type.LABEL, PayTerms.over)
    prior = Calc(
        Type.CENTS,
        native=IF(
            EstimatedKeys.row == 0,
            blank,
            IF(over == DEAL, 0, INDEX(PayTiers.total.whole, MAX(1, EstimatedKeys.row))),
        ),
    )
    base = _of_component(ProspectSums.adds)
    each = _of_component(ProspectPays.each)
    together = _of_component(ProspectPays.together)


ESTIMATE = Sheet(
    "estimate",
    Role.OUTPUT,
    Group.COMMISSION,
    (EstimatedPerson, EstimatedTotals, EstimatedDeals, EstimatedComponents),
    with_data=True,
    in_full=True,
    pages_tall=1,
)
