"""Five stages, from a name to an order: how many come how far, and where they stop."""

from __future__ import annotations

import pytest

from salessheet.data.filling.editions import cell_functions
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.funnel import FunnelFigures, PersonDelays, PersonRates, PersonShortfalls, Steps
from salessheet.workbook.sheets.process import ProcessBoard
from salessheet.workbook.tables import SalesSteps, Stages
from tests.capabilities.centre import book, centre, shown

DEALS = """
    deal_id, rep_id, amount, stage,       won_date,   lost_date
    D1,      R1,     100,    won,         2026-06-02,
    D2,      R1,     60,     contract,    ,
    D3,      R2,     40,     lead,        ,           2026-06-20
    D4,      R2,     20,     {stage},     ,
    D5,      R3,     999,    won,         2026-06-02,
"""


@pytest.mark.parametrize(
    ("stage", "reached", "rates", "stopped"),
    [
        # Of four deals of the team D3 and D4 stop at the lead: 4, 4, 2, 2, 1.
        ("lead", [4, 4, 2, 2, 1], [None, 1, 0.5, 1, 0.5], [0, 2, 0, 1, 0]),
        # With D4 one stage further three come to the opportunity: 4, 4, 3, 2, 1.
        ("opportunity", [4, 4, 3, 2, 1], [None, 1, 0.75, 2 / 3, 0.5], [0, 1, 1, 1, 0]),
    ],
)
def test_a_deal_counts_in_every_stage_up_to_the_furthest(
    stage: str, reached: list[float], rates: list[float | None], stopped: list[float]
) -> None:
    deals = DEALS.format(stage=stage)
    assert shown(Steps.reached, deals=deals) == reached
    assert shown(Steps.step_rate, deals=deals) == pytest.approx(rates)
    assert shown(Steps.stopped, deals=deals) == stopped
    assert shown(Steps.amount, deals=deals)[0] == 220


# Of all deals 4 of 5 went from prospect to lead (D6 stopped) and 3 of 4 from lead to opportunity.
# Ada: 2 of 2, then 1 of 2: 50% - 75% = -25 points at the opportunity. Ben: 2 of 3, 66.7% - 80% = -13.3 at the lead.
def test_the_bottleneck_of_a_person_is_the_step_furthest_below_that_of_all() -> None:
    deals = """
        deal_id, rep_id, amount, stage
        D1,      R1,     100,    {stage}
        D2,      R1,     100,    opportunity
        D3,      R2,     100,    opportunity
        D4,      R2,     100,    opportunity
        D6,      R2,     100,    prospect
        D7,      R3,     100,    prospect
    """
    stuck = deals.format(stage="lead")
    assert shown(PersonShortfalls.bottleneck, deals=stuck) == ["Opportunity", "Lead"]
    assert shown(PersonShortfalls.shortfall, deals=stuck) == pytest.approx([-25, 200 / 3 - 80])

    # With D1 at the opportunity everybody goes on from the lead: Ada is nowhere below.
    gone = deals.format(stage="opportunity")
    assert shown(PersonShortfalls.bottleneck, deals=gone) == [None, "Lead"]
    assert shown(PersonShortfalls.bottleneck) == [None, None]

    # Days from a date to the next there is. Prospect: 10, 4, 20, 30, so 15; lead: 20, 11, so 15.5. Ada's means are 7
    # and 20: 4.5 over at the lead. Ben's are 25 and 11: 10 over at the prospect, from which D4 went on without a lead.
    dated = """
        deal_id, rep_id, amount, stage,       prospect_date, lead_date,  opportunity_date
        D1,      R1,     100,    opportunity, 2026-01-01,    2026-01-11, 2026-01-31
        D2,      R1,     100,    lead,        2026-01-01,    2026-01-05,
        D3,      R2,     100,    opportunity, 2026-01-01,    2026-01-21, {left}
        D4,      R2,     100,    opportunity, 2026-01-01,    ,           2026-01-31
        D5,      R1,     100,    prospect,    2026-01-01,    ,
    """
    deals = dated.format(left="2026-02-01")
    assert shown(Steps.days, deals=deals) == [15, 15.5, None, None, None]
    assert shown(FunnelFigures.slowest, deals=deals) == ["Lead"]
    assert shown(PersonDelays.slowest, deals=deals) == ["Lead", "Prospect"]
    assert shown(PersonDelays.delay, deals=deals) == [4.5, 10]
    # Without D3's day as an opportunity only D1 has left the lead, after 20 days: nobody is over that.
    stayed = dated.format(left="").replace("D3,      R2,     100,    opportunity", "D3,      R2,     100,    lead")
    assert shown(Steps.days, deals=stayed) == [15, 20, None, None, None]
    assert shown(PersonDelays.slowest, deals=stayed) == [None, "Prospect"]

    # Of three stages of other names the last, which is won, has no stay, however many dates there are.
    stages = "stage, order, probability\nNamed, 1, 10%\nMet, 2, 50%\nSigned, 3, 100%\n"
    own = """
        deal_id, rep_id, amount, stage,  prospect_date, lead_date,  opportunity_date, won_date
        D1,      R1,     100,    Signed, 2026-01-01,    2026-01-09, 2026-01-19,       2026-01-19
        D2,      R2,     100,    Signed, 2026-01-01,    2026-01-05, ,                 2026-01-11
    """
    assert shown(Steps.days, deals=own, stages=stages) == [6, 8, None]


