"""What others have published of commission is paid as they say, from tables as files to the payout."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from salessheet.data.commission import settle
from salessheet.data.load import load
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity
from tests.data.published import attainment, credit, practice_in_china, steps, tiers
from tests.data.published.form import Example

YEAR_END = dt.date(2026, 12, 31)
EXAMPLES = (
    *tiers.EXAMPLES, *attainment.EXAMPLES, *credit.EXAMPLES, *steps.EXAMPLES, *practice_in_china.EXAMPLES,
)  # fmt: skip  # a module each


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_pays_what_was_published(example: Example, tmp_path: Path) -> None:
    for key, text in example.tables.items():
        (tmp_path / f"{key}.csv").write_text(text, "utf-8")
    dataset = load(tmp_path, Words.load("en"))
    assert [str(problem) for problem in dataset.problems if problem.severity is Severity.REFUSED] == []
    found = settle(dataset, str(dataset.settings["currency"]), YEAR_END)
    for payee, paid in example.paid.items():
        mine = found.pays[found.pays["payee"] == payee]
        by_month = mine.groupby(mine["period"].dt.month)["payout"].sum().reindex(range(1, 13), fill_value=0.0)
        if isinstance(paid, int | float):
            assert by_month.sum() == pytest.approx(paid, abs=1e-6)
        else:
            assert by_month.tolist() == pytest.approx([*paid, *np.zeros(12 - len(paid))], abs=1e-6)
    others = found.pays[~found.pays["payee"].isin(example.paid.keys())]
    assert not others["payout"].any()
    if example.lines is not None:
        assert found.lines["amount"].tolist() == pytest.approx(example.lines)


def test_no_example_stands_twice() -> None:
    assert [title for title, count in Counter(map(str, EXAMPLES)).items() if count > 1] == []
