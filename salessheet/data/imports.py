"""Files of another system → input tables, by a mapping. Loading judges the tables; every row knows where it is from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data import queries
from salessheet.data.foreign import ForeignFile, Reading, converted, left_over, read_files
from salessheet.data.foreign_values import Kind, kind_of
from salessheet.data.grids import NOT_CALCULATED, is_error
from salessheet.data.headed import Texts
from salessheet.data.mapping import Lookup, Rule, Target
from salessheet.data.mapping import Mapping as HowTo
from salessheet.data.problems import Problem
from salessheet.data.queries import FILE, NOTE, ROW, Answer, Database
from salessheet.data.sources import RawTable, normal
from salessheet.data.values import Mask
from salessheet.errors import InvalidMapping
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import BY_KEY, Deals, Orders, Receipts

_BOOKED = (Deals.amount, Orders.amount, Receipts.amount)
"""Amounts that count as sales; of deals, where they are won."""


@dataclass(frozen=True)
class LeftOut:
    """Rows of a file that are in no row of a table, because the mapping says so. `rows` ascend."""

    table: str
    file: str
    why: str
    rows: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Imported:
    """Tables by key, as texts that nobody has judged yet; `problems` of the files' own cells and rows.

    `notes`: what people should know of the files, the mapping's own notes included.
    """

    tables: Mapping[str, RawTable]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables as they are written: what no program could read of a cell is blank."""
        return {
            key: pd.DataFrame({name: _without_faults(texts) for name, texts in raw.columns.items()})
            for key, raw in self.tables.items()
        }


def import_files(how: HowTo, files: Iterable[Path], words: Words, encoding: str = "") -> Imported:
    """The tables that a mapping makes of the files; folders stand for the files in them.

    `encoding`: of the text files, whatever the mapping says. Raises UnreadableSource for a file that is missing or
    cannot be read and InvalidMapping for a column that is not there or a query that cannot be answered.
    """
    reading = Reading(words)
    sources = read_files(how, files, _asked(how), reading, encoding)
    run = _Run(how, sources, reading)
    parts: dict[str, list[RawTable]] = {}
    with run.database() as database:
        for target in how.targets:
            found = _made(target, run, database)
            if found is not None:
                parts.setdefault(target.into, []).append(found)
                reading.notes += [target.note] if target.note else []
    for name, file in sources.items():
        unused = list(left_over(file, run.used.get(name, ())))
        if unused:
            reading.notes.append(f"{file.label}: not used: {', '.join(unused)}.")
    tables = {key: _one_below_the_other(found) for key, found in parts.items()}
    return Imported(tables, tuple(run.left_out), tuple(reading.notes), tuple(reading.problems))


def _made(target: Target, run: _Run, database: Database | None) -> RawTable | None:
    """The rows that one part of the mapping gives; None where its file was not given."""
    if target.rows:
        return _constant(target, run.how.name)
    if database is not None and target.sql:
        return _answered(target, run, database)
    return _mapped(target, run)


def _constant(target: Target, name: str) -> RawTable:
    """Rows that stand in the mapping itself."""
    keys = dict.fromkeys(key for row in target.rows for key in row)
    columns = {key: np.array([row.get(key, "") for row in target.rows], dtype=object) for key in keys}
    return RawTable(BY_KEY[target.into], name, columns, np.zeros(len(target.rows), dtype=np.int64))


def _without_faults(texts: Texts) -> Texts:
    codes, different = pd.factorize(texts)
    kept = np.array(["" if text == NOT_CALCULATED or is_error(text) else text for text in different] or [""], object)
    return kept[codes] if len(codes) else texts


def _asked(how: HowTo) -> dict[str, dict[str, str]]:
    """What a mapping calls each file → the headings it cannot do without, by what `normal` makes of them."""
    asked: dict[str, set[str]] = {name: {*form.numbers, *form.percents, *form.days} for name, form in how.files.items()}
    for target in how.targets:
        if not target.file or target.sql:
            continue
        mine = asked[target.file]
        mine.update(target.where)
        for rule in target.columns.values():
            if rule.source and not rule.optional:
                mine.add(rule.source)
            mine.update(rule.when)
            if rule.lookup is not None:
                mine.add(rule.lookup.match)
                asked[rule.lookup.file].update((rule.lookup.key, rule.lookup.take))
    return {name: {normal(heading): heading for heading in sorted(found)} for name, found in asked.items()}


