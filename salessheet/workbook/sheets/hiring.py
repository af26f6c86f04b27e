"""Hiring: candidates by what interviewers say of them, best first, and which sources bring people who stay."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, SUM, SUMIFS, above
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.tables import Candidates, HiringCriteria, HiringSources, Interviews

_WITH_DAYS = (Candidates.was_hired.whole, 1, Candidates.days.whole, above(-1))


class HiringFigures(Block):
    """Candidates of the fiscal year up to the month chosen; those that are open, whenever they applied."""

    rows = Extent("figures of hiring", 1)
    arrangement = Arrangement.CARDS
    waiting = Calc(Type.COUNT, Axis.CELL, native=SUM(Candidates.is_open.whole))
    not_met = Calc(
        Type.COUNT, Axis.CELL, native=COUNTIFS(Candidates.is_open.whole, 1, Candidates.interviewers.whole, 0)
    )
    applied = Calc(Type.COUNT, Axis.CELL, native=SUM(Candidates.of_year.whole))
    hired = Calc(Type.COUNT, Axis.CELL, native=SUM(Candidates.was_hired.whole))
    hire_rate = Calc(Type.PERCENT, Axis.CELL, native=IF(applied == 0, blank, hired / applied))
    days = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(
            COUNTIFS(*_WITH_DAYS) == 0,
            blank,
            SUMIFS(Candidates.days.whole, Candidates.was_hired.whole, 1) / COUNTIFS(*_WITH_DAYS),
        ),
    )
    cost = Calc(Type.MONEY, Axis.CELL, native=SUM(HiringSources.cost.whole))
    cost_each = Calc(  # of sources without a hire, too
        Type.MONEY, Axis.CELL, native=IF((hired == 0) + (COUNT(HiringSources.cost.whole) == 0) > 0, blank, cost / hired)
    )


HIRING = Sheet(
    "hiring",
    Role.INPUT,
    Group.PEOPLE,
    (
        HiringFigures,
        Band((Chart("hiring_sources", HiringSources.source, (
            Series(HiringSources.applied, Draw.SOFT_COLUMN), Series(HiringSources.hired, Draw.COLUMN),
        )),), height=10),
        Candidates,
        HiringSources,
        HiringCriteria,
        Interviews,
    ),
    with_data=True,
    in_full=True,
)  # fmt: skip

CAPABILITIES = (
    Capability(
        33,
        "hiring",
        inputs=(
            Interviews.score, HiringCriteria.weight, Interviews.interviewer, Candidates.hired_on, Candidates.source,
            HiringSources.cost,
        ),
        outputs=(
            Candidates.score, Candidates.missing, Candidates.spread, Candidates.rank, HiringSources.hire_rate,
            HiringSources.cost_each,
        ),
        test="test_candidates_rank_by_the_mean_of_their_interviewers",
    ),
)  # fmt: skip  # lists to read
