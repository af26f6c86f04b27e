"""Typed rows, checked as those of a file are: what a cell may not hold is told with its row, and the row is refused."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salessheet.core.keys import folded
from salessheet.data import columns, setting_values, values
from salessheet.data.checks import rule_checks
from salessheet.data.collecting.comparison import Cells, Change, Kind
from salessheet.data.collecting.meaning import typed_text
from salessheet.data.currency_signs import usual
from salessheet.data.keys import without_patterns
from salessheet.data.money import code_of
from salessheet.data.problems import shown, worded
from salessheet.data.reading.cell_texts import number_text
from salessheet.data.sources import RawTable
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.rules import Amounts, AtMost, Either, InOrder, NotBoth, NotZero, PerCents, Ratios
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Deals, SettingRows, table_of

_AMOUNT, _CURRENCY = Deals.amount.key, Deals.currency.key
Ids = Mapping[Column, Collection[str]]
"""Identifying column → its ids, folded."""


@dataclass(frozen=True)
class Refusal:
    """A cell that is not taken, with the row it stands in; `column` is its heading."""

    row: int
    column: str
    value: str
    wrong: str
    mend: str


@dataclass(frozen=True, eq=False)
class Checked:
    """Changes of a table with their values typed: a row of `frame` a change. `refused`: place → why it is not taken."""

    changes: Sequence[Change]
    frame: pd.DataFrame
    refused: Mapping[int, Sequence[Refusal]]


def refusal_of(words: Words, kind: str, column: str = "", value: str = "", row: int = 0, /, **facts: object) -> Refusal:
    """A refusal that the labels word under `collect`; {value} is what was typed."""
    known = {"value": shown(value), **facts}
    wrong, mend = (words.text(f"collect.{kind}.{part}").format_map(known) for part in ("wrong", "mend"))
    return Refusal(row, column, value, wrong, mend)


def checked(
    table: type[Table],
    changes: Sequence[Change],
    words: Words,
    sheet: str,
    known: Ids,
    currency: str,
    not_taken: Container[tuple[str, str]] = (),
) -> Checked:
    """`known`: the ids that references may name, those of rows typed in the same run included.

    `currency`: of amounts whose row names none. `not_taken`: tables and ids, as `reference` has them, of rows that
    were refused.
    """
    whole = [_whole(change) for change in changes]
    held = [c for c in table.columns() if any(c.key in cells for cells in whole)]
    texts = {c.key: np.array([typed_text(cells.get(c.key), c.measure) for cells in whole], dtype=object) for c in held}
    raw = RawTable(table, sheet, texts, np.array([change.row for change in changes], dtype=np.int64))
    rows = columns.typed(raw, words)
    for rule in table.rules:
        if isinstance(rule, InOrder | NotBoth | NotZero | Ratios | Amounts | Either | PerCents | AtMost):
            rule_checks.check(rows, rule)
    if table is SettingRows:
        setting_values.read(rows)
    refused: dict[int, list[Refusal]] = {}
    headings = {words.label(c): c for c in table.columns()}
    for place, problem in rows.findings.found:
        column = headings.get(problem.column)
        if place >= 0 and _is_typed(changes[place], column):
            text = "" if column is None or column.key not in texts else str(texts[column.key][place])
            refused.setdefault(place, []).append(
                Refusal(changes[place].row, problem.column, text, problem.wrong, problem.mend)
            )
    others = (
        *_dangling(table, changes, rows.frame, words, known, not_taken),
        *_of_other_currencies(table, whole, words, currency),
        *_less_than_one(table, changes, words),
        *_of_two_meanings(table, changes, words),
    )
    for place, refusal in others:
        refused.setdefault(place, []).append(replace(refusal, row=changes[place].row))
    while naming := dict(_naming_refused_rows(table, changes, words, refused)):
        refused |= naming
    return Checked(changes, rows.frame, refused)


def _whole(change: Change) -> Cells:
    return {} if change.kind is Kind.DELETED else {**(change.old or {}), **change.new}


def _is_typed(change: Change, column: Column | None) -> bool:
    if change.kind is Kind.DELETED:
        return False
    return change.kind is Kind.NEW or column is None or column.key in change.new


def in_its_currency(table: type[Table], change: Change, currency: str) -> Change:
    """A new row whose amount is typed with the sign of a currency is in that one, as it is in a file.

    `currency`: what the sign means where it can mean several.
    """
    if change.kind is not Kind.NEW or change.new.get(_CURRENCY) is not None:
        return change
    columns = {c.key: c for c in table.columns()}
    text = change.new.get(_AMOUNT)
    if not isinstance(text, str) or not {_CURRENCY, _AMOUNT} <= columns.keys():
        return change
    codes = values.currencies(values.clean(text))
    if not codes:
        return change
    code = currency if currency in codes else usual(codes)
    return replace(change, new={**change.new, _CURRENCY: code}) if code else change


def _of_other_currencies(
    table: type[Table], whole: Sequence[Cells], words: Words, currency: str
) -> Iterator[tuple[int, Refusal]]:
    """Amounts typed with a sign that is none of the currency they would be taken for."""
    amounts = [column for column in table.columns() if column.measure.is_money]
    for place, cells in enumerate(whole):
        own = code_of(str(cells.get(_CURRENCY) or "")) or currency
        for column in amounts:
            text = cells.get(column.key)
            codes = values.currencies(values.clean(text)) if isinstance(text, str) else ()
            if codes and own not in codes:
                yield place, refusal_of(words, "other_currency", words.label(column), str(text), currency=own)


def _less_than_one(table: type[Table], changes: Sequence[Change], words: Words) -> Iterator[tuple[int, Refusal]]:
    """Numbers that show as 0 where amounts have no cents: mostly 20%, which becomes 0.2 there and leaves no trace."""
    amounts = [column for column in table.columns() if column.measure is Type.MONEY]
    for place, change in enumerate(changes):
        for column in amounts:
            cell = change.new.get(column.key)
            if isinstance(cell, float) and 0 < abs(cell) < 1:
                yield place, refusal_of(words, "less_than_one", words.label(column), number_text(cell))


def _of_two_meanings(table: type[Table], changes: Sequence[Change], words: Words) -> Iterator[tuple[int, Refusal]]:
    """Texts such as 36.000, which is 36 to some and 36,000 to others: a cell that holds a number says which."""
    columns = [column for column in table.columns() if column.measure in values.SUMMED]
    for place, change in enumerate(changes):
        for column in columns:
            cell = change.new.get(column.key)
            text = values.clean(cell) if isinstance(cell, str) else ""
            number = values.number(text) if values.may_part_thousands(text) else None
            if number is not None:
                few, many = number_text(number), number_text(float(round(number * 1000)))
                yield place, refusal_of(words, "two_meanings", words.label(column), text, few=few, many=many)


def _naming_refused_rows(
    table: type[Table], changes: Sequence[Change], words: Words, refused: Mapping[int, Sequence[Refusal]]
) -> Iterator[tuple[int, list[Refusal]]]:
    """New rows are not there to be named by others of their table where they are not taken; those are refused by it."""
    identity = table.identity()
    columns = [column for column in table.columns() if len(identity) == 1 and column.refers_to is identity[0]]
    new = {place: change for place, change in enumerate(changes) if change.kind is Kind.NEW}
    gone = {reference(str(new[place].new.get(identity[0].key) or "")) for place in refused if columns and place in new}
    for place, change in enumerate(changes):
        for column in columns if place not in refused else ():
            text = str(change.new.get(column.key) or "")
            if text and reference(text) in gone:
                title = words.title(table)
                yield place, [refusal_of(words, "names_refused", words.label(column), text, change.row, table=title)]


def _dangling(
    table: type[Table],
    changes: Sequence[Change],
    frame: pd.DataFrame,
    words: Words,
    known: Ids,
    not_taken: Container[tuple[str, str]],
) -> list[tuple[int, Refusal]]:
    """References that lead nowhere, and words that are none of those to choose from."""
    found = []
    for column in table.columns():
        home = column.refers_to
        if home is None and isinstance(column.choices, Column):
            home = column.choices
        ids = known.get(home) if home is not None else None
        if ids is None or home is None:
            continue
        for place, change in enumerate(changes):
            text = str(frame[column.key].iloc[place] or "")
            if text and column.key in change.new and reference(text) not in ids:
                label, named = words.label(column), table_of(home)
                title = words.title(named)
                if (named.key, reference(text)) in not_taken:
                    found.append((place, refusal_of(words, "names_refused", label, text, change.row, table=title)))
                    continue
                wrong, mend = worded(words, "unknown_reference", value=text, table=title, column=label)
                found.append((place, Refusal(change.row, label, text, wrong, mend)))
    return found


def reference(text: str) -> str:
    """An id as references compare it."""
    return folded(without_patterns(text)).removeprefix("#")
