"""People: whom to hire, whom to talk to, what was agreed with whom."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.coaching import CareFigures, CoachingDue, CoachingFigures, WhoIsDue
from salessheet.workbook.sheets.hiring import HiringFigures
from salessheet.workbook.sheets.ranking import Leaderboard
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Candidates, Coaching, HiringSources
from tests.capabilities.centre import shown

REPS = """
    rep_id, name, team_id, hire_date,  leave_date
    R1,     Ada,  T1,      2020-01-01,
    R2,     Ben,  T1,      2020-01-01,
    R3,     Cho,  T2,      2020-01-01,
    R4,     Dan,  T1,      2026-05-20,
    R5,     Eve,  T1,      2020-01-01, 2026-03-31
"""
CRITERIA = """
    role,    criterion, weight
    rep,     listening, 60%
    rep,     product,   40%
    rep,     manners,   0%
    manager, leading,   100%
"""
CANDIDATES = """
    candidate_id, name, team_id, role, source,   applied_on, hired_on,   closed_on
    H1,           Ann,  T1,      rep,  referral, 2026-05-01, ,
    H2,           Bob,  T1,      rep,  board,    2026-05-02, ,
    H3,           Cat,  T1,      rep,  board,    2026-05-03, 2026-06-12,
    H4,           Dov,  T1,      rep,  board,    2026-05-04, ,           2026-05-20
    H5,           Eli,  T1,      rep,  referral, 2026-06-20, ,
    H6,           Fay,  T2,      rep,  referral, 2026-05-05, 2026-06-01,
"""
INTERVIEWS = """
    candidate_id, interviewer, criterion, date,       score
    H1,           Ada,         listening, 2026-05-10, {score}
    H1,           Ada,         product,   2026-05-10, 5
    H1,           HR,          listening, 2026-05-11, 6
    H1,           HR,          manners,   2026-05-11, 10
    H2,           Ada,         listening, 2026-05-12, 8
    H2,           Ada,         product,   2026-05-12, 6
    H3,           Ada,         product,   2026-05-12, 9
"""
SOURCES = """
    team_id, source,   cost
    T1,      referral, 500
    T1,      board,    900
    T2,      referral, 100
