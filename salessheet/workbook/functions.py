"""The functions a formula may use: plain Excel ones every engine agrees on, and ours."""

from __future__ import annotations

from salessheet.workbook.expr import Criterion, Function, Operand, Result, expr

SUM, MIN, MAX, COUNT, ABS = (Function(name) for name in ("SUM", "MIN", "MAX", "COUNT", "ABS"))
IF, ROUND, RANK, LARGE, SMALL = (Function(name) for name in ("IF", "ROUND", "RANK", "LARGE", "SMALL"))
SUMIFS, COUNTIFS, SUMPRODUCT = (Function(name) for name in ("SUMIFS", "COUNTIFS", "SUMPRODUCT"))
INDEX, MATCH = Function("INDEX"), Function("MATCH")
DATE, YEAR, MONTH, DAY, WEEKDAY = (Function(name) for name in ("DATE", "YEAR", "MONTH", "DAY", "WEEKDAY"))
EOMONTH, EDATE = Function("EOMONTH"), Function("EDATE")

SS_SPLIT = Function("SS_SPLIT", Result.BLOCK)
SS_SPLIT2 = Function("SS_SPLIT2", Result.BLOCK)
SS_RANK = Function("SS_RANK", Result.BLOCK)
SS_TARGETS = Function("SS_TARGETS", Result.TABLE)
SS_FUNNEL = Function("SS_FUNNEL", Result.TABLE)
SS_LEADERBOARD = Function("SS_LEADERBOARD", Result.TABLE)
SS_ATTAINMENT = Function("SS_ATTAINMENT", Result.EACH)
SS_GAP = Function("SS_GAP", Result.EACH)
SS_WIN_RATE = Function("SS_WIN_RATE", Result.EACH)
SS_COVERAGE = Function("SS_COVERAGE", Result.EACH)
SS_KPI_SCORE = Function("SS_KPI_SCORE", Result.EACH)
SS_TIERED = Function("SS_TIERED", Result.CELL)
SS_BAND = Function("SS_BAND", Result.EACH)
SS_KPI_TOTAL = Function("SS_KPI_TOTAL", Result.CELL)
SS_BOTTLENECK = Function("SS_BOTTLENECK", Result.CELL)
SS_PACE = Function("SS_PACE", Result.CELL)
SS_WEIGHTED = Function("SS_WEIGHTED", Result.CELL)


def at_least(bound: Operand) -> Criterion:
    return Criterion(">=", expr(bound))


def at_most(bound: Operand) -> Criterion:
    return Criterion("<=", expr(bound))


def above(bound: Operand) -> Criterion:
    return Criterion(">", expr(bound))
