"""All words that the declaration asks for and a language does not have, told at once, as they are to be filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Band, Sheet, Text
from salessheet.workbook.capabilities import CAPABILITIES
from salessheet.workbook.expr import Home, Line
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Input
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.sheets.checks import CHECKS, Checks
from salessheet.workbook.tables import TABLES

Asked = Callable[[Words], str]


def words_of_lines(block: type[Home]) -> Iterator[Asked]:
    """A heading each; what is typed has a sentence of help, too."""
    for line in block.lines:
        yield from (called(line), explained(line)) if is_typed(line) else (called(line),)


def called(line: Line) -> Asked:
    return lambda words: words.label(line)


def explained(line: Line) -> Asked:
    return lambda words: words.help(line)


def is_typed(line: Line) -> bool:
    return isinstance(line, Input) and not line.given


def keyed(section: str, key: str, *parts: str) -> Iterator[Asked]:
    for name in [f"{section}.{key}.{part}" for part in parts] or [f"{section}.{key}"]:
        yield lambda words, name=name: words.text(name)  # type: ignore[misc]  # the name of this turn


def words_of_sheet(sheet: Sheet) -> Iterator[Asked]:
    yield from keyed("sheet", sheet.key, "name", "title", "purpose")
    for block in sheet.blocks:
        if not issubclass(block, Table):
            yield from keyed("block", block.__name__)
            yield from () if block is Checks else words_of_lines(block)
    for item in sheet.items:
        if isinstance(item, Text):
            yield from keyed("text", item.key)
        elif isinstance(item, Band):
            for chart in item.charts:
                yield from keyed("chart", chart.key, "title", "unit", "alt")


def asked() -> Iterator[Asked]:
    for table in TABLES:
        yield from keyed("tables", table.key, "title", "note")
        yield from words_of_lines(table)
    for sheet in SALES_CENTER.sheets:
        yield from words_of_sheet(sheet)
    for check in CHECKS:
        yield from keyed("check", check.key)
    for capability in CAPABILITIES:
        yield from keyed("capability", capability.key)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_is_missing(lang: str) -> None:
    words, missing = Words.load(lang), []
    for word in asked():
        try:
            word(words)
        except DeclarationError as error:
            missing.append(str(error))
    assert not missing, "\n".join(dict.fromkeys(missing))


def test_a_word_that_is_missing_is_told_with_the_place_where_it_belongs() -> None:
    without = Words("en", {**Words.load("en").tree, "sheet": {}})
    (name, *_) = keyed("sheet", "deals", "name")
    with pytest.raises(DeclarationError, match=r"labels/en\.toml: no word for name under \[sheet\.deals\]"):
        name(without)
