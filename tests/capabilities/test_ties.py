"""What is named first says that others are as good, or as bad: of equals none stands out."""

from __future__ import annotations

import pytest

from salessheet.data.filling.editions import cell_functions
from salessheet.workbook.expr import Line
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.forecast import ForecastTerms, Outlook, PastMisses
from salessheet.workbook.sheets.funnel import FunnelFigures, PersonDelays, PersonRates, PersonShortfalls, StepLabels
from salessheet.workbook.sheets.mix import MixFigures
from salessheet.workbook.sheets.ranking import Leaderboard
from salessheet.workbook.sheets.rollout import RolloutFigures
from salessheet.workbook.sheets.satisfaction import SurveyFigures
from salessheet.workbook.sheets.skills import TaskFit
from tests.capabilities.centre import LEAST, book, centre, shown

# Of four deals two became leads, one of them an opportunity, which was won: half went on at either of the first steps,
# after 10 days in either stage.
EVEN = """
    deal_id, rep_id, amount,  stage,       prospect_date, lead_date,   opportunity_date, won_date
    D1,      R1,     100,     won,         2026-01-01,    2026-01-11,  2026-01-21,       2026-01-25
    D2,      R2,     100,     lead,        2026-01-01,    2026-01-11,  ,
    D3,      R2,     100,     prospect,    ,              ,            ,
    D4,      R2,     100,     prospect,    ,              ,            ,
"""
WON = """
    deal_id, rep_id, amount, stage, product, channel, won_date,   lost_date,  lost_reason
    D1,      R1,     {a},    won,   pump,    shop,    2026-02-01, ,
    D2,      R1,     30,     won,   valve,   online,  2026-02-01, ,
    D3,      R1,     9,      lead,  ,        ,        ,           2026-03-01, price
    D4,      R1,     9,      lead,  ,        ,        ,           2026-03-01, {why}
"""
SCORES = "crm_product, criterion, score\nA, ease, 8\nB, ease, {b}\n"
CRM = {"crm_criteria": "criterion, weight\nease, 1\n", "crm_products": "crm_product\nA\nB\n"}
ANSWERS = """
    date,       customer_id, score, item
    2026-06-01, C1,          9,     price
    2026-06-01, C1,          3,     price
    2026-06-02, C1,          9,     speed
    2026-06-02, C1,          {b},   speed
"""
ITEMS = {"survey_items": "item\nprice\nspeed\n", "customers": "customer_id, owner_rep_id\nC1, R1\n"}
SKILLS = "rep_id, skill, level\nR1, talk, {a}\nR2, talk, {b}\n"
TASK = "task_id, team_id, task, skill, level\nA1, T1, Tender, talk, 4\n"


@pytest.mark.parametrize(
    ("line", "tables", "told"),
    [
        (FunnelFigures.bottleneck, {"deals": EVEN}, "Lead (tied)"),
        (FunnelFigures.bottleneck, {"deals": EVEN.replace("D4,      R2,     100,     prospect", "D4, R2, 1, lead")},
         "Opportunity"),
        (FunnelFigures.slowest, {"deals": EVEN}, "Prospect (tied)"),
        (FunnelFigures.slowest, {"deals": EVEN.replace("2026-01-21", "2026-01-22")}, "Lead"),
        (RolloutFigures.best_product, {**CRM, "crm_scores": SCORES.format(b=8)}, "A (tied)"),
        (RolloutFigures.best_product, {**CRM, "crm_scores": SCORES.format(b=9)}, "B"),
        (SurveyFigures.worst, {**ITEMS, "surveys": ANSWERS.format(b=3)}, "price (tied)"),
        (SurveyFigures.worst, {**ITEMS, "surveys": ANSWERS.format(b=9)}, "price"),
        (MixFigures.best_product, {"deals": WON.format(a=30, why="price")}, "pump (tied)"),
        (MixFigures.best_channel, {"deals": WON.format(a=30, why="price")}, "online (tied)"),
        (MixFigures.worst_reason, {"deals": WON.format(a=30, why="delivery")}, "delivery (tied)"),
        (MixFigures.best_product, {"deals": WON.format(a=31, why="price")}, "pump"),
        (MixFigures.worst_reason, {"deals": WON.format(a=30, why="price")}, "price"),
        (TaskFit.best_person, {"tasks": TASK, "skills": SKILLS.format(a=2, b=2)}, "Ada (tied)"),
        (TaskFit.best_person, {"tasks": TASK, "skills": SKILLS.format(a=2, b=3)}, "Ben"),
        # Nobody has any of what it needs, so nobody fits it best.
        (TaskFit.best_person, {"tasks": TASK, "skills": SKILLS.format(a=0, b=0)}, None),
    ],
)  # fmt: skip  # one a line
def test_the_best_or_worst_says_whether_it_is_so_alone(line: Line, tables: dict[str, str], told: str | None) -> None:
    assert shown(line, **tables)[0] == told


STEADY = "deal_id, rep_id, amount, stage, won_date\n" + "".join(
    f"D{month}, R1, {{each}}, won, 2026-{month:02}-10\n" for month in range(1, 7)
)


