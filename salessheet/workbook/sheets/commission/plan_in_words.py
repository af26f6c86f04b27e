"""Plan: what the plans of a person say, in words. It is for the workbook of one person, who sees no table of plans."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Extent
from salessheet.workbook.lines import Input
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Block


class PlanInWords(Block):
    """The plans in force in the month, or the last that was, a sentence a row; written by the build."""

    rows = Extent("sentences about plans")
    component = Input(Type.LABEL, given=True)
    plan = Input(Type.LABEL, given=True)
    sentence = Input(Type.TEXT, given=True)


PLAN = Sheet("plan", Role.OUTPUT, Group.COMMISSION, (PlanInWords,), with_data=True, in_full=True)
