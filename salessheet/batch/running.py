"""A plan carried out: workbooks into a folder, and a manifest that is true whatever happened on the way."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from salessheet.batch import journal, outputs
from salessheet.batch.books import fingerprint
from salessheet.batch.cluster import connected
from salessheet.batch.copies_beside import uncollected_copies
from salessheet.batch.file_names import ENDING
from salessheet.batch.holding import held_folder
from salessheet.batch.inputs import kept_inputs
from salessheet.batch.inputs.typed_inputs import has_typed
from salessheet.batch.interrupts import Interrupts
from salessheet.batch.journal import Journal, noted
from salessheet.batch.key_file import read as key_file_of
from salessheet.batch.making import (
    Failure,
    Makers,
    Outcome,
    changed_failure,
    copied_failure,
    failed,
    open_failure,
    order_of,
    password_failure,
    typed_failure,
)
from salessheet.batch.manifest import Digest, Manifest, Workbook, input_digests, recorded, recorded_books
from salessheet.batch.moulds import mould_of
from salessheet.batch.opening import key_ring
from salessheet.batch.places import JOURNAL, MANIFEST
from salessheet.batch.planning import Job, Options, Plan, plan
from salessheet.batch.processes import Processes
from salessheet.batch.protection import got_password, is_as_asked, refuse_exposure, unprotected
from salessheet.data.load import load
from salessheet.data.problems import Problem
from salessheet.data.remote import local, shown
from salessheet.errors import InvalidOption, ProtectedWorkbook, RefusedOutput, TotalsDisagree, UserError
from salessheet.files import refusal, sha256_of
from salessheet.workbook.audience import Audience
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.encryption import Passwords

Progress = Callable[[Job, int, int], None]
"""Called after each workbook with its job, how many are done, and how many there are."""


@dataclass(frozen=True, eq=False)
class Report:
    """What a run made. `workbooks` and `failures` in the order of the plan.

    `ignored`: files that hold no table. `unread`: the headings of each file that its table has no column for.
    `unused`: what was read but no number counts. `skipped`: files that were done before and are unchanged. `stopped`:
    why the run ended early, or without its manifest, where the disk took no more. `notes`: what of the key file does
    something else than it seems to. `bare`: files of `kept` that no password protects, where the others have one.
    """

    out: Path
    manifest: Path
    workbooks: tuple[Workbook, ...]
    failures: tuple[Failure, ...]
    kept: tuple[str, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    unread: Mapping[str, tuple[str, ...]]
    unused: tuple[Unused, ...] = ()
    skipped: tuple[str, ...] = ()
    interrupted: bool = False
    stopped: UserError | None = None
    notes: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


def check_outputs(plan: Plan, out: Path, *, overwrite: bool = False) -> None:
    """Raises RefusedOutput where the run may not write into the folder, since something of others is in the way."""
    files = [out / job.file for job in plan.jobs]
    source = Path(plan.dataset.source).resolve()
    if source in {path.resolve() for path in files}:
        raise RefusedOutput(f"{source} is the input, and would be overwritten.", "Choose another --out.")
    if plan.template is not None and plan.template.resolve() in {path.resolve() for path in files}:
        raise RefusedOutput(f"{plan.template} is the template, and would be overwritten.", "Choose another --out.")
    refuse_exposure(plan, out, overwrite=overwrite)
    if recorded(out / MANIFEST) is None:
        files.append(out / MANIFEST)
    outputs.refuse_folders([*files, out / JOURNAL])
    inside = _folders(plan, out)
    outputs.refuse_files([*inside, *(folder / kept_inputs.FOLDER for folder in (out, *inside))])
    ours = {} if overwrite else _known(out)
    outputs.refuse_changed((path for path in files if path not in ours), {}, overwrite=overwrite)


def run(
    plan: Plan,
    out: Path,
    *,
    jobs: int = 1,
    cluster: str = "",
    overwrite: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Write every workbook of the plan and the manifest into the folder `out`, on `jobs` processes.

    `cluster`: the address of the scheduler of a Dask cluster, whose workers make them in place of these; see
    `cluster.connected` for what is refused. The bytes depend on the data and the options alone, never on either. One
    workbook that fails does not stop the others, but for a disk that takes no more; one into which somebody typed what
    was not collected is such a failure, unless `overwrite`. With `resume`, one that stands
    there as it was written and would be made from the same is not made again. After that, and after Ctrl-C, the
    finished workbooks stay, the manifest tells which, and the report says so. After a run that was killed the next one
    goes on, by the journal. Raises RefusedOutput as `check_outputs` and `held_folder`, with nothing written, and
    TotalsDisagree after everything is written.
    """
    with _makers(jobs, cluster) as makers, held_folder(out), Interrupts() as interrupts:
        check_outputs(plan, out, overwrite=overwrite)
        kept_inputs.sweep(out, plan.opening)
        inputs, before = input_digests(plan), _replaceable(plan, out)
        done = _done_before(out) if resume else {}
        try:
            with Journal(out, interrupts) as noting:
                writing = _Writing(plan, out, noting, interrupts, progress, None if overwrite else before, done)
                try:
                    writing.make(makers)
                finally:
                    manifest = writing.finish(inputs, before)
        except OSError as error:
            raise refusal(out, error, outputs.IS_IT_OPEN) from error
    if manifest.differences:
        raise TotalsDisagree(manifest.differences)
    return Report(
        out, out / MANIFEST, manifest.workbooks, manifest.failures, tuple(kept.file for kept in manifest.kept),
        manifest.problems, plan.dataset.ignored, plan.dataset.unread, plan.unused, tuple(writing.skipped),
        writing.is_interrupted,
        writing.stopped(manifest), plan.passwords.notes,
        () if plan.keys is None else tuple(unprotected(out, (kept.file for kept in manifest.kept))),
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
    audience: Audience | str | None = Audience.MANAGER,
    every_sheet: bool = False,
    encoding: str = "",
    template: Path | str | None = None,
    encrypt_with: Path | str | None = None,
    key_file: Path | str | None = None,
    jobs: int = 1,
    cluster: str = "",
    overwrite: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Read the data of a folder or workbook and write every workbook; see `load`, `plan` and `run`.

    The data may be at a URL that fsspec knows, which is copied first: see `remote.local`. Raises RefusedOutput where
    `out` is one.

    Without `lang`, workbooks and problems are in the language of the template, if there is one, else in that which the
    data's settings ask for, else in English. `audience`: None for everybody in the team. `every_sheet`: those that the
    data has nothing for as well.

    `encrypt_with`: the file that has the passwords of the workbooks; `key_file`: those that earlier workbooks of the
    folder have, where they are others.
    With more than one job, call it under `if __name__ == "__main__":`, for the processes import the main module.
    """
    if "://" in str(out):
        raise RefusedOutput(f"{shown(str(out))}: workbooks are not written to URLs.", "Name a folder, and copy it.")
    chosen = None if audience is None else Audience(audience)
    file = None if template is None else Path(template)
    if file is not None and lang is None:
        lang = mould_of(file, chosen).words.lang
    keys = None if encrypt_with is None else key_file_of(Path(encrypt_with), encoding)
    old = None if key_file is None else key_file_of(Path(key_file), encoding)
    opening = key_ring(each for each in (keys, old) if each is not None)
    options = Options(lang, Flavour(formulas), teams, period, as_of, chosen, file, keys, opening, every_sheet)
    with local(source) as place:
        planned = plan(load(place, None if lang is None else Words.load(lang), encoding), options)
        return run(
            planned, Path(out), jobs=jobs, cluster=cluster, overwrite=overwrite, resume=resume, progress=progress
        )


class _Writing:
    """A run under way. `found`: file → what came of it. `known`: what may be replaced; None for whatever there is."""

    def __init__(
        self,
        plan: Plan,
        out: Path,
        journal: Journal,
        interrupts: Interrupts,
        progress: Progress | None,
        known: Mapping[Path, Collection[str]] | None,
        done: Mapping[str, Workbook],
    ) -> None:
        self.plan = plan
        self.out = out
        self.found: dict[str, Workbook | Failure] = {}
        self.skipped: list[str] = []
        self.is_interrupted = False
        self._known = known
        self._done_before = done
        self._journal = journal
        self._interrupts = interrupts
        self._progress = progress
        self._unrecorded: UserError | None = None

    def make(self, makers: Makers) -> None:
        try:
            copies = {} if self._known is None else self._copies()
            free = []
            for job in self.plan.jobs:
                if self._is_done(job):
                    continue
                if outputs.open_elsewhere(self.out / job.file):
                    self._done(job, open_failure(job))
                elif self._known is not None and self.plan.keys is None and got_password(self.out / job.file):
                    self._done(job, password_failure(job))
                elif self._known is not None and outputs.is_changed(self.out / job.file, self._known):
                    self._done(job, typed_failure(job))
                elif self.out / job.file in copies:
                    self._done(job, copied_failure(job, copies[self.out / job.file]))
                else:
                    free.append(job)
            makers.make_all(self.plan, tuple(free), self._part_of, self._interrupts, self._done)
        except KeyboardInterrupt:
            self.is_interrupted = True

    def _copies(self) -> dict[Path, str]:
        """Workbook → the copy beside it that holds what is not collected."""
        found = {
            folder: uncollected_copies(folder, self.plan.opening)
            for folder in (self.out, *_folders(self.plan, self.out))
        }
        return {folder / name: copy for folder, copies in found.items() for name, copy in copies.items()}

    def _is_done(self, job: Job) -> bool:
        """Whether the workbook stands there as it was written, and would be made from the same again.

        With it what is kept of it: else nobody could collect what is typed into it.
        """
        book = self._done_before.get(job.file)
        if book is None or not outputs.is_known(self.out / job.file, {self.out / job.file: {book.sha256}}):
            return False
        try:
            is_same = (
                is_as_asked(self.out / job.file, self.plan.password_of(job))
                and _kept_of(self.out / job.file, self.plan.opening) == book.sha256
                and fingerprint(order_of(self.plan, job)) == book.fingerprint
            )
        except Exception:  # noqa: BLE001  whoever makes it says what is wrong with it
            return False
        if is_same:
            self.found[job.file] = book
            self.skipped.append(job.file)
            if self._progress is not None:
                self._progress(job, len(self.found), len(self.plan.jobs))
        return is_same

    def finish(self, inputs: tuple[Digest, ...], before: Mapping[Path, Collection[str]]) -> Manifest:
        """The manifest, as it was written; from then on the journal needs to know no workbook."""
        for folder in _folders(self.plan, self.out):
            with suppress(OSError):  # there is something in it
                folder.rmdir()
        kept = _still_there(self.plan, self.out, before, self.found)
        results = [self.found.get(job.file) or _not_begun(job) for job in self.plan.jobs]
        manifest = Manifest(
            self.plan,
            inputs,
            tuple(result for result in results if isinstance(result, Workbook)),
            tuple(result for result in results if isinstance(result, Failure)),
            kept,
        )
        try:
            with self._interrupts.held():
                self._write(manifest)
        except KeyboardInterrupt:
            self.is_interrupted = True
        return manifest

    def stopped(self, manifest: Manifest) -> UserError | None:
        """Why the disk took no more, and how far the run came; None where it did."""
        reason = next((f for f in manifest.failures if f.stops), None) or self._unrecorded
        if reason is None:
            return None
        count = f"Workbooks written: {len(manifest.workbooks)} of {len(self.plan.jobs)}"
        lacking = ", without manifest.json" if self._unrecorded else ""
        return UserError(f"{reason.wrong} {count}{lacking}.", reason.mend)

    def _write(self, manifest: Manifest) -> None:
        try:
            with self._journal.unnoted(self.out / MANIFEST) as part:
                part.write_text(manifest.text(), encoding="utf-8", newline="\n")
        except OSError as error:
            self._unrecorded = refusal(self.out / MANIFEST, error, outputs.IS_IT_OPEN)
        else:
            for file in [file for file in self._journal.known if file.endswith(ENDING)]:
                self._journal.recorded(file)

    def _part_of(self, job: Job) -> Path:
        path = self.out / job.file
        path.parent.mkdir(exist_ok=True)
        return self._journal.part_of(path)

    def _done(self, job: Job, outcome: Outcome) -> bool:
        with self._interrupts.held():
            self.found[job.file] = found = self._placed(job, outcome)
        if self._progress is not None:
            self._progress(job, len(self.found), len(self.plan.jobs))
        return not (isinstance(found, Failure) and found.stops)

    def _placed(self, job: Job, outcome: Outcome) -> Workbook | Failure:
        if isinstance(outcome, Failure):
            return outcome
        part, place = self._part_of(job), self.out / job.file
        if outputs.open_elsewhere(place) or (self._known is not None and outputs.is_changed(place, self._known)):
            part.unlink(missing_ok=True)
            return open_failure(job) if outputs.open_elsewhere(place) else changed_failure(job)
        try:
            book = Workbook.of(job, outcome)
            with kept_inputs.kept_with(place, outcome.inputs):
                self._journal.put(part, place, outcome.sha256, dataclasses.asdict(book))
        except OSError as error:
            part.unlink(missing_ok=True)
            return failed(job, error, self.out)
        return book


@contextmanager
def _makers(jobs: int, cluster: str) -> Iterator[Makers]:
    if not cluster:
        yield Processes(jobs)
        return
    if jobs != 1:
        raise InvalidOption(
            f"--cluster {cluster} and --jobs {jobs}: the workers of a cluster make all workbooks, and no process here.",
            "Say one of them.",
        )
    with connected(cluster) as workers:
        yield workers


def _done_before(out: Path) -> dict[str, Workbook]:
    """What earlier runs made, by the manifest, and by the journal of one that was killed before it wrote one."""
    noted_books = (Workbook.read(tree) for tree in journal.made(out).values())
    return recorded_books(out / MANIFEST) | {book.file: book for book in noted_books if book is not None}


def _folders(plan: Plan, out: Path) -> list[Path]:
    """Those in `out` that workbooks of the plan stand in."""
    return sorted({(out / job.file).parent for job in plan.jobs} - {out})


def _known(out: Path) -> dict[Path, set[str]]:
    """File → the hashes of what salessheet wrote into the folder, by its manifest and its journal."""
    known = {out / place: {sha256} for place, sha256 in (recorded(out / MANIFEST) or {}).items()}
    for place, hashes in noted(out).items():
        known.setdefault(out / place, set()).update(hashes)
    return known


def _replaceable(plan: Plan, out: Path) -> dict[Path, set[str]]:
    """What is known, and workbooks that were saved since, without anything typed that is not collected."""
    known = _known(out)
    for job in plan.jobs:
        path = out / job.file
        if (
            path.is_file()
            and path in known
            and outputs.is_changed(path, known)
            and has_typed(path, plan.opening) is False
        ):
            known[path].add(sha256_of(path))
    return known


def _still_there(
    plan: Plan, out: Path, before: Mapping[Path, Collection[str]], found: Mapping[str, object]
) -> tuple[Digest, ...]:
    """Workbooks of earlier runs that this one did not replace, as they were built.

    What was typed into them since is collected by these hashes.
    """
    written = {out / file for file, result in found.items() if isinstance(result, Workbook)}
    left = [path for path in sorted(before) if path.suffix == ENDING and path not in written and path.is_file()]
    there = {path.relative_to(out).as_posix(): _as_built(path, out, before, plan.opening) for path in left}
    return tuple(Digest(place, sha256) for place, sha256 in there.items() if sha256)


def _kept_of(path: Path, passwords: Passwords) -> str:
    """Of which workbook the inputs are that are kept beside it, by its hash; blank for none."""
    kept = kept_inputs.read(path, passwords)
    return "" if kept is None else kept.sha256


def _as_built(path: Path, out: Path, before: Mapping[Path, Collection[str]], passwords: Passwords) -> str:
    """The hash of a workbook of an earlier run when that wrote it; blank where nothing says so any more."""
    with suppress(ProtectedWorkbook):
        built = _kept_of(path, passwords)
        if built in before[path]:
            return built
    if outputs.is_known(path, before):
        return sha256_of(path)
    return (recorded(out / MANIFEST) or {}).get(path.relative_to(out).as_posix(), "")


def _not_begun(job: Job) -> Failure:
    return Failure(job.file, job.team_id, f"{job.file} was not made: the run was stopped.", "Build again.")
