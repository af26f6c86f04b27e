"""Answers of the desk: the right cell by business words in both languages, and small."""

from __future__ import annotations

import csv
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from salessheet.data import sinks
from salessheet.data.sample import sample
from salessheet.errors import InvalidOption, UserError
from salessheet.mcp.answers import MOST, first, told
from salessheet.mcp.belonging import owners, shown
from salessheet.mcp.books import SeenBook
from salessheet.mcp.desk import DataDesk
from salessheet.mcp.finding import ALSO_SAID
from salessheet.mcp.sight import Listener, Sight
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.readings.phrases import name_of
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx.addresses import CellRef

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.fixture(scope="module")
def in_chinese(tmp_path_factory: pytest.TempPathFactory) -> DataDesk:
    folder, words = tmp_path_factory.mktemp("chinese"), Words.load("zh-CN")
    sinks.write(sample(teams=1, reps=2, deals=8, lang=words.lang), folder, words)
    return DataDesk.open(str(folder), Sight.of(Listener.MANAGER, ""))


@pytest.fixture(params=["manager", "in_chinese"])
def desk(request: pytest.FixtureRequest) -> DataDesk:
    """A centre in one language, which is asked in both."""
    found: DataDesk = request.getfixturevalue(request.param)
    return found


def labels(answer: dict[str, Any]) -> list[str]:
    return [each["label"] for each in answer["found"] if isinstance(each, dict)]


@pytest.mark.parametrize("words", ["annual target", "Annual targets", "年度目标"])
def test_the_annual_target_is_found_in_both_languages(desk: DataDesk, words: str) -> None:
    answer = desk.find_cells(words, "T01")["found"][0]
    assert answer["label"] in {"Annual target", "年度目标"}
    assert answer["address"] == "C13"
    assert answer["value"] > 0


@pytest.mark.parametrize("words", ["payout commission by person", "佣金 实发"])
def test_a_formula_is_told_in_words(desk: DataDesk, words: str) -> None:
    found = [each for each in desk.find_cells(words, "T01")["found"] if isinstance(each, dict)]
    assert any(each.get("in_words") and each.get("formula", "").startswith("=") for each in found)


def test_a_name_chooses_its_row(desk: DataDesk) -> None:
    book = desk.books.book("T01")
    named = next(line for line in book.places if repr(line) == "Payout.name")
    name = str(book.cells(named)[1])
    payout = next(line for line in book.places if repr(line) == "Payout.payout")

    answer = desk.find_cells(f"{book.words.label(payout)} {name}", "T01")

    cells = [
        each for each in answer["found"] if isinstance(each, dict) and each["title"] == book.words.title(payout.block)
    ]
    assert book.cells(payout)[1] in [each.get("value") for each in cells]


@pytest.mark.parametrize(
    ("names", "words", "row"),
    [
        (("Al", "Jörg", "Mo"), "total pay", None),
        (("Al", "Jörg", "Mo"), "total pay Al", 0),
        (("Al", "Jörg", "Mo"), "Jörg's total pay", 1),
        (("Al", "Jörg", "Mo"), "total pay Jörgen", None),
        (("Al", "Jörg", "Mo"), "total pay Mos", 2),
        (("王伟", "李", "李娜"), "李娜的 total pay", 2),
    ],
)
def test_a_name_chooses_its_row_as_words_of_its_own(
    tmp_path: Path, names: tuple[str, ...], words: str, row: int | None
) -> None:
    tables = sample(teams=1, reps=len(names), deals=8)
    tables["reps"] = tables["reps"].assign(name=list(names))
    sinks.write(tables, tmp_path)
    desk = DataDesk.open(str(tmp_path), Sight.of(Listener.MANAGER, ""))
    book = desk.books.book("T01")
    line = next(line for line in book.places if repr(line) == "TotalPay.total")
    title, at = book.words.title(line.block), book.places[line]

    found = [each for each in desk.find_cells(words, "T01")["found"] if isinstance(each, dict)]

    told_of = [each["address"] for each in found if (each["title"], each["label"]) == (title, "Total pay")]
    assert told_of == [at.address if row is None else CellRef(at.sheet, at.top + row, at.left).address]


def test_of_several_rows_with_a_word_the_first_is_told_and_that_there_are_others(desk: DataDesk) -> None:
    book = desk.books.book("T01")
    line = next(line for line in book.places if repr(line) == "Deals.product")
    products = [text for text in book.cells(line) if text]
    often = next(text for text in products if products.count(text) > 1)

    found = desk.find_cells(f"{often} {book.words.label(line)} deal", "T01")["found"]

    answer = next(each for each in found if each["title"] == book.words.title(line.block))
    assert (answer["value"], answer["rows_alike"]) == (often, products.count(often))
    assert "the first" in answer["note"]


