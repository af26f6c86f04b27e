"""What a printer makes of a team's workbook."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from salessheet.batch import build
from salessheet.data.sample import sample, write
from salessheet.workbook.labels import LANGUAGES, Words
from tests.office.libreoffice import Office
from tests.office.pictures import sheet_of_each_page

MOST_PAGES, MOST_A_SHEET = 30, 4

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_team_of_the_sample_is_read_on_thirty_pages(lang: str, office: Office, tmp_path: Path) -> None:
    """The sample has about four hundred deals a team; no sheet takes more than a few pages of them.

    LibreOffice prints hidden sheets, too, where it is not told which: they are not counted.
    """
    words = Words.load(lang)
    write(sample(lang=lang), tmp_path / "data", words)
    build(tmp_path / "data", tmp_path, lang=lang, teams=("T01",))
    (pdf,) = office.to_pdf([tmp_path / "T01.xlsx"], tmp_path)
    shown = {sheet.title for sheet in load_workbook(tmp_path / "T01.xlsx").worksheets if sheet.sheet_state == "visible"}
    pages = Counter(sheet for sheet in sheet_of_each_page(pdf) if sheet in shown)

    assert pages.total() <= MOST_PAGES, pages
    assert max(pages.values()) <= MOST_A_SHEET, pages
    assert pages[words.text("sheet.dashboard.name")] == pages[words.text("sheet.guide.name")] == 1
