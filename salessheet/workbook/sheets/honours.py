"""Honours: who is honoured by which rule, and who may be promoted."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, Line, blank, own_previous
from salessheet.workbook.extents import HONOUR_PAIRS, HONOURS, MONTHS, PEOPLE
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    EDATE,
    IF,
    INDEX,
    MATCH,
    MAX,
    RANK,
    SMALL,
    SUM,
    SUMPRODUCT,
    TEXT,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import compared, place_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.indicators import IndicatorWorking, MonthWorking
from salessheet.workbook.sheets.kpi import KpiPointScores
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.results import Facts, Results
from salessheet.workbook.sheets.review import PersonGaps, ReviewRows, SpanDays
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.sheets.target_people import PersonMonth, WonByPersonMonth
from salessheet.workbook.tables import HONOURED_BY, Deals, HonourRules, PromotionRules

WORDS = term_of(HonourRules.honoured_by, HONOURED_BY[0]).to(term_of(HonourRules.honoured_by, HONOURED_BY[-1])).whole
ATTAINMENT = term_of(HonourRules.honoured_by, "attainment")
YEAR_ATTAINMENT = term_of(HonourRules.honoured_by, "year_attainment")


def _ranked(measure: Line) -> Calc:
    return Calc(Type.COUNT, native=RANK(measure, measure.whole, 0), quiet=True)


class Merits(Block):
    """The working of honours: what people are honoured by, in the order of the words, and their ranks in it.

    Nobody is honoured who was not there in the month: what was sold before somebody left would count for the year.
    """

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    sales = Calc(Type.MONEY, native=People.here * SUM(PersonGaps.actual), quiet=True)
    attainment = Calc(Type.PERCENT, native=People.here * SUM(PersonGaps.attainment), quiet=True)
    won_deals = Calc(Type.COUNT, native=People.here * SUM(Facts.won_deals), quiet=True)
    new_customers = Calc(Type.COUNT, native=People.here * SUM(Facts.new_customers), quiet=True)
    cash = Calc(Type.MONEY, native=People.here * SUM(Facts.cash), quiet=True)
    year_sales = Calc(Type.MONEY, native=People.here * SUM(Results.won), quiet=True)
    year_attainment = Calc(Type.PERCENT, native=People.here * SUM(Results.attainment), quiet=True)
    rank_sales = _ranked(sales)
    rank_attainment = _ranked(attainment)
    rank_won_deals = _ranked(won_deals)
    rank_new_customers = _ranked(new_customers)
    rank_cash = _ranked(cash)
    rank_year_sales = _ranked(year_sales)
    rank_year_attainment = _ranked(year_attainment)


class HonourPairs(Block):
    """The working of honours: every rule with every person, and whether the person is honoured."""

    rows = HONOUR_PAIRS
    no = Counter(Type.COUNT)
    person_no = Calc(
        Type.COUNT,
        native=IF(no == 1, 1, IF(own_previous == MAX(Merits.no.whole), 1, own_previous + 1)),
        quiet=True,
    )
    rule_no = Calc(Type.COUNT, native=IF(no == 1, 1, own_previous + (person_no == 1)), quiet=True)
    measure_no = Calc(
        Type.COUNT,
        native=IF(
            INDEX(HonourRules.honoured_by.whole, rule_no) == "",
            0,
            MATCH(INDEX(HonourRules.honoured_by.whole, rule_no), WORDS, 0),
        ),
        quiet=True,
    )
    value = Calc(
        Type.NUMBER,
        native=INDEX(Merits.sales.to(Merits.year_attainment).whole, person_no, MAX(1, measure_no)),
        quiet=True,
    )
    rank = Calc(
        Type.COUNT,
        native=INDEX(Merits.rank_sales.to(Merits.rank_year_attainment).whole, person_no, MAX(1, measure_no)),
        quiet=True,
    )
    first_ranks = Calc(Type.COUNT, native=SUM(INDEX(HonourRules.first_ranks.whole, rule_no)), quiet=True)
    has_least = Calc(Type.FLAG, native=COUNT(INDEX(HonourRules.least_value.whole, rule_no)), quiet=True)
    least = Calc(Type.NUMBER, native=SUM(INDEX(HonourRules.least_value.whole, rule_no)), quiet=True)
    is_honoured = Calc(
        Type.FLAG,
        native=(measure_no > 0)
        * (value > 0)
        * (first_ranks + has_least > 0)
        * ((first_ranks == 0) + (rank <= first_ranks) > 0)
        * (compared(value) >= least)
        * 1,
        quiet=True,
    )
    order = Calc(  # rule by rule, in each the best first, of equals the earlier person
        Type.COUNT,
        native=IF(
            is_honoured == 0, blank, (rule_no * (MAX(Merits.no.whole) + 1) + rank) * MAX(Merits.no.whole) + person_no
        ),
        quiet=True,
    )


class HonourRows(Block):
    """The working of the list: which rule and person each of its rows shows."""

    rows = HONOURS
    no = Counter(Type.COUNT)
    pair = Calc(
        Type.COUNT,
        native=IF(
            no > COUNT(HonourPairs.order.whole),
            0,
            MATCH(SMALL(HonourPairs.order.whole, no), HonourPairs.order.whole, 0),
        ),
        quiet=True,
    )
    rule_no = Calc(Type.COUNT, native=IF(pair == 0, 0, INDEX(HonourPairs.rule_no.whole, MAX(1, pair))), quiet=True)
    by = Calc(
        Type.LABEL, native=IF(pair == 0, blank, INDEX(HonourRules.honoured_by.whole, MAX(1, rule_no))), quiet=True
    )
    is_rate = Calc(Type.FLAG, native=((by == ATTAINMENT) + (by == YEAR_ATTAINMENT) > 0) * 1, quiet=True)


class HonourList(Block):
    """The honours of the month by the rules below: the text is for the certificate."""

    rows = HONOURS
    no = Counter(Type.COUNT)
    award = Calc(
        Type.TEXT, native=IF(HonourRows.pair == 0, blank, INDEX(HonourRules.award.whole, MAX(1, HonourRows.rule_no)))
    )
    name = Calc(
        Type.TEXT,
        native=IF(
            HonourRows.pair == 0,
            blank,
            INDEX(Merits.name.whole, INDEX(HonourPairs.person_no.whole, MAX(1, HonourRows.pair))),
        ),
    )
    honoured_by = Calc(
        Type.LABEL,
        native=IF(HonourRows.pair == 0, blank, INDEX(HonourRules.honoured_by.whole, MAX(1, HonourRows.rule_no))),
    )
    rank = Calc(
        Type.COUNT, native=IF(HonourRows.pair == 0, blank, INDEX(HonourPairs.rank.whole, MAX(1, HonourRows.pair)))
    )
    value = Calc(
        Type.NUMBER,
        native=IF(
            (HonourRows.pair == 0) + HonourRows.is_rate > 0,
            blank,
            INDEX(HonourPairs.value.whole, MAX(1, HonourRows.pair)),
        ),
        look=Look.WHOLE,
    )
    rate = Calc(
        Type.PERCENT, native=IF(HonourRows.is_rate == 0, blank, INDEX(HonourPairs.value.whole, MAX(1, HonourRows.pair)))
    )


class Certificates(Block):
    """What stands on the certificate of each honour."""

    rows = HONOURS
    no = Counter(Type.COUNT)
    certificate = Calc(
        Type.TEXT,
        native=IF(
            HonourRows.pair == 0,
            blank,
            CONCATENATE(
                Phrases.certify, " ", HonourList.name, Phrases.certified_for, TEXT(Settings.period_start, "yyyy-mm"),
                Phrases.award_opens, HonourList.award, Phrases.award_ends,
            ),
        ),
    )  # fmt: skip  # as it reads


class Attained(Block):
    """The working of promotion: each person's attainment in each month so far; 0 without a target."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no), quiet=True)
    attained = Calc(
        Type.PERCENT,
        Axis.BODY,
        native=IF(
            PersonMonth.due * PersonMonth.target == 0,
            0,
            compared(
                SUM(WonByPersonMonth.won)
                / IF(PersonMonth.due * PersonMonth.target == 0, 1, PersonMonth.due * PersonMonth.target)
            ),
        ),
        quiet=True,
    )


