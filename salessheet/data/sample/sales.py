"""Deals, orders, splits and receipts of the sample."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.sample.world import SEASON, Days, Tables, World, codes, column, dates
from salessheet.workbook.tables import DEFAULT_STAGES, Customers, Deals, Orders, Receipts, Reps, Splits

_PASSED = (0.80, 0.66, 0.62, 0.80)  # how many go on from prospect, lead, opportunity and contract
_DAYS = (6.0, 11.0, 14.0, 9.0)  # how long they stay there, typically
_PRODUCT_PRICES = (8_000.0, 18_000.0, 36_000.0, 12_000.0, 56_000.0)
_UNIT_PRICES = (1_600.0, 4_500.0, 12_000.0, 1_000.0, 28_000.0)  # what one piece, or one month of service, costs
_CATEGORIES = ("Pipeline", "Pipeline", "BestCase", "Commit", "Closed")
_EARLY_DAYS = 75  # deals begin this long before the year, so that January has wins


def tables(world: World, known: Tables) -> Tables:
    deals = _deals(world, known)
    orders = _orders(world, deals)
    splits, receipts = _splits(world, orders, known), _receipts(world, orders)
    overlay = _overlay(world, orders, splits, receipts, known[Reps.key])
    return {
        Customers.key: _met(known[Customers.key], deals),
        Deals.key: deals,
        Orders.key: orders,
        Splits.key: splits if overlay.empty else pd.concat([splits, overlay], ignore_index=True),
        Receipts.key: receipts,
    }


def _begun(world: World, count: int) -> Days:
    """First days: by the season, on working days more than on weekends."""
    days = np.arange(world.first_day - np.timedelta64(_EARLY_DAYS, "D"), world.as_of + np.timedelta64(1, "D"))
    month = days.astype("datetime64[M]").astype(int) % 12
    weekday = (days.astype(int) + 3) % 7
    weights = np.array(SEASON)[month] * np.where(weekday < 5, 1.0, 0.15)
    return np.sort(world.dice.choice(days, count, p=weights / weights.sum()))


def _deals(world: World, known: Tables) -> pd.DataFrame:
    count = world.teams * world.deals
    team = world.dice.permutation(np.repeat(np.arange(world.teams), world.deals))
    begun = _begun(world, count)
    rep = _rep(world, known, team, begun)
    skill = world.dice.uniform(0.85, 1.15, world.teams * world.reps)[rep]
    stage_days, lost = _journey(world, skill, begun)
    product = world.dice.choice(5, count, p=(0.30, 0.27, 0.20, 0.15, 0.08))
    amount = np.round(np.array(_PRODUCT_PRICES)[product] * world.dice.lognormal(0, 0.35, count), -2)
    furthest = (~np.isnat(stage_days)).sum(axis=1) - 1
    is_open = np.isnat(lost) & (furthest < 4)
    stages = [stage for stage, _ in DEFAULT_STAGES]
    usual = np.array([chance for _, chance in DEFAULT_STAGES])[furthest]
    chance = np.round(np.clip(usual + world.dice.normal(0, 0.04, count), 0.05, 0.95), 2)
    reason = world.pick("lost_reasons", count, (34, 26, 16, 14, 10))
    ahead = world.as_of + world.dice.integers(-8, 30, count).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "deal_id": column(codes("D", count)),
            "customer_id": column(_customer(world, known, team)),
            "rep_id": column(known[Reps.key]["rep_id"].to_numpy(dtype=object)[rep]),
            "channel": column(world.pick("channels", count, (30, 28, 20, 12, 10))),
            "product": column(np.array(world.names["products"], dtype=object)[product]),
            "amount": np.maximum(amount, 500.0),
            "stage": column(np.array(stages, dtype=object)[furthest]),
            "probability": np.where(is_open, chance, np.nan),
            "forecast_category": column(np.array(_CATEGORIES, dtype=object)[furthest] * is_open.astype(object)),
            **{f"{stage}_date": dates(stage_days[:, i]) for i, stage in enumerate(stages)},
            "lost_date": dates(lost),
            "lost_reason": column(np.where(np.isnat(lost), "", reason)),
            "next_step": column(np.where(is_open, world.pick("next_steps", count), "")),
            "next_step_date": dates(np.where(is_open, ahead, np.datetime64("NaT"))),
        }
    )


def _met(customers: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """Nobody's first deal is older than the acquaintance, and the last contact no older than the last deal."""
    if deals.empty:
        return customers
    dealt = deals.groupby("customer_id")["prospect_date"]
    first, last = (customers["customer_id"].map(found) for found in (dealt.min(), dealt.max()))
    since = customers["since"].where(~(first < customers["since"]), first)
    contact = customers["last_contact"].where(~(last > customers["last_contact"]), last)
    met: pd.DataFrame = customers.assign(since=since, last_contact=contact)
    return met


