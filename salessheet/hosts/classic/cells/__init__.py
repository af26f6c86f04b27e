"""The cell functions as classic xlwings calls them: by name, in the module of a language.

It cannot hand an error value to Excel, only a text that looks like one, and that a manager takes for Excel's own. So a
cell shows the error and, in words, what it means; a function that is given such a cell takes it for the error.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final

from salessheet.core.values import Value, early_days_counted
from salessheet.udfs import CATEGORY, FUNCTIONS, HELP
from salessheet.workbook.error_words import error_words, told_errors

MODULES: Final = {"en": f"{__name__}.en", "zh-CN": f"{__name__}.zh_cn"}
"""Language → the module that Excel names in its calls."""

Decorator = Callable[..., Any]
"""One of xlwings, or of its generator."""


def cell_functions(lang: str, func: Decorator, arg: Decorator) -> dict[str, Callable[..., Value]]:
    """All of them by name, marked by xlwings' own decorators."""
    found = {}
    for about in HELP.values():
        function = _in_words(FUNCTIONS[about.name], lang)
        for one in about.arguments:
            function = arg(one.name, ndim=2, err_to_str=True, doc=one.doc)(function)
        found[about.name] = func(category=CATEGORY)(function)
    return found


def _in_words(function: Callable[..., Value], lang: str) -> Callable[..., Value]:
    @functools.wraps(function, updated=())  # what xlwings noted on the function itself is not about this one
    def called(*values: Value) -> Value:
        found = function(*(_replaced(value, told_errors()) for value in values))
        return _replaced(early_days_counted(found), error_words(lang))

    return called


def _replaced(value: Value, texts: Mapping[str, str]) -> Value:
    """Cell by cell, where rows stand."""
    if isinstance(value, list | tuple):
        return [_replaced(one, texts) for one in value]
    return texts.get(value, value) if isinstance(value, str) else value
