"""Which members of xlwings' API an object of the engine has, and what the others say."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from salessheet.engine.errors import Unsupported

_Class = TypeVar("_Class", bound=type)


def implements(interface: type, name: str = "") -> Callable[[_Class], _Class]:
    """Class decorator: members of xlwings' interface that the class does not define raise `Unsupported`.

    It names them, which the interface's bare NotImplementedError does not. `name`: the interface's, where it differs.
    """

    def completed(cls: _Class) -> _Class:
        called = name or interface.__name__
        for member, inherited in inspect.getmembers(interface):
            if member.startswith("__") or not _is_bare(inherited):
                continue
            if getattr(cls, member, inherited) is inherited:
                setattr(cls, member, _refusal(f"{called}.{member}", inherited))
        return cls

    return completed


def unsupported_members(cls: type) -> list[str]:
    """The members of an engine's class that raise `Unsupported`."""
    return sorted(name for name, member in inspect.getmembers(cls) if getattr(_function(member), "refuses", False))


def _function(member: Any) -> Any:
    return member.fget if isinstance(member, property) else member


def _is_bare(member: Any) -> bool:
    """Whether the interface itself only raises NotImplementedError."""
    function = _function(member)
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return code is not None and "NotImplementedError" in code.co_names


def _refusal(member: str, inherited: Any) -> Any:
    def refuse(*_: object, **__: object) -> Any:
        raise Unsupported(member)

    refuse.refuses = True  # type: ignore[attr-defined]  # a mark for `unsupported_members`
    refuse.__name__ = member.rpartition(".")[2]
    if isinstance(inherited, property):
        return property(refuse, refuse if inherited.fset else None)
    return refuse
