"""A finished workbook against the data it was built from."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from salessheet.batch import build
from salessheet.calc.against import DATA, against_data, language_of
from salessheet.calc.comparison import Difference
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.errors import NotASalesCenter, NothingToBuild
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.sheets.commission import Payout
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.tables import Deals
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value, read
from salessheet.xlsx.editing import Edit, edited
from tests.calc.books import book


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Language → a folder with the data and the workbooks built from it."""
    found = {}
    for lang in LANGUAGES:
        folder = found[lang] = tmp_path_factory.mktemp(lang)
        write(sample(teams=2, reps=3, deals=30, lang=lang), folder / "data", Words.load(lang))
        build(folder / "data", folder / "books", lang=lang)
    return found


@pytest.fixture
def english(folders: Mapping[str, Path]) -> Path:
    return folders["en"]


def first(found: BookFile, line: Line, row: int = 0) -> CellRef:
    area = found.named(name_of(line))
    assert area is not None
    return CellRef(area.sheet, area.top + row, area.left)


def compared(found: BookFile, data: Path) -> tuple[Difference, ...]:
    words = language_of(found)
    return against_data(found, load(data, words), words)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("file", ["T01.xlsx", "T02.xlsx", "centre.xlsx"])
def test_a_built_book_agrees_with_its_data(folders: Mapping[str, Path], lang: str, file: str) -> None:
    found = read(folders[lang] / "books" / file)

    assert language_of(found).lang == lang
    assert compared(found, folders[lang] / "data") == ()


def test_a_renamed_book_still_says_whose_it_is(english: Path, tmp_path: Path) -> None:
    shutil.copy(english / "books" / "T02.xlsx", tmp_path / "for the auditors.xlsx")

    assert compared(read(tmp_path / "for the auditors.xlsx"), english / "data") == ()


@pytest.mark.parametrize(
    ("line", "row", "by"),
    [
        (Deals.amount, 3, 1000.0),
        (Deals.won_date, 0, 46023.0),
        (Deals.customer_id, 2, "nobody"),
        (Settings.annual_target, 0, 1.0),
        (Results.won, 1, 5.0),
        (Payout.payout, 0, 12.5),
    ],
    ids=repr,
)
def test_an_input_or_a_result_that_is_not_the_datas_is_found(english: Path, line: Line, row: int, by: Value) -> None:
    sound = read(english / "books" / "T01.xlsx")
    cell = first(sound, line, row)

    (difference,) = compared(edited(sound, {cell: Edit(by)}), english / "data")

    assert (difference.cell, difference.stored, difference.engine) == (cell, by, DATA)
    assert difference.recalculated == (sound.stored(cell) if sound.stored(cell) != "" else None)
    assert difference.label


def test_a_deal_that_somebody_typed_below_the_table_is_found(english: Path) -> None:
    sound = read(english / "books" / "T01.xlsx")
    last = sound.tables["tbldeals"].area.bottom
    cell = CellRef(first(sound, Deals.amount).sheet, last + 1, first(sound, Deals.amount).column)

    (difference,) = compared(edited(sound, {cell: Edit(777.0)}), english / "data")

    assert (difference.cell, difference.stored, difference.recalculated) == (cell, 777.0, None)


def test_a_month_that_the_reader_chose_is_not_held_against_the_book(english: Path) -> None:
    """The workbook says for which month it is; its results are then those of that month, which these are not."""
    sound = read(english / "books" / "T01.xlsx")
    earlier = edited(sound, {first(sound, Settings.period_start): Edit(46054.0)})  # February

    differences = compared(earlier, english / "data")

    assert first(sound, Settings.period_start) not in {difference.cell for difference in differences}
    assert first(sound, Settings.period_end) in {difference.cell for difference in differences}


def test_data_with_another_deal_shows_in_the_rows_and_in_the_results(english: Path, tmp_path: Path) -> None:
    data = shutil.copytree(english / "data", tmp_path / "data")
    deals = (data / "deals.csv").read_text(encoding="utf-8-sig").splitlines()
    (data / "deals.csv").write_text("\n".join(deals[:-1]) + "\n", encoding="utf-8")

    differences = [d for file in ("T01", "T02") for d in compared(read(english / "books" / f"{file}.xlsx"), data)]

    assert any("rows" in difference.label and "Deals" in difference.label for difference in differences)


def test_a_book_of_a_team_that_the_data_does_not_have_is_refused(english: Path) -> None:
    sound = read(english / "books" / "T01.xlsx")
    stranger = edited(sound, {first(sound, Settings.scope): Edit("Atlantis")})

    with pytest.raises(NothingToBuild, match="workbook of 'Atlantis'"):
        compared(stranger, english / "data")


def test_a_book_that_is_no_sales_centre_is_refused(english: Path, tmp_path: Path) -> None:
    with pytest.raises(NotASalesCenter):
        compared(book(tmp_path / "other.xlsx", {"A1": 1}), english / "data")
