"""Bytes of a text file → text, in the encoding that somebody named or that the bytes give evidence of.

What decides, in this order: a byte order mark, whatever was named; what was named; where NUL bytes stand, for UTF-16
without its mark; whether the bytes are UTF-8, or escape sequences in ASCII; and how natural the text is that each
encoding makes of them. A file is in the likeliest encoding even if some of its bytes are damaged: what was lost is
U+FFFD, and the rest can be used.
"""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from encodings.aliases import aliases
from functools import cache
from pathlib import Path

import numpy as np

from salessheet.data.reading import evidence, seven_bits
from salessheet.data.reading.grids import Doubt, in_short
from salessheet.data.reading.other_files import refuse_others
from salessheet.data.reading.unreadable import unreadable
from salessheet.errors import InvalidOption, UnreadableSource

_BOMS = (  # the longer ones first: that of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LARGER = {  # what programs call an encoding → the larger one that they write under this name
    "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "iso8859-9": "cp1254",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "cp950", "utf-8-sig": "utf-8",
}  # fmt: skip
_NO_TEXTS = {"rot_13", "mbcs", "tactis"}
_USUAL = (
    "utf-8", "gb18030", "gbk", "big5", "windows-1252", "utf-16", "shift-jis", "euc-jp", "euc-kr", "windows-1250",
    "windows-1251", "koi8-r", "latin1",
)  # fmt: skip
_LONGEST_NAME = 60  # letters, of any encoding
_CERTAIN = 16  # more bytes than characters: no other encoding looks so much like UTF-8
_SURE = 4  # the same, where somebody named another encoding
_TEXT_A_NUL = 5  # characters
_TEXT_A_CONTROL = 20  # bytes, where they are not UTF-8
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a"))
_LEAST = 3  # characters of ASCII that show UTF-16
_MEANS_MORE = (b"\0", b"\x1b", b"~{", b"+")  # what a text in ASCII has that may be something else
_UNKNOWN = "the file is not text in any encoding known here."
_STATE_IT = "Save it as CSV UTF-8, or say its encoding."


@dataclass(frozen=True)
class Text:
    """A text and the encoding it was in, by the name Python has for it. The text has no byte order mark."""

    text: str
    encoding: str
    doubts: tuple[Doubt, ...] = ()


def mark(raw: bytes) -> bytes:
    """The byte order mark that the bytes begin with; none where they do not."""
    return next((mark for mark, _ in _BOMS if raw.startswith(mark)), b"")


def known(name: str) -> str:
    """The encoding of that name, by the name Python has for it; "" for none named. Raises InvalidOption.

    Names may be written as people and programs do: GBK, cp936, utf8, latin1, windows-1252, Shift_JIS. An encoding that
    programs take for a larger one is the larger one: GBK is GB18030, Latin-1 is Windows-1252.
    """
    if not name.strip():
        return ""
    plain = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")[:_LONGEST_NAME]
    if plain in {"ansi", "oem"}:
        raise InvalidOption(
            f"The encoding '{in_short(name)}' is another one in every country.", "Say which: GBK, Big5, windows-1252 …"
        )
    bare = re.sub(r"^(windows|win|ms|microsoft|codepage|x)_?(?=\w)", "", plain)
    for form in (plain, plain.replace("_", ""), bare, f"cp{bare}"):
        try:
            found = codecs.lookup(form).name
        except LookupError:
            continue
        if found in _names():
            return _LARGER.get(found, found)
    near = difflib.get_close_matches(plain.replace("_", "-"), _USUAL, n=3) or _USUAL[:6]
    raise InvalidOption(f"There is no encoding '{in_short(name)}'.", f"Did you mean {', '.join(near)}?")


@cache
def _names() -> frozenset[str]:
    """What Python calls the encodings of texts."""
    modules = {*aliases.values(), "utf_8_sig", "koi8_u", "cp720", "cp737", "cp874"} - _NO_TEXTS
    return frozenset(codecs.lookup(module).name for module in modules if not module.endswith("_codec"))


def decoded(path: Path, raw: bytes, named: str = "") -> Text:
    """The text of a file's bytes. `named`: the encoding that somebody stated, by any of its names.

    A byte order mark wins over what was named. So does UTF-8 where the bytes leave no doubt of it, and then the
    encoding named is a doubt. Otherwise what was named is taken strictly, and one that is far likelier is a doubt, as
    is UTF-8 where only some of the rows are in it. Raises UnreadableSource for what is no text or does not fit,
    InvalidOption for a name that nothing has.
    """
    stated = known(named)
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return Text(_text(path, raw[len(mark) :].decode(encoding, "replace")), encoding)
    if stated:
        return _stated(path, raw, stated)
    text = _strictly(raw, "utf-8")
    if b"\0" in raw and (text is None or _has_many_nuls(text)) and (sixteen := _sixteen(raw)) is not None:
        return sixteen
    if text is None:
        return _likeliest(path, raw)
    if text.isascii():
        return _of_seven_bits(path, raw, text)
    return Text(_text(path, text), "utf-8") if len(raw) - len(text) >= _CERTAIN else _likeliest(path, raw, text)


def is_plainly_ascii(raw: bytes) -> bool:
    """Whether the bytes are ASCII, which can be nothing else. `decoded` would say UTF-8, without any doubt."""
    return raw.isascii() and not any(sign[:1] in raw and sign in raw for sign in _MEANS_MORE)


