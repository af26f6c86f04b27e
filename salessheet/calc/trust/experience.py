"""What engines gave for formulas of one workbook, compared with what Excel stored while nothing had changed.

An engine that gave something else then is not believed with formulas of that shape once their inputs change, in this
workbook: not every fault of an engine is known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.references import References

WHY: Final = "it gave another result than was stored while nothing had changed"


@dataclass(frozen=True, eq=False)
class Experience:
    """Engine → shapes of formulas with which it is not believed."""

    shapes: dict[str, set[str]] = field(default_factory=dict)

    def mistrust(self, engine: str, book: BookFile, holders: Iterable[CellRef]) -> None:
        references = References(book)
        self.shapes.setdefault(engine, set()).update(_shape(references, book, holder) for holder in holders)

    def mistrusted(self, engine: str, book: BookFile, holders: Iterable[CellRef]) -> frozenset[CellRef]:
        """Those of these formulas that have such a shape."""
        known = self.shapes.get(engine)
        if not known:
            return frozenset()
        references = References(book)
        return frozenset(holder for holder in holders if _shape(references, book, holder) in known)


def _shape(references: References, book: BookFile, holder: CellRef) -> str:
    """The formula without its addresses."""
    pieces = references.pieces(holder, book.formulas[holder].text)
    return "".join(("#" if piece.is_cell else "##") if isinstance(piece, Area) else str(piece) for piece in pieces)
