"""Classes and segments of customers that nobody is ever in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from salessheet.data.dataset import Dataset
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.rules import Severity

Centre = Callable[..., Dataset]

CLASSES = "customer_class,least_amount,least_orders\n"
SEGMENTS = "segment,industry,region\n"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "text", "rows", "other"),
    [
        ("customer_classes", CLASSES + "Normal,,\nKey,100,1\nVIP,900,4\n", [3, 4], "Normal"),  # from the lowest up
        ("customer_classes", CLASSES + "VIP,900,4\nGold,900,5\nKey,100,\n", [3], "VIP"),
        ("customer_classes", CLASSES + "VIP,900,4\nLoyal,100,9\nKey,100,1\nNormal,,\n", [], ""),
        ("segments", SEGMENTS + "Retail,retail,\nNorth,Retail,North\nRest,,\nFood,food,\n", [3, 5], "Retail"),
        ("segments", SEGMENTS + "Retail N,retail,North\nRetail,retail,\nNorth,,North\nRest,,\n", [], ""),
    ],
)
def test_a_row_below_one_that_asks_for_no_more_is_noted(
    centre: Centre, lang: str, table: str, text: str, rows: list[int], other: str
) -> None:
    found = [problem for problem in centre(**{table: text}, lang=lang).problems if problem.kind == "never_first"]

    assert [problem.row for problem in found] == rows
    assert {problem.severity for problem in found} <= {Severity.NOTED}
    assert all(other in problem.wrong for problem in found[:1])
