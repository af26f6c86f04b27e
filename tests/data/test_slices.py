from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessheet.data.commission import settle
from salessheet.data.dataset import Dataset
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team, teams
from salessheet.errors import NothingToBuild
from salessheet.workbook.labels import Words

Centre = Callable[..., Dataset]


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path = tmp_path_factory.mktemp("sample")
    write(sample(teams=4, reps=5, deals=80, seed=7), path)
    return load(path, Words.load("en"))


def cells(dataset: Dataset) -> set[str]:
    return {str(value) for frame in dataset.tables.values() for column in frame for value in frame[column]}


def test_the_teams_are_those_of_the_source_in_its_order(big: Dataset) -> None:
    assert teams(big) == ("T01", "T02", "T03", "T04")


@pytest.mark.parametrize("team", ["T01", "T02", "T03", "T04"])
def test_no_cell_of_a_slice_holds_an_id_or_name_of_another_team(big: Dataset, team: str) -> None:
    mine = for_team(big, team)
    seen = cells(mine)
    for key, columns in {
        "teams": ["team_id", "name"],
        "reps": ["rep_id", "name"],
        "deals": ["deal_id"],
        "orders": ["order_id"],
        "receipts": ["receipt_id"],
        "invoices": ["invoice_id"],
    }.items():
        for column in columns:
            others = set(big.tables[key][column]) - set(mine.tables[key][column])
            assert others
            assert not (others & seen), (key, column)


def test_slices_together_are_the_whole(big: Dataset) -> None:
    for key in ("teams", "reps", "deals", "activities", "kpi_manual", "adjustments"):
        parts = pd.concat([for_team(big, team).tables[key] for team in teams(big)])
        whole = big.tables[key]
        assert sorted(map(tuple, parts.astype(str).to_numpy())) == sorted(map(tuple, whole.astype(str).to_numpy()))


def test_open_deals_stand_above_those_that_are_won_or_lost(centre: Centre) -> None:
    dataset = centre(
        deals="deal_id,rep_id,amount,stage,won_date,lost_date\nD1,R1,1,won,2026-01-05,\nD2,R2,2,lead,,\n"
        "D3,R3,3,lead,,\nD4,R1,4,lead,,2026-01-06\nD5,R1,5,lead,,\n",
    )
    assert list(for_team(dataset, "T1").tables["deals"]["deal_id"]) == ["D2", "D5", "D1", "D4"]
    assert list(dataset.tables["deals"]["deal_id"]) == ["D1", "D2", "D3", "D4", "D5"]


def test_lists_hold_only_what_the_slice_uses(centre: Centre) -> None:
    dataset = centre(
        channels="channel,cost\nonline,5\nfair,7\n",
        reps="rep_id,team_id,role\nR1,T1,rep\nR3,T2,manager\n",
        deals="deal_id,rep_id,channel,stage\nD1,R1,online,lead\nD2,R3,fair,lead\n",
        kpi_scheme="role,kpi,valid_from,weight\nrep,sales,2026-01-01,1\nmanager,sales,2026-01-01,1\n",
        plans="plan_id,role,valid_from\nP1,rep,2026-01-01\nP2,manager,2026-01-01\n",
        plan_tiers="plan_id,lower,upper,rate\nP1,0,,1%\nP2,0,,2%\n",
    )
    mine = for_team(dataset, "T1")
    assert list(mine.tables["channels"]["channel"]) == ["online"]
    assert list(mine.tables["kpi_scheme"]["role"]) == ["rep"]
    assert list(mine.tables["plan_tiers"]["plan_id"]) == ["P1"]


