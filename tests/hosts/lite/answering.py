"""Calls functions of a main.py in a process of its own: [(function, arguments)] in, what each gives out, as pickles."""

from __future__ import annotations

import inspect
import pickle
import sys

import main  # type: ignore[import-not-found]  # beside it, in the folder of the test
import xlwings


def answer(name: str, values: list[object]) -> object:
    """An argument that is left out has its default, where there is one."""
    function = getattr(main, name)
    parameters = inspect.signature(function).parameters.values()
    defaults = [None if one.default is one.empty else one.default for one in parameters]
    return function(*(d if value is None else value for value, d in zip(values, defaults, strict=False)))


calls: list[tuple[str, list[object]]] = pickle.load(sys.stdin.buffer)
found = {
    "answers": [answer(name, values) for name, values in calls],
    "functions": sorted(xlwings.FUNCTIONS),  # type: ignore[attr-defined]  # the stand-in's own
    "scripts": xlwings.SCRIPTS,  # type: ignore[attr-defined]  # likewise
    "code": sys.modules["salessheet"].__file__,
}
sys.stdout.buffer.write(pickle.dumps(found))