def undoubted(path: Path, raw: bytes) -> str:
    """The text of a file's bytes, where its encoding is certain. Raises UnreadableSource where it is not.

    What is raised can be said in other languages.
    """
    refuse_others(path, raw)
    try:
        found = decoded(path, raw)
    except UnreadableSource as error:
        raise unreadable(path, "doubtful") from error
    if found.doubts:
        raise unreadable(path, "doubtful")
    return found.text.removeprefix("\ufeff")


def _of_seven_bits(path: Path, raw: bytes, text: str) -> Text:
    if name := seven_bits.encoding(raw):
        return Text(raw.decode(name), name)
    if seven_bits.shifts(raw):
        raise UnreadableSource(path, _UNKNOWN, _STATE_IT)
    return Text(_text(path, text), "utf-8", seven_bits.doubts(text))


def _text(path: Path, text: str) -> str:
    if _has_many_nuls(text):
        raise UnreadableSource(path, "the file is not text.", _STATE_IT)
    return text


def _has_many_nuls(text: str) -> bool:
    """Whether it is no text: some programs fill cells with NULs, but no table consists of them."""
    return text.count("\0") * _TEXT_A_NUL >= len(text) > 0


def _stated(path: Path, raw: bytes, stated: str) -> Text:
    if stated == "utf-16":
        stated = "utf-16-be" if _byte_order(raw) == "utf-16-be" else "utf-16-le"
    elif stated == "utf-32":
        stated = "utf-32-le"
    plain = None if stated.startswith("utf") or raw.isascii() else _strictly(raw, "utf-8")
    if plain is not None and len(raw) - len(plain) >= _SURE:
        return Text(plain, "utf-8", _doubts(raw, "utf-8", [stated]))
    try:
        text = _text(path, raw.decode(stated))
        return Text(text, stated, _doubts(raw, stated, ["utf-8"]) if plain is not None else _contradicted(raw, stated))
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n?|\n", raw[: error.start])) + 1
        raise UnreadableSource(
            path, f"line {line} is not text in {stated}, the encoding stated.", "State another one, or none."
        ) from error


def _has_many_controls(raw: bytes) -> bool:
    return (len(raw) - len(raw.translate(None, _CONTROLS))) * _TEXT_A_CONTROL >= len(raw)


def _contradicted(raw: bytes, stated: str) -> tuple[Doubt, ...]:
    """What the bytes say against an encoding that somebody stated, where they speak plainly."""
    if stated.startswith("utf") or raw.isascii():
        return ()
    likelier = evidence.far_likelier(raw, stated)
    return _doubts(raw, stated, [codecs.lookup(likelier).name]) if likelier else _mixed(raw, stated)


def _mixed(raw: bytes, encoding: str) -> tuple[Doubt, ...]:
    """UTF-8, if a few of the words are in it and the others are not."""
    words = evidence.strangers(raw, encoding)
    return tuple(Doubt("utf-8", word.decode(encoding, "replace"), word.decode()) for word in words[:1])


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _byte_order(raw: bytes) -> str:
    """Which UTF-16 the bytes are in: ASCII, such as commas and digits, has a NUL beside it. "" if hardly any has."""
    pairs = np.frombuffer(raw[: len(raw) // 2 * 2], dtype=np.uint8).reshape(-1, 2)
    first, second = pairs[:, 0], pairs[:, 1]
    signs = np.zeros(256, dtype=bool)
    signs[[*b"\t\r\n", *range(0x20, 0x7F)]] = True
    little, big = int((signs[first] & (second == 0)).sum()), int((signs[second] & (first == 0)).sum())
    if max(little, big) < max(_LEAST, len(pairs) / 20) or max(little, big) <= 3 * min(little, big):
        return ""
    return "utf-16-le" if little > big else "utf-16-be"


def _sixteen(raw: bytes) -> Text | None:
    """UTF-16 without its mark, in which no NUL may be left; an odd last byte is lost."""
    encoding = _byte_order(raw)
    if not encoding or _strictly(raw[: len(raw) // 2 * 2], encoding) is None:
        return None
    text = raw.decode(encoding, "replace")
    return None if "\0" in text else Text(text, encoding)


def _likeliest(path: Path, raw: bytes, in_utf_8: str = "") -> Text:
    """`in_utf_8`: what the bytes are in UTF-8, if they are that as a whole."""
    found = evidence.readings(raw)
    best = found[0]
    if best.encoding != "utf_8" and (evidence.is_noise(best) or _has_many_controls(raw)):
        raise UnreadableSource(path, _UNKNOWN, _STATE_IT)
    alike = [reading.encoding for reading in found if reading.texts == best.texts]
    texts = ((name, (name == "utf_8" and in_utf_8) or _strictly(raw, name)) for name in alike)
    whole = ((name, text) for name, text in texts if text is not None)
    encoding, text = next(whole, (best.encoding, ""))
    text = text or raw.decode(encoding, "replace")
    others = [codecs.lookup(reading.encoding).name for reading in evidence.near(found)]
    doubts = _doubts(raw, encoding, others)
    if best.encoding != "utf_8" and "utf-8" not in others:
        doubts = (*_mixed(raw, encoding), *doubts)
    return Text(text, codecs.lookup(encoding).name, doubts)


def _doubts(raw: bytes, encoding: str, others: Sequence[str]) -> tuple[Doubt, ...]:
    return tuple(Doubt(other, *_example(raw, encoding, other)) for other in others)


def _example(raw: bytes, encoding: str, other: str) -> tuple[str, str]:
    """The first word that the encodings read differently, in both readings."""
    words = ((word.decode(encoding, "replace"), word.decode(other, "replace")) for word in evidence.pieces(raw))
    return next(((here, there) for here, there in words if here != there), ("", ""))
