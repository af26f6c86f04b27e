"""The command that looks at finished workbooks as Excel and an auditor would: lint."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from salessheet.cli import answers
from salessheet.cli.options import Json, path
from salessheet.errors import UserError
from salessheet.xlsx.lint.findings import Finding, Level
from salessheet.xlsx.lint.whole import lint_findings

Books = Annotated[list[Path], typer.Argument(help="Workbooks, whoever made them.", show_default=False, parser=path)]
_HEADINGS = ("Part", "Where", "What is wrong", "What to do")
_OUTCOMES = {
    Level.REPAIR.value: "Excel would repair or refuse it",
    Level.AUDIT.value: "Excel opens it; an auditor would ask",
}


def lint(*, books: Books, as_json: Json = False) -> int:
    """Say what Excel would repair in workbooks, and what an auditor would ask about.

    Each finding says where it is and what to do. Exit code 0: there is none; 1: there are, or a file is damaged;
    2: a file is not there.
    """
    looked = [(book, lint_findings(_content(book), book)) for book in books]
    code = 1 if any(findings for _, findings in looked) else 0
    if as_json:
        trees = [{"file": str(book), "findings": [asdict(one) for one in findings]} for book, findings in looked]
        answers.print_json({"exit": code, "workbooks": trees})
        return code
    for book, findings in looked:
        answers.say(f"{book}: {_summary(findings)}.")
        for level in (Level.REPAIR.value, Level.AUDIT.value):
            rows = [(one.part, one.where, one.wrong, one.mend) for one in findings if one.level == level]
            answers.show_table(_OUTCOMES[level], _HEADINGS, rows, more="; --json has all of them")
    return code


def _content(book: Path) -> bytes:
    try:
        return book.read_bytes()
    except OSError as error:
        raise UserError(f"{book} cannot be read ({error.strerror or error}).", "Check the path.") from error


def _summary(findings: list[Finding]) -> str:
    if not findings:
        return "Excel would open it as it is, and nothing in it asks for an auditor's question"
    counts = {level: sum(one.level == level.value for one in findings) for level in Level}
    said = []
    if counts[Level.REPAIR]:
        said.append(f"{counts[Level.REPAIR]:,} for which Excel would repair or refuse it")
    if counts[Level.AUDIT]:
        said.append(f"{counts[Level.AUDIT]:,} for an auditor")
    return f"{len(findings):,} finding{'s' * (len(findings) > 1)}: " + ", ".join(said)
