"""What hosts say about each cell function."""

from __future__ import annotations

import dataclasses
import re
import zipfile

import pytest

from docs.examples import sections
from salessheet import bundled, udfs
from salessheet.errors import DeclarationError
from salessheet.udfs import FUNCTIONS, HELP, LONGEST_HELP, FunctionHelp, help_in
from salessheet.workbook import functions
from salessheet.workbook.expr import Function, Result
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.layout import name_of
from salessheet.workbook.sales_center import SALES_CENTER

_CALLED = {name.casefold() for name in FUNCTIONS}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_the_first_of_its_documented_examples(name: str) -> None:
    documented = [e for section in sections() for e in section.examples if e.function == name]
    assert HELP[name].example == (f"={documented[0].formula}", documented[0].result)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_all_of_its_help_in_every_language(name: str, lang: str) -> None:
    about, english = help_in(lang)[name], HELP[name]
    lines = [about.summary, *(argument.doc for argument in about.arguments)]
    assert all(0 < len(line) <= LONGEST_HELP for line in (*lines, about.in_wizard))
    assert about.in_wizard.startswith(f"{about.summary} {about.example[0]}")
    assert [(a.name, a.optional, a.default) for a in about.arguments] == [
        (a.name, a.optional, a.default) for a in english.arguments
    ]
    assert about.more.count("\n\n") == english.more.count("\n\n")
    assert bool(about.more) == bool(english.more)
    assert about.example == english.example
    assert lang == "en" or not {english.summary, *(argument.doc for argument in english.arguments)} & {*lines}


def test_help_says_the_same_codes_and_errors_in_every_language() -> None:
    for name, english in HELP.items():
        assert _codes(help_in("zh-CN")[name]) == _codes(english), name


def _codes(about: FunctionHelp) -> set[str]:
    """What is typed or shown as it stands, whatever the language: quoted words and errors."""
    text = " ".join((about.summary, about.more, *(argument.doc for argument in about.arguments)))
    return set(re.findall(r'"[^"]*"|#[A-Z0-9/]+[!?]?', text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_and_remark_of_the_examples_is_worded_in_every_language(lang: str) -> None:
    assert all(section.title for section in sections(lang))
    assert _with_remarks(lang) == _with_remarks("en")


def _with_remarks(lang: str) -> list[str]:
    return [example.formula for section in sections(lang) for example in section.examples if example.says]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({**HELP, "SS_NEW": HELP["SS_GAP"]}, r"^functions\.zh-CN\.toml: no help of SS_NEW$"),
        (dict(list(HELP.items())[1:]), r"^functions\.zh-CN\.toml: SS_SPLIT is no function of udfs\.py, or out of its "),
        (
            dict(list(HELP.items())[:-1]),
            r"^functions\.zh-CN\.toml: SS_CHANGE is no function of udfs\.py, or out of its ",
        ),
        (dict(reversed(HELP.items())), r"^functions\.zh-CN\.toml: SS_SPLIT is no function of udfs\.py, or out of its "),
    ],
)
def test_help_that_is_not_for_the_functions_is_refused(
    declared: dict[str, FunctionHelp], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(udfs, "HELP", declared)
    with pytest.raises(DeclarationError, match=told):
        udfs._translated.__wrapped__("zh-CN")


def test_a_function_without_an_example_is_told_with_the_place_where_it_belongs() -> None:
    with pytest.raises(DeclarationError, match=r"^examples\.toml: no example of SS_NEW$"):
        dataclasses.replace(HELP["SS_GAP"], name="SS_NEW").example  # noqa: B018  what asks for it


def test_every_cell_function_that_formulas_know_is_one_of_the_module() -> None:
    known = {
        one.name for one in vars(functions).values() if isinstance(one, Function) and one.result is not Result.PLAIN
    }
    assert known <= FUNCTIONS.keys(), "workbook/functions.py names functions that udfs.py has not"


def test_no_function_is_called_as_a_defined_name_of_the_workbook() -> None:
    names = {name_of(line).casefold() for block in SALES_CENTER.blocks for line in block.lines}
    assert not names & _CALLED


@pytest.mark.parametrize("template", ["SalesCenter.xlsx", "SalesCenter.zh-CN.xlsx"])
def test_no_function_is_called_as_a_name_or_a_lambda_of_the_template(template: str) -> None:
    """A LAMBDA that cells can call is a defined name; what it and LET call their own is marked in the file."""
    with zipfile.ZipFile(bundled.path(bundled.Kind.TEMPLATES, template)) as file:
        parts = {name: file.read(name).decode() for name in file.namelist() if name.endswith(".xml")}
    defined = {_sole(name) for name in re.findall(r'<definedName\b[^>]* name="([^"]+)"', parts["xl/workbook.xml"])}
    own = {_sole(name) for text in parts.values() for name in re.findall(r"_xlpm\.([\w.]+)", text)}
    tables = {_sole(name) for text in parts.values() for name in re.findall(r'\bdisplayName="([^"]+)"', text)}
    assert len(defined) > 100
    assert tables
    assert not (defined | own | tables) & _CALLED


def _sole(name: str) -> str:
    """As Excel compares names, without what a file puts before those of its newer functions."""
    return name.casefold().removeprefix("_xlfn.").removeprefix("_xludf.")
