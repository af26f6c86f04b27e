"""What the sheets of customers read, made up: surveys, visits, purchases."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final

from salessheet.workbook.general import CustomerSettings, Settings
from salessheet.workbook.sheets.risks import ChannelShares
from salessheet.workbook.tables import (
    CustomerClasses,
    CustomerCounts,
    Customers,
    Orders,
    Surveys,
)
from tests.calc.awkward_values import YEAR, amount, serial, signed, sometimes
from tests.calc.extract import Data


def surveys(dice: Random, rows: int) -> Data:
    """Answers inside and outside the months that count, some of them about an item, some without a score."""
    first = serial(dt.date(YEAR, 1, 1))
    return {
        Settings.until: [first + dice.randrange(365)],
        CustomerSettings.first_day: [first - dice.randrange(200)],
        Surveys.date: [first + dice.randint(-300, 400) for _ in range(rows)],
        Surveys.score: [sometimes(dice, dice.randint(0, 10), 5) for _ in range(rows)],
        Surveys.item: [dice.choice([None, None, None, "delivery"]) for _ in range(rows)],
    }


RFM_SCORES: Final = 5
CLASSES = ("VIP", "Key", "Standard")


def visits(dice: Random, rows: int) -> Data:
    """Customers without a contact or a class, and classes that say nothing of days."""
    numbers = [dice.choice([None, *range(1, len(CLASSES) + 1)]) for _ in range(rows)]
    return {
        CustomerClasses.customer_class: list(CLASSES),
        CustomerClasses.interval_days: [sometimes(dice, dice.randint(1, 90), 4) for _ in CLASSES],
        Customers.contact: [sometimes(dice, serial(dt.date(YEAR, 1, 1)) + dice.randrange(365), 4) for _ in range(rows)],
        Customers.class_no: numbers,
        Customers.customer_class: [None if no is None else CLASSES[no - 1] for no in numbers],
    }


def buyers(dice: Random, rows: int) -> Data:
    """Orders and refunds of customers and of others, in and out of the months that count; many ties."""
    until = serial(dt.date(YEAR, dice.randint(1, 12), 28))
    first = until - dice.choice([30, 365])
    ids = [f"C{number}" for number in range(max(1, rows // 3))]
    named = [dice.choice([*ids, "elsewhere", None]) for _ in range(rows)]
    days = [until + dice.randint(-40, 2) for _ in range(rows)]
    values = [dice.choice([None, 0.1, 0.2, 0.3, signed(dice)]) for _ in range(rows)]
    bought = {
        name for name, day, value in zip(named, days, values, strict=True) if first <= day <= until and (value or 0) > 0
    }
    return {
        Settings.until: [until],
        CustomerSettings.first_day: [first],
        CustomerCounts.buyers: [len(bought & {*ids})],
        Customers.customer_id: [*ids, *[None] * (rows - len(ids))],
        Orders.customer_id: named,
        Orders.counted_on: days,
        Orders.value: values,
    }


def concentration(dice: Random, rows: int) -> Data:
    """What customers bought, if they did, and what came by channels."""
    return {
        Customers.won: [sometimes(dice, amount(dice)) or None for _ in range(rows)],
        ChannelShares.channel: [f"channel {number}" for number in range(rows)],
        ChannelShares.won: [amount(dice) for _ in range(rows)],
    }
