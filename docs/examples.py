"""The examples of salessheet/examples.toml: formulas of one cell function each, and what they give.

Values are written as in a cell: 1.5, "text", TRUE, #N/A, DATE(2026,6,30), and arrays {1,2;3,4}. A blank is nothing
between two commas, or "" inside an array.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from salessheet.core.values import Value
from salessheet.udfs import FUNCTIONS, examples

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"]|"")*)"|DATE\((?P<date>\d+,\d+,\d+)\)|(?P<flag>TRUE|FALSE)|(?P<error>#[A-Z0-9/]+[!?]?)'
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign>[{},;])|\s+"
)


@dataclass(frozen=True)
class Example:
    """`says` is a remark, blank if the formula speaks for itself."""

    formula: str
    result: str
    says: str

    @property
    def function(self) -> str:
        return self.formula.partition("(")[0]

    def computed(self) -> Value:
        """What the cell function gives; blanks as ""."""
        name, _, inside = self.formula.partition("(")
        return shown(FUNCTIONS[name](*parsed(inside.removesuffix(")"))))

    def expected(self) -> Value:
        (value,) = parsed(self.result)
        return shown(value)


@dataclass(frozen=True)
class Section:
    title: str
    examples: tuple[Example, ...]


def sections(lang: str = "en") -> tuple[Section, ...]:
    return tuple(
        Section(part["title"][lang], tuple(_example(found, lang) for found in part["example"])) for part in examples()
    )


def _example(found: Mapping[str, Any], lang: str) -> Example:
    says = found.get("says")
    return Example(found["formula"], found["result"], says[lang] if says else "")


def parsed(text: str) -> list[Value]:
    """The values between the commas of a list; nothing between two of them is None."""
    tokens = _tokens(text)
    found: list[Value] = [None]
    for value, sign in tokens:
        if sign == ",":
            found.append(None)
        else:
            found[-1] = _rows(tokens) if sign == "{" else value
    return found


def _rows(tokens: Iterator[tuple[Value, str]]) -> list[list[Value]]:
    rows: list[list[Value]] = [[]]
    for value, sign in tokens:
        match sign:
            case "}":
                return rows
            case ";":
                rows.append([])
            case "":
                rows[-1].append(value)
    raise ValueError("an array is not closed")


def _tokens(text: str) -> Iterator[tuple[Value, str]]:
    """Each value with no sign, or no value with a sign."""
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"this is no value: {text[place:]}")
        place = match.end()
        if match.lastgroup is not None:
            yield _value(match.lastgroup, match[match.lastgroup])


def _value(kind: str, text: str) -> tuple[Value, str]:
    match kind:
        case "number":
            return float(text), ""
        case "text":
            return text.replace('""', '"'), ""
        case "date":
            year, month, day = map(int, text.split(","))
            return date(year, month, day), ""
        case "flag":
            return text == "TRUE", ""
        case "sign":
            return None, text
    return text, ""


def shown(value: Value) -> Value:
    """A blank as "", which is how a cell shows it, and numbers to six decimals, in which the examples are written."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, float):
        return round(value, 6)
    return "" if value is None else value
