"""What a button asks, does and says, with a stand-in for Excel's boxes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import xlwings as xw

from salessheet.errors import UnfitWorkbook
from salessheet.hosts.classic.buttons import pressed
from salessheet.live.macro import Field, Kind, Macro
from salessheet.macros import AlteredCell, FailingCheck, Inspection, Summary
from salessheet.routines import conclusion
from salessheet.workbook.labels import LANGUAGES, Words

NOW = dt.datetime(2026, 6, 30, 9, 30)
FIELDS = (
    Field("month", Kind.MONTH),
    Field("file", Kind.FILE),
    Field("to", Kind.CHOICE, ("plain", "values")),
    Field("all", Kind.FLAG),
    Field("note", Kind.TEXT, is_optional=True),
)
OWN = {"title": "Try", "tip": "It tries.", "month": "Month", "file": "File", "to": "Replace by", "plain": "plain ones",
       "values": "values", "all": "All?", "note": "Note"}  # fmt: skip  # what its form says


@dataclass
class Excel:
    """Boxes that answer in turn, and what they showed."""

    answers: list[object] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    status_bar: str = ""

    @property
    def api(self) -> Excel:
        return self

    def InputBox(self, *, Prompt: str, Title: str, Type: int) -> object:  # noqa: N803  Excel's own names
        assert (Title, Type) == ("Try", 2)
        assert len(Prompt) <= 255
        self.shown.append(Prompt)
        return self.answers.pop(0)

    def GetOpenFilename(self, *, FileFilter: str, Title: str) -> object:  # noqa: N803  as above
        self.shown.append(Title)
        return self.answers.pop(0)

    def alert(self, prompt: str, title: str, buttons: str = "ok", mode: str | None = None) -> object:
        self.shown.append(prompt)
        return self.answers.pop(0) if buttons == "yes_no" else "ok"

    def calculate(self) -> None: ...


@dataclass
class Book:
    app: Excel
    sheets: list[object] = field(default_factory=list)
    name: str = "Book1"
    names: tuple[object, ...] = ()


def words(lang: str = "en") -> Words:
    tree = dict(Words.load(lang).tree)
    return Words(lang, {**tree, "macros": {"try_on": OWN}})


def pushed(run: Callable[..., object], *answers: object, fields: tuple[Field, ...] = (), final: bool = False) -> Excel:
    excel = Excel(list(answers))
    pressed(Macro("try_on", run, fields, final), cast("xw.Book", Book(excel)), words(), NOW)
    assert excel.answers == []
    return excel


def test_each_field_is_asked_for_and_handed_over_as_the_macro_takes_it(tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("a,b\n1,2\n")
    got: dict[str, Any] = {}

    excel = pushed(
        taking(got),
        "2026-06", str(tmp_path / "new.csv"), "2", "yes", "", fields=FIELDS,
    )  # fmt: skip  # an answer a field

    assert got == {"month": "2026-06", "file": "a,b\n1,2\n", "to": "values", "all": True}
    assert excel.shown[:4] == [
        "Month\n(such as 2026-06)", "File", "Replace by\n1  plain ones\n2  values\n(type a number)", "All?",
    ]  # fmt: skip  # a box a line
    assert excel.shown[4] == "Note\n(may stay empty)"


def test_what_is_no_answer_is_asked_for_again() -> None:
    got: dict[str, Any] = {}

    excel = pushed(taking(got), "soon", "2026-07", fields=FIELDS[:1])

    assert got == {"month": "2026-07"}
    assert "Month is not 'soon'. Write a month of the years 1990 to 2199, such as 2026-06. Nothing was changed." in (
        excel.shown
    )


def test_a_file_that_cannot_be_read_is_said_and_ends_it(tmp_path: Path) -> None:
    got: dict[str, Any] = {}
    (tmp_path / "doubtful.csv").write_bytes("单,1\n".encode("gb18030"))

    gone = pushed(taking(got), str(tmp_path / "none.csv"), fields=FIELDS[1:2])
    doubtful = pushed(taking(got), str(tmp_path / "doubtful.csv"), fields=FIELDS[1:2])

    assert "the file cannot be read" in gone.shown[-1]
    assert "its encoding is in doubt" in doubtful.shown[-1]
    assert got == {}


def taking(got: dict[str, Any]) -> Callable[..., Summary]:
    """A macro that notes what it is given."""

    def run(book: xw.Book, **given: object) -> Summary:
        got.update(given)
        return Summary("try_on")

    return run


@pytest.mark.parametrize("place", range(3))
def test_cancelling_a_box_does_nothing(place: int, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("a\n1\n")
    answers: list[object] = ["2026-06", str(tmp_path / "new.csv"), "1"]
    got: dict[str, Any] = {}

    pushed(taking(got), *answers[:place], False, fields=FIELDS[:3])

    assert got == {}


@pytest.mark.parametrize(("answer", "done"), [("yes", {"month": "2026-06"}), ("no", {})])
def test_what_cannot_be_undone_is_asked_before(answer: str, done: dict[str, str]) -> None:
    got: dict[str, Any] = {}

    excel = pushed(taking(got), "2026-06", answer, fields=FIELDS[:1], final=True)

    assert got == done
    assert excel.shown[1] == "It tries.\n\nThis cannot be undone. Go ahead?"


def test_it_says_what_was_found() -> None:
    checks = tuple(FailingCheck(f"c{i}", f"Check {i}", 1, 2, 1) for i in range(12))
    found = Inspection(checks, (AlteredCell("Targets", "B3", 1, 2),), 5, ("A note.",))

    said = pushed(lambda book: found).shown[-1]

    assert "- Check 0\n" in said
    assert "- Check 9\n…\nA note." in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UnfitWorkbook("It is another workbook.", "Open ours."), "It is another workbook.\n\nOpen ours."),
        (ZeroDivisionError("oh"), "ZeroDivisionError: oh"),
    ],
)
def test_what_goes_wrong_is_told_in_a_box_and_raises_nothing(error: Exception, said: str) -> None:
    def run(book: xw.Book) -> None:
        raise error

    assert pushed(run).shown[-1].endswith(said)


@pytest.mark.parametrize(("is_locked", "lines"), [(True, 3), (False, 2)])
def test_where_sheets_are_protected_a_failure_says_how_to_open_them(*, is_locked: bool, lines: int) -> None:
    def run(book: xw.Book) -> None:
        raise OSError(-2147352567)

    excel = Excel()
    sheet = SimpleNamespace(name="Sheet1", api=SimpleNamespace(ProtectContents=is_locked))
    pressed(Macro("try_on", run), cast("xw.Book", Book(excel, [sheet])), words(), NOW)

    said = excel.shown[-1].split("\n\n")
    assert (len(said), "Unprotect Sheet" in said[-1]) == (lines, is_locked)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_was_done_in_the_words_of_the_add_in(lang: str) -> None:
    excel, said = Excel(), words(lang)

    pressed(Macro("try_on", lambda book: Summary("try_on", recalculated=True)), cast("xw.Book", Book(excel)), said, NOW)

    assert excel.shown == [said.text("macro.recalculated").format(rows=0, cells=0)]


def test_a_run_that_wrote_cells_stands_in_the_log_or_it_says_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        conclusion, "logged", lambda book, summary, when: f"no log of {summary.cells_written} at {when}"
    )

    assert pushed(lambda book: Summary("try_on", cells_written=3)).shown[-1].endswith(f"no log of 3 at {NOW}")
