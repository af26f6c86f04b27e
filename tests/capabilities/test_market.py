"""The market around the centre: its size, what matters most, competitors, and countries to enter."""

from __future__ import annotations

import pytest

from salessheet.workbook.expr import Line
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.market import CompetitorBoard, CountryBoard, MarketFigures, SwotBoard
from salessheet.workbook.tables import MarketSizes
from tests.capabilities.centre import shown

CUSTOMERS = (
    "customer_id, name, industry, owner_rep_id\nC1, One, retail, R1\nC2, Two, finance, R2\nC3, Six, retail, R3\n"
)
DEALS = """
    deal_id, rep_id, customer_id, amount, stage, won_date
    D1,      R1,     C1,          30,     won,   2026-02-10
    D2,      R2,     C2,          20,     won,   2026-06-10
    D3,      R3,     C3,          500,    won,   2026-06-10
    D4,      R1,     C1,          70,     won,   2025-12-10
"""
SIZES = """
    year, segment, size
    2026, retail,  {retail}
    2026, finance, 400
    2026, energy,  100
    2025, retail,  500
    2025, finance, 500
"""
SWOT = """
    point_id, swot_kind, point,   priority
    W1,       strength,  Service, 2
    W2,       strength,  Quality, 1
    W3,       strength,  Range,   2
    W4,       threat,    Imports, {priority}
"""


def test_our_share_of_a_growing_market_and_what_matters_most() -> None:
    given = {"deals": DEALS, "customers": CUSTOMERS, "market_sizes": SIZES.format(retail=600)}
    # 600 + 400 of 500 + 500 the year before, energy being new; ours 30 and 20 of 1100, D3 being another team's.
    assert shown(MarketFigures.growth, **given) == [0]
    assert shown(MarketFigures.share, **given) == pytest.approx([50 / 1100])
    sizes = shown(MarketSizes.growth, **given)
    assert sorted(size for size in sizes if isinstance(size, float)) == pytest.approx([-0.2, 0.2])
    # Retail at 800: 1200 against 1000.
    given["market_sizes"] = SIZES.format(retail=800)
    assert shown(MarketFigures.growth, **given) == pytest.approx([0.2])
    # Strengths by priority, of equal ones the upper row.
    swot = SWOT.format(priority=2)
    assert shown(SwotBoard.points, swot=swot) == [3, 0, 0, 1]
    assert shown(SwotBoard.first, swot=swot) == ["Quality", None, None, "Imports"]
    assert shown(SwotBoard.second, swot=swot) == ["Service", None, None, None]
    assert shown(SwotBoard.urgent, swot=swot) == [1, 0, 0, 0]
    assert shown(SwotBoard.urgent, swot=SWOT.format(priority=1)) == [1, 0, 0, 1]


FACTORS = "choice_factor, weight\nservice, {service}\nprice, 1\n"
COMPETITORS = "competitor, is_us, price, sales\nUs, yes, 200, 300\nThem, no, 150, 600\nOthers, no, , 100\n"
SCORES = """
    competitor, choice_factor, score
    Us,         service,       9
    Us,         price,         5
    Them,       service,       4
    Them,       price,         8
"""


def test_competitors_are_scored_by_what_customers_choose_by() -> None:
    # Service weighs three times as much: (27 + 5) / 4 = 8 and (12 + 8) / 4 = 5; the others have no scores.
    given = {
        "competitor_factors": FACTORS.format(service=3),
        "competitors": COMPETITORS,
        "competitor_scores": SCORES,
    }

    def seen(line: Line) -> dict[Scalar, Scalar]:
        names = shown(CompetitorBoard.competitor, **given)
        return {name: cell for name, cell in zip(names, shown(line, **given), strict=True) if name}

    assert seen(CompetitorBoard.score) == {"Us": 8, "Them": 5, "Others": None}
    assert seen(CompetitorBoard.rank) == {"Us": 1, "Them": 2, "Others": None}
    assert seen(CompetitorBoard.ahead) == {"Us": 0, "Them": -3, "Others": None}
    assert seen(CompetitorBoard.price_index) == {"Us": 1, "Them": 0.75, "Others": None}
    assert seen(CompetitorBoard.share) == {"Us": 0.3, "Them": 0.6, "Others": 0.1}
    assert seen(CompetitorBoard.unscored) == {"Us": 0, "Them": 0, "Others": 2}
    # If nobody asks for service, the price alone counts.
    given["competitor_factors"] = FACTORS.format(service=0)
    assert seen(CompetitorBoard.score) == {"Us": 5, "Them": 8, "Others": None}


def test_who_is_scored_by_some_factors_alone_has_no_place_yet() -> None:
    given = {
        "competitor_factors": FACTORS.format(service=3),
        "competitors": COMPETITORS.replace("Others, no, ,", "Others, yes, 100,"),
        "competitor_scores": SCORES.replace("Them,       service,       4\n", ""),
    }
    # Of them only the price is known: 8, which would be as good as our 8 of both.
    assert shown(CompetitorBoard.unscored, **given)[:3] == [0, 1, 2]
    assert shown(CompetitorBoard.score, **given)[:3] == [8, None, None]
    assert shown(CompetitorBoard.rank, **given)[:3] == [1, None, None]
    # Two rows are ours, of which one has a score; their prices are 200 and 100, 150 on average.
    assert shown(CompetitorBoard.ahead, **given)[:3] == [0, None, None]
    assert shown(CompetitorBoard.price_index, **given)[:3] == pytest.approx([200 / 150, 1, 100 / 150])


def test_what_we_sell_where_nobody_knows_the_market_is_no_share_of_it() -> None:
    sizes = "year, segment, size\n2026, retail, 300\n2026, finance, 0\n"
    given = {"deals": DEALS, "customers": CUSTOMERS, "market_sizes": sizes}
    # 30 of 300 in retail; the 20 in finance are left out, its size being nothing.
    assert shown(MarketFigures.ours, **given) == [30]
    assert shown(MarketFigures.share, **given) == [0.1]


COUNTRIES = "country, size, growth, fit, risk_grade\nA, 100, 10%, 5, {risk}\nB, 50, 20%, 3, 1\nC, 80, -5%, 5, 5\n"


def test_countries_are_ranked_by_size_growth_fit_and_risk() -> None:
    # Weights 30, 20, 30, 20 of 100. A: 1, 0.5, 1, (6 - 2) / 5 = 0.8: 30 + 10 + 30 + 16 = 86.
    # B: 0.5, 1, 0.6, 1: 15 + 20 + 18 + 20 = 73. C: 0.8, 0, 1, 0.2: 24 + 0 + 30 + 4 = 58.
    countries = COUNTRIES.format(risk=2)
    assert shown(CountryBoard.score, countries=countries)[:3] == pytest.approx([86, 73, 58])
    assert shown(CountryBoard.rank, countries=countries)[:4] == [1, 2, 3, None]
    # With the highest risk A has 4 instead of 16: 74, hardly ahead.
    assert shown(CountryBoard.score, countries=COUNTRIES.format(risk=5))[0] == pytest.approx(74)
