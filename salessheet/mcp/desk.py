"""Every question that an assistant may ask, as a method; the answer is small, and nothing is written."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salessheet.calc import Engine, Reserve, Verification, started
from salessheet.calc import verify as verified
from salessheet.calc.builds import differences, facts_of, shown_by
from salessheet.calc.telling.story import story_in
from salessheet.core.keys import folded
from salessheet.data.commission.objections import refuse_unseen
from salessheet.data.commission.other_plans import both_plans
from salessheet.data.commission.simulation import simulate
from salessheet.data.commission.story import Story, story
from salessheet.data.dataset import Dataset, as_of, language
from salessheet.data.load import load
from salessheet.data.unused import unused
from salessheet.data.values import period
from salessheet.errors import EngineFailed, InvalidOption, UserError
from salessheet.mcp import finding
from salessheet.mcp.answers import Answer, first, told
from salessheet.mcp.books import Books, DataBooks, FolderBooks, SeenBook
from salessheet.mcp.sight import PAY_TABLES, Sight
from salessheet.phrasebook import Phrasebook
from salessheet.workbook.audience import PRIVATE_TABLES
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import Reps
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

_PLANS_ENDINGS: Final = (".xlsx",)
_ARGUMENTS: Final = {"--rep": "rep_id", "--period": "month"}
_AS_BUILT: Final = (
    "Values and cells are those of the workbooks that `salessheet build` would make of the data for this audience."
)
_PRIVATE: Final = frozenset(table.key for table in PRIVATE_TABLES)


@dataclass(frozen=True, eq=False)
class Desk:
    """Questions to any source. `questions`: those that this source and this listener have answers to."""

    sight: Sight
    books: Books

    @property
    def questions(self) -> tuple[Callable[..., Answer], ...]:
        return (self.list_books, self.find_cells, self.explain_number)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the answers come from, which no answer says."""
        return ()

    @property
    def caution(self) -> str:
        """What an assistant has to know of all answers from this source; blank for nothing."""
        return ""

    def refusal(self, error: UserError) -> str:
        """What is wrong and what to do, in the language of the source.

        With names in place of paths, and arguments of tools in that of options.
        """
        said = self.spoken(f"{error.wrong} {error.mend}".strip())
        for option, argument in _ARGUMENTS.items():
            said = said.replace(option, argument)
        return self.named(said)

    @property
    def lang(self) -> str:
        """The language of the source, as far as it is known."""
        return "en"

    def spoken(self, text: str) -> str:
        """What the program says, in the language of the source."""
        return Phrasebook.load(self.lang).said(text)

    def named(self, text: str) -> str:
        """The text with names in place of paths, whether they were given in full or are relative."""
        paths = {path for folder in self.folders for path in (folder, folder.resolve()) if path.name}
        for path in sorted(paths, key=lambda each: -len(str(each))):
            text = text.replace(f"{path}{os.sep}", "").replace(str(path), path.name)
        return text

    def list_books(self) -> Answer:
        """The workbooks there are, by the names that other tools take, and for whom the answers are."""
        return {"audience": self.sight.listener.value, "books": first(self.books.names)}

    def find_cells(self, words: str, book: str = "") -> Answer:
        """Cells by business words, English or Chinese: labels, titles of blocks, names of sheets, names in rows.

        Of each: sheet, address, value or first values, and the formula in words. `book`: a name from list_books;
        left out, the first, or another that has more of the words, such as a team's.
        """
        return finding.found(self.books.book(book) if book else self._fitting(words), words)

    def _fitting(self, words: str) -> SeenBook:
        """The first book, or where it has no cell with all the words, the second or the last if they fit better."""
        chosen, names = self._first(), self.books.names
        best = finding.fit(chosen, words)
        for name in dict.fromkeys((*names[1:2], *names[-1:])):
            if best == 1:
                break
            with suppress(UserError):  # what else lies in the folder
                other = self.books.book(name)
                if (share := finding.fit(other, words)) > best:
                    chosen, best = other, share
        return chosen

    def _first(self) -> SeenBook:
        """The first that can be read. Raises what reading the first raises where none can be."""
        for name in self.books.names:
            with suppress(UserError):  # as above
                return self.books.book(name)
        return self.books.book("")

    def explain_number(self, sheet: str, address: str, book: str = "") -> Answer:
        """What a cell comes of: its formula in words and as it stands, with the cells it reads and their values.

        `address`: a cell, or all the cells that find_cells tells together, of which the first with a value is told.
        """
        return finding.explained(self.books.book(book), sheet, address)


