"""A copy of the open workbook for everybody in the team."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from salessheet import macros
from salessheet.errors import InvalidOption, RefusedOutput, UnfitHost, UnfitWorkbook
from salessheet.live.calls import is_call
from salessheet.routines import exporting
from salessheet.workbook.tables import Deals
from tests.macros.conftest import Built
from tests.macros.fake_book import FakeApp, FakeBook


@dataclass
class Books:
    """Opens whatever file it is asked for as the same workbook."""

    inside: FakeBook
    closed: list[Path] = field(default_factory=list)

    def open(self, fullname: str) -> FakeBook:
        _filed(self.inside, Path(fullname))
        self.inside.close = lambda: self.closed.append(Path(fullname))  # type: ignore[attr-defined]  # a part of xlwings
        return self.inside


def _filed(book: FakeBook, file: Path) -> None:
    """A book that is saved as a text of how many calls are in it."""
    book.fullname = str(file)  # type: ignore[attr-defined]  # a part of xlwings
    book.save = lambda: file.write_text(str(sum(map(is_call, book.formulas.values()))))  # type: ignore[attr-defined]


@pytest.fixture
def book(built: Built, tmp_path: Path) -> FakeBook:
    """The workbook with calls, in a file."""
    found, copied = built("python"), built("python")
    _filed(found, tmp_path / "T01.xlsx")
    (tmp_path / "T01.xlsx").write_text("as saved before")
    found.app = FakeApp()
    found.app.books = Books(copied)  # type: ignore[attr-defined]  # a part of xlwings
    return found


def test_a_copy_without_calls_is_saved_beside_and_this_one_stays(book: FakeBook, tmp_path: Path) -> None:
    before = dict(book.formulas)
    summary = macros.export_my_team(book.xw, "plain")
    assert summary.file == str(tmp_path / "T01 - team copy.xlsx")
    assert Path(summary.file).read_text() == "0"
    assert int((tmp_path / "T01.xlsx").read_text()) > 100, "saved as it stands"
    assert book.formulas == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["T01 - team copy.xlsx", "T01.xlsx"]
    assert book.app.books.closed  # type: ignore[attr-defined]
    assert str(book.app.status_bar) == f"Written: {summary.file}."  # type: ignore[attr-defined]


def test_a_workbook_without_calls_is_copied_as_it_is(book: FakeBook, tmp_path: Path) -> None:
    inside = book.app.books.inside  # type: ignore[attr-defined]
    inside.formulas = {cell: text for cell, text in inside.formulas.items() if not is_call(text)}
    assert macros.export_my_team(book.xw, "values", "Mine.xlsx").file == str(tmp_path / "Mine.xlsx")


def test_no_file_is_overwritten(book: FakeBook, tmp_path: Path) -> None:
    (tmp_path / "Mine.xlsx").write_text("somebody's")
    with pytest.raises(RefusedOutput, match="there is already a file"):
        macros.export_my_team(book.xw, "plain", "Mine")
    with pytest.raises(RefusedOutput, match="there is already a file"):
        macros.export_my_team(book.xw, "plain", "T01")
    assert (tmp_path / "T01.xlsx").read_text() == "as saved before"


@pytest.mark.parametrize("name", ["../Mine", "a:b", "a\\b", "con", "Lpt1.old", "why?", "two\nlines\nof it", '"Mine"'])
def test_a_name_with_a_folder_or_that_no_file_has_on_windows_is_refused(
    book: FakeBook, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InvalidOption, match="not a file name"):
        macros.export_my_team(book.xw, "plain", name)
    assert [path.name for path in tmp_path.iterdir()] == ["T01.xlsx"]


@pytest.mark.parametrize("name", ["团队 副本", "console", "June (2026), final"])
def test_any_other_name_is_taken(book: FakeBook, tmp_path: Path, name: str) -> None:
    macros.export_my_team(book.xw, "plain", name)
    assert (tmp_path / f"{name}.xlsx").is_file()


def test_rows_that_are_the_managers_alone_are_not_handed_on(
    book: FakeBook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(exporting, "PRIVATE_TABLES", (Deals,))  # those that are have no rows in the sample
    with pytest.raises(UnfitWorkbook, match="for the manager alone: Deals"):
        macros.export_my_team(book.xw, "plain")
    assert [path.name for path in tmp_path.iterdir()] == ["T01.xlsx"]


@pytest.mark.parametrize(
    ("code", "lang", "why"),
    [
        (errno.EACCES, "en", "you may not write there"),
        (errno.EACCES, "zh-CN", "没有写入权限"),
        (errno.ENOSPC, "zh-CN", "磁盘已满"),
        (errno.EIO, "zh-CN", os.strerror(errno.EIO)),
    ],
)
def test_what_the_system_refuses_is_said_in_the_language_of_the_workbook(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, lang: str, why: str
) -> None:
    found = built("native", lang)
    _filed(found, tmp_path / "T01.xlsx")
    (tmp_path / "T01.xlsx").write_text("as saved before")

    def refuse() -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(found, "save", refuse)
    with pytest.raises(RefusedOutput, match=re.escape(why)):
        macros.export_my_team(found.xw, "plain")
    assert [path.name for path in tmp_path.iterdir()] == ["T01.xlsx"]


def test_a_host_without_files_says_so(built: Built) -> None:
    book = built("python")
    with pytest.raises(UnfitHost, match="not in a file"):
        macros.export_my_team(book.xw, "plain")
