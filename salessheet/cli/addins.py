"""The command about add-ins: addin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from salessheet.cli import answers
from salessheet.cli.options import Json, Lang, local_path, path
from salessheet.errors import InvalidOption
from salessheet.hosts import HOSTS, host
from salessheet.hosts.host import Wishes


class Action(StrEnum):
    BUILD = "build"
    INSTALL = "install"
    UNINSTALL = "uninstall"
    DOCTOR = "doctor"
    UPDATE = "update"


_ALL: Final = ", ".join(HOSTS)


def addin(
    *,
    action: Annotated[Action, typer.Argument(help=f"One of {', '.join(Action)}.", show_default=False)],
    books: Annotated[
        list[Path] | None, typer.Argument(metavar="[BOOK]...", help="To update.", show_default=False, parser=path)
    ] = None,
    host_: Annotated[str, typer.Option("--host", help=f"One of {_ALL}.", show_default=False)] = "",
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
    as_json: Json = False,
) -> int:
    """Build an add-in, install it, or find out what is wrong with one.

    Exit code 1: doctor found something that is to be mended.
    """
    if action is Action.UPDATE:
        raise InvalidOption("addin update: not yet.")
    if books:
        raise InvalidOption(f"addin {action} takes no workbooks.", "Leave them away, or say `addin update`.")
    if host_ not in HOSTS:
        raise InvalidOption(f"--host {host_ or '(none)'} is no host.", f"Choose from {_ALL}.")
    chosen, done, diagnoses = host(host_), list[str](), []
    if action is Action.BUILD:
        if out is None:
            raise InvalidOption("addin build writes an add-in.", "Say --out.")
        done = [str(one) for one in chosen.build(Wishes(out, lang, pyodide, url))]
    elif action is Action.INSTALL:
        done = [*chosen.install(lang)]
    elif action is Action.UNINSTALL:
        done = [*chosen.uninstall()]
    else:
        diagnoses = [*chosen.doctor()]
    code = 0 if all(one.is_well for one in diagnoses) else 1
    if as_json:
        told = [asdict(one) | {"is_well": one.is_well} for one in diagnoses]
        answers.print_json({"exit": code, "action": action.value, "host": host_, "done": done, "diagnoses": told})
    else:
        _show(done)
        _show([f"{'ok ' if one.is_well else 'BAD'} {one.what}: {one.found} {one.mend}".rstrip() for one in diagnoses])
    return code


def _show(lines: Sequence[str]) -> None:
    for line in lines:
        answers.write(f"{line}\n")
