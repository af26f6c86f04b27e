"""The sheet Summary of a simulation: key figures, break-even, teams, components, and a chart of the teams."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from salessheet.data.commission.simulation import Change, Group, Outcome, Simulation
from salessheet.workbook.measures import Type
from salessheet.workbook.readings.text import quoted
from salessheet.workbook.tables import Plans
from salessheet.xlsx.template.simulation_sheets import DIFFERENCE, NEW, OLD, TEAM, Page, PeopleRange
from salessheet.xlsx.template.styles import BLUE, FONTS, GREY, INK, NAVY, PALE, RULE, Cell, signed
from salessheet.xlsx.template.widths import pixels, text_width

if TYPE_CHECKING:
    from salessheet.workbook.labels import Words

WIDTHS: Final = (44.0, 17.0, 17.0, 17.0, 17.0, 16.0, 16.0, 13.0, 15.0)
_LAST: Final = len(WIDTHS) - 1
_TEXT_TO_DIGITS: Final = 0.92  # words are narrower than as many digits
_LINE: Final = 15  # points
_ROW: Final = 18
_CHART_ROWS, _ROWS_OF_MANY, _MANY_TEAMS = 11, 17, 12
_ROWS_A_PAGE: Final = 32  # of a landscape page as wide as the sheet, the higher rows of headings off
_PIXELS_A_ROW: Final = 24
_MONEY = (("old", Type.CENTS), ("new", Type.CENTS), ("difference", Type.CENTS), ("share", Type.PERCENT))


@dataclass
class _Place:
    """The next row to write on."""

    row: int = 0

    def step(self, rows: int = 1) -> int:
        here = self.row
        self.row += rows
        return here


def write_summary(page: Page, found: Simulation, people: PeopleRange, plans: str, lacking: Sequence[str]) -> None:
    """`plans` is the name of the new ones; `lacking`: sentences on what no payout has."""
    page.set_up(repeated=0)
    at = _Place()
    _write_heading(page, at, found, plans, lacking)
    _write_figures(page, at, found, people)
    _write_break_even(page, at, found)
    chart = at.step(_rows_of_chart(found) + 1 if found.teams else 0)
    page.worksheet.set_h_pagebreaks([at.row if at.row <= _ROWS_A_PAGE else chart])
    teams = _write_teams(page, at, found, people)
    _write_components(page, at, found)
    if found.teams:
        _write_chart(page, chart, teams, found)
    page.worksheet.print_area(0, 0, max(at.row - 1, 1), _LAST)


def _write_heading(page: Page, at: _Place, found: Simulation, plans: str, lacking: Sequence[str]) -> None:
    page.worksheet.set_row(at.row, 30)
    page.put(at.step(), 0, page.text("title"), page.styles.of(bold=True, font_size=18, font_color=NAVY))
    months = "one_month" if found.first == found.last else "months"
    span = page.text(months, first=f"{found.first:%Y-%m}", last=f"{found.last:%Y-%m}", currency=found.currency)
    page.put(at.step(), 0, span, page.styles.of(bold=True, font_color=INK))
    page.put(at.step(), 0, page.text("plans", plans=plans), page.styles.of(font_color=INK))
    _note(page, at, page.text("as_if"))
    if found.closed:
        _note(page, at, page.text("closed", months=page.words.listed(f"{month:%Y-%m}" for month in found.closed)))
    if found.unpaid:
        _note(page, at, page.text("unpaid", people=page.words.listed(found.unpaid)))
    for sentence in lacking:
        _note(page, at, sentence)
    at.step()


def _note(page: Page, at: _Place, text: str) -> None:
    """A sentence over the width of the sheet, on as many lines as it needs."""
    lines = math.ceil(text_width(text) * _TEXT_TO_DIGITS / sum(WIDTHS))
    page.worksheet.set_row(at.row, max(_ROW, lines * _LINE + 3))
    style = page.styles.of(font_color=GREY, text_wrap=True, valign="top")
    page.worksheet.merge_range(at.row, 0, at.row, _LAST, "", style)
    page.put(at.step(), 0, text, style)


def _title(page: Page, at: _Place, key: str, last: int = _LAST) -> None:
    rule = {"bottom": 2, "bottom_color": NAVY}
    page.worksheet.set_row(at.row, 22)
    page.put(at.row, 0, page.text(key), page.styles.of(bold=True, font_size=12, font_color=NAVY, **rule))
    for column in range(1, last + 1):
        page.put(at.row, column, None, page.styles.of(**rule))
    at.step()


def _write_figures(page: Page, at: _Place, found: Simulation, people: PeopleRange) -> None:
    _title(page, at, "key_figures")
    top = at.step()
    page.headings(top, [("", Type.TEXT), *((page.text(key), kind) for key, kind in _MONEY)])
    page.headings(top, [(page.text("who"), Type.TEXT), ("", Type.COUNT), (page.text("difference"), Type.CENTS)], 6)
    row = at.row
    _money_row(page, at.step(), page.text("payouts"), found.total.pay, [people.total(letter) for letter in (OLD, NEW)])
    _money_row(page, at.step(), page.text("sales"), Change(found.sales, found.sales))
    _cost_row(page, at.step(), found, row + 1)
    balances = found.balances
    for key, change in (("held", balances.held), ("carried", balances.carried), ("owed", balances.owed)):
        if change.old or change.new:
            _money_row(page, at.step(), page.text(key), change)
    if any(found.uncredited):
        _count_row(page, at.step(), page.text("uncredited"), *found.uncredited)
    _write_outcomes(page, row, found.total, people)
    at.row = max(at.row, row + 4)
    at.step()


def _money_row(
    page: Page, row: int, label: str, change: Change, formulas: Sequence[str] = ("", ""), kind: Cell = Cell.CALCULATED
) -> None:
    """Old, new, their difference and its share, in the columns B to E."""
    page.put(row, 0, label, page.style(kind, Type.TEXT))
    money, signed = page.style(kind, Type.CENTS), page.style(kind, Type.CENTS, signed=True)
    page.put(row, 1, change.old, money, formulas[0])
    page.put(row, 2, change.new, money, formulas[1])
    page.put(row, 3, change.difference, signed, f"=ROUND(C{row + 1}-B{row + 1},2)")
    page.put(row, 4, change.share, page.changed(kind), f'=IF(B{row + 1}=0,"",D{row + 1}/ABS(B{row + 1}))')


def _cost_row(page: Page, row: int, found: Simulation, payouts: int) -> None:
    """Payouts by sales, both rows above; `payouts` is the number of the first."""
    share = page.style(Cell.CALCULATED, Type.RATE)
    points = page.styles.cell(Cell.CALCULATED, Type.POINTS, num_format=signed("0.00", page.words))
    page.put(row, 0, page.text("cost"), page.style(Cell.CALCULATED, Type.TEXT))
    cost, has_sales = found.total.pay, found.sales > 0
    for place, letter, amount in ((1, "B", cost.old), (2, "C", cost.new)):
        formula = f'=IF({letter}{payouts + 1}>0,{letter}{payouts}/{letter}{payouts + 1},"")'
        page.put(row, place, amount / found.sales if has_sales else None, share, formula)
    formula = f'=IF(B{payouts + 1}>0,(C{row + 1}-B{row + 1})*100,"")'
    page.put(row, 3, (cost.new - cost.old) / found.sales * 100 if has_sales else None, points, formula)
    page.put(row, 4, None, points)


def _count_row(page: Page, row: int, label: str, old: int, new: int) -> None:
    count = page.style(Cell.CALCULATED, Type.COUNT)
    page.put(row, 0, label, page.style(Cell.CALCULATED, Type.TEXT))
    page.put(row, 1, old, count)
    page.put(row, 2, new, count)
    page.put(row, 3, new - old, count, f"=C{row + 1}-B{row + 1}")
    page.put(row, 4, None, count)


def _write_outcomes(page: Page, row: int, total: Group, people: PeopleRange) -> None:
    """How many gain, lose and stay, and by how much, in the columns G to I."""
    for place, outcome in enumerate(Outcome):
        where = _where(people, outcome)
        change = total.outcomes[outcome]
        page.put(row + place, 6, page.text(outcome.value), page.style(Cell.CALCULATED, Type.TEXT))
        count = page.style(Cell.CALCULATED, Type.COUNT)
        page.put(row + place, 7, total.people[outcome], count, _summed(people, f"--({where})"))
        signed = page.style(Cell.CALCULATED, Type.CENTS, signed=True)
        by = f"({where})*{people.column(DIFFERENCE)}"
        page.put(row + place, 8, change.difference, signed, _summed(people, by))
    end = row + len(Outcome)
    page.put(end, 6, page.text("total"), page.style(Cell.TOTAL, Type.TEXT))
    rows = f"{row + 1}:{{}}{end}"
    count, signed = page.style(Cell.TOTAL, Type.COUNT), page.style(Cell.TOTAL, Type.CENTS, signed=True)
    page.put(end, 7, sum(total.people.values()), count, f"=SUM(H{rows.format('H')})")
    page.put(end, 8, total.pay.difference, signed, f"=SUM(I{rows.format('I')})")


def _where(people: PeopleRange, outcome: Outcome) -> str:
    sign = {Outcome.GAINS: ">", Outcome.LOSES: "<", Outcome.SAME: "="}[outcome]
    return f"{people.column(DIFFERENCE)}{sign}0"


def _summed(people: PeopleRange, terms: str) -> str:
    """Without people there is nothing to sum over."""
    return f"=SUMPRODUCT({terms})" if people.people else ""


def _write_break_even(page: Page, at: _Place, found: Simulation) -> None:
    _title(page, at, "break_even")
    result = found.break_even
    label = page.style(Cell.CALCULATED, Type.TEXT)
    page.put(at.row, 0, page.text("growth"), label)
    page.put(
        at.step(), 1, result.growth, page.styles.cell(Cell.CALCULATED, Type.RATE, num_format="+0.00%;-0.00%;0.00%")
    )
    page.put(at.row, 0, page.text("profit"), label)
    page.put(at.step(), 1, result.profit, page.style(Cell.CALCULATED, Type.CENTS))
    for sentence in (break_even_sentence(page.words, found), page.text("break_even_how"), page.text("sales_how")):
        _note(page, at, sentence)
    at.step()


def break_even_sentence(words: Words, found: Simulation) -> str:
    """What the break-even says, or why there is none."""
    result = found.break_even
    if result.factor is None:
        return words.text(f"simulation.{result.reason}")
    how = {Outcome.SAME: "same", Outcome.GAINS: "growing", Outcome.LOSES: "shrinking"}[found.total.pay.outcome]
    return words.text(f"simulation.break_even_{how}").format(factor=f"{result.factor:.4f}")


def _write_teams(page: Page, at: _Place, found: Simulation, people: PeopleRange) -> int:
    """The row of the first team, from 0."""
    _title(page, at, "by_team", _LAST - 1)
    outcomes = [(page.text(outcome.value), Type.COUNT) for outcome in Outcome]
    _headings(page, at, "team", outcomes)
    first = at.row
    for team in found.teams:
        row = at.step()
        mine = '({}="{}")'.format(people.column(TEAM), team.team_id.replace('"', '""'))
        formulas = [_summed(people, f"{mine}*{people.column(letter)}") for letter in (OLD, NEW)]
        _money_row(page, row, name_of(page.words, team), team.pay, formulas)
        for place, outcome in enumerate(Outcome, start=5):
            count = page.style(Cell.CALCULATED, Type.COUNT)
            page.put(row, place, team.people[outcome], count, _summed(people, f"{mine}*({_where(people, outcome)})"))
    row = at.step()
    _total_row(page, row, first, found.total.pay)
    for place, outcome in enumerate(Outcome, start=5):
        style, total = page.style(Cell.TOTAL, Type.COUNT), found.total.people[outcome]
        page.put(row, place, total, style, _sum_above("ABCDEFGH"[place], first, row))
    at.step()
    return first


def name_of(words: Words, team: Group) -> str:
    if not team.team_id:
        return words.text("simulation.no_team")
    return f"{team.team_id} · {team.name}" if team.name else team.team_id


def _headings(page: Page, at: _Place, key: str, more: Iterable[tuple[str, Type]]) -> None:
    page.headings(at.step(), [(page.text(key), Type.TEXT), *((page.text(k), kind) for k, kind in _MONEY), *more])


def _total_row(page: Page, row: int, first: int, change: Change) -> None:
    formulas = [_sum_above(letter, first, row) for letter in "BC"]
    _money_row(page, row, page.text("total"), change, formulas, Cell.TOTAL)


def _sum_above(letter: str, first: int, row: int) -> str:
    return f"=SUM({letter}{first + 1}:{letter}{row})" if row > first else ""


def _write_components(page: Page, at: _Place, found: Simulation) -> None:
    _title(page, at, "by_component")
    more = [
        (page.text("credited_old"), Type.CENTS), (page.text("credited_new"), Type.CENTS),
        (page.text("cost_old"), Type.RATE), (page.text("cost_new"), Type.RATE),
    ]  # fmt: skip  # as the columns stand
    _headings(page, at, "component", more)
    first = at.row
    money, share = page.style(Cell.CALCULATED, Type.CENTS), page.style(Cell.CALCULATED, Type.RATE)
    for component in found.components:
        row = at.step()
        _money_row(page, row, page.words.value(Plans.component.key, component.name), component.pay)
        credited, pay = component.credited, component.pay
        page.put(row, 5, credited.old, money)
        page.put(row, 6, credited.new, money)
        for place, by, of, amounts in ((7, "F", "B", (pay.old, credited.old)), (8, "G", "C", (pay.new, credited.new))):
            cost = amounts[0] / amounts[1] if amounts[1] > 0 else None
            page.put(row, place, cost, share, f'=IF({by}{row + 1}>0,{of}{row + 1}/{by}{row + 1},"")')
    row = at.step()
    _total_row(page, row, first, found.total.pay)
    for place in range(5, _LAST + 1):
        page.put(row, place, None, page.style(Cell.TOTAL, Type.TEXT))
    _note(page, at, page.text("credited_how"))
    at.step()


def _rows_of_chart(found: Simulation) -> int:
    """Names of many teams stand upright."""
    return _CHART_ROWS if len(found.teams) <= _MANY_TEAMS else _ROWS_OF_MANY


def _write_chart(page: Page, row: int, first: int, found: Simulation) -> None:
    """Columns of the teams, which stand from the row `first` on, old beside new."""
    font: dict[str, Any] = {"name": FONTS[page.words.lang], "color": INK, "size": 9}
    chart = page.styles.workbook.add_chart({"type": "column"})
    sheet = page.worksheet.get_name()
    for column, colour in ((1, PALE), (2, BLUE)):
        letter = "ABC"[column]
        chart.add_series(
            {
                "name": page.text("old" if column == 1 else "new"),
                "categories": f"={quoted(sheet)}!$A${first + 1}:$A${first + len(found.teams)}",
                "values": f"={quoted(sheet)}!${letter}${first + 1}:${letter}${first + len(found.teams)}",
                "fill": {"color": colour},
                "gap": 80,
                "overlap": -5,
            }
        )
    title = {"name": page.text("chart"), "overlay": False}
    chart.set_title(title | {"name_font": font | {"size": 12, "bold": True, "color": NAVY}})
    chart.set_x_axis({"num_font": font, "line": {"color": RULE}, "major_tick_mark": "none", "label_position": "low"})
    gridlines = {"visible": True, "line": {"color": RULE, "width": 0.75}}
    axis = {"num_format": "#,##0", "line": {"none": True}, "major_gridlines": gridlines, "major_tick_mark": "none"}
    chart.set_y_axis(axis | {"num_font": font | {"color": GREY}})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})
    wide = sum(map(pixels, WIDTHS))
    chart.set_size({"width": wide, "height": _rows_of_chart(found) * _PIXELS_A_ROW})
    options = {"object_position": 1, "y_offset": 4, "description": page.text("chart_alt")}
    page.worksheet.insert_chart(row, 0, chart, options)
