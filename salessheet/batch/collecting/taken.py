"""What of the changes that workbooks ask for can be taken, put into the files of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from salessheet.batch.collecting.book_states import BookState
from salessheet.batch.collecting.results import Done
from salessheet.batch.collecting.run import Asked, Run, heading
from salessheet.batch.collecting.table_folder import Meaning
from salessheet.data.checks.outcomes import LOST
from salessheet.data.collecting.checking import Checked, Refusal, checked, reference, refusal_of
from salessheet.data.collecting.comparison import Cells, Change, Conflict, Key, Kind, by_key, key_of
from salessheet.data.collecting.meaning import typed_text
from salessheet.data.collecting.writing import edits, hidden, in_units, places_of, records_of
from salessheet.data.table_file import TableFile
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import TABLES, Fx, Payouts, Periods, Stages, table_of

_CROSSED = frozenset({Fx.key, Payouts.key})
"""Tables that a workbook in another currency than the settings' shows converted."""

_FEW = 3
"""Cells by which a row is told that has no id."""

Naming = Mapping[str, Sequence[tuple[type[Table], Key, Cells]]]
"""An id as references compare it → the rows that name it, by their tables."""


def taken(run: Run, table: type[Table]) -> list[Done]:
    """What of the changes of a table can be taken, put into its file."""
    asked = [each for each in run.asked if each.table == table.key]
    if not asked:
        return []
    asked = [each for each in asked if not _lacks_place(run, table, each)]
    if not asked:
        return []
    file = run.folder.file(table)
    kept: list[tuple[Change, int]] = []
    frames = []
    meant: list[Meaning] = []
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
        not_taken = {(told.table, reference(told.key)) for told in run.refused if told.key}
        found = checked(table, mine, run.words(state), sheet, known, state.currency, not_taken)
        frames.append(found.frame)
        naming = _naming(run, state, table) if any(_goes(table, change) for change in mine) else {}
        for at, change in enumerate(mine):
            if _is_fit(run, state, table, (file, here, named, naming), found, at):
                kept.append((change, count + at))
                meant.append(Meaning(state.words.lang, change))
                done.append(_told(run, state, table, change))
        count += len(mine)
    if kept:
        run.folder.change(file, edits(file, kept, frames, places), meant)
    return done


def _lacks_place(run: Run, table: type[Table], asked: Asked) -> bool:
    """Whether what a row says cannot be written, for there is no table or column for it; then it is refused."""
    state, _, change = asked
    found = run.folder.lack(table, [column for column, cell in change.new.items() if cell is not None])
    if found is None:
        return False
    words = run.words(state)
    named, cell = heading(table, found.column, words), change.new.get(found.column)
    text = "" if cell is None else typed_text(cell, next(c.measure for c in table.columns() if c.key == found.column))
    facts = {"source": run.folder.name, "table": table.key, "column": found.column}
    run.refuse(state, table.key, refusal_of(words, found.kind, named, text, change.row, **facts), change.key)
    return True


def _is_fit(
    run: Run,
    state: BookState,
    table: type[Table],
    there: tuple[TableFile, Mapping[Key, tuple[int, Cells]], set[Key], Naming],
    found: Checked,
    at: int,
) -> bool:
    """`there`: the file, its rows, the ids that rows of this run were given already, and who names ids that go."""
    change, (file, here, named, naming) = found.changes[at], there
    if change.kind is Kind.DELETED:
        row = _row_refused_in_its_place(run, state, table, change)
        if row:
            run.refuse(state, table.key, refusal_of(run.words(state), "in_its_place", "", "", row), change.key)
            return False
    name = _named_anew(table, change)
    if name is not None and (name in here or name in named):
        own, column = here[name][1] if name in here else {}, table.identity()[0].key
        built, typed = (change.old or {}).get(column), change.new.get(column)
        run.clash(state, table, Conflict(change.key, column, built, typed, own.get(column), change.row, "taken"))
        return False
    if change.kind is not Kind.NEW and change.key not in here:
        told = refusal_of(run.words(state), "made_by_the_build", "", "", change.row, file=file.path.name)
        run.refuse(state, table.key, told, change.key)
        return False
    if change.kind is Kind.CHANGED:
        own = here[change.key][1]
        for column in hidden(change, own):
            run.clash(state, table, Conflict(change.key, column, (change.old or {}).get(column),
                                               change.new[column], own.get(column), change.row, "hidden"))  # fmt: skip
        if hidden(change, own):
            return False
    refusals = [
        *found.refused.get(at, ()),
        *_unstatable(run.words(state), state, table, file, change),
        *_of_a_closed_period(run.words(state), state.words, table, change),
        *(_still_named(run.words(state), table, change, naming) if _goes(table, change) else ()),
    ]
    for told in refusals:
        run.refuse(state, table.key, told, change.key)
    if not refusals and name is not None:
        named.add(name)
    return not refusals


def _goes(table: type[Table], change: Change) -> bool:
    """Whether rows that name the id of this one would name nothing: it is deleted, or gets another."""
    if change.kind is Kind.CHANGED:
        return _named_anew(table, change) is not None
    return change.kind is Kind.DELETED


