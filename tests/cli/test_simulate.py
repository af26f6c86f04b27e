"""The command simulate, as a person meets it: the file, what is said, and what is refused."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import openpyxl
import pytest

from salessheet.workbook.labels import LANGUAGES, Words
from tests.cli.conftest import Said, Salessheet
from tests.data.closed_centres import FILES, MONTHS, closed_by_hand, written

OTHERS = {
    "plans": FILES["plans"].replace("150,month,carried", "180,month,carried"),
    "plan_tiers": FILES["plan_tiers"]
    .replace("CASH,1000,,0.08", "CASH,1000,,0.1")
    .replace("LEAD,0,,0.03", "LEAD,0,,0.02"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    others(tmp_path / "plans")
    return written(tmp_path / "data")


def others(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for key, text in {**OTHERS, **files}.items():
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    return folder


def simulate(salessheet: Salessheet, *more: object) -> Said:
    usual = {"--data": "data", "--plans": "plans", "--out": "new.xlsx"}
    said = [(option, value) for option, value in usual.items() if option not in more]
    return salessheet("simulate", *chain.from_iterable(said), *more)


def cells(path: Path, sheet: int) -> list[list[object]]:
    """The values of a sheet, row by row."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


def test_a_simulation_is_a_workbook_and_a_summary(salessheet: Salessheet, data: Path, tmp_path: Path) -> None:
    said = simulate(salessheet, "--from", "2026-01", "--to", "2026-03")

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Wrote new.xlsx.\n2026-01 to 2026-03, as if no month were closed, in CNY.")
    assert re.search(r"^Of 4 people 3 gain, 1 lose, 0 stay the same\.$", said.out, re.MULTILINE)
    assert re.search(r"^T2 · South +[\d,.]+ +[\d,.]+ +[+-][\d,.]+ +[+-][\d.]+%$", said.out, re.MULTILINE)
    heading, *people = cells(tmp_path / "new.xlsx", 1)
    assert heading[:3] == ["Rep id", "Name", "Team id"]
    assert [row[0] for row in people[:-1]] == [
        row["rep_id"] for row in simulate(salessheet, "--from", "2026-01", "--json").json["people"]
    ]
    for place in (3, 4, 5):
        assert sum(float(str(row[place])) for row in people[:-1]) == pytest.approx(float(str(people[-1][place])))


def test_facts_as_json_add_up(salessheet: Salessheet, data: Path) -> None:
    tree = simulate(salessheet, "--from", "2026-01", "--json").json

    assert (tree["exit"], tree["from"], tree["to"], tree["file"]) == (0, "2026-01", "2026-03", "new.xlsx")
    for group in ("people", "teams", "components"):
        for side in ("old", "new", "difference"):
            assert sum(each[side] for each in tree[group]) == pytest.approx(tree["total"][side])
    assert tree["total"]["people"] == {"gains": 3, "loses": 1, "same": 0}
    assert tree["tiers"]["new"][0]["plan_id"] == "CASH"
    assert tree["break_even"]["factor"] > 1


def test_the_month_is_that_of_the_end_of_the_data(salessheet: Salessheet, data: Path) -> None:
    by_default, asked = simulate(salessheet, "--json").json, simulate(salessheet, "--period", "2026-03", "--json").json

    assert (by_default["from"], by_default["to"]) == ("2026-03", "2026-03")
    assert by_default == asked


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_have_the_same_figures_and_their_own_words(
    salessheet: Salessheet, data: Path, tmp_path: Path, lang: str
) -> None:
    assert simulate(salessheet, "--from", "2026-01", "--lang", lang).code == 0

    words = Words.load(lang)
    path = tmp_path / "new.xlsx"
    assert openpyxl.load_workbook(path).sheetnames == [
        words.text(f"simulation.{key}") for key in ("summary", "people", "tiers")
    ]
    total = next(row for row in cells(path, 0) if row[0] == words.text("simulation.payouts"))
    assert total[1:4] == cells(path, 1)[-1][3:6]
    if lang == "zh-CN":
        texts = " ".join(
            str(cell) for sheet in range(3) for row in cells(path, sheet) for cell in row if isinstance(cell, str)
        )
        own = {
            "CNY",
            "plans",
            "North",
            "South",
            "Ada",
            "Ben",
            "Cho",
            "Dai",
            "CASH",
            "BOOK",
            "LEAD",
            "rep",
            "lead",
            "bonus",
        }
        assert set(re.findall(r"[A-Za-z]{2,}", texts)) <= own