@dataclass(frozen=True, eq=False)
class DataDesk(Desk):
    """Questions to input data. `dataset`: what the listener sees; `plans`: where other plans are, None for nowhere.

    `day`: how far the data goes, that of others included, as workbooks of it say.
    """

    dataset: Dataset
    day: dt.date | None
    words: Words
    source: str
    plans: Path | None = None

    @staticmethod
    def open(source: str, sight: Sight, lang: str | None = None, plans: Path | None = None) -> DataDesk:
        """Raises what `load` raises, and NothingToBuild for a person who has no workbook."""
        dataset = load(source, None if lang is None else Words.load(lang))
        words, part = Words.load(lang or language(dataset)), sight.part(dataset)
        return DataDesk(sight, DataBooks(part, dataset, sight, words), part, as_of(dataset), words, source, plans)

    @property
    def lang(self) -> str:
        return self.words.lang

    @property
    def questions(self) -> tuple[Callable[..., Answer], ...]:
        of_pay = (self.explain_payout,) if self.sight.hears_pay else ()
        of_plans = (self.simulate_plans,) if self.sight.hears_pay_of_all and self.plans is not None else ()
        of_rows = () if self.sight.rep else (self.list_problems,)  # problems name rows of others
        return (*super().questions, *of_rows, self.list_unused, *of_pay, *of_plans)

    @property
    def folders(self) -> tuple[Path, ...]:
        return tuple(folder for folder in (self.plans, Path(self.source)) if folder is not None)

    @property
    def caution(self) -> str:
        return _AS_BUILT

    def list_problems(self) -> Answer:
        """Rows of the data that were left out or changed: file, row, column, what is wrong, what to do."""
        seen = [each for each in self.dataset.problems if self.sight.hears_pay or each.table not in PAY_TABLES]
        problems = [
            {"file": p.file, "rows": p.where, "column": p.column, "wrong": p.wrong, "mend": p.mend} for p in seen
        ]
        return {"count": sum(problem.count for problem in seen), "problems": first(problems)}

    def list_unused(self) -> Answer:
        """Tables, columns and settings that were read and that no number counts, and what that means."""
        records = unused(self.dataset, self._month(""), self.words)
        seen = [record for record in records if self.sight.hears_pay or record.table not in PAY_TABLES]
        return {"count": len(seen), "unused": first(seen)}

    def explain_payout(self, rep_id: str = "", month: str = "") -> Answer:
        """How a commission payout came about: documents, tiers, every step, adjustments, corrections, to the cent.

        `month`: such as 2026-06; left out, the last of the data. `rep_id`: whose, an id or a name; one person need not
        say it.
        """
        whose = _whose(self.sight, rep_id)
        if not self.sight.rep:
            whose = _id_of(whose, self.dataset.column(Reps.rep_id), self.dataset.column(Reps.name))
        return _told_story(story(self.dataset, whose, self._month(month)))

    def simulate_plans(self, plans: str, first_month: str = "", last_month: str = "") -> Answer:
        """What other commission plans would pay for the same facts: totals, teams, components, people.

        `plans`: the name of a folder or .xlsx of plans; without one of the known names, the answer lists them.
        """
        last = self._month(last_month)
        begin = self._month(first_month) if first_month else last
        if begin > last:
            raise InvalidOption(f"{begin:%Y-%m} is after {last:%Y-%m}, the last month.", "Swap them.")
        both = both_plans(self.source, self._plans(plans), self.words)
        made = simulate(self.sight.part(both.old), self.sight.part(both.new), begin, last)
        return {
            "months": f"{begin:%Y-%m} to {last:%Y-%m}",
            "currency": made.currency,
            "note": "As if no month were closed; adjustments are left out.",
            "total": told(made.total),
            "teams": told(made.teams),
            "components": told(made.components),
            "people": told(made.people),
            "sales": made.sales,
            "without_a_rate": told(made.unpaid),
            "problems_of_these_plans": first([self.named(str(problem)) for problem in both.notes]),
            "not_read": told({self.named(file): headings for file, headings in both.unread.items()}),
            "passed_over": told(both.passed_over),
        }

    def _plans(self, name: str) -> Path:
        entries = sorted(self.plans.iterdir()) if self.plans is not None else []
        known = {
            path.name: path
            for path in entries
            if not path.name.startswith((".", "~$"))
            and not path.is_symlink()
            and (path.is_dir() or path.suffix in _PLANS_ENDINGS)
        }
        if name not in known:
            listed = ", ".join(map(str, first(list(known)))) or "none yet"
            raise InvalidOption(f"There are no plans '{name}'.", f"There are: {listed}.")
        return known[name]

    def _month(self, text: str) -> dt.date:
        month = _month_of(text) if text else None if self.day is None else self.day.replace(day=1)
        if month is None:
            raise InvalidOption(
                "No deal, order, receipt or activity in the data has a date.", "Name a month, such as 2026-06."
            )
        refuse_unseen(self.dataset, month)
        return month


