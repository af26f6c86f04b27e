"""What a defined name stands for, as a file has it."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils import get_column_letter

from salessheet.engine.values.formula_text import as_stored
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef, area, split_sheet


def prefix(sheet: str) -> str:
    """A sheet's name as a reference has it before the `!`: in quotes only where it needs them."""
    return str(CellRef(sheet, 1, 1)).rpartition("!")[0]


def reference(cells: Area) -> str:
    """`Sheet1!$A$1:$B$2`, `'My sheet'!$A:$A`, as Excel writes what a name stands for."""
    first, last = get_column_letter(cells.left), get_column_letter(cells.right)
    if (cells.top, cells.bottom) == (1, LAST_ROW):
        place = f"${first}:${last}"
    elif (cells.left, cells.right) == (1, LAST_COLUMN):
        place = f"${cells.top}:${cells.bottom}"
    else:
        place = str(cells).rpartition("!")[2]
    return f"{prefix(cells.sheet)}!{place}"


def meaning(value: Any, sheet: str) -> str:
    """What a name is to stand for, as a file has it: without `=`, with `sheet` where a reference names no sheet.

    A number stands for itself, as does any text that does not begin with `=`.
    """
    text = str(value).strip()
    if not isinstance(value, str):
        return text.upper() if isinstance(value, bool) else text
    if not text.startswith("="):
        try:
            float(text)
        except ValueError:
            return '"' + value.replace('"', '""') + '"'
        return text
    return _with_sheet(as_stored(text), sheet).removeprefix("=")


def _with_sheet(text: str, sheet: str) -> str:
    try:
        tokens = Tokenizer(text).items
    except (TokenizerError, IndexError):
        return text
    found = ["="]
    for token in tokens:
        is_address = token.type == Token.OPERAND and token.subtype == Token.RANGE and area("", token.value) is not None
        found.append(f"{prefix(sheet)}!{token.value}" if is_address else token.value)
    return "".join(found)


def unquoted(references: str) -> str:
    """References, separated by commas, each with its sheet in quotes only where it needs them."""
    pieces = re.findall(r"('(?:[^']|'')*')!([^,]+)", references)
    return ",".join(f"{prefix(split_sheet(f'{tab}!')[0] or '')}!{place}" for tab, place in pieces) or references
