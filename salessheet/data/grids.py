"""What is in a file before anybody asks what it means: rows of texts, with the numbers people see for them."""

from __future__ import annotations

from dataclasses import dataclass

Records = list[tuple[int, list[str]]]
"""The rows of a file that are not empty, each with the number a spreadsheet shows for it: the first is 1."""

NOT_CALCULATED = "\ue000formula"
"""Stands for a cell whose formula nobody ever calculated. No file has this text: its first character is private."""


@dataclass(frozen=True, eq=False)
class Grid:
    """A text file or a sheet.

    The rows of a sheet are equally wide, unless a few cells far to the right would make them long: then each ends with
    its last text, and what is not there is blank. Those of a text file have the fields that stand in it.

    A cell that holds an error has the error's text, such as #N/A; a formula without a result is NOT_CALCULATED; what
    a text file lost in its encoding is U+FFFD. `encoding`: of a text file, by the name Python has for it. `doubts`:
    other encodings that the same bytes could be in, where they would give other texts that are nearly as likely.
    """

    rows: Records
    encoding: str = ""
    doubts: tuple[str, ...] = ()
