from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.batch.file_names import escaped, file_names


@pytest.mark.parametrize(
    ("team_id", "name"),
    [
        ("T01", "T01"),
        ("North-East_2.b team", "North-East_2.b team"),
        ("华东一部", "华东一部"),
        ("Équipe", "Équipe"),
        ("E\N{COMBINING ACUTE ACCENT}quipe", "Équipe"),
        ("../x", "%2E.%2Fx"),
        ("..", "%2E%2E"),
        ("/etc/passwd", "%2Fetc%2Fpasswd"),
        ("C:\\x", "C%3A%5Cx"),
        ("=cmd|'/c calc'!A0", "%3Dcmd%7C%27%2Fc calc%27%21A0"),
        ("a\0b\n", "a%00b%0A"),
        ("100%", "100%25"),
        ("~$T01", "%7E%24T01"),
        (" padded ", "%20padded%20"),
        ("ends.", "ends%2E"),
        (".hidden", "%2Ehidden"),
        ("CON", "%43ON"),
        ("nul.txt", "%6Eul.txt"),
        ("com1", "%63om1"),
        ("console", "console"),
        ("centre", "%63entre"),
        ("Centre", "%43entre"),
        ("centre2", "centre2"),
        ("manifest.json", "%6Danifest.json"),
        ("x\N{RIGHT-TO-LEFT OVERRIDE}y", "x%E2%80%AEy"),
        ("", "%"),
    ],
)
def test_an_id_is_escaped_by_the_rule(team_id: str, name: str) -> None:
    assert escaped(team_id) == name


def test_a_long_id_is_cut_and_told_apart_by_its_hash() -> None:
    one, other = escaped("华" * 200 + "一"), escaped("华" * 200 + "二")

    assert one != other
    assert one.startswith("华" * 30)
    assert len(one.encode()) <= 120


def test_ids_that_differ_by_case_alone_get_files_of_their_own() -> None:
    assert file_names(["north", "NORTH", "North"]) == {
        "north": "north.xlsx",
        "NORTH": "NORTH~2.xlsx",
        "North": "North~3.xlsx",
    }


@given(st.lists(st.text(max_size=80), unique=True, max_size=8))
def test_every_team_has_a_file_of_its_own_in_the_folder_on_every_system(team_ids: list[str]) -> None:
    names = file_names(team_ids)

    assert list(names) == team_ids
    assert (
        len({unicodedata.normalize("NFC", name).casefold() for name in names.values()} | {"centre.xlsx"})
        == len(team_ids) + 1
    )
    for name in names.values():
        assert PurePosixPath(name).name == PureWindowsPath(name).name == name
        assert not name.startswith((".", " ", "~"))
        assert len(name.encode()) < 200
        assert all(character.isalnum() or character in "%._- ~" for character in name)