def _rep(world: World, known: Tables, team: npt.NDArray[np.int64], begun: Days) -> npt.NDArray[np.int64]:
    """The place of each deal's rep among all reps.

    The first of a team, being the manager, sells half as much, but takes what would have come to somebody who was
    not there yet or no longer.
    """
    share = np.ones(world.reps)
    if world.reps > 1:
        share[0] = 0.5
    rep = team * world.reps + world.dice.choice(world.reps, len(team), p=share / share.sum())
    hired, left = (known[Reps.key][key].to_numpy()[rep] for key in ("hire_date", "leave_date"))
    return np.where((begun < hired) | (begun > left), team * world.reps, rep)


def _customer(world: World, known: Tables, team: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """A customer of the team; some buy much more often than others."""
    ids = known[Customers.key]["customer_id"].to_numpy(dtype=object)
    per_team = len(ids) // world.teams
    place = np.floor(per_team * world.dice.random(len(team)) ** 2).astype(int)
    return np.asarray(ids[team * per_team + place])


def _journey(world: World, skill: npt.NDArray[np.float64], begun: Days) -> tuple[Days, Days]:
    """Days on which each deal reached each of the five stages, and the day it was lost; NaT for never or not yet."""
    count = len(begun)
    reached = np.full((count, 5), np.datetime64("NaT"), dtype="datetime64[D]")
    lost = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    reached[:, 0] = begun
    going = np.ones(count, dtype=bool)
    for step, (chance, typical) in enumerate(zip(_PASSED, _DAYS, strict=True)):
        stay = np.maximum(1, world.dice.gamma(2.2, typical / 2.2, count)).astype("timedelta64[D]")
        next_day = reached[:, step] + stay
        in_time = going & (next_day <= world.as_of)
        passed = in_time & (world.dice.random(count) < np.minimum(0.97, chance * skill))
        reached[passed, step + 1] = next_day[passed]
        lost[in_time & ~passed] = next_day[in_time & ~passed]
        going = passed
    return reached, lost


def _orders(world: World, deals: pd.DataFrame) -> pd.DataFrame:
    """An order for each deal won, some days later; one in forty is taken back in part."""
    won = deals[deals["won_date"].notna()].sort_values(["won_date", "deal_id"], kind="stable")
    count = len(won)
    wait = world.dice.integers(0, 4, count).astype("timedelta64[D]")
    placed = np.minimum(won["won_date"].to_numpy().astype("datetime64[D]") + wait, world.as_of)
    taken = ("deal_id", "customer_id", "rep_id", "channel", "product")
    amount = won["amount"].to_numpy()
    orders = pd.DataFrame(
        {
            "order_id": column(codes("O", count)),
            **{key: column(won[key].to_numpy(dtype=object)) for key in taken},
            "order_date": dates(placed),
            "quantity": _units(world, won["product"], amount),
            "amount": amount,
            "cost": np.round(amount * world.dice.uniform(0.52, 0.74, count), 2),
            "currency": column([world.word("currency")] * count),
            "refers_to": column([""] * count),
        }
    )
    later = placed + world.dice.integers(10, 60, count).astype("timedelta64[D]")
    back = (world.dice.random(count) < 0.025) & (later <= world.as_of)
    refunds = orders[back].copy()
    share = world.dice.choice([1.0, 0.5, 0.25], len(refunds), p=[0.4, 0.3, 0.3])
    refunds = refunds.assign(
        refers_to=refunds["order_id"],
        order_id=column(codes("O", count + len(refunds))[count:]).to_numpy(),
        order_date=later[back].astype("datetime64[ns]"),
        quantity=np.maximum(1.0, np.round(refunds["quantity"] * share)),
        amount=-np.round(refunds["amount"] * share, 2),
        cost=-np.round(refunds["cost"] * share, 2),
    )
    both: pd.DataFrame = pd.concat([orders, refunds], ignore_index=True)
    return both


def _units(world: World, products: pd.Series, amounts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How many pieces an order is about, at least one, by the usual price of one."""
    price = products.map(dict(zip(world.names["products"], _UNIT_PRICES, strict=True))).to_numpy(dtype=float)
    return np.maximum(1.0, np.round(amounts / price))


def _splits(world: World, orders: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """One order in twenty-five is shared with the next rep of the same team."""
    reps = known[Reps.key]["rep_id"].to_numpy(dtype=object)
    place = {rep: i for i, rep in enumerate(reps)}
    sold = orders[orders["refers_to"] == ""]
    shared = sold[world.dice.random(len(sold)) < (0.04 if world.reps > 1 else 0)]
    own = np.array([place[rep] for rep in shared["rep_id"]], dtype=int)
    other = own // world.reps * world.reps + (own + 1) % world.reps
    share = world.dice.choice([0.5, 0.6, 0.7, 0.8], len(shared))
    pairs = np.column_stack([reps[own], reps[other]]) if len(own) else np.empty((0, 2), dtype=object)
    return pd.DataFrame(
        {
            "order_id": column(np.repeat(shared["order_id"].to_numpy(dtype=object), 2)),
            "rep_id": column(pairs.ravel()),
            "share": np.round(np.column_stack([share, 1 - share]).ravel(), 2),
            "kind": column(["split"] * pairs.size),
        }
    )


def _overlay(
    world: World, orders: pd.DataFrame, splits: pd.DataFrame, receipts: pd.DataFrame, reps: pd.DataFrame
) -> pd.DataFrame:
    """A senior who helped with the largest order of a colleague that was paid in the last month: a tenth on top."""
    paid = receipts.loc[receipts["date"] >= pd.Timestamp(world.last_month), "order_id"]
    teams = reps.set_index("rep_id")["team_id"]
    senior = reps[reps["role"] == "senior"].drop_duplicates("team_id").set_index("team_id")["rep_id"]
    helper = orders["rep_id"].map(teams).map(senior)
    helped = orders[
        orders["order_id"].isin(paid)
        & (orders["amount"] > 0)
        & ~orders["order_id"].isin(splits["order_id"])
        & helper.notna()
        & (helper != orders["rep_id"])
    ]
    largest = helped.nlargest(1, "amount")
    return pd.DataFrame(
        {
            "order_id": column(largest["order_id"].to_numpy(dtype=object)),
            "rep_id": column(helper[largest.index].to_numpy(dtype=object)),
            "share": [0.1] * len(largest),
            "kind": column(["overlay"] * len(largest)),
        }
    )


def _receipts(world: World, orders: pd.DataFrame) -> pd.DataFrame:
    """Most orders are paid at once, others in two parts, some not yet; refunds are paid back."""
    count = len(orders)
    amount, placed = orders["amount"].to_numpy(), orders["order_date"].to_numpy().astype("datetime64[D]")
    part = np.where(world.dice.random(count) < 0.35, world.dice.choice([0.3, 0.5, 0.7], count), 1.0)
    first = np.round(amount * part, 2)
    wait = (world.dice.gamma(2.0, 14, count).astype(int) + 1).astype("timedelta64[D]")
    rest = wait + (world.dice.gamma(2.0, 18, count).astype(int) + 5).astype("timedelta64[D]")
    frame = pd.DataFrame(
        {
            "order_id": column(np.tile(orders["order_id"].to_numpy(dtype=object), 2)),
            "date": dates(np.concatenate([placed + wait, placed + rest])),
            "amount": np.round(np.concatenate([first, amount - first]), 2),
        }
    )
    arrived = frame[(frame["date"] <= pd.Timestamp(world.as_of)) & (frame["amount"] != 0)]
    arrived = arrived.sort_values(["date", "order_id"], kind="stable", ignore_index=True)
    arrived.insert(0, "receipt_id", column(codes("P", len(arrived))))
    return arrived
