"""A page of headings, paragraphs and tables: as plain text for a terminal, or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from salessheet.cli import answers
from salessheet.cli.answers import Figure


@dataclass(frozen=True)
class Heading:
    """`level`: 1 for the page, 2 for its parts."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """Rows as wide as the headings; a Figure stands to the right. The last row is a total if it `has_total`."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    has_total: bool = False


Block = Heading | Paragraph | Table


def show(page: Iterable[Block]) -> None:
    """On standard output, as plain text."""
    for place, block in enumerate(page):
        match block:
            case Heading(text):
                if place:
                    answers.say("")
                answers.say(text)
            case Paragraph(text):
                answers.say("")
                answers.say(text)
            case Table(headings, rows):
                answers.show_table("", headings, rows, every_row=True)


def markdown(page: Iterable[Block]) -> str:
    """CommonMark with tables. What people typed is shown as they typed it."""
    return "\n\n".join(_block(block) for block in page) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_plain(text)}"
        case Paragraph(text):
            return _plain(text)
        case Table(headings, rows, has_total):
            last = len(rows) - 1
            sides = [
                all(isinstance(row[place], Figure) or not row[place] for row in rows) for place in range(len(headings))
            ]
            lines = [
                list(map(_plain, headings)),
                ["---:" if right else "---" for right in sides],
                *(
                    [_cell(cell, is_bold=has_total and number == last) for cell in row]
                    for number, row in enumerate(rows)
                ),
            ]
            return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str, *, is_bold: bool) -> str:
    plain = _plain(text)
    return f"**{plain}**" if is_bold and plain else plain


def _plain(text: str) -> str:
    """Without anything that Markdown would take for its own."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(answers.printable(text).split()))
