"""Commission as cells: which documents are credited to whom, what earlier months left, and who is paid for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from salessheet.core.commission.standing import Window
from salessheet.data.commission.history import History, settled
from salessheet.data.commission.objectives import periods
from salessheet.data.filling.closed_months import ClosedMonths
from salessheet.data.filling.foresight import foresight_part
from salessheet.data.filling.input_tables import numbers, serials, texts
from salessheet.data.filling.quotas import quota_part
from salessheet.data.filling.review import review_part
from salessheet.data.filling.schemes import Part
from salessheet.workbook.extents import (
    COMPONENTS,
    CREDITS,
    LEDGER,
    LINES,
    PAY,
    REGISTER,
    STATED,
    TIERS,
)
from salessheet.workbook.sheets.commission.ledger import Credits, Ledger, Register
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.statement import Stated
from salessheet.workbook.sheets.lists import Documents
from salessheet.workbook.tables import Deals, Invoices, Objectives, Orders, PlanRates, Plans, PlanTiers, Receipts, Reps

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope
    from salessheet.workbook.expr import Line
    from salessheet.workbook.labels import Words
    from salessheet.workbook.readings.values import Column


def commission_part(dataset: Dataset, scope: Scope, currency: str) -> Part:
    """All months of the fiscal year, so that another one may be chosen; lines only where their documents are shown."""
    words = scope.words
    kinds: dict[Line, Column] = {line: [words.text(f"document.{line.key}")] for line in Documents.lines}
    history = settled(dataset, currency, scope.year_end, with_leavers=scope.is_centre)
    pays = _with_closed_payouts(history)
    people = _people(dataset, pays)
    first = pd.Timestamp(scope.year_start)
    credited = history.as_if.lines.iloc[:0] if scope.is_centre else history.as_if.lines
    lines = _shown(credited, first, dataset)
    register = _register(history.as_if.lines, history.unused, dataset, scope)
    closed, review = ClosedMonths.of(history, scope), review_part(dataset, scope, currency)
    reach = quota_part(dataset, scope, people, history.as_if.pays)
    foresight = foresight_part(dataset, history, scope, currency)
    cells = (
        kinds
        | reach.cells
        | _credit_cells(lines, dataset, words)
        | _register_cells(register, words)
        | _ledger_cells(pays, words)
        | closed.cells(words)
        | review.cells
        | foresight.cells
        | _pay_cells(people, history.as_if.pays, scope)
        | {Stated.rep_id: [_first_paid(people, pays, scope) if scope.stated is None else scope.stated or None]}
    )
    sizes = {
        CREDITS: max(1, len(lines)),
        REGISTER: max(1, len(register)),
        LEDGER: max(1, len(pays)),
        PAY: max(1, len(people)),
        LINES: max(_most(lines, "period"), _most(closed.lines, "period")),
        STATED: max(_most(lines, "period", "payee"), _most(closed.lines, "period", "payee")),
        COMPONENTS: _most(people, "payee"),
        TIERS: _most(dataset.table(PlanTiers), "plan_id"),
    }
    more = closed.sizes() | reach.sizes | review.sizes | foresight.sizes
    return Part(cells, sizes | more)


def _with_closed_payouts(history: History) -> pd.DataFrame:
    """What each month leaves by today's facts, with the payouts that were closed; with those alone where it is so."""
    pays, was = history.as_if.pays, history.pays
    if not history.closed:
        return pays
    keys = ["period", "payee", "component"]
    both = pays.drop(columns="payout").merge(was[[*keys, "payout"]], on=keys, how="outer", sort=False)
    numbers = both.select_dtypes("number").columns.drop("payout")
    open_or_kept = ~both["period"].isin(history.closed) | both["payout"].notna()
    return both.assign(
        **{name: both[name].fillna(0) for name in numbers}, payout=both["payout"].where(open_or_kept, 0)
    ).sort_values("period", kind="stable", ignore_index=True)


def _most(frame: pd.DataFrame, *keys: str) -> int:
    """The rows of the largest group; at least 1."""
    return max(1, int(frame.groupby(list(keys)).size().max())) if len(frame) else 1


def _shown(lines: pd.DataFrame, first: pd.Timestamp, dataset: Dataset) -> pd.DataFrame:
    """The lines of the fiscal year, and of earlier ones those of orders that it refunds, or pays up to a cap."""
    needed = lines["is_refund"] | _capped_by_order(lines, dataset)
    roots = set(lines.loc[needed & (lines["period"] >= first), "root"]) - {""}
    return lines[(lines["period"] >= first) | lines["root"].isin(roots)].reset_index(drop=True)