class _Run:
    """One import: its files, and what is found out while tables are made of them."""

    def __init__(self, how: HowTo, sources: Mapping[str, ForeignFile], reading: Reading) -> None:
        self.how = how
        self.sources = sources
        self.reading = reading
        self.left_out: list[LeftOut] = []
        self.used: dict[str, set[str]] = {}

    def use(self, file: str, *names: str) -> None:
        self.used.setdefault(file, set()).update(names)

    def leave_out(self, target: Target, source: ForeignFile, where: Mask, why: str) -> None:
        for file in dict.fromkeys(source.files[where].tolist()):
            rows = source.rows[where & (source.files == file)]
            self.left_out.append(LeftOut(target.into, file, why, tuple(int(row) for row in rows)))

    def database(self) -> AbstractContextManager[Database | None]:
        """The files to be asked in SQL; None where the mapping asks nothing."""
        asked = [target.sql for target in self.how.targets if target.sql]
        return queries.opened(self.how.name, self.sources, asked, self.reading) if asked else nullcontext()


def _mapped(target: Target, run: _Run) -> RawTable | None:
    """A table, or some rows of it, by the rules of its columns; None where its file was not given."""
    source = run.sources.get(target.file)
    if source is None:
        names = " or ".join(run.how.files[target.file].names)
        run.reading.notes.append(f"There is no {names}; the table '{target.into}' lacks what it holds.")
        return None
    columns, headings = {}, {}
    for key, rule in target.columns.items():
        if rule.optional and source.known(rule.source) is None:
            continue
        columns[key] = _column(target, key, rule, source, run)
        if rule.source:
            headings[key] = source.known(rule.source) or rule.source
    kept = _where(target.where, target, source, run)
    if not kept.all():
        run.leave_out(target, source, ~kept, f"where {_worded(target.where)} does not hold")
    for key, rule in target.columns.items():
        if rule.lookup is not None and key in columns:
            columns[key] = _filled_up(target, key, rule.lookup, columns, source, kept, run)
    if target.unique:
        kept = _firsts(target, columns, source, kept, run)
    return RawTable(
        table=BY_KEY[target.into],
        file=source.label,
        columns={key: texts[kept] for key, texts in columns.items()},
        rows=source.rows[kept],
        files=source.files[kept],
        headings=headings,
    )


def _column(target: Target, key: str, rule: Rule, source: ForeignFile, run: _Run) -> Texts:
    if rule.source:
        run.use(target.file, rule.source)
        texts = _translated(rule, _read(target, key, rule, source, run))
    else:
        texts = np.full(source.length, rule.value, dtype=object)
    return np.where(_where(rule.when, target, source, run), texts, "").astype(object)


def _read(target: Target, key: str, rule: Rule, source: ForeignFile, run: _Run) -> Texts:
    """The texts of the file, numbers and dates as loading reads them. A value that is translated is none of these."""
    if rule.translations or rule.makes_id:
        return source.column(rule.source)
    return converted(source, rule.source, _kind(source, rule.source, target.into, key), run.reading, rule.dates)


def _kind(source: ForeignFile, name: str, into: str, key: str) -> Kind:
    """What the mapping says that the column holds, else what the column of the input table takes."""
    asked = normal(name)
    for kind, names in (
        (Kind.NUMBER, source.form.numbers), (Kind.PERCENT, source.form.percents), (Kind.DAY, source.form.days),
    ):  # fmt: skip  # a table
        if asked in map(normal, names):
            return kind
    return kind_of(next(column.measure for column in BY_KEY[into].columns() if column.key == key))


def _translated(rule: Rule, texts: Texts) -> Texts:
    if not rule.translations and not rule.makes_id:
        return texts
    codes, different = pd.factorize(texts)
    if len(codes) == 0:
        return texts
    known = {old.casefold(): new for old, new in rule.translations.items()}
    new = [text if _is_fault(text) else known.get(text.casefold(), text) for text in different]
    if rule.makes_id:
        new = [text if _is_fault(text) else slug(text) for text in new]
    return np.array(new, dtype=object)[codes]


def _is_fault(text: str) -> bool:
    return text == NOT_CALCULATED or is_error(text)


