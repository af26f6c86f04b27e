"""Risks: what may go wrong, how much hangs on a few customers and channels, and what law and audit ask for."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import MIX_CHANNELS
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    SS_GINI,
    SS_HHI,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    above,
    at_least,
    at_most,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import difference, identified, place_of, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Compliance, Customers, Deals, Risks

LIKELIHOODS, IMPACTS = Extent("how likely", 5), Extent("how bad", 5)
WORST = Extent("the worst risks", 6)
KINDS_OF_RISK, AREAS = Extent("kinds of risks", 6), Extent("areas of law and audit", 5)
LARGEST = Extent("the largest customers", 5)


def _of(column: Line, row: Line) -> Expr:
    """What the row has in a column; blank where it has nothing."""
    found = INDEX(column.whole, MAX(1, row))
    return IF(COUNT(row) == 0, blank, IF(found == "", blank, found))


class RiskTerms(Block):
    """From which rating on a risk is high, and how many customers are called the largest."""

    rows = Extent("terms of risks", 1)
    high_from = Input(Type.COUNT, Axis.CELL, default=12, minimum=1, maximum=25)
    medium_from = Input(Type.COUNT, Axis.CELL, default=6, minimum=1, maximum=25)
    largest = Input(Type.COUNT, Axis.CELL, default=5, minimum=1)
    high = Input(Type.LABEL, Axis.CELL, given=True)
    medium = Input(Type.LABEL, Axis.CELL, given=True)
    low = Input(Type.LABEL, Axis.CELL, given=True)


class RiskFigures(Block):
    """Open risks on the last day of the figures."""

    rows = Extent("figures of risks", 1)
    arrangement = Arrangement.CARDS
    open = Calc(Type.COUNT, Axis.CELL, native=SUM(Risks.is_open.whole))
    high = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Risks.rating.whole, at_least(RiskTerms.high_from)))
    late = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Risks.days_late.whole, above(0)))
    no_review = Calc(Type.COUNT, Axis.CELL, native=open - COUNT(Risks.days_late.whole))
    no_owner = Calc(Type.COUNT, Axis.CELL, native=SUMPRODUCT((Risks.is_open.whole == 1) * (Risks.rep_id.whole == "")))


class RiskMap(Block):
    """How many open risks are as likely and as bad; the likeliest stand above, the worst to the right."""

    rows, across = LIKELIHOODS, IMPACTS
    no = Counter(Type.COUNT)
    likelihood = Calc(Type.COUNT, native=MAX(no.whole) + 1 - no)
    impact = Counter(Type.COUNT, Axis.COLUMNS)
    count = Calc(
        Type.COUNT,
        Axis.BODY,
        native=COUNTIFS(Risks.is_open.whole, 1, Risks.likelihood.whole, likelihood, Risks.impact.whole, impact),
        look=Look.HEAT,
    )


class RiskKinds(Block):
    rows = KINDS_OF_RISK
    no = Counter(Type.COUNT)
    kind = Input(Type.LABEL, given=True)
    open = Calc(Type.COUNT, native=COUNTIFS(Risks.is_open.whole, 1, Risks.risk_kind.whole, kind), look=Look.BAR)
    high = Calc(
        Type.COUNT,
        native=COUNTIFS(Risks.rating.whole, at_least(RiskTerms.high_from), Risks.risk_kind.whole, kind),
    )
    late = Calc(
        Type.COUNT, native=COUNTIFS(Risks.days_late.whole, above(0), Risks.risk_kind.whole, kind), look=Look.DUE
    )


class WorstRisks(Block):
    """Open risks by rating; of equal ones the upper row comes first."""

    rows = WORST
    no = Counter(Type.COUNT)
    row = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(Risks.place.whole, no) == 0, blank, MATCH(no, Risks.place.whole, 0)),
        quiet=True,
    )
    risk_id = Calc(Type.TEXT, native=_of(Risks.risk_id, row))
    rep_id = Calc(Type.TEXT, native=_of(Risks.rep_id, row), quiet=True)
    person = Calc(Type.COUNT, native=place_of(rep_id, People.rep_id), quiet=True)
    name = Calc(Type.TEXT, native=IF(person == 0, rep_id, INDEX(People.name.whole, MAX(1, person))))
    rating = Calc(Type.COUNT, native=_of(Risks.rating, row), look=Look.BAR)
    level = Calc(
        Type.LABEL,
        native=IF(
            COUNT(rating) == 0,
            blank,
            IF(
                rating >= RiskTerms.high_from,
                RiskTerms.high,
                IF(rating >= RiskTerms.medium_from, RiskTerms.medium, RiskTerms.low),
            ),
        ),
    )
    days_late = Calc(Type.COUNT, native=_of(Risks.days_late, row), look=Look.DUE)
    kind = Calc(Type.LABEL, native=_of(Risks.risk_kind, row))
    risk = Calc(Type.TEXT, native=_of(Risks.risk, row))


class ChannelShares(Block):
    """What came by each channel that deals or orders name; `square` adds up to the concentration of channels."""

    rows = MIX_CHANNELS
    channel = Input(Type.LABEL, given=True)
    won = Calc(
        Type.MONEY,
        native=summed(
            Deals.value, Deals.won_date, FiscalYear.start, Settings.until, Deals.channel, identified(channel)
        ),
        look=Look.BAR,
    )
    share = Calc(Type.PERCENT, native=IF((channel == "") + (SUM(won.whole) == 0) > 0, blank, won / SUM(won.whole)))
    square = Calc(Type.RATE, native=IF(COUNT(share) == 0, blank, share * share), quiet=True)
    won_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(won.whole), under=won)
    hhi = Calc(
        Type.RATE, Axis.TOTAL, native=IF(COUNT(share.whole) == 0, blank, SUM(square.whole)), under=square,
        python=IF(COUNT(share.whole) == 0, blank, SS_HHI(won.whole)),
    )  # fmt: skip  # as it reads


class Concentration(Block):
    """How much of what was won in the fiscal year up to the month hangs on a few; 1 ÷ HHI is a number of equals."""

    rows = Extent("concentration", 1)
    arrangement = Arrangement.CARDS
    buyers = Calc(Type.COUNT, Axis.CELL, native=COUNT(Customers.won.whole))
    top_share = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=IF(
            SUM(Customers.won.whole) == 0,
            blank,
            SUMIFS(Customers.won.whole, Customers.won_place.whole, at_most(RiskTerms.largest))
            / SUM(Customers.won.whole),
        ),
    )
    hhi = Calc(
        Type.RATE,
        Axis.CELL,
        native=IF(
            SUM(Customers.won.whole) == 0,
            blank,
            SUM(Customers.won_square.whole) / (SUM(Customers.won.whole) * SUM(Customers.won.whole)),
        ),
        python=IF(SUM(Customers.won.whole) == 0, blank, SS_HHI(Customers.won.whole)),
    )
    gini = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=IF(
            SUM(Customers.won.whole) == 0,
            blank,
            SUM(Customers.won_spread.whole) / (MAX(1, buyers) * SUM(Customers.won.whole)),
        ),
        python=IF(SUM(Customers.won.whole) == 0, blank, SS_GINI(Customers.won.whole)),
    )
    channels = Calc(Type.RATE, Axis.CELL, native=ChannelShares.hhi)
    no_customer = Calc(  # in deals that name none
        Type.MONEY,
        Axis.CELL,
        native=difference(
            summed(Deals.value, Deals.won_date, FiscalYear.start, Settings.until), SUM(Customers.won.whole)
        ),
    )


class LargestCustomers(Block):
    rows = LARGEST
    no = Counter(Type.COUNT)
    row = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(Customers.won_place.whole, no) == 0, blank, MATCH(no, Customers.won_place.whole, 0)),
        quiet=True,
    )
    name = Calc(Type.TEXT, native=_of(Customers.name, row))
    bought = Calc(Type.MONEY, native=_of(Customers.won, row), look=Look.BAR)
    share = Calc(Type.PERCENT, native=IF(COUNT(bought) == 0, blank, bought / SUM(Customers.won.whole)))


class ComplianceAreas(Block):
    rows = AREAS
    no = Counter(Type.COUNT)
    area = Input(Type.LABEL, given=True)
    items = Calc(Type.COUNT, native=COUNTIFS(Compliance.compliance_area.whole, area))
    open = Calc(Type.COUNT, native=COUNTIFS(Compliance.is_open.whole, 1, Compliance.compliance_area.whole, area))
    late = Calc(
        Type.COUNT,
        native=COUNTIFS(Compliance.days_late.whole, above(0), Compliance.compliance_area.whole, area),
        look=Look.DUE,
    )
    findings = Calc(
        Type.COUNT,
        native=SUMIFS(Compliance.findings.whole, Compliance.is_open.whole, 1, Compliance.compliance_area.whole, area),
    )
    done = Calc(Type.PERCENT, native=IF(items == 0, blank, (items - open) / items), look=Look.BAR)
    late_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(late.whole), under=late)
    findings_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(findings.whole), under=findings)


RISKS = Sheet(
    "risks",
    Role.INPUT,
    Group.MARKET,
    (
        RiskFigures,
        RiskMap,
        WorstRisks,
        RiskKinds,
        Concentration,
        LargestCustomers,
        ChannelShares,
        ComplianceAreas,
        RiskTerms,
        Risks,
        Compliance,
    ),
    with_data=True,
    continued=(Risks.rating,),
    cards=5,
)

CAPABILITIES = (
    Capability(
        55,
        "risks",
        inputs=(Risks.likelihood, Risks.impact, Risks.review_date, Risks.closed_on, RiskTerms.high_from),
        outputs=(RiskFigures.open, RiskFigures.high, RiskFigures.late, RiskMap.count, WorstRisks.level),
        test="test_a_risk_is_rated_by_how_likely_and_how_bad_it_is",
    ),
    Capability(
        56,
        "concentration",
        inputs=(Deals.amount, Deals.customer_id, Deals.channel, RiskTerms.largest),
        outputs=(Concentration.top_share, Concentration.hhi, Concentration.gini, ChannelShares.hhi),
        test="test_what_hangs_on_a_few_customers_and_channels",
    ),
    Capability(
        57,
        "compliance",
        inputs=(Compliance.due_date, Compliance.findings, Compliance.closed_on),
        outputs=(ComplianceAreas.open, ComplianceAreas.late, ComplianceAreas.findings, ComplianceAreas.done),
        test="test_what_law_and_audit_ask_for_is_open_late_or_done",
    ),
)