def test_a_number_is_explained_by_what_it_reads(desk: DataDesk) -> None:
    book = desk.books.book("T01")
    payout = next(line for line in book.places if repr(line) == "Payout.payout")
    at = book.places[payout]

    answer = desk.explain_number(at.sheet, f"{at.address.partition(':')[0]}".lower(), "T01")

    told_of = {each["label"]: each["value"] for each in answer["inputs"]}
    assert sum(value or 0.0 for value in told_of.values()) == pytest.approx(answer["value"])
    assert len(told_of) == 3
    assert answer["inputs_elsewhere"] == 0


def test_cells_that_are_found_together_can_be_explained_by_the_address_they_are_told_with(desk: DataDesk) -> None:
    """The first of them that shows something, as if it had been named alone."""
    together = [
        each
        for words in ("payout by person", "回款 逾期", "won by month", "attainment", "score")
        for each in desk.find_cells(words, "T01")["found"]
        if isinstance(each, dict) and ":" in each["address"] and each["values"]
    ]
    assert len(together) > 10

    for each in together:
        answer = desk.explain_number(each["sheet"], each["address"], "T01")
        note = answer.pop("note")
        assert note.startswith(f"Of {each['address']}, the first that shows something.")
        assert answer["value"] == each["values"][0]
        assert answer == desk.explain_number(each["sheet"], answer["address"], "T01")


def test_cells_of_several_lines_are_refused_and_one_of_them_named(desk: DataDesk) -> None:
    found = next(each for each in desk.find_cells("won by month", "T01")["found"] if ":" in each["address"])
    start, _, end = found["address"].partition(":")

    with pytest.raises(InvalidOption, match=f"several cells. Name one of them, such as {start}"):
        desk.explain_number(found["sheet"], f"{start}:XFD{end.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}", "T01")


@pytest.mark.parametrize(
    ("sheet", "address"), [("Nowhere", "B2"), ("Settings", "B2:C3"), ("Settings", "ZZZ9"), ("x", "")]
)
def test_what_is_no_cell_with_a_number_is_refused(desk: DataDesk, sheet: str, address: str) -> None:
    with pytest.raises(InvalidOption):
        desk.explain_number(sheet, address, "T01")


def test_nothing_to_look_for_is_said(desk: DataDesk) -> None:
    for words, book in ((" ? ", "T01"), ("", ""), ("，。", ""), ("of the", "")):
        with pytest.raises(InvalidOption, match="no word"):
            desk.find_cells(words, book)
    answer = desk.find_cells("zebra quagga", "T01")
    assert answer["found"] == []
    assert "fewer words" in answer["note"]


@pytest.mark.parametrize(
    ("said", "called"), [("佣金 by person", "提成 by person"), ("本月完成率", "本月达成率"), ("quota", "target")]
)
def test_what_people_say_finds_what_the_workbook_calls_otherwise(desk: DataDesk, said: str, called: str) -> None:
    assert labels(desk.find_cells(called, "T01"))[0] in labels(desk.find_cells(said, "T01"))


def test_every_other_word_is_one_that_workbooks_have() -> None:
    called = {
        name_of(line, Words.load(lang)).casefold()
        for lang in LANGUAGES for sheet in SALES_CENTER.sheets for block in sheet.blocks for line in block.lines
    }  # fmt: skip  # one thought

    assert [word for word in ALSO_SAID.values() if not any(word in name for name in called)] == []


def test_a_part_of_the_words_is_told_as_that(desk: DataDesk) -> None:
    whole, part = (desk.find_cells(words, "T01") for words in ("annual target", "annual target zebra quagga okapi"))

    assert "note" not in whole
    assert "a part of the words" in part["note"]
    assert labels(part)[0] == labels(whole)[0]


def test_words_that_formulas_put_together_are_no_answer(desk: DataDesk) -> None:
    lists = {Words.load(lang).text("sheet.lists.name") for lang in LANGUAGES}

    for words in ("commission people", "提成 人数", "attainment of the month", "本月达成率"):
        found = [each for each in desk.find_cells(words, "T01")["found"] if isinstance(each, dict)]
        assert [each for each in found if each["sheet"] in lists] == []


@pytest.mark.parametrize(
    ("words", "book"),
    [("年度目标", "centre"), ("净推荐值", "T01"), ("NPS", "T01"), ("应收逾期", "T01"), ("一句空话", "")],
)
def test_without_a_book_the_one_that_has_more_of_the_words_answers(in_chinese: DataDesk, words: str, book: str) -> None:
    found = in_chinese.find_cells(words)["found"]

    assert [one["book"] for one in found[:1]] == ([book] if book else [])


def test_where_people_read_a_number_comes_before_its_working(desk: DataDesk) -> None:
    """Pipeline coverage stands on the dashboard, in its working, and in checks."""
    sheets = {Words.load(lang).text("sheet.dashboard.name") for lang in LANGUAGES}

    assert desk.find_cells("pipeline coverage", "T01")["found"][0]["sheet"] in sheets


