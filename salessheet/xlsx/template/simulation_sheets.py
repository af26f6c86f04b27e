"""The sheets People and Tiers of a simulation: lists to sort and filter, with totals that stay up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from salessheet.data.commission.simulation import Outcome, Person, Served, Simulation
from salessheet.data.commission.standings import PlanStandings
from salessheet.workbook.measures import Scalar, Type
from salessheet.workbook.readings.text import quoted
from salessheet.workbook.tables import Plans
from salessheet.xlsx.template.styles import Cell
from salessheet.xlsx.template.widths import heading_lines, text_width

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from salessheet.workbook.labels import Words
    from salessheet.xlsx.template.styles import Styles

SIGNED: Final = "+#,##0.00;[Red]-#,##0.00;0.00"
CHANGED: Final = "+0.0%;-0.0%;0.0%"
_A4, _ROW, _LINE = 9, 18, 15
_MARGIN, _FOOT_MARGIN = 0.4, 0.7
_BY_SHARE: Final = frozenset({"marginal", "slab", "overage"})  # modes whose rates are shares, of money


@dataclass(frozen=True, eq=False)
class Page:
    """A worksheet, its words and its styles. Rows and columns count from 0."""

    worksheet: Worksheet
    words: Words
    styles: Styles
    widths: tuple[float, ...]

    def text(self, key: str, **facts: object) -> str:
        return self.words.text(f"simulation.{key}").format(**facts)

    def style(self, kind: Cell, measure: Type, *, signed: bool = False) -> Format:
        return self.styles.cell(kind, measure, **({"num_format": SIGNED} if signed else {}))

    def changed(self, kind: Cell) -> Format:
        """By what part something grew."""
        return self.styles.cell(kind, Type.PERCENT, num_format=CHANGED)

    def put(self, row: int, column: int, value: Scalar, style: Format, formula: str = "") -> None:
        """A value, never read as a formula; or a formula that has it."""
        if formula:
            self.worksheet.write_formula(row, column, formula, style, "" if value is None else value)
        elif value is None or value == "":
            self.worksheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self.worksheet.write_string(row, column, value, style)
        else:
            self.worksheet.write_number(row, column, value, style)

    def headings(self, row: int, headings: Sequence[tuple[str, Type]], first: int = 0) -> None:
        lines = 1
        for place, (heading, measure) in enumerate(headings, start=first):
            self.put(row, place, heading, self.styles.heading(measure))
            lines = max(lines, heading_lines(heading, self.widths[place]))
        self.worksheet.set_row(row, max(_ROW, lines * _LINE + 4))

    def set_up(self, *, repeated: int) -> None:
        """Widths, and how it is printed: as wide as a page, with so many rows at the top of each."""
        self.worksheet.hide_gridlines(2)
        self.worksheet.set_default_row(_ROW)
        for place, width in enumerate(self.widths):
            self.worksheet.set_column(place, place, width)
        self.worksheet.set_landscape()
        self.worksheet.set_paper(_A4)
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_FOOT_MARGIN)
        self.worksheet.center_horizontally()
        if repeated:
            self.worksheet.repeat_rows(0, repeated - 1)
        page = self.words.text("ui.page").format(page="&P", pages="&N")
        self.worksheet.set_footer(f"&L&8{self.text('title')} · &A&R&8{page}")


@dataclass(frozen=True)
class PeopleRange:
    """Where the people stand, for formulas elsewhere."""

    sheet: str
    people: int

    def column(self, letter: str) -> str:
        return f"{quoted(self.sheet)}!${letter}$2:${letter}${self.people + 1}"

    def total(self, letter: str) -> str:
        return f"={quoted(self.sheet)}!{letter}{self.people + 2}"


TEAM, OLD, NEW, DIFFERENCE = "C", "D", "E", "F"
"""Columns of the sheet of people."""


def write_people(page: Page, found: Simulation) -> None:
    """A row a person, then the total."""
    headings = [
        *((page.text(key), Type.TEXT) for key in ("rep_id", "name", "team_id")),
        *((page.text(key), Type.CENTS) for key in ("old", "new", "difference", "share")),
        *((page.text(key), Type.TEXT) for key in ("outcome", "remark")),
    ]
    page.set_up(repeated=1)
    page.headings(0, headings)
    for row, person in enumerate(found.people, start=1):
        _write_person(page, row, person)
    last = len(found.people)
    label, money = page.style(Cell.TOTAL, Type.TEXT), page.style(Cell.TOTAL, Type.CENTS)
    total, end = found.total.pay, last + 1
    page.put(end, 0, page.text("total"), label)
    for place in (1, 2, 7, 8):
        page.put(end, place, None, label)
    for place, letter, value in ((3, OLD, total.old), (4, NEW, total.new), (5, DIFFERENCE, total.difference)):
        style = page.style(Cell.TOTAL, Type.CENTS, signed=True) if letter == DIFFERENCE else money
        page.put(end, place, value, style, f"=SUM({letter}2:{letter}{last + 1})" if last else "")
    page.put(end, 6, total.share, page.changed(Cell.TOTAL), _share(end + 1))
    page.worksheet.freeze_panes(1, 2)
    if last:
        page.worksheet.autofilter(0, 0, last, len(headings) - 1)


def _write_person(page: Page, row: int, person: Person) -> None:
    text, money = page.style(Cell.CALCULATED, Type.TEXT), page.style(Cell.CALCULATED, Type.CENTS)
    for place, value in enumerate((person.rep_id, person.name, person.team_id)):
        page.put(row, place, value, text)
    page.put(row, 3, person.pay.old, money)
    page.put(row, 4, person.pay.new, money)
    signed = page.style(Cell.CALCULATED, Type.CENTS, signed=True)
    page.put(row, 5, person.pay.difference, signed, f"=ROUND({NEW}{row + 1}-{OLD}{row + 1},2)")
    page.put(row, 6, person.pay.share, page.changed(Cell.CALCULATED), _share(row + 1))
    page.put(row, 7, page.text(f"is_{person.pay.outcome.value}"), text)
    page.put(row, 8, None if person.served is Served.BY_BOTH else page.text(person.served.value), text)


def _share(row: int) -> str:
    return f'=IF({OLD}{row}=0,"",{DIFFERENCE}{row}/ABS({OLD}{row}))'


def widths_of_people(words: Words, found: Simulation) -> tuple[float, ...]:
    ids, names, teams = (
        _fitting(words, key, (getattr(person, key) for person in found.people), most=32)
        for key in ("rep_id", "name", "team_id")
    )
    outcomes = [words.text(f"simulation.is_{outcome.value}") for outcome in Outcome]
    remarks = [words.text(f"simulation.{served.value}") for served in Served]
    return (
        ids, names, teams, 16, 16, 16, 18,
        _fitting(words, "outcome", outcomes), _fitting(words, "remark", remarks),
    )  # fmt: skip  # as the columns stand


def _fitting(words: Words, key: str, texts: Iterator[str] | Sequence[str], most: float = 60) -> float:
    """A width for the heading, with room for the button of the filter, and the texts."""
    heading = text_width(words.text(f"simulation.{key}")) + 4
    return min(most, max(heading, *(text_width(text) + 3 for text in texts), 9.0))


def write_tiers(page: Page, found: Simulation) -> None:
    """A row a tier of each plan in force when the months end, the old plans first."""
    texts, counted = ("side", "plan", "component", "for", "over", "tier"), ("lower", "upper", "rate")
    headings = [
        *((page.text(key), Type.TEXT) for key in texts),
        *((page.text(key), Type.CENTS) for key in counted),
        (page.text("unit"), Type.TEXT),
        (page.text("count"), Type.COUNT),
    ]
    page.set_up(repeated=3)
    page.put(0, 0, page.text("tiers_how", month=f"{found.last:%Y-%m}"), page.style(Cell.HEAD_QUIET, Type.TEXT))
    page.headings(2, headings)
    row = 3
    for side, standings in (("old", found.old_standings), ("new", found.new_standings)):
        for standing in standings:
            for line in _rows_of(page, page.text(side), standing):
                _write_tier(page, row, line)
                row += 1
    page.worksheet.freeze_panes(3, 2)


@dataclass(frozen=True)
class _Row:
    texts: tuple[str, ...]
    lower: float | None
    upper: float | None
    rate: float | None
    rate_as: Type
    unit: str
    people: int | None


def _rows_of(page: Page, side: str, standing: PlanStandings) -> Iterator[_Row]:
    plan, words = standing.plan, page.words
    texts = (
        side, plan.plan_id, words.value(Plans.component.key, plan.component), plan.rep_id or plan.role,
        words.value(Plans.over.key, plan.over),
    )  # fmt: skip  # as the columns stand
    is_money = plan.measure == "money"
    on_scores = words.value(Plans.basis.key, plan.basis) if plan.measure == "score" else ""
    unit = plan.currency if is_money else on_scores or words.value(Plans.measure.key, plan.measure)
    rate_as = Type.RATE if is_money and plan.mode in _BY_SHARE else Type.CENTS
    if standing.below is None:
        code = "nowhere_deal" if plan.over == "deal" else "nowhere_rank" if plan.by_rank else "nowhere_multiplier"
        yield _Row((*texts, page.text(code)), None, None, None, rate_as, unit, None)
        return
    lowest = standing.tiers[0].tier.lower if standing.tiers else None
    if lowest is not None:
        yield _Row((*texts, page.text("below")), None, lowest, None, rate_as, unit, standing.below)
    for number, each in enumerate(standing.tiers, start=1):
        tier = each.tier
        name = page.text("at", number=number)
        yield _Row((*texts, name), tier.lower, tier.upper, tier.rate, rate_as, unit, each.people)
    if standing.outside or lowest is None:
        yield _Row((*texts, page.text("outside")), None, None, None, rate_as, unit, standing.outside)


def _write_tier(page: Page, row: int, line: _Row) -> None:
    text = page.style(Cell.CALCULATED, Type.TEXT)
    for place, value in enumerate(line.texts):
        page.put(row, place, value, text)
    bound = page.style(Cell.CALCULATED, Type.CENTS)
    page.put(row, 6, line.lower, bound)
    page.put(row, 7, line.upper, bound)
    page.put(row, 8, line.rate, page.style(Cell.CALCULATED, line.rate_as))
    page.put(row, 9, line.unit, text)
    page.put(row, 10, line.people, page.style(Cell.CALCULATED, Type.COUNT))


def widths_of_tiers(words: Words, found: Simulation) -> tuple[float, ...]:
    plans = [standing.plan for standing in (*found.old_standings, *found.new_standings)]
    sides = [words.text("simulation.old"), words.text("simulation.new")]
    tiers = [
        words.text(f"simulation.{key}")
        for key in ("below", "outside", "nowhere_deal", "nowhere_rank", "nowhere_multiplier")
    ]
    return (
        _fitting(words, "side", sides),
        _fitting(words, "plan", [plan.plan_id for plan in plans], most=36),
        _fitting(words, "component", [words.value(Plans.component.key, plan.component) for plan in plans], most=30),
        _fitting(words, "for", [plan.rep_id or plan.role for plan in plans], most=30),
        _fitting(words, "over", list(words.codes(Plans.over.key).values())),
        _fitting(words, "tier", tiers, most=40), 16, 16, 14,
        _fitting(words, "unit", [*words.codes(Plans.measure.key).values(), words.value(Plans.basis.key, "score")]), 10,
    )  # fmt: skip  # as the columns stand
