"""The format that a formula brings to a cell of the format General, as Excel gives it when one is entered.

A formula takes the format of dates, times, percentages and money: from the first cell that it adds up or otherwise
hands on, or from a function such as TODAY or PMT. A date less a date is a number of days, and a text, a comparison or
a power has no format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.styles.numbers import is_date_format, is_timedelta_format

from salessheet.engine.values.entry import DOLLARS_AND_CENTS

DATE: Final = "mm-dd-yy"  # openpyxl's words for Excel's built-in format 14, the date of the user's country
DATE_AND_TIME: Final = "m/d/yy h:mm"  # likewise, 22
_TIME: Final = "h:mm AM/PM"
_PERCENT: Final = "0%"
_OWN: Final = {
    **dict.fromkeys(("TODAY", "DATE"), DATE),
    "NOW": DATE_AND_TIME,
    "TIME": _TIME,
    **dict.fromkeys(("IRR", "RATE", "XIRR", "MIRR"), _PERCENT),
    **dict.fromkeys(
        ("PMT", "IPMT", "PPMT", "FV", "PV", "NPV", "XNPV", "SLN", "SYD", "DB", "DDB", "VDB"), DOLLARS_AND_CENTS
    ),
}
"""Functions whose result has a format of its own."""
_HANDED_ON: Final = {
    **dict.fromkeys(("SUM", "MIN", "MAX", "AVERAGE", "MEDIAN", "LARGE", "SMALL", "ABS", "MODE", "IFERROR"), 0),
    **dict.fromkeys(("ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "TRUNC", "CEILING", "FLOOR", "MROUND"), 0),
    **dict.fromkeys(("IF", "SUBTOTAL", "CHOOSE"), 1),
}
"""Functions whose result has the format of an argument, and of which, counted from 0; of later ones if it has none."""
_MAY_BRING: Final = re.compile(rf"\b(?:{'|'.join(_OWN)})\(|%", re.IGNORECASE)
_REFERENCE: Final = re.compile(
    r"(?:'(?:[^']|'')*'!|[\w.]+!)?\$?[^\W\d][$\w.\\]*(?:\[(?:[^\[\]]|\[[^\]]*\])*\])?(?![\w(!])"
)
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')
_TIED: Final = {"^": 4, "*": 3, "/": 3, "+": 2, "-": 2, "&": 1}
_DAYS: Final = re.compile(r"[dy]", re.IGNORECASE)


def adopted_format(text: str, format_of: Callable[[str], str | None]) -> str | None:
    """The format that a formula (with `=`) brings along; None where it brings none.

    `format_of`: a reference as it stands in the formula → the format of its first cell; None where it can't be told.
    """
    references = _REFERENCE.findall(text)
    if not _MAY_BRING.search(text) and not any(_brought(format_of(reference)) for reference in references):
        return None
    try:
        tokens = [token for token in Tokenizer(text).items if token.type != Token.WSPACE]
        return _Reading(tokens, format_of).expression(0)
    except (TokenizerError, IndexError):
        return None


def is_date(number_format: str) -> bool:
    return bool(is_date_format(number_format) or is_timedelta_format(number_format))


def _brought(number_format: str | None) -> str | None:
    """A format that formulas take over: of a date, time, percentage or an amount of money."""
    if number_format is None or number_format in {"General", "@"}:
        return None
    if is_date(number_format) or _is_percent(number_format) or _is_money(number_format):
        return number_format
    return None


def _is_percent(number_format: str) -> bool:
    return "%" in _QUOTED.sub("", number_format)


def _is_money(number_format: str) -> bool:
    return any(unicodedata.category(mark) == "Sc" for mark in re.sub(r"\[\$-[^\]]*\]", "", number_format))


@dataclass
class _Reading:
    """Goes through a formula from left to right; each part gives its format."""

    tokens: list[Token]
    format_of: Callable[[str], str | None]
    place: int = 0

    @property
    def _next(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def expression(self, tied: int) -> str | None:
        """As far as operators bind more strongly than `tied`."""
        left = self._operand()
        while (token := self._next) is not None and token.type == Token.OP_IN:
            strength = _TIED.get(token.value, 0)
            if strength < tied:
                break
            self.place += 1
            left = _joined(token.value, left, self.expression(strength + 1))
        return left

    def _operand(self) -> str | None:
        token = self.tokens[self.place]
        self.place += 1
        if token.type == Token.OP_PRE:
            return self.expression(5)
        if token.type == Token.FUNC:
            found = self._call(token.value[:-1].upper().removeprefix("_XLFN."))
        elif token.type == Token.PAREN:
            found = self.expression(0)
            self.place += 1
        elif token.type == Token.OPERAND and token.subtype == Token.RANGE:
            found = _brought(self.format_of(token.value))
        else:
            found = None
        while (after := self._next) is not None and after.type == Token.OP_POST:
            self.place += 1
            found = "0.00%" if "." in token.value else _PERCENT
        return found

    def _call(self, name: str) -> str | None:
        arguments: list[str | None] = []
        while True:
            token = self.tokens[self.place]
            if token.type == Token.SEP:
                self.place += 1
            elif token.subtype == Token.CLOSE:
                self.place += 1
                break
            else:
                arguments.append(self.expression(0))
        if name in _HANDED_ON:
            return next((one for one in arguments[_HANDED_ON[name] :] if one is not None), None)
        return _OWN.get(name)


def _joined(operator: str, left: str | None, right: str | None) -> str | None:
    """The format of what an operator makes of two values."""
    if operator in {"+", "-"}:
        both_days = left is not None and right is not None and _is_day(left) and _is_day(right)
        return None if operator == "-" and both_days else left or right
    if operator not in {"*", "/"}:
        return None
    if left is not None and (_is_money(left) or (_is_percent(left) and right is None)):
        return None if operator == "/" and right is not None and _is_money(right) else left
    return right if operator == "*" and right is not None and _is_money(right) else None


def _is_day(number_format: str) -> bool:
    return is_date(number_format) and _DAYS.search(_QUOTED.sub("", number_format)) is not None
