"""Every example of the pages on importing, run: files and mapping in, the tables that the page shows out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.build import FOLDER
from salessheet.data.importing.imports import import_files
from salessheet.data.importing.mapping_files import parsed
from salessheet.data.sinks import write
from salessheet.workbook.labels import Words

PAGES = ("import.md", "import.zh-CN.md")
_BLOCK = re.compile(r"^```(?:csv|toml) (> )?(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Blocks = dict[tuple[bool, str], str]
"""(whether it comes out, name of a file) → its text."""


def examples(page: str) -> list[Blocks]:
    """The blocks of each example: it ends where its tables do, and files of a section stay for the next one in it."""
    found: list[Blocks] = []
    for section in (FOLDER / page).read_text(encoding="utf-8").split("\n## "):
        blocks: Blocks = {}
        for out, name, text in _BLOCK.findall(section):
            if not out and any(comes_out for comes_out, _ in blocks):
                found.append(blocks)
                blocks = {}
            blocks[bool(out), name] = text
        if blocks:
            found.append(blocks)
    return found


CASES = [(page, number) for page in PAGES for number in range(len(examples(page)))]


@pytest.mark.parametrize(("page", "number"), CASES)
def test_an_example_gives_the_tables_that_the_page_shows(page: str, number: int, tmp_path: Path) -> None:
    blocks = examples(page)[number]
    (tmp_path / "files").mkdir()
    for (out, name), text in blocks.items():
        if not out and name.endswith(".csv"):
            (tmp_path / "files" / name).write_text(text, encoding="utf-8")
    mapping = parsed(blocks[False, "mapping.toml"], "mapping.toml")
    imported = import_files(mapping, [tmp_path / "files"], Words.load("en"))
    write(imported.frames(), tmp_path / "out")

    shown = {name: text for (out, name), text in blocks.items() if out}
    assert shown
    assert {name: (tmp_path / "out" / name).read_text(encoding="utf-8-sig") for name in shown} == shown
    assert imported.problems == ()


def test_both_pages_have_the_same_examples() -> None:
    english, chinese = ([sorted(blocks) for blocks in examples(page)] for page in PAGES)
    assert english == chinese
