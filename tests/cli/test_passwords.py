"""`salessheet build --encrypt-with`: workbooks open with their team's password, which stands nowhere else."""

from __future__ import annotations

import json
import re
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from salessheet.batch import build
from salessheet.batch.inputs import kept_inputs
from salessheet.batch.opening import passwords_in
from salessheet.batch.places import JOURNAL
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.libreoffice import LibreOffice
from salessheet.cli import program
from salessheet.engine import open_book
from salessheet.xlsx.book_file import read
from salessheet.xlsx.encryption import Password, encrypted
from tests.batch.centres import sales_centre, small_centre
from tests.batch.own_templates import template_for
from tests.cli.conftest import Salessheet
from tests.cli.programs import HERE, ended, started

NORTH, SOUTH, CENTRE = "aurora-Borealis-17", 'zenith,"quoted"~Über9', "meridian/whole 42"
ROWS = f'team_id,password\nT01,{NORTH}\nT02,"zenith,""quoted""~Über9"\n,{CENTRE}\n'
OF_FILES = {"T01.xlsx": NORTH, "T02.xlsx": SOUTH, "centre.xlsx": CENTRE}
PIECES = ("aurora", "Borealis", "zenith", "quoted", "meridian")


def key_file(folder: Path, text: str = ROWS, name: str = "keys.csv") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def content(raw: bytes, password: str) -> bytes:
    file, found = OOXMLFile(BytesIO(raw)), BytesIO()
    file.load_key(password=password, verify_password=True)
    file.decrypt(found, verify_integrity=True)
    return found.getvalue()


