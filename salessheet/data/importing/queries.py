"""A table, or some rows of it, that a mapping asks for in SQL: the answer checked, and told where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from salessheet.data.importing.database import FILE, NOTE, ROW, Answer, Database
from salessheet.data.importing.files import ForeignFile, expected
from salessheet.data.importing.mapping import Target
from salessheet.data.importing.run import Run
from salessheet.data.importing.values import Way, kind_of, read_texts
from salessheet.data.reading.headed import Texts
from salessheet.data.sources import RawTable
from salessheet.errors import InvalidMapping
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import BY_KEY

Numbers = npt.NDArray[np.int64]

_DIGITS = 10  # that no number of a row has


def answered(target: Target, run: Run, database: Database) -> RawTable | None:
    """A table, or some rows of it, by a query over the files; None where one of its files was not given."""
    named = [n for n in run.how.files if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", target.sql, re.IGNORECASE)]
    used = [name for name in named if name in run.sources]
    for name in named:
        if name not in run.sources:
            run.lacks(name, target.into)
            return None
    answer = database.answer(target.sql, target.into)
    _check_headings(target, answer, run)
    for name in used:
        folded = target.sql.casefold()
        run.use(name, *(h for h in run.sources[name].columns if h.casefold() in folded or "*" in folded))
    places = {heading: place for place, heading in enumerate(answer.headings)}
    rows = _in_order(target, answer, places, run)
    across = {heading: np.array([row[place] for row in rows], dtype=object) for heading, place in places.items()}
    put_together = [_rows(text) for text in across[ROW]]
    numbers = np.array([min(row, default=0) for row in put_together], dtype=np.int64)
    main = _main_file(target, used, across, run)
    files = across.get(FILE, np.full(len(rows), run.sources[main].label if main else "", dtype=object))
    _tell_notes(across, files, numbers, run)
    taken = {(file, row) for file, several in zip(files.tolist(), put_together, strict=True) for row in several}
    _check_places(target, used, taken, run)
    _tell_left_out(target, used, taken, run)
    columns = {key: texts for key, texts in across.items() if key not in {FILE, ROW, NOTE}}
    for key in answer.texts & columns.keys():
        columns[key] = _as_the_mapping_has_it(target, key, columns[key], main, used, files, numbers, run)
    label = run.sources[main].label if main else run.how.name
    return RawTable(BY_KEY[target.into], label, columns, numbers, files=files)


def _check_headings(target: Target, answer: Answer, run: Run) -> None:
    where = f"{run.how.name}, sql for '{target.into}'"
    declared = BY_KEY[target.into].columns()
    keys = [column.key for column in declared]
    for heading in answer.headings:
        if answer.headings.count(heading) > 1:
            raise InvalidMapping(
                f"{where}: two columns are called '{heading}'.", "Give one of them another name: … AS name."
            )
        if heading not in {*keys, FILE, ROW, NOTE}:
            raise InvalidMapping(
                f"{where}: the table '{target.into}' has no column '{heading}'.",
                f"Its columns are {', '.join(keys)}. Name the result: … AS column.",
            )
    if ROW not in answer.headings:
        raise InvalidMapping(
            f"{where}: it does not say which row of the file each of its rows comes from.",
            f"Add {ROW} to what it selects; where rows are put together, list({ROW}) AS {ROW}.",
        )
    must = [c.key for c in declared if c.is_needed and c.default is None]
    lacking = [key for key in must if key not in answer.headings]
    if lacking:
        raise InvalidMapping(
            f"{where}: the table '{target.into}' cannot do without {', '.join(lacking)}.", "Add it to what is selected."
        )


def _in_order(target: Target, answer: Answer, places: Mapping[str, int], run: Run) -> Sequence[tuple[str, ...]]:
    """In the order of the files and their rows, however the database came by them."""
    order = {file: i for i, file in enumerate(f for s in run.sources.values() for f in dict.fromkeys(s.files.tolist()))}
    row, file, where = places[ROW], places.get(FILE), f"{run.how.name}, sql for '{target.into}'"
    for found in answer.rows:
        if not all(number.isdecimal() and len(number) < _DIGITS for number in found[row].split()):
            raise InvalidMapping(f"{where}: {ROW} is '{found[row]}', and no row of a file.", f"Hand {ROW} on as it is.")
    first = {found[row]: min(_rows(found[row]), default=0) for found in answer.rows}
    return sorted(answer.rows, key=lambda found: (0 if file is None else order.get(found[file], -1), first[found[row]]))


def _rows(text: str) -> tuple[int, ...]:
    """The rows of a file that a row of the answer is put together of."""
    return tuple(map(int, text.split()))


def _main_file(target: Target, used: Sequence[str], across: Mapping[str, Texts], run: Run) -> str:
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
            f"Add {FILE} to what it selects" + (", or say file = … beside it." if len(used) != 1 else "."),
        )
    return used[0]


def _tell_notes(across: Mapping[str, Texts], files: Texts, numbers: Numbers, run: Run) -> None:
    for place, note in enumerate(across.get(NOTE, ())):
        if note:
            run.reading.tell("noted", str(files[place]), [int(numbers[place])], Severity.NOTED, value=note)


def _check_places(target: Target, used: Sequence[str], taken: set[tuple[str, int]], run: Run) -> None:
    """Each row of the answer comes from rows that the files have."""
    there = {place for name in used for place in _places(run.sources[name])}
    for file, row in sorted(taken):
        if row and (file, row) not in there:
            raise InvalidMapping(
                f"{run.how.name}, sql for '{target.into}': {file or 'no file'} has no row {row} that the query reads.",
                f"Hand {ROW} and {FILE} on as they are.",
            )


def _places(source: ForeignFile) -> Iterator[tuple[str, int]]:
    return zip(source.files.tolist(), source.rows.tolist(), strict=True)


def _tell_left_out(target: Target, used: Sequence[str], taken: set[tuple[str, int]], run: Run) -> None:
    """Rows of the files that the rows of the query come from, but none of them from these."""
    from_files = {file for file, _ in taken}
    for name in used:
        source = run.sources[name]
        if target.file not in {"", name}:
            continue
        if len(used) > 1 and not from_files & set(source.files.tolist()):
            run.reading.note("no_row_of_file", file=source.label, table=target.into)
            continue
        missing = np.array([place not in taken for place in _places(source)], dtype=bool)
        if missing.any():
            run.leave_out(target, source, missing, "no_row_of_query")


def _as_the_mapping_has_it(
    target: Target, key: str, texts: Texts, main: str, used: Sequence[str], files: Texts, numbers: Numbers, run: Run
) -> Texts:
    """Texts that the query left as they were, in a column of numbers or dates: read as the mapping says of the file."""
    kind = kind_of(next(column.measure for column in BY_KEY[target.into].columns() if column.key == key))
    if not used:
        return texts
    form = run.sources[main or used[0]].form
    found, bad = read_texts(texts, kind, Way(form.decimal, form.dates, form.timezone))
    for problem, mask in bad.items():
        for place in np.flatnonzero(mask):
            run.reading.tell(
                problem, str(files[place]), [int(numbers[place])], Severity.NOTED, key,
                value=texts[place], **expected(kind, form),
            )  # fmt: skip  # where, then what
    return found
