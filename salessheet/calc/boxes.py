"""Where the formulas of a workbook stand, for engines that hand out values by the rectangle."""

from __future__ import annotations

from salessheet.xlsx.book_file import BookFile


def boxes(book: BookFile) -> list[tuple[str, int, int, int, int]]:
    """Of each sheet the smallest rectangle around its formulas."""
    boxes: dict[str, tuple[int, int, int, int]] = {}
    for sheet, row, column in book.covered:
        top, left, bottom, right = boxes.get(sheet, (row, column, row, column))
        boxes[sheet] = (min(top, row), min(left, column), max(bottom, row), max(right, column))
    return [(sheet, *box) for sheet, box in boxes.items()]
