"""Installing the add-in, removing it, and what is wrong with it, on computers made up."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import openpyxl
import pytest

from salessheet.errors import RefusedOutput
from salessheet.hosts import host
from salessheet.hosts.classic import Classic, NotOnWindows
from salessheet.hosts.classic.addin import Made, addin, made_in
from salessheet.hosts.classic.machine import Machine, Registry
from salessheet.hosts.host import Diagnosis, Wishes
from salessheet.xlsx.package import opened

_NOBODY = 65534
XLWINGS = version("xlwings")
SECURITY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
OWN = r"Software\Microsoft\Office\16.0\Excel\Security"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Windows with everything that is needed."""
    start_up, python = tmp_path / "XLSTART", tmp_path / "Python 3" / "Scripts" / "python.exe"
    start_up.mkdir()
    python.parent.mkdir(parents=True)
    python.touch()
    (python.parents[1] / f"xlwings64-{XLWINGS}.dll").touch()
    return Machine(True, start_up, python, "3.13.1", tmp_path / "elsewhere", lambda library: True, registry({}))


def registry(held: Mapping[tuple[str, str], object]) -> Registry:
    return lambda key, name: held.get((key, name))


def path_of(machine: Machine) -> Path:
    assert machine.start_up is not None
    return machine.start_up / "SalesSheet.xlam"


def ill(machine: Machine) -> list[Diagnosis]:
    return [one for one in Classic(machine).doctor() if not one.is_well]


def test_it_is_put_where_excel_starts_and_starts_this_python(machine: Machine) -> None:
    said = Classic(machine).install("zh-CN")

    assert said == [f"Wrote {path_of(machine)}.", "Start Excel: the ribbon has the tab SalesSheet."]
    assert made_in(path_of(machine)) == Made.now("zh-CN", str(machine.python))
    assert ill(machine) == []
    assert all(one.found for one in Classic(machine).doctor())


def test_installing_says_what_is_to_be_mended_besides(machine: Machine) -> None:
    said = Classic(replace(machine, has=lambda library: False)).install("en")

    assert said[1:] == ["pywin32: it is not installed. pip install pywin32."]


def test_removing_takes_away_the_add_in_and_nothing_else(machine: Machine) -> None:
    classic = Classic(machine)
    classic.install("en")

    assert classic.uninstall() == [f"Removed {path_of(machine)}."]
    assert classic.uninstall() == [f"{path_of(machine)} is not there."]


def test_a_file_of_somebody_else_stays(machine: Machine, tmp_path: Path) -> None:
    path_of(machine).write_text("mine")

    with pytest.raises(RefusedOutput, match="this add-in was not built by salessheet"):
        Classic(machine).install("en")
    with pytest.raises(RefusedOutput, match="Remove it in Excel"):
        Classic(machine).uninstall()
    with pytest.raises(RefusedOutput, match="not built by salessheet"):
        host("classic").build(Wishes(path_of(machine)))
    assert path_of(machine).read_text() == "mine"


@pytest.mark.parametrize("action", ["install", "uninstall"])
def test_elsewhere_than_on_windows_it_says_what_to_do(machine: Machine, action: str) -> None:
    classic = Classic(replace(machine, is_windows=False))

    with pytest.raises(NotOnWindows, match="addin build"):
        classic.install("en") if action == "install" else classic.uninstall()
    assert [one.what for one in classic.doctor()] == ["Windows"]


def test_a_file_that_is_none_of_ours_or_cannot_be_read_is_told_of(machine: Machine) -> None:
    path_of(machine).write_text("mine")
    (said,) = ill(machine)
    assert "is none of salessheet's, or cannot be read" in said.found
    assert said.mend.startswith("Take it away. ")


def test_the_doctor_goes_on_where_the_start_up_folder_may_not_be_read(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> Made | None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("salessheet.hosts.classic.doctor.made_in", refused)
    (said,) = ill(machine)
    assert (said.what, "cannot be read (Permission denied)" in said.found) == (str(path_of(machine)), True)
    assert [one.what for one in Classic(machine).doctor()][-2:] == ["macros", "trusted folders"]


def built(machine: Machine, **changed: str) -> None:
    addin(replace(Made.now("en", str(machine.python)), **changed)).write(path_of(machine))


@pytest.mark.parametrize(
    ("changed", "what", "found"),
    [
        ({"salessheet": "0.0.9"}, "add-in", "it was built with salessheet 0.0.9"),
        ({"xlwings": "0.30"}, "add-in", "it was built with xlwings 0.30"),
        ({"python": r"C:\gone.exe"}, "Python", "is gone"),
        ({"python": __file__}, "Python", "this is"),
        ({"python": ""}, "Python", "the one on the path"),
    ],
)
def test_an_add_in_that_does_not_fit_is_built_again(
    machine: Machine, changed: dict[str, str], what: str, found: str
) -> None:
    built(machine, **changed)

    (one,) = ill(machine)

    assert (one.what, found in one.found, "addin install" in one.mend) == (what, True, True)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "customUI/customUI14.xml"])
