"""A form of every kind of field, filled in in a browser: what arrives in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from salessheet.hosts import host
from salessheet.hosts.buttons import buttons
from salessheet.hosts.host import Wishes
from salessheet.hosts.lite.program import in_form
from salessheet.hosts.server.project import form
from tests.hosts import forms
from tests.hosts.office.browser import Pane
from tests.hosts.office.conftest import distribution
from tests.hosts.office.serving import served
from tests.hosts.office.telling import telling
from tests.macros.conftest import Built

WORKER = Path(__file__).with_name("worker.js").read_bytes()


@pytest.fixture
def pane(browser: Browser, tmp_path: Path) -> Iterator[Pane]:
    pyodide = distribution(tmp_path / "pyodide")
    (addin,) = host("office").build(Wishes(tmp_path / "out", "en", pyodide, "https://intranet.company/salessheet"))
    with forms.offered():
        macros = json.dumps(buttons(forms.words())).encode()
        with served(addin, {"worker.js": WORKER, "macros.json": macros}) as company, browser.new_page() as page:
            yield Pane(page, company)


def entered(folder: Path) -> dict[str, str]:
    file = folder / "file.csv"
    file.write_text(forms.FILE, encoding="utf-8")
    return {**forms.ENTERED, "file": str(file)}


def test_the_office_pane_hands_over_what_was_entered(pane: Pane, built: Built, tmp_path: Path) -> None:
    pane.open(telling(built()))

    said = pane.press("try_on", **entered(tmp_path))

    assert repr(forms.GIVEN) in said


@pytest.mark.parametrize("missing", ["day", "month", "number", "file"])
def test_the_office_pane_sends_no_form_that_is_not_filled_in(pane: Pane, tmp_path: Path, missing: str) -> None:
    filled = entered(tmp_path)
    del filled[missing]
    pane.fill("try_on", **filled)

    pane.page.locator("form#try_on button").click()

    assert pane.page.locator("form#try_on :invalid").get_attribute("name") == missing
    assert pane.page.locator("#outcome").inner_text() == ""


def test_the_servers_pane_hands_over_what_was_entered(browser: Browser, tmp_path: Path) -> None:
    """Its own script in its own form, with a stand-in for the script that xlwings Server brings."""
    folder = tmp_path / "project"
    host("server").build(Wishes(folder))
    scripts = "".join(
        f"<script>{(folder / 'static' / 'js' / name).read_text()}</script>" for name in ("files.js", "salessheet.js")
    )
    stand_in = "<script>var told; const xlwings = { runPython: async (given) => { told = given; } };</script>"
    with browser.new_page() as page:
        page.set_content(f"{stand_in}{form(forms.TRY_ON, forms.words())}{scripts}")
        Pane.fill_in(page.locator("form[name=try_on]"), **entered(tmp_path) | {"number": "0.5"})
        page.locator("form button").click()
        page.wait_for_function("told !== undefined")
        told = page.evaluate("told")

    given = {**forms.ENTERED, "number": "0.5", "file": forms.as_file(forms.FILE), "every": True}
    assert told["scriptName"] == "try_on"
    assert told["args"] == [given.get(field.key) for field in in_form(forms.TRY_ON)]
