"""What people typed into workbooks, back into the tables that they were built from."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from salessheet.batch import kept_inputs, loose_inputs
from salessheet.batch.book_states import BookState, kept_of, state_of
from salessheet.batch.collected import inputs_after
from salessheet.batch.collecting_results import Clash, Collected, Done, Refused
from salessheet.batch.table_folder import TableFolder
from salessheet.data.audit_trail import Entry, moment
from salessheet.data.collecting.checking import (
    Checked,
    Refusal,
    checked,
    in_its_currency,
    reference,
    refusal_of,
    typed_text,
)
from salessheet.data.collecting.comparison import (
    Cells,
    Change,
    Conflict,
    Key,
    Kind,
    Line,
    alike,
    by_key,
    compared,
    key_of,
    with_ids,
)
from salessheet.data.collecting.ids import next_ids
from salessheet.data.collecting.lost_ids import lost_ids
from salessheet.data.collecting.writing import applied, hidden, in_units, places_of, records_of
from salessheet.data.commission.closing import Who
from salessheet.data.dataset import DEFAULT_LANGUAGE, Dataset
from salessheet.data.load import load
from salessheet.data.outcomes import LOST
from salessheet.data.table_file import TableFile
from salessheet.errors import InvalidOption, ProtectedWorkbook
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import BY_KEY, TABLES, Fx, Payouts, Stages
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

_CROSSED = frozenset({Fx.key, Payouts.key})
"""Tables that a workbook in another currency than the settings' shows converted."""


class _Asked(NamedTuple):
    state: BookState
    table: str
    change: Change


@dataclass(eq=False)
class _Run:
    dataset: Dataset
    folder: TableFolder
    states: list[BookState]
    lang: str | None
    asked: list[_Asked] = field(default_factory=list)
    conflicts: list[Clash] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    open: dict[Path, set[tuple[str, Key]]] = field(default_factory=lambda: defaultdict(set))
    given: dict[tuple[Path, str], list[Line]] = field(default_factory=dict)
    ids: dict[str, Iterator[str]] = field(default_factory=dict)
    names: dict[tuple[Path, str, Key], str] = field(default_factory=dict)

    def words(self, state: BookState) -> Words:
        """Those in which it is told what came of a workbook: of the language asked for, else of its own."""
        return state.words if self.lang is None else Words.load(self.lang)

    def unsettled(self, path: Path) -> set[tuple[str, Key]]:
        """What of a workbook the data does not have: rows by table and key, and inputs that are in no table by name."""
        rows = self.open[path]
        return rows | {
            (name, ()) for (book, key, row), name in self.names.items() if book == path and (key, row) in rows
        }


def collected(
    books: Iterable[Path],
    folder: Path,
    who: Who,
    *,
    is_aside: bool,
    passwords: Passwords = NO_PASSWORDS,
    lang: str | None = None,
) -> Collected:
    """What was typed into the books since they were built, written into the tables of a folder that the caller holds.

    Where the data has changed as well, differently, or a cell cannot be taken, nothing of its row is. `is_aside`: the
    folder is a copy; then what was typed still counts as not collected for the folder of the books. `lang`: in which it
    is told what is not taken; None for that of each workbook. Raises what `load`, `kept_of` and `state_of` raise,
    before anything is written; but of workbooks that no password opens only the last.
    """
    if not who.name.strip():
        raise InvalidOption("Who collects says so.", "Add --by NAME.")
    tables = TableFolder(folder)
    tables.recover()
    dataset = load(folder)
    run, unopened = _Run(dataset, tables, [], lang), []
    for path in dict.fromkeys(books):
        try:
            run.states.append(state_of(path, kept_of(path, passwords), dataset, passwords))
        except ProtectedWorkbook as error:
            unopened.append(error)
    if unopened and not run.states:
        raise unopened[0]
    for state in run.states:
        _compare(run, state)
    _between_books(run)
    done = [made for table in TABLES for made in _taken(run, table)]
    command = shlex.join(["collect", *(state.path.name for state in run.states)])
    after = {} if is_aside else _kept_after(run)
    written = _write(run, done, who, command, after)
    spoken = lang or next((state.words.lang for state in run.states), DEFAULT_LANGUAGE)
    return Collected(
        folder, tuple(done), tuple(run.conflicts), tuple(run.refused), written, tuple(unopened), Words.load(spoken)
    )


def _kept_after(run: _Run) -> dict[Path, bytes]:
    """What is kept beside each workbook once this is collected, where that is something else than before."""
    found = {s.path: inputs_after(s, run.given, run.unsettled(s.path)) for s in run.states}
    return {kept_inputs.path_of(path): raw for path, raw in found.items() if raw is not None}


