"""The command diff: what changed between two builds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from salessheet.batch.opening import passwords_in
from salessheet.batch.outputs import write_file
from salessheet.calc import read
from salessheet.calc.builds import BookDifference, differences, facts_of, shown_by
from salessheet.cli import answers, difference_pages, pages, tongue
from salessheet.cli.options import LANGUAGE, Json, KeyFile, Overwrite, path
from salessheet.errors import InvalidOption, NotComparable, UserError
from salessheet.workbook.labels import Words
from salessheet.xlsx.encryption import Passwords
from salessheet.xlsx.package import no_file

_BOOK: Final = ".xlsx"
_MARKDOWN, _CSV = ".md", ".csv"


@dataclass(frozen=True, eq=False)
class Verdict:
    """What came of the two workbooks of a name: an error, or the difference. `lang`: that of the newer, if known."""

    name: str
    found: BookDifference | None = None
    error: UserError | None = None
    lang: str = ""

    @property
    def exit_code(self) -> int:
        if self.found is None:
            return 2
        return 0 if self.found.is_empty else 1


@dataclass(frozen=True)
class _Pairs:
    """The workbooks of both builds by name, and the names of those that only one build has."""

    both: tuple[tuple[str, Path, Path], ...]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()


def diff(
    *,
    old: Annotated[Path, typer.Argument(help="The older workbook, or a folder.", show_default=False, parser=path)],
    new: Annotated[Path, typer.Argument(help="The newer workbook, or a folder.", show_default=False, parser=path)],
    lang: Annotated[
        str | None,
        typer.Option(help=f"{LANGUAGE} [default: that of the newer workbook]", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The .md or .csv file to write it to.", show_default=False, parser=path)
    ] = None,
    across_months: Annotated[
        bool, typer.Option("--across-months", help="Even if the workbooks show different months.")
    ] = False,
    key_file: KeyFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Show what changed between two builds, by person and line, with causes.

    For each person whose pay differs: the documents, steps, adjustments and corrections that make the difference, to
    the cent, and why each of them differs. Changed inputs that explain no difference in pay are listed separately.
    Folders are compared workbook by workbook, by name. Exit code 0: nothing changed; 1: something did; 2: something
    cannot be compared.
    """
    wanted = None if lang is None else Words.load(lang)
    if out is not None and out.suffix.lower() not in {_MARKDOWN, _CSV}:
        raise InvalidOption(
            f"--out {out}: what changed is written as .md or .csv.", f"Write --out {out.with_suffix(_MARKDOWN)}."
        )
    pairs, passwords = _pairs(old, new), passwords_in(key_file)
    verdicts = []
    with answers.progress(quiet=as_json) as told:
        for i, pair in enumerate(pairs.both):
            verdicts.append(_verdict(*pair, passwords, across_months=across_months))
            if told is not None:
                told(pair[0], i + 1, len(pairs.both))
    unpaired = bool(pairs.only_old or pairs.only_new)
    code = max((verdict.exit_code for verdict in verdicts), default=0) or int(unpaired)
    if out is not None:
        write_file(out, _writer(out, verdicts, pairs, wanted), overwrite=overwrite)
    if as_json:
        answers.print_json({"exit": code, **_tree(verdicts, pairs), "file": None if out is None else str(out)})
        return code
    tongue.follow((wanted or _words(verdicts)).lang)
    for verdict in verdicts:
        if verdict.error is not None:
            answers.show_error(verdict.error, as_json=False)
    if out is not None:
        answers.say(f"Wrote {out}: {_summary(verdicts)}.")
    else:
        _show(verdicts, pairs, wanted)
    return code


