"""What a CRM exports becomes the tables of the workbook, and counts there."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.data.importing.imports import import_files
from salessheet.data.importing.mapping_files import preset
from salessheet.data.load import load
from salessheet.data.sinks import write
from salessheet.workbook.labels import Words
from salessheet.workbook.sheets.priorities import ForecastRollup, Priorities, PriorityFigures
from tests.capabilities.centre import book

HEADING = (
    "数据ID,商机名称,客户名称,负责人,负责人主属部门,商机金额,币种,商机阶段,阶段状态,"
    "赢率,预计成交日期,实际成交日期,创建时间,商机来源\n"
)
EXPORT = """65a1,水泵,远山机械,李娜,华东,"{won}",CNY,赢单,赢单,100%,,2026-02-11 14:20,2026-01-05 09:30,展会
65a2,阀门,北斗科技,李娜,华东,80000,CNY,谈判审核,进行中,75%,2026-07-31,,2026-01-20 10:00,
65a3,过滤器,远山机械,王芳,华东,"10,000",CNY,需求确认,输单,0%,,2026-03-01 08:00,2026-02-02 08:00,官网
"""
CUSTOMERS = Path(__file__).parents[1] / "data" / "importing" / "samples" / "fxiaoke" / "客户.csv"


# Of three deals one is won, with the amount as exported, one is open at the contract, one is lost.
@pytest.mark.parametrize(("exported", "won"), [("128,000.50", 128_000.5), ("50000", 50_000)])
def test_what_another_system_exports_is_counted_like_what_was_typed(tmp_path: Path, exported: str, won: float) -> None:
    folder, data = tmp_path / "export", tmp_path / "data"
    folder.mkdir()
    data.mkdir()
    (folder / "商机导出.csv").write_text(HEADING + EXPORT.format(won=exported), encoding="utf-8")
    (folder / CUSTOMERS.name).write_bytes(CUSTOMERS.read_bytes())
    words = Words.load("zh-CN")
    (data / "settings.csv").write_text("key,value\ncurrency,CNY\nlanguage,zh-CN\n")
    write(import_files(preset("fxiaoke"), [folder], words).frames(), data)

    made = book(load(data, words), team="", lang="zh-CN")

    assert made.cells(ForecastRollup.closed) == [won]
    assert made.cells(PriorityFigures.open) == [1]
    assert made.cells(Priorities.customer)[:2] == ["北斗科技", None]
    assert made.cells(Priorities.stage)[:2] == ["合同", None]
