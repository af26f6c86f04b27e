"""The command that runs a macro without Excel: run."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from salessheet.batch import held_file
from salessheet.batch.opening import passwords_in
from salessheet.batch.outputs import write_file
from salessheet.cli import answers, tongue
from salessheet.cli.options import Json, KeyFile, Overwrite, path, refuse_no_file, refuse_other_ending, workbook_path
from salessheet.errors import InvalidOption, UnfitWorkbook
from salessheet.live.book import words_of
from salessheet.live.macro import Macro
from salessheet.live.refusals import refused
from salessheet.macros import MACROS, Inspection, Summary, entries, logged
from salessheet.routines.form import filled_in
from salessheet.xlsx.calculation import asks_for_calculation
from salessheet.xlsx.encryption import Passwords
from salessheet.xlsx.package import opened as package_at

Book = Any
"""An open workbook of the engine; xlwings' own types stay where xlwings is."""


def run(
    *,
    macro: Annotated[str, typer.Argument(help=f"One of {', '.join(MACROS)}.", show_default=False)],
    book: Annotated[Path, typer.Argument(help="An .xlsx workbook.", show_default=False, parser=path)],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ARG]...", help="What the macro asks for; it says so where it is missing.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The file to write. [default: the workbook itself]", show_default=False, parser=path),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Run a macro that cannot be undone.")] = False,
    key_file: KeyFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Run a macro on a workbook, without Excel, and save what it changed.

    Everything else in the file stays as it is, its password included; where the macro changes nothing, so does the
    file. Locked cells of sheets with a password of their own are not written. Exit code 1: the macro checked the
    workbook and found something; 2: it could not be run.
    """
    from salessheet.engine.api.books import SUFFIXES

    passwords = passwords_in(key_file)
    asked = _macro(macro)
    given = filled_in(asked, arguments or ())
    refuse_no_file(book)
    if out is not None:
        own = book.suffix.lower()
        workbook_path("--out", out, sorted(SUFFIXES, key=lambda each: (each != own, each != ".xlsx", each)))
    with _held(out or book), _opened(book, passwords) as opened, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if out is None:
            refuse_other_ending(book)
        _calculate(opened)
        words = words_of(opened, tongue.words())
        tongue.follow(words.lang)
        read = entries(asked, given, words)
        if asked.is_final and not yes:
            raise InvalidOption(f"{asked.key} cannot be undone.", "If you mean it, add --yes. Nothing was changed.")
        result = asked.run(opened, **read)
        _refuse_locked(opened)
        hindrance = logged(opened, result, _now()) if isinstance(result, Summary) else ""
        writes = out is not None or (opened.impl.open.is_changed and not isinstance(result, Inspection))
        written, losses = _save(opened, out or book, overwrite=overwrite or out is None) if writes else (None, [])
    told = [str(warning.message) for warning in caught if issubclass(warning.category, (UserWarning, RuntimeWarning))]
    said = (*result.notes, hindrance) if isinstance(result, Summary | Inspection) else ()
    notes = [*filter(None, dict.fromkeys([*said, *told])), *losses]
    code = 1 if isinstance(result, Inspection) and not result.is_clean else 0
    if as_json:
        answers.print_json(
            {"exit": code, "macro": macro, "file": None if written is None else str(written), "notes": notes,
             "result": _tree(result)}
        )  # fmt: skip  # one object
    else:
        _tell(macro, result, written, notes)
    return code


def _opened(book: Path, passwords: Passwords) -> Book:
    """Without its texts the engine opens a workbook as Excel does, with blank cells; a macro would save the blanks."""
    from salessheet.engine import open_book, register

    register(activate=True)  # xlwings asks which program is in front before it shows a sheet
    package = package_at(book, passwords)
    for _, part in package.related(package.workbook_part, "/sharedStrings").values():
        if part not in package.parts:
            raise package.damaged(f"its part {part} is missing")
    return open_book(book, None if package.password is None else package.password.as_typed)


def _calculate(opened: Book) -> None:
    """As spreadsheet programs do on opening a file of a program that calculated none of its formulas."""
    if asks_for_calculation(opened.impl.open.package):
        opened.app.calculate()


def _macro(name: str) -> Macro:
    found = MACROS.get(name.replace("-", "_"))
    if found is None:
        raise InvalidOption(f"There is no macro '{name}'.", f"Choose from {', '.join(MACROS)}.")
    return found


def _held(target: Path) -> AbstractContextManager[None]:
    """The file that is written is this run's from its reading on; one that cannot be written needs no holding."""
    return held_file(target) if os.access(target.parent, os.W_OK) else nullcontext()


def _refuse_locked(opened: Book) -> None:
    """A password that somebody gave a sheet counts here as it does in other hosts."""
    from salessheet.engine.saving.locked import written_though_locked

    for sheet in written_though_locked(opened.impl.open):
        raise refused(UnfitWorkbook, words_of(opened, tongue.words()), "protected", sheet=sheet)


def _save(opened: Book, target: Path, *, overwrite: bool) -> tuple[Path, list[str]]:
    """Where it was saved, and what had to be left out."""
    from salessheet.engine.saving.export import saved

    package, losses = saved(opened.impl.open, target)
    write_file(target, package.write, overwrite=overwrite)
    notes = [f"{target.name}: not everything could be kept: {'; '.join(losses)}."] if losses else []
    return target, notes


def _now() -> dt.datetime:
    """For the log alone: no number depends on it. As the clock on the wall says, which is what cells can hold."""
    return dt.datetime.now(dt.UTC).astimezone().replace(tzinfo=None)


def _tree(result: object) -> object:
    return dataclasses.asdict(result) if dataclasses.is_dataclass(result) else result  # type: ignore[arg-type]  # no class


def _tell(macro: str, result: object, written: Path | None, notes: Sequence[str]) -> None:
    match result:
        case Inspection():
            answers.show_table(
                "Failing checks",
                ("Check", "Found", "Wanted", "Difference"),
                [(check.label, check.found, check.wanted, check.difference) for check in result.failing],
            )
            answers.show_table(
                "Cells that do not match their inputs",
                ("Sheet", "Cell", "Stored", "Recomputed"),
                [(cell.sheet, cell.address, cell.stored, cell.recomputed) for cell in result.altered],
                more="; --json has all of them",
            )
            outcome = "every check holds" if result.is_clean else "see above"
            answers.say(f"{macro}: {answers.number_of(result.rows_read, 'row')} read, {outcome}.")
        case Summary():
            read, changed = answers.number_of(result.rows_read, "row"), answers.number_of(result.cells_written, "cell")
            done = f"{read} read, {changed} written"
            answers.say(f"{macro}: {done}{', formulas recalculated' if result.recalculated else ''}.")
        case None:
            pass
        case _:
            answers.say(f"{macro}: {result}")
    wrote = [str(file) for file in (written, getattr(result, "file", "")) if file]
    answers.say(f"Wrote {', '.join(wrote)}." if wrote else "Nothing changed.")
    for note in notes:
        answers.say(f"Note: {note}")
