"""Disks that are full or read-only, and nobody who listens."""

from __future__ import annotations

import errno
import os
import random
import shlex
import sys
from pathlib import Path

import pytest
import xlsxwriter

from salessheet.batch.inputs import kept_inputs
from salessheet.files import refusal
from tests.cli.conftest import Salessheet
from tests.cli.programs import in_a_shell, on_a_small_disk

_SMALL = "--teams 1 --reps 1 --deals 3"


def test_a_build_stops_where_the_disk_is_full_and_goes_on_once_there_is_room(sales: Path, tmp_path: Path) -> None:
    build = f"salessheet build --team T01 --team T02 --data {shlex.quote(str(sales))} --out disk/out"

    look = f"ls -A -I {kept_inputs.FOLDER} disk/out"
    ended = on_a_small_disk(f"{build}; echo $?; {look}; more_room; {build}; echo $?; {look}", 300, tmp_path)

    first, _, second = ended.stdout.partition("2 workbooks in disk/out")
    assert "T02.xlsx  T02" in first
    assert ended.stderr.count("\n") == 2
    assert ended.stderr.startswith("salessheet: ")
    assert "nothing more can be written there" in ended.stderr
    assert ("Workbooks written: 1 of 2" in ended.stderr) == ("\n1\nT01.xlsx\n" in first)
    assert ".part" not in ended.stdout
    assert second.endswith("0\nT01.xlsx\nT02.xlsx\nmanifest.json\n")


@pytest.mark.parametrize(
    ("command", "kibibytes"),
    [
        (f"sample --out disk/out {_SMALL}", 4),
        ("build --data {centre} --out disk/out --jobs 2 --team T01 --team T02", 12),
    ],
)
def test_nothing_is_left_of_a_run_for_which_there_is_no_room_at_all(
    sales: Path, tmp_path: Path, command: str, kibibytes: int
) -> None:
    command = command.format(centre=shlex.quote(str(sales)))

    ended = on_a_small_disk(f"salessheet {command} >said; echo $?; find disk -type f", kibibytes, tmp_path)

    left = [line for line in ended.stdout.splitlines() if not line.endswith("manifest.json")]
    assert left == ["2"]
    assert ended.stderr.startswith("salessheet: ")
    assert "nothing more can be written there" in ended.stderr
    assert ended.stderr.count("\n") == 2


def test_a_full_disk_is_not_taken_for_that_of_temporary_files(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet().write_column("A1", [str(random.random()) for _ in range(4_000)])

    ended = on_a_small_disk(
        "salessheet calculate book.xlsx --out disk/made.xlsx; echo $?; find disk -type f", 16, tmp_path
    )

    assert ended.stdout == "2\n"
    assert ended.stderr.startswith("salessheet: disk/made.xlsx: nothing more can be written there")


def test_a_full_folder_of_temporary_files_is_called_by_its_name(tmp_path: Path) -> None:
    ended = on_a_small_disk("TMPDIR=$PWD/disk salessheet template --out T.xlsx; echo $?; ls -A", 64, tmp_path)

    assert ended.stdout == "2\ndisk\n"
    assert "disk, where temporary files go: nothing more can be written there" in ended.stderr
    assert "TMPDIR" in ended.stderr
    assert ended.stderr.count("\n") == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a folder that not even root can write to")
@pytest.mark.parametrize(
    "command", ["sample --out /sys/kernel", "template --out /sys/kernel/T.xlsx", "demo --out /sys"]
)
def test_a_folder_that_cannot_be_written_is_told_in_a_line(salessheet: Salessheet, command: str) -> None:
    said = salessheet(*command.split())

    assert (said.code, said.out) == (2, "")
    assert "cannot be written" in said.err
    assert said.err.count("\n") == 2


@pytest.mark.parametrize(
    ("number", "mend"),
    [(errno.ENOSPC, "Make room"), (errno.EROFS, "writable"), (errno.EFBIG, "larger files"), (errno.EIO, "sound")],
)
def test_what_to_do_goes_by_what_is_the_matter_with_the_disk(number: int, mend: str) -> None:
    assert mend in refusal(Path("out"), OSError(number, os.strerror(number)), "Close it.").mend


def test_who_stops_listening_has_heard_enough(tmp_path: Path) -> None:
    ended = in_a_shell("salessheet schema | head -1; echo ${PIPESTATUS[0]}", tmp_path)

    assert ended.stdout.splitlines()[-1] == "0"
    assert ended.stderr == ""


def test_what_cannot_be_said_is_told_where_it_can_be(tmp_path: Path) -> None:
    script = "salessheet schema >/dev/full; echo $?; salessheet --version >/dev/full; echo $?; salessheet schema >&-"

    ended = in_a_shell(script, tmp_path)

    assert ended.stdout == "1\n1\n"
    assert [line.partition(" (")[0] for line in ended.stderr.splitlines()] == [
        "salessheet: standard output cannot be written"
    ] * 2
