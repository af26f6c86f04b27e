from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessheet.data.dataset import Dataset, as_of
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team
from salessheet.errors import InvalidOption
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Flavour
from salessheet.workbook.sheets.checks import Verdict

BUNDLED = Path(__file__).parents[2] / "examples" / "sample"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return sample()


@pytest.fixture(scope="module")
def sample_data(tables: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("sample")
    write(tables, folder)
    return load(folder, Words.load("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sample_loads_without_any_problem(tmp_path: Path, lang: str) -> None:
    write(sample(lang=lang), tmp_path, Words.load(lang))
    dataset = load(tmp_path, Words.load("en"))
    assert dataset.problems == ()
    assert as_of(dataset) == dt.date(2026, 6, 30)


def test_the_bundled_sample_loads_without_any_problem() -> None:
    dataset = load(BUNDLED, Words.load("en"))
    assert dataset.problems == ()
    assert len(dataset.tables["teams"]) == 3


def test_the_bundled_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    made = {path.name: path.read_text("utf-8-sig") for path in write(sample(teams=3, reps=8), tmp_path)}
    bundled = {path.name: path.read_text("utf-8-sig") for path in BUNDLED.glob("*.csv")}
    changed = sorted(name for name in made.keys() | bundled.keys() if made.get(name) != bundled.get(name))
    assert not changed, "make samples"


def test_the_same_arguments_give_the_same_tables() -> None:
    first, second = sample(2, 3, 30, seed=5), sample(2, 3, 30, seed=5)
    for key, frame in first.items():
        pd.testing.assert_frame_equal(frame, second[key])


def test_another_seed_gives_another_centre(tables: dict[str, pd.DataFrame]) -> None:
    assert not sample(seed=2)["deals"]["amount"].equals(tables["deals"]["amount"])


def test_the_first_year_of_a_sample_has_no_date_before_those_that_data_may_hold(tmp_path: Path) -> None:
    write(sample(2, 60, 40, 2000), tmp_path)

    assert load(tmp_path, Words.load("en")).problems == ()


@settings(max_examples=15)
@given(st.integers(1, 5), st.integers(1, 9), st.integers(0, 25), st.integers(2000, 2100), st.integers(0, 1000))
def test_a_sample_of_any_size_loads_without_any_problem(
    tmp_path_factory: pytest.TempPathFactory, teams: int, reps: int, deals: int, year: int, seed: int
) -> None:
    path = tmp_path_factory.mktemp("any")
    made = sample(teams, reps, deals, year, seed)
    write(made, path)
    dataset = load(path, Words.load("en"))
    assert dataset.problems == ()
    assert (len(made["teams"]), len(made["reps"]), len(made["deals"])) == (teams, teams * reps, teams * deals)


def test_targets_of_teams_total_the_centres_and_those_of_reps_their_teams(tables: dict[str, pd.DataFrame]) -> None:
    targets, teams = tables["targets"].set_index("id")["amount"], tables["teams"].set_index("team_id")
    for team, members in tables["reps"].groupby("team_id"):
        agreed = targets.reindex(members["rep_id"]).dropna()
        if members["leave_date"].isna().all():
            assert agreed.sum() == targets[team]
        else:  # the manager carries what the others leave
            assert {*members["rep_id"]} - {*agreed.index} == {teams["manager_id"][team]}
            assert agreed.sum() < targets[team]
    assert tables["reps"]["leave_date"].notna().any()
    assert targets[list(teams.index)].sum() == targets["centre"]


@pytest.mark.parametrize("team", ["T01", "T02", "T03", ""])
def test_every_check_of_a_samples_workbooks_holds(sample_data: Dataset, team: str) -> None:
    own = for_team(sample_data, team) if team else sample_data
    day = dt.date(2026, 6, 30)
    book = edition_of(own, Scope(team, day.replace(day=1), day, 1, Words.load("en"), "1.0"), Flavour.NATIVE)
    assert book.cells(Verdict.all_ok) == [1]


def test_shares_of_a_teams_target_total_one(tables: dict[str, pd.DataFrame]) -> None:
    np.testing.assert_allclose(tables["reps"].groupby("team_id")["target_share"].sum(), 1)


def test_the_funnel_narrows_from_stage_to_stage(tables: dict[str, pd.DataFrame]) -> None:
    reached = [
        tables["deals"][f"{s}_date"].notna().sum() for s in ("prospect", "lead", "opportunity", "contract", "won")
    ]
    assert reached == sorted(reached, reverse=True)
    assert len(set(reached)) == 5


def test_the_pipeline_is_open_at_the_end_of_the_data(tables: dict[str, pd.DataFrame]) -> None:
    deals = tables["deals"]
    still = deals["won_date"].isna() & deals["lost_date"].isna()
    assert still.sum() > 50
    assert deals.loc[still, "next_step"].ne("").all()


def test_sizes_of_deals_have_a_long_tail(tables: dict[str, pd.DataFrame]) -> None:
    amounts = tables["deals"]["amount"]
    assert amounts.mean() > 1.3 * amounts.median()


def test_nobody_sells_before_coming_or_after_leaving(tables: dict[str, pd.DataFrame]) -> None:
    deals = tables["deals"].merge(tables["reps"], on="rep_id")
    assert (deals["hire_date"] <= deals["prospect_date"]).all()
    assert not (deals["leave_date"] < deals["prospect_date"]).any()


def test_refunds_take_back_no_more_than_their_order(tables: dict[str, pd.DataFrame]) -> None:
    orders = tables["orders"].set_index("order_id")
    refunds = orders[orders["refers_to"] != ""]
    assert len(refunds) > 0
    first = orders.loc[refunds["refers_to"]]
    assert (refunds["amount"] < 0).all()
    assert (-refunds["amount"].to_numpy() <= first["amount"].to_numpy()).all()


def test_nothing_is_paid_beyond_its_order(tables: dict[str, pd.DataFrame]) -> None:
    paid = tables["receipts"].groupby("order_id")["amount"].sum()
    owed = tables["orders"].set_index("order_id")["amount"]
    assert (paid.abs() <= owed[paid.index].abs() + 1e-9).all()
    assert paid.sum() < owed.sum()


def test_refunds_are_paid_back(tables: dict[str, pd.DataFrame]) -> None:
    orders, receipts = tables["orders"], tables["receipts"]
    refunds = orders.loc[orders["refers_to"] != "", "order_id"]
    back = receipts[receipts["order_id"].isin(refunds)]
    assert len(back) > 0
    assert (back["amount"] < 0).all()


def test_an_order_is_about_as_many_pieces_as_its_product_costs(tables: dict[str, pd.DataFrame]) -> None:
    orders = tables["orders"]
    assert (orders["quantity"] >= 1).all()
    assert (orders["quantity"] % 1 == 0).all()
    price = (orders["amount"].abs() / orders["quantity"]).groupby(orders["product"])
    assert (price.max() < 2.2 * price.median()).all()
    first = orders.set_index("order_id")["quantity"]
    refunds = orders[orders["refers_to"] != ""]
    assert (refunds["quantity"].to_numpy() <= first[refunds["refers_to"]].to_numpy()).all()


def test_invoices_total_no_more_than_their_order_and_are_due_later(tables: dict[str, pd.DataFrame]) -> None:
    invoices, orders = tables["invoices"], tables["orders"].set_index("order_id")
    assert (invoices["date"] >= orders.loc[invoices["order_id"], "order_date"].to_numpy()).all()
    assert (invoices["due_date"] > invoices["date"]).all()
    invoiced = invoices.groupby("order_id")["amount"].agg(["sum", "size"])
    owed = orders.loc[invoiced.index, "amount"]
    assert (invoiced["sum"].abs() <= owed.abs() + 1e-9).all()
    assert set(invoiced["size"]) == {1, 2}
    assert (np.sign(invoiced["sum"]) == np.sign(owed)).all()


def test_some_orders_are_shared_and_one_has_an_overlay(tables: dict[str, pd.DataFrame]) -> None:
    splits, orders = tables["splits"], tables["orders"].set_index("order_id")
    shared, overlay = splits[splits["kind"] == "split"], splits[splits["kind"] == "overlay"]
    np.testing.assert_allclose(shared.groupby("order_id")["share"].sum(), 1)
    assert len(shared) > 10
    assert len(overlay) == 1
    assert (overlay["rep_id"].to_numpy() != orders.loc[overlay["order_id"], "rep_id"].to_numpy()).all()
    assert (orders.loc[splits["order_id"], "refers_to"] == "").all()


def test_the_plan_of_reps_has_a_second_version_from_the_last_month_on(tables: dict[str, pd.DataFrame]) -> None:
    plans = tables["plans"].set_index("plan_id")
    (later,) = plans.index[plans["supersedes"] != ""]
    assert plans.loc[later, "valid_from"] == pd.Timestamp("2026-06-01")
    assert set(plans.loc[[later, plans.loc[later, "supersedes"]], "role"]) == {"rep"}
    assert {*tables["plan_tiers"]["plan_id"], *tables["plan_rates"]["plan_id"]} == set(plans.index)


def test_plans_have_an_accelerator_a_rate_of_new_customers_behind_a_gate_an_override_and_a_factor_of_late_cash(
    tables: dict[str, pd.DataFrame],
) -> None:
    plans = tables["plans"].set_index("plan_id")
    assert plans.index[plans["tiers_on"] == "attainment"].tolist() == ["SENIOR-2026"]
    assert plans.index[plans["gate"].notna()].tolist() == tables["plan_rates"]["plan_id"].unique().tolist()
    assert plans.index[plans["credit"] == "team"].tolist() == ["MANAGER-OVERRIDE-2026"]
    assert set(tables["plan_factors"]["plan_id"]) == {"REP-2026", "REP-2026-06"}
    assert set(tables["plan_factors"]["depends_on"]) == {"days_to_cash"}


def test_each_role_has_terms_of_its_own(tables: dict[str, pd.DataFrame]) -> None:
    terms = tables["plans"].drop_duplicates("role").set_index("role")
    assert dict(terms["over"]) == {"rep": "month", "senior": "quarter", "manager": "month"}
    assert dict(terms["basis"]) == {"rep": "cash", "senior": "cash", "manager": "invoiced"}
    assert list(terms.index[terms["draw"] > 0]) == ["rep"]
    assert list(terms.index[terms["holdback"] > 0]) == ["manager"]


def test_nobody_works_on_weekends(tables: dict[str, pd.DataFrame]) -> None:
    assert tables["activities"]["date"].dt.day_of_week.max() == 4


def test_attainment_half_way_through_the_year_is_believable(tables: dict[str, pd.DataFrame]) -> None:
    deals = tables["deals"]
    won = deals.loc[deals["won_date"] >= "2026-01-01", "amount"].sum()
    assert 0.25 < won / tables["targets"]["amount"][0] < 0.7


def test_names_are_of_the_language_asked_for() -> None:
    assert all(ord(letter) > 0x3000 for name in sample(lang="zh")["reps"]["name"] for letter in name)
    assert all(letter.isascii() for name in sample()["reps"]["name"] for letter in name)


def test_headers_and_codes_are_worded_in_the_language_asked_for(tmp_path: Path) -> None:
    write({"deals": sample(1, 1, 5, lang="zh")["deals"]}, tmp_path, Words.load("zh"))
    header, first = (tmp_path / "deals.csv").read_text("utf-8-sig").splitlines()[:2]
    assert header.startswith("商机编号,客户编号")
    assert any(word in first for word in Words.load("zh").codes("stage").values())


@pytest.mark.parametrize("size", [(0, 1, 1), (1, 0, 1), (1, 1, -1), (1, 1, 1, 1800)])
def test_a_size_that_makes_no_sense_is_an_invalid_option(size: tuple[int, ...]) -> None:
    with pytest.raises(InvalidOption):
        sample(*size)
