"""The command that looks at finished workbooks as Excel and an auditor would: lint."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from salessheet.batch.opening import passwords_in
from salessheet.cli import answers, tongue
from salessheet.cli.options import Jobs, Json, KeyFile, path, refuse_no_file, without_locks
from salessheet.cli.several import each_of
from salessheet.errors import ProtectedWorkbook, UnreadableWorkbook, UserError
from salessheet.xlsx.encryption import Passwords, decrypted, is_protected
from salessheet.xlsx.lint.findings import Fault, Finding, Level, found
from salessheet.xlsx.lint.whole import lint_findings
from salessheet.xlsx.package import package_of

Books = Annotated[
    list[Path],
    typer.Argument(help="Workbooks, whoever made them.", show_default=False, parser=path, callback=without_locks),
]
_HEADINGS = ("Part", "Where", "What is wrong", "What to do")
_OUTCOMES = {
    Level.REPAIR.value: "Excel would repair or refuse it",
    Level.AUDIT.value: "Excel opens it; an auditor would ask",
}


@dataclass(frozen=True)
class _Looked:
    """What came of a workbook: findings, or why there are none: no password opens it, or the memory was full.

    `lang`: the language it is in; blank for one of somebody else.
    """

    book: Path
    findings: list[Finding]
    error: UserError | None = None
    lang: str = ""

    @property
    def exit_code(self) -> int:
        return 2 if self.error is not None else int(bool(self.findings))


def lint(*, books: Books, key_file: KeyFile = None, jobs: Jobs = 1, as_json: Json = False) -> int:
    """Say what Excel would repair in workbooks, and what an auditor would ask about.

    Each finding says where it is and what to do. Exit code 0: there is none; 1: there are, or a file is damaged;
    2: a file is not there, or no password opens it.
    """
    passwords = passwords_in(key_file)
    for book in books:
        refuse_no_file(book)
    with answers.progress(quiet=as_json) as told:
        looked = each_of(_looked, books, nullcontext, (passwords,), jobs, _lost, told)
    code = max(one.exit_code for one in looked)
    if as_json:
        answers.print_json({"exit": code, "workbooks": [_tree(one) for one in looked]})
        return code
    for one in looked:
        with tongue.following(one.lang):
            _show(one)
    return code


def _show(looked: _Looked) -> None:
    if looked.error is not None:
        answers.show_error(looked.error, as_json=False)
        return
    answers.say(f"{looked.book}: {_summary(looked.findings)}.")
    for level in (Level.REPAIR.value, Level.AUDIT.value):
        rows = [
            (f.part, f.where, tongue.said(f.wrong), tongue.said(f.mend)) for f in looked.findings if f.level == level
        ]
        answers.show_table(_OUTCOMES[level], _HEADINGS, rows, more="; --json has all of them")


def _looked(passwords: Passwords, book: Path) -> _Looked:
    content = _content(book)
    try:
        readable = decrypted(book, content, passwords)[0] if is_protected(content) else content
        return _Looked(book, lint_findings(readable, book), lang=_language(readable, book))
    except ProtectedWorkbook as error:
        return _Looked(book, [], error)
    except UnreadableWorkbook as error:
        return _Looked(book, [found(Fault.ZIP, "", "", error.wrong.removeprefix(f"{book}: ").rstrip("."))])


def _language(content: bytes, book: Path) -> str:
    try:
        return tongue.of_tabs(package_of(content, book).tabs)
    except UserError:  # a damaged one is in no language
        return ""


def _lost(book: Path) -> _Looked:
    wrong = f"{book}: the process that looked at it ended without a word, alone as well; perhaps the memory was full."
    return _Looked(book, [], UserError(wrong, "Look at it with fewer processes: --jobs 1."))


def _tree(looked: _Looked) -> dict[str, object]:
    tree: dict[str, object] = {"file": str(looked.book), "findings": [asdict(one) for one in looked.findings]}
    return tree if looked.error is None else {**tree, "error": answers.error_tree(looked.error)}


def _content(book: Path) -> bytes:
    refuse_no_file(book)
    try:
        return book.read_bytes()
    except OSError as error:
        raise UserError(f"{book}: it cannot be read ({error.strerror or error}).", "Check the path.") from error


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
