"""Commission plans, their tiers and the splits of orders: what one row alone does not tell.

A plan row is a version: it holds from its first day to its last, or to the day before a plan begins that supersedes it.
What cannot serve anybody, or contradicts another version, is left out; versions that overlap are left out together, and
so are the tiers of a plan of which one cannot be right, for a part of them would pay a wrong amount in place of none.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.comparing import below
from salessheet.core.keys import folded
from salessheet.data.checks.rule_checks import folded_key, refuse_slips
from salessheet.data.columns import Rows
from salessheet.data.commission.versions import goes_by_attainment
from salessheet.data.problems import shown
from salessheet.data.values import Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Orders, PlanFactors, Plans, PlanTiers, Reps, Splits, Teams

_BY_SHARE = frozenset({"marginal", "slab", "overage"})  # modes whose rates are shares of what is measured
_BY_MONEY = frozenset({"interpolated", "milestone"})  # modes whose rates are the money of a tier
_BY_RATE_REACHED = frozenset({"slab", "overage", "multiplier"})  # modes in which one tier decides what all earns
_ONE_DAY = pd.Timedelta(days=1)
Places = npt.NDArray[np.int64]
_NO_PLACES: Places = np.array([], dtype=np.int64)


def last_days(plans: pd.DataFrame) -> pd.Series:
    """The last day on which each version holds; NaT where it has no end.

    Its `valid_to`, or the day before the earliest plan begins that names it in `supersedes`, whichever is earlier.
    """
    followed = plans[plans[Plans.supersedes.key] != ""]
    successors = followed.groupby(folded_key(followed[Plans.supersedes.key]))[Plans.valid_from.key].min()
    begins = successors.reindex(folded_key(plans[Plans.plan_id.key])).to_numpy("datetime64[ns]")
    before = pd.Series(begins, index=plans.index) - _ONE_DAY
    return before.where(~(before > plans[Plans.valid_to.key]) & before.notna(), plans[Plans.valid_to.key])


def settle(plans: Rows, ids: Mapping[str, str]) -> None:
    """Refuses the versions that cannot serve. The rows have been identified; `ids`: folded id → id as written."""
    _refuse_unclear_payees(plans)
    payees = _served(plans.frame)
    _refuse_broken_successions(plans, ids, payees)
    _refuse_overlaps(plans, payees)
    _refuse_terms_of_deals_beside_true_ups(plans)
    _refuse_half_told_prizes(plans)
    _refuse_half_told_attainment(plans)
    _refuse_budgets(plans)
    by_deal = plans.frame[Plans.cap_over.key] == "deal"
    uncapped = (plans.frame[Plans.excess.key] == "carried") & (plans.frame[Plans.cap.key].isna() | by_deal)
    for place in np.flatnonzero(uncapped.to_numpy() & plans.kept):
        plans.findings.add("carried_without_cap", place, Severity.NOTED, Plans.excess)


def _trues_up(plans: pd.DataFrame) -> pd.Series:
    """Plans by which earlier deals gain by the rate reached: it is paid for all of them, over a quarter or a year."""
    by_rate = plans[Plans.mode.key].isin(_BY_RATE_REACHED) & (plans[Plans.basis.key] != "score")
    return by_rate & plans[Plans.over.key].isin(["quarter", "year"])


def _refuse_terms_of_deals_beside_true_ups(plans: Rows) -> None:
    """What earlier deals gain by the rate reached belongs to no deal: no cap on a deal holds it, no margin its."""
    frame, trues_up = plans.frame, _trues_up(plans.frame)
    capped = (frame[Plans.cap_over.key] == "deal") & frame[Plans.cap.key].notna()
    for kind, where, column in (
        ("cap_of_deal_runs_up", capped, Plans.cap_over),
        ("margin_gate_runs_up", frame[Plans.margin_gate.key].notna(), Plans.margin_gate),
    ):
        wrong = (trues_up & where).to_numpy(dtype=bool) & plans.kept
        for place in np.flatnonzero(wrong):
            plans.findings.add(kind, place, Severity.REFUSED, column)
        plans.refuse(wrong)


def _refuse_half_told_attainment(plans: Rows) -> None:
    """Tiers of attainment need a time to reach it in, multipliers what is paid on target, and that needs attainment."""
    frame = plans.frame
    is_multiplier = frame[Plans.mode.key] == "multiplier"
    by_rank, by_score = frame[Plans.tiers_on.key] == "rank", frame[Plans.basis.key] == "score"
    by_attainment = ((frame[Plans.tiers_on.key] == "attainment") | is_multiplier | by_score) & ~by_rank
    nothing = frame[Plans.on_target.key].isna()
    for kind, where, column in (
        ("score_of_nothing", by_score & ~by_rank & nothing, Plans.on_target),
        ("score_of_team", by_score & (frame[Plans.credit.key] == "team"), Plans.credit),
        ("margin_of_no_order", (by_score | by_rank) & frame[Plans.margin_gate.key].notna(), Plans.margin_gate),
        ("attainment_of_deals", by_attainment & (frame[Plans.over.key] == "deal"), Plans.over),
        ("multiplier_of_nothing", is_multiplier & nothing, Plans.on_target),
        ("on_target_of_amounts", ~by_attainment & ~nothing, Plans.on_target),
    ):
        wrong = where.to_numpy(dtype=bool) & plans.kept
        for place in np.flatnonzero(wrong):
            plans.findings.add(kind, place, Severity.REFUSED, column)
        plans.refuse(wrong)


def _refuse_half_told_prizes(plans: Rows) -> None:
    """Prizes of places are money as it stands, in a contest of a month, a quarter or a year."""
    frame = plans.frame
    by_rank = frame[Plans.tiers_on.key] == "rank"
    for kind, where, column in (
        ("rank_by_mode", by_rank & ~frame[Plans.mode.key].isin(["marginal", "milestone"]), Plans.mode),
        ("rank_of_deals", by_rank & (frame[Plans.over.key] == "deal"), Plans.over),
    ):
        wrong = where.to_numpy(dtype=bool) & plans.kept
        for place in np.flatnonzero(wrong):
            plans.findings.add(kind, place, Severity.REFUSED, column)
        plans.refuse(wrong)
    alone = (~by_rank & frame[Plans.at_least.key].notna()).to_numpy(dtype=bool) & plans.kept
    for place in np.flatnonzero(alone):
        plans.findings.add("at_least_of_nothing", place, Severity.NOTED, Plans.at_least)


def _refuse_budgets(plans: Rows) -> None:
    """A budget is what lines are paid at most, in their order; what comes on top of lines would exceed it."""
    frame = plans.frame
    budget = frame[Plans.budget.key]
    plans.report("budget_of_nothing", (budget <= 0).to_numpy(dtype=bool), Plans.budget, severity=Severity.REFUSED)
    floor, draw = frame[Plans.floor.key] > 0, frame[Plans.draw.key] > 0
    for where, column in (
        (_trues_up(frame), Plans.over), (floor, Plans.floor), (draw, Plans.draw),
    ):  # fmt: skip  # what pays without a line
        wrong = (budget.notna() & where).to_numpy(dtype=bool) & plans.kept
        for place in np.flatnonzero(wrong):
            plans.findings.add("budget_beside", place, Severity.REFUSED, column)
        plans.refuse(wrong)


def _refuse_factors_beside_budgets(plans: Rows, factors: Rows) -> None:
    """What attainment multiplies is paid on top of the lines, of which a budget is."""
    kept = plans.frame[plans.kept]
    budgeted = set(kept.loc[kept[Plans.budget.key].notna(), Plans.plan_id.key])
    of_pay = factors.frame[PlanFactors.depends_on.key].isin(["attainment", "first_year"])
    wrong = (of_pay & factors.frame[PlanFactors.plan_id.key].isin(budgeted)).to_numpy(dtype=bool) & factors.kept
    for place in np.flatnonzero(wrong):
        named = factors.frame[PlanFactors.plan_id.key].iloc[place]
        factors.findings.add("factor_beside_budget", place, Severity.REFUSED, PlanFactors.depends_on, group=named)
    factors.refuse(wrong)


def _note_days_beside_true_ups(plans: Rows, factors: Rows) -> None:
    """What earlier receipts gain by the rate reached belongs to none of them, however late each was."""
    kept = plans.frame[plans.kept]
    ids = set(kept.loc[_trues_up(kept), Plans.plan_id.key])
    of_days = (factors.frame[PlanFactors.depends_on.key] == "days_to_cash") & factors.kept
    for place in np.flatnonzero(of_days & factors.frame[PlanFactors.plan_id.key].isin(ids)):
        named = factors.frame[PlanFactors.plan_id.key].iloc[place]
        factors.findings.add("days_run_up", place, Severity.NOTED, PlanFactors.depends_on, group=named)


def of_places(tiers: Rows, plans: Rows) -> Mask:
    """Tiers of plans whose tiers are places, which have their upper ends."""
    kept = plans.frame[plans.kept]
    by_rank = set(folded_key(kept.loc[kept[Plans.tiers_on.key] == "rank", Plans.plan_id.key]))
    return folded_key(tiers.frame[PlanTiers.plan_id.key]).isin(by_rank).to_numpy(dtype=bool)


def check(tables: Mapping[str, Rows]) -> None:
    """What plans need of other tables, and they of plans. All rows have been checked one by one and related."""
    plans, tiers, orders, splits = (tables.get(table.key) for table in (Plans, PlanTiers, Orders, Splits))
    if orders is not None and splits is not None:
        _refuse_splits_of_refunds(splits, orders)
    if plans is not None and tiers is not None:
        places = of_places(tiers, plans)
        for rows, mode, of_money, ratios in _tiers_of_plans(plans, tiers):
            if places[rows["place"].iloc[0]]:
                _check_places(tiers, rows)
            else:
                _check_tiers(tiers, rows, mode, of_money=of_money, ratios=ratios)
    factors = tables.get(PlanFactors.key)
    if plans is not None and factors is not None:
        _refuse_factors_beside_budgets(plans, factors)
        _note_days_beside_true_ups(plans, factors)
    if plans is not None and (plans.frame[Plans.credit.key][plans.kept] == "team").any():
        _note_managers_of_other_teams(tables)
    if plans is not None and orders is not None:
        _note_orders_without_cost(plans, orders, tables.get(Reps.key), splits)


def _note_managers_of_other_teams(tables: Mapping[str, Rows]) -> None:
    """Only the documents of a team that the manager belongs to stand in the same workbook."""
    teams, reps = tables.get(Teams.key), tables.get(Reps.key)
    if teams is None or reps is None:
        return
    people = reps.frame[reps.kept]
    team_of = dict(zip(people[Reps.rep_id.key].str.casefold(), people[Reps.team_id.key], strict=True))
    names, managers = teams.texts(Teams.team_id), teams.texts(Teams.manager_id)
    for place in np.flatnonzero(teams.kept):
        if team_of.get(str(managers[place]).casefold(), names[place]) != names[place]:
            teams.findings.add(
                "manager_of_another_team", place, Severity.NOTED, Teams.manager_id, value=managers[place]
            )


def _refuse_unclear_payees(plans: Rows) -> None:
    role, rep = (plans.texts(column) != "" for column in (Plans.role, Plans.rep_id))
    words = plans.findings.words
    named = {"first": words.label(Plans.role), "second": words.label(Plans.rep_id)}
    for kind, where, column in (("not_both", role & rep, Plans.rep_id), ("neither", ~role & ~rep, Plans.role)):
        wrong = np.asarray(where, dtype=bool) & plans.kept
        for place in np.flatnonzero(wrong):
            plans.findings.add(kind, place, Severity.REFUSED, column, **named)
        plans.refuse(wrong)


def _served(frame: pd.DataFrame) -> pd.DataFrame:
    """Whom and what for each plan pays, case folded: rows that agree are versions of one plan."""
    return pd.DataFrame(
        {column.key: folded_key(frame[column.key]) for column in (Plans.role, Plans.rep_id, Plans.component)}
    )


def _refuse_broken_successions(plans: Rows, ids: Mapping[str, str], payees: pd.DataFrame) -> None:
    """Judged from the earliest version on, so that what follows one that is left out is left out as well."""
    frame, table = plans.frame, plans.findings.words.title(Plans)
    begins = frame[Plans.valid_from.key]
    places = {frame[Plans.plan_id.key].iloc[place]: int(place) for place in np.flatnonzero(plans.kept)}
    followed: dict[int, int] = {}
    for place in np.argsort(begins.to_numpy(), kind="stable").tolist():
        named = frame[Plans.supersedes.key].iloc[place]
        if named == "" or not plans.kept[place]:
            continue
        earlier = places.get(ids.get(folded(named), ""))
        facts: dict[str, object] = {"value": named}
        if earlier is None or not (plans.kept[earlier] or earlier == place):
            kind, facts = "unknown_reference", {**facts, "table": table}
        elif earlier == place:
            kind = "supersedes_itself"
        elif not payees.iloc[earlier].equals(payees.iloc[place]):
            kind = "supersedes_another"
        elif begins.iloc[earlier] >= begins.iloc[place]:
            kind = "supersedes_later"
        elif earlier in followed:
            kind, facts = "superseded_twice", {**facts, "other": frame[Plans.plan_id.key].iloc[followed[earlier]]}
        else:
            followed[earlier] = place
            continue
        plans.findings.add(kind, place, Severity.REFUSED, Plans.supersedes, **facts)
        plans.kept[place] = False


def _refuse_overlaps(plans: Rows, payees: pd.DataFrame) -> None:
    """On each day one version serves whoever it is; one that ends before it begins holds on no day."""
    begin, name = Plans.valid_from.key, Plans.plan_id.key
    kept = plans.frame[plans.kept].assign(place=np.flatnonzero(plans.kept))
    kept = kept.assign(last=last_days(kept).fillna(pd.Timestamp.max))
    kept = kept[kept[begin] <= kept["last"]].sort_values([begin, "place"])
    alike = payees.loc[kept.index].groupby(list(payees.columns), sort=False).ngroup().to_numpy()
    together = np.argsort(alike, kind="stable")
    kept, alike = kept.iloc[together], alike[together]
    begins, lasts, names, places = (kept[column].to_numpy() for column in (begin, "last", name, "place"))
    met = np.flatnonzero((alike[1:] == alike[:-1]) & (begins[1:] <= lasts[:-1])) + 1
    for at in met[np.unique(alike[met], return_index=True)[1]]:  # the first of each plan
        served, words = kept[list(payees)].iloc[at], plans.findings.words
        group = words.listed(words.value(str(key), str(value)) for key, value in served.items() if value != "")
        plans.findings.add(
            "plans_overlap", places[at], Severity.REFUSED, Plans.valid_from,
            value=names[at], other=names[at - 1], group=group,
        )  # fmt: skip  # the facts on one line
    plans.kept[places[np.isin(alike, alike[met])]] = False


def _refuse_splits_of_refunds(splits: Rows, orders: Rows) -> None:
    """Credit of what takes an order back goes by the shares of that order."""
    kept = orders.frame[orders.kept]
    refunds = kept[kept[Orders.refers_to.key].isin(kept[Orders.order_id.key])]
    first = dict(zip(refunds[Orders.order_id.key], refunds[Orders.refers_to.key], strict=True))
    ids = splits.frame[Splits.order_id.key]
    wrong = ids.isin(first.keys()).to_numpy(dtype=bool) & splits.kept
    for place in np.flatnonzero(wrong):
        named = ids.iloc[place]
        splits.findings.add(
            "split_of_refund", place, Severity.REFUSED, Splits.order_id, value=named, canonical=first[named]
        )
    splits.refuse(wrong)


def _tiers_of_plans(plans: Rows, tiers: Rows) -> Iterator[tuple[pd.DataFrame, str, bool, tuple[Column, ...]]]:
    """The tiers of each plan, ascending, with their places; its mode, if rates are shares of money, its ratios."""
    kept_plans = plans.frame[plans.kept]
    ids = kept_plans[Plans.plan_id.key]
    modes = dict(zip(ids, kept_plans[Plans.mode.key], strict=True))
    of_sales = (kept_plans[Plans.measure.key] == "money") & kept_plans[Plans.on_target.key].isna()
    of_money = dict(zip(ids, of_sales, strict=True))
    ratios = dict(zip(ids, _ratios_of_tiers(kept_plans), strict=True))
    kept = tiers.frame[tiers.kept].assign(place=np.flatnonzero(tiers.kept))
    kept = kept[kept[PlanTiers.plan_id.key].isin(modes.keys())]
    for plan, rows in kept.sort_values(PlanTiers.lower.key, kind="stable").groupby(PlanTiers.plan_id.key, sort=False):
        yield rows, modes[plan], bool(of_money[plan]), ratios[plan]


def _ratios_of_tiers(plans: pd.DataFrame) -> Iterator[tuple[Column, ...]]:
    """What are ratios in the tiers of each plan: bounds of attainment, and rates that are parts of pay on target."""
    on_target = plans[Plans.on_target.key].notna()
    for by_attainment, has_pay in zip(goes_by_attainment(plans), on_target, strict=True):
        bounds = (PlanTiers.lower, PlanTiers.upper) if by_attainment else ()
        yield (*bounds, PlanTiers.rate) if by_attainment and has_pay else bounds


def _check_tiers(tiers: Rows, rows: pd.DataFrame, mode: str, *, of_money: bool, ratios: tuple[Column, ...]) -> None:
    if refuse_slips(tiers, rows["place"].to_numpy(), ratios, PlanTiers.plan_id):
        return
    rate, upper = rows[PlanTiers.rate.key].to_numpy(), rows[PlanTiers.upper.key].to_numpy()
    places, plan = rows["place"].to_numpy(), rows[PlanTiers.plan_id.key].iloc[0]
    above_whole = (rate > 1) & (mode in _BY_SHARE) & of_money
    endless = np.isnan(upper) & (rate != 0) & (mode == "interpolated")
    for at in np.flatnonzero(above_whole):
        tiers.findings.add(
            "rate_above_whole", places[at], Severity.REFUSED, PlanTiers.rate, value=float(rate[at]), group=plan,
            means=f"{shown(100 * float(rate[at]))}%", percentage=f"{shown(float(rate[at]))}%",
            share=shown(float(rate[at]) / 100),
        )  # fmt: skip  # the facts on one line
    for at in np.flatnonzero(endless):
        tiers.findings.add("tier_without_end", places[at], Severity.REFUSED, PlanTiers.upper, group=plan)
    if above_whole.any() or endless.any():
        tiers.kept[places] = False
        return
    lower = rows[PlanTiers.lower.key].to_numpy()
    for at in np.flatnonzero(below(upper[:-1], lower[1:])):
        tiers.findings.add(
            "gap_stays" if mode in _BY_MONEY else "gap_unpaid", places[at + 1], Severity.NOTED, PlanTiers.lower,
            group=plan, lower=float(upper[at]), upper=shown(float(lower[at + 1])),
        )  # fmt: skip  # the facts on one line
    if mode in _BY_RATE_REACHED and not np.isnan(upper[-1]):
        tiers.findings.add(
            "nothing_above", places[-1], Severity.NOTED, PlanTiers.upper, group=plan, value=float(upper[-1])
        )


def _check_places(tiers: Rows, rows: pd.DataFrame) -> None:
    """Places are whole numbers from 1 on; between two tiers there may be places without a prize, which is said."""
    bounds = rows[[PlanTiers.lower.key, PlanTiers.upper.key]].to_numpy(dtype=float)
    places, plan = rows["place"].to_numpy(), rows[PlanTiers.plan_id.key].iloc[0]
    wrong = (bounds[:, 0] < 1) | (np.nan_to_num(bounds) % 1 != 0).any(axis=1)
    for at in np.flatnonzero(wrong):
        tiers.findings.add("part_of_place", places[at], Severity.REFUSED, PlanTiers.lower, group=plan)
    if wrong.any():
        tiers.kept[places] = False
        return
    for at in np.flatnonzero(bounds[1:, 0] > bounds[:-1, 1] + 1):
        tiers.findings.add(
            "places_unpaid", places[at + 1], Severity.NOTED, PlanTiers.lower,
            group=plan, lower=shown(float(bounds[at, 1]) + 1), upper=shown(float(bounds[at + 1, 0]) - 1),
        )  # fmt: skip  # the facts on one line


def _note_orders_without_cost(plans: Rows, orders: Rows, reps: Rows | None, splits: Rows | None) -> None:
    """Orders in the time of a plan on margin, of somebody whom it pays: without a cost they earn nothing by it."""
    kept = plans.frame[plans.kept]
    on_margin = (kept[Plans.basis.key] == "margin") | kept[Plans.margin_gate.key].notna()
    margins = kept.assign(last=last_days(kept).fillna(pd.Timestamp.max))[on_margin]
    lacking = orders.kept & orders.frame[Orders.cost.key].isna().to_numpy()
    if margins.empty or not lacking.any():
        return
    days = orders.frame[Orders.order_date.key].to_numpy()
    shares = credited(orders.frame, splits).groupby("rep_id")["place"]
    of_person, of_role = {str(rep): found.to_numpy() for rep, found in shares}, _by_role(reps)
    concerned = np.zeros(len(lacking), dtype=bool)
    for plan in margins.to_dict("records"):
        for person in _payees(plan, of_role):
            mine = of_person.get(person, _NO_PLACES)
            concerned[mine] |= (days[mine] >= plan[Plans.valid_from.key]) & (days[mine] <= plan["last"])
    concerned &= lacking
    places = np.flatnonzero(concerned)
    if len(places) and orders.raw.columns.get(Orders.cost.key) is None:
        orders.findings.add("margin_without_costs", None, Severity.NOTED, Orders.cost, count=len(places))
        return
    for place in places:
        orders.findings.add("margin_without_cost", place, Severity.NOTED, Orders.cost)


def _by_role(reps: Rows | None) -> dict[str, list[str]]:
    """Folded role → the ids of who has it."""
    if reps is None:
        return {}
    people = reps.frame[reps.kept]
    return {str(role): list(ids) for role, ids in people[Reps.rep_id.key].groupby(folded_key(people[Reps.role.key]))}


def _payees(plan: Mapping[Hashable, object], of_role: Mapping[str, list[str]]) -> list[str]:
    """The ids of those whom a plan can pay."""
    if plan[Plans.rep_id.key] != "":
        return [str(plan[Plans.rep_id.key])]
    return of_role.get(folded(str(plan[Plans.role.key])), [])


def credited(orders: pd.DataFrame, splits: Rows | None) -> pd.DataFrame:
    """Who has credit of which orders, a row each: by a split or an overlay, else as their rep.

    Columns `root` (the order, or that which it takes back), `place` among the orders, `rep_id`.
    """
    ids, refers = orders[Orders.order_id.key], orders[Orders.refers_to.key]
    places = pd.DataFrame({"root": refers.where(refers.isin(ids), ids).to_numpy(), "place": np.arange(len(orders))})
    own = places.assign(rep_id=orders[Orders.rep_id.key].to_numpy())
    if splits is not None:
        shares = splits.frame[splits.kept]
        split = shares.loc[shares[Splits.kind.key] == "split", Splits.order_id.key]
        named = pd.DataFrame({"root": shares[Splits.order_id.key], "rep_id": shares[Splits.rep_id.key]})
        own = pd.concat([own[~own["root"].isin(split)], places.merge(named, on="root")])
    return own
