"""Files of another system → input tables, by a mapping. Loading judges the tables; every row knows where it is from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from salessheet.data.importing.database import Database
from salessheet.data.importing.files import ForeignFile, LeftOut, Reading, left_over, read_files
from salessheet.data.importing.headings import resembling
from salessheet.data.importing.mapping import Mapping as HowTo
from salessheet.data.importing.mapping import Target
from salessheet.data.importing.queries import answered
from salessheet.data.importing.rules import mapped
from salessheet.data.importing.run import Run
from salessheet.data.problems import Problem
from salessheet.data.reading.grids import NOT_CALCULATED, is_error
from salessheet.data.reading.headed import Texts
from salessheet.data.sources import RawTable, normal
from salessheet.data.values import Mask
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import BY_KEY


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
            key: pd.DataFrame({name: pd.Series(_without_faults(t), dtype=object) for name, t in raw.columns.items()})
            for key, raw in self.tables.items()
        }


def import_files(how: HowTo, files: Iterable[Path], words: Words, encoding: str = "") -> Imported:
    """The tables that a mapping makes of the files; folders stand for the files in them.

    `encoding`: of the text files, whatever the mapping says. Raises UnreadableSource for a file that is missing or
    cannot be read and InvalidMapping for a column that is not there or a query that cannot be answered.
    """
    reading = Reading(words)
    sources = read_files(how, files, _asked(how), reading, encoding)
    sources = {name: _with_something(file, _read_of(how, name), reading) for name, file in sources.items()}
    run = Run(how, sources, reading)
    parts: dict[str, list[RawTable]] = {}
    if how.layout:
        reading.note("layout", name=how.name, layout=how.layout)
    with run.database() as database:
        for target in how.targets:
            found = _made(target, run, database)
            if found is not None:
                parts.setdefault(target.into, []).append(found)
                reading.notes += [target.note] if target.note else []
    for name, file in sources.items():
        unused = list(left_over(file, run.used.get(name, ())))
        if unused:
            wanted = run.lacking.get(name, ())
            said = [heading + resembling(heading, wanted, words.text("importing.resembling")) for heading in unused]
            reading.note("unused", file=file.label, columns=words.listed(said))
    tables = {key: _one_below_the_other(found) for key, found in parts.items()}
    return Imported(tables, tuple(reading.left_out), tuple(reading.notes), tuple(reading.problems))


def _made(target: Target, run: Run, database: Database | None) -> RawTable | None:
    """The rows that one part of the mapping gives; None where its file was not given."""
    if target.rows:
        return _constant(target, run.how.name)
    if database is not None and target.sql:
        return answered(target, run, database)
    return mapped(target, run)


def _constant(target: Target, name: str) -> RawTable:
    """Rows that stand in the mapping itself."""
    keys = dict.fromkeys(key for row in target.rows for key in row)
    columns = {key: np.array([row.get(key, "") for row in target.rows], dtype=object) for key in keys}
    return RawTable(BY_KEY[target.into], name, columns, np.zeros(len(target.rows), dtype=np.int64))


def _without_faults(texts: Texts) -> Texts:
    codes, different = pd.factorize(texts)
    kept = np.array(["" if text == NOT_CALCULATED or is_error(text) else text for text in different] or [""], object)
    return kept[codes] if len(codes) else texts


def _with_something(file: ForeignFile, read: Collection[str], reading: Reading) -> ForeignFile:
    """Without the rows in which all is blank that the mapping reads, such as further lines of the record above."""
    known = [file.column(name) != "" for name in read if file.known(name) is not None]
    if not known:
        return file
    kept = np.asarray(np.logical_or.reduce(known), dtype=bool)
    for name in dict.fromkeys(file.files[~kept].tolist()):
        rows = file.rows[~kept & (file.files == name)]
        reading.leave_out("", name, rows, "all_blank")
    return file if kept.all() else file.only(kept)


def _read_of(how: HowTo, name: str) -> set[str]:
    """The headings of a file that rules read or go by; none where a query may read any."""
    if any(target.sql for target in how.targets):
        return set()
    targets = [target for target in how.targets if target.file == name]
    rules = [rule for target in targets for rule in target.columns.values()]
    read = {rule.source for rule in rules if rule.source}
    return read.union(*(target.where for target in targets), *(rule.when for rule in rules))


def _asked(how: HowTo) -> dict[str, dict[str, str]]:
    """What a mapping calls each file → the headings it cannot do without, by what `normal` makes of them.

    What only says how a column is read that may be missing is not asked for.
    """
    asked: dict[str, set[str]] = {name: set() for name in how.files}
    spared: dict[str, set[str]] = {name: set() for name in how.files}
    for target in how.targets:
        if not target.file or target.sql:
            continue
        mine = asked[target.file]
        mine.update(target.where)
        for rule in target.columns.values():
            if rule.source and rule.optional:
                spared[target.file].add(normal(rule.source))
            elif rule.source:
                mine.add(rule.source)
            mine.update(rule.when)
            if rule.lookup is not None:
                mine.add(rule.lookup.match)
                asked[rule.lookup.file].update((rule.lookup.key, rule.lookup.take))
    for name, form in how.files.items():
        kinds = (*form.numbers, *form.percents, *form.days)
        asked[name].update(heading for heading in kinds if normal(heading) not in spared[name])
    return {name: {normal(heading): heading for heading in sorted(found)} for name, found in asked.items()}


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
        merged={
            key: np.concatenate([_merged(part, key) for part in parts])
            for key in keys
            if any(key in part.merged for part in parts)
        },
        headings=dict(_shared_headings(parts)),
    )


def _or_blank(part: RawTable, key: str) -> Texts:
    return part.columns.get(key, np.full(len(part.rows), "", dtype=object))


def _merged(part: RawTable, key: str) -> Mask:
    return part.merged.get(key, np.zeros(len(part.rows), dtype=bool))


def _files(part: RawTable) -> Texts:
    return np.full(len(part.rows), part.file, dtype=object) if part.files is None else part.files


def _shared_headings(parts: Sequence[RawTable]) -> Iterator[tuple[str, str]]:
    """What all parts call the same."""
    for key, heading in parts[0].headings.items():
        if all(part.headings.get(key) == heading for part in parts):
            yield key, heading
