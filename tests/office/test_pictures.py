from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.office.libreoffice import Office
from tests.office.pictures import pictures_of, sheet_of_each_page


def write(path: Path, rows: dict[str, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    for sheet, count in rows.items():
        book.add_worksheet(sheet).write_column("A1", range(1, count + 1))
    book.close()


@pytest.fixture
def books(tmp_path: Path) -> Path:
    write(tmp_path / "books" / "en" / "north.xlsx", {"Overview": 1, "Deals": 200, "Empty": 0, "Win loss": 1})
    write(tmp_path / "books" / "zh-CN" / "north.xlsx", {"总览": 1})
    return tmp_path / "books"


def test_each_page_belongs_to_the_sheet_that_the_outline_says(office: Office, books: Path, tmp_path: Path) -> None:
    (pdf,) = office.to_pdf([books / "en" / "north.xlsx"], tmp_path)

    sheets = sheet_of_each_page(pdf)

    assert list(dict.fromkeys(sheets)) == ["Overview", "Deals", "Win loss"]
    assert sheets.count("Overview") == sheets.count("Win loss") == 1
    assert sheets.count("Deals") > 2


def test_pictures_are_named_by_book_sheet_and_page_in_the_folders_of_the_books(
    office: Office, books: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "north-Retired.png").write_bytes(b"a sheet that is gone")

    made = pictures_of(books, folder, office, dpi=40, pages=2)

    assert [path.relative_to(folder).as_posix() for path in made] == [
        "en/north-Overview.png",
        "en/north-Deals.png",
        "en/north-Deals-2.png",
        "en/north-Win_loss.png",
        "zh-CN/north-总览.png",
    ]
    assert sorted(folder.rglob("*.png")) == sorted(made)
