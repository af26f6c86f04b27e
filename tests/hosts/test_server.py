"""The project folder for xlwings Server, as far as it can be looked at without the server."""

from __future__ import annotations

import ast
import tomllib
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest

from salessheet.errors import InvalidOption, RefusedOutput
from salessheet.hosts import host
from salessheet.hosts.host import Wishes
from salessheet.hosts.server import project
from salessheet.macros import MACROS
from salessheet.udfs import HELP, help_in
from salessheet.workbook.labels import LANGUAGES, Words

SERVER = host("server")


def built(folder: Path, lang: str = "en", url: str = "") -> Path:
    (made,) = SERVER.build(Wishes(folder / "project", lang, url=url))
    return made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_offers_every_function_and_every_macro(tmp_path: Path, lang: str) -> None:
    folder = built(tmp_path, lang)
    names = {
        part: {each.name for each in ast.parse((folder / part).read_bytes()).body if isinstance(each, ast.FunctionDef)}
        for part in ("custom_functions/functions.py", "custom_scripts/scripts.py")
    }
    text = (folder / "custom_functions/functions.py").read_text(encoding="utf-8")
    assert [about.name for about in help_in(lang).values() if repr(about.in_wizard) not in text] == []
    assert names["custom_functions/functions.py"] >= set(HELP)
    assert names["custom_scripts/scripts.py"] >= set(MACROS)


class Forms(HTMLParser):
    """The names of forms, each with those of its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = str(dict(attrs).get("name"))
        if tag == "form":
            self.found[name] = []
        elif tag in ("input", "select"):
            list(self.found.values())[-1].append(name)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_form_has_the_fields_of_its_script_in_their_order(tmp_path: Path, lang: str) -> None:
    folder = built(tmp_path, lang)
    scripts = ast.parse((folder / "custom_scripts/scripts.py").read_bytes()).body
    arguments = {
        each.name: [one.arg for one in each.args.args if one.arg != "book"]
        for each in scripts
        if isinstance(each, ast.FunctionDef) and each.name in MACROS
    }
    page = (folder / "templates/taskpane.html").read_text(encoding="utf-8")
    assert Forms(page).found == arguments
    assert all(escape(macro.title(Words.load(lang))) in page for macro in MACROS.values())


def test_the_same_program_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (built(tmp_path / "a"), built(tmp_path / "b"))
    )
    assert first == second


def test_it_knows_where_it_is_served(tmp_path: Path) -> None:
    folder = built(tmp_path, url="https://excel.company:8443/sales/")
    said = tomllib.loads((folder / "pyproject.toml").read_text())["tool"]["xlwings_server"]
    assert (said["hostname"], said["app_path"], said["static_url_path"]) == (
        "excel.company:8443", "/sales", "/sales/static",
    )  # fmt: skip  # the settings beside what is expected
    assert len({said[f"manifest_id_{each}"] for each in project.ENVIRONMENTS}) == len(project.ENVIRONMENTS)
    assert UUID(said["manifest_id_prod"]).version == 4


def test_no_secret_is_written(tmp_path: Path) -> None:
    assert (built(tmp_path) / ".env.example").read_text() == 'XLWINGS_LICENSE_KEY=""\nXLWINGS_SECRET_KEY=""\n'


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_the_licence_plainly(tmp_path: Path, lang: str) -> None:
    said = (built(tmp_path, lang) / "README.md").read_text(encoding="utf-8")
    assert "PolyForm Noncommercial" in said
    assert {"en": "is commercial", "zh-CN": "商业用途"}[lang] in said


@pytest.mark.parametrize("url", ["http://company", "company", "https://", "https://company/?a=1"])
def test_excel_loads_by_https_alone(tmp_path: Path, url: str) -> None:
    with pytest.raises(InvalidOption, match="https"):
        built(tmp_path, url=url)


def test_what_stands_in_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "mine").write_text("mine")
    with pytest.raises(RefusedOutput):
        built(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["mine"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built project, in which the doctor is asked."""
    folder = built(tmp_path)
    monkeypatch.chdir(folder)
    for name in ("PROJECT_DIR", "LICENSE_KEY", "SECRET_KEY", "ENVIRONMENT", "FUNCTIONS_NAMESPACE"):
        monkeypatch.delenv(f"XLWINGS_{name}", raising=False)
    return folder


def found() -> dict[str, tuple[str, bool]]:
    return {each.what: (each.found, each.is_well) for each in SERVER.doctor()}


def test_the_doctor_says_what_is_missing(here: Path) -> None:
    said = found()
    assert {what for what, (_, is_well) in said.items() if not is_well} >= {
        "licence key",
        "secret key",
        "xlwings-server",
    }
    assert said["project"] == ("the code of this version", True)
    assert said["numpy"][1]


def test_the_doctor_reads_the_settings_and_shows_no_key(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / ".env").write_text(
        'XLWINGS_LICENSE_KEY="hidden-key"\n# XLWINGS_ENVIRONMENT=qa\nXLWINGS_SECRET_KEY=hidden\n'
    )
    said = found()
    assert (said["licence key"][1], said["secret key"][1], said["environment"]) == (True, True, ("prod", True))
    assert "hidden" not in str(said)
    monkeypatch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    monkeypatch.setenv("XLWINGS_ENVIRONMENT", "dev")
    assert "PolyForm Noncommercial" in found()["licence key"][0]
    assert found()["environment"] == ("dev", False)