def test_every_formula_has_the_value_that_another_program_gives(salessheet: Salessheet, data: Path) -> None:
    simulate(salessheet, "--from", "2026-01")

    told = salessheet("verify", "new.xlsx", "--engine", "formualizer")

    assert (told.code, "every cell agrees" in told.out) == (0, True)


def test_what_people_typed_is_no_formula_in_the_workbook(salessheet: Salessheet, data: Path, tmp_path: Path) -> None:
    (data / "reps.csv").write_text(FILES["reps"].replace("Ada", "=1+1").replace("T1", '"T""1"'), encoding="utf-8")
    (data / "teams.csv").write_text(FILES["teams"].replace("T1", '"T""1"'), encoding="utf-8")

    simulate(salessheet, "--from", "2026-01")

    names = {cell.value: cell.data_type for row in openpyxl.load_workbook("new.xlsx").worksheets[1] for cell in row}
    assert names["=1+1"] == "s"
    assert salessheet("verify", "new.xlsx", "--engine", "formualizer").code == 0


def test_the_same_facts_give_the_same_bytes(salessheet: Salessheet, data: Path, tmp_path: Path) -> None:
    simulate(salessheet)
    first = (tmp_path / "new.xlsx").read_bytes()

    again = simulate(salessheet)

    assert (again.code, (tmp_path / "new.xlsx").read_bytes() == first) == (0, True)


