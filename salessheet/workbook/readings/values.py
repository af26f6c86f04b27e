"""The declaration read as values: every calculated line of a book, from its inputs.

A book is compiled once for a flavour into `Step`s: each distinct expression is one step, whatever number of formulas
it occurs in, and reads the results of earlier steps. Running it is then one loop over steps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial
from graphlib import CycleError, TopologicalSorter
from typing import Any

import numpy as np

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Book
from salessheet.workbook.expr import (
    Binary,
    Call,
    Criterion,
    Expr,
    Extent,
    Line,
    Literal,
    Own,
    Part,
    Ref,
    Result,
    Whereabouts,
    walk,
)
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Flavour, Scalar
from salessheet.workbook.readings.arithmetic import OPERATORS
from salessheet.workbook.readings.cellfunctions import CellFunctions, called
from salessheet.workbook.readings.cells import (
    Cells,
    Kind,
    Numbers,
    cells,
    forget_texts,
    kinds_of,
    single,
    texts_known,
)
from salessheet.workbook.readings.conditional import Condition, sumifs
from salessheet.workbook.readings.parts import PARTS, beside
from salessheet.workbook.readings.twins import PLAIN
from salessheet.workbook.schema import Block

Column = Sequence[Scalar] | Numbers
Sizes = Mapping[Extent, int]
Twin = Callable[..., Any]

_SIZES = -1  # the slot in which they stand
_TOGETHER = 200  # steps after which it is looked what is needed no more
_MANY = 10_000  # cells of a line, whose room is worth getting back


@lru_cache(maxsize=32)
def order_of(book: Book, flavour: Flavour) -> tuple[Calc, ...]:
    """The calculated lines, each after what it reads."""
    reads = {line: set(_read_by(line, flavour)) for block in book.blocks for line in block.calculated()}
    try:
        return tuple(TopologicalSorter(reads).static_order())
    except CycleError as error:
        raise DeclarationError(f"these lines need each other: {' <- '.join(map(repr, error.args[1]))}") from error


def _read_by(line: Calc, flavour: Flavour) -> list[Calc]:
    return [seen for seen in lines_read(line.reading(flavour)) if isinstance(seen, Calc)]


@cache  # the trees are those of the declaration, which stay
def lines_read(tree: Expr) -> tuple[Line, ...]:
    """Every line the expression refers to, those between the ends of a span included."""
    found: list[Line] = []
    for node in walk(tree):
        if isinstance(node, Ref):
            found.extend(node.line.block.between(node.line, node.last) if node.last is not None else [node.line])
    return tuple(found)


@dataclass(frozen=True)
class Step:
    """Slot `into` becomes `twin` of the slots `reads`."""

    twin: Twin
    reads: tuple[int, ...]
    into: int


@dataclass(eq=False)
class Program:
    """`slots`: where each line stands. `constants`: what stands in other slots from the beginning."""

    slots: dict[Line, int] = field(default_factory=dict)
    constants: dict[int, Cells] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    size: int = 0

    def new_slot(self) -> int:
        self.size += 1
        return self.size - 1

    @cached_property
    def lines(self) -> dict[int, Line]:
        """Which line stands in a slot."""
        return {slot: line for line, slot in self.slots.items()}

    @cached_property
    def makers(self) -> dict[int, int]:
        """Which step makes what is in a slot."""
        return {step.into: place for place, step in enumerate(self.steps)}


@lru_cache(maxsize=32)
def program(book: Book, flavour: Flavour, functions: CellFunctions) -> Program:
    """The calculated lines of a book as steps, each line below what it reads; raises DeclarationError for a circle."""
    compiler = _Compiler(Program(), functions)
    for line in order_of(book, flavour):
        tree = line.reading(flavour)
        for seen in lines_read(tree):
            if not isinstance(seen, Calc) and seen not in compiler.program.slots:
                compiler.program.slots[seen] = compiler.program.new_slot()
        looped = any(isinstance(node, Own) for node in walk(tree))
        value = compiler.balance(line, tree) if looped else compiler.slot(tree)
        compiler.program.slots[line] = compiler.step(("line", id(line)), partial(_fill, line), value, extents=True)
    return compiler.program


class _Compiler:
    """Turns trees into steps; equal trees share a slot."""

    def __init__(self, made: Program, functions: CellFunctions) -> None:
        self.program = made
        self.functions = functions
        self.known: dict[object, int] = {}

    def step(self, key: object, twin: Twin, *reads: int, extents: bool = False) -> int:
        slot = self.known.get(key)
        if slot is None:
            slot = self.known[key] = self.program.new_slot()
            self.program.steps.append(Step(twin, (*reads, _SIZES) if extents else reads, slot))
        return slot

    def constant(self, value: Scalar) -> int:
        key = ("literal", type(value), value)
        if key not in self.known:
            self.known[key] = self.program.new_slot()
            self.program.constants[self.known[key]] = single(value)
        return self.known[key]

    def slot(self, tree: Expr) -> int:
        match tree:
            case Literal(value):
                return self.constant(value)
            case Whereabouts(nowhere=value):  # values stand nowhere: whoever lays them out keeps what it says
                return self.constant(value)
            case Own(part):
                return self.known["own", part]
            case Ref():
                inside = self.known.get(("ref", id(tree)))
                return self.reference(tree) if inside is None else inside
            case Binary(sign, left, right):
                return self.apply(sign, OPERATORS[sign], self.slot(left), self.slot(right))
            case Call(function, arguments):
                if function.name in ("SUMIFS", "COUNTIFS"):
                    return self.conditional(tree)
                reads = [self.slot(a) for a in arguments]
                if function.result is Result.PLAIN:
                    return self.apply(function.name, PLAIN[function.name], *reads)
                twin = partial(called, self.functions[function.name], function.result)
                return self.apply(function.name, twin, *reads)
        raise TypeError(tree)

    def balance(self, line: Calc, tree: Expr) -> int:
        """A line that reads its own earlier cells: its steps run once a row."""
        inner = _Compiler(Program(), self.functions)
        own = {part: inner.program.new_slot() for part in (Part.PREVIOUS, Part.ABOVE)}
        inner.known.update({("own", part): slot for part, slot in own.items()})
        outer = []
        for node in walk(tree):
            if isinstance(node, Ref):
                outer.append(self.reference(node))
                inner.known["ref", id(node)] = inner.program.new_slot()
        result = inner.slot(tree)
        run = partial(_balance, line, inner.program, result)
        return self.step(("balance", id(line)), run, *outer, extents=True)

    def apply(self, name: str, twin: Twin, *reads: int) -> int:
        return self.step((name, reads), twin, *reads)

    def reference(self, ref: Ref) -> int:
        if ref.last is not None:
            columns = [self.line(line) for line in ref.line.block.between(ref.line, ref.last)]
            return self.apply(f"beside {ref.part.value}", partial(beside, ref.part), *columns)
        whole = self.line(ref.line)
        if ref.part is Part.THIS:
            return whole
        return self.apply(ref.part.value + ref.line.axis.value, partial(PARTS[ref.part], ref.line.axis), whole)

    def line(self, line: Line) -> int:
        slot = self.program.slots.get(line)
        return self.step(("absent", id(line)), partial(_absent, line)) if slot is None else slot

    def conditional(self, call: Call) -> int:
        arguments = list(call.arguments)
        amounts = [self.slot(arguments.pop(0))] if call.function.name == "SUMIFS" else []
        bounds = [b if isinstance(b, Criterion) else Criterion("=", b) for b in arguments[1::2]]
        signs = tuple(b.sign for b in bounds)
        reads = [self.slot(items) for items in arguments[::2]] + [self.slot(b.bound) for b in bounds]
        return self.apply(f"{call.function.name}{signs}", partial(_conditional, signs), *reads, *amounts)


class Values(Mapping[Line, Cells]):
    """The cells of every line of a book. A calculated line is computed when it is asked for, with what leads to it.

    It has those lines, and the inputs that some formula reads; asked for another input, it gives that, too.
    """

    def __init__(
        self,
        made: Program,
        inputs: Mapping[Line, Column],
        sizes: Sizes,
        blanks: frozenset[Line],
        kept: Mapping[Line, Sequence[Scalar]],
    ) -> None:
        self._program, self._inputs, self._sizes, self._blanks = made, inputs, sizes, blanks
        self._slots: list[Any] = [None] * (made.size + 1)
        self._slots[_SIZES] = sizes
        self._beside: dict[Line, Cells] = {}
        for slot, constant in made.constants.items():
            self._slots[slot] = constant
        for line, column in kept.items():
            if line in made.slots:
                self._slots[made.slots[line]] = _standing(line, column, sizes)

    def __getitem__(self, line: Line) -> Cells:
        slot = self._program.slots.get(line)
        if slot is None:
            if line not in self._beside:
                self._beside[line] = given(line, self._inputs, self._sizes)
            return self._beside[line]
        if self._slots[slot] is None:
            self.compute([line])
        found: Cells = self._slots[slot]
        return found

    def __iter__(self) -> Iterator[Line]:
        return iter(self._program.slots)

    def __len__(self) -> int:
        return len(self._program.slots)

    def compute(self, lines: Iterable[Line]) -> None:
        """Many at once: what several of them need is made once, and not kept."""
        slots, places = self._slots, self._program.slots
        there = bytes([slot is not None for slot in slots])
        wanted = tuple([places[line] for line in lines if line in places])
        way = _way(self._program, wanted, there, self._blanks)
        for slot, line in way.begins:
            slots[slot] = self._standing(line)
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is infinite
            for stretch in way.stretches:
                for step in stretch.steps:
                    slots[step.into] = step.twin(*[slots[i] for i in step.reads])
                for slot in stretch.passing:
                    slots[slot] = None
                for slot in stretch.read:
                    if slots[slot].number.size > _MANY:
                        slots[slot].forget()

    def _standing(self, line: Line) -> Cells:
        """What no step makes: an input, or a line of which nothing is known."""
        if isinstance(line, Calc):
            return _fill(line, single(""), self._sizes)
        return given(line, self._inputs, self._sizes)


@dataclass(frozen=True)
class _Way:
    """The steps from what is there to what is asked for."""

    begins: tuple[tuple[int, Line], ...]
    stretches: tuple[_Stretch, ...]


@dataclass(frozen=True)
class _Stretch:
    """Some steps. After them no step reads `read` any more, which are lines, and nobody asks for `passing`."""

    steps: tuple[Step, ...]
    read: tuple[int, ...]
    passing: tuple[int, ...]


@lru_cache(maxsize=16)  # the next workbook's is often the same
def _way(made: Program, wanted: tuple[int, ...], there: bytes, blank: Collection[Line]) -> _Way:
    """`there`: of each slot, whether something stands in it. `blank`: lines that are not computed."""
    waiting, begins, due = list(wanted), dict[int, Line](), set[int]()
    while waiting:
        slot = waiting.pop()
        if there[slot] or slot in begins:
            continue
        line = made.lines.get(slot)
        if line is not None and (not isinstance(line, Calc) or line in blank):
            begins[slot] = line
        elif (place := made.makers[slot]) not in due:
            due.add(place)
            waiting.extend(made.steps[place].reads)
    steps = [made.steps[place] for place in sorted(due)]
    return _Way(tuple(begins.items()), tuple(_stretches(made, steps)))


def _stretches(made: Program, steps: Sequence[Step]) -> Iterator[_Stretch]:
    last = {slot: at for at, step in enumerate(steps) for slot in (*step.reads, step.into)}
    done: dict[int, list[int]] = {}
    for slot, at in last.items():
        done.setdefault(at // _TOGETHER, []).append(slot)
    others = {*made.constants, _SIZES}
    for start in range(0, len(steps), _TOGETHER):
        slots = [slot for slot in done.get(start // _TOGETHER, ()) if slot not in others]
        read = tuple(slot for slot in slots if slot in made.lines)
        yield _Stretch(tuple(steps[start : start + _TOGETHER]), read, tuple(s for s in slots if s not in made.lines))


def values_of(
    book: Book,
    inputs: Mapping[Line, Column],
    sizes: Sizes,
    flavour: Flavour,
    functions: CellFunctions,
    no_source: frozenset[type[Block]] = frozenset(),
    *,
    kept: Mapping[Line, Sequence[Scalar]] | None = None,
) -> Values:
    """`inputs` holds the cells of Input lines in reading order; a missing line has its default everywhere.

    Lines that read a table of `no_source` are blank: nothing is known, so nothing is said.
    `kept`: calculated lines that are not computed, with the cells that stand in them, in reading order.
    """
    return Values(program(book, flavour, functions), inputs, sizes, _readers_of(book, no_source), kept or {})


@lru_cache(maxsize=32)
def _readers_of(book: Book, tables: frozenset[type[Block]]) -> frozenset[Line]:
    lines = order_of(book, Flavour.NATIVE) if tables else ()
    return frozenset(line for line in lines if any(seen.block in tables for seen in lines_read(line.native)))


def evaluate(
    book: Book,
    inputs: Mapping[Line, Column],
    sizes: Sizes,
    flavour: Flavour,
    functions: CellFunctions,
    no_source: frozenset[type[Block]] = frozenset(),
    *,
    wanted: Collection[Line] | None = None,
    kept: Mapping[Line, Sequence[Scalar]] | None = None,
) -> dict[Line, Cells]:
    """As `values_of`, of the `wanted` lines, or of all, computed there and then."""
    values = values_of(book, inputs, sizes, flavour, functions, no_source, kept=kept)
    lines = list(values) if wanted is None else wanted
    values.compute(lines)
    return {line: values[line] for line in lines}


def begin_anew(most: int) -> None:
    """Forget the texts of earlier books where there are more than so many; their values are of no use after that."""
    if texts_known() > most:
        program.cache_clear()
        _way.cache_clear()
        forget_texts()


def _standing(line: Line, column: Sequence[Scalar], sizes: Sizes) -> Cells:
    """A formula cannot give a blank: what looks like one is an empty text."""
    return cells(["" if value is None else value for value in column], *shape_of(line, sizes))


def given(line: Line, inputs: Mapping[Line, Column], sizes: Sizes) -> Cells:
    """The cells of a line that nothing computes: counted from 1, or as `inputs` has them in reading order.

    Without an entry there, every cell has the line's default; with an empty one, every cell is blank.
    """
    shape = shape_of(line, sizes)
    if isinstance(line, Counter):
        return Cells(np.arange(1.0, shape[0] * shape[1] + 1).reshape(shape))
    if not isinstance(line, Input):
        raise DeclarationError(f"{line} has no value and cannot be read")
    column = inputs.get(line)
    if column is None:
        return single(line.default).broadcast(*shape)
    if len(column) == 0:
        return single(None).broadcast(*shape)
    return cells(column, *shape)


def shape_of(line: Line, sizes: Sizes) -> tuple[int, int, int, int]:
    """Rows and columns of a line, and 1, 1: a cell of it is a single value, no range."""
    rows = sizes[line.block.rows] if line.axis in (Axis.ROWS, Axis.BODY) else 1
    columns = sizes[line.block.across] if line.block.across and line.axis in (Axis.COLUMNS, Axis.BODY) else 1
    return (rows, columns, 1, 1)


def _absent(line: Line) -> Cells:
    raise DeclarationError(f"{line} is read, and is not in the book")


def _fill(line: Line, found: Cells, sizes: Sizes) -> Cells:
    if found.kind is not None and np.count_nonzero(blank := found.kind == Kind.BLANK):  # a formula cannot be: it is 0
        found = Cells(found.number, np.where(blank, np.uint8(Kind.NUMBER), found.kind))
    try:
        return found.broadcast(*shape_of(line, sizes))
    except ValueError as error:
        raise DeclarationError(
            f"{line} has cells {shape_of(line, sizes)} but its formula gives {found.shape}"
        ) from error


def _balance(line: Line, inner: Program, result: int, *reads: Any) -> Cells:  # noqa: ANN401  cells, then the sizes
    *outer, sizes = reads
    rows, columns = shape_of(line, sizes)[:2]
    slots: list[Any] = [None] * inner.size
    for slot, constant in inner.constants.items():
        slots[slot] = constant
    found: list[Cells] = []
    above = np.empty((1, columns, rows, 1)) if any(1 in step.reads for step in inner.steps) else None
    for i in range(rows):
        slots[0], slots[1] = (found[-1], _above(above, i)) if found else (single("header"), single("header"))
        slots[2 : 2 + len(outer)] = [c if c.shape[0] == 1 else c.take((slice(i, i + 1),)) for c in outer]
        for step in inner.steps:
            slots[step.into] = step.twin(*[slots[j] for j in step.reads])
        found.append(slots[result].broadcast(1, columns, 1, 1))
        if above is not None:
            above[0, :, i, 0] = found[-1].number[0, :, 0, 0]
    kind = None if all(c.kind is None for c in found) else np.concatenate([kinds_of(c) for c in found])
    return Cells(np.concatenate([c.number for c in found]), kind)


def _above(cells: np.ndarray | None, count: int) -> Cells | None:
    """The cells above, of each column as a range of its own; before them the header, a text."""
    return None if cells is None else Cells(cells[:, :, :count])


def _conditional(signs: tuple[str, ...], *reads: Cells) -> Cells:
    n = len(signs)
    conditions = tuple(map(Condition, reads[:n], signs, reads[n : 2 * n]))
    return sumifs(reads[2 * n] if len(reads) > 2 * n else None, conditions)