def _capped_by_order(lines: pd.DataFrame, dataset: Dataset) -> pd.Series:
    """Which ordinary lines go by a plan that has a cap on each order."""
    plans = dataset.table(Plans)
    capped = plans.loc[(plans["cap_over"] == Window.DEAL) & plans["cap"].notna(), "plan_id"]
    return lines["plan_id"].isin(capped) & ~lines["is_refund"].astype(bool)


def _credit_cells(lines: pd.DataFrame, dataset: Dataset, words: Words) -> dict[Line, Column]:
    rows = max(1, len(lines))
    beside = lines["kind"].isin(_BESIDE_ORDERS)
    return {
        Credits.period: serials(lines["period"], rows),
        Credits.kind: texts((words.text(f"document.{kind}") for kind in lines["kind"]), rows),
        Credits.document: texts(lines["document"], rows),
        Credits.order_id: texts(_orders_of(lines, dataset), rows),
        Credits.root: texts(lines["root"], rows),
        Credits.customer: texts(lines["customer"], rows),
        Credits.currency: texts(lines["currency"], rows),
        Credits.payee: texts(lines["payee"], rows),
        Credits.component: texts((words.value("component", code) for code in lines["component"]), rows),
        Credits.plan: texts(lines["plan_id"], rows),
        Credits.rated_as: texts((_rated_as(each, words) for each in lines["rated_as"]), rows),
        Credits.base: numbers(lines["base"], rows),
        Credits.tiered: numbers(lines["base"].where(lines["line_rate"].isna(), 0.0), rows),
        Credits.under_cap: numbers(lines["uncapped"].where(_capped_by_order(lines, dataset), 0.0), rows),
        Credits.date: serials(lines["date"].where(beside), rows),
        Credits.ranked_by: numbers(lines["counted"].where(lines["place"].notna()), rows),
        **{
            line: numbers(lines[line.key], rows)
            for line in (Credits.place, Credits.tied, Credits.turn, Credits.ranked, Credits.left)
        },
        Credits.opened: numbers(lines["opened"], rows),
        Credits.gained: numbers(lines["gained"], rows),
        Credits.amount: numbers(lines["amount"], rows),
    }


def _rated_as(values: str, words: Words) -> str:
    """The values of a row of rates as they stand in its table."""
    pair = zip((PlanRates.value, PlanRates.and_value), values.split("|", 1), strict=False)
    return "|".join(words.value(column.key, value) for column, value in pair)


def _orders_of(lines: pd.DataFrame, dataset: Dataset) -> list[str]:
    """The order that each document belongs to; blank for deals, objectives and prizes."""
    own = {
        "receipt": dict(zip(dataset.column(Receipts.receipt_id), dataset.column(Receipts.order_id), strict=True)),
        "invoice": dict(zip(dataset.column(Invoices.invoice_id), dataset.column(Invoices.order_id), strict=True)),
        "order": {order: order for order in dataset.column(Orders.order_id)},
    }
    pairs = zip(lines["kind"], lines["document"], strict=True)
    return [own.get(kind, {}).get(document, "") for kind, document in pairs]


def _register(lines: pd.DataFrame, unused: pd.DataFrame, dataset: Dataset, scope: Scope) -> pd.DataFrame:
    """Every document of the fiscal year once, of the centre those of the month: without any line with the first reason.

    Of the kinds of documents that some plan pays on; one that no plan of its people pays on has that as its reason.
    """
    used = lines.loc[lines["kind"] != "prize", ["period", "kind", "document"]].assign(reason="")
    told = unused[["period", "kind", "document", "reason"]]
    kinds = list(dict.fromkeys([*used["kind"], *told["kind"]]))
    others = [_documents(dataset, kind).assign(reason="no_plan_pays") for kind in kinds]
    both = pd.concat([used, told, *others], ignore_index=True).drop_duplicates(["kind", "document"])
    first, last = (scope.period, scope.period_end) if scope.is_centre else (scope.year_start, scope.year_end)
    is_shown = (both["period"] >= pd.Timestamp(first)) & (both["period"] <= pd.Timestamp(last))
    return both[is_shown].sort_values("period", kind="stable").reset_index(drop=True)


_BESIDE_ORDERS: Final = ("objective", "prize")
_DATED: Final = {
    "order": (Orders.order_id, Orders.order_date),
    "deal": (Deals.deal_id, Deals.won_date),
    "invoice": (Invoices.invoice_id, Invoices.date),
    "receipt": (Receipts.receipt_id, Receipts.date),
}


