"""The declaration read as formula text: one pattern a line, filled in for each cell."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from string import Formatter
from typing import Final

from salessheet.errors import DeclarationError
from salessheet.workbook.expr import (
    FROM_ANYWHERE,
    Binary,
    Call,
    Criterion,
    Expr,
    Home,
    Line,
    Literal,
    Own,
    Part,
    Ref,
    Result,
    Spot,
    Whereabouts,
    walk,
)
from salessheet.workbook.functions import INDEX
from salessheet.workbook.layout import Layout, Place, below, named_range
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import SINGLE, Axis, Flavour

_BINDS = {"=": 1, ">": 1, ">=": 1, "<": 1, "<=": 1, "+": 2, "-": 2, "*": 3, "/": 3}


NOTHING = '=""'
"""Stands for an empty text where a calculated line stands as values: a blank cell would be a 0 to who reads it."""


@lru_cache(maxsize=2048)
def letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True)
class Pattern:
    """A formula with holes for the cell's row and column, e.g. `$D{row}/$E{row}`."""

    text: str
    is_array: bool = False

    def at(self, row: int, column: int) -> str:
        return "".join([
            text if axis is None else text + (str(row + shift) if axis is Axis.ROWS else letters(column + shift))
            for text, axis, shift in self._pieces
        ])  # fmt: skip  # one text

    @cached_property
    def _pieces(self) -> list[tuple[str, Axis | None, int]]:
        """Texts, each with the hole behind it: of which axis, and how far from the cell. `{row:5}` is five rows down.

        Taken apart once: a pattern is written into hundreds of cells.
        """
        parsed = Formatter().parse(self.text)
        holes = ((text, _HOLES[name] if name else (None, 0), int(shift or 0)) for text, name, shift, _ in parsed)
        return [(text, axis, first + shift) for text, (axis, first), shift in holes]


_HOLES: Final[Mapping[str, tuple[Axis, int]]] = {
    "row": (Axis.ROWS, 0), "before": (Axis.ROWS, -1), "col": (Axis.COLUMNS, 0), "left": (Axis.COLUMNS, -1),
}  # fmt: skip  # two axes


def pattern(line: Calc, flavour: Flavour, layout: Layout, switch: Line | None = None) -> Pattern | None:
    """The formula of a line; None where it must be a value: it reads a block that this book does not hold.

    With a `switch`, the python flavour computes either way: `IF(switch, cell functions, plain formula)`.
    """
    if flavour is Flavour.VALUES:
        return None
    read, is_settled = _read(line)
    if not is_settled:
        return _pattern(line, flavour, layout, switch)
    places = map(layout.places.get, read if switch is None else (*read, switch))
    key = (line, flavour, switch, layout.tight, *places)
    if key not in _KNOWN:
        if len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = _pattern(line, flavour, layout, switch)
    return _KNOWN[key]


_MOST_KNOWN: Final = 50_000
_KNOWN: Final[dict[Hashable, Pattern | None]] = {}
"""Formulas said before: what decides one is where the lines stand that it reads. The next workbook often has them."""


@cache
def _read(line: Calc) -> tuple[tuple[Line, ...], bool]:
    """The lines on whose places the formula depends, and whether it depends on nothing else."""
    trees = [line.native, *([line.python] if line.python is not None else [])]
    nodes = [node for tree in trees for node in walk(tree)]
    refs = [node for node in nodes if isinstance(node, Ref)]
    spans = (ref.line.block.between(ref.line, ref.last) if ref.last is not None else [ref.line] for ref in refs)
    read = dict.fromkeys([line, *(each for span in spans for each in span)])
    counters = [each for each in line.block.lines if isinstance(each, Counter)]
    is_settled = not isinstance(line.native, Whereabouts) and all(ref.part is not Part.BELOW for ref in refs)
    return tuple(dict.fromkeys([*read, *counters])), is_settled


