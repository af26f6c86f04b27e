"""Links lead where they say, whatever people insert: LibreOffice calculates the addresses, and the cells there hold
what the links show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from salessheet import engine
from salessheet.batch import Options, plan, run
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.book_file import read
from tests.batch.centres import of_sales_and_pay
from tests.built.links import Link, links
from tests.office.libreoffice import Office

Calculated = Mapping[str, list[Link]]

EXCEL = "xlsx:Calc MS Excel 2007 XML"
DEALS = {"en": 1100, "zh-CN": 100}
"""Of a team: in one language with more than 300 receipts."""

MOVED = ("orders", "receipts", "invoices", "plans", "commission_lines")
SHORT = "zh-CN"


@pytest.fixture(scope="module", params=LANGUAGES)
def calculated(request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Calculated:
    """The links of the workbook of a team, and in one language, where it is short, of the same with rows and columns
    inserted, and of the centre's.

    LibreOffice calculates those of the team; whether the centre has any is for its formulas to say.
    """
    lang, out = str(request.param), tmp_path_factory.mktemp("links")
    words = Words.load(lang)
    tables = sample(teams=1, reps=6, deals=DEALS[lang], lang=lang)
    write(of_sales_and_pay(tables), out / "data", words)
    teams = () if lang == SHORT else ("T01",)
    run(plan(load(out / "data", words), Options(lang, Flavour.NATIVE, teams=teams)), out)
    team = out / "T01.xlsx"
    books = [team, _moved(team, words)] if lang == SHORT else [team]
    found = [*office.converted(books, out / "calculated", EXCEL, "xlsx"), *out.glob("centre.xlsx")]
    return {book.stem: list(links(read(book))) for book in found}


def _moved(path: Path, words: Words) -> Path:
    with engine.open_book(path) as book:
        for key in MOVED:
            sheet = book.sheets[words.text(f"sheet.{key}.name")]
            sheet["3:4"].insert("down")
            sheet["A:A"].insert("right")
        book.save(path.with_name("moved.xlsx"))
    return path.with_name("moved.xlsx")


def test_every_link_leads_to_a_cell_that_holds_what_it_shows(calculated: Calculated) -> None:
    assert len(calculated["T01"]) > 20
    assert [link for link in calculated["T01"] if link.is_dead] == []


@pytest.mark.parametrize("calculated", [SHORT], indirect=True)
def test_links_follow_rows_and_columns_that_are_inserted(calculated: Calculated) -> None:
    pairs = list(zip(calculated["T01"], calculated["moved"], strict=True))

    assert [after for before, after in pairs if after.is_dead or after.address == before.address] == []


@pytest.mark.parametrize("calculated", [SHORT], indirect=True)
def test_a_book_without_lines_shows_the_bare_ids(calculated: Calculated) -> None:
    assert calculated["centre"] == []
