"""Rollout: what plans fail of, the phases in which the system comes, and which CRM system to choose."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    MAX,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    above,
    at_least,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.patterns import dustless, first_ranked, identified
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.tables import (
    PITFALLS,
    CrmCriteria,
    CrmProducts,
    CrmScores,
    Phases,
    Pitfalls,
    Strategies,
)

DONE, RUNNING, PLANNED = (term_of(Strategies.progress, code) for code in ("done", "in_progress", "planned"))
KINDS = term_of(Pitfalls.pitfall, PITFALLS[0]).to(term_of(Pitfalls.pitfall, PITFALLS[-1])).whole

keep_promise(
    Pitfalls.unlisted,
    IF(
        COUNTIFS(Pitfalls.team_id.so_far, identified(Pitfalls.team_id)) == 1,
        SUMPRODUCT(1 - (KINDS == ""))
        - SUMPRODUCT((Pitfalls.team_id.whole == Pitfalls.team_id) * (1 - (Pitfalls.pitfall.whole == ""))),
        blank,
    ),
)
keep_promise(
    Phases.phase_state,
    IF(
        Phases.phase_id == "", blank, IF(Phases.is_done == 1, DONE, IF(Phases.start > Settings.until, PLANNED, RUNNING))
    ),
)
keep_promise(
    CrmProducts.unscored,
    IF(
        CrmProducts.crm_product == "",
        blank,
        COUNTIFS(CrmCriteria.weight.whole, above(0))
        - COUNTIFS(
            CrmScores.crm_product.whole, CrmProducts.crm_product, CrmScores.weighs.whole, above(0),
            CrmScores.times_weight.whole, at_least(0),
        ),
    ),
)  # fmt: skip  # as it reads
keep_promise(
    CrmProducts.weighted_score,
    IF(
        SUM(CrmProducts.unscored) + (CrmProducts.crm_product == "") + (SUM(CrmCriteria.weight.whole) == 0) > 0,
        blank,
        dustless(
            SUMIFS(CrmScores.times_weight.whole, CrmScores.crm_product.whole, CrmProducts.crm_product)
            / SUM(CrmCriteria.weight.whole)
        ),
    ),
)


class RolloutFigures(Block):
    """What is open and late up to the end of the month, how people take the system, and what the choice comes to."""

    rows = Extent("figures of the rollout", 1)
    arrangement = Arrangement.CARDS
    open_pitfalls = Calc(Type.COUNT, Axis.CELL, native=SUM(Pitfalls.is_open.whole))
    late_pitfalls = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Pitfalls.days_late.whole, above(0)))
    unanswered = Calc(  # of each team that has a row for one
        Type.COUNT,
        Axis.CELL,
        native=IF(
            COUNT(Pitfalls.unlisted.whole) == 0, SUMPRODUCT(1 - (KINDS == "")), MAX(0, SUM(Pitfalls.unlisted.whole))
        ),
    )
    phases = Calc(Type.COUNT, Axis.CELL, native=SUMPRODUCT(1 - (Phases.phase_id.whole == "")))
    done_phases = Calc(Type.COUNT, Axis.CELL, native=SUM(Phases.is_done.whole))
    late_phases = Calc(Type.COUNT, Axis.CELL, native=SUM(Phases.overdue.whole))
    mean_reaction = Calc(
        Type.SCORE,
        Axis.CELL,
        native=IF(COUNT(Phases.reaction.whole) == 0, blank, SUM(Phases.reaction.whole) / COUNT(Phases.reaction.whole)),
    )
    best_product = Calc(
        Type.LABEL,
        Axis.CELL,
        native=first_ranked(CrmProducts.crm_product, CrmProducts.rank),
    )
    best_score = Calc(
        Type.SCORE,
        Axis.CELL,
        native=IF(COUNT(CrmProducts.weighted_score.whole) == 0, blank, MAX(CrmProducts.weighted_score.whole)),
    )


ROLLOUT = Sheet(
    "rollout",
    Role.INPUT,
    Group.CONTROL,
    (RolloutFigures, Pitfalls, Phases, CrmProducts, CrmCriteria, CrmScores),
    with_data=True,
    cards=5,
)

CAPABILITIES = (
    Capability(
        6,
        "pitfalls",
        inputs=(Pitfalls.pitfall, Pitfalls.avoided, Pitfalls.due_date),
        outputs=(
            Pitfalls.is_open,
            Pitfalls.days_late,
            RolloutFigures.open_pitfalls,
            RolloutFigures.late_pitfalls,
            RolloutFigures.unanswered,
        ),
        test="test_a_pitfall_is_open_until_it_is_avoided",
    ),
    Capability(
        7,
        "rollout",
        inputs=(Phases.start, Phases.due_date, Phases.done_on, Phases.reaction),
        outputs=(
            Phases.phase_state, Phases.days_late, Phases.overdue, RolloutFigures.done_phases,
            RolloutFigures.late_phases, RolloutFigures.mean_reaction,
        ),
        test="test_a_phase_is_planned_running_or_done_and_may_be_late",
    ),
    Capability(
        65,
        "crm_choice",
        inputs=(CrmCriteria.weight, CrmScores.score),
        outputs=(CrmProducts.weighted_score, CrmProducts.rank, RolloutFigures.best_product),
        test="test_the_crm_system_with_the_best_weighted_score_comes_first",
    ),
)  # fmt: skip  # lists to read
