"""Add-ins from the command line: code put into workbooks, and what workbooks hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlsxwriter

from salessheet.batch import build
from salessheet.hosts.classic.addin import Made, made_in
from salessheet.hosts.lite.books import NUMBER
from salessheet.hosts.lite.program import main_file, version_in
from salessheet.xlsx.encryption import OnePassword, Password
from salessheet.xlsx.package import opened
from salessheet.xlsx.web_extensions import WebExtension, embedded, properties_of
from tests.batch.own_templates import template_for
from tests.cli.conftest import Salessheet


@pytest.fixture(scope="module")
def made(sales: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(sales, tmp_path_factory.mktemp("made"), teams=("T01",)).out / "T01.xlsx"


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "T01.xlsx"))


def kept(book: Path) -> dict[str, object]:
    return properties_of(opened(book), NUMBER) or {}


def keep(book: Path, **texts: str) -> None:
    names = {"main": "main.py", "requirements": "requirements.txt", "pyodide": "pyodideVersion"}
    properties = {names[key]: text for key, text in texts.items()}
    embedded(opened(book), WebExtension(NUMBER, "1.0.0.0", properties)).write(book)


@pytest.mark.parametrize("command", [("addin", "update"), ("run", "refresh")])
def test_a_workbook_that_is_named_as_another_programs_file_is_not_written(
    salessheet: Salessheet, book: Path, command: tuple[str, str]
) -> None:
    named = book.rename(book.with_suffix(".xls"))
    before = named.read_bytes()

    said = salessheet(*command, str(named))

    assert said.code == 2
    assert "Rename it to T01.xlsx" in said.err
    assert named.read_bytes() == before


def test_a_workbook_whose_ending_is_not_its_kind_is_not_updated(salessheet: Salessheet, book: Path) -> None:
    named = book.rename(book.with_suffix(".xlsm"))
    before = named.read_bytes()

    said = salessheet("addin", "update", named)

    assert (said.code, "of another kind" in said.err, "Rename it to T01.xlsx" in said.err) == (2, True, True)
    assert named.read_bytes() == before


def test_what_became_of_each_workbook_is_told_in_its_language(
    salessheet: Salessheet, sales: Path, tmp_path: Path
) -> None:
    for lang in ("en", "zh-CN"):
        build(sales, tmp_path / lang, lang=lang, teams=("T01",))
    books = [tmp_path / lang / "T01.xlsx" for lang in ("en", "zh-CN")]

    said = salessheet("addin", "update", *books)

    assert said.out == f"{books[0]}: updated.\n{books[1]}：已更新。\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--host", "lite", "--out", "o", "--url", "https://a.example"),
        ("build", "--host", "server", "--out", "o", "--pyodide", "p"),
        ("doctor", "--host", "libreoffice", "--out", "o"),
        ("update", "T01.xlsx", "--url", "https://a.example"),
        ("update", "T01.xlsx", "--lang", "en"),
        ("doctor", "--host", "classic", "--lang", "zh-CN"),
        ("build", "--host", "libreoffice", "--out", "o.oxt", "--lang", "zh-CN"),
        ("build", "--host", "lite", "--out", "o", "--key-file", "k"),
        ("doctor", "--host", "office", "o", "--key-file", "k"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    salessheet: Salessheet, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    said = salessheet("addin", *arguments)

    refused = "用不到它" if "zh-CN" in arguments else "does nothing with it"
    assert (said.code, refused in said.err) == (2, True)
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


def test_a_workbook_that_is_no_sales_centre_gets_the_functions_and_is_told_so(
    salessheet: Salessheet, book: Path, tmp_path: Path
) -> None:
    """Its cells can call them as well; the buttons find nothing in it."""
    own = tmp_path / "own.xlsx"
    workbook = xlsxwriter.Workbook(own)
    workbook.add_worksheet("Budget").write("A1", 90)
    workbook.define_name("Rate", "=Budget!$A$1")
    workbook.close()

    said = salessheet("addin", "update", own, book)
    again = salessheet("addin", "update", own, book, "--json")

    assert said.code == 0
    assert [line.endswith("the buttons will refuse it.") for line in said.out.splitlines()] == [True, False]
    assert kept(own)["main.py"]
    assert [("note" in one, one["changed"]) for one in again.json["books"]] == [(True, False), (False, False)]


def test_the_words_are_those_of_the_workbook(salessheet: Salessheet, sales: Path, tmp_path: Path) -> None:
    book = build(sales, tmp_path / "zh", teams=("T01",), lang="zh-CN").out / "T01.xlsx"

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
    fixed, folder = Path(shutil.copy(book, tmp_path / "fixed.xlsx")), tmp_path / "folder"
    fixed.chmod(0o444)
    folder.mkdir()
    refused = (cut, locked, signed, opens, broken, fixed, folder, tmp_path / "none.xlsx")
    before = {path: path.read_bytes() for path in refused if path.is_file()}

    said = salessheet("addin", "update", *refused, book, "--json")

    assert said.code == 2
    words = {Path(one["file"]).stem: one.get("error", {}).get("wrong", "") for one in said.json["books"]}
    wanted = {
        "cut": "damaged", "locked": "password", "signed": "signed", "opens": "is open", "broken": "broken",
        "fixed": "read-only", "folder": "is a folder", "none": "no such file", "T01": "",
    }  # fmt: skip  # a row a file
    assert all(part in words[name] for name, part in wanted.items()), words
    assert {path: path.read_bytes() for path in before} == before
    assert kept(book)


SECRET = "open sesame, 芝麻"


def keys(folder: Path, password: str) -> Path:
    file = folder / "keys" / f"{len(password)}.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f'team_id,password\nT01,"{password}"\n', encoding="utf-8")
    return file


def test_a_workbook_with_a_password_keeps_it_and_gets_the_code(
    salessheet: Salessheet, book: Path, tmp_path: Path
) -> None:
    plain = opened(book)
    plain.protected_by(Password(SECRET)).write(book)
    given = ("--key-file", keys(tmp_path, SECRET), "--json")

    looked = salessheet("addin", "doctor", "--host", "lite", book, *given)
    said = salessheet("addin", "update", book, *given)
    written = book.read_bytes()
    again = salessheet("addin", "update", book, *given)

    assert (looked.code, looked.json["diagnoses"][0]["found"]) == (1, "no code for xlwings Lite.")
    assert (said.code, again.json["books"][0]["changed"], book.read_bytes() == written) == (0, False, True)
    assert SECRET not in looked.out + said.out + said.err
    after = opened(book, OnePassword(Password(SECRET)))
    assert {name for name in plain.parts if after.parts[name] != plain.parts[name]} == {
        "[Content_Types].xml", "_rels/.rels"
    }  # fmt: skip  # a set
    assert salessheet("addin", "doctor", "--host", "lite", book, *given).code == 0


def test_a_wrong_password_changes_nothing_and_shows_none(salessheet: Salessheet, book: Path, tmp_path: Path) -> None:
    opened(book).protected_by(Password(SECRET)).write(book)
    before = book.read_bytes()

    said = salessheet("addin", "update", book, "--key-file", keys(tmp_path, "another one"))
    astray = salessheet("addin", "update", book, "--key-file", tmp_path / "none.csv")
    without = salessheet("addin", "update", book)

    assert (said.code, "that is not in" in said.err, "another one" in said.err) == (2, True, False)
    assert (astray.code, "it cannot be read" in astray.err) == (2, True)
    assert (without.code, "--key-file" in without.err) == (2, True)
    assert book.read_bytes() == before


@pytest.mark.parametrize("host", ["libreoffice", "classic"])
def test_doctor_of_every_host_that_looks_at_workbooks_opens_those_with_a_password(
    salessheet: Salessheet, book: Path, tmp_path: Path, host: str
) -> None:
    opened(book).protected_by(Password(SECRET)).write(book)
    found = {}
    for password in (SECRET, "another one"):
        said = salessheet("addin", "doctor", "--host", host, book, "--key-file", keys(tmp_path, password), "--json")
        found[password] = next(one for one in said.json["diagnoses"] if one["what"] == str(book))

    assert [one["is_well"] for one in found.values()] == [True, False]
    assert "protected by a password" in found["another one"]["found"]


def test_a_workbook_with_macros_of_its_own_keeps_them(salessheet: Salessheet, book: Path, tmp_path: Path) -> None:
    whole = opened(book)
    ordinary, with_macros = b"openxmlformats-officedocument.spreadsheetml.sheet.", b"ms-excel.sheet.macroEnabled."
    types = whole.parts["[Content_Types].xml"].replace(ordinary + b"main", with_macros + b"main")
    macro_book = tmp_path / "T01.xlsm"
    whole.with_parts({"[Content_Types].xml": types, "xl/vbaProject.bin": b"its macros"}).write(macro_book)
    before = opened(macro_book).parts

    assert salessheet("addin", "update", macro_book).code == 0

    after = opened(macro_book).parts
    assert {name for name in before if after[name] != before[name]} == {"[Content_Types].xml", "_rels/.rels"}
    assert b"macroEnabled" in after["[Content_Types].xml"]
    assert salessheet("addin", "doctor", "--host", "lite", macro_book).code == 0


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_template_carries_the_code_and_is_otherwise_the_same(
    salessheet: Salessheet, tmp_path: Path, lang: str
) -> None:
    given = ("template", "--lang", lang)
    assert salessheet(*given, "--out", "plain.xlsx").code == 0
    assert salessheet(*given, "--out", "carrying.xlsx", "--with-addin", "lite").code == 0

    plain, carrying = opened(tmp_path / "plain.xlsx").parts, opened(tmp_path / "carrying.xlsx").parts
    assert {name for name in plain if carrying[name] != plain[name]} == {"[Content_Types].xml", "_rels/.rels"}
    assert salessheet("addin", "doctor", "--host", "lite", "carrying.xlsx").code == 0
    content = (tmp_path / "carrying.xlsx").read_bytes()
    assert salessheet("addin", "update", "plain.xlsx").code == 0
    assert (tmp_path / "plain.xlsx").read_bytes() == content


def test_workbooks_filled_in_from_a_template_that_carries_the_code_carry_it(
    salessheet: Salessheet, sales: Path, tmp_path: Path
) -> None:
    template_for(sales, tmp_path / "own.xlsx")
    assert salessheet("addin", "update", "own.xlsx").code == 0  # which puts it there: see the test before

    said = salessheet("build", "--data", sales, "--out", "out", "--team", "T01", "--template", "own.xlsx")

    assert said.code in {0, 1}
    assert salessheet("addin", "doctor", "--host", "lite", "out/T01.xlsx").code == 0


def test_a_template_for_a_host_that_keeps_nothing_in_workbooks_is_refused(
    salessheet: Salessheet, tmp_path: Path
) -> None:
    said = salessheet("template", "--out", "own.xlsx", "--with-addin", "classic")

    assert (said.code, "workbooks carry nothing for it" in said.err) == (2, True)
    assert not (tmp_path / "own.xlsx").exists()


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
    salessheet: Salessheet, sales: Path, made: Path, tmp_path: Path
) -> None:
    command = ("build", "--data", sales, "--out", "out", "--team", "T01", "--with-addin", "lite", "--jobs", "1")

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
    salessheet: Salessheet, sales: Path, book: Path
) -> None:
    keep(book, main="import xlwings as xw\n")
    command = ("build", "--data", sales, "--out", "out", "--with-addin")

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
        ("update --host excel b.xlsx", "--host excel is not a host."),
        ("doctor", "--host (none) is not a host."),
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


def test_a_workbook_in_a_folder_that_cannot_be_written_to_is_refused_with_a_way_out(
    salessheet: Salessheet, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    monkeypatch.setattr("salessheet.cli.addins.os.access", lambda *_: False)
    said = salessheet("addin", "update", book)
    assert said.code == 2
    assert "its folder cannot be written to.\nCopy it to where you may write." in said.err
    assert book.read_bytes() == before
