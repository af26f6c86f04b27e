"""The numbers that formats have in a file that was saved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StyleNumbers:
    """Which number in the package a format of the model has, and a font, fill or border that was added.

    `read`: how many fonts, fills and borders openpyxl read, whose numbers are the same in both.
    """

    formats: dict[bytes, int]
    added: dict[tuple[str, int], int]
    read: dict[str, int]

    def copy(self) -> StyleNumbers:
        return StyleNumbers(dict(self.formats), dict(self.added), self.read)
