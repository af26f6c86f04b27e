"""What the sample keeps of its settlements: plans accepted, months reviewed, disputes, payments."""

from __future__ import annotations

import datetime as dt
from itertools import product

import numpy as np
import pandas as pd

from salessheet.core.rounding import excel_round
from salessheet.data.columns import filled
from salessheet.data.commission.history import settled
from salessheet.data.dataset import Dataset
from salessheet.data.sample.world import Tables, World, codes, column, dates
from salessheet.data.setting_values import defaults
from salessheet.workbook.tables import (
    REVIEW_STEPS,
    TABLES,
    Acceptances,
    Adjustments,
    Disputes,
    Payouts,
    Periods,
    Plans,
    Reps,
    Reviews,
    Teams,
)

_DAYS_AFTER = {"confirmed": 2, "manager": 3, "finance": 5}  # the end of the month
_UNPAID = 6  # one in so many is not paid yet for the last month that is paid


def tables(world: World, known: Tables) -> Tables:
    return {
        Acceptances.key: _acceptances(known),
        Reviews.key: _reviews(world, known),
        Disputes.key: _disputes(world, known),
        Payouts.key: _payouts(world, known),
    }


def _acceptances(known: Tables) -> pd.DataFrame:
    """Everybody accepts within days but the last person, who has not yet."""
    reps, plans = known[Reps.key], known[Plans.key]
    pairs = reps.iloc[:-1].merge(plans, on="role", sort=False)[["plan_id", "rep_id", "valid_from", "hire_date"]]
    pairs = pairs.sort_values(["valid_from", "plan_id"], kind="stable", ignore_index=True)
    begins = pairs[["valid_from", "hire_date"]].max(axis=1)
    return pairs[["plan_id", "rep_id"]].assign(date=begins + pd.to_timedelta(1 + pairs.index % 5, unit="D"))


def _reviews(world: World, known: Tables) -> pd.DataFrame:
    """The month before the last is reviewed; of the last, people and managers have looked at some, finance at none."""
    reps, last = known[Reps.key], world.last_month
    names = dict(zip(reps["rep_id"], reps["name"], strict=True))
    managers = dict(zip(known[Teams.key]["team_id"], known[Teams.key]["manager_id"], strict=True))
    rows = []
    for month, (place, rep) in product((last - np.timedelta64(1, "D"), last), enumerate(reps["rep_id"])):
        manager = names.get(managers[reps["team_id"].iloc[place]], "")
        by = {"confirmed": names[rep], "manager": manager, "finance": world.word("finance")}
        taken = REVIEW_STEPS if month < last else [step for step, n in (("confirmed", 3), ("manager", 2)) if place % n]
        first = month.astype("datetime64[M]").astype("datetime64[D]")
        end = (month.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
        rows += [(first, rep, s, by[s], min(end + _DAYS_AFTER[s], world.as_of)) for s in taken]
    period, payee, step, who, day = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "period": dates(np.array(period, dtype="datetime64[D]")),
            "payee": column(payee),
            "step": column(step),
            "by": column(who),
            "date": dates(np.array(day, dtype="datetime64[D]")),
        }
    )


def _disputes(world: World, known: Tables) -> pd.DataFrame:
    """One for each adjustment: settled by it, closed without one, and open."""
    mended = known[Adjustments.key].drop_duplicates("payee", ignore_index=True)
    count = len(mended)
    opened = world.as_of - np.array([20, 12, 6][:count], dtype="timedelta64[D]")
    closed = np.array([world.as_of - 15, world.as_of - 9, np.datetime64("NaT")][:count], dtype="datetime64[D]")
    reasons = world.names["dispute_reasons"]
    return pd.DataFrame(
        {
            "dispute_id": column(codes("Q", count)),
            "period": mended["period"],
            "payee": mended["payee"],
            "line": mended["refers_to"],
            "opened": dates(opened),
            "reason": column(reasons[:count]),
            "closed": dates(closed),
            "adjustment": mended["line"].where(mended.index == 0, ""),
        }
    )


def _payouts(world: World, known: Tables) -> pd.DataFrame:
    """What the months that are paid settled, but for some people of the last of them."""
    periods = known[Periods.key]
    paid = periods.loc[periods["status"] == "paid", "period"]
    through = (paid.max() + pd.offsets.MonthEnd(0)).date()
    owed = _settled(world, known, through)
    late = (owed["period"] == paid.max()) & (owed.index % _UNPAID == 0)
    owed = owed[owed["period"].isin(paid) & (owed["amount"] != 0) & ~late].reset_index(drop=True)
    return pd.DataFrame(
        {
            "payout_id": column(codes("Z", len(owed))),
            "period": owed["period"],
            "payee": column(owed["payee"].to_numpy(dtype=object)),
            "amount": owed["amount"],
            "paid_on": owed["period"] + pd.DateOffset(months=1, days=9),
            "reference": column([f"{world.word('payroll')} {month:%Y-%m}" for month in owed["period"]]),
        }
    )


def _settled(world: World, known: Tables, through: dt.date) -> pd.DataFrame:
    """Period, payee and amount of all payouts up to the day, adjustments included."""
    currency = world.word("currency")
    frames = {table.key: filled(table, known.get(table.key)) for table in TABLES}
    history = settled(Dataset("sample", frames, {**defaults(), "currency": currency}), currency, through)
    parts = [
        history.pays[["period", "payee", "payout"]].rename(columns={"payout": "amount"}),
        history.adjustments[["period", "payee", "amount"]],
    ]
    sums = pd.concat(parts).groupby(["period", "payee"], sort=True)["amount"].sum().reset_index()
    return sums.assign(amount=excel_round(sums["amount"].to_numpy(dtype=float), 2))
