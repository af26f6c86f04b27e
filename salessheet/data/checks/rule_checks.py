"""The rules of a table, checked on all its rows at once.

What a broken rule does: dates out of order are noted and kept; a row with two contradicting values is left out;
where rows only make sense together, as shares or tiers do, all rows of the group are left out, for a part of them
would give a wrong number in place of none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.keys import each_folded
from salessheet.data.columns import Rows
from salessheet.data.problems import Place, shown
from salessheet.data.values import DATES, Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import (
    MOST_RATIO,
    Amounts,
    AtMost,
    Bands,
    Either,
    InOrder,
    Needs,
    NotBoth,
    NotZero,
    PerCents,
    Ratios,
    Rule,
    Severity,
    TotalsOne,
)

TOLERANCE = 1e-9  # of a total of shares, as SS_KPI_TOTAL has it
PART_SIGNS = frozenset("%％‰")
PER_CENT, DIGITS = 100, 10


def check(rows: Rows, rule: Rule, with_ends: Mask | None = None) -> None:
    """`with_ends`: bands that have their upper ends beside those of which the rule itself says so."""
    match rule:
        case InOrder():
            _in_order(rows, rule)
        case TotalsOne():
            _totals_one(rows, rule)
        case Bands():
            _bands(rows, rule, with_ends)
        case NotZero():
            _not_zero(rows, rule)
        case Ratios():
            _ratios(rows, rule)
        case Amounts():
            _amounts(rows, rule)
        case PerCents():
            _per_cents(rows, rule)
        case NotBoth() | Either() | AtMost() | Needs():
            _of_a_pair(rows, rule)


def _of_a_pair(rows: Rows, rule: NotBoth | Either | AtMost | Needs) -> None:
    match rule:
        case NotBoth():
            _not_both(rows, rule)
        case Either():
            _either(rows, rule)
        case AtMost():
            _at_most(rows, rule)
        case Needs():
            _needs(rows, rule)


def _in_order(rows: Rows, rule: InOrder) -> None:
    """Each date is compared with the latest one before it, skipping blanks. One note a row."""
    latest = rows.frame[rule.columns[0].key].to_numpy()
    noted = ~rows.kept
    words = rows.findings.words
    for place, column in enumerate(rule.columns[1:], start=1):
        dates = rows.frame[column.key].to_numpy()
        early = dates < latest
        for row in np.flatnonzero(early & ~noted) if early.any() else ():
            before = (one for one in rule.columns[:place] if rows.frame[one.key].iloc[row] == latest[row])
            earlier, later = words.label(list(before)[-1]), words.label(column)
            rows.findings.add("dates_out_of_order", row, Severity.NOTED, column, later=later, earlier=earlier)
            noted[row] = True
        latest = np.fmax(latest, dates)


def _not_both(rows: Rows, rule: NotBoth) -> None:
    both = (rows.frame[rule.first.key].notna() & rows.frame[rule.second.key].notna()).to_numpy() & rows.kept
    first, second = rows.findings.words.label(rule.first), rows.findings.words.label(rule.second)
    for row in np.flatnonzero(both):
        rows.findings.add("not_both", row, Severity.REFUSED, rule.second, first=first, second=second)
    rows.refuse(both)


def _not_zero(rows: Rows, rule: NotZero) -> None:
    nothing = (rows.frame[rule.amount.key] == 0).to_numpy() & rows.kept
    for row in np.flatnonzero(nothing):
        rows.findings.add("zero_amount", row, Severity.REFUSED, rule.amount)
    rows.refuse(nothing)


def _either(rows: Rows, rule: Either) -> None:
    neither = (rows.frame[rule.first.key].isna() & rows.frame[rule.second.key].isna()).to_numpy() & rows.kept
    first, second = rows.findings.words.label(rule.first), rows.findings.words.label(rule.second)
    for row in np.flatnonzero(neither):
        rows.findings.add("neither_of", row, Severity.NOTED, rule.first, first=first, second=second)


def _per_cents(rows: Rows, rule: PerCents) -> None:
    """What is written with its sign was read as a share: 80% as 0.8. Its digits are those of the text."""
    column, codes = rule.where
    meant = rows.frame[column.key].isin(codes).to_numpy(dtype=bool) & rows.kept
    for number in rule.numbers:
        texts = rows.raw.columns.get(number.key)
        if texts is None or not meant.any():
            continue
        signed = meant & np.array([bool(PART_SIGNS.intersection(text)) for text in texts], dtype=bool)
        rows.put(number, signed, np.round(rows.frame[number.key].to_numpy()[signed] * PER_CENT, DIGITS))


def _at_most(rows: Rows, rule: AtMost) -> None:
    more = (rows.frame[rule.number.key] > rows.frame[rule.most.key]).to_numpy() & rows.kept
    number, most = rows.findings.words.label(rule.number), rows.findings.words.label(rule.most)
    for row in np.flatnonzero(more):
        rows.findings.add("more_than_there_are", row, Severity.NOTED, rule.number, number=number, most=most)


def _needs(rows: Rows, rule: Needs) -> None:
    said, needed = (
        (rows.frame[column.key].notna() & rows.frame[column.key].ne("")).to_numpy(dtype=bool)
        for column in (rule.column, rule.other)
    )
    alone = said & ~needed & rows.kept
    named, other = rows.findings.words.label(rule.column), rows.findings.words.label(rule.other)
    for row in np.flatnonzero(alone):
        rows.findings.add("says_nothing_without", row, Severity.NOTED, rule.column, named=named, other=other)


def _ratios(rows: Rows, rule: Ratios) -> None:
    column, codes = rule.where
    meant = rows.frame[column.key].isin(codes).to_numpy(dtype=bool) & rows.kept
    for number in rule.numbers:
        slips = meant & (rows.frame[number.key] > MOST_RATIO).to_numpy(dtype=bool)
        rows.report("above_hundred_percent", slips, number, bound=MOST_RATIO)
        rows.put(number, slips, math.nan if number.default is None else float(number.default))


def _amounts(rows: Rows, rule: Amounts) -> None:
    """An amount stays as it is, however small: nobody knows what it would be the share of."""
    column, codes = rule.where
    meant = rows.frame[column.key].isin(codes).to_numpy(dtype=bool)
    for number in rule.numbers:
        typed = rows.frame[number.key]
        slips = meant & ((typed > 0) & (typed <= MOST_RATIO)).to_numpy(dtype=bool)
        rows.report("ratio_for_amount", slips, number, severity=Severity.NOTED)


def refuse_slips(rows: Rows, places: npt.NDArray[np.int64], numbers: tuple[Column, ...], group: Column) -> bool:
    """Whether one of these rows, which make sense together, has a ratio above MOST_RATIO: then all are left out."""
    if not numbers:
        return False
    read = np.column_stack([rows.frame[number.key].to_numpy(dtype=float)[places] for number in numbers])
    slips = read > MOST_RATIO
    for row, at in np.argwhere(slips):
        value = float(read[row, at])
        rows.findings.add(
            "ratio_above_whole", places[row], Severity.REFUSED, numbers[at], value=shown(value),
            means=f"{shown(100 * value)}%", group=rows.frame[group.key].iloc[places[row]],
            percentage=f"{shown(value)}%", share=shown(value / 100),
        )  # fmt: skip  # the facts on one line
    if slips.any():
        rows.kept[places] = False
    return bool(slips.any())


def _totals_one(rows: Rows, rule: TotalsOne) -> None:
    """A group that lost a row to another problem no longer totals 1 and is left out as well."""
    codes = _groups(rows, rule.group)
    meant = rows.kept.copy()
    if rule.where is not None:
        column, code = rule.where
        meant &= (rows.frame[column.key] == code).to_numpy()
    if not meant.any():
        return
    shares = np.where(meant, rows.frame[rule.share.key].fillna(0).to_numpy(), 0)
    totals = np.bincount(codes, weights=shares)
    off = (np.abs(totals - 1) > TOLERANCE)[codes] & meant
    label = rows.findings.words.label(rule.share)
    for row in _first_of_each(codes, off):
        total = f"{100 * totals[codes[row]]:.8g}%"
        rows.findings.add(
            "not_total_one", row, Severity.REFUSED, rule.share,
            share=label, total=total, group=named(rows, rule.group, row),
        )  # fmt: skip  # the facts on one line
    rows.refuse(off)


def _bands(rows: Rows, rule: Bands, with_ends: Mask | None) -> None:
    """Rows may stand in any order."""
    codes = _groups(rows, rule.group)
    lower, upper = rows.frame[rule.lower.key], rows.frame[rule.upper.key]
    places = np.flatnonzero(rows.kept)
    order = places[np.lexsort((lower.to_numpy()[places], codes[places]))]
    if len(order) == 0:
        return
    low, high, code = lower.to_numpy()[order], upper.to_numpy()[order], codes[order]
    inclusive = _with_ends(rows, rule)[order] if with_ends is None else with_ends[order]
    same = code[1:] == code[:-1]
    early = np.where(inclusive[:-1], low[1:] <= high[:-1], low[1:] < high[:-1])
    wrong = np.append(False, same & (early | pd.isna(high[:-1])))
    wrong |= np.where(inclusive, high < low, high <= low)
    bad = np.zeros(codes.max() + 1, dtype=bool)
    bad[code[wrong]] = True
    for row in _first_of_each(codes, np.isin(np.arange(len(codes)), order[wrong])):
        at = lower.iloc[row]
        kind = "bands_overlap" if with_ends is None or not with_ends[row] else "places_overlap"
        rows.findings.add(
            kind, row, Severity.REFUSED, rule.lower,
            group=named(rows, rule.group, row), lower=at.date() if isinstance(at, pd.Timestamp) else at,
        )  # fmt: skip  # the facts on one line
    rows.refuse(bad[codes] & rows.kept)


def _with_ends(rows: Rows, rule: Bands) -> Mask:
    """Rows whose upper end is inclusive."""
    if rule.with_ends is None:
        return np.full(len(rows.frame), rule.lower.measure in DATES)
    column, codes = rule.with_ends
    return rows.frame[column.key].isin(codes).to_numpy(dtype=bool)


def ascending(frame: pd.DataFrame, rule: Bands) -> pd.DataFrame:
    """The rows of each group together, in the order of the groups' first rows, ascending."""
    codes = frame.groupby([column.key for column in rule.group], sort=False).ngroup().to_numpy()
    return frame.iloc[np.lexsort((frame[rule.lower.key].to_numpy(), codes))].reset_index(drop=True)


