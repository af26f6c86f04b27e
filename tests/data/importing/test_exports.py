"""Exports as systems write them, in many encodings: every amount arrives or is told of, whoever's it is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from salessheet.data.importing.imports import import_files
from salessheet.data.importing.mapping_files import parsed
from salessheet.data.load import problems_beside
from salessheet.data.problems import told_once
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity

ROWS = 400
MAPPING = """
decimal = ","
dates = ["%d.%m.%Y"]
[files.export]
names = ["export.csv"]
numbers = ["Net", "Rate"]
days = ["Closed"]
[[table]]
into = "orders"
sql = '''
SELECT Year || '-' || No AS order_id, Seller AS rep_id, Closed AS order_date, Net * (1 + Rate) AS amount, _row
FROM export WHERE Kind <> 'offer'
'''
"""
SELLERS = {
    "utf-8": ("李娜", "王芳", "Müller", "Łukasz", "Ольга"),
    "utf-8-sig": ("李娜", "王芳", "Müller", "Łukasz", "Ольга"),
    "utf-16": ("李娜", "王芳", "Müller", "Łukasz", "Ольга"),
    "gb18030": ("李娜", "王芳", "张伟", "刘洋", "陈静"),
    "big5": ("陳怡君", "林志明", "黃淑芬", "張家豪", "王美玲"),
    "shift_jis": ("佐藤さくら", "鈴木けんじ", "高橋ひろし", "田中ゆみ", "伊藤まこと"),
    "cp1252": ("Müller", "Weiß", "Jörg Groß", "Änne Köhler", "Günther Schäfer"),
    "cp1250": ("Łukasz Wójcik", "Žofie Nováková", "Paweł Zieliński", "Jiří Dvořák", "Agnieszka Dąbrowska"),
    "cp1251": ("Ольга Иванова", "Дмитрий Петров", "Анна Кузнецова", "Сергей Попов", "Мария Соколова"),
}


def german(amount: float) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def kind(number: int) -> str:
    return "order" if number % 50 else "offer"


def lines(sellers: tuple[str, ...]) -> list[str]:
    """A report with titles, faults in known rows, and a footer: rows are numbered from 1, the heading is row 4."""
    body = [
        f"2026;{n};{sellers[n % 5]};{n % 28 + 1:02}.{n % 6 + 1:02}.2026;{german(n * 1234.5)};0,19;{kind(n)}"
        for n in range(1, ROWS + 1)
    ]
    body[9] = f"2026;10;{sellers[0]};01.02.2026;12.5;0,19;order"  # row 14: a point that parts nothing
    body[19] = f"2026;20;{sellers[0]};01.02.2026;1;234,50;0,19;order"  # row 24: an unquoted separator
    body[29] = f"2026;30;{sellers[0]}"  # row 34: cut short
    body[39] = f"2026;40;{sellers[0]};31.02.2026;100,00;0,19;order"  # row 44: no such day
    return ["Sales report", "", "", "Year;No;Seller;Closed;Net;Rate;Kind", *body, "", f"Rows: {ROWS}"]


@pytest.mark.parametrize("encoding", SELLERS)
def test_an_export_arrives_in_full_and_what_does_not_is_listed(encoding: str, tmp_path: Path) -> None:
    text = "\r\n".join(lines(SELLERS[encoding]))
    (tmp_path / "export.csv").write_bytes(text.encode(encoding))

    found = import_files(parsed(MAPPING, "report.toml"), [tmp_path], Words.load("en"))
    orders = found.frames()["orders"]

    good = [n for n in range(1, ROWS + 1) if n not in {10, 20, 30} and n % 50]
    raw = pd.DataFrame({"n": good, "seller": [SELLERS[encoding][n % 5] for n in good]})
    raw["net"] = [100.0 if n == 40 else round(n * 1234.5, 2) for n in good]
    wanted = raw.assign(gross=raw["net"] * 1.19, seller=raw["seller"].where(raw["n"] != 40, SELLERS[encoding][0]))
    arrived = pd.to_numeric(orders["amount"]).groupby(orders["rep_id"]).sum()
    pd.testing.assert_series_equal(arrived, wanted.groupby("seller")["gross"].sum(), check_names=False, rtol=1e-12)

    told = {(p.row, p.column, p.severity) for p in found.problems}
    assert told == {
        (14, "Net", Severity.NOTED),
        (24, "", Severity.REFUSED),
        (34, "", Severity.REFUSED),
        (44, "Closed", Severity.NOTED),
    }
    below, left = found.left_out
    assert below.rows == (ROWS + 6,)
    assert left.rows == tuple(n + 4 for n in range(50, ROWS + 1, 50))
    judged = told_once(problems_beside(found.tables, tmp_path / "none", Words.load("en")))
    assert [(p.rows, p.severity) for p in judged if p.table == "orders" and "blank" in p.wrong] == [
        ((14,), Severity.REFUSED), ((44,), Severity.REFUSED),
    ]  # fmt: skip  # a row without an amount, one without a date
