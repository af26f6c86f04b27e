from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from salessheet.workbook.book import Band, Chart, Text
from salessheet.workbook.expr import Line
from salessheet.workbook.general import WORDED, Settings
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Column, Input, Term, Watch
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.sheets.checks import CHECKS, Approval, Checks, DataProblems, Verdict
from salessheet.workbook.sheets.guide import About
from salessheet.workbook.sheets.records import ReceiptTotals
from salessheet.workbook.sheets.results import MEASURES
from salessheet.workbook.tables import TABLES

in_each_language = pytest.mark.parametrize("words", [Words.load(lang) for lang in LANGUAGES], ids=LANGUAGES)

BLOCKS = tuple(block for block in SALES_CENTER.blocks if block is not Checks)  # its lines are worded by [check]
LINES = tuple(line for block in BLOCKS for line in block.lines)
WITH_REMARKS = (Settings, About, Approval, Verdict, DataProblems, ReceiptTotals)
CHARTS = tuple(
    {
        chart.key: chart
        for sheet in SALES_CENTER.sheets
        for item in sheet.items
        if isinstance(item, Band)
        for chart in item.charts
    }.values()
)
CHECK_COLUMNS = ("check", "found", "wanted", "off", "ok")

LONGEST_TAB = {"en": 14, "zh-CN": 6}
LONGEST_HEADING = {"en": 18, "zh-CN": 8}
LONGEST_LABEL = {"en": 26, "zh-CN": 11}  # of a single cell: it has a column of its own
LONGEST_PURPOSE = {"en": 115, "zh-CN": 50}  # the contents of the guide show it beside the sheet's name
LONGEST_SENTENCE = {"en": 135, "zh-CN": 60}  # it stands in one row
FULL_STOP = {"en": ".", "zh-CN": "。"}
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z_]+")
NAMES = {
    "CRM", "CSV", "Excel", "HTTPS", "JSON", "KPI", "LibreOffice", "MIT", "Microsoft", "Noncommercial", "PDF",
    "Parquet", "PolyForm", "Pyodide", "Python", "SMART", "SS_", "SS_KPI_SCORE", "SalesCenter", "Server", "UTF",
    "Use_Python", "WPS", "XML", "ZIP", "audit", "csv", "gzip", "json", "manifest", "parquet", "salessheet", "xls",
    "xlsx", "xlwings",
}  # fmt: skip
CODES = {
    code
    for table in TABLES
    for column in table.columns()
    if isinstance(column.choices, tuple)
    for code in column.choices
} | {"en", "zh", "CN"}  # fmt: skip


def section(words: Words, name: str) -> Mapping[str, object]:
    found = words.tree[name]
    assert isinstance(found, Mapping)
    return found


def leaves(tree: Mapping[str, object], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), str(value)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def has_remark(line: Line) -> bool:
    typed = isinstance(line, Input) and not isinstance(line, Column) and not line.given
    return typed or line.block in WITH_REMARKS


def axis_type(chart: Chart) -> Type:
    return chart.series[-1].told.measure


@in_each_language
def test_every_sheet_has_a_title_and_a_purpose_that_says_more(words: Words) -> None:
    for sheet in SALES_CENTER.sheets:
        title, purpose = (words.text(f"sheet.{sheet.key}.{part}") for part in ("title", "purpose"))
        assert 0 < len(title) < len(purpose), sheet.key


@in_each_language
def test_tab_names_keep_to_the_rules_of_excel(words: Words) -> None:
    names = [words.text(f"sheet.{sheet.key}.name") for sheet in SALES_CENTER.sheets]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"  # a name Excel keeps for itself


@in_each_language
def test_tab_names_are_short(words: Words) -> None:
    for sheet in SALES_CENTER.sheets:
        assert len(words.text(f"sheet.{sheet.key}.name")) <= LONGEST_TAB[words.lang], sheet.key


@in_each_language
def test_every_block_has_a_title_of_its_own(words: Words) -> None:
    for sheet in SALES_CENTER.sheets:
        titles = [words.title(block) for block in sheet.blocks]
        assert len(set(titles)) == len(titles), sheet.key


@in_each_language
def test_every_line_has_a_heading(words: Words) -> None:
    assert [line for line in LINES if not words.label(line)] == []


@in_each_language
def test_no_two_lines_of_a_block_share_a_heading(words: Words) -> None:
    for block in BLOCKS:
        headings = Counter(words.label(line).casefold() for line in block.lines)
        assert [heading for heading, times in headings.items() if times > 1] == [], block


@in_each_language
def test_headings_are_short(words: Words) -> None:
    for line in LINES:
        longest = LONGEST_LABEL if line.axis in (Axis.CELL, Axis.TOTAL) else LONGEST_HEADING
        assert isinstance(line, (Term, Watch)) or len(words.label(line)) <= longest[words.lang], line


@in_each_language
def test_cells_to_type_into_and_single_figures_have_a_sentence_of_explanation(words: Words) -> None:
    explained = [line for line in LINES if has_remark(line)]
    assert {line.block for line in explained} >= set(WITH_REMARKS)
    for line in explained:
        assert words.help(line).endswith(FULL_STOP[words.lang]), line


@in_each_language
def test_explanations_fit_the_prompt_of_a_cell(words: Words) -> None:
    for line in LINES:
        if isinstance(line, Input) and not line.given:
            assert len(words.label(line)) <= 32, line
            assert len(words.help(line)) <= 255, line


@in_each_language
def test_every_check_is_a_statement_of_its_own(words: Words) -> None:
    statements = [words.text(f"check.{check.key}") for check in CHECKS]
    assert len(set(statements)) == len(statements)
    headings = [words.text(f"line.Checks.{column}") for column in CHECK_COLUMNS]
    assert len(set(headings)) == len(headings)