def slug(name: str) -> str:
    """Small letters and digits of any script, hyphens for what stands between them: Mei-Mei Johns → mei-mei-johns."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+|_+", "-", plain).strip("-")


def _filled_up(
    target: Target, key: str, lookup: Lookup, columns: Mapping[str, Texts], source: ForeignFile, kept: Mask, run: _Run
) -> Texts:
    """Blanks filled with what another file has. Amounts that count as sales stay blank unless the mapping says so."""
    other = run.sources.get(lookup.file)
    texts = columns[key]
    if other is None:
        return texts
    run.use(target.file, lookup.match)
    run.use(lookup.file, lookup.key, lookup.take)
    take = converted(other, lookup.take, _kind(other, lookup.take, target.into, key), run.reading)
    known = dict(zip(map(normal, other.column(lookup.key)), take, strict=True))
    found = np.array([known.get(normal(text), "") for text in source.column(lookup.match)], dtype=object)
    fillable = np.asarray((texts == "") & (found != ""), dtype=bool)
    booked = _booked(target, key, columns, source.length)
    for place in np.flatnonzero(booked & fillable & kept) if lookup.booked else ():
        run.reading.tell(
            "filled_up", str(source.files[place]), [int(source.rows[place])], Severity.NOTED, key,
            value=found[place], file=other.label, heading=lookup.take,
        )  # fmt: skip  # where, then what
    return np.where(fillable & (lookup.booked | ~booked), found, texts).astype(object)


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


def _where(conditions: Mapping[str, tuple[str, ...]], target: Target, source: ForeignFile, run: _Run) -> Mask:
    """Which rows have one of the values in each of the columns, whatever the case."""
    true = np.ones(source.length, dtype=bool)
    for name, allowed in conditions.items():
        run.use(target.file, name)
        folded = {text.casefold() for text in allowed}
        true &= np.array([text.casefold() in folded for text in source.column(name)], dtype=bool)
    return true


def _worded(conditions: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(f"{name} = {' or '.join(allowed)}" for name, allowed in conditions.items())


def _firsts(target: Target, columns: Mapping[str, Texts], source: ForeignFile, kept: Mask, run: _Run) -> Mask:
    """Keeps the first row of each value. Later ones that say something else are told; blank ones are left out."""
    frame = pd.DataFrame(columns)[kept]
    named = frame[target.unique] != ""
    again = frame[target.unique].where(named).duplicated().to_numpy() & named.to_numpy()
    new = ~frame.duplicated().to_numpy()
    places = np.flatnonzero(kept)
    for place in places[again & new]:
        run.reading.tell(
            "says_otherwise", str(source.files[place]), [int(source.rows[place])], Severity.NOTED, target.unique,
            value=columns[target.unique][place],
        )  # fmt: skip  # where, then what
    if not named.all():
        run.leave_out(target, source, _at(places[~named.to_numpy()], source.length), f"{target.unique} is blank")
    return _at(places[named.to_numpy() & ~again], source.length)


def _at(places: npt.NDArray[np.int64], length: int) -> Mask:
    mask = np.zeros(length, dtype=bool)
    mask[places] = True
    return mask


def _answered(target: Target, run: _Run, database: Database) -> RawTable | None:
    """A table, or some rows of it, by a query over the files."""
    used = [name for name in run.sources if re.search(rf"\b{re.escape(name)}\b", target.sql, re.IGNORECASE)]
    answer = database.answer(target.sql, target.into)
    _check_headings(target, answer, run)
    for name in used:
        folded = target.sql.casefold()
        run.use(name, *(h for h in run.sources[name].columns if h.casefold() in folded or "*" in folded))
    places = {heading: place for place, heading in enumerate(answer.headings)}
    rows = _in_order(target, answer, places, run)
    across = {heading: np.array([row[place] for row in rows], dtype=object) for heading, place in places.items()}
    numbers = np.array([int(text or 0) for text in across[ROW]], dtype=np.int64)
    main = _main_file(target, used, across, run)
    files = across.get(FILE, np.full(len(rows), run.sources[main].label if main else "", dtype=object))
    _tell_notes(across, files, numbers, run)
    _tell_left_out(target, used, files, numbers, run)
    columns = {key: texts for key, texts in across.items() if key not in {FILE, ROW, NOTE}}
    label = run.sources[main].label if main else run.how.name
    return RawTable(BY_KEY[target.into], label, columns, numbers, files=files)


def _check_headings(target: Target, answer: Answer, run: _Run) -> None:
    where = f"{run.how.name}, sql for '{target.into}'"
    declared = BY_KEY[target.into].columns()
    keys = [column.key for column in declared]
    for heading in answer.headings:
        if answer.headings.count(heading) > 1:
            raise InvalidMapping(
                f"{where}: two columns are called '{heading}'.", "Name one of them otherwise: … AS name."
            )
        if heading not in {*keys, FILE, ROW, NOTE}:
            raise InvalidMapping(
                f"{where}: the table '{target.into}' has no column '{heading}'.",
                f"Its columns are {', '.join(keys)}. Name the result: … AS column.",
            )
    if ROW not in answer.headings:
        raise InvalidMapping(
            f"{where}: it does not say which row of the file each of its rows comes from.",
            f"Add {ROW} to what it selects; where rows are put together, min({ROW}) AS {ROW}.",
        )
    must = [c.key for c in declared if (c.identifies or c.required) and c.default is None]
    lacking = [key for key in must if key not in answer.headings]
    if lacking:
        raise InvalidMapping(
            f"{where}: the table '{target.into}' cannot do without {', '.join(lacking)}.", "Add it to what is selected."
        )


def _in_order(target: Target, answer: Answer, places: Mapping[str, int], run: _Run) -> Sequence[tuple[str, ...]]:
    """In the order of the files and their rows, however the database came by them."""
    order = {file: i for i, file in enumerate(f for s in run.sources.values() for f in dict.fromkeys(s.files.tolist()))}
    row, file, where = places[ROW], places.get(FILE), f"{run.how.name}, sql for '{target.into}'"
    for found in answer.rows:
        if found[row] and not found[row].isdecimal():
            raise InvalidMapping(f"{where}: {ROW} is '{found[row]}', and no row of a file.", f"Hand {ROW} on as it is.")
    return sorted(
        answer.rows, key=lambda r: (0 if file is None else order.get(r[file], -1), int(r[row] or 0))
    )  # fmt: skip  # one thought


def _main_file(target: Target, used: Sequence[str], across: Mapping[str, Texts], run: _Run) -> str:
    """The file whose rows the numbers are; blank where each row says its own."""
    if target.file and target.file in run.sources and FILE not in across:
        used = [target.file]
    if FILE in across:
        return target.file or (used[0] if len(used) == 1 else "")
    if not used:
        return ""
    if len(used) != 1 or run.sources[used[0]].form.many:
        raise InvalidMapping(
            f"{run.how.name}, sql for '{target.into}': it reads several files, and its rows do not say which.",
            f"Add {FILE} to what it selects, or say file = … beside it.",
        )
    return used[0]


def _tell_notes(across: Mapping[str, Texts], files: Texts, numbers: npt.NDArray[np.int64], run: _Run) -> None:
    for place, note in enumerate(across.get(NOTE, ())):
        if note:
            run.reading.tell("noted", str(files[place]), [int(numbers[place])], Severity.NOTED, value=note)


def _tell_left_out(
    target: Target, used: Sequence[str], files: Texts, numbers: npt.NDArray[np.int64], run: _Run
) -> None:
    """Rows of the files that the rows of the query come from, but none of them from these."""
    taken = set(zip(files.tolist(), numbers.tolist(), strict=True))
    for name in used:
        source = run.sources[name]
        if target.file not in {"", name} or not (set(source.files.tolist()) & set(files.tolist()) or len(used) == 1):
            continue
        here = zip(source.files.tolist(), source.rows.tolist(), strict=True)
        missing = np.array([place not in taken for place in here], dtype=bool)
        if missing.any():
            run.leave_out(target, source, missing, "the query gives no row for them")


def _one_below_the_other(parts: Sequence[RawTable]) -> RawTable:
    """Rows of one table that several parts of a mapping make; a column that one of them lacks is blank there."""
    if len(parts) == 1:
        return parts[0]
    keys = dict.fromkeys(key for part in parts for key in part.columns)
    return RawTable(
        table=parts[0].table,
        file=parts[0].file,
        columns={key: np.concatenate([_or_blank(part, key) for part in parts]) for key in keys},
        rows=np.concatenate([part.rows for part in parts]),
        files=np.concatenate([_files(part) for part in parts]),
        headings=dict(_shared_headings(parts)),
    )


def _or_blank(part: RawTable, key: str) -> Texts:
    return part.columns.get(key, np.full(len(part.rows), "", dtype=object))


def _files(part: RawTable) -> Texts:
    return np.full(len(part.rows), part.file, dtype=object) if part.files is None else part.files


def _shared_headings(parts: Sequence[RawTable]) -> Iterator[tuple[str, str]]:
    """What all parts call the same."""
    for key, heading in parts[0].headings.items():
        if all(part.headings.get(key) == heading for part in parts):
            yield key, heading
