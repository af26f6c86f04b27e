"""A workbook as its host tells it, and steps taken as it takes them: with the stand-in that macros are tested with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from salessheet.hosts.buttons import pressed
from salessheet.hosts.told_book import Step, Telling
from tests.macros.fake_book import Cell, ErrorValue, FakeBook

EPOCH = dt.datetime(1899, 12, 30)
NOW = "2026-06-30T09:30:00"


def shown(value: object) -> object:
    """As Office.js gives it: dates as serials, errors as their texts, blanks as empty ones."""
    match value:
        case None:
            return ""
        case ErrorValue(text):
            return text
        case dt.datetime():
            return (value - EPOCH) / dt.timedelta(days=1)
        case dt.time():
            return (dt.datetime.combine(EPOCH, value) - EPOCH) / dt.timedelta(days=1)
    return value


def telling(book: FakeBook) -> Telling:
    sheets = [sheet(book, name) for name in book.sheet_names]
    return {
        "name": book.name,
        "path": book.path,
        "active": book.sheet_names[0],
        "is_locked": book.is_locked,
        "names": [*map(list, book.refers_to.items())],
        "sheets": sheets,
    }


def sheet(book: FakeBook, name: str) -> Telling:
    used = book.sheets[name].used_range
    values = [[shown(book.values.get(cell)) for cell in row] for row in used._cells()]
    formulas = [[book.formulas.get(cell, shown(book.values.get(cell))) for cell in row] for row in used._cells()]
    told = {"name": name, "top": used.row, "left": used.column, "values": values, "formulas": formulas}
    arrays = [[row, column] for on, row, column in book.arrays if on == name]  # not every host can tell
    return {**told, "arrays": arrays} if book.arrays else told


def take(book: FakeBook, steps: Sequence[Step]) -> None:
    for step in steps:
        match step["do"]:
            case "values" | "formulas":
                for i, row in enumerate(step["cells"]):
                    for j, entry in enumerate(row):
                        cell: Cell = (step["sheet"], step["top"] + i, step["left"] + j)
                        book.enter(cell, None if entry == "" else entry)
            case "add":
                book.sheet_names = (*book.sheet_names, step["sheet"])


def press(book: FakeBook, macro: str, **fields: object) -> dict[str, Any]:
    """Until the macro is done: its last answer, with how many `tellings` it took."""
    asked: dict[str, Any] = {"macro": macro, "fields": fields, "lang": "en", "now": NOW, "tellings": []}
    while True:
        asked["tellings"].append(telling(book))
        answer: dict[str, Any] = json.loads(pressed(json.dumps(asked)))
        take(book, answer["steps"])
        if not answer.get("untold"):
            return answer | {"tellings": len(asked["tellings"])}
