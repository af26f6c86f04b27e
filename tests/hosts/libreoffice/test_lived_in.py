"""A workbook that was lived in and saved by LibreOffice: its macros do there what they do in the engine.

Once with formulas, which the hosts calculate, and once of values, which the macros write. Each host gets the same file,
the same macros with the same forms, and its workbook is saved. What they said and what their cells then show is
compared. xlwings Lite is put into that file, too.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import pytest

from salessheet.batch import build
from salessheet.calc.functions import CalledFunctions
from salessheet.engine import open_book, register
from salessheet.engine.saving.export import saved
from salessheet.errors import UserError
from salessheet.hosts.lite.books import State, state, updated
from salessheet.live.macro import MACROS
from salessheet.macros import Inspection, told
from salessheet.workbook.labels import Words
from salessheet.xlsx.book_file import Value, read
from salessheet.xlsx.package import opened
from tests.hosts.april_centre import TEAM, write
from tests.hosts.libreoffice.installed import Extended
from tests.hosts.lived_in import filtered
from tests.hosts.typed_over import OWN, typed_over

WORDS: Final = Words.load("zh-CN")
ORDERS: Final = "order_id,rep_id,order_date,amount,currency\nN-1,R2,2026-09-02,1000,USD\n退-1,R3,2026/9/3,-250.5,\n"
PRESSES: Final[dict[str, tuple[tuple[str, dict[str, str]], ...]]] = {
    "python": (
        ("check_book", {}), ("import_csv", {"table": "orders", "file": ORDERS}), ("new_period", {"month": "2026-08"}),
        ("close_commission", {"month": "2026-08"}), ("freeze", {"to": "plain"}),
    ),
    "values": (
        ("score_kpis", {}), ("rank_people", {}), ("settle_commission", {}), ("new_period", {"month": "２０２６年8月"}),
        ("new_period", {"month": "2026-13"}),
    ),
}  # fmt: skip  # of what a workbook is made: what is done to it

Cells = dict[tuple[str, int, int], Value]


@pytest.fixture(scope="module", params=PRESSES)
def made_of(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def typed(made_of: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a team after a quarter, filtered by its deals."""
    folder = tmp_path_factory.mktemp("typed")
    made = build(write(folder / "data", WORDS.lang), folder / "built", teams=(TEAM,), formulas=made_of).out
    register(activate=True)  # as `salessheet run` does
    path = _saved(made / f"{TEAM}.xlsx", folder / "typed.xlsx", typed_over)
    filtered(path)
    return path


def _saved(path: Path, target: Path, change: Any) -> Path:  # noqa: ANN401  whatever takes a workbook
    with open_book(path) as book:
        change(book)
        package, losses = saved(book.impl.open, target)
    assert not losses
    package.write(target)
    return target


Ran = tuple[list[str], Cells]
"""What macros said, and what the cells then show."""


@pytest.fixture(scope="module")
def in_libreoffice(office: Extended, typed: Path, made_of: str) -> Ran:
    file = typed.with_name("orders.csv")
    file.write_text(ORDERS, encoding="utf-8")
    with office.open(read(typed), CalledFunctions()):
        office.ask("store", path=str(typed.with_name("saved.xlsx")))
        said = [
            str(
                office.ask(
                    "macro", macro=macro, **{key: str(file) if key == "file" else entry for key, entry in form.items()}
                )
            )
            for macro, form in PRESSES[made_of]
        ]
        office.ask("store", path=str(typed.with_name("there.xlsx")))
    return said, cells(typed.with_name("there.xlsx"))


@pytest.fixture(scope="module")
def in_the_engine(in_libreoffice: Ran, typed: Path, made_of: str) -> Ran:
    """On the file that LibreOffice saved."""
    said = list[str]()

    def run(book: Any) -> None:  # noqa: ANN401  an xlwings Book
        for macro, form in PRESSES[made_of]:
            try:
                result = MACROS[macro].run(book, **form)
            except UserError as error:
                said.append(str(error))
                continue
            failing = result.failing if isinstance(result, Inspection) else ()
            said.append("\n".join((*(result.notes or (told(result, WORDS),)), *(one.label for one in failing))))

    return said, cells(_saved(typed.with_name("saved.xlsx"), typed.with_name("here.xlsx"), run))


def cells(path: Path) -> Cells:
    """What every cell shows, of those that show anything; the log of the macros says when they ran."""
    sheets, log = read(path).sheets, WORDS.text("log.sheet")
    every = {(name, *cell): v for name, one in sheets.items() if name != log for cell, v in one.values.items()}
    return {cell: value for cell, value in every.items() if value != ""}


def test_macros_say_the_same(in_libreoffice: Ran, in_the_engine: Ran, made_of: str) -> None:
    there, here = in_libreoffice[0], in_the_engine[0]

    for macro, one, other in zip(PRESSES[made_of], there, here, strict=True):
        assert [line for line in other.splitlines() if line not in one] == [], (macro, one)


def test_cells_show_the_same(in_libreoffice: Ran, in_the_engine: Ran) -> None:
    there, here = in_libreoffice[1], in_the_engine[1]

    differ = {cell: (there.get(cell), here.get(cell)) for cell in {*there, *here}}
    assert {cell: pair for cell, pair in differ.items() if not _is_same(*pair)} == {}
    assert any(cell[0] == OWN for cell in here)


def _is_same(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other


@pytest.mark.parametrize("name", ["typed", "saved", "there"])
def test_xlwings_lite_changes_its_own_parts_alone(in_libreoffice: Ran, typed: Path, name: str) -> None:
    before = opened(typed.with_name(f"{name}.xlsx"))

    after = updated(before)

    assert (state(before), state(after)) == (State.NOTHING, State.CURRENT)
    lost_or_changed = {part for part, content in before.parts.items() if after.parts.get(part) != content}
    assert lost_or_changed == {"[Content_Types].xml", "_rels/.rels"}
    assert {part.rpartition("/")[0].removesuffix("/_rels") for part in after.parts.keys() - before.parts.keys()} == {
        "xl/webextensions"
    }
