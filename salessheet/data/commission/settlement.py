"""Commission of all periods up to a day: what each line earns, and what each person is paid for each component."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.earnings import Scale
from salessheet.core.commission.prizes import Places
from salessheet.data.commission.attainment import Scales
from salessheet.data.commission.credits import Credited, credited, credited_beside
from salessheet.data.commission.documents import KIND_NAMES
from salessheet.data.commission.line_terms import line_terms
from salessheet.data.commission.objectives import scored
from salessheet.data.commission.pays import pays
from salessheet.data.commission.prizes import awarded
from salessheet.data.commission.quotas import month_of, quotas, served
from salessheet.data.commission.valuing import Valued, valued
from salessheet.data.commission.versions import Versions, goes_by_attainment, goes_by_rank, schedules, versions

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset


Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

_EVER: Final = 2**29  # a day after all that anybody records


@dataclass(frozen=True, eq=False)
class Settlement:
    """Three frames; periods are the first days of their months, texts are objects and never blank but where said.

    `lines`, a row each document, payee and component: `period, payee, component, plan_id, kind, document, root,
    customer, date, share, currency, counted, fx, base, before, after, is_refund, unit, scale, rated_as, line_rate,
    factor, kept, gross, uncapped, unbudgeted, left, place, tied, turn, ranked, amount`. `counted` is in the document's
    `currency`; `base`, `before`, `after`, `gross` (before the part that counts), `uncapped` (before a cap on each
    deal), `unbudgeted` (before it is cut to what is `left` of a budget) and `amount` in the plan's. `root` is blank
    but for orders, invoices and receipts, `customer` where none is known. Of an objective `counted` is the score and
    `share` the weight; of a prize `counted` is the total by which its payee is ranked, and `place`, `tied`, `turn` and
    `ranked` are those of `core.commission.prizes`, NaN elsewhere. `unit` and `scale` are those of tiers of attainment,
    1 elsewhere.
    `before` and `after` are NaN for refunds at the original rate and where each order stands by itself or the line has
    a rate of its own, `line_rate`, NaN elsewhere, by the row of the plan's rates that `rated_as` names. `factor`: the
    part of what the line earns that counts; `kept`: that of a refund that is not taken back. Beside these, `opened` and
    `gained` say of refunds what `TrueUps` says. Ordered by period, payee (as the reps), component (as the plans name
    them), ordinary lines first, then by date, kind and row.

    `pays`, a row each period, payee and component with lines, a balance or a guarantee: `period, payee, component,
    plan_id, currency, base, opening, scale, earned_lines, true_up, earned, qualified, gated, attainment, quota, factor,
    carried_in, capped, excess, lost, floored, held, released, debt_before, out, forgiven, debt, rate, payout`, all in
    the plan's `currency` but `payout`, which is in the one asked for; NaN where there is no `rate`. `base` and
    `opening` are those of the lines that go by the tiers. `gated`: what of qualified − earned the gate takes or gives
    back; `attainment` and `quota` of the plan's window are NaN where there is no quota, `factor`, what the earned of
    the window is multiplied by, where nothing is asked for.

    `unused`, what gives a payee no line though a plan goes by such documents: `period, kind, document, date, payee,
    reason`, a reason being no_plan, no_payee, no_order, no_rate, no_cost, not_paid_up, not_scored or other_period.
    `payee` is blank for no_order.
    """

    lines: pd.DataFrame
    pays: pd.DataFrame
    unused: pd.DataFrame


def settle(dataset: Dataset, currency: str, through: dt.date) -> Settlement:
    """All periods up to the month of `through`, that month included, as of today's facts.

    `currency` is what people are paid in: the workbook's. The dataset is the whole, or the slice of a team.
    """
    month = np.datetime64(through, "M")
    plans = versions(dataset)
    made = _made(dataset, plans, int((month + 1).astype("datetime64[D]").astype(np.int64)) - 1)
    paid, made_up = pays(dataset, plans, made.amounts, currency, int(month.astype(np.int64)), _first_month(dataset))
    lines = _lines(made, plans).assign(opened=made_up.opened, gained=made_up.gained)
    return Settlement(lines, paid, _unused(made.found.unused))


def given_by(dataset: Dataset) -> pd.DataFrame | None:
    """Of the whole: the lines of which something depends on others, a place or what is left of a budget.

    The columns of lines, whatever their period; None where no plan has a budget or ranks anybody.
    """
    plans = versions(dataset)
    if not (goes_by_rank(plans.plans).any() or plans.plans["budget"].notna().any()):
        return None
    lines = _lines(_made(dataset, plans, _EVER), plans)
    return lines[lines["left"].notna() | lines["place"].notna()].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _Made:
    """The lines, what each is paid, and of those of prizes, which are the last ones, the places."""

    found: Credited
    amounts: Valued
    places: Places


def _made(dataset: Dataset, plans: Versions, last: int) -> _Made:
    """Of all documents up to the day `last`."""
    first_month = _first_month(dataset)
    found = credited(dataset, plans, last)
    objectives = scored(dataset, plans, last)
    if objectives is not None:
        found = credited_beside(found, objectives.documents, objectives.lines, objectives.unused)
    prizes = awarded(dataset, plans, found.lines, first_month, last)
    if prizes is not None:
        found = credited_beside(found, prizes.documents, prizes.lines, found.unused.iloc[:0])
    ways, way_of = schedules(dataset, plans.plans)
    terms = line_terms(dataset, found, plans, np.array([]) if prizes is None else prizes.prize)
    left = None if dataset.given is None else _left(found, plans, dataset.given)
    scale = _scale(dataset, found, plans, first_month)
    amounts = valued(found.lines, terms, scale, plans, ways, way_of, first_month, left)
    nobody = np.array([], dtype=np.int64)
    return _Made(found, amounts, Places(nobody, nobody, nobody, nobody) if prizes is None else prizes.places)


def _left(found: Credited, served: Versions, given: pd.DataFrame) -> Floats:
    """What the whole says was left of budgets before each line; NaN where it says nothing."""
    lines = found.lines
    names = [KIND_NAMES[lines.kind], _ids(found), served.payees[lines.payee], served.components[lines.component]]
    known = pd.MultiIndex.from_frame(given[["kind", "document", "payee", "component"]])
    place = known.get_indexer(pd.MultiIndex.from_arrays(names)) if len(lines) else np.array([], dtype=np.int64)
    return np.append(given["left"].to_numpy(dtype=float), np.nan)[place]


def _first_month(dataset: Dataset) -> int:
    return int(str(dataset.settings["first_month"] or 1))


def _scale(dataset: Dataset, found: Credited, served_: Versions, first_month: int) -> Scale:
    """Of each line, by the quota of its payee and component in the window of its plan."""
    lines = found.lines
    if not goes_by_attainment(served_.plans).any() or not len(lines):
        return Scale.of_amounts(len(lines))
    people, month = served(dataset, served_), month_of(lines.day)
    targets = quotas(dataset, served_, people, int(month.min()), int(month.max()), first_month)
    pair = lines.payee * len(served_.components) + lines.component
    return Scales.of(served_.plans, targets).at(lines.plan, np.searchsorted(people.pair, pair), month)


def _ids(found: Credited, column: str = "id") -> Texts:
    """A text that the documents have, by line."""
    lines = found.lines
    texts = np.full(len(lines), "", dtype=object)
    for each, documents in found.documents.items():
        mine = lines.kind == each
        texts[mine] = getattr(documents, column)[lines.document[mine]]
    return texts


def _placed(made: _Made, numbers: Whole) -> Floats:
    """A number of those who take a place, by line in order; NaN for other lines."""
    size = len(made.found.lines)
    found = np.full(size, np.nan)
    found[size - len(numbers) :] = numbers
    return found[made.amounts.order]


def _lines(made: _Made, served: Versions) -> pd.DataFrame:
    found, amounts = made.found, made.amounts
    lines, order = found.lines, amounts.order
    kind = lines.kind[order]
    day = lines.day[order].astype("datetime64[D]")
    return pd.DataFrame(
        {
            "period": day.astype("datetime64[M]").astype("datetime64[ns]"),
            "payee": served.payees[lines.payee[order]],
            "component": served.components[lines.component[order]],
            "plan_id": served.plans["plan_id"].to_numpy(dtype=object)[lines.plan[order]],
            "kind": KIND_NAMES[kind],
            "document": _ids(found)[order],
            "root": np.append(found.book.names, "")[lines.root[order]],
            "customer": _ids(found, "customer")[order],
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
            "unbudgeted": amounts.unbudgeted,
            "left": amounts.left,
            **{each.name: _placed(made, getattr(made.places, each.name)) for each in fields(Places)},
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