def test_another_file_there_is_replaced_only_if_that_is_said(
    salessheet: Salessheet, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new.xlsx"
    path.write_text("mine", encoding="utf-8")

    assert simulate(salessheet).code == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert simulate(salessheet, "--overwrite").code == 0


def test_plans_may_stand_in_a_workbook(salessheet: Salessheet, data: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for key, text in OTHERS.items():
        sheet = book.create_sheet(key)
        for line in text.splitlines():
            sheet.append(line.split(","))
    book.save(tmp_path / "plans.xlsx")

    of_book = salessheet("simulate", "--data", "data", "--plans", "plans.xlsx", "--out", "b.xlsx", "--json").json

    assert of_book["total"] == simulate(salessheet, "--json").json["total"]


def test_closed_months_are_simulated_by_the_facts_of_today_and_named(
    salessheet: Salessheet, data: Path, tmp_path: Path
) -> None:
    still_open = simulate(salessheet, "--from", "2026-01", "--json").json
    closed_by_hand(data, *MONTHS[:2])

    closed = simulate(salessheet, "--from", "2026-01", "--overwrite", "--json").json

    assert closed["closed"] == ["2026-01", "2026-02"]
    assert closed["people"] == still_open["people"]
    texts = [str(row[0]) for row in cells(tmp_path / "new.xlsx", 0)]
    assert any("2026-01, 2026-02" in text for text in texts)


def test_the_plans_of_the_data_change_nothing(salessheet: Salessheet, data: Path) -> None:
    found = salessheet(
        "simulate", "--data", "data", "--plans", "data", "--from", "2026-01", "--out", "n.xlsx", "--json"
    ).json

    assert found["exit"] == 0
    assert {person["difference"] for person in found["people"]} == {0}
    assert found["break_even"]["factor"] == 1
    assert "orders" in found["passed_over"]
    assert "plans" not in found["passed_over"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"plans": OTHERS["plans"].replace("2026-01-01,cash", "no day,cash")}, "plans.csv, 2, Valid from: "),
        ({"plan_tiers": OTHERS["plan_tiers"].replace("0.05", "5")}, "plan_tiers.csv, 2, Rate: "),
        ({"plan_tiers": OTHERS["plan_tiers"] + "NONE,0,,0.03\n"}, "plan_tiers.csv, 7"),
        ({"plans": OTHERS["plans"] + "B2,bonus,rep,2026-05-01,booked,slab,quarter,,,,,,\n"}, "plans.csv, 5"),
    ],
)
def test_plans_that_cannot_be_used_are_refused_with_row_and_reason(
    salessheet: Salessheet, data: Path, tmp_path: Path, files: dict[str, str], says: str
) -> None:
    others(tmp_path / "wrong", **files)

    said = salessheet("simulate", "--data", "data", "--plans", "wrong", "--out", "new.xlsx")

    assert said.code == 2
    assert str(Path("wrong") / says) in said.err
    assert not (tmp_path / "new.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--period", "soon"), "--period soon is not a month"),
        (("--from", "soon"), "--from soon is not a month"),
        (("--to", "soon"), "--to soon is not a month"),
        (("--period", "2026-01", "--to", "2026-02"), "Leave one of them out."),
        (("--from", "2026-03", "--to", "2026-01"), "--from 2026-03 is after 2026-01"),
        (("--to", "2027-01"), "the data ends on 2026-03-30"),
        (("--out", "new.csv"), "Write --out new.xlsx."),
        (("--plans", "nowhere"), "there is no such file or folder"),
        (("--plans", "half"), "the table 'plan_tiers' is missing"),
        (("--lang", "xx"), "There is no language 'xx'."),
    ],
)
def test_what_cannot_be_simulated_is_said(
    salessheet: Salessheet, data: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    (others(tmp_path / "half") / "plan_tiers.csv").unlink()

    said = simulate(salessheet, *arguments)

    assert (said.code, says in said.err) == (2, True)
    assert not list(tmp_path.glob("new.*"))


def test_usage_errors_answer_as_json(salessheet: Salessheet, data: Path) -> None:
    told = simulate(salessheet, "--plans", "nowhere", "--json").json

    assert (told["exit"], "no such file" in told["error"]["wrong"]) == (2, True)


@pytest.mark.parametrize(
    ("folder", "key", "old", "new", "says"),
    [
        ("data", "receipts", "P1,O1,2026-01-15", "P1,O1,no day", "receipts.csv"),
        ("plans", "plan_tiers", "CASH,1000,", "CASH,2000,", "gap"),
        ("plans", "plans", "180,month,carried", ",month,carried", "1 problem in the data"),
        ("plans", "plans", "rep,2026-01-01,booked", "rep,2026-01-01,margin", "orders.csv"),
    ],
)
def test_what_is_doubtful_is_listed(
    salessheet: Salessheet, data: Path, tmp_path: Path, folder: str, key: str, old: str, new: str, says: str
) -> None:
    path = tmp_path / folder / f"{key}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    said = simulate(salessheet)

    assert (said.code, says in said.out) == (1, True)


@pytest.mark.parametrize("folder", ["data", "plans"])
def test_plans_that_pay_by_no_tier_are_listed(salessheet: Salessheet, data: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / folder / "plan_tiers.csv").write_text("plan_id,lower,upper,rate\n")

    said = simulate(salessheet)

    assert (said.code, "In the plans, but lacking in payouts" in said.out) == (1, True)


def test_who_has_no_exchange_rate_is_in_no_figure(salessheet: Salessheet, data: Path, tmp_path: Path) -> None:
    tables = {
        "plans": "plan_id,role,valid_from,draw,currency\nCASH,rep,2026-01-01,20,\nLEAD,lead,2026-01-01,5,EUR\n",
        "plan_tiers": "plan_id,lower,upper,rate\nCASH,0,,0.05\nLEAD,0,,0.02\n",
    }
    for key, text in tables.items():
        (tmp_path / "plans" / f"{key}.csv").write_text(text, encoding="utf-8")

    said = simulate(salessheet)

    assert said.code == 1
    assert "in no figure: R4." in said.out
    assert any("R4" in str(row[0]) for row in cells(tmp_path / "new.xlsx", 0))


def test_columns_that_no_table_has_are_named(salessheet: Salessheet, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "plans" / "plans.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("holdback", "holdbak"), encoding="utf-8")

    said = simulate(salessheet)

    assert (said.code, f"Not read: {Path('plans') / 'plans.csv'}: holdbak." in said.out) == (0, True)


@pytest.mark.parametrize("with_sales", [True, False])
def test_no_plan_and_no_sale_are_no_fault(salessheet: Salessheet, data: Path, tmp_path: Path, with_sales: bool) -> None:
    for key in OTHERS:
        heading = OTHERS[key].splitlines()[0]
        (tmp_path / "plans" / f"{key}.csv").write_text(f"{heading}\n", encoding="utf-8")
    if not with_sales:
        for key in ("orders", "receipts", "splits"):
            (data / f"{key}.csv").unlink()
        (data / "deals.csv").write_text(
            "deal_id,rep_id,amount,stage,lost_date\nD1,R4,100,lead,2026-03-02\n", encoding="utf-8"
        )
        (data / "plans.csv").write_text("plan_id,role,valid_from\nLEAD,lead,2026-01-01\n", encoding="utf-8")
        (data / "plan_tiers.csv").write_text("plan_id,lower,upper,rate\nLEAD,0,,0.03\n", encoding="utf-8")

    found = simulate(salessheet, "--json").json

    assert found["exit"] == 0
    assert len(found["people"]) == (4 if with_sales else 0)
    assert found["total"]["new"] == 0
    assert found["break_even"]["reason"] == (None if with_sales else "no_sales")
    assert {person["served"] for person in found["people"]} == ({"by_old"} if with_sales else set())
    assert salessheet("verify", "new.xlsx", "--engine", "formualizer").code == 0