"""
HIRING = {"hiring_criteria": CRITERIA, "candidates": CANDIDATES, "hiring_sources": SOURCES}


@pytest.mark.parametrize(
    ("score", "means", "spreads", "ranks"),
    [
        # H1: Ada 0.6·10 + 0.4·5 = 8, HR 6 (listening alone; manners weigh nothing): mean 7, spread 2.
        # H2: 0.6·8 + 0.4·6 = 7.2 and first; H3 is hired, so it has a score and no rank; H4 and H5 were not met.
        ("10", [7, 7.2, 9, None, None], [2, 0, 0, None, None], [2, 1, None, None, None]),
        # Ada gives H1 9 for listening less: 0.6·1 + 0.4·5 = 2.6; mean 4.3, spread 3.4.
        ("1", [4.3, 7.2, 9, None, None], [3.4, 0, 0, None, None], [2, 1, None, None, None]),
    ],
)
def test_candidates_rank_by_the_mean_of_their_interviewers(
    score: str, means: list[float | None], spreads: list[float | None], ranks: list[float | None]
) -> None:
    tables = {**HIRING, "interviews": INTERVIEWS.format(score=score)}
    assert shown(Candidates.score, **tables)[:5] == pytest.approx(means)
    assert shown(Candidates.spread, **tables)[:5] == pytest.approx(spreads)
    assert shown(Candidates.rank, **tables)[:5] == ranks


def test_scores_that_an_interviewer_did_not_give_are_told_beside_the_mean() -> None:
    # Two interviewers, two criteria: H1 has three scores of four (manners weigh nothing), H3 one of two.
    tables = {**HIRING, "interviews": INTERVIEWS.format(score="10")}
    assert shown(Candidates.missing, **tables)[:5] == [1, 0, 1, None, None]
    whole = tables["interviews"] + "H1, HR, product, 2026-05-11, 7\n"
    # HR says 0.6·6 + 0.4·7 = 6.4 then.
    assert shown(Candidates.missing, **{**tables, "interviews": whole})[0] == 0
    assert shown(Candidates.score, **{**tables, "interviews": whole})[0] == pytest.approx((8 + 6.4) / 2)


def test_candidates_with_equal_scores_share_a_rank() -> None:
    # Both come to 7.2: 0.6·10 + 0.4·3 and 0.6·8 + 0.4·6.
    interviews = """
        candidate_id, interviewer, criterion, date,       score
        H1,           Ada,         listening, 2026-05-10, 10
        H1,           Ada,         product,   2026-05-10, 3
        H2,           Ada,         listening, 2026-05-12, 8
        H2,           Ada,         product,   2026-05-12, 6
    """
    assert shown(Candidates.rank, interviews=interviews, **HIRING)[:2] == [1, 1]


def test_a_candidate_of_a_source_that_is_not_listed_says_so() -> None:
    without = {**HIRING, "hiring_sources": "team_id, source, cost\nT1, referral, 500\nT2, board, 900\n"}
    assert shown(Candidates.remark, **HIRING)[:5] == [None] * 5
    assert shown(Candidates.remark, **without)[:5] == [
        None if source == "referral" else "no such source below" for source in shown(Candidates.source, **without)[:5]
    ]


def test_sources_are_known_by_the_hires_of_the_own_team() -> None:
    # referral: H1 and H5 applied, nobody hired; board: H2, H3, H4, of whom H3 hired: a third, for 900.
    assert shown(HiringSources.applied, **HIRING)[:2] == [2, 3]
    assert shown(HiringSources.hire_rate, **HIRING)[:2] == pytest.approx([0, 1 / 3])
    assert shown(HiringSources.cost_each, **HIRING)[:2] == [None, 900]
    # The only hire took both sources: 500 that brought nobody, and 900.
    assert [shown(line, **HIRING) for line in (HiringFigures.cost, HiringFigures.cost_each)] == [[1400], [1400]]
    assert shown(HiringFigures.days, **HIRING) == [40]  # from 3 May to 12 June


def test_days_to_a_hire_are_those_of_the_hires_that_are_counted_beside_them() -> None:
    """H2 applied last year and counts among neither."""
    candidates = """
        candidate_id, team_id, applied_on, hired_on
        H1,           T1,      2026-05-03, 2026-06-12
        H2,           T1,      2025-12-01, 2026-06-20
    """
    assert shown(HiringFigures.hired, candidates=candidates) == [1]
    assert shown(HiringFigures.days, candidates=candidates) == [40]
    assert shown(HiringFigures.days, candidates=candidates, month="2026-05") == [None]


def test_in_an_earlier_month_nobody_was_hired_yet_and_later_candidates_do_not_count() -> None:
    may = {"month": "2026-05", **HIRING}
    assert shown(Candidates.is_open, **may)[:5] == [1, 1, 1, 0, 0]
    assert shown(HiringSources.applied, **may)[:2] == [1, 3]
    assert shown(HiringSources.hire_rate, **may)[:2] == [0, 0]
    assert shown(HiringFigures.waiting, **may) == [3]


COACHING = """
    date,       rep_id, topic, agreed_step, due_date,   done_on
    2026-05-01, R2,     Calls, Ring ten,    2026-05-20, 2026-06-02
    2026-05-11, R2,     Calls, Ring five,   2026-06-10,
    2026-07-01, R2,     Later, Wait,        2026-07-02,
    2026-06-01, R3,     Else,  ,            ,
