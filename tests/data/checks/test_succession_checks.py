"""Plans that follow another within the time that they run up: of one unit nothing is said, of two it is noted."""

from __future__ import annotations

import pytest

from tests.data.commission_centres import plans, tiers
from tests.data.conftest import Centre

OLD = {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01"}
KINDS = ("unit_changes", "metric_changes")
NEW = {"plan_id": "P2", "role": "rep", "valid_from": "2026-05-01", "supersedes": "P1"}


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ({}, {"over": "quarter"}, None),
        ({}, {"over": "month", "currency": "USD"}, None),
        ({}, {"over": "quarter", "currency": "USD"}, "currency"),
        ({"currency": "USD"}, {"over": "year"}, "currency"),
        ({}, {"over": "year", "currency": "CNY"}, None),
        ({}, {"over": "year", "measure": "quantity"}, "measure"),
        ({}, {"over": "year", "basis": "score", "on_target": "1000"}, "measure"),
        ({"measure": "quantity", "currency": "USD"}, {"over": "year", "measure": "quantity"}, None),
        ({}, {"over": "quarter", "metric": "orders"}, None),
        ({}, {"over": "quarter", "metric": "orders", "gate": "0.5"}, "metric"),
        ({"metric": "Sales"}, {"over": "quarter", "gate": "0.5"}, None),
        ({}, {"over": "quarter", "metric": "orders", "tiers_on": "attainment"}, "metric"),
        ({}, {"over": "deal", "currency": "USD"}, None),
        ({}, {"over": "quarter", "currency": "USD", "valid_from": "2026-04-01"}, None),
        ({}, {"over": "quarter", "currency": "USD", "valid_from": "2026-04-02"}, "currency"),
        ({}, {"over": "month", "currency": "USD", "valid_from": "2026-04-02"}, "currency"),
        ({"valid_to": "2026-03-31"}, {"over": "quarter", "currency": "USD", "supersedes": ""}, None),
        ({}, {"over": "year", "currency": "USD", "component": "bonus", "supersedes": ""}, None),
        ({}, {"over": "year", "currency": "USD", "role": "", "rep_id": "R1", "supersedes": ""}, "currency"),
        ({}, {"over": "year", "currency": "USD", "role": "head", "supersedes": ""}, None),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_plan_that_counts_in_another_unit_is_noted_where_it_runs_up_what_was_counted_before(
    centre: Centre, lang: str, old: dict[str, str], new: dict[str, str], column: str | None
) -> None:
    tables = {"plans": plans({**OLD, **old}, {**NEW, **new}), "plan_tiers": tiers((0, "", 0.1))}
    found = [p for p in centre(lang=lang, **tables).problems if p.kind in KINDS]

    assert [(p.row, p.table) for p in found] == ([] if column is None else [(3, "plans")])
    if found:
        assert "P1" in found[0].wrong
        assert "USD" in found[0].wrong or column != "currency"


def test_a_plan_that_comes_back_counts_what_another_counted_meanwhile(centre: Centre) -> None:
    """The plan of everybody holds again when that of one person ends."""
    everybodys = {**OLD, "over": "year"}
    own = {"plan_id": "P2", "rep_id": "R1", "valid_from": "2026-02-01", "valid_to": "2026-02-28", "currency": "USD"}
    found = [p for p in centre(plans=plans(everybodys, own)).problems if p.kind == "unit_changes"]

    assert [(p.row, p.column) for p in found] == [(2, "Currency")]