@pytest.mark.parametrize("month", ["June", "2026-13", "2031-01"])
def test_a_month_that_nothing_is_known_of_is_refused(desk: DataDesk, month: str) -> None:
    with pytest.raises(UserError):
        desk.explain_payout("R0001", month)


def test_a_payout_is_asked_for_by_id_or_name_however_they_are_spelled(centre: Path, tmp_path: Path) -> None:
    folder = copytree(centre, tmp_path / "data")
    reps = folder / "reps.csv"
    text = reps.read_text(encoding="utf-8-sig")
    _, *rows = csv.reader(text.splitlines())
    (one, name, *_), (another, other, *_) = rows[:2]
    desk = DataDesk.open(str(folder), Sight.of(Listener.FINANCE, ""))

    asked = (one, one.lower(), f" {one.translate(FULL_WIDTH)}", name, name.upper())
    assert {desk.explain_payout(each)["rep_id"] for each in asked} == {one}

    reps.write_text(text.replace(other, name), encoding="utf-8")
    again = DataDesk.open(str(folder), Sight.of(Listener.FINANCE, ""))
    with pytest.raises(InvalidOption, match=f"{one}, {another}"):
        again.explain_payout(name)
    assert again.explain_payout(another)["rep_id"] == another


def test_a_refusal_names_arguments_of_the_tool_in_the_language_of_the_source(desk: DataDesk) -> None:
    with pytest.raises(UserError) as refused:
        desk.explain_payout("nobody")

    said = {"en": "rep_id nobody: there is no such person.", "zh-CN": "rep_id nobody：没有这个人员。"}
    assert desk.refusal(refused.value).startswith(said[desk.lang])


def test_a_list_says_how_much_more_there_is() -> None:
    assert first(list(range(MOST + 3)))[-1] == "and 3 more"
    assert told({"a": (1, 2), "b": frozenset({3})}) == {"a": [1, 2], "b": [3]}


def test_problems_are_counted_and_told(centre: Path, tmp_path: Path) -> None:
    folder = copytree(centre, tmp_path / "data")
    deals = folder / "deals.csv"
    heading, first_row, *rows = deals.read_text(encoding="utf-8-sig").splitlines()
    deals.write_text("\n".join([heading, first_row, first_row, *rows]), encoding="utf-8")

    answer = DataDesk.open(str(folder), Sight.of(Listener.MANAGER, "")).list_problems()

    assert answer["count"] >= 1
    assert {"file", "rows", "column", "wrong", "mend"} == set(answer["problems"][0])


def _line(book: SeenBook, called: str) -> Line:
    return next(line for line in book.places if repr(line) == called)


def test_of_many_values_each_says_whose_it_is(desk: DataDesk) -> None:
    """The first stage has no step rate, so that the first value told is that of the second."""
    book = desk.books.book("T01")
    rate, stage = _line(book, "Steps.step_rate"), _line(book, "Steps.stage")

    found = desk.find_cells("step rate stage by stage", "T01")["found"]

    answer = next(each for each in found if each["address"] == book.places[rate].address)
    pairs = zip(book.cells(stage), book.cells(rate), strict=True)
    of_stages = [(name, value) for name, value in pairs if value not in {None, ""}]
    assert list(zip(answer["of"], answer["values"], strict=True)) == of_stages
    assert answer["of"][0] == book.cells(stage)[1]


def test_a_cell_belongs_to_its_row_and_its_column(desk: DataDesk) -> None:
    book = desk.books.book("T01")
    rate, names = _line(book, "PersonRates.rate"), book.cells(_line(book, "PersonRates.name"))
    stages = book.cells(_line(book, "PersonRates.stage"))

    assert owners(book, rate, [1, len(stages)]) == [f"{names[0]}, {stages[1]}", f"{names[1]}, {stages[0]}"]
    assert owners(book, _line(book, "PersonRates.stage"), [0]) == []


def test_where_nothing_says_what_a_cell_belongs_to_its_address_does(desk: DataDesk) -> None:
    book = desk.books.book("T01")
    line = _line(book, "PersonRates.rate")
    at = book.places[line]
    alone = SeenBook(book.name, book.words, {line: at}, book.cells, book.formula)

    assert owners(alone, line, [0]) == [CellRef(at.sheet, at.top, at.left).address]


def test_days_and_months_are_told_as_such(desk: DataDesk) -> None:
    book = desk.books.book("T01")
    month, as_of = _line(book, "ByMonth.start"), _line(book, "Settings.as_of")

    assert shown(month, book.cells(month)[0]) == "2026-01"
    assert str(shown(as_of, book.cells(as_of)[0])).startswith("2026-0")
    assert shown(month, "") == ""
    assert owners(book, _line(book, "ByMonth.actual"), [1]) == ["2026-02"]
