"""Workbooks as managers have them after a while: what they did to them, and what of it a macro has to leave alone."""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import openpyxl
import xlwings as xw

from salessheet.data.dataset import as_of
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample
from salessheet.data.sample import write as sample_files
from salessheet.data.slices import for_team
from salessheet.engine import open_book
from salessheet.engine.saving.export import saved
from salessheet.workbook.edition import Edition
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.measures import Flavour
from salessheet.workbook.tables import Deals
from salessheet.xlsx.package import opened
from salessheet.xlsx.template import write
from tests.batch.centres import of_sales_and_pay
from tests.macros.fake_book import FakeBook
from tests.macros.test_importing import HEADING
from tests.macros.test_periods import month_before, shown

OWN: Final = "Bob's 笔记 2026"
FROM_OUTSIDE: Final = "=SUM('{deals}'!A1:A9)+LEN(A1)"
_SECRET: Final = (
    'sheet="1" algorithmName="SHA-512" hashValue="9oXx0Q==" saltValue="AAAAAA==" spinCount="100000" objects="1"'
)


def own_sheets(book: xw.Book, words: Words) -> None:
    """In front a sheet with texts, numbers and formulas of the manager's own, behind all others a hidden one."""
    sheet = book.sheets.add(OWN, before=book.sheets[0])
    sheet.range("A1").value = [["给老板的", 12.5], ["=1+1", True]]
    sheet.range("C3").formula = FROM_OUTSIDE.format(deals=words.text("sheet.deals.name"))
    hidden = book.sheets.add("Scratch", after=book.sheets[len(book.sheets) - 1])
    hidden.range("B2").value = "kept"
    hidden.visible = False


def renamed_sheets(book: xw.Book, words: Words) -> None:
    """A few tabs, as people call them: with blanks, quotes and letters of another language."""
    for key, name in {"deals": "Bob's deals 商机", "dashboard": "Cockpit", "settings": "设 置"}.items():
        book.sheets[words.text(f"sheet.{key}.name")].name = name


def restyled(book: xw.Book, words: Words) -> None:
    """Another colour, font, width and format of the amounts of deals."""
    del words
    deals = _place(book, name_of(Deals.amount))
    deals.color = (255, 220, 220)
    deals.font.bold = True
    deals.number_format = '#,##0 "万元"'
    deals.column_width = 31


CHANGES: Final[dict[str, Callable[[xw.Book, Words], None]]] = {
    "own sheets": own_sheets,
    "renamed sheets": renamed_sheets,
    "restyled": restyled,
}


def filtered(path: Path) -> None:
    """A filter over the deals, which hides five of them."""
    book = _read(path)
    sheet, cells = _where(book, name_of(Deals.deal_id))
    first, last = (int(row) for row in re.findall(r"\d+", cells))
    package = opened(path)
    part = package.sheet_parts()[sheet]
    text = package.parts[part].decode()
    for row in range(first + 1, first + 6):
        text, count = re.subn(rf'<row r="{row}"', f'<row r="{row}" hidden="1"', text)
        assert count == 1
    behind = re.search(r"<sheetProtection[^>]*/>", text) or re.search("</sheetData>", text)
    assert behind is not None
    column = re.sub(r"[^A-Z]", "", cells.partition(":")[0])
    criterion = '<filterColumn colId="0"><filters><filter val="x"/></filters></filterColumn>'
    made = f'<autoFilter ref="{column}{first - 1}:{column}{last}">{criterion}</autoFilter>'
    package.with_parts({part: (text[: behind.end()] + made + text[behind.end() :]).encode()}).write(path)


def own_sheet_locked(path: Path) -> None:
    """The manager's own sheet has a password of its own."""
    package = opened(path)
    part = package.sheet_parts()[OWN]
    text = package.parts[part].decode().replace("</sheetData>", f"</sheetData><sheetProtection {_SECRET}/>", 1)
    package.with_parts({part: text.encode()}).write(path)


def lived_in(path: Path, target: Path, words: Words, *changes: str) -> Path:
    """The workbook in a file with these changes of `CHANGES`, and `filtered` and `locked`."""
    with open_book(path) as book:
        for change in changes:
            if change in CHANGES:
                CHANGES[change](book, words)
        package, losses = saved(book.impl.open, target)
        assert not losses
        package.write(target)
    if "filtered" in changes:
        filtered(target)
    if "locked" in changes:
        own_sheet_locked(target)
    return target