def _pairs(old: Path, new: Path) -> _Pairs:
    """Raises UnreadableWorkbook for what is not there, InvalidOption for a folder beside a workbook or other names."""
    for named in (old, new):
        if not named.exists():
            raise no_file(named)
    if old.is_dir() != new.is_dir():
        folder, file = (old, new) if old.is_dir() else (new, old)
        raise InvalidOption(f"{folder} is a folder and {file} is not.", "Compare two workbooks, or two folders.")
    if not old.is_dir():
        return _Pairs(((new.name, old, new),))
    before, after = _books(old), _books(new)
    both = tuple((name, before[name], after[name]) for name in before if name in after)
    if not both:
        raise InvalidOption(f"{old} and {new} have no workbook of the same name.", "Give two folders of builds.")
    return _Pairs(both, tuple(before.keys() - after.keys()), tuple(after.keys() - before.keys()))


def _books(folder: Path) -> dict[str, Path]:
    """By their place in the folder; not the locks that Excel keeps beside open workbooks."""
    found = sorted(p for p in folder.rglob(f"*{_BOOK}") if p.is_file() and not p.name.startswith(("~$", ".")))
    return {p.relative_to(folder).as_posix(): p for p in found}


def _verdict(name: str, old: Path, new: Path, passwords: Passwords, *, across_months: bool) -> Verdict:
    lang = ""
    try:
        before, after = (facts_of(shown_by(read(book, passwords))) for book in (old, new))
        lang = after.lang
        return Verdict(name, differences(before, after, across_months=across_months), lang=lang)
    except NotComparable as error:
        return Verdict(name, error=UserError(f"{name}: {error.wrong}", error.mend), lang=lang)
    except UserError as error:
        return Verdict(name, error=error, lang=lang)


def _show(verdicts: list[Verdict], pairs: _Pairs, wanted: Words | None) -> None:
    words = wanted or _words(verdicts)
    unpaired = difference_pages.unpaired(pairs.only_old, pairs.only_new, words)
    for text in unpaired:
        answers.say(text)
    for place, (_, found) in enumerate(_found(verdicts)):
        if place or unpaired:
            answers.say("")
        pages.show(difference_pages.page(found, wanted or Words.load(found.new.lang)))


def _writer(out: Path, verdicts: list[Verdict], pairs: _Pairs, wanted: Words | None) -> Callable[[Path], None]:
    words = wanted or _words(verdicts)
    if out.suffix.lower() == _CSV:
        return lambda part: _write_csv(part, verdicts, words)
    blocks = [
        *(block for _, found in _found(verdicts) for block in difference_pages.page(found, words)),
        *map(pages.Paragraph, difference_pages.unpaired(pairs.only_old, pairs.only_new, words)),
    ]
    return lambda part: _write_text(part, pages.markdown(blocks))


def _write_text(part: Path, text: str) -> None:
    part.write_text(text, encoding="utf-8", newline="\n")


def _write_csv(part: Path, verdicts: list[Verdict], words: Words) -> None:
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(difference_pages.headings(words))
        for name, found in _found(verdicts):
            writer.writerows(difference_pages.rows(name, found, words))


def _found(verdicts: list[Verdict]) -> Iterator[tuple[str, BookDifference]]:
    return ((verdict.name, verdict.found) for verdict in verdicts if verdict.found is not None)


def _words(verdicts: list[Verdict]) -> Words:
    """Those of the first newer workbook that can be compared, else of the first."""
    return Words.load(next((verdict.lang for verdict in verdicts if verdict.lang), "en"))


def _summary(verdicts: list[Verdict]) -> str:
    people = sum(len(found.people) for _, found in _found(verdicts))
    return f"{people:,} {'person' if people == 1 else 'people'} in {answers.number_of(len(verdicts), 'workbook')}"


def _tree(verdicts: list[Verdict], pairs: _Pairs) -> dict[str, object]:
    books = [
        {"name": verdict.name, "exit": verdict.exit_code}
        | ({} if verdict.found is None else difference_pages.tree(verdict.found))
        | ({} if verdict.error is None else {"error": {"wrong": verdict.error.wrong, "mend": verdict.error.mend}})
        for verdict in verdicts
    ]
    plain = answers.plain(tuple(books))
    return {"books": plain, "only_old": sorted(pairs.only_old), "only_new": sorted(pairs.only_new)}
