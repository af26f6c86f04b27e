"""The declaration read as words: what a line computes, in the language of whoever reads it.

The connecting words stand under `[describe]` in the labels, so that each language has its own order of words. A bare
name is the cell of that line in the same row; the name of another block's line has the block's title in front.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from salessheet.errors import DeclarationError
from salessheet.workbook.expr import Binary, Call, Criterion, Expr, Literal, Own, Part, Ref
from salessheet.workbook.labels import Words
from salessheet.workbook.schema import Arrangement, Axis, Block, Line, Type

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_COMPARISONS = {"=": "is", ">": "more", ">=": "at_least", "<": "less", "<=": "at_most"}
_OPPOSITES = {
    "is": "is_not", "more": "at_most", "at_least": "less", "less": "at_least", "at_most": "more", "blank": "filled",
    "none_filled": "some_filled", "some_filled": "none_filled", "filled": "blank", "none": "some", "some": "none",
}  # fmt: skip  # pairs


class _Bond(IntEnum):
    """How firmly a text holds together; what is too loose for its place gets brackets."""

    CHOICE = 0  # … if …, else …
    CLAUSE = 1  # … where …
    CONDITION = 2  # … is …
    PHRASE = 3  # sum of …
    SUM = 4
    PRODUCT = 5
    NAME = 6


@dataclass(frozen=True)
class _Said:
    text: str
    bond: _Bond = _Bond.NAME


def describe(tree: Expr, words: Words, at: type[Block]) -> str:
    """An expression in words, as a reader of the block `at` sees it."""
    return _Teller(words, at).said(tree).text


def name_of(line: Line, words: Words) -> str:
    """What a line is called in its block; a field of a record with the record's name in front."""
    if line.block.arrangement is Arrangement.RECORDS:
        record, _, column = line.key.partition("__")
        return f"{words.text(f'check.{record}')}: {words.text(f'line.{line.block.__name__}.{column}')}"
    return words.label(line)


