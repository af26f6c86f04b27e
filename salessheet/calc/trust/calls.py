"""Shapes of calls that engines get wrong: each says whether a call has it, from the call and what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from salessheet.calc.trust.shapes import Seen, conditions, is_many, number_of, text_of
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Area, is_same
from salessheet.xlsx.copied_formulas import Elsewhere
from salessheet.xlsx.formula_tree import Argument, Call, Within
from salessheet.xlsx.references import THROUGH_SHEETS

_PLAIN_NUMBER: Final = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)(E[-+]?\d+)?%?\s*", re.IGNORECASE | re.ASCII)
_PLAIN_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_PLAIN_TIME: Final = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_PLAIN_FORMAT: Final = re.compile(r"[#0,.%;() -]*|(y{2,4}|m{1,2}|d{1,2}|h{1,2}|s{1,2}|[-/: ])*", re.IGNORECASE)
_NAMES_OF_DAYS: Final = re.compile(r"ddd|mmm|aaa|[geb@]|\[\$|DBNum", re.IGNORECASE)
_TRUTH: Final = re.compile(r"(<>|=)?(true|false)", re.IGNORECASE)
_WHAT_CELL_SAYS: Final = frozenset({"row", "col", "address", "contents", "type"})


def always(_: Within, __: Seen) -> bool:
    return True


def _argument(call: Call, place: int) -> Argument:
    return call.arguments[place] if place < len(call.arguments) else ()


def leaves_out_an_argument(within: Within, _: Seen) -> bool:
    return not all(within.call.arguments)


def criterion_of_many(within: Within, _: Seen) -> bool:
    return any(is_many(criterion) for _, criterion in conditions(within.call))


def criterion_of_truth(within: Within, seen: Seen) -> bool:
    for _, criterion in conditions(within.call):
        found = seen.value(criterion)
        if isinstance(found, bool) or (isinstance(found, str) and _TRUTH.fullmatch(found.strip())):
            return True
        parts = (seen.value((node,)) for node in _nodes(criterion))
        if any(isinstance(part, bool) or (isinstance(part, str) and _TRUTH.fullmatch(part)) for part in parts):
            return True
    return False


def criterion_of_tildes(within: Within, seen: Seen) -> bool:
    found = (seen.value(criterion) for _, criterion in conditions(within.call))
    return any(isinstance(text, str) and "~~" in text for text in found)


def criterion_in_error(within: Within, seen: Seen) -> bool:
    return any(
        isinstance(seen.value(criterion), ErrorKind)
        or any(isinstance(node, str) and node.startswith("#") for node in criterion)
        or any(isinstance(node, Call) and node.name == "NA" for node in criterion)
        for _, criterion in conditions(within.call)
    )


def adds_errors(within: Within, seen: Seen) -> bool:
    return any(map(seen.holds_error, within.call.arguments))


def of_blanks_or_wildcards(within: Within, seen: Seen) -> bool:
    for _, criterion in conditions(within.call):
        found = seen.value(criterion)
        if isinstance(found, str) and (found in {"", "<>", "="} or "*" in found or "?" in found):
            return True
    return False


def differs_in_width(within: Within, seen: Seen) -> bool:
    return seen.differs_in_width(within.call.arguments)


def looks_up_out_of_order(within: Within, seen: Seen) -> bool:
    """By size, in a range that is not sorted: Excel halves it, and so depends on how it does."""
    call = within.call
    match call.name:
        case "MATCH":
            kind = 1.0 if len(call.arguments) < 3 else seen.value(_argument(call, 2))
            return kind in {1.0, -1.0} and seen.is_out_of_order(_argument(call, 1), falling=kind == -1.0)
        case "VLOOKUP" | "HLOOKUP":
            nearly = len(call.arguments) < 4 or seen.value(_argument(call, 3)) == 1.0
            return nearly and seen.is_out_of_order(_argument(call, 1), column=0 if call.name == "VLOOKUP" else None)
    return call.name == "LOOKUP" and seen.is_out_of_order(_argument(call, 1))


def looks_up_in_computed(within: Within, _: Seen) -> bool:
    """In values that are computed there, as in LOOKUP(2,1/(range=x),range)."""
    looked_in = _argument(within.call, 1)
    return len(looked_in) > 1 and is_many(looked_in)


def places_of_many(within: Within, _: Seen) -> bool:
    return any(is_many(argument) for argument in within.call.arguments)


def moves_by_many(within: Within, _: Seen) -> bool:
    return any(map(is_many, within.call.arguments[1:]))


def reaches_backward(within: Within, _: Seen) -> bool:
    sizes = within.call.arguments[3:5]
    return any(size[:1] == ("-",) or not float(number_of(size) or 1).is_integer() for size in sizes if size)


def refers_through_many(within: Within, _: Seen) -> bool:
    return any(map(is_many, within.call.arguments[:1]))


def refers_to_a_table(within: Within, seen: Seen) -> bool:
    """By a text, whole or made of parts, such as "Deals[Amount]"."""
    return any(seen.names_a_table(text) for text in _texts(within.call.arguments[:1], seen))


def _texts(arguments: Sequence[Argument], seen: Seen) -> Iterator[str]:
    for argument in arguments:
        whole = seen.value(argument)
        if isinstance(whole, str):
            yield whole
        yield from (text for node in argument if isinstance(node, str) and (text := text_of((node,))) is not None)


def of_several_ranges(within: Within, _: Seen) -> bool:
    """A union, `(A1:A3,C1:C3)`, or what two ranges with a blank between them have in common."""
    return any(
        isinstance(node, Call) and not node.name and len(node.arguments) > 1
        for argument in within.call.arguments
        for node in argument
    ) or any(
        isinstance(one, Area) and isinstance(other, Area)
        for argument in within.call.arguments
        for one, other in pairwise(argument)
    )


def through_sheets(within: Within, _: Seen) -> bool:
    return any(isinstance(node, Elsewhere) for argument in within.call.arguments for node in argument)


def ends_elsewhere(within: Within, _: Seen) -> bool:
    nodes = (node for argument in within.call.arguments for node in argument)
    return any(isinstance(node, Elsewhere) and node.why != THROUGH_SHEETS for node in nodes)


def through_several_sheets(within: Within, _: Seen) -> bool:
    return any(_through_several(within))


def through_quoted_sheets(within: Within, _: Seen) -> bool:
    return any(node.text.startswith("'") for node in _through_several(within))


def _through_several(within: Within) -> Iterator[Elsewhere]:
    nodes = (node for argument in within.call.arguments for node in argument)
    return (node for node in nodes if isinstance(node, Elsewhere) and node.why == THROUGH_SHEETS)


def of_other_facts(within: Within, _: Seen) -> bool:
    """Of a cell on another sheet, Excel's address begins with the name of the file."""
    asked = text_of(_argument(within.call, 0))
    if asked is None or asked.casefold() not in _WHAT_CELL_SAYS:
        return True
    areas = (node for node in _nodes(_argument(within.call, 1)) if isinstance(node, Area))
    return asked.casefold() == "address" and any(not is_same(area.sheet, within.home) for area in areas)