# Where every month brings the same, each method foresaw it: the smoothing, the average and the line; a year ago there
# was nothing. Of 0.1 or 33.33 their last bits differ.
@pytest.mark.parametrize(("each", "told"), [("100", "Smoothing (tied)"), ("0.1", "Smoothing (tied)"),
                                            ("33.33", "Smoothing (tied)")])  # fmt: skip  # pairs, a line
def test_methods_that_missed_as_little_are_tied(each: str, told: str) -> None:
    deals = STEADY.format(each=each)
    assert shown(Outlook.method, deals=deals) == [told]
    assert shown(PastMisses.mean, deals=deals) == [0, 0, 0, None]
    made = book(centre(deals=deals)).content
    asked = {**made.inputs, ForecastTerms.method: ["Moving average"]}
    for method, words in ((asked, "Moving average"), (made.inputs, told)):
        values = evaluate(
            SALES_CENTER, method, made.sizes, Flavour.NATIVE, cell_functions(), made.no_source, wanted=[Outlook.method]
        )
        assert values[Outlook.method].flat() == [words]


def test_the_method_that_missed_least_is_alone() -> None:
    rising = "deal_id, rep_id, amount, stage, won_date\n" + "".join(
        f"D{month}, R1, {month}00, won, 2026-{month:02}-10\n" for month in range(1, 7)
    )
    assert shown(Outlook.method, deals=rising) == ["Trend line"]


# Of Ada's four, two became leads, one of them an opportunity, which was won: half at either step. Of all, with twelve
# of Ben's of which ten and eight came so far, 12 of 16 and 9 of 12: 25 points more at either. With one lead fewer of
# Ben's, 11 of 16 and 9 of 11: 18.75 and 31.8 more.
@pytest.mark.parametrize(("leads", "weakest"), [(2, "Lead (tied)"), (1, "Opportunity")])
def test_stages_in_which_a_person_is_equally_weak_are_tied(leads: int, weakest: str) -> None:
    came = {"R1": (2, 1, 1), "R2": (4 - leads, leads, 8)}
    stages = [
        (rep_id, stage)
        for rep_id, counts in came.items()
        for stage, count in zip(("prospect", "lead", "won"), counts, strict=True)
        for _ in range(count)
    ]
    deals = "deal_id, rep_id, amount, stage, won_date\n" + "".join(
        f"D{n}, {rep_id}, 1, {stage}, {'2026-01-25' if stage == 'won' else ''}\n"
        for n, (rep_id, stage) in enumerate(stages)
    )
    assert shown(PersonRates.bottleneck, deals=deals)[0] == "Lead (tied)"
    assert shown(PersonShortfalls.bottleneck, deals=deals) == [weakest, None]


def test_stages_in_which_a_person_is_equally_slow_are_tied() -> None:
    # Medians of 10 days in both; Ada needs 20 in either.
    deals = """
        deal_id, rep_id, amount, stage,       prospect_date, lead_date,  opportunity_date
        D1,      R1,     1,      opportunity, 2026-01-01,    2026-01-21, 2026-02-10
        D2,      R2,     1,      opportunity, 2026-01-01,    2026-01-11, 2026-01-21
        D3,      R2,     1,      opportunity, 2026-01-01,    2026-01-11, 2026-01-21
    """
    assert shown(PersonDelays.slowest, deals=deals) == ["Prospect (tied)", None]
    assert shown(PersonDelays.slowest, deals=deals.replace("2026-02-10", "2026-02-11")) == ["Lead", None]


def test_nobody_has_moved_in_a_ranking_before_there_was_one() -> None:
    # Before January nobody has sold anything of the year, which is no ranking of equals; in February there is one.
    deals = """
        deal_id, rep_id, amount, stage, won_date
        D1,      R1,     40,     won,   2026-01-15
        D2,      R2,     50,     won,   2026-01-15
        D3,      R1,     30,     won,   2026-02-15
        D4,      R2,     900,    won,   2025-12-15
    """
    january = {"month": "2026-01", "as_of": "2026-01-31", "deals": deals}
    assert shown(Leaderboard.name, **january)[:2] == ["Ben", "Ada"]
    assert shown(Leaderboard.change, **january)[:2] == [None, None]
    february = {"month": "2026-02", "as_of": "2026-02-28", "deals": deals}
    assert shown(Leaderboard.name, **february)[:2] == ["Ada", "Ben"]
    assert shown(Leaderboard.change, **february)[:2] == [1, -1]
    # A fiscal year from February begins anew.
    own_year = LEAST["settings"] + "first_month, 2\n"
    assert shown(Leaderboard.change, settings=own_year, **february)[:2] == [None, None]


def test_where_every_deal_goes_on_no_stage_is_a_bottleneck() -> None:
    # Both deals of Ada came from the first stage to the win; one of Ben's stopped before it is one.
    deals = """
        deal_id, rep_id, amount, stage, won_date
        D1,      R1,     40,     won,   2026-01-15
        D2,      R1,     50,     won,   2026-01-15
    """
    assert shown(FunnelFigures.bottleneck, deals=deals) == [None]
    assert shown(PersonRates.bottleneck, deals=deals) == [None, None]
    assert not any(shown(StepLabels.stuck, deals=deals))
    stuck = deals + "        D3,      R2,     5,      contract,\n"
    assert shown(FunnelFigures.bottleneck, deals=stuck) == ["Won"]
    assert shown(PersonRates.bottleneck, deals=stuck) == [None, "Won"]
