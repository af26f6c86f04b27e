"""A table, or some rows of it, made of one file by the rules of a mapping."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.heading_units import bracketed, unit_of, with_unit
from salessheet.data.importing.files import ForeignFile, converted
from salessheet.data.importing.ids import ID_KINDS
from salessheet.data.importing.mapping import Lookup, Rule, Target
from salessheet.data.importing.run import Run
from salessheet.data.importing.values import Kind, kind_of
from salessheet.data.reading.grids import NOT_CALCULATED, is_error
from salessheet.data.reading.headed import Texts
from salessheet.data.sources import RawTable, normal, once
from salessheet.data.values import Mask
from salessheet.workbook.measures import Type
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import BY_KEY, Deals, Orders, Receipts

_BOOKED = (Deals.amount, Orders.amount, Receipts.amount)
"""Amounts that count as sales; of deals, where they are won."""


def mapped(target: Target, run: Run) -> RawTable | None:
    """A table, or some rows of it, by the rules of its columns; None where its file was not given."""
    source = run.sources.get(target.file)
    if source is None:
        run.lacks(target.file, target.into)
        return None
    kept = _where(target.where, target, source, run)
    if not kept.all():
        run.leave_out(target, source, ~kept, "where", condition=_worded(target.where))
    columns, headings, merged = {}, {}, {}
    for key, rule in target.columns.items():
        if rule.optional and source.known(rule.source) is None:
            run.wanted(target.file, rule.source)
            if rule.otherwise:
                columns[key] = _column(target, key, Rule(value=rule.otherwise, when=rule.when), source, kept, run)
            continue
        columns[key] = _column(target, key, rule, source, kept, run)
        if rule.source:
            headings[key] = source.known(rule.source) or rule.source
            merged[key] = source.merged_in(rule.source)
            columns[key] = once(columns[key], _measure(target.into, key), merged[key])
    for key, rule in target.columns.items():
        if rule.lookup is not None and key in columns:
            columns[key] = _filled_up(target, key, rule, columns, source, kept, run)
    if target.unique:
        kept = _firsts(target, columns, source, kept, run)
    return RawTable(
        table=BY_KEY[target.into],
        file=source.label,
        columns={key: texts[kept] for key, texts in columns.items()},
        rows=source.rows[kept],
        files=source.files[kept],
        headings=headings,
        merged={key: below[kept] for key, below in merged.items() if below.any()},
    )


def _column(target: Target, key: str, rule: Rule, source: ForeignFile, kept: Mask, run: Run) -> Texts:
    holds = _where(rule.when, target, source, run)
    if rule.source:
        run.use(target.file, rule.source)
        texts = _translated(rule, _read(target, key, rule, source, kept & holds, run))
    else:
        texts = np.full(source.length, rule.value, dtype=object)
    texts = np.where((texts == "") & bool(rule.otherwise), rule.otherwise, texts)
    return np.where(holds, texts, "").astype(object)


def _read(target: Target, key: str, rule: Rule, source: ForeignFile, where: Mask, run: Run) -> Texts:
    """The texts of the file, numbers and dates as loading reads them. A value that is translated is none of these."""
    if rule.translations or rule.id_kind:
        return source.column(rule.source)
    kind = _kind(source, rule.source, target.into, key)
    texts = converted(source, rule.source, kind, run.reading, rule.dates, where, rule.decimal)
    return _in_units(source, rule.source, target, key, texts, run)


def _in_units(source: ForeignFile, name: str, target: Target, key: str, texts: Texts, run: Run) -> Texts:
    """Numbers with the unit that their heading has in brackets; what the mapping calls percents is in theirs.

    Money whose heading has none is in what a line above the table says.
    """
    if _kind(source, name, target.into, key) is not Kind.NUMBER:
        return texts
    heading, measure = source.known(name) or name, _measure(target.into, key)
    unit = bracketed(heading)[1]
    if source.unit and measure.is_money and not unit_of(heading):
        unit = source.unit
        run.reading.note("unit_above", file=source.label, heading=heading, unit=unit)
    return with_unit(unit, measure, texts, source.label, heading)


def _kind(source: ForeignFile, name: str, into: str, key: str) -> Kind:
    """What the mapping says that the column holds, else what the column of the input table takes."""
    asked = normal(name)
    for kind, names in (
        (Kind.NUMBER, source.form.numbers), (Kind.PERCENT, source.form.percents), (Kind.DAY, source.form.days),
    ):  # fmt: skip  # a table
        if asked in map(normal, names):
            return kind
    return kind_of(_measure(into, key))


def _measure(into: str, key: str) -> Type:
    return next(column.measure for column in BY_KEY[into].columns() if column.key == key)


def _translated(rule: Rule, texts: Texts) -> Texts:
    if not rule.translations and not rule.id_kind:
        return texts
    codes, different = pd.factorize(texts)
    if len(codes) == 0:
        return texts
    known = {old.casefold(): new for old, new in rule.translations.items()}
    new = [text if _is_fault(text) else known.get(text.casefold(), text) for text in different]
    if rule.id_kind:
        new = [text if _is_fault(text) else ID_KINDS[rule.id_kind](text) for text in new]
    return np.array(new, dtype=object)[codes]


def _is_fault(text: str) -> bool:
    return text == NOT_CALCULATED or is_error(text)


def _filled_up(
    target: Target, key: str, rule: Rule, columns: Mapping[str, Texts], source: ForeignFile, kept: Mask, run: Run
) -> Texts:
    """Blanks filled with what another file has. Amounts that count as sales stay blank unless the mapping says so."""
    texts, lookup = columns[key], rule.lookup
    other = None if lookup is None else run.sources.get(lookup.file)
    if other is None or lookup is None:
        return texts
    run.use(target.file, lookup.match)
    run.use(lookup.file, lookup.key, lookup.take)
    take = converted(other, lookup.take, _kind(other, lookup.take, target.into, key), run.reading)
    take = _in_units(other, lookup.take, target, key, take, run)
    known = _by_key(lookup, other, _translated(rule, take), run)
    asked = _translated(Rule(translations=lookup.translations), source.column(lookup.match))
    found = np.array([known.get(_as_key(text), "") for text in asked], dtype=object)
    fillable = np.asarray((texts == "") & (found != ""), dtype=bool)
    fillable &= ~source.merged_in(rule.source) if rule.source else True
    booked = _booked(target, key, columns, source.length)
    for place in np.flatnonzero(booked & fillable & kept) if lookup.booked else ():
        run.reading.tell(
            "filled_up", str(source.files[place]), [int(source.rows[place])], Severity.NOTED, key,
            value=found[place], file=other.label, heading=lookup.take,
        )  # fmt: skip  # where, then what
    return np.where(fillable & (lookup.booked | ~booked), found, texts).astype(object)


def _by_key(lookup: Lookup, other: ForeignFile, take: Texts, run: Run) -> dict[str, str]:
    """What each key stands for: what its first row says that says anything. Rows that say something else are told."""
    known: dict[str, str] = {}
    for place, (name, text) in enumerate(zip(map(_as_key, other.column(lookup.key)), take, strict=True)):
        if name and text and known.setdefault(name, text) != text:
            run.reading.tell(
                "says_otherwise", str(other.files[place]), [int(other.rows[place])], Severity.NOTED, lookup.take,
                value=other.column(lookup.key)[place],
            )  # fmt: skip  # where, then what
    return known


def _as_key(text: str) -> str:
    """A text as it is compared with others: without case, width and the blanks around it."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _booked(target: Target, key: str, columns: Mapping[str, Texts], length: int) -> Mask:
    """In which rows the amount counts as sales."""
    column = next(c for c in BY_KEY[target.into].columns() if c.key == key)
    if not any(column is booked for booked in _BOOKED):
        return np.zeros(length, dtype=bool)
    if column is not Deals.amount:
        return np.ones(length, dtype=bool)
    blank = np.full(length, "", dtype=object)
    won = columns.get(Deals.won_date.key, blank) != ""
    return np.asarray(won | (columns.get(Deals.stage.key, blank) == "won"), dtype=bool)


