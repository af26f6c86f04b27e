"""What the pages written by hand name must be there."""

from __future__ import annotations

import ast
import doctest
import re
import textwrap
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from docs.build import FOLDER
from salessheet.cli.program import app
from salessheet.udfs import FUNCTIONS

ROOT = FOLDER.parent
PAGES = sorted([*ROOT.glob("*.md"), *FOLDER.glob("*.md")])
CHINESE = sorted(FOLDER.glob("*.zh-CN.md"))
MADE = {f"{name}.zh-CN.md" for name in ("capabilities", "formulas", "functions", "tables")}
IN_TWO = [page for page in CHINESE if page.name not in MADE]
PROGRAM = cast("TyperGroup", get_command(app))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@cache
def anchors(page: Path) -> frozenset[str]:
    """Of each heading, the second of the same words with a number."""
    found: Counter[str] = Counter()
    named = set()
    for heading in re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")
        named.add(f"{slug}-{found[slug]}" if found[slug] else slug)
        found[slug] += 1
    return frozenset(named)


def links(page: Path) -> list[str]:
    """Of a page and its pictures; not what stands in code."""
    text = re.sub(r"`[^`\n]*`|^( {4,}|>>>).*$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [link for link in re.findall(r"\]\((.+?)\)", text) if not link.startswith("https://")]


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether there is such a file and, in it, the heading that the link names."""
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_linked_pages_exist(page: Path) -> None:
    assert [link for link in links(page) if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_a_chinese_page_leads_to_the_chinese_one_where_there_is_one(page: Path) -> None:
    own = english(page)
    elsewhere = [page.parent / link.partition("#")[0] for link in links(page) if ".md" in link]
    there = [other for other in elsewhere if other.resolve() != own.resolve()]
    assert [other.name for other in there if other.with_suffix(".zh-CN.md").exists()] == []


def english(page: Path) -> Path:
    name = page.name.replace(".zh-CN", "")
    return FOLDER / name if (FOLDER / name).exists() else ROOT / name


def outline(page: Path) -> list[tuple[int, ...]]:
    """Of each part of a page: the level of its heading, its points and its rows of tables."""
    parts = re.split(
        r"^(?=#+ )",
        re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL),
        flags=re.MULTILINE,
    )
    return [
        (
            len(part) - len(part.lstrip("#")),
            *(len(re.findall(start, part, re.MULTILINE)) for start in (r"^(?:-|\d+\.) ", r"^\|")),
        )
        for part in parts
    ]


@pytest.mark.parametrize("page", IN_TWO, ids=lambda page: page.name)
def test_both_languages_have_the_same_parts_points_and_rows(page: Path) -> None:
    assert outline(page) == outline(english(page))


def commands(page: Path) -> list[list[str]]:
    """The lines of code that call salessheet, as words."""
    lines = re.findall(r"^ {4,}(salessheet [^`#\n]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [line.split() for line in lines]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_on_a_page_is_one_and_has_the_options_that_it_names(page: Path) -> None:
    for _, name, *words in commands(page):
        assert name in PROGRAM.commands, name
        known = {option for parameter in PROGRAM.commands[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} - known == set(), (name, words)


@pytest.mark.parametrize("page", IN_TWO, ids=lambda page: page.name)
def test_both_languages_show_the_same_commands(page: Path) -> None:
    def shown(page: Path) -> list[tuple[str, ...]]:
        kept = [[word for word in words if word.isascii() and word != "zh-CN"] for words in commands(page)]
        return [(words[1], *(word for word in words if word.startswith("--") and word != "--lang")) for words in kept]

    assert shown(page) == shown(english(page))


def test_every_command_is_on_a_page() -> None:
    told = "".join(page.read_text("utf-8") for page in PAGES if page not in CHINESE and page.name != "CHANGELOG.md")
    assert [name for name in PROGRAM.commands if f"salessheet {name}" not in told] == []


def test_the_files_that_contributing_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:salessheet|tests|docs|examples|templates)/[\w./-]*|[\w-]+\.(?:toml|lock|md))`", text)
    assert len(named) > 20
    assert [path for path in named if not any((top / path).exists() for top in (ROOT, ROOT / "salessheet"))] == []


def test_the_modules_that_contributing_names_exist() -> None:
    named = set(re.findall(r"`(\w+\.py)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert len(named) > 100
    assert named <= {path.name for top in ("salessheet", "tests") for path in (ROOT / top).rglob("*.py")}


def test_what_contributing_says_is_in_a_folder_is_there() -> None:
    """The first cells of its tables below "Inside `folder/`"."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = re.findall(r"^Inside `([\w/]+)/`[^\n]*\n\n((?:\|.*\n)+)", text, re.MULTILINE)
    named = [
        f"{room}/{name}" for room, rows in rooms for cell in re.findall(r"^\| (.+?) \|", rows, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", cell)
    ]  # fmt: skip  # as it reads
    assert len(named) > 80
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_contributing_names_every_folder_of_the_package() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folders = sorted(found.parent for found in (ROOT / "salessheet").rglob("__init__.py"))
    assert [str(folder.relative_to(ROOT)) for folder in folders if f"{folder.name}/" not in text] == []


def test_what_contributing_says_is_in_a_module_is_there() -> None:
    """As in "`NAMES` of `folder/module.py`"."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(
        r"`([A-Za-z_]+)`(?: and `([A-Za-z_]+)`)? (?:of|in) `((?:salessheet|tests|docs)/[\w./-]+\.py)`", text
    )
    assert len(named) > 15
    assert [
        (name, module)
        for *names, module in named
        for name in names
        if not re.search(rf"\b{name}\b", (ROOT / module).read_text(encoding="utf-8"))
    ] == []


def test_the_python_that_contributing_shows_can_be_read() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = re.findall(r"^ *```python\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    assert len(shown) > 8
    for part in shown:
        ast.parse(textwrap.dedent(part))


def test_the_targets_that_contributing_names_are_in_the_makefile() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {word for words in re.findall(r"make ((?:[a-z]+ ?)+)(?=[`\n]| +#)", text) for word in words.split()}
    assert {"check", "docs", "templates", "samples", "pictures", "lock"} <= named
    assert named <= TARGETS


def test_the_newest_version_of_the_changelog_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    released = re.findall(r"^## \[(\d.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert released[0] == project["version"]


@pytest.mark.parametrize("page", [ROOT / "README.md", FOLDER / "README.zh-CN.md"], ids=lambda page: page.name)
def test_what_a_page_shows_in_python_is_so(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    said = doctest.testfile(str(page), module_relative=False, encoding="utf-8", extraglobs={"FUNCTIONS": FUNCTIONS})

    assert said.attempted > 0
    assert said.failed == 0