def passes_hidden_rows(within: Within, seen: Seen) -> bool:
    nodes = (node for argument in within.call.arguments for node in argument if not isinstance(node, str))
    return any(not isinstance(node, Area) or node.sheet in seen.hidden_rows for node in nodes)


def one_value_of_many(within: Within, _: Seen) -> bool:
    return any(map(is_many, within.call.arguments))


def which_of_many(within: Within, _: Seen) -> bool:
    return is_many(_argument(within.call, 1))


def which_in_between(within: Within, seen: Seen) -> bool:
    place = seen.value(_argument(within.call, 1))
    return isinstance(place, float) and not place.is_integer()


def order_in_words(within: Within, seen: Seen) -> bool:
    return isinstance(seen.value(_argument(within.call, 2)), str)


def of_zero(within: Within, seen: Seen) -> bool:
    by = _argument(within.call, 1)
    return seen.value(by) in {0.0, None} and (number_of(by) == 0 or isinstance(by[0] if by else None, Area))


def beyond_ascii(within: Within, seen: Seen) -> bool:
    found = seen.value(_argument(within.call, 0))
    return (isinstance(found, float) and found > 127) or (isinstance(found, str) and not found.isascii())


def reads_a_text(within: Within, seen: Seen) -> bool:
    """A number, date or time in a text that another language may read otherwise."""
    argument = _argument(within.call, 0)
    found = seen.value(argument)
    plain = {"DATEVALUE": _PLAIN_DATE, "TIMEVALUE": _PLAIN_TIME}.get(within.call.name, _PLAIN_NUMBER)
    return isinstance(found, str) and plain.fullmatch(found) is None


