"""What the program says of its own work, in other languages than English.

Errors, findings and reports are worded in English where they arise, with their facts in them. The phrase book of a
language, phrases.<lang>.toml, says the same there:

    "{path}: there is no such file." = "{path}：没有这个文件。"

The key is the English sentence with a {name} wherever a fact stands; the translation has the same names. A name may
say in what way its fact is told: {names:list} is an enumeration, whose commas become those of the language;
{wrong:phrase} is a sentence that must be in the book as well, or the phrase does not fit; {reason:maybe} is one
that may be. A fact called count is a whole number. Of several phrases that fit, the one with the most words of its
own is taken.

What sheets say, and what is said of rows of data, is no matter of this book: it stands in workbook/labels.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from string import Formatter
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
_FILES: Final = {
    path.name.removeprefix("phrases.").removesuffix(".toml"): path for path in sorted(_HERE.glob("phrases.*.toml"))
}
LIST, PHRASE, MAYBE = "list", "phrase", "maybe"
WAYS: Final = frozenset({"", LIST, PHRASE, MAYBE})
_STOP, _COMMA = "。", "、"
_COUNT: Final = "count"
_NUMBER, _ANYTHING = r"\d[\d,]*", ".+?"
_MORE: Final = re.compile(r" and (\d[\d,]*) more$")


@dataclass(frozen=True)
class Phrase:
    """A sentence and its translation. Raises ValueError where their names differ."""

    english: str
    translation: str

    def __post_init__(self) -> None:
        if sorted(self._names(self.english)) != sorted(self._names(self.translation)):
            raise ValueError(f"other names than those of the sentence: {self.english!r}")
        if unknown := {way for _, name, way in self.parts if name} - WAYS:
            raise ValueError(f"{self.english!r}: a fact cannot be told as {', '.join(sorted(unknown))}")

    @staticmethod
    def _names(text: str) -> list[str]:
        return [name for _, name, _, _ in Formatter().parse(text) if name]

    @cached_property
    def parts(self) -> tuple[tuple[str, str, str], ...]:
        """The translation as text, name of the fact that follows, way in which it is told."""
        return tuple((text, name or "", way or "") for text, name, way, _ in Formatter().parse(self.translation))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What of the sentence is no fact."""
        return tuple(text for text, *_ in Formatter().parse(self.english) if text)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        pieces = (
            re.escape(text) + (f"(?P<{name}>{_NUMBER if name == _COUNT else _ANYTHING})" if name else "")
            for text, name, _, _ in Formatter().parse(self.english)
        )
        return re.compile("".join(pieces), re.DOTALL)

    def facts(self, text: str) -> Mapping[str, str] | None:
        """The facts of a text that this sentence fits."""
        if not all(word in text for word in self.words):
            return None
        found = self.pattern.fullmatch(text)
        return None if found is None else found.groupdict()


@dataclass(frozen=True, order=True)
class _Told:
    """`words`: how many letters of the English text are those of phrases, and no facts."""

    words: int
    text: str


@dataclass(frozen=True, eq=False)
class Phrasebook:
    """The phrases of one language, by their sentences."""

    phrases: Mapping[str, Phrase]
    _known: dict[str, _Told | None] = field(default_factory=dict, init=False, repr=False)

    @staticmethod
    def load(lang: str) -> Phrasebook:
        """Empty for English, and for a language that has none."""
        return _loaded(lang)

    def said(self, text: str) -> str:
        """The same in this language, as far as the book has it."""
        return self.translated(text) or text

    def translated(self, text: str) -> str | None:
        """None for what the book does not have."""
        told = self._best(text) if self.phrases and text else None
        return None if told is None else told.text

    def _best(self, text: str) -> _Told | None:
        if text not in self._known:
            self._known[text] = None  # while it is looked for, it is no part of itself
            told = max((*self._whole(text), *self._clause(text)), default=None)
            self._known[text] = told or max(self._sentences(text), default=None)
        return self._known[text]

    def _whole(self, text: str) -> Iterator[_Told]:
        for phrase in self.phrases.values():
            facts = phrase.facts(text)
            told = None if facts is None else self._told(phrase, facts)
            if told is not None:
                yield told

    def _clause(self, text: str) -> Iterator[_Told]:
        """What stands in the book with a small letter and without a full stop."""
        if text.endswith(".") and not text.endswith(".."):
            for clause in dict.fromkeys((text[:-1], text[:1].lower() + text[1:-1])):
                for told in self._whole(clause):
                    yield _Told(told.words + 1, f"{told.text}{_STOP}")

    def _sentences(self, text: str) -> Iterator[_Told]:
        """Several that stand in the book one by one."""
        for stop in re.finditer(r"\. ", text):
            first, rest = self._best(text[: stop.start() + 1]), self._best(text[stop.end() :])
            if first is not None and rest is not None:
                yield _Told(first.words + rest.words, first.text + rest.text)

    def _told(self, phrase: Phrase, facts: Mapping[str, str]) -> _Told | None:
        words, texts = sum(map(len, phrase.words)), []
        for text, name, way in phrase.parts:
            texts.append(text)
            if name:
                fact = self._fact(facts[name], way)
                if fact is None:
                    return None
                words += fact.words
                texts.append(fact.text)
        return _Told(words, "".join(texts))

    def _fact(self, fact: str, way: str) -> _Told | None:
        match way:
            case "list":
                return _Told(0, self._listed(fact))
            case "phrase":
                return self._best(fact)
            case "maybe":
                return self._best(fact) or _Told(0, fact)
            case _:
                return _Told(0, fact)

    def _listed(self, fact: str) -> str:
        more = _MORE.search(fact)
        shown = fact if more is None else fact[: more.start()]
        listed = _COMMA.join(map(self.said, shown.replace(" and ", ", ").split(", ")))
        return listed if more is None else self.said(f"{{0}} and {more[1]} more").replace("{0}", listed)


@cache
def _loaded(lang: str) -> Phrasebook:
    if lang not in _FILES:
        return Phrasebook({})
    tree = tomllib.loads(_FILES[lang].read_text(encoding="utf-8"))
    phrases: dict[str, Phrase] = {}
    for subject, sentences in tree.items():
        for english, translation in sentences.items():
            if english in phrases:
                raise ValueError(f"{_FILES[lang].name}: [{subject}] has what another subject has: {english!r}")
            phrases[english] = Phrase(english, translation)
    return Phrasebook(phrases)