class PromotionRows(Block):
    """The working of promotion: the rule of each person's role, and the first of the months that it looks at."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no), quiet=True)
    rule_row = Calc(Type.COUNT, native=place_of(role, PromotionRules.role), quiet=True)
    since = Calc(
        Type.PERIOD,
        native=IF(
            rule_row == 0,
            blank,
            EDATE(Settings.period_start, 1 - INDEX(PromotionRules.of_last.whole, MAX(1, rule_row))),
        ),
        quiet=True,
    )


class Promotion(Block):
    """Who meets the rule of the role: attainment high enough in so many of the last months of the fiscal year."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no))
    least = Calc(
        Type.PERCENT,
        native=IF(
            PromotionRows.rule_row == 0,
            blank,
            INDEX(PromotionRules.least_attained.whole, MAX(1, PromotionRows.rule_row)),
        ),
    )
    needed = Calc(
        Type.COUNT,
        native=IF(
            PromotionRows.rule_row == 0,
            blank,
            INDEX(PromotionRules.months_needed.whole, MAX(1, PromotionRows.rule_row)),
        ),
    )
    months = Calc(
        Type.COUNT,
        native=IF(
            PromotionRows.rule_row == 0,
            blank,
            SUMPRODUCT(
                (Attained.month.whole >= PromotionRows.since)
                * (Attained.month.whole <= Settings.period_start)
                * (Attained.attained.across >= least)
            ),
        ),
    )
    candidate = Calc(
        Type.FLAG, native=IF(COUNT(months) * COUNT(needed) == 0, blank, (months >= needed) * People.present * 1)
    )
    promoted_to = Calc(
        Type.TEXT,
        native=IF(
            SUM(candidate) == 0,
            blank,
            IF(
                INDEX(PromotionRules.promoted_to.whole, MAX(1, PromotionRows.rule_row)) == "",
                blank,
                INDEX(PromotionRules.promoted_to.whole, MAX(1, PromotionRows.rule_row)),
            ),
        ),
    )


