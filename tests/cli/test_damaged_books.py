"""A workbook that is damaged is refused in a line by every command that opens it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from salessheet.batch import build
from salessheet.xlsx.package import Package, opened
from tests.batch.centres import sales_centre
from tests.cli.conftest import Said, Salessheet

COMMANDS = (
    "run refresh {} --out out.xlsx",
    "calculate {} --out out.xlsx --engine formualizer",
    "verify {} --engine formualizer",
)
READERS = (COMMANDS[0], COMMANDS[2])  # calculate opens workbooks as verify does
SHEET, STYLES, TEXTS, WORKBOOK = "xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
LINKS, TYPES, ROOT_LINKS, TABLE = (
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/tables/table1.xml",
)
READ = (SHEET, STYLES, TEXTS, WORKBOOK, LINKS, TYPES, ROOT_LINKS, TABLE)

Damage = Callable[[bytes], bytes]

BROKEN: dict[str, Damage] = {
    "empty": lambda _content: b"",
    "cut": lambda content: content[: len(content) // 2],
    "a text": lambda _content: b"a,b\n1,2\n",
    "zeros": lambda _content: bytes(200),
    "another root": lambda _content: b"<other/>",
    "an entity of a file": lambda content: (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + content[content.find(b"?>") + 2 :]
    ),
}
SLIPS: dict[tuple[str, str], tuple[bytes, bytes]] = {
    (SHEET, "a cell without an address"): (b' r="B', b' r="ZZZZZ'),
    (SHEET, "a number that is none"): (rb'(<c r="[A-Z]+\d+"(?: s="\d+")?>(?:<f>[^<]*</f>)?<v>)', rb"\1x"),
    (SHEET, "an attribute twice"): (b"<c r=", b'<c r="A1" r='),
    (SHEET, "a text that is not there"): (rb't="s"><v>\d+', b't="s"><v>999999'),
    (WORKBOOK, "a name of no sheet"): (b'localSheetId="', b'localSheetId="x'),
    (WORKBOOK, "a sheet of no part"): (b'r:id="rId1"', b'r:id="rId999"'),
    (LINKS, "a target elsewhere"): (b'Target="worksheets/', b'Target="../../elsewhere/'),
    (TABLE, "no number of rows"): (b"<table ", b'<table headerRowCount="x" '),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Package:
    centre = sales_centre(tmp_path_factory.mktemp("sales"))
    return opened(build(centre, tmp_path_factory.mktemp("sound"), teams=("T01",)).out / "T01.xlsx")


def refused(salessheet: Salessheet, command: str, file: str) -> None:
    said = salessheet(*command.format(file).split())

    told(said, file)
    assert said.code == 2
    assert [path.name for path in Path().iterdir()] in ([], [file])


def told(said: Said, file: str) -> None:
    """A line that says of which file what is wrong, a line that says what to do."""
    wrong, mend, rest = said.err.split("\n", 2)
    assert (said.out, rest) == ("", "")
    assert re.match(rf"salessheet: (.*/)?{re.escape(file)}: .*\.$", wrong), wrong
    assert "defect" not in said.err
    assert mend.endswith(".")


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("part", READ)
def test_a_part_that_is_broken_in_any_way_is_refused(
    salessheet: Salessheet, sound: Package, tmp_path: Path, part: str, command: str
) -> None:
    for damage in BROKEN.values():
        sound.with_parts({part: damage(sound.parts[part])}).write(tmp_path / "T.xlsx")
        refused(salessheet, command, "T.xlsx")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("part", "slip"), SLIPS)
def test_a_slip_in_a_part_is_told_where_it_matters(
    salessheet: Salessheet, sound: Package, tmp_path: Path, part: str, slip: str, command: str
) -> None:
    pattern, put = SLIPS[part, slip]
    damaged = re.sub(pattern, put, sound.parts[part], count=1)
    assert damaged != sound.parts[part]
    sound.with_parts({part: damaged}).write(tmp_path / "T.xlsx")

    said = salessheet(*command.format("T.xlsx").split())

    if (said.code, said.err) != (0, ""):  # a command that does not read that part is none the worse
        told(said, "T.xlsx")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("part", [SHEET, TEXTS, WORKBOOK, LINKS, TYPES])
def test_a_missing_part_is_refused(
    salessheet: Salessheet, sound: Package, tmp_path: Path, part: str, command: str
) -> None:
    Package(sound.path, {name: content for name, content in sound.parts.items() if name != part}).write(
        tmp_path / "T.xlsx"
    )

    refused(salessheet, command, "T.xlsx")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_damaged_as_a_whole_is_refused(
    salessheet: Salessheet, sound: Package, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "T.xlsx"
    sound.write(file)
    whole = file.read_bytes()
    middle = len(whole) // 2
    spoilt = whole[:middle] + bytes(byte ^ 255 for byte in whole[middle : middle + 64]) + whole[middle + 64 :]

    for content in (b"", b"PK", b"a,b\n1,2\n", whole[:middle], whole[:-10], whole[100:], spoilt):
        file.write_bytes(content)
        refused(salessheet, command, "T.xlsx")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_and_nothing_at_all_are_no_workbook(salessheet: Salessheet, tmp_path: Path, command: str) -> None:
    refused(salessheet, command, "T.xlsx")
    (tmp_path / "T.xlsx").mkdir()
    refused(salessheet, command, "T.xlsx")