def members(raw: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders: the data, workbooks without passwords, the same with, and a folder with the key file."""
    place = tmp_path_factory.mktemp("passwords")
    sales_centre(place / "data")
    build(place / "data", place / "plain")
    build(place / "data", place / "out", encrypt_with=key_file(place / "keys"))
    return place


@pytest.fixture
def keys(place: Path) -> Path:
    return place / "keys" / "keys.csv"


@pytest.fixture
def out(place: Path, tmp_path: Path) -> Path:
    return shutil.copytree(place / "out", tmp_path / "out")


def test_every_workbook_opens_with_its_own_password_and_with_no_other(out: Path) -> None:
    for file, password in OF_FILES.items():
        raw = (out / file).read_bytes()
        with pytest.raises(InvalidKeyError):
            content(raw, NORTH if password != NORTH else SOUTH)
        assert openpyxl.load_workbook(BytesIO(content(raw, password)), read_only=True).sheetnames


def test_what_is_encrypted_is_the_workbook_that_is_built_without(place: Path, out: Path) -> None:
    for file, password in OF_FILES.items():
        assert members(content((out / file).read_bytes(), password)) == members((place / "plain" / file).read_bytes())


def test_workbooks_from_a_template_are_encrypted_too(
    salessheet: Salessheet, place: Path, tmp_path: Path, keys: Path
) -> None:
    template_for(place / "data", tmp_path / "own.xlsx")
    given = ("build", "--data", place / "data", "--team", "T01", "--template", "own.xlsx")
    assert salessheet(*given, "--out", "bare").code == 0
    assert salessheet(*given, "--out", "safe", "--encrypt-with", keys).code == 0
    made = content((tmp_path / "safe" / "T01.xlsx").read_bytes(), NORTH)
    assert made == (tmp_path / "bare" / "T01.xlsx").read_bytes()


def test_a_person_gets_the_password_of_the_team(salessheet: Salessheet, tmp_path: Path, keys: Path) -> None:
    data = small_centre(tmp_path / "data")
    said = salessheet(
        "build", "--data", data, "--out", "mine", "--audience", "rep", "--encrypt-with", keys, "--jobs", 2
    )
    assert said.code == 0
    listed = json.loads((tmp_path / "mine" / "manifest.json").read_text("utf-8"))["workbooks"]
    assert listed
    for book in listed:
        raw = (tmp_path / "mine" / book["file"]).read_bytes()
        assert content(raw, OF_FILES[f"{book['team_id']}.xlsx"])


def test_libreoffice_opens_a_workbook_with_the_password_and_calculates_it(
    out: Path, keys: Path, libreoffice: LibreOffice
) -> None:
    book = read(out / "T01.xlsx", passwords_in(keys))
    assert book.package.password is not None
    with libreoffice.open(book, CalledFunctions()) as calculation:
        found = calculation.values()
    stored = {cell: book.stored(cell) for cell in list(found)[:200]}
    assert {cell: found[cell] for cell in stored} == pytest.approx(stored)


def test_every_command_opens_them_with_the_key_file(
    salessheet: Salessheet, place: Path, out: Path, keys: Path, tmp_path: Path
) -> None:
    """Two of them look at pay, which the other tests have none of."""
    paid, bare = small_centre(tmp_path / "paid"), tmp_path / "bare" / "T01.xlsx"
    build(paid, tmp_path / "safe", teams=("T01",), encrypt_with=keys)
    safe, given = tmp_path / "safe" / "T01.xlsx", ("--key-file", keys)
    bare.parent.mkdir()
    bare.write_bytes(content(safe.read_bytes(), NORTH))
    assert salessheet("diff", bare, safe, *given).code == 0
    person = (paid / "reps.csv").read_text("utf-8-sig").splitlines()[1].split(",")[0]
    assert salessheet("explain", safe, "--rep", person, *given).code == 0

    book, data = out / "T01.xlsx", shutil.copytree(place / "data", tmp_path / "data")
    assert salessheet("verify", out / "centre.xlsx", book, "--against-data", data, *given).code == 0
    assert salessheet("lint", book, *given).code == 0
    assert salessheet("run", "check_book", book, *given).code == 0
    assert salessheet("collect", book, "--data", data, "--by", "Ann", *given).code == 0
    assert salessheet("calculate", book, "--out", "calculated.xlsx", *given).code == 0
    assert content((tmp_path / "calculated.xlsx").read_bytes(), NORTH)


@pytest.mark.parametrize(
    "command",
    [
        ("verify",),
        ("lint",),
        ("explain", "--rep", "R001"),
        ("calculate", "--out", "made.xlsx"),
        ("collect", "--data", "data", "--by", "Ann"),
        ("run", "refresh"),
    ],
    ids=lambda command: str(command[0]),
)
def test_without_a_key_file_a_command_says_which_option_opens_it(
    command: tuple[str, ...], salessheet: Salessheet, place: Path, out: Path, tmp_path: Path
) -> None:
    shutil.copytree(place / "data", tmp_path / "data")
    name, *others = command
    book = [out / "T01.xlsx"]
    said = salessheet(name, *(others[:1] if name == "run" else ()), *book, *(() if name == "run" else others))
    assert said.code == 2
    assert "protected by a password" in said.err
    assert "--key-file" in said.err


def test_a_workbook_that_no_password_opens_is_named_and_the_others_are_looked_at(
    salessheet: Salessheet, out: Path, tmp_path: Path
) -> None:
    other = key_file(tmp_path / "k", f"team_id,password\nT01,{NORTH}\nT02,not this one\n")
    said = salessheet("verify", out / "T01.xlsx", out / "T02.xlsx", "--key-file", other)
    assert said.code == 2
    assert "T01.xlsx: structure: as declared" in said.out
    assert f"T02.xlsx: this workbook is protected by a password that is not in {other}" in said.err

    looked = salessheet("lint", out / "T01.xlsx", out / "T02.xlsx", "--key-file", other, "--json")
    assert looked.code == 2
    assert ["error" in book for book in looked.json["workbooks"]] == [False, True]


def test_collect_takes_the_other_workbooks_and_names_the_one_it_cannot_open(
    salessheet: Salessheet, place: Path, out: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(place / "data", tmp_path / "data")
    other = key_file(tmp_path / "k", f"team_id,password\nT01,{NORTH}\n")
    said = salessheet(
        "collect", out / "T01.xlsx", out / "T02.xlsx", "--data", data, "--by", "Ann", "--key-file", other, "--json"
    )
    assert said.code == 1
    assert [error["wrong"] for error in said.json["unopened"]] == [
        f"{out / 'T02.xlsx'}: this workbook is protected by a password that is not in {other}."
    ]


def typed(book: Path, keys: Path) -> None:
    """Somebody types a next step into the first deal, and saves it with the password."""
    password = next(iter(passwords_in(keys).of(book))).as_typed
    with open_book(book, password) as opened:
        area = opened.names["Deals_next_step"].refers_to_range
        area[0, 0].value = "typed by hand"
        opened.save()


def test_what_was_typed_comes_back_and_stays_secret_on_its_way(
    salessheet: Salessheet, place: Path, out: Path, keys: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(place / "data", tmp_path / "data")
    typed(out / "T01.xlsx", keys)
    again = ("build", "--data", data, "--out", out, "--encrypt-with", keys)
    assert salessheet(*again).code == 1, "what was typed is not overwritten"

    assert salessheet("collect", out / "T01.xlsx", "--data", data, "--by", "Ann", "--key-file", keys).code == 0

    assert "typed by hand" in (data / "deals.csv").read_text("utf-8-sig")
    kept = kept_inputs.path_of(out / "T01.xlsx").read_bytes()
    assert kept.startswith(bytes.fromhex("D0CF11E0"))
    assert b"typed by hand" not in kept
    assert b"typed by hand" in b"".join(members(content(kept, NORTH)).values())
    assert salessheet(*again).code == 0


def test_a_macro_leaves_the_workbook_with_its_password(
    salessheet: Salessheet, out: Path, keys: Path, tmp_path: Path
) -> None:
    typed(out / "T01.xlsx", keys)
    assert content((out / "T01.xlsx").read_bytes(), NORTH)
    said = salessheet("run", "refresh", out / "T01.xlsx", "--out", "elsewhere.xlsx", "--key-file", keys)
    assert said.code == 0
    assert content((tmp_path / "elsewhere.xlsx").read_bytes(), NORTH)


def test_a_run_that_is_resumed_makes_nothing_again_but_where_the_password_is_another(
    salessheet: Salessheet, place: Path, out: Path, keys: Path, tmp_path: Path
) -> None:
    given = ("build", "--data", place / "data", "--out", out, "--resume", "--json")
    assert salessheet(*given, "--encrypt-with", keys).json["skipped"] == ["centre.xlsx", "T01.xlsx", "T02.xlsx"]

    other = key_file(tmp_path / "k", ROWS.replace(NORTH, "another-secret"))
    assert salessheet(*given, "--encrypt-with", other).json["skipped"] == ["centre.xlsx", "T02.xlsx"]
    assert content((out / "T01.xlsx").read_bytes(), "another-secret")


def test_workbooks_without_a_password_are_made_again_with_one(
    salessheet: Salessheet, place: Path, keys: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(place / "plain", tmp_path / "out")
    said = salessheet("build", "--data", place / "data", "--out", out, "--resume", "--encrypt-with", keys, "--json")
    assert said.json["skipped"] == []
    for file, password in OF_FILES.items():
        assert content((out / file).read_bytes(), password)
        assert content(kept_inputs.path_of(out / file).read_bytes(), password)


def test_a_build_that_forgets_the_passwords_lays_nothing_bare(salessheet: Salessheet, place: Path, out: Path) -> None:
    before = {path.name: path.read_bytes() for path in out.glob("*.xlsx")}
    said = salessheet("build", "--data", place / "data", "--out", out)
    assert said.code == 2
    assert "would be replaced by workbooks without: centre.xlsx, T01.xlsx, T02.xlsx" in said.err
    assert {path.name: path.read_bytes() for path in out.glob("*.xlsx")} == before


def test_a_workbook_to_which_somebody_gave_a_password_is_left_and_the_others_are_made(
    salessheet: Salessheet, place: Path, keys: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(place / "plain", tmp_path / "out")
    book = out / "T01.xlsx"
    book.write_bytes(encrypted(book.read_bytes(), Password(NORTH)))
    before = book.read_bytes()
    given = ("build", "--data", place / "data", "--out", out, "--json")

    for more in ((), ("--key-file", keys)):
        said = salessheet(*given, *more)
        assert [(told["file"], "got a password" in told["wrong"]) for told in said.json["failed"]] == [
            ("T01.xlsx", True)
        ]
        assert {made["file"] for made in said.json["workbooks"]} == {"centre.xlsx", "T02.xlsx"}
        assert book.read_bytes() == before
    assert salessheet("collect", book, "--data", place / "data", "--by", "Ann", "--key-file", keys).code == 0
    assert salessheet(*given, "--overwrite").json["failed"] == []


def test_workbooks_of_earlier_runs_without_a_password_are_named(
    salessheet: Salessheet, place: Path, keys: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(place / "plain", tmp_path / "out")
    said = salessheet("build", "--data", place / "data", "--out", out, "--team", "T01", "--encrypt-with", keys)
    assert "without a password: T02.xlsx, centre.xlsx" in said.out


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (f"T01,{NORTH}\n,{CENTRE}\n", "no password for team 'T02'"),
        (f"T01,{NORTH}\nT02,long-enough\n", "no password for the centre"),
        (f"T01,short7!\nT02,long-enough\n,{CENTRE}\n", "fewer than 8 characters"),
        (f"T01, {NORTH}\nT02,long-enough\n,{CENTRE}\n", "begins or ends with a blank"),
        (f"T01,{NORTH}\nt01,other-secret\nT02,long-enough\n,{CENTRE}\n", "line 3: the team 't01' stands in line 2"),
        (f"T01,{NORTH}\nT02,long-enough\n,{CENTRE}\ncentre,twice-told\n", "line 5: the centre stands in line 4"),
        (f"T01,\nT02,long-enough\n,{CENTRE}\n", "line 2: the password is blank"),
        (f"T01,{NORTH},more,yet\nT02,long-enough\n,{CENTRE}\n", "line 2: it has 4 cells"),
        (f"T01,{'x' * 256}\nT02,long-enough\n,{CENTRE}\n", "more than 255 characters"),
        (f"T01,a\tb{NORTH}\nT02,long-enough\n,{CENTRE}\n", "characters that nobody can type"),
        (f'T01,"{NORTH}"x\nT02,long-enough\n,{CENTRE}\n', "line 2: a quotation mark is in the wrong place"),
        ("", "it has no password"),
    ],
)
def test_a_key_file_that_protects_too_little_is_refused_before_anything_is_written(
    rows: str, told: str, salessheet: Salessheet, place: Path, tmp_path: Path
) -> None:
    file = key_file(tmp_path / "k", f"team_id,password\n{rows}")
    said = salessheet("build", "--data", place / "data", "--out", "made", "--encrypt-with", file)
    assert said.code == 2
    assert told in said.err
    assert not (tmp_path / "made").exists()
    assert not any(piece in said.err + said.out for piece in (*PIECES, "long-enough", "secret", "short7", "twice-told"))


def test_a_file_without_the_heading_is_refused_and_its_first_line_not_shown(
    salessheet: Salessheet, place: Path, tmp_path: Path
) -> None:
    file = key_file(tmp_path / "k", f"T01,{NORTH}\n")
    said = salessheet("build", "--data", place / "data", "--out", "made", "--encrypt-with", file)
    assert said.code == 2
    assert "its first line lacks team_id and password" in said.err
    assert "aurora" not in said.err


def test_a_file_with_two_columns_of_passwords_is_refused(salessheet: Salessheet, place: Path, tmp_path: Path) -> None:
    file = key_file(tmp_path / "k", f"team_id,password,Password\nT01,{NORTH},other-secret\n")
    said = salessheet("build", "--data", place / "data", "--out", "made", "--encrypt-with", file)
    assert said.code == 2
    assert "its first line has the column password twice" in said.err


def test_unknown_teams_shared_passwords_and_other_columns_are_told(
    salessheet: Salessheet, place: Path, tmp_path: Path
) -> None:
    rows = f"team_id,password,owner\nT01,{NORTH},Ann\nT02,{NORTH},Bob\nT99,whatever-else,Cem\ncentre,{CENTRE},Dan\n"
    file = key_file(tmp_path / "k", rows)
    said = salessheet("build", "--data", place / "data", "--out", "made", "--encrypt-with", file, "--json")
    assert said.code == 0
    assert said.json["notes"] == [
        "keys.csv: not read, for a key file has no such column: owner.",
        "keys.csv: no such team in the data: T99.",
        "keys.csv: the same password opens the workbooks of team 'T01', team 'T02'.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_key_file_may_be_in_the_encodings_of_tables(encoding: str, salessheet: Salessheet, tmp_path: Path) -> None:
    sales_centre(tmp_path / "data", rename={"T01": "华东销售团队", "T02": "华南销售团队"})
    (tmp_path / "k").mkdir()
    file = tmp_path / "k" / "keys.csv"
    text = (
        "team_id;密码\n华东销售团队;我们的密码很长很长\n华南销售团队;另外一个密码也很长\n销售中心;中心自己的密码够长\n"
    )
    file.write_bytes(text.encode(encoding))
    given = ("--encoding", encoding) if encoding == "gb18030" else ()
    said = salessheet("build", "--data", tmp_path / "data", "--out", "made", "--encrypt-with", file, *given)
    assert said.code == 0, said.err
    assert content((tmp_path / "made" / "华东销售团队.xlsx").read_bytes(), "我们的密码很长很长")


@pytest.mark.parametrize("where", ["data", "out"])
def test_a_key_file_among_what_is_handed_on_is_refused(
    where: str, salessheet: Salessheet, place: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(place / "data", tmp_path / "data")
    file = key_file(tmp_path / where)
    said = salessheet("build", "--data", data, "--out", "out", "--encrypt-with", file)
    assert said.code == 2
    assert "Keep the passwords elsewhere" in said.err


def test_a_template_with_a_password_is_refused(salessheet: Salessheet, place: Path, out: Path) -> None:
    said = salessheet("build", "--data", place / "data", "--out", "made", "--template", out / "T01.xlsx")
    assert said.code == 2
    assert "a template with a password cannot be filled in" in said.err


def test_no_password_stands_in_anything_that_is_written(out: Path) -> None:
    for path in (path for path in out.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        for piece in PIECES:
            assert piece.encode() not in raw, path
            assert piece.encode("utf-16-le") not in raw, path
    assert json.loads((out / "manifest.json").read_text("utf-8"))["options"]["encrypted"] is True
    assert not (out / JOURNAL).exists()


_CRASHING = """
import msoffcrypto.method.ecma376_agile as agile

def crashed(key, ibuf, *rest, **more):
    raise ZeroDivisionError("provoked")

agile.ECMA376Agile.encrypt = staticmethod(crashed)
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_a_crash_shows_no_password_and_leaves_no_workbook(
    processes: int, place: Path, keys: Path, tmp_path: Path
) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "sitecustomize.py").write_text(_CRASHING, encoding="utf-8")
    code, said, told = ended(started(
        "--debug", "build", "--data", place / "data", "--out", tmp_path / "out", "--encrypt-with", keys,
        "--jobs", processes, before=tmp_path / "first", env={**HERE, "TMPDIR": str(tmp_path)},
    ))  # fmt: skip  # one call

    assert code == 2
    assert "ZeroDivisionError: provoked" in told
    assert not list((tmp_path / "out").glob("**/*.xlsx*"))
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    everything = [said, told, *(path.read_text("utf-8", "replace") for path in written)]
    for piece in PIECES:
        assert not any(piece in text for text in everything), piece


def test_the_help_of_no_command_and_no_setting_shows_a_password(
    salessheet: Salessheet, place: Path, keys: Path, tmp_path: Path
) -> None:
    (tmp_path / "salessheet.toml").write_text(
        f'[build]\ndata = "{place / "data"}"\nout = "made"\nencrypt-with = "{keys}"\nteam = "T01"\n'
        f'[lint]\nkey-file = "{keys}"\n',
        encoding="utf-8",
    )
    assert salessheet("build").code == 0
    assert salessheet("lint", "made/T01.xlsx").code == 0
    for command in program.COMMANDS:
        shown = salessheet(command, "--help").out
        assert not any(piece in shown for piece in PIECES)
        takes = command in {"build", "collect", "verify", "calculate", "lint", "run", "diff", "explain", "mcp", "addin"}
        assert takes is bool(re.search(r"--key-file", shown)), command
