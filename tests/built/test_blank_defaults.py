"""What a column says a blank counts as holds for the rows that people type, too, not only for those of the data."""

from __future__ import annotations

import pytest

from salessheet.data.filling.editions import cell_functions
from salessheet.workbook.expr import Line
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.tables import (
    TABLES,
    Activities,
    BasePay,
    Goals,
    KpiScheme,
    ManagerScheme,
    Pilots,
    Plans,
    TargetBasis,
)
from tests.built.editions import NATIVE_BOOKS, made

SEEN: dict[Column, Line] = {
    Activities.count: Activities.made,
    BasePay.pool_share: BasePay.parts,
    Goals.smart_limit: Goals.limit,
    KpiScheme.cap: KpiScheme.most,
    ManagerScheme.full_at: ManagerScheme.full_from,
    Pilots.least_gain: Pilots.enough,
    Plans.portion: Payout.payout,
    Plans.recoverable: PayTerms.recoverable,
    Plans.recovery: PayTerms.recovery,
    TargetBasis.tolerance: TargetBasis.leeway,
}
"""The columns, and a line in which each of them shows."""

AT_BUILD = {Plans.new_months}  # no formula reads them: the build writes what comes of them


def test_every_number_with_a_default_is_looked_at() -> None:
    with_default = {
        column
        for table in TABLES
        for column in table.columns()
        if isinstance(column.default, (int, float)) and column.default and not column.required
    }
    assert with_default == set(SEEN) | AT_BUILD


@pytest.mark.parametrize("column", SEEN, ids=lambda column: f"{column.block.__name__}.{column.key}")
def test_a_blank_cell_counts_as_the_default(column: Column) -> None:
    assert isinstance(column.default, (int, float))
    as_given = _shown(column, float(column.default))
    assert any(cell not in ("", None, 0) for cell in as_given)
    assert _shown(column, None) == as_given


def _shown(column: Column, cell: float | None) -> list[Scalar]:
    book = made(NATIVE_BOOKS[0])
    content, seen = book.content, SEEN[column]
    first = next(line for line in column.block.lines if line in content.inputs)
    cells: list[Scalar] = [None if known in (None, "") else cell for known in book.cells(first)]
    values = evaluate(
        SALES_CENTER, {**content.inputs, column: cells}, content.sizes, Flavour.NATIVE, cell_functions(),
        content.no_source, wanted=[seen],
    )  # fmt: skip  # arguments to read
    return list(values[seen].flat())
