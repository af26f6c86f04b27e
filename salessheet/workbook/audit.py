"""What a plain formula may not say, checked when the declaration is imported.

A plain formula must give the same in Excel 2010 and later, WPS, LibreOffice, formulas and formualizer. So it calls
the functions of `PORTABLE` in their safe forms; it needs no array formula; it lets no last bit of a binary fraction
decide. Structured references, whole columns, `--x`, joining with & and arguments left out in the middle need no rule:
an expression has no words for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from salessheet.errors import DeclarationError
from salessheet.workbook.expr import Binary, Call, Criterion, Expr, Function, Literal, Own, Part, Ref, Result
from salessheet.workbook.functions import INSTEAD, PORTABLE, Argument, Form

if TYPE_CHECKING:
    from salessheet.workbook.lines import Calc

_ARITHMETIC = ("+", "-", "*", "/")
_HOLDS_RANGES = (Argument.ITEMS, Argument.RANGE, Argument.PRODUCT)
_PLACES_OF_HALVES = 3  # a quotient that should be a half differs from it further behind


def check_native(line: Calc) -> None:
    """The line's plain formula has nothing in it that programs calculate differently, else DeclarationError."""
    audit = _Audit(line)
    audit.check_number(line.native)
    audit.check(line.native, Argument.VALUE)


@dataclass(frozen=True)
class _Audit:
    line: Calc

    def refuse(self, what: str, instead: str) -> NoReturn:
        raise DeclarationError(f"{self.line} {what} in its plain formula; {instead}")

    def check(self, tree: Expr, place: Argument) -> None:
        """`place`: what may stand here, one of VALUE, ITEMS, RANGE and PRODUCT."""
        match tree:
            case Ref() | Own():
                if tree.is_range and place not in _HOLDS_RANGES:
                    self.refuse(
                        f"takes {self.told(tree)} for one value",
                        "reduce it with SUM, SUMPRODUCT or INDEX, or give each row its value in a helper line",
                    )
                return
            case Criterion(sign):
                self.refuse(f'has a condition "{sign}" outside SUMIFS and COUNTIFS', "compare with an operator")
            case _ if place is Argument.RANGE:
                self.refuse("computes what must be a range of cells", "give the computed values a helper line")
            case Binary(sign, left, right):
                inside = Argument.PRODUCT if place is Argument.PRODUCT else Argument.VALUE
                self.check(left, inside)
                self.check(right, inside)
                if sign == "=":
                    self.check_equality(left, right)
            case Call():
                self.check_call(tree, place)

    def check_number(self, tree: Expr) -> None:
        """SUM, COUNT and SUMPRODUCT pass over TRUE and FALSE in Excel, and not everywhere else."""
        if _is_truth(tree):
            self.refuse("leaves TRUE or FALSE where a number is wanted", "multiply the comparison by 1")

    def check_call(self, call: Call, place: Argument) -> None:
        given, form = call.arguments, self.form_of(call.function)
        asked = form.asked(len(given))
        if asked is None or not all(map(_is_written_out, given, asked)):
            takes = ", ".join(argument.value for argument in form.arguments)
            self.refuse(f"does not give {call.function.name} the arguments it needs", f"they are {takes}")
        for argument, wanted in zip(given, asked, strict=True):
            self.check_argument(argument, wanted, place)
        for i, wanted in enumerate(asked):
            if wanted is Argument.KEY:
                self.check_equality(given[i], _first_line(given[i + 1]))
            elif wanted is Argument.CONDITION:
                self.check_condition(given[i], given[i - 1])
        if call.function.name == "TEXT" and not self.is_settled(given[0]):  # 1.025 is 102% here and 103% there
            self.refuse("makes a text of a number that may have fractions", "ROUND it first")
        if _rounds_a_raw_quotient(call):
            self.refuse("rounds a quotient that may be nearly a half", "round it to three more places first")

    def check_argument(self, argument: Expr, wanted: Argument, place: Argument) -> None:
        """`place`: what may stand where the result of the call stands."""
        match wanted:
            case Argument.BRANCH:  # in a product too, IF hands on a range but computes with none
                self.check(argument, Argument.VALUE if place is Argument.VALUE else Argument.ITEMS)
            case Argument.CONDITION if isinstance(argument, Criterion):
                self.check(argument.bound, Argument.VALUE)
            case Argument.PRODUCT:
                self.check_number(argument)
                self.check(argument, wanted)
            case Argument.ITEMS:
                if _may_be_text(argument):
                    self.refuse(
                        "hands a text to a function that takes numbers and ranges, which is an error in some programs",
                        "say 0, or give the value a helper line, whose texts are passed over",
                    )
                self.check(argument, wanted)
            case Argument.RANGE:
                self.check(argument, wanted)
            case _:
                self.check(argument, Argument.VALUE)

    def form_of(self, function: Function) -> Form:
        name = function.name
        if function.result is not Result.PLAIN:
            self.refuse(f"calls the cell function {name}", "it belongs into `python`")
        if name not in PORTABLE:
            instead = INSTEAD.get(name, "use a function of functions.py, or a helper line")
            self.refuse(f"calls {name}, which programs lack or calculate differently,", instead)
        return PORTABLE[name]

    def check_condition(self, condition: Expr, cells: Expr) -> None:
        if not isinstance(condition, Criterion):
            if not self.is_settled(cells) and _is_picked(condition, cells):  # some forgive the last bits, RANK does not
                self.refuse("counts the cells that equal a fraction", "count equal ranks, dates or counts")
            self.check_equality(condition, cells)
        elif not (self.is_exact(condition.bound) or _is_kept_by_fifteen_digits(condition.bound)):
            self.refuse(
                f'joins "{condition.sign}" with a number that may have fractions',
                "bound dates and counts only, or count with SUMPRODUCT((a>=b)*1)",
            )

    def check_equality(self, left: Expr, right: Expr) -> None:
        """Programs add up in different orders, and some forgive a difference in the last bits while others do not."""
        if self.is_settled(left) and self.is_settled(right):
            return
        if _is_difference(left) or _is_difference(right):
            self.refuse("compares a difference of fractions for equality", "compare ROUND of it")
        if not (_is_nothing(left) or _is_nothing(right) or _is_picked(left, right) or _is_picked(right, left)):
            self.refuse("compares fractions for equality", "compare ROUND of both, dates or counts")

    def is_settled(self, tree: Expr) -> bool:
        return self.is_exact(tree) or (isinstance(tree, Call) and tree.function.name == "ROUND")

    def is_exact(self, tree: Expr) -> bool:
        """Whether its values are texts, dates and whole numbers, as far as the declaration says."""
        match tree:
            case Literal(value):
                return not isinstance(value, float) or value.is_integer()
            case Own():
                return self.line.measure.is_exact
            case Ref(line, _, last):
                lines = (line,) if last is None else line.block.between(line, last)
                return all(each.measure.is_exact for each in lines)
            case Binary(sign, left, right):
                return sign not in _ARITHMETIC or (sign != "/" and self.is_exact(left) and self.is_exact(right))
            case Call(Function("ROUND"), (_, Literal(int() | float() as digits))) if digits <= 0:
                return True
            case Call(function, arguments):
                exact_with = PORTABLE[function.name].exact_with
                return exact_with is not None and all(map(self.is_exact, arguments[slice(*exact_with)]))
        return False

    def told(self, tree: Ref | Own) -> str:
        line = tree.line if isinstance(tree, Ref) else self.line
        until = f" to {tree.last}" if isinstance(tree, Ref) and tree.last is not None else ""
        return f"the range {line}{until} ({tree.part.value})"


