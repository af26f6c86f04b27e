"""What the pages written by hand name must be there."""

from __future__ import annotations

import doctest
import re
import tomllib
from pathlib import Path

import pytest

from docs.build import FOLDER
from salessheet.udfs import FUNCTIONS

ROOT = FOLDER.parent
PAGES = [ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "ACCEPTANCE.md"] + [
    FOLDER / name
    for name in (
        "input-rules.md",
        "commission.md",
        "commission.zh-CN.md",
        "template.md",
        "template.zh-CN.md",
        "addin-lite.md",
        "addin-lite.zh-CN.md",
        "addin-office.md",
        "addin-office.zh-CN.md",
        "addin-libreoffice.md",
        "addin-libreoffice.zh-CN.md",
        "addin-classic.md",
        "addin-classic.zh-CN.md",
        "addin-server.md",
        "addin-server.zh-CN.md",
        "hosts.md",
        "hosts.zh-CN.md",
        "for-it.md",
        "for-it.zh-CN.md",
        "ACCEPTANCE.zh-CN.md",
        "passwords.md",
        "passwords.zh-CN.md",
        "assistants.md",
        "assistants.zh-CN.md",
    )
]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether there is such a file and, in it, the heading that the link names."""
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    if not target.exists():
        return False
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
    slugs = {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}
    return not anchor or anchor in slugs


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_linked_pages_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\((.+?)\)", text) if not link.startswith("https://")]
    assert links
    assert [link for link in links if not leads_somewhere(page, link)] == []


def test_the_files_that_contributing_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:salessheet|tests|docs|examples|templates)/[\w./-]*|[\w-]+\.(?:toml|lock|md))`", text)
    assert len(named) > 20
    assert [path for path in named if not any((top / path).exists() for top in (ROOT, ROOT / "salessheet"))] == []


def test_the_targets_that_contributing_names_are_in_the_makefile() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {word for words in re.findall(r"make ((?:[a-z]+ ?)+)(?=[`\n]| +#)", text) for word in words.split()}
    assert {"check", "docs", "templates", "samples", "pictures", "lock"} <= named
    assert named <= TARGETS


def test_the_newest_version_of_the_changelog_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    released = re.findall(r"^## \[(\d.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert released[0] == project["version"]


@pytest.mark.parametrize("page", [ROOT / "README.md"], ids=lambda page: page.name)
def test_what_a_page_shows_in_python_is_so(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    said = doctest.testfile(str(page), module_relative=False, encoding="utf-8", extraglobs={"FUNCTIONS": FUNCTIONS})

    assert said.attempted > 0
    assert said.failed == 0
