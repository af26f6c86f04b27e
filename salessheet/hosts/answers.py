"""Calls of cell functions as Office.js hands them over, answered: texts of JSON in and out, many calls at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from salessheet.core.values import Value, to_serial
from salessheet.errors import CannotCompute, ErrorKind
from salessheet.udfs import FUNCTIONS


def answers(calls: str) -> str:
    """The results of a JSON list of [name, arguments], each a list of rows, in the order of the calls.

    Arguments are rows, or null if omitted; errors stand in them as their text. In results a date is its serial number
    and a blank "". A name that is no cell function: #NAME?.
    """
    return json.dumps([_answer(name, arguments) for name, arguments in json.loads(calls)], allow_nan=False)


def _answer(name: str, arguments: Sequence[Value]) -> list[list[Value]]:
    if name not in FUNCTIONS:
        return [[ErrorKind.NAME.value]]
    found = FUNCTIONS[name](*arguments)
    rows = found if isinstance(found, list) else [[found]]
    return [[_cell(value) for value in (row if isinstance(row, list) else [row])] for row in rows]


def _cell(value: Value) -> Value:
    if isinstance(value, date):
        try:
            return to_serial(value)
        except CannotCompute as failure:
            return failure.kind.value
    return "" if value is None else value
