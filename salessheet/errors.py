"""Everything salessheet raises on purpose, as one tree.

    SalesSheetError
    ├── CannotCompute              a cell function has no value for these arguments; carries Excel's error kind
    ├── DeclarationError           the declaration of the workbook contradicts itself (a defect of ours)
    ├── TotalsDisagree             the teams' workbooks do not add up to the centre's (a defect of ours)
    ├── PayrollDisagrees           a payroll does not add up to its period (a defect of ours)
    ├── Unsupported                the xlwings engine has nothing for a member of xlwings' API
    └── UserError                  somebody outside can mend it; the command line prints it and exits with 2
        ├── UnreadableSource       a file or folder of input data cannot be read
        ├── MissingTable           a required input table is not in the source
        ├── UnsoundSnapshot        the snapshot of a closed period is missing, or is not what was closed
        ├── RefusedPeriod          a commission period cannot be closed, reopened or told as things stand
        ├── RefusedPlans           plans that are to be tried on the data have rows that cannot be used
        ├── NothingToBuild         the source holds no team, or none of those asked for
        ├── InvalidOption          an option or a line of salessheet.toml makes no sense
        ├── InvalidMapping         an import mapping is wrong
        ├── MissingLibrary         a library of an extra is not installed
        ├── UnfitCluster           a cluster cannot be reached, has no workers, or would make other workbooks
        ├── RefusedOutput          the output cannot be written, or would overwrite somebody's work
        │   ├── HeldByAnotherRun   another run is writing into the same folder or file
        │   └── UnwritableDisk     a disk is full, read-only or broken: nothing more can be written there
        ├── UnreadableWorkbook     a file is no workbook, or is damaged
        │   └── ProtectedWorkbook  it is protected by a password that nobody gave
        ├── NotComparable          two workbooks, or what they show, cannot be compared
        ├── EngineMissing          a program or library that calculates workbooks is not installed
        ├── EngineFailed           one crashed, hung, or refused the workbook
        ├── UnfitWorkbook          an open workbook is not what a macro works on
        │   ├── NotASalesCenter    it lacks defined names of a SalesCenter workbook
        │   ├── ChangedBlocks      rows or columns were added to some of its blocks only
        │   ├── NotInWorkbook      it has no sheet for what the macro does
        │   ├── NoCellFunctions    no formula of it calls a cell function
        │   └── RefusedRows        rows that are to be written into a table of it cannot be
        ├── UnfitHost              a host does not offer what a macro needs, or does not know the cell functions
        └── Refused                the xlwings engine will not do it, as Excel would not

Unsupported and Refused, which are xlwings' errors as well, stand in `salessheet.engine.errors` with what follows them.
Bad rows of data are not exceptions: they are returned as `salessheet.data.problems.Problem`, all of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final


class ErrorKind(StrEnum):
    """Excel's error values, by the text a cell shows. Cell functions give the first seven; a file may hold any."""

    DIV0 = "#DIV/0!"
    NA = "#N/A"
    NAME = "#NAME?"
    NULL = "#NULL!"
    NUM = "#NUM!"
    REF = "#REF!"
    VALUE = "#VALUE!"
    SPILL = "#SPILL!"
    CALC = "#CALC!"
    FIELD = "#FIELD!"
    BLOCKED = "#BLOCKED!"
    CONNECT = "#CONNECT!"
    UNKNOWN = "#UNKNOWN!"
    GETTING_DATA = "#GETTING_DATA"
    CIRCULAR = "#CIRC!"  # in no file: what an engine says of a formula that needs its own result


class SalesSheetError(Exception):
    """The base of everything raised here."""


class CannotCompute(SalesSheetError):
    """No value exists for these arguments; in a cell it shows as `kind`."""

    def __init__(self, kind: ErrorKind, why: str = "") -> None:
        super().__init__(f"{kind.value} {why}".strip())
        self.kind = kind
        self.why = why


class DeclarationError(SalesSheetError):
    """The declaration contradicts itself; raised on import, so a test that imports it is enough."""


class TotalsDisagree(SalesSheetError):
    """The teams' workbooks do not add up to the centre's, though both are computed from the same rows."""

    def __init__(self, differences: Mapping[str, float]) -> None:
        listed = ", ".join(f"{total} by {gap:,.2f}" for total, gap in differences.items())
        super().__init__(f"the centre differs from the total of its teams: {listed}")
        self.differences = differences


class PayrollDisagrees(SalesSheetError):
    """A payroll does not add up to what its period pays, though it is made of nothing else."""

    def __init__(self, differences: Mapping[str, float]) -> None:
        listed = ", ".join(f"{gap:,.2f} {currency}" for currency, gap in differences.items())
        super().__init__(f"the payroll differs from its period by {listed}")
        self.differences = differences


class UserError(SalesSheetError):
    """What is wrong, and what to do about it, in words for the person who can."""

    def __init__(self, wrong: str, mend: str = "") -> None:
        super().__init__(f"{wrong} {mend}".strip())
        self.wrong = wrong
        self.mend = mend

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str]]:
        """From one process to another only the words go."""
        return UserError, (self.wrong, self.mend)


