"""A browser with Excel's part in it: the pane of a built add-in, beside a stand-in for Office.js."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Route, sync_playwright

from salessheet.hosts.told_book import Telling
from salessheet.udfs import HELP
from tests.macros.fake_book import Cell

STAND_IN = Path(__file__).with_name("office.js")
_LOCKS = ("protection", "unlocked")
_CALLS = """(calls) => {
  const as_value = (cell) => (cell instanceof CustomFunctions.Error ? cell.code : cell);
  return Promise.all(calls.map(async ([name, given]) => {
    try { return (await FUNCTIONS[name](...given, { functionName: name })).map((row) => row.map(as_value)); }
    catch (failure) { return [[as_value(failure)]]; }
  }));
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Raises RuntimeError where there is none."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("There is no chromium. On Debian and Ubuntu: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield started
        finally:
            started.close()


class Pane:
    """`strange`: what the page asked of other servers than the company's, but for Microsoft's office.js."""

    def __init__(self, page: Page, company: str) -> None:
        self.page, self.company, self.strange = page, company, list[str]()
        page.context.route("**/*", self._answer)
        page.goto(f"{company}/taskpane.html")

    def _answer(self, route: Route) -> None:
        url = route.request.url
        if url.startswith(self.company):
            route.continue_()
        elif url == "https://appsforoffice.microsoft.com/lib/1/hosted/office.js":
            route.fulfill(content_type="text/javascript", body=STAND_IN.read_text(encoding="utf-8"))
        else:
            self.strange.append(url)
            route.abort()

    def state(self, begins: str) -> str:
        """What the pane says of Python, once it says something that begins so."""
        self.page.wait_for_function(
            "(begins) => document.getElementById('state').textContent.startsWith(begins)", arg=begins
        )
        return self.page.locator("#state").inner_text()

    def call(self, name: str, arguments: Sequence[object]) -> list[list[object]]:
        """What Excel gets of a cell function: an error as its text. Excel hands over null for what is left out."""
        return self.calls([(name, arguments)])[0]

    def calls(self, every: Sequence[tuple[str, Sequence[object]]]) -> list[list[list[object]]]:
        """The same of many, which are called in one moment."""
        omitted = {name: [None] * (len(HELP[name].arguments) - len(given)) for name, given in every}
        self.page.wait_for_function("(names) => names.every((name) => name in FUNCTIONS)", arg=list(omitted))
        found: list[list[list[object]]] = self.page.evaluate(
            _CALLS, [[name, [*given, *omitted[name]]] for name, given in every]
        )
        return found

    def open(self, told: Telling) -> None:
        """Put a workbook into Excel. A sheet is protected as it says: `protection`, and the `unlocked` cells."""
        sheets = [
            {"name": one["name"], "cells": dict(_cells(one)), **{key: one[key] for key in _LOCKS if key in one}}
            for one in told["sheets"]
        ]
        self.page.evaluate("(text) => { WORKBOOK = JSON.parse(text); }", json.dumps({**told, "sheets": sheets}))

    def cells(self) -> dict[Cell, Any]:
        """What stands in the workbook: formulas, and values where there are none."""
        sheets = json.loads(self.page.evaluate("JSON.stringify(WORKBOOK.sheets)"))
        return {
            (one["name"], *(int(part) + 1 for part in at.split(","))): cell["formula"]
            for one in sheets
            for at, cell in one["cells"].items()
        }

    def fill(self, macro: str, **fields: str) -> None:
        """Fill in the form of a macro: a file by its path, a tick by any text."""
        self.fill_in(self.page.locator(f"form#{macro}"), **fields)

    @staticmethod
    def fill_in(form: Locator, **fields: str) -> None:
        for key, text in fields.items():
            field = form.locator(f"[name={key}]")
            if field.evaluate("(field) => field.tagName") == "SELECT":
                field.select_option(text)
            elif field.get_attribute("type") == "checkbox":
                field.check()
            elif field.get_attribute("type") == "file":
                field.set_input_files(text)
            else:
                field.fill(text)

    def press(self, macro: str, **fields: str) -> str:
        """Fill in a form and press its button; what the pane says in the end."""
        self.fill(macro, **fields)
        self.page.evaluate("document.getElementById('outcome').replaceChildren()")
        self.page.locator(f"form#{macro} button").click()
        self.page.locator("#outcome h2").wait_for(timeout=120_000)
        return self.page.locator("#outcome").inner_text()


def _cells(sheet: Telling) -> Iterator[tuple[str, dict[str, object]]]:
    for i, (values, formulas) in enumerate(zip(sheet["values"], sheet["formulas"], strict=True), sheet["top"] - 1):
        for j, (value, formula) in enumerate(zip(values, formulas, strict=True), sheet["left"] - 1):
            if formula != "":
                yield f"{i},{j}", {"value": value, "formula": formula}
