"""Periods are closed in their order and reopened from the last, and nothing is written where that cannot be."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from salessheet.data.commission import steps
from salessheet.data.commission.closing import Who, closed_period, folder_of_tables, reopened_period
from salessheet.data.commission.objections import refuse_unseen
from salessheet.data.commission.payroll import payroll_of
from salessheet.data.commission.snapshots import digest, path_of
from salessheet.data.load import load
from salessheet.errors import InvalidOption, RefusedOutput, RefusedPeriod, SalesSheetError, UnsoundSnapshot
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.rules import Severity
from tests.data.closed_centres import MONTHS, Change, added, loaded, replaced, written

JAN, FEB, MAR, _ = MONTHS
ANN = Who("Ann", dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC))
NOW = "2026-06-05T09:30:00+00:00"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The centre with January closed; to be copied."""
    folder = written(tmp_path_factory.mktemp("closed") / "data")
    closed_period(folder, JAN, ANN)
    return folder


@pytest.fixture
def closed(january: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(january, tmp_path / "data"))


def test_closing_writes_the_snapshot_its_hash_and_who_did_it_and_nothing_else(tmp_path: Path) -> None:
    before = contents(written(tmp_path))

    done = closed_period(tmp_path, JAN, ANN)

    after = contents(tmp_path)
    assert set(after) - set(before) == {"periods.csv", "audit.csv", "snapshots/2026-01.csv"}
    assert {name: after[name] for name in before} == before
    sha256 = digest(after["snapshots/2026-01.csv"])
    assert (done.sha256, done.snapshot, done.has_recovered) == (sha256, path_of(tmp_path, JAN), False)
    assert after["periods.csv"].decode("utf-8-sig") == (
        f"period,status,closed_on,hash\n2026-01,closed,2026-06-05,{sha256}\n"
    )
    row = f"status=closed; closed_on=2026-06-05; hash={sha256}"
    assert after["audit.csv"].decode("utf-8-sig").splitlines() == [
        "when,who,command,file,table,key,old,new",
        f"{NOW},Ann,close --period 2026-01,periods.csv,periods,2026-01,,{row}",
        f"{NOW},Ann,close --period 2026-01,snapshots/2026-01.csv,periods,2026-01,,{sha256}",
    ]


def test_what_is_closed_is_paid_as_it_would_have_been(closed: Path, tmp_path: Path) -> None:
    """What accrued while the month was open is outstanding once it is closed."""
    one, other = payroll_of(loaded(written(tmp_path / "open")), JAN), payroll_of(loaded(closed), JAN)
    where_it_is = ["outstanding", "accrued"]

    pd.testing.assert_frame_equal(one.rows.drop(columns=where_it_is), other.rows.drop(columns=where_it_is))
    assert one.rows["accrued"].tolist() == other.rows["outstanding"].tolist()
    assert one.totals == other.totals


_REFUSED: dict[str, tuple[Change, pd.Timestamp, str]] = {
    "closed already": (lambda _: None, JAN, "closed already"),
    "out of order": (lambda _: None, MAR, "2026-02, which comes before it, has something to pay"),
    "after the data": (lambda _: None, pd.Timestamp(2026, 9, 1), "the data ends on 2026-03-30"),
    "before all plans": (lambda _: None, pd.Timestamp(2025, 6, 1), "nobody is paid for it"),
    "a receipt left out": (added("receipts", "PX,O1,no day,5"), FEB, "1 row that concerns commission cannot be used"),
    "a rate left out": (added("fx", "2026-02-10,USD,much"), FEB, "1 row that concerns commission"),
    "a period that cannot be read": (added("periods", "soon,closed,,"), FEB, "the table of periods has rows"),
}


@pytest.mark.parametrize(("change", "month", "says"), _REFUSED.values(), ids=_REFUSED)
def test_what_stands_against_closing_is_said_and_nothing_is_written(
    closed: Path, change: Change, month: pd.Timestamp, says: str
) -> None:
    change(closed)
    before = contents(closed)

    with pytest.raises(RefusedPeriod) as refused:
        closed_period(closed, month, ANN)

    assert says in refused.value.wrong
    assert refused.value.mend.endswith(".")
    assert contents(closed) == before


_AGAINST_REOPENING: dict[str, tuple[Callable[[Path], object], str]] = {
    "not closed": (lambda folder: reopened_period(folder, FEB, ANN, "late split"), "not closed"),
    "no reason": (lambda folder: reopened_period(folder, JAN, ANN, " "), "for a reason"),
    "nobody": (lambda folder: reopened_period(folder, JAN, Who(" ", ANN.now), "late split"), "says so"),
    "nobody closes": (lambda folder: closed_period(folder, FEB, Who("", ANN.now)), "says so"),
}


@pytest.mark.parametrize(("act", "says"), _AGAINST_REOPENING.values(), ids=_AGAINST_REOPENING)
def test_what_stands_against_reopening_is_said_and_nothing_is_written(
    closed: Path, act: Callable[[Path], object], says: str
) -> None:
    before = contents(closed)

    with pytest.raises(SalesSheetError, match=says):
        act(closed)

    assert contents(closed) == before


