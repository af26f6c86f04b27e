"""Names of parts as relationships and zip files write them, and the one way in which this package has them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Final

CONTENT_TYPES: Final = "[Content_Types].xml"
_LISTINGS: Final = "_rels"


def mended(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts by names with slashes, as the format wants them; some programs write backslashes, or a slash in front.

    The lists of relationships and of content types are called after the format, too, whatever their capitals; the
    former after the part that they belong to.
    """
    plain = {name.replace("\\", "/").lstrip("/").removeprefix("./"): content for name, content in parts.items()}
    known = spellings(plain)
    return {_called(name, known): content for name, content in plain.items()}


def _called(name: str, known: Mapping[str, str]) -> str:
    if name.casefold() == CONTENT_TYPES.casefold():
        return CONTENT_TYPES
    folder, file = posixpath.split(name)
    home, last = posixpath.split(folder)
    if last.casefold() != _LISTINGS or not file.casefold().endswith(".rels"):
        return name
    owner = posixpath.join(home, file[: -len(".rels")])
    home, file = posixpath.split(known.get(owner.casefold(), owner))
    return posixpath.join(home, _LISTINGS, f"{file}.rels")


def owner(listing: str) -> str:
    """The part that a list of relationships belongs to; "" for that of the package itself."""
    folder, name = posixpath.split(listing)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def spellings(parts: Iterable[str]) -> dict[str, str]:
    """Name without capitals → name: capitals make no difference to the name of a part."""
    return {part.casefold(): part for part in parts}


def target(folder: str, written: str) -> str:
    """What a relationship of a part in this folder leads to, as the name of a part."""
    path = written.replace("\\", "/").partition("#")[0]
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
