"""References that one column alone cannot express. They stand beside `schema.Rule`, which stays within one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from salessheet.workbook.lines import Column
from salessheet.workbook.schema import Table


@dataclass(frozen=True)
class RefersByCode:
    """What `column` refers to depends on the code in `code`: a target's id is a team or a rep, by its scope.

    A code that is not in `homes` refers to nothing and is not checked.
    """

    code: Column
    column: Column
    homes: tuple[tuple[str, Column], ...]


@dataclass(frozen=True)
class RefersBack:
    """A row may refer to another row of its table, never to itself and never to one with a later date."""

    reference: Column
    identity: Column
    date: Column


Link = RefersByCode | RefersBack


class LinkedTable(Table):
    """A table with such references."""

    links: ClassVar[tuple[Link, ...]] = ()
