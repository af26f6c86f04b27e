"""A text that cannot be read is told with why, where that is known, and with what to do."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from salessheet.data.dataset import Dataset
from salessheet.data.importing.imports import import_files
from salessheet.data.importing.mapping_files import parsed
from salessheet.data.importing.values import as_usual
from salessheet.data.load import problems_beside
from salessheet.data.misread import OF_PROGRAMS, why
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Type
from salessheet.workbook.tables import Deals, Fx

MAPPING = """
{more}
[files.orders]
names = ["orders.csv"]
[[table]]
into = "orders"
file = "orders"
[table.columns]
order_id = "No"
rep_id = "Rep"
order_date = "Day"
product = "Product"
amount = "Amount"
"""


@pytest.mark.parametrize(
    ("measure", "kind", "texts"),
    [
        (Type.DATE, "a_week", ["2026-W14", "2026W14", "W14 2026", "KW14/2026", "2026年第14周", "第14周"]),
        (Type.PERIOD, "a_week", ["2026-W14", "CW 3-2026"]),
        (Type.DATE, "longer_than_asked", ["2026年3月", "2026-03", "202603", "2026Q1", "FY26 Q1", "Q1-2026", "2026年"]),
        (Type.PERIOD, "longer_than_asked", ["2026-Q1", "FY2026", "2026年第一季度"]),
        (Type.DATE, "day_or_month", ["3/31/2026", "31.12.2025", "1-2-26", "3/31/2026 9:30 AM"]),
        (Type.DATE, "says_nothing", ["NaT", "None", "--", "—", "无", "N/A"]),
        (Type.CENTS, "says_nothing", ["NaN", "null", "-", "（空）"]),
        (Type.CENTS, "decimal_comma", ["1.234,56", "12,5", "1234,56 €", "1.234.567,8"]),
        (Type.FLAG, "bad_value", ["maybe", "12,5"]),
        (Type.DATE, "bad_value", ["soon", "2026-02-30", "2026-14-W", "01-MAR-26"]),
        (Type.CENTS, "bad_value", ["about 5", "1,234,56", "2026-W14"]),
    ],
)
def test_why_a_text_is_not_read(measure: Type, kind: str, texts: list[str]) -> None:
    assert {text: why(measure, text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    ("amounts", "read"),
    [
        (["1,085", "2"], [1085, 2]),
        (["1,085", "2,5"], [None, None]),
        (["1,085.5", "2,5"], [1085.5, None]),
        (["0,235", "1,085,000"], [None, 1085000]),
    ],
)
def test_a_comma_before_three_digits_is_unclear_beside_a_decimal_comma(
    centre: Callable[..., Dataset], amounts: list[str], read: list[float | None]
) -> None:
    found = centre(
        deals="deal_id,rep_id,stage,amount\n" + "".join(f'D{n},R1,lead,"{text}"\n' for n, text in enumerate(amounts))
    )
    got = [None if math.isnan(amount) else amount for amount in found.table(Deals)["amount"]]
    assert got == read
    assert {p.kind for p in found.problems} == ({"decimal_comma"} if None in read else set())


@pytest.mark.parametrize("rate", ["1,085", "0,235", "0.235,5"])
def test_a_rate_with_a_comma_is_unclear(centre: Callable[..., Dataset], rate: str) -> None:
    found = centre(fx=f'date,currency,rate\n2026-01-01,EUR,"{rate}"\n')
    assert [p.kind for p in found.problems] == ["decimal_comma"]
    assert len(centre(fx='date,currency,rate\n2026-01-01,VND,"1,085.50"\n').table(Fx)) == 1


def test_a_column_may_have_another_decimal_sign_than_its_file(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("No;Rep;Day;Product;Amount\n1;R1;2026-06-01;A;0.75\n", "utf-8")
    how = MAPPING.format(more='decimal = ","')
    found = import_files(parsed(how, "ours"), [tmp_path], Words.load("en"))
    assert [(p.kind, "for the column" in p.mend) for p in found.problems] == [("bad_number", True)]
    how = how.replace('amount = "Amount"', 'amount = { from = "Amount", decimal = "." }')
    found = import_files(parsed(how, "ours"), [tmp_path], Words.load("en"))
    assert (found.tables["orders"].columns["amount"].tolist(), found.problems) == (["0.75"], ())


def test_with_a_decimal_comma_a_point_behind_a_zero_is_no_separator() -> None:
    assert [as_usual(text, ",") for text in ("0.235", "0,235", "1.235", "1.235,5")] == ["", "0.235", "1235", "1235.5"]


def test_words_that_people_use_are_no_words_for_nothing() -> None:
    assert {"NaN", "NULL", "NaT", "None", "Nan", "NA", "-"} & OF_PROGRAMS == {"NaN", "NULL", "NaT"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_import_tells_them_with_what_to_do(lang: str, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "No,Rep,Day,Product,Amount\n1,R1,2026-W14,A,5\n2,R1,2026-06-01,NaN,5\n3,R1,2026-06-02,A,None\n", "utf-8"
    )
    words = Words.load(lang)
    found = import_files(parsed(MAPPING.format(more=""), "ours"), [tmp_path], words)
    told = {p.row: p for p in problems_beside(found.tables, tmp_path / "out", words) if p.kind != "unknown_reference"}
    assert {row: p.kind for row, p in told.items()} == {2: "a_week", 3: "word_for_nothing", 4: "says_nothing"}
    assert "2026-W14" in told[2].wrong
    assert "2026-03-20" in told[2].mend
    assert 'blank = ["None"]' in told[4].mend


def test_a_mapping_says_what_stands_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("No,Rep,Day,Product,Amount\n1,R1,2026-06-01,nan,--\n", "utf-8")
    how = parsed(MAPPING.format(more='blank = ["NaN", "--"]'), "ours")
    found = import_files(how, [tmp_path], Words.load("en")).tables["orders"]
    assert [found.columns[key][0] for key in ("product", "amount", "rep_id")] == ["", "", "R1"]


def test_the_monday_of_a_week_in_sql_is_a_date(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("No,Rep,Week,Amount\n1,R1,2026-W23,5\n", "utf-8")
    how = parsed(
        """[files]
orders = ["orders.csv"]
[[table]]
into = "orders"
sql = "SELECT No AS order_id, Rep AS rep_id, Week || '-1' AS order_date, Amount AS amount, _row FROM orders"
""",
        "ours",
    )
    words = Words.load("en")
    found = import_files(how, [tmp_path], words)
    kinds = {p.kind for p in problems_beside(found.tables, tmp_path / "out", words)}
    assert kinds <= {"unknown_reference"}
