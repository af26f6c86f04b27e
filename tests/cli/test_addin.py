"""Add-ins from the command line: code put into workbooks, and what workbooks hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salessheet.batch import build
from salessheet.hosts.classic.addin import Made, made_in
from salessheet.hosts.lite.books import NUMBER
from salessheet.hosts.lite.program import main_file, version_in
from salessheet.xlsx.encryption import Password
from salessheet.xlsx.package import opened
from salessheet.xlsx.web_extensions import WebExtension, embedded, properties_of
from tests.cli.conftest import Salessheet


@pytest.fixture(scope="module")
def made(centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(centre, tmp_path_factory.mktemp("made"), teams=("T01",)).out / "T01.xlsx"


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "T01.xlsx"))


def kept(book: Path) -> dict[str, object]:
    return properties_of(opened(book), NUMBER) or {}


def keep(book: Path, **texts: str) -> None:
    names = {"main": "main.py", "requirements": "requirements.txt", "pyodide": "pyodideVersion"}
    properties = {names[key]: text for key, text in texts.items()}
    embedded(opened(book), WebExtension(NUMBER, "1.0.0.0", properties)).write(book)


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--host", "lite", "--out", "o", "--url", "https://a.example"),
        ("build", "--host", "server", "--out", "o", "--pyodide", "p"),
        ("doctor", "--host", "libreoffice", "--out", "o"),
        ("update", "T01.xlsx", "--url", "https://a.example"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    salessheet: Salessheet, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    said = salessheet("addin", *arguments)

    assert (said.code, "does nothing with it" in said.err) == (2, True)
    assert [*tmp_path.iterdir()] == []


def test_a_workbook_gets_the_code_once_and_keeps_everything_else(salessheet: Salessheet, book: Path) -> None:
    before = opened(book).parts

    first = salessheet("addin", "update", book)
    written = book.read_bytes()
    again = salessheet("addin", "update", book, "--json")

    assert (first.code, first.out) == (0, f"{book}: updated.\n")
    changed = {"[Content_Types].xml", "_rels/.rels"}
    after = opened(book).parts
    assert {name for name in before if after[name] != before[name]} == changed
    assert version_in(str(kept(book)["main.py"]))
    assert again.json["books"] == [{"file": str(book), "changed": False}]
    assert book.read_bytes() == written


def test_the_words_are_those_of_the_workbook(salessheet: Salessheet, centre: Path, tmp_path: Path) -> None:
    book = build(centre, tmp_path / "zh", teams=("T01",), lang="zh-CN").out / "T01.xlsx"

    assert salessheet("addin", "update", book).code == 0
    assert "结算提成" in str(kept(book)["main.py"])


def test_code_in_another_language_is_no_code_of_this_workbook(salessheet: Salessheet, book: Path) -> None:
    keep(book, main=main_file("zh-CN"))

    assert salessheet("addin", "doctor", "--host", "lite", book).code == 1


def test_older_code_is_replaced_and_what_people_chose_stays(salessheet: Salessheet, book: Path) -> None:
    keep(book, main='"""About."""\n# salessheet 000000000000\n', requirements="numpy==2.2\nrequests\n", pyodide="9.9")

    looked = salessheet("addin", "doctor", "--host", "lite", book)
    said = salessheet("addin", "update", book)

    assert (looked.code, "another version" in looked.out) == (1, True)
    assert said.code == 0
    found = kept(book)
    assert found["requirements.txt"] == "numpy==2.2\nrequests\nxlwings\npandas\nholidays\nchinesecalendar\n"
    assert found["pyodideVersion"] == "9.9"
    assert salessheet("addin", "doctor", "--host", "lite", book).code == 0


def test_code_of_somebody_else_is_never_replaced(salessheet: Salessheet, book: Path) -> None:
    keep(book, main="import xlwings as xw\n")
    before = book.read_bytes()

    said = salessheet("addin", "update", book)

    assert (said.code, "code of its own" in said.err) == (2, True)
    assert book.read_bytes() == before


def test_one_that_is_refused_is_no_hindrance_to_the_others(salessheet: Salessheet, book: Path, tmp_path: Path) -> None:
    cut, locked, signed, opens = (tmp_path / f"{name}.xlsx" for name in ("cut", "locked", "signed", "opens"))
    whole = opened(book)
    cut.write_bytes(book.read_bytes()[:5000])
    whole.protected_by(Password("open sesame")).write(locked)
    origin = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    link = f'<Relationship Id="sig" Type="{origin}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    listing = whole.parts["_rels/.rels"].replace(b"</Relationships>", link.encode())
    whole.with_parts({"_rels/.rels": listing}).write(signed)
    opens.write_bytes(book.read_bytes())
    (tmp_path / "~$opens.xlsx").touch()
    broken = tmp_path / "broken.xlsx"
    sheet = next(iter(whole.sheet_parts().values()))
    whole.with_parts({sheet: whole.parts[sheet][:500]}).write(broken)
    refused = (cut, locked, signed, opens, broken, tmp_path / "none.xlsx")
    before = {path: path.read_bytes() for path in refused if path.exists()}

    said = salessheet("addin", "update", *refused, book, "--json")

    assert said.code == 2
    words = {Path(one["file"]).stem: one.get("error", {}).get("wrong", "") for one in said.json["books"]}
    wanted = {"cut": "damaged", "locked": "password", "signed": "signed", "opens": "is open", "broken": "broken",
              "none": "no such file", "T01": ""}  # fmt: skip  # a row a file
    assert all(part in words[name] for name, part in wanted.items()), words
    assert {path: path.read_bytes() for path in before} == before
    assert kept(book)


def test_doctor_says_what_each_workbook_holds(salessheet: Salessheet, book: Path, tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_text("id")

    said = salessheet("addin", "doctor", "--host", "lite", book, tmp_path / "no.xlsx", "--json")

    assert said.code == 1
    nothing, no_book = said.json["diagnoses"]
    assert (nothing["found"], "addin update" in nothing["mend"]) == ("no code for xlwings Lite.", True)
    assert no_book["found"] == "this is no .xlsx workbook."


def test_the_files_for_the_editor_are_written_into_a_folder(salessheet: Salessheet, tmp_path: Path) -> None:
    said = salessheet("addin", "build", "--host", "lite", "--out", "lite", "--lang", "zh-CN")

    assert said.code == 0
    assert "销售" in (tmp_path / "lite" / "main.py").read_text(encoding="utf-8")[:200]
    assert (tmp_path / "lite" / "requirements.txt").read_text().startswith("xlwings\n")
    (tmp_path / "lite" / "main.py").write_text("print()")
    assert "somebody else" in salessheet("addin", "build", "--host", "lite", "--out", "lite").err


def test_build_puts_the_code_into_workbooks_that_are_otherwise_the_same(
    salessheet: Salessheet, centre: Path, made: Path, tmp_path: Path
) -> None:
    command = ("build", "--data", centre, "--out", "out", "--team", "T01", "--with-addin", "lite", "--jobs", "1")

    first = salessheet(*command)
    content = (tmp_path / "out" / "T01.xlsx").read_bytes()
    again = salessheet(*command, "--resume", "--json")

    assert first.code in {0, 1}
    plain, carrying = opened(made).parts, opened(tmp_path / "out" / "T01.xlsx").parts
    assert {name for name in plain if carrying[name] != plain[name]} == {"[Content_Types].xml", "_rels/.rels"}
    assert salessheet("addin", "doctor", "--host", "lite", "out/T01.xlsx").code == 0
    assert again.json["skipped"] == ["T01.xlsx"]
    assert salessheet(*command[:-4], "--jobs", "1", "--resume", "--json").json["skipped"] == []
    assert salessheet(*command).code == first.code
    assert (tmp_path / "out" / "T01.xlsx").read_bytes() == content


def test_build_refuses_what_no_workbook_carries_and_a_template_with_code_of_its_own(
    salessheet: Salessheet, centre: Path, book: Path
) -> None:
    keep(book, main="import xlwings as xw\n")
    command = ("build", "--data", centre, "--out", "out", "--with-addin")

    unknown = salessheet(*command, "classic")
    own = salessheet(*command, "lite", "--template", book, "--lang", "en")

    assert (unknown.code, "workbooks carry nothing for it" in unknown.err) == (2, True)
    assert (own.code, "code of its own" in own.err) == (2, True)


def test_the_add_in_of_classic_is_built_anywhere_and_installed_on_windows(
    salessheet: Salessheet, tmp_path: Path
) -> None:
    built = salessheet("addin", "build", "--host", "classic", "--out", "tools", "--lang", "zh-CN")
    named = salessheet("addin", "build", "--host", "classic", "--out", "own.xlam")
    looked = salessheet("addin", "doctor", "--host", "classic")
    refused = salessheet("addin", "install", "--host", "classic")

    assert (built.code, named.code) == (0, 0)
    assert made_in(tmp_path / "tools" / "SalesSheet.xlam") == Made.now("zh-CN")
    assert made_in(tmp_path / "own.xlam") == Made.now("en")
    assert (looked.code, "BAD Windows" in looked.out) == (1, True)
    assert (refused.code, "Excel for Windows alone" in " ".join(refused.err.split())) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("update", "addin update changes workbooks."),
        ("update --host excel b.xlsx", "--host excel is no host."),
        ("doctor", "--host (none) is no host."),
        ("doctor --host lite", "keeps its code in workbooks."),
        ("build --host lite", "addin build writes an add-in. Say --out."),
        ("build --host lite b.xlsx", "addin build takes no workbooks."),
        ("install --host lite", "xlwings Lite is installed and removed in Excel itself."),
        ("uninstall --host lite", "xlwings Lite is installed and removed in Excel itself."),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(salessheet: Salessheet, arguments: str, said: str) -> None:
    found = salessheet("addin", *arguments.split())

    assert found.code == 2
    assert said in " ".join(found.err.split())
