"""Files of another system as a mapping reads them: columns of text, each row with its file and number.

What does not fit is told once a file, whatever is made of it afterwards: rows with too many or too few fields, numbers
and dates that cannot be read as the mapping says, errors of cells.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.heading_levels import in_one_row, unit_above
from salessheet.data.importing.headings import answering, are_of, meant, named, resembling, unlike
from salessheet.data.importing.mapping import FileForm
from salessheet.data.importing.mapping import Mapping as HowTo
from salessheet.data.importing.values import Kind, Way, as_usual, read_texts
from salessheet.data.problems import Problem, worded
from salessheet.data.reading import delimited, parquet, report_lines, spreadsheets
from salessheet.data.reading.grids import TYPED, Grid, TextForm, in_short, in_words
from salessheet.data.reading.headed import SEARCHED, Headed, Texts, below, first_that_names_all, fullest, headed
from salessheet.data.reading.merged_cells import filled_down
from salessheet.data.sources import BOOKS, column_letters, normal
from salessheet.data.values import Mask, number, trimmed
from salessheet.errors import InvalidMapping, MissingLibrary, UnreadableSource
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity

_KEPT_AS_TEXT = re.compile(r'\A\s*="([^"]*)"\s*\Z')


@dataclass(frozen=True, eq=False)
class ForeignFile:
    """The rows of one kind of file. `columns`: by heading; `files` and `rows`: where each row stands.

    Headings are unlike each other, whatever their case and blanks: of two that are alike, each is numbered. `typed`:
    which cells hold texts that look like numbers, by heading; None for all of a text file, {} for none of a workbook.
    `merged`: which cells hold what one above holds that they are merged with, by heading.
    `since_1904`: whether days are counted from then. `unit`: in what a line above the table says that money is.
    """

    form: FileForm
    label: str
    columns: Mapping[str, Texts]
    files: Texts
    rows: npt.NDArray[np.int64]
    doubled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    typed: Mapping[str, Mask] | None = None
    merged: Mapping[str, Mask] = field(default_factory=dict)
    since_1904: bool = False
    unit: str = ""

    @property
    def length(self) -> int:
        return len(self.rows)

    def only(self, kept: Mask) -> ForeignFile:
        """The rows where the mask is set."""
        return dataclasses.replace(
            self,
            columns={heading: texts[kept] for heading, texts in self.columns.items()},
            files=self.files[kept],
            rows=self.rows[kept],
            typed=None if self.typed is None else {heading: mask[kept] for heading, mask in self.typed.items()},
            merged={heading: mask[kept] for heading, mask in self.merged.items()},
        )

    def way(self, dates: tuple[str, ...] = (), decimal: str = "") -> Way:
        """How its numbers and dates are written; `dates` and `decimal` count before those of the file."""
        form = self.form
        is_text = self.typed is None
        return Way(
            decimal or form.decimal, (*dates, *form.dates), form.timezone, is_text=is_text, since_1904=self.since_1904
        )

    def marked(self, name: str) -> Texts:
        """A column in which TYPED stands before the texts of a workbook that look like numbers."""
        texts, typed = self.column(name), (self.typed or {}).get(self.known(name) or "")
        return texts if typed is None else np.where(typed, TYPED + texts, texts).astype(object)

    def merged_in(self, name: str) -> Mask:
        """Which cells of a column are merged with one above that holds something."""
        return self.merged.get(self.known(name) or "", np.zeros(self.length, dtype=bool))

    def known(self, name: str) -> str | None:
        """The heading that a name means, if there is one: of its own, else of the other names it may have."""
        there = answering(self.columns)
        return next((there[asked] for asked in meant(self.form, name) if asked in there), None)

    def column(self, name: str) -> Texts:
        found = self.known(name)
        if found is not None:
            return self.columns[found]
        if normal(name) in self.doubled:
            choices = " or ".join(f"'{choice}'" for choice in self.doubled[normal(name)])
            raise InvalidMapping(
                f"{self.label}: the heading '{name}' stands more than once.", f"Say which is meant: {choices}."
            )
        raise InvalidMapping(
            f"{self.label}: the column '{name}' is missing.",
            f"The file has {', '.join(self.columns)}. Mend the file, or the mapping.",
        )


@dataclass(frozen=True)
class LeftOut:
    """Rows of a file that are in no row of a table, because the mapping says so. `rows` ascend.

    `table` is blank where they are rows of no table at all.
    """

    table: str
    file: str
    why: str
    rows: tuple[int, ...]


@dataclass(eq=False)
class Reading:
    """What was found in the files besides their rows: `problems` of their cells, rows `left_out`, `notes` on them."""

    words: Words
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, key: str, /, **facts: object) -> None:
        """What people should know of a file, in the language asked for; `key`: of the section `imported`."""
        self.notes.append(self.words.text(f"imported.{key}").format(**facts))

    def why(self, key: str, /, **facts: object) -> str:
        """Why rows are left out."""
        return self.words.text(f"imported.why.{key}").format(**facts)

    def tell(
        self, kind: str, file: str, rows: Iterable[int], severity: Severity, column: str = "", /, **facts: object
    ) -> None:
        """The same problem in each of the rows of a file; without rows, of the whole file."""
        wrong, mend = worded(self.words, kind, **facts)
        self.problems += [Problem(file, int(row), column, wrong, mend, severity, kind=kind) for row in rows or (0,)]


def read_files(
    how: HowTo, files: Iterable[Path], asked: Mapping[str, Mapping[str, str]], reading: Reading, encoding: str = ""
) -> dict[str, ForeignFile]:
    """What the mapping calls each file → the file. Folders stand for the files in them.

    `asked`: the headings that the mapping reads of each, by their normal names; the row that has them is the heading.
    Raises UnreadableSource for what is missing or cannot be read.
    """
    paths: dict[str, list[Path]] = {}
    given = _listed(files)
    for path, form in zip(given, _forms(given, how, encoding), strict=True):
        if not isinstance(form, FileForm):
            reading.note("other_file" if form else "unknown_file", file=path.name, mapping=how.name, **form)
            continue
        alike = paths.setdefault(form.name, [])
        if alike and not form.many:
            raise UnreadableSource(
                path, f"both this and {alike[0].name} are the file '{form.name}'.",
                "Give one of them, or say many = true in the mapping to read them as one.",
            )  # fmt: skip  # a sentence, a line
        alike.append(path)
    for form in how.files.values():
        if form.name not in paths and not form.optional:
            unknown = ", ".join(path.name for path in given if not any(path in known for known in paths.values()))
            raise UnreadableSource(
                form.names[0],
                f"{how.name} needs this file, and it was not given.",
                f"Add it; or mend the names or headings of {unknown}, which {how.name} does not know."
                if unknown
                else "Add it.",
            )
    return {
        name: _joined(
            how.files[name],
            [part for path in found for part in _read_all(path, how.files[name], asked[name], reading, encoding)],
        )
        for name, found in paths.items()
    }


def _forms(paths: Sequence[Path], how: HowTo, encoding: str) -> list[FileForm | dict[str, str]]:
    """What each file is; of one that is none of the mapping's, what it is not though its name says so, if it does.

    By the headings that only this kind of file has, where the mapping says which these are. By its name only where no
    other file has these headings: one of a like name is another export.
    """
    by_headings = [_by_headings(path, how, encoding) for path in paths]
    known = {form.name for form in by_headings if form is not None}
    found: list[FileForm | dict[str, str]] = []
    for path, form in zip(paths, by_headings, strict=True):
        named = next((form for form in how.files.values() if _is_one(path, form)), None) if form is None else form
        if named is None:
            found.append({})
        elif form is None and named.name in known:
            headings = ", ".join(f"'{heading}'" for heading in named.known_by)
            found.append({"headings": headings, "kind": named.name})
        else:
            found.append(named)
    return found


def _by_headings(path: Path, how: HowTo, encoding: str) -> FileForm | None:
    grids: dict[tuple[object, ...], list[Grid]] = {}
    for form in how.files.values():
        if form.known_by:
            way = (form.encoding, form.delimiter, form.sheet, path.suffix.lower() in BOOKS and _marked(form))
            if way not in grids:
                grids[way] = _grids_if_any(path, form, encoding)
            if any(are_of(grid, form) for grid in grids[way]):
                return form
    return None


def _grids_if_any(path: Path, form: FileForm, encoding: str) -> list[Grid]:
    """None where the file cannot be read; one that comes by a known name is told of when it is read in earnest."""
    try:
        return [in_one_row(grid) for grid in _grids(path, form, encoding).values()]
    except (UnreadableSource, MissingLibrary):
        return []


def _is_one(path: Path, form: FileForm) -> bool:
    return any(fnmatch(path.name.casefold(), pattern.casefold()) for pattern in form.names)


def _listed(files: Iterable[Path]) -> list[Path]:
    """The files, and those in the folders, each once, in the order given."""
    listed: list[Path] = []
    for path in files:
        try:
            if not path.exists():
                raise UnreadableSource(path, "there is no such file or folder.", "Check the path.")
            inside = path.is_dir()
            found = sorted(child for child in path.iterdir() if child.is_file()) if inside else [path]
        except OSError as error:
            raise UnreadableSource(
                path, f"it cannot be opened ({error.strerror}).", "Check its permissions."
            ) from error
        listed += [file for file in found if not inside or not _is_no_export(file)]
    return list({file.resolve(): file for file in reversed(listed)}.values())[::-1]


def _is_no_export(file: Path) -> bool:
    """Hidden files, locks of open workbooks, and mappings, which may stand beside what they read."""
    return file.name.startswith((".", "~$")) or file.suffix == ".toml"


def _read_all(
    path: Path, form: FileForm, asked: Mapping[str, str], reading: Reading, encoding: str
) -> Iterator[ForeignFile]:
    """A text file, or of a workbook the first sheet with all headings, else the first; all such sheets of `many`."""
    grids = _grids(path, form, encoding)
    several = grids if len(grids) > 1 else {}
    fitting = [name for name, grid in several.items() if _names_all(grid, form, asked)] or [*grids][:1]
    read = fitting if form.many else fitting[:1]
    alike, others = fitting[len(read) :], [name for name in grids if name not in fitting]
    if alike:
        reading.tell("sheets_alike", path.name, (), Severity.NOTED, sheet=read[0], sheets=_quoted(alike))
    if others:
        reading.note("sheets", file=path.name, read=_quoted(read), others=_quoted(others))
    for name in read:
        label = path.name if len(read) == 1 else f"{path.name} · {name}"
        yield _read(path, label, grids[name], form, asked, reading)


def _names_all(grid: Grid, form: FileForm, asked: Mapping[str, str]) -> bool:
    """Whether a row in which a heading may stand has all that the mapping reads; False where it reads none by name."""
    by_name = bool(asked) and not form.headings and form.skip is None
    names = partial(named, form=form)
    return by_name and first_that_names_all(_levelled(grid, form), names, set(asked)) is not None


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{in_short(name)}'" for name in names)


def _read(
    path: Path, label: str, written: Grid, form: FileForm, asked: Mapping[str, str], reading: Reading
) -> ForeignFile:
    grid = _levelled(written, form)
    if grid.doubts:
        facts = {"encoding": grid.encoding, "others": in_words(grid.doubts)}
        reading.tell("doubtful_encoding", label, (), Severity.NOTED, **facts)
    found = _under_heading(path, grid, form, asked)
    if grid is not written:
        called = ", ".join(f"'{heading.removeprefix(TYPED)}'" for heading in found.headings if heading)
        reading.note("two_rows", file=label, columns=called)
    names, doubled = unlike([heading.removeprefix(TYPED) for heading in found.headings])
    if doubled:
        either = reading.words.text("imported.either")
        said = "; ".join(either.join(f"'{choice}'" for choice in choices) for choices in doubled.values())
        reading.note("doubled", file=label, names=said)
    no_records = _no_records(found, form)
    fits = np.ones(len(found.rows), dtype=bool)
    for why, places in no_records.items():
        fits[places] = False
        reading.left_out.append(LeftOut("", label, reading.why(why), tuple(int(found.rows[place]) for place in places)))
    for row in found.ragged:
        if not fits[row.place]:
            continue
        kind = "too_many_cells" if row.found > row.expected else "too_few_cells"
        at = int(found.rows[row.place])
        reading.tell(kind, label, [at], Severity.REFUSED, found=row.found, expected=row.expected)
        fits[row.place] = False
    found, below = filled_down(found, grid.merged)
    found = found if fits.all() else found.only(fits)
    unnamed = [column_letters(place) for place in found.unnamed()]
    if unnamed:
        reading.note("unnamed", file=label, columns=", ".join(unnamed))
    columns = {
        name: _trimmed(found.column(place), form.blank, is_text=grid.is_text)
        for place, name in enumerate(names)
        if name
    }
    typed = {name: np.array([text.startswith(TYPED) for text in column], bool) for name, column in columns.items()}
    columns = {name: _untyped(column) if typed[name].any() else column for name, column in columns.items()}
    merged = {name: below[place][fits] for place, name in enumerate(names) if name and place in below}
    files = np.full(len(found.rows), label, dtype=object)
    return ForeignFile(
        form,
        label,
        columns,
        files,
        found.rows,
        doubled,
        None if grid.is_text else typed,
        merged,
        since_1904=grid.since_1904,
        unit=unit_above(grid, int(found.rows[0])) if len(found.rows) else "",
    )


def _levelled(grid: Grid, form: FileForm) -> Grid:
    """The grid with a heading of two rows in one, unless the mapping itself says the headings."""
    first = next((place for place, (row, _) in enumerate(grid.rows) if row > (form.skip or 0)), 0)
    return grid if form.headings else in_one_row(grid, first)


def _no_records(found: Headed, form: FileForm) -> dict[str, list[int]]:
    """The places of rows that are no records, by what they are: headings again, totals, lines below the table."""
    heads = report_lines.group_heads(found.cells, lambda text: number(as_usual(text, form.decimal)))
    totals = report_lines.totals(found.cells, lambda text: number(as_usual(text, form.decimal))) if not heads else []
    below_it = report_lines.closing_lines(found.cells, found.rows.tolist(), len(found.headings), totals)
    again = set(found.again)
    kinds = {
        "again": sorted(again),
        "group": heads,
        "total": [place for place in totals if place not in again],
        "line": [place for place in below_it if place not in (*again, *totals)],
    }
    return {why: places for why, places in kinds.items() if places}


def _grids(path: Path, form: FileForm, encoding: str) -> dict[str, Grid]:
    """What may hold the table, by the names of sheets: the sheet that the mapping names, else all that hold anything.

    A text file has one, without a name.
    """
    if path.suffix.lower() == ".parquet":
        return {"": parquet.table(path, lambda _: True, with_zones=True).as_grid()}
    if path.suffix.lower() not in BOOKS:
        return {"": delimited.grid(path, TextForm(encoding or form.encoding, form.delimiter))}
    sheets = spreadsheets.sheets(path, marked=_marked(form))
    if not form.sheet:
        return {name: grid for name, grid in sheets.items() if grid.rows} or {"": Grid([])}
    found = {name: grid for name, grid in sheets.items() if normal(name) == normal(form.sheet)}
    if not found:
        raise UnreadableSource(path, f"there is no sheet '{form.sheet}'.", f"Its sheets are {', '.join(sheets)}.")
    return dict([next(iter(found.items()))])


def _marked(form: FileForm) -> bool:
    """Whether it matters which numbers of a workbook were typed as text."""
    return form.decimal != "." or bool(form.percents)


def _under_heading(path: Path, grid: Grid, form: FileForm, asked: Mapping[str, str]) -> Headed:
    """By the word of the mapping, else below the first row that names all it reads, else below the first full one."""
    if not grid.rows:
        raise UnreadableSource(path, "it is empty.", "It needs a header row, then a row for each record.")
    first = next((i for i, (row, _) in enumerate(grid.rows) if row > (form.skip or 0)), len(grid.rows))
    if form.headings or form.skip is not None:
        if first == len(grid.rows):
            raise UnreadableSource(path, f"there is nothing below row {form.skip}.", "Mend 'skip' in the mapping.")
        return below(form.headings, grid, first) if form.headings else headed(grid, first)
    if not asked:
        return headed(grid, fullest(grid))
    start = first_that_names_all(grid, partial(named, form=form), set(asked))
    if start is None:
        raise _headless(path, grid, form, asked)
    return headed(grid, start)


def _headless(path: Path, grid: Grid, form: FileForm, asked: Mapping[str, str]) -> InvalidMapping:
    rows = [row for _, row in grid.rows[:SEARCHED]]
    nearest = max(rows, key=lambda row: (len(asked.keys() & named(row, form)), len(list(filter(str.strip, row)))))
    there = [cell.strip().removeprefix(TYPED) for cell in nearest if cell.strip()]
    lacking = [heading for name, heading in asked.items() if name not in named(nearest, form)]
    said = [heading + resembling(heading, there, "; the file has '{}'") for heading in lacking]
    return InvalidMapping(
        f"{path}: no row of the first {SEARCHED} has all headings the mapping reads; missing: {', '.join(said)}.",
        f"The row that comes nearest has {', '.join(there)}. Mend the file, or the mapping.",
    )


def _untyped(texts: Texts) -> Texts:
    return np.array([text.removeprefix(TYPED) for text in texts], dtype=object)


def _trimmed(texts: Texts, blank: tuple[str, ...] = (), *, is_text: bool = False) -> Texts:
    """Without what nobody sees at the ends of texts, and "" for any of the texts `blank`, whatever their case.

    `is_text`: of a text file, where ="00123" is 00123, written so that a spreadsheet keeps the zeros.
    Other characters that no cell has are for loading to tell.
    """
    codes, different = pd.factorize(texts)
    if len(codes) == 0:
        return texts
    nothing = {trimmed(text).casefold() for text in blank}
    each = [trimmed(_KEPT_AS_TEXT.sub(r"\1", text) if is_text else text) for text in different]
    kept = ["" if nothing and text.removeprefix(TYPED).casefold() in nothing else text for text in each]
    return np.array(kept, dtype=object)[codes]


def _joined(form: FileForm, parts: list[ForeignFile]) -> ForeignFile:
    """Several files of one kind, one below the other; a column that one of them lacks is blank there."""
    if len(parts) == 1:
        return parts[0]
    units = dict.fromkeys(part.unit for part in parts if part.length)
    if len(units) > 1:
        said = ", ".join(f"'{unit}'" if unit else "none" for unit in units)
        raise UnreadableSource(
            form.names[0],
            f"lines above the tables of these files say different units of money: {said}.",
            "Write the unit behind the headings, such as Amount (EUR), or import the files one by one.",
        )
    headings = dict.fromkeys(normal(heading) for part in parts for heading in part.columns)
    columns = {}
    for name in headings:
        written = next(found for part in parts if (found := part.known(name)) is not None)
        blocks = [
            part.columns[found] if (found := part.known(name)) is not None else np.full(part.length, "", dtype=object)
            for part in parts
        ]
        columns[written] = np.concatenate(blocks)
    return dataclasses.replace(
        parts[0],
        label=form.names[0],
        unit=next(iter(units), ""),
        columns=columns,
        files=np.concatenate([part.files for part in parts]),
        rows=np.concatenate([part.rows for part in parts]),
        doubled={name: choices for part in parts for name, choices in part.doubled.items()},
        typed=None if all(part.typed is None for part in parts) else _typed(parts, columns),
        merged={
            name: np.concatenate([part.merged_in(name) for part in parts])
            for name in columns
            if any(part.known(name) in part.merged for part in parts)
        },
    )


def _typed(parts: Sequence[ForeignFile], headings: Iterable[str]) -> dict[str, Mask]:
    """The same of several files, some of which are workbooks: what stands in a text file was typed."""
    return {heading: np.concatenate([_typed_in(part, heading) for part in parts]) for heading in headings}


def _typed_in(part: ForeignFile, heading: str) -> Mask:
    none = np.zeros(part.length, dtype=bool)
    return ~none if part.typed is None else part.typed.get(part.known(heading) or "", none)


def converted(
    file: ForeignFile,
    name: str,
    kind: Kind,
    reading: Reading,
    dates: tuple[str, ...] = (),
    where: Mask | None = None,
    decimal: str = "",
) -> Texts:
    """A column with its values as loading reads them: 1234.56, 2026-06-01; what cannot be read is told, and blank.

    Only what the mapping says something of is looked at; the rest is left to the loading. `dates` are forms that count
    before those of the file, and so does `decimal`. `where`: the rows that matter, so that only they are told of.
    """
    texts = file.marked(name) if kind in {Kind.NUMBER, Kind.PERCENT} else file.column(name)
    found, bad = read_texts(texts, kind, file.way(dates, decimal))
    for problem, mask in bad.items():
        matters = mask if where is None else mask & where
        tell_each(file, name, problem, matters, reading, **expected(kind, file.form, dates, decimal))
    return found


def tell_each(file: ForeignFile, name: str, kind: str, where: Mask, reading: Reading, /, **facts: object) -> None:
    """A problem in each row where the mask is set, quoting the value of the column."""
    texts, heading = file.column(name), file.known(name) or name
    for place in np.flatnonzero(where):
        row = [int(file.rows[place])]
        reading.tell(
            kind, str(file.files[place]), row, Severity.NOTED, heading,
            value=texts[place], column=heading, **facts,
        )  # fmt: skip  # where, then what


def expected(kind: Kind, form: FileForm, dates: tuple[str, ...] = (), decimal: str = "") -> Mapping[str, object]:
    """How a value of a kind is written as the mapping has it."""
    forms = ", ".join((*dates, *form.dates)) or "2026-06-01"
    return {"example": forms if kind is Kind.DAY else "1.234,56" if (decimal or form.decimal) == "," else "1,234.56"}


def left_over(file: ForeignFile, used: Iterable[str]) -> Iterator[str]:
    """The headings of a file that nothing uses."""
    taken = {normal(file.known(name) or name) for name in used}
    return (heading for heading in file.columns if normal(heading) not in taken)