def _is_written_out(argument: Expr, wanted: Argument) -> bool:
    """False where a number or format must stand in the formula itself and does not."""
    if wanted is Argument.ZERO:
        return isinstance(argument, Literal) and argument.value == 0
    return wanted is not Argument.FIXED or isinstance(argument, Literal)


def _is_truth(tree: Expr) -> bool:
    match tree:
        case Binary(sign):
            return sign not in _ARITHMETIC
        case Call(Function("IF"), (_, yes, no)):
            return _is_truth(yes) or _is_truth(no)
    return False


def _first_line(cells: Expr) -> Expr:
    """Of neighbouring lines, the one in which a key is looked up."""
    return Ref(cells.line, cells.part) if isinstance(cells, Ref) else cells


def _is_nothing(tree: Expr) -> bool:
    """0 and texts: what is blank, or adds nothing up, is exactly that in every program."""
    return isinstance(tree, Literal) and (isinstance(tree.value, str) or tree.value == 0)


def _is_difference(tree: Expr) -> bool:
    return isinstance(tree, Binary) and tree.sign == "-"


def _is_picked(value: Expr, cells: Expr) -> bool:
    """Whether the value is one of the cells, bit by bit: the line's own cell, or one that a function picks."""
    if not (isinstance(cells, Ref) and cells.is_range):
        return False
    match value:
        case (
            Ref(line, Part.THIS)
            | Call(Function("MIN" | "MAX"), (Ref(line),))
            | Call(Function("LARGE" | "SMALL"), (Ref(line), _))
        ):
            return line is cells.line
    return False


def _is_kept_by_fifteen_digits(tree: Expr) -> bool:
    """A number that is written out and comes back from its text, which has no more digits than that in Excel."""
    return isinstance(tree, Literal) and float(f"{float(tree.value):.15g}") == tree.value


def _rounds_a_raw_quotient(call: Call) -> bool:
    """Halves are common among quotients, and programs differ in the last bit before they round."""
    match call:
        case Call(Function("ROUND"), (rounded, Literal(int() | float() as digits))):
            return digits < _PLACES_OF_HALVES and _is_quotient(rounded)
    return False


def _is_quotient(tree: Expr) -> bool:
    match tree:
        case Binary("/"):
            return True
        case Binary("*", left, right):
            return _is_quotient(left) or _is_quotient(right)
    return False


def _may_be_text(tree: Expr) -> bool:
    """Whether an expression may itself be a text that is written out; what stands in cells is another matter."""
    match tree:
        case Literal(value):
            return isinstance(value, str)
        case Call(function, (_, yes, no)) if function.name == "IF":
            return _may_be_text(yes) or _may_be_text(no)
    return False
