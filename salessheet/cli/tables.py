"""The commands that are about input tables: sample, import, schema."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping, Sized
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from salessheet.batch.manifest import problem_tree
from salessheet.batch.outputs import write_tables
from salessheet.cli import answers
from salessheet.cli.options import Encoding, Json, Lang, OutFolder, Overwrite, path
from salessheet.data import catalogue, sinks, sources
from salessheet.data import sample as sampling
from salessheet.data.importing import mapping_files
from salessheet.data.importing.files import LeftOut
from salessheet.data.importing.imports import import_files
from salessheet.data.load import problems_beside
from salessheet.data.problems import Problem, stretches, told_once
from salessheet.errors import InvalidOption, MissingTable
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import TABLES


def sample(
    *,
    out: OutFolder,
    teams: Annotated[int, typer.Option(help="How many teams.")] = 3,
    reps: Annotated[int, typer.Option(help="Salespeople a team.")] = 8,
    deals: Annotated[int, typer.Option(help="Deals a team.")] = 400,
    year: Annotated[int, typer.Option(help="The year; the data ends on its 30 June.")] = 2026,
    seed: Annotated[int, typer.Option(min=0, help="Another number gives another sales centre.")] = 1,
    lang: Lang = "en",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Write the input tables of a believable sales centre as CSV files.

    The same options give the same files.
    """
    words = Words.load(lang)
    tables = sampling.sample(teams, reps, deals, year, seed, lang=words.lang)
    files = write_tables(tables, out, _writing(tables, words), overwrite=overwrite)
    _tell(tables, files, (), (), as_json=as_json)
    return 0


def import_(
    *,
    files: Annotated[list[Path], typer.Argument(help="Files of the other system, or folders of them.", parser=path)],
    from_: Annotated[
        str,
        typer.Option("--from", help=f"A preset ({', '.join(mapping_files.presets())}) or a mapping file, *.toml.",
                     show_default=False),
    ],
    out: OutFolder,
    encoding: Encoding = "",
    lang: Lang = "en",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:  # fmt: skip  # one option, one thought
    """Turn the files of another system into input tables.

    Files that the preset does not know are noted and skipped. Exit code 1: done, but some rows have problems.
    """
    words = Words.load(lang)
    how = mapping_files.read(Path(from_)) if from_.lower().endswith(".toml") else mapping_files.preset(from_)
    imported = import_files(how, files, words, encoding)
    problems = told_once((*imported.problems, *problems_beside(imported.tables, out, words)))
    frames = imported.frames()
    written = write_tables(frames, out, _writing(frames, words, every_column=True), overwrite=overwrite)
    notes = (*imported.notes, *_beside(out, frames))
    _tell(frames, written, notes, problems, as_json=as_json, left_out=imported.left_out)
    return 1 if problems else 0


def _beside(folder: Path, written: Collection[str]) -> Iterator[str]:
    """What people should know of the other tables of the folder: that they count too, and which are still missing."""
    others = [raw.file for key, raw in sources.tables_in(folder).items() if key not in written]
    if others:
        yield f"Also in {folder}, from elsewhere or an earlier import, and read by build: {', '.join(others)}."
    try:
        sources.read(folder)
    except MissingTable as error:
        yield f"The folder is not complete yet: {error.wrong} {error.mend}"


def schema(
    *,
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="Print it as a page in Markdown.")] = False,
    as_json: Json = False,
) -> int:
    """Describe every input table and its columns, with types and examples."""
    words = Words.load(lang)
    if markdown and as_json:
        raise InvalidOption("--markdown and --json cannot be combined.", "Choose one.")
    if markdown:
        answers.write(catalogue.markdown(words))
        return 0
    rows, settings = catalogue.schema_rows(words), catalogue.setting_rows(words)
    if as_json:
        shown = {"columns": rows, "settings": settings}
        answers.print_json({"exit": 0} | {k: [dataclasses.asdict(row) for row in found] for k, found in shown.items()})
        return 0
    for table in TABLES:
        own = [row for row in rows if row.table == table.key]
        _show_schema(f"{table.key}: {words.text(f'tables.{table.key}.note')}", own)
    _show_schema("Keys of the table settings", settings)
    return 0


def _show_schema(title: str, rows: tuple[catalogue.SchemaRow, ...] | list[catalogue.SchemaRow]) -> None:
    answers.show_table(
        title,
        ("Column", "Type", "Required", "Allowed", "Example", "What goes into it", "What becomes of it"),
        [(r.column, r.type, "yes" if r.required else "", r.allowed, r.example, r.description, r.use) for r in rows],
        every_row=True,
    )


def _writing(tables: Mapping[str, Any], words: Words, *, every_column: bool = False) -> Callable[..., tuple[Path, ...]]:
    """English files have the keys of the columns as headers, which programs like best; others have words."""
    return partial(sinks.write, tables, words=None if words.lang == "en" else words, every_column=every_column)


def _tell(
    tables: Mapping[str, Sized],
    files: tuple[Path, ...],
    notes: tuple[str, ...],
    problems: tuple[Problem, ...],
    *,
    as_json: bool,
    left_out: tuple[LeftOut, ...] = (),
) -> None:
    counts = {key: len(frame) for key, frame in tables.items()}
    if as_json:
        answers.print_json(
            {
                "exit": 1 if problems else 0,
                "files": [str(file) for file in files],
                "rows": counts,
                "notes": list(notes),
                "left_out": [dataclasses.asdict(left) for left in left_out],
                "problems": [problem_tree(problem) for problem in problems],
            }
        )
        return
    answers.show_table("", ("Table", "Rows", "File"), [(k, counts[k], f) for k, f in zip(counts, files, strict=True)])
    for note in notes:
        answers.say(f"Note: {note}")
    answers.show_table(
        "Rows left out",
        ("Table", "File", "Rows", "Why"),
        [(left.table, left.file, stretches(left.rows), left.why) for left in left_out],
        every_row=True,
    )
    answers.show_problems(problems, more="; --json lists all of them")
