"""What every host offers, by its add-in as it is built: each cell function and each macro, in each of them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from salessheet.hosts import HOSTS, host
from salessheet.hosts.host import Wishes
from salessheet.macros import MACROS
from salessheet.udfs import FUNCTIONS
from tests.hosts.classic.macros_in import macros
from tests.hosts.office.conftest import distribution

Offered = tuple[set[str], set[str]]
"""Functions and macros by name."""


def lite(folder: Path) -> Offered:
    (main, _) = host("lite").build(Wishes(folder / "lite"))
    return _decorated(main, "func"), _decorated(main, "script")


def server(folder: Path) -> Offered:
    (project,) = host("server").build(Wishes(folder / "project"))
    functions, scripts = project / "custom_functions" / "functions.py", project / "custom_scripts" / "scripts.py"
    return _decorated(functions, "func"), _decorated(scripts, "script")


def office(folder: Path) -> Offered:
    pyodide = distribution(folder / "pyodide")
    (built,) = host("office").build(Wishes(folder / "addin", pyodide=pyodide, url="https://intranet.company/x"))
    functions = json.loads((built / "functions.json").read_text(encoding="utf-8"))["functions"]
    buttons = json.loads((built / "macros.json").read_text(encoding="utf-8"))
    return {one["name"] for one in functions}, {one["key"] for one in buttons}


def libreoffice(folder: Path) -> Offered:
    (built,) = host("libreoffice").build(Wishes(folder / "SalesSheet.oxt"))
    with ZipFile(built) as package:
        basic, menu = (package.read(name).decode() for name in ("functions.bas", "Addons.xcu"))
    return set(re.findall(r"^Function (SS_\w+)", basic, re.MULTILINE)), set(re.findall(r"Macros\?(\w+)", menu))


def classic(folder: Path) -> Offered:
    (built,) = host("classic").build(Wishes(folder))
    with ZipFile(built) as package:
        (ribbon,) = (package.read(name) for name in package.namelist() if name.startswith("customUI/customUI"))
    buttons = {one.get("id", "") for one in ET.fromstring(ribbon).iter() if one.tag.endswith("}button")}
    return set(re.findall(r"^Function (SS_\w+)", macros(built)["xlwings_udfs"], re.MULTILINE)), buttons


OFFERS: dict[str, Callable[[Path], Offered]] = {
    "lite": lite, "office": office, "libreoffice": libreoffice, "server": server, "classic": classic,
}  # fmt: skip  # one table


def _decorated(file: Path, decorator: str) -> set[str]:
    found = (one for one in ast.parse(file.read_bytes()).body if isinstance(one, ast.FunctionDef))
    return {one.name for one in found if any(decorator in ast.unparse(each) for each in one.decorator_list)}


def test_every_host_is_asked() -> None:
    assert tuple(OFFERS) == HOSTS


@pytest.mark.parametrize("key", OFFERS)
def test_a_host_offers_every_function_and_every_macro(key: str, tmp_path: Path) -> None:
    functions, buttons = OFFERS[key](tmp_path)

    assert (functions, buttons) == (set(FUNCTIONS), set(MACROS))
