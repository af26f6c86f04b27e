"""The declaration read as words, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from salessheet.workbook.expr import (
    Binary,
    Call,
    Expr,
    Home,
    Line,
    Literal,
    Own,
    Ref,
    Spot,
    Whereabouts,
    blank,
    expr,
    own_above,
    own_previous,
)
from salessheet.workbook.extents import MONTHS, PEOPLE
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    DATE,
    DAY,
    EDATE,
    EOMONTH,
    HYPERLINK,
    IF,
    IFERROR,
    INDEX,
    LARGE,
    LEFT,
    MATCH,
    MAX,
    MIN,
    MONTH,
    RANK,
    ROUND,
    SMALL,
    SS_ATTAINMENT,
    SS_SPLIT,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    TEXT,
    WEEKDAY,
    YEAR,
    above,
    at_least,
    at_most,
)
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Counter, Input
from salessheet.workbook.measures import Axis, Flavour, Type
from salessheet.workbook.patterns import running
from salessheet.workbook.readings.words import describe
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.checks import Checks, Verdict
from salessheet.workbook.tables import Deals

in_each_language = pytest.mark.parametrize("words", [Words.load(lang) for lang in LANGUAGES], ids=LANGUAGES)


class Sample(Block):
    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Input(Type.TEXT)
    date = Input(Type.DATE)
    target = Input(Type.MONEY)
    won = Input(Type.MONEY)
    month = Input(Type.PERIOD, Axis.COLUMNS)
    amount = Input(Type.MONEY, Axis.BODY)


S = Sample
CASES: list[tuple[Expr, str, str]] = [
    (expr(S.won), "Won", "“成交额”"),
    (expr(Deals.amount.whole), "Deals › Amount", "“商机 › 金额”"),
    (expr(blank), "blank", "留空"),
    (expr("cash"), '"cash"', '"cash"'),
    (expr(value=True), "Yes", "是"),
    (expr(0.005), "0.005", "0.005"),
    (S.target - S.won, "Target − Won", "“目标” − “成交额”"),
    (S.target - (S.won - 1), "Target − (Won − 1)", "“目标” − （“成交额” − 1）"),
    (S.target / (S.won * 2), "Target ÷ (Won × 2)", "“目标” ÷ （“成交额” × 2）"),
    (S.target * S.won + 1, "Target × Won + 1", "“目标” × “成交额” + 1"),
    (SUM(S.won.whole), "sum of all Won", "全部“成交额”之和"),
    (SUM(S.won.whole, S.month.whole), "sum of all Won and all Month", "全部“成交额”与全部“月份”之和"),
    (SUM(S.won.so_far), "sum of Won up to here", "截至本格的“成交额”之和"),
    (SUM(S.won.above), "sum of Won above", "本格以上的“成交额”之和"),
    (SUM(S.won.onward), "sum of Won from here on", "本格及以后的“成交额”之和"),
    (SUM(S.amount.across), "sum of Amount in this row", "本行的“金额”之和"),
    (SUM(S.amount.down), "sum of Amount in this column", "本列的“金额”之和"),
    (SUM(S.amount.rightward), "sum of Amount from here to the right", "本格及右侧的“金额”之和"),
    (S.won.previous, "Won of the row before", "上一行的“成交额”"),
    (S.amount.leftward, "Amount of the column before", "前一列的“金额”"),
    (S.month.previous, "Month of the column before", "前一列的“月份”"),
    (S.target.to(S.won), "Target … Won", "“目标”至“成交额”"),
    (
        SUMPRODUCT(1 - (Deals.deal_id.below == "")),
        "number of rows where Deals › Deal ID below the counted rows is filled in",
        "计数区以下的“商机 › 商机编号”不为空的行数",
    ),
    (
        IFERROR(SUM(S.won.whole), 1),
        "sum of all Won, or 1 in case of an error",
        "全部“成交额”之和，出错时为1",
    ),
    (own_previous + 1, "the cell before + 1", "上一格 + 1"),
    (SUM(own_above), "sum of the cells above", "以上各格之和"),
    (
        IF(S.target == 0, blank, S.won / S.target),
        "Won ÷ Target if Target is not 0, else blank",
        "若“目标”不等于0，则“成交额” ÷ “目标”，否则留空",
    ),
    (
        IF(COUNT(S.target) == 0, blank, IF(S.target == 0, blank, S.won / S.target)),
        "Won ÷ Target if Target is neither blank nor 0, else blank",
        "若“目标”既不为空也不为0，则“成交额” ÷ “目标”，否则留空",
    ),
    (
        IF(S.date > S.month, blank, IF(S.target == 0, blank, S.won)),
        "Won if Date is not after Month and Target is not 0, else blank",
        "若“日期”不晚于“月份”且“目标”不等于0，则“成交额”，否则留空",
    ),
    (
        IF(S.won > 1, S.won, IF(S.target < 2, S.target, 0)),
        "Won if Won is more than 1, else Target if Target is less than 2, else 0",
        "若“成交额”大于1，则“成交额”，否则若“目标”小于2，则“目标”，否则0",
    ),
    (
        IF(COUNT(S.won) == 0, blank, IF(S.target == 0, blank, IF(S.won > 1, 1, 2))),
        "blank if Won is blank or Target is 0, else 1 if Won is more than 1, else 2",
        "若“成交额”为空或“目标”等于0，则留空，否则若“成交额”大于1，则1，否则2",
    ),
    (
        IF(S.date > S.month, S.won, IF(S.date < S.month, S.target, 0)),
        "Won if Date is after Month, else Target if Date is before Month, else 0",
        "若“日期”晚于“月份”，则“成交额”，否则若“日期”早于“月份”，则“目标”，否则0",
    ),
    (
        IF(S.date < S.month, blank, IF(COUNTIFS(Deals.rep_id.whole, S.name) == 0, blank, S.won)),
        "Won if Date is not before Month and Deals has a row whose Rep ID is Name, else blank",
        "若“日期”不早于“月份”且“商机”中有其“人员编号”等于“姓名”的行，则“成交额”，否则留空",
    ),
    (
        IF(COUNTIFS(Deals.rep_id.whole, S.name) == 0, 0, 1),
        "0 if Deals has no row whose Rep ID is Name, else 1",
        "若“商机”中没有其“人员编号”等于“姓名”的行，则0，否则1",
    ),
    (MAX(1, 2, S.won), "the largest of 1, 2 and Won", "1、2与“成交额”中的最大者"),
    (IF(S.won >= 1, 1, 0), "1 if Won is at least 1, else 0", "若“成交额”不小于1，则1，否则0"),
    (
        IF((S.won == 0) + (S.target > 0) > 0, blank, S.won),
        "Won if Won is not 0 and Target is at most 0, else blank",
        "若“成交额”不等于0且“目标”不大于0，则“成交额”，否则留空",
    ),
    (
        IF(COUNTIFS(Deals.rep_id.whole, S.name) > 0, S.won, S.target),
        "Won if Deals has a row whose Rep ID is Name, else Target",
        "若“商机”中有其“人员编号”等于“姓名”的行，则“成交额”，否则“目标”",
    ),
    (
        IF(COUNT(S.won.whole) == 0, S.target, S.won),
        "Target if no Won is filled in, else Won",
        "若“成交额”全部为空，则“目标”，否则“成交额”",
    ),
    (
        S.won * (S.target >= 1),
        "Won × (1 if Target is at least 1, else 0)",
        "“成交额” × （若“目标”不小于1则为1，否则为0）",
    ),
    (
        SUMIFS(Deals.amount.whole, Deals.won_date.whole, at_least(S.date), Deals.won_date.whole, at_most(S.month)),
        "sum of Deals › Amount over the rows whose Won date is from Date to Month",
        "“商机 › 金额”之和，仅计其“成交日期”介于“日期”与“月份”之间的行",
    ),
    (
        1 - SUMIFS(Deals.amount.whole, Deals.rep_id.whole, S.name),
        "1 − (sum of Deals › Amount over the rows whose Rep ID is Name)",
        "1 − （“商机 › 金额”之和，仅计其“人员编号”等于“姓名”的行）",
    ),
    (
        COUNTIFS(Deals.won_date.whole, above(0), Deals.amount.whole, above(5)),
        "number of rows of Deals whose Won date is filled in and whose Amount is more than 5",
        "“商机”中其“成交日期”不为空且其“金额”大于5的行数",
    ),
    (
        SUMPRODUCT((S.name.whole == "x") * (S.won.whole > 1) * (S.won.whole - 1) * S.target.whole),
        'sum of (Won − 1) × Target where Name is "x" and Won is more than 1',
        '（“成交额” − 1） × “目标”之和，仅计“姓名”等于"x"且“成交额”大于1的行',
    ),
    (SUMPRODUCT(1 - (S.name.whole == "")), "number of rows where Name is filled in", "“姓名”不为空的行数"),
    (SUMPRODUCT(S.won.whole * S.target.whole), "sum of Won × Target", "“成交额” × “目标”之和"),
    (MIN(S.won.whole), "the smallest Won", "“成交额”的最小值"),
    (MAX(S.won.whole), "the largest Won", "“成交额”的最大值"),
    (COUNT(S.won.whole), "number of cells filled in under Won", "“成交额”的填写个数"),
    (
        IF(COUNT(S.won.whole) > 0, S.won, 0),
        "Won if any Won is filled in, else 0",
        "若“成交额”不全为空，则“成交额”，否则0",
    ),
    (MAX(1, S.won), "the larger of 1 and Won", "1与“成交额”中的较大者"),
    (MIN(1, 2, S.won), "the smallest of 1, 2 and Won", "1、2与“成交额”中的最小者"),
    (MIN(1, MAX(2, S.won)), "the smaller of 1 and (the larger of 2 and Won)", "1与（2与“成交额”中的较大者）中的较小者"),
    (INDEX(S.name.whole, S.no), "Name in row No.", "“姓名”的第“序号”行"),
    (INDEX(S.amount.whole, S.no, 2), "Amount in row No., column 2", "“金额”的第“序号”行第2列"),
    (INDEX(S.month.whole, 3), "Month in column 3", "“月份”的第3列"),
    (
        INDEX(S.name.whole, MATCH(S.won, S.target.whole, 0)),
        "Name where Target is Won",
        "“目标”等于“成交额”处的“姓名”",
    ),
    (MATCH(S.won, S.target.whole, 0), "the row where Target is Won", "“目标”等于“成交额”的行号"),
    (
        RANK(S.won, S.won.whole, 1),
        "the rank of Won among all Won, smallest first",
        "“成交额”在全部“成交额”中从小到大的名次",
    ),
    (LARGE(S.won.whole, 1), "number 1 of Won from the largest", "“成交额”中从大到小第1个"),
    (SMALL(S.won.whole, 1), "number 1 of Won from the smallest", "“成交额”中从小到大第1个"),
    (
        RANK(S.won, S.won.whole, 0),
        "the rank of Won among all Won, largest first",
        "“成交额”在全部“成交额”中从大到小的名次",
    ),
    (EOMONTH(S.date, 0), "the last day of the month of Date", "“日期”所在月的最后一天"),
    (DATE(YEAR(S.date), MONTH(S.date), 1), "the first day of the month of Date", "“日期”所在月的第一天"),
    (TEXT(S.date, "yyyy-mm"), 'Date as "yyyy-mm"', '“日期”（格式 "yyyy-mm"）'),
    (CONCATENATE(S.name, "|", S.won), 'the texts Name + "|" + Won in a row', '依次连接 “姓名” + "|" + “成交额”'),
    (LEFT(S.name, 30), "the first 30 letters of Name", "“姓名”的前30个字符"),
    (HYPERLINK(S.name, S.won), "Won, leading to Name", "“成交额”（链接到“姓名”）"),
    (Whereabouts(S.won, Spot.COLUMN), "the sheet and column of Won", "“成交额”所在的工作表与列"),
    (Whereabouts(S.won, Spot.ROW), "the row of the first Won", "“成交额”首行的行号"),
    (EOMONTH(S.date, 2), "the last day of the month 2 months after Date", "“日期”之后2个月的最后一天"),
    (EDATE(S.date, S.no - 1), "Date plus (No. − 1) months", "“日期”之后（“序号” − 1）个月的同日"),
    (YEAR(S.date), "the year of Date", "“日期”的年份"),
    (DAY(S.date), "the day of the month of Date", "“日期”的日"),
    (MONTH(S.date), "the number of the month of Date", "“日期”的月份序号"),
    (WEEKDAY(S.date, 2), "the number of the weekday of Date, Monday being 1", "“日期”的星期序号（周一为 1）"),
    (ABS(S.won), "Won without its sign", "“成交额”的绝对值"),
    (ROUND(S.won, 2), "Won, rounded to 2 decimals", "“成交额”，四舍五入到2位小数"),
    (
        running(expr(S.target), S.won, SUM(S.won.whole), expr(100)),
        "Target × Won ÷ (sum of all Won), rounded to a multiple of 100",
        "“目标” × “成交额” ÷ （全部“成交额”之和），取整为100的整数倍",
    ),
    (SS_ATTAINMENT(S.won, S.target), "SS_ATTAINMENT(Won, Target)", "SS_ATTAINMENT(“成交额”, “目标”)"),
    (SS_SPLIT(S.won - 1, S.target.whole), "SS_SPLIT(Won − 1, all Target)", "SS_SPLIT(“成交额” − 1, 全部“目标”)"),
]


@pytest.mark.parametrize(("tree", "english", "chinese"), CASES)
def test_an_expression_is_told_in_both_languages(tree: Expr, english: str, chinese: str) -> None:
    assert describe(tree, Words.load("en"), Sample) == english
    assert describe(tree, Words.load("zh-CN"), Sample) == chinese


def test_a_record_names_its_own_fields_and_others_name_the_record() -> None:
    words, key = Words.load("en"), "months_are_the_year"
    off, ok = (line for line in Checks.calculated() if line.key in (f"{key}__off", f"{key}__ok"))
    assert describe(off.native, words, Checks) == (
        "Figure − Should be if Figure is filled in and Should be is filled in, else 0"
    )
    assert describe(ok.native, words, Checks) == (
        "(1 if Difference without its sign is less than 0.005, else 0), or 0 in case of an error"
    )
    assert describe(expr(ok), words, Verdict) == (
        "Numbers that must agree › The months add up to the annual target: Result"
    )


def test_the_least_of_all_records_names_the_field() -> None:
    told = describe(Verdict.all_ok.native, Words.load("en"), Verdict)
    assert told == "the smallest Numbers that must agree › Result"


LINES = [line for block in SALES_CENTER.blocks for line in block.calculated()]


@in_each_language
def test_every_calculated_line_can_be_told_with_its_brackets_closed(words: Words) -> None:
    for line in LINES:
        for tree in (line.native, line.reading(Flavour.PYTHON)):
            told = describe(tree, words, line.block)
            assert told, line
            assert told.count("(") == told.count(")"), (line, told)
            assert told.count("（") == told.count("）"), (line, told)
            assert not re.search(r"[{}]", told), (line, told)


@in_each_language
def test_lines_of_a_block_that_are_told_alike_compute_alike(words: Words) -> None:
    for block in SALES_CENTER.blocks:
        shapes: dict[str, object] = {}
        for line in block.calculated():
            told = describe(line.native, words, block)
            assert shapes.setdefault(told, _shape(line.native)) == _shape(line.native), (line, told)


class Used(dict[str, str]):
    """Words that remember which of them were asked for."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]  # for texts only
        self.asked.add(key)
        return super().get(key, default)


def test_no_connecting_word_is_left_over() -> None:
    tree = dict(Words.load("en").tree)
    connecting = tree["describe"]
    assert isinstance(connecting, Mapping)
    tree["describe"] = used = Used(connecting)
    words = Words("en", tree)
    for case, _, _ in CASES:
        describe(case, words, Sample)
    describe(Verdict.all_ok.native, words, Verdict)
    assert set(connecting) - used.asked == set()


def _shape(tree: Expr) -> object:
    """A tree as plain values, which compare; a field of a record stands for that of any record."""
    match tree:
        case Literal(value):
            return value
        case Own(part):
            return part
        case Ref(line, part, last):
            return _field(line), part, None if last is None else _field(last)
        case Binary(sign, left, right):
            return sign, _shape(left), _shape(right)
        case Call(function, arguments):
            return function.name, *map(_shape, arguments)
    return type(tree).__name__, *map(_shape, tree.children())


def _field(line: Line) -> tuple[type[Home], str]:
    return line.block, line.key.rpartition("__")[2] if line.block is Checks else line.key