def test_a_plan_is_seen_by_the_teams_of_its_role_or_by_that_of_its_rep(centre: Centre) -> None:
    dataset = centre(
        reps="rep_id,team_id,role\nR1,T1,rep\nR3,T2,rep\nmanager,T2,senior\n",
        plans="plan_id,role,rep_id,component,valid_from,supersedes\n"
        "P1,rep,,,2026-01-01,\nP2,,R3,,2026-01-01,\nP3,,r3,,2026-07-01,p2\nP4,manager,,,2026-01-01,\n"
        "P5,,manager,,2026-01-01,\nP6,senior,,,2026-01-01,\n",
        plan_tiers="plan_id,lower,rate\nP1,0,1%\nP2,0,2%\nP3,0,3%\nP4,0,4%\nP5,0,5%\nP6,0,6%\n",
        deals="deal_id,rep_id\n",
    )
    north, south = for_team(dataset, "T1").tables, for_team(dataset, "T2").tables

    assert [(problem.row, problem.kind) for problem in dataset.problems] == [
        (5, "plan_for_nobody"),
        (7, "plan_for_nobody"),
    ]
    assert list(north["plans"]["plan_id"]) == list(north["plan_tiers"]["plan_id"]) == ["P1"]
    assert list(south["plans"]["plan_id"]) == list(south["plan_tiers"]["plan_id"]) == ["P1", "P2", "P3", "P5", "P6"]
    assert list(south["plans"]["supersedes"]) == ["", "", "P2", "", ""]


SHARED = {
    "orders": "order_id,deal_id,rep_id,customer_id,order_date,amount\n"
    "O1,D1,R1,C1,2026-01-01,5\nO2,D2,R3,C2,2026-01-01,6\nO3,D2,R3,C2,2026-01-02,7\n",
    "deals": "deal_id,rep_id,stage\nD1,R1,lead\nD2,R3,lead\n",
    "splits": "order_id,rep_id,share\nO2,R3,50%\nO2,R1,50%\n",
    "receipts": "receipt_id,order_id,date,amount\nP1,O1,2026-01-05,5\nP2,O2,2026-01-05,6\nP3,O3,2026-01-06,7\n",
    "invoices": "invoice_id,order_id,date,amount\nI1,O1,2026-01-05,5\nI2,O2,2026-01-05,6\nI3,O3,2026-01-06,7\n",
    "customers": "customer_id,name,owner_rep_id\nC1,One,R3\nC2,Two,R3\nC3,Three,R3\n",
    "adjustments": "period,payee,amount,refers_to\n2026-01,R1,5,O3\n2026-01,R1,6,O1\n2026-01,R1,7,anything\n",
    "targets": "scope,id,year,amount\ncentre,,2026,9\nteam,T1,2026,4\nteam,T2,2026,5\nrep,R1,2026,4\nrep,R3,2026,5\n",
    "settings": "key,value\nannual_target,9\ncompany,Acme\n",
}


def test_an_order_that_is_shared_is_seen_without_the_other_team(centre: Centre) -> None:
    mine = for_team(centre(**SHARED), "T1")
    orders = mine.tables["orders"].set_index("order_id")
    assert list(orders.index) == ["O1", "O2"]
    assert (orders.loc["O2", "rep_id"], orders.loc["O2", "deal_id"]) == ("", "")
    assert list(mine.tables["splits"]["rep_id"]) == ["R1"]
    assert list(mine.tables["receipts"]["receipt_id"]) == ["P1", "P2"]
    assert list(mine.tables["invoices"]["invoice_id"]) == ["I1", "I2"]


def test_an_order_that_only_people_of_another_team_share_is_credited_to_nobody_here(centre: Centre) -> None:
    splits = "order_id,rep_id,share,kind\nO1,R3,100%,split\nO2,R1,10%,overlay\n"
    plans = {
        "plans": "plan_id,role,valid_from\nP1,rep,2026-01-01\n",
        "plan_tiers": "plan_id,lower,upper,rate\nP1,0,,1\n",
    }
    whole = centre(**{**SHARED, **plans, "splits": splits})
    north, south = for_team(whole, "T1"), for_team(whole, "T2")

    def credited(dataset: Dataset) -> list[tuple[str, str]]:
        lines = settle(dataset, "CNY", dt.date(2026, 1, 31)).lines
        return list(zip(lines["payee"], lines["document"], strict=True))

    assert (credited(north), credited(south)) == ([("R1", "O2")], [("R3", "O1"), ("R3", "O2"), ("R3", "O3")])
    assert sorted(credited(north) + credited(south)) == sorted(credited(whole))


