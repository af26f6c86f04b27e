"""The file of each team's workbook: a name that every file system takes, whatever the team is called.

A person's workbook stands in a folder of its team, `T01/R0001.xlsx`: the folder is called as the team's file, without
its ending, and the file by the id of the person, by the same rule among those of the team.

The rule, in this order:

1. The id in Unicode's composed form (NFC). Letters of any script, decimal digits, `.`, `_`, `-` and the space stay;
   every other character is percent-encoded: `%` and two hexadecimal digits for each of its UTF-8 bytes.
2. Percent-encoded too: a dot or space at the beginning or end, the first letter of a name that Windows keeps for
   devices (CON, NUL, COM1 …, with or without an ending), and the first letter of `centre`, which is the centre's, and
   of `manifest.json`.
3. A name of more than 120 UTF-8 bytes is cut there and gets `~` and eight digits of the SHA-256 of the id.
4. Of names that differ in case alone, the second gets `~2`, the third `~3`, in the order of the source.

`~` stands in no other name, since rule 1 encodes it, so two ids never share a file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from salessheet.batch.places import MANIFEST
from salessheet.files import is_kept_by_windows

CENTRE = "centre"
ENDING = ".xlsx"

_MOST_BYTES = 120  # with its ending and that of a file being written, well below the 255 of common file systems


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Id → file name. All teams of the source, or people of a team, must be given: no name depends on a selection."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for each in ids:
        stem = escaped(each)
        count = 1
        while (name := stem if count == 1 else f"{stem}~{count}").casefold() in taken:
            count += 1
        taken.add(name.casefold())
        names[each] = name + ENDING
    return names


def escaped(id_: str) -> str:
    """Rules 1 to 3 for one id; an id without any character is `%`."""
    text = unicodedata.normalize("NFC", id_)
    last = len(text) - 1
    reserved = text.casefold() in {CENTRE, MANIFEST} or is_kept_by_windows(text)
    pieces = [
        _encoded(character) if _is_unsafe(character, place in (0, last)) or (reserved and place == 0) else character
        for place, character in enumerate(text)
    ]
    return _shortened(pieces, id_) or "%"


def _is_unsafe(character: str, at_an_end: bool) -> bool:  # noqa: FBT001  where the character stands is all there is to say
    if character in ". ":
        return at_an_end
    return character not in "_-" and unicodedata.category(character) not in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _shortened(pieces: list[str], id_: str) -> str:
    whole = "".join(pieces)
    if len(whole.encode()) <= _MOST_BYTES:
        return whole
    mark = "~" + sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    room = _MOST_BYTES - len(mark)
    kept = ""
    for piece in pieces:
        if len((kept + piece).encode()) > room:
            break
        kept += piece
    return kept + mark
