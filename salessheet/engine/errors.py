"""What the engine refuses, worded as Excel would: two branches of the tree in `salessheet.errors`.

    UserError
    └── Refused                 xlwings' own error, too, for programs that catch that
        ├── NoSuchRange         a text is neither an address nor a name; xlwings' NoSuchObjectError, too
        ├── NoSuchSheet         the workbook has no sheet of that name or number; NoSuchObjectError, too
        ├── ClosedBook              a workbook, or something in it, is used after it was closed
        ├── PasswordNeeded      a workbook is opened without its password; ProtectedWorkbook, too
        ├── NoSuchMacro         a macro is written in VBA
        ├── BadFormula          Excel could not read a formula
        ├── BadSheetName        Excel would not let a sheet be called so
        ├── LockedStructure     the workbook lets nobody add, remove, rename, move or hide a sheet
        ├── BadNumberFormat     Excel would not take a number format
        ├── OffTheSheet         a range is beyond the last row or column
        ├── ImpossibleChange    cells do not allow a change that concerns others as well
        │   ├── PartOfArray       only some of the cells that one formula fills would change
        │   ├── PartOfMergedCell  a merged cell would be torn apart
        │   ├── CellsOfTable      a table would be torn apart, or lose its header
        │   └── NoRoom            what is inserted would push cells off the end of the sheet
        └── …                   NameTaken, BadName, BadTableRange and NoHyperlink stand beside what raises them

    SalesSheetError
    └── Unsupported             openpyxl has nothing for a member of xlwings' API; a NotImplementedError, too
        └── NoNativeMember      a member of Excel's object model is asked of `.api`; an AttributeError, too

Arguments of a wrong kind or out of bounds are ValueErrors, as they are in xlwings.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlwings import NoSuchObjectError, XlwingsError

from salessheet.errors import ProtectedWorkbook, SalesSheetError, UserError
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area
from salessheet.xlsx.formula_syntax import UnreadableFormula

_SHOWN: Final = 60  # characters of a formula on either side of what is wrong


class Refused(UserError, XlwingsError):
    """The base of the engine's own refusals."""


class NoSuchRange(Refused, NoSuchObjectError):
    """A text is neither an address nor a name."""

    def __init__(self, text: str, why: str = "there is no such address or name") -> None:
        super().__init__(f"{text!r} is no range of this workbook: {why}.")
        self.text = text


class NoSuchSheet(Refused, NoSuchObjectError):
    """The workbook has no sheet of that name or number."""

    def __init__(self, name_or_index: str | int, workbook: str) -> None:
        super().__init__(f"There is no sheet {name_or_index!r} in {workbook}.")
        self.name_or_index = name_or_index


class ClosedBook(Refused):
    """A workbook, or something in it, is used after it was closed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The workbook {name} is closed.", "Open it again, or close it when everything is done.")
        self.name = name


class PasswordNeeded(Refused, ProtectedWorkbook):
    """A workbook is opened without its password, or with another one."""

    def __init__(self, path: Path | str, tried: str = "") -> None:
        wrong = f"protected by a password that is not {tried}" if tried else "protected by a password"
        UserError.__init__(self, f"{path}: this workbook is {wrong}.", "Open it with password=…")
        self.path, self.tried = path, tried


class NoSuchMacro(Refused):
    """A macro is written in VBA."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The macro {name!r} cannot run: VBA needs Excel, and this workbook is open in the engine openpyxl.",
            "Call the Python function that does the work instead.",
        )
        self.name = name


class BadFormula(Refused):
    """Excel could not read a formula. `position`: where it stops to be one, counted from 0."""

    def __init__(self, text: str, fault: UnreadableFormula) -> None:
        before, after = text[: fault.position], text[fault.position :]
        super().__init__(
            f"There's a problem with this formula, at the mark ⟨: {before[-_SHOWN:]}⟨{after[:_SHOWN]}: {fault.why}.",
            "A text that begins with = is entered with an apostrophe before it.",
        )
        self.text = text
        self.position = fault.position


class BadSheetName(Refused):
    """Excel would not let a sheet be called so."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"No sheet can be named {name!r}: {why}.")
        self.name = name


class LockedStructure(Refused):
    """The workbook lets nobody add, remove, rename, move or hide a sheet."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The structure of {name} is protected.", "Unprotect the workbook and try again.")
        self.name = name


class BadNumberFormat(Refused):
    """Excel would not take a number format."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"The number format {text!r} can't be used: {why}.")
        self.text = text


class OffTheSheet(Refused):
    """A range is beyond the last row or column. `bounds`: top, left, bottom, right."""

    def __init__(self, bounds: tuple[int, int, int, int]) -> None:
        top, left, bottom, right = bounds
        super().__init__(
            f"A sheet has {LAST_ROW} rows and {LAST_COLUMN} columns, counted from 1; rows {top} to {bottom} and "
            f"columns {left} to {right} are not all on it."
        )
        self.bounds = bounds


class ImpossibleChange(Refused):
    """The cells of `area` do not allow a change."""

    said = "This can't be done here."
    remedy = ""

    def __init__(self, area: Area) -> None:
        super().__init__(f"{area}: {self.said}", self.remedy)
        self.area = area


class PartOfArray(ImpossibleChange):
    """Only some of the cells that one formula fills would change."""

    said = "You can't change part of an array."
    remedy = "Change all of it."


class PartOfMergedCell(ImpossibleChange):
    """A merged cell would be torn apart."""

    said = "We can't do that to a merged cell."
    remedy = "Unmerge it first."


class CellsOfTable(ImpossibleChange):
    """A table would be torn apart, or lose its header."""

    said = "This operation is not allowed. The operation is attempting to shift cells in a table on your worksheet."


class NoRoom(ImpossibleChange):
    """What is inserted would push cells off the end of the sheet."""

    said = "Microsoft Excel can't insert new cells because it would push non-empty cells off the end of the worksheet."
    remedy = "Delete rows or columns to make room for them."


class Unsupported(SalesSheetError, NotImplementedError):
    """A member of xlwings' API that openpyxl has nothing for."""

    def __init__(self, member: str, why: str = "") -> None:
        super().__init__(f"{member} is not supported by the engine openpyxl{': ' + why if why else '.'}")
        self.member = member