def _compare(run: _Run, state: BookState) -> None:
    for key in state.kept.tables:
        table = BY_KEY[key]
        if key in state.typed.missing:
            _refuse(run, state, key, refusal_of(run.words(state), "columns_missing"), ())
            run.open[state.path].add((key, ("*",)))
        elif key in state.typed.mixed:
            told = refusal_of(run.words(state), "columns_mixed", "", state.typed.mixed[key])
            _refuse(run, state, key, told, ())
        elif table in SALES_CENTER.tables:
            _compare_table(run, state, table)
    for asked, refusals in loose_inputs.compared(state, run.folder, run.words(state)):
        for name, key, change in asked:
            run.asked.append(_Asked(state, key, change))
            run.names[state.path, key, change.key] = name
        for name, loose in refusals:
            run.refused.append(Refused(state.path.name, *_place(state, name), "", "", *loose))
            run.open[state.path].add((name, ()))


def _compare_table(run: _Run, state: BookState, table: type[Table]) -> None:
    identity, columns = [c.key for c in table.identity()], list(state.kept.tables[table.key].columns)
    data = state.data_lines(table.key)
    built, book = state.built_lines(table.key), list(state.typed.tables[table.key])
    words = run.words(state)
    if len(identity) == 1 and table.identity()[0].measure is Type.TEXT:
        lost = lost_ids(book, built, identity[0])
        for line, old in lost:
            text = typed_text(old.cells.get(identity[0]), Type.TEXT)
            told = refusal_of(words, "id_lost", words.label(table.identity()[0]), text, line.row)
            _refuse(run, state, table.key, told, key_of(old.cells, identity))
        aside = {id(line) for pair in lost for line in pair}
        book, built = ([line for line in lines if id(line) not in aside] for lines in (book, built))
        book = with_ids(book, built, data, identity[0], _fresh(run, table))
    run.given[state.path, table.key] = book
    for row in state.typed.beyond[table.key]:
        _refuse(run, state, table.key, refusal_of(words, "too_far_below", "", "", row), ("*", str(row)))
    for line in _twice(book, identity):
        typed_ids = [typed_text(line.cells.get(c.key), c.measure) for c in table.identity()]
        told = refusal_of(words, "id_twice", words.label(table.identity()[0]), " · ".join(typed_ids), line.row)
        _refuse(run, state, table.key, told, key_of(line.cells, identity))
    changes, conflicts = compared(
        by_key(built, identity, columns), by_key(book, identity, columns), by_key(data, identity, columns), identity
    )
    formulas = {(f.row, f.column): f.text for f in state.typed.formulas if f.table == table.key}
    for conflict in conflicts:
        _clash(run, state, table, conflict)
    for change in changes:
        typed = next((c for c in change.new if (change.row, c) in formulas), None)
        if typed is not None:
            text = formulas[change.row, typed]
            told = refusal_of(words, "formula", _heading(table, typed, words), text, change.row)
            _refuse(run, state, table.key, told, change.key)
        else:
            run.asked.append(_Asked(state, table.key, in_its_currency(table, change, state.currency)))


def _twice(book: Sequence[Line], identity: Sequence[str]) -> list[Line]:
    seen: set[Key] = set()
    again = []
    for line in book if identity else ():
        key = key_of(line.cells, identity)
        if key in seen:
            again.append(line)
        seen.add(key)
    return again


def _fresh(run: _Run, table: type[Table]) -> Iterator[str]:
    """The ids for a table, the same supply for all workbooks of the run."""
    return run.ids.setdefault(table.key, _unused(run, table))


def _unused(run: _Run, table: type[Table]) -> Iterator[str]:
    """Ids that no row of the file, of the data or of a workbook of this run has; looked for once one is wanted."""
    column = table.identity()[0].key
    typed = [line.cells.get(column) for state in run.states for line in state.typed.tables.get(table.key, ())]
    kept = [state.kept.tables[table.key] for state in run.states if table.key in state.kept.tables]
    there = [line.cells[column] for line in run.folder.records(table, Words.load("en")).lines]
    known = [
        *typed,
        *(text for each in kept for text in each.given.values()),
        *run.dataset.table(table)[column],
        *there,
    ]
    yield from next_ids([typed_text(cell, Type.TEXT) for cell in known if cell], table.key[:1].upper())


