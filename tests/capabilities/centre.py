"""A small sales centre whose numbers can be worked out by hand, and what its workbooks show.

    shown(Steps.reached, deals=\"\"\"
        deal_id, rep_id, amount, stage
        D1,      R1,     100,    lead
    \"\"\")

Tables are written as people write them, a heading and a row a line; what a test does not give stands in `LEAST`.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from functools import cache, lru_cache
from pathlib import Path

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, edition_of
from salessheet.data.filling.editions import cell_functions
from salessheet.data.load import load
from salessheet.data.slices import for_team
from salessheet.workbook.audience import Audience
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER

LEAST = {
    "settings": "key, value\ncurrency, CNY\nlanguage, en\nannual_target, 1200\nregion,\n",
    "teams": "team_id, name, manager_id\nT1, North, R1\nT2, South, R3\n",
    "reps": "rep_id, name, team_id\nR1, Ada, T1\nR2, Ben, T1\nR3, Cho, T2\n",
    "deals": "deal_id, rep_id, amount, stage\n",
}
CLOSE = 1e-9


def _csv(text: str) -> str:
    """The rows without the spaces that make columns of them."""
    rows = (line.strip() for line in text.strip().splitlines())
    return "\n".join(",".join(cell.strip() for cell in row.split(",")) for row in rows if row) + "\n"


@cache
def _loaded(tables: tuple[tuple[str, str], ...], lang: str) -> Dataset:
    with tempfile.TemporaryDirectory() as folder:
        for key, text in tables:
            (Path(folder) / f"{key}.csv").write_text(_csv(text), encoding="utf-8")
        return load(Path(folder), Words.load(lang))


def centre(lang: str = "en", **tables: str) -> Dataset:
    """The small centre with these tables in place of its own, or beside them. Refuses rows that have problems."""
    dataset = _loaded(tuple(sorted({**LEAST, **tables}.items())), lang)
    assert not dataset.problems, [f"{p.file} {p.where} {p.column}: {p.wrong}" for p in dataset.problems]
    return dataset


def book(
    dataset: Dataset,
    *,
    team: str = "T1",
    month: str = "2026-06",
    as_of: str = "2026-06-30",
    lang: str = "en",
    audience: Audience | None = None,
) -> Edition:
    """The workbook of a team, or of the centre, whose `team` is blank."""
    scope = Scope(
        team, dt.date.fromisoformat(f"{month}-01"), dt.date.fromisoformat(as_of),
        int(dataset.settings["first_month"] or 1), Words.load(lang), audience=audience,
    )  # fmt: skip  # as it reads
    return edition_of(for_team(dataset, team) if team else dataset, scope, Flavour.NATIVE, at_once=False)


def shown(
    line: Line,
    *,
    team: str = "T1",
    month: str = "2026-06",
    as_of: str = "2026-06-30",
    lang: str = "en",
    **tables: str,
) -> list[Scalar]:
    """The cells of a line, in reading order; those that nothing stands in are None.

    They are those of the plain formulas, and the formulas with cell functions give the same.
    """
    made = _made(tuple(sorted(tables.items())), team, month, as_of, lang)
    content = made.content
    with_python = evaluate(
        SALES_CENTER, content.inputs, content.sizes, Flavour.PYTHON, cell_functions(), content.no_source, wanted=[line]
    )
    cells = [_blank(cell) for cell in made.cells(line)]
    if line in with_python:
        for plain, python in zip(cells, (_blank(cell) for cell in with_python[line].flat()), strict=True):
            assert _same(plain, python), f"{line}: {plain!r} is {python!r} by cell functions"
    return cells


@lru_cache(maxsize=4)
def _made(tables: tuple[tuple[str, str], ...], team: str, month: str, as_of: str, lang: str) -> Edition:
    return book(centre(lang, **dict(tables)), team=team, month=month, as_of=as_of, lang=lang)


def _blank(cell: Scalar) -> Scalar:
    return None if cell == "" else cell


def _same(one: Scalar, other: Scalar) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return one == other
