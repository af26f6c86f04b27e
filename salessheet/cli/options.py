"""The options that several commands share, and what their texts mean."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated

import typer

from salessheet.errors import InvalidOption, RefusedOutput
from salessheet.workbook.labels import LANGUAGES


def path(text: str | Path) -> Path:
    """The file or folder an option names. Raises ValueError for an empty text, which is not the working folder."""
    return Path(place(text))


def without_locks(books: Sequence[Path] | None) -> list[Path] | None:
    """Without what Excel puts beside a workbook that is open, as `*.xlsx` names it too; unless it is all there is."""
    return None if books is None else [book for book in books if not book.name.startswith("~$")] or list(books)


def local_path(text: str | Path) -> Path:
    """The file or folder to write to. Raises BadParameter for a URL, which would name folders of this machine."""
    if "://" in str(text):
        from salessheet.data.remote import shown

        wrong = (
            f"{shown(str(text))} is a URL, and nothing is written to URLs. Name a path here, and copy what is there."
        )
        raise typer.BadParameter(wrong)
    return path(text)


def place(text: str | Path) -> str:
    """The path or address an option names. Raises ValueError for an empty text."""
    if not str(text).strip():
        raise ValueError("an empty text is no path")
    if "\0" in str(text):
        raise ValueError("a text with a NUL is no path")
    return str(text)


def workbook_path(option: str, file: Path, endings: Collection[str] = (".xlsx",)) -> Path:
    """A workbook to be written. Raises InvalidOption where its name ends otherwise."""
    if file.suffix.lower() not in endings:
        raise InvalidOption(
            f"{option} {file}: the name of a workbook written here ends with {' or '.join(endings)}.",
            f"Write {option} {file.with_suffix(next(iter(endings)))}." if file.name else "Name a file.",
        )
    return file


def refuse_no_file(book: Path) -> None:
    """Raises UnreadableWorkbook where a workbook that is named is no file."""
    if not book.is_file():
        from salessheet.xlsx.package import no_file

        raise no_file(book)


def refuse_other_ending(book: Path) -> None:
    """Raises RefusedOutput where a workbook that is written back is named as another program's file."""
    from salessheet.engine.api.books import SUFFIXES

    if book.suffix.lower() not in SUFFIXES:
        raise RefusedOutput(
            f"{book}: this is an .xlsx workbook with another ending, and Excel would not open it without a warning.",
            f"Rename it to {book.with_suffix('.xlsx').name}. Nothing was changed.",
        )


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts, and nothing else.")]
LANGUAGE = f"Language: {' or '.join(LANGUAGES)}."
Lang = Annotated[str, typer.Option(help=LANGUAGE)]
DataLang = Annotated[
    str | None,
    typer.Option(help=f"{LANGUAGE} [default: the data's setting language, else en]", show_default=False),
]
Encoding = Annotated[
    str,
    typer.Option(help="Encoding of the text files, such as gb18030. [default: detected]", show_default=False),
]
Jobs = Annotated[int, typer.Option(min=1, help="Processes, each with a workbook of its own in memory.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace existing files, even changed or unknown ones.")]
OutFolder = Annotated[
    Path, typer.Option(help="The folder to write to; created if needed.", show_default=False, parser=local_path)
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        help="The passwords of workbooks that have one: a CSV of team_id and password.",
        show_default=False,
        parser=path,
    ),
]
OutFile = Annotated[Path, typer.Option(help="The .xlsx file to write.", show_default=False, parser=local_path)]


def day(text: str | None) -> dt.date | None:
    """The day an option names; None for none."""
    from salessheet.data.asked import asked_day

    return None if text is None else asked_day(text)


def month(text: str | None) -> dt.date | None:
    """The first day of the month an option names; None for none."""
    from salessheet.data.asked import asked_month

    return None if text is None else asked_month(text)


def processes(asked: int | None, workbooks: int) -> int:
    """As many as asked for; else one a core, but no more than have four workbooks each, which pays for its start."""
    if asked is not None:
        return asked
    return max(1, min(_cores(), workbooks // 4))


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def is_typed(ctx: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
