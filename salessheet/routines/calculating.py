"""Macros that bring calculated cells up to date with the inputs, and one that only looks.

Each takes the workbook, computes from the inputs in it what its calculated cells should hold, and returns what it did.
Cells with formulas are the host's to calculate: it is told to, and no formula is ever replaced. Where a table lacks
some, as in a row that was inserted without, those of the row above are entered. Cells that hold values (a workbook of
values; lines whose source came later) are written, a line at a time, where they differ. So a second run changes
nothing.

A line that reads something that is not in the workbook keeps its value. Raises UnfitWorkbook, with nothing written,
where the workbook is not a SalesCenter, or has no sheet for the macro. Where a host cannot say which cells hold
formulas (xlwings Lite), all of them are taken to.
"""

from __future__ import annotations

from collections.abc import Iterable

import xlwings as xw

from salessheet.live.book import LiveBook, not_in, opened
from salessheet.live.gaps import calculated_by_host, gaps, totals_of
from salessheet.live.macro import macro
from salessheet.live.recalculation import Recalculation, recalculation
from salessheet.routines.results import AlteredCell, FailingCheck, Inspection, Summary, told
from salessheet.workbook.expr import Line
from salessheet.workbook.layout import name_of
from salessheet.workbook.measures import HALF_A_CENT
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.checks import CHECKS, Approval, Checks, Verdict
from salessheet.workbook.sheets.commission.credit_lines import Lines
from salessheet.workbook.sheets.commission.factor_working import FactorWorking
from salessheet.workbook.sheets.commission.ledger import Quotas
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.commission.line_links import LineLinks
from salessheet.workbook.sheets.commission.line_notes import LineNotes
from salessheet.workbook.sheets.commission.line_terms import LineTerms
from salessheet.workbook.sheets.commission.line_working import LineAmounts, LineSums, LineTiers
from salessheet.workbook.sheets.commission.pay_steps import PaySteps
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers
from salessheet.workbook.sheets.commission.payout import LeftOut, Pay, PayControl, Payout, PersonPay
from salessheet.workbook.sheets.commission.prize_working import LinePrizes
from salessheet.workbook.sheets.commission.quota_working import PayQuotas
from salessheet.workbook.sheets.commission.tier_working import PlanWorking, TierWorking
from salessheet.workbook.sheets.dashboard import Attention
from salessheet.workbook.sheets.dashboard_working import Need, NeedMonths, NeedWon
from salessheet.workbook.sheets.kpi import KpiBoard, KpiPointScores, KpiWeights
from salessheet.workbook.sheets.kpi_lines import KpiLines, KpiTerms
from salessheet.workbook.sheets.ranking import Leaderboard, LeaderMonths
from salessheet.workbook.sheets.results import Facts, Results, TeamFacts
from salessheet.workbook.sheets.roster import Assignment, People
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.workbook.sheets.target_people import SHARED_OUT, PersonMonth, WonByPersonMonth
from salessheet.workbook.sheets.targets import ByDay, ByWeek
from salessheet.workbook.sheets.teams import TeamResults

_ROUNDING = 1e-9  # a smaller difference is an engine's own


@macro()
def refresh(book: xw.Book) -> Summary:
    """Bring every calculated cell up to date with the inputs."""
    return up_to_date(opened(book), "refresh", *SALES_CENTER.blocks)


@macro()
def split_targets(book: xw.Book) -> Summary:
    """Break the annual target down over quarters, months, weeks and days, and over people by month."""
    return up_to_date(
        opened(book),
        "split_targets",
        ByMonth,
        ByQuarter,
        ByWeek,
        ByDay,
        Days,
        Assignment,
        People,
        *SHARED_OUT,
        PersonMonth,
        needs=PersonMonth,
    )


@macro()
def score_kpis(book: xw.Book) -> Summary:
    """Score every person's indicators of the period."""
    return up_to_date(
        opened(book),
        "score_kpis",
        Facts,
        TeamFacts,
        KpiTerms,
        KpiLines,
        KpiPointScores,
        KpiWeights,
        KpiBoard,
        needs=KpiBoard,
    )


