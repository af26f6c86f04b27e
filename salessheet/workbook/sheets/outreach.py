"""Outreach: mailings to customers, and how many of them answer."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.functions import IF, SUM, at_least
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import counted, identified, place_of, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.priorities import person_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Campaigns, Outreach

YEAR_TO_DATE = (FiscalYear.start, Settings.until)


def _share(part: Line, whole: Line) -> Expr:
    return IF(SUM(whole) == 0, blank, SUM(part) / SUM(whole))


class CampaignResults(Block):
    """What was sent in the fiscal year up to the month; an answer counts whenever it came."""

    rows = Campaigns.rows
    no = Counter(Type.COUNT)
    campaign = Calc(
        Type.TEXT,
        native=IF(Campaigns.name == "", IF(Campaigns.campaign_id == "", blank, Campaigns.campaign_id), Campaigns.name),
    )
    rep_no = Calc(Type.COUNT, native=place_of(Campaigns.rep_id, People.rep_id), quiet=True)
    rep = Calc(Type.TEXT, native=IF(Campaigns.rep_id == "", blank, person_of(rep_no, Campaigns.rep_id)))
    campaign_id = Calc(Type.TEXT, native=identified(Campaigns.campaign_id), quiet=True)
    sent = Calc(
        Type.COUNT,
        native=IF(campaign == "", blank, counted(Outreach.sent_on, *YEAR_TO_DATE, Outreach.campaign_id, campaign_id)),
    )
    answered = Calc(
        Type.COUNT,
        native=counted(
            Outreach.sent_on, *YEAR_TO_DATE, Outreach.campaign_id, campaign_id, Outreach.reply_days, at_least(0)
        ),
        quiet=True,
    )
    replied = Calc(Type.COUNT, native=IF(campaign == "", blank, answered))
    rate = Calc(Type.PERCENT, native=_share(replied, sent), look=Look.BAR)
    days = Calc(
        Type.NUMBER,
        native=IF(
            answered == 0,
            blank,
            summed(Outreach.reply_days, Outreach.sent_on, *YEAR_TO_DATE, Outreach.campaign_id, campaign_id) / answered,
        ),
    )
    sent_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(sent.whole), under=sent)
    replied_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(replied.whole), under=replied)


class OutreachFigures(Block):
    """Sent in the fiscal year up to the month; waiting are those of them without an answer in the data."""

    rows = Extent("figures of outreach", 1)
    arrangement = Arrangement.CARDS
    sent = Calc(Type.COUNT, Axis.CELL, native=CampaignResults.sent_total)
    replied = Calc(Type.COUNT, Axis.CELL, native=CampaignResults.replied_total)
    rate = Calc(Type.PERCENT, Axis.CELL, native=_share(replied, sent))
    waiting = Calc(Type.COUNT, Axis.CELL, native=sent - replied)


OUTREACH = Sheet(
    "outreach",
    Role.INPUT,
    Group.SALES,
    (OutreachFigures, CampaignResults, Campaigns, Outreach),
    with_data=True,
)

CAPABILITIES = (
    Capability(
        17,
        "outreach",
        inputs=(Campaigns.name, Outreach.campaign_id, Outreach.sent_on, Outreach.replied_on),
        outputs=(
            CampaignResults.campaign,
            CampaignResults.rate,
            CampaignResults.days,
            OutreachFigures.rate,
            OutreachFigures.waiting,
        ),
        test="test_the_response_rate_is_the_share_of_those_written_to_who_answered",
    ),
)
