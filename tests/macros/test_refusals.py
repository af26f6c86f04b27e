"""What macros refuse in a workbook in Chinese is refused in Chinese."""

from __future__ import annotations

import datetime as dt
import json
import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from salessheet import macros
from salessheet.data import sinks
from salessheet.data.audiences import paid_on_teams, part_of
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample
from salessheet.errors import UnfitWorkbook
from salessheet.hosts.buttons import pressed
from salessheet.live.book import opened
from salessheet.workbook.audience import Audience
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.measures import Flavour
from salessheet.workbook.sheets.kpi import KPI
from salessheet.workbook.tables import Reps
from salessheet.xlsx.template import write
from tests.hosts.office.telling import NOW, telling
from tests.macros.conftest import Built
from tests.macros.fake_book import ErrorValue, FakeBook, read
from tests.macros.test_importing import HEADING
from tests.macros.test_periods import month_before, shown

ZH = Words.load("zh-CN")
DOUBTFUL = b64encode("单,1\n".encode("gb18030")).decode()
CALL = "=SS_ATTAINMENT(90,100)"
_ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


def _nothing(_: FakeBook) -> None:
    """The workbook as it was built."""


def _calls(book: FakeBook) -> None:
    book.enter((book.sheet_names[0], 400, 3), CALL)


def _unknown_calls(book: FakeBook) -> None:
    _calls(book)
    book.values[book.sheet_names[0], 400, 3] = ErrorValue("#NAME?")


def _no_board(book: FakeBook) -> None:
    for line in (line for block in KPI.blocks for line in block.lines):
        book.refers_to.pop(name_of(line), None)


def _no_target(book: FakeBook) -> None:
    del book.refers_to["ByMonth_target"]


def _a_row_more(book: FakeBook) -> None:
    sheet, _, cells = book.refers_to["People_agreed"].rpartition("!")
    first, _, last = cells.partition(":")
    book.refers_to["People_agreed"] = f"{sheet}!{first}:{last[:3]}{int(last[3:]) + 1}"


def file(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("spoil", "macro", "fields", "said"),
    [
        (_nothing, "new_period", {}, "未填写"),
        (_nothing, "new_period", {"month": "June"}, "不能填"),
        (_nothing, "new_period", {"month": "1999-01"}, "财年"),
        (_nothing, "close_commission", {"month": "before"}, "请先运行"),
        (_nothing, "go_live", {}, "没有调用"),
        (_nothing, "freeze", {"to": "plain"}, "没有调用"),
        (_nothing, "export_my_team", {"to": "plain"}, "尚未保存"),
        (_nothing, "import_csv", {"table": "汤", "file": file("a,b\n1,2\n")}, ZH.text("tables.orders.title")),
        (_nothing, "import_csv", {"table": "订单", "file": file(f"{HEADING},色\nN-1,甲,2026-13-02,1\n")}, "没有“色”列"),
        (_nothing, "import_csv", {"table": "订单", "file": DOUBTFUL}, "编码无法确定"),
        (_nothing, "import_csv", {"table": "订单", "file": file("客户,金额\n甲,1\n")}, "缺少：订单编号"),
        (_nothing, "import_csv", {"table": "订单", "file": file(f"{HEADING},order_id\n")}, "“订单编号”列出现了两次"),
        (_nothing, "import_csv", {"table": "订单", "file": file(" ")}, "内容为空"),
        (_nothing, "import_csv", {"table": "订单", "file": file("<html><table>")}, "这是网页"),
        (_nothing, "import_csv", {"table": "订单", "file": file(f'{HEADING}\n"N-1,\n')}, "引号没有结束"),
        (_nothing, "import_csv", {"table": "订单", "file": b64encode(bytes(range(256))).decode()}, "编码无法确定"),
        (_nothing, "import_csv", {"table": "订单", "file": b64encode(b"PK\x03\x04").decode()}, "ZIP 文件"),
        (_nothing, "import_csv", {"table": "订单", "file": {"unread": "/x/单.csv"}}, "/x/单.csv: 无法读取该文件"),
        (_nothing, "freeze", {"to": "paper"}, "可选：plain（普通公式）、values（数值）"),
        (_calls, "freeze", {"to": "plain"}, "没有对应的普通公式"),
        (_unknown_calls, "freeze", {"to": "values"}, "没有结果"),
        (_no_board, "score_kpis", {}, "生成时不含"),
        (_no_target, "refresh", {}, "ByMonth_target"),
        (_a_row_more, "refresh", {}, "必须相同"),
    ],
)  # fmt: skip  # a table
def test_a_refusal_is_in_the_language_of_the_workbook(
    built: Built, spoil: Callable[[FakeBook], None], macro: str, fields: dict[str, object], said: str
) -> None:
    book = built(lang="zh-CN")
    spoil(book)
    given = {key: month_before(shown(book)) if value == "before" else value for key, value in fields.items()}
    asked = {"macro": macro, "fields": given, "lang": "en", "now": NOW, "tellings": [telling(book)]}

    answer = json.loads(pressed(json.dumps(asked)))

    assert said in answer["error"]
    assert not _ENGLISH.search(answer["error"])
    assert answer["steps"] == []


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_workbook_whose_every_tab_was_renamed_keeps_its_language(built: Built, lang: str) -> None:
    book = built(lang=lang)
    tabs = {name: f"Tab {number}" for number, name in enumerate(book.sheet_names)}
    book.sheet_names = tuple(tabs.values())
    book.values = {(tabs[sheet], *at): value for (sheet, *at), value in book.values.items()}  # type: ignore[misc]  # two numbers
    for name, address in book.refers_to.items():
        sheet, _, cells = address.removeprefix("=").replace("'", "").rpartition("!")
        book.refers_to[name] = f"='{tabs[sheet]}'!{cells}"

    assert opened(book.xw).words().lang == lang


@pytest.mark.parametrize("audience", [Audience.FINANCE, Audience.REP])
def test_a_workbook_for_others_is_told_from_one_of_another_version(audience: Audience, tmp_path: Path) -> None:
    """It is whole as it is; macros work on sheets that such readers do not get."""
    sinks.write(sample(teams=1, reps=2, deals=8), tmp_path)
    data, words, today = load(str(tmp_path)), Words.load("en"), dt.date(2026, 6, 30)
    rep = next(str(one) for one in data.column(Reps.rep_id) if one not in paid_on_teams(data))
    rep = rep if audience is Audience.REP else ""
    scope = Scope("T01", today.replace(day=1), today, 1, words, audience=audience, rep=rep, stated=rep or None)
    write(tmp_path / "x.xlsx", edition_of(part_of(data, "T01", audience, rep), scope, Flavour.VALUES), "a build")

    with pytest.raises(UnfitWorkbook, match="for finance or for one person"):
        macros.check_book(read(tmp_path / "x.xlsx").xw)
