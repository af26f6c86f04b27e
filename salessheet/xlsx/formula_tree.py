"""A formula as a tree: which function is called with what, references resolved to the cells they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salessheet.xlsx.addresses import Area
from salessheet.xlsx.copied_formulas import Elsewhere, Piece
from salessheet.xlsx.references import bare_name

Node = "Call | Area | Elsewhere | str"
"""A call, the cells that are referred to, a reference to elsewhere, or a sign, number, text or name as it stands."""

Argument = tuple["Call | Area | Elsewhere | str", ...]
"""What stands between two commas, in order; blanks are left out. () where nothing does."""


@dataclass(frozen=True)
class Call:
    """`name`: in capitals, without the prefixes of newer functions; "" for what merely stands in parentheses."""

    name: str
    arguments: tuple[Argument, ...]
    written: str
    """How the name is written in the file, with its parenthesis."""


@dataclass(frozen=True)
class Within:
    """A call, and those around it, the nearest first. `place`: which argument of each the next inner one stands in.

    `home`: the sheet that the formula stands on; blank where nobody asks.
    """

    call: Call
    around: tuple[tuple[Call, int], ...] = ()
    home: str = ""


def tree(pieces: Sequence[Piece]) -> Argument | None:
    """The whole formula; None where parentheses do not close."""
    open_calls: list[tuple[str, list[list[Call | Area | Elsewhere | str]]]] = [("", [[]])]
    in_array = 0
    for piece in pieces:
        text = piece if isinstance(piece, str) else ""
        in_array += (text == "{") - (text == "}")
        if text.endswith("(") and not in_array and not text.startswith('"'):
            open_calls.append((text, [[]]))
        elif text == ")" and not in_array:
            if len(open_calls) == 1:
                return None
            written, arguments = open_calls.pop()
            open_calls[-1][1][-1].append(_call(written, arguments))
        elif text == "," and not in_array:
            open_calls[-1][1].append([])
        elif not isinstance(piece, str) or text.strip():
            open_calls[-1][1][-1].append(piece)
    if len(open_calls) > 1:
        return None
    whole = open_calls[0][1]
    return tuple(whole[0]) if len(whole) == 1 else (_call("", whole),)  # commas outside of calls: a union


def calls(argument: Argument, around: tuple[tuple[Call, int], ...] = (), home: str = "") -> Iterator[Within]:
    """Every call in it, outer ones first."""
    for node in argument:
        if isinstance(node, Call):
            yield Within(node, around, home)
            for place, inner in enumerate(node.arguments):
                yield from calls(inner, ((node, place), *around), home)


def written(argument: Argument) -> str:
    """As text, without `=`: addresses with their sheets in place of names and table references."""
    return "".join(_written(node) for node in argument)


def _written(node: Call | Area | Elsewhere | str) -> str:
    match node:
        case Call():
            return f"{node.written}{','.join(map(written, node.arguments))})"
        case Elsewhere():
            return node.text
    return str(node)


def _call(text: str, arguments: list[list[Call | Area | Elsewhere | str]]) -> Call:
    given = [tuple(argument) for argument in arguments]
    return Call(bare_name(text[:-1]), tuple(given) if given != [()] else (), text or "(")
