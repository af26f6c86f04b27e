"""What people typed into workbooks, back into the tables that they were built from."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from salessheet.batch.collecting.asked import between_books, compare
from salessheet.batch.collecting.book_states import kept_of, state_of
from salessheet.batch.collecting.collected import inputs_after
from salessheet.batch.collecting.results import Collected, Done, Refused
from salessheet.batch.collecting.run import Run
from salessheet.batch.collecting.table_folder import TableFolder
from salessheet.batch.collecting.taken import taken
from salessheet.batch.copies_beside import uncollected_copies
from salessheet.batch.inputs import kept_inputs
from salessheet.data.audit_trail import Entry, moment
from salessheet.data.collecting.checking import refusal_of
from salessheet.data.commission.closing import Who
from salessheet.data.dataset import DEFAULT_LANGUAGE
from salessheet.errors import InvalidOption, UserError
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import TABLES
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords


def collected(
    books: Iterable[Path],
    tables: TableFolder,
    who: Who,
    *,
    is_aside: bool,
    passwords: Passwords = NO_PASSWORDS,
    lang: str | None = None,
) -> Collected:
    """What was typed into the books since they were built, written into tables whose folder the caller holds.

    Where the data has changed as well, differently, or a cell cannot be taken, nothing of its row is. `is_aside`: the
    folder is a copy; then what was typed still counts as not collected for the folder of the books. `lang`: in which it
    is told what is not taken; None for that of each workbook. A workbook that cannot be read is told with why, and
    the others are collected; where there is no other, that is raised. Raises what `load` raises.
    """
    if not who.name.strip():
        raise InvalidOption("Say who is collecting.", "Add --by NAME.")
    tables.recover()
    dataset = tables.dataset()
    run, unopened = Run(dataset, tables, [], lang), list[UserError]()
    named = {path.resolve(): path for path in books}.values()
    for path in named:
        try:
            run.states.append(state_of(path, kept_of(path, passwords), dataset, passwords))
        except UserError as error:
            unopened.append(error)
    if len(unopened) == 1 and not run.states:
        raise unopened[0]
    for state in run.states:
        compare(run, state)
    between_books(run)
    _tell_of_copies(run, passwords, {path.name for path in named})
    done = [made for table in TABLES for made in taken(run, table)]
    command = shlex.join(["collect", *(state.path.name for state in run.states)])
    after = {} if is_aside else _kept_after(run)
    written = _write(run, done, who, command, after)
    spoken = lang or next((state.words.lang for state in run.states), DEFAULT_LANGUAGE)
    return Collected(
        tables.name, len(run.states), tuple(done), tuple(run.conflicts), tuple(run.refused), written, tuple(unopened),
        Words.load(spoken),
    )  # fmt: skip  # in the order of the fields


def _tell_of_copies(run: Run, passwords: Passwords, named: Collection[str]) -> None:
    """Copies of the workbooks that lie beside them and were not `named`: nothing of them was read."""
    for folder in dict.fromkeys(state.path.parent for state in run.states):
        copies = uncollected_copies(folder, passwords, named)
        for state in run.states:
            copy = copies.get(state.path.name) if state.path.parent == folder else None
            if copy is not None:
                told = refusal_of(run.words(state), "copy_beside", "", "", 0, copy=copy, book=state.path.name)
                run.refused.append(Refused(state.path.name, "", 0, "", "", "", "", told.wrong, told.mend))


def _kept_after(run: Run) -> dict[Path, bytes]:
    """What is kept beside each workbook once this is collected, where that is something else than before."""
    found = {s.path: inputs_after(s, run.given, run.unsettled(s.path)) for s in run.states}
    return {kept_inputs.path_of(path): raw for path, raw in found.items() if raw is not None}


def _write(run: Run, done: Sequence[Done], who: Who, command: str, after: Mapping[Path, bytes]) -> tuple[str, ...]:
    """What is kept goes with the tables: else a row that was typed with blanks would be taken as another one again."""
    if not done and not after:
        return ()
    names = run.folder.names
    entries = [
        Entry(moment(who.now), who.name.strip(), f"{command} ({d.book})", names[d.table], d.table, d.key, d.old, d.new)
        for d in done
    ]
    return run.folder.write(entries, after)
