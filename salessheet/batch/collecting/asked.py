"""What people typed asks of the tables: workbooks compared with what was built, the data, and each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from salessheet.batch.collecting import loose_inputs
from salessheet.batch.collecting.book_states import BookState
from salessheet.batch.collecting.results import Refused
from salessheet.batch.collecting.run import Asked, Run, heading, place_of_input
from salessheet.data.collecting.checking import in_its_currency, refusal_of
from salessheet.data.collecting.comparison import (
    Change,
    Conflict,
    Key,
    Kind,
    Line,
    Rows,
    alike,
    by_key,
    compared,
    key_of,
    moved_rows,
    with_ids,
)
from salessheet.data.collecting.ids import next_ids
from salessheet.data.collecting.lost_ids import lost_ids
from salessheet.data.collecting.meaning import typed_text
from salessheet.data.problems import shown
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Type
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import BY_KEY


def compare(run: Run, state: BookState) -> None:
    """What a workbook asks for, and what of it can be refused without the tables' files."""
    strange = [("strange_sheet", sheet) for sheet in state.typed.strange]
    for kind, sheet in [("another_copy", ""), *strange] if state.is_another_copy else strange:
        told = refusal_of(run.words(state), kind)
        run.refused.append(Refused(state.path.name, sheet, 0, "", "", "", "", told.wrong, told.mend))
    for kind, area, text in state.typed.elsewhere:
        told = refusal_of(run.words(state), kind, area.address, text)
        run.refused.append(
            Refused(state.path.name, area.sheet, area.top, "", "", told.column, shown(text), told.wrong, told.mend)
        )
    for key in state.kept.tables:
        table = BY_KEY[key]
        if key in state.typed.missing:
            run.refuse(state, key, refusal_of(run.words(state), "columns_missing", "", state.typed.missing[key]), ())
            run.open[state.path].add((key, ("*",)))
        elif key in state.typed.mixed:
            told = refusal_of(run.words(state), "columns_mixed", "", state.typed.mixed[key])
            run.refuse(state, key, told, ())
        elif table in SALES_CENTER.tables:
            _compare_table(run, state, table)
    for asked, refusals in loose_inputs.compared(state, run.folder, run.words(state)):
        for name, key, change in asked:
            run.asked.append(Asked(state, key, change))
            run.names[state.path, key, change.key] = name
        for name, loose in refusals:
            run.refused.append(Refused(state.path.name, *place_of_input(state, name), "", "", *loose))
            run.open[state.path].add((name, ()))


def _compare_table(run: Run, state: BookState, table: type[Table]) -> None:
    identity, columns = [c.key for c in table.identity()], list(state.kept.tables[table.key].columns)
    data = state.data_lines(table.key)
    built, book = state.built_lines(table.key), list(state.typed.tables[table.key])
    words = run.words(state)
    if _is_id(table):
        lost = lost_ids(book, built, identity[0])
        for line, old in lost:
            text = typed_text(old.cells.get(identity[0]), Type.TEXT)
            told = refusal_of(words, "id_lost", words.label(table.identity()[0]), text, line.row)
            run.refuse(state, table.key, told, key_of(old.cells, identity))
        aside = {id(line) for pair in lost for line in pair}
        book, built = ([line for line in lines if id(line) not in aside] for lines in (book, built))
        book = with_ids(book, built, data, identity[0], _fresh(run, table))
    book = _owners_first(book, by_key(built, identity, columns), identity)
    run.given[state.path, table.key] = book
    for row in state.typed.beyond[table.key]:
        run.refuse(state, table.key, refusal_of(words, "too_far_below", "", "", row), ("*", str(row)))
    for line in _twice(book, identity):
        typed_ids = [typed_text(line.cells.get(c.key), c.measure) for c in table.identity()]
        kind = "id_twice" if _is_id(table) else "row_twice"
        told = refusal_of(words, kind, words.label(table.identity()[0]), " · ".join(typed_ids), line.row)
        run.refuse(state, table.key, told, key_of(line.cells, identity))
    states = by_key(built, identity, columns), by_key(book, identity, columns), by_key(data, identity, columns)
    changes, conflicts = compared(*states, identity)
    spoken_of = {change.key for change in changes} | {conflict.key for conflict in conflicts}
    _tell_of_put_back(run, state, table, states, spoken_of)
    if table.from_top:
        _compare_order(run, state, table, *states)
    formulas, covered = (
        {(f.row, f.column): f.text for f in found if f.table == table.key}
        for found in (state.typed.formulas, state.typed.covered)
    )
    for conflict in conflicts:
        run.clash(state, table, conflict)
    shares = {(s.row, s.column): s.text for s in state.typed.shares if s.table == table.key}
    for found in changes:
        change = replace(found, new={c: shares.get((found.row, c), cell) for c, cell in found.new.items()})
        untyped = {**formulas, **covered}
        typed = next((c for c in change.new if (change.row, c) in untyped), None)
        if typed is not None:
            place = change.row, typed
            kind = "formula" if place in formulas else "merged"
            told = refusal_of(words, kind, heading(table, typed, words), untyped[place], change.row)
            run.refuse(state, table.key, told, change.key)
        else:
            run.asked.append(Asked(state, table.key, in_its_currency(table, change, state.currency)))


