"""What the workbooks of a run are made from: the company's template, if it has what they need, or the declaration's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, hollow_of, sheets_for
from salessheet.errors import InvalidOption, ProtectedWorkbook, UnreadableWorkbook, UserError
from salessheet.workbook.audience import Audience, sheets_of
from salessheet.workbook.book import Sheet
from salessheet.workbook.edition import Edition
from salessheet.workbook.extents import STEPS
from salessheet.workbook.needed import with_needed_working
from salessheet.workbook.sales_center import FOR_ONE_PERSON_ONLY, FOR_THE_CENTRE_ONLY
from salessheet.xlsx.lint.findings import Finding
from salessheet.xlsx.lint.structure import structural_findings
from salessheet.xlsx.package import opened
from salessheet.xlsx.stamp import Mould
from salessheet.xlsx.template import packed

_LINT = "`salessheet lint` lists all of it, with what to do."
_REPORT = "Please report it with the template, or leave --template out."


def mould_of(template: Path, audience: Audience | None) -> Mould:
    """Taken apart once a process as long as the file stays the same, without the sheets not for the audience.

    Raises UnreadableWorkbook where it is no template, where Excel would repair it, or where it has lost what it is
    filled in by.
    """
    return _taken_apart(template, audience, _version(template))


@lru_cache(maxsize=4)
def _taken_apart(template: Path, audience: Audience | None, version: tuple[int, int]) -> Mould:
    _refuse_unsound(template, version)
    if audience is Audience.MANAGER:
        return Mould(template)
    if audience is Audience.REP and not _has(template, FOR_ONE_PERSON_ONLY):
        raise InvalidOption(
            f"--template {template}: workbooks for reps have sheets that it lacks.",
            "Leave --template out for them.",
        )
    everyones = dict.fromkeys([*sheets_of(Audience.MANAGER), *sheets_of(Audience.REP)])
    return Mould(template, tuple(sheet.key for sheet in everyones if sheet not in sheets_of(audience)))


def declared_mould(book: Edition) -> Mould:
    """The one for workbooks of the declaration's own looks, rendered once a process for all that are alike but in data.

    Alike are those with the same sheets, words, formulas, currency, unit and stages.
    """
    sheets, stages = tuple(sheet.key for sheet in book.book.sheets), book.content.sizes.get(STEPS, 1)
    key = sheets, stages, book.words.lang, book.flavour, book.currency, book.money_unit
    mould = _RENDERED.pop(key, None)
    if mould is None:
        while len(_RENDERED) >= _MOST_RENDERED:
            del _RENDERED[next(iter(_RENDERED))]
        mould = Mould(_DECLARED, written=packed(hollow_of(book), ""))
    _RENDERED[key] = mould  # behind all others: the one that waited longest for its next workbook goes first
    return mould


_DECLARED: Final = Path("SalesCenter.xlsx")
_MOST_RENDERED: Final = 4
_RENDERED: dict[tuple[object, ...], Mould] = {}


def _version(template: Path) -> tuple[int, int]:
    """What tells a file that was saved again; who opens one that is not there says so."""
    try:
        said = template.stat()
    except OSError:
        return 0, 0
    return said.st_mtime_ns, said.st_size


@lru_cache(maxsize=4)
def _refuse_unsound(template: Path, version: tuple[int, int]) -> None:  # noqa: ARG001  of a file saved again anew
    try:
        opened(template)  # says what is wrong with a file that is none
    except ProtectedWorkbook as error:
        wrong = "a template with a password cannot be filled in."
        raise UnreadableWorkbook(template, wrong, "Save a copy of it without the password.") from error
    faults = structural_findings(template.read_bytes())
    if faults:
        raise UnreadableWorkbook(template, f"Excel would repair this template: {_told(faults)}.", _LINT)


def prove(mould: Mould, content: bytes) -> None:
    """The first workbook that a process makes from a template, or without one, is looked at as Excel would open it.

    Raises UserError where Excel would repair it.
    """
    if mould.is_proven or (mould.is_declared and any(other.is_proven for other in _RENDERED.values())):
        return
    faults = structural_findings(content)
    if faults:
        raise UserError(f"{mould.path}: Excel would repair a workbook made from it: {_told(faults)}.", _REPORT)
    mould.is_proven = True


def _told(faults: Sequence[Finding]) -> str:
    first = faults[0]
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return f"{first.part} {first.where}: {first.wrong.rstrip('.')}{more}"


def _has(template: Path, sheets: Collection[Sheet]) -> bool:
    return all(sheet.key in mould_of(template, None).sheets for sheet in sheets)


@dataclass(frozen=True)
class MadeFrom:
    """The template as it was when the run was planned.

    `replaced`: cells whose formulas were changed in it, which the workbooks have as the program writes them.
    `is_for_the_centre`: whether it has the sheets that the centre's workbook has beside those of teams.
    """

    sha256: str
    replaced: tuple[str, ...]
    is_for_the_centre: bool


def made_from(template: Path, audience: Audience | None) -> MadeFrom:
    mould = mould_of(template, audience)
    of_teams = audience is not Audience.REP and _has(template, FOR_THE_CENTRE_ONLY)
    return MadeFrom(mould.sha256, tuple(map(str, mould.replaced)), of_teams)


def unchanged_mould(template: Path, audience: Audience | None, sha256: str) -> Mould:
    """Raises UnreadableWorkbook where the template is another one by now: no run makes workbooks of two."""
    mould = mould_of(template, audience)
    if mould.sha256 != sha256:
        wrong = "it was saved again while workbooks were made from it."
        raise UnreadableWorkbook(template, wrong, "Build again once it is finished.")
    return mould


def check_template(template: Path, dataset: Dataset, scope: Scope) -> None:
    """`scope`: of any of the workbooks; the sheets that the data asks for must be there, and the words of its language.

    Raises UnreadableWorkbook and InvalidOption.
    """
    mould, words = mould_of(template, scope.audience), scope.words
    if mould.words.lang != words.lang:
        raise InvalidOption(
            f"--template {template}: it is in {mould.words.lang}, and the workbooks are to be in {words.lang}.",
            f"Say --lang {mould.words.lang}, or choose a template in {words.lang}.",
        )
    lacking = [sheet for sheet in with_needed_working(sheets_for(dataset, scope)) if sheet.key not in mould.sheets]
    if lacking:
        names = ", ".join(words.text(f"sheet.{sheet.key}.name") for sheet in lacking)
        raise UnreadableWorkbook(
            template,
            f"this template lacks sheets that the data needs: {names}.",
            "Take them from a workbook that `salessheet template` writes, or leave --template out.",
        )
