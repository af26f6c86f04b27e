"""Why something that is paid differs between two workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salessheet.calc.builds.facts import Document, Identity, Plain


class Why(StrEnum):
    """Of a document: it is new or gone, or a fact of it changed; of a plan: another pays, or it says other things.

    PROPERTY: what decides by which of the plan's own rates a line goes, or what of it counts, such as its product.
    """

    NEW_DOCUMENT = "new_document"
    GONE_DOCUMENT = "gone_document"
    AMOUNT = "amount"
    CURRENCY = "currency"
    COST = "cost"
    QUANTITY = "quantity"
    ORDER_AMOUNT = "order_amount"
    DATE = "date"
    OWNER = "owner"
    SHARE = "share"
    RATE = "rate"
    PLAN = "plan"
    TERM = "term"
    TIER = "tier"
    TIER_END = "tier_end"
    FACTOR = "factor"
    FACTOR_END = "factor_end"
    QUOTA = "quota"
    OWN_RATE = "own_rate"
    RATED_AS = "rated_as"
    PROPERTY = "property"
    USED_CAP = "used_cap"
    PLACE = "place"
    BUDGET_LEFT = "budget_left"
    RUNS = "runs"
    ORIGINAL = "original"
    PAID_UP = "paid_up"
    ROLE = "role"
    EMPLOYED = "employed"
    NOT_CREDITED = "not_credited"
    CREDITED = "credited"
    OTHER_MONTH = "other_month"
    NEW_PERSON = "new_person"
    GONE_PERSON = "gone_person"
    EARLIER = "earlier"
    DOCUMENTS = "documents"
    FOLLOWS = "follows"
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Cause:
    """`what`: the column of a term or property, the plan of a tier or factor, the currency of a rate, a reason's code.

    `old` and `new` are what stood there, None for nothing. `documents`: those that make it differ. `inputs`: the rows
    that say so, by the key of the table and what names the row.
    """

    code: Why
    what: str = ""
    old: Plain = None
    new: Plain = None
    documents: tuple[Document, ...] = ()
    inputs: tuple[tuple[str, Identity], ...] = ()

    @property
    def table(self) -> str:
        """The key of the table that says so."""
        return self.inputs[0][0]

    @property
    def row(self) -> Identity:
        """What names the row there."""
        return self.inputs[0][1]

    @property
    def lower(self) -> Plain:
        """Where the tier begins that it speaks of."""
        return self.row[1]
