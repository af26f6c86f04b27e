"""Closed periods stay as they were closed; what has changed since is mended in the first open one."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from salessheet.data.commission.corrections import REASONS
from salessheet.data.commission.history import History, settled
from salessheet.data.commission.records import CORRECTIONS
from salessheet.data.commission.settlement import settle
from salessheet.data.commission.snapshots import path_of
from salessheet.data.slices import for_team
from salessheet.errors import RefusedPeriod, UnsoundSnapshot
from salessheet.workbook.labels import LANGUAGES, Words
from tests.data.closed_centres import (
    FILES,
    MONTHS,
    Change,
    added,
    closed_by_hand,
    closed_until_february,
    loaded,
    replaced,
    written,
)

JAN, FEB, MAR, APR = MONTHS
END = (MAR + pd.offsets.MonthEnd(0)).date()


def history(folder: Path, currency: str = "CNY", *, team: str = "") -> History:
    dataset = loaded(folder)
    return settled(for_team(dataset, team) if team else dataset, currency, END, with_leavers=not team)


def test_without_closed_periods_it_is_the_settlement(tmp_path: Path) -> None:
    dataset = loaded(written(tmp_path))

    found, settlement = settled(dataset, "CNY", END), settle(dataset, "CNY", END)

    assert_frame_equal(found.lines, settlement.lines[list(found.lines)])
    assert_frame_equal(found.pays, settlement.pays)
    assert list(found.corrections) == list(CORRECTIONS)
    assert len(found.corrections) == 0
    assert found.closed == ()


def test_closing_changes_no_number(tmp_path: Path) -> None:
    before = history(written(tmp_path))
    closed_by_hand(tmp_path, JAN, FEB)
    after = history(tmp_path)

    order = ["period", "payee", "component", "document"]
    assert_frame_equal(
        after.lines.sort_values(order, ignore_index=True), before.lines.sort_values(order, ignore_index=True)
    )
    assert_frame_equal(after.pays, before.pays)
    assert_frame_equal(after.adjustments, before.adjustments)
    assert len(after.corrections) == 0
    assert after.closed == (JAN, FEB)


_CHANGES: dict[str, Change] = {
    "receipt amount": replaced("receipts", "P1,O1,2026-01-15,1000", "P1,O1,2026-01-15,1234.56"),
    "receipt gone": replaced("receipts", "P2,O2,2026-01-31,1500.55\n", ""),
    "receipt moved": replaced("receipts", "P3,O3,2026-01-31,300", "P3,O3,2026-03-01,300"),
    "receipt late": added("receipts", "PX,O3,2026-01-02,77.7"),
    "order amount": replaced("orders", "O2,R2,2026-01-20,2500.55", "O2,R2,2026-01-20,3500.55"),
    "order of another": replaced("orders", "O1,R1", "O1,R2"),
    "order late": added("orders", "OX,R4,2026-02-14,999.99,,USD,"),
    "refund late": added("orders", "OX,R2,2026-02-14,-2500.55,,CNY,O2"),
    "split": replaced("splits", "O4,R1,0.6,split\nO4,R3,0.4,split", "O4,R1,0.3,split\nO4,R3,0.7,split"),
    "overlay": replaced("splits", "O2,R4,0.1,overlay\n", ""),
    "rate of a tier": replaced("plan_tiers", "CASH,0,1000,0.05", "CASH,0,1000,0.06"),
    "cap": replaced("plans", "150,month", "90,month"),
    "plan ended": replaced("plans", "LEAD,commission,lead,2026-01-01", "LEAD,commission,lead,2026-02-01"),
    "component": replaced("plans", "BOOK,bonus", "BOOK,premium"),
    "exchange rate": replaced("fx", "2025-12-01,USD,7\n", "2025-12-01,USD,6.5\n"),
    "adjustment": added("adjustments", "2026-01,R1,correction,50,late,"),
    "adjustment gone": replaced("adjustments", "2026-01,R2,correction,-10.18,late split,O2\n", ""),
}


def payouts(found: History, *, until: pd.Timestamp = APR) -> dict[str, float]:
    """What each person gets up to a month, all told."""
    parts = [(found.pays, "payout"), (found.adjustments, "amount"), (found.corrections, "amount")]
    totals: dict[str, float] = {}
    for frame, column in parts:
        for payee, amount in frame[frame["period"] <= until].groupby("payee")[column].sum().items():
            totals[str(payee)] = totals.get(str(payee), 0) + amount
    return {payee: round(total, 2) for payee, total in totals.items() if round(total, 2)}


@functools.cache
def _before(currency: str, team: str) -> History:
    """The centre with January and February closed, before anything changed."""
    with tempfile.TemporaryDirectory() as folder:
        return history(closed_until_february(Path(folder)), currency, team=team)


@pytest.mark.parametrize(("currency", "team"), [("CNY", ""), ("CNY", "T1"), ("USD", "T2")])
@pytest.mark.parametrize("change", _CHANGES.values(), ids=_CHANGES)
def test_a_closed_period_is_immutable_and_the_first_open_one_mends_it(
    tmp_path: Path, change: Change, currency: str, team: str
) -> None:
    closed_until_february(tmp_path)
    files = {month: path_of(tmp_path, month).read_bytes() for month in (JAN, FEB)}
    before = _before(currency, team)
    change(tmp_path)
    after = history(tmp_path, currency, team=team)
    (tmp_path / "periods.csv").unlink()
    as_if = history(tmp_path, currency, team=team)

    for frame in ("lines", "pays", "adjustments"):
        old, new = getattr(before, frame), getattr(after, frame)
        is_old, is_new = old["period"] <= FEB, new["period"] <= FEB
        order = [name for name in ("period", "payee", "component", "document", "amount") if name in old]
        assert_frame_equal(
            new[is_new].sort_values(order, ignore_index=True), old[is_old].sort_values(order, ignore_index=True)
        )
    assert {month: path_of(tmp_path, month).read_bytes() for month in files} == files
    assert set(after.corrections["period"]) <= {MAR}
    assert set(after.corrections["reason"]) <= set(REASONS)
    assert payouts(after) == payouts(as_if)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=8)
@given(st.lists(st.sampled_from(sorted(_CHANGES)), min_size=1, max_size=3, unique=True), st.booleans())
def test_corrections_of_a_closed_period_are_not_made_again(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], between: bool
) -> None:
    folder = written(tmp_path_factory.mktemp("centre"))
    closed_by_hand(folder, JAN)
    for name in names:
        _tried(_CHANGES[name], folder)
        if between:
            closed_by_hand(folder, FEB)
            between = False
    closed_by_hand(folder, *(month for month in (FEB, MAR) if month not in history(folder).closed))
    dataset = loaded(folder)
    found = settled(dataset, "CNY", (APR + pd.offsets.MonthEnd(0)).date(), with_leavers=True)

    assert len(found.corrections[found.corrections["period"] == APR]) == 0
    (folder / "periods.csv").unlink()
    assert payouts(found, until=MAR) == payouts(history(folder))


def test_people_whose_rows_are_gone_stay_in_the_closed_periods_of_the_centre_alone(tmp_path: Path) -> None:
    closed_until_february(tmp_path)
    before = history(tmp_path)
    replaced("reps", "R2,Ben,T1,rep,2025-01-01\n", "")(tmp_path)

    whole, part = history(tmp_path), history(tmp_path, team="T1")

    paid = before.pays[(before.pays["payee"] == "R2") & (before.pays["period"] <= FEB)]["payout"].sum()
    assert whole.pays[whole.pays["payee"] == "R2"]["payout"].sum() == pytest.approx(paid)
    mending = whole.corrections[(whole.corrections["payee"] == "R2") & (whole.corrections["kind"] != "adjustment")]
    assert mending["amount"].sum() == pytest.approx(-paid)
    for frame in (part.lines, part.pays, part.corrections, part.adjustments):
        assert "R2" not in set(frame["payee"])


def _tried(change: Change, folder: Path) -> None:
    """A change whose text another one took away is none."""
    try:
        change(folder)
    except AssertionError:
        return


@pytest.mark.parametrize(
    ("change", "document", "reason", "old", "new"),
    [
        ("receipt amount", "P1", "changed_amount", 50, 68.76),
        ("receipt amount", "P7", "changed_beside", -25, -27.85),
        ("rate of a tier", "P1", "changed_beside", 50, 60),
        ("receipt gone", "P2", "vanished", 90.04, 0),
        ("receipt late", "PX", "new_document", 0, 27.2),
        ("split", "P5", "changed_share", 192, 96),
        ("exchange rate", "P3", "changed_rate", 138, 126),
        ("component", "O1", "vanished", 10, 0),
    ],
)
def test_each_document_is_mended_for_a_reason(
    tmp_path: Path, change: str, document: str, reason: str, old: float, new: float
) -> None:
    closed_until_february(tmp_path)
    _CHANGES[change](tmp_path)

    found = history(tmp_path).corrections
    line = found[found["document"] == document].iloc[0]

    assert (line["reason"], line["old"], line["new"]) == (reason, old, new)
    assert line["amount"] == pytest.approx(new - old)


def test_what_a_cap_keeps_back_is_the_rest(tmp_path: Path) -> None:
    closed_until_february(tmp_path)
    added("receipts", "PX,O3,2026-02-01,50")(tmp_path)

    found = history(tmp_path).corrections

    assert list(zip(found["document"], found["amount"], found["reason"], strict=True)) == [
        ("PX", 28.4, "new_document"),
        ("", -28.4, "rest"),
    ]
    assert set(found["of_period"]) == {FEB}


def test_a_document_that_is_mended_and_goes_again_is_taken_back(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    added("receipts", "PX,O2,2026-01-05,100")(tmp_path)
    closed_by_hand(tmp_path, FEB)
    replaced("receipts", "PX,O2,2026-01-05,100\n", "")(tmp_path)

    found = history(tmp_path).corrections
    mine = found[found["document"] == "PX"]

    assert list(zip(mine["period"], mine["amount"], mine["reason"], strict=True)) == [
        (FEB, 5.0, "new_document"),
        (MAR, -5.0, "vanished"),
    ]


def test_a_slice_of_a_team_has_what_its_own_people_have(tmp_path: Path) -> None:
    closed_until_february(tmp_path)
    for change in ("receipt amount", "split", "exchange rate"):
        _CHANGES[change](tmp_path)
    whole = history(tmp_path)

    for team, people in {"T1": ["R1", "R2"], "T2": ["R3", "R4"]}.items():
        part = history(tmp_path, team=team)
        for name in ("lines", "pays", "corrections", "adjustments"):
            of_all = getattr(whole, name)
            mine = of_all[of_all["payee"].isin(people)].reset_index(drop=True)
            assert_frame_equal(getattr(part, name).drop(columns="customer", errors="ignore"),
                               mine.drop(columns="customer", errors="ignore"))  # fmt: skip  # a pair


def test_a_team_with_another_currency_sees_what_was_closed_in_it(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    before = history(tmp_path, "USD", team="T2").pays
    replaced("fx", "2025-12-01,USD,7\n", "2025-12-01,USD,14\n")(tmp_path)
    after = history(tmp_path, "USD", team="T2").pays

    assert_frame_equal(after[after["period"] == JAN], before[before["period"] == JAN])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([replaced("teams", "T1,North,", "T1,North,USD")], "R1 in CNY, which is in USD now"),
        ([replaced("teams", "T2,South,USD", "T2,South,")], "R3 in USD, which is in CNY now"),
        ([replaced("settings", "currency,CNY", "currency,USD")], "R1 in CNY, which is in USD now"),
        (
            [replaced("settings", "currency,CNY", "currency,USD"), replaced("teams", "T1,North,", "T1,North,CNY")],
            "BOOK in CNY, which is in USD now",
        ),
    ],
)
def test_nobody_is_paid_for_a_closed_period_in_other_money(tmp_path: Path, changes: list[Change], says: str) -> None:
    closed_by_hand(written(tmp_path), JAN)
    for change in changes:
        change(tmp_path)

    with pytest.raises(RefusedPeriod, match=says):
        history(tmp_path)


def test_what_was_closed_of_somebody_whose_row_is_gone_asks_for_no_currency(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    rows = FILES["reps"].splitlines(keepends=True)
    (tmp_path / "reps.csv").write_text("".join(row for row in rows if "R3," not in row), encoding="utf-8")

    pays = history(tmp_path).pays
    assert "R3" in set(pays["payee"][pays["period"] == JAN])


def test_the_currency_of_the_settings_may_change_where_teams_and_plans_have_their_own(tmp_path: Path) -> None:
    plans = "\n".join(
        f"{line},{'currency' if line.startswith('plan_id') else 'CNY'}" for line in FILES["plans"].splitlines()
    )
    closed_by_hand(written(tmp_path, teams="team_id,name,currency\nT1,North,CNY\nT2,South,USD\n", plans=plans), JAN)
    before = [history(tmp_path, currency, team=team) for team, currency in (("T1", "CNY"), ("T2", "USD"))]
    replaced("settings", "currency,CNY", "currency,USD")(tmp_path)
    (tmp_path / "fx.csv").write_text("date,currency,rate\n2025-12-01,CNY,0.5\n", encoding="utf-8")

    after = [history(tmp_path, currency, team=team) for team, currency in (("T1", "CNY"), ("T2", "USD"))]

    for was, found in zip(before, after, strict=True):
        paid = [each.pays[each.pays["period"] == JAN] for each in (was, found)]
        assert_frame_equal(paid[1], paid[0])
        assert_frame_equal(found.adjustments, was.adjustments)


def test_without_its_snapshot_nothing_is_computed(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), JAN)
    path_of(tmp_path, JAN).unlink()

    with pytest.raises(UnsoundSnapshot, match=r"2026-01\.csv"):
        history(tmp_path)


def test_a_later_period_needs_no_snapshot_for_an_earlier_view(tmp_path: Path) -> None:
    closed_until_february(tmp_path)
    path_of(tmp_path, FEB).unlink()

    found = settled(loaded(tmp_path), "CNY", (JAN + pd.offsets.MonthEnd(0)).date())

    assert found.closed == (JAN,)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_words(lang: str) -> None:
    words = Words.load(lang)
    assert {code: words.text(f"correction.{code}") for code in REASONS}
