"""The commands that are about input tables: sample, import, schema."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sized
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from salessheet.batch.manifest import problem_tree
from salessheet.batch.outputs import write_tables
from salessheet.cli import answers, tongue
from salessheet.cli.options import LANGUAGE, Encoding, Json, Lang, OutFolder, Overwrite, path
from salessheet.data import catalogue, sinks, sources
from salessheet.data import sample as sampling
from salessheet.data.importing import mapping_files
from salessheet.data.importing.files import LeftOut
from salessheet.data.importing.imports import import_files
from salessheet.data.importing.typed_before import Typed, typed_before, with_typed, without_ids
from salessheet.data.load import problems_beside
from salessheet.data.problems import Problem, stretches, told_once, worded
from salessheet.errors import InvalidOption, MissingTable, RefusedOutput
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import TABLES

_SHOWN = 5  # values that a message names


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
    _tell(tables, files, (), (), words=words, as_json=as_json)
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
    keep_typed: Annotated[
        bool,
        typer.Option("--keep-typed",
                     help="As --overwrite, but what people typed into workbooks, and collect wrote, stays where the"
                     " files say what they said before."),
    ] = False,
    as_json: Json = False,
) -> int:  # fmt: skip  # one option, one thought
    """Turn the files of another system into input tables.

    Files that the preset does not know are noted and skipped. Exit code 1: done, but some rows have problems.
    """
    words = Words.load(lang)
    how = mapping_files.read(Path(from_)) if from_.lower().endswith(".toml") else mapping_files.preset(from_)
    imported = import_files(how, files, words, encoding)
    typed = typed_before(out, imported.tables) if out.is_dir() else []
    _refuse_typed(out, typed, may=overwrite or keep_typed)
    otherwise = _otherwise(typed, imported.tables, words) if keep_typed else ()
    problems = told_once((*imported.problems, *otherwise, *problems_beside(imported.tables, out, words)))
    frames = with_typed(imported.frames(), typed) if keep_typed else imported.frames()
    writing = _writing(frames, words, every_column=True)
    written = write_tables(frames, out, writing, overwrite=overwrite or keep_typed)
    unkept = without_ids(out, frames) if out.is_dir() else {}
    notes = (*imported.notes, *_of_typed(typed, unkept, words, keep_typed=keep_typed), *_beside(out, frames, words))
    _tell(frames, written, notes, problems, words=words, as_json=as_json, left_out=imported.left_out)
    return 1 if problems else 0


def _refuse_typed(folder: Path, typed: Collection[Typed], *, may: bool) -> None:
    if typed and not may:
        raise RefusedOutput(
            f"{folder}: the files do not have what people typed into workbooks, and collect wrote here:"
            f" {_listed(typed, tongue.words())}. Nothing was written.",
            "Say --keep-typed to keep it, or --overwrite to lose it; audit.csv says who typed what.",
        )


def _listed(typed: Collection[Typed], words: Words) -> str:
    """Which values, the first of them in full."""
    first = [f"{one.table} {one.key}{f' {one.column}' if one.column else ''}" for one in [*typed][:_SHOWN]]
    left = len(typed) - _SHOWN
    more = words.text("imported.more").format(count=f"{left:,}") if left > 0 else ""
    return ", ".join(first) + more


def _of_typed(typed: Collection[Typed], unkept: Mapping[str, int], words: Words, *, keep_typed: bool) -> Iterator[str]:
    for table, count in unkept.items():
        yield words.text("imported.without_ids").format(table=table, count=f"{count:,}")
    stays = [one for one in typed if one.stays]
    if typed and not keep_typed:
        yield words.text("imported.typed_gone").format(values=_listed(typed, words))
    elif stays:
        yield words.text("imported.typed_stays").format(values=_listed(stays, words))


def _otherwise(typed: Iterable[Typed], tables: Mapping[str, sources.RawTable], words: Words) -> Iterator[Problem]:
    """A problem for each value that was typed, where the files say something else by now."""
    for one in typed:
        if not one.stays:
            raw = tables[one.table]
            row = 0 if one.place is None else int(raw.rows[one.place])
            facts = {"value": one.typed, "key": one.key, "before": one.before or "–", "now": one.now or "–"}
            wrong, mend = worded(words, "typed_otherwise", **facts)
            file = raw.file_of(one.place)
            yield Problem(file, row, one.column, wrong, mend, Severity.NOTED, kind="typed_otherwise")


def _beside(folder: Path, written: Collection[str], words: Words) -> Iterator[str]:
    """What people should know of the other tables of the folder: that they count too, and which are still missing."""
    others = [raw.file for key, raw in sources.tables_in(folder).items() if key not in written]
    if others:
        yield words.text("imported.beside").format(folder=folder, files=words.listed(others))
    try:
        sources.read(folder)
    except MissingTable as error:
        yield words.text("imported.incomplete").format(why=tongue.said(f"{error.wrong} {error.to_add}"))


def schema(
    *,
    lang: Annotated[
        str | None,
        typer.Option(help=f"{LANGUAGE} [default: that of the machine; of --json en]", show_default=False),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print it as a page in Markdown.")] = False,
    as_json: Json = False,
) -> int:
    """Describe every input table and its columns, with types and examples."""
    words = tongue.words() if lang is None else Words.load(lang)
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
        _show_schema(f"{table.key}: {words.text(f'tables.{table.key}.note')}", own, words)
    _show_schema(words.text("schema.settings"), settings, words)
    return 0


def _show_schema(title: str, rows: Iterable[catalogue.SchemaRow], words: Words) -> None:
    shown = ("column", "type", "required", "allowed", "example", "description", "use")
    yes = words.value("flag", "1")
    answers.show_table(
        title,
        [words.text(f"schema.{name}") for name in shown],
        [(r.column, r.type, yes if r.required else "", r.allowed, r.example, r.description, r.use) for r in rows],
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
    words: Words,
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
    headings = answers.headings(words, "table", "rows", "file")
    answers.show_table("", headings, [(k, counts[k], f) for k, f in zip(counts, files, strict=True)])
    for note in notes:
        answers.say(words.text("said.note").format(note=note))
    answers.show_table(
        words.text("said.left_out"),
        answers.headings(words, "table", "file", "rows", "why"),
        [(left.table, left.file, stretches(left.rows), left.why) for left in left_out],
        every_row=True,
    )
    answers.show_problems(problems, words)
