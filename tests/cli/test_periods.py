"""The commands about periods of commission, as a person meets them."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from salessheet.files import sha256_of
from tests.cli.conftest import Salessheet
from tests.data.closed_centres import FILES, added, replaced, written
from tests.data.review_tables import REVIEW_TABLES


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return written(tmp_path / "data")


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def close(salessheet: Salessheet, month: str, *more: object) -> int:
    return salessheet("close", "--period", month, "--data", "data", "--by", "Ann", *more).code


def test_a_period_is_closed_reopened_and_closed_again(salessheet: Salessheet, data: Path) -> None:
    closed = salessheet("close", "--period", "2026-01", "--data", "data", "--by", "Ann")

    assert (closed.code, closed.err) == (0, "")
    said = r"2026-01 is closed: \d+ credit lines, 4 people, .* CNY, .* USD\. .*2026-01\.csv, SHA-256 ([0-9a-f]{64})\n"
    told = re.fullmatch(said, closed.out)
    assert told is not None
    assert told[1] == sha256_of(data / "snapshots" / "2026-01.csv")
    twice = salessheet("close", "--period", "2026-01", "--data", "data", "--by", "Ann")
    assert (twice.code, "closed already" in twice.err) == (2, True)
    before = (data / "snapshots" / "2026-01.csv").read_bytes()
    reopened = salessheet("reopen", "--period", "2026-01", "--data", "data", "--by", "Ann", "--reason", "late split")
    assert (reopened.code, "2026-01 is open." in reopened.out) == (0, True)
    assert close(salessheet, "2026-01") == 0
    assert (data / "snapshots" / "2026-01.csv").read_bytes() == before
    assert len(rows_of(data / "audit.csv")) == 7


def test_closing_a_month_that_is_paid_says_where_its_payments_are(salessheet: Salessheet, data: Path) -> None:
    (data / "periods.csv").write_text("period,status\n2026-01,paid\n")
    closed = salessheet("close", "--period", "2026-01", "--data", "data", "--by", "Ann")

    assert (closed.code, closed.err) == (0, "")
    assert "It was marked as paid." in closed.out
    assert "payouts" in closed.out


def test_closing_and_reopening_answer_as_json(salessheet: Salessheet, data: Path) -> None:
    closed = salessheet("close", "--period", "2026-01", "--data", "data", "--by", "Ann", "--json").json
    reopened = salessheet(
        "reopen", "--period", "2026-01", "--data", "data", "--by", "Ann", "--reason", "late", "--json"
    ).json

    assert (closed["exit"], closed["period"], closed["people"], closed["lacking"]) == (0, "2026-01", 4, [])
    assert closed["sha256"] in (data / "audit.csv").read_text(encoding="utf-8-sig")
    assert reopened["kept"].endswith("2026-01.reopened-1.csv")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("close", "--period", "2026-03", "--by", "Ann"), "Close 2026-01 first."),
        (("close", "--period", "May", "--by", "Ann"), "--period May is not a month"),
        (("close", "--period", "2026-01", "--by", ""), "Add --by NAME."),
        (("close", "--period", "2026-01"), "--by"),
        (("reopen", "--period", "2026-01", "--by", "Ann", "--reason", "late"), "No period is closed."),
        (("reopen", "--period", "2026-01", "--by", "Ann", "--reason", ""), "Say it: --reason TEXT."),
        (("payroll", "--period", "2026-01", "--out", "pay.pdf"), "Write --out pay.csv."),
        (("payroll", "--period", "2027-01", "--out", "pay.csv"), "the data ends on 2026-03-30"),
    ],
)
def test_what_cannot_be_done_is_said(salessheet: Salessheet, data: Path, arguments: tuple[str, ...], says: str) -> None:
    said = salessheet(*arguments, "--data", data)

    assert said.code == 2
    assert says in said.err
    assert not (data / "periods.csv").exists()


@pytest.mark.parametrize("command", [("payroll", "--out", "p.csv"), ("explain", "--rep", "R1")])
def test_a_snapshot_that_was_changed_is_believed_by_no_command(
    salessheet: Salessheet, data: Path, command: tuple[str, ...]
) -> None:
    close(salessheet, "2026-01")
    path = data / "snapshots" / "2026-01.csv"
    path.write_bytes(path.read_bytes().replace(b"50.0", b"60.0"))

    said = salessheet(*command, "--data", "data", "--period", "2026-01")

    assert (said.code, "was changed since the period was closed" in said.err) == (2, True)


def test_a_folder_that_another_run_holds_is_left_alone(salessheet: Salessheet, data: Path) -> None:
    script = "import sys, pathlib\nfrom salessheet.batch import held_folder\n"
    script += "with held_folder(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        said = salessheet("close", "--period", "2026-01", "--data", "data", "--by", "Ann")
        other.communicate()

    assert (said.code, "periods.csv" in {path.name for path in data.iterdir()}) == (2, False)


def test_a_workbook_cannot_be_closed(salessheet: Salessheet, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"")

    said = salessheet("close", "--period", "2026-01", "--data", "book.xlsx", "--by", "Ann")

    assert (said.code, "not in a database or a workbook" in said.err) == (2, True)


def test_with_problems_the_rows_left_out_are_listed(salessheet: Salessheet, data: Path) -> None:
    added("receipts", "PX,O1,no day,5")(data)

    assert close(salessheet, "2026-01") == 2
    said = salessheet("close", "--period", "2026-01", "--data", "data", "--by", "Ann", "--with-problems")
    assert (said.code, "receipts.csv" in said.out) == (1, True)


def test_documents_that_nobody_is_paid_for_are_listed_with_the_reason(salessheet: Salessheet, data: Path) -> None:
    replaced("plans", "CASH,commission,rep,2026-01-01", "CASH,commission,rep,2026-01-20")(data)

    said = salessheet("close", "--period", "2026-01", "--data", "data", "--by", "Ann")

    assert "no plan serves the payee on that day" in said.out
    assert said.code == 0


def test_a_payroll_is_a_csv_file(salessheet: Salessheet, data: Path, tmp_path: Path) -> None:
    said = salessheet("payroll", "--period", "2026-01", "--data", "data", "--out", "pay.csv")

    assert (said.code, "4 people" in said.out) == (0, True)
    heading, *rows = rows_of(tmp_path / "pay.csv")
    assert heading[:4] == ["rep_id", "name", "team_id", "period"]
    total = rows[3][8]
    assert rows[3] == [
        "R4", "Dai", "T2", "2026-01", rows[3][4], "", "0.00", "0.00", total, "0.00", "0.00", total, "USD",
    ]  # fmt: skip
    assert close(salessheet, "2026-01") == 0
    again = salessheet("payroll", "--period", "2026-01", "--data", "data", "--out", "closed.csv", "--json").json
    _, *closed = rows_of(tmp_path / "closed.csv")
    assert [row[:9] for row in closed] == [row[:9] for row in rows]
    assert [row[9:] for row in closed] == [[row[9], row[11], row[10], row[12]] for row in rows]
    for currency, sums in zip(again["totals"], rows[4:], strict=True):
        assert sums[:4] == ["", f"Total {currency}", "", "2026-01"]
        of_people = [[float(cell or 0) for cell in row[4:12]] for row in rows[:4] if row[12] == currency]
        assert [float(cell) for cell in sums[4:12]] == pytest.approx(
            [sum(column) for column in zip(*of_people, strict=True)]
        )
        assert (float(sums[8]), float(sums[11])) == (again["totals"][currency], again["totals"][currency])


@pytest.mark.parametrize(("lang", "title", "total"), [("en", "Payroll", "Total"), ("zh-CN", "发放表", "合计")])
def test_a_payroll_is_a_workbook_with_totals_by_currency(
    salessheet: Salessheet, data: Path, tmp_path: Path, lang: str, title: str, total: str
) -> None:
    name = "=1+1"
    (data / "reps.csv").write_text(FILES["reps"].replace("Ada", name), encoding="utf-8")

    told = salessheet("payroll", "--period", "2026-01", "--data", data, "--out", "p.xlsx", "--lang", lang, "--json")

    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx", data_only=True)[f"{title} 2026-01"]
    formulas = openpyxl.load_workbook(tmp_path / "p.xlsx")[f"{title} 2026-01"]
    assert (formulas["B2"].value, formulas["B2"].data_type) == (name, "s")
    assert [sheet.cell(row, 1).value for row in (6, 7)] == [f"{total} CNY", f"{total} USD"]
    assert [sheet.cell(row, 9).value for row in (6, 7)] == pytest.approx(list(told.json["totals"].values()))
    assert formulas["I7"].value == '=SUMIFS(I$2:I$5,M$2:M$5,"USD")'
    salessheet("payroll", "--period", "2026-01", "--data", data, "--out", "q.xlsx", "--lang", lang)
    assert (tmp_path / "q.xlsx").read_bytes() == (tmp_path / "p.xlsx").read_bytes()


def test_a_payroll_in_chinese_has_chinese_headings(salessheet: Salessheet, data: Path, tmp_path: Path) -> None:
    said = salessheet("payroll", "--period", "2026-01", "--data", data, "--out", "p.csv", "--lang", "zh-CN")

    heading = rows_of(tmp_path / "p.csv")[0]
    assert said.code == 0
    assert heading[:5] == ["人员编号", "姓名", "团队编号", "期间", "提成"]
    assert heading[-7:] == ["调整", "更正", "合计", "已发", "应发未发", "预提", "币种"]


def test_who_has_no_rate_is_not_paid_and_told(salessheet: Salessheet, data: Path) -> None:
    (data / "teams.csv").write_text(FILES["teams"].replace("USD", "EUR"), encoding="utf-8")

    said = salessheet("payroll", "--period", "2026-01", "--data", data, "--out", "p.csv")

    assert (said.code, "without a payout: R3, R4." in said.out) == (1, True)


def without_tiers(data: Path) -> None:
    (data / "plan_tiers.csv").write_text("plan_id,lower,upper,rate\n")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (added("receipts", "PX,O1,no day,5"), "receipts.csv"),
        (without_tiers, "lacking in payouts"),
    ],
)
def test_what_a_payroll_lacks_is_told(salessheet: Salessheet, data: Path, change: object, says: str) -> None:
    assert callable(change)
    change(data)

    said = salessheet("payroll", "--period", "2026-01", "--data", data, "--out", "p.csv")

    assert (said.code, says in said.out) == (1, True)


def test_closing_tells_of_open_disputes_and_missing_reviews_and_closes(salessheet: Salessheet, data: Path) -> None:
    written(data, **REVIEW_TABLES)
    assert close(salessheet, "2026-01") == 0

    closed = salessheet("close", "--period", "2026-02", "--data", "data", "--by", "Ann")

    assert closed.code == 0
    assert re.search(
        r"Disputes of the period that are open\n.*\nQ1 +R1 +P5 +2026-03-02 +shared otherwise\n", closed.out
    )
    assert re.search(r"R1 +finance's review\n", closed.out)
    assert "Q2" not in closed.out


def test_closing_lists_them_as_json(salessheet: Salessheet, data: Path) -> None:
    written(data, **REVIEW_TABLES)
    found = salessheet("close", "--period", "2026-01", "--data", "data", "--by", "Ann", "--json").json

    assert found["disputes"] == []
    assert found["unreviewed"][0] == {"payee": "R1", "missing": ["confirmed", "manager", "finance"]}
