"""The controls of a finished book: each compares two numbers, and one flag over all is repeated where people look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook

from salessheet.calc import CalledFunctions, Engine, read
from salessheet.data.filling import cell_functions
from salessheet.workbook.book import ReadNotUsed
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.general import CustomerSettings, Phrases, Settings
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.layout import named_range
from salessheet.workbook.measures import Axis, Flavour, Scalar
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.checks import Approval, Checks, DataProblems, Verdict
from salessheet.workbook.sheets.guide import About
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.tables import (
    Activities,
    Competitors,
    Customers,
    Deals,
    KpiManual,
    KpiScheme,
    Orders,
    Plans,
    PlanTiers,
    Receipts,
    Reps,
)
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import Value
from salessheet.xlsx.template import packed
from tests.built.editions import BOOKS, NATIVE_BOOKS, TEMPLATES, Built, Whose, made
from tests.built.small import book_of, dataset_of

FLAGS = (About.controls, Approval.controls)
FIELDS = {"found", "wanted", "off", "ok"}


@pytest.mark.parametrize("whose", [*NATIVE_BOOKS, *TEMPLATES], ids=str)
def test_every_check_shows_both_numbers_their_difference_and_the_result(whose: Whose) -> None:
    records: dict[str, set[str]] = {}
    for line in made(whose).layout.lines(Checks, Axis.CELL):
        check, _, field = line.key.partition("__")
        records.setdefault(check, set()).add(field)

    assert records
    assert {check: fields for check, fields in records.items() if fields != FIELDS} == {}


@pytest.mark.parametrize("whose", [*BOOKS, *TEMPLATES], ids=str)
def test_sound_data_and_an_empty_template_pass_every_check(whose: Whose) -> None:
    book = made(whose)
    failed = [line for line in Checks.lines if line.key.endswith("__ok") and book.cells(line) == [0]]

    assert failed == []
    assert book.cells(Verdict.all_ok) == [1]


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_the_flag_stands_on_guide_dashboard_and_commission_too(whose: Whose) -> None:
    book = made(whose)

    assert [book.cells(line) for line in FLAGS] == [[1], [1]]
    assert all(book.layout.holds(line) for line in FLAGS)


def below_deals(book: Edition) -> CellRef:
    """A cell some rows further down than formulas count deals."""
    place = named_range(book.layout, Deals.deal_id)
    return CellRef(place.sheet, place.bottom + 40, place.left)


def below_plans(book: Edition) -> CellRef:
    """The cell right under the spare rows of a table that has others below it."""
    place = book.layout.places[Plans.plan_id]
    return CellRef(place.sheet, place.bottom + 1, place.left)


def first_of(line: Line) -> Callable[[Edition], CellRef]:
    def first(book: Edition) -> CellRef:
        place = book.layout.places[line]
        return CellRef(place.sheet, place.top, place.left)

    return first


def in_force(line: Line) -> Callable[[Edition], CellRef]:
    """The first row of the KPI scheme that counts in the month, and has something in this column."""

    def first(book: Edition) -> CellRef:
        place = book.layout.places[line]
        rows = zip(book.cells(KpiScheme.scheme_key), book.cells(line), strict=True)
        return CellRef(place.sheet, place.top + next(i for i, (key, own) in enumerate(rows) if key and own), place.left)

    return first


def second_deal(book: Edition) -> Value:
    return str(book.cells(Deals.deal_id)[1])


def complement(book: Edition) -> Value:
    return str(book.cells(term_of(KpiScheme.method, "complement"))[0])


def last_of(line: Line) -> Callable[[Edition], CellRef]:
    """The last row that has something: of records by date, one of the month."""

    def last(book: Edition) -> CellRef:
        place = book.layout.places[line]
        return CellRef(place.sheet, place.top + _filled(book, line) - 1, place.left)

    return last


def _filled(book: Edition, line: Line) -> int:
    return max(row for row, cell in enumerate(book.cells(line), start=1) if cell is not None)


def after_last(line: Line) -> Callable[[Edition], CellRef]:
    """Where Excel switches a row of totals on: among the rows to spare, which are counted."""

    def after(book: Edition) -> CellRef:
        last = last_of(line)(book)
        return last._replace(row=last.row + 1)

    return after


def word_for_totals(book: Edition) -> Value:
    return str(book.cells(Phrases.row_of_totals)[0])


def after_the_data(book: Edition) -> Value:
    """A day of the month after the last day of the data."""
    (last_day,) = book.cells(Settings.as_of)
    assert isinstance(last_day, float)
    return last_day + 31


def retyped(line: Line, how: Callable[[str], str]) -> Callable[[Edition], Value]:
    """The last value of a line, typed in another way."""
    return lambda book: how(str(book.cells(line)[_filled(book, line) - 1]))


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


KEYS = (
    ("a deal's person", Deals.rep_id, "rows_are_counted"),
    ("a deal's stage", Deals.stage, "every_deal_has_a_stage"),
    ("an order's person", Orders.rep_id, "rows_are_counted"),
    ("a receipt's order", Receipts.order_id, "rows_are_counted"),
    ("an activity's person", Activities.rep_id, "activities_of_people_are_all_activities"),
    ("a customer's owner", Customers.owner_rep_id, "customers_of_people_are_all_customers"),
    ("the person of an actual", KpiManual.rep_id, "every_actual_has_a_person"),
    ("the KPI of a scheme", KpiScheme.kpi, "weights_total_one"),
    ("the role of a scheme", KpiScheme.role, "weights_total_one"),
    ("the plan of a tier", PlanTiers.plan_id, "every_tier_has_a_plan"),
    ("the id of a plan", Plans.plan_id, "every_tier_has_a_plan"),
    ("a person's id", Reps.rep_id, "rows_are_counted"),
)


SLIPS: dict[str, tuple[Callable[[Edition], CellRef], Value | Callable[[Edition], Value] | None, str]] = {
    "a deal below the counted rows": (below_deals, "D99999", "no_row_below_the_range"),
    "a plan below the spare rows": (below_plans, "P9", "no_row_below_the_range"),
    "an order without a day": (first_of(Orders.order_date), None, "rows_are_finished"),
    "a row of totals": (after_last(Competitors.competitor), word_for_totals, "rows_are_finished"),
    "an amount typed as a text": (first_of(Deals.amount), "12万", "numbers_are_numbers"),
    "a date typed as a text": (first_of(Receipts.date), "2026.6.1", "numbers_are_numbers"),
    "a number typed over a formula": (first_of(Receipts.value), 999_999.0, "receipts_count_as_typed"),
    "a deal typed twice": (first_of(Deals.deal_id), second_deal, "no_id_twice"),
    **{
        f"{what}, {slip}": (last_of(line), retyped(line, how), check)
        for what, line, check in KEYS
        for slip, how in (("after a blank", " {}".format), ("before a blank", "{} ".format), ("in full width", wide))
    },
    "a KPI target below zero": (in_force(KpiScheme.target), -1.0, "no_ratio_turns_round"),
    "complement where more is better": (in_force(KpiScheme.method), complement, "no_ratio_turns_round"),
    "KPI weights of less than 100%": (in_force(KpiScheme.weight), 0.01, "weights_total_one"),
    "a setting emptied": (first_of(Settings.alert_level), None, "settings_are_filled"),
    "a setting of customers emptied": (first_of(CustomerSettings.satisfied_at), None, "settings_are_filled"),
    "a month after the data's last day": (first_of(Settings.month), after_the_data, "the_month_is_one_of_the_year"),
    "an annual target typed as a text": (first_of(Settings.annual_target), "12万", "no_errors"),
}


@pytest.mark.parametrize("whose", NATIVE_BOOKS[:1], ids=str)
def test_a_slip_of_the_hand_turns_the_flag_to_fail(
    books: dict[Whose, Built], whose: Whose, quick_engine: Engine
) -> None:
    book = made(whose)
    ok = {line.key.partition("__")[0]: line for line in Checks.lines if line.key.endswith("__ok")}
    file = read(books[whose].path)
    with quick_engine.open(file, CalledFunctions()) as calculation:
        for slip, (cell_of, typed, check) in SLIPS.items():
            cell = cell_of(book)
            value = typed(book) if callable(typed) else typed
            if value == file.stored(cell):  # a Chinese word has but one width
                continue
            calculation.set({cell: value})
            values = calculation.values()
            calculation.set({cell: file.stored(cell)})

            assert values[first_of(ok[check])(book)] == 0, slip
            assert [values[first_of(line)(book)] for line in (Verdict.all_ok, *FLAGS)] == [0, 0, 0], slip
        calculation.set({below_plans(book): word_for_totals(book)})  # a row of totals that nothing counts
        assert calculation.values()[first_of(Verdict.all_ok)(book)] == 1


@pytest.mark.parametrize("whose", [*BOOKS, *TEMPLATES], ids=str)
def test_of_the_sample_and_of_nothing_no_total_lacks_anything(whose: Whose) -> None:
    book = made(whose)

    assert [record for record in book.content.unused if record.lacking] == []
    assert book.cells(DataProblems.lacking) == [0]


def test_what_a_total_lacks_fails_the_flag() -> None:
    book = made(NATIVE_BOOKS[0])
    gates: list[Scalar] = [0.5] * book.content.sizes[Plans.rows]
    inputs = {**book.content.inputs, Plans.gate: gates}
    functions = cell_functions()
    values = evaluate(SALES_CENTER, inputs, book.content.sizes, Flavour.NATIVE, functions, wanted=[Verdict.all_ok])

    assert values[Verdict.all_ok].flat() == [0]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # of sparklines, which don't matter here
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_what_is_not_used_stands_on_the_sheet(lang: str) -> None:
    """Nobody's plan goes by an industry, and no plan's clawback by a term."""
    dataset = dataset_of(
        {
            "teams": "team_id,name\nT1,North\n",
            "reps": "rep_id,name,team_id,role\nR1,Ann,T1,rep\n",
            "deals": "deal_id,rep_id,created,amount,stage\nD1,R1,2026-05-01,100,\n",
            "customers": "customer_id,owner_rep_id,industry\nC1,R1,retail\n",
            "orders": "order_id,rep_id,order_date,amount,term_months\nO1,R1,2026-06-01,100,12\n",
        },
        lang,
    )
    edition = book_of(dataset, "", dt.date(2026, 6, 30), lang)
    (place,) = [place for item, place in edition.layout.items.items() if isinstance(item, ReadNotUsed)]
    records = edition.content.unused

    with BytesIO(packed(edition, "")) as content:
        sheet = load_workbook(content)[place.sheet]
    rows = list(sheet.iter_rows(place.top + 2, place.top + 1 + len(records), place.left, place.left + 3, True))

    assert {record.column for record in records} == {"industry", "term_months"}
    assert rows == [(r.means, r.title, r.heading, str(r.rows)) for r in records]
    assert place.rows >= len(records) + 2


KEPT = {
    "teams": "team_id,name\nT1,North\n",
    "reps": "rep_id,name,team_id,role\nR1,Ann,T1,rep\n",
    "plans": "plan_id,role,component,basis,mode,valid_from\nP1,rep,own,cash,marginal,2026-01-01\n",
    "plan_tiers": "plan_id,lower,upper,rate\nP1,0,100,0.05\nP1,200,,0.06\n",
    "receipts": "receipt_id,order_id,date,amount\n",
}


@pytest.mark.parametrize(
    ("deals", "told", "flag"),
    [
        ("D1,R1,100,lead,0.5\n", (0, 1), 1),  # a gap between the tiers, which may be meant
        ("D1,R1,100,lead,half\n", (1, 1), 0),  # and a value that counts as blank
        ("D1,R9,100,lead,0.5\n", (1, 1), 0),  # and a row that is left out
    ],
)
def test_a_problem_that_may_stay_is_told_and_keeps_the_flag_green(deals: str, told: tuple[int, int], flag: int) -> None:
    dataset = dataset_of({**KEPT, "deals": f"deal_id,rep_id,amount,stage,probability\n{deals}"})
    book = book_of(dataset, "", dt.date(2026, 6, 30))

    assert (*book.cells(DataProblems.found), *book.cells(DataProblems.noted)) == told
    assert [book.cells(line) for line in (Verdict.all_ok, *FLAGS)] == [[flag]] * 3
    assert len(book.content.notices) == sum(told)


@pytest.mark.parametrize("team", ["", "T1", "T2"])
def test_amounts_that_nobody_can_give_a_currency_keep_the_flag_green(team: str) -> None:
    tables = {
        "teams": "team_id,name,currency\nT1,North,\nT2,South,USD\n",
        "reps": "rep_id,name,team_id\nR1,Ann,T1\nR2,Ben,T2\n",
        "fx": "date,currency,rate\n2026-01-01,USD,7\n",
        "deals": "deal_id,rep_id,amount,stage\nD1,R1,100,lead\nD2,R2,100,lead\n",
        "courses": "course_id,hours,cost\nK1,8,800\n",
    }
    book = book_of(dataset_of(tables), team, dt.date(2026, 6, 30))

    assert (*book.cells(DataProblems.found), *book.cells(DataProblems.noted)) == (0, 1)
    assert book.cells(Verdict.all_ok) == [1]
