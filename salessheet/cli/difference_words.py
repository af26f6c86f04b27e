"""The words and numbers of what changed between two workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from salessheet.calc.builds import BY_TIERS, BookDifference, Cause, Document, Entry, InputChange, Kind, Row, Why, day_of
from salessheet.cli.answers import Figure
from salessheet.cli.story_words import StoryWords
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.tables import (
    ANY_VALUE,
    BY_KEY,
    Adjustments,
    Fx,
    Orders,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    Reps,
    Splits,
)

_SHOWN_DOCUMENTS: Final = 3
_MONEY: Final = frozenset({Type.CENTS, Type.MONEY})
_COLUMNS: Final = {
    Why.CURRENCY: Orders.currency, Why.AMOUNT: Orders.amount, Why.ORDER_AMOUNT: Orders.amount, Why.COST: Orders.cost,
    Why.QUANTITY: Orders.quantity, Why.DATE: Orders.order_date, Why.OWNER: Orders.rep_id, Why.SHARE: Splits.share,
    Why.RATE: Fx.rate, Why.PLAN: Plans.plan_id, Why.TIER_END: PlanTiers.upper, Why.ROLE: Reps.role,
    Why.FACTOR: PlanFactors.factor, Why.FACTOR_END: PlanFactors.upper, Why.QUOTA: Adjustments.amount,
    Why.BUDGET_LEFT: Plans.budget,
}  # fmt: skip  # the column whose values a cause speaks of


@dataclass(frozen=True)
class DifferenceWords:
    words: Words
    found: BookDifference

    def say(self, key: str, **texts: str) -> str:
        """A sentence of the comparison with its blanks filled."""
        return self.words.text(f"difference.{key}").format(**texts)

    def listed(self, texts: Iterable[str]) -> str:
        return self._story.listed(texts)

    def money(self, amount: float | None) -> Figure:
        return Figure("") if amount is None else self._story.money(amount)

    def amount(self, amount: float | None, currency: str) -> Figure:
        """With its currency, where that is not the workbook's."""
        own = self.money(amount)
        return own if amount is None or currency == self.found.new.currency else Figure(f"{own} {currency}")

    def signed(self, amount: float) -> Figure:
        return Figure(f"+{self.money(amount)}") if amount > 0 else self.money(amount)

    def payout(self, amount: float | None) -> str:
        return self.say("unpaid") if amount is None else self.money(amount)

    def document(self, document: Document) -> str:
        return self._story.document(document.kind, document.name)

    def entry(self, entry: Entry) -> str:
        """What the difference is one of: a document, a step, an adjustment, a correction."""
        match entry.kind:
            case Kind.LINE:
                return "" if entry.document is None else self.document(entry.document)
            case Kind.STEP:
                return self.say(f"step.{entry.step}")
            case Kind.ADJUSTMENT:
                return self.say("adjustment", named=self.listed(filter(None, entry.named)))
            case Kind.CORRECTION:
                _, month, document, _ = entry.named
                return self.say("correction" if document else "correction_rest", month=month, document=document)
            case Kind.REST:
                return self.say("rest")

    def component(self, entry: Entry) -> str:
        code = entry.named[0] if entry.kind is Kind.CORRECTION else entry.component
        return self.words.value("component", code)

    def why(self, entry: Entry) -> str:
        told = [self.cause(cause) for cause in entry.causes]
        reason = [self.words.text(f"correction.{entry.named[3]}")] if entry.kind is Kind.CORRECTION else []
        return self.listed([*told, *reason])

    def cause(self, cause: Cause) -> str:
        old, new = (self._of_cause(cause, value) for value in (cause.old, cause.new))
        match cause.code:
            case Why.TERM:
                return self.say("cause.term", what=self._label(Plans.key, cause.what), old=old, new=new)
            case Why.EMPLOYED:
                return self.say("cause.employed", what=self._label(Reps.key, cause.what), old=old, new=new)
            case Why.TIER | Why.TIER_END:
                lower = self.value(PlanTiers.lower, cause.lower)
                return self.say(f"cause.{cause.code}", plan=cause.what, lower=lower, old=old, new=new)
            case Why.FACTOR | Why.FACTOR_END:
                about = self.words.value(PlanFactors.depends_on.key, str(cause.row[1]))
                lower = self.value(PlanFactors.lower, cause.row[2])
                return self.say(f"cause.{cause.code}", plan=cause.what, what=about, lower=lower, old=old, new=new)
            case Why.OWN_RATE:
                values = self._rated_as([str(value) for value in cause.row[1:]])
                return self.say("cause.own_rate", plan=cause.what, values=values, old=old, new=new)
            case Why.PROPERTY:
                return self.say("cause.property", what=self._label(cause.table, cause.what), old=old, new=new)
            case Why.CREDITED | Why.NOT_CREDITED:
                return self.say(f"cause.{cause.code}", what=self.words.find("unpaid", cause.what) or cause.what)
        return self.say(
            f"cause.{cause.code}", what=cause.what, old=old, new=new, documents=self._documents(cause.documents)
        )

    def _of_cause(self, cause: Cause, value: object) -> str:
        if cause.code is Why.TERM:
            return self.value(_column(Plans.key, cause.what), value)
        if cause.code is Why.EMPLOYED:
            return self.value(_column(Reps.key, cause.what), value)
        if cause.code is Why.TIER:
            return self._tier_rate(cause.what, value)
        if cause.code is Why.OWN_RATE:
            return self.say("by_tiers") if value == BY_TIERS else self._own_rate(cause.what, value)
        if cause.code is Why.PROPERTY:
            return self.value(_column(cause.table, cause.what), value)
        if cause.code is Why.RATED_AS:
            return self._rated_as(str(value).split("|")) if value else self.say("by_tiers")
        return self.value(_COLUMNS.get(cause.code), value)

    def _tier_rate(self, plan: str, value: object) -> str:
        """A share of money, unless the plan pays money for a piece or a tier."""
        row = self._plan(plan)
        is_share = row.get("measure") == "money" and row.get("mode") not in {"interpolated", "milestone"}
        is_share = is_share and row.get("tiers_on") != "rank"
        return self._story.share(value) if is_share and isinstance(value, float) else self.value(None, value)

    def _own_rate(self, plan: str, value: object) -> str:
        """A share of money, unless the plan counts pieces or deals."""
        is_share = self._plan(plan).get("measure") == "money"
        return self._story.share(value) if is_share and isinstance(value, float) else self.value(None, value)

    def _plan(self, plan: str) -> Row:
        return self.found.new.row(Plans, plan) or self.found.old.row(Plans, plan) or {}

    def _rated_as(self, values: Sequence[str]) -> str:
        """The values that a row of a plan's rates names; of one that names none, that it is for any."""
        named = [value for value in values if value != ANY_VALUE] or [ANY_VALUE]
        separator = "、" if self.words.lang == "zh-CN" else ", "
        return separator.join(self.words.value(PlanRates.value.key, value) for value in named)

    def value(self, column: Column | None, value: object) -> str:
        """A value of a column as people read it."""
        if value is None or value == "":
            return self.say("none")
        if column is not None and column.measure is Type.FLAG:
            return self.words.value("flag", str(int(bool(value))))
        if not isinstance(value, float):
            return self.words.value(column.key, str(value)) if column is not None else str(value)
        match column.measure if column is not None else Type.NUMBER:
            case Type.DATE:
                return day_of(value).isoformat()
            case Type.PERIOD:
                return f"{day_of(value):%Y-%m}"
            case Type.PERCENT:
                return self._story.share(value)
            case measure if measure in _MONEY:
                return self._story.money(value)
        return self._story.number(value)

    def row(self, change: InputChange) -> str:
        """What names a row of a table."""
        named = [column for column in BY_KEY[change.table].columns() if column.identifies]
        columns = named or list(BY_KEY[change.table].columns())
        pairs = zip(columns, change.row, strict=False)  # of rows of the same name, the others have a number more
        return self.listed(self.value(column, value) for column, value in pairs if value is not None)

    def change(self, change: InputChange) -> str:
        if not change.columns:
            return self.say(f"fate.{change.fate}")
        return self.listed(self._column_change(change.table, *column) for column in change.columns)

    def _column_change(self, table: str, key: str, old: object, new: object) -> str:
        column = _column(table, key)
        texts = {"old": self.value(column, old), "new": self.value(column, new)}
        return self.say("change_of", what=self._label(table, key), **texts)

    def rows(self) -> Iterator[str]:
        """How many rows of each other table differ."""
        for table in self.found.tables:
            counts = {"new": table.new, "gone": table.gone, "changed": table.changed}
            told = [self.say(f"rows_{fate}", count=f"{count:,}") for fate, count in counts.items() if count]
            separator = "，" if self.words.lang == "zh-CN" else ", "
            title = self.words.title(BY_KEY[table.table])
            yield self.say("table_rows", table=title, rows=separator.join(told))

    def _documents(self, documents: tuple[Document, ...]) -> str:
        shown = [self.document(document) for document in documents[:_SHOWN_DOCUMENTS]]
        left = len(documents) - len(shown)
        separator = "、" if self.words.lang == "zh-CN" else ", "
        return separator.join([*shown, self.say("and_more", count=f"{left:,}")] if left else shown)

    def _label(self, table: str, key: str) -> str:
        column = _column(table, key)
        return key if column is None else self.words.label(column)

    @property
    def _story(self) -> StoryWords:
        return StoryWords(self.words)


def _column(table: str, key: str) -> Column | None:
    return next((column for column in BY_KEY[table].columns() if column.key == key), None)