@dataclass(frozen=True)
class _Teller:
    words: Words
    at: type[Block]

    def word(self, key: str, **holes: object) -> str:
        return self.words.text(f"describe.{key}").format_map(holes)

    def phrase(self, key: str, **holes: object) -> _Said:
        return _Said(self.word(key, **holes), _Bond.PHRASE)

    def held(self, tree: Expr, least: _Bond = _Bond.NAME) -> str:
        """The words of a tree, in brackets if they hold together less firmly than its place needs."""
        said = self.said(tree)
        return said.text if said.bond >= least else self.word("brackets", value=said.text)

    def said(self, tree: Expr) -> _Said:
        match tree:
            case Literal(""):
                return _Said(self.word("empty"))
            case Literal(bool() as value):
                return _Said(self.words.value("flag", "1" if value else "0"))
            case Literal(str() as value):
                return _Said(f'"{value}"')
            case Literal(value):
                return _Said(f"{value:.12g}")
            case Own(part):
                return _Said(self.word("own_above" if part is Part.ABOVE else "own_previous"))
            case Ref():
                return self.reference(tree)
            case Binary():
                return self.binary(tree)
            case Call():
                return self.call(tree)
        raise DeclarationError(f"there are no words for {tree!r}")

    # References

    def reference(self, ref: Ref, *, every: bool = False) -> _Said:
        """`every`: say that all cells of a whole line are meant, where the sentence does not."""
        name = self.name(ref.line)
        if ref.last is not None:
            name = self.word("span", first=name, last=self.name(ref.last))
        if ref.part is Part.WHOLE:
            return self.phrase("all", line=name) if every and ref.line.axis is not Axis.CELL else _Said(name)
        if ref.part is Part.THIS:
            return _Said(name)
        key = ref.part.name.lower()
        if ref.part is Part.PREVIOUS and ref.line.axis is Axis.COLUMNS:
            key = "leftward"
        return self.phrase(key, line=name)

    def name(self, line: Line) -> str:
        if line.block.arrangement is Arrangement.RECORDS and line.block is self.at:
            _, _, column = line.key.partition("__")
            return self.word("line", line=self.words.text(f"line.{line.block.__name__}.{column}"))
        own = name_of(line, self.words)
        if line.block is self.at:
            return self.word("line", line=own)
        return self.word("elsewhere", block=self.words.title(line.block), line=own)

    def every(self, tree: Expr) -> str:
        """An argument that is a range: all of it, unless it says which part."""
        if isinstance(tree, Ref):
            return self.reference(tree, every=True).text
        said = self.said(tree)
        loose = said.bond in (_Bond.SUM, _Bond.PRODUCT, _Bond.CHOICE, _Bond.CONDITION)
        return self.word("brackets", value=said.text) if loose else said.text

    # Operators

    def binary(self, tree: Binary) -> _Said:
        if tree.sign in _COMPARISONS:
            return _Said(self.word("one_if", condition=self.condition(tree)), _Bond.CHOICE)
        stepped = self.in_steps(tree)
        if stepped is not None:
            return stepped
        if tree.sign == "*" and _is_one(tree.right):
            return self.said(tree.left)
        own = _Bond.SUM if tree.sign in "+-" else _Bond.PRODUCT
        after = _Bond.NAME if tree.sign in "-/" or own is _Bond.PRODUCT else _Bond.PRODUCT
        if tree.sign == "-" and self.said(tree.right).bond is _Bond.PRODUCT:
            after = _Bond.PRODUCT
        return _Said(f"{self.held(tree.left, own)} {_SIGNS[tree.sign]} {self.held(tree.right, after)}", own)

    def in_steps(self, tree: Binary) -> _Said | None:
        """ROUND(ROUND(x / unit, 3), 0) * unit: the nearest multiple of the unit."""
        match tree:
            case Binary("*", Call(outer, (Call(inner, (Binary("/", value, unit), _)), Literal(0))), again) if (
                outer.name == inner.name == "ROUND" and self.said(unit) == self.said(again)
            ):
                return self.phrase("in_steps", value=self.held(value, _Bond.PRODUCT), unit=self.held(unit))
        return None

    # Conditions

    def condition(self, tree: Expr, *, holds: bool = True) -> str:
        """That a condition holds, or that it does not."""
        match tree:
            case Binary(">", Binary("+") as several, Literal(0)) if _all_conditions(several, "+"):
                parts = [self.condition(part, holds=holds) for part in _flat(several, "+")]
                return self.joined("any" if holds else "both", parts)
            case Binary("*") if _all_conditions(tree, "*"):
                parts = [self.condition(part, holds=holds) for part in _flat(tree, "*")]
                return self.joined("both" if holds else "any", parts)
            case Binary("-", Literal(1), Binary() as inner):
                return self.condition(inner, holds=not holds)
            case Binary(sign, left, right) if sign in _COMPARISONS:
                key, holes = self.comparison(sign, left, right)
                return self.word(key if holds else _OPPOSITES[key], **holes)
        return self.word("is_not" if holds else "is", left=self.held(tree, _Bond.PHRASE), right="0")

    def comparison(self, sign: str, left: Expr, right: Expr) -> tuple[str, dict[str, str]]:
        """The key of the words for a comparison, and what fills their holes."""
        match left, right:
            case Call(function, (Ref(part=part) as range_,)), Literal(0) if function.name == "COUNT" and sign in "=>":
                if part is not Part.THIS:
                    return "none_filled" if sign == "=" else "some_filled", {"value": self.said(range_).text}
                return "blank" if sign == "=" else "filled", {"value": self.held(range_)}
            case Call(function, (value,)), Literal(0) if function.name == "COUNT" and sign in "=>":
                return "blank" if sign == "=" else "filled", {"value": self.held(value, _Bond.PHRASE)}
            case Call(function, arguments), Literal(0) if function.name == "COUNTIFS" and sign in "=>":
                return "none" if sign == "=" else "some", self.rows_where(arguments)
            case _, Literal("") if sign == "=":
                return "blank", {"value": self.held(left, _Bond.PHRASE)}
        return _COMPARISONS[sign], {"left": self.held(left, _Bond.PHRASE), "right": self.held(right, _Bond.PHRASE)}

    def joined(self, key: str, parts: Sequence[str]) -> str:
        text = parts[0]
        for part in parts[1:]:
            text = self.word(key, first=text, second=part)
        return text

    # Functions

    def call(self, call: Call) -> _Said:
        match call.function.name, call.arguments:
            case "IF", (condition, yes, no):
                return self.choice(condition, yes, no)
            case "SUMIFS", (amounts, *pairs):
                text = self.word("sum_where", values=self.said(amounts).text, conditions=self.criteria(pairs))
                return _Said(text, _Bond.CLAUSE)
            case "COUNTIFS", pairs:
                return _Said(self.word("rows_where", **self.rows_where(pairs)), _Bond.CLAUSE)
            case "SUMPRODUCT", (product,):
                return self.product(product)
            case "SUM" | "COUNT" | "ABS" as name, (value,):
                return self.phrase(name.lower(), value=self.every(value))
            case "MONTH" | "WEEKDAY" as name, (day, *_):
                return self.phrase(name.lower(), date=self.every(day))
            case "MIN" | "MAX" as name, (Ref(part=part) as values,) if part is not Part.THIS:
                return self.phrase(f"{name.lower()}_of", values=self.said(values).text)
            case "MIN" | "MAX" as name, values:
                key = name.lower() if len(values) == 2 else f"{name.lower()}_several"
                return self.phrase(key, values=self.listed(values))
            case "ROUND", (value, digits):
                return self.phrase("round", value=self.held(value, _Bond.SUM), digits=self.held(digits))
            case "RANK", (value, values, _):
                return self.phrase("rank", value=self.held(value), values=self.said(values).text)
            case ("EDATE" | "EOMONTH") as name, (day, months):
                return self.month_shift(name, day, months)
            case "INDEX", (values, *places):
                return self.item(values, places)
            case "MATCH", (key, keys, _):
                return self.phrase("position", key=self.held(key, _Bond.PHRASE), keys=self.held(keys, _Bond.PHRASE))
        arguments = [self.every(argument) for argument in call.arguments]
        return _Said(f"{call.function.name}({', '.join(arguments)})")

    def choice(self, condition: Expr, yes: Expr, no: Expr) -> _Said:
        """Guards that give the same literal are told together, after what stands if none of them bites."""
        guards = [condition]
        if isinstance(yes, Literal):
            while (inner := _branches(no)) and isinstance(inner[1], Literal) and inner[1].value == yes.value:
                guards.append(inner[0])
                no = inner[2]
            if _branches(no) is None:
                yes, no = no, yes
                conditions = self.joined("both", self.together([self.condition(g, holds=False) for g in guards], guards))
                return self.if_else(conditions, yes, no)
        return self.if_else(self.joined("any", [self.condition(g) for g in guards]), yes, no)

    def if_else(self, conditions: str, yes: Expr, no: Expr) -> _Said:
        holes = {"yes": self.held(yes, _Bond.CONDITION), "no": self.said(no).text, "condition": conditions}
        return _Said(self.word("if", **holes), _Bond.CHOICE)

    def together(self, told: list[str], guards: Sequence[Expr]) -> list[str]:
        """"X is filled in" and "X is not 0" as one condition."""
        for i, (one, other) in enumerate(zip(guards, guards[1:], strict=False)):
            match one, other:
                case Binary("=", Call(function, (value,)), Literal(0)), Binary("=", again, Literal(0)) if (
                    function.name == "COUNT" and self.said(value) == self.said(again)
                ):
                    return [*told[:i], self.word("neither", value=self.held(value, _Bond.PHRASE)), *told[i + 2 :]]
        return told

    def rows_where(self, pairs: Sequence[Expr]) -> dict[str, str]:
        counted = pairs[0]
        if not isinstance(counted, Ref):
            raise DeclarationError("COUNTIFS counts rows of a declared block")
        return {"block": self.words.title(counted.line.block), "conditions": self.criteria(pairs)}

    def criteria(self, pairs: Sequence[Expr]) -> str:
        """Conditions of SUMIFS and COUNTIFS; two bounds of the same range are told as one."""
        told: list[str] = []
        asked = list(zip(pairs[::2], pairs[1::2], strict=True))
        while asked:
            values, bound = asked.pop(0)
            name = self.said(values).text
            match bound, asked[0] if asked else None:
                case Criterion(">=", low), (again, Criterion("<=", high)) if self.said(again).text == name:
                    asked.pop(0)
                    bounds = {"low": self.held(low, _Bond.PHRASE), "high": self.held(high, _Bond.PHRASE)}
                    told.append(self.word("between", value=name, **bounds))
                case Criterion(">", Literal(0)), _ if isinstance(values, Ref) and values.line.measure is Type.DATE:
                    told.append(self.word("filled", value=name))
                case Criterion(sign, value), _:
                    told.append(self.word(_COMPARISONS[sign], left=name, right=self.held(value, _Bond.PHRASE)))
                case _:
                    told.append(self.word("is", left=name, right=self.held(bound, _Bond.PHRASE)))
        return self.joined("both", told)

    def product(self, tree: Expr) -> _Said:
        """SUMPRODUCT: factors that are conditions say which rows count, the others what is added up."""
        factors = [factor for factor in _flat(tree, "*") if not _is_one(factor)]
        conditions = [factor for factor in factors if _is_condition(factor)]
        values = [factor for factor in factors if not _is_condition(factor)]
        told = self.joined("both", [self.condition(c) for c in conditions]) if conditions else ""
        if not values:
            return _Said(self.word("count_where", conditions=told), _Bond.CLAUSE)
        amounts = " × ".join(self.held(value) for value in values)
        if not conditions:
            return self.phrase("sum", value=amounts)
        return _Said(self.word("sum_where", values=amounts, conditions=told), _Bond.CLAUSE)

    def item(self, values: Expr, places: Sequence[Expr]) -> _Said:
        match values, places:
            case _, (Call(function, (key, keys, _)),) if function.name == "MATCH":
                holes = {"key": self.held(key, _Bond.PHRASE), "keys": self.held(keys, _Bond.PHRASE)}
                return _Said(self.word("lookup", values=self.every_item(values), **holes), _Bond.CLAUSE)
            case Ref(line=Line(axis=Axis.COLUMNS)), (place,):
                return self.phrase("column", values=self.said(values).text, column=self.held(place))
            case _, (place,):
                return self.phrase("row", values=self.every_item(values), row=self.held(place))
            case _, (row, column):
                holes = {"row": self.held(row), "column": self.held(column)}
                return self.phrase("cell", values=self.every_item(values), **holes)
        raise DeclarationError("INDEX takes one or two places")

    def every_item(self, values: Expr) -> str:
        return self.held(values, _Bond.PHRASE)

    def month_shift(self, name: str, day: Expr, months: Expr) -> _Said:
        date = self.every(day)
        if name == "EOMONTH" and isinstance(months, Literal) and months.value == 0:
            return self.phrase("month_end", date=date)
        return self.phrase("month_end_later" if name == "EOMONTH" else "edate", date=date, months=self.held(months))

    def listed(self, values: Sequence[Expr]) -> str:
        told = [self.held(value, _Bond.SUM) for value in values]
        return self.word("list", some=self.word("comma").join(told[:-1]), last=told[-1]) if told[1:] else told[0]


def _branches(tree: Expr) -> tuple[Expr, Expr, Expr] | None:
    match tree:
        case Call(function, (condition, yes, no)) if function.name == "IF":
            return condition, yes, no
    return None


def _flat(tree: Expr, sign: str) -> Iterator[Expr]:
    """The operands of a chain of one operator."""
    match tree:
        case Binary(own, left, right) if own == sign:
            yield from _flat(left, sign)
            yield from _flat(right, sign)
        case _:
            yield tree


def _is_one(tree: Expr) -> bool:
    return isinstance(tree, Literal) and tree.value == 1


def _is_condition(tree: Expr) -> bool:
    match tree:
        case Binary("-", Literal(1), inner):
            return _is_condition(inner)
        case Binary(sign, _, _):
            return sign in _COMPARISONS
    return False


def _all_conditions(tree: Expr, sign: str) -> bool:
    return all(_is_condition(part) for part in _flat(tree, sign))