def reads_words(within: Within, _: Seen) -> bool:
    """A date made of a text: MONTH("March"&1)."""
    return any(text_of((node,)) is not None for node in _argument(within.call, 0))


def names_days(within: Within, seen: Seen) -> bool:
    shown = seen.value(_argument(within.call, 1))
    return not isinstance(shown, str) or _NAMES_OF_DAYS.search(shown) is not None


def unusual_format(within: Within, seen: Seen) -> bool:
    shown = seen.value(_argument(within.call, 1))
    return not isinstance(shown, str) or _PLAIN_FORMAT.fullmatch(shown) is None


def dates_before_march_1900(within: Within, seen: Seen) -> bool:
    argument = _argument(within.call, 0)
    found = [*seen.values(argument), *([seen.value(argument)] if number_of(argument) is not None else [])]
    return any(value is None or (isinstance(value, float) and value < 61) for value in found)


def counts_truths(within: Within, seen: Seen) -> bool:
    """Comparisons that stand alone in SUMPRODUCT: they count for nothing."""
    return any(
        seen.holds_truth(argument)
        or any(isinstance(node, str) and node in {"=", "<", ">", "<=", ">=", "<>"} for node in argument)
        for argument in within.call.arguments
    )


def holds_truth(within: Within, seen: Seen) -> bool:
    return any(map(seen.holds_truth, within.call.arguments))


def words_for_truth(within: Within, seen: Seen) -> bool:
    asked = within.call.arguments[:1] if within.call.name == "IF" else within.call.arguments
    return any(isinstance(seen.value(argument), str) for argument in asked)


def passes_over_computed(within: Within, _: Seen) -> bool:
    return any(len(argument) > 1 and is_many(argument) for argument in within.call.arguments)


def whole_rows(within: Within, _: Seen) -> bool:
    return any(number_of(place) == 0 or not place for place in within.call.arguments[1:])


def _nodes(argument: Argument) -> tuple[Call | Area | Elsewhere | str, ...]:
    """What stands in it, and in the calls in it."""
    found: tuple[Call | Area | Elsewhere | str, ...] = ()
    for node in argument:
        found += (node,)
        if isinstance(node, Call):
            for inner in node.arguments:
                found += _nodes(inner)
    return found


def reads_what_is_computed(within: Within, seen: Seen) -> bool:
    """As above, of a text that is made on the way and so not known."""
    argument = _argument(within.call, 0)
    return seen.value(argument) is None and not (len(argument) == 1 and isinstance(argument[0], Area))


def of_what_is_computed(within: Within, _: Seen) -> bool:
    """Of the result of a call, which may be an error."""
    return any(isinstance(node, Call) and node.name for node in _nodes(_argument(within.call, 0)))  # no brackets alone


def reads_a_blank(within: Within, seen: Seen) -> bool:
    return (
        any(isinstance(node, Area) for node in _argument(within.call, 0))
        and seen.value(_argument(within.call, 0)) is None
    )


def searches_by_halving(within: Within, _: Seen) -> bool:
    return len(within.call.arguments) > (5 if within.call.name == "XLOOKUP" else 3)


def searches_a_tilde(within: Within, seen: Seen) -> bool:
    return "~" in str(seen.value(_argument(within.call, 0)))


def holds_blank(within: Within, seen: Seen) -> bool:
    return any(value is None for value in seen.values(_argument(within.call, 0)))