def test_refunds_of_an_order_that_is_shared_are_seen_with_it(centre: Centre) -> None:
    orders = (
        "order_id,rep_id,order_date,amount,refers_to\nO1,R3,2026-01-01,9,\nO2,R3,2026-01-01,9,\n"
        "O3,R3,2026-02-01,-4,O1\nO4,R3,2026-02-01,-4,O2\n"
    )
    receipts = "receipt_id,order_id,date,amount\nP1,O3,2026-02-05,-4\nP2,O4,2026-02-05,-4\n"
    mine = for_team(
        centre(**{**SHARED, "orders": orders, "receipts": receipts, "splits": "order_id,rep_id,share\nO1,R1,1\n"}), "T1"
    )
    assert list(mine.tables["orders"]["order_id"]) == ["O1", "O3"]
    assert list(mine.tables["orders"]["refers_to"]) == ["", "O1"]
    assert set(mine.tables["orders"]["rep_id"]) == {""}
    assert list(mine.tables["receipts"]["receipt_id"]) == ["P1"]


def test_a_customer_dealt_with_is_seen_without_an_owner_elsewhere(centre: Centre) -> None:
    mine = for_team(centre(**SHARED), "T1").tables["customers"]
    assert list(mine["customer_id"]) == ["C1", "C2"]
    assert set(mine["owner_rep_id"]) == {""}


def test_an_adjustment_does_not_name_an_order_of_others(centre: Centre) -> None:
    assert list(for_team(centre(**SHARED), "T1").tables["adjustments"]["refers_to"]) == ["", "O1", "anything"]


def test_only_the_teams_own_targets_are_seen(centre: Centre) -> None:
    mine = for_team(centre(**SHARED), "T1")
    assert list(mine.tables["targets"]["id"]) == ["T1", "R1"]
    assert (mine.settings["annual_target"], mine.settings["company"]) == (None, "Acme")


def test_problems_of_other_teams_are_only_counted(centre: Centre) -> None:
    dataset = centre(
        deals="deal_id,rep_id,amount,stage\nD1,R1,x,lead\nD2,R3,secret,lead\nD3,R9,hidden,lead\n",
        settings="key,value\nfoo,1\n",
    )
    mine = for_team(dataset, "T1")
    assert [(p.file, p.row) for p in mine.problems] == [("settings.csv", 2), ("deals.csv", 2)]
    assert mine.problems_elsewhere == len(dataset.problems) - 2 == 3


def test_a_slice_does_not_change_the_whole(centre: Centre) -> None:
    dataset = centre(**SHARED)
    before = {key: frame.copy() for key, frame in dataset.tables.items()}
    for_team(dataset, "T1")
    for key, frame in before.items():
        pd.testing.assert_frame_equal(dataset.tables[key], frame)


def test_a_team_is_found_in_any_case_and_an_unknown_one_is_named(centre: Centre) -> None:
    assert list(for_team(centre(), "t2").tables["reps"]["rep_id"]) == ["R3"]
    with pytest.raises(NothingToBuild, match="T9"):
        for_team(centre(), "T9")


def test_a_team_without_anything_has_empty_tables(centre: Centre) -> None:
    mine = for_team(centre(teams="team_id\nT1\nT2\nT3\n"), "T3")
    assert mine.tables["reps"].empty
    assert mine.tables["deals"].empty


@settings(max_examples=10)
@given(reps=st.integers(1, 4), deals=st.integers(0, 12), seed=st.integers(0, 99))
def test_every_row_with_a_rep_is_in_the_slice_of_its_team_alone(
    tmp_path_factory: pytest.TempPathFactory, reps: int, deals: int, seed: int
) -> None:
    path: Path = tmp_path_factory.mktemp("law")
    write(sample(3, reps, deals, seed=seed), path)
    dataset = load(path, Words.load("en"))
    for team in teams(dataset):
        mine = for_team(dataset, team)
        own = set(mine.tables["reps"]["rep_id"])
        assert set(mine.tables["deals"]["rep_id"]) <= own
        assert set(mine.tables["activities"]["rep_id"]) <= own
        assert set(mine.tables["orders"]["rep_id"]) <= own | {""}
        assert set(mine.tables["customers"]["owner_rep_id"]) <= own | {""}
