"""Customer classes, segments, tickets, feedback and items of surveys of the sample."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.sample.world import Days, Tables, World, codes, column, dates
from salessheet.workbook.tables import (
    CustomerClasses,
    Customers,
    Feedback,
    FeedbackRoutes,
    Segments,
    ServiceLimits,
    SurveyItems,
    Surveys,
    Tickets,
)

_TICKETS, _FEEDBACK, _ANSWERS = 14, 10, 24  # of each team
_PRIORITIES = ("urgent", "high", "normal", "low")
_LIMITS = ((2.0, 8.0), (4.0, 24.0), (8.0, 72.0), (24.0, 168.0))  # hours to answer and to resolve
_KINDS = ("product", "quality", "delivery", "service", "price", "praise", "other")
_DAYS_TO_ANSWER = (10.0, 5.0, 3.0, 2.0, 5.0, np.nan, 10.0)
_INDUSTRIES = (1, 0, 6, 3, 2, None)  # of the segments, by their place in the names; None: any
_PLANS_FROM = ("04-01", "05-01", "", "", "", "")


def tables(world: World, known: Tables) -> Tables:
    """Its own dice, so that what else is in the sample stays as it is."""
    dice = np.random.default_rng([world.teams, world.reps, world.deals, world.year])
    return {
        CustomerClasses.key: _classes(world),
        Segments.key: _segments(world),
        ServiceLimits.key: pd.DataFrame(
            {
                "ticket_priority": column(_PRIORITIES),
                "response_limit": [answer for answer, _ in _LIMITS],
                "resolution_limit": [resolve for _, resolve in _LIMITS],
            }
        ),
        Tickets.key: _tickets(world, known, dice),
        FeedbackRoutes.key: pd.DataFrame(
            {
                "feedback_kind": column(_KINDS),
                "department": column(world.names["departments"]),
                "limit_days": list(_DAYS_TO_ANSWER),
            }
        ),
        Feedback.key: _feedback(world, known, dice),
        SurveyItems.key: _items(world),
        Surveys.key: pd.concat([known[Surveys.key].assign(item=""), _answers(world, known, dice)], ignore_index=True),
    }


def _classes(world: World) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_class": column(world.names["classes"]),
            "interval_days": [14.0, 30.0, 60.0, 90.0],
            "least_amount": [80_000.0, 40_000.0, np.nan, np.nan],
            "least_orders": [3.0, np.nan, 1.0, np.nan],
            "contact_by": column(world.names["contact_ways"]),
            "service_level": column(world.names["service_levels"]),
            "offer": column(world.names["class_offers"]),
        }
    )


def _segments(world: World) -> pd.DataFrame:
    industries = world.names["industries"]
    return pd.DataFrame(
        {
            "segment": column(world.names["segments"]),
            "industry": column(["" if i is None else industries[i] for i in _INDUSTRIES]),
            "region": column([""] * len(_INDUSTRIES)),
            "strategy": column(world.names["segment_strategies"]),
            "plan": column(world.names["segment_plans"]),
            "plan_from": pd.to_datetime(
                pd.Series([f"{world.year}-{day}" if day else None for day in _PLANS_FROM]), errors="coerce"
            ),
        }
    )


def _chosen(world: World, known: Tables, dice: np.random.Generator, each: int) -> npt.NDArray[np.object_]:
    """Customers at random, as many of each team."""
    ids = known[Customers.key][Customers.customer_id.key].to_numpy(dtype=object)
    per_team = len(ids) // world.teams
    places = [team * per_team + dice.integers(0, per_team, each) for team in range(world.teams)] if per_team else []
    return np.asarray(ids[np.concatenate(places)] if places else ids[:0])


def _lately(world: World, dice: np.random.Generator, count: int, days: int) -> Days:
    return world.as_of - np.sort(np.floor(days * dice.random(count) ** 2).astype(int))[::-1].astype("timedelta64[D]")


def _tickets(world: World, known: Tables, dice: np.random.Generator) -> pd.DataFrame:
    """Most are answered and resolved within their limits; of the latest some are open, and some overdue."""
    customers = _chosen(world, known, dice, _TICKETS)
    count = len(customers)
    order = dice.permutation(count)
    priority = dice.choice(len(_PRIORITIES), count, p=(0.1, 0.25, 0.45, 0.2))
    opened = _lately(world, dice, count, 75)
    limits = np.array(_LIMITS)[priority]
    answered = np.round(limits[:, 0] * dice.lognormal(-0.5, 0.9, count), 1)
    resolved = np.round(np.maximum(answered, limits[:, 1] * dice.lognormal(-0.6, 0.6, count)), 1)
    known_hours = ((world.as_of - opened).astype(int) + 1) * 24.0
    is_open = (resolved > known_hours) | (dice.random(count) < 0.1)
    subject = dice.integers(0, len(world.names["ticket_subjects"]), count)
    return pd.DataFrame(
        {
            "ticket_id": column(codes("S", count)),
            "customer_id": column(customers[order]),
            "subject": column(np.array(world.names["ticket_subjects"], dtype=object)[subject]),
            "ticket_priority": column(np.array(_PRIORITIES, dtype=object)[priority]),
            "opened": dates(opened),
            "response_hours": np.where(answered > known_hours, np.nan, answered),
            "resolution_hours": np.where(is_open, np.nan, resolved),
            "handler": column(np.array(world.names["handlers"], dtype=object)[priority % 2]),
        }
    )


def _feedback(world: World, known: Tables, dice: np.random.Generator) -> pd.DataFrame:
    """Two of three are answered, mostly in time."""
    customers = _chosen(world, known, dice, _FEEDBACK)
    count = len(customers)
    order = dice.permutation(count)
    kind = dice.choice(len(_KINDS), count, p=(0.15, 0.15, 0.25, 0.2, 0.1, 0.1, 0.05))
    told = _lately(world, dice, count, 60)
    answered = told + dice.integers(0, 8, count).astype("timedelta64[D]")
    is_open = (answered > world.as_of) | (dice.random(count) < 0.3)
    texts, answers = (np.array(world.names[name], dtype=object) for name in ("feedback_texts", "feedback_answers"))
    return pd.DataFrame(
        {
            "feedback_id": column(codes("F", count)),
            "date": dates(told),
            "customer_id": column(customers[order]),
            "feedback_kind": column(np.array(_KINDS, dtype=object)[kind]),
            "message": column(texts[kind]),
            "answered": dates(np.where(is_open, np.datetime64("NaT"), answered)),
            "answer": column(np.where(is_open, "", answers[kind])),
        }
    )


def _items(world: World) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "item": column(world.names["survey_items"]),
            "satisfied_target": [0.9, 0.85, 0.9, 0.7],
            "improvement": column(world.names["improvements"]),
            "responsible": column(world.names["improvers"]),
            "due": pd.to_datetime(pd.Series([f"{world.year}-{day}" for day in ("06-15", "07-31", "09-30", "05-31")])),
            "progress": column(["in_progress", "in_progress", "planned", "done"]),
        }
    )


def _answers(world: World, known: Tables, dice: np.random.Generator) -> pd.DataFrame:
    """What customers think of each item, delivery worst, and lately on the whole."""
    customers = _chosen(world, known, dice, _ANSWERS)
    items = [*world.names["survey_items"], "", ""]  # without an item: the overall score
    count = len(customers)
    order = dice.permutation(count)
    item = order % len(items)
    usual = np.array([8.8, 7.2, 8.3, 7.8, 8.6, 8.1])[item]
    return pd.DataFrame(
        {
            "date": dates(_lately(world, dice, count, 150)),
            "customer_id": column(customers[order]),
            "score": np.clip(np.round(usual + dice.normal(0, 1.2, count)), 0, 10),
            "item": column(np.array(items, dtype=object)[item]),
        }
    )