def _still_named(words: Words, table: type[Table], change: Change, naming: Naming) -> Iterator[Refusal]:
    """Rows that name an id which goes, unless they are changed in the same run: they would be in no sum any more."""
    for other, key, cells in naming.get(reference(change.key[0]), ()):
        if other is not table or key != change.key:
            (identity,) = table.identity()
            typed = typed_text((change.old or {}).get(identity.key), identity.measure)
            facts = {"table": words.title(other), "key": _told_apart(cells, other)}
            yield refusal_of(words, "still_named", words.label(identity), typed, change.row, **facts)
            return


def _naming(run: Run, state: BookState, table: type[Table]) -> Naming:
    """Of tables with an id, which rows name each."""
    found: dict[str, list[tuple[type[Table], Key, Cells]]] = {}
    identity = table.identity()
    for other in TABLES if len(identity) == 1 else ():
        columns = [c.key for c in other.columns() if c.refers_to is identity[0]]
        for key, cells in _as_asked(run, state, other) if columns and run.folder.is_text(other) else ():
            for name in {reference(str(cells[c])) for c in columns if cells.get(c)}:
                found.setdefault(name, []).append((other, key, cells))
    return found


def _as_asked(run: Run, state: BookState, table: type[Table]) -> Iterator[tuple[Key, Cells]]:
    """The rows of a table as they are once all is taken that is asked of them."""
    changes = {each.change.key: each.change for each in run.asked if each.table == table.key}
    kept = state.kept.tables.get(table.key)
    identity = [c.key for c in table.identity()]
    rows = places_of(run.folder.records(table, state.words), identity, identity if kept is None else list(kept.columns))
    for key, (_, cells) in rows.items():
        change = changes.get(key)
        if change is None or change.kind is not Kind.DELETED:
            yield key, {**cells, **(change.new if change else {})}


def _row_refused_in_its_place(run: Run, state: BookState, table: type[Table], change: Change) -> int:
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
        named, text = heading(table, column, words), str(change.new[column])
        yield refusal_of(words, "unit_in_heading", named, text, change.row, file=file.path.name)
    if table.key in _CROSSED and not state.is_own and change.kind is not Kind.DELETED:
        yield refusal_of(words, "converted", "", "", change.row, file=file.path.name)


def _of_a_closed_period(words: Words, own: Words, table: type[Table], change: Change) -> Iterator[Refusal]:
    """Months are closed and opened again with their snapshots: what a cell says of it would contradict these.

    `own`: the words of the workbook.
    """
    if table is not Periods:
        return
    hash_, closed, status = Periods.hash.key, Periods.closed_on.key, Periods.status.key
    old, new = change.old or {}, change.new
    is_closed = old.get(hash_) is not None or new.get(hash_) is not None
    names_it = own.value(status, "closed") in {old.get(status), new.get(status)}
    if is_closed or names_it or new.get(closed) is not None:
        column = next(iter(new), "")
        yield refusal_of(words, "closed_period", heading(table, column, words), str(new.get(column) or ""), change.row)


def _known(run: Run, table: type[Table], mine: Sequence[Change]) -> dict[Column, set[str]]:
    """The ids that the rows may refer to: those of the data and of the files, and those just typed.

    Without a table of customers, say, nobody knows which there are, and any may be named, as in data.
    """
    found = {}
    for column in table.columns():
        home = column.choices if column.refers_to is None else column.refers_to
        if home is None or not isinstance(home, Column):
            continue
        block = home.block
        ids = {reference(str(text)) for text in run.dataset.column(home)}
        if not ids and (column.refers_to is None or table_of(home).key in run.dataset.absent):
            continue
        ids |= {LOST} if home is Stages.stage else set()
        if issubclass(block, Table) and run.folder.is_text(block):
            lines = run.folder.records(block, Words.load("en")).lines
            ids |= {reference(str(line.cells[home.key])) for line in lines if line.cells.get(home.key)}
        if block is table:
            ids |= {reference(str(change.new[home.key])) for change in mine if change.new.get(home.key)}
        found[home] = ids
    return found


def _told(run: Run, state: BookState, table: type[Table], change: Change) -> Done:
    """`old`: of a changed row the cells that differ, of one without an id all of it, for nothing else tells which."""
    key = _shown_key(change, table)
    was = change.old or {}
    shown = {c: was.get(c) for c in change.new} if change.kind is Kind.CHANGED and table.identity() else was
    place = run.place(state, table.key, change.key, change.row)
    return Done(state.path.name, *place, table.key, change.kind, key, _worded(shown, table), _worded(change.new, table))


def _worded(cells: Cells, table: type[Table]) -> str:
    measures = {c.key: c.measure for c in table.columns()}
    return "; ".join(f"{c}={typed_text(cell, measures[c])}" for c, cell in cells.items() if c in measures)


def _shown_key(change: Change, table: type[Table]) -> str:
    return _shown({**change.new, **(change.old or {})}, table)


def _shown(cells: Cells, table: type[Table]) -> str:
    return " · ".join(typed_text(cells.get(c.key), c.measure) for c in table.identity())


def _told_apart(cells: Cells, table: type[Table]) -> str:
    """A row by its id, or where rows have none, by the first of what it says."""
    said = (typed_text(cells.get(c.key), c.measure) for c in table.columns())
    return _shown(cells, table) or " · ".join(list(filter(None, said))[:_FEW])