@dataclass(frozen=True, eq=False)
class FolderDesk(Desk):
    """Questions to finished workbooks of a folder."""

    files: FolderBooks

    @staticmethod
    def open(folder: Path, sight: Sight, passwords: Passwords = NO_PASSWORDS) -> FolderDesk:
        """Raises InvalidOption where there is no such folder."""
        if not folder.is_dir():
            raise InvalidOption(f"--books {folder}: there is no such folder.", "Name a folder with workbooks.")
        books = FolderBooks(folder, sight, passwords)
        return FolderDesk(sight, books, books)

    @property
    def questions(self) -> tuple[Callable[..., Answer], ...]:
        of_all = (self.explain_payout, self.compare_books) if self.sight.hears_pay_of_all else ()
        return (*super().questions, self.verify_book, *of_all)

    @property
    def folders(self) -> tuple[Path, ...]:
        return (self.files.folder,)

    @property
    def lang(self) -> str:
        return self.files.lang

    def verify_book(self, book: str = "") -> Answer:
        """Recalculates every formula of a workbook by other means and compares it with the stored value.

        Whether labels, formats and protection are as declared is for `salessheet verify`.
        """
        seen, opened = self.books.book(book), self.files.opened(book)
        with started(()) as engines, Reserve([engine.name for engine in engines], may_stand_in=True) as others:
            found = _verification(lambda by: verified(opened, by, others=others), engines, others)
        told_of = [each for each in found.differences if seen.line_at(each.cell) is not None]
        return {
            "book": seen.name,
            "agrees": found.is_clean,
            "formulas": found.cells,
            "engines": list(found.engines),
            "differences": first(
                [
                    {"cell": str(d.cell), "label": d.label, "stored": d.stored, "recalculated": d.recalculated}
                    for d in told_of
                ]
            ),
            "differences_in_other_cells": len(found.differences) - len(told_of),
            "not_compared": len(found.unchecked),
        }

    def explain_payout(self, rep_id: str, book: str = "", month: str = "") -> Answer:
        """How a commission payout came about, from what the workbook of the person's team stores.

        `month`: such as 2026-06; left out, that of the workbook. `rep_id`: whose, an id or a name. `book`: of the
        person's team; left out, the first.
        """
        seen = self.books.book(book)
        ids = seen.cells(Reps.rep_id)
        whose = _id_of(_whose(self.sight, rep_id), ids, seen.cells(Reps.name))
        if not book and whose not in map(str, ids):
            wrong = f"No book was named, and the first, {seen.name}, has nobody called '{rep_id.strip()}'."
            raise InvalidOption(wrong, "Name the book of the person's team: list_books has the names.")
        return _told_story(story_in(self.files.opened(book), whose, _month_of(month) if month else None))

    def compare_books(self, old: str, new: str) -> Answer:
        """What changed between two builds of a workbook: whose pay, by which documents, and why, to the cent."""
        before, after = (facts_of(shown_by(self.files.opened(name))) for name in (old, new))
        found = differences(before, after, across_months=True)
        was, now = found.totals
        return {
            "months": [f"{found.old.month:%Y-%m}", f"{found.new.month:%Y-%m}"],
            "currency": found.new.currency,
            "totals": {"old": was, "new": now},
            "people": told(found.people),
            "inputs": told(found.inputs),
            "tables": told([each for each in found.tables if self.sight.hears_private or each.table not in _PRIVATE]),
        }


def _verification(
    by: Callable[[list[Engine]], Verification], engines: tuple[Engine, ...], others: Reserve
) -> Verification:
    """By the first engine; where it fails, by the next that does not.

    Raises EngineFailed without the words of the last: they quote cells, whoever may hear of those.
    """
    try:
        return by(list(engines))
    except EngineFailed as failure:
        for other in others:
            try:
                return by([other])
            except EngineFailed:
                continue
        raise EngineFailed(
            failure.engine, "could not calculate the workbook.", "`salessheet verify` says more to whoever may see it."
        ) from failure


def _whose(sight: Sight, rep_id: str) -> str:
    """Raises InvalidOption for anybody but the person who listens; whether there is such a person is not said."""
    asked = rep_id.strip() or sight.rep
    if sight.rep and asked != sight.rep:
        raise InvalidOption(f"Only the pay of {sight.rep} is told here.", "Leave rep_id out.")
    if not asked:
        raise InvalidOption("Nobody is named.", "Give the rep_id as it stands in the table of reps.")
    return asked


def _id_of(asked: str, ids: Iterable[object], names: Iterable[object]) -> str:
    """The id as it is spelled, of whoever has it or the name; as it was asked where nobody does.

    Raises InvalidOption for a name of several people.
    """
    people = {str(one): (folded(str(one)), folded(str(name))) for one, name in zip(ids, names, strict=False)}
    for found in ([one for one, said in people.items() if said[which] == folded(asked)] for which in (0, 1)):
        if len(found) > 1:
            raise InvalidOption(f"{len(found)} people are called '{asked}'.", f"Give the rep_id: {', '.join(found)}.")
        if found:
            return found[0]
    return asked


def _told_story(found: Story) -> Answer:
    answer: Answer = told(found)
    return answer


def _month_of(text: str) -> dt.date:
    month = period(text)
    if month is None:
        raise InvalidOption(f"'{text}' is not a month.", "Write it as 2026-06.")
    return month
