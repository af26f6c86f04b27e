"""The command mcp: questions of an assistant, answered over standard input and output."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from salessheet.batch.opening import passwords_in
from salessheet.cli import answers
from salessheet.cli.options import DataLang, Json, KeyFile, path, place
from salessheet.errors import InvalidOption, MissingLibrary
from salessheet.mcp.desk import DataDesk, Desk, FolderDesk
from salessheet.mcp.sight import Listener, Sight


def mcp(
    *,
    data: Annotated[
        str | None,
        typer.Option(help="A folder of CSV or Parquet files, an .xlsx, a database.", show_default=False, parser=place),
    ] = None,
    books: Annotated[
        Path | None,
        typer.Option(help="A folder of finished workbooks, instead of data.", show_default=False, parser=path),
    ] = None,
    audience: Annotated[
        Listener, typer.Option(help="Who the answers are for: what that audience may not see is not told.")
    ],
    rep: Annotated[str, typer.Option(help="The id of the person, with --audience rep.", show_default=False)] = "",
    plans: Annotated[
        Path | None,
        typer.Option(
            help="A folder of other plans that may be tried on the data: a folder or .xlsx each.",
            show_default=False,
            parser=path,
        ),
    ] = None,
    lang: DataLang = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> int:
    """Answer the questions of an assistant, which starts this as a server of the Model Context Protocol.

    It speaks over standard input and output, reads, and writes nothing. The audience is chosen here and cannot be
    changed by a question: a team learns of nobody's pay, a person only of their own. Exit code 0: the assistant hung
    up.
    """
    if find_spec("mcp") is None:
        raise MissingLibrary("Assistants are answered through mcp", "mcp")
    if as_json:
        raise InvalidOption("--json: mcp answers in the JSON of its protocol anyway.", "Leave it out.")
    desk = _desk(data, books, Sight.of(audience, rep), plans, lang, key_file)
    from salessheet.mcp.server import serve

    answers.warn(f"salessheet: answering for {audience}; the assistant may ask now.")
    serve(desk)
    return 0


def _desk(
    data: str | None, books: Path | None, sight: Sight, plans: Path | None, lang: str | None, key_file: Path | None
) -> Desk:
    """Raises InvalidOption for options that do not go together."""
    if (data is None) == (books is None):
        raise InvalidOption("The answers come from data or from workbooks.", "Give --data SOURCE, or --books FOLDER.")
    if data is not None:
        if key_file is not None:
            raise InvalidOption("--key-file opens workbooks, and none are read with --data.", "Leave it out.")
        if plans is not None and not plans.is_dir():
            raise InvalidOption(f"--plans {plans}: there is no such folder.", "Name a folder of plans.")
        return DataDesk.open(data, sight, lang, plans)
    if plans is not None or lang is not None:
        raise InvalidOption(
            f"--{'lang' if plans is None else 'plans'} is for data, and workbooks are read.", "Leave it out."
        )
    return FolderDesk.open(Path(str(books)), sight, passwords_in(key_file))