def _pattern(line: Calc, flavour: Flavour, layout: Layout, switch: Line | None) -> Pattern | None:
    if not _sayable(line.native, layout):
        return None
    if isinstance(line.native, Whereabouts):
        return _whereabouts(line.native, layout)
    text = _Text(line, layout)
    plain = text.of(line.native)
    if flavour is Flavour.NATIVE or line.python is None or not _sayable(line.python, layout):
        return Pattern("=" + plain)
    chosen = text.of(line.python)
    both = f"=IF({text.of(switch.operand())},{chosen},{plain})" if switch is not None else "=" + chosen
    return Pattern(both, line.lifts)


def _whereabouts(sought: Whereabouts, layout: Layout) -> Pattern | None:
    """INDEX finds the first cell wherever it has gone, and takes no other in its place when that is deleted."""
    if not layout.holds(sought.line):
        return None
    first = f"INDEX({layout.name_of(sought.line)},1)"
    if sought.spot is Spot.ROW:
        return Pattern(f"=ROW({first})")
    sheet = f"#{quoted(layout.places[sought.line].sheet)}!".replace('"', '""').replace("{", "{{").replace("}", "}}")
    return Pattern(f'="{sheet}"&SUBSTITUTE(ADDRESS(1,COLUMN({first}),4),1,"")')


def stands_at(sought: Whereabouts, layout: Layout) -> str | int:
    """What a cell with it shows."""
    if not layout.holds(sought.line):
        return sought.nowhere
    place = layout.places[sought.line]
    return place.top if sought.spot is Spot.ROW else f"#{quoted(place.sheet)}!{letters(place.left)}"


def _is_row(tree: Expr) -> bool:
    """Whether it is one row of cells. Some programs, unlike Excel, count rows there when INDEX gets one place."""
    if not isinstance(tree, Ref):
        return False
    if tree.last is not None:
        return tree.part is Part.THIS and tree.line.axis is Axis.ROWS
    return tree.line.axis is Axis.COLUMNS or tree.part in {Part.ACROSS, Part.RIGHTWARD}


def _sayable(tree: Expr, layout: Layout) -> bool:
    """Whether everything the expression names has an address; a span may lack some of its lines, but not all."""
    return all(held(node, layout) for node in walk(tree) if isinstance(node, Ref))


def held(ref: Ref, layout: Layout) -> list[Line]:
    """The lines of a reference that the book has."""
    lines = [ref.line] if ref.last is None else ref.line.block.between(ref.line, ref.last)
    return [line for line in lines if layout.holds(line)]


