"""What a look through a workbook's file finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Level(Enum):
    """What comes of a finding."""

    REPAIR = "repair"
    """Excel would refuse the file, or offer to repair it and leave something out."""
    AUDIT = "audit"
    """Excel opens it; whoever signs the workbook should know."""


class Fault(Enum):
    """A kind of finding: what is to be done about it."""

    ZIP = "Take the file from a backup, or open it in a spreadsheet program and save it again."
    PART_NAME = "Give each part a name of its own, with forward slashes, below the root of the file."
    XML = "Write the part as sound XML, without a document type and without characters below a blank."
    MISSING_PART = "Put the part into the file, or take away what refers to it."
    CONTENT_TYPE = "Say the type of each part that is there, and of no other, in [Content_Types].xml."
    RELATIONSHIP = "Point each relationship at a part that is there, and give each an id of its own."
    UNREACHABLE = "Relate the part to what uses it, or leave it out."
    SHEETS = "List at least one visible sheet, each with an id, a name and a part of its own."
    SHEET_NAME = "Rename the sheet, and what refers to it."
    NAME = "Give the defined name a sound name of its own and something it stands for."
    CALC_CHAIN = "List the cells that hold formulas, or leave xl/calcChain.xml out: Excel makes it anew."
    STYLES = "Point the format at a font, fill, border or format that is there."
    NUMBER_FORMAT = "Write a number format that Excel takes."
    ELEMENT_ORDER = "Write the elements of the part in the order of the schema, each once, and none that holds nothing."
    ROW_ORDER = "Write rows by ascending number, each once, from 1 to 1048576."
    CELL_ORDER = "Write the cells of a row from left to right, each once."
    CELL_ADDRESS = "Give the cell the address of its row and column, up to XFD1048576."
    STYLE_INDEX = "Give it a format that the stylesheet has."
    SHARED_STRING = "Point the cell at a text that xl/sharedStrings.xml has."
    CELL_VALUE = "Write a value of the kind that the cell says it holds."
    TEXT_LENGTH = "A cell holds 32,767 characters at most: shorten the text."
    METADATA = "Point the cell at metadata that the workbook has, or drop the attribute."
    FORMULA = "Write a formula that Excel can read, without = at its beginning."
    UNKNOWN_SHEET = "Refer to a sheet of this workbook."
    REFERENCE = "Write an address that lies on the sheet."
    COLUMNS = "Describe each column once, from left to right."
    MERGE = "Let merged ranges neither overlap nor lie in tables."
    VALIDATION = "Write a rule of validation that Excel takes."
    CONDITIONAL_FORMAT = "Write a conditional format that Excel takes."
    FILTER = "Let the filter's range be that of its list."
    HYPERLINK = "Point the link at an address, or at a place of this workbook."
    ATTRIBUTE = "Write one of the words, or a number within the bounds, that the schema has there."
    VIEW = "Show a view that the workbook has."
    TABLE_NAME = "Give the table a sound name and an id of its own."
    TABLE_RANGE = "Let the table's range have a header, a row at least, and a column for each of its columns."
    TABLE_HEADER = "Let the texts of the header row be the names of the columns, each another."
    TABLE_OVERLAP = "Move the tables apart."
    DRAWING = "Anchor the drawing on the sheet, and relate what it shows."
    CHART = "Write the elements of the chart as the schema has them, and let it refer to cells of this workbook."
    NOTE = "Give each note a cell, a text and an author of its own, and the sheet the drawing of its notes."
    PROPERTIES = "Say each property of the document once, with a number of its own, and days as 2026-06-30T12:00:00Z."
    PIVOT = "Let the pivot table lead to its cache, and show the fields and values that this keeps."
    SLICER = "Give the slicer a name of its own, and a cache of a table or pivot table that is there."

    HARD_CODED = "Put the formula of its neighbours there, or let the number stand in a cell of its own with a label."
    PATTERN = "Copy the formula of its neighbours there, or say beside it why it differs."
    SHORT_RANGE = "Let the range go as far as the numbers do."
    ERROR_CELL = "Mend what the formula reads, or let it say what is missing."
    NUMBER_AS_TEXT = "Type the number again in a cell of the format General."
    VOLATILE = "Let a cell hold the day or the address, and read that."
    EXTERNAL = "Bring the values into this workbook, or say beside them where they come from."
    UNLABELLED = "Write beside it what the number is."
    HIDDEN_AMOUNT = "Show the row or column, or move the number to where it can be seen."
    CIRCLE = "Take the formula's own result out of what it reads."
    UNKNOWN_FUNCTION = "Spell it as Excel does, newer ones with _xlfn. in the file, or install the add-in that has it."
    UNKNOWN_NAME = "Define the name, or write the one that is meant."
    LOST_REFERENCE = "Let it refer to cells that are there."
    COUNTED_TWICE = "Add up the single amounts, or the subtotals, not both; or use SUBTOTAL for all of them."
    DAY = "Type the day as a date, between 1900-01-01 and 9999-12-31, in a cell with a format of dates."
    MERGED = "Let nothing stand beneath a merged cell, and merge two cells at least."
    CALCULATION = "Let Excel calculate automatically, without iteration and in full precision."
    HIDDEN_SHEET = "Show the sheet, or say on a sheet that is shown what stands there, with a link."
    SELECTED_SHEETS = "Select a single sheet: what is typed goes into each that is selected."
    BROKEN_LINK = "Let the link lead to a sheet of this workbook."
    SAME_NAME = "Keep one of the names: which of them a formula means depends on its sheet."
    UNSORTED = "Sort the list by its first column, each value once, or look for the exact one."
    MIXED = "Let a column hold values of one kind."
    SPELLING = "Type it as the others are, without blanks around it."
    DUPLICATE = "Let each key stand once."
    FORMAT = "Give it the format of its neighbours."
    SCALE = "Type it as its neighbours are: 50% or 0.5, not 50."
    FORBIDDEN = "Type what the rule of the cell allows, or mend the rule."
    STALE = "Calculate the workbook again, and save it."
    UNLOCKED = "Lock the cell: who types into it takes the formula away."

    @property
    def code(self) -> str:
        return self.name.lower().replace("_", "-")


AUDITED: Final = frozenset(
    {
        Fault.HARD_CODED,
        Fault.PATTERN,
        Fault.SHORT_RANGE,
        Fault.ERROR_CELL,
        Fault.NUMBER_AS_TEXT,
        Fault.VOLATILE,
        Fault.EXTERNAL,
        Fault.UNLABELLED,
        Fault.HIDDEN_AMOUNT,
        Fault.CIRCLE,
        Fault.UNKNOWN_FUNCTION,
        Fault.UNKNOWN_NAME,
        Fault.LOST_REFERENCE,
        Fault.COUNTED_TWICE,
        Fault.DAY,
        Fault.MERGED,
        Fault.CALCULATION,
        Fault.HIDDEN_SHEET,
        Fault.SELECTED_SHEETS,
        Fault.BROKEN_LINK,
        Fault.SAME_NAME,
        Fault.UNSORTED,
        Fault.MIXED,
        Fault.SPELLING,
        Fault.DUPLICATE,
        Fault.FORMAT,
        Fault.SCALE,
        Fault.FORBIDDEN,
        Fault.STALE,
        Fault.UNLOCKED,
    }
)
"""Those that Excel does not mind."""


@dataclass(frozen=True, order=True)
class Finding:
    """`part`: of the file; "" for the file itself. `where`: a cell, range, name or id in it. `wrong`: in words."""

    part: str
    where: str
    code: str
    wrong: str
    mend: str
    level: str = Level.REPAIR.value

    def __str__(self) -> str:
        place = " ".join(filter(None, (self.part, self.where)))
        return f"{place}: {self.wrong} {self.mend}" if place else f"{self.wrong} {self.mend}"


def found(fault: Fault, part: str, where: str, wrong: str) -> Finding:
    level = Level.AUDIT if fault in AUDITED else Level.REPAIR
    return Finding(part, where, fault.code, f"{wrong[:1].upper()}{wrong[1:]}.", fault.value, level.value)
