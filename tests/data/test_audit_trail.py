"""The audit trail is only ever appended to, in the encoding that it is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.data.audit_trail import AUDIT, HEADING, Addition, Entry, addition, append
from salessheet.errors import UnreadableSource


def entry(new: str, who: str = "Ann") -> Entry:
    return Entry("2026-06-05T09:30:00+00:00", who, "close", "periods.csv", "periods", "2026-01", "", new)


def test_a_new_file_begins_with_its_heading(tmp_path: Path) -> None:
    append(tmp_path, addition(tmp_path, [entry("a, b")]))
    append(tmp_path, addition(tmp_path, [entry("c")]))

    lines = (tmp_path / AUDIT).read_bytes().decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(HEADING)
    assert [line.split(",", 7)[7] for line in lines[1:]] == ['"a, b"', "c"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_it_keeps_its_encoding_and_all_its_bytes(tmp_path: Path, encoding: str) -> None:
    there = (",".join(HEADING) + "\n" + "2026-05-01,王芳,关账,期间.csv,periods,2026-04,,已经关账").encode(encoding)
    (tmp_path / AUDIT).write_bytes(there)

    append(tmp_path, addition(tmp_path, [entry("已关账", "李雷")]))

    raw = (tmp_path / AUDIT).read_bytes()
    assert raw.startswith(there)
    assert (
        raw.decode(encoding).splitlines()[2]
        == "2026-06-05T09:30:00+00:00,李雷,close,periods.csv,periods,2026-01,,已关账"
    )


def test_a_name_that_its_encoding_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / AUDIT).write_bytes(("when,who\n" + "2026-05-01,Müller löst auf für später\n" * 3).encode("cp1252"))

    with pytest.raises(UnreadableSource, match="has no '王'"):
        addition(tmp_path, [entry("closed", "王芳")])


@pytest.mark.parametrize("stands", [0, 5, 1000])
def test_what_of_an_addition_stands_there_already_is_not_added_again(tmp_path: Path, stands: int) -> None:
    added = addition(tmp_path, [entry("closed")])
    (tmp_path / AUDIT).write_bytes(added.raw[:stands])

    append(tmp_path, added)

    assert (tmp_path / AUDIT).read_bytes() == added.raw


def test_what_others_added_since_stays(tmp_path: Path) -> None:
    (tmp_path / AUDIT).write_bytes(b"one\nother\n")

    append(tmp_path, Addition(4, b"mine\n"))

    assert (tmp_path / AUDIT).read_bytes() == b"one\nother\nmine\n"
