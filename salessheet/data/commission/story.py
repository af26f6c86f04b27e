"""How a payout came about, from source documents to the total: facts alone, without words.

All money is in cents, and what is shown adds up: where amounts that are rounded one by one differ from what was paid,
the difference is a step of its own. Amounts of a component are in its plan's currency, `payout` and what is added to it
in that of the person's team.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from salessheet.data.commission.climbing import Climb, cents
from salessheet.data.commission.currencies import currency_of_payees
from salessheet.data.commission.history import History, settled
from salessheet.data.commission.ladders import AtRate, TrueUp, at_rates, climbs, records, true_up
from salessheet.data.commission.objections import last_day
from salessheet.data.commission.plan_facts import Plan, PlanFacts, plans_by_id
from salessheet.data.dataset import Dataset
from salessheet.errors import InvalidOption
from salessheet.workbook.tables import Orders, Reps

ROUNDING: Final = "rounding"
_OPEN: Final = "open"


@dataclass(frozen=True)
class Line:
    """A source document and what it earns. `base` = counted × share × fx (None: no rate), or pieces or deals."""

    date: dt.date
    kind: str
    document: str
    root: str
    customer: str
    plan_id: str
    counted: float
    currency: str
    share: float
    fx: float | None
    base: float
    is_refund: bool
    amount: float


@dataclass(frozen=True)
class Step:
    """On the way from what was earned to what is paid: a code, and what it adds or takes."""

    code: str
    amount: float


@dataclass(frozen=True)
class Prize:
    """Of a contest: the place that is taken with `tied` in all, among how many, by what total, and what it earns."""

    plan_id: str
    document: str
    place: int
    tied: int
    ranked: int
    total: float
    amount: float


@dataclass(frozen=True)
class Part:
    """A component. `plans` are those of its lines and of its terms, the latter's, `plan_id`, last, as they are today.

    climbs + at rates + prizes + cuts + refunds + true-up = the first of the steps: cuts are what of the lines does not
    count, "portion", what exceeds the caps on deals, "deal_cap", and budgets, "budget_cut". All steps = `out`; out ×
    rate = `payout`, None where there is no rate. `excess` waits for the next month, `debt` is still owed after this
    one, `forgiven` no more. `attainment` of the `quota` of the plan's window, and the `factor` of what was earned in
    it, are None where there is none.
    """

    component: str
    plan_id: str
    currency: str
    plans: tuple[PlanFacts, ...]
    lines: tuple[Line, ...]
    climbs: tuple[Climb, ...]
    at_rates: tuple[AtRate, ...]
    prizes: tuple[Prize, ...]
    cuts: tuple[Step, ...]
    refunds: float
    true_up: TrueUp | None
    attainment: float | None
    quota: float | None
    factor: float | None
    steps: tuple[Step, ...]
    out: float
    forgiven: float
    debt: float
    rate: float | None
    payout: float | None


@dataclass(frozen=True)
class Adjustment:
    line: str
    amount: float
    reason: str
    refers_to: str


@dataclass(frozen=True)
class Correction:
    """What a closed month, `of_period`, is mended by. A blank document: the rest of the component."""

    of_period: dt.date
    component: str
    kind: str
    document: str
    old: float
    new: float
    amount: float
    reason: str


@dataclass(frozen=True)
class NotCredited:
    date: dt.date
    kind: str
    document: str
    reason: str


@dataclass(frozen=True)
class Story:
    """Parts + adjustments + corrections = `total`; None where a part has no payout for want of a rate."""

    rep_id: str
    name: str
    team_id: str
    period: dt.date
    status: str
    is_closed: bool
    currency: str
    parts: tuple[Part, ...]
    adjustments: tuple[Adjustment, ...]
    corrections: tuple[Correction, ...]
    not_credited: tuple[NotCredited, ...]
    total: float | None


def story(dataset: Dataset, rep_id: str, month: dt.date) -> Story:
    """Of a person and a month. Raises InvalidOption for somebody who is neither in the data nor was ever paid."""
    currency = currency_of_payees(dataset).get(rep_id, str(dataset.settings["currency"]))
    history = settled(dataset, currency, last_day(pd.Timestamp(month)), with_leavers=True)
    if rep_id not in {*dataset.column(Reps.rep_id), *history.pays["payee"], *history.adjustments["payee"]}:
        raise InvalidOption(
            f"--rep {rep_id}: there is no such person.", "Write the id as it stands in the table of reps."
        )
    return story_of(dataset, history, rep_id, month, currency)


def story_of(dataset: Dataset, history: History, rep_id: str, month: dt.date, currency: str) -> Story:
    """The same of a history in the currency, which reaches to the month at least."""
    period, reps = pd.Timestamp(month), dataset.table(Reps)
    mine = reps[reps[Reps.rep_id.key] == rep_id]
    name, team = mine[[Reps.name.key, Reps.team_id.key]].iloc[0] if len(mine) else ("", "")
    parts = tuple(_parts(dataset, _theirs(history.lines, rep_id, period), _theirs(history.pays, rep_id, period)))
    adjustments = tuple(_adjustments(_theirs(history.adjustments, rep_id, period)))
    corrections = tuple(_corrections(_theirs(history.corrections, rep_id, period)))
    return Story(
        rep_id,
        str(name),
        str(team),
        month,
        history.statuses.get(period, "") or _OPEN,
        period in history.closed,
        currency,
        parts,
        adjustments,
        corrections,
        tuple(_not_credited(_theirs(history.unused, rep_id, period))),
        _total(parts, [each.amount for each in adjustments] + [each.amount for each in corrections]),
    )


def _theirs(frame: pd.DataFrame, payee: str, period: pd.Timestamp) -> pd.DataFrame:
    return frame[(frame["payee"] == payee) & (frame["period"] == period)]


def _total(parts: Sequence[Part], added: Sequence[float]) -> float | None:
    paid = [part.payout for part in parts if part.payout is not None]
    return cents(sum(paid) + sum(added)) if len(paid) == len(parts) else None


def _parts(dataset: Dataset, lines: pd.DataFrame, pays: pd.DataFrame) -> Iterator[Part]:
    plans = plans_by_id(dataset)
    orders = dataset.table(Orders).drop_duplicates(Orders.order_id.key).set_index(Orders.order_id.key)
    for pay in records(pays):
        yield _part(pay, lines[lines["component"] == pay["component"]], plans, orders)


def _part(pay: Mapping[str, object], lines: pd.DataFrame, plans: Mapping[str, Plan], orders: pd.DataFrame) -> Part:
    number = {name: float(str(pay[name])) for name in _NUMBERS}
    plan_id = str(pay["plan_id"])
    known = [plans[each].facts for each in dict.fromkeys([*lines["plan_id"], plan_id]) if each in plans]
    refunds = lines[lines["is_refund"].astype(bool)]["amount"].sum()
    steps, payout = tuple(_steps(number)), number["payout"]
    return Part(
        component=str(pay["component"]),
        plan_id=plan_id,
        currency=str(pay["currency"]),
        plans=tuple(sorted(known, key=lambda plan: plan.plan_id == plan_id)),
        lines=tuple(_lines(lines)),
        climbs=tuple(climbs(lines, plans, orders)),
        at_rates=tuple(at_rates(lines)),
        prizes=tuple(_prizes(lines)),
        cuts=tuple(_cuts(lines)),
        refunds=cents(float(refunds)),
        true_up=true_up(number, plans.get(plan_id)),
        attainment=_given(number["attainment"]),
        quota=_given(number["quota"]),
        factor=_given(number["factor"]),
        steps=steps,
        out=cents(number["out"]),
        forgiven=cents(number["forgiven"]),
        debt=cents(number["debt"]),
        rate=_given(number["rate"]),
        payout=None if np.isnan(payout) else cents(payout),
    )


def _given(number: float) -> float | None:
    return None if np.isnan(number) else number


_NUMBERS: Final = (
    "base", "opening", "scale", "earned_lines", "true_up", "earned", "qualified", "gated", "attainment", "quota",
    "factor", "carried_in", "capped", "excess", "lost", "floored", "held", "released", "debt_before", "out", "forgiven",
    "debt", "rate", "payout",
)  # fmt: skip  # as in the frame


def _steps(number: Mapping[str, float]) -> Iterator[Step]:
    """From what the lines earned to what is paid out, in the order of the settlement; what is 0 is left out."""
    net = number["floored"] - number["held"] + number["released"]
    steps = {
        "earned": number["earned"],
        "gate": number["gated"],
        "coefficient": number["qualified"] - number["earned"] - number["gated"],
        "carried_in": number["carried_in"],
        "lost": -number["lost"],
        "carried_out": -(number["excess"] - number["lost"]),
        "floor": number["floored"] - number["capped"],
        "held": -number["held"],
        "released": number["released"],
        "debt": min(0.0, number["out"] - net),
        "draw": max(0.0, number["out"] - net),
    }
    shown = [Step(code, cents(amount)) for code, amount in steps.items() if code == "earned" or cents(amount)]
    yield from shown
    rest = cents(cents(number["out"]) - sum(step.amount for step in shown))
    if rest:
        yield Step(ROUNDING, rest)


def _cuts(lines: pd.DataFrame) -> Iterator[Step]:
    gross, uncapped, allowed, amount = (
        float(lines[name].sum()) for name in ("gross", "uncapped", "unbudgeted", "amount")
    )
    for code, cut in (
        ("portion", uncapped - gross), ("deal_cap", allowed - uncapped), ("budget_cut", amount - allowed),
    ):  # fmt: skip  # in their order
        if cents(cut):
            yield Step(code, cents(cut))


def _prizes(lines: pd.DataFrame) -> Iterator[Prize]:
    for row in records(lines[lines["kind"] == "prize"]):
        place, tied, ranked = (int(float(str(row[name]))) for name in ("place", "tied", "ranked"))
        total, amount = float(str(row["counted"])), cents(float(str(row["gross"])))
        yield Prize(str(row["plan_id"]), str(row["document"]), place, tied, ranked, total, amount)


def _lines(lines: pd.DataFrame) -> Iterator[Line]:
    texts = ("kind", "document", "root", "customer", "plan_id", "currency")
    numbers = ("counted", "share", "fx", "base")
    for row in records(lines):
        kind, document, root, customer, plan_id, currency = (str(row[name]) for name in texts)
        counted, share, fx, base = (float(str(row[name])) for name in numbers)
        rate, amount = None if np.isnan(fx) else fx, cents(float(str(row["amount"])))
        yield Line(
            _day(row["date"]), kind, document, root, customer, plan_id, counted, currency, share, rate, base,
            bool(row["is_refund"]), amount,
        )  # fmt: skip  # in the order of the fields


def _adjustments(rows: pd.DataFrame) -> Iterator[Adjustment]:
    for row in records(rows):
        yield Adjustment(str(row["line"]), cents(float(str(row["amount"]))), str(row["reason"]), str(row["refers_to"]))


def _corrections(rows: pd.DataFrame) -> Iterator[Correction]:
    for row in records(rows):
        component, kind, document = (str(row[name]) for name in ("component", "kind", "document"))
        old, new, amount = (cents(float(str(row[name]))) for name in ("old", "new", "amount"))
        yield Correction(_day(row["of_period"]), component, kind, document, old, new, amount, str(row["reason"]))


def _not_credited(rows: pd.DataFrame) -> Iterator[NotCredited]:
    for row in records(rows):
        yield NotCredited(_day(row["date"]), str(row["kind"]), str(row["document"]), str(row["reason"]))


def _day(value: object) -> dt.date:
    return dt.date.fromisoformat(str(value)[:10])
