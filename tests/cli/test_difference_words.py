"""The sentences that say why a line differs, in both languages."""

from __future__ import annotations

import pytest

from salessheet.calc.builds import Cause, Why, differences
from salessheet.cli.difference_words import DifferenceWords
from salessheet.workbook.labels import Words
from tests.calc.line_term_changes import CHANGES_OF_LINE_TERMS
from tests.calc.shown import facts


def why(change: str, document: str, lang: str) -> str:
    before, after, _ = CHANGES_OF_LINE_TERMS[change]
    found = differences(facts(before), facts(after))
    entries = [entry for person in found.people for entry in person.entries]
    entry = next(entry for entry in entries if entry.document and entry.document.name == document)
    return DifferenceWords(Words.load(lang), found).why(entry)


@pytest.mark.parametrize(
    ("change", "document", "english", "chinese"),
    [
        ("a rate of a plan", "Q3", "P1, Licence: rate 20% → 25%", "P1，Licence：费率 20% → 25%"),
        ("a new rate of a plan", "Q4", "P1, Pump: rate nothing → 10%", "P1，Pump：费率 无 → 10%"),
        ("a rate that is left to the tiers", "Q3",
         "P1, Licence: rate 20% → by the tiers", "P1，Licence：费率 20% → 按阶梯"),
        ("a rate that names more of a line", "Q4",
         "P1, Pump, senior: rate nothing → 30%", "P1，Pump、senior：费率 无 → 30%"),
        ("the product of an order", "Q3", "Product Licence → Pump", "产品 Licence → Pump"),
        ("since when a customer is one", "Q3",
         "Customer since 2025-06-10 → 2025-06-03", "建立日期 2025-06-10 → 2025-06-03"),
        ("a grade", "Q4", "Grade senior → junior", "职级 senior → junior"),
        ("the portion that a plan pays", "Q4", "Part paid 100% → 50%", "计提部分 100% → 50%"),
        ("a receipt ahead of one that a cap cuts", "Q2",
         "The cap on its order is used up differently, by Receipt Q1", "其订单封顶额度的占用不同，因 回款 Q1"),
        ("the term of a cancelled order", "Q9", "Term (months) 4 → 2", "合同期（月） 4 → 2"),
    ],
)  # fmt: skip  # a sentence a row
def test_why_a_line_differs_is_said_in_both_languages(change: str, document: str, english: str, chinese: str) -> None:
    assert (why(change, document, "en"), why(change, document, "zh-CN")) == (english, chinese)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Rated as Any → by the tiers"), ("zh-CN", "适用费率的类别 任意 → 按阶梯")],
)
def test_a_row_for_any_line_is_called_so(lang: str, said: str) -> None:
    before, after, _ = CHANGES_OF_LINE_TERMS["a grade"]
    words = DifferenceWords(Words.load(lang), differences(facts(before), facts(after)))

    assert words.cause(Cause(Why.RATED_AS, "", "any|any", None)) == said
