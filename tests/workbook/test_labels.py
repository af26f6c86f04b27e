from __future__ import annotations

import string
from collections.abc import Iterator, Mapping

import pytest

from salessheet.errors import DeclarationError, InvalidOption
from salessheet.workbook.labels import LANGUAGES, SPELLINGS, Words
from salessheet.workbook.settings import SETTINGS
from salessheet.workbook.tables import (
    TABLES,
    Courses,
    CustomerClasses,
    Deals,
    MarketSizes,
    PoolBands,
    Reps,
    Strategies,
    TargetBasis,
    Teams,
)

COLUMNS = [column for table in TABLES for column in table.columns()]


def leaves(tree: Mapping[str, object], path: str = "") -> Iterator[tuple[str, object]]:
    for key, value in tree.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield from leaves(value, here)
        else:
            yield here, value


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_exactly_the_same_keys(lang: str) -> None:
    english, other = (dict(leaves(Words.load(known).tree)) for known in ("en", lang))
    lacking = sorted(f"{key} = {english[key]!r}" for key in english.keys() - other.keys())
    surplus = sorted(other.keys() - english.keys())
    assert not lacking, f"labels/{lang}.toml lacks {len(lacking)} words of English:\n" + "\n".join(lacking)
    assert not surplus, f"labels/{lang}.toml has words that English lacks:\n" + "\n".join(surplus)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_is_empty(lang: str) -> None:
    blank = {key for key, word in leaves(Words.load(lang).tree) if not str(word).strip()}
    assert blank <= {"phrase.before_rate"}  # which parts two words, in Chinese by a space
    assert all(Words.load(lang).text(key) for key in blank)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_has_the_same_placeholders_in_every_language(lang: str) -> None:
    english, other = (dict(leaves(Words.load(known).tree)) for known in ("en", lang))
    with_facts = [key for key in english if placeholders(str(english[key]))]
    assert len(with_facts) > 100
    for key in with_facts:
        assert placeholders(str(english[key])) == placeholders(str(other[key])), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_of_amounts_without_a_currency_says_which_they_are_in(lang: str) -> None:
    words = Words.load(lang)
    amounts = {table for table in TABLES if any(column.measure.is_money for column in table.columns())}
    bare = {table for table in amounts if "currency" not in {column.key for column in table.columns()}}
    assert {Strategies, CustomerClasses, Courses, MarketSizes, PoolBands, TargetBasis} <= bare
    currency = words.text("line.any.currency").casefold()
    silent = [table.__name__ for table in bare if currency not in (words.find("note", table.__name__) or "").casefold()]
    assert not silent, f"say under [note] of labels/{lang}.toml which currency their amounts are in: {silent}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_has_a_heading_and_a_description(lang: str) -> None:
    words = Words.load(lang)
    assert [column for column in COLUMNS if not words.label(column) or not words.help(column)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_has_a_title_of_its_own(lang: str) -> None:
    titles = [Words.load(lang).title(table) for table in TABLES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_are_unique_within_a_table(lang: str) -> None:
    words = Words.load(lang)
    for table in TABLES:
        headings = [words.label(column).casefold() for column in table.columns()]
        assert len(set(headings)) == len(headings), table


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_allowed_code_has_a_word(lang: str) -> None:
    words = Words.load(lang)
    for column in COLUMNS:
        if isinstance(column.choices, tuple):
            assert set(column.choices) == set(words.codes(column.key)), column


@pytest.mark.parametrize(("lang", "listed", "part"), [("en", "1, b", "a: b"), ("zh-CN", "1、b", "a：b")])
def test_lists_and_parts_are_written_as_the_language_does(lang: str, listed: str, part: str) -> None:
    words = Words.load(lang)
    assert (words.listed([1, "b"]), words.listed([]), words.part_of("a", "b")) == (listed, "", part)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_of_a_set_fit_into_a_list_to_choose_from(lang: str) -> None:
    """Excel parts the items of a list by commas, and takes 255 characters."""
    words = Words.load(lang)
    for column in COLUMNS:
        shown = list(words.codes(column.key).values())
        assert not [word for word in shown if "," in word], column
        if isinstance(column.choices, tuple):
            assert len(",".join(shown)) <= 255, column


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_of_a_set_differ_so_that_they_can_be_read_back(lang: str) -> None:
    words = Words.load(lang)
    for column in COLUMNS:
        shown = list(words.codes(column.key).values())
        assert len(set(shown)) == len(shown), column


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_setting_has_a_label_and_a_description(lang: str) -> None:
    words = Words.load(lang)
    for setting in SETTINGS:
        assert words.text(f"settings.label.{setting.key}")
        assert words.text(f"settings.help.{setting.key}")


def test_a_block_may_word_a_shared_line_its_own_way() -> None:
    words = Words.load("en")
    assert (words.label(Teams.name), words.label(Reps.name)) == ("Team", "Rep")


def test_zh_is_read_as_zh_cn_in_any_case() -> None:
    assert Words.load("zh") is Words.load("ZH-CN")
    assert Words.load("zh").label(Deals.won_date) == "成交日期"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_option_takes_what_the_settings_take_for_a_language(spelling: str) -> None:
    (language,) = (setting for setting in SETTINGS if setting.key == "language")
    assert dict(language.spellings)[spelling] == Words.load(spelling.upper()).lang
    assert set(language.choices) == set(LANGUAGES)


def test_an_unknown_language_is_an_invalid_option() -> None:
    with pytest.raises(InvalidOption, match="fr"):
        Words.load("fr")


def test_a_missing_word_is_a_defect_that_says_where_it_belongs() -> None:
    with pytest.raises(DeclarationError, match=r"labels/zh-CN\.toml: no word for key under \[no\.such\]"):
        Words.load("zh").text("no.such.key")


def test_a_code_without_a_word_stands_for_itself() -> None:
    assert Words.load("en").value("stage", "Pilot") == "Pilot"
