"""Both looks at a workbook: as Excel opens it, and as an auditor reads it."""

from __future__ import annotations

from pathlib import Path

from salessheet.errors import UserError
from salessheet.xlsx.book_file import of_package
from salessheet.xlsx.lint.auditing import audit_findings
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.structure import structural_findings
from salessheet.xlsx.package import package_of


def lint_findings(content: bytes, path: Path) -> list[Finding]:
    """All findings of a file, whatever is wrong with it; `path` is what messages call it.

    What an auditor looks at is left out where the file is too damaged to be read.
    """
    structural = structural_findings(content)
    try:
        book = of_package(package_of(content, path))
    except UserError as error:
        return structural or [found(Fault.ZIP, "", "", error.wrong.rstrip("."))]
    return structural + audit_findings(book)
