"""Macros behind the buttons of a host that Python does not reach: texts of JSON in and out."""

from __future__ import annotations

import datetime as dt
import json
import traceback
from collections.abc import Mapping
from typing import Any, cast

from salessheet.errors import UserError
from salessheet.hosts.told_book import NotTold, ToldBook
from salessheet.live.book import words_of
from salessheet.live.macro import Field, Macro
from salessheet.macros import MACROS, Inspection, Summary, entries, logged, told
from salessheet.workbook.labels import Words


def buttons(words: Words) -> list[dict[str, object]]:
    """Every macro: its `key`, `title` and `tip`, whether it `is_final`, and the `fields` of its form."""
    return [
        {
            "key": macro.key,
            "title": macro.title(words),
            "tip": macro.tip(words),
            "is_final": macro.is_final,
            "fields": [_asked(macro, field, words) for field in macro.fields],
        }
        for macro in MACROS.values()
    ]


def pressed(press: str) -> str:
    """What a macro does to a workbook, and what it says.

    In: the `macro`, the `fields` by key (a file as base64), `now` by the clock on the wall, the language `lang` for a
    workbook in none of ours, and the `tellings` of the workbook. Out: the `steps` to take, and what is to be said where
    a `protected` sheet lets nobody take them; then either `untold`, where the macro goes on after another telling; or
    `error`; or `failed`, by a fault of ours; or what it `said`, its `notes`, and the `tables` of what it found. After
    `error` and `failed` the steps leave the workbook as it was.
    """
    given = json.loads(press)
    book = ToldBook(given["tellings"])
    words = words_of(cast("Any", book), Words.load(given["lang"]))
    try:
        outcome = _outcome(book, given, words)
    except NotTold:
        outcome = {"untold": True}
    except UserError as error:
        outcome = {"error": str(error)}
    except Exception as error:  # noqa: BLE001  whatever it is, the host takes back what it did so far
        traceback.print_exc()
        outcome = {"failed": f"{type(error).__name__}: {error}"}
    protected = " ".join(words.text(f"refusal.protected.{part}") for part in ("wrong", "mend"))
    return json.dumps({"steps": book.steps, "protected": protected, **outcome})


def _outcome(book: ToldBook, given: Mapping[str, Any], words: Words) -> dict[str, object]:
    macro, open_book = MACROS[given["macro"]], cast("Any", book)  # of xlwings' Book, what macros use
    fields = entries(macro, given["fields"], words)
    result = macro.run(open_book, **fields)
    said = book.said  # of the macro; its log says nothing
    notes = [note for note in result.notes if note != said]
    if isinstance(result, Summary):
        notes.append(logged(open_book, result, dt.datetime.fromisoformat(given["now"])))
    return {
        "said": said or told(result, words),
        "notes": [note for note in notes if note],
        "tables": _tables(result, words) if isinstance(result, Inspection) else [],
    }


def _asked(macro: Macro, field: Field, words: Words) -> dict[str, object]:
    return {
        "key": field.key,
        "label": macro.asked(field, words),
        "kind": field.kind.value,
        "choices": [[choice, macro.chosen(choice, words)] for choice in field.choices],
        "is_optional": field.is_optional,
    }


def _tables(found: Inspection, words: Words) -> list[dict[str, object]]:
    """Those that are not empty."""
    failing = [[one.label, one.found, one.wanted, one.difference] for one in found.failing]
    altered = [[f"{one.sheet}!{one.address}", one.stored, one.recomputed] for one in found.altered]
    tables = {
        "failing": (("check", "found", "wanted", "difference"), failing),
        "altered": (("cell", "stored", "recomputed"), altered),
    }
    return [
        {"title": words.text(f"addin.{key}"), "heading": [words.text(f"addin.{one}") for one in heading], "rows": rows}
        for key, (heading, rows) in tables.items()
        if rows
    ]
