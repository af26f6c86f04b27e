"""Rows that name themselves, and rows that name others: duplicates and references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from salessheet.core.keys import each_folded
from salessheet.data import keys
from salessheet.data.checks.rule_checks import folded_key, named
from salessheet.data.columns import Rows, blank
from salessheet.data.reading.distinct import gathered
from salessheet.data.reading.headed import Texts
from salessheet.data.values import Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.rules import RefersBack, RefersByCode, Severity
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import table_of

Known = Mapping[Column, Mapping[str, str]]
"""Identifying column → folded id → the id as it is written everywhere."""


def identify(rows: Rows, *, is_asked: bool = True) -> Mapping[str, str] | None:
    """Refuses rows that name themselves as an earlier one does.

    Returns folded id → id as written of the others; None if it is not one column of text that names a row. Where the
    ids are not asked for, because no row refers to them, it may be None as well.
    """
    identity = rows.raw.table.identity()
    if not identity or (not is_asked and len(identity) == 1 and _are_all_different(rows, identity[0])):
        return None
    if len(identity) == 1 and (ids := _plain_ids(rows, identity[0])) is not None:
        return ids
    folded = pd.DataFrame({column.key: folded_key(rows.frame[column.key]) for column in identity})
    places = np.flatnonzero(rows.kept)
    numbers = folded.iloc[places].groupby(list(folded.columns), sort=False).ngroup().to_numpy()
    firsts = pd.Series(places).groupby(numbers).transform("first").to_numpy()
    again = places[firsts != places]
    for place, first in zip(again, firsts[firsts != places], strict=True):
        rows.findings.add(
            "duplicate", place, Severity.REFUSED, identity[0],
            value=named(rows, identity, place), other=rows.findings.whereabouts(first, place),
        )  # fmt: skip  # the facts on one line
    rows.kept[again] = False
    if len(identity) > 1 or identity[0].measure not in (Type.TEXT, Type.LABEL):
        return None
    return _written(rows, identity[0], folded[identity[0].key].to_numpy())


def _are_all_different(rows: Rows, column: Column) -> bool:
    """Whether ids plainly name one row each: different texts without small letters, and none of them a number."""
    if not rows.kept.all() or column.key not in rows.raw.columns:
        return False
    different = rows.raw.distinct(column.key)
    return (
        len(different.texts) == len(rows.kept)
        and bool((rows.texts(column) == different.spread()).all())
        and different.are_ids()
        and different.is_unique
    )


def _plain_ids(rows: Rows, column: Column) -> Mapping[str, str] | None:
    """Ids that name one row each and are written as they are, whatever they are compared with; None for others."""
    if column.measure not in (Type.TEXT, Type.LABEL):
        return None
    texts = rows.texts(column)[rows.kept].tolist()
    if not keys.are_plain(texts):
        return None
    names = each_folded(texts)
    known = dict(zip(names, texts, strict=True))
    return known if len(known) == len(texts) else None


def _written(rows: Rows, column: Column, names: Texts) -> Mapping[str, str]:
    """`names`: the ids of all rows, folded."""
    texts = rows.texts(column)
    kept = texts[rows.kept].tolist()
    known = keys.canonical(kept, names[rows.kept].tolist())
    if list(known.values()) == kept:
        return known
    changed = np.array([known.get(name, text) != text for name, text in zip(names, texts, strict=True)], dtype=bool)
    changed &= rows.kept
    written = np.array([known[name] for name in names[changed]], dtype=object)
    for place, canonical in zip(np.flatnonzero(changed), written, strict=True):
        rows.findings.add("ambiguous_id", place, Severity.NOTED, column, value=texts[place], canonical=canonical)
    rows.put(column, changed, written)
    return known


def alike_above(rows: Rows, columns: Iterable[Column], height: int) -> dict[int, int]:
    """Rows from that place on → a kept row before it that says the same in these columns, each named once."""
    folded = (folded_key(rows.frame[column.key]).astype(str) for column in columns)
    said = [*zip(*folded, strict=True)]
    above: dict[tuple[str, ...], list[int]] = {}
    for place in reversed(np.flatnonzero(rows.kept[:height]).tolist()):
        above.setdefault(said[place], []).append(place)
    return {place: same.pop() for place in range(height, len(said)) if (same := above.get(said[place]))}


def refer(rows: Rows, column: Column, known: Mapping[str, str], home: type[Table], where: Mask | None = None) -> None:
    """Writes references as their ids are written. One that leads nowhere is refused if the row needs it, else noted."""
    codes, different = rows.factors(column)
    written = [known.get(name) for name in each_folded(list(different))]
    given, asked = ~blank(different), True if where is None else where
    missing = given & np.array([text is None for text in written], dtype=bool)
    rows.report("unknown_reference", gathered(missing, codes) & asked, column, table=rows.findings.words.title(home))
    ids = np.where(given & ~missing, np.array(written, dtype=object), different)
    if (ids != different).any():
        changed = gathered(np.asarray(ids != different), codes) & asked
        rows.put(column, changed, ids[codes[changed]])


def refer_by_code(rows: Rows, link: RefersByCode, known: Known) -> None:
    """Each code's rows refer to that code's table; rows of other codes get the column's default."""
    code = rows.texts(link.code)
    for name, target in link.homes:
        if target in known:
            refer(rows, link.column, known[target], table_of(target), np.asarray(code == name))
    free = ~np.isin(code, [name for name, _ in link.homes])
    rows.put(link.column, free, link.column.default)


def refer_back(rows: Rows, link: RefersBack) -> None:
    """A row that refers to itself refers to nothing; one that refers to a later row is noted and kept."""
    reference, identity, date = (rows.frame[c.key] for c in (link.reference, link.identity, link.date))
    itself = np.asarray((reference == identity) & (reference != ""))
    rows.report("refers_to_itself", itself, link.reference, severity=Severity.NOTED)
    rows.put(link.reference, itself, "")
    reference = rows.frame[link.reference.key]
    referred = (reference != "").to_numpy() & rows.kept
    if not referred.any():
        return
    days = pd.Series(date[rows.kept].to_numpy(), index=identity[rows.kept].to_numpy())
    days = days[~days.index.duplicated()]
    earlier = days.reindex(reference[referred].to_numpy()).to_numpy()
    later = np.zeros(len(reference), dtype=bool)
    later[np.flatnonzero(referred)] = earlier > date[referred].to_numpy()
    rows.report("refers_to_later", later, link.reference, severity=Severity.NOTED)
