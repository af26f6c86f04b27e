"""Market: how large it is and how much of it is ours, what speaks for and against us, competitors, other countries."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, Operand, blank, expr
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    RANK,
    SUM,
    SUMIFS,
    YEAR,
    above,
    at_least,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import dustless
from salessheet.workbook.schema import Block
from salessheet.workbook.tables import (
    CompetitorFactors,
    Competitors,
    CompetitorScores,
    Countries,
    Customers,
    MarketSizes,
    Swot,
)

SWOT = Extent("strengths, weaknesses, opportunities and threats", 4)


def _point(kind: Line, place: Operand) -> Expr:
    """The point of a kind that is of that place; blank where there are fewer."""
    key = CONCATENATE(kind, "|", place)
    return IF(
        COUNTIFS(Swot.swot_key.whole, key) == 0, blank, INDEX(Swot.point.whole, MATCH(key, Swot.swot_key.whole, 0))
    )


def _against(value: Line, most: Expr) -> Expr:
    """A part of the most there is, of no more than all; nothing where it is less than nothing."""
    return IF(COUNT(value) == 0, blank, IF(most <= 0, 0, MIN(1, MAX(0, value) / most)))


class MarketFigures(Block):
    """Of the present fiscal year; what is ours up to the end of the month."""

    rows = Extent("figures of the market", 1)
    arrangement = Arrangement.CARDS
    size = Calc(
        Type.MONEY,
        Axis.CELL,
        native=SUMIFS(MarketSizes.size.whole, MarketSizes.year.whole, YEAR(FiscalYear.start)),
    )
    growth = Calc(  # segments that are new do not count
        Type.PERCENT,
        Axis.CELL,
        native=IF(SUM(MarketSizes.base.whole) == 0, blank, SUM(MarketSizes.grown.whole) / SUM(MarketSizes.base.whole)),
        look=Look.SIGN,
    )
    ours = Calc(  # of segments whose size is known
        Type.MONEY, Axis.CELL, native=SUMIFS(MarketSizes.ours.whole, MarketSizes.size.whole, above(0))
    )
    share = Calc(Type.RATE, Axis.CELL, native=IF(size == 0, blank, ours / size))


class SwotBoard(Block):
    """The two most important points of each kind; of equal ones the upper row comes first."""

    rows = SWOT
    no = Counter(Type.COUNT)
    kind = Input(Type.LABEL, given=True)
    points = Calc(Type.COUNT, native=COUNTIFS(Swot.swot_kind.whole, kind))
    urgent = Calc(Type.COUNT, native=COUNTIFS(Swot.swot_kind.whole, kind, Swot.priority.whole, 1))
    first = Calc(Type.TEXT, native=_point(kind, 1))
    second = Calc(Type.TEXT, native=_point(kind, expr(1) + 1))


class CompetitorBoard(Block):
    """Scores by what customers choose by, once every factor that weighs has one: by some of them it would mislead.

    Several rows of our own count by their means.
    """

    rows = Competitors.rows
    competitor = Calc(Type.TEXT, native=IF(Competitors.competitor == "", blank, Competitors.competitor))
    is_us = Calc(Type.FLAG, native=IF(competitor == "", blank, SUM(Competitors.is_us)))
    weight = Calc(
        Type.NUMBER,
        native=IF(
            competitor == "",
            blank,
            SUMIFS(CompetitorScores.weight.whole, CompetitorScores.competitor.whole, competitor),
        ),
        quiet=True,
    )
    unscored = Calc(
        Type.COUNT,
        native=IF(
            competitor == "",
            blank,
            COUNTIFS(CompetitorFactors.weight.whole, above(0))
            - COUNTIFS(CompetitorScores.competitor.whole, competitor, CompetitorScores.weight.whole, above(0)),
        ),
    )
    score = Calc(
        Type.SCORE,
        native=IF(
            (SUM(weight) == 0) + (SUM(unscored) > 0) > 0,
            blank,
            dustless(SUMIFS(CompetitorScores.points.whole, CompetitorScores.competitor.whole, competitor) / weight),
        ),
        look=Look.BAR,
    )
    rank = Calc(Type.COUNT, native=IF(COUNT(score) == 0, blank, RANK(score, score.whole, 0)))
    our_scores = Calc(Type.COUNT, native=COUNTIFS(is_us.whole, 1, score.whole, at_least(0)), quiet=True)
    ahead = Calc(
        Type.SCORE,
        native=IF(
            (COUNT(score) == 0) + (our_scores == 0) > 0,
            blank,
            score - SUMIFS(score.whole, is_us.whole, 1) / our_scores,
        ),
        look=Look.SIGN,
    )
    our_prices = Calc(
        Type.COUNT, native=COUNTIFS(Competitors.is_us.whole, 1, Competitors.price.whole, above(0)), quiet=True
    )
    our_price = Calc(
        Type.MONEY,
        native=IF(our_prices == 0, blank, SUMIFS(Competitors.price.whole, Competitors.is_us.whole, 1) / our_prices),
        quiet=True,
    )
    price_index = Calc(
        Type.PERCENT,
        native=IF((COUNT(Competitors.price) == 0) + (SUM(our_price) == 0) > 0, blank, Competitors.price / our_price),
    )
    share = Calc(
        Type.PERCENT,
        native=IF(
            (COUNT(Competitors.sales) == 0) + (SUM(Competitors.sales.whole) == 0) > 0,
            blank,
            Competitors.sales / SUM(Competitors.sales.whole),
        ),
    )


class CountryTerms(Block):
    """What counts among countries; fit and risk are given from 1 to as many points as the scale has."""

    rows = Extent("terms of countries", 1)
    of_size = Input(Type.NUMBER, Axis.CELL, default=30, minimum=0, look=Look.WHOLE)
    of_growth = Input(Type.NUMBER, Axis.CELL, default=20, minimum=0, look=Look.WHOLE)
    of_fit = Input(Type.NUMBER, Axis.CELL, default=30, minimum=0, look=Look.WHOLE)
    of_risk = Input(Type.NUMBER, Axis.CELL, default=20, minimum=0, look=Look.WHOLE)
    scale = Input(Type.COUNT, Axis.CELL, default=5, minimum=1)
    weights = Calc(Type.NUMBER, Axis.CELL, native=of_size + of_growth + of_fit + of_risk, look=Look.WHOLE)


class CountryBoard(Block):
    """Size and growth against the largest of all countries; a low risk is worth more."""

    rows = Countries.rows
    country = Calc(Type.LABEL, native=IF(Countries.country == "", blank, Countries.country))
    by_size = Calc(Type.PERCENT, native=_against(Countries.size, MAX(Countries.size.whole)))
    by_growth = Calc(Type.PERCENT, native=_against(Countries.growth, MAX(Countries.growth.whole)))
    by_fit = Calc(Type.PERCENT, native=_against(Countries.fit, CountryTerms.scale))
    by_risk = Calc(
        Type.PERCENT,
        native=IF(
            COUNT(Countries.risk_grade) == 0,
            blank,
            MAX(0, CountryTerms.scale + 1 - Countries.risk_grade) / CountryTerms.scale,
        ),
    )
    known = Calc(Type.FLAG, native=COUNT(by_size) * COUNT(by_growth) * COUNT(by_fit) * COUNT(by_risk), quiet=True)
    weighted = Calc(
        Type.NUMBER,
        native=IF(
            known == 0,
            blank,
            CountryTerms.of_size * by_size
            + CountryTerms.of_growth * by_growth
            + CountryTerms.of_fit * by_fit
            + CountryTerms.of_risk * by_risk,
        ),
        quiet=True,
    )
    score = Calc(
        Type.SCORE,
        native=IF(
            (COUNT(weighted) == 0) + (CountryTerms.weights == 0) > 0,
            blank,
            dustless(Settings.full_score * weighted / CountryTerms.weights),
        ),
        look=Look.BAR,
    )
    rank = Calc(Type.COUNT, native=IF(COUNT(score) == 0, blank, RANK(score, score.whole, 0)))


MARKET = Sheet(
    "market",
    Role.INPUT,
    Group.MARKET,
    (
        MarketFigures,
        SwotBoard,
        CompetitorBoard,
        Band((
            Chart("competitors", CompetitorBoard.competitor, (Series(CompetitorBoard.score, Draw.COLUMN),)),
            Chart("countries", CountryBoard.country, (Series(CountryBoard.score, Draw.COLUMN),)),
        ), height=11),
        CountryBoard,
        CountryTerms,
        MarketSizes,
        CompetitorFactors,
        Competitors,
        CompetitorScores,
        Countries,
        Swot,
    ),
    with_data=True,
)  # fmt: skip

CAPABILITIES = (
    Capability(
        53,
        "market",
        inputs=(MarketSizes.year, MarketSizes.segment, MarketSizes.size, Customers.industry, Swot.priority, Swot.point),
        outputs=(MarketFigures.growth, MarketFigures.share, MarketSizes.share, SwotBoard.first, SwotBoard.urgent),
        test="test_our_share_of_a_growing_market_and_what_matters_most",
    ),
    Capability(
        54,
        "competitors",
        inputs=(CompetitorFactors.weight, CompetitorScores.score, Competitors.price, Competitors.sales),
        outputs=(
            CompetitorBoard.unscored,
            CompetitorBoard.score,
            CompetitorBoard.rank,
            CompetitorBoard.price_index,
            CompetitorBoard.share,
        ),
        test="test_competitors_are_scored_by_what_customers_choose_by",
    ),
    Capability(
        61,
        "countries",
        inputs=(Countries.size, Countries.growth, Countries.fit, Countries.risk_grade, CountryTerms.of_size),
        outputs=(CountryBoard.score, CountryBoard.rank),
        test="test_countries_are_ranked_by_size_growth_fit_and_risk",
    ),
)
