"""Sales centres with the contents that break formulas: blanks, zeros, ties, refunds, one of everything, none of some.

Each starts from the sample and is bent by what an `Awkward` says; `content_of` is what then fills the whole workbook.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, fill
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team
from salessheet.workbook.edition import Content
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Axis
from salessheet.workbook.sales_center import SALES_CENTER

_YEAR = 2026
_AS_OF = dt.date(_YEAR, 6, 30)  # the last day of the sample
_FACTS = ("orders", "receipts", "activities", "customers")


@dataclass(frozen=True)
class Awkward:
    """What is unusual about a centre. `targets` and `agreed` say what the target list still holds."""

    size: tuple[int, int] = (4, 30)  # reps and deals of each of two teams
    lang: str = "en"
    is_centre: bool = False
    first_month: int = 1
    period: dt.date = dt.date(_YEAR, 6, 1)
    as_of: dt.date = _AS_OF
    unit: float = 1
    targets: str = "given"  # given, odd, zero, none
    agreed: str = "all"  # all, some, none
    season: str = "given"  # given, some zero, all zero, none, one month
    shares: str = "given"  # given, none, some zero, one only
    is_named: bool = True  # the reps and teams have names
    amounts: str = "given"  # given, ties, cents, blanks, zeros
    refunds: bool = False  # every other order, and its receipts, negative
    idle: bool = False  # one rep has all the deals
    region: str = "CN"
    overrides: int = 0  # days of the calendar that people changed
    one_stage: bool = False
    draws: bool = False
    basis: str = "cash"
    mode: str = "marginal"
    boundary: str = "higher"
    method: str = "ratio"
    direction: str = "up"
    has_schemes: bool = True
    goals: str = "given"  # of indicators: given, zero, negative, none
    has_manual: bool = True
    absent: frozenset[str] = frozenset()


@st.composite
def awkward(draw: st.DrawFn) -> Awkward:
    """Most traits as in the sample, a few bent, so that each kind meets each other kind."""
    seldom: dict[str, st.SearchStrategy[Any]] = {
        "size": st.sampled_from([(1, 1), (1, 30), (2, 0), (7, 2), (7, 60)]),
        "first_month": st.sampled_from([4, 7, 12]),
        "period": st.sampled_from([dt.date(_YEAR, 1, 1), dt.date(_YEAR, 3, 1), dt.date(_YEAR, 12, 1)]),
        "as_of": st.sampled_from([dt.date(_YEAR, 1, 1), dt.date(_YEAR, 2, 14), dt.date(_YEAR, 12, 31)]),
        "unit": st.sampled_from([0.01, 100, 5]),
        "targets": st.sampled_from(["odd", "zero", "none"]),
        "agreed": st.sampled_from(["some", "none"]),
        "season": st.sampled_from(["some zero", "all zero", "none", "one month"]),
        "shares": st.sampled_from(["none", "some zero", "one only"]),
        "amounts": st.sampled_from(["ties", "cents", "blanks", "zeros"]),
        "region": st.sampled_from(["", "EG", "AE", "IR"]),
        "overrides": st.sampled_from([1, 40]),
        "basis": st.just("booked"),
        "mode": st.just("slab"),
        "boundary": st.just("lower"),
        "method": st.sampled_from(["complement", "veto"]),
        "direction": st.just("down"),
        "goals": st.sampled_from(["zero", "negative", "none"]),
        "refunds": st.just(value=True),
        "is_named": st.just(value=False),
        "idle": st.just(value=True),
        "one_stage": st.just(value=True),
        "draws": st.just(value=True),
        "has_schemes": st.just(value=False),
        "has_manual": st.just(value=False),
        "absent": st.sets(st.sampled_from(_FACTS), min_size=1).map(frozenset),
    }
    bent = draw(st.sets(st.sampled_from(sorted(seldom)), max_size=8))
    traits = {trait: draw(seldom[trait]) for trait in sorted(bent)}
    plain = Awkward(lang=draw(st.sampled_from(["en", "zh-CN"])), is_centre=draw(st.booleans()))
    return dataclasses.replace(plain, **traits)


def part_of(case: Awkward) -> tuple[Dataset, Scope]:
    """The data of the first team, or of the centre, and whose workbook it fills."""
    whole = _bent(_centre(*case.size, case.lang), case)
    team = "" if case.is_centre else "T01"
    scope = Scope(team, case.period, case.as_of, case.first_month, Words.load(case.lang))
    return (for_team(whole, team) if team else whole), scope


def content_of(case: Awkward) -> Content:
    return with_headroom(fill(*part_of(case)))


def with_headroom(content: Content) -> Content:
    """One blank row more under every table that grows: the named ranges that formulas read reach beyond the rows."""
    inputs, sizes = dict(content.inputs), dict(content.sizes)
    for table in SALES_CENTER.tables:
        if table.grows:
            sizes[table.rows] += 1
            for line in table.on(Axis.ROWS):
                if line not in inputs:  # a formula in each row
                    continue
                column = inputs[line]
                inputs[line] = np.append(column, np.nan) if isinstance(column, np.ndarray) else [*column, None]
    return dataclasses.replace(content, inputs=inputs, sizes=sizes)


@cache
def _centre(reps: int, deals: int, lang: str) -> Dataset:
    with tempfile.TemporaryDirectory() as folder:
        write(sample(teams=2, reps=reps, deals=deals, lang=lang), Path(folder))
        return load(Path(folder), Words.load(lang))


def _bent(dataset: Dataset, case: Awkward) -> Dataset:
    dice = np.random.default_rng(len(repr(case)))
    tables = {key: frame.copy() for key, frame in dataset.tables.items()}
    _bend_deals(tables, case, dice)
    _bend_targets(tables, case)
    _bend_people(tables, case)
    _bend_season(tables, case)
    _bend_schemes(tables, case)
    tables["calendar"] = _overrides(case, dice)
    tables["payouts"]["amount"] *= -1  # what was paid by other data is more than this settles; taken back, it is not
    for key in case.absent:
        tables[key] = tables[key].iloc[:0]
    settings = {**dataset.settings, "unit": case.unit, "first_month": case.first_month, "region": case.region}
    if case.targets in ("none", "zero"):
        settings["annual_target"] = None
    return dataclasses.replace(dataset, tables=tables, settings=settings, absent=tuple(sorted(case.absent)))


def _bend_deals(tables: dict[str, pd.DataFrame], case: Awkward, dice: np.random.Generator) -> None:
    deals, orders, receipts = tables["deals"], tables["orders"], tables["receipts"]
    count = len(deals)
    if case.amounts == "ties":
        deals["amount"] = 1000.0 * dice.integers(1, 3, count)
    elif case.amounts == "cents":
        deals["amount"] = np.round(dice.uniform(0, 9999, count), 2)
    elif case.amounts == "zeros":
        deals["amount"] = 0.0
    elif case.amounts == "blanks":
        deals["amount"] = np.where(dice.random(count) < 0.4, np.nan, deals["amount"])
    if case.idle and count:
        deals["rep_id"] = tables["reps"]["rep_id"].iloc[0]
    if case.refunds:
        for frame in (orders, receipts):
            frame["amount"] = np.where(np.arange(len(frame)) % 2 == 0, -frame["amount"], frame["amount"])
    if case.one_stage:
        tables["stages"] = tables["stages"].tail(1).reset_index(drop=True)
        deals["stage"] = "won"
        for stage in ("prospect", "lead", "opportunity", "contract"):
            deals[f"{stage}_date"] = pd.NaT


def _bend_targets(tables: dict[str, pd.DataFrame], case: Awkward) -> None:
    targets = tables["targets"]
    targets["year"] = float(case.period.year if case.period.month >= case.first_month else case.period.year - 1)
    if case.targets == "odd":
        targets.loc[targets["scope"] != "rep", "amount"] += 0.01
    elif case.targets == "zero":
        targets["amount"] = 0.0
    elif case.targets == "none":
        targets = targets.iloc[:0]
    is_rep = targets["scope"] == "rep"
    if case.agreed == "none":
        targets = targets[~is_rep]
    elif case.agreed == "some":
        targets = targets[~is_rep | (np.arange(len(targets)) % 2 == 0)]
    tables["targets"] = targets.reset_index(drop=True)


def _bend_people(tables: dict[str, pd.DataFrame], case: Awkward) -> None:
    reps = tables["reps"]
    if not case.is_named:
        reps["name"], tables["teams"]["name"] = "", ""
    if case.shares == "none":
        reps["target_share"] = np.nan
    elif case.shares == "some zero":
        reps["target_share"] = np.where(np.arange(len(reps)) % 2 == 0, 0.0, reps["target_share"])
    elif case.shares == "one only":
        reps["target_share"] = np.where(np.arange(len(reps)) == len(reps) - 1, 0.5, np.nan)


def _bend_season(tables: dict[str, pd.DataFrame], case: Awkward) -> None:
    season = tables["seasonality"]
    if case.season == "some zero":
        season["weight"] = np.where(season["month"] % 3 == 1, 0.0, season["weight"])
    elif case.season == "all zero":
        season["weight"] = 0.0
    elif case.season == "one month":
        tables["seasonality"] = season.iloc[3:4].reset_index(drop=True)
    elif case.season == "none":
        tables["seasonality"] = season.iloc[:0]


def _bend_schemes(tables: dict[str, pd.DataFrame], case: Awkward) -> None:
    plans, scheme = tables["plans"], tables["kpi_scheme"]
    if not case.draws:
        plans["draw"] = np.nan
    plans["basis"], plans["mode"], plans["boundary"] = case.basis, case.mode, case.boundary
    scheme["method"], scheme["direction"] = case.method, case.direction
    if case.goals == "zero":
        scheme["target"] = 0.0
    elif case.goals == "negative":
        scheme["target"] = -scheme["target"].fillna(1)
    elif case.goals == "none":
        scheme["target"] = np.nan
    if not case.has_schemes:
        tables["kpi_scheme"] = scheme.iloc[:0]
    if not case.has_manual:
        tables["kpi_manual"] = tables["kpi_manual"].iloc[:0]


def _overrides(case: Awkward, dice: np.random.Generator) -> pd.DataFrame:
    first = pd.Timestamp(case.period.year if case.period.month >= case.first_month else case.period.year - 1,
                         case.first_month, 1)  # fmt: skip  # one date
    days = np.sort(dice.choice(365, case.overrides, replace=False))
    return pd.DataFrame(
        {
            "date": pd.Series(first + pd.to_timedelta(days, unit="D"), dtype="datetime64[ns]"),
            "working": dice.integers(0, 2, case.overrides).astype(float),
        }
    )