# Where the process begins with the lead, its days are from the day as a lead: 10 and 20, so 15; of opportunities 5.
@pytest.mark.parametrize(
    ("names", "days"),
    [
        (("Lead", "Opportunity", "Won"), [15, 5, None]),
        (("opportunity", "contract", "won"), [5, None, None]),
        # The second date is that of leads, so that a demo has none of its own.
        (("Lead", "Demo", "Won"), [15, None, None]),
        (("Met", "Lead", "Opportunity", "Won"), [None, 15, 5, None]),
        (("Met", "Shown", "Offered", "Signed"), [None, 15, 5, None]),
    ],
)
def test_a_stage_of_a_usual_name_has_the_dates_of_that_name_wherever_it_stands(
    names: tuple[str, ...], days: list[float | None]
) -> None:
    stages = "stage, order, probability\n" + "".join(f"{name}, {no}, 10%\n" for no, name in enumerate(names, start=1))
    deals = f"""
        deal_id, rep_id, amount, stage,      lead_date,  opportunity_date, won_date
        D1,      R1,     100,    {names[-1]}, 2026-01-01, 2026-01-11,       2026-01-16
        D2,      R2,     100,    {names[-1]}, 2026-01-01, 2026-01-21,       2026-01-26
    """
    assert shown(Steps.days, deals=deals, stages=stages) == days
    if names[0] == "Lead":  # Ben's 20 days are 5 more than the median of all
        assert shown(PersonDelays.slowest, deals=deals, stages=stages) == [None, "Lead"]


# D1 came to the offer, D2 to the visit. Typed as 1, 3, 2 the visit comes after the offer: both reached the offer.
@pytest.mark.parametrize(
    ("order", "names", "reached"),
    [
        ([1, 2, 3, 4], ["Found", "Visit", "Offer", "Signed"], [2, 2, 1, 0]),
        ([1, 3, 2, 4], ["Found", "Offer", "Visit", "Signed"], [2, 2, 1, 0]),
        ([2, 4, 4, 9], ["Found", "Visit", "Offer", "Signed"], [2, 2, 1, 0]),
        ([3, 1, 2, 4], ["Visit", "Offer", "Found", "Signed"], [2, 1, 0, 0]),
        ([None, 2, 1, 3], ["Offer", "Visit", "Signed", "Found"], [2, 1, 0, 0]),
    ],
)
def test_stages_stand_in_the_order_that_is_typed_beside_them(
    order: list[Scalar], names: list[Scalar], reached: list[Scalar]
) -> None:
    made = book(
        centre(
            stages="stage, order, probability\nFound, 1, 10%\nVisit, 2, 20%\nOffer, 3, 30%\nSigned, 4, 100%\n",
            deals="deal_id, rep_id, amount, stage\nD1, R1, 100, Offer\nD2, R2, 60, Visit\n",
            sales_steps="sales_step, order, stage\nAsk, 1, Visit\n",
        )
    ).content
    lines = (Steps.stage, Steps.reached, PersonRates.stage, SalesSteps.stage_no, ProcessBoard.stage_no)
    typed = [*order, *[None] * (len(made.inputs[Stages.order]) - len(order))]
    cells = {
        flavour: {
            line: list(found.flat())
            for line, found in evaluate(
                SALES_CENTER, {**made.inputs, Stages.order: typed}, made.sizes, flavour, cell_functions(),
                made.no_source, wanted=(*lines, Steps.probability),
            ).items()
        }
        for flavour in (Flavour.NATIVE, Flavour.PYTHON)
    }  # fmt: skip  # a call
    for found in cells.values():
        assert (found[Steps.stage], found[PersonRates.stage], found[Steps.reached]) == (names, names, reached)
        assert found[SalesSteps.stage_no][0] == names.index("Visit") + 1
        assert found[ProcessBoard.stage_no][:2] == [names.index("Offer") + 1, names.index("Visit") + 1]
        chances = dict(zip(("Found", "Visit", "Offer", "Signed"), (0.1, 0.2, 0.3, 1), strict=True))
        assert found[Steps.probability] == [chances[str(name)] for name in names]
