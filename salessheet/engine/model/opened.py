"""Workbooks at their beginning: new ones, and those in files."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import openpyxl

from salessheet.engine.model.calculator import Calculator
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords
from salessheet.xlsx.package import Package, opened, package_of

Render = Callable[[OpenWorkbook], Package]
"""The workbook as it stands, as a file."""

FIRST_SHEET: Final = "Sheet1"


def new(name: str, calculator: Calculator | None, render: Render) -> OpenWorkbook:
    """A workbook with one empty sheet."""
    made = openpyxl.Workbook()
    made.worksheets[0].title = FIRST_SHEET
    file = BytesIO()
    made.save(file)
    return OpenWorkbook(package_of(file.getvalue(), Path(name)), None, name, calculator, render)


def from_file(
    path: Path, calculator: Calculator | None, render: Render, passwords: Passwords = NO_PASSWORDS
) -> OpenWorkbook:
    """Raises UnreadableWorkbook where the file is not a sound workbook, or no password opens it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it will drop; nothing is dropped here
        return OpenWorkbook(opened(path, passwords), path, path.name, calculator, render)
