"""The company's template that the workbooks of a run are made from: whether it has what they need."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, sheets_for
from salessheet.errors import InvalidOption, UnreadableWorkbook
from salessheet.workbook.audience import Audience, sheets_of
from salessheet.workbook.book import Sheet
from salessheet.workbook.sales_center import FOR_ONE_PERSON_ONLY, FOR_THE_CENTRE_ONLY
from salessheet.xlsx.stamp import Mould


@lru_cache(maxsize=4)
def mould_of(template: Path, audience: Audience | None) -> Mould:
    """Taken apart once a process, without the sheets that are not for the audience.

    Raises UnreadableWorkbook where it is no template, or has lost what it is filled in by.
    """
    if audience in (None, Audience.MANAGER):
        return Mould(template)
    if audience is Audience.REP and not _has(template, FOR_ONE_PERSON_ONLY):
        raise InvalidOption(
            f"--template {template}: workbooks for reps have sheets that it lacks.",
            "Leave --template away for them.",
        )
    everyones = dict.fromkeys([*sheets_of(None), *sheets_of(Audience.REP)])
    return Mould(template, tuple(sheet.key for sheet in everyones if sheet not in sheets_of(audience)))


def is_for_the_centre(template: Path, audience: Audience | None) -> bool:
    """Whether it has the sheets that the centre's workbook has beside those of teams."""
    return audience is not Audience.REP and _has(template, FOR_THE_CENTRE_ONLY)


def _has(template: Path, sheets: Collection[Sheet]) -> bool:
    return all(sheet.key in mould_of(template, None).sheets for sheet in sheets)


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
    lacking = [sheet for sheet in sheets_for(dataset, scope) if sheet.key not in mould.sheets]
    if lacking:
        names = ", ".join(words.text(f"sheet.{sheet.key}.name") for sheet in lacking)
        raise UnreadableWorkbook(
            template,
            f"this template lacks sheets that the data needs: {names}.",
            "Take them from a workbook that `salessheet template` writes, or leave --template away.",
        )
