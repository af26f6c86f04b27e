"""What a printer makes of a team's workbook."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pypdf import PdfReader

from salessheet.batch import build
from salessheet.data.sample import sample, write
from salessheet.workbook.book import Book, Sheet
from salessheet.workbook.labels import LANGUAGES, Words
from tests.office.libreoffice import Office
from tests.office.pictures import sheet_of_each_page

MOST_PAGES, MOST_A_SHEET = 30, 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_team_of_the_sample_is_read_on_thirty_pages(lang: str, office: Office, tmp_path: Path) -> None:
    """The sample has about four hundred deals a team; no sheet takes more than a few pages of them."""
    words = Words.load(lang)
    write(sample(lang=lang), tmp_path / "data", words)
    build(tmp_path / "data", tmp_path, lang=lang, teams=("T01",))
    (pdf,) = office.to_pdf([tmp_path / "T01.xlsx"], tmp_path)
    pages = Counter(sheet_of_each_page(pdf))

    assert pages.total() <= MOST_PAGES, pages
    assert max(pages.values()) <= MOST_A_SHEET, pages
    assert pages[words.text("sheet.dashboard.name")] == pages[words.text("sheet.guide.name")] == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_of_a_wide_sheet_has_a_foot_alone(
    lang: str, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part of it has pages of its own, and LibreOffice fits each part to the page by itself."""

    def wide(book: Book) -> tuple[Sheet, ...]:
        return (book.sheets[0], *(sheet for sheet in book.sheets if sheet.continued))

    monkeypatch.setattr(Book, "shown", property(wide))
    words = Words.load(lang)
    write(sample(lang=lang), tmp_path / "data", words)
    build(tmp_path / "data", tmp_path, lang=lang, teams=("T01",))
    (pdf,) = office.to_pdf([tmp_path / "T01.xlsx"], tmp_path)
    sheets = sheet_of_each_page(pdf)
    lines = [len(page.extract_text().splitlines()) for page in PdfReader(pdf).pages]

    assert len(set(sheets)) > 8
    assert [sheet for sheet, count in zip(sheets, lines, strict=True) if count <= 1] == []
