"""Pyodide itself, started by the add-in's own worker: all that is there without the code of numpy and pandas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from salessheet.hosts import host
from salessheet.hosts.code import zipped
from salessheet.hosts.host import Wishes
from tests.hosts.office.browser import Pane
from tests.hosts.office.release import VERSION, unpacked, with_empty_packages
from tests.hosts.office.serving import served

PROGRAM = {
    "salessheet/__init__.py": "",
    "salessheet/hosts/__init__.py": "",
    "salessheet/hosts/answers.py": """
import json, sys
import numpy, pandas

def answers(calls):
    if "refuse" in calls:
        raise ValueError(calls)
    return json.dumps([[[sys.platform, numpy.__version__, *given[0][0]]] for name, given in json.loads(calls)])
""",
}
"""In the place of ours, which begins with numpy's code."""

_TRIED = """async () => {
  const other = "https://other.example/", refused = [];
  await fetch(other + "data").catch(() => refused.push("fetch"));
  const loaded = (name, properties) => new Promise((resolve) => {
    const one = Object.assign(document.createElement(name), properties);
    Object.assign(one, { onload: resolve, onerror: () => resolve(refused.push(properties.id)) });
    document.body.append(one);
  });
  await loaded("img", { id: "image", src: other + "a.png" });
  document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true;" }));
  if (!window.ran) refused.push("inline");
  await loaded("script", { id: "script", src: other + "a.js" });
  return refused;
}"""
"""What was refused of what a page could do."""

BLANK = {"name": "A", "top": 1, "left": 1, "values": [], "formulas": []}


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    distribution = with_empty_packages(unpacked(folder))
    (made,) = host("office").build(Wishes(folder / "addin", "zh-CN", distribution, "https://intranet.company/x"))
    return made


@pytest.fixture(scope="module")
def pane(browser: Browser, addin: Path) -> Iterator[Pane]:
    program = zipped({name: text.encode() for name, text in PROGRAM.items()})
    with served(addin, {"salessheet.zip": program}) as company, browser.new_page() as page:
        yield Pane(page, company)


def test_python_starts_in_the_worker_from_the_companys_server_alone(pane: Pane) -> None:
    assert VERSION in pane.state("函数和宏已就绪")
    assert pane.call("SS_ATTAINMENT", [[[90]], [[100]]]) == [["emscripten", "2.4.6", 90]]
    assert pane.strange == []


def test_the_page_reaches_no_other_server_and_runs_no_script_of_others(pane: Pane) -> None:
    tried = pane.page.evaluate(_TRIED)

    assert tried == ["fetch", "image", "inline", "script"]
    assert pane.strange == []


def test_python_starts_where_the_server_sends_the_same_policy_with_every_file(browser: Browser, addin: Path) -> None:
    program = zipped({name: text.encode() for name, text in PROGRAM.items()})
    (policy,) = re.findall(r'Policy" content="([^"]*)"', (addin / "taskpane.html").read_text(encoding="utf-8"))
    with served(addin, {"salessheet.zip": program}, policy) as company, browser.new_page() as page:
        pane = Pane(page, company)

        assert VERSION in pane.state("函数和宏已就绪")
        assert pane.call("SS_ATTAINMENT", [[[90]], [[100]]]) == [["emscripten", "2.4.6", 90]]


def test_a_question_that_fails_is_an_error_in_its_cell_alone(pane: Pane) -> None:
    assert pane.call("SS_ATTAINMENT", [[["refuse"]], [[100]]]) == [["#VALUE!"]]
    assert pane.call("SS_ATTAINMENT", [[[1]], [[100]]])[0][2] == 1


def test_what_hinders_python_is_said_in_the_pane_and_in_every_cell(browser: Browser, addin: Path) -> None:
    with served(addin) as company, browser.new_page() as page:
        pane = Pane(page, company)

        assert "numpy" in pane.state("函数和宏无法使用")
        assert pane.call("SS_ATTAINMENT", [[[90]], [[100]]]) == [["#VALUE!"]]
        pane.open({"name": "a.xlsx", "active": "A", "is_locked": False, "names": [], "sheets": [BLANK]})
        assert "numpy" in pane.press("refresh")
