from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from pypdf import PdfReader

from tests.office.libreoffice import Office, OfficeFailed, OfficeMissing, to_png


@pytest.fixture
def book(tmp_path: Path) -> Callable[[str], Path]:
    """A workbook whose stored value for =1+1 is wrong, on a sheet for each language and an empty one between."""

    def written(name: str) -> Path:
        path = tmp_path / name
        workbook = xlsxwriter.Workbook(path)
        for sheet, font, text in [
            ("Dashboard", "Calibri", "Revenue"),
            ("Empty", "", ""),
            ("仪表盘", "Microsoft YaHei", "营收"),
        ]:
            worksheet = workbook.add_worksheet(sheet)
            if text:
                worksheet.write_formula("A1", "=1+1", None, 0)
                worksheet.write("B1", text, workbook.add_format({"font_name": font}))
        workbook.close()
        return path

    return written


def pages(pdf: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(pdf).pages]


def test_a_wrong_stored_value_is_printed_as_the_calculated_one(
    office: Office, book: Callable[[str], Path], tmp_path: Path
) -> None:
    prints = office.to_pdf([book("one.xlsx"), book("二月 report.xlsx")], tmp_path / "pdf")

    assert [path.name for path in prints] == ["one.pdf", "二月 report.pdf"]
    assert [pages(path)[0].split() for path in prints] == [["2", "Revenue"]] * 2


def test_an_older_print_is_not_mistaken_for_a_new_one(
    office: Office, book: Callable[[str], Path], tmp_path: Path
) -> None:
    older = tmp_path / "pdf" / "one.pdf"
    older.parent.mkdir()
    older.write_bytes(b"from yesterday")

    assert "Revenue" in pages(office.to_pdf([book("one.xlsx")], older.parent)[0])[0]


def test_a_file_that_is_no_workbook_is_named(office: Office, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and then nothing of a zip archive")

    with pytest.raises(OfficeFailed, match=r"broken\.pdf"):
        office.to_pdf([broken], tmp_path / "pdf")


def test_a_hang_ends_with_the_time_allowed(book: Callable[[str], Path], tmp_path: Path) -> None:
    hurried = Office(tmp_path / "home", timeout=0.01)
    hurried.home.mkdir()

    with pytest.raises(OfficeFailed, match=r"did not finish within 0\.01 seconds"):
        hurried.to_pdf([book("one.xlsx")], tmp_path / "pdf")


def test_a_crash_is_told_with_what_the_program_said(
    office: Office, book: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashing = tmp_path / "bin" / "soffice"
    crashing.parent.mkdir()
    crashing.write_text("#!/bin/sh\necho 'Unspecified Application Error'\nexit 134\n")
    crashing.chmod(0o755)
    monkeypatch.setenv("PATH", str(crashing.parent))

    with pytest.raises(OfficeFailed, match=r"ended with code 134.*Unspecified Application Error"):
        office.to_pdf([book("one.xlsx")], tmp_path / "pdf")


def test_a_missing_program_says_which_packages_to_install(
    office: Office, book: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(OfficeMissing, match=r"apt-get install .*fonts-noto-cjk libreoffice-calc .*poppler-utils"):
        office.to_pdf([book("one.xlsx")], tmp_path / "pdf")


def test_books_of_one_name_are_refused_rather_than_overwritten(office: Office, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="different names"):
        office.to_pdf([tmp_path / "en" / "team.xlsx", tmp_path / "zh-CN" / "team.xlsx"], tmp_path / "pdf")


def test_text_is_printed_in_the_stand_ins_for_the_fonts_of_the_workbook(
    office: Office, book: Callable[[str], Path], tmp_path: Path
) -> None:
    (pdf,) = office.to_pdf([book("one.xlsx")], tmp_path / "pdf")

    fonts = {str(font["/BaseFont"]) for page in PdfReader(pdf).pages for font in _fonts(page)}

    assert any("Carlito" in font for font in fonts)
    assert any("NotoSansCJK" in font for font in fonts)


def _fonts(page: object) -> list[dict[str, object]]:
    resources = page["/Resources"]  # type: ignore[index]  # pypdf types a page as an object of many kinds
    return [font.get_object() for font in resources["/Font"].values()]


def test_every_page_becomes_a_picture(office: Office, book: Callable[[str], Path], tmp_path: Path) -> None:
    (pdf,) = office.to_pdf([book("one.xlsx")], tmp_path / "pdf")

    pictures = to_png(pdf, tmp_path / "pages", dpi=40)

    assert [picture.name for picture in pictures] == ["one-1.png", "one-2.png"]
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
