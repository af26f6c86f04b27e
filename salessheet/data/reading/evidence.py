"""Which encoding bytes are likely in: each is asked what text it makes of them, and how natural that text is.

What is weighed is pieces: the bytes between two separators, such as a word or the Chinese part of a cell. A character
adds the logarithm of its share in the language, and of how likely it stands beside its neighbours: M眉ller and MьLLER
have letters of their languages, but are no words. The best language of an encoding speaks for it, or all of them
together where each piece may have its own.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from salessheet.data.reading import languages
from salessheet.data.reading.grids import LOST
from salessheet.data.reading.languages import Language
from salessheet.data.reading.neighbours import beside, kind

_SEPARATORS = re.compile(rb"[\x00-\x2f\x3a-\x3f]+")  # never a part of a longer character in any encoding here
_DIGITS = re.compile(rb"[0-9]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_IN_UTF_8 = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})++(?![\x80-\xff])"
)
_MOST_PIECES = 600
_PART = 1 << 20  # bytes that are looked through at a time
_WINDOWS, _WINDOW = 64, 4096  # places of a large file that are looked at, and bytes before and behind each


@dataclass(frozen=True)
class Reading:
    """What an encoding makes of the pieces. `score` is the logarithm of a likelihood; only differences mean a thing."""

    encoding: str
    texts: tuple[str, ...]
    score: float


def readings(raw: bytes) -> list[Reading]:
    """Every encoding with its reading of the bytes, the likeliest first."""
    found = pieces(raw)
    return sorted((_reading(*candidate, found) for candidate in _candidates()), key=lambda reading: -reading.score)


def reading(encoding: str, pieces: Sequence[bytes]) -> Reading:
    """What one encoding makes of pieces: in its languages, or in any if it is none of the usual."""
    return _reading(encoding, _usual().get(codecs.lookup(encoding).name, _any()), pieces)


def far_likelier(raw: bytes, stated: str) -> str:
    """The encoding that is so much likelier than the one stated that somebody must have been wrong; "" for none.

    Whoever states an encoding knows more than the bytes tell: they must speak against it in nearly every word.
    """
    best = readings(raw)[0]
    here = reading(stated, pieces(raw))
    different = sum(one != other for one, other in zip(best.texts, here.texts, strict=True))
    each = _WIDE_EACH if codecs.lookup(stated).name in _usual() else _WIDE_EACH_UNUSUAL
    return best.encoding if different and best.score - here.score > _WIDE + each * different else ""


def strangers(raw: bytes, encoding: str) -> list[bytes]:
    """Pieces that are UTF-8 in a file of another encoding, far likelier than anything in that one; mostly none.

    Whoever appends rows of one system to a file of another makes such files.
    """
    found = list(dict.fromkeys([*filter(_is_utf_8, pieces(raw)), *_in_utf_8(raw)]))
    found = found[:: max(1, -(-len(found) // _MOST_PIECES))]
    if not found:
        return []
    here, there = reading(encoding, found), reading("utf_8", found)
    return found if there.score - here.score > _WIDE + _WIDE_EACH * len(found) else []


def _in_utf_8(raw: bytes) -> Iterator[bytes]:
    """What stands between ASCII and is UTF-8, anywhere in the file: characters of three bytes, or some of two."""
    for start in range(0, len(raw), _PART):
        part = raw[max(start - 1, 0) : start + _PART + _WINDOW]
        if part.isascii():
            continue
        codes = np.frombuffer(part, dtype=np.uint8)
        leads, follows = codes[1:-2], codes[2:-1] >> 6 == 0b10
        long = (leads >> 4 == 0xE) | ((leads >> 5 == 0b110) & (codes[3:] >> 5 == 0b110))
        for place in np.flatnonzero((codes[:-3] < 0x80) & follows & long) + 1:
            if found := _IN_UTF_8.match(part, int(place)):
                yield found[0]


def _is_utf_8(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def pieces(raw: bytes) -> list[bytes]:
    """The different pieces that are not ASCII, out of places spread evenly over all that are."""
    windows = [raw] if len(raw) <= 2 * _WINDOWS * _WINDOW else [_whole(raw, place) for place in _places(raw)]
    words = (piece for window in windows for piece in _SEPARATORS.split(window) if not piece.isascii())
    found = {_DIGITS.sub(b"0", word): word for word in words}.values()  # 5€ and 12€ tell the same
    if not found and (first := _high(raw, 0)) < len(raw):  # no separator anywhere near
        return [raw[first : first + _WINDOW]]
    return list(found)[:: max(1, -(-len(found) // _MOST_PIECES))]


def _places(raw: bytes) -> Iterator[int]:
    """Some bytes that are not ASCII: the first, and one behind each of the evenly spread places after it."""
    place = first = _high(raw, 0)
    for start in range(first, len(raw), max(1, -(-(len(raw) - first) // _WINDOWS))):
        if place < start:
            place = _high(raw, start)
        if place == len(raw):
            return
        yield place


def _high(raw: bytes, start: int) -> int:
    """The place of the first byte from there on that is not ASCII, or the length."""
    for place in range(start, len(raw), _PART):
        part = raw[place : place + _PART]
        if not part.isascii():
            return place + next(_HIGH.finditer(part)).start()
    return len(raw)


def _whole(raw: bytes, place: int) -> bytes:
    """The bytes around a place from a separator to a separator; none if a piece is longer than all of them."""
    start, end = max(place - _WINDOW, 0), place + _WINDOW
    window = raw[start:end]
    edges = list(_SEPARATORS.finditer(window))
    first = 0 if start == 0 else edges[0].end() if edges else len(window)
    last = len(window) if end >= len(raw) else edges[-1].start() if edges else 0
    return window[first:last]


def _reading(encoding: str, spoken: Spoken, pieces: Sequence[bytes]) -> Reading:
    texts = tuple(piece.decode(encoding, "replace") for piece in pieces)
    shares = np.array([[_shares(language, text) for language, _ in spoken] for text in texts])
    priors = np.array([prior for _, prior in spoken])
    alone = (shares.sum(axis=0) + priors).max()
    mixed = (shares + priors).max(axis=1).sum() - math.log(len(spoken)) * len(texts)
    return Reading(encoding, texts, float(max(alone, mixed)) + sum(beside(text) for text in texts))


def _shares(language: Language, text: str) -> float:
    return sum(language.share(letter) for letter in text if letter > "\x7f")


Spoken = tuple[tuple[Language, float], ...]

_WEST = ("German", "French", "Spanish", "Portuguese", "Italian", "Swedish", "Danish, Norwegian", "Finnish, Estonian",
         "Icelandic", "Dutch", "Albanian", "Catalan")  # fmt: skip
_CENTRE = ("Polish", "Czech, Slovak", "Hungarian", "Romanian", "Croatian, Slovene", "German")


def _latin(*names: str) -> tuple[Language, ...]:
    return tuple(language for language in languages.latin() if language.name in names)


_OF_THE_WORLD = -9.0  # the share of any character of Unicode in texts of UTF-8


def _utf_8() -> Spoken:
    far_east = (languages.simplified(), languages.traditional(), languages.japanese(), languages.korean())
    spoken = (*languages.latin(), *languages.cyrillic(), *languages.greek(), *far_east)
    return _weighed(3.0, *(Language(language.name, language.shares, _OF_THE_WORLD) for language in spoken))


def _any() -> Spoken:
    others = (languages.other(name) for name in ("Hebrew", "Arabic", "Thai"))
    return (*_utf_8(), *_weighed(3.0, *others))


def _gb18030() -> Spoken:
    return ((languages.simplified(), 1.0), (languages.traditional(), -4.0), (languages.japanese(), -6.0))


def _weighed(prior: float, *spoken: Language) -> Spoken:
    return tuple((language, prior) for language in spoken)


@cache
def _candidates() -> tuple[tuple[str, Spoken], ...]:
    """Each encoding with its languages and, for each, the logarithm of how often such files come.

    Of encodings that often give the same text the usual one stands first.
    """
    return (
        ("utf_8", _utf_8()),
        ("gb18030", _gb18030()),
        ("cp950", _weighed(-1.0, languages.traditional())),
        ("big5hkscs", _weighed(-3.0, languages.traditional())),
        ("cp932", _weighed(-1.0, languages.japanese())),
        ("euc_jp", _weighed(-3.0, languages.japanese())),
        ("cp949", _weighed(-1.0, languages.korean())),
        ("cp1252", _weighed(0.0, *_latin(*_WEST))),
        ("cp1250", _weighed(-1.5, *_latin(*_CENTRE))),
        ("cp1251", _weighed(-1.0, *languages.cyrillic())),
        ("koi8_r", _weighed(-2.0, *languages.cyrillic())),
        ("koi8_u", _weighed(-2.5, *languages.cyrillic())),
        ("cp1253", _weighed(-2.5, *languages.greek())),
        ("cp1254", _weighed(-1.0, *_latin("Turkish", "German", "French"))),
        ("cp1257", _weighed(-3.0, *_latin("Lithuanian, Latvian", "Finnish, Estonian"))),
        ("cp1255", _weighed(-4.0, languages.other("Hebrew"))),
        ("cp1256", _weighed(-4.0, languages.other("Arabic"))),
        ("cp874", _weighed(-4.0, languages.other("Thai"))),
        ("iso8859_15", _weighed(-3.0, *_latin(*_WEST))),
        ("iso8859_2", _weighed(-3.0, *_latin(*_CENTRE))),
        ("mac_roman", _weighed(-4.0, *_latin(*_WEST))),
        ("cp866", _weighed(-5.0, *languages.cyrillic())),
        ("cp850", _weighed(-5.0, *_latin(*_WEST))),
        ("cp852", _weighed(-5.0, *_latin(*_CENTRE))),
        ("cp1125", _weighed(-6.0, *languages.cyrillic())),
        ("mac_cyrillic", _weighed(-5.0, *languages.cyrillic())),
        ("iso8859_5", _weighed(-5.0, *languages.cyrillic())),
        ("iso8859_7", _weighed(-4.0, *languages.greek())),
        ("iso8859_6", _weighed(-5.0, languages.other("Arabic"))),
        ("johab", _weighed(-5.0, languages.korean())),
    )


@cache
def _usual() -> dict[str, Spoken]:
    return {codecs.lookup(name).name: spoken for name, spoken in _candidates()}


_MARGIN = 4.0  # one to fifty
_WIDE, _WIDE_EACH = 8.0, 2.0  # against what somebody stated or what most words are in: at all, and for each piece
_WIDE_EACH_UNUSUAL = 6.0  # the same of an encoding whose languages are not known
_TOLD = 3  # rivals: more say no more
_TELLING = 12  # letters
_NATURAL = {"c": -5.2, "g": -5.2, "l": -9.0, "h": -12.0}  # the least score of a letter, of each kind, in honest texts
_NOISE = 4  # characters lost: of fewer nobody can tell
_EACH = 0.1  # for each piece: a language that is not among those here fits none of its words quite
_MORE = 12.0  # two characters out of thousands may be anything, twenty may not


def near(found: Sequence[Reading]) -> list[Reading]:
    """Of readings in their order, those nearly as likely as the first that give other texts: three at most.

    Where even the first gives no words of a language known here, the right one may be far away: then whichever follow.
    """
    best, *others = found
    rivals: dict[tuple[str, ...], Reading] = {}
    is_open = _is_unnatural(best)
    for reading in others:
        if reading.texts != best.texts and (is_open or best.score - reading.score < _margin(best, reading)):
            rivals.setdefault(reading.texts, reading)
    return list(rivals.values())[:_TOLD]


def _margin(best: Reading, rival: Reading) -> float:
    different = [here for here, there in zip(best.texts, rival.texts, strict=True) if here != there]
    large = sum(kind(letter) in "hkwcCgG" for text in different for letter in text)
    return _MARGIN + _EACH * len(different) + (_MORE / large if large else 0.0)


def _is_unnatural(reading: Reading) -> bool:
    """Whether letters come, and stand beside each other, as in no language; of a few nobody can tell."""
    kinds = Counter(kind(letter).lower() for text in reading.texts for letter in text if letter > "\x7f")
    count = kinds.total()
    (commonest, common), *_ = kinds.most_common(1) or [("", 0)]
    known = reading.encoding != "utf_8" and count >= _TELLING and 2 * common > count
    return known and reading.score < _NATURAL.get(commonest, -math.inf) * count


def is_noise(reading: Reading) -> bool:
    """Whether more than a third of what is not ASCII stands for nothing in the encoding, and it is no single slip."""
    beyond = [letter for text in reading.texts for letter in text if letter > "\x7f"]
    lost = [letter for letter in beyond if letter == LOST or unicodedata.category(letter) in {"Cc", "Cn"}]
    return len(lost) >= _NOISE and 3 * len(lost) > len(beyond)