def _documents(dataset: Dataset, kind: str) -> pd.DataFrame:
    """The dated documents of a kind, with the month of each."""
    if kind == "objective":
        identity, days = Objectives.objective_id, pd.Series(periods(dataset)[0].astype("datetime64[ns]"))
    else:
        identity, date = _DATED[kind]
        days = dataset.column(date)
    found = pd.DataFrame({"period": days.dt.to_period("M").dt.to_timestamp(), "document": dataset.column(identity)})
    return found[days.notna()].assign(kind=kind)


def _register_cells(register: pd.DataFrame, words: Words) -> dict[Line, Column]:
    rows = max(1, len(register))
    reasons = (words.text(f"unpaid.{reason}") if reason else "" for reason in register["reason"])
    return {
        Register.period: serials(register["period"], rows),
        Register.kind: texts((words.text(f"document.{kind}") for kind in register["kind"]), rows),
        Register.document: texts(register["document"], rows),
        Register.reason: texts(reasons, rows),
    }


def _ledger_cells(pays: pd.DataFrame, words: Words) -> dict[Line, Column]:
    rows = max(1, len(pays))
    amounts = {
        Ledger.earned: "earned",
        Ledger.qualified: "qualified",
        Ledger.capped: "capped",
        Ledger.held: "held",
        Ledger.released: "released",
        Ledger.forgiven: "forgiven",
        Ledger.debt: "debt",
        Ledger.payout: "payout",
    }
    return {
        Ledger.period: serials(pays["period"], rows),
        Ledger.payee: texts(pays["payee"], rows),
        Ledger.component: texts((words.value("component", code) for code in pays["component"]), rows),
        Ledger.carried: numbers(pays["excess"] - pays["lost"], rows),
        **{line: numbers(pays[name], rows) for line, name in amounts.items()},
    }


def _people(dataset: Dataset, pays: pd.DataFrame) -> pd.DataFrame:
    """Each person with each component that a plan has for the role or the person, in the order of the roster."""
    plans, reps = dataset.table(Plans), dataset.table(Reps)
    wanted = plans[["component", "role", "rep_id"]].assign(role=plans["role"].str.casefold())
    people = reps[["rep_id"]].assign(role=reps["role"].str.casefold())
    by_role = people.merge(wanted.loc[wanted["role"] != "", ["role", "component"]], on="role", sort=False)
    by_name = people.merge(wanted.loc[wanted["rep_id"] != "", ["rep_id", "component"]], on="rep_id", sort=False)
    paid = pays[["payee", "component"]].rename(columns={"payee": "rep_id"})
    found = pd.concat([by_role[["rep_id", "component"]], by_name[["rep_id", "component"]], paid]).drop_duplicates()
    place = {rep: i for i, rep in enumerate(reps["rep_id"])}
    order = {component: i for i, component in enumerate(dict.fromkeys(plans["component"]))}
    found = found.assign(
        place=[place.get(rep, len(place)) for rep in found["rep_id"]],
        order=[order.get(component, len(order)) for component in found["component"]],
    )
    found = found.sort_values(["place", "order"], kind="stable").reset_index(drop=True)
    return found.rename(columns={"rep_id": "payee"})[["payee", "component"]]


def _pay_cells(people: pd.DataFrame, pays: pd.DataFrame, scope: Scope) -> dict[Line, Column]:
    rows = max(1, len(people))
    month = pays[pays["period"] == pd.Timestamp(scope.period)]
    earned = dict(zip(zip(month["payee"], month["component"], strict=True), month["earned"], strict=True))
    of_month = [earned.get(pair, 0.0) for pair in zip(people["payee"], people["component"], strict=True)]
    return {
        PayTerms.rep_id: texts(people["payee"], rows),
        PayTerms.component: texts((scope.words.value("component", code) for code in people["component"]), rows),
        PayTerms.settled: numbers(pd.Series(of_month, dtype=float), rows) if scope.is_centre else np.full(rows, np.nan),
    }


def _first_paid(people: pd.DataFrame, pays: pd.DataFrame, scope: Scope) -> str | None:
    """Who is shown on the statement at first: the first person whom the month pays, else the first with a plan."""
    paid = set(pays.loc[(pays["period"] == pd.Timestamp(scope.period)) & (pays["payout"] != 0), "payee"])
    payees = [str(payee) for payee in people["payee"]]
    return next((payee for payee in payees if payee in paid), payees[0] if payees else None)
