"""The program: its commands, its settings file, its exit codes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Annotated

import typer

from salessheet.batch.books import program_version
from salessheet.cli import answers, building, running, settings_file, tables, verifying
from salessheet.errors import UserError

COMMANDS: dict[str, Callable[..., int]] = {
    "demo": building.demo,
    "sample": tables.sample,
    "build": building.build,
    "template": building.template,
    "import": tables.import_,
    "schema": tables.schema,
    "verify": verifying.verify,
    "calculate": verifying.calculate,
    "run": running.run,
}

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 done with problems in the data, 2 nothing done, 130 stopped by Ctrl-C."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # team names in any script, whatever the terminal's code page is
    try:
        app(args=given, prog_name="salessheet")
    except UserError as error:
        answers.show_error(error, as_json="--json" in given)
    except Exception as error:  # noqa: BLE001  whatever goes wrong, people get a sentence
        if "--debug" in given:
            traceback.print_exc()
        sys.stderr.write(f"salessheet: this is a defect of salessheet: {type(error).__name__}: {error}\n")
        sys.stderr.write("Run `salessheet --debug …` to see where, and report it.\n")
    sys.exit(2)


def _show_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"salessheet {program_version()}\n")
        raise typer.Exit


@app.callback()
def _read_settings(
    ctx: typer.Context,
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a defect.")] = False,  # noqa: ARG001  read from the context
    version: Annotated[  # noqa: ARG001  its callback acts
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Sales workbooks computed with Python.

    Options may also stand in a file salessheet.toml, found upward from the working directory; the command line wins.
    """
    known = {name: settings_file.options_of(command) for name, command in COMMANDS.items()}
    ctx.default_map = dict(settings_file.defaults(Path.cwd(), known))


def _answering(command: Callable[..., int]) -> Callable[..., None]:
    """The command with its result as the exit code, and with errors told in the way that was asked for."""

    @wraps(command)
    def answered(*, as_json: bool, **options: object) -> None:
        try:
            code = command(as_json=as_json, **options)
        except UserError as error:
            answers.show_error(error, as_json=as_json)
            code = 2
        except KeyboardInterrupt:
            code = building.INTERRUPTED
        raise typer.Exit(code)

    return answered


for _name, _command in COMMANDS.items():
    app.command(_name)(_answering(_command))