@pytest.mark.parametrize("is_there", [False, True])
def test_an_add_in_that_was_changed_since_is_built_again(machine: Machine, part: str, *, is_there: bool) -> None:
    built(machine)
    whole = opened(path_of(machine))
    others = {name: content for name, content in whole.parts.items() if name != part}
    replace(whole, parts=others | ({part: whole.parts[part][:-9]} if is_there else {})).write(path_of(machine))

    found = [one for one in ill(machine) if one.what == "add-in"]

    assert [("addin install" in one.mend) for one in found] == [True]


def test_a_folder_with_blanks_and_chinese_letters_is_one_like_any_other(machine: Machine, tmp_path: Path) -> None:
    classic = Classic(replace(machine, start_up=tmp_path / "用户 名" / "XL START 启动"))

    classic.install("zh-CN")

    assert [one for one in classic.doctor() if not one.is_well] == []
    assert len(classic.uninstall()) == 1


def test_an_older_add_in_is_replaced(machine: Machine) -> None:
    built(machine, salessheet="0.0.1", python=r"C:\old\python.exe")

    Classic(machine).install("en")

    assert ill(machine) == []


@contextmanager
def held_file(machine: Machine) -> Iterator[Path]:
    """The start-up folder with an add-in that nobody may replace, as Windows lets nobody while Excel has it open."""
    with tempfile.TemporaryDirectory() as folder:
        start_up = Path(folder)
        addin(Made.now("en", str(machine.python))).write(start_up / "SalesSheet.xlam")
        if is_root := os.geteuid() == 0:  # who may do everything
            start_up.chmod(0o1777)
            os.seteuid(_NOBODY)
        else:
            start_up.chmod(0o555)
        try:
            yield start_up
        finally:
            if is_root:
                os.seteuid(0)
            start_up.chmod(0o755)


def test_a_file_that_is_held_stays_whole_and_it_is_said_what_holds_it(machine: Machine) -> None:
    with held_file(machine) as start_up:
        before = (start_up / "SalesSheet.xlam").read_bytes()
        classic = Classic(replace(machine, start_up=start_up))

        deeds: list[Callable[[], object]] = [lambda: classic.install("en"), classic.uninstall]
        for deed in deeds:
            with pytest.raises(RefusedOutput, match="Close Excel"):
                deed()
        assert [(path.name, path.read_bytes() == before) for path in start_up.iterdir()] == [("SalesSheet.xlam", True)]


@pytest.mark.parametrize(
    ("held", "found", "mend"),
    [
        ({(SECURITY, "VBAWarnings"): 4}, "a policy of the company forbids all of them.", "Ask IT"),
        ({(SECURITY, "VBAWarnings"): 3}, "a policy of the company forbids those that nobody signed.", "Ask IT"),
        ({(OWN.replace("16", "14"), "VBAWarnings"): 4}, "Excel is set to forbid all of them.", "Trust Center"),
        ({(SECURITY + r"\Trusted Locations", "AllLocationsDisabled"): 1}, "Excel trusts no folder", "Ask IT"),
    ],
)
def test_what_forbids_macros_is_named(
    machine: Machine, held: dict[tuple[str, str], object], found: str, mend: str
) -> None:
    built(machine)

    (one,) = ill(replace(machine, registry=registry(held)))

    assert one.found.startswith(found)
    assert mend in one.mend


def test_what_is_missing_is_named_one_by_one(machine: Machine, tmp_path: Path) -> None:
    bare = replace(machine, start_up=tmp_path / "none", python=tmp_path / "a" / "b" / "c.exe", has=lambda name: False)

    assert [one.what for one in ill(bare)] == ["start-up folder", "add-in", "pywin32", "xlwings"]
    assert "APPDATA" in ill(replace(machine, start_up=None))[0].found


def test_a_workbook_is_looked_at_for_sheets_that_xlwings_takes_for_code(machine: Machine, tmp_path: Path) -> None:
    built(machine)
    book = openpyxl.Workbook()
    book.save(tmp_path / "plain.xlsx")
    book.create_sheet("mine.py")
    book.save(tmp_path / "code.xlsx")

    found = Classic(machine).doctor([tmp_path / f"{name}.xlsx" for name in ("plain", "code", "none")])[-3:]

    assert [one.is_well for one in found] == [True, False, False]
    assert "licence key" in found[1].found
