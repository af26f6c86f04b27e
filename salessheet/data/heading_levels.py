"""Headings of two rows, a group above its columns, put into one; and the unit that a line above a table states.

No.  Seller  Amount                        No.  Seller  Amount net  Amount tax
             net     tax          →
1    Ada     100     19                    1    Ada     100         19
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

from salessheet.data import values
from salessheet.data.heading_units import bracketed, is_unit_of_money, unit_of
from salessheet.data.reading.grids import TYPED, Grid
from salessheet.data.reading.headed import SEARCHED, fullest

_LEAST_COLUMNS = 2  # of a group; over one column alone a text is its heading
_ENDS = ("年", "月")
_SAID = re.compile(
    r"(?:[^:：]{0,12}单\s*位|(?:all |monetary )?(?:units?|amounts?|figures?|values?)(?: in)?)\s*[:：]\s*(?P<unit>.+)"
    r"|(?:(?:all )?(?:amounts?|figures?|values?) )?(?P<scaled>in (?:thousands?|millions?).*)",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"(?:人民币|RMB|CNY|¥)\s*(?=[千万亿百])", re.IGNORECASE)


def in_one_row(grid: Grid, first: int = 0) -> Grid:
    """The grid with a heading of two rows as one row, that of the lower; else the grid as it is.

    A column below a group is called by both, `Amount net`, a unit in brackets at the end. Two rows are taken for one
    heading where cells of the upper say that they are groups: blank to their right, above texts; and where all its
    other cells are blank below. Where the lower row has texts everywhere, only names that stand there more than once
    get that of their group. `first`: the place of the first row in which the heading may begin.
    """
    if not grid.rows:
        return grid
    last = min(fullest(grid), SEARCHED, len(grid.rows) - 2)
    for place in range(first, last + 1):
        (number, upper), (lower_number, lower) = grid.rows[place], grid.rows[place + 1]
        if lower_number != number + 1:
            continue
        said = _paired(upper, lower)
        is_sure = any(merge.first == number and merge.last == lower_number for merge in grid.merged)
        names = _below_groups(said, is_sure=is_sure) or (_told_apart(said) if place < last else None)
        if names:
            merged = tuple(merge for merge in grid.merged if not merge.first <= lower_number <= merge.last)
            rows = [*grid.rows[:place], (lower_number, names), *grid.rows[place + 2 :]]
            return dataclasses.replace(grid, rows=rows, merged=merged)
    return grid


def unit_above(grid: Grid, heading: int) -> str:
    """The unit of money that a line above the heading states, such as 单位：万元; blank where none does.

    `heading`: the number of its row. Of several the last counts.
    """
    found = ""
    for number, row in grid.rows[:SEARCHED]:
        if number >= heading:
            break
        for cell in row:
            found = _stated(cell.removeprefix(TYPED)) or found
    return found


def _stated(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().strip("()[]【】").strip()
    match = _SAID.fullmatch(plain)
    if match is None:
        return ""
    unit = _LOCAL.sub("", (match["unit"] or match["scaled"]).split("  ")[0].strip())
    return unit if is_unit_of_money(unit) else ""


def _paired(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (above.removeprefix(TYPED).strip(), below.removeprefix(TYPED).strip())
        for above, below in zip_longest(upper, lower, fillvalue="")
    ]


def _groups(said: Sequence[tuple[str, str]]) -> list[range]:
    """The places below each text of the upper row that has blanks to its right and texts below it and all of these."""
    starts = [place for place, (above, _) in enumerate(said) if above]
    found = []
    for start, end in zip(starts, [*starts[1:], len(said)], strict=True):
        filled = [place for place in range(start, end) if said[place][1]]
        if len(filled) >= _LEAST_COLUMNS and filled[-1] - start < len(filled):
            found.append(range(start, filled[-1] + 1))
    return found


def _below_groups(said: Sequence[tuple[str, str]], *, is_sure: bool) -> list[str] | None:
    """The names of columns some of which stand in the upper row alone; None where the two rows are no such heading."""
    groups = _groups(said)
    within = {place for group in groups for place in group}
    others = [pair for place, pair in enumerate(said) if place not in within and any(pair)]
    alone = [above for above, below in others if not below]
    if not groups or not alone or any(not above for above, _ in others):
        return None
    if not is_sure and (len(alone) < len(others) or any(_is_value(said[place][1]) for place in within)):
        return None
    names = [_joined(above, below) if below else above for above, below in said]
    for group in groups:
        for place in group:
            names[place] = _joined(said[group.start][0], said[place][1])
    return names


def _told_apart(said: Sequence[tuple[str, str]]) -> list[str] | None:
    """The lower names, those that stand there more than once with their groups; None where groups tell none apart."""
    lower = [below for _, below in said]
    doubled = {below for below in lower if below and lower.count(below) > 1}
    above, owners = "", []
    for here, _ in said:
        above = here or above
        owners.append(above)
    places = [place for place, below in enumerate(lower) if below in doubled]
    names = [_joined(owners[i], below) if below in doubled else below for i, below in enumerate(lower)]
    named = [names[place] for place in places]
    if not places or len(set(named)) < len(named) or any(not owners[place] for place in places):
        return None
    if any(owners.count(owners[place]) < _LEAST_COLUMNS for place in places) or any(map(_is_value, lower)):
        return None
    return names


def _joined(group: str, name: str) -> str:
    """Both, the unit of the group behind the name, where it belongs to the numbers and the name has none."""
    plain, unit = bracketed(group)
    if unit_of(group) and not unit_of(name):
        return f"{plain.strip()} {name}({unit})"
    return f"{group} {name}"


def _is_value(text: str) -> bool:
    """Whether a text is a number or a day, which few headings are; 1月 is none, though a number may end so."""
    return text[-1:] not in _ENDS and (values.number(text) is not None or values.date(text) is not None)
