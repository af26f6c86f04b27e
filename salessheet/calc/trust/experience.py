"""What engines gave for formulas of one workbook, compared with what Excel stored while nothing had changed.

An engine that gave something else then is not believed with formulas of that shape once their inputs change, in this
workbook: not every fault of an engine is known beforehand. One that gave the same is believed where only the language
of Excel was in doubt: it is the engine's own.
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
    """Engine → shapes of formulas that it contradicted, or confirmed and never contradicted."""

    contradicted: dict[str, frozenset[str]] = field(default_factory=dict)
    confirmed: dict[str, frozenset[str]] = field(default_factory=dict)

    def learn(self, engine: str, book: BookFile, contradicted: Iterable[CellRef], confirmed: Iterable[CellRef]) -> None:
        """The formulas of `book` of which the engine gave something else than was stored, and the same."""
        self.contradicted[engine] = _shapes(book, contradicted)
        self.confirmed[engine] = _shapes(book, confirmed) - self.contradicted[engine]

    def mistrusted(self, engine: str, book: BookFile, holders: Iterable[CellRef]) -> frozenset[CellRef]:
        """Those of these formulas whose shape the engine contradicted."""
        return _of_shape(self.contradicted.get(engine), book, holders)

    def trusted(self, engine: str, book: BookFile, holders: Iterable[CellRef]) -> frozenset[CellRef]:
        """Those of these formulas whose shape the engine confirmed."""
        return _of_shape(self.confirmed.get(engine), book, holders)


def _shapes(book: BookFile, holders: Iterable[CellRef]) -> frozenset[str]:
    references = References(book)
    return frozenset(_shape(references, book, holder) for holder in holders)


def _of_shape(shapes: frozenset[str] | None, book: BookFile, holders: Iterable[CellRef]) -> frozenset[CellRef]:
    if not shapes:
        return frozenset()
    references = References(book)
    return frozenset(holder for holder in holders if _shape(references, book, holder) in shapes)


def _shape(references: References, book: BookFile, holder: CellRef) -> str:
    """The formula without its addresses."""
    pieces = references.pieces(holder, book.formulas[holder].text)
    return "".join(("#" if piece.is_cell else "##") if isinstance(piece, Area) else str(piece) for piece in pieces)
