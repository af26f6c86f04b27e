"""What people do to a workbook in a spreadsheet program: it is taken, or told by its cells, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from salessheet.batch import build, held_folder
from salessheet.batch.collecting import collected
from salessheet.batch.collecting.results import Collected
from salessheet.batch.collecting.table_folder import TableFolder
from salessheet.batch.inputs.typed_inputs import has_typed
from salessheet.data.commission.closing import Who
from salessheet.errors import UnreadableWorkbook
from salessheet.workbook.tables import Deals
from salessheet.xlsx.package import opened
from salessheet.xlsx.parts import Parts
from tests.batch.office_people import OfficePeople, Step, step
from tests.batch.typing_people import typing

_WHO: Final = Who("Ann", dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
_TABLES: Final = {
    "teams": "team_id,name\nT1,North\n",
    "reps": "rep_id,team_id\nA,T1\n",
    "deals": "deal_id,customer_id,rep_id,amount,stage,lead_date\n"
    + "".join(f"D{n},K{n},A,{n}00,lead,2026-02-0{n}\n" for n in range(1, 7)),
}
NEW: Final = {"rep_id": "A", "amount": 70, "stage": "lead"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each language in a folder of its own."""
    begun = tmp_path_factory.mktemp("programs")
    for lang in ("en", "zh-CN"):
        place = begun / lang
        (place / "data").mkdir(parents=True)
        for name, text in _TABLES.items():
            (place / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
        build(place / "data", place / "out", teams=("T1",), lang=lang)
    return begun


@pytest.fixture
def work(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun / "en", tmp_path / "place"))


@pytest.fixture
def chinese(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun / "zh-CN", tmp_path / "place"))


@pytest.fixture(scope="module")
def people() -> Iterator[OfficePeople]:
    with OfficePeople() as office:
        yield office


def _collect(work: Path) -> Collected:
    with held_folder(work / "data"):
        return collected([work / "out" / "T1.xlsx"], TableFolder(work / "data"), _WHO, is_aside=False, lang="en")


TAKEN: Final[dict[str, tuple[list[Step], list[str]]]] = {
    "saved": ([], []),
    "sorted": ([step("sort", key="amount", rows=6)], []),
    "sorted and typed": (
        [step("sort", key="amount", rows=6), step("type", row=0, amount=99)],
        ["changed D6: amount=99"],
    ),
    "filtered": (
        [step("filter", key="deal_id", text="D3"), step("type", row=2, amount=33), step("type", row=0, amount=11)],
        ["changed D1: amount=11", "changed D3: amount=33"],
    ),
    "rows inserted": (
        [step("insert_rows", row=3, count=2), step("type", row=3, **NEW), step("type", row=4, deal_id="N1", **NEW)],
        ["new D7: amount=70", "new N1: amount=70"],
    ),
    "typed right below": (
        [step("type", row=6, **NEW), step("type", row=8, **NEW)],
        ["new D7: amount=70", "new D8: amount=70"],
    ),
    "a column moved": (
        [step("move_column", key="channel", before="product"), step("type", row=0, channel="Shop")],
        ["changed D1: channel=Shop"],
    ),
    "locked, and the sheet renamed": (
        [step("rename_sheet", name="我的 deals"), step("type", row=1, amount=22), step("lock", password="secret")],
        ["changed D2: amount=22"],
    ),
}  # fmt: skip  # a table
"""What people did → what is taken of it."""


def _said(found: Collected) -> list[str]:
    wanted = ("amount=", "channel=")
    return sorted(
        f"{done.kind.value} {done.key}: " + "; ".join(part for part in done.new.split("; ") if part.startswith(wanted))
        for done in found.done
    )


@pytest.mark.parametrize("case", TAKEN)
def test_what_people_do_in_a_program_is_taken(chinese: Path, people: OfficePeople, case: str) -> None:
    steps, taken = TAKEN[case]
    people.do(chinese / "out" / "T1.xlsx", *steps)
    assert has_typed(chinese / "out" / "T1.xlsx") is bool(taken)

    found = _collect(chinese)

    assert (_said(found), found.refused, found.conflicts) == (taken, (), ())
    assert has_typed(chinese / "out" / "T1.xlsx") is False
    assert _collect(chinese).done == ()


TOLD: Final[dict[str, tuple[list[Step], list[tuple[str, str]]]]] = {
    "over calculated cells": (
        [step("type", row=0, value=4711), step("type", row=1, value="n/a"), step("type", row=5, value=0)],
        [("X7:X8", "The build writes what is here"), ("X12", "The build writes what is here")],
    ),
    "another formula": (
        [step("type", row=2, value="=F9*2+SUM(1)")],
        [("X9", "The build writes what is here")],
    ),
    "beside a table": (
        [step("beside", row=2, column=60, text="call them"), step("beside", row=-4, column=0, text="lead")],
        [("A3", "No table has what"), ("BI9", "No table has what")],
    ),
    "a formula beside a table": (
        [step("beside", row=20, column=58, text="=SUM(F7:F12)")],
        [("BG27", "No table has what")],
    ),
    "drawn": (
        [step("draw", row=9, column=4, text="call  them"), step("draw", row=9, column=6, text="", kind="EllipseShape")],
        [("E16", "No table has drawings"), ("G16", "No table has drawings")],
    ),
    "in a column of their own": (
        [step("insert_column", before="stage", heading="Mood", texts=["good", "bad"])],
        [("H6:H8", "No table has what")],
    ),
    "a heading": ([step("heading", key="amount", text="Umsatz")], [("F6", "No table has what")]),
    "comments": (
        [step("comment", row=0, key="amount", text="ask Bo"), step("comment", row=1, key="value", text="问一下")],
        [("F7", "No table has comments"), ("X8", "No table has comments")],
    ),
    "a total below": (
        [step("type", row=7, deal_id="Total", amount="=SUM(F7:F12)")],
        [("Amount", "A formula stands where")],
    ),
    "a column deleted": ([step("delete_column", key="channel")], [("", "These columns of the table are gone")]),
}
"""What people did → the cells and the beginning of what is told of them."""


