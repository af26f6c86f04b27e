"""References into tables by the names of their columns: whether the table and the columns are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.package import MAIN

_TEXT: Final = re.compile(r'"(?:[^"]|"")*"')
_IN_TABLE: Final = re.compile(
    r"(?<![\w\]'!.\\])([^\W\d][\w.\\]*|\\[\w.\\]*)"
    r"\[((?:\[(?:[^\[\]']|'.)*\]|[^\[\]']|'.)*)\]",
    re.DOTALL,
)
_ITEM: Final = re.compile(r"\[((?:[^\[\]']|'.)*)\]", re.DOTALL)
_ESCAPE: Final = re.compile(r"_x[0-9A-Fa-f]{4}_")

Columns = Mapping[str, frozenset[str]]
"""Folded names of tables → those of their columns."""


def columns_of(book: LintedBook) -> Columns:
    return {
        root.get("displayName", "").casefold(): frozenset(
            _plain(one.get("name", "")).casefold() for one in root.iterfind(f"{MAIN}tableColumns/{MAIN}tableColumn")
        )
        for _, sheet in book.sheets()
        for part in book.related(sheet, "/table").values()
        if (root := book.tree(part)) is not None
    }


def lost_columns(formula: str, tables: Columns) -> Iterator[str]:
    """What is wrong with the references of a formula into tables of the workbook."""
    for name, inside in _IN_TABLE.findall(_TEXT.sub('""', formula) if "[" in formula else ""):
        columns = tables.get(name.casefold())
        if columns is None:
            yield f"there is no table {name!r}"
            continue
        said = inside.removeprefix("@")
        for column in _ITEM.findall(said) if said.startswith("[") else filter(None, [said]):
            bare = re.sub(r"'(.)", r"\1", column)
            if not column.startswith("#") and bare.casefold() not in columns:
                yield f"the table {name} has no column {bare!r}"


def _plain(text: str) -> str:
    """A name of a column as a formula spells it: marks of line ends and the like as what they stand for."""
    return _ESCAPE.sub(lambda mark: chr(int(mark[0][2:6], 16)), text)
