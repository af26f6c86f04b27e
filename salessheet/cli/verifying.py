"""The commands that calculate finished workbooks: verify, calculate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salessheet.batch.opening import passwords_in
from salessheet.batch.outputs import write_file
from salessheet.calc import (
    ENGINES,
    Reserve,
    completed,
    read,
    started,
)
from salessheet.cli import answers, structure, verdict_words
from salessheet.cli.options import (
    Encoding,
    Jobs,
    Json,
    KeyFile,
    OutFile,
    Overwrite,
    path,
    place,
    without_locks,
    workbook_path,
)
from salessheet.cli.verdicts import Asked, verdicts

_NAMES = ", ".join(ENGINES)
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam"})

Engines = Annotated[
    list[str] | None,
    typer.Option(help=f"{_NAMES} or all; may be repeated. [default: the first installed]", show_default=False),
]
Books = Annotated[
    list[Path],
    typer.Argument(help="Finished .xlsx workbooks.", show_default=False, parser=path, callback=without_locks),
]


def verify(
    *,
    books: Books,
    engine: Engines = None,
    against_data: Annotated[
        str | None,
        typer.Option(
            "--against-data",
            help="The input data: recompute every cell from it as well.",
            show_default=False,
            parser=place,
        ),
    ] = None,
    encoding: Encoding = "",
    manifest: Annotated[
        Path | None,
        typer.Option(
            help="What the owner of a template changed deliberately, each with the reason.",
            show_default=False,
            parser=path,
        ),
    ] = None,
    write_manifest: Annotated[
        Path | None,
        typer.Option(
            help="Write such a file of all differences found, to be reviewed and signed.",
            show_default=False,
            parser=path,
        ),
    ] = None,
    key_file: KeyFile = None,
    jobs: Jobs = 1,
    as_json: Json = False,
) -> int:
    """Recalculate every formula by other means and compare it with the value stored in the file.

    Formulas, labels, formats, names, protection and everything else that is not a value are compared with the
    declaration. A workbook whose formulas can call Python is verified twice, with Use_Python off and on. Exit code 0:
    everything agrees; 1: something differs, or cannot be compared; 2: a workbook cannot be read, or an engine is
    missing or fails.
    """
    signed = structure.Signed.of(manifest)
    asked = Asked(
        tuple(engine or ()), against_data, encoding, signed.manifest, passwords_in(key_file, encoding=encoding)
    )
    with answers.progress(quiet=as_json) as told:
        found = verdicts(books, asked, jobs, told)
    signed.note(verdict.structure for verdict in found if verdict.structure is not None)
    if write_manifest is not None:
        signed.write(write_manifest)
    code = max(verdict.exit_code for verdict in found)
    if as_json:
        unmet = structure.unmet_trees(signed)
        answers.print_json(
            {"exit": code, "workbooks": [verdict_words.tree(verdict) for verdict in found], "not_met": unmet}
        )
        return code
    for verdict in found:
        verdict_words.show(verdict)
    structure.show_unmet(signed)
    if write_manifest is not None:
        differences = answers.number_of(len(signed.found), "difference")
        answers.say(f"Wrote {write_manifest}: {differences}, each of which needs a reason.")
    return code


def calculate(
    *,
    book: Annotated[Path, typer.Argument(help="An .xlsx workbook.", show_default=False, parser=path)],
    out: OutFile,
    engine: Annotated[
        str | None, typer.Option(help=f"{_NAMES}. [default: the first installed]", show_default=False)
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Inputs were changed since the values were stored: none of these counts.")
    ] = False,
    key_file: KeyFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Calculate the formulas that have no value and store it, for programs that only read stored values.

    A value that is stored counts and stays, unless the file itself asks for a calculation, or --anew is given; one that
    the engines contradict is listed. Nothing else in the file changes. Exit code 1: done, but some formulas are left
    for Excel, or contradicted.
    """
    own = book.suffix.lower()
    workbook_path("--out", out, (own if own in _WORKBOOKS else ".xlsx",))
    with started((engine,) if engine else ()) as (only,), Reserve((only.name,)) as others:
        done = completed(read(book, passwords_in(key_file)), only, others=others, anew=anew)
    write_file(out, done.book.package.write, overwrite=overwrite)
    code = 1 if done.left or done.contradicted else 0
    engines, calculated = done.engines or (only.name,), len(done.filled) - len(done.kept)
    if as_json:
        answers.print_json(
            {"exit": code, "file": str(out), "engine": only.name, "engines": list(engines),
             "calculated": calculated, "kept": len(done.kept),
             "left": [verdict_words.unchecked_tree(unchecked) for unchecked in done.left],
             "contradicted": [verdict_words.difference_tree(difference) for difference in done.contradicted],
             "disagreements": [verdict_words.disagreement_tree(disagreement) for disagreement in done.disagreements]}
        )  # fmt: skip  # one object
        return code
    answers.say(f"Wrote {out}: {answers.number_of(calculated, 'cell')} calculated by {' and '.join(engines)}.")
    if done.kept:
        kept = answers.number_of(len(done.kept), "cell")
        answers.say(f"{kept} kept the value that was stored; if inputs were changed since, use --anew.")
    verdict_words.show_unchecked("Left for Excel", done.left)
    verdict_words.show_disagreements(done.disagreements)
    answers.show_table(
        "Kept as stored, though calculated otherwise; if inputs were changed since, say --anew",
        ("Sheet", "Cell", "Label", "Stored", "Recalculated", "Engine"),
        [
            (
                d.cell.sheet,
                d.cell.address,
                d.label,
                verdict_words.shown(d.stored),
                verdict_words.shown(d.recalculated),
                d.engine,
            )
            for d in done.contradicted
        ],
        more="; --json has all of them",
    )
    return code