def _tell_of_put_back(
    run: Run, state: BookState, table: type[Table], states: tuple[Rows, Rows, Rows], told: Collection[Key]
) -> None:
    """Rows that were collected, and that the data says again as before: tables were restored, or exported anew.

    `told`: rows of which something else is said. Nothing is taken: who wrote the data last may have meant it.
    """
    if not state.kept.earlier:
        return
    identity, columns = [c.key for c in table.identity()], list(state.kept.tables[table.key].columns)
    kept = by_key(state.built_lines(table.key), identity, columns)
    first = by_key(state.first_lines(table.key), identity, columns)
    built, book, data = states
    typed_since = {found.key for found in compared(built, book, {}, identity)[1]}
    words, measures = run.words(state), {c.key: c.measure for c in table.columns()}
    collected = [
        lost
        for lost in compared(first, book, data, identity)[0]
        if lost.key not in {*told, *typed_since} and (lost.key in kept) is not (lost.kind is Kind.DELETED)
    ]
    there = run.folder.records(table, state.words).lines if collected and run.folder.is_text(table) else ()
    own = by_key(there, identity, columns)
    for lost in collected:
        if _says(own.get(lost.key), lost):
            continue
        column = next(iter(lost.new), "")
        text = typed_text(lost.new.get(column), measures.get(column, Type.TEXT))
        refusal = refusal_of(words, "put_back", heading(table, column, words), text, lost.row)
        run.refuse(state, table.key, refusal, lost.key)


def _says(own: Line | None, change: Change) -> bool:
    """Whether the file itself says what was typed, of which the data makes something else, as of a stage `lost`."""
    return own is not None and all(alike(own.cells.get(column), cell) for column, cell in change.new.items())


def _compare_order(run: Run, state: BookState, table: type[Table], built: Rows, book: Rows, data: Rows) -> None:
    """Where the first row that fits counts, rows that somebody put elsewhere are told: files keep their order."""
    moved = moved_rows(built, book, data, [column.key for column in table.identity()])
    if not moved:
        return
    words, first = run.words(state), table.identity()[0]
    names = " · ".join(typed_text(line.cells.get(first.key), first.measure) for line in book.values())
    told = refusal_of(words, "order", "", names, book[moved[0]].row, table=words.title(table))
    run.refuse(state, table.key, told, moved[0])
    run.open[state.path] |= {(table.key, key) for key in moved}  # told until the data has their order


def _is_id(table: type[Table]) -> bool:
    """Whether rows are named by an id, of which a new row can be given the next."""
    identity = table.identity()
    return len(identity) == 1 and identity[0].measure is Type.TEXT


def _owners_first(book: Sequence[Line], built: Mapping[Key, Line], identity: Sequence[str]) -> list[Line]:
    """Of rows with one id, that which says what was built before that which stands there, and before all others."""

    def strangeness(line: Line) -> int:
        old = built.get(key_of(line.cells, identity))
        if old is None:
            return 2
        return 0 if all(alike(cell, old.cells.get(c)) for c, cell in line.cells.items()) else 1 + (line.row != old.row)

    return sorted(book, key=strangeness) if _twice(book, identity) else list(book)


def _twice(book: Sequence[Line], identity: Sequence[str]) -> list[Line]:
    seen: set[Key] = set()
    again = []
    for line in book if identity else ():
        key = key_of(line.cells, identity)
        if key in seen:
            again.append(line)
        seen.add(key)
    return again


def _fresh(run: Run, table: type[Table]) -> Iterator[str]:
    """The ids for a table, the same supply for all workbooks of the run."""
    return run.ids.setdefault(table.key, _unused(run, table))


def _unused(run: Run, table: type[Table]) -> Iterator[str]:
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


def between_books(run: Run) -> None:
    """Of what two workbooks did to the same row, what they did alike counts once; what they did not, is a conflict."""
    by_row: dict[tuple[str, Key], list[Asked]] = defaultdict(list)
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
                run.clash(asked.state, BY_KEY[key], Conflict(
                    row, column, (asked.change.old or {}).get(column), asked.change.new.get(column), theirs,
                    asked.change.row, f"in_{other.state.path.name}"))  # fmt: skip


def _is_same(one: Change, other: Change) -> bool:
    return one.kind is other.kind and all(alike(one.new.get(c), other.new.get(c)) for c in {*one.new, *other.new})