class HonourFigures(Block):
    """How many honours the rules give, and how many of them the list below has no row for."""

    rows = Extent("figures of honours", 1)
    arrangement = Arrangement.CARDS
    honours = Calc(Type.COUNT, Axis.CELL, native=COUNT(HonourPairs.order.whole))
    unlisted = Calc(Type.COUNT, Axis.CELL, native=MAX(0, honours - MAX(HonourList.no.whole)), look=Look.DUE)
    candidates = Calc(Type.COUNT, Axis.CELL, native=SUM(Promotion.candidate.whole))


HONOURS_SHEET = Sheet(
    "honours",
    Role.INPUT,
    Group.PERFORMANCE,
    (HonourFigures, HonourList, Promotion, Certificates, PromotionRules, HonourRules),
    with_data=True,
    in_full=True,
)
MERITS = Sheet(
    "merits",
    Role.CALCULATION,
    Group.WORKING,
    (
        SpanDays,
        PersonGaps,
        ReviewRows,
        MonthWorking,
        IndicatorWorking,
        KpiPointScores,
        Merits,
        Attained,
        PromotionRows,
        HonourRows,
        HonourPairs,
    ),
)

CAPABILITIES = (
    Capability(
        27,
        "honours",
        inputs=(
            HonourRules.award, HonourRules.honoured_by, HonourRules.first_ranks, HonourRules.least_value, Deals.amount,
        ),
        outputs=(HonourList.award, HonourList.name, HonourFigures.unlisted, Certificates.certificate),
        test="test_a_rule_honours_the_first_and_those_who_reach_a_value",
    ),
    Capability(
        28,
        "promotion",
        inputs=(
            PromotionRules.role, PromotionRules.least_attained, PromotionRules.months_needed, PromotionRules.of_last,
        ),
        outputs=(Promotion.months, Promotion.candidate),
        test="test_enough_good_months_make_a_candidate_and_low_ones_get_help",
    ),
)  # fmt: skip  # lists to read
