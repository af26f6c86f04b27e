"""The story of a payout, as a person reads it: every sum in it can be done again with what is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salessheet.data.commission.plan_words import MINUS
from salessheet.workbook.labels import LANGUAGES
from tests.cli.conftest import Salessheet
from tests.data.closed_centres import FILES, MONTHS, closed_by_hand, replaced, written

_NUMBER = re.compile(rf"{MINUS}?[\d,]+(?:\.\d+)?")


@pytest.fixture(scope="module")
def centre_of_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """January is closed, and has changed since."""
    folder = written(tmp_path_factory.mktemp("explain") / "data")
    closed_by_hand(folder, MONTHS[0])
    replaced("receipts", "P2,O2,2026-01-31,1500.55", "P2,O2,2026-01-31,1400.55")(folder)
    return folder


def number(text: str) -> float:
    found = _NUMBER.search(text.replace("*", ""))
    assert found is not None, text
    return float(found[0].replace(",", "").replace(MINUS, "-"))


def tables(markdown: str) -> list[list[list[str]]]:
    found = re.findall(r"(?:^\|.*\|\n)+", markdown, re.MULTILINE)
    return [[line.strip("| ").split(" | ") for line in table.splitlines()] for table in found]


def worth(working: str) -> float:
    """25,000.00 × 2%, or 500.00 + 1,225.00."""
    plain = working.replace("*", "").replace(",", "").replace(MINUS, "-").replace("%", " / 100")
    return float(eval(plain.replace("×", "*").replace("÷", "/")))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("rep", "period"), [("R1", "2026-02"), ("R2", "2026-01"), ("R2", "2026-03"), ("R3", "2026-02")]
)
def test_what_is_printed_adds_up(
    salessheet: Salessheet, centre_of_files: Path, rep: str, period: str, lang: str
) -> None:
    said = salessheet(
        "explain", "--data", centre_of_files, "--rep", rep, "--period", period, "--markdown", "--lang", lang
    )

    assert (said.code, said.err) == (0, "")
    found = tables(said.out)
    assert len(found) >= 3
    for heading, _, *rows, total in found:
        assert sum(round(number(row[-1]) * 100) for row in rows) == round(number(total[-1]) * 100), heading
        if len(heading) == 3 and "×" in rows[0][1]:
            for row in rows:
                assert worth(row[1]) == pytest.approx(number(row[2]), abs=0.00501)
            if len(rows) > 1:
                assert worth(total[1]) == pytest.approx(number(total[2]))
    assert number(said.out.splitlines()[0].split(":")[-1].split("：")[-1]) == number(found[-1][-1][-1])


def test_the_story_as_text(salessheet: Salessheet, tmp_path: Path) -> None:
    written(tmp_path / "data", adjustments=FILES["adjustments"].replace("R2", "R1"))

    said = salessheet("explain", "--data", "data", "--rep", "R1", "--period", "2026-01")

    assert said.out == _AS_TEXT


_AS_TEXT = """\
Ada (R1), 2026-01: 44.82 CNY

This month is not closed (status: Open): what is shown is based on the data of today.

Commission

Plan CASH, for the role Sales representative, from 2026-01-01 on: Receipts count. Counted is money. What is credited \
adds up over the year. Each slice is paid at its own rate.

Tiers: from 0 to 1,000: 5%; from 1,000: 8%.

Terms of the month: no more than 150.00 (month), what exceeds it is carried; a draw of 20.00, to be \
paid back; 10% held back until the fiscal year ends.

What counts is amount × share × rate, in CNY.

Date        Document    Order  Customer  Amount        Share  Rate  Counts    Earns
2026-01-15  Receipt P1  O1               1,000.00 CNY   100%     1  1,000.00  50.00
Total                                                               1,000.00  50.00

CASH: from 0.00 to 1,000.00, tier by tier:

Tier        Working        Pays
0 to 1,000  1,000.00 × 5%  50.00
Total                      50.00

Step       Amount
Earned         50.00
Held back      −5.00
Pay        45.00 CNY

bonus

Plan BOOK, for the role Sales representative, from 2026-01-01 on: Orders count on their day. Counted is money. What \
is credited adds up over the quarter. Everything is paid at the rate of the tier reached.

Tiers: from 0 to 3,000: 1%; from 3,000: 2%.

What counts is amount × share × rate, in CNY.

