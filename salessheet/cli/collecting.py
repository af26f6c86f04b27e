"""The command that brings what people typed into workbooks back into the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from salessheet.batch import held_folder
from salessheet.batch.collecting import collected
from salessheet.batch.collecting.database_tables import database_tables, table_files
from salessheet.batch.collecting.results import Clash, Collected
from salessheet.batch.collecting.table_folder import TableFolder
from salessheet.batch.inputs import kept_inputs
from salessheet.batch.opening import passwords_in
from salessheet.batch.outputs import IS_IT_OPEN, new_folder
from salessheet.batch.places import place_of
from salessheet.batch.source_copy import copied
from salessheet.cli import answers, tongue
from salessheet.cli.options import LANGUAGE, Json, KeyFile, path, place, without_locks
from salessheet.cli.periods import By
from salessheet.data.collecting.comparison import Cell
from salessheet.data.commission.closing import Who
from salessheet.data.dataset import DEFAULT_LANGUAGE
from salessheet.data.reading.databases import is_address
from salessheet.data.remote import shown
from salessheet.errors import InvalidOption, UnreadableSource, UserError
from salessheet.files import refusal
from salessheet.workbook.labels import Words
from salessheet.xlsx.encryption import Passwords
from salessheet.xlsx.package import no_file


def collect(
    *,
    books: Annotated[
        list[Path],
        typer.Argument(help="Workbooks, in the folder that build wrote.", parser=path, callback=without_locks),
    ],
    data: Annotated[
        str,
        typer.Option(
            help="The folder of CSV files, or the database, they were built from.",
            show_default=False,
            parser=place,
        ),
    ],
    by: By,
    lang: Annotated[
        str | None,
        typer.Option(help=f"{LANGUAGE} [default: that of the workbooks]", show_default=False),
    ] = None,
    key_file: KeyFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="A new folder for the tables; those of --data stay as they are.", show_default=False, parser=path
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Bring what people typed into workbooks back into the tables that they were built from.

    Rows that were added, changed or deleted in a workbook since it was built, settings and agreed targets. Where the
    data has changed as well, differently, both values are listed and nothing of the row is taken; so are cells that
    the data cannot take. A row typed without an id gets the next one of its table. Who did what is in audit.csv, for a
    database in the folder of the workbooks; a database is changed in one transaction. Exit
    code 1: some rows were not taken, or a workbook cannot be read, such as one whose password the key file lacks.
    """
    known = None if lang is None else Words.load(lang).lang
    _refuse_source(data, out)
    passwords = passwords_in(key_file)
    who = Who(by, dt.datetime.now(dt.UTC).astimezone())
    homes = list(dict.fromkeys(place_of(book)[0] for book in books if book.is_file()))
    with ExitStack() as held, tongue.in_trouble(lambda: _language(books, passwords)):
        into = None if is_address(data) else Path(data)
        for folder in dict.fromkeys((*(() if into is None or out is not None else (into,)), *homes)):
            held.enter_context(held_folder(folder))
        for folder in homes:
            kept_inputs.sweep(folder, passwords)
        left: tuple[str, ...] = ()
        if out is not None:
            into = held.enter_context(new_folder(out))
            left = _copied(data, into)
        if into is not None:
            tables = TableFolder(into)
        elif homes:
            tables = held.enter_context(database_tables(data, homes[0]))
        else:
            raise no_file(books[0])
        found = collected(books, tables, who, is_aside=out is not None, passwords=passwords, lang=known)
        found = found if out is None else replace(found, source=str(out))
    tongue.follow(found.words.lang)
    code = 2 if not found.read else 1 if found.conflicts or found.refused or found.unopened else 0
    if as_json:
        answers.print_json({"exit": code, **_tree(found), "left_out": list(left)})
    else:
        _show(found)
        if left:
            answers.say(found.words.text("collect.left_out").format(files=found.words.listed(left)))
    return code


def _language(books: Sequence[Path], passwords: Passwords) -> str:
    """That of the first workbook of which something is kept."""
    for book in books:
        with suppress(UserError):
            kept = kept_inputs.read(book, passwords)
            if kept is not None:
                return kept.lang
    return DEFAULT_LANGUAGE


def _refuse_source(data: str, out: Path | None) -> None:
    """What cannot be written into."""
    source = Path(data)
    if "://" in data and not is_address(data):
        wrong = f"{shown(data)}: workbooks are collected into a folder of CSV files or a database."
        raise InvalidOption(wrong, "Copy its tables to a folder here, name that, and copy it back.")
    if source.is_file() and out is None:
        raise InvalidOption(f"{data}: a workbook of tables is not changed.", "Say --out DIR for a folder of CSV files.")
    if not is_address(data) and not source.exists():
        raise UnreadableSource(source, "there is no such folder.", "Check the path.")


def _copied(source: str, out: Path) -> tuple[str, ...]:
    try:
        if is_address(source):
            for file in table_files(source):
                (out / f"{file.table.key}.csv").write_bytes(file.content())
            return ()
        return copied(Path(source), out)
    except OSError as error:
        raise refusal(out, error, IS_IT_OPEN) from error


def _why(clash: Clash, words: Words) -> str:
    known = words.find("collect", "reason", clash.why)
    return known or words.text("collect.reason.in_another").format(book=clash.why.removeprefix("in_"))


def _shown(cell: Cell) -> str:
    return "" if cell is None else f"{cell:.15g}" if isinstance(cell, float) else cell


def _tree(found: Collected) -> dict[str, object]:
    return {
        "folder": found.source,
        "files": list(found.files),
        "unopened": [answers.error_tree(error) for error in found.unopened],
        "taken": [done._asdict() for done in found.done],
        "conflicts": [{**clash._asdict(), "why": _why(clash, found.words)} for clash in found.conflicts],
        "refused": [refused._asdict() for refused in found.refused],
    }


def _show(found: Collected) -> None:
    for error in found.unopened:
        answers.show_error(error, as_json=False)
    count = len(found.done)

    def said(key: str, **facts: object) -> str:
        return found.words.text(f"collect.{key}").format_map(facts)

    def headings(*keys: str) -> tuple[str, ...]:
        return tuple(map(said, keys))

    if count:
        rows = said("one_row") if count == 1 else said("rows", count=count)
        answers.say(said("taken", count=rows, folder=found.source, files=found.words.listed(found.files)))
    elif not (found.conflicts or found.refused or found.unopened):
        answers.say(said("nothing_new"))
    answers.show_table(
        said("title"),
        headings("file", "table", "what", "id", "old", "new"),
        [(d.book, d.table, said(f"kind.{d.kind.value}"), d.key, d.old, d.new) for d in found.done],
        more=found.words.text("collect.more_in_audit"),
    )
    answers.show_table(
        said("conflicts", count=len(found.conflicts)),
        headings("file", "sheet", "row", "table", "id", "column", "built", "workbook", "data", "why"),
        [
            (
                c.book,
                c.sheet,
                str(c.row or ""),
                c.table,
                c.key,
                c.column,
                *map(_shown, (c.built, c.typed, c.data)),
                _why(c, found.words),
            )
            for c in found.conflicts
        ],
        more=found.words.text("collect.more_in_json"),
    )
    answers.show_table(
        said("refused", count=len(found.refused)),
        headings("file", "sheet", "row", "table", "id", "column", "value", "wrong", "mend"),
        [(r.book, r.sheet, str(r.row or ""), *r[3:]) for r in found.refused],
        more=found.words.text("collect.more_in_json"),
    )