def _where(conditions: Mapping[str, tuple[str, ...]], target: Target, source: ForeignFile, run: Run) -> Mask:
    """Which rows have one of the values in each of the columns, whatever the case."""
    true = np.ones(source.length, dtype=bool)
    for name, allowed in conditions.items():
        run.use(target.file, name)
        folded = {text.casefold() for text in allowed}
        there = np.array([text.casefold() for text in source.column(name)], dtype=object)
        true &= np.isin(there, list(folded)) if len(there) else true
        run.miss(source, name, [text for text in allowed if text.casefold() not in set(there)])
    return true


def _worded(conditions: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(f"{name} = {' or '.join(allowed)}" for name, allowed in conditions.items())


def _firsts(target: Target, columns: Mapping[str, Texts], source: ForeignFile, kept: Mask, run: Run) -> Mask:
    """Keeps the first row of each value. Later ones that say something else are told; blank ones are left out.

    Values that an earlier part of the table has from another file are left to it.
    """
    frame = pd.DataFrame(columns)[kept]
    named = frame[target.unique] != ""
    again = frame[target.unique].where(named).duplicated().to_numpy() & named.to_numpy()
    new = ~frame.duplicated().to_numpy()
    places = np.flatnonzero(kept)
    taken = run.taken.setdefault((target.into, target.unique), set())
    there = frame[target.unique].isin(taken).to_numpy()
    again, new = again | there, new & ~there
    taken.update(frame[target.unique])
    for place in places[again & new]:
        run.reading.tell(
            "says_otherwise", str(source.files[place]), [int(source.rows[place])], Severity.NOTED, target.unique,
            value=columns[target.unique][place],
        )  # fmt: skip  # where, then what
    if not named.all():
        run.leave_out(target, source, _at(places[~named.to_numpy()], source.length), "blank_key", column=target.unique)
    return _at(places[named.to_numpy() & ~again], source.length)


def _at(places: npt.NDArray[np.int64], length: int) -> Mask:
    mask = np.zeros(length, dtype=bool)
    mask[places] = True
    return mask
