"""What the parts of a sheet are written on. Rows and columns count from 1, as in the layout; only here from 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salessheet.workbook.readings.text import NOTHING, quoted
from salessheet.xlsx.template.heights import TITLE_HEIGHT
from salessheet.xlsx.template.styles import NAVY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from salessheet.workbook.edition import Edition
    from salessheet.workbook.labels import Words
    from salessheet.workbook.layout import Layout
    from salessheet.workbook.measures import Scalar
    from salessheet.workbook.readings.text import Pattern
    from salessheet.xlsx.template.styles import Styles

UNDER_TITLE: Mapping[str, Any] = {"bottom": 2, "bottom_color": NAVY}
"""The rule."""


@dataclass(frozen=True, eq=False)
class Paper:
    """A worksheet, what is to stand on it, and how it looks. `widths`: of its columns, in characters.

    `printed`: those of them that are printed. `in_full`: amounts are shown in whole currency units, whatever the unit
    of the workbook.
    """

    worksheet: Worksheet
    edition: Edition
    styles: Styles
    widths: dict[int, float]
    printed: dict[int, float]
    in_full: bool

    @property
    def layout(self) -> Layout:
        return self.edition.layout

    @property
    def words(self) -> Words:
        return self.edition.words

    def height(self, row: int, points: float) -> None:
        self.worksheet.set_row(row - 1, points)

    def title(self, row: int, left: int, right: int, text: str) -> None:
        """A title with a rule under it, as far as column `right`."""
        self.height(row, TITLE_HEIGHT)
        self.text(row, left, text, self.styles.of(bold=True, font_size=12, font_color=NAVY, **UNDER_TITLE))
        for column in range(left + 1, right + 1):
            self.blank(row, column, self.styles.of(**UNDER_TITLE))

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        """Text as it stands: never read as a formula, a number or a link."""
        self.worksheet.write_string(row - 1, column - 1, text, style)

    def number(self, row: int, column: int, number: float, style: Format) -> None:
        self.worksheet.write_number(row - 1, column - 1, number, style)

    def blank(self, row: int, column: int, style: Format) -> None:
        self.worksheet.write_blank(row - 1, column - 1, None, style)

    def merged(self, row: int, left: int, columns: int, text: str, style: Format) -> None:
        self.worksheet.merge_range(row - 1, left - 1, row - 1, left + columns - 2, text, style)

    def link(self, row: int, column: int, sheet: str, style: Format, text: str) -> None:
        """A text that leads to the first cell of a sheet."""
        self.worksheet.write_url(row - 1, column - 1, f"internal:{quoted(sheet)}!A1", style, text)

    def leading(self, row: int, column: int, name: str, text: str, style: Format) -> None:
        """A text that leads to the cells of a defined name."""
        self.worksheet.write_url(row - 1, column - 1, f"internal:{name}", style, text)

    def value(self, row: int, column: int, value: Scalar, style: Format) -> None:
        match value:
            case None | "":
                self.blank(row, column, style)
            case str():
                self.text(row, column, value, style)
            case _:
                self.number(row, column, int(value) if isinstance(value, bool) else value, style)

    def formula(self, row: int, column: int, pattern: Pattern, value: Scalar, style: Format) -> None:
        """A line's formula for this cell, with the value that it has."""
        text, stored = pattern.at(row, column), "" if value is None else value
        row, column = row - 1, column - 1
        if pattern.is_array:
            self.worksheet.write_array_formula(row, column, row, column, "{" + text + "}", style, stored)
        else:
            self.worksheet.write_formula(row, column, text, style, stored)

    def nothing(self, row: int, column: int, style: Format) -> None:
        """A calculated nothing: an empty text, and no blank cell, to the formulas that read it."""
        self.worksheet.write_formula(row - 1, column - 1, NOTHING, style, "")
