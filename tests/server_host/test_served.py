"""Every cell function and every macro, called over HTTP as Excel calls them."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from docs.examples import Example, parsed, sections, shown
from salessheet.core.values import Value, to_serial
from salessheet.hosts.lite.program import in_form
from salessheet.macros import MACROS
from salessheet.udfs import FUNCTIONS, HELP
from tests.hosts import forms
from tests.server_host.conftest import Asked

EXAMPLES = [example for section in sections() for example in section.examples]
READS_FORMULAS = "This host does not let macros read formulas"
CALLS = "date,rep_id,type,count\n2026-06-03,R0001,call,3\n2026-06-04,R0001,visit,1\n"
RUNS: dict[str, tuple[tuple[object, ...], str]] = {
    "refresh": ((), "Everything is up to date"),
    "split_targets": ((), "Everything is up to date"),
    "score_kpis": ((), "Everything is up to date"),
    "rank_people": ((), "Everything is up to date"),
    "settle_commission": ((), "Everything is up to date"),
    "check_book": ((), "All checks pass"),
    "import_csv": (("activities", b64encode(CALLS.encode("gb18030")).decode()), "2"),
    "new_period": (("2026-05",), "Cells written: 1;"),
    "close_commission": (("2026-06",), "All checks pass"),
}
"""Macro → the fields of its form, and what its message has."""
REFUSED: dict[str, tuple[tuple[object, ...], str]] = {
    "go_live": ((), READS_FORMULAS),
    "freeze": (("plain", True), READS_FORMULAS),
    "export_my_team": (("plain", None), "not in a file on this machine"),
}


def answer(server: Asked, example: Example) -> Value:
    """As the cell shows it."""
    status, found = server.post(
        "/xlwings/custom-functions-call",
        {
            "client": "Office.js",
            "version": "test",
            "runtime": "1.4",
            "func_name": example.function,
            "args": [_argument(value) for value in parsed(example.formula.partition("(")[2].removesuffix(")"))],
        },
    )
    assert status == 200, (example.formula, found)
    rows: list[list[Any]] = found["result"]
    cells = [[_cell(value) for value in row] for row in rows]
    return shown(cells[0][0] if len(cells) == len(cells[0]) == 1 else cells)


def _argument(value: Value) -> object:
    """A range as Office.js hands it over, None for an argument that is left out."""
    if value is None:
        return None
    rows = value if isinstance(value, list) else [[value]]
    return [
        [to_serial(cell) if isinstance(cell, date) else "" if cell is None else cell for cell in row] for row in rows
    ]


def _cell(value: Any) -> Value:  # noqa: ANN401  what JSON has
    """What stands in an entity: a date comes with its format, an error with its kind."""
    if isinstance(value, dict):
        found: Value = value["basicValue"]
        return found
    return "" if value is None else value


def _in_cells(value: Value) -> Value:
    """Dates as the numbers that cells hold."""
    if isinstance(value, list):
        return [_in_cells(each) for each in value]
    return to_serial(value) if isinstance(value, date) else value


def test_every_function_is_offered_with_its_help(server: Asked) -> None:
    offered = json.loads(server.get("/xlwings/custom-functions-meta"))["functions"]
    helps = {each["name"]: [one["name"] for one in each["parameters"]] for each in offered}
    assert helps == {about.name: [one.name for one in about.arguments] for about in HELP.values()}


def test_every_example_answers_as_it_does_without_a_host(server: Asked) -> None:
    wrong = {
        example.formula: found
        for example in EXAMPLES
        if (found := answer(server, example)) != _in_cells(example.expected())
    }
    assert wrong == {}
    assert {example.function for example in EXAMPLES} == set(FUNCTIONS)


def test_every_macro_is_called() -> None:
    assert {*RUNS, *REFUSED} == set(MACROS)


@pytest.mark.parametrize("macro", RUNS)
def test_a_macro_says_what_it_did(server: Asked, book: dict[str, Any], macro: str) -> None:
    fields, message = RUNS[macro]
    status, found = server.post(f"/xlwings/custom-scripts-call/{macro}", book | {"args": fields})
    assert status == 200, found
    done = {action["func"]: action["args"] for action in found["actions"]}
    assert message in done["alert"][0]
    assert ("setValues" in done) is ("addSheet" in done) is (macro in {"import_csv", "new_period"})


@pytest.mark.parametrize("macro", REFUSED)
def test_a_macro_that_wants_more_than_the_server_has_is_refused_in_words(
    server: Asked, book: dict[str, Any], macro: str
) -> None:
    fields, message = REFUSED[macro]
    status, found = server.post(f"/xlwings/custom-scripts-call/{macro}", book | {"args": fields})
    assert (status, message in found) == (400, True)


def test_what_a_form_hands_over_arrives_as_the_macro_takes_it(server: Asked, book: dict[str, Any]) -> None:
    """As the pane sends it: texts of the inputs, null where one stays empty, a file as base64."""
    form = {**forms.ENTERED, "number": 0, "file": forms.as_file(forms.FILE), "every": True}
    args = [form.get(field.key) for field in in_form(forms.TRY_ON)]

    status, found = server.post("/xlwings/custom-scripts-call/try_on", book | {"args": args})

    assert status == 200, found
    (said,) = (action["args"][0] for action in found["actions"] if action["func"] == "alert")
    assert repr(forms.GIVEN) in said


def test_what_cannot_be_undone_wants_a_yes(server: Asked, book: dict[str, Any]) -> None:
    status, found = server.post("/xlwings/custom-scripts-call/freeze", book | {"args": ["plain", False]})
    assert (status, "Nothing was done" in found) == (400, True)


def test_the_task_pane_has_a_form_for_each_macro(server: Asked, project: Path) -> None:
    pane = server.get("/taskpane")
    assert [macro for macro in MACROS if f'<form name="{macro}"' not in pane] == []
    script = project / "static" / "js" / "salessheet.js"
    assert server.get("/static/js/salessheet.js") == script.read_text(encoding="utf-8")


def test_the_manifest_leads_to_this_server_and_gives_functions_no_prefix(server: Asked) -> None:
    manifest = server.get("/manifest/download")
    assert f"{server.address}/xlwings/custom-functions-meta" in manifest
    assert "<Namespace" not in manifest
