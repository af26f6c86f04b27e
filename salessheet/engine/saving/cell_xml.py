"""One cell as a sheet's part writes it: its value, formula and result, from openpyxl's model and the known results."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from salessheet.engine.values.rich_text import Piece, RichText, in_order
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Place
from salessheet.xlsx.editing import digits, escaped

Result = float | str | bool | ErrorKind

_STYLE: Final = re.compile(rb'\s+s\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_KIND: Final = re.compile(rb'\s+t\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_RICH: Final = re.compile(rb'\s+vm\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_SPILLS: Final = re.compile(rb'\s+cm\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_ATTRIBUTE: Final = re.compile(rb'\s+[\w:.-]+\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_OWN: Final = re.compile(rb'\s+(?:t|ref|si)\s*=\s*(?:"[^"]*"|\'[^\']*\')')
"""Of a formula's attributes, those that the model says: with others, such as `ca`, it is calculated as it was."""
_OF_TABLE: Final = re.compile(rb'\s+(?:t|ref|si|dt2D|dtr|r1|r2|del1|del2|ca)\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_ODD: Final = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s$|\n|\t")


class CellWriter:
    """Writes the cells of one sheet. `prefix`: that of the main namespace in the part, such as `x:`, mostly none."""

    def __init__(
        self,
        prefix: str,
        style_index: Callable[[Cell], int],
        serial: Callable[[Any], float],
        results: Mapping[Place, Result],
    ) -> None:
        self.p = prefix
        self.style_index = style_index
        self.serial = serial
        self.results = results
        self._f = re.compile(rf"<{prefix}f\b([^>]*?)(?:/>|>.*?</{prefix}f\s*>)".encode(), re.DOTALL)
        self._v = re.compile(rf"<{prefix}(?:v|is)\b[^>]*?(?:/>|>.*?</{prefix}(?:v|is)\s*>)".encode(), re.DOTALL)

    def whole(self, address: str, cell: Any, style: int) -> str:
        """The cell from the model alone; "" for one that is blank and has no format."""
        attributes = f' s="{style}"' if style else ""
        value = cell._value
        kind = type(value)
        p = self.p
        if value is None:
            tag, result = self.result(cell)  # of an array formula that fills this cell
            return f'<{p}c r="{address}"{attributes}{tag}>{result}</{p}c>' if style or result else ""
        if kind is float:
            digits = str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
            return f'<{p}c r="{address}"{attributes}><{p}v>{digits}</{p}v></{p}c>'
        if kind is int:
            return f'<{p}c r="{address}"{attributes}><{p}v>{value}</{p}v></{p}c>'
        if cell.data_type == "s" and kind is str:
            return f'<{p}c r="{address}"{attributes} t="inlineStr"><{p}is>{self._text(value)}</{p}is></{p}c>'
        tag, content = self._other(cell, value)
        return f'<{p}c r="{address}"{attributes}{tag}>{content}</{p}c>'

    def _text(self, value: str) -> str:
        p = self.p
        if not _ODD.search(value):
            return f"<{p}t>{value}</{p}t>"
        space = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
        return f"<{p}t{space}>{escape(escaped(value))}</{p}t>"

    def _other(self, cell: Cell, value: Any) -> tuple[str, str]:
        p = self.p
        match value:
            case bool():
                return ' t="b"', f"<{p}v>{int(value)}</{p}v>"
            case dt.datetime() | dt.date() | dt.time() | dt.timedelta():
                return "", f"<{p}v>{digits(self.serial(value))}</{p}v>"
            case ArrayFormula() | DataTableFormula():
                tag, result = self.result(cell)
                return tag, self.formula(cell) + result
            case str() if cell.data_type == "f":
                tag, result = self.result(cell)
                return tag, self.formula(cell) + result
            case str() if cell.data_type == "e":
                return ' t="e"', f"<{p}v>{value}</{p}v>"
            case RichText():
                return ' t="inlineStr"', f"<{p}is>{''.join(map(self._piece, value.pieces))}</{p}is>"
        return ' t="inlineStr"', f"<{p}is>{self._text(str(value))}</{p}is>"

    def _piece(self, piece: Piece) -> str:
        p = self.p
        if piece.font is None:
            return f"<{p}r>{self._text(piece.text)}</{p}r>"
        said = "".join(
            f"<{p}{name}{''.join(f' {key}={quoteattr(value)}' for key, value in setting)}/>"
            for name, setting in in_order(piece.font)
        )
        return f"<{p}r><{p}rPr>{said}</{p}rPr>{self._text(piece.text)}</{p}r>"

    def formula(self, cell: Cell, known: bytes = b"") -> str:
        """The element of the cell's formula. `known`: the attributes that it has in the file."""
        value, p = cell.value, self.p
        kept = "".join(found.decode() for found in _ATTRIBUTE.findall(_OWN.sub(b"", known)))
        if isinstance(value, ArrayFormula):
            return f'<{p}f t="array" ref="{value.ref}"{kept}>{_formula_text(value.text or "")}</{p}f>'
        if isinstance(value, DataTableFormula):
            kept = "".join(found.decode() for found in _ATTRIBUTE.findall(_OF_TABLE.sub(b"", known)))
            said = {name: setting for name, setting in dict(value).items() if setting}
            attributes = "".join(f' {name}="{escape(str(setting))}"' for name, setting in said.items())
            return f"<{p}f{attributes}{kept}/>"
        return f"<{p}f{kept}>{_formula_text(str(value))}</{p}f>"

    def result(self, cell: Cell) -> tuple[str, str]:
        """The attribute that says what kind of result the formula has, and the element with it."""
        p = self.p
        match self.results.get((cell.row, cell.column)):
            case None:
                return "", ""
            case bool() as found:
                return ' t="b"', f"<{p}v>{int(found)}</{p}v>"
            case ErrorKind() as found:
                return ' t="e"', f"<{p}v>{found.value}</{p}v>"
            case str() as found:
                return ' t="str"', f"<{p}v>{escape(escaped(found))}</{p}v>"
            case found:
                return "", f"<{p}v>{digits(found)}</{p}v>"

    # --- a cell of the file changed in part

    def restyled(self, attributes: bytes, cell: Any) -> bytes:
        """A cell's attributes with the style of the model."""
        style = self.style_index(cell)
        bare = _STYLE.sub(b"", attributes)
        return bare + f' s="{style}"'.encode() if style else bare

    def reformulated(self, content: bytes, cell: Cell) -> bytes:
        """A cell's content with the formula of the model; the result stays, and how the formula is calculated."""
        return self._f.sub(lambda found: self.formula(cell, found[1]).encode(), content, count=1)

    def revalued(self, attributes: bytes, content: bytes, cell: Cell) -> tuple[bytes, bytes]:
        """A cell's attributes and content with the known result; the formula stays."""
        tag, result = self.result(cell)
        bare = _RICH.sub(b"", _KIND.sub(b"", attributes))
        return bare + tag.encode(), self._v.sub(b"", content) + result.encode()


def _formula_text(text: str) -> str:
    return escape(text.removeprefix("="))
