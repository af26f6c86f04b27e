"""What changed between two workbooks, as a page, as rows of a list, and as facts for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from salessheet.calc.builds import BookDifference, PersonDifference, Standing
from salessheet.cli.difference_words import DifferenceWords
from salessheet.cli.pages import Block, Heading, Paragraph, Table
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import BY_KEY

COLUMNS: Final = ("book", "rep_id", "name", "part", "component", "what", "was", "is", "currency", "gap", "why")
"""Of the list: a row a difference."""


def page(found: BookDifference, words: Words) -> list[Block]:
    """From what is paid in all to what each person's difference is made of; then inputs that pay nothing else."""
    return list(_blocks(found, DifferenceWords(words, found)))


def _blocks(found: BookDifference, w: DifferenceWords) -> Iterator[Block]:
    old, new, words = found.old, found.new, w.words
    was, now = found.totals
    months = (f"{old.month:%Y-%m}", f"{new.month:%Y-%m}")
    month = months[0] if months[0] == months[1] else w.say("change", old=months[0], new=months[1])
    amounts = {"old": w.money(was), "new": w.money(now), "difference": w.signed(now - was)}
    names = [book.whose or words.text("ui.centre_name") for book in (old, new)]
    yield Heading(w.say("title", whose=names[1], month=month, currency=new.currency, **amounts), 1)
    if old.month != new.month:
        yield Paragraph(w.say("months", old=months[0], new=months[1]))
    if old.whose != new.whose:
        yield Paragraph(w.say("renamed", old=names[0], new=names[1]))
    if old.as_of != new.as_of:
        yield Paragraph(w.say("as_of", old=old.as_of.isoformat(), new=new.as_of.isoformat()))
    if not found.people:
        yield Paragraph(w.say("nothing" if found.is_empty else "no_payout"))
    for person in found.people:
        yield from _person(person, w)
    yield from _inputs(found, w)


def _person(person: PersonDifference, w: DifferenceWords) -> Iterator[Block]:
    payouts = {"old": w.payout(person.old), "new": w.payout(person.new)}
    match person.standing:
        case Standing.NEW:
            payouts["old"] = w.say("new_person")
        case Standing.GONE:
            payouts["new"] = w.say("gone_person")
    difference = w.signed(person.difference)
    yield Heading(w.say("person", name=person.name, rep_id=person.rep_id, difference=difference, **payouts))
    if not person.entries:
        return
    rows = [
        (
            w.entry(entry), w.component(entry),
            w.amount(entry.old, entry.currency), w.amount(entry.new, entry.currency),
            w.signed(entry.difference), w.why(entry),
        )
        for entry in person.entries
    ]  # fmt: skip  # in the order of the headings
    total = (w.say("total"), "", w.money(person.old), w.money(person.new), difference, "")
    headings = ("what", "component", "was", "is", "gap", "why")
    yield Table([w.say(name) for name in headings], [*rows, total], has_total=True)


def _inputs(found: BookDifference, w: DifferenceWords) -> Iterator[Block]:
    untold = [change for change in found.inputs if not change.is_told]
    if untold:
        yield Heading(w.say("inputs" if found.new.has_lines else "inputs_without_lines"))
        rows = [(w.words.title(BY_KEY[change.table]), w.row(change), w.change(change)) for change in untold]
        yield Table([w.say(name) for name in ("table", "row", "columns")], rows)
    if found.tables:
        yield Paragraph(w.say("tables", tables=w.listed(w.rows())))


def headings(words: Words) -> list[str]:
    """English lists have the keys of the columns as headings, which programs like best; others have words."""
    return list(COLUMNS) if words.lang == "en" else [words.text(f"difference.{name}") for name in COLUMNS]


def rows(book: str, found: BookDifference, words: Words) -> Iterator[tuple[str, ...]]:
    """In the order of `COLUMNS`; the gaps of a person add up to that of the payout, in the workbook's currency."""
    w = DifferenceWords(words, found)
    for person in found.people:
        for entry in person.entries:
            yield (
                book, person.rep_id, person.name, w.say(f"kind.{entry.kind}"), w.component(entry), w.entry(entry),
                _cents(entry.old), _cents(entry.new), entry.currency, _cents(entry.difference), w.why(entry),
            )  # fmt: skip  # in the order of the columns


def tree(found: BookDifference) -> dict[str, object]:
    """Months, totals, people and inputs, in codes."""
    was, now = found.totals
    return {
        "whose": found.new.whose,
        "old_month": f"{found.old.month:%Y-%m}",
        "new_month": f"{found.new.month:%Y-%m}",
        "currency": found.new.currency,
        "old_total": was,
        "new_total": now,
        "people": found.people,
        "inputs": found.inputs,
        "tables": found.tables,
    }


def unpaired(only_old: Iterable[str], only_new: Iterable[str], words: Words) -> list[str]:
    """A sentence for each workbook that only one build has."""
    sides = (("only_old", only_old), ("only_new", only_new))
    return [words.text(f"difference.{key}").format(book=book) for key, books in sides for book in sorted(books)]


def _cents(amount: float | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