Date        Document  Order  Customer  Amount        Share  Rate  Counts    Earns
2026-01-10  Order O1  O1               1,000.00 CNY   100%     1  1,000.00  10.00
Total                                                             1,000.00  10.00

BOOK: 1,000.00 to date decides the rate:

Tier        Working        Pays
0 to 3,000  1,000.00 × 1%  10.00
Total                      10.00

Step    Amount
Earned      10.00
Pay     10.00 CNY

Adjustments

Line        Reason      Refers to  Amount
correction  late split  O2         −10.18
Total                              −10.18

Total

Component    Amount
Commission       45.00
bonus            10.00
Adjustments     −10.18
Total        44.82 CNY
"""


def test_the_month_is_that_of_the_end_of_the_data(salessheet: Salessheet, centre_of_files: Path) -> None:
    said = salessheet("explain", "--data", centre_of_files, "--rep", "R2")

    assert said.out.startswith("Ben (R2), 2026-03: ")


def test_facts_as_json(salessheet: Salessheet, centre_of_files: Path) -> None:
    told = salessheet("explain", "--data", centre_of_files, "--rep", "R2", "--period", "2026-02", "--json").json

    story = told["story"]
    assert (told["exit"], story["period"], story["currency"]) == (0, "2026-02-01", "CNY")
    assert story["corrections"][0]["of_period"] == "2026-01-01"
    assert {part["component"] for part in story["parts"]} == {"commission"}
    assert story["parts"][0]["climbs"][0]["slices"][0]["way"] == "rate"


def test_chinese_has_no_english_words(salessheet: Salessheet, centre_of_files: Path) -> None:
    said = salessheet("explain", "--data", centre_of_files, "--rep", "R2", "--period", "2026-01", "--lang", "zh-CN")

    words = set(re.findall(r"[A-Za-z]{2,}", said.out))
    assert words <= {"Ben", "CNY", "CASH", "BOOK", "rep", "correction", "late", "split", "bonus"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--rep", "R9"), "--rep R9: there is no such person."),
        (("--rep", "R1", "--period", "2030-01"), "the data ends on 2026-03-30"),
        (("--rep", "R1", "--period", "soon"), "--period soon is not a month"),
        (("--rep", "R1", "--lang", "xx"), "There is no language 'xx'."),
    ],
)
def test_what_cannot_be_told_is_said(
    salessheet: Salessheet, centre_of_files: Path, arguments: tuple[str, ...], says: str
) -> None:
    said = salessheet("explain", "--data", centre_of_files, *arguments)

    assert (said.code, says in said.err) == (2, True)


def test_without_an_exchange_rate_there_is_no_total(salessheet: Salessheet, tmp_path: Path) -> None:
    written(tmp_path / "data", teams=FILES["teams"].replace("USD", "EUR"))

    said = salessheet("explain", "--data", "data", "--rep", "R3", "--period", "2026-01")

    assert said.code == 1
    assert "no total, since an exchange rate is missing" in said.out
    assert "There is no exchange rate into EUR: nothing can be paid." in said.out


def test_what_people_typed_is_no_markdown(salessheet: Salessheet, tmp_path: Path) -> None:
    adjustments = FILES["adjustments"].replace("late split", "a|b *c* <d> [e](f)")
    written(tmp_path / "data", adjustments=adjustments)

    said = salessheet("explain", "--data", "data", "--rep", "R2", "--period", "2026-01", "--markdown")

    assert r"| a\|b \*c\* \<d\> \[e\](f) |" in said.out


def test_the_workbook_of_a_team_tells_the_same_as_its_data(
    salessheet: Salessheet, centre_of_files: Path, tmp_path: Path
) -> None:
    salessheet("build", "--data", centre_of_files, "--out", tmp_path / "books", "--team", "T1", "--lang", "zh-CN")
    asked = ("--rep", "R2", "--period", "2026-02", "--lang", "en")

    said = salessheet("explain", tmp_path / "books" / "T1.xlsx", *asked)

    assert (said.code, said.out) == (0, salessheet("explain", "--data", centre_of_files, *asked).out)


def test_without_a_workbook_or_data_there_is_nothing_to_tell_from(salessheet: Salessheet) -> None:
    said = salessheet("explain", "--rep", "R2")

    assert (said.code, "Name the workbook of the team, or --data SOURCE." in said.err) == (2, True)
