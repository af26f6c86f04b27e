"""The formulas of a finished book, as text: short, plain, alike down a column, and without hidden numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.formula import ArrayFormula

from salessheet.udfs import FUNCTIONS
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Spot, Whereabouts
from salessheet.workbook.layout import name_of
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.text import pattern
from tests.built.editions import BOOKS, NATIVE_BOOKS, Built, Whose, formula_lines, made

# openpyxl says that it drops sparklines and the newer conditional formats, which is no matter to who reads the rest.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

LONGEST = 150
# Every engine calculates these alike: Excel 2010 and later, WPS, LibreOffice, formulas and formualizer.
ALLOWED = {
    "SUM", "MIN", "MAX", "COUNT", "ABS", "IF", "ROUND", "RANK", "LARGE", "SMALL", "SUMIFS", "COUNTIFS", "SUMPRODUCT",
    "IFERROR", "INDEX", "MATCH", "DATE", "YEAR", "MONTH", "DAY", "WEEKDAY", "EOMONTH", "EDATE",
    "TEXT", "CONCATENATE", "LEFT", "HYPERLINK", "ROW", "COLUMN", "ADDRESS", "SUBSTITUTE",
}  # fmt: skip  # a list to read

NUMBERS = {"0", "1"}
STAGES = ("first", "second", "third", "fourth")
KNOWN_NUMBERS = {
    "a text on the Dashboard is cut after 30 letters": ("30", {"customer", "next_step"}),
    "one letter more is looked at, to see whether there is one": ("31", {"customer", "next_step"}),
    "the days of a week are rounded to 3 places before they are to whole days": ("3", {"days_a_week"}),
    "a blank cell of a column with a default counts as that": ("1.2", {"most"}),
    "a blank gain of a pilot counts as a twentieth, its default": ("0.05", {"enough"}),
    "a blank tolerance counts as a tenth, its default": ("0.1", {"leeway"}),
    "the fourth form of an address has no dollar signs": (
        "4", {"order", "deal", "invoice", "receipt", "objective", "plan", "payee", "document", "person"},
    ),
    "an amount in units is rounded to a digit that is shown, at three more places": (
        "4", {"gap", "plan", "month_target", "annual_target", "at_pace", "open_amount", "missing", "unpaid", "overdue",
              "received"},
    ),
    "a share is rounded to whole percents before it is a text": (
        "2", {"of_plan", "of_month", "of_target", "pace_of_target", "rate"},
    ),
    "a percentage point is a hundredth": (
        "100", {"promoter_score", "rate_change", "shortfall", "effect", "gap", "pace", "aimed"},
    ),
    "SUM(weight) ÷ unit, rounded to 3 places, makes halves exact": ("3", {"handed", "out", "allotted"}),
    "a difference of amounts is rounded to 6 places": (
        "6",
        {
            "allotted", "target", "month_total", "agreed", "given_back", "annual", "over",
            "won_no_product", "won_no_channel", "no_customer", "beyond", "published",  # weekdays 1 to 5 are below 6
        },
    ),
    "what methods miss by is compared to 6 places": ("6", {"mean"}),
    "a total is counted in units, halves made exact": (
        "6",
        {
            "annual", "bonus", "total", "to_share_out", "own", "is_steady", "agreed", "people_carry_the_year__wanted",
            *(f"{spans}_are_the_year__wanted" for spans in ("months", "quarters", "weeks", "days")),
        },
    ),
    "five has no divisor in common with the months of a year": ("5", {"turn"}),
    "the quarter is the second span; who buys twice buys again": ("2", {"quarter", "quarter_target", "again"}),
    "the second kind of week starts on Monday": ("2", {"weekday_no", "start", "end"}),
    "half of the weight of the rule above": ("2", {"halves"}),
    "who gives 9 or 10 recommends, who gives up to 6 does not": ("9", {"promoters"}),
    "who gives up to 6 does not recommend": ("6", {"detractors"}),
    "a day has 24 hours": ("24", {"waiting"}),
    "a quarter has three months": ("3", {"start", "quarter_after"}),
    "a year has twelve months": ("12", {"year_after", "is_new", "served"}),
    "a factor between two points is rounded to 12 places": ("12", {"on_curve"}),
    "a week has seven days": ("7", {"start", "end"}),
    "half of what is left on both sides": ("2", {"margin"}),
    "a median is the mean of the two in the middle": (
        "2", {"half", "median", *(f"{stage}_{part}" for stage in STAGES for part in ("half", "median"))},
    ),
    "half of a number of deals, halves made exact": ("3", {"half", *(f"{stage}_half" for stage in STAGES)}),
    "the complement of a ratio": ("2", {"scored"}),
    "money is rounded to the cent": (
        "2",
        {
            "payout", "value", "profit", "base", "money", "of_order", "by_deal", "by_rate", "by_slope", "earned",
            "taken_back", "amount", "true_up", "capped", "cut", "held", "released", "net", "drawn", "owed", "off",
            "by_tiers", "by_own_rate", "uncapped", "scale", "pays", "worth_now", "worth_then", "climbed",
            "quota", "floor", "draw", "qualified", "above_draw", "recovered", "advanced", "debt",
            "carried_in", "raised", "of_lines", "rounding", "settled", "paid", "outstanding", "accrued", "over",
            "on_lines", "listed", "by_quota", "pool", "prize", "allowed", "whole_score",
            "alone", "more", "value_together", "weighted", "likely",
            "left_before", "left_after", "unpaid", "own", "to_date", "bought", "bought_before",
        },
    ),
    "a sum of what was credited is rounded to 6 places": (
        "6", {"opened", "kept", "total", "high", "low", "of_window", "quota_now", "reached", "unit"},
    ),
    "what looks like the target is the target, to half of the fifteenth digit": (
        "5e-15", {"met", "achievable", "begins", "leeway"},
    ),
    "weights total one but for the dust of binary fractions": ("1e-09", {"total"}),
    "an amount times or divided by a rate, halves made exact": (
        "5",
        {
            "money", "of_order", "by_deal", "by_slope", "taken_back", "payout", "by_own_rate", "uncapped", "amount",
            "qualified", "worth_now", "worth_then", "by_tiers", "by_rate", "climbed", "of_lines", "true_up",
            "carried_in", "cut", "raised", "held", "released", "drawn", "by_quota", "value", "value_together",
            "weighted", "prize", "whole_score", "unpaid", "own", "to_date",
        },
    ),
    "a payout above three times the average is looked at": ("3", {"high"}),
    "a score times its weight is rounded to 9 places": ("9", {"scored"}),
    "prizes are shared in whole cents, rounded down": ("100", {"in_cents", "prize"}),
    "half less, so that rounding rounds down": ("0.5", {"in_cents"}),
    "an attainment, or another ratio that is compared, is rounded to 12 places": (
        "12",
        {
            "attainment_now", "point", "opened_at", "before_point", "after_point", "high", "alert", "unexplained",
            "behind", "gauge", "is_honoured", "attained", "of_plan", "of_month", "of_target", "of_aim", "collected",
            "is_tied", "kept_at",
        },
    ),
    "a ratio that is compared is rounded to 9 places": ("9", {"root_margin"}),
    "a score or a return that is ranked or compared is rounded to 6 places": (
        "6", {"score", "weighted_score", "priority", "total", "roi", "roi_total"},
    ),
    "a sum of amounts that is ranked or compared is rounded to 6 places": (
        "6", {"won", "won_before", "market_room", "at_least_sold", "deductible", "effect", "aimed", "actual", "sales",
              "cash", "gap", "target", "year", "quarter", "quarter_target", "target_to_date",
              "actual_to_date", "open_to_date", "plan", "sold"},
    ),
    "a part of such a sum, halves made exact": ("9", {"target"}),
}  # fmt: skip  # why, the number, the lines that use it
CHECKS_ALONE = {
    "30": "days within which a dispute is to be closed",
    "0.005": "half a cent",
    "0.999999999": "one, less that dust",
    "1.000000001": "one, and the dust of binary fractions",
}
BETWEEN = {
    "|",
    " ",
    "  ·  ",
    " · ",
    " ◄",
    "…",
    "yyyy-mm",
    "yyyy-mm-dd",
}  # what stands between texts that are put together, and dates
FORMATS = {"#,##0", "#,##0.0", "0%"}
NOBODY = "–"  # stands for an id that is not there


@pytest.fixture(params=NATIVE_BOOKS, ids=str)
def book(request: pytest.FixtureRequest, books: dict[Whose, Built]) -> Edition:
    return books[request.param].edition


def texts(book: Edition) -> Iterator[tuple[Calc, str]]:
    """The formula in the last cell of each line, where row numbers are longest."""
    for line in formula_lines(book):
        found, place = book.pattern(line), book.layout.places[line]
        assert found is not None
        yield line, found.at(place.bottom, place.right)


def without_names(text: str) -> str:
    """The formula without names of sheets and without what stands in quotes."""
    return re.sub(r'"(?:[^"]|"")*"', '""', re.sub(r"'(?:[^']|'')+'!", "", text))


def functions_in(text: str) -> set[str]:
    return set(re.findall(r"([A-Za-z_][A-Za-z0-9_.]*)\(", without_names(text)))


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![A-Za-z0-9_$.])\d+(?:\.\d+)?(?:[Ee]-?\d+)?(?![A-Za-z0-9_(:.])", without_names(text)))


def words_in(text: str) -> set[str]:
    return set(re.findall(r'"((?:[^"]|"")*)"', re.sub(r"'(?:[^']|'')+'!", "", text)))


def test_no_formula_is_longer_than_a_reader_takes_in(book: Edition) -> None:
    assert {line: text for line, text in texts(book) if len(text) > LONGEST} == {}


def test_formulas_call_functions_that_every_engine_calculates_alike(book: Edition) -> None:
    called = set.union(*(functions_in(text) for _, text in texts(book)))

    assert called <= ALLOWED  # none of them is volatile


def test_formulas_hold_no_numbers_but_0_1_and_those_that_are_explained(book: Edition) -> None:
    known = {(number, line) for number, lines in KNOWN_NUMBERS.values() for line in lines}
    for line, text in texts(book):
        hidden = {n for n in numbers_in(text) - NUMBERS if (n, line.key) not in known}
        if line.block.__name__ == "Checks":
            hidden -= set(CHECKS_ALONE)
        assert not hidden, f"give it a name in KNOWN_NUMBERS here, or a cell of its own: {hidden} in {line}, {text}"


def computed(book: Edition) -> Iterator[tuple[Calc, str]]:
    """Without those that say where links begin, which name a sheet."""
    return ((line, text) for line, text in texts(book) if not isinstance(line.native, Whereabouts))


def test_links_begin_with_the_sheet_and_column_of_what_they_lead_to(book: Edition) -> None:
    places = [(n.native, text) for n, text in texts(book) if isinstance(n.native, Whereabouts)]

    assert len(places) > 1
    for sought, text in places:
        name, sheet = name_of(sought.line), book.layout.places[sought.line].sheet
        start = f'="#\'{sheet}\'!"&SUBSTITUTE(ADDRESS(1,COLUMN(INDEX({name},1)),4),1,"")'
        assert text == (start if sought.spot is Spot.COLUMN else f"=ROW(INDEX({name},1))")


def test_formulas_hold_no_words_of_any_language(book: Edition) -> None:
    for line, text in computed(book):
        assert words_in(text) <= {"", NOBODY, ">=", "<=", ">", "<", *BETWEEN, *FORMATS}, (line, text)


def test_formulas_reach_into_no_other_file_and_no_whole_column(book: Edition) -> None:
    for line, text in computed(book):
        assert "[" not in without_names(text), line
        assert not re.search(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}", without_names(text)), line
        assert not re.search(r"#REF!|--|#", re.sub(r'"[^"]*"', "", text)), line


@pytest.mark.parametrize("whose", [whose for whose in BOOKS if whose.flavour is Flavour.PYTHON], ids=str)
def test_cell_functions_stand_behind_the_switch_beside_the_plain_formula(whose: Whose) -> None:
    book, switched = made(whose), 0
    for line, text in texts(book):
        called = {name for name in functions_in(text) if name.startswith("SS_")}
        plain = pattern(line, Flavour.NATIVE, book.layout)
        assert plain is not None
        if called:
            place = book.layout.places[line]
            own = plain.at(place.bottom, place.right).removeprefix("=")
            assert called <= set(FUNCTIONS), line
            assert text.startswith("=IF(Use_Python,"), line
            assert text.endswith(f",{own})"), line
            switched += 1
    assert switched > 20


def test_books_for_people_without_python_hold_no_cell_function(book: Edition) -> None:
    assert not [line for line, text in texts(book) if "SS_" in text or "Use_Python" in text]


@pytest.mark.parametrize("whose", [NATIVE_BOOKS[0], BOOKS[1]], ids=str)
def test_a_line_is_one_formula_copied_along(books: dict[Whose, Built], whose: Whose) -> None:
    """Copying the first cell of a line, as Excel copies, gives every other one."""
    built = books[whose]
    sheets = openpyxl.load_workbook(built.path)
    for line in formula_lines(built.edition):
        place = built.edition.layout.places[line]
        area = sheets[place.sheet].iter_rows(place.top, place.bottom, place.left, place.right)
        found = {relative(cell.value, cell.row, cell.column) for row in area for cell in row}  # type: ignore[arg-type]  # no calculated cell is merged but as the first
        assert len(found) == 1, (line, sorted(found)[:3])


def relative(formula: object, row: int, column: int) -> str:
    """The formula with every address told from its own cell."""
    text = str(formula.text if isinstance(formula, ArrayFormula) else formula)
    assert text.startswith("="), text

    def told(found: re.Match[str]) -> str:
        if found["quoted"]:
            return found["quoted"]
        across, down = column_index_from_string(found["column"]), int(found["row"])
        shown_column = f"C{across}" if found["fixed"] else f"C[{across - column}]"
        shown_row = f"R{down}" if found["held"] else f"R[{down - row}]"
        return shown_row + shown_column

    address = r"(?P<quoted>'(?:[^']|'')*'!|\"(?:[^\"]|\"\")*\")|(?<![A-Za-z0-9_.$])(?P<fixed>\$?)(?P<column>[A-Z]{1,3})"
    return re.sub(address + r"(?P<held>\$?)(?P<row>\d+)(?![A-Za-z0-9_(])", told, text)
