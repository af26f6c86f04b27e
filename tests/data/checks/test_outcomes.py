from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from salessheet.data.dataset import Dataset

Centre = Callable[..., Dataset]

HEADER = "deal_id,rep_id,amount,stage,lead_date,contract_date,won_date,lost_date"
# stage, lead, contract, won, lost → stage, outcome, how many problems
CASES = [
    ("lead,,,,", "lead", "open", 0),
    ("Lead,,,,", "lead", "open", 0),
    ("线索,,,,", "lead", "open", 0),
    ("合同,,,,", "contract", "open", 0),
    ("won,,,2026-06-01,", "won", "won", 0),
    ("成交,,,2026-06-01,", "won", "won", 0),
    (",,,2026-06-01,", "won", "won", 0),
    ("contract,,,2026-06-01,", "won", "won", 1),
    ("won,,,,", "contract", "open", 1),
    ("opportunity,,,,2026-06-01", "opportunity", "lost", 0),
    ("won,,,,2026-06-01", "contract", "lost", 0),
    ("lost,2026-01-01,,,2026-06-01", "lead", "lost", 0),
    ("输单,2026-01-01,2026-02-01,,", "contract", "lost", 1),
    ("lost,,,,2026-06-01", "prospect", "lost", 1),
    ("lost,,,2026-06-01,", "won", "won", 1),
    (",2026-01-01,2026-02-01,,", "contract", "open", 0),
    (",,,,", "prospect", "open", 1),
    ("nonsense,2026-01-01,,,", "lead", "open", 1),
]


def outcome(deal: pd.Series) -> str:
    return "won" if pd.notna(deal["won_date"]) else "lost" if pd.notna(deal["lost_date"]) else "open"


@pytest.mark.parametrize(("cells", "stage", "ended", "problems"), CASES)
def test_stage_and_dates_are_made_to_agree(centre: Centre, cells: str, stage: str, ended: str, problems: int) -> None:
    dataset = centre(deals=f"{HEADER}\nD1,R1,5,{cells}\n")
    deal = dataset.tables["deals"].iloc[0]
    assert (deal["stage"], outcome(deal), len(dataset.problems)) == (stage, ended, problems)


def test_a_lost_deal_without_any_date_is_refused(centre: Centre) -> None:
    dataset = centre(deals=f"{HEADER}\nD1,R1,5,lost,,,,\n")
    assert dataset.tables["deals"].empty


def test_a_lost_deal_without_its_date_is_lost_on_the_last_date_known(centre: Centre) -> None:
    dataset = centre(deals=f"{HEADER}\nD1,R1,5,lost,2026-01-01,2026-02-01,,\n")
    assert dataset.tables["deals"]["lost_date"][0] == pd.Timestamp("2026-02-01")


STAGES = "stage,order,probability\nSigned,3,100%\nTalk,1,20%\nOffer,2,50%\n"


@pytest.mark.parametrize(
    ("cells", "stage"),
    [
        ("talk,,,,", "Talk"),
        ("OFFER,,,,", "Offer"),
        (",,,,", "Talk"),
        ("Talk,,,2026-06-01,", "Signed"),
        ("lead,,,,", "Talk"),
    ],
)
def test_a_centre_may_have_stages_of_its_own(centre: Centre, cells: str, stage: str) -> None:
    dataset = centre(stages=STAGES, deals=f"{HEADER}\nD1,R1,5,{cells}\n")
    assert list(dataset.tables["stages"]["stage"]) == ["Talk", "Offer", "Signed"]
    assert list(dataset.tables["deals"]["stage"]) == [stage]


WITH_LOST = "stage,order,probability\nLost,1,0%\nTalk,2,20%\nSigned,3,100%\n"
FIRST = "Nothing says how far the deal has come; it counts as being in the first stage."
LOST = "The deal is lost, and nothing says how far it came; it counts as lost in the first stage."


@pytest.mark.parametrize(
    ("stages", "cells", "told"),
    [
        ("", ",,,,", [FIRST]),
        ("", ",,,,2026-06-01", [LOST]),
        ("", "lost,,,,2026-06-01", [LOST]),
        ("", "lost,2026-01-01,,,2026-06-01", []),
        ("", ",2026-01-01,,,2026-06-01", []),
        (STAGES, ",2026-01-01,,,", [FIRST]),  # the date of a stage that is none of them
        (STAGES, "Lost,2026-01-01,,,2026-06-01", [LOST]),
        (STAGES, "输单,,,,2026-06-01", [LOST]),
        (STAGES, "Offer,,,,2026-06-01", []),
        (WITH_LOST, "lost,,,,", []),  # a stage like any other, of an open deal
        (WITH_LOST, "lost,,,,2026-06-01", []),
    ],
)
def test_what_is_told_of_a_deal_without_a_stage_is_true_of_lost_and_of_open_ones(
    centre: Centre, stages: str, cells: str, told: list[str]
) -> None:
    dataset = centre(**({"stages": stages} if stages else {}), deals=f"{HEADER}\nD1,R1,5,{cells}\n")
    assert [problem.wrong for problem in dataset.problems] == told


@pytest.mark.parametrize(
    ("amount", "kinds"),
    [
        ("5", []),
        ("0", []),
        ("", ["won_without_amount"]),
        ("\u200b", ["won_without_amount"]),
        ("about 5", ["bad_value"]),
        ("-5", ["below_minimum"]),
        ("#N/A", ["cell_error"]),
    ],
)
def test_a_won_deal_without_an_amount_is_told_of_once(centre: Centre, amount: str, kinds: list[str]) -> None:
    dataset = centre(deals=f"{HEADER}\nD1,R1,{amount},won,,,2026-06-01,\nD2,R1,,lead,2026-06-01,,,\n")
    assert [(problem.kind, problem.row) for problem in dataset.problems] == [(kind, 2) for kind in kinds]


def test_won_deals_of_a_table_without_amounts_are_told_of_once_for_the_file(centre: Centre) -> None:
    won, lead = "D1,R1,won,2026-06-01\nD2,R1,won,2026-06-02\n", "D3,R1,lead,\n"
    (problem,) = centre(deals=f"deal_id,rep_id,stage,won_date\n{won}{lead}").problems
    assert (problem.kind, problem.row, problem.column, problem.rows) == ("won_without_amounts", 0, "Amount", ())
    assert problem.wrong == "The table has no column “Amount”, so its won deals (2) count as 0."
    assert centre(deals=f"deal_id,rep_id,stage,won_date\n{lead}").problems == ()


STEPS = "sales_step,order,stage\nNeeds,1,{}\n"


@pytest.mark.parametrize(
    ("stages", "asked", "stage", "told"),
    [
        ("", "线索", "lead", []),
        ("", "", "", []),
        (STAGES, "offer", "Offer", []),
        (STAGES, "lead", "", ["Write one of: Talk, Offer, Signed."]),
        (STAGES, "lost", "", ["Write one of: Talk, Offer, Signed."]),
    ],
)
def test_a_step_of_the_process_is_needed_by_a_stage_that_there_is(
    centre: Centre, stages: str, asked: str, stage: str, told: list[str]
) -> None:
    dataset = centre(**({"stages": stages} if stages else {}), sales_steps=STEPS.format(asked))
    assert list(dataset.tables["sales_steps"]["stage"]) == [stage]
    assert [p.mend for p in dataset.problems if p.table == "sales_steps"] == told
