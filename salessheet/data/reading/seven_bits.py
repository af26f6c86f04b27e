"""Text files whose bytes are all ASCII and stand for more: ISO-2022 of Japan and Korea, HZ of China, UTF-7 of mails."""

from __future__ import annotations

import re

from salessheet.data.reading import languages
from salessheet.data.reading.grids import Doubt
from salessheet.data.reading.languages import Language

_SHIFTS = (b"\x1b$", b"\x1b(I")  # by which ISO-2022 leaves ASCII
_ISO_2022 = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2", "iso2022_kr")
_UTF_7 = re.compile(r"[^\s,;|]*\+[A-Za-z0-9+/]{3,}[^\s,;|]*")
_NATURAL = -11.0  # the mean logarithm of a character's share: above it are those that a language writes every day


def shifts(raw: bytes) -> bool:
    """Whether there are escape sequences of ISO-2022, which no text in ASCII has."""
    return b"\x1b" in raw and any(shift in raw for shift in _SHIFTS)


def encoding(raw: bytes) -> str:
    """The encoding in which escape sequences stand for other letters, by the name Python has for it; "" for none."""
    if shifts(raw):
        return next((name for name in _ISO_2022 if _beyond(raw, name)), "")
    return "hz" if b"~" in raw and b"~{" in raw and _is_natural(_beyond(raw, "hz"), languages.simplified()) else ""


def doubts(text: str) -> tuple[Doubt, ...]:
    """UTF-7, if all of a text in ASCII is that as well and gives words: +Z05aHA- is 李娜 in it."""
    if "+" not in text:
        return ()
    spoken = (*languages.latin(), *languages.cyrillic(), *languages.greek(), languages.simplified(),
              languages.traditional(), languages.japanese(), languages.korean())  # fmt: skip
    beyond = _beyond(text.encode(), "utf-7")
    if not beyond or not any(_is_natural(beyond, language) for language in spoken):
        return ()
    words = ((word[0], _read(word[0].encode(), "utf-7")) for word in _UTF_7.finditer(text))
    return tuple(Doubt("utf-7", word, other) for word, other in words if not other.isascii())[:1]


def _beyond(raw: bytes, name: str) -> str:
    """The letters beyond ASCII that the encoding makes of the bytes; "" where they do not fit it."""
    return "".join(letter for letter in _read(raw, name) if letter > "\x7f")


def _read(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeDecodeError:
        return ""


def _is_natural(letters: str, language: Language) -> bool:
    return letters != "" and sum(map(language.share, letters)) > _NATURAL * len(letters)
