"""The commands about periods of commission: close, reopen, payroll."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer

from salessheet.batch import held_folder
from salessheet.batch.manifest import problem_tree
from salessheet.batch.outputs import write_file
from salessheet.cli import answers, tongue
from salessheet.cli.options import DataLang, Json, Overwrite, path, place
from salessheet.data.asked import asked_month
from salessheet.data.commission.closing import Closed, Who, closed_period, folder_of_tables, reopened_period
from salessheet.data.commission.history import is_closed
from salessheet.data.commission.objections import lacking, left_out, refuse_unseen
from salessheet.data.commission.payroll import ADDED, PAID, PERSON, Payroll, payroll_of
from salessheet.data.dataset import Dataset, language
from salessheet.data.load import load
from salessheet.data.problems import Problem
from salessheet.errors import InvalidOption
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import Words
from salessheet.xlsx.template import list_sheet

_CSV, _BOOK = ".csv", ".xlsx"

Period = Annotated[str, typer.Option(help="The month, such as 2026-06.", show_default=False)]
TableFolder = Annotated[str, typer.Option(help="The folder of CSV files.", show_default=False, parser=place)]
By = Annotated[str, typer.Option(help="Who does it, for audit.csv.", show_default=False)]

_PAID: Final = "paid"  # the status
_DISPUTED: Final = ("dispute_id", "payee", "line", "opened", "reason")
_STEPS: Final = {
    "confirmed": "confirmed by the person",
    "manager": "the manager's review",
    "finance": "finance's review",
}
_REASONS: Final = {
    "no_plan": "no plan serves the payee on that day",
    "no_payee": "the payee is not in the table of reps",
    "no_order": "its order is not in the data",
    "no_rate": "there is no exchange rate for that day",
    "no_cost": "the order has no cost, and the plan pays on the margin",
    "not_paid_up": "the order is not fully paid yet",
    "not_scored": "the objective has no score yet",
    "other_period": "the objective's period is not as long as the plan's",
}
"""Why a document gives no line, by the codes of the settlement."""


def close(
    *,
    period: Period,
    data: TableFolder,
    by: By,
    with_problems: Annotated[
        bool, typer.Option("--with-problems", help="Even if rows that concern commission are left out.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Close a commission period: what it pays is fixed, whatever changes later.

    Writes snapshots/<period>.csv, its hash into the table periods, and who did it into audit.csv. Later changes to the
    facts are corrections in the first open period. Documents of the period that nobody is paid for are listed; so are
    its open disputes and the payouts that nobody confirmed or reviewed, which do not prevent closing. Exit code 1:
    closed, but rows that concern commission were left out, or a payout lacks a term or an exchange rate.
    """
    folder = folder_of_tables(data)
    with held_folder(folder), tongue.in_trouble(lambda: language(load(folder))):
        closed = closed_period(folder, asked_month(period), Who(by, _now()), with_problems=with_problems)
    tongue.follow(closed.lang)
    code = 1 if closed.problems or closed.lacking or closed.payroll.unpaid else 0
    if as_json:
        answers.print_json({"exit": code, **_closed_tree(closed)})
    else:
        _show_closed(closed)
    return code


def reopen(
    *,
    period: Period,
    data: TableFolder,
    by: By,
    reason: Annotated[str, typer.Option(help="Why, for audit.csv.", show_default=False)],
    as_json: Json = False,
) -> int:
    """Reopen the last closed commission period, so that it is settled again by the facts of today.

    Its snapshot is kept as snapshots/<period>.reopened-<n>.csv.
    """
    folder = folder_of_tables(data)
    with held_folder(folder), tongue.in_trouble(lambda: language(load(folder))):
        reopened = reopened_period(folder, asked_month(period), Who(by, _now()), reason)
    shown = f"{reopened.period:%Y-%m}"
    if as_json:
        kept = None if reopened.kept is None else str(reopened.kept)
        tree = {"period": shown, "kept": kept, "recovered": reopened.has_recovered}
        answers.print_json({"exit": 0, **tree})
        return 0
    _show_recovered(has_recovered=reopened.has_recovered)
    answers.say(
        f"{shown} is open." + ("" if reopened.kept is None else f" What was closed is kept in {reopened.kept}.")
    )
    return 0


