"""Both looks at a workbook: as Excel opens it, and as an auditor reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from salessheet.errors import UserError
from salessheet.xlsx.lint.audit.audited_sheet import audited_book
from salessheet.xlsx.lint.audit.auditing import audit_findings
from salessheet.xlsx.lint.book import CONTENT_TYPES
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.structure import structural_findings
from salessheet.xlsx.package import Package, package_of

_ENDINGS: Final = {
    ".xlsx": "spreadsheetml.sheet.main",
    ".xltx": "spreadsheetml.template.main",
    ".xlsm": "ms-excel.sheet.macroEnabled.main",
    ".xltm": "ms-excel.template.macroEnabled.main",
}


def lint_findings(content: bytes, path: Path) -> list[Finding]:
    """All findings of a file, whatever is wrong with it; `path` is what messages call it.

    What an auditor looks at is left out where the file is too damaged to be read.
    """
    structural = structural_findings(content)
    try:
        book = audited_book(package_of(content, path))
        audited = _ending_findings(book.package, path) + audit_findings(book)
    except UserError as error:
        return structural or [found(Fault.ZIP, "", "", error.wrong.rstrip("."))]
    return structural + audited


def kind_of(package: Package) -> str:
    """The ending that the workbook is of by its own word; blank for one of no kind that is known."""
    kinds = _kinds(package)
    return next((ending for ending, said in _ENDINGS.items() if any(said in kind for kind in kinds)), "")


def _kinds(package: Package) -> list[str]:
    types = package.tree(CONTENT_TYPES)
    said = (one.get("ContentType", "") for one in types.iter("{*}Override"))
    return [kind for kind in said if "main+xml" in kind]


def _ending_findings(package: Package, path: Path) -> list[Finding]:
    """Excel refuses a file whose name promises another kind of workbook."""
    said, kinds = _ENDINGS.get(path.suffix.casefold()), _kinds(package)
    if said is None or not kinds or any(said in kind for kind in kinds):
        return []
    return [
        found(Fault.CONTENT_TYPE, CONTENT_TYPES, "", f"a file that ends with {path.suffix} is said to be {kinds[0]}")
    ]
