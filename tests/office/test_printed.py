"""What a printer makes of a team's workbook."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from salessheet.batch import build, moulds
from salessheet.data.sample import sample, write
from salessheet.workbook.book import Book, Sheet
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.xlsx.package import opened
from tests.batch.centres import sales_centre
from tests.office.libreoffice import Office
from tests.office.pictures import sheet_of_each_page

MOST_PAGES, MOST_A_SHEET = 30, 4
WIDE = "en"


@dataclass(frozen=True)
class Printed:
    """The sheet of each page and the lines of text on it; and the sheets that people see in the workbook."""

    words: Words
    sheets: list[str]
    lines: list[int]
    seen: frozenset[str]


@pytest.fixture(scope="module", params=LANGUAGES)
def printed(request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """A team of the sample, of about four hundred deals.

    In one language the wide sheets that nobody sees are printed, too: a hundred pages.
    """
    words, folder, seen = Words.load(str(request.param)), tmp_path_factory.mktemp("printed"), set[Sheet]()
    shown = Book.shown.func  # type: ignore[attr-defined]  # a property that is computed once

    def seen_or_wide(book: Book) -> tuple[Sheet, ...]:
        seen.update(shown(book))
        return tuple(sheet for sheet in book.sheets if sheet in seen or (sheet.continued and words.lang == WIDE))

    write(sample(lang=words.lang), folder / "data", words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Book, "shown", property(seen_or_wide))
        patch.setattr(moulds, "_RENDERED", {})  # those of this process show what others do
        build(folder / "data", folder, lang=words.lang, teams=("T01",))
    (pdf,) = office.to_pdf([folder / "T01.xlsx"], folder)
    lines = [len(page.extract_text().splitlines()) for page in PdfReader(pdf).pages] if words.lang == WIDE else []
    names = frozenset(words.text(f"sheet.{sheet.key}.name") for sheet in seen)
    return Printed(words, sheet_of_each_page(pdf), lines, names)


def test_a_team_of_the_sample_is_read_on_thirty_pages(printed: Printed) -> None:
    """No sheet takes more than a few pages of its deals."""
    pages = Counter(sheet for sheet in printed.sheets if sheet in printed.seen)

    assert pages.total() <= MOST_PAGES, pages
    assert max(pages.values()) <= MOST_A_SHEET, pages
    assert [pages[printed.words.text(f"sheet.{key}.name")] for key in ("dashboard", "guide")] == [1, 1]


def test_so_is_one_with_a_few_tables_which_shows_other_sheets(office: Office, tmp_path: Path) -> None:
    centre = sales_centre(tmp_path / "data")
    made = build(centre, tmp_path / "out", teams=("T01",))
    (pdf,) = office.to_pdf([made.out / "T01.xlsx"], tmp_path)

    pages = Counter(sheet_of_each_page(pdf))

    assert pages["Calendar"] > 1
    assert pages.total() <= MOST_PAGES, pages


@pytest.mark.parametrize("printed", [WIDE], indirect=True)
def test_no_page_of_a_wide_sheet_has_a_foot_alone(printed: Printed) -> None:
    """Each part of it has pages of its own, and LibreOffice fits each part to the page by itself."""
    assert len(set(printed.sheets) - printed.seen) > 8
    assert [sheet for sheet, count in zip(printed.sheets, printed.lines, strict=True) if count <= 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hidden_sheet_that_somebody_shows_is_printed_as_wide_as_its_heading(
    lang: str, office: Office, tmp_path: Path
) -> None:
    """With its working columns on the same page it could not be read; a column too many would cut off the heading."""
    words = Words.load(lang)
    write(sample(teams=1, reps=4, deals=30, lang=lang), tmp_path / "data", words)
    build(tmp_path / "data", tmp_path, lang=lang, teams=("T01",), every_sheet=True)
    package = opened(tmp_path / "T01.xlsx")
    workbook = package.parts["xl/workbook.xml"]
    hidden = workbook.count(b'state="hidden"')
    package.with_parts({"xl/workbook.xml": workbook.replace(b' state="hidden"', b"")}).write(tmp_path / "seen.xlsx")

    (pdf,) = office.to_pdf([tmp_path / "seen.xlsx"], tmp_path)

    pages = PdfReader(pdf).pages
    first = {sheet: n for n, sheet in reversed(list(enumerate(sheet_of_each_page(pdf))))}
    said = words.text("phrase.checks_hold").rpartition("✓ ")[2]
    cut = [sheet for sheet, page in first.items() if said not in pages[page].extract_text()]
    assert len(first) > hidden > 40
    assert cut == []
