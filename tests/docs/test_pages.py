"""The pages made from the code."""

from __future__ import annotations

import re
from functools import cache

import pytest

from docs.build import FOLDER, pages
from docs.engines_page import told
from salessheet.phrasebook import Phrasebook
from salessheet.udfs import help_in
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.tables import TABLES

made = cache(pages)
NAMES = tuple(
    f"{name}{ending}.md"
    for name in ("capabilities", "engine", "engines", "formulas", "functions", "lint", "tables")
    for ending in ("", ".zh-CN")
)
FORMULAS = {"en": "formulas.md", "zh-CN": "formulas.zh-CN.md"}

VALUED = {"ChannelBoard", "CoachingDue"}  # some of it reads sheets that the workbook shown lacks
LEFT_OUT = {"en": "left out here", "zh-CN": "缺少所需数据，未列入"}


def test_these_pages_are_made() -> None:
    assert sorted(made()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_what_make_docs_would_write(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == made()[name], "run `make docs`, and look at what changed"


def test_why_an_engine_is_not_simply_believed_is_said_in_each_language() -> None:
    book = Phrasebook.load("zh-CN").phrases
    assert [found.why for found in told() if found.why not in book] == []


@pytest.mark.parametrize(("lang", "file"), [("en", "functions.md"), ("zh-CN", "functions.zh-CN.md")])
def test_every_argument_of_every_cell_function_is_on_the_page(lang: str, file: str) -> None:
    page = made()[file]
    for name, about in help_in(lang).items():
        section = page.partition(f"### {name}\n")[2].partition("\n### ")[0]
        assert about.summary in section
        assert [argument.name for argument in about.arguments] == re.findall(r"^\| `(\w+)`", section, re.MULTILINE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_block_and_line_of_the_workbook_is_on_the_page_of_formulas(lang: str) -> None:
    words, page = Words.load(lang), made()[FORMULAS[lang]]
    for block in SALES_CENTER.blocks:
        section = page.partition(f"### {words.title(block)}\n")[2].partition("\n### ")[0]
        assert section, block
        if block not in TABLES and block.__name__ != "Checks":
            assert [words.label(line) for line in block.lines] == re.findall(r"^- \*\*(.+?)\*\*", section, re.MULTILINE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_calculated_line_of_the_sample_shows_a_formula(lang: str) -> None:
    words, page = Words.load(lang), made()[FORMULAS[lang]]
    for block in SALES_CENTER.blocks:
        if block.__name__ in {"Checks", *VALUED}:  # of a check two figures make what is told once
            continue
        section = page.partition(f"### {words.title(block)}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
        shown = section.count("\n  - `=") + section.count(LEFT_OUT[lang])  # what looks after sheets that are not there
        assert shown == len(block.calculated()), f"{block}: has the sample rows for it? `make samples` comes first"
