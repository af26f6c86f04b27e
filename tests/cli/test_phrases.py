"""What the program says of its own work is in the phrase book of each language, and fits."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import salessheet
from salessheet import errors
from salessheet.phrasebook import Phrase, Phrasebook
from salessheet.workbook.labels import LANGUAGES
from salessheet.xlsx.lint.findings import Fault

_PACKAGE = Path(salessheet.__file__).parent
_OTHERS = [lang for lang in LANGUAGES if lang != "en"]
_ERRORS = frozenset(
    name for name, held in vars(errors).items() if isinstance(held, type) and issubclass(held, errors.UserError)
)
_PROGRAMMERS = ("engine",)  # what the engine of xlwings' API refuses, programmers read
_WORDED_THERE = ("errors.py",)  # of several pieces
_FACT = "‹a fact›"
_ENGINE = "LibreOffice"  # stands before what became of it


@pytest.mark.parametrize("lang", _OTHERS)
def test_every_phrase_stands_once_with_the_facts_of_its_sentence(lang: str) -> None:
    tree = tomllib.loads((_PACKAGE / f"phrases.{lang}.toml").read_text(encoding="utf-8"))
    sentences = [sentence for subject in tree.values() for sentence in subject]
    assert len(Phrasebook.load(lang).phrases) == len(sentences) == len(set(sentences))
    assert len(sentences) > 1_200


def _sentences() -> Iterator[tuple[str, str]]:
    """Where an error is raised or a fault is found → what is said there, a fact wherever one stands."""
    for path in sorted(_PACKAGE.rglob("*.py")):
        place = path.relative_to(_PACKAGE)
        if place.parts[0] in _PROGRAMMERS or place.name in _WORDED_THERE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (said := _said(node)):
                yield from ((f"{place}:{node.lineno}", text) for text in said)


def _said(call: ast.Call) -> list[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "found":  # of lint
        return [text for argument in call.args[3:] if (text := _text(argument))]
    if name not in _ERRORS:
        return []
    said = [text for argument in call.args if (text := _text(argument)) and " " in text.replace(_FACT, "")]
    return [f"{_ENGINE} {text}" if name == "EngineFailed" and text[:1].islower() else text for text in said]


def _text(argument: ast.expr) -> str:
    """A sentence that stands in the code as it is; blank for one that is put together elsewhere."""
    match argument:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else _FACT for part in values)
        case _:
            return ""


# Sentences of which a piece, not a fact, is put in: the pieces are sentences of their own.
_OF_PIECES = re.compile(
    rf"^{_FACT}(: |, )?{_FACT}\.?$|{_FACT} {_FACT}|day{_FACT}|month{_FACT}|row{_FACT}"
    rf"|\({_FACT}or |^{_FACT} Look|^{_FACT}, and its |^{_FACT} '|^this template {_FACT}$"
)


@pytest.mark.parametrize("lang", _OTHERS)
def test_every_error_and_every_finding_is_in_the_book(lang: str) -> None:
    book = Phrasebook.load(lang)
    lacking = [
        f"{place}: {text}"
        for place, text in _sentences()
        if book.translated(text.replace(_FACT, "7")) is None
        and book.translated(text.replace(_FACT, "7 rows")) is None
        and not _OF_PIECES.search(text)
    ]
    assert not lacking, "say these in phrases.<lang>.toml:\n" + "\n".join(lacking)


@pytest.mark.parametrize("lang", _OTHERS)
def test_what_to_do_about_each_finding_is_in_the_book(lang: str) -> None:
    book = Phrasebook.load(lang)
    assert [fault.code for fault in Fault if fault.value not in book.phrases] == []


CHINESE = [
    ("bad: the table 'reps' is missing.", "bad：缺少表“reps”。"),
    ("D:/数据: there is no such file or folder.", "D:/数据：没有这个文件或文件夹。"),
    ("b.csv: it cannot be read (Permission denied).", "b.csv：无法读取（没有权限）。"),
    ("b.xlsx: this is a folder.", "b.xlsx：这是文件夹。"),
    ("The teams are T01, T02, T03.", "现有团队：T01、T02、T03。"),
    ("a.xlsx: 1,204 cells with formulas, compared with formualizer and the data: 2 cells differ.",
     "a.xlsx：1,204 个单元格含公式，与 formualizer、数据 比较：2 个单元格不同。"),
    ("a.xlsx: 2 findings: 1 for which Excel would repair or refuse it, 1 for an auditor.",
     "a.xlsx：2 处发现：1 处 Excel 会修复或拒绝打开，1 处供审计查看。"),
    ("It comes after row 7.", "位于第 7 行之后。"),
    ("A bracket of it is not closed: SUM(A1.", "有括号没有闭合：SUM(A1。"),
    ("a.xlsx: updated. Check the path.", "a.xlsx：已更新。请检查路径。"),
    ("--cluster tcp://a:1: it has no workers.", "--cluster tcp://a:1：它没有工作进程。"),
    ("Parquet: Parquet files are read by pyarrow, and it is not installed.",
     "Parquet：读取 Parquet 文件需要 pyarrow，但尚未安装。"),
    ("Wrote p.csv: 2026-06, 24 people, 34,333.17 CNY.", "已写入 p.csv：2026-06，24 人，34,333.17 CNY。"),
]  # fmt: skip  # a case, a line


@pytest.mark.parametrize(("english", "chinese"), CHINESE)
def test_sentences_with_facts_in_chinese(english: str, chinese: str) -> None:
    assert Phrasebook.load("zh-CN").said(english) == chinese


@pytest.mark.parametrize("text", ["", "T01", "Nobody has ever said this.", "a: b", "笔记：没有。", "...", ". "])
def test_what_the_book_does_not_have_stays_as_it_is(text: str) -> None:
    assert Phrasebook.load("zh-CN").said(text) == text
    assert Phrasebook.load("en").said("Check the path.") == "Check the path."


@given(st.text(max_size=60))
def test_whatever_a_fact_is_it_is_told_as_it_is(fact: str) -> None:
    said = Phrasebook.load("zh-CN").said(f"There is no preset '{fact or 'x'}'.")
    assert said == f"没有预设“{fact or 'x'}”。"


def test_a_translation_with_other_facts_is_refused() -> None:
    with pytest.raises(ValueError, match="other names"):
        Phrase("{path}: gone.", "{file}：没有。")
    with pytest.raises(ValueError, match="cannot be told as loudly"):
        Phrase("{path}: gone.", "{path:loudly}：没有。")