"""


@pytest.mark.parametrize(
    ("days", "dates", "late"),
    [
        # Ben: 11 May and 30 days is 10 June, 20 days before the 30th. Dan came on 20 May: 19 June, 11 days.
        # Ada leads the team and Eve left, so no talk with them is due.
        ("30", [None, 46183, 46192, None], [None, 20, 11, None]),
        # With 45 days Ben is due on 25 June and 5 days late, Dan on 4 July.
        ("45", [None, 46198, 46207, None], [None, 5, 0, None]),
    ],
)
def test_a_talk_is_due_a_number_of_days_after_the_last(
    days: str, dates: list[float | None], late: list[float | None]
) -> None:
    settings = f"key, value\ncurrency, CNY\nlanguage, en\nregion,\ncoaching_days, {days}\n"
    tables = {"reps": REPS, "coaching": COACHING, "settings": settings}
    assert shown(CoachingDue.next_date, **tables) == dates
    assert shown(CoachingDue.late, **tables) == late
    assert shown(WhoIsDue.name, **tables)[:2] == (["Ben", "Dan"] if days == "30" else ["Ben", None])
    assert shown(CoachingDue.talks, **tables) == [0, 2, 0, 0]


def test_what_was_agreed_is_overdue_after_its_day_and_until_it_is_done() -> None:
    tables = {"reps": REPS, "coaching": COACHING}
    # June: ten calls were made on the 2nd, five not until the 10th. May: ten were due on the 20th.
    assert shown(Coaching.overdue, **tables)[:3] == [0, 1, 0]
    assert shown(Coaching.overdue, month="2026-05", **tables)[:3] == [1, 0, 0]
    assert shown(CoachingDue.overdue_steps, **tables) == [0, 1, 0, 0]
    assert shown(CoachingFigures.overdue_steps, month="2026-05", **tables) == [1]


def test_nobody_is_due_where_the_manager_is_alone() -> None:
    reps = "rep_id, name, team_id\nR1, Ada, T1\nR3, Cho, T2\n"
    assert shown(CoachingFigures.in_time, reps=reps) == [None]
    assert shown(WhoIsDue.name, reps=reps) == [None]


FEEDBACK = """
    date,       rep_id, strength, to_improve, advice, reply, read_on
    2026-05-05, R2,     Listens,  Late,       Plan,   Yes,   2026-06-03
    2026-06-05, R2,     Quick,    Typos,      Read,   ,
    2026-06-06, R4,     Kind,     Shy,        Ask,    ,      2026-06-07
    2026-06-06, R3,     Else,     Else,       Else,   ,
"""


@pytest.mark.parametrize(
    ("month", "notes", "unread", "unanswered"),
    [
        # June: Ben read the first on the 3rd, not the second; Dan read his and did not reply.
        ("2026-06", [0, 2, 1, 0], [0, 1, 0, 0], 2),
        # In May there was the first alone, and it was read later.
        ("2026-05", [0, 1, 0, 0], [0, 1, 0, 0], 0),
    ],
)
def test_a_note_is_unread_until_the_day_it_was_read(
    month: str, notes: list[float], unread: list[float], unanswered: float
) -> None:
    tables = {"reps": REPS, "feedback_notes": FEEDBACK, "month": month}
    assert shown(CoachingDue.notes, **tables) == notes
    assert shown(CoachingDue.unread, **tables) == unread
    assert shown(CoachingFigures.unanswered, **tables) == [unanswered]


def test_care_is_counted_by_kind_and_by_person() -> None:
    care = """
        date,       rep_id, care_kind
        2026-02-01, R2,     fitness
        2026-06-01, R2,     checkup
        2026-06-02, R4,     fitness
        2025-12-31, R4,     fitness
        2026-06-02, R3,     fitness
        2026-06-03, R4,
    """
    # Two of fitness in the year, for Ben and Dan; that of last year and that of another team do not count.
    tables = {"reps": REPS, "care": care}
    assert shown(CareFigures.fitness, **tables) == [2]
    assert shown(CareFigures.other, **tables) == [1]  # without a kind
    assert shown(CoachingDue.care, **tables) == [0, 2, 2, 0]
    assert shown(CareFigures.reached, **tables) == [2]
    assert shown(CareFigures.fitness, month="2026-05", **tables) == [1]


@pytest.mark.parametrize(
    ("names", "shown_as"),
    [
        (("王伟", "王伟", "李娜"), ["王伟 · R1", "王伟 · R2", "李娜"]),
        (("Ann Lee", "ann lee", ""), ["Ann Lee · R1", "ann lee · R2", "R4"]),
        (("Ann Lee", "Ann Leed", "R1"), ["Ann Lee", "Ann Leed", "R1"]),
        (("", "", ""), ["R1", "R2", "R4"]),
    ],
)
def test_people_of_one_name_are_told_apart_by_their_ids(names: tuple[str, str, str], shown_as: list[str]) -> None:
    rows = "".join(f"R{no}, {name}, T1\n" for no, name in zip((1, 2, 4), names, strict=True))
    reps = f"rep_id, name, team_id\n{rows}R3, Cho, T2\n"
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R2, 9, won, 2026-06-02\nD2, R1, 5, won, 2026-06-02\n"
    assert shown(People.name, reps=reps) == shown_as
    assert shown(Leaderboard.name, reps=reps, deals=deals)[:2] == [shown_as[1], shown_as[0]]