def test_only_the_last_closed_period_is_reopened(closed: Path) -> None:
    closed_period(closed, FEB, ANN)

    with pytest.raises(RefusedPeriod, match="a later period, 2026-02, is closed"):
        reopened_period(closed, JAN, ANN, "late split")


def test_a_period_reopened_and_closed_again_has_the_same_bytes(closed: Path) -> None:
    raw, periods = path_of(closed, JAN).read_bytes(), (closed / "periods.csv").read_bytes()

    reopened = reopened_period(closed, JAN, ANN, "a split that was agreed late")

    assert reopened.kept == closed / "snapshots" / "2026-01.reopened-1.csv"
    assert reopened.kept.read_bytes() == raw
    assert not path_of(closed, JAN).exists()
    assert (closed / "periods.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "2026-01,open,,"
    assert "reopen --period 2026-01 --reason 'a split that was agreed late'" in (closed / "audit.csv").read_text()
    closed_period(closed, JAN, ANN)
    assert path_of(closed, JAN).read_bytes() == raw
    assert (closed / "periods.csv").read_bytes() == periods
    reopened_period(closed, JAN, ANN, "again")
    assert (closed / "snapshots" / "2026-01.reopened-2.csv").read_bytes() == raw


def test_what_changed_since_is_paid_in_the_next_period_and_never_twice(closed: Path) -> None:
    was = payroll_of(loaded(closed), JAN).rows
    replaced("receipts", "P2,O2,2026-01-31,1500.55", "P2,O2,2026-01-31,100.55")(closed)

    done = closed_period(closed, FEB, ANN)

    assert done.payroll.rows["corrections"].ne(0).any()
    pd.testing.assert_frame_equal(payroll_of(loaded(closed), JAN).rows, was)
    assert payroll_of(loaded(closed), MAR).rows["corrections"].eq(0).all()


def _tampered(folder: Path) -> None:
    path = path_of(folder, JAN)
    path.write_bytes(path.read_bytes().replace(b"2026-01-15", b"2026-01-16"))


@pytest.mark.parametrize(
    ("harm", "says"),
    [(_tampered, "was changed since"), (lambda folder: path_of(folder, JAN).unlink(), "is missing")],
    ids=["tampered", "missing"],
)
def test_an_unsound_snapshot_stops_closing_and_is_mended_by_reopening(closed: Path, harm: Change, says: str) -> None:
    raw = path_of(closed, JAN).read_bytes()
    harm(closed)

    with pytest.raises(UnsoundSnapshot, match=says):
        closed_period(closed, FEB, ANN)
    reopened_period(closed, JAN, ANN, "the snapshot was damaged")
    closed_period(closed, JAN, ANN)

    assert path_of(closed, JAN).read_bytes() == raw


def _rewritten(old: str, new: str) -> Change:
    def harm(folder: Path) -> None:
        path = folder / "periods.csv"
        text = re.sub(old, new, path.read_text(encoding="utf-8-sig"))
        path.write_text(text, encoding="utf-8")

    return harm


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "periods.csv").unlink(),
        _rewritten(r"2026-01,.*\n", ""),
        _rewritten("closed,", "open,"),
        _rewritten("closed,", "paid,"),
        _rewritten(r"05,.*\n", "05,0123\n"),
    ],
    ids=["no table", "no row", "open", "paid", "another hash"],
)
def test_a_closed_period_is_not_opened_by_hand(closed: Path, harm: Change, lang: str) -> None:
    sha256 = digest(path_of(closed, JAN).read_bytes())
    harm(closed)
    dataset = load(closed, Words.load(lang))
    with pytest.raises(RefusedPeriod, match="2026-01, closed, 2026-06-05, " + sha256):
        refuse_unseen(loaded(closed), JAN.date())

    [problem] = [each for each in dataset.problems if each.kind == "closed_in_audit"]
    assert sha256 in problem.mend
    assert (problem.file, problem.table, problem.severity) == ("periods.csv", "periods", Severity.REFUSED)
    with pytest.raises(RefusedPeriod):
        reopened_period(closed, JAN, ANN, "late split")

    (closed / "periods.csv").write_text(f"period,status,closed_on,hash\n2026-01,closed,2026-06-05,{sha256}\n")
    assert reopened_period(closed, JAN, ANN, "late split").kept is not None
    assert loaded(closed).problems == ()


def test_a_run_that_is_to_be_finished_says_nothing_against_a_period(closed: Path) -> None:
    (closed / "periods.csv").unlink()
    (closed / steps.NOTE).write_text("{}", encoding="utf-8")

    assert loaded(closed).problems == ()


def test_another_file_called_audit_is_no_trail(closed: Path) -> None:
    (closed / "periods.csv").unlink()
    (closed / "audit.csv").write_text("who,what\nAnn,nothing\n", encoding="utf-8")

    assert loaded(closed).problems == ()