@pytest.mark.parametrize("case", TOLD)
def test_what_no_table_takes_is_told_by_its_cells(work: Path, people: OfficePeople, case: str) -> None:
    steps, told = TOLD[case]
    book = work / "out" / "T1.xlsx"
    people.do(book, *([] if case == "a column deleted" else [step("type", row=3, amount=44)]), *steps)

    for _ in range(2):
        found = _collect(work)

        assert [(one.column, one.wrong[: len(said[1])]) for one, said in zip(found.refused, told, strict=True)] == told
        assert has_typed(book), "build does not overwrite it"
    assert ",44," in (work / "data" / "deals.csv").read_text(encoding="utf-8") or case == "a column deleted"


_THREAD: Final = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="{cell}" dT="2026-03-01T08:00:00.00" personId="{{1}}" id="{{2}}">'
    "<text>Is it won?</text></threadedComment>"
    '<threadedComment ref="{cell}" dT="2026-03-02T08:00:00.00" personId="{{1}}" id="{{3}}" parentId="{{2}}">'
    "<text>Yes</text></threadedComment></ThreadedComments>"
)
_AS_A_NOTE: Final = """<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors>
<author>tc={{2}}</author></authors><commentList><comment ref="{cell}" authorId="0"><text><t>[Threaded comment]
Comment: Is it won?</t></text></comment></commentList></comments>"""


def test_yesterdays_workbook_is_known_after_another_program_saved_it(work: Path, people: OfficePeople) -> None:
    """It would take back what the data says since."""
    book, deals = work / "out" / "T1.xlsx", work / "data" / "deals.csv"
    people.do(book, step("type", row=0, amount=11))
    yesterdays = book.read_bytes()
    deals.write_text(deals.read_text(encoding="utf-8").replace(",A,200,", ",A,250,"), encoding="utf-8")
    build(work / "data", work / "out", teams=("T1",), lang="en", overwrite=True)
    book.write_bytes(yesterdays)
    before = deals.read_bytes()

    with pytest.raises(UnreadableWorkbook, match="another build"):
        _collect(work)

    assert deals.read_bytes() == before


COPIES: Final = ("T1 (1).xlsx", "T1.xlsm", "T1.xls", "T1.ods", "T1.fods")


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_beside_a_workbook_is_told_until_it_is_collected(work: Path, people: OfficePeople, name: str) -> None:
    """What was typed into it could never be collected once the workbook is replaced."""
    book, copy = work / "out" / "T1.xlsx", work / "out" / name
    people.do(book, step("type", row=1, amount=77), to=copy)

    found, made = _collect(work), build(work / "data", work / "out", teams=("T1",), lang="en")

    assert [told.wrong[: len(name)] for told in found.refused] == [name]
    assert [(failure.file, name in failure.wrong) for failure in made.failures] == [("T1.xlsx", True)]
    assert copy.name in {file.name for file in copy.parent.iterdir()}
    if copy.suffix in (".xlsx", ".xlsm"):
        shutil.copy(copy, book)
        assert _said(_collect(work)) == ["changed D2: amount=77"], "and that it lies there is told no more"
    else:
        copy.unlink()
    assert build(work / "data", work / "out", teams=("T1",), lang="en").failures == ()


def test_a_copy_into_which_nobody_typed_and_one_of_another_build_are_none(work: Path, people: OfficePeople) -> None:
    book = work / "out" / "T1.xlsx"
    shutil.copy(book, book.with_name("T1 - backup.xlsx"))
    people.do(book, to=book.with_name("T1 seen.xlsx"))
    (work / "out" / "notes.ods").write_bytes(b"PK, but no zip file")
    older = book.read_bytes()
    deals = work / "data" / "deals.csv"
    deals.write_text(deals.read_text(encoding="utf-8").replace(",A,200,", ",A,250,"), encoding="utf-8")

    assert _collect(work).refused == ()
    assert build(work / "data", work / "out", teams=("T1",), lang="en").failures == ()

    (work / "out" / "T1 of yesterday.xlsx").write_bytes(older)
    assert (_collect(work).refused, build(work / "data", work / "out", teams=("T1",), lang="en").failures) == ((), ())


def test_overwrite_goes_past_a_copy(work: Path, people: OfficePeople) -> None:
    book = work / "out" / "T1.xlsx"
    people.do(book, step("type", row=1, amount=77), to=book.with_suffix(".ods"))

    assert build(work / "data", work / "out", teams=("T1",), lang="en", overwrite=True).failures == ()


def test_a_conversation_is_told_entry_by_entry_and_once(work: Path) -> None:
    """Excel writes it a second time as a note, for older versions."""
    book = work / "out" / "T1.xlsx"
    with typing(book) as typed:
        sheet = typed.table(Deals).sheet.title
    package = opened(book)
    parts, part = Parts(package), package.sheet_parts()[sheet]
    for kind, name, content in (
        ("threadedComment", "xl/threadedComments/threadedComment1.xml", _THREAD),
        ("comments", "xl/comments1.xml", _AS_A_NOTE),
    ):
        parts.add(name, content.format(cell="F7").encode(), "application/xml")
        parts.relate(part, kind, name)
    parts.finished().write(book)

    assert [(told.sheet, told.column, told.value) for told in _collect(work).refused] == [
        (sheet, "F7", "Is it won?"),
        (sheet, "F7", "Yes"),
    ]
