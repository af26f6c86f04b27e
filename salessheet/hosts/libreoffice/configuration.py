"""What LibreOffice is told about the extension in its own configuration: what starts with it, and the menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

_FILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
oor:name={name} oor:package="org.openoffice.Office">
{content}</oor:component-data>
"""
_CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"
_START, _MACROS = "org.salessheet.Start", "org.salessheet.Macros"
_MENU: Final = "SalesSheet"


def jobs() -> str:
    """Jobs.xcu: what runs when LibreOffice starts."""
    known = _node("Jobs", _node(_START, _property("Service", _START), is_new=True))
    begun = _node("OnStartApp", _node("JobList", _node(_START, "", is_new=True)), is_new=True)
    return _file("Jobs", known + _node("Events", begun))


def menu(macros: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Addons.xcu: a menu in Calc with an entry for each macro, in all languages at once. `macros`: by language."""
    entries = "".join(
        _node(
            f"m{place:02}",
            _property("Context", _CALC)
            + _property("URL", f"service:{_MACROS}?{same[0]['key']}")
            + _translated("Title", {lang: macro["title"] for lang, macro in zip(macros, same, strict=True)}),
            is_new=True,
        )
        for place, same in enumerate(zip(*macros.values(), strict=True))
    )
    inside = _property("Context", _CALC) + _translated("Title", dict.fromkeys(macros, _MENU))
    bar = _node("OfficeMenuBar", _node(_MACROS, inside + _node("Submenu", entries), is_new=True))
    return _file("Addons", _node("AddonUI", bar))


def _file(name: str, content: str) -> str:
    return _FILE.format(name=quoteattr(name), content=content)


def _node(name: str, content: str, *, is_new: bool = False) -> str:
    operation = ' oor:op="replace"' if is_new else ""
    return f"<node oor:name={quoteattr(name)}{operation}>\n{content}</node>\n"


def _property(name: str, value: str) -> str:
    return f'<prop oor:name="{name}" oor:type="xs:string"><value>{escape(value)}</value></prop>\n'


def _translated(name: str, values: Mapping[str, str]) -> str:
    listed = "".join(f"<value xml:lang={quoteattr(lang)}>{escape(value)}</value>" for lang, value in values.items())
    return f'<prop oor:name="{name}" oor:type="xs:string">{listed}</prop>\n'