@dataclass(frozen=True)
class _Text:
    line: Line
    layout: Layout

    def of(self, tree: Expr, binding: int = 0) -> str:
        match tree:
            case Literal(bool() as value):
                return str(value).upper()
            case Literal(str() as value):
                return '"' + value.replace('"', '""').replace("{", "{{").replace("}", "}}") + '"'
            case Literal(value):
                return repr(value)
            case Criterion(sign, bound):
                return f'"{sign}"&{self.of(bound, 3)}'
            case Call(function, arguments):
                given = [self.of(argument) for argument in arguments]
                if function is INDEX and len(given) == 2 and _is_row(arguments[0]):
                    given.insert(1, "1")
                call = f"{function.name}({','.join(given)})"
                return self.own_item(call) if function.result is Result.BLOCK else call
            case Own(part):
                return self.reference(Ref(self.line, part))
            case Ref():
                return self.reference(tree)
            case Binary(sign, left, right):
                own = _BINDS[sign]
                text = f"{self.of(left, own)}{sign}{self.of(right, own + 1)}"
                return f"({text})" if own < binding else text
        raise TypeError(tree)

    def own_item(self, call: str) -> str:
        """The cell's own item of a function that returns the whole block."""
        block, axes = self.line.block, [Axis.ROWS]
        if self.line.axis is Axis.BODY:
            axes.append(Axis.COLUMNS)
        elif self.line.axis is Axis.COLUMNS:
            axes = [Axis.COLUMNS]
        return f"INDEX({call},{','.join(self.reference(_counter(block, axis).operand()) for axis in axes)})"

    def reference(self, ref: Ref) -> str:
        lines = held(ref, self.layout)
        line, last = lines[0], lines[-1]
        place = self.layout.places[line]
        name = self.layout.name_of(line) if line.block is not self.line.block else None  # neighbours by address
        if name and ref.last is None and (ref.part is Part.WHOLE or line.axis in SINGLE):
            return name
        here = self.layout.places[self.line]
        sheet = "" if place.sheet == here.sheet else f"{quoted(place.sheet)}!"
        if ref.part in FROM_ANYWHERE:
            seen = below if ref.part is Part.BELOW else named_range
            start, end = seen(self.layout, line), seen(self.layout, last)
            return f"{sheet}${letters(start.left)}${start.top}:${letters(end.right)}${end.bottom}"
        if line.axis in SINGLE:
            return f"{sheet}${letters(place.left)}${place.top}"
        return sheet + self.local(ref, place, here)

    def local(self, ref: Ref, place: Place, here: Place) -> str:
        """References that move with the cell. Blocks with the same rows may lie at different heights."""
        column, before_column = _moving("col", place.left - here.left), _moving("left", place.left - here.left)
        row, before_row = _moving("row", place.top - here.top), _moving("before", place.top - here.top)
        first, last = letters(place.left), letters(place.right)
        bodies = {
            Part.THIS: column + row,
            Part.LEFTWARD: before_column + row,
            Part.RIGHTWARD: f"{column}{row}:${last}{row}",
            Part.PREVIOUS: column + before_row,
            Part.ABOVE: f"{column}${place.top - 1}:{column}{before_row}",
            Part.ACROSS: f"${first}{row}:${last}{row}",
            Part.DOWN: f"{column}${place.top}:{column}${place.bottom}",
        }
        match ref.line.axis:
            case Axis.BODY if ref.part in bodies:
                return bodies[ref.part]
            case Axis.COLUMNS:
                return _along(ref.part, f"{column}${place.top}", f"{before_column}${place.top}", place)
            case Axis.ROWS:
                return self.down(ref, ref.part, f"${first}{row}", f"${first}{before_row}", place)
        raise DeclarationError(f"{self.line} reads {ref.part.value} of {ref.line}, which no formula can say")

    def down(self, ref: Ref, part: Part, cell: str, before: str, place: Place) -> str:
        first = letters(place.left)
        if ref.last is not None and part is Part.THIS:
            end = self.layout.places[held(ref, self.layout)[-1]]
            return f"{cell}:{cell.replace(f'${first}', f'${letters(end.left)}', 1)}"
        ends = {
            Part.THIS: cell,
            Part.PREVIOUS: before,
            Part.SO_FAR: f"${first}${place.top}:{cell}",
            Part.ABOVE: f"${first}${place.top - 1}:{before}",
            Part.ONWARD: f"{cell}:${first}${place.bottom}",
        }
        return ends[part]


def _along(part: Part, cell: str, before: str, place: Place) -> str:
    first, row = letters(place.left), place.top
    ends = {
        Part.THIS: cell,
        Part.PREVIOUS: before,
        Part.SO_FAR: f"${first}${row}:{cell}",
        Part.ABOVE: f"${letters(place.left - 1)}${row}:{before}",
        Part.ONWARD: f"{cell}:${letters(place.right)}${row}",
    }
    return ends[part]


def _moving(hole: str, shift: int) -> str:
    return f"{{{hole}}}" if shift == 0 else f"{{{hole}:{shift}}}"


def _counter(block: type[Home], axis: Axis) -> Counter:
    for line in block.on(axis):
        if isinstance(line, Counter):
            return line
    raise DeclarationError(f"{block.__name__} needs a counter along its {axis.name.lower()}")


def quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
