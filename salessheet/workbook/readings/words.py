"""The declaration read as words: what a line computes, in the language of whoever reads it.

The connecting words stand under `[describe]` in the labels, so that each language has its own order of words. A bare
name is the cell of that line in the same row; the name of another block's line has the block's title in front.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from salessheet.errors import DeclarationError
from salessheet.workbook.expr import (
    Binary,
    Call,
    Criterion,
    Expr,
    Function,
    Home,
    Line,
    Literal,
    Own,
    Part,
    Ref,
    Whereabouts,
)
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Arrangement, Axis, Scalar, Type
from salessheet.workbook.readings.phrases import Bond, Said, Speaker, field_of

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_COMPARISONS = {"=": "is", ">": "more", ">=": "at_least", "<": "less", "<=": "at_most"}
_OF_DATES = {"more": "after", "at_least": "not_before", "less": "before", "at_most": "not_after"}
_DATES = (Type.DATE, Type.PERIOD)
_OPPOSITES = {
    "is": "is_not", "is_not": "is", "more": "at_most", "at_least": "less", "less": "at_least", "at_most": "more",
    "after": "not_after", "not_before": "before", "before": "not_before", "not_after": "after",
    "blank": "filled", "filled": "blank", "none": "some", "some": "none",
    "none_filled": "some_filled", "some_filled": "none_filled",
}  # fmt: skip  # pairs


def describe(tree: Expr, words: Words, at: type[Home]) -> str:
    """An expression in words, as a reader of the block `at` sees it."""
    return _Teller(words, at).said(tree).text


class _Teller(Speaker):
    def said(self, tree: Expr) -> Said:
        match tree:
            case Literal(value):
                return Said(self.literal(value))
            case Own(part):
                return Said(self.word("own_above" if part is Part.ABOVE else "own_previous"))
            case Whereabouts(line, spot):
                return self.phrase(f"stands_{spot.name.lower()}", line=self.reference(line.operand()).text)
            case Ref():
                return self.reference(tree)
            case Binary():
                return self.binary(tree)
            case Call():
                return self.call(tree)
        raise DeclarationError(f"there are no words for {tree!r}")

    def literal(self, value: Scalar) -> str:
        if value == "":
            return self.word("empty")
        if isinstance(value, bool):
            return self.words.value("flag", "1" if value else "0")
        return f'"{value}"' if isinstance(value, str) else f"{value:.12g}"

    def held(self, tree: Expr, least: Bond = Bond.NAME) -> str:
        return self.firm(self.said(tree), least)

    def every(self, tree: Expr) -> str:
        """An argument that is a range: all of it, unless it says which part."""
        if isinstance(tree, Ref):
            return self.reference(tree, every=True).text
        said = self.said(tree)
        return said.text if said.bond is Bond.PHRASE else self.firm(said)

    # Operators

    def binary(self, tree: Binary) -> Said:
        if tree.sign in _COMPARISONS:
            return Said(self.word("one_if", condition=self.condition(tree)), Bond.CHOICE)
        if tree.sign == "*" and _is(tree.right, 1):
            return self.said(tree.left)
        stepped = self.in_steps(tree)
        if stepped is not None:
            return stepped
        own = Bond.SUM if tree.sign in "+-" else Bond.PRODUCT
        after = Bond.PRODUCT if own is Bond.SUM else Bond.NAME
        return Said(f"{self.held(tree.left, own)} {_SIGNS[tree.sign]} {self.held(tree.right, after)}", own)

    def in_steps(self, tree: Binary) -> Said | None:
        """ROUND(ROUND(x / unit, 3), 0) * unit: the nearest multiple of the unit."""
        match tree:
            case Binary("*", Call(outer, (Call(inner, (Binary("/", value, unit), _)), Literal(0))), again) if (
                outer.name == inner.name == "ROUND" and self.said(unit) == self.said(again)
            ):
                return self.clause("in_steps", value=self.held(value, Bond.PRODUCT), unit=self.held(unit))
        return None

    # Conditions

    def condition(self, tree: Expr, *, holds: bool = True) -> str:
        """That a condition holds, or that it does not."""
        match tree:
            case Binary(">", Binary("+") as several, Literal(0)) if _are_conditions(several, "+"):
                parts = [self.condition(part, holds=holds) for part in _flat(several, "+")]
                return self.joined("any" if holds else "both", parts)
            case Binary("-", Literal(1), inner):
                return self.condition(inner, holds=not holds)
            case Binary(sign, left, right) if sign in _COMPARISONS:
                key, holes = self.comparison(sign, left, right)
                return self.word(key if holds else _OPPOSITES[key], **holes)
        return self.word("is_not" if holds else "is", left=self.held(tree, Bond.PHRASE), right="0")

    def comparison(self, sign: str, left: Expr, right: Expr) -> tuple[str, dict[str, str]]:
        """The key of the words for a comparison, and what fills their holes."""
        counted = _counted(left) if _is(right, 0) and sign in ("=", ">") else None
        zero = sign == "="
        match counted, left, right:
            case Call(_, (Ref(part=part) as cells,)), _, _ if (
                counted.function.name == "COUNT" and part is not Part.THIS
            ):
                return "none_filled" if zero else "some_filled", {"value": self.said(cells).text}
            case Call(Function("COUNT"), (_, _, *_) as values), _, _:
                return "none_filled" if zero else "some_filled", {"value": self.listed([self.held(v) for v in values])}
            case Call(_, (value,)), _, _:
                return "blank" if zero else "filled", {"value": self.held(value, Bond.PHRASE)}
            case Call(_, arguments), _, _:
                return "none" if zero else "some", self.rows_whose(arguments)
            case _, Ref(line=Line(measure=Type.COUNT)), Literal(0) if sign == ">":
                return "is_not", {"left": self.held(left), "right": "0"}
            case _, _, Literal("") if zero:
                return "blank", {"value": self.held(left, Bond.PHRASE)}
        return _compared(sign, left, right), {
            "left": self.held(left, Bond.PHRASE),
            "right": self.held(right, Bond.PHRASE),
        }

    def criteria(self, pairs: Sequence[Expr]) -> str:
        """Conditions of SUMIFS and COUNTIFS; two bounds of the same range are told as one."""
        told: list[str] = []
        asked = list(zip(pairs[::2], pairs[1::2], strict=True))
        while asked:
            values, bound = asked.pop(0)
            name = self.whose(values)
            match bound, asked[0] if asked else None:
                case Criterion(">=", low), (again, Criterion("<=", high)) if self.whose(again) == name:
                    asked.pop(0)
                    bounds = {"low": self.held(low, Bond.PHRASE), "high": self.held(high, Bond.PHRASE)}
                    told.append(self.word("between", value=name, **bounds))
                case Criterion(">", Literal(0)), _ if isinstance(values, Ref) and values.line.measure is Type.DATE:
                    told.append(self.word("filled", value=name))
                case Criterion(sign, value), _:
                    key = _compared(sign, values, value)
                    told.append(self.word(key, left=name, right=self.held(value, Bond.PHRASE)))
                case _:
                    told.append(self.word("is", left=name, right=self.held(bound, Bond.PHRASE)))
        return self.joined("both", told)

    def whose(self, values: Expr) -> str:
        """The line a condition is put to, of the rows that are added up or counted."""
        if not isinstance(values, Ref):
            raise DeclarationError("SUMIFS and COUNTIFS put conditions to declared lines")
        return self.word("whose", line=self.bare(values.line))

    def rows_whose(self, pairs: Sequence[Expr]) -> dict[str, str]:
        counted = pairs[0]
        if not isinstance(counted, Ref):
            raise DeclarationError("COUNTIFS counts rows of a declared block")
        block = self.word("line", line=self.words.title(counted.line.block))
        if counted.part is not Part.WHOLE:
            block = self.word(counted.part.name.lower(), line=block)
        return {"block": block, "conditions": self.criteria(pairs)}

    # Functions

    def call(self, call: Call) -> Said:
        match call.function.name, call.arguments:
            case ("IF" | "IFERROR") as name, arguments:
                return self.choice(*arguments) if name == "IF" else self.instead_of_errors(*arguments)
            case "SUMIFS", (amounts, *pairs):
                return self.clause("sum_whose", values=self.said(amounts).text, conditions=self.criteria(pairs))
            case "COUNTIFS", pairs:
                return self.clause("rows_whose", **self.rows_whose(pairs))
            case "SUMPRODUCT", (product,):
                return self.product(product)
            case ("MIN" | "MAX") as name, values:
                return self.extreme(name.lower(), values)
            case ("INDEX" | "MATCH") as name, arguments:
                return self.item(*arguments) if name == "INDEX" else self.position(*arguments)
            case name, arguments if name.startswith("SS_"):
                told = (self.every(a) if isinstance(a, Ref) else self.held(a, Bond.PHRASE) for a in arguments)
                return Said(f"{name}({', '.join(told)})")
        return self.plain(call)

    def plain(self, call: Call) -> Said:
        """Functions whose words are a phrase with holes."""
        match call.function.name, call.arguments:
            case ("SUM" | "ABS") as name, values:
                return self.phrase(name.lower(), value=self.listed([self.every(value) for value in values]))
            case "COUNT", values:
                return self.phrase("count", values=self.listed([self.said(value).text for value in values]))
            case ("YEAR" | "MONTH" | "DAY" | "WEEKDAY") as name, (day, *_):
                return self.phrase(name.lower(), date=self.every(day))
            case ("EOMONTH", (day, Literal(0))) | ("DATE", (Call(Function("YEAR"), (day,)), _, Literal(1))):
                return self.phrase(
                    "month_end" if call.function.name == "EOMONTH" else "month_start", date=self.every(day)
                )
            case ("EDATE" | "EOMONTH") as name, (day, months):
                return self.phrase(name.lower(), date=self.every(day), months=self.held(months))
            case "ROUND", (value, digits):
                return self.clause("round", value=self.held(value, Bond.PHRASE), digits=self.held(digits))
            case "RANK" | "LARGE" | "SMALL", _:
                return self.ordered(call)
        return self.texts(call)

    def ordered(self, call: Call) -> Said:
        """Functions that put a range in order."""
        match call.function.name, call.arguments:
            case "RANK", (value, values, order):
                key = "rank" if _is(order, 0) else "rank_from_below"
                return self.phrase(key, value=self.held(value), values=self.said(values).text)
            case name, (values, place):
                return self.phrase(name.lower(), values=self.said(values).text, place=self.held(place))
        raise DeclarationError("RANK has three arguments here, LARGE and SMALL have two")

    def texts(self, call: Call) -> Said:
        """Functions that put texts together, and cut them."""
        match call.function.name, call.arguments:
            case "CONCATENATE", parts:
                return self.clause("joined", parts=" + ".join(self.held(p, Bond.CONDITION) for p in parts))
            case "TEXT", (value, form):
                return self.phrase("shown_as", value=self.held(value), form=self.held(form))
            case "LEFT", (text, letters):
                return self.phrase("first_letters", text=self.held(text), letters=self.held(letters))
            case "HYPERLINK", (target, shown):
                return self.phrase("link", target=self.held(target), shown=self.held(shown))
        raise DeclarationError(f"there are no words for {call.function.name} with {len(call.arguments)} arguments")

    def choice(self, condition: Expr, yes: Expr, no: Expr) -> Said:
        """Guards that give the same literal are told together, after what stands if none of them bites."""
        guards = [condition]
        if isinstance(yes, Literal):
            while (inner := _branches(no)) and _is(inner[1], yes.value):
                guards.append(inner[0])
                no = inner[2]
            if _branches(no) is None and not isinstance(no, Literal):
                told = self.together([self.condition(guard, holds=False) for guard in guards], guards)
                return self.if_else(self.joined("both", told), no, yes)
        return self.if_else(self.joined("any", [self.condition(guard) for guard in guards]), yes, no)

    def instead_of_errors(self, value: Expr, instead: Expr) -> Said:
        return self.clause("if_error", value=self.held(value, Bond.PHRASE), instead=self.held(instead))

    def if_else(self, conditions: str, yes: Expr, no: Expr) -> Said:
        holes = {"yes": self.held(yes, Bond.CONDITION), "no": self.said(no).text, "condition": conditions}
        return Said(self.word("if", **holes), Bond.CHOICE)

    def together(self, told: list[str], guards: Sequence[Expr]) -> list[str]:
        """That a value is filled in and that it is not 0, as one condition."""
        for i, pair in enumerate(pairwise(guards)):
            match pair:
                case Binary("=", Call(function, (value,)), Literal(0)), Binary("=", again, Literal(0)) if (
                    function.name == "COUNT" and self.said(value) == self.said(again)
                ):
                    return [*told[:i], self.word("neither", value=self.held(value, Bond.PHRASE)), *told[i + 2 :]]
        return told

    def product(self, tree: Expr) -> Said:
        """SUMPRODUCT: factors that are conditions say which rows count, the others what is added up."""
        factors = [factor for factor in _flat(tree, "*") if not _is(factor, 1)]
        conditions = [self.condition(factor) for factor in factors if _is_condition(factor)]
        values = " × ".join(self.held(factor) for factor in factors if not _is_condition(factor))
        told = self.joined("both", conditions) if conditions else ""
        if not values:
            return self.clause("count_where", conditions=told)
        return self.clause("sum_where", values=values, conditions=told) if told else self.phrase("sum", value=values)

    def extreme(self, which: str, values: Sequence[Expr]) -> Said:
        """The smallest or largest of a range, of two values, of several, or of the same field of all records."""
        first = values[0]
        if isinstance(first, Ref) and first.line.block.arrangement is Arrangement.RECORDS:
            field = field_of(first.line, self.words)
            return self.phrase(
                f"{which}_of", values=self.word("elsewhere", block=self.words.title(first.line.block), line=field)
            )
        if len(values) == 1:
            return self.phrase(f"{which}_of", values=self.held(first, Bond.PHRASE))
        key = which if len(values) == 2 else f"{which}_several"
        return self.phrase(key, values=self.listed([self.held(value, Bond.SUM) for value in values]))

    def item(self, values: Expr, *places: Expr) -> Said:
        name = self.held(values, Bond.PHRASE)
        match places:
            case (Call(function, (key, keys, _)),) if function.name == "MATCH":
                holes = {"key": self.held(key, Bond.PHRASE), "keys": self.held(keys, Bond.PHRASE)}
                return self.clause("lookup", values=name, **holes)
            case (place,):
                along = isinstance(values, Ref) and values.line.axis is Axis.COLUMNS
                return self.phrase("column" if along else "row", values=name, place=self.held(place))
            case (row, column):
                return self.phrase("cell", values=name, row=self.held(row), column=self.held(column))
        raise DeclarationError("INDEX takes one or two places")

    def position(self, key: Expr, keys: Expr, _exact: Expr) -> Said:
        return self.phrase("position", key=self.held(key, Bond.PHRASE), keys=self.held(keys, Bond.PHRASE))


def _is(tree: Expr, value: object) -> bool:
    return isinstance(tree, Literal) and tree.value == value


def _branches(tree: Expr) -> tuple[Expr, Expr, Expr] | None:
    match tree:
        case Call(function, (condition, yes, no)) if function.name == "IF":
            return condition, yes, no
    return None


def _counted(tree: Expr) -> Call | None:
    return tree if isinstance(tree, Call) and tree.function.name in ("COUNT", "COUNTIFS") else None


def _compared(sign: str, left: Expr, right: Expr) -> str:
    """The key of the words for a comparison: dates come before and after each other."""
    key = _COMPARISONS[sign]
    dated = any(isinstance(side, Ref) and side.line.measure in _DATES for side in (left, right))
    return _OF_DATES.get(key, key) if dated else key


def _flat(tree: Expr, sign: str) -> Iterator[Expr]:
    """The operands of a chain of one operator."""
    match tree:
        case Binary(own, left, right) if own == sign:
            yield from _flat(left, sign)
            yield from _flat(right, sign)
        case _:
            yield tree


def _is_condition(tree: Expr) -> bool:
    match tree:
        case Binary("-", Literal(1), inner):
            return _is_condition(inner)
        case Binary(sign, _, _):
            return sign in _COMPARISONS
    return False


def _are_conditions(tree: Expr, sign: str) -> bool:
    return all(_is_condition(part) for part in _flat(tree, sign))
