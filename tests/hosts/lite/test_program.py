"""What runs in xlwings Lite, run here with a stand-in for its decorators, and with the package from nowhere else."""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import pickle
import re
import subprocess
import sys
import tomllib
import zlib
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest
import xlwings as xw

from docs.examples import Example, parsed, sections, shown
from salessheet.core.values import Value
from salessheet.hosts import code
from salessheet.hosts.lite import program
from salessheet.live.macro import Field, Kind, Macro
from salessheet.macros import MACROS
from salessheet.udfs import FUNCTIONS, HELP, help_in
from salessheet.workbook.labels import LANGUAGES, Words
from tests.engine.built import Built
from tests.hosts import forms
from tests.hosts.test_code import ASKED_FOR

EXAMPLES = [example for section in sections() for example in section.examples]
EARLY: tuple[str, list[Any]] = ("SS_NEXT_VISIT", [[[1], [61], [None]], [["A"]] * 3, [["A", 30]]])
HERE = Path(__file__).parent
ROOT = Path(__file__).parents[3]


def arguments(example: Example) -> list[Any]:
    return parsed(example.formula.partition("(")[2].removesuffix(")"))


def cell(answer: Value) -> Value:
    """A range of one cell is shown as what stands in it."""
    match answer:
        case [[value]]:
            return value
    return answer


@pytest.fixture(scope="module", params=LANGUAGES)
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("lite")
    (folder / "main.py").write_text(program.main_file(request.param), encoding="utf-8")
    calls = [*((example.function, arguments(example)) for example in EXAMPLES), EARLY]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (HERE, folder))), "TMPDIR": str(folder)}
    done = subprocess.run(
        [sys.executable, HERE / "answering.py"], input=pickle.dumps(calls), capture_output=True, cwd=folder,
        env=environment, timeout=120, check=False,
    )  # fmt: skip  # one call
    assert done.returncode == 0, done.stderr.decode()
    answered: dict[str, Any] = pickle.loads(done.stdout)
    return answered | {"folder": folder, "lang": request.param}


def test_every_example_answers_as_it_does_without_a_host(found: dict[str, Any]) -> None:
    wrong = [
        example.formula
        for example, answer in zip(EXAMPLES, found["answers"][:-1], strict=True)
        if shown(cell(answer)) != example.expected()
    ]

    assert wrong == []
    assert {example.function for example in EXAMPLES} == set(FUNCTIONS)


def test_days_are_handed_over_as_excel_counts_them(found: dict[str, Any]) -> None:
    """Excel's calendar has a 29 February 1900, that of xlwings has none."""
    assert found["answers"][-1] == [[31.0], [dt.date(1900, 3, 31)], [None]]


def test_it_offers_every_function_and_every_macro_by_its_name(found: dict[str, Any]) -> None:
    words = Words.load(found["lang"])

    text = (found["folder"] / "main.py").read_text(encoding="utf-8")
    assert [about.name for about in help_in(found["lang"]).values() if repr(about.in_wizard) not in text] == []
    assert set(found["functions"]) == set(HELP)
    assert found["scripts"] == {key: macro.title(words) for key, macro in MACROS.items()}


def test_the_package_comes_from_the_file_itself(found: dict[str, Any]) -> None:
    assert found["code"].startswith(str(found["folder"]))


@pytest.mark.parametrize(
    ("alert", "said"),
    [
        ("FakeApp.alert = lambda app, said: print('shown:', said)\n", "shown: Everything is up to date"),
        ("", "Everything is up to date"),
    ],
    ids=["in a message", "where there are no messages"],
)
def test_a_macro_says_what_it_did(built_books: Built, tmp_path: Path, alert: str, said: str) -> None:
    (tmp_path / "main.py").write_text(program.main_file("en"), encoding="utf-8")
    runs = (
        "import pathlib, sys; from tests.macros.fake_book import FakeApp, read; import main\n"
        f"{alert}main.refresh(read(pathlib.Path(sys.argv[1])))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT))), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", runs, built_books("values")], capture_output=True, text=True, cwd=tmp_path,
        env=environment, timeout=120, check=False,
    )  # fmt: skip  # one call

    assert done.returncode == 0, done.stderr
    assert said in done.stdout


PRESSES: dict[str, tuple[tuple[object, ...], str]] = {
    "refresh": ((), "macro.current"),
    "split_targets": ((), "macro.current"),
    "score_kpis": ((), "macro.current"),
    "rank_people": ((), "macro.current"),
    "settle_commission": ((), "macro.current"),
    "check_book": ((), "macro.clean"),
    "import_csv": (("activities", "date,rep_id,type,count\n2026-06-03,R0001,call,3\n"), "macro.import_csv"),
    "new_period": (("03",), "macro.written"),
    "close_commission": (("05",), "refusal.another_month.wrong"),
    "go_live": ((), "refusal.formulas_unread.wrong"),
    "freeze": (("plain", True), "refusal.formulas_unread.wrong"),
    "export_my_team": (("values",), "refusal.in_no_file.wrong"),
}
"""Macro → what its form hands over, and which words it answers with, in the order in which they are pressed."""
RUNS = """
import json, pathlib, sys
from tests.macros.fake_book import read
import main, xlwings

book = read(pathlib.Path(sys.argv[1]))
book.formulas_can_be_read = False  # as in xlwings Lite
book.sheet_names += (sys.argv[3],)  # the stand-in adds no sheet for the log: one of that name is there
for macro, form in json.loads(sys.argv[2]).items():
    print(f"<{macro}>")
    try:
        getattr(main, macro)(book, *form)
    except xlwings.XlwingsError as error:
        print(error)
"""