def _groups(rows: Rows, group: tuple[Column, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A number a row: the same for rows of the same group, whatever the case of their keys."""
    folded = pd.DataFrame({c.key: folded_key(rows.frame[c.key]) for c in group}, index=rows.frame.index)
    return np.asarray(
        folded.groupby(list(folded.columns), sort=False, dropna=False).ngroup().to_numpy(), dtype=np.int64
    )


def folded_key(column: pd.Series) -> pd.Series:
    """Texts without their case and width, everything else as it stands."""
    if column.dtype != object:
        return column
    codes, different = pd.factorize(column.to_numpy())
    folded = np.array(each_folded(list(different)) or [""], dtype=object)
    return pd.Series(folded[codes] if len(codes) else [], index=column.index, dtype=object)


def _first_of_each(codes: np.ndarray[tuple[int], np.dtype[np.int64]], where: Mask) -> list[int]:
    places = np.flatnonzero(where)
    _, firsts = np.unique(codes[places], return_index=True)
    return sorted(int(places[first]) for first in firsts)


def named(rows: Rows, columns: Sequence[Column], place: Place) -> str:
    """What a row says in some columns, as a message tells it: codes in the words of its language."""
    return rows.findings.words.listed(_shown(rows, column, rows.frame[column.key].iloc[place]) for column in columns)


def _shown(rows: Rows, column: Column, value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return f"{value:g}" if isinstance(value, float) else rows.findings.words.value(column.key, str(value))
