"""KPI schemes and commission plans as cells: the version in force, for the people it concerns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.data.filling.input_tables import in_force, rows_of, table_cells
from salessheet.workbook.edition import Notice
from salessheet.workbook.extents import GRADES, KPI_LINES, KPIS
from salessheet.workbook.sheets.kpi import Grades, KpiBoard, KpiTerms, KpiWeights
from salessheet.workbook.sheets.results import MEASURES
from salessheet.workbook.tables import KpiManual, KpiScheme, Plans, PlanTiers, Reps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope
    from salessheet.workbook.expr import Extent, Line
    from salessheet.workbook.labels import Words
    from salessheet.workbook.readings.values import Column

_PLAIN_METHODS = ("ratio", "complement", "veto")
_PLAIN_MODES, _PLAIN_BASES = ("marginal", "slab"), ("booked", "cash")
_GRADES = ((0.0, 60.0, "D"), (60.0, 75.0, "C"), (75.0, 90.0, "B"), (90.0, 105.0, "A"), (105.0, np.nan, "S"))


@dataclass
class Part:
    """Some of a book's content, and whether there is anything to show."""

    cells: dict[Line, Column] = field(default_factory=dict)
    sizes: dict[Extent, int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    is_used: bool = False


def kpi_name(code: str, words: Words) -> str:
    """A measure the workbook knows has its heading as its name, so that formulas find its column."""
    known = {line.key: words.label(line) for line in MEASURES}
    return known.get(code) or words.value("kpi", code)


def kpi_part(dataset: Dataset, scope: Scope) -> Part:
    words = scope.words
    scheme = dataset.table(KpiScheme).copy()
    unscored = scheme[~scheme["method"].isin(_PLAIN_METHODS)]
    scheme = scheme[scheme["method"].isin(_PLAIN_METHODS)].reset_index(drop=True)
    scheme["kpi"] = _texts(kpi_name(code, words) for code in scheme["kpi"])
    scheme["scheme_key"] = _texts(f"K{n:02d}" for n in range(1, len(scheme) + 1))
    scheme["role"] = _texts(words.value("role", role) for role in scheme["role"])
    lines = _kpi_lines(dataset, scheme, in_force(scheme, scope), words)
    indicators = list(dict.fromkeys(lines["kpi"])) or [""]
    manual = dataset.table(KpiManual).reset_index(drop=True)
    manual["kpi"] = _texts(kpi_name(code, words) for code in manual["kpi"])
    cells = table_cells(KpiScheme, scheme, words) | table_cells(KpiManual, manual, words)
    keys = [key if chosen else None for key, chosen in zip(scheme["scheme_key"], in_force(scheme, scope), strict=True)]
    cells |= {
        KpiScheme.scheme_key: keys + [None] * (rows_of(KpiScheme, scheme) - len(keys)),
        KpiTerms.person: list(lines["name"]) or [None],
        KpiTerms.rep_id: list(lines["rep_id"]) or [None],
        KpiTerms.kpi: list(lines["kpi"]) or [None],
        KpiTerms.scheme_key: list(lines["scheme_key"]) or [None],
        KpiBoard.kpi: indicators,
        KpiWeights.kpi: indicators,
        Grades.lower: np.array([lower for lower, _, _ in _GRADES]),
        Grades.upper: np.array([upper for _, upper, _ in _GRADES]),
        Grades.grade: [grade for _, _, grade in _GRADES],
    }
    sizes = {
        KpiScheme.rows: rows_of(KpiScheme, scheme),
        KpiManual.rows: rows_of(KpiManual, manual),
        KPI_LINES: max(1, len(lines)),
        KPIS: len(indicators),
        GRADES: len(_GRADES),
    }
    notices = [
        Notice("kpi_scheme", "", str(row.kpi), words.text("notice.method.wrong").format(method=row.method, kpi=row.kpi),
               words.text("notice.method.mend"))
        for row in unscored.itertuples()
    ]  # fmt: skip
    return Part(cells, sizes, notices, is_used=len(lines) > 0)


def _texts(values: Iterable[str]) -> pd.Series:
    """Of text even where there is none: an empty list alone would make a column of numbers."""
    return pd.Series(list(values), dtype=object)


def _kpi_lines(dataset: Dataset, scheme: pd.DataFrame, chosen: pd.Series, words: Words) -> pd.DataFrame:
    """Each person with each indicator of the person's role, people in the order of the roster."""
    people = dataset.table(Reps)[["rep_id", "name", "role"]].reset_index(drop=True)
    people["name"] = people["name"].where(people["name"] != "", people["rep_id"])
    people["match"] = _texts(words.value("role", role).casefold() for role in people["role"])
    wanted = scheme.loc[chosen, ["role", "kpi", "scheme_key"]].assign(match=lambda f: f["role"].str.casefold())
    return people.drop(columns="role").merge(wanted, on="match", how="inner", sort=False)


def plan_part(dataset: Dataset, scope: Scope) -> Part:
    """The plans in force in the period and their tiers. What a plan asks that the sheet cannot do is a notice."""
    words = scope.words
    plans = dataset.table(Plans)
    begun = plans["valid_from"] <= pd.Timestamp(scope.period_end)
    lasting = plans["valid_to"].isna() | (plans["valid_to"] >= pd.Timestamp(scope.period))
    current = plans[begun & lasting]
    current = current.sort_values("valid_from", ascending=False, kind="stable").drop_duplicates("role").sort_index()
    plain = current["mode"].isin(_PLAIN_MODES) & current["basis"].isin(_PLAIN_BASES) & ~(current["draw"] > 0)
    used = current[plain].reset_index(drop=True)
    tiers = dataset.table(PlanTiers)
    own = tiers[tiers["plan_id"].isin(used["plan_id"])].sort_values(["plan_id", "lower"], kind="stable")
    own = own.reset_index(drop=True)
    cells = table_cells(Plans, used, words) | table_cells(PlanTiers, own, words)
    notices = [
        Notice(
            "plans", "", str(plan), words.text("notice.plan.wrong").format(plan=plan), words.text("notice.plan.mend")
        )
        for plan in current.loc[~plain, "plan_id"]
    ]
    sizes = {Plans.rows: rows_of(Plans, used), PlanTiers.rows: rows_of(PlanTiers, own)}
    return Part(cells, sizes, notices, is_used=len(own) > 0)
