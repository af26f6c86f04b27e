"""One workbook of a run: a slice of the data in, a finished file out. This is what runs in each process."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Final

from salessheet.batch.inputs import elsewhere, typed_inputs, typed_rows
from salessheet.batch.inputs.kept_inputs import KeptInputs, packed
from salessheet.batch.moulds import declared_mould, prove, unchanged_mould
from salessheet.batch.own_values import with_own_values
from salessheet.data.dataset import Dataset, digest
from salessheet.data.filling import Scope, cells_of, edition_of
from salessheet.files import sha256_of
from salessheet.workbook.audience import Audience
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import begin_anew
from salessheet.workbook.sheets.results import Results
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.encryption import Password, encrypted
from salessheet.xlsx.package import package_of
from salessheet.xlsx.stamp import Mould
from salessheet.xlsx.template import packed as packed_book
from salessheet.xlsx.web_extensions import WebExtension, embedded

TOTALS: Mapping[str, Calc | Input] = {
    "won_amount": Results.won_total,
    "won_deals": Results.won_deals_total,
    "lost_deals": Results.lost_deals_total,
    "annual_target": Settings.annual_target,
}
"""The cells of a workbook that its totals in the manifest are read from."""

_MOST_TEXTS: Final = 300_000  # of earlier workbooks: a process that makes thousands does not keep them all


@dataclass(frozen=True, eq=False)
class Order:
    """All that one workbook takes: a team's or a person's slice, or the whole data for the centre.

    `team_id` is blank for the centre, `rep_id` wherever it is not for one person.
    """

    dataset: Dataset
    team_id: str
    period: dt.date
    as_of: dt.date
    lang: str
    formulas: Flavour
    audience: Audience | None = None
    rep_id: str = ""
    every_sheet: bool = False  # those that there is nothing for as well
    empty: bool = False  # a template, of which nobody's workbook is said to be
    template: Path | None = None  # to be filled in; None for a workbook of the declaration's own looks
    template_sha256: str = ""  # what it was when the run was planned; blank without one
    password: Password | None = field(default=None, repr=False)  # to be encrypted with; None for no encryption
    extension: WebExtension | None = field(default=None, repr=False)  # an add-in that the workbook is to carry
    is_proof: bool = True  # looked at as Excel would open it, unless another of its making was


@dataclass(frozen=True)
class Made:
    """What was written. Totals are None where the workbook shows no number.

    `currency`: that of the workbook and its totals; `in_centre_currency`: the totals in the centre's, in which they
    add up. `inputs`: what stands in its inputs, as it is to be kept beside it. `uncalculated`: the cells of formulas of
    the template's own that have no value until Excel calculates.
    """

    title: str
    sheets: tuple[str, ...]
    currency: str
    totals: Mapping[str, float | None]
    in_centre_currency: Mapping[str, float | None]
    problems: int
    sha256: str
    fingerprint: str = ""
    inputs: bytes = b""
    uncalculated: tuple[str, ...] = ()


def fingerprint(order: Order) -> str:
    """The same for orders that give the same content: of all that it is made from, and of the program's version."""
    made_from = None if order.template is None else order.template_sha256
    said = (
        program_version(), order.team_id, order.rep_id, order.period, order.as_of, order.lang, order.formulas.value,
        order.audience, order.every_sheet, order.empty, made_from, digest(order.dataset), order.extension,
    )  # fmt: skip  # all of it in one text
    return hashlib.sha256(repr(said).encode()).hexdigest()


