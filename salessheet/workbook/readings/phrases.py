"""What sentences are put together from: pieces of text that know when they need brackets, and the names of lines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from salessheet.workbook.expr import Home, Line, Part, Ref
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Arrangement, Axis


class Bond(IntEnum):
    """How firmly a text holds together; what is too loose for its place gets brackets."""

    CHOICE = 0  # … if …, else …
    CLAUSE = 1  # … where …
    CONDITION = 2  # … is …
    PHRASE = 3  # sum of …
    SUM = 4
    PRODUCT = 5
    NAME = 6


@dataclass(frozen=True)
class Said:
    text: str
    bond: Bond = Bond.NAME


@dataclass(frozen=True)
class Speaker:
    """The words of a language, spoken to a reader of the block `at`."""

    words: Words
    at: type[Home]

    def word(self, key: str, /, **holes: object) -> str:
        return self.words.text(f"describe.{key}").format_map(holes)

    def phrase(self, key: str, /, **holes: object) -> Said:
        return Said(self.word(key, **holes), Bond.PHRASE)

    def clause(self, key: str, /, **holes: object) -> Said:
        return Said(self.word(key, **holes), Bond.CLAUSE)

    def firm(self, said: Said, least: Bond = Bond.NAME) -> str:
        """The text, in brackets if it holds together less firmly than its place needs."""
        return said.text if said.bond >= least else self.word("brackets", value=said.text)

    def listed(self, texts: list[str]) -> str:
        return self.word("list", some=self.word("comma").join(texts[:-1]), last=texts[-1]) if texts[1:] else texts[0]

    def joined(self, key: str, texts: list[str]) -> str:
        text = texts[0]
        for more in texts[1:]:
            text = self.word(key, first=text, second=more)
        return text

    def bare(self, line: Line) -> str:
        """The name of a line where its block is known."""
        return self.word("line", line=name_of(line, self.words))

    def name(self, line: Line) -> str:
        if line.block is not self.at:
            return self.word("elsewhere", block=self.words.title(line.block), line=name_of(line, self.words))
        if line.block.arrangement is Arrangement.RECORDS:  # a record reads its own fields
            return self.word("line", line=field_of(line, self.words))
        return self.bare(line)

    def reference(self, ref: Ref, *, every: bool = False) -> Said:
        """`every`: say that all cells of a whole line are meant, where the sentence does not."""
        name = self.name(ref.line)
        if ref.last is not None:
            name = self.word("span", first=name, last=self.bare(ref.last))
        if ref.part is Part.WHOLE:
            return self.phrase("all", line=name) if every else Said(name)
        if ref.part is Part.THIS:
            return Said(name)
        along = ref.part is Part.PREVIOUS and ref.line.axis is Axis.COLUMNS
        return self.phrase("leftward" if along else ref.part.name.lower(), line=name)


def name_of(line: Line, words: Words) -> str:
    """What a line is called in its block; a field of a record with the record's name in front."""
    if line.block.arrangement is Arrangement.RECORDS:
        return f"{record_of(line, words)}: {field_of(line, words)}"
    return words.label(line)


def record_of(line: Line, words: Words) -> str:
    return words.text(f"check.{line.key.partition('__')[0]}")


def field_of(line: Line, words: Words) -> str:
    return words.text(f"line.{line.block.__name__}.{line.key.partition('__')[2]}")
