"""Commission of all periods up to a day: what each line earns, and what each person is paid for each component."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.core.commission.earnings import Scale
from salessheet.data.commission.attainment import Scales
from salessheet.data.commission.credits import Credited, credited
from salessheet.data.commission.documents import KIND_NAMES
from salessheet.data.commission.line_terms import line_terms
from salessheet.data.commission.pays import pays
from salessheet.data.commission.quotas import month_of, quotas, served
from salessheet.data.commission.valuing import Valued, valued
from salessheet.data.commission.versions import Versions, goes_by_attainment, schedules, versions

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Settlement:
    """Three frames; periods are the first days of their months, texts are objects and never blank but where said.

    `lines`, a row each document, payee and component: `period, payee, component, plan_id, kind, document, root,
    customer, date, share, currency, counted, fx, base, before, after, is_refund, unit, scale, rated_as, line_rate,
    factor, kept, gross, uncapped, amount`. `counted` is in the document's `currency`; `base`, `before`, `after`,
    `gross` (before the part that counts), `uncapped` (before a cap on each deal) and `amount` in the plan's. `root` is
    blank for deals, `customer` where none is known. `unit` and `scale` are those of tiers of attainment, 1 elsewhere.
    `before` and `after` are NaN for refunds at the original rate and where each order stands by itself or the line has
    a rate of its own, `line_rate`, NaN elsewhere, by the row of the plan's rates that `rated_as` names. `factor`: the
    part of what the line earns that counts; `kept`: that of a refund that is not taken back. Ordered by period, payee
    (as the reps), component (as the plans name them), ordinary lines first, then by date, kind and row.

    `pays`, a row each period, payee and component with lines, a balance or a guarantee: `period, payee, component,
    plan_id, currency, base, opening, scale, earned_lines, true_up, earned, qualified, gated, attainment, quota, factor,
    carried_in, capped, excess, lost, floored, held, released, debt_before, out, forgiven, debt, rate, payout`, all in
    the plan's `currency` but `payout`, which is in the one asked for; NaN where there is no `rate`. `base` and
    `opening` are those of the lines that go by the tiers. `gated`: what of qualified − earned the gate takes or gives
    back; `attainment` and `quota` of the plan's window are NaN where there is no quota, `factor`, what the earned of
    the window is multiplied by, where nothing is asked for.

    `unused`, what gives a payee no line though a plan goes by such documents: `period, kind, document, date, payee,
    reason`, a reason being no_plan, no_payee, no_order, no_rate, no_cost or not_paid_up. `payee` is blank for no_order.
    """

    lines: pd.DataFrame
    pays: pd.DataFrame
    unused: pd.DataFrame


def settle(dataset: Dataset, currency: str, through: dt.date) -> Settlement:
    """All periods up to the month of `through`, that month included, as of today's facts.

    `currency` is what people are paid in: the workbook's. The dataset is the whole, or the slice of a team.
    """
    month = np.datetime64(through, "M")
    last = int((month + 1).astype("datetime64[D]").astype(np.int64)) - 1
    first_month = int(str(dataset.settings["first_month"] or 1))
    plans = versions(dataset)
    found = credited(dataset, plans, last)
    ways, way_of = schedules(dataset, plans.plans)
    terms = line_terms(dataset, found, plans)
    amounts = valued(found.lines, terms, _scale(dataset, found, plans, first_month), plans, ways, way_of, first_month)
    paid = pays(dataset, plans, amounts, currency, int(month.astype(np.int64)), first_month)
    return Settlement(_lines(found, plans, amounts), paid, _unused(found.unused))


def _scale(dataset: Dataset, found: Credited, served_: Versions, first_month: int) -> Scale:
    """Of each line, by the quota of its payee and component in the window of its plan."""
    lines = found.lines
    if not goes_by_attainment(served_.plans).any() or not len(lines):
        return Scale.of_amounts(len(lines))
    people, month = served(dataset, served_), month_of(lines.day)
    targets = quotas(dataset, served_, people, int(month.min()), int(month.max()), first_month)
    pair = lines.payee * len(served_.components) + lines.component
    return Scales.of(served_.plans, targets).at(lines.plan, np.searchsorted(people.pair, pair), month)


def _lines(found: Credited, served: Versions, amounts: Valued) -> pd.DataFrame:
    lines, order = found.lines, amounts.order
    kind, document = lines.kind[order], lines.document[order]
    ids, customers = (np.full(len(order), "", dtype=object) for _ in range(2))
    for each, documents in found.documents.items():
        mine = kind == each
        ids[mine] = documents.id[document[mine]]
        customers[mine] = documents.customer[document[mine]]
    day = lines.day[order].astype("datetime64[D]")
    return pd.DataFrame(
        {
            "period": day.astype("datetime64[M]").astype("datetime64[ns]"),
            "payee": served.payees[lines.payee[order]],
            "component": served.components[lines.component[order]],
            "plan_id": served.plans["plan_id"].to_numpy(dtype=object)[lines.plan[order]],
            "kind": KIND_NAMES[kind],
            "document": ids,
            "root": np.append(found.book.names, "")[lines.root[order]],
            "customer": customers,
            "date": day.astype("datetime64[ns]"),
            "share": lines.share[order],
            "currency": lines.currency[order],
            "counted": lines.counted[order],
            "fx": lines.fx[order],
            "base": lines.base[order],
            "before": amounts.before,
            "after": amounts.after,
            "is_refund": amounts.is_refund,
            "unit": amounts.scale.unit,
            "scale": amounts.scale.scale,
            "rated_as": amounts.terms.rated_as,
            "line_rate": amounts.terms.rate,
            "factor": amounts.terms.factor,
            "kept": np.where(amounts.is_refund, amounts.terms.kept, 0.0),
            "gross": amounts.gross,
            "uncapped": amounts.uncapped,
            "amount": amounts.amount,
        }
    ).astype(dict.fromkeys(_TEXTS_OF_LINES, object))


_TEXTS_OF_LINES = ("payee", "component", "plan_id", "kind", "document", "root", "customer", "currency", "rated_as")


def _unused(told: pd.DataFrame) -> pd.DataFrame:
    day = told["day"].to_numpy(dtype=np.int64).astype("datetime64[D]")
    return pd.DataFrame(
        {
            "period": day.astype("datetime64[M]").astype("datetime64[ns]"),
            "kind": KIND_NAMES[told["kind"].to_numpy(dtype=np.int64)],
            "document": told["document"].to_numpy(dtype=object),
            "date": day.astype("datetime64[ns]"),
            "payee": told["payee"].to_numpy(dtype=object),
            "reason": told["reason"].to_numpy(dtype=object),
        }
    ).astype(dict.fromkeys(("kind", "document", "payee", "reason"), object))
