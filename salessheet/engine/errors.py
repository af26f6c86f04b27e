"""What the engine refuses, worded as Excel would. All are xlwings' own error to programs that catch it."""

from __future__ import annotations

from xlwings import NoSuchObjectError, XlwingsError

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area


class Refused(XlwingsError):
    """The base of the engine's own refusals."""


class PartOfArray(Refused):
    def __init__(self, area: Area) -> None:
        super().__init__(f"You can't change part of an array: {area} holds one formula. Change all of it.")
        self.area = area


class NoSuchRange(Refused, NoSuchObjectError):
    def __init__(self, text: str, why: str = "there is no such address or name") -> None:
        super().__init__(f"{text!r} is no range of this workbook: {why}.")
        self.text = text


class OffTheSheet(Refused):
    def __init__(self, bounds: tuple[int, int, int, int]) -> None:
        top, left, bottom, right = bounds
        super().__init__(
            f"A sheet has {LAST_ROW} rows and {LAST_COLUMN} columns, counted from 1; rows {top} to {bottom} and "
            f"columns {left} to {right} are not all on it."
        )
        self.bounds = bounds


class NoSuchMacro(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"The macro {name!r} cannot run: VBA needs Excel, and this workbook is open in the engine openpyxl. "
            "Call the Python function that does the work instead."
        )
        self.name = name


class Unsupported(NotImplementedError):
    """A member of xlwings' API that openpyxl has nothing for."""

    def __init__(self, member: str, why: str = "") -> None:
        super().__init__(f"{member} is not supported by the engine openpyxl{': ' + why if why else '.'}")
        self.member = member
