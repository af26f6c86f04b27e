"""The command simulate: what other plans would pay for the same facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from salessheet.batch.manifest import problem_tree
from salessheet.batch.outputs import write_file
from salessheet.cli import answers, tongue
from salessheet.cli.answers import Figure
from salessheet.cli.options import DataLang, Json, OutFile, Overwrite, path, place, workbook_path
from salessheet.data.asked import asked_month
from salessheet.data.commission.objections import lacking, left_out, refuse_unseen
from salessheet.data.commission.other_plans import BothPlans, both_plans
from salessheet.data.commission.simulation import Change, Group, Outcome, Simulation, simulate
from salessheet.data.commission.standings import PlanStandings
from salessheet.data.dataset import Dataset, as_of, language
from salessheet.data.problems import Problem
from salessheet.errors import InvalidOption
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import Words
from salessheet.xlsx.template import simulation_book
from salessheet.xlsx.template.simulation_summary import break_even_sentence, name_of

_NAMED: Final = 5  # tables that are told by name
_DOES: Final = {Outcome.GAINS: "gain", Outcome.LOSES: "lose", Outcome.SAME: "stay the same"}


def simulate_(
    *,
    data: Annotated[
        str,
        typer.Option(help="A folder of CSV or Parquet files, an .xlsx, a database.", show_default=False, parser=place),
    ],
    plans: Annotated[
        Path,
        typer.Option(
            help="A folder or .xlsx with the other plans: the tables plans and plan_tiers.",
            show_default=False,
            parser=path,
        ),
    ],
    out: OutFile,
    period: Annotated[
        str | None,
        typer.Option(help="The month, such as 2026-06. [default: the last of the data]", show_default=False),
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="The first of several months. [default: --to]", show_default=False)
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(help="The last of several months. [default: the last of the data]", show_default=False),
    ] = None,
    lang: DataLang = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Try other commission plans on the same facts: who would be paid what, and what it would cost.

    Both sets of plans are settled on today's data, in closed months, too. Writes a workbook: old, new and the
    difference by person, team and component, how many gain and lose, the cost as a share of sales, the growth of sales
    at which the new plans leave the same profit, and how many people are in each tier. Exit code 1: written, but rows
    that concern commission were left out, the plans have problems, or a payout lacks a term or an exchange rate.
    """
    workbook_path("--out", out)
    both = both_plans(data, plans, None if lang is None else Words.load(lang))
    first, last = _months(both.old, period, from_, to)
    words, found = Words.load(lang or language(both.old)), simulate(both.old, both.new, first, last)
    tongue.follow(words.lang)
    problems, lacks = (*left_out(both.old), *both.notes), _lacking(both, found, tongue.words())
    told = [
        words.text("simulation.lacking").format(side=words.text(f"simulation.{side}"), means=record.means)
        for side, record in _lacking(both, found, words)
    ]
    write_file(
        out, lambda part: simulation_book.write(part, found, words, _name(plans), told), overwrite=overwrite
    )  # fmt: skip  # a file, a line
    code = 1 if problems or lacks or found.unpaid else 0
    if as_json:
        answers.print_json({"exit": code, "file": str(out), **_tree(found), **_doubts_tree(both, problems, lacks)})
    else:
        answers.say(f"Wrote {out}.")
        _show(found)
        _show_doubts(both, found, problems, lacks)
    return code


def _months(dataset: Dataset, period: str | None, first: str | None, last: str | None) -> tuple[dt.date, dt.date]:
    """The first days of the first and the last month. Raises RefusedPeriod for months that nothing is known of."""
    if period is not None and (first is not None or last is not None):
        raise InvalidOption("--period is one month, --from and --to are several.", "Leave one of them out.")
    end_of_data = as_of(dataset)
    if period is None and last is None and end_of_data is None:
        raise InvalidOption(
            "No deal, order, receipt or activity in the data has a date.", "Name a month: --period 2026-06."
        )
    end = (end_of_data or dt.date.min).replace(day=1)
    for option, text in (("--period", period), ("--to", last)):
        end = end if text is None else asked_month(text, option)
    begin = end if first is None else asked_month(first, "--from")
    if begin > end:
        raise InvalidOption(f"--from {begin:%Y-%m} is after {end:%Y-%m}, the last month.", "Swap --from and --to.")
    refuse_unseen(dataset, end)
    return begin, end


def _name(plans: Path) -> str:
    """What a folder or file is called, wherever it stands."""
    return plans.resolve().name


def _lacking(both: BothPlans, found: Simulation, words: Words) -> list[tuple[str, Unused]]:
    """What the old and the new plans say that no payout of the months has, each once."""
    sides = (("old", both.old), ("new", both.new))
    told = {
        (side, record.column, record.means): record
        for side, dataset in sides
        for month in _each_month(found.first, found.last)
        for record in lacking(dataset, month, words)
    }
    return [(side, record) for (side, _, _), record in told.items()]


