"""The finance review as cells: people and months, kinds of documents, reasons, steps of a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.core.rounding import excel_round
from salessheet.data.commission.currencies import currency_of_payees
from salessheet.data.filling.currencies import rates_of
from salessheet.data.filling.schemes import Part
from salessheet.data.filling.scope import serial
from salessheet.workbook.extents import DOCUMENT_KINDS, PERSON_MONTHS, REASONS, REVIEW_STEPS, STATED_DISPUTES
from salessheet.workbook.sheets.commission.balances import PersonMonths
from salessheet.workbook.sheets.commission.document_totals import DocumentTotals, ReasonTotals
from salessheet.workbook.sheets.commission.finance_review import Kept
from salessheet.workbook.sheets.commission.statement_steps import StatedReviews
from salessheet.workbook.tables import Acceptances, Disputes, Payouts, Reps, Reviews

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope

_KINDS = ("order", "deal", "invoice", "receipt", "objective", "prize")
_REASONS = (
    "no_plan_pays", "no_plan", "no_payee", "no_order", "no_rate", "no_cost", "not_paid_up", "not_scored",
    "other_period",
)  # fmt: skip  # a list to read
_LEAST_DISPUTES = 3  # rows of a statement, so that disputes can be entered in the workbook


_DUST = 1.0  # in payments of a month that are converted from another currency: several cents are lost


def review_part(dataset: Dataset, scope: Scope, currency: str) -> Part:
    """A row a person and month of the fiscal year, person by person; at least one row of everything."""
    words, people, paid_in = scope.words, list(dataset.column(Reps.rep_id)), currency_of_payees(dataset)
    rep_ids = [rep_id for rep_id in people for _ in scope.months] or [None]
    return Part(
        {
            PersonMonths.rep_id: rep_ids,
            PersonMonths.month: [serial(month) for _ in people or [None] for month in scope.months][: len(rep_ids)],
            PersonMonths.dust: [0.0 if paid_in.get(str(rep), currency) == currency else _DUST for rep in rep_ids],
            Kept.has_reviews: [float(Reviews.key not in dataset.absent)],
            Kept.has_acceptances: [float(Acceptances.key not in dataset.absent)],
            DocumentTotals.kind: [words.text(f"document.{kind}") for kind in _KINDS],
            ReasonTotals.reason: [words.text(f"unpaid.{reason}") for reason in _REASONS],
            StatedReviews.step: list(words.codes(Reviews.step.key).values()),
        },
        {
            PERSON_MONTHS: len(rep_ids),
            DOCUMENT_KINDS: len(_KINDS),
            REASONS: len(_REASONS),
            REVIEW_STEPS: len(words.codes(Reviews.step.key)),
            STATED_DISPUTES: max(_LEAST_DISPUTES, _most(dataset.table(Disputes))),
        },
    )


def payments(dataset: Dataset, currency: str) -> pd.DataFrame:
    """The table of payments, amounts converted where people are paid in another currency than this one.

    At the rates of the last day of the month that is paid, as its payout is; blank where there is none.
    """
    frame, rates, paid_in = dataset.table(Payouts), rates_of(dataset), currency_of_payees(dataset)
    own = [paid_in.get(str(payee), currency) for payee in frame[Payouts.payee.key]]
    others = np.array([each != currency for each in own], dtype=bool)
    if not others.any():
        return frame
    days = frame[Payouts.period.key] + pd.offsets.MonthEnd(0)
    of = [rates.between(each, currency, day) for each, day in zip(own, days, strict=True)]
    amount = frame[Payouts.amount.key].to_numpy(dtype=float)
    converted = excel_round(amount * np.array([np.nan if rate is None else rate for rate in of], dtype=float), 2)
    return frame.assign(**{Payouts.amount.key: np.where(others, converted, amount)})


def _most(disputes: pd.DataFrame) -> int:
    """The disputes of the person and month with the most of them."""
    sizes = disputes.groupby([Disputes.payee.key, Disputes.period.key]).size()
    return int(sizes.max()) if len(sizes) else 0
