"""Sums of cents are what people add up: who sold the same shares a rank, and who sold the target has reached it."""

from __future__ import annotations

import random
from decimal import Decimal

from salessheet.workbook.sheets.results import Facts, Results
from salessheet.workbook.sheets.review import PersonGaps, ReviewSpans
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.sheets.target_people import WonByPersonMonth
from salessheet.workbook.tables import CrmProducts, Deals
from tests.capabilities.centre import shown

PAIRS = 60
JUNE = 5  # of the months from January


def pairs() -> list[list[Decimal]]:
    """What one person wins in several deals and another in one; often a plain sum of the first is another number."""
    rng = random.Random(7)  # the same numbers each time
    return [[Decimal(rng.randrange(1, 99_999)) / 100 for _ in range(rng.randrange(2, 6))] for _ in range(PAIRS)]


def tables() -> dict[str, str]:
    """People in pairs, of whom both win the same in June, which is also their target of the month."""
    people, won, due = [], [], []
    for n, parts in enumerate(pairs()):
        people += [f"A{n:02}, T1", f"B{n:02}, T1"]
        won += [f"A{n:02}, {part}" for part in parts] + [f"B{n:02}, {sum(parts)}"]
        due += [f"rep, {who}{n:02}, 2026, {month}, {sum(parts)}" for who in "AB" for month in ("", "2026-06")]
    return {
        "reps": "\n".join(["rep_id, team_id", *people]),
        "deals": "\n".join(
            [
                "deal_id, rep_id, amount, stage, won_date",
                *(f"D{n}, {row}, won, 2026-06-02" for n, row in enumerate(won)),
            ]
        ),
        "targets": "\n".join(["scope, id, year, period, amount", *due]),
    }


def test_sums_of_cents_are_what_people_add_up() -> None:
    exact = [float(sum(parts)) for parts in pairs()]
    noisy = [sum(map(float, parts)) for parts in pairs()]
    assert sum(a != b for a, b in zip(exact, noisy, strict=True)) > PAIRS / 10  # or this would show nothing
    each = [amount for amount in exact for _ in "AB"]

    for line in (Results.won, Facts.sales, PersonGaps.actual):
        assert shown(line, **tables()) == each, line
    of_june = shown(WonByPersonMonth.won, **tables())[JUNE::12]
    assert of_june == each
    whole = float(2 * sum(sum(parts) for parts in pairs()))
    assert shown(ByMonth.actual, **tables())[JUNE] == whole
    assert set(shown(ReviewSpans.actual, **tables())) == {whole}


def test_who_sold_the_same_shares_a_rank() -> None:
    ranks = shown(Results.rank, **tables())

    assert ranks[::2] == ranks[1::2]


def test_who_sold_the_target_to_the_cent_has_reached_it() -> None:
    assert shown(PersonGaps.gap, **tables()) == [0] * 2 * PAIRS
    assert shown(PersonGaps.attainment, **tables()) == [1] * 2 * PAIRS


def test_scores_that_people_work_out_alike_share_a_rank() -> None:
    chosen = {
        "crm_criteria": "criterion, weight\nPrice, 0.1\nFit, 0.7\nHelp, 0.2\n",
        "crm_products": "crm_product\nOne\nTwo\n",
        "crm_scores": """
            crm_product, criterion, score
            One,         Price,     7
            One,         Fit,       3
            One,         Help,      3
            Two,         Price,     3
            Two,         Fit,       3
            Two,         Help,      5
        """,
    }
    assert 0.1 * 7 + 0.7 * 3 + 0.2 * 3 != 0.1 * 3 + 0.7 * 3 + 0.2 * 5  # which is 3.4, both times
    assert shown(CrmProducts.rank, **chosen)[:2] == [1, 1]

    deals = """
        deal_id, rep_id, amount, stage, probability
        D1,      R1,     4400,   lead,  0.21
        D2,      R1,     6600,   lead,  0.14
        D3,      R1,     82410,  lead,  1
    """
    assert 4400 * 0.21 != 6600 * 0.14  # which is 924, both times
    first, second, _ = shown(Deals.priority, deals=deals)
    assert first == second