def _between_books(run: _Run) -> None:
    """Of what two workbooks did to the same row, what they did alike counts once; what they did not, is a conflict."""
    by_row: dict[tuple[str, Key], list[_Asked]] = defaultdict(list)
    for asked in run.asked:
        by_row[asked.table, asked.change.key].append(asked)
    run.asked = []
    for (key, row), several in by_row.items():
        first, *others = several
        has_name = bool(BY_KEY[key].identity())
        if not has_name and first.change.kind is Kind.NEW:
            run.asked += several
        elif all(_is_same(first.change, other.change) for other in others):
            run.asked.append(first)
        else:
            for asked in several:
                other = next(each for each in several if each is not asked)
                column = next(iter({**asked.change.new, **other.change.new}), "")
                theirs = other.change.new.get(column)
                _clash(run, asked.state, BY_KEY[key], Conflict(
                    row, column, (asked.change.old or {}).get(column), asked.change.new.get(column), theirs,
                    asked.change.row, f"in_{other.state.path.name}"))  # fmt: skip


def _is_same(one: Change, other: Change) -> bool:
    return one.kind is other.kind and all(alike(one.new.get(c), other.new.get(c)) for c in {*one.new, *other.new})


def _taken(run: _Run, table: type[Table]) -> list[Done]:
    """What of the changes of a table can be taken, put into its file."""
    asked = [each for each in run.asked if each.table == table.key]
    if not asked:
        return []
    file = run.folder.file(table)
    kept: list[tuple[Change, int]] = []
    frames = []
    done: list[Done] = []
    places: dict[Key, tuple[int, Cells]] = {}
    named: set[Key] = set()
    count = 0
    for state in run.states:
        mine = [each.change for each in asked if each.state is state]
        if not mine:
            continue
        mine.sort(key=lambda change: change.kind is Kind.DELETED)  # once it is known what may stand in their place
        identity = [c.key for c in table.identity()]
        columns = list(state.kept.tables[table.key].columns) if table.key in state.kept.tables else identity
        here = places_of(records_of(file, state.words), identity, columns)
        places.update({change.key: here[change.key] for change in mine if change.key in here})
        sheet, known = state.typed.sheets.get(table.key, ""), _known(run, table, mine)
        found = checked(table, mine, run.words(state), sheet, known, state.currency)
        frames.append(found.frame)
        for at, change in enumerate(mine):
            if _is_fit(run, state, table, (file, here, named), found, at):
                kept.append((change, count + at))
                done.append(_told(state, table, change))
        count += len(mine)
    if kept:
        run.folder.put(applied(file, kept, frames, places))
    return done


def _is_fit(
    run: _Run,
    state: BookState,
    table: type[Table],
    there: tuple[TableFile, Mapping[Key, tuple[int, Cells]], set[Key]],
    found: Checked,
    at: int,
) -> bool:
    """`there`: the file, its rows, and the ids that rows of this run were given already."""
    change, (file, here, named) = found.changes[at], there
    if change.kind is Kind.DELETED:
        row = _row_refused_in_its_place(run, state, table, change)
        if row:
            _refuse(run, state, table.key, refusal_of(run.words(state), "in_its_place", "", "", row), change.key)
            return False
    name = _named_anew(table, change)
    if name is not None and (name in here or name in named):
        own, column = here[name][1] if name in here else {}, table.identity()[0].key
        built, typed = (change.old or {}).get(column), change.new.get(column)
        _clash(run, state, table, Conflict(change.key, column, built, typed, own.get(column), change.row, "taken"))
        return False
    if change.kind is not Kind.NEW and change.key not in here:
        told = refusal_of(run.words(state), "made_by_the_build", "", "", change.row, file=file.path.name)
        _refuse(run, state, table.key, told, change.key)
        return False
    if change.kind is Kind.CHANGED:
        own = here[change.key][1]
        for column in hidden(change, own):
            _clash(run, state, table, Conflict(change.key, column, (change.old or {}).get(column),
                                               change.new[column], own.get(column), change.row, "hidden"))  # fmt: skip
        if hidden(change, own):
            return False
    refusals = [*found.refused.get(at, ()), *_unstatable(run.words(state), state, table, file, change)]
    for told in refusals:
        _refuse(run, state, table.key, told, change.key)
    if not refusals and name is not None:
        named.add(name)
    return not refusals


def _row_refused_in_its_place(run: _Run, state: BookState, table: type[Table], change: Change) -> int:
    """The row where a deleted one stood and where one stands that is not taken: taking half would lose it; else 0."""
    if table.key not in state.kept.tables:
        return 0
    identity, columns = [c.key for c in table.identity()], list(state.kept.tables[table.key].columns)
    old = by_key(state.built_lines(table.key), identity, columns).get(change.key)
    told = {(each.book, each.table, each.row) for each in run.refused}
    told |= {(each.book, each.table, each.row) for each in run.conflicts}
    return old.row if old is not None and (state.path.name, table.key, old.row) in told else 0


