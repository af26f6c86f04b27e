"""The extension as it is built, and what is found out about it, without LibreOffice."""

from __future__ import annotations

import ast
import json
import shutil
import sys
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from salessheet.errors import InvalidOption, RefusedOutput
from salessheet.hosts import host
from salessheet.hosts.host import Wishes
from salessheet.hosts.libreoffice import profile, worker
from salessheet.hosts.libreoffice.diagnosis import diagnoses
from salessheet.hosts.libreoffice.extension import extension
from salessheet.hosts.libreoffice.inside.python import CHOICE, NoPython, Python
from salessheet.macros import MACROS
from salessheet.udfs import HELP
from salessheet.workbook.labels import LANGUAGES, Words
from tests.calc.books import book

OLDEST = (3, 8)
"""The Python that LibreOffice 7.4 brings on Windows and Macs."""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (built,) = host("libreoffice").build(
        Wishes(tmp_path_factory.mktemp("built") / "不 there yet & new" / "SalesSheet.oxt")
    )
    return built


@pytest.fixture(scope="module")
def parts(packed: Path) -> dict[str, bytes]:
    with ZipFile(packed) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_manifest_names_only_parts_that_are_there(parts: dict[str, bytes]) -> None:
    entries = ET.fromstring(parts["META-INF/manifest.xml"])
    paths = [value for entry in entries for key, value in entry.attrib.items() if key.endswith("full-path")]

    assert paths == ["component.py", "Jobs.xcu", "Addons.xcu"]
    assert set(paths) < set(parts)


def test_the_menu_has_every_macro_in_every_language(parts: dict[str, bytes]) -> None:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    said = {(value.get(lang), value.text) for value in ET.fromstring(parts["Addons.xcu"]).iter("value")}

    titles = {(one, macro.title(Words.load(one))) for one in LANGUAGES for macro in MACROS.values()}
    assert titles <= said
    assert {text for _, text in said if text and text.startswith("service:")} == {
        f"service:org.salessheet.Macros?{key}" for key in MACROS
    }


def test_every_function_takes_one_argument_more_than_it_has_lest_basic_drops_it(parts: dict[str, bytes]) -> None:
    basic = parts["functions.bas"].decode()

    for name, about in HELP.items():
        parameters = ", ".join(f"Optional a{i}" for i in range(len(about.arguments) + 1))
        assert f"Function {name}({parameters})\n" in basic


def test_what_runs_inside_is_read_by_the_oldest_python_there(parts: dict[str, bytes]) -> None:
    inside = [name for name in parts if name.endswith(".py")]

    assert "pythonpath/salessheet/hosts/libreoffice/inside/document.py" in inside
    for name in inside:
        ast.parse(parts[name], name, feature_version=OLDEST)


def test_what_runs_inside_imports_of_salessheet_what_is_packed_beside_it(parts: dict[str, bytes]) -> None:
    for name in (name for name in parts if name.endswith(".py")):
        for node in ast.walk(ast.parse(parts[name])):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("salessheet"):
                assert f"pythonpath/{str(node.module).replace('.', '/')}.py" in parts


def test_the_same_program_packs_the_same_bytes(packed: Path) -> None:
    assert packed.read_bytes() == extension(sys.executable)


