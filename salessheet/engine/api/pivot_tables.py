"""Pivot tables of a sheet: they stay in the file, and every member says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

from xlwings import base_classes

from salessheet.engine.errors import Unsupported

if TYPE_CHECKING:
    from salessheet.engine.api.sheets import Sheet

_INSTEAD: Final = (
    "pivot tables stay in the file as they are, and Excel brings them up to date. Calculate the figures with pandas' "
    "pivot_table, and write them as values."
)


class PivotTables(base_classes.PivotTables):
    """`parent` is the sheet. All else raises Unsupported."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def parent(self) -> Sheet:
        return self.sheet

    @property
    def api(self) -> Any:
        return self._refuse("api")

    def add(self, source: Any, destination: Any, name: str | None = None) -> Any:
        del source, destination, name
        self._refuse("add")

    def __call__(self, key: int | str) -> Any:
        del key
        self._refuse("__call__")

    def __len__(self) -> int:
        return self._refuse("count")

    def __iter__(self) -> Any:
        return self._refuse("__iter__")

    def __contains__(self, key: object) -> bool:
        return self._refuse("__contains__")

    @staticmethod
    def _refuse(member: str) -> NoReturn:
        name = "PivotTables" if member.startswith("__") else f"PivotTables.{member}"
        raise Unsupported(name, _INSTEAD)
