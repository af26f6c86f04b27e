"""Which letters and signs stand naturally beside each other, whatever the language: M眉ller and MьLLER are odd."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from salessheet.data.reading import languages

# What stands beside what: a, A letters of ASCII; l, L other Latin ones; c, C Cyrillic; g, G Greek; h Chinese characters
# and all letters without capitals; k kana of half width; d digits; s signs; w signs of full width; a blank for the end
# of a piece.
_BESIDE = {
    "al": 0.0, "la": 0.0, "Al": 0.0, "aL": -6.0, "La": 0.0, "lA": -5.0, "AL": -0.5, "LA": -0.5,
    "ll": -2.5, "Ll": -2.5, "lL": -8.0, "LL": -2.0, " l": -0.5, "l ": 0.0, " L": 0.0, "L ": 0.0,
    "dl": -3.0, "ld": -3.0, "dL": -3.0, "Ld": -3.0,
    "hh": 0.0, " h": -1.0, "h ": 0.0, "ah": -4.0, "ha": -4.0, "Ah": -1.5, "hA": -1.5, "dh": 0.0, "hd": 0.0,
    "kk": 2.6, " k": -3.0, "k ": 0.0, "hk": -3.0, "kh": -3.0, "wk": 0.0, "kw": 0.0,
    "hw": 0.0, "wh": 0.0, " w": -0.5, "w ": 0.0, "dw": 0.0, "wd": 0.0, "ww": 0.0,
    "ds": 0.0, "sd": 0.0, " s": 0.0, "s ": 0.0, "ss": -1.5, "as": -1.5, "sa": -1.5, "As": -1.5, "sA": -1.5,
}  # fmt: skip
_CASES = {"xx": 0.0, "Xx": 0.0, "xX": -7.0, "XX": 0.8, " x": -1.0, "x ": 0.0, " X": 0.0, "X ": 0.0,
          "dx": -1.0, "xd": -1.0, "dX": -1.0, "Xd": -1.0}  # fmt: skip  # of Cyrillic and of Greek
_BESIDE |= {pair.replace("x", kind).replace("X", kind.upper()): cost for pair, cost in _CASES.items() for kind in "cg"}
_STRANGERS = -10.0  # letters of two scripts side by side


@lru_cache(maxsize=1 << 15)
def beside(text: str) -> float:
    """The logarithm of how likely each character beyond ASCII stands among its neighbours; 0 where nothing is odd."""
    kinds = "".join(map(kind, text))
    framed, letters = f" {kinds} ", f" {text} "
    total = 0.0
    for place in range(len(framed) - 1):
        pair = framed[place : place + 2]
        if not (letters[place] <= "\x7f" and letters[place + 1] <= "\x7f"):
            total += _BESIDE.get(pair, -1.5 if set(pair) & set(" dsw") else _STRANGERS)
    for place in range(1, len(framed) - 1):
        if letters[place] > "\x7f":
            total += _between(letters[place], framed[place - 1 : place + 2], letters[place - 1], letters[place + 1])
    return total


_LETTERS = frozenset("aAlLcCgGh")
_GREEK_ENDS = frozenset("αεηιουωάέήίόύώςνρξψ")
_NEVER_BEFORE = {  # the end of the word among them
    "ñ": "bcdfghjklmnpqrstvwxz ",
    "ã": "abcdfghijklpqrtuvwxz",
    "æ": " ",
    "þ": "bcdfghklmnpqstwxz ",
    "ĺ": " aeiou",
}
_NEVER_FIRST = "ĹŔð"


def _between(letter: str, kinds: str, before: str, behind: str) -> float:
    """What a neighbour alone does not show: signs inside words, consonants among consonants, letters alone."""
    left, middle, right = kinds[0], kinds[1], kinds[2]
    if middle == "s":
        return _sign(letter, left, right, before, behind)
    if middle in "gG":
        return _greek(letter, right)
    if middle in "cC":
        return _AMONG if left in " daA" and right in " daA" and left + right != "  " else 0.0
    if middle == "h":
        return _AMONG * (letter < _FAR_EAST and left != "h" != right) - 4.0 * (left == right == "a")
    return _accent(letter, kinds, before, behind) if middle in "lL" else 0.0


def _sign(sign: str, left: str, right: str, before: str, behind: str) -> float:
    if sign == "°" and left == "d" and behind in {"C", "F"}:
        return 1.5
    if left in _LETTERS and right in _LETTERS:
        return 0.0 if sign in "’‘·´" else -6.0
    beside = left in _LETTERS or right in _LETTERS
    cubic = right not in _LETTERS and before == "m"
    return -3.0 if (sign in "£€¥" and beside) or (sign in "²³½°" and beside and not cubic) else 0.0


def _greek(letter: str, right: str) -> float:
    if right == " ":
        return 0.0 if letter.lower() in _GREEK_ENDS else -2.0
    return -5.0 if letter == "ς" and right in "gG" else 0.0


def _accent(letter: str, kinds: str, before: str, behind: str) -> float:
    left, right = kinds[0], kinds[2]
    if left in " d" and right in " d":
        return -2.5
    odd = behind.lower() in _NEVER_BEFORE.get(letter.lower(), "") or (left == " " and letter in _NEVER_FIRST)
    inside = left in "aAlL" and right in "aAlL"
    return -3.0 * odd + (_rhythm(before, letter, behind) if inside else 0.0)


def _rhythm(before: str, letter: str, behind: str) -> float:
    """Vowels stand among consonants and consonants beside vowels."""
    if _vowel(letter):
        return -1.0 if _vowel(before) and _vowel(behind) else 0.0
    return 0.0 if _vowel(before) or _vowel(behind) else -2.5


@cache
def _vowel(letter: str) -> bool:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base in "aeiouyæøœı"


@cache
def kind(letter: str) -> str:
    """What a character is to its neighbours, as in the list of what stands beside what."""
    if letter <= "\x7f":
        return "a" if letter.islower() else "A" if letter.isupper() else "d" if letter.isdigit() else "s"
    category = unicodedata.category(letter)
    if category[0] not in "LM" or letter in "ªº" or (category[0] == "M" and letter < _CASELESS):
        return "w" if letter in languages.WIDE_MARKS or "\u3000" <= letter < "\u3040" else "s"
    if "\uff61" <= letter <= "\uff9f":
        return "k"
    found = next((script for end, script in _SCRIPTS if letter < end), "h")
    return found.upper() if category == "Lu" else found


_AMONG = -5.0  # a letter alone among digits and ASCII, where a sign is: 15°C, 4×6
_FAR_EAST = "\u1100"  # where letters begin that mean something alone
_CASELESS = "\u0590"  # Hebrew and what follows
_SCRIPTS = (
    ("\u0250", "l"), ("\u0370", "s"), ("\u0400", "g"), (_CASELESS, "c"), ("\u1e00", "h"), ("\u1f00", "l"),
    ("\u2000", "g"),
)  # fmt: skip  # where a script ends, and its kind
