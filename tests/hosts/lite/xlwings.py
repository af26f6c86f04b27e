"""A stand-in for xlwings as xlwings Lite has it: decorators that note what they decorate, and give ranges as rows.

A test puts the folder of this file before all others.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

Function = Callable[..., object]
Decorator = Callable[[Function], Function]

FUNCTIONS: dict[str, Function] = {}
SCRIPTS: dict[str, str] = {}


class Book: ...


def func(function: Function | None = None, *, category: str = "") -> Function | Decorator:
    if function is None:
        return functools.partial(func, category=category)
    if function.__module__ == "main":
        FUNCTIONS[function.__name__] = function
    return function


def arg(name: str, *, doc: str, ndim: int, err_to_str: bool, empty: str | None = None) -> Decorator:
    """What arrives for an argument is a list of rows; one that is left out keeps its default."""
    assert (bool(doc), ndim, err_to_str, empty or "") == (True, 2, True, "")

    def decorate(function: Function) -> Function:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def converted(*values: object) -> object:
            given = signature.bind(*values).arguments
            if name in given and given[name] is not None and not isinstance(given[name], list):
                given[name] = [[given[name]]]
            return function(*given.values())

        return converted

    return decorate


def script(*, name: str) -> Decorator:
    def decorate(function: Function) -> Function:
        SCRIPTS[function.__name__] = name
        return function

    return decorate