def _named_anew(table: type[Table], change: Change) -> Key | None:
    """The key that a new row has, or a row whose key was changed; None where there is none of either."""
    identity = [c.key for c in table.identity()]
    if not identity or change.kind is Kind.DELETED:
        return None
    key = change.key if change.kind is Kind.NEW else key_of({**(change.old or {}), **change.new}, identity)
    return key if change.kind is Kind.NEW or key != change.key else None


def _unstatable(
    words: Words, state: BookState, table: type[Table], file: TableFile, change: Change
) -> Iterator[Refusal]:
    """What the file states in a unit or a currency that is not the workbook's."""
    for column in sorted(set(change.new) & in_units(file)):
        heading, text = _heading(table, column, words), str(change.new[column])
        yield refusal_of(words, "unit_in_heading", heading, text, change.row, file=file.path.name)
    if table.key in _CROSSED and not state.is_own and change.kind is not Kind.DELETED:
        yield refusal_of(words, "converted", "", "", change.row, file=file.path.name)


def _known(run: _Run, table: type[Table], mine: Sequence[Change]) -> dict[Column, set[str]]:
    """The ids that the rows may refer to: those of the data and of the files, and those just typed."""
    found = {}
    for column in table.columns():
        home = column.choices if column.refers_to is None else column.refers_to
        if home is None or not isinstance(home, Column):
            continue
        block = home.block
        ids = {reference(str(text)) for text in run.dataset.column(home)}
        if column.refers_to is None and not ids:
            continue
        ids |= {LOST} if home is Stages.stage else set()
        if issubclass(block, Table) and run.folder.is_text(block):
            lines = run.folder.records(block, Words.load("en")).lines
            ids |= {reference(str(line.cells[home.key])) for line in lines if line.cells.get(home.key)}
        if block is table:
            ids |= {reference(str(change.new[home.key])) for change in mine if change.new.get(home.key)}
        found[home] = ids
    return found


def _write(run: _Run, done: Sequence[Done], who: Who, command: str, after: Mapping[Path, bytes]) -> tuple[str, ...]:
    """What is kept goes with the tables: else a row that was typed with blanks would be taken as another one again."""
    if not done and not after:
        return ()
    names = run.folder.names
    entries = [
        Entry(moment(who.now), who.name.strip(), f"{command} ({d.book})", names[d.table], d.table, d.key, d.old, d.new)
        for d in done
    ]
    return run.folder.write(entries, after)


def _told(state: BookState, table: type[Table], change: Change) -> Done:
    key = _shown_key(change, table)
    old = (
        ""
        if change.old is None
        else _worded(change.old if change.kind is Kind.DELETED else {c: change.old.get(c) for c in change.new}, table)
    )
    sheet = state.typed.sheets.get(table.key, "")
    return Done(state.path.name, sheet, change.row, table.key, change.kind, key, old, _worded(change.new, table))


def _worded(cells: Cells, table: type[Table]) -> str:
    measures = {c.key: c.measure for c in table.columns()}
    return "; ".join(f"{c}={typed_text(cell, measures[c])}" for c, cell in cells.items() if c in measures)


def _shown_key(change: Change, table: type[Table]) -> str:
    cells = {**change.new, **(change.old or {})}
    return " · ".join(typed_text(cells.get(c.key), c.measure) for c in table.identity())


def _heading(table: type[Table], key: str, words: Words) -> str:
    return next((words.label(c) for c in table.columns() if c.key == key), "")


def _clash(run: _Run, state: BookState, table: type[Table], found: Conflict) -> None:
    run.open[state.path].add((table.key, found.key))
    run.conflicts.append(
        Clash(
            state.path.name,
            state.typed.sheets.get(table.key, ""),
            found.row,
            table.key,
            " · ".join(part for part in found.key if part),
            found.column,
            found.built,
            found.book,
            found.data,
            found.why,
        )
    )


def _place(state: BookState, name: str) -> tuple[str, int]:
    """Where an input stands that is in no table; of several cells the first."""
    return state.typed.places.get(name, ("", 0))


def _refuse(run: _Run, state: BookState, table: str, found: Refusal, key: Key) -> None:
    run.open[state.path].add((table, key))
    name = run.names.get((state.path, table, key))
    sheet, row = (state.typed.sheets.get(table, ""), found.row) if name is None else _place(state, name)
    run.refused.append(
        Refused(
            state.path.name,
            sheet,
            row,
            table,
            " · ".join(part for part in key if part),
            found.column,
            found.value,
            found.wrong,
            found.mend,
        )
    )
