"""A finished workbook read as facts of commission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from salessheet.calc.builds.codes import Codes
from salessheet.calc.builds.earning import Earning
from salessheet.calc.builds.earning_reading import OF_AMOUNTS, OF_TERMS, earning_of
from salessheet.calc.builds.facts import (
    BookFacts,
    Credit,
    Document,
    Extra,
    Identity,
    Line,
    Pay,
    PayKey,
    Person,
    Plain,
    Row,
    Rows,
    day_of,
)
from salessheet.errors import ErrorKind, NotASalesCenter, NotComparable
from salessheet.workbook.expr import Line as Cells
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.sales_center import FOR_THE_CENTRE_ONLY
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.sheets.commission.credit_lines import Lines
from salessheet.workbook.sheets.commission.ledger import ClosedAdjustments, Corrections, Credits, Register, Windows
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.commission.line_terms import LineTerms
from salessheet.workbook.sheets.commission.line_working import LineAmounts, LineSums
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.payout import Pay as PayBlock
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.commission.prize_working import LinePrizes
from salessheet.workbook.sheets.commission.quota_working import PayQuotas
from salessheet.workbook.tables import TABLES, Adjustments
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.identity import words_of

_OF_THE_CENTRE: Final = tuple(line for sheet in FOR_THE_CENTRE_ONLY for block in sheet.blocks for line in block.lines)
_ERRORS: Final = frozenset(kind.value for kind in ErrorKind)


class Shown(Protocol):
    """The cells of a workbook by the lines of the declaration."""

    @property
    def name(self) -> str: ...

    @property
    def words(self) -> Words: ...

    def holds(self, line: Cells) -> bool: ...

    def cells(self, line: Cells) -> Sequence[object]:
        """In reading order, the rows of a table that are still empty included."""
        ...


@dataclass(frozen=True, eq=False)
class _File:
    book: BookFile

    @property
    def name(self) -> str:
        return str(self.book.path)

    @cached_property
    def words(self) -> Words:
        return words_of(self.book)

    def holds(self, line: Cells) -> bool:
        return self.book.named(name_of(line)) is not None

    def cells(self, line: Cells) -> Sequence[Value | None]:
        """Raises NotComparable for a formula that nobody has calculated."""
        area = self.book.named(name_of(line))
        found = [] if area is None else [(cell, self.book.stored(cell)) for cell in area.cells()]
        for cell, value in found:
            if value is None and cell in self.book.formulas:
                raise NotComparable(
                    f"{self.name}: the formula in {cell} has never been calculated.",
                    "Open and save it in Excel, or run `salessheet calculate`.",
                )
        return [value for _, value in found]


def shown_by(book: BookFile) -> Shown:
    """The values that are stored in a file."""
    return _File(book)


def facts_of(shown: Shown) -> BookFacts:
    """Raises NotASalesCenter for another workbook.

    And NotComparable where it shows errors, was never calculated, or is that of one person.
    """
    return _Reader(shown).facts()


class _Reader:
    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.codes = Codes(shown.words)

    def facts(self) -> BookFacts:
        single = (Settings.scope, Settings.as_of, Settings.period_start, Settings.currency)
        missing = [name_of(line) for line in single if not self.shown.holds(line)]
        if missing:
            raise NotASalesCenter(self.shown.name, missing)
        if not self.shown.holds(Payout.payout):
            raise NotComparable(
                f"{self.shown.name}: it is the workbook of one person, which does not hold what payouts come of.",
                "Compare the workbooks of the team.",
            )
        whose, as_of, start, currency = (self._column(line)[0] for line in single)
        if not (isinstance(as_of, float) and isinstance(start, float)):
            raise NotASalesCenter(self.shown.name, [name_of(Settings.as_of), name_of(Settings.period_start)])
        is_closed = bool(self._single(Windows.is_closed))
        return BookFacts(
            whose="" if whose == self.shown.words.text("ui.centre_name") else str(whose or ""),
            month=day_of(start),
            as_of=day_of(as_of),
            currency=str(currency or ""),
            lang=self.shown.words.lang,
            has_lines=self.shown.holds(Lines.amount) or not any(map(self.shown.holds, _OF_THE_CENTRE)),
            people=dict(self._people()),
            pays=dict(self._pays(is_closed=is_closed)),
            lines={(line.key, line.document): line for line in self._lines()},
            adjustments=tuple(self._adjustments(start, is_closed=is_closed)),
            corrections=tuple(self._corrections(start)),
            credits=tuple(self._credits()),
            unpaid=dict(self._unpaid()),
            tables={table: self._rows(table) for table in TABLES},
        )

    def _people(self) -> Iterator[tuple[str, Person]]:
        for row in self._records(Payout, "rep_id", "name", "commission", "adjustments", "corrections", "payout"):
            rep = _text(row["rep_id"])
            if rep:
                numbers = (_number(row["adjustments"]), _number(row["corrections"]))
                yield rep, Person(_text(row["name"]), _money(row["commission"]), *numbers, _money(row["payout"]))

    def _pays(self, *, is_closed: bool) -> Iterator[tuple[PayKey, Pay]]:
        terms = self._records(PayTerms, "rep_id", "component", "plan", "currency", "rate", "here")
        steps = self._records(
            PayBlock, "opening", "of_lines", "true_up", "earned", "qualified", "carried_in", "capped", "cut", "floored",
            "held", "released", "debt_before", "drawn", "payout",
        )  # fmt: skip  # as they follow on each other
        quotas = self._records(PayQuotas, "quota")
        for term, step, reach in zip(terms, steps, quotas, strict=True):
            rep = _text(term["rep_id"])
            if not rep:
                continue
            n = {name: _number(value) for name, value in step.items()}
            net = n["floored"] - n["held"] + n["released"]
            yield (rep, self.codes.word("component", term["component"])), Pay(
                plan=_text(term["plan"]),
                currency=_text(term["currency"]),
                rate=_rate(_money(term["rate"]), n["drawn"], _money(step["payout"]), is_closed=is_closed),
                payout=_money(step["payout"]),
                drawn=n["drawn"],
                opening=n["opening"],
                debt_before=n["debt_before"],
                is_employed=bool(term["here"]),
                quota=_money(reach["quota"]),
                steps={
                    "of_lines": n["of_lines"], "true_up": n["true_up"],
                    "by_quota": n["qualified"] - n["earned"], "carried_in": n["carried_in"],
                    "cut": -n["cut"], "raised": n["floored"] - n["capped"], "held": -n["held"],
                    "released": n["released"], "advance": n["drawn"] - net,
                },
            )  # fmt: skip  # a step a word

    def _lines(self) -> Iterator[Line]:
        shown = self._records(
            Lines, "payee", "component", "kind", "document", "currency", "share", "plan", "counted", "base", "before",
            "amount",
        )  # fmt: skip  # in the order of the columns
        facts = self._records(LineFacts, "root", "stated", "ordered", "quantity", "own_rate", "plan_rate")
        sums = self._records(LineSums, "is_refund", "window_start", "unit")
        prizes = self._records(LinePrizes, "place", "tied", "left")
        terms, amounts = self._records(LineTerms, *OF_TERMS), self._records(LineAmounts, *OF_AMOUNTS)
        for place, (row, fact, total) in enumerate(zip(shown, facts, sums, strict=True)):
            prize, amount = next(prizes, {}), next(amounts, {})
            earning = earning_of(next(terms, {}), amount, self.codes)
            if not _text(row["payee"]):
                continue
            yield Line(
                key=(_text(row["payee"]), self.codes.word("component", row["component"])),
                document=self._document(row),
                place=place,
                currency=_text(row["currency"]),
                share=_money(row["share"]),
                plan=_text(row["plan"]),
                counted=_money(row["counted"]),
                base=_number(row["base"]),
                before=_number(row["before"]),
                amount=_number(row["amount"]),
                root=_text(fact["root"]),
                is_refund=bool(total["is_refund"]),
                window_start=_number(total["window_start"]),
                unit=_money(total["unit"]),
                stated=_money(fact["stated"]),
                ordered=_money(fact["ordered"]),
                quantity=_money(fact["quantity"]),
                own_rate=_money(fact["own_rate"]) or None,
                plan_rate=_money(fact["plan_rate"]),
                rank=_money(prize.get("place")),
                tied=_money(prize.get("tied")),
                left=_money(prize.get("left")),
                allowed=_money(amount.get("allowed")),
                earning=earning if fact["stated"] is not None else Earning(),
            )

    def _document(self, row: Row) -> Document:
        return Document(self.codes.word("document", row["kind"]), _text(row["document"]))

    def _adjustments(self, start: float, *, is_closed: bool) -> Iterator[Extra]:
        if is_closed:
            for row in self._records(ClosedAdjustments, "period", "payee", "amount", "reason"):
                if row["period"] == start:
                    yield Extra(_text(row["payee"]), (_text(row["reason"]),), _number(row["amount"]))
            return
        end = _number(self._single(Settings.period_end))
        for row in self._records(Adjustments, "period", "payee", "line", "reason", "refers_to", "amount"):
            if start <= _number(row["period"]) <= end:
                named = tuple(_text(row[name]) for name in ("line", "reason", "refers_to"))
                yield Extra(_text(row["payee"]), named, _number(row["amount"]))

    def _corrections(self, start: float) -> Iterator[Extra]:
        names = ("period", "payee", "component", "of_period", "document", "amount", "reason")
        for row in self._records(Corrections, *names):
            if row["period"] == start and _text(row["payee"]):
                named = (
                    self.codes.word("component", row["component"]),
                    f"{day_of(_number(row['of_period'])):%Y-%m}",
                    _text(row["document"]),
                    self.codes.word("correction", row["reason"]),
                )
                yield Extra(_text(row["payee"]), named, _number(row["amount"]))

    def _credits(self) -> Iterator[Credit]:
        names = ("period", "kind", "document", "root", "payee", "component", "base", "tiered", "under_cap", "amount")
        for row in self._records(Credits, *names):
            if _text(row["payee"]):
                key = (_text(row["payee"]), self.codes.word("component", row["component"]))
                tiered = row["base"] if row["tiered"] is None else row["tiered"]
                amounts = map(_number, (row["base"], tiered, row["under_cap"], row["amount"]))
                yield Credit(_number(row["period"]), key, self._document(row), _text(row["root"]), *amounts)

    def _unpaid(self) -> Iterator[tuple[Document, str]]:
        for row in self._records(Register, "kind", "document", "reason"):
            if _text(row["reason"]):
                yield self._document(row), self.codes.word("unpaid", row["reason"])

    def _rows(self, table: type[Table]) -> Rows:
        columns = [column for column in table.columns() if self.shown.holds(column)]
        read = [[self.codes.of_column(column, cell) for cell in self._column(column)] for column in columns]
        named = [i for i, column in enumerate(columns) if column.identifies] or range(len(columns))
        found: dict[Identity, Row] = {}
        times: Counter[Identity] = Counter()
        for values in zip(*read, strict=True) if columns else ():
            if all(value is None for value in values):
                continue
            identity: Identity = tuple(values[i] for i in named)
            times[identity] += 1
            found[identity if times[identity] == 1 else (*identity, float(times[identity]))] = {
                column.key: value for column, value in zip(columns, values, strict=True)
            }
        return found

    def _records(self, block: type[Block], *names: str) -> Iterator[dict[str, Plain]]:
        """The rows of a block, of which this workbook may not have every line, or none."""
        lines = {line.key: line for line in block.lines}
        columns = {name: self._column(lines[name]) for name in names if self.shown.holds(lines[name])}
        for row in range(max(map(len, columns.values()), default=0)):
            yield {name: columns[name][row] if name in columns else None for name in names}

    def _single(self, line: Cells) -> Plain:
        return next(iter(self._column(line)), None) if self.shown.holds(line) else None

    def _column(self, line: Cells) -> list[Plain]:
        return [self._plain(line, cell) for cell in self.shown.cells(line)]

    def _plain(self, line: Cells, cell: object) -> Plain:
        if isinstance(cell, ErrorKind) or (isinstance(cell, str) and cell in _ERRORS):
            raise NotComparable(
                f"{self.shown.name}: {self.shown.words.label(line)} shows {cell}.",
                "Mend the workbook or build it again.",
            )
        if isinstance(cell, (bool, str)) or cell is None:
            return cell if cell != "" else None
        return float(cell)  # type: ignore[arg-type]  # the other values of a cell are numbers


def _rate(today: float | None, drawn: float, payout: float | None, *, is_closed: bool) -> float | None:
    """Of a closed month, the rate at which it was closed, whatever it would be today."""
    return payout / drawn if is_closed and drawn and payout is not None else today


def _text(value: Plain) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _number(value: Plain) -> float:
    return float(value) if isinstance(value, (float, bool)) else 0.0


def _money(value: Plain) -> float | None:
    return value if isinstance(value, float) else None