def payroll(
    *,
    period: Period,
    data: Annotated[
        str,
        typer.Option(help="A folder of CSV or Parquet files, an .xlsx, a database.", show_default=False, parser=place),
    ],
    out: Annotated[Path, typer.Option(help="The .csv or .xlsx file to write.", show_default=False, parser=path)],
    lang: DataLang = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Write what is to be paid to whom for a period, one row per person, in the currency of the person's team.

    For a closed period, what was closed. Columns: the person, each component of pay, adjustments, corrections of closed
    periods, the total; how much of it was paid, what is outstanding in a period that is paid or closed, and what
    accrues in one that is not. The last rows are the totals by currency. Exit code 1: written, but rows that concern
    commission were left out, or a payout lacks a term of its plan or an exchange rate.
    """
    ending = out.suffix.lower()
    if ending not in {_CSV, _BOOK}:
        raise InvalidOption(f"--out {out}: a payroll is a .csv or .xlsx file.", f"Write --out {out.with_suffix(_CSV)}.")
    dataset = load(data, None if lang is None else Words.load(lang))
    tongue.follow(lang or language(dataset))
    doubts = _doubts(dataset, asked_month(period))
    found, words = payroll_of(dataset, asked_month(period)), Words.load(lang or language(dataset))
    if ending == _CSV:
        write_file(out, lambda part: _write_csv(part, found, words), overwrite=overwrite)
    else:
        shown = _list(found, words)
        write_file(out, lambda part: list_sheet.write(part, shown), overwrite=overwrite)
    code = 1 if found.unpaid or any(doubts) else 0
    if as_json:
        answers.print_json({"exit": code, "file": str(out), **_payroll_tree(found), **doubts.tree()})
    else:
        answers.say(f"Wrote {out}: {found.period:%Y-%m}, {len(found.rows):,} people, {_totals(found)}.")
        doubts.show()
        _show_unpaid(found)
    return code


class _Doubts(NamedTuple):
    """What was left out of the data, and what payouts lack."""

    problems: tuple[Problem, ...]
    lacking: tuple[Unused, ...]

    def tree(self) -> dict[str, object]:
        return {
            "problems": [problem_tree(problem) for problem in self.problems],
            "lacking": [asdict(record) for record in self.lacking],
        }

    def show(self) -> None:
        answers.show_problems(self.problems, tongue.words())
        answers.show_unused(self.lacking, tongue.words())


def _doubts(dataset: Dataset, month: dt.date) -> _Doubts:
    """Of an open period; what was closed was looked at then. Raises RefusedPeriod for one that nothing is known of."""
    refuse_unseen(dataset, month)
    if is_closed(dataset, month):
        return _Doubts((), ())
    return _Doubts(left_out(dataset), lacking(dataset, month, tongue.words()))


def _now() -> dt.datetime:
    """For the audit trail alone: no number depends on it."""
    return dt.datetime.now(dt.UTC).astimezone()


def _write_csv(part: Path, found: Payroll, words: Words) -> None:
    """English files have the keys of the columns as headings, which programs like best; others have words."""
    headings = found.keys if words.lang == "en" else found.headings(words)
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        rows = (*found.cells(), *_total_rows(found, words))
        writer.writerows([f"{c:.2f}" if isinstance(c, float) else c for c in row] for row in rows)


def _total_rows(found: Payroll, words: Words) -> list[tuple[str | float | None, ...]]:
    """A row a currency, without an id: the total stands where the name does."""
    sums = {key: found.total_of(key) for key in found.keys[len(PERSON) : -1]}
    period = f"{found.period:%Y-%m}"
    return [
        ("", words.text("payroll.sum").format(currency=currency), "", period, *(s[currency] for s in sums.values()),
         currency)
        for currency in found.totals
    ]  # fmt: skip  # in the order of the columns


def _list(found: Payroll, words: Words) -> list_sheet.List:
    sums = tuple(range(len(PERSON), len(PERSON) + len(found.components) + len(ADDED) - 1))
    by, rows = len(found.keys) - 1, found.cells()
    totals = [
        list_sheet.Total(
            words.text("payroll.sum").format(currency=currency),
            by,
            currency,
            tuple(
                sum(n for row in rows if row[by] == currency and isinstance(n := row[place], float)) for place in sums
            ),
        )
        for currency in found.totals
    ]
    title = f"{words.text('payroll.title')} {found.period:%Y-%m}"
    return list_sheet.List(title, words.lang, found.headings(words), rows, sums, totals)


def _totals(found: Payroll) -> str:
    return ", ".join(f"{total:,.2f} {currency}" for currency, total in found.totals.items()) or "nothing to pay"


def _payroll_tree(found: Payroll) -> dict[str, object]:
    return {
        "period": f"{found.period:%Y-%m}",
        "people": len(found.rows),
        "totals": dict(found.totals),
        **{key: found.total_of(key) for key in PAID},
        "unpaid": list(found.unpaid),
    }


def _unused(closed: Closed) -> list[tuple[str, str, str, str, str]]:
    """Documents that give no line: kind, id, date, payee, why."""
    return [
        (str(row.kind), str(row.document), f"{row.date:%Y-%m-%d}", str(row.payee), str(row.reason))
        for row in closed.unused.itertuples()
    ]


def _disputes(closed: Closed) -> list[tuple[str, ...]]:
    """Open disputes of the period, by _DISPUTED."""
    return [
        (str(row.dispute_id), str(row.payee), str(row.line), f"{row.opened:%Y-%m-%d}", str(row.reason))
        for row in closed.matters.disputes.itertuples()
    ]


def _closed_tree(closed: Closed) -> dict[str, object]:
    names = ("kind", "document", "date", "payee", "reason")
    return {
        **_payroll_tree(closed.payroll),
        "snapshot": str(closed.snapshot),
        "sha256": closed.sha256,
        "was": closed.was,
        "lines": closed.lines,
        "unused": [dict(zip(names, row, strict=True)) for row in _unused(closed)],
        "disputes": [dict(zip(_DISPUTED, row, strict=True)) for row in _disputes(closed)],
        "unreviewed": [{"payee": payee, "missing": list(steps)} for payee, steps in closed.matters.reviews],
        "recovered": closed.has_recovered,
        **_Doubts(closed.problems, closed.lacking).tree(),
    }


def _show_closed(closed: Closed) -> None:
    _show_recovered(has_recovered=closed.has_recovered)
    answers.say(
        f"{closed.period:%Y-%m} is closed: {closed.lines:,} credit lines, {len(closed.payroll.rows):,} people, "
        f"{_totals(closed.payroll)}. {closed.snapshot}, SHA-256 {closed.sha256}"
    )
    if closed.was == _PAID:
        answers.say(
            "It was marked as paid. Closed, it counts as paid as well; what was paid stands in the table payouts."
        )
    answers.show_table(
        "Documents of the period that nobody is paid for",
        ("Kind", "Document", "Date", "Payee", "Why"),
        [(*row[:-1], tongue.said(_REASONS.get(row[-1], row[-1]))) for row in _unused(closed)],
        more="; --json has all of them",
    )
    _show_matters(closed)
    _Doubts(closed.problems, closed.lacking).show()
    _show_unpaid(closed.payroll)


def _show_matters(closed: Closed) -> None:
    answers.show_table(
        "Disputes of the period that are open",
        ("Dispute", "Payee", "Line", "Opened", "Reason"),
        _disputes(closed),
        more="; --json has all of them",
    )
    answers.show_table(
        "Payouts that were not looked at by everybody",
        ("Payee", "Missing"),
        [(payee, ", ".join(tongue.said(_STEPS[step]) for step in steps)) for payee, steps in closed.matters.reviews],
        more="; --json has all of them",
    )


def _show_recovered(*, has_recovered: bool) -> None:
    if has_recovered:
        answers.say("An earlier run that was killed has been finished first.")


def _show_unpaid(found: Payroll) -> None:
    if found.unpaid:
        answers.say(f"Without an exchange rate, and therefore without a payout: {', '.join(found.unpaid)}.")
