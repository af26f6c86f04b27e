"""A plan carried out: workbooks into a folder, and a manifest that is true whatever happened on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from salessheet.batch import outputs
from salessheet.batch.manifest import Digest, Manifest, Workbook, input_digests, recorded
from salessheet.batch.planning import MANIFEST, Job, Options, Plan, plan
from salessheet.batch.processes import Failure, Outcome, failed, make_all, open_failure
from salessheet.data.load import load
from salessheet.data.problems import Problem
from salessheet.errors import RefusedOutput, TotalsDisagree
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour

Progress = Callable[[Job, int, int], None]
"""Called after each workbook with its job, how many are done, and how many there are."""


@dataclass(frozen=True, eq=False)
class Report:
    """What a run made. `workbooks` and `failures` in the order of the plan; `ignored`: files that hold no table.

    `unused`: what was read but no number counts.
    """

    out: Path
    manifest: Path
    workbooks: tuple[Workbook, ...]
    failures: tuple[Failure, ...]
    kept: tuple[str, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    unused: tuple[Unused, ...] = ()
    interrupted: bool = False


def check_outputs(plan: Plan, out: Path, *, overwrite: bool = False) -> None:
    """Raises RefusedOutput where the run may not write. Nothing is written but the folder itself."""
    outputs.ready_folder(out)
    files = [out / job.file for job in plan.jobs]
    source = Path(plan.dataset.source).resolve()
    if source in {path.resolve() for path in files}:
        raise RefusedOutput(f"{source} is the input, and would be overwritten.", "Choose another --out.")
    known = recorded(out / MANIFEST)
    if known is None:
        files.append(out / MANIFEST)
    outputs.refuse_changed(files, known or {}, overwrite=overwrite)


def run(plan: Plan, out: Path, *, jobs: int = 1, overwrite: bool = False, progress: Progress | None = None) -> Report:
    """Write every workbook of the plan and the manifest into the folder `out`, on `jobs` processes.

    The bytes depend on the data and the options alone, never on `jobs`. One workbook that fails does not stop the
    others. After Ctrl-C the finished workbooks stay, the manifest tells which, and the report says so. Raises
    RefusedOutput as `check_outputs`, with nothing written, and TotalsDisagree after everything is written.
    """
    check_outputs(plan, out, overwrite=overwrite)
    before = recorded(out / MANIFEST) or {}
    inputs = input_digests(plan)
    found: dict[str, Workbook | Failure] = {}

    def done(job: Job, outcome: Outcome) -> None:
        found[job.file] = _placed(job, outcome, out)
        if progress is not None:
            progress(job, len(found), len(plan.jobs))

    interrupted = False
    try:
        free = []
        for job in plan.jobs:
            if outputs.open_elsewhere(out / job.file):
                done(job, open_failure(job))
            else:
                free.append(job)
        make_all(plan, tuple(free), out, jobs, done)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        manifest = _manifest(plan, inputs, found, _still_there(out, before, found))
        _write_manifest(out / MANIFEST, manifest)
    if manifest.differences:
        raise TotalsDisagree(manifest.differences)
    return Report(
        out, out / MANIFEST, manifest.workbooks, manifest.failures, tuple(kept.file for kept in manifest.kept),
        manifest.problems, plan.dataset.ignored, plan.unused, interrupted,
    )  # fmt: skip  # in the order of the fields


def build(  # noqa: PLR0913  the choices of a run
    source: Path | str,
    out: Path | str,
    *,
    lang: str | None = None,
    formulas: Flavour | str = Flavour.NATIVE,
    teams: tuple[str, ...] = (),
    period: dt.date | None = None,
    as_of: dt.date | None = None,
    jobs: int = 1,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Read the data of a folder or workbook and write every workbook; see `load`, `plan` and `run`.

    Without `lang`, workbooks and problems are in the language that the data's settings ask for, else in English.
    With more than one job, call it under `if __name__ == "__main__":`, for the processes import the main module.
    """
    options = Options(lang, Flavour(formulas), teams, period, as_of)
    planned = plan(load(source, None if lang is None else Words.load(lang)), options)
    return run(planned, Path(out), jobs=jobs, overwrite=overwrite, progress=progress)


def _placed(job: Job, outcome: Outcome, out: Path) -> Workbook | Failure:
    if isinstance(outcome, Failure):
        return outcome
    part = outputs.part_of(out / job.file)
    try:
        part.replace(out / job.file)
    except OSError as error:
        part.unlink(missing_ok=True)
        return failed(job, error)
    return Workbook.of(job, outcome)


def _still_there(out: Path, before: Mapping[str, str], found: Mapping[str, object]) -> tuple[Digest, ...]:
    """Workbooks of earlier runs that this one did not replace, if nobody changed them since."""
    written = {file for file, result in found.items() if isinstance(result, Workbook)}
    left = [Digest(file, digest) for file, digest in sorted(before.items()) if file not in written]
    return tuple(d for d in left if (out / d.file).is_file() and outputs.sha256_of(out / d.file) == d.sha256)


def _manifest(
    plan: Plan, inputs: tuple[Digest, ...], found: Mapping[str, Workbook | Failure], kept: tuple[Digest, ...]
) -> Manifest:
    results = [found.get(job.file) or _not_begun(job) for job in plan.jobs]
    return Manifest(
        plan,
        inputs,
        tuple(result for result in results if isinstance(result, Workbook)),
        tuple(result for result in results if isinstance(result, Failure)),
        kept,
    )


def _not_begun(job: Job) -> Failure:
    return Failure(job.file, job.team_id, f"{job.file} was not made: the run was stopped.", "Build again.")


def _write_manifest(path: Path, manifest: Manifest) -> None:
    try:
        with outputs.written_whole(path) as part:
            part.write_text(manifest.text(), encoding="utf-8", newline="\n")
    except OSError as error:
        raise RefusedOutput(f"{path}: it cannot be written ({error.strerror}).", "Is it open elsewhere?") from error
