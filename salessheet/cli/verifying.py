"""The commands that calculate finished workbooks: verify, calculate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import Annotated

import typer

from salessheet.batch.opening import passwords_in
from salessheet.batch.outputs import write_file
from salessheet.calc import (
    ENGINES,
    Completion,
    Difference,
    Disagreement,
    Reserve,
    Unchecked,
    completed,
    read,
    started,
)
from salessheet.cli import answers, structure, tongue, verdict_words
from salessheet.cli.options import (
    Encoding,
    Jobs,
    Json,
    KeyFile,
    Overwrite,
    local_path,
    path,
    place,
    without_locks,
    workbook_path,
)
from salessheet.cli.verdicts import Asked, verdicts
from salessheet.errors import InvalidOption
from salessheet.files import folder_aside

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
        with tongue.following(verdict.lang):
            verdict_words.show(verdict)
    structure.show_unmet(signed)
    if write_manifest is not None:
        differences = answers.number_of(len(signed.found), "difference")
        answers.say(f"Wrote {write_manifest}: {differences}, each of which needs a reason.")
    return code


def calculate(
    *,
    books: Books,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The .xlsx file to write, of one workbook. [default: each workbook itself]",
            show_default=False,
            parser=local_path,
        ),
    ] = None,
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

    The values are written back into the workbooks, or of one workbook into the file of --out. A value that is stored
    counts and stays, unless the file itself asks for a calculation, or --anew is given; one that the engines contradict
    is listed. Nothing else in the file changes. Exit code 1: done, but some formulas are left for Excel, or
    contradicted; 2: nothing was written.
    """
    targets = _targets(books, out)
    with folder_aside() as scratch:  # nothing is written before all are calculated, and one at a time is in memory
        ready = [scratch / f"{place}{target.suffix}" for place, target in enumerate(targets)]
        with started((engine,) if engine else ()) as (only,), Reserve((only.name,)) as others:
            passwords, told = passwords_in(key_file), []
            for book, made in zip(books, ready, strict=True):
                done = completed(read(book, passwords), only, others=others, anew=anew)
                done.book.package.write(made)
                told.append(_Told.of(done, only.name))
                del done  # before the next one is read
        for target, made in zip(targets, ready, strict=True):
            write_file(target, partial(copyfile, made), overwrite=overwrite or out is None)
    code = max(one.code for one in told)
    if as_json:
        trees = [one.tree(target) for target, one in zip(targets, told, strict=True)]
        answers.print_json((trees[0] if len(trees) == 1 else {"workbooks": trees}) | {"exit": code})
        return code
    for target, one in zip(targets, told, strict=True):
        with tongue.following(one.lang):
            one.show(target)
    return code


def _targets(books: list[Path], out: Path | None) -> list[Path]:
    """Where each workbook is written. Raises InvalidOption for one file of several, and one workbook given twice."""
    if out is None:
        if len({book.resolve() for book in books}) < len(books):
            raise InvalidOption("A workbook is named twice.", "Name each once.")
        return books
    if len(books) > 1:
        raise InvalidOption(
            f"--out is one file, and {len(books)} workbooks are to be calculated.",
            "Leave it out, and each workbook gets its own values; or name one workbook.",
        )
    own = books[0].suffix.lower()
    workbook_path("--out", out, (own if own in _WORKBOOKS else ".xlsx",))
    return [out]


@dataclass(frozen=True)
class _Told:
    """What is said of a calculated workbook, which is no longer needed for it. `lang`: its language; blank for none."""

    engine: str
    engines: tuple[str, ...]
    calculated: int
    kept: int
    left: tuple[Unchecked, ...]
    contradicted: tuple[Difference, ...]
    disagreements: tuple[Disagreement, ...]
    lang: str = ""

    @classmethod
    def of(cls, done: Completion, engine: str) -> _Told:
        """`engine`: the one asked, and told where there was nothing to calculate."""
        return cls(
            engine, done.engines or (engine,), len(done.filled) - len(done.kept), len(done.kept),
            done.left, done.contradicted, done.disagreements, tongue.of_tabs(done.book.package.tabs),
        )  # fmt: skip  # in the order of the fields

    @property
    def code(self) -> int:
        return 1 if self.left or self.contradicted else 0

    def tree(self, target: Path) -> dict[str, object]:
        return {
            "exit": self.code, "file": str(target), "engine": self.engine, "engines": list(self.engines),
            "calculated": self.calculated, "kept": self.kept,
            "left": [verdict_words.unchecked_tree(unchecked) for unchecked in self.left],
            "contradicted": [verdict_words.difference_tree(difference) for difference in self.contradicted],
            "disagreements": [verdict_words.disagreement_tree(disagreement) for disagreement in self.disagreements],
        }  # fmt: skip  # one object

    def show(self, target: Path) -> None:
        calculated = answers.number_of(self.calculated, "cell")
        answers.say(f"Wrote {target}: {calculated} calculated by {' and '.join(self.engines)}.")
        if self.kept:
            kept = answers.number_of(self.kept, "cell")
            answers.say(f"{kept} kept the value that was stored; if inputs were changed since, use --anew.")
        verdict_words.show_unchecked("Left for Excel", self.left)
        verdict_words.show_disagreements(self.disagreements)
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
                for d in self.contradicted
            ],
            more="; --json has all of them",
        )