def test_every_macro_answers_in_the_language_of_the_workbook(built_books: Built, tmp_path: Path) -> None:
    lang = "zh-CN"
    (tmp_path / "main.py").write_text(program.main_file("en"), encoding="utf-8")
    forms_given = json.dumps({macro: form for macro, (form, _) in PRESSES.items()})
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT))), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", RUNS, built_books("values", lang), forms_given, Words.load(lang).text("log.sheet")],
        capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120, check=False,
    )  # fmt: skip  # one call

    assert done.returncode == 0, done.stderr
    said = dict(part.split(">", 1) for part in done.stdout.split("<")[1:])
    words = Words.load(lang)
    wrong = {
        macro: said.get(macro)
        for macro, (_, label) in PRESSES.items()
        if re.sub(r"\{.*", "", words.text(label)) not in said.get(macro, "")
    }
    assert wrong == {}
    assert PRESSES.keys() == MACROS.keys()


def test_a_field_of_a_macro_is_a_type_that_a_form_is_made_of() -> None:
    fields = (
        Field("note", Kind.TEXT, is_optional=True),
        Field("day", Kind.DATE),
        Field("month", Kind.MONTH),
        Field("how", Kind.CHOICE, ("soft", "hard")),
        Field("all", Kind.FLAG, is_optional=True),
    )
    own = {"title": "T", "tip": "Tip.", "note": "A", "day": "B", "month": "M", "how": "C", "all": "D"}
    words = Words("en", {"macros": {"try_on": own}, "lite": {"sure": "go ahead", "unsure": "No."}})

    written = program.script(Macro("try_on", dt.date, fields, is_final=True), words)

    (function,) = ast.parse(written).body
    assert isinstance(function, ast.FunctionDef)
    assert ast.unparse(function.args) == (
        f"book: xw.Book, day: dt.date, month: Literal[{', '.join(repr(f'{i:02}') for i in range(1, 13))}], "
        "how: Literal['soft', 'hard'], note: str=None, all: bool=False, sure: bool=False"
    )
    assert "if not sure" in written
    assert "note=note, day=day, month=month, how=how, all=all" in written
    assert "- `day`: B" in (ast.get_docstring(function) or "")


def test_what_a_form_hands_over_arrives_as_the_macro_takes_it() -> None:
    """Its fields are what xlwings Lite makes of the type hints: a day is a date, a tick a truth."""
    said: list[str] = []
    text = program.CALLS.format(lang="en") + program.script(forms.TRY_ON, forms.words())
    names = {
        "dt": dt, "suppress": suppress, "Literal": Literal, "xw": xw, "script": lambda **_: lambda function: function,
        "_as_file": forms.as_file,
    }  # fmt: skip  # what main.py has imported by then
    exec(text, names)
    form: dict[str, object] = {"day": dt.date(2026, 6, 3), "month": "2026-06", "number": 0.0, "how": "hard"}

    with forms.offered():
        book = SimpleNamespace(name="Book", names=(), sheets=(), app=SimpleNamespace(alert=said.append))
        names["try_on"](book, **form, file=forms.FILE, every=True)  # type: ignore[operator]  # made by the text

    assert repr(forms.GIVEN) in said[0]


def test_a_version_is_known_by_its_mark_alone() -> None:
    ours, theirs = program.main_file("zh-CN"), "import xlwings as xw\n"

    assert program.version_in(ours) == program.version_in(program.main_file("en"))
    assert program.version_in(theirs) is None


def test_it_asks_for_what_the_project_needs_of_the_packages_that_it_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[^\w-]", line)[0] for line in project["dependencies"]}
    imported = {name.partition(".")[0] for file in code.modules().values() for name in code.imported(file)}
    spelt = {"chinese_calendar": "chinesecalendar"}

    assert set(program.REQUIREMENTS) <= needed
    foreign = imported - sys.stdlib_module_names - {"salessheet"} - ASKED_FOR
    assert {spelt.get(name, name) for name in foreign} == set(program.REQUIREMENTS)


def test_it_stays_far_below_what_office_keeps_for_an_add_in() -> None:
    assert max(len(program.main_file(lang).encode()) for lang in LANGUAGES) < 1.25 * 2**20


@pytest.mark.parametrize(
    ("page", "said"),
    [("addin-lite.md", r"about ([\d.]+) megabytes"), ("addin-lite.zh-CN.md", r"约增大 ([\d.]+) 兆字节")],
)
def test_the_pages_say_by_how_much_a_workbook_grows(page: str, said: str) -> None:
    found = re.search(said, Path("docs", page).read_text(encoding="utf-8"))
    packed = zlib.compress(program.main_file("en").encode())
    assert found
    assert float(found[1]) == round(len(packed) / 1_000_000, 1)