def _each_month(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield dt.date(number // 12, number % 12 + 1, 1)


def _show(found: Simulation) -> None:
    months = f"{found.first:%Y-%m}" + ("" if found.first == found.last else f" to {found.last:%Y-%m}")
    total = found.total
    answers.say(f"{months}, as if no month were closed, in {found.currency}. Adjustments are left out.")
    heading = ("Old plans", "New plans", "Difference", "In percent")
    answers.show_table("", ("Team", *heading), list(_rows(found.teams, total)), more="; the workbook has all")
    if len(found.components) > 1:
        rows = [(component.name, *_figures(component.pay)) for component in found.components]
        answers.show_table("", ("Component", *heading), rows)
    answers.say("")
    counts = (f"{total.people[outcome]:,} {_DOES[outcome]}" for outcome in Outcome)
    answers.say(f"Of {len(found.people):,} people {', '.join(counts)}.")
    if found.sales > 0:
        old, new = (f"{amount / found.sales:.2%}" for amount in (total.pay.old, total.pay.new))
        answers.say(f"Payouts are {new} of sales of {found.sales:,.2f}, before {old}.")
    growth = found.break_even.growth
    by = "" if growth is None else f"{growth:+.2%}. "
    answers.say(f"Break-even growth of sales: {by}{break_even_sentence(tongue.words(), found)}")


def _rows(teams: Iterable[Group], total: Group) -> Iterator[tuple[str, ...]]:
    """The total first: of many teams the last are not shown."""
    yield (tongue.said("All"), *_figures(total.pay))
    for team in teams:
        yield (name_of(tongue.words(), team), *_figures(team.pay))


def _figures(change: Change) -> tuple[Figure, ...]:
    share = "" if change.share is None else f"{change.share:+.1%}"
    return (
        Figure(f"{change.old:,.2f}"), Figure(f"{change.new:,.2f}"), Figure(f"{change.difference:+,.2f}"), Figure(share),
    )  # fmt: skip  # a row of the table


def _show_doubts(
    both: BothPlans, found: Simulation, problems: tuple[Problem, ...], lacks: list[tuple[str, Unused]]
) -> None:
    if both.passed_over:
        first, left = both.passed_over[:_NAMED], len(both.passed_over) - _NAMED
        more = f" and {left} more" if left > 0 else ""
        answers.say(f"Found beside the new plans, but not read: {', '.join(first)}{more}. They come from --data.")
    for file, headings in both.unread.items():
        answers.say(f"Not read: {file}: {', '.join(headings)}.")
    answers.show_problems(problems, tongue.words())
    answers.show_table(
        "In the plans, but lacking in payouts",
        ("Plans", "Table", "Column", "Rows", "What it means"),
        [(tongue.said(side), record.table, record.column, record.rows, record.means) for side, record in lacks],
        every_row=True,
    )
    if found.unpaid:
        answers.say(f"Without an exchange rate, and therefore in no figure: {', '.join(found.unpaid)}.")


def _doubts_tree(both: BothPlans, problems: tuple[Problem, ...], lacks: list[tuple[str, Unused]]) -> dict[str, object]:
    return {
        "problems": [problem_tree(problem) for problem in problems],
        "lacking": [{"plans": side, **asdict(record)} for side, record in lacks],
        "passed_over": list(both.passed_over),
        "unread": {file: list(headings) for file, headings in both.unread.items()},
    }


def _tree(found: Simulation) -> dict[str, object]:
    result = found.break_even
    balances = found.balances
    return {
        "from": f"{found.first:%Y-%m}",
        "to": f"{found.last:%Y-%m}",
        "currency": found.currency,
        "closed": [f"{month:%Y-%m}" for month in found.closed],
        "total": _group(found.total),
        "sales": found.sales,
        "people": [
            {
                "rep_id": person.rep_id,
                "name": person.name,
                "team_id": person.team_id,
                **_change(person.pay),
                "outcome": person.pay.outcome.value,
                "served": person.served.value,
            }
            for person in found.people
        ],
        "teams": [_group(team) for team in found.teams],
        "components": [
            {"component": each.name, **_change(each.pay), "credited": _change(each.credited)}
            for each in found.components
        ],
        "balances": {
            "held": _change(balances.held), "carried": _change(balances.carried), "owed": _change(balances.owed),
        },
        "uncredited": dict(zip(("old", "new"), found.uncredited, strict=True)),
        "break_even": {"factor": result.factor, "profit": result.profit, "reason": result.reason},
        "tiers": {"old": _standings(found.old_standings), "new": _standings(found.new_standings)},
        "unpaid": list(found.unpaid),
    }  # fmt: skip  # a fact a line


def _change(change: Change) -> dict[str, float | None]:
    return {"old": change.old, "new": change.new, "difference": change.difference, "share": change.share}


def _group(group: Group) -> dict[str, object]:
    counts = {outcome.value: group.people[outcome] for outcome in Outcome}
    return {"team_id": group.team_id, "name": group.name, **_change(group.pay), "people": counts}


def _standings(found: Iterable[PlanStandings]) -> list[dict[str, object]]:
    return [
        {
            "plan_id": each.plan.plan_id,
            "component": each.plan.component,
            "below": each.below,
            "tiers": [{**asdict(count.tier), "people": count.people} for count in each.tiers],
            "outside": each.outside,
        }
        for each in found
    ]
