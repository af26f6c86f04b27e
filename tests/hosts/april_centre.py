"""A centre that is none of the samples, as CSV: its year begins in April, its teams sell in two currencies besides its
own, goods come back, people join and leave in the year, and some cells are blank or written as people write.

The same seed gives the same tables.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

Row = tuple[object, ...]

TODAY: Final = dt.date(2026, 9, 17)
TEAM: Final = "港1"
"""One of its two teams."""

_START: Final = dt.date(2026, 4, 1)
_PEOPLE: Final = {
    "en": ("Ada Ólafsdóttir", "Ben O'Hara", "Cho, Min", "Dee", "Eli", "Fay", "Gus", 'Hal "Ace"'),
    "zh-CN": ("欧阳雪", "李 雷", "韩梅梅", "王（大）", "赵六", "钱七", "孙八", "周九"),
}
_TEAMS: Final = {"en": ("Harbour", "Islands"), "zh-CN": ("港口组", "海岛组")}
_GOODS: Final = {"en": ("Rope", "Net & float", "Winch"), "zh-CN": ("缆绳", "渔网", "绞车")}
_REASONS: Final = {"en": ("price", "no answer"), "zh-CN": ("价格", "无回音")}
_CHANNELS: Final = ("online", "partner")
_STAGES: Final = ("prospect", "lead", "opportunity", "contract")
_CATEGORIES: Final = ("Pipeline", "BestCase", "MostLikely", "Commit", "")


def write(folder: Path, lang: str, seed: int = 41) -> Path:
    """The tables as files in `folder`, which is returned."""
    drawn = random.Random(f"{lang}{seed}")
    folder.mkdir(parents=True, exist_ok=True)
    for heading, rows in (*_people(lang), *_sales(lang, drawn), *_work(drawn), *_plans(), *_notes()):
        key, columns = heading.split(":")
        with (folder / f"{key}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns.split(), *rows])
    return folder


_Tables = Iterator[tuple[str, Sequence[Row]]]


def _people(lang: str) -> _Tables:
    settings = {
        "currency": "CNY", "language": lang, "encoding": "utf-8", "region": "", "first_month": 4, "unit": 1,
        "annual_target": 1_850_000.55, "over_assignment": "5%", "owner": "", "alert_level": "",
    }  # fmt: skip  # a table
    yield "settings:key value", [*settings.items()]
    north, south = _TEAMS[lang]
    yield "teams:team_id name manager_id currency", [(TEAM, north, "R1", "EUR"), ("T-2", south, "R5", "USD")]
    names = _PEOPLE[lang]
    came = ("", "2024-02-29", "2026/6/15", "", "", "2026-09-01", "2025-04-01", "")
    left = ("", "", "", "2026-07-31", "", "", "2026-09-30", "2026-03-31")
    roles = ("manager", "rep", "rep", "rep", "manager", "rep", "rep", "senior")
    yield (
        "reps:rep_id name team_id role hire_date leave_date target_share grade",
        [
            (f"R{i + 1}", name, TEAM if i < 4 else "T-2", roles[i], came[i], left[i], "", ("senior", "")[i % 2])
            for i, name in enumerate(names)
        ],
    )
    rates = [("EUR", 7.8), ("USD", 7.1)]
    later = [("EUR", 7.913), ("USD", 7.0421)]
    yield "fx:date currency rate", [("2023-01-01", *one) for one in rates] + [("2026-07-01", *one) for one in later]
    yield "targets:scope id year period metric amount currency", [
        ("team", TEAM, 2026, "", "sales", "120,000", ""), ("team", "T-2", 2026, "", "sales", 98_765.43, "USD"),
        ("rep", "R2", 2026, "", "sales", 41_000, ""), ("rep", "R6", 2026, "", "sales", 20_000, "EUR"),
    ]  # fmt: skip  # a row each
    yield "seasonality:month weight", [(month, 5 + month % 4) for month in range(1, 13)]
    yield "calendar:date working", [("2026-05-01", "no"), ("2026-10-10", "yes")]


def _sales(lang: str, drawn: random.Random) -> _Tables:
    customers = [f"客{i}" for i in range(1, 15)]
    yield (
        "customers:customer_id name industry owner_rep_id since last_contact group",
        [
            (
                one,
                f"{one} Ltd, “{i}”",
                ("retail", "")[i % 2],
                f"R{1 + i % 7}",
                _day(drawn, -400, 100),
                _day(drawn, 100, 165),
                "",
            )
            for i, one in enumerate(customers)
        ],
    )
    deals, orders, receipts, invoices, splits = list[Row](), list[Row](), list[Row](), list[Row](), list[Row]()
    for i in range(1, 49):
        person = 1 + i % 7
        amount, goods = round(drawn.lognormvariate(8, 1), 2), drawn.choice(_GOODS[lang])
        currency = drawn.choice(("", "", "CNY", "USD", "EUR"))
        found, customer, channel = drawn.randrange(-60, 120), drawn.choice(customers), drawn.choice(_CHANNELS)
        became = [str(_START + dt.timedelta(found + 7 * k)) for k in range(4)]
        reached = drawn.randrange(1, 5)
        end = found + 25 + drawn.randrange(20)
        outcome = drawn.choice(("won", "won", "lost", "open"))
        won, lost = (str(_START + dt.timedelta(end)) if outcome == one else "" for one in ("won", "lost"))
        stage = "won" if won else _STAGES[reached - 1]
        dates = [day if k < (4 if won else reached) else "" for k, day in enumerate(became)]
        category = "Closed" if won else drawn.choice(_CATEGORIES)
        deals.append((f"D{i}", customer, f"R{person}", goods, f"{amount:,}" if i % 3 else amount, currency, stage,
                      "" if i % 5 else "35%", category, channel, *dates, won, lost,
                      drawn.choice(_REASONS[lang]) if lost else ""))  # fmt: skip  # in the order of the heading
        if won:
            day = end + 2
            orders.append((f"O{i}", f"D{i}", customer, f"R{person}", channel, goods, _on(day), 2, amount,
                           round(amount * 0.6, 2), currency, ""))  # fmt: skip  # as above
            invoices.append((f"I{i}", f"O{i}", _on(day + 3), _on(day + 33), amount))
            receipts.append((f"Q{i}", f"O{i}", _on(day + 20), round(amount * drawn.choice((0.5, 1)), 2)))
            if i % 6 == 0:
                back = round(-amount / 3, 2)
                orders.append((f"O{i}b", "", customer, f"R{person}", channel, goods, _on(day + 21), 1, back, "",
                               currency, f"O{i}"))  # fmt: skip  # as above
                invoices.append((f"I{i}b", f"O{i}", _on(day + 22), "", back))
                receipts.append((f"Q{i}b", f"O{i}", _on(day + 23), back))
            if i % 4 == 0:
                other = 1 + person % 4 if person < 5 else 5 + (person - 4) % 3
                splits += [(f"O{i}", f"R{person}", "70%", "split"), (f"O{i}", f"R{other}", 0.3, "split")]
    heading = (
        "deals:deal_id customer_id rep_id product amount currency stage probability forecast_category channel"
        " prospect_date lead_date opportunity_date contract_date won_date lost_date lost_reason"
    )
    yield heading, deals
    yield (
        "orders:order_id deal_id customer_id rep_id channel product order_date quantity amount cost currency refers_to",
        [row for row in orders if str(row[6]) <= str(TODAY)],
    )
    known = {row[0] for row in orders if str(row[6]) <= str(TODAY)}
    yield "invoices:invoice_id order_id date due_date amount", [r for r in invoices if _counts(r, known)]
    yield "receipts:receipt_id order_id date amount", [r for r in receipts if _counts(r, known)]
    yield "splits:order_id rep_id share kind", [row for row in splits if row[0] in known]
    yield "channels:channel cost leads", [("online", 12_000, 300), ("partner", "", 45)]


def _counts(row: Row, known: set[object]) -> bool:
    return row[1] in known and str(row[2]) <= str(TODAY)


def _work(drawn: random.Random) -> _Tables:
    kinds = ("call", "visit", "email", "quote")
    yield (
        "activities:date rep_id type count customer_id",
        [
            (_day(drawn, 0, 169), f"R{drawn.randrange(1, 8)}", drawn.choice(kinds), drawn.choice((1, 4, "")), "")
            for _ in range(60)
        ]
        + [(str(TODAY), "R2", "demo", 1, "客2")],
    )
    yield (
        "surveys:date customer_id score",
        [(_day(drawn, 0, 169), f"客{drawn.randrange(1, 15)}", drawn.randrange(4, 11)) for _ in range(20)],
    )
    yield (
        "kpi_scheme:role kpi valid_from weight direction method floor cap target",
        [
            (role, *one)
            for role in ("manager", "rep", "senior")
            for one in (
                ("sales", "2026-04-01", "60%", "up", "ratio", 0, 1.3, ""),
                ("calls", "2026-04-01", "25%", "up", "band", "", "", 20),
                ("care", "2026-04-01", "15%", "down", "complement", 0, 1.2, 3),
            )
        ],
    )
    yield (
        "kpi_points:role kpi valid_from x y",
        [
            (role, "calls", "2026-04-01", *point)
            for role in ("manager", "rep", "senior")
            for point in ((0, 0), (0.5, 55), (1, 100))
        ],
    )
    yield "kpi_manual:rep_id period kpi actual", [(f"R{i}", "2026-09", "care", i % 5) for i in range(1, 8)]
    yield (
        "sales_history:team_id month amount",
        [
            (team, f"{2024 + (month + 2) // 12}-{(month + 2) % 12 + 1:02}", drawn.randrange(4_000, 12_000))
            for team in (TEAM, "T-2")
            for month in range(1, 25)
        ],
    )


def _plans() -> _Tables:
    yield (
        "plans:plan_id component role valid_from currency basis mode over boundary cap draw holdback credit",
        [
            ("REP", "", "rep", "2026-04-01", "CNY", "cash", "marginal", "month", "higher", 9_000, 500, "", "own"),
            ("SEN", "", "senior", "2026-04-01", "", "booked", "slab", "quarter", "lower", "", "", "", "own"),
            ("MAN", "", "manager", "2026-04-01", "EUR", "invoiced", "marginal", "year", "", "", "", "10%", "team"),
        ],
    )
    yield "plan_tiers:plan_id lower upper rate", [
        ("REP", 0, "20,000", "3%"), ("REP", 20_000, "", 0.05), ("SEN", 0, "", "2%"), ("MAN", 0, "", "1%"),
    ]  # fmt: skip  # a row each
    yield (
        "adjustments:period payee line amount reason refers_to",
        [("2026-09", "R2", "bonus", -75.25, "晚到的折扣", "")],
    )
    yield "periods:period status", [("2026-08", "reviewed"), ("2026-09", "open")]
    yield "disputes:dispute_id period payee opened reason", [("X1", "2026-08", "R3", "2026-09-03", "=SUM? 不对")]


def _notes() -> _Tables:
    yield "coaching:date rep_id topic due_date done_on", [("2026-09-02", "R2", "+1 question", "2026-09-20", "")]
    yield (
        "risks:risk_id rep_id risk_kind likelihood impact review_date risk",
        [("K1", "R1", "churn", 3, 4, "2026-09-30", "The ferry line tenders")],
    )
    yield "meetings:meeting_id team_id date agenda", [("M1", TEAM, "2026-09-01", "- quarter\n- 计划")]
    yield "actions:meeting_id action rep_id due_date done_on", [("M1", "Call 客3", "R2", "2026-09-10", "")]


def _on(day: int) -> str:
    return str(_START + dt.timedelta(day))


def _day(drawn: random.Random, first: int, last: int) -> str:
    return _on(drawn.randrange(first, last))