@in_each_language
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
def test_every_chart_has_a_title_a_unit_and_a_description_that_says_more(words: Words, chart: Chart) -> None:
    title, alt = words.text(f"chart.{chart.key}.title"), words.text(f"chart.{chart.key}.alt")
    assert alt.endswith(FULL_STOP[words.lang])
    assert len(alt) > len(title)
    money = axis_type(chart).is_money
    assert placeholders(words.text(f"chart.{chart.key}.unit")) == ({"money"} if money else set())


@in_each_language
def test_every_text_is_a_heading_and_paragraphs_of_one_line(words: Words) -> None:
    keys = [item.key for sheet in SALES_CENTER.sheets for item in sheet.items if isinstance(item, Text)]
    assert keys
    for key in keys:
        heading, *paragraphs = words.text(f"text.{key}").split("\n")
        assert 0 < len(heading) <= LONGEST_LABEL[words.lang], key
        assert paragraphs, key
        assert all(0 < len(paragraph.strip()) <= LONGEST_SENTENCE[words.lang] for paragraph in paragraphs), key


@in_each_language
def test_purposes_and_notes_fit_on_a_line(words: Words) -> None:
    purposes = [words.text(f"sheet.{sheet.key}.purpose") for sheet in SALES_CENTER.sheets]
    notes = [str(note) for note in section(words, "note").values()]
    assert [text for text in purposes if len(text) > LONGEST_PURPOSE[words.lang]] == []
    assert [text for text in notes if len(text) > LONGEST_SENTENCE[words.lang]] == []
    assert [text for text in purposes + notes if not text.endswith(FULL_STOP[words.lang])] == []


@in_each_language
def test_texts_have_as_many_paragraphs_in_every_language(words: Words) -> None:
    english, other = (section(known, "text") for known in (Words.load("en"), words))
    counts = [{key: str(text).count("\n") for key, text in texts.items()} for texts in (english, other)]
    assert counts[0] == counts[1]


@in_each_language
def test_the_guide_numbers_its_steps_and_sends_people_to_settings_and_checks(words: Words) -> None:
    _, *steps = words.text("text.use").split("\n")
    assert [step.partition(".")[0] for step in steps] == [str(n) for n in range(1, len(steps) + 1)]
    for key in ("settings", "dashboard", "checks"):
        assert any(words.text(f"sheet.{key}.name") in step for step in steps), key


@in_each_language
def test_measures_are_called_as_in_the_columns_that_hold_them(words: Words) -> None:
    assert [words.value("metric", line.key) for line in MEASURES] == [words.label(line) for line in MEASURES]


@in_each_language
def test_an_indicator_named_after_a_measure_is_called_the_same(words: Words) -> None:
    """A workbook finds the actual of an indicator by its name."""
    shared = {line.key: words.label(line) for line in MEASURES if line.key in words.codes("kpi")}
    assert shared
    assert shared == {key: words.codes("kpi")[key] for key in shared}


@in_each_language
def test_notes_statements_and_small_words_have_the_same_placeholders_in_every_language(words: Words) -> None:
    english, other = (dict(leaves(known.tree)) for known in (Words.load("en"), words))
    assert {key: placeholders(text) for key, text in english.items()} == {
        key: placeholders(text) for key, text in other.items()
    }


def test_no_chinese_stands_in_the_english_words() -> None:
    assert [(key, text) for key, text in leaves(Words.load("en").tree) if CHINESE.search(text)] == []


def test_no_english_stands_in_the_chinese_words_but_names_and_codes() -> None:
    for key, text in leaves(Words.load("zh-CN").tree):
        said = re.sub(r"\{\w*\}|--[a-z-]+|`[^`]*`|https://\S+", "", text)  # what is typed has no Chinese
        assert set(LATIN_WORD.findall(said)) <= NAMES | CODES, key


@in_each_language
def test_no_word_is_left_over_from_something_that_is_gone(words: Words) -> None:
    blocks = {block.__name__: block for block in (*TABLES, *SALES_CENTER.blocks)}
    keys = {name: {line.key for line in block.lines} for name, block in blocks.items()}
    keys |= {"Checks": set(CHECK_COLUMNS), "any": set().union(*keys.values())}
    for name in ("line", "help"):
        for (block, key), _ in leaves(section(words, name)):
            assert key in keys.get(block, set()), (name, block, key)
    worded = {block: set(own) for block, own in section(words, "line").items()}  # type: ignore[call-overload]  # by key
    asked = {
        line.key for block in blocks.values() for line in block.lines if line.key not in worded.get(block.__name__, ())
    }
    assert worded["any"] <= asked
    assert set(section(words, "tables")) == {table.key for table in TABLES}
    assert set(section(words, "phrase")) == {line.key for line in WORDED}
    assert set(section(words, "sheet")) == {sheet.key for sheet in SALES_CENTER.sheets}
    own = {block.__name__ for block in SALES_CENTER.blocks if not issubclass(block, Table)}
    assert set(section(words, "block")) == own
    assert set(section(words, "note")) <= set(blocks)
    assert set(section(words, "check")) == {check.key for check in CHECKS}
    assert set(section(words, "chart")) == {chart.key for chart in CHARTS}


def test_a_rate_that_converts_an_amount_is_called_an_exchange_rate_on_every_sheet() -> None:
    rates = [table.rate for table in TABLES if hasattr(table, "rate_date") and hasattr(table, "rate")]
    assert len(rates) > 4
    for lang, name in (("en", "Exchange rate"), ("zh-CN", "汇率")):
        assert {Words.load(lang).label(rate) for rate in rates} == {name}
