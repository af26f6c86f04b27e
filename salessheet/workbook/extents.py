"""What blocks have a row or a column for each of, beside the input tables."""

from __future__ import annotations

from salessheet.workbook.expr import Extent

QUARTERS = Extent("quarters", 4)
MONTHS = Extent("months", 12)
WEEKS = Extent("weeks")
DAYS = Extent("days")
WEEKDAYS = Extent("days of the week", 7)
HOLIDAYS = Extent("holidays")
PEOPLE = Extent("people")
TOP = Extent("the best few")
GROUPS = Extent("teams of the centre")
STEPS = Extent("stages of the funnel")
KPIS = Extent("indicators")
KPI_LINES = Extent("people and their indicators")
GRADES = Extent("grades", 5)
KINDS = Extent("kinds of activity")
METRICS = Extent("measures")
CREDITS = Extent("credited documents of the fiscal year")
REGISTER = Extent("documents of the fiscal year")
LINES = Extent("commission lines of the month")
PAY = Extent("people and what they are paid for")
LEDGER = Extent("people, components and months")
QUOTAS = Extent("people, components and months with a quota")
CORRECTIONS = Extent("corrections of closed months")
CLOSED_PAYS = Extent("people, components and closed months")
CLOSED_LINES = Extent("commission lines of closed months")
CLOSED_ADJUSTMENTS = Extent("adjustments of closed months")
STATED = Extent("lines of a statement")
COMPONENTS = Extent("components of a statement")
TIERS = Extent("tiers of a statement")
