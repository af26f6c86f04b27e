"""The command about add-ins: addin."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from salessheet.batch import held_file
from salessheet.batch.opening import passwords_in
from salessheet.batch.outputs import open_elsewhere, write_file
from salessheet.cli import answers, tongue
from salessheet.cli.options import (
    Json,
    KeyFile,
    Lang,
    is_typed,
    local_path,
    path,
    refuse_no_file,
    refuse_other_ending,
    without_locks,
)
from salessheet.errors import InvalidOption, RefusedOutput, UserError
from salessheet.files import refusal
from salessheet.hosts import HOSTS, host
from salessheet.hosts.host import Diagnosis, Host, Wishes
from salessheet.xlsx.encryption import Passwords
from salessheet.xlsx.web_extensions import WebExtension


class Action(StrEnum):
    BUILD = "build"
    INSTALL = "install"
    UNINSTALL = "uninstall"
    DOCTOR = "doctor"
    UPDATE = "update"


_ALL: Final = ", ".join(HOSTS)
_IN_BOOKS: Final = "lite"
_LOOKED_AT: Final = "Workbooks to update or to look at; for the hosts office and server the folders that were built."
_OF_OTHERS: Final = "salessheet did not make it: its formulas can call the functions, and the buttons will refuse it."
_OF_BOOKS: Final = frozenset({Action.DOCTOR, Action.UPDATE})


@dataclass(frozen=True)
class Updated:
    """What became of one workbook. `is_changed`: None where it was refused, for `error`. `is_ours`: a sales centre.

    `lang`: in which it is told, that of the workbook; blank where nobody could look.
    """

    path: Path
    is_changed: bool | None = None
    error: UserError | None = None
    is_ours: bool = True
    lang: str = ""

    def __str__(self) -> str:
        note = "" if self.is_ours else f" {_OF_OTHERS}"
        return f"{self.path}: {'updated' if self.is_changed else 'up to date already'}.{note}"

    def tree(self) -> dict[str, object]:
        told: dict[str, object] = {} if self.error is None else {"error": answers.error_tree(self.error)}
        if not self.is_ours:
            told["note"] = _OF_OTHERS
        return {"file": str(self.path), "changed": self.is_changed, **told}


def addin(
    ctx: typer.Context,
    *,
    action: Annotated[Action, typer.Argument(help=f"One of {', '.join(Action)}.", show_default=False)],
    books: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[BOOK]...", help=_LOOKED_AT, show_default=False, parser=path, callback=without_locks),
    ] = None,
    host_: Annotated[
        str, typer.Option("--host", help=f"One of {_ALL}. [default for update: {_IN_BOOKS}]", show_default=False)
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(help="The file or folder to build.", show_default=False, parser=local_path),
    ] = None,
    pyodide: Annotated[
        Path | None,
        typer.Option(help="A folder of Pyodide's full distribution.", show_default=False, parser=path),
    ] = None,
    url: Annotated[str, typer.Option(help="Where the files will be served from, with https.", show_default=False)] = "",
    lang: Lang = "en",
    key_file: KeyFile = None,
    as_json: Json = False,
) -> int:
    """Build an add-in, install it, find out what is wrong with one, or put its code into workbooks.

    update: workbooks get the functions and buttons of this version for xlwings Lite; nothing else in them changes,
    their passwords included. Exit code 1: doctor found something that needs fixing; 2: update refused a workbook,
    which stays as it is.
    """
    if books and action not in _OF_BOOKS:
        raise InvalidOption(f"addin {action} takes no workbooks.", "Leave them out, or say `addin update`.")
    chosen = host(host_ or (_IN_BOOKS if action is Action.UPDATE else ""))
    _refuse_idle(ctx, action, chosen)
    if action is Action.UPDATE:
        return _update(books or (), host_ or _IN_BOOKS, passwords_in(key_file), as_json=as_json)
    done, diagnoses = list[str](), list[Diagnosis]()
    if action is Action.DOCTOR:
        diagnoses = [*chosen.doctor(books or (), passwords_in(key_file))]
    else:
        done = _done(action, chosen, None if out is None else Wishes(out, lang, pyodide, url), lang)
    code = 0 if all(one.is_well for one in diagnoses) else 1
    if as_json:
        told = [asdict(one) | {"is_well": one.is_well} for one in diagnoses]
        answers.print_json({"exit": code, "action": action.value, "host": host_, "done": done, "diagnoses": told})
    else:
        _show(done)
        _show(f"{'ok ' if one.is_well else 'BAD'} {_spoken(one)}" for one in diagnoses)
    return code


def _spoken(found: Diagnosis) -> Diagnosis:
    return Diagnosis(*map(tongue.said, (found.what, found.found, found.mend)))


def _refuse_idle(ctx: typer.Context, action: Action, chosen: Host) -> None:
    """Raises InvalidOption for an option on the command line that changes nothing here."""
    takes = {
        Action.BUILD: {"out", *chosen.asks},
        Action.INSTALL: {"lang"} & chosen.asks,
        Action.DOCTOR: {"key_file"} if chosen.opens_books else set(),
        Action.UPDATE: {"key_file"},
    }.get(action, set())
    idle = [name for name in ("out", "pyodide", "url", "lang", "key_file") if name not in takes and is_typed(ctx, name)]
    if idle:
        option = f"--{idle[0].replace('_', '-')}"
        raise InvalidOption(f"{option}: addin {action} does nothing with it for this host.", "Leave it out.")


def check_addin(key: str, template: Path | None) -> None:
    """Raises InvalidOption for a host that keeps nothing in workbooks, CodeOfOthers where the template has its own."""
    from salessheet.hosts.lite.books import updated, workbook

    if key != _IN_BOOKS:
        raise InvalidOption(f"--with-addin {key}: workbooks carry nothing for it.", f"Say --with-addin {_IN_BOOKS}.")
    if template is not None:
        updated(workbook(template))


def extension(lang: str) -> WebExtension:
    """What each workbook in a language carries."""
    from salessheet.hosts.lite import books

    return books.extension(lang)


def _done(action: Action, chosen: Host, wishes: Wishes | None, lang: str) -> list[str]:
    if action is Action.INSTALL:
        return [*chosen.install(lang)]
    if action is Action.UNINSTALL:
        return [*chosen.uninstall()]
    if wishes is None:
        raise InvalidOption("addin build writes an add-in.", "Say --out.")
    return [str(one) for one in chosen.build(wishes)]


def _update(books: Sequence[Path], key: str, passwords: Passwords, *, as_json: bool) -> int:
    """Each workbook on its own: one that is refused is no hindrance to the others."""
    if key != _IN_BOOKS:
        raise InvalidOption(f"--host {key} keeps nothing in workbooks.", f"Say --host {_IN_BOOKS}.")
    if not books:
        raise InvalidOption("addin update changes workbooks.", "Name them: `salessheet addin update BOOK`.")
    found = [_updated(book, passwords) for book in books]
    code = 2 if any(one.error for one in found) else 0
    if as_json:
        tree = {"exit": code, "action": Action.UPDATE.value, "host": key, "books": [one.tree() for one in found]}
        answers.print_json(tree)
        return code
    for one in found:
        with tongue.following(one.lang):
            if one.error is None:
                _show([str(one)])
            else:
                answers.show_error(one.error, as_json=False)
    return code


def _updated(book: Path, passwords: Passwords) -> Updated:
    from salessheet.hosts.lite.books import updated, workbook
    from salessheet.xlsx.lint.whole import kind_of
    from salessheet.xlsx.other_version import is_sales_center

    lang = ""
    try:
        refuse_no_file(book)
        if open_elsewhere(book):
            raise RefusedOutput(f"{book}: it is open in a spreadsheet program.", "Close it there.")
        if not os.access(book.parent, os.W_OK):
            raise RefusedOutput(f"{book}: its folder cannot be written to.", "Copy it to where you may write.")
        with held_file(book):
            before = workbook(book, passwords)
            lang = tongue.of_tabs(before.sheet_parts().keys())
            refuse_other_ending(book)
            kind = kind_of(before)
            if kind not in {"", book.suffix.casefold()}:
                raise RefusedOutput(
                    f"{book}: it is a workbook of another kind than its ending says, and Excel does not open it.",
                    f"Rename it to {book.with_suffix(kind).name}. Nothing was changed.",
                )
            after = updated(before)
            if after is not before:
                write_file(book, after.write, overwrite=True)
    except UserError as error:
        return Updated(book, error=error, lang=lang)
    except OSError as error:
        return Updated(book, error=refusal(book, error, "Check the folder."), lang=lang)
    return Updated(book, after is not before, is_ours=is_sales_center(after), lang=lang)


def _show(lines: Iterable[str]) -> None:
    for line in lines:
        answers.write(f"{tongue.said(line)}\n")
