"""Whom a team looks for, where it finds them, and what interviewers say: all of it private to the manager."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, blank, promised
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, ROUND, SUM, SUMIFS, SUMPRODUCT, above
from salessheet.workbook.general import FiscalYear, Phrases
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import identified, place_of
from salessheet.workbook.rules import InOrder, NotBoth, TotalsOne
from salessheet.workbook.schema import Table, keep_promise
from salessheet.workbook.tables.centre import Teams
from salessheet.workbook.tables.remarks import remarked_once
from salessheet.workbook.tables.to_do import by_then


class HiringCriteria(Table):
    """What counts in interviews for a role."""

    key = "hiring_criteria"
    private = True
    grows = False
    spare = 6
    role = Column(Type.LABEL, identifies=True, example="rep")
    criterion = Column(Type.LABEL, identifies=True, example="listening")
    weight = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="40%")
    rules = (TotalsOne(weight, (role,)),)
    owner = Everyones()


class Candidates(Table):
    """One row per application. Those with neither of the last two dates are open."""

    key = "candidates"
    private = True
    grows = False
    spare = 8
    candidate_id = Column(Type.TEXT, identifies=True, example="H001")
    name = Column(Type.TEXT, use=Use.NOTE, example="Wen Petrov")
    team_id = Column(Type.TEXT, required=True, refers_to=Teams.team_id, example="T01")
    role = Column(Type.LABEL, default="rep", example="rep")
    source = Column(Type.LABEL, example="referral")
    applied_on = Column(Type.DATE, required=True, example="2026-05-04")
    hired_on = Column(Type.DATE, example="2026-06-15")
    closed_on = Column(Type.DATE, example="")
    is_open = Calc(
        Type.FLAG,
        native=IF(candidate_id == "", blank, by_then(applied_on) * (1 - by_then(hired_on)) * (1 - by_then(closed_on))),
    )
    of_year = Calc(
        Type.FLAG,
        native=IF(candidate_id == "", blank, by_then(applied_on) * (applied_on >= FiscalYear.start)),
        quiet=True,
    )
    days = Calc(  # blank for who was hired before applying
        Type.COUNT,
        native=IF(
            (by_then(hired_on) * COUNT(applied_on) == 0) + (hired_on < applied_on) > 0, blank, hired_on - applied_on
        ),
    )
    interviewers = Calc(Type.COUNT, native=promised)
    score = Calc(Type.NUMBER, native=promised, look=Look.BAR)
    highest = Calc(Type.NUMBER, native=promised, quiet=True)
    lowest = Calc(Type.NUMBER, native=promised, quiet=True)
    missing = Calc(Type.COUNT, native=promised, look=Look.DUE)
    spread = Calc(Type.NUMBER, native=IF(COUNT(score) == 0, blank, highest - lowest))
    was_met = Calc(Type.FLAG, native=IF(candidate_id == "", blank, of_year * (SUM(interviewers) > 0)), quiet=True)
    was_hired = Calc(Type.FLAG, native=IF(candidate_id == "", blank, of_year * by_then(hired_on)), quiet=True)
    mark = Calc(Type.NUMBER, native=IF(COUNT(score) * COUNT(is_open) == 0, 0, is_open * score), quiet=True)
    rank = Calc(
        Type.COUNT,
        native=IF(
            COUNT(score) == 0,
            blank,
            IF(is_open == 0, blank, SUMPRODUCT((role.whole == role) * (mark.whole > mark)) + 1),
        ),
    )
    remark = Calc(Type.TEXT, native=promised)
    rules = (InOrder((applied_on, hired_on)), InOrder((applied_on, closed_on)), NotBoth(hired_on, closed_on))
    owner = Belongs(team_id)


class Interviews(Table):
    """One row for each criterion that an interviewer scores, from 0 to 10."""

    key = "interviews"
    private = True
    candidate_id = Column(Type.TEXT, identifies=True, refers_to=Candidates.candidate_id, example="H001")
    interviewer = Column(Type.TEXT, identifies=True, example="Li Na")
    criterion = Column(Type.LABEL, identifies=True, example="listening")
    date = Column(Type.DATE, required=True, example="2026-05-12")
    score = Column(Type.NUMBER, required=True, minimum=0, maximum=10, example="7.5")
    candidate_no = Calc(
        Type.COUNT, native=IF(candidate_id == "", blank, place_of(candidate_id, Candidates.candidate_id)), quiet=True
    )
    role = Calc(
        Type.LABEL,
        native=IF(SUM(candidate_no) == 0, blank, identified(INDEX(Candidates.role.whole, candidate_no))),
        quiet=True,
    )
    weight = Calc(
        Type.PERCENT,
        native=IF(
            (candidate_id == "") + (criterion == "") > 0,
            blank,
            SUMIFS(
                HiringCriteria.weight.whole, HiringCriteria.role.whole, identified(role),
                HiringCriteria.criterion.whole, criterion,
            ),
        ),
    )  # fmt: skip
    counts = Calc(
        Type.FLAG,
        native=IF(candidate_id == "", blank, COUNT(score) * by_then(date) * (SUM(weight) > 0)),
        quiet=True,
    )
    points = Calc(Type.NUMBER, native=IF(SUM(counts) == 0, blank, score * weight), quiet=True)
    shares = Calc(Type.NUMBER, native=IF(SUM(counts) == 0, blank, weight), quiet=True)
    is_first = Calc(
        Type.FLAG,
        native=IF(
            SUM(counts) == 0,
            blank,
            (COUNTIFS(candidate_id.so_far, candidate_id, interviewer.so_far, interviewer, counts.so_far, 1) == 1) * 1,
        ),
        quiet=True,
    )
    total = Calc(
        Type.NUMBER,
        native=IF(
            SUM(is_first) == 0,
            blank,
            ROUND(
                SUMIFS(points.whole, candidate_id.whole, candidate_id, interviewer.whole, interviewer)
                / SUMIFS(shares.whole, candidate_id.whole, candidate_id, interviewer.whole, interviewer),
                6,
            ),
        ),
    )
    higher = Calc(
        Type.COUNT,
        native=IF(
            SUM(is_first) == 0,
            blank,
            SUMPRODUCT((candidate_id.whole == candidate_id) * (is_first.whole == 1) * (total.whole > total)),
        ),
        quiet=True,
        name="Beaten_by",
    )
    lower = Calc(
        Type.COUNT,
        native=IF(
            SUM(is_first) == 0,
            blank,
            SUMPRODUCT((candidate_id.whole == candidate_id) * (is_first.whole == 1) * (total.whole < total)),
        ),
        quiet=True,
        name="Beating",
    )
    owner = Belongs(candidate_id)


def _of_totals(beyond: Calc) -> Expr:
    """The total that no other interviewer of the candidate is beyond; several who share it have the same."""
    pairs = (Interviews.candidate_id.whole, Candidates.candidate_id, beyond.whole, 0)
    return IF(COUNT(Candidates.score) == 0, blank, SUMIFS(Interviews.total.whole, *pairs) / COUNTIFS(*pairs))


keep_promise(
    Candidates.interviewers,
    IF(
        Candidates.candidate_id == "",
        blank,
        COUNTIFS(Interviews.candidate_id.whole, Candidates.candidate_id, Interviews.is_first.whole, 1),
    ),
)
keep_promise(
    Candidates.score,
    IF(
        SUM(Candidates.interviewers) == 0,
        blank,
        ROUND(
            SUMIFS(Interviews.total.whole, Interviews.candidate_id.whole, Candidates.candidate_id)
            / Candidates.interviewers,
            6,
        ),
    ),
)
keep_promise(  # of the scores that each interviewer gives by the criteria of the role
    Candidates.missing,
    IF(
        SUM(Candidates.interviewers) == 0,
        blank,
        Candidates.interviewers
        * COUNTIFS(HiringCriteria.role.whole, identified(Candidates.role), HiringCriteria.weight.whole, above(0))
        - COUNTIFS(Interviews.candidate_id.whole, Candidates.candidate_id, Interviews.counts.whole, 1),
    ),
)
keep_promise(Candidates.highest, _of_totals(Interviews.higher))
keep_promise(Candidates.lowest, _of_totals(Interviews.lower))


def _found(team_id: Column, source: Column, flag: Calc) -> Calc:
    """A column: how many candidates of the team and the source have the flag."""
    pairs = (Candidates.source.whole, source, Candidates.team_id.whole, identified(team_id), flag.whole, 1)
    return Calc(Type.COUNT, native=IF(source == "", blank, COUNTIFS(*pairs)))


class HiringSources(Table):
    """Where people are found, and what that cost in the fiscal year."""

    key = "hiring_sources"
    private = True
    grows = False
    spare = 6
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    source = Column(Type.LABEL, identifies=True, example="referral")
    cost = Column(Type.MONEY, minimum=0, example="12000")
    applied = _found(team_id, source, Candidates.of_year)
    met = _found(team_id, source, Candidates.was_met)
    hired = _found(team_id, source, Candidates.was_hired)
    hire_rate = Calc(Type.PERCENT, native=IF(SUM(applied) == 0, blank, hired / applied), look=Look.BAR)
    cost_each = Calc(Type.MONEY, native=IF(SUM(hired) == 0, blank, IF(COUNT(cost) == 0, blank, cost / hired)))
    owner = Belongs(team_id)


keep_promise(
    Candidates.remark,
    remarked_once(
        Candidates.candidate_id,
        IF(
            (Candidates.source == "")
            + COUNTIFS(
                HiringSources.source.whole,
                Candidates.source,
                HiringSources.team_id.whole,
                identified(Candidates.team_id),
            )
            > 0,
            blank,
            Phrases.no_source,
        ),
    ),
)
