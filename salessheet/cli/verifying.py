"""The commands that calculate finished workbooks: verify, calculate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from salessheet.batch.opening import passwords_in
from salessheet.batch.outputs import write_file
from salessheet.calc import (
    ENGINES,
    BookFile,
    Difference,
    Disagreement,
    Engine,
    Reserve,
    Unchecked,
    Verification,
    against_data,
    completed,
    language_of,
    read,
    started,
)
from salessheet.calc import (
    verify as verified,
)
from salessheet.calc.opinions import SWITCH
from salessheet.calc.verification import FailedFunction
from salessheet.cli import answers, structure
from salessheet.cli.options import (
    Encoding,
    Json,
    KeyFile,
    OutFile,
    Overwrite,
    path,
    place,
    without_locks,
    workbook_path,
)
from salessheet.data.dataset import Dataset
from salessheet.data.load import load
from salessheet.errors import EngineFailed, UserError
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.calculation import asks_for_calculation
from salessheet.xlsx.encryption import Passwords
from salessheet.xlsx.other_version import names_of_this_version

_NAMES = ", ".join(ENGINES)
_SHOWN_CELLS = 5
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam"})

Engines = Annotated[
    list[str] | None,
    typer.Option(help=f"{_NAMES} or all; may be repeated. [default: the first installed]", show_default=False),
]
Books = Annotated[
    list[Path],
    typer.Argument(help="Finished .xlsx workbooks.", show_default=False, parser=path, callback=without_locks),
]


@dataclass(frozen=True, eq=False)
class Verdict:
    """What came of one workbook: an error, or what was verified and what differs from the data.

    `from_data`: None where nobody compared it; `is_to_be_as_data`: somebody was to.
    """

    path: Path
    error: UserError | None = None
    verification: Verification | None = None
    from_data: tuple[Difference, ...] | None = None
    structure: structure.Structure | None = None
    is_to_be_as_data: bool = False

    @property
    def differences(self) -> tuple[Difference, ...]:
        return (*(self.verification.differences if self.verification else ()), *(self.from_data or ()))

    @property
    def exit_code(self) -> int:
        if self.verification is None:
            return 2
        is_declared = self.structure is None or not self.structure.findings
        is_done = self.from_data is not None or not self.is_to_be_as_data
        return 0 if self.verification.is_clean and not self.from_data and is_declared and is_done else 1


@dataclass(eq=False)
class _Sources:
    """The input data, read once a language."""

    source: str | None
    encoding: str = ""
    _read: dict[str, Dataset] = field(default_factory=dict)

    def differences(self, book: BookFile) -> tuple[Difference, ...] | None:
        if self.source is None or names_of_this_version(book.package):
            return None
        words = language_of(book)
        if words.lang not in self._read:
            self._read[words.lang] = load(self.source, words, self.encoding)
        return against_data(book, self._read[words.lang], words)


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
    as_json: Json = False,
) -> int:
    """Recalculate every formula by other means and compare it with the value stored in the file.

    Formulas, labels, formats, names, protection and everything else that is not a value are compared with the
    declaration. A workbook whose formulas can call Python is verified twice, with Use_Python off and on. Exit code 0:
    everything agrees; 1: something differs, or cannot be compared; 2: a workbook cannot be read, or an engine is
    missing or fails.
    """
    sources, signed = _Sources(against_data, encoding), structure.Signed.of(manifest)
    passwords = passwords_in(key_file, encoding=encoding)
    verdicts = []
    with (
        started(engine or ()) as engines,
        Reserve([started.name for started in engines], may_stand_in=not engine) as others,
        answers.progress(quiet=as_json) as told,
    ):
        for i, path in enumerate(books):
            verdicts.append(_verdict(path, passwords, engines, others, sources, signed))
            if told is not None:
                told(path, i + 1, len(books))
    if write_manifest is not None:
        signed.write(write_manifest)
    code = max(verdict.exit_code for verdict in verdicts)
    if as_json:
        unmet = structure.unmet_trees(signed)
        answers.print_json({"exit": code, "workbooks": [_tree(verdict) for verdict in verdicts], "not_met": unmet})
        return code
    for verdict in verdicts:
        _show(verdict)
    structure.show_unmet(signed)
    if write_manifest is not None:
        found = answers.number_of(len(signed.found), "difference")
        answers.say(f"Wrote {write_manifest}: {found}, each of which needs a reason.")
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
             "left": [_unchecked_tree(unchecked) for unchecked in done.left],
             "contradicted": [_difference_tree(difference) for difference in done.contradicted],
             "disagreements": [_disagreement_tree(disagreement) for disagreement in done.disagreements]}
        )  # fmt: skip  # one object
        return code
    answers.say(f"Wrote {out}: {answers.number_of(calculated, 'cell')} calculated by {' and '.join(engines)}.")
    if done.kept:
        kept = answers.number_of(len(done.kept), "cell")
        answers.say(f"{kept} kept the value that was stored; if inputs were changed since, use --anew.")
    _show_unchecked("Left for Excel", done.left)
    _show_disagreements(done.disagreements)
    answers.show_table(
        "Kept as stored, though calculated otherwise; if inputs were changed since, say --anew",
        ("Sheet", "Cell", "Label", "Stored", "Recalculated", "Engine"),
        [
            (d.cell.sheet, d.cell.address, d.label, _told(d.stored), _told(d.recalculated), d.engine)
            for d in done.contradicted
        ],
        more="; --json has all of them",
    )
    return code


def _verdict(
    path: Path,
    passwords: Passwords,
    engines: Sequence[Engine],
    others: Reserve,
    sources: _Sources,
    signed: structure.Signed,
) -> Verdict:
    try:
        book = read(path, passwords)
        from_data = sources.differences(book)
        verification = _verification(book, engines, others)
        return Verdict(path, None, verification, from_data, signed.structure(book), sources.source is not None)
    except EngineFailed as error:
        return Verdict(path, UserError(f"{path}: {error.wrong}", error.mend))
    except UserError as error:
        return Verdict(path, error)


def _verification(book: BookFile, engines: Sequence[Engine], others: Reserve) -> Verification:
    """By the engines that were asked for; where nobody asked for one and it fails, by the next that does not."""
    try:
        return verified(book, engines, others=others)
    except EngineFailed:
        for other in others if others.may_stand_in else ():
            try:
                return verified(book, [other], others=others)
            except EngineFailed:
                continue
        raise


def _show(verdict: Verdict) -> None:
    if verdict.verification is None:
        if verdict.error is not None:
            answers.show_error(verdict.error, as_json=False)
        return
    verification = verdict.verification
    by = " and ".join([*verification.engines, *(["the data"] if verdict.from_data is not None else [])])
    twice = f", {SWITCH} off and on" if verification.switched else ""
    wrong = len({difference.cell for difference in verdict.differences})
    outcome = "every cell agrees" if not wrong else f"{answers.number_of(wrong, 'cell')} differ{'s' * (wrong == 1)}"
    if verification.is_clean and not wrong and verification.unchecked:
        outcome = "every cell that was compared agrees"
    cells = answers.number_of(verification.cells, "cell")
    answers.say(f"{verdict.path}: {cells} with formulas, compared with {by}{twice}: {outcome}.")
    answers.show_table(
        "",
        ("Sheet", "Cell", "Label", "Stored", "Recalculated", "Engine"),
        _rows(verdict),
        more="; --json has all of them",
    )
    if wrong and asks_for_calculation(verification.book.package):
        answers.say(
            "The file asks for a calculation when it is opened, so what is stored in it does not count."
            " Calculate it first: `salessheet calculate BOOK --out FILE`."
        )
    for failed in verification.failed:
        answers.say(_failed_line(failed))
    _show_disagreements(verification.disagreements)
    _show_unchecked("Not compared", verification.unchecked)
    if verdict.structure is not None:
        structure.show(verdict.path, verdict.structure)


def _rows(verdict: Verdict) -> list[tuple[object, ...]]:
    """In the order of the workbook; engines that say the same of a cell share a row."""
    tabs = {tab: i for i, tab in enumerate(verdict.verification.book.sheets)} if verdict.verification else {}
    agreed: dict[tuple[CellRef, object], list[Difference]] = {}
    for difference in verdict.differences:
        agreed.setdefault((difference.cell, _told(difference.recalculated)), []).append(difference)
    return [
        (cell.sheet, cell.address, same[0].label, _told(same[0].stored), told, "; ".join(map(_engine, same)))
        for (cell, told), same in sorted(
            agreed.items(), key=lambda item: (tabs.get(item[0][0].sheet, len(tabs)), item[0][0].row, item[0][0].column)
        )
    ]


def _show_unchecked(title: str, unchecked: Iterable[Unchecked]) -> None:
    """A line a reason, with the cells it concerns."""
    reasons: dict[tuple[str, str], list[Unchecked]] = {}
    for each in unchecked:
        reasons.setdefault((each.engine, each.why), []).append(each)
    for (engine, why), cells in reasons.items():
        by = f" by {engine}" if engine else ""
        answers.say(f"{title}{by}: {_cells([each.cell for each in cells])}: {why}.")


def _show_disagreements(disagreements: Sequence[Disagreement]) -> None:
    for found in disagreements[:_SHOWN_CELLS]:
        other = "what is stored" if found.other is None else _told(found.other)
        answers.say(
            f"Engines disagree on {found.cell} ({found.label}): {found.engine} gives {_told(found.value)},"
            f" {found.confirming} gives {other}."
        )
    if len(disagreements) > _SHOWN_CELLS:
        answers.say(f"Engines disagree on {len(disagreements) - _SHOWN_CELLS:,} more cells; --json has all of them.")


def _failed_line(failed: FailedFunction) -> str:
    return f"The cell function {failed.defect.function} raised {failed.defect.error}, called in {_cells(failed.cells)}."


def _cells(cells: Sequence[object]) -> str:
    rest = len(cells) - _SHOWN_CELLS
    return ", ".join(map(str, cells[:_SHOWN_CELLS])) + (f" and {rest:,} more" if rest > 0 else "")


def _engine(difference: Difference) -> str:
    if difference.switch is None:
        return difference.engine
    return f"{difference.engine}, {SWITCH} {'on' if difference.switch else 'off'}"


def _told(value: object) -> object:
    """A number in full, an empty text as what it is, nothing as nothing."""
    if value is None:
        return "(nothing)"
    if value == "":
        return '""'
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _tree(verdict: Verdict) -> dict[str, object]:
    tree: dict[str, object] = {"file": str(verdict.path), "exit": verdict.exit_code}
    if verdict.error is not None:
        return tree | {"error": {"wrong": verdict.error.wrong, "mend": verdict.error.mend}}
    verification = verdict.verification
    if verification is None:
        return tree
    if verdict.structure is not None:
        tree |= {
            "structure": structure.trees(verdict.structure.findings),
            "accepted": verdict.structure.accepted,
            "notes": list(verdict.structure.notes),
        }
    return tree | {
        "cells": verification.cells,
        "engines": list(verification.engines),
        "against_data": verdict.from_data is not None,
        "differences": [_difference_tree(difference) for difference in verdict.differences],
        "failed_functions": [
            {
                "function": failed.defect.function,
                "error": failed.defect.error,
                "cells": [str(cell) for cell in failed.cells],
            }
            for failed in verification.failed
        ],
        "not_compared": [_unchecked_tree(unchecked) for unchecked in verification.unchecked],
        "disagreements": [_disagreement_tree(disagreement) for disagreement in verification.disagreements],
    }


def _difference_tree(difference: Difference) -> dict[str, object]:
    return {
        "sheet": difference.cell.sheet,
        "cell": difference.cell.address,
        "label": difference.label,
        "stored": difference.stored,
        "recalculated": difference.recalculated,
        "engine": difference.engine,
        "use_python": difference.switch,
    }


def _disagreement_tree(disagreement: Disagreement) -> dict[str, object]:
    return {
        "sheet": disagreement.cell.sheet,
        "cell": disagreement.cell.address,
        "label": disagreement.label,
        "stored": disagreement.stored,
        "engine": disagreement.engine,
        "gives": disagreement.value,
        "confirming": disagreement.confirming,
        "other": disagreement.other,
    }


def _unchecked_tree(unchecked: Unchecked) -> dict[str, object]:
    return {
        "sheet": unchecked.cell.sheet,
        "cell": unchecked.cell.address,
        "why": unchecked.why,
        "engine": unchecked.engine,
        "finding": unchecked.is_finding,
    }