def test_the_doctor_takes_no_line_for_the_value_of_another(here: Path) -> None:
    (here / ".env").write_text("XLWINGS_LICENSE_KEY=\nXLWINGS_SECRET_KEY=hidden\nXLWINGS_ENVIRONMENT=prod # as it is\n")

    said = found()

    assert (said["licence key"], said["secret key"][1], said["environment"]) == (("none", False), True, ("prod", True))


def test_the_doctor_knows_an_old_project_and_none(here: Path) -> None:
    functions = here / project.FUNCTIONS
    functions.write_text(functions.read_text(encoding="utf-8").replace(project.version(), "0" * 12), encoding="utf-8")
    assert found()["project"] == (f"{project.FUNCTIONS} is not of this version of salessheet.", False)
    functions.unlink()
    assert found()["project"] == (f"it lacks {project.FUNCTIONS}.", False)
    (here / project.ZIP).unlink()
    assert found()["project"] == ("none there.", False)


@pytest.mark.parametrize(
    "name", [project.ZIP, "templates/taskpane.html", "static/js/salessheet.js", "requirements.txt"]
)
def test_the_doctor_names_a_file_that_the_project_lacks(here: Path, name: str) -> None:
    (here / name).unlink()
    assert found()["project"] == (f"it lacks {name}.", False)


def test_the_doctor_knows_a_package_of_another_version(here: Path) -> None:
    (here / project.ZIP).write_bytes(b"older")
    assert found()["project"] == (f"{project.ZIP} is not of this version of salessheet.", False)


@pytest.mark.parametrize("libraries", ["lib/python3.12/site-packages", "Lib/site-packages"])
def test_the_doctor_looks_into_the_environment_that_serves_the_project(here: Path, libraries: str) -> None:
    """That which the README has made in the folder: salessheet itself is elsewhere."""
    (here / ".venv").mkdir()
    assert found()["numpy"] == ("not installed in .venv", False)
    held = here / ".venv" / libraries / "xlwings_server-1.20.0.dist-info"
    held.mkdir(parents=True)
    (held / "METADATA").write_text("Metadata-Version: 2.1\nName: xlwings-server\nVersion: 1.20.0\n")

    said = found()

    assert (said["xlwings-server"], said["numpy"][1]) == (("1.20.0 in .venv", True), False)


CODE = [name for name in project.files(Words.load("en"), None) if name.endswith((".py", ".js"))]


@pytest.mark.parametrize("name", CODE)
def test_the_doctor_names_code_that_is_damaged(here: Path, name: str) -> None:
    whole = (here / name).read_bytes()
    (here / name).write_bytes(whole[:-9])
    assert found()["project"] == (f"changed since it was built: {name}.", False)
    (here / name).write_bytes(whole.replace(b"\n", b"\r\n"))  # as git may keep it
    assert found()["project"][1]


def test_the_doctor_names_a_pane_without_a_form(here: Path) -> None:
    pane = here / project.PANE
    text = pane.read_text(encoding="utf-8")
    pane.write_text(text.replace("p-3", "p-1"), encoding="utf-8")
    assert found()["project"][1]
    pane.write_text(text.partition('<form name="freeze"')[0], encoding="utf-8")
    said, is_well = found()["project"]
    assert (said.startswith(f"{project.PANE} has no form for freeze"), is_well) == (True, False)


@pytest.mark.parametrize(
    ("kept", "project_is_well", "environment", "prefix"),
    [
        ("", False, ("prod", True), ("that of the server", False)),
        ("[tool", False, ("prod", True), ("that of the server", False)),
        ('[tool.xlwings_server]\nenvironment = "qa"\n', True, ("qa", False), ("that of the server", False)),
        ('[tool.xlwings_server]\nfunctions_namespace = "X"\n', True, ("prod", True), ("X", False)),
    ],
    ids=["empty", "broken", "environment", "prefix"],
)
def test_the_doctor_reads_the_settings_that_are_no_secret(
    here: Path, kept: str, project_is_well: bool, environment: tuple[str, bool], prefix: tuple[str, bool]
) -> None:
    assert found()["prefix of the functions"] == ("none", True)

    (here / project.SETTINGS).write_text(kept, encoding="utf-8")

    said = found()
    assert (said["project"][1], said["environment"], said["prefix of the functions"]) == (
        project_is_well, environment, prefix,
    )  # fmt: skip  # a row of the table


def test_the_doctor_looks_at_the_folders_that_are_named(here: Path, tmp_path: Path) -> None:
    said = [(each.what, each.found) for each in SERVER.doctor([here, tmp_path]) if each.what.startswith("project")]
    assert said == [(f"project {here}", "the code of this version"), (f"project {tmp_path}", "none there.")]


def test_what_it_cannot_do_is_said(here: Path) -> None:
    for refused in (lambda: SERVER.install("en"), SERVER.uninstall, lambda: SERVER.doctor([here / "README.md"])):
        with pytest.raises(InvalidOption):
            refused()
