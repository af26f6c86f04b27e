from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.cli import program, settings_file
from salessheet.errors import InvalidOption
from tests.cli.conftest import Salessheet

ROOT = Path(__file__).parents[2]


def found(folder: Path) -> dict[str, dict[str, object]]:
    known = {name: settings_file.options_of(command) for name, command in program.COMMANDS.items()}
    return settings_file.defaults(folder, known)


def test_the_file_is_found_upward_and_its_paths_are_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "salessheet.toml").write_text('[build]\ndata = "d"\nout = "o"\nas-of = 2026-06-30\nteam = "T01"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)

    assert found(below) == {
        "build": {"data": str(tmp_path / "d"), "out": str(tmp_path / "o"), "as_of": "2026-06-30", "team": ["T01"]}
    }


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[biuld]\n", "no command 'biuld'.*'build'"),
        ("[build]\nformula = 'native'\n", "no option 'formula'.*'formulas'"),
        ("[build]\njobs = 'many'\n", "jobs = 'many' is not a whole number"),
        ("[build]\njobs = true\n", "jobs = True is not a whole number"),
        ("[build]\noverwrite = 'yes'\n", "overwrite = 'yes' is not true or false"),
        ("[build]\nout = 3\n", "out = 3 is not a path"),
        ("build = 1\n", "'build' must be a table"),
        ("[build]\nas-of = 2026-06-30T18:00:00\n", "as-of = 2026-06-30 18:00:00 is more than a day"),
        ("[build\n", "this is not TOML"),
        ("[build]\nperiod = 2026-06\n", "this is not TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_path(
    salessheet: Salessheet, tmp_path: Path, text: str, wrong: str
) -> None:
    (tmp_path / "salessheet.toml").write_text(text)

    said = salessheet("schema")

    assert said.code == 2
    assert str(tmp_path / "salessheet.toml") in said.err
    with pytest.raises(InvalidOption, match=wrong):
        found(tmp_path)


def test_a_database_address_is_no_path(tmp_path: Path) -> None:
    (tmp_path / "salessheet.toml").write_text('[build]\ndata = "duckdb:///sales.db"\n')

    assert found(tmp_path)["build"]["data"] == "duckdb:///sales.db"


def test_the_command_line_wins_over_the_file(salessheet: Salessheet, tmp_path: Path) -> None:
    (tmp_path / "salessheet.toml").write_text('[sample]\nout = "one"\nteams = 1\nreps = 1\ndeals = 3\n')

    said = salessheet("sample", "--out", "two", "--deals", "5", "--json")

    assert said.json["rows"]["deals"] == 5
    assert said.json["rows"]["teams"] == 1
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["two"]


def test_a_flag_that_is_true_in_the_file_is_unset_on_the_command_line(salessheet: Salessheet, tmp_path: Path) -> None:
    (tmp_path / "salessheet.toml").write_text(
        '[sample]\nout = "one"\nreps = 1\ndeals = 3\noverwrite = true\njson = true\n'
    )
    assert salessheet("sample").json["rows"]["teams"] == 3
    (tmp_path / "one" / "deals.csv").write_text("of somebody else")

    refused = salessheet("sample", "--no-overwrite", "--no-json")

    assert (refused.code, refused.out) == (2, "")
    assert "deals.csv" in refused.err
    assert salessheet("sample").code == 0


@pytest.mark.parametrize(
    ("file", "given", "left"),
    [
        ({"period": "2026-06", "out": "o"}, {"from_", "to"}, {"out"}),
        ({"from_": "2026-04", "to": "2026-06"}, {"period"}, set()),
        ({"data": "d"}, {"books"}, set()),
        ({"period": "2026-06"}, {"from_", "period"}, {"period"}),
        ({"from_": "2026-04", "to": "2026-06"}, {"to"}, {"from_", "to"}),
    ],
)
def test_the_command_line_wins_over_what_it_stands_in_place_of(
    file: dict[str, object], given: set[str], left: set[str]
) -> None:
    assert set(settings_file.without_rivals(file, given)) == left


def test_months_of_the_command_line_stand_in_place_of_the_month_of_the_file(
    salessheet: Salessheet, tmp_path: Path
) -> None:
    (tmp_path / "salessheet.toml").write_text(
        '[simulate]\ndata = "d"\nplans = "p"\nout = "s.xlsx"\nperiod = "2026-06"\n'
    )

    said = salessheet("simulate", "--from", "2026-05", "--to", "2026-06")

    assert "is one month" not in said.err
    assert str(tmp_path / "d") in said.err


def test_every_option_of_every_command_can_stand_in_the_file(tmp_path: Path) -> None:
    values: dict[type, str] = {bool: "true", int: "1", str: '"x"', Path: '"x"'}
    known = {name: settings_file.options_of(command) for name, command in program.COMMANDS.items()}
    lines = [
        f"[{name}]\n" + "".join(f"{option.key} = {values[option.kind]}\n" for option in options)
        for name, options in known.items()
    ]
    (tmp_path / "salessheet.toml").write_text("\n".join(lines))

    assert {name: len(options) for name, options in found(tmp_path).items()} == {
        name: len(options) for name, options in known.items()
    }
    assert {"json", "as-of", "from", "files"} <= {option.key for options in known.values() for option in options}


def test_the_example_holds_for_this_version() -> None:
    example = found(ROOT / "examples")

    assert set(example) == set(program.COMMANDS)
    assert Path(str(example["build"]["data"])).is_dir()


@pytest.mark.parametrize("arguments", [("build", "--out"), ("build", "--nope"), ("build",)])
def test_usage_errors_answer_in_json_where_the_settings_file_asks_for_it(
    salessheet: Salessheet, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "salessheet.toml").write_text("[build]\njson = true\n")
    said = salessheet(*arguments)
    assert (said.code, said.err, said.json["exit"]) == (2, "", 2)
    assert said.json["error"]["wrong"]