def _of_sales_and_pay(lang: str) -> Edition:
    """A team's workbook with every sheet that a macro brings up to date."""
    tables, words = sample(teams=2, reps=3, deals=12, lang=lang), Words.load(lang)
    kept = of_sales_and_pay(tables) | {key: tables[key] for key in ("kpi_scheme", "kpi_manual")}
    with tempfile.TemporaryDirectory() as folder:
        sample_files(kept, Path(folder), words)
        data = for_team(load(Path(folder), words), "T01")
    day = as_of(data)
    assert day is not None
    return edition_of(data, Scope("T01", day.replace(day=1), day, 1, words, "1.0"), Flavour.PYTHON)


CASES: Final = {
    "everything": ("own sheets", "restyled", "renamed sheets", "filtered", "locked"),
}


@dataclass(frozen=True)
class Lived:
    """Workbooks of one team in a folder, each by its case in a folder of its own, under the same name."""

    folder: Path

    def plain(self, lang: str) -> Path:
        return self._fresh(lang, "plain", lambda path: write(path, _of_sales_and_pay(lang), "T01"))

    def changed(self, lang: str, case: str) -> Path:
        words, plain = Words.load(lang), self.plain(lang)
        return self._fresh(lang, case, lambda path: lived_in(plain, path, words, *CASES[case]))

    def _fresh(self, lang: str, case: str, fill: Callable[[Path], object]) -> Path:
        """A copy that nobody has changed yet, in a new folder."""
        kept_as = self.folder / f"{lang} {case}.xlsx"
        if not kept_as.exists():
            fill(kept_as)
        count = len(list(self.folder.iterdir()))
        path = self.folder / str(count) / "T01.xlsx"
        path.parent.mkdir()
        return Path(shutil.copy(kept_as, path))


def presses(book: FakeBook) -> dict[str, dict[str, str]]:
    """Every macro → its form, in an order in which each finds something to do; a file as its text."""
    month = month_before(shown(book))
    rows = f"N-1,{book.column('Reps_rep_id')[0]},2026-03-02,1000\n"
    return {
        "check_book": {}, "refresh": {}, "split_targets": {}, "score_kpis": {}, "rank_people": {},
        "settle_commission": {}, "import_csv": {"table": "orders", "file": f"{HEADING}\n{rows}"},
        "new_period": {"month": month}, "close_commission": {"month": month}, "go_live": {}, "freeze": {"to": "plain"},
        "export_my_team": {"to": "values", "name": "Copy"},
    }  # fmt: skip  # a table


@dataclass(frozen=True)
class Kept:
    """What is the manager's in a workbook: no macro has a business with any of it."""

    tabs: tuple[str, ...]
    hidden: frozenset[str]
    own_cells: frozenset[tuple[str, str, object]]
    filters: frozenset[tuple[str, str]]
    hidden_rows: frozenset[tuple[str, int]]
    locked: frozenset[str]
    looks: tuple[object, ...]
    names: frozenset[str]


def kept(path: Path, log: str) -> Kept:
    """`log`: the sheet that macros write down their runs on, which is theirs."""
    book = _read(path)
    sheets = [sheet for sheet in book.worksheets if sheet.title != log]
    return Kept(
        tuple(sheet.title for sheet in sheets),
        frozenset(sheet.title for sheet in sheets if sheet.sheet_state != "visible"),
        frozenset(
            (sheet.title, cell.coordinate, cell.value)
            for sheet in sheets
            if sheet.title in (OWN, "Scratch")
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ),
        frozenset((sheet.title, sheet.auto_filter.ref) for sheet in sheets if sheet.auto_filter.ref),
        frozenset((s.title, row) for s in sheets for row, about in s.row_dimensions.items() if about.hidden),
        frozenset(sheet.title for sheet in sheets if sheet.protection.sheet),
        tuple(_looks(book)),
        frozenset(name for name in book.defined_names if not name.startswith("_xlnm")),
    )


def _read(path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of what openpyxl does not keep, which is no matter here
        return openpyxl.load_workbook(path)


def _looks(book: openpyxl.Workbook) -> Iterator[object]:
    """Of the first amounts of deals."""
    sheet, cells = _where(book, name_of(Deals.amount))
    column, row = re.findall(r"[A-Z]+|\d+", cells.partition(":")[0].replace("$", ""))
    for place in range(int(row), int(row) + 3):
        cell = book[sheet][f"{column}{place}"]
        yield cell.font.b, cell.number_format, cell.fill.fgColor.rgb
    yield round(book[sheet].column_dimensions[column].width)


def _where(book: openpyxl.Workbook, name: str) -> tuple[str, str]:
    sheet, cells = next(iter(book.defined_names[name].destinations))
    return sheet.replace("''", "'"), cells


def _place(book: xw.Book, name: str) -> xw.Range:
    return book.names[name].refers_to_range
