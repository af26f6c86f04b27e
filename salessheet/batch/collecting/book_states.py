"""A workbook's inputs as it was built, as they are now, and as the data would fill them now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from salessheet.batch.copies import as_built, gone_on_from
from salessheet.batch.inputs import kept_inputs, typed_inputs
from salessheet.batch.inputs.kept_inputs import KeptInputs
from salessheet.batch.inputs.typed_inputs import TypedInputs
from salessheet.batch.journal import noted
from salessheet.batch.manifest import recorded, version_in
from salessheet.batch.places import MANIFEST, place_of
from salessheet.data.audiences import part_of
from salessheet.data.collecting.comparison import Cell, Line
from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope
from salessheet.data.filling.currencies import currency_of
from salessheet.data.filling.fill import frame_of
from salessheet.data.filling.input_tables import column_cells
from salessheet.data.filling.targets import target_cells
from salessheet.errors import NothingToBuild, ProtectedWorkbook, UnreadableWorkbook
from salessheet.workbook.audience import Audience
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import BY_KEY, Reps
from salessheet.xlsx.build_mark import mark_of
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords
from salessheet.xlsx.package import no_file, opened

LOOSE_SETTINGS = (
    Settings.over_assignment,
    Settings.unit,
    Settings.alert_level,
    Settings.stale_days,
    Settings.coaching_days,
)
"""What people may change of the settings of the data, in the cells of a workbook."""


@dataclass(frozen=True, eq=False)
class BookState:
    """`agreed_built`, `agreed_now` and `agreed_data`: rep → what was agreed with the person for the year.

    `is_another_copy`: than that which was collected last; `kept` is what this one goes on from.
    """

    path: Path
    kept: KeptInputs
    typed: TypedInputs
    words: Words
    scope: Scope
    part: Dataset
    currency: str
    is_own: bool
    cells: Mapping[str, Cell]
    agreed_built: Mapping[str, Cell]
    agreed_now: Mapping[str, Cell]
    agreed_data: Mapping[str, Cell]
    is_another_copy: bool

    def built_lines(self, key: str) -> list[Line]:
        return typed_inputs.lines_of(self.kept.tables[key], [c.key for c in BY_KEY[key].identity()])

    def first_lines(self, key: str) -> list[Line]:
        """The rows of a table as they were before anything of this copy was collected."""
        kept = self.kept if self.is_another_copy else as_built(self.kept)
        return typed_inputs.lines_of(kept.tables[key], [c.key for c in BY_KEY[key].identity()])

    def first_cells(self, name: str) -> list[Cell]:
        """An input that is in no table, as it was before anything of this copy was collected."""
        kept = self.kept if self.is_another_copy else as_built(self.kept)
        return list(kept.cells.get(name, ()))

    def agreed_first(self) -> dict[str, Cell]:
        """Rep → what was agreed for the year before anything of this copy was collected."""
        return dict(zip(_built_people(self.kept), self.first_cells(name_of(People.agreed)), strict=False))

    def data_lines(self, key: str) -> list[Line]:
        """The rows of a table as the data would fill the workbook now."""
        table, kept = BY_KEY[key], self.kept.tables[key]
        frame = frame_of(self.part, table, self.currency)
        shown = {
            c.key: list(column_cells(c, frame[c.key], len(frame), self.words))
            for c in table.columns()
            if c.key in kept.columns
        }
        return [Line({c: _plain(cells[i]) for c, cells in shown.items()}) for i in range(len(frame))]


def state_of(path: Path, kept: KeptInputs, dataset: Dataset, passwords: Passwords = NO_PASSWORDS) -> BookState:
    """Raises UnreadableWorkbook, and NothingToBuild where the team or the person is gone."""
    words = Words.load(kept.lang)
    audience = Audience(kept.audience) if kept.audience else None
    try:
        part = part_of(dataset, kept.team_id, audience, kept.rep_id)
    except NothingToBuild as error:
        mend = f"{error.mend} Put it back into the data to collect what was typed here, or take the file away."
        raise NothingToBuild(f"{path}: {error.wrong}", mend) from error
    scope = Scope(
        kept.team_id, dt.date.fromisoformat(f"{kept.period}-01"), dt.date.fromisoformat(kept.as_of),
        int(dataset.settings["first_month"] or 1), words, audience=audience, rep=kept.rep_id,
    )  # fmt: skip  # in the order of the fields
    currency = currency_of(part, scope)
    typed = typed_inputs.read(path, kept, passwords)
    if typed_inputs.is_of_another_build(kept, typed):
        raise UnreadableWorkbook(
            path,
            "it is not the workbook that build wrote here last: it is of another build, or of other data.",
            "Type what is new into the workbook of the last build, and collect that one.",
        )
    last, kept = kept, gone_on_from(kept, typed)
    targets = target_cells(part, scope)
    names = [str(rep) for rep in part.column(Reps.rep_id)]
    cells: dict[str, Cell] = {name_of(line): _plain(part.settings[line.key]) for line in LOOSE_SETTINGS}
    cells[name_of(Settings.annual_target)] = _plain(next(iter(targets[Settings.annual_target])))
    agreed = name_of(People.agreed)
    return BookState(
        path, kept, typed, words, scope, part, currency, currency == str(dataset.settings["currency"]), cells,
        dict(zip(_built_people(kept), kept.cells.get(agreed, ()), strict=False)),
        _by_person(typed, typed.cells.get(agreed, [])),
        dict(zip(names, map(_plain, list(targets[People.agreed])), strict=False)),
        kept is not last,
    )  # fmt: skip  # in the order of the fields


def kept_of(path: Path, passwords: Passwords = NO_PASSWORDS) -> KeptInputs:
    """The inputs as built. Raises UnreadableWorkbook where they are not kept, or are those of another workbook."""
    if not path.is_file():
        raise no_file(path)
    folder, place = place_of(path)
    manifest = folder / MANIFEST
    kept = kept_inputs.read(path, passwords)
    if kept is None:
        original = _original(path, passwords)
        if original:
            raise UnreadableWorkbook(
                path,
                f"it is {original} under another name.",
                f"Save it as {original} in its place, and collect that; copies of one workbook one after the other.",
            )
        version = version_in(manifest)
        by = f"it was built by salessheet {version}, " if version else "there is no manifest.json that knows it, "
        raise UnreadableWorkbook(
            path,
            f"what stood in it when it was built is not kept beside it ({by}or taken out of its folder).",
            "Collect a workbook from the folder that build wrote. Else type what changed into the tables, and build "
            "again with --overwrite.",
        )
    known = {(recorded(manifest) or {}).get(place, ""), *noted(folder).get(place, ())}
    if kept.sha256 not in known:
        raise UnreadableWorkbook(
            path,
            f"manifest.json beside it (salessheet {version_in(manifest) or 'unknown'}) speaks of another workbook than "
            f"{kept_inputs.FOLDER} does.",
            "Collect a workbook from the folder that build wrote, or build again with --overwrite.",
        )
    return kept


def _original(path: Path, passwords: Passwords) -> str:
    """The workbook of the same folder that a file is a copy of; blank where there is none."""
    mark = mark_of(opened(path, passwords).as_usual())
    names = [kept.name.removesuffix(kept_inputs.ENDING) for kept in kept_inputs.all_beside(path)] if mark else []
    for name in names:
        try:
            kept = kept_inputs.read(path.with_name(name), passwords)
        except ProtectedWorkbook:
            continue
        if kept is not None and kept.mark == mark:
            return name
    return ""


def _built_people(kept: KeptInputs) -> list[str]:
    table = kept.tables.get(Reps.key)
    return [] if table is None else [_text(cell) for cell in table.columns.get(Reps.rep_id.key, [])]


def _by_person(typed: TypedInputs, cells: list[Cell]) -> dict[str, Cell]:
    """The roster has a row for each row of the table of reps, whatever that says by now."""
    top = typed.tops.get(Reps.key, 0)
    rows = {line.row - top: _text(line.cells.get(Reps.rep_id.key)) for line in typed.tables.get(Reps.key, [])}
    return {rows[place]: cell for place, cell in enumerate(cells) if rows.get(place)}


def _text(cell: Cell) -> str:
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else cell


def _plain(cell: object) -> Cell:
    if cell is None or cell == "" or cell != cell:  # noqa: PLR0124  only NaN differs from itself
        return None
    return cell if isinstance(cell, str) else float(cell)  # type: ignore[arg-type]  # a number of numpy