def test_only_an_extension_is_replaced(packed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.oxt"
    other.write_bytes(b"mine")

    with pytest.raises(RefusedOutput, match="something else"):
        host("libreoffice").build(Wishes(other))
    with pytest.raises(InvalidOption, match=r"\.oxt"):
        host("libreoffice").build(Wishes(tmp_path / "other.zip"))
    assert host("libreoffice").build(Wishes(packed)) == [packed]


def test_a_defect_is_told_and_the_next_question_answered(capsys: pytest.CaptureFixture[str]) -> None:
    asked = [["answers", "no JSON"], ["answers", '[["SS_GAP", [90, 100]]]']]
    out = BytesIO()

    worker.serve(BytesIO("".join(f"{json.dumps(one)}\n" for one in asked).encode()), out)

    failed, done = map(json.loads, out.getvalue().splitlines())
    assert failed["failed"].startswith("JSONDecodeError")
    assert done == {"done": "[[[-10.0]]]"}
    assert "Traceback" in capsys.readouterr().err


def test_a_python_that_died_is_started_again_and_one_that_is_not_there_is_named(
    packed: Path, parts: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "salessheet.zip").write_bytes(parts["salessheet.zip"])
    python = Python(sys.executable, str(tmp_path / "salessheet.zip"))
    call = ("answers", '[["SS_WORKDAYS", [46296, 46326]]]')

    first = python.ask(*call)
    python._process.kill()
    python._process.wait()
    again = python.ask(*call)
    python._process.communicate()
    monkeypatch.setenv(CHOICE, "/nowhere/python")

    assert first == again == "[[[18.0]]]"
    with pytest.raises(NoPython, match="/nowhere/python"):
        Python(sys.executable, "").ask(*call)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(profile, "home", lambda: tmp_path / "profile")
    return tmp_path / "profile"


@pytest.fixture
def installed(home: Path, parts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The extension as LibreOffice keeps it, with a Python that is gone: nothing is started."""
    kept = home / "user" / "uno_packages" / "cache"
    folder = kept / "uno_packages" / "lu1.tmp_" / "SalesSheet.oxt"
    for name, content in parts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (kept / "uno_packages.pmap").write_bytes(b"Pmp1\xfforg.salessheet.extension\nlu1.tmp\xffSalesSheet.oxt\xff")
    monkeypatch.setenv(CHOICE, "/nowhere/python")
    note(kept, f"uno_packages/lu1.tmp_/{folder.name}")
    return folder


def note(kept: Path, url: str, more: str = "") -> None:
    """As LibreOffice notes what it loads."""
    registry = kept / "registry" / "com.sun.star.comp.deployment.bundle.PackageRegistryBackend"
    registry.mkdir(parents=True, exist_ok=True)
    noted = f'<ext:db xmlns:ext="x"><ext:extension url="vnd.sun.star.expand:$CACHE/{url}"{more}/></ext:db>'
    (registry / "backenddb.xml").write_text(noted)


@pytest.mark.parametrize(("url", "more"), [("other", ""), ("uno_packages/lu1.tmp_/SalesSheet.oxt", ' revoked="true"')])
def test_the_doctor_notices_an_extension_that_is_listed_and_not_loaded(
    installed: Path, home: Path, url: str, more: str
) -> None:
    note(home / "user" / "uno_packages" / "cache", url, more)

    found = diagnoses([])[1]

    assert installed.is_dir()
    assert (found.found, found.is_well) == ("it is switched off, or its installation was broken off.", False)


def test_one_that_is_there_for_everybody_is_found_and_left_to_who_administers_it(
    installed: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "office" / "share" / "uno_packages" / "cache"
    shutil.move(installed.parents[2], cache)
    program = tmp_path / "office" / "program" / "soffice"
    for user in ("salessheet.hosts.libreoffice.program", "salessheet.hosts.libreoffice.diagnosis.program"):
        monkeypatch.setattr(user, lambda: str(program))

    before = diagnoses([])[1]
    note(home / "user" / "extensions" / "shared", "uno_packages/lu1.tmp_/SalesSheet.oxt", ' revoked="true"')
    off = diagnoses([])[1]
    (said,) = host("libreoffice").uninstall()

    assert (before.found, "switched off" in off.found) == ("that of this version", True)
    assert "--shared" in said
    assert (cache / "uno_packages.pmap").is_file()


def test_the_doctor_names_the_python_that_is_missing(installed: Path) -> None:
    assert installed.is_dir()

    _, found, python = diagnoses([])

    assert (found.found, found.is_well) == ("that of this version", True)
    assert "/nowhere/python" in python.found
    assert not python.is_well


@pytest.mark.parametrize(
    ("program", "found"),
    [
        (None, "is gone."),
        ("#!/bin/sh\nexec true\n", "answers something else than salessheet."),
        ("#!/bin/sh\nprintf '\\377\\376' >&2; exit 1\n", "cannot run salessheet"),
        ("", "cannot be started (Exec format error)."),
    ],
    ids=["gone", "another", "ill", "no_program"],
)
def test_the_doctor_says_in_words_what_is_wrong_with_a_python_in_any_folder(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str | None, found: str
) -> None:
    python = tmp_path / "程序 文件" / "python 3"
    python.parent.mkdir()
    if program is not None:
        python.write_text(program)
        python.chmod(0o755)
    monkeypatch.setenv(CHOICE, str(python))

    said = diagnoses([])[-1]

    assert installed.is_dir()
    assert f"{python} {found}" in said.found
    assert said.mend
    assert "Errno" not in str(said)


def test_the_doctor_goes_on_where_the_profile_may_not_be_read(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> Path | None:
        raise PermissionError(13, "Permission denied", str(installed))

    monkeypatch.setattr("salessheet.hosts.libreoffice.profile.installed", refused)

    _, extension, book = diagnoses([tmp_path / "none.xlsx"])

    assert (extension.what, "cannot be read (Permission denied)" in extension.found) == (str(installed), True)
    assert "no such file" in book.found


@pytest.mark.parametrize("name", ["component.py", "salessheet.zip", "functions.bas"])
def test_the_doctor_names_what_an_installed_extension_lost_though_a_python_computes(installed: Path, name: str) -> None:
    (installed / name).unlink()

    found = diagnoses([])[1]

    assert name in found.found
    assert "addin install" in found.mend


@pytest.mark.parametrize("offer", [None, "", "[1]", "{}", "[" * 100_000])
def test_the_doctor_says_that_an_extension_is_damaged(installed: Path, offer: str | None) -> None:
    if offer is None:
        shutil.rmtree(installed)
    else:
        (installed / "offer.json").write_text(offer)

    assert [(one.found.partition(":")[0], one.is_well) for one in diagnoses([])[1:]] == [("missing or damaged", False)]


def test_a_half_deleted_extension_is_whole_before_libreoffice_replaces_it(
    installed: Path, parts: dict[str, bytes]
) -> None:
    shutil.rmtree(installed)

    profile.mend(parts)

    assert {name: (installed / name).read_bytes() for name in parts} == parts


def test_the_doctor_names_formulas_that_leave_out_an_argument(home: Path, tmp_path: Path) -> None:
    cells = {
        "A1": ('=SS_KPI_SCORE(1,1,"up","ratio",,,1)', 0),
        "A2": ('=SS_RANK(1,,"competition")', 1),
        "A3": ("=SS_RANK(1)", 1),
        "A4": ("=IF(1,,2)", 0),
    }
    left_out = book(tmp_path / "b.xlsx", cells)

    *_, found = diagnoses([left_out.path])

    assert found.found == "an argument that is left out is 0 in LibreOffice: Sheet1!A1."
    assert found.mend


def test_functions_that_were_left_behind_go_and_nothing_else(home: Path) -> None:
    library = home / "user" / "basic" / "Standard"
    library.mkdir(parents=True)
    mine, ours = (f'\n <library:element library:name="{name}"/>' for name in ("Mine", "SalesSheet"))
    (library / "script.xlb").write_text(f"<library:library>{mine}{ours}\n</library:library>")
    (library / "SalesSheet.xba").write_text("")

    looked = diagnoses([])[1]

    assert "Standard" in looked.found
    assert host("libreoffice").uninstall() == ["Removed the functions that a crash had left in its library Standard."]
    assert (library / "script.xlb").read_text() == f"<library:library>{mine}\n</library:library>"
    assert host("libreoffice").uninstall() == ["Nothing was installed."]