def test_with_problems_a_period_is_closed_without_the_rows_left_out(closed: Path) -> None:
    added("receipts", "PX,O1,no day,5")(closed)

    done = closed_period(closed, FEB, ANN, with_problems=True)

    assert [problem.table for problem in done.problems] == ["receipts"]
    assert "close --period 2026-02 --with-problems" in (closed / "audit.csv").read_text()


def test_documents_that_nobody_is_paid_for_are_told(tmp_path: Path) -> None:
    written(tmp_path)
    replaced("plans", "CASH,commission,rep,2026-01-01", "CASH,commission,rep,2026-01-20")(tmp_path)

    unused = closed_period(tmp_path, JAN, ANN).unused

    assert unused[["document", "payee", "reason"]].to_numpy().tolist() == [["P1", "R1", "no_plan"]]


def test_terms_that_no_payout_has_are_told(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "plan_tiers.csv").write_text("plan_id,lower,upper,rate\n")

    found = closed_period(tmp_path, JAN, ANN, with_problems=True).lacking
    assert {(each.table, each.column) for each in found} == {("plans", "")}


_CHINESE = '期间;状态;备注\r\n2026-01;未关账;"一月；旧"\r\n\r\n2026-02;已审核;  二月 \r\n2026-03;未关账;三月'
_MADE = ";关账日期;校验码"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8"])
def test_other_rows_keep_their_bytes_words_and_encoding(tmp_path: Path, encoding: str) -> None:
    written(tmp_path)
    path = tmp_path / "提成期间.csv"
    path.write_bytes(_CHINESE.encode(encoding))

    done = closed_period(tmp_path, JAN, Who("王芳", ANN.now))

    lines = _CHINESE.split("\r\n")
    lines[0] += _MADE
    lines[1] = f"2026-01;已关账;一月；旧;2026-06-05;{done.sha256}"
    lines[3:] = [f"{line};;" for line in lines[3:]]
    assert path.read_bytes() == "\r\n".join(lines).encode(encoding)
    assert not (tmp_path / "periods.csv").exists()
    assert "王芳" in (tmp_path / "audit.csv").read_text(encoding="utf-8-sig")
    reopened_period(tmp_path, JAN, ANN, "补录")
    closed_period(tmp_path, JAN, ANN)
    assert path.read_bytes() == "\r\n".join(lines).encode(encoding)


def test_steps_on_the_way_to_closed_freeze_nothing(tmp_path: Path) -> None:
    written(tmp_path, periods="period,status\n2026-01,approved\n2026-02,paid\n")

    done = closed_period(tmp_path, JAN, ANN)

    assert (tmp_path / "periods.csv").read_text(encoding="utf-8").splitlines() == [
        "period,status,closed_on,hash",
        f"2026-01,closed,2026-06-05,{done.sha256}",
        "2026-02,paid,,",
    ]
    assert done.was == "approved"


def test_a_month_that_is_paid_is_closed_and_its_numbers_stay(tmp_path: Path) -> None:
    written(
        tmp_path,
        periods="period,status\n2026-01,paid\n",
        payouts="payout_id,period,payee,amount,paid_on\nZ1,2026-01,R1,10,2026-02-01\n",
    )
    paid = payroll_of(loaded(tmp_path), JAN).rows

    done = closed_period(tmp_path, JAN, ANN)

    assert done.was == "paid"
    pd.testing.assert_frame_equal(payroll_of(loaded(tmp_path), JAN).rows, paid)
    assert paid["outstanding"].sum() > 0
    reopened_period(tmp_path, JAN, ANN, "a split")
    reopened = payroll_of(loaded(tmp_path), JAN).rows
    assert reopened["outstanding"].sum() == 0
    assert reopened["accrued"].sum() == paid["outstanding"].sum()
    assert closed_period(tmp_path, JAN, ANN).was == "open"
    pd.testing.assert_frame_equal(payroll_of(loaded(tmp_path), JAN).rows, paid)


@pytest.mark.parametrize("source", ["postgresql://host/base", "book.xlsx"])
def test_only_a_folder_of_files_can_be_closed(tmp_path: Path, source: str) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"")

    with pytest.raises(InvalidOption, match="not in a database or a workbook"):
        folder_of_tables(source if "://" in source else str(tmp_path / source))


def test_a_run_killed_after_the_table_was_written_is_finished_by_the_next(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killed_before_logging(closed, monkeypatch)

    done = closed_period(closed, MAR, ANN)

    assert done.has_recovered
    assert (closed / "audit.csv").read_text(encoding="utf-8-sig").count("close --period 2026-02") == 2
    assert not (closed / steps.NOTE).exists()


def test_where_nobody_can_tell_what_a_killed_run_did_people_are_asked(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killed_before_logging(closed, monkeypatch)
    added("periods", "2026-03,open,,")(closed)

    with pytest.raises(RefusedOutput, match="it was changed after a run"):
        closed_period(closed, MAR, ANN)


def _killed_before_logging(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that closed February."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(steps, "append", killed)
        with pytest.raises(KeyboardInterrupt):
            closed_period(folder, FEB, ANN)
