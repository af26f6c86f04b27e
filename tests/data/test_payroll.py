"""A payroll has a row a person, in the currency of the person's team, and totals to its period."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from salessheet.data.commission import payroll
from salessheet.data.commission.history import History, settled
from salessheet.data.commission.payroll import Payroll, payroll_of
from salessheet.errors import PayrollDisagrees
from salessheet.workbook.labels import LANGUAGES, Words
from tests.data.closed_centres import FILES, MONTHS, added, closed_by_hand, loaded, replaced, written

JAN, FEB, MAR, _ = MONTHS


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Payroll:
    return payroll_of(loaded(written(tmp_path_factory.mktemp("payroll"))), JAN)


def test_each_person_is_paid_in_the_currency_of_the_team(january: Payroll) -> None:
    rows = january.rows.set_index("rep_id")

    assert january.keys == (
        "rep_id", "name", "team_id", "period", "commission", "bonus", "adjustments", "corrections", "total", "paid",
        "outstanding", "accrued", "currency",
    )  # fmt: skip
    assert rows["currency"].to_dict() == {"R1": "CNY", "R2": "CNY", "R3": "USD", "R4": "USD"}
    assert (rows.loc["R3", "commission"], rows.loc["R2", "adjustments"]) == (17.74, -10.18)
    assert rows.index[rows["bonus"].isna()].tolist() == ["R4"]


def test_the_rows_total_to_the_period(january: Payroll) -> None:
    amounts = january.rows[[*january.components, "adjustments", "corrections"]].fillna(0).sum(axis=1)

    pd.testing.assert_series_equal(january.rows["total"], amounts.round(2), check_names=False)
    sums = january.rows.groupby("currency")["total"].sum().round(2).to_dict()
    assert january.totals == sums


@pytest.mark.parametrize(("status", "left"), [("open", "accrued"), ("paid", "outstanding")])
def test_what_is_not_paid_is_outstanding_in_a_month_that_is_done_and_accrues_before(
    tmp_path: Path, status: str, left: str
) -> None:
    columns = "payout_id,period,payee,amount,paid_on,reference\n"
    paid = "Z1,2026-01,R1,10.5,2026-02-10,\nZ2,2026-01,R1,-0.25,2026-02-12,\nZ3,2026-02,R1,99,2026-03-10,\n"
    files = {"payouts": columns + paid, "periods": f"period,status,closed_on,hash\n2026-01,{status},,\n"}

    found = payroll_of(loaded(written(tmp_path, **files)), JAN)

    rows = found.rows.set_index("rep_id")
    assert rows["paid"].to_dict() == {"R1": 10.25, "R2": 0.0, "R3": 0.0, "R4": 0.0}
    assert rows[left].to_dict() == (rows["total"] - rows["paid"]).round(2).to_dict()
    assert rows[{"accrued": "outstanding", "outstanding": "accrued"}[left]].eq(0).all()
    for currency, total in found.totals.items():
        parts = [found.total_of(key)[currency] for key in ("paid", "outstanding", "accrued")]
        assert sum(parts) == pytest.approx(total)
        assert found.total_of("total")[currency] == total


def test_who_was_paid_without_having_earned_owes_it(tmp_path: Path) -> None:
    payouts = "payout_id,period,payee,amount,paid_on,reference\nZ1,2025-12,R1,10,2026-01-10,\n"

    found = payroll_of(loaded(written(tmp_path, payouts=payouts)), pd.Timestamp(2025, 12, 1))

    assert found.rows[["rep_id", "total", "paid", "accrued"]].to_numpy().tolist() == [["R1", 0.0, 10.0, -10.0]]
    assert list(map(str, found.rows["outstanding"])) == ["0.0"], "a file would say -0.00"


def test_corrections_are_paid_in_the_first_open_period(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    added("receipts", "PX,O3,2026-01-02,77.7")(tmp_path)

    rows = payroll_of(loaded(tmp_path), FEB).rows.set_index("rep_id")

    dataset, last = loaded(tmp_path), (FEB + pd.offsets.MonthEnd(0)).date()
    mine = settled(dataset, "USD", last, with_leavers=True).corrections.query("payee == 'R3'")
    assert len(mine) > 0
    assert rows.loc["R3", "corrections"] == pytest.approx(mine["amount"].sum())
    assert rows["corrections"].drop("R3").eq(0).all()


def test_without_a_rate_nothing_is_paid_and_that_is_told(tmp_path: Path) -> None:
    written(tmp_path, teams=FILES["teams"].replace("USD", "EUR"))

    found = payroll_of(loaded(tmp_path), JAN)

    assert found.unpaid == ("R3", "R4")
    assert found.rows.set_index("rep_id")["total"].isna().to_dict() == {
        "R1": False, "R2": False, "R3": True, "R4": True,
    }  # fmt: skip
    assert found.totals == {"CNY": found.rows["total"].sum(), "EUR": 0.0}


def test_who_is_gone_from_the_table_of_reps_is_still_paid_what_was_closed(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    was = payroll_of(loaded(tmp_path), JAN).rows.set_index("rep_id")
    replaced("reps", "R2,Ben,T1,rep,2025-01-01\n", "")(tmp_path)

    rows = payroll_of(loaded(tmp_path), JAN).rows.set_index("rep_id")

    assert rows["total"]["R2"] == was["total"]["R2"]
    assert (rows.loc["R2", "name"], list(rows.index)[-1]) == ("", "R2")


def test_a_period_in_which_nobody_is_paid_has_no_rows(tmp_path: Path) -> None:
    found = payroll_of(loaded(written(tmp_path)), pd.Timestamp(2025, 6, 1))

    assert (len(found.rows), found.components, dict(found.totals)) == (0, (), {})


@pytest.mark.parametrize("name", ["total", "currency", "adjustments", "name"])
def test_a_component_may_be_called_like_another_column(tmp_path: Path, name: str) -> None:
    was = payroll_of(loaded(written(tmp_path)), JAN)
    replaced("plans", "BOOK,bonus", f"BOOK,{name}")(tmp_path)

    found = payroll_of(loaded(tmp_path), JAN)

    assert found.cells() == was.cells()
    assert found.columns == ("commission", f"component {name}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_has_headings_in_words(january: Payroll, lang: str) -> None:
    headings = january.headings(Words.load(lang))

    assert len(headings) == len(january.keys) == len(january.cells()[0])
    assert len(set(headings)) == len(headings)


def test_cells_are_plain_values(january: Payroll) -> None:
    assert january.cells()[3][:6] == ("R4", "Dai", "T2", "2026-01", january.rows["commission"][3], None)


def test_a_payroll_that_lacks_a_payout_of_its_period_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = loaded(written(tmp_path))
    histories = payroll.in_own_currency(dataset, JAN)
    rows = payroll._rows

    def forgetful(
        history: History, period: pd.Timestamp, components: tuple[str, ...], currency: str, paid: pd.Series
    ) -> pd.DataFrame:
        pays = history.pays[history.pays["component"] != "bonus"]
        return rows(dataclasses.replace(history, pays=pays), period, components, currency, paid)

    monkeypatch.setattr(payroll, "in_own_currency", lambda *_: histories)
    monkeypatch.setattr(payroll, "_rows", forgetful)

    with pytest.raises(PayrollDisagrees, match="CNY"):
        payroll_of(dataset, JAN)
