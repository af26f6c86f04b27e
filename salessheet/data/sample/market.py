"""What the sample knows of the market around its sales centre, of its risks, and of what it sold in earlier years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.turns import days, dice, owners, said
from salessheet.data.sample.world import SEASON, Tables, World, codes, column, dates
from salessheet.workbook.tables import (
    SWOT_KINDS,
    CompetitorFactors,
    Competitors,
    CompetitorScores,
    Compliance,
    Countries,
    MarketSizes,
    Risks,
    SalesHistory,
    Swot,
    TargetRows,
    Teams,
)

_EARLIER_YEARS = (0.78, 0.88)  # of this year's target, the year before last first


def tables(world: World, known: Tables) -> Tables:
    return {
        SalesHistory.key: _history(world, known),
        Risks.key: _risks(world, known),
        Compliance.key: _compliance(world, known),
        MarketSizes.key: _market_sizes(world, known),
        Swot.key: _swot(world),
        CompetitorFactors.key: _factors(world),
        Competitors.key: _competitors(world, known),
        CompetitorScores.key: _scores(world),
        Countries.key: _countries(world, known),
    }


def _history(world: World, known: Tables) -> pd.DataFrame:
    """Two years of each team, by the season."""
    teams = known[Teams.key]["team_id"].to_numpy(dtype=object)
    targets = known[TargetRows.key]
    goals = targets[targets["scope"] == "team"].set_index("id")["amount"].reindex(teams).to_numpy()
    months = np.datetime64(f"{world.year - len(_EARLIER_YEARS)}-01") + np.arange(12 * len(_EARLIER_YEARS))
    usual = np.outer(_EARLIER_YEARS, SEASON).ravel()
    noise = dice(world, 1).normal(1, 0.08, (len(teams), len(months)))
    return pd.DataFrame(
        {
            "team_id": column(np.repeat(teams, len(months))),
            "month": dates(np.tile(months.astype("datetime64[D]"), len(teams))),
            "amount": (np.round(goals[:, None] * usual * noise / 100) * 100).ravel(),
        }
    )


def _risks(world: World, known: Tables) -> pd.DataFrame:
    """Seven of each team; how likely they are differs a little."""
    kinds = ("churn", "market", "competition", "delivery", "legal", "people", "churn")
    rows = len(kinds)
    likely = np.tile([3.0, 2.0, 4.0, 3.0, 1.0, 2.0, 5.0], world.teams)
    return pd.DataFrame(
        {
            "risk_id": column(codes("K", rows * world.teams)),
            "rep_id": column(owners(world, known, rows)),
            "risk_kind": column(np.tile(np.array(kinds, dtype=object), world.teams)),
            "risk": said(world, "risks", rows),
            "likelihood": np.clip(likely + dice(world, 2).integers(-1, 1, rows * world.teams), 1.0, 5.0),
            "impact": np.tile([5.0, 3.0, 4.0, 3.0, 5.0, 2.0, 2.0], world.teams),
            "measures": said(world, "risk_measures", rows),
            "review_date": days(world, [-12, 20, -3, 45, 60, None, -70], world.teams),
            "closed_on": days(world, [None, None, None, None, None, None, -75], world.teams),
        }
    )


def _compliance(world: World, known: Tables) -> pd.DataFrame:
    areas = ("contracts", "privacy", "pricing", "legal_training", "legal_training", "internal_audit")
    rows = len(areas)
    return pd.DataFrame(
        {
            "item_id": column(codes("L", rows * world.teams)),
            "rep_id": column(owners(world, known, rows)),
            "compliance_area": column(np.tile(np.array(areas, dtype=object), world.teams)),
            "item": said(world, "compliance_items", rows),
            "due_date": days(world, [-45, -9, -60, -20, 40, 15], world.teams),
            "findings": np.tile([1.0, 3.0, 0.0, np.nan, np.nan, 2.0], world.teams),
            "closed_on": days(world, [-50, None, -61, -22, None, None], world.teams),
        }
    )


def _year_of_all(known: Tables) -> float:
    """What the centre is to sell in the year: everything around it is measured by that."""
    return float(known[TargetRows.key]["amount"].iloc[0])


def _market_sizes(world: World, known: Tables) -> pd.DataFrame:
    """Two years of each industry."""
    industries = world.names["industries"]
    chance = dice(world, 3)
    size = _year_of_all(known) / len(industries) * chance.uniform(6, 24, len(industries))
    growth = chance.uniform(-0.06, 0.14, len(industries))
    return pd.DataFrame(
        {
            "year": np.repeat([world.year - 1.0, float(world.year)], len(industries)),
            "segment": column(industries * 2),
            "size": np.round(np.concatenate([size / (1 + growth), size]), -4),
        }
    )


def _swot(world: World) -> pd.DataFrame:
    points = world.names["swot_points"]
    kinds = np.repeat(np.array(SWOT_KINDS, dtype=object), len(points) // len(SWOT_KINDS))
    return pd.DataFrame(
        {
            "point_id": column(codes("W", len(points))),
            "swot_kind": column(kinds),
            "point": column(points),
            "priority": np.resize([1.0, 2.0, 4.0], len(points)),
        }
    )


def _factors(world: World) -> pd.DataFrame:
    factors = world.names["choice_factors"]
    return pd.DataFrame({"choice_factor": column(factors), "weight": [30.0, 20.0, 25.0, 15.0, 10.0]})


def _suppliers(world: World) -> list[str]:
    """We come first, then a dearer one, a cheaper one, and one of whom little is known."""
    return [world.word("company"), *world.names["competitors"]]


def _competitors(world: World, known: Tables) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "competitor": column(_suppliers(world)),
            "is_us": [1.0, 0.0, 0.0, 0.0],
            "price": [18_000.0, 21_500.0, 15_900.0, np.nan],
            "sales": np.round(_year_of_all(known) * np.array([1.0, 1.6, 0.8, 0.5]), -4),
        }
    )


def _scores(world: World) -> pd.DataFrame:
    scored = np.array([[8, 6, 9, 7, 6], [9, 4, 6, 8, 8], [6, 9, 5, 6, 4]], dtype=float)
    names, factors = _suppliers(world)[: len(scored)], world.names["choice_factors"]
    return pd.DataFrame(
        {
            "competitor": column(np.repeat(np.array(names, dtype=object), len(factors))),
            "choice_factor": column(factors * len(names)),
            "score": scored.ravel(),
        }
    )


def _countries(world: World, known: Tables) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "country": column(world.names["countries"]),
            "size": np.round(_year_of_all(known) * np.array([0.9, 1.5, 0.6, 2.4]), -4),
            "growth": [0.11, 0.06, 0.14, 0.02],
            "fit": [4.0, 5.0, 3.0, 2.0],
            "risk_grade": [2.0, 3.0, 4.0, 1.0],
            "local_currency": column(["VND", "INR", "IDR", "JPY"]),
        }
    )
