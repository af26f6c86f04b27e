"""KPI schemes as cells: each person with the indicators of the person's role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.data.filling.input_tables import table_cells
from salessheet.workbook.extents import GRADES, KPI_LINES, KPIS
from salessheet.workbook.sheets.kpi import Grades, KpiBoard, KpiWeights
from salessheet.workbook.sheets.kpi_lines import KpiTerms
from salessheet.workbook.sheets.results import MEASURES
from salessheet.workbook.tables import KpiManual, KpiPoints, KpiScheme, Reps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope
    from salessheet.workbook.expr import Extent, Line
    from salessheet.workbook.labels import Words
    from salessheet.workbook.readings.values import Column

_GRADES = ((0.0, "D"), (60.0, "C"), (75.0, "B"), (90.0, "A"), (105.0, "S"))


@dataclass
class Part:
    """Some of a book's content."""

    cells: dict[Line, Column] = field(default_factory=dict)
    sizes: dict[Extent, int] = field(default_factory=dict)


def kpi_name(code: str, words: Words) -> str:
    """A measure the workbook knows has its heading as its name, so that formulas find its column."""
    known = {line.key: words.label(line) for line in MEASURES}
    return known.get(code) or words.value("kpi", code)


def kpi_part(dataset: Dataset, scope: Scope) -> Part:
    """Every version of the schemes; formulas choose the one in force, so that another month may be chosen."""
    words = scope.words
    scheme = _schemes(dataset, words)
    lines = _kpi_lines(dataset, scheme, words)
    indicators = list(dict.fromkeys(lines["kpi"])) or [""]
    points = dataset.table(KpiPoints).reset_index(drop=True)
    points["kpi"] = _texts(kpi_name(code, words) for code in points["kpi"])
    points["role"] = _texts(words.value("role", role) for role in points["role"])
    manual = dataset.table(KpiManual).reset_index(drop=True)
    manual["kpi"] = _texts(kpi_name(code, words) for code in manual["kpi"])
    cells = table_cells(KpiScheme, scheme, words) | table_cells(KpiManual, manual, words)
    cells |= table_cells(KpiPoints, points, words)
    cells |= {
        KpiTerms.person: list(lines["name"]) or [None],
        KpiTerms.rep_id: list(lines["rep_id"]) or [None],
        KpiTerms.kpi: list(lines["kpi"]) or [None],
        KpiBoard.kpi: indicators,
        KpiWeights.kpi: indicators,
        Grades.lower: np.array([lower for lower, _ in _GRADES]),
        Grades.grade: [grade for _, grade in _GRADES],
    }
    sizes = {KPI_LINES: max(1, len(lines)), KPIS: len(indicators), GRADES: len(_GRADES)}
    return Part(cells, sizes)


def has_indicators(dataset: Dataset, words: Words) -> bool:
    """Whether anybody has an indicator."""
    return len(_kpi_lines(dataset, _schemes(dataset, words), words)) > 0


def _schemes(dataset: Dataset, words: Words) -> pd.DataFrame:
    """Roles and indicators by the words for them."""
    scheme = dataset.table(KpiScheme).copy()
    scheme["kpi"] = _texts(kpi_name(code, words) for code in scheme["kpi"])
    scheme["role"] = _texts(words.value("role", role) for role in scheme["role"])
    return scheme


def _texts(values: Iterable[str]) -> pd.Series:
    """Of text even where there is none: an empty list alone would make a column of numbers."""
    return pd.Series(list(values), dtype=object)


def _kpi_lines(dataset: Dataset, scheme: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Each person with each indicator that any version has for the person's role, in the order of the roster."""
    people = dataset.table(Reps)[["rep_id", "name", "role"]].reset_index(drop=True)
    people["name"] = people["name"].where(people["name"] != "", people["rep_id"])
    people["match"] = _texts(words.value("role", role).casefold() for role in people["role"])
    wanted = scheme[["role", "kpi"]].assign(match=_texts(role.casefold() for role in scheme["role"]))
    wanted = wanted.drop_duplicates(["match", "kpi"])
    return people.drop(columns="role").merge(wanted, on="match", how="inner", sort=False)
