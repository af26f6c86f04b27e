"""Every sheet of every workbook in a folder as pictures, to be looked at: as printed, one PNG a page.

    python -m tests.office.pictures BOOKS PICTURES [--dpi 90] [--pages 3]

`BOOKS/en/north.xlsx` becomes `PICTURES/en/north-Dashboard.png`, its second page `north-Dashboard-2.png`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import Destination

from tests.office.libreoffice import Office, to_png

# What a file system or a shell would trip over in a sheet's name; everything else, Chinese too, stays readable.
_UNSAFE = str.maketrans(dict.fromkeys(' "<>|&$`;', "_"))


def sheet_of_each_page(pdf: Path) -> list[str]:
    """The name of the sheet that each page shows, read from the outline, where a sheet stands at its first page."""
    reader = PdfReader(pdf)
    starts = {reader.get_destination_page_number(entry): entry.title for entry in _entries(reader)}
    sheets: list[str] = []
    for page in range(len(reader.pages)):
        sheets.append(starts.get(page) or sheets[-1])
    return sheets


def pictures_of(books: Path, folder: Path, office: Office, *, dpi: int = 90, pages: int = 3) -> list[Path]:
    """Pictures of the first `pages` pages of every sheet, in `folder`, laid out in folders as the workbooks are.

    The pictures that `folder` held before are removed: one of a sheet that is gone would mislead.
    """
    for old in folder.rglob("*.png"):
        old.unlink()
    found = sorted(path for path in books.rglob("*.xlsx") if not path.name.startswith("~$"))
    made: list[Path] = []
    for place, together in groupby(found, key=lambda path: path.parent.relative_to(books)):
        with tempfile.TemporaryDirectory() as scratch:
            for pdf in office.to_pdf(list(together), Path(scratch)):
                made += _named(pdf, folder / place, dpi, pages)
    return made


def _named(pdf: Path, folder: Path, dpi: int, pages: int) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    shown = zip(sheet_of_each_page(pdf), to_png(pdf, pdf.parent / f"{pdf.stem} pages", dpi=dpi), strict=True)
    for sheet, leaves in groupby(shown, key=lambda pair: pair[0]):
        for number, (_, page) in enumerate(leaves, start=1):
            if number > pages:
                break
            suffix = f"-{number}" if number > 1 else ""
            picture = folder / f"{pdf.stem}-{sheet.translate(_UNSAFE)}{suffix}.png"
            shutil.move(page, picture)
            yield picture


def _entries(reader: PdfReader) -> Iterator[Destination]:
    for entry in reader.outline:
        if isinstance(entry, Destination):  # lists hold deeper levels, which sheets do not have
            yield entry


def main() -> None:
    parser = argparse.ArgumentParser(description="Every sheet of every workbook in a folder as pictures.")
    parser.add_argument("books", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--dpi", type=int, default=90)
    parser.add_argument("--pages", type=int, default=3, help="how many pages of each sheet, from its first")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        made = pictures_of(asked.books, asked.pictures, Office(Path(home)), dpi=asked.dpi, pages=asked.pages)
    print(f"{len(made)} pictures in {asked.pictures}")  # noqa: T201  a command of the developer's prints its result


if __name__ == "__main__":
    main()
