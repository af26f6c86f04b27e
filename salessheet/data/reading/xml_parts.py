"""The XML in a workbook, element by element. What no honest workbook holds is refused before it can do harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from salessheet.errors import UnreadableSource

SAVE_AGAIN = "Open it in a spreadsheet program and save it as .xlsx again."

DEEPEST = 100  # elements inside each other

Attributes = Mapping[str, str]


def parser(where: str) -> expat.XMLParserType:
    """A parser that refuses document types, and with them entities that unfold to gigabytes."""

    def refused(*_: object) -> None:
        raise UnreadableSource(where, "it declares a document type, which no workbook does.", "Do not trust it.")

    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refused
    return made


def feed(where: str, reader: expat.XMLParserType, chunks: Iterable[bytes]) -> None:
    """Gives the parser everything. Raises UnreadableSource where it is no XML, or in an encoding nobody writes."""
    try:
        for chunk in chunks:
            reader.Parse(chunk)
        reader.Parse(b"", True)  # noqa: FBT003  expat takes it by position alone
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnreadableSource(where, f"its XML is broken ({error}).", SAVE_AGAIN) from error


def too_deep(where: str) -> UnreadableSource:
    return UnreadableSource(where, "its XML is nested deeper than that of any workbook.", "Do not trust it.")


def walk(
    where: str,
    chunks: Iterable[bytes],
    opened: Callable[[str, str, Attributes], None],
    closed: Callable[[str, str, str], None] | None = None,
    texts: frozenset[str] = frozenset(),
) -> None:
    """Calls `opened(name, parent, attributes)` and `closed(name, parent, text)` for every element.

    Names come without the prefixes of their namespaces. Only the elements in `texts` have a text; nothing stands inside
    them.
    """
    above = [""]
    pieces: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        opened(name, above[-1], {local(key): text for key, text in attributes.items()})
        above.append(name)
        if len(above) > DEEPEST:
            raise too_deep(where)
        if name in texts:
            reader.CharacterDataHandler = pieces.append

    def end(_: str) -> None:
        name = above.pop()
        if closed is not None:
            closed(name, above[-1], "".join(pieces))
        reader.CharacterDataHandler = None
        pieces.clear()

    reader = parser(where)
    reader.StartElementHandler, reader.EndElementHandler = start, end
    feed(where, reader, chunks)


def local(name: str) -> str:
    """A name without the prefix of its namespace."""
    return name.rpartition(":")[2]