class UnreadableSource(UserError):
    """A file or folder of input data cannot be read. `kind`, `facts`: by which it can be said in other languages."""

    def __init__(
        self,
        path: Path | str,
        wrong: str,
        mend: str = "",
        kind: str = "",
        facts: Mapping[str, str | int | tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(f"{path}: {wrong}", mend)
        self.path = path
        self.kind = kind
        self.facts = dict(facts or {})


FROM_AN_EXPORT: Final = "Of an export of another system, `salessheet import` makes the tables."


class MissingTable(UserError):
    """A required input table is not in the source. `to_add`: the mend, where an export is known not to be the cause."""

    def __init__(self, source: Path | str, table: str, columns: tuple[str, ...] = ()) -> None:
        wants = f" with the columns {', '.join(columns)}" if columns else ""
        is_database = "://" in str(source)
        lacking = f"a table or view {table}" if is_database else f"a file {table}.csv, or a sheet named {table},"
        self.to_add = f"Add {lacking}{wants or ' to it'}. `salessheet schema` lists every table."
        mend = self.to_add if is_database else f"{self.to_add} {FROM_AN_EXPORT}"
        super().__init__(f"{source}: the table '{table}' is missing.", mend)
        self.table = table


class UnsoundSnapshot(UserError):
    """The snapshot of a closed period is missing, or is not what was closed. It is never passed over."""

    def __init__(self, path: Path | str, wrong: str, mend: str = "") -> None:
        super().__init__(f"{path}: {wrong}", mend)
        self.path = path


class RefusedPeriod(UserError):
    """A commission period cannot be closed, reopened or told as things stand."""

    def __init__(self, period: str, wrong: str, mend: str = "") -> None:
        super().__init__(f"{period}: {wrong}", mend)
        self.period = period


class RefusedPlans(UserError):
    """Plans that are to be tried on the data have rows that cannot be used: without them they are other plans."""


class NothingToBuild(UserError):
    """The source holds no team, or none of those asked for."""


class InvalidOption(UserError):
    """An option or a line of salessheet.toml makes no sense."""


class InvalidMapping(UserError):
    """An import mapping is wrong."""


class RefusedOutput(UserError):
    """The output cannot be written, or would overwrite somebody's work."""


class HeldByAnotherRun(RefusedOutput):
    """Another run is writing into the same folder or file. `holder`: who and what it is; blank where nobody knows."""

    def __init__(self, path: Path | str, holder: str = "") -> None:
        who = f": {holder}" if holder else ""
        super().__init__(
            f"{path}: another run of salessheet is writing there{who}.",
            "Wait until it has ended, or choose another --out.",
        )
        self.path = path
        self.holder = holder


class UnwritableDisk(RefusedOutput):
    """A disk is full, over its quota, read-only or broken. `why`: in the words of the operating system."""

    def __init__(self, folder: Path | str, why: str, mend: str = "Make room there, then run this again.") -> None:
        super().__init__(f"{folder}: nothing more can be written there ({why}).", mend)
        self.folder = folder


class UnreadableWorkbook(UserError):
    """A file is no workbook, or is damaged."""

    def __init__(self, path: Path | str, wrong: str, mend: str = "") -> None:
        super().__init__(f"{path}: {wrong}", mend)
        self.path = path


class ProtectedWorkbook(UnreadableWorkbook):
    """It is protected by a password. `tried`: where the passwords were from that do not open it; blank for none."""

    def __init__(self, path: Path | str, tried: str = "") -> None:
        wrong, mend = "this workbook is protected by a password", "Name the file that has it: --key-file KEYFILE."
        if tried:
            wrong, mend = f"{wrong} that is not in {tried}", "Put the right one there (columns team_id, password)."
        super().__init__(path, f"{wrong}.", mend)
        self.tried = tried


class MissingLibrary(UserError):
    """What was asked for needs a library of an extra that is not installed."""

    def __init__(self, wrong: str, extra: str) -> None:
        super().__init__(f"{wrong}, and it is not installed.", f"Install it: pip install 'salessheet[{extra}]'.")
        self.extra = extra


class UnfitCluster(UserError):
    """A cluster cannot be reached, has no workers, or has other versions, so that its workbooks would be others."""

    def __init__(self, address: str, wrong: str, mend: str) -> None:
        super().__init__(f"--cluster {address}: {wrong}", mend)
        self.address = address


class EngineMissing(UserError):
    """A program or library that calculates workbooks is not installed."""

    def __init__(self, engine: str, mend: str) -> None:
        super().__init__(f"The engine '{engine}' is not installed.", mend)
        self.engine = engine


class EngineFailed(UserError):
    """An engine crashed, hung, or refused the workbook."""

    def __init__(self, engine: str, what: str, mend: str = "") -> None:
        super().__init__(f"{engine} {what}", mend)
        self.engine = engine


class NotComparable(UserError):
    """Two workbooks, or what they show, cannot be compared."""


class CannotTell(UserError):
    """A workbook does not hold what is needed to tell how a payout came about."""


class UnfitWorkbook(UserError):
    """An open workbook is not what a macro works on."""


class NotASalesCenter(UnfitWorkbook):
    """An open workbook lacks defined names of a SalesCenter workbook. `wrong`, `mend`: in other words than these."""

    def __init__(self, workbook: str, names: Sequence[str], wrong: str = "", mend: str = "") -> None:
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        super().__init__(
            wrong or f"{workbook} is not a complete SalesCenter workbook. It lacks the names {shown}.",
            mend or "Open a workbook that `salessheet build` or `salessheet template` made, or build this one again.",
        )
        self.names = tuple(names)


class ChangedBlocks(UnfitWorkbook):
    """Two blocks that go through the same things, such as people, no longer have a row (or column) for each."""


class NotInWorkbook(UnfitWorkbook):
    """An open workbook has no sheet for what the macro does."""


class NoCellFunctions(UnfitWorkbook):
    """No formula of an open workbook calls a cell function."""


class RefusedRows(UnfitWorkbook):
    """Rows that are to be written into a table of an open workbook cannot be; none of them was."""


class UnfitHost(UserError):
    """A host does not offer what a macro needs, or does not know the cell functions."""
