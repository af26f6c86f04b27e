"""A finished workbook against the data it was built from."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from salessheet.batch import build
from salessheet.calc.against import DATA, against_data, language_of
from salessheet.calc.comparison import Difference
from salessheet.calc.completion import completed
from salessheet.calc.formualizer import Formualizer
from salessheet.data.dataset import Dataset
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.errors import NotASalesCenter, NothingToBuild
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Captions, Settings, Soundness
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.measures import Type
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.checks import Checks, Verdict
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.commission.statement import Stated
from salessheet.workbook.sheets.funnel import FunnelFigures
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.tables import Deals, Fx, Reps
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value, read
from salessheet.xlsx.editing import Edit, edited
from tests.batch.centres import of_sales_and_pay
from tests.calc.books import book

FEBRUARY = 46054.0  # 2026-02-01


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Language → a folder with the data and the workbooks built from it: of every table, or of sales and pay alone."""
    found = {}
    for lang in LANGUAGES:
        folder = found[lang] = tmp_path_factory.mktemp(lang)
        tables = sample(teams=2, reps=3, deals=30, lang=lang)
        write(of_sales_and_pay(tables) if lang == "en" else tables, folder / "data", Words.load(lang))
        build(folder / "data", folder / "books", lang=lang)
    return found


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the same kind: a centre in yuan whose second team counts in dollars and sells in euros, too."""
    folder = tmp_path_factory.mktemp("abroad")
    tables = of_sales_and_pay(sample(teams=2, reps=3, deals=30))
    tables["teams"] = tables["teams"].assign(currency=["", "USD"])
    tables["deals"]["currency"] = [("", "CNY", "EUR")[i % 3] for i in range(len(tables["deals"]))]
    tables["fx"] = pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-01-01", "2025-01-01", "2026-04-01"]),
            "currency": ["USD", "EUR", "USD"],
            "rate": [7.05, 7.8, 7.2],
        }
    )
    write(tables, folder / "data")
    build(folder / "data", folder / "books")
    return folder


@pytest.fixture
def english(folders: Mapping[str, Path]) -> Path:
    return folders["en"]


def first(found: BookFile, line: Line, row: int = 0) -> CellRef:
    area = found.named(name_of(line))
    assert area is not None
    return CellRef(area.sheet, area.top + row, area.left)


def compared(found: BookFile, data: Path) -> tuple[Difference, ...]:
    words = language_of(found)
    return against_data(found, loaded(data, words.lang), words)


@cache
def loaded(data: Path, lang: str) -> Dataset:
    return load(data, Words.load(lang))


@cache
def built(path: Path) -> BookFile:
    """Many tests begin with the same file, which none of them changes."""
    return read(path)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("file", ["T01.xlsx", "T02.xlsx", "centre.xlsx"])
def test_a_built_book_agrees_with_its_data(folders: Mapping[str, Path], lang: str, file: str) -> None:
    found = built(folders[lang] / "books" / file)

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
    sound = built(english / "books" / "T01.xlsx")
    cell = first(sound, line, row)

    (difference,) = compared(edited(sound, {cell: Edit(by)}), english / "data")

    assert (difference.cell, difference.stored, difference.engine) == (cell, by, DATA)
    assert difference.recalculated == (sound.stored(cell) if sound.stored(cell) != "" else None)
    assert difference.label


def test_a_deal_that_somebody_typed_below_the_table_is_found(english: Path) -> None:
    sound = built(english / "books" / "T01.xlsx")
    last = sound.tables["tbldeals"].area.bottom
    cell = CellRef(first(sound, Deals.amount).sheet, last + 1, first(sound, Deals.amount).column)

    (difference,) = compared(edited(sound, {cell: Edit(777.0)}), english / "data")

    assert (difference.cell, difference.stored, difference.recalculated) == (cell, 777.0, None)


def test_a_deal_below_the_table_shows_in_the_results_of_its_row_and_of_all(
    english: Path, formualizer: Formualizer
) -> None:
    sound = built(english / "books" / "T01.xlsx")
    below = sound.tables["tbldeals"].area.bottom + 1
    typed: dict[Line, Value] = {
        Deals.deal_id: "mine",
        Deals.rep_id: "R0001",
        Deals.amount: 777.0,
        Deals.won_date: 46190.0,
    }
    cells = {line: first(sound, line)._replace(row=below) for line in (*typed, Deals.value, Deals.remark)}
    grown = edited(sound, {cells[line]: Edit(value) for line, value in typed.items()})

    found = {
        difference.cell: (difference.stored, difference.recalculated)
        for difference in compared(completed(grown, formualizer, anew=True).book, english / "data")
    }

    assert [found[cells[line]] for line in typed] == [(value, None) for value in typed.values()]
    assert found[cells[Deals.value]] == (777.0, None)
    assert cells[Deals.remark] not in found  # the formula stands ready below the table, and has nothing to say
    assert first(sound, FunnelFigures.won_amount) in found


@pytest.mark.parametrize("month", [FEBRUARY, FEBRUARY + 13], ids=["its first day", "any day of it"])
def test_a_month_that_the_reader_chose_is_not_held_against_the_book(
    english: Path, month: float, formualizer: Formualizer
) -> None:
    """The workbook says for which month it is: its results are compared with those of that month."""
    sound = built(english / "books" / "T01.xlsx")
    chosen = edited(sound, {first(sound, Settings.month): Edit(month)})

    assert compared(completed(chosen, formualizer, anew=True).book, english / "data") == ()


def test_a_statement_of_another_person_is_not_held_against_the_book(english: Path, formualizer: Formualizer) -> None:
    sound = built(english / "books" / "T01.xlsx")
    first_shown = sound.stored(first(sound, Stated.rep_id))
    people = sound.named(name_of(Reps.rep_id))
    assert people is not None
    another = next(rep for cell in people.cells() if (rep := sound.stored(cell)) not in (None, first_shown))
    chosen = edited(sound, {first(sound, Stated.rep_id): Edit(another)})

    assert compared(completed(chosen, formualizer, anew=True).book, english / "data") == ()


def test_a_book_without_a_month_is_that_of_the_last_day_and_only_the_check_of_the_month_differs(
    folders: Mapping[str, Path], formualizer: Formualizer
) -> None:
    """Of the centre with every table, for where some are left out another check does not hold, either."""
    whole = folders["zh-CN"]
    sound = built(whole / "books" / "T01.xlsx")
    bare = edited(sound, {first(sound, Settings.month): Edit(None)})
    check = [line for line in Checks.lines if line.key.startswith("the_month_is_one_of_the_year__")]
    flags = [line for block in SALES_CENTER.blocks for line in block.lines if line.measure is Type.STATUS]
    telling = (Soundness.checks, *Captions.lines)  # the head of every sheet says whether all checks hold
    areas = [bare.named(name_of(line)) for line in (*check, *flags, *telling)]

    found = {difference.cell for difference in compared(completed(bare, formualizer, anew=True).book, whole / "data")}

    assert first(sound, Verdict.all_ok) in found
    assert [cell for cell in found if not any(area is not None and area.covers(cell) for area in areas)] == []


def test_results_of_another_month_than_the_book_says_are_found(english: Path) -> None:
    """The month was changed by a program that calculates nothing."""
    sound = built(english / "books" / "T01.xlsx")
    stale = edited(sound, {first(sound, Settings.month): Edit(FEBRUARY)})

    found = {difference.cell: difference.recalculated for difference in compared(stale, english / "data")}

    assert first(sound, Settings.month) not in found
    assert found[first(sound, Settings.period_start)] == FEBRUARY
    assert first(sound, Settings.period_end) in found
    assert first(sound, Captions.in_full) in found


def test_data_with_another_deal_shows_in_the_rows_and_in_the_results(english: Path, tmp_path: Path) -> None:
    data = shutil.copytree(english / "data", tmp_path / "data")
    deals = (data / "deals.csv").read_text(encoding="utf-8-sig").splitlines()
    (data / "deals.csv").write_text("\n".join(deals[:-1]) + "\n", encoding="utf-8")

    differences = [d for file in ("T01", "T02") for d in compared(built(english / "books" / f"{file}.xlsx"), data)]

    assert any("rows" in difference.label and "Deals" in difference.label for difference in differences)


@pytest.mark.parametrize(("file", "currency"), [("T01.xlsx", "CNY"), ("T02.xlsx", "USD"), ("centre.xlsx", "CNY")])
def test_a_book_agrees_with_data_in_other_currencies(abroad: Path, file: str, currency: str) -> None:
    found = built(abroad / "books" / file)

    assert found.stored(first(found, Settings.currency)) == currency
    assert compared(found, abroad / "data") == ()


def test_rates_are_compared_as_the_book_needs_them(abroad: Path) -> None:
    """Into its own currency, from each day on which one of both changed, whatever the table of the data holds."""
    dollars = built(abroad / "books" / "T02.xlsx")
    cells = [first(dollars, Fx.rate, row) for row in range(4)]
    crossed = [dollars.stored(cell) for cell in cells]

    found = compared(edited(dollars, {cell: Edit(9.5) for cell in cells}), abroad / "data")

    assert crossed == pytest.approx([1 / 7.05, 1 / 7.2, 7.8 / 7.05, 7.8 / 7.2])
    assert [difference.cell for difference in found] == cells
    assert [difference.recalculated for difference in found] == pytest.approx(crossed)


def test_a_currency_that_the_book_no_longer_states_is_found(abroad: Path) -> None:
    """In a workbook in dollars an amount without a currency is one in dollars: what is in yuan has to say so."""
    dollars = built(abroad / "books" / "T02.xlsx")
    yuan = next(cell for row in range(30) if dollars.stored(cell := first(dollars, Deals.currency, row)) == "CNY")

    (difference,) = compared(edited(dollars, {yuan: Edit(None)}), abroad / "data")

    assert (difference.cell, difference.stored, difference.recalculated) == (yuan, None, "CNY")


def test_another_currency_than_the_datas_is_found(abroad: Path) -> None:
    yuan = built(abroad / "books" / "T01.xlsx")
    cell = first(yuan, Settings.currency)

    (difference,) = compared(edited(yuan, {cell: Edit("USD")}), abroad / "data")

    assert (difference.cell, difference.stored, difference.recalculated) == (cell, "USD", "CNY")


def test_a_rate_that_the_data_has_changed_shows_in_the_rates_and_in_the_results(abroad: Path, tmp_path: Path) -> None:
    data = shutil.copytree(abroad / "data", tmp_path / "data")
    rates = (data / "fx.csv").read_text(encoding="utf-8-sig")
    (data / "fx.csv").write_text(rates.replace("7.2", "7.25"), encoding="utf-8")
    dollars = built(abroad / "books" / "T02.xlsx")

    found = {difference.cell for difference in compared(dollars, data)}

    assert first(dollars, Fx.rate) not in found
    assert first(dollars, Fx.rate, 1) in found
    assert first(dollars, FunnelFigures.open_amount) in found


def test_a_book_of_a_team_that_the_data_does_not_have_is_refused(english: Path) -> None:
    sound = built(english / "books" / "T01.xlsx")
    stranger = edited(sound, {first(sound, Settings.scope): Edit("Atlantis")})

    with pytest.raises(NothingToBuild, match="workbook of 'Atlantis'"):
        compared(stranger, english / "data")


def test_a_book_that_is_no_sales_centre_is_refused(english: Path, tmp_path: Path) -> None:
    with pytest.raises(NotASalesCenter):
        compared(book(tmp_path / "other.xlsx", {"A1": 1}), english / "data")