def make(order: Order, path: Path) -> Made:
    """Write the workbook to `path`; without a password, the same order gives the same bytes.

    With one, nothing of it is on any disk before it is encrypted.
    """
    with _garbage_left():
        return _made(order, path)


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Inside, Python does not look for cycles of garbage, which costs a tenth of a workbook and finds nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _made(order: Order, path: Path) -> Made:
    begin_anew(_MOST_TEXTS)
    mould = None
    if order.template is not None:
        mould = unchanged_mould(order.template, order.audience, order.template_sha256)
    book = edition_for(order, mould=mould)
    words = book.words
    what = words.text("sheet.statement.title" if order.rep_id else "sheet.guide.title")
    title = f"{what} · {book.cells(Settings.scope)[0]}"
    if not order.empty:
        title += f" · {order.period:%Y-%m}"
    kept = _inputs(order, book, mould)
    content: bytes | memoryview
    left: tuple[CellRef, ...] = ()
    if order.empty:
        content = packed_book(book, title)
    else:
        form = mould or declared_mould(book)
        stamped = form.filled(book, title, kept.mark)
        kept = replace(
            kept,
            formulas=order.formulas.value,
            said=elsewhere.said_by(stamped, book),
            drawn=elsewhere.drawn_by(stamped),
        )
        content, left = with_own_values(stamped, path, order.password)
        if order.is_proof:
            prove(form, content)
    if order.extension is not None:
        content = _with_extension(content, path, order.extension)
    path.write_bytes(content if order.password is None else encrypted(content, order.password))
    names = tuple(book.layout.sheets[sheet.key] for sheet in book.book.sheets)
    totals, centre = _totals(book.cells), str(order.dataset.settings["currency"])
    in_centre = totals
    if book.currency != centre:
        in_centre = _totals(cells_of(order.dataset, _scope(order, centre), TOTALS.values()).__getitem__)
    sha256 = sha256_of(path)
    return Made(
        title,
        names,
        book.currency,
        totals,
        in_centre,
        sum(notice.count for notice in book.content.notices if not notice.of_day),
        sha256,
        fingerprint(order),
        packed(replace(kept, sha256=sha256)),
        tuple(map(str, left)),
    )


def _with_extension(content: bytes | memoryview, path: Path, extension: WebExtension) -> bytes:
    file = BytesIO()
    embedded(package_of(bytes(content), path), extension).write(file)
    return file.getvalue()


def _inputs(order: Order, book: Edition, mould: Mould | None) -> KeptInputs:
    """Without the hash of the workbook. The mark of one is that of all that stands in its inputs."""
    tables = typed_inputs.tables_of(book)
    own = (
        {}
        if mould is None
        else typed_rows.below_tables(
            mould.standing.book, mould.standing.places, {key: table.columns for key, table in tables.items()}
        )
    )
    kept = KeptInputs(
        "", program_version(), order.team_id, order.rep_id, str(order.audience or ""), order.lang,
        f"{order.period:%Y-%m}", order.as_of.isoformat(), book.currency, tables, typed_inputs.cells_of(book),
        below=own, sheets=[*(() if mould is None else mould.package.tabs), *book.layout.sheets.values()],
    )  # fmt: skip  # in the order of the fields
    mark = hashlib.sha256(packed(kept)).hexdigest()[:16]
    return replace(kept, mark=mark, password=order.password)


def program_version() -> str:
    return version("salessheet")


def edition_for(order: Order, mould: Mould | None = None) -> Edition:
    """What the workbook is to be. `mould`: what it is filled into."""
    return edition_of(order.dataset, _scope(order), order.formulas, every_sheet=order.every_sheet, form=mould)


def _scope(order: Order, currency: str = "") -> Scope:
    """`currency`: that the workbook counts in; blank for its own."""
    first_month = int(order.dataset.settings["first_month"] or 1)
    return Scope(
        order.team_id, order.period, order.as_of, first_month, Words.load(order.lang), program_version(), currency,
        stated=order.rep_id or None, audience=order.audience, rep=order.rep_id,
    )  # fmt: skip  # in the order of the fields


def _totals(cells: Callable[[Line], Sequence[Scalar]]) -> dict[str, float | None]:
    return {name: _number(cells(line)[0]) for name, line in TOTALS.items()}


def _number(cell: object) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) and math.isfinite(cell) else None
