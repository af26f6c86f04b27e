"""For whom answers are, and which lines of the declaration they may therefore speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from salessheet.data.audiences import part_of
from salessheet.data.dataset import Dataset
from salessheet.errors import InvalidOption
from salessheet.workbook.audience import NOTES_ON_PEOPLE, PRIVATE_TABLES, Audience, sheets_of
from salessheet.workbook.book import Group, Role
from salessheet.workbook.expr import Home, Line
from salessheet.workbook.lines import Trend
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.sheets.commission.composed import (
    ESTIMATE_WORKING,
    LEDGER,
    LINE_WORKING,
    PAY_WORKING,
    REVIEW_WORKING,
)
from salessheet.workbook.sheets.total_pay import TOTAL_PAY
from salessheet.workbook.tables import Splits


class Listener(StrEnum):
    """Who listens to the answers."""

    MANAGER = "manager"
    TEAM = "team"
    FINANCE = "finance"
    REP = "rep"

    @property
    def audience(self) -> Audience | None:
        """For whom the workbooks of such a listener are; None for everybody in the team."""
        return None if self is Listener.TEAM else Audience(self.value)


_PAY_SHEETS = frozenset(
    {
        *(sheet for sheet in SALES_CENTER.sheets if sheet.group is Group.COMMISSION),
        *(TOTAL_PAY, LEDGER, PAY_WORKING, LINE_WORKING, REVIEW_WORKING, ESTIMATE_WORKING),
    }
)
PAY_TABLES: frozenset[str] = frozenset(
    block.key for sheet in _PAY_SHEETS for block in sheet.blocks if issubclass(block, Table) and block is not Splits
)
"""Keys of the tables that say what people are paid, or by what. Shares of orders are sales, too."""


@cache
def pay_lines() -> frozenset[Line]:
    """Every line on a sheet of pay, and every line anywhere whose value comes of pay, however indirectly."""
    on_sheets = {block for sheet in _PAY_SHEETS for block in sheet.blocks}
    return _with_what_follows(on_sheets - {Splits}, ()) | set(Splits.lines)


@cache
def private_lines() -> frozenset[Line]:
    """What managers note of people, and what comes of it, but for whether something is wrong with a workbook."""
    on_checks = {block for sheet in SALES_CENTER.sheets if sheet.role is Role.CONTROL for block in sheet.blocks}
    return _with_what_follows(PRIVATE_TABLES, on_checks)


def _with_what_follows(blocks: Iterable[type[Block]], besides: Collection[type[Home]]) -> frozenset[Line]:
    """The lines of blocks, and every line anywhere that comes of them, but through some others."""
    found = {line for block in blocks for line in block.lines}
    waiting = {
        line: lines_read(line.native)
        for block in SALES_CENTER.blocks
        if block not in besides
        for line in block.calculated()
    }
    while following := {line for line, reads in waiting.items() if line not in found and not found.isdisjoint(reads)}:
        found |= following
    return frozenset(found)


@dataclass(frozen=True)
class Sight:
    """What one listener sees. `rep`: the id of the person, blank for all but a person."""

    listener: Listener
    rep: str = ""

    @staticmethod
    def of(listener: Listener, rep: str) -> Sight:
        """Raises InvalidOption for a person who is not named, and for a name where nobody asked for one."""
        if listener is Listener.REP and not rep.strip():
            raise InvalidOption("--audience rep is for one person.", "Say who it is: --rep ID.")
        if listener is not Listener.REP and rep.strip():
            raise InvalidOption(f"--rep {rep} says who listens, and --audience {listener} is not one person.",
                                "Say --audience rep, or leave --rep out.")  # fmt: skip  # what, and what to do
        return Sight(listener, rep.strip())

    @property
    def hears_pay(self) -> bool:
        """Whether answers may say what anybody is paid."""
        return self.listener is not Listener.TEAM

    @property
    def hears_pay_of_all(self) -> bool:
        return self.listener in {Listener.MANAGER, Listener.FINANCE}

    @property
    def hears_private(self) -> bool:
        """Whether answers may speak of what managers note of people."""
        return self.listener is Listener.MANAGER

    @property
    def lines(self) -> frozenset[Line]:
        """Those with values that answers may speak of."""
        return _lines(self.listener)

    @property
    def lines_of_data(self) -> frozenset[Line]:
        """The same where answers come of data, without what managers note of people, and what comes of that."""
        return self.lines - private_lines() if self.hears_private else self.lines

    def part(self, dataset: Dataset) -> Dataset:
        """What workbooks for the listener are filled from. Raises NothingToBuild for somebody unknown.

        And for who is paid on what a team sells.
        """
        return part_of(dataset, "", self.listener.audience, self.rep)


@cache
def _lines(listener: Listener) -> frozenset[Line]:
    shown = (block for sheet in sheets_of(listener.audience) for block in sheet.blocks)
    found = {line for block in shown for line in block.lines if not isinstance(line, Trend)}
    if listener is Listener.TEAM:
        return frozenset(found - pay_lines())
    return frozenset(found - set(NOTES_ON_PEOPLE)) if listener is Listener.FINANCE else frozenset(found)
