"""Whether Excel could read a formula: what it refuses when one is entered, and repairs a file for.

A formula is taken as a file has it: function names in English, arguments parted by commas. What names and references
stand for is not asked here, nor how many arguments a function takes: `anatomy` has how many it is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

MOST_CHARACTERS: Final = 8_192
MOST_LEVELS: Final = 64
MOST_ARGUMENTS: Final = 255
LONGEST_TEXT: Final = 255

_QUOTED: Final = r"'(?:[^']|'')*'"
_NAME: Final = r"[^\W\d][\w.\\?・]*|\\[\w.\\?]*"
_ERROR: Final = (
    r"\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!"
    r"|EXTERNAL!|PYTHON!|TIMEOUT!)"
)
_TOKEN: Final = re.compile(
    rf"""
    (?P<space>[ \t\r\n\xa0]+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<topic>(?:{_NAME})\|(?:{_QUOTED}|[\w.]+)!(?:{_QUOTED}|[\w.]+)|\[\d+\]!{_QUOTED})
    | (?P<sheet>(?:{_QUOTED}|\[(?:[^\[\]']|'[^']*')+\](?:[\w.]+(?::[\w.]+)?)?|[\w.・]*|\#REF(?=![$\w]))!)
    | (?P<error>{_ERROR})
    | (?P<reference>\$?[A-Za-z]{{1,3}}\$?\d+(?![\w(!])|\$[A-Za-z]{{1,3}}(?![\w(!])|\$\d+)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w!]))
    | (?P<call>(?:{_NAME})\()
    | (?P<name>{_NAME})
    | (?P<operator><>|<=|>=|\.:\.|\.:|:\.|[-+*/^&=<>:])
    | (?P<sign>[%\#@(){{}},;\[])
    """,
    re.VERBOSE,
)
_DIGITS: Final = re.compile(r"\d+")
_LITERALS: Final = frozenset({"text", "number"})
_CONSTANTS: Final = frozenset({"text", "number", "error", "name"})  # TRUE and FALSE are names to the pattern
_OPERANDS: Final = _CONSTANTS | {"reference", "sheet", "topic", "call"}
_RANGES: Final = {
    **dict.fromkeys(("COUNTIF", "COUNTBLANK", "OFFSET", "AREAS"), (1,)),
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), (1, 3)),
    **dict.fromkeys(("RANK", "_XLFN.RANK.EQ", "_XLFN.RANK.AVG"), (2,)),
    "COUNTIFS": tuple(range(1, MOST_ARGUMENTS, 2)),
    "SUMIFS": (1, *range(2, MOST_ARGUMENTS, 2)),
    "AVERAGEIFS": (1, *range(2, MOST_ARGUMENTS, 2)),
}
"""Which arguments of a function are cells: Excel refuses constants there."""
_FULL_WIDTH: Final = dict(zip("＝（），；：＂“”＋－＊／％＜＞＆", '=(),;:"""+-*/%<>&', strict=True))


class UnreadableFormula(ValueError):
    """Excel would not take a formula. `position`: where it stops to be one, counted from 0 in the whole text."""

    def __init__(self, why: str, position: int) -> None:
        super().__init__(why)
        self.why = why
        self.position = position


def readable(text: str) -> str:
    """The formula as Excel takes it, with `=`: brackets that are still open at its end are closed.

    Raises UnreadableFormula for all others: an operand or operator that is missing, a semicolon between arguments, a
    text or bracket that does not end, a bracket that closes nothing, and what is longer or deeper than Excel allows.
    """
    shape = _DIGITS.sub("1", text)
    if len(text) <= LONGEST_TEXT and (left_open := _left_open(shape)) is not None:
        return text + ")" * left_open
    if len(text) > MOST_CHARACTERS:
        raise UnreadableFormula(f"a formula has {MOST_CHARACTERS:,} characters at most", MOST_CHARACTERS)
    reading = _Reading(text, 1)
    reading.whole()
    return text + ")" * reading.left_open


class Anatomy(NamedTuple):
    """`calls`: each function by its name, with how many arguments it is given. `left_open`: brackets at the end."""

    left_open: int
    calls: tuple[tuple[str, int], ...]
    has_spill: bool
    """Whether it says `A1#`, as people type it."""
    has_at: bool
    """Whether it says `@A1` or `Deals[@Amount]`, as people type it."""
    has_array: bool
    """Whether it holds an array of constants, `{1,2}`."""
    joins: bool
    """Whether it joins ranges, `(A1,B2)`, or asks where they cross, `A1:B2 B2:C3`."""


def anatomy(text: str) -> Anatomy:
    """What a formula consists of, with `=`. Raises UnreadableFormula as `readable` does."""
    if len(text) > MOST_CHARACTERS:
        raise UnreadableFormula(f"a formula has {MOST_CHARACTERS:,} characters at most", MOST_CHARACTERS)
    reading = _Reading(text, 1)
    reading.whole()
    calls = tuple(reading.calls)
    return Anatomy(reading.left_open, calls, reading.has_spill, reading.has_at, reading.has_array, reading.joins)


def one_spelling(text: str) -> str:
    """The formula in one spelling, to be compared.

    Programs write numbers, functions, quoted sheets and blanks in ways of their own. Blanks are left out, those that
    stand for an intersection of ranges as well.
    """
    pieces = []
    for token in _TOKEN.finditer(text.removeprefix("=")):
        match token.lastgroup:
            case "space":
                continue
            case "number":
                pieces.append(repr(float(token[0])))
            case "call":
                pieces.append(token[0].upper().replace("_XLFN.", "").replace("_XLWS.", ""))
            case "sheet" if token[0].startswith("'"):
                bare = token[0][1:-2].replace("''", "'")
                pieces.append(f"{bare}!" if re.fullmatch(r"[\w.]+", bare) else token[0])
            case _:
                pieces.append(token[0])
    return "=" + "".join(pieces)


def sheets_in(text: str) -> frozenset[str]:
    """The sheets of this workbook that a formula names before a `!`; those of other workbooks are left out."""
    if "!" not in text:
        return frozenset()
    found = set()
    for token in _TOKEN.finditer(text):
        name = token["sheet"]
        if name and "[" not in name and name not in {"!", "#REF!"}:
            bare = name[:-1]
            found.add(bare[1:-1].replace("''", "'") if bare.startswith("'") else bare)
    return frozenset(found)


def books_in(text: str) -> frozenset[str]:
    """The other workbooks that a formula reads, as it names them in brackets: in a file by number."""
    if "[" not in text or "!" not in text:
        return frozenset()
    named = (token["sheet"] or token["topic"] or "" for token in _TOKEN.finditer(text))
    return frozenset(name[name.index("[") + 1 : name.index("]")] for name in named if "[" in name and "]" in name)


def references_in(text: str) -> list[str]:
    """Addresses and names in a formula, each with its sheet, as they stand: `A1`, `Data!$B$2:$B$9`, `Rate`."""
    found: list[str] = []
    sheet, is_range = "", False
    for token in _TOKEN.finditer(text):
        if token["sheet"]:
            sheet = token["sheet"]
        elif token["reference"] or token["name"]:
            if is_range and found and not sheet:
                found[-1] = f"{found[-1]}:{token[0]}"
            else:
                found.append(f"{sheet}{token[0]}")
            sheet, is_range = "", False
        else:
            is_range = token["operator"] == ":"
            sheet = ""
    return found


def calls_in(text: str) -> list[tuple[str, list[str]]]:
    """Each function that is called, in capitals as the file spells it, with its arguments as they stand."""
    found: list[tuple[str, list[str]]] = []
    open_: list[tuple[str, list[list[str]]]] = [("", [[]])]
    depth = 0
    for token in _TOKEN.finditer(text.removeprefix("=")):
        piece = token[0]
        depth += (piece == "{") - (piece == "}")
        if token["call"] or piece == "(":
            open_.append((piece[:-1].upper(), [[]]))
        elif piece == ")" and len(open_) > 1:
            name, arguments = open_.pop()
            given = ["".join(one).strip() for one in arguments]
            found += [(name, given)] if name else []
            open_[-1][1][-1].append(f"{name}({','.join(given)})")
        elif piece == "," and not depth and len(open_) > 1:
            open_[-1][1].append([])
        else:
            open_[-1][1][-1].append(piece)
    return found


@lru_cache(maxsize=4_096)
def _left_open(shape: str) -> int | None:
    """How many brackets a formula leaves open, and so do all that differ from it in numbers only; None: it has a fault.

    Columns of formulas are entered whole, each row of which is the same but for its number.
    """
    reading = _Reading(shape, 1)
    try:
        reading.whole()
    except UnreadableFormula:
        return None
    return reading.left_open


@dataclass
class _Token:
    kind: str  # "" at the end
    text: str
    start: int
    is_spaced: bool
    """Whether blanks stand before it, which is an operator between two references."""


@dataclass
class _Reading:
    """Goes through a formula from left to right, and stops where Excel would."""

    formula: str
    position: int
    left_open: int = 0
    calls: list[tuple[str, int]] = field(default_factory=list)
    has_spill: bool = False
    has_at: bool = False
    has_array: bool = False
    joins: bool = False
    _levels: int = 0
    _token: _Token = field(init=False)

    def __post_init__(self) -> None:
        self._token = self._next()

    @property
    def kind(self) -> str:
        return self._token.kind

    def whole(self) -> None:
        self._expression(may_join=True)
        if self.kind:
            raise self._unexpected()

    def _expression(self, *, may_join: bool) -> None:
        """Operands with operators between them. `may_join`: a comma joins references here, and parts no arguments."""
        self._operand()
        while True:
            token = self._token
            if token.kind == "operator":
                self._take()
                self._operand()
            elif may_join and token.text == ",":
                self._take()
                if self.kind in _LITERALS and not self._levels:
                    raise self._fault("a number or text cannot follow a comma here: a decimal point is a point")
                self.joins = True
                self._operand()
            elif token.is_spaced and (token.kind in _OPERANDS or token.text in {"(", "["}):
                if token.kind in _LITERALS:
                    raise self._fault("an operator is missing before it")
                self.joins = True
                self._operand()
            else:
                return

    def _unexpected(self) -> UnreadableFormula:
        """Why nothing can go on with this."""
        match self._token.text:
            case ";":
                return self._fault("arguments are parted by commas, not by semicolons")
            case ")":
                return self._fault("this bracket closes none")
            case "":
                return self._fault("something is missing at its end")
        return self._fault("an operator is missing before it" if self.kind in _OPERANDS else "it can't stand here")

    # --- what an operand is

    def _operand(self) -> None:
        while self._token.text in {"+", "-", "@"}:
            self.has_at = self.has_at or self._token.text == "@"
            self._take()
        self._primary()
        while self._token.text in {"%", "#", "("} and not self._token.is_spaced:
            if self._token.text == "(":  # what a function gives is called in turn
                self._arguments()
            else:
                self.has_spill = self.has_spill or self._token.text == "#"
                self._take()

    def _primary(self) -> None:
        token = self._token
        if token.kind == "call":
            self.calls.append((token.text[:-1], self._arguments(token.text[:-1])))
        elif token.kind == "sheet":
            self._take()
            self._of_sheet()
        elif token.text == "(":
            self._parenthesis()
        elif token.text == "{":
            self._array()
        elif token.text == "[":
            self._columns()
        elif token.kind in _OPERANDS:
            if token.kind == "text" and len(token.text.replace('""', '"')) - 2 > LONGEST_TEXT:
                raise self._fault(f"a text in a formula has {LONGEST_TEXT} characters at most")
            self._take()
            if self._token.text == "[" and token.kind in {"name", "reference"} and not self._token.is_spaced:
                self._columns()
        elif token.kind == "operator" or token.text in {",", ")", "%", "}", ";", ""}:
            raise self._missing()
        else:
            raise self._fault("it can't stand here")

    def _of_sheet(self) -> None:
        if self.kind == "call":
            self._arguments()
        elif self.kind in {"reference", "name", "number", "error"} and not self._token.is_spaced:
            self._take()
            if self._token.text == "[" and not self._token.is_spaced:
                self._columns()
        else:
            raise self._fault("a sheet is named, and no cell of it")

    def _arguments(self, name: str = "") -> int:
        """How many there are."""
        self._open()
        given = int(self._token.text not in {")", ""})
        ranges = _RANGES.get(name.upper(), ())
        while True:
            if given in ranges and (self.kind in _LITERALS or self._token.text == "{"):
                raise self._fault(f"{name.upper()} reads cells here, and no constants")
            if self._token.text not in {",", ")", ""}:
                self._expression(may_join=False)
            if self._token.text != ",":
                break
            given += 1
            if given > MOST_ARGUMENTS:
                raise self._fault(f"a function takes {MOST_ARGUMENTS} arguments at most")
            self._take()
        self._close()
        return given

    def _parenthesis(self) -> None:
        self._open()
        self._expression(may_join=True)
        self._close()

    def _open(self) -> None:
        self._levels += 1
        if self._levels > MOST_LEVELS:
            raise self._fault(f"functions stand in one another {MOST_LEVELS} levels deep at most")
        self._take()

    def _close(self) -> None:
        self._levels -= 1
        if self._token.text == ")":
            self._take()
        elif self.kind == "":
            self.left_open += 1
        else:
            raise self._unexpected()

    def _array(self) -> None:
        """Constants in rows of one length."""
        self.has_array = True
        self._take()
        lengths = set()
        length = 0
        while True:
            self._constant()
            length += 1
            mark = self._token.text
            if mark not in {",", ";", "}"}:
                raise self._fault("an array of constants is not closed" if not mark else "it is no constant")
            if mark != ",":
                lengths.add(length)
                length = 0
            self._take()
            if mark == "}":
                break
        if len(lengths) > 1:
            raise self._fault("the rows of an array of constants have one length")

    def _constant(self) -> None:
        is_signed = self._token.text in {"+", "-"}
        if is_signed:
            self._take()
        token = self._token
        is_word = token.kind == "name" and token.text.upper() not in {"TRUE", "FALSE"}
        if token.kind not in _CONSTANTS or is_word or (is_signed and token.kind != "number"):
            raise self._fault("an array holds nothing but constants")
        self._take()

    def _columns(self) -> None:
        """A reference into a table, `[…]` with what stands in it: an apostrophe goes before a bracket of a name."""
        depth, place = 0, self._token.start
        self.has_at = self.has_at or self.formula.startswith("@", place + 1)
        while place < len(self.formula):
            mark = self.formula[place]
            if mark == "'":
                place += 1
            depth += (mark == "[") - (mark == "]")
            place += 1
            if depth == 0:
                self.position = place
                self._token = self._next()
                return
        raise self._fault("this bracket is not closed")

    # --- the next piece

    def _take(self) -> None:
        self._token = self._next()

    def _next(self) -> _Token:
        is_spaced = False
        while self.position < len(self.formula):
            found = _TOKEN.match(self.formula, self.position)
            if found is None:
                raise self._strange()
            start, self.position = self.position, found.end()
            if found.lastgroup != "space":
                return _Token(found.lastgroup or "", found[0], start, is_spaced)
            is_spaced = True
        return _Token("", "", len(self.formula), is_spaced)

    def _strange(self) -> UnreadableFormula:
        mark = self.formula[self.position]
        if mark in "\"'":
            return UnreadableFormula("a text or name in quotes does not end", self.position)
        if mark in _FULL_WIDTH:
            return UnreadableFormula(f"a full-width {mark} stands where {_FULL_WIDTH[mark]} is meant", self.position)
        return UnreadableFormula(f"{mark!r} can't stand here", self.position)

    def _missing(self) -> UnreadableFormula:
        if self._token.text == ";":
            return self._unexpected()
        return self._fault("an operand is missing" + (" at its end" if not self.kind else " before it"))

    def _fault(self, why: str) -> UnreadableFormula:
        return UnreadableFormula(why, self._token.start)