@macro()
def rank_people(book: xw.Book) -> Summary:
    """Rank people, and teams where the workbook has them, by what they won in the year up to the period."""
    return up_to_date(
        opened(book),
        "rank_people",
        WonByPersonMonth,
        Results,
        Leaderboard,
        LeaderMonths,
        Need,
        NeedWon,
        NeedMonths,
        Attention,
        TeamResults,
        needs=Results,
    )


@macro()
def settle_commission(book: xw.Book) -> Summary:
    """Compute the payouts of the period, and the checks they are signed under."""
    lines = (
        TierWorking, FactorWorking, LineFacts, LineTerms, LineSums, LineTiers, LinePrizes, LineAmounts, LineNotes,
        LineLinks, Lines,
    )  # fmt: skip  # in their order
    pays = (PlanWorking, PayTerms, PayTiers, Quotas, PayQuotas, PaySteps, Pay, PayControl, LeftOut, PersonPay, Payout)
    return up_to_date(opened(book), "settle_commission", *lines, *pays, Checks, Verdict, Approval, needs=Payout)


@macro()
def check_book(book: xw.Book) -> Inspection:
    """Compute everything anew from the inputs: which checks fail, and which cells hold something else.

    Money may differ by less than half a cent. Nothing is written.
    """
    live = opened(book)
    found = recalculation(live, SALES_CENTER.blocks)
    differing = {line: cells for line in found.fresh if (cells := found.differing(line, _tolerance(line)))}
    beside = _totals_beside(live, differing)
    altered = tuple(
        AlteredCell(*live.address(line, i), found.stored[line][i], found.fresh[line][i])
        for line, cells in differing.items()
        for i in cells
        if i not in beside[line]
    )
    inspection = Inspection(_failing(live, found), altered, found.rows_read)
    live.say(told(inspection, live.words()))
    return inspection


def up_to_date(live: LiveBook, macro: str, *blocks: type[Block], needs: type[Block] | None = None) -> Summary:
    """What a macro does that brings some blocks up to date. Raises NotInWorkbook without the one that it `needs`."""
    if needs is not None and not any(map(live.holds, needs.lines)):
        raise not_in(live, needs)
    found = recalculation(live, blocks)
    stale = {line: differing for line in found.fresh if (differing := found.differing(line, _ROUNDING))}
    formulas = calculated_by_host(live, stale)
    beside = _totals_beside(live, (line for line in stale if line not in formulas))
    written = {line: rows for line, rows in beside.items() if not rows.issuperset(stale[line])}
    missing = list(gaps(live, _tables_of(formulas)))
    with live.whole():
        for line, spared in written.items():
            live.write(line, found.fresh[line], found.stored[line], spared)
        for place, texts in missing:
            live.enter(place, texts, [""] * len(texts))
        recalculated = bool(formulas) and live.calculate()
    entered, words = sum(len(texts) for _, texts in missing), live.words()
    summary = Summary(
        macro,
        found.rows_read,
        sum(len({*stale[line]} - spared) for line, spared in written.items()) + entered,
        tuple(name_of(line) for line in written),
        recalculated=recalculated,
        notes=(words.text("macro.filled").format(cells=entered),) if entered else (),
    )
    live.say(told(summary, words))
    return summary


def _totals_beside(live: LiveBook, lines: Iterable[Line]) -> dict[Line, frozenset[int]]:
    """The rows of totals in each of these lines, which are the manager's."""
    every = list(lines)
    totals = {table: totals_of(live, table) for table in _tables_of(every)}
    return {line: totals[line.block] if issubclass(line.block, Table) else frozenset() for line in every}


def _tables_of(lines: Iterable[Line]) -> dict[type[Table], None]:
    return dict.fromkeys(line.block for line in lines if issubclass(line.block, Table))


def _tolerance(line: Line) -> float:
    return HALF_A_CENT if line.measure.is_money else _ROUNDING


def _failing(live: LiveBook, found: Recalculation) -> tuple[FailingCheck, ...]:
    """By the recomputed numbers; a check that reads what is not in the workbook stands as it is."""
    values = {line.key: value[0] for line, value in {**found.stored, **found.fresh}.items() if line.block is Checks}
    words = live.words()
    return tuple(
        FailingCheck(
            check.key,
            words.text(f"check.{check.key}"),
            *(values[f"{check.key}__{field}"] for field in ("found", "wanted", "off")),
        )
        for check in CHECKS
        if values.get(f"{check.key}__ok", 1) != 1
    )
