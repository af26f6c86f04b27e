"""What verify says of the structure of a workbook: what differs from the declaration, and what of it was accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

from salessheet.batch.outputs import write_file
from salessheet.calc.soundness import Accepted, Finding, Manifest, manifest, manifest_text, soundness
from salessheet.cli import answers, tongue
from salessheet.files import sha256_of
from salessheet.xlsx.book_file import BookFile

_LONGEST: Final = 120  # characters of a cell of the table


@dataclass(frozen=True)
class Structure:
    """Of one workbook: all that was `found`; `findings` are those that nobody accepted, `signed` accepts the others."""

    findings: tuple[Finding, ...]
    signed: tuple[Accepted, ...]
    notes: tuple[str, ...]
    is_compared: bool
    found: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> int:
        return len(self.signed)


@dataclass(eq=False)
class Signed:
    """The manifest of a run, if there is one, and which of its entries were met with. `found`: all differences."""

    manifest: Manifest = field(default_factory=Manifest)
    met: set[Accepted] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)

    @staticmethod
    def of(path: Path | None) -> Signed:
        """Raises InvalidOption where the file is no manifest."""
        return Signed() if path is None else Signed(manifest(path))

    def note(self, structures: Iterable[Structure]) -> None:
        for one in structures:
            self.met.update(one.signed)
            self.found += one.found

    @property
    def unmet(self) -> list[tuple[Accepted, str]]:
        """Entries that accepted nothing, each with the reason in words."""
        return [
            (entry, "matches nothing" if entry.reason else "has no reason, so it accepts nothing")
            for entry in self.manifest.accepted
            if entry not in self.met
        ]

    def write(self, path: Path) -> None:
        """A manifest of all that was found, for the owner of the template to sign. Raises RefusedOutput."""
        content = manifest_text(self.found, version("salessheet"))
        write_file(path, lambda part: _write(part, content), overwrite=False)


def structure_of(book: BookFile, manifest: Manifest) -> Structure:
    """What of a workbook differs from the declaration, as far as the manifest does not accept it."""
    if manifest.place_of(book.path) in manifest.from_template and _is_as_built(book.path, manifest):
        made = f"it is as it was built from the template {manifest.template}, whose structure it has"
        return Structure((), (), (made,), is_compared=False)
    sound = soundness(book)
    left, signed = manifest.split(sound.findings)
    since = () if manifest.hashes is None else (_since_built(book.path, manifest),)
    return Structure(left, signed, (*since, *sound.notes), sound.is_compared, sound.findings)


def _is_as_built(path: Path, manifest: Manifest) -> bool:
    return (manifest.hashes or {}).get(manifest.place_of(path)) == sha256_of(path)


def show(path: Path, structure: Structure) -> None:
    count = len(structure.findings)
    customised = f"; customised: {structure.accepted:,} accepted" if structure.accepted else ""
    differs = f"{count:,} difference{'s' * (count != 1)} from the declaration" if count else "as declared"
    if structure.is_compared:
        answers.say(f"{path}: structure: {differs}{customised}.")
    answers.show_table(
        "",
        ("Sheet", "Where", "What", "Stands there", "Should be", "Depends on it"),
        [
            (f.sheet, f.where, *map(tongue.said, (f.kind, _short(f.found), _wanted(f), f.dependents)))
            for f in structure.findings
        ],
        more="; --json has all of them",
    )
    for note in structure.notes:
        answers.say(f"{path}: {note}.")


def _wanted(finding: Finding) -> str:
    return "(added)" if finding.is_added else _short(finding.wanted)


def show_unmet(signed: Signed) -> None:
    for entry, why in signed.unmet:
        place = f"{entry.sheet}!{entry.where}" if entry.sheet else entry.where
        answers.say(f"The manifest's entry for {place} ({entry.kind}) {why}.")


def trees(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [
        {
            "sheet": f.sheet,
            "where": f.where,
            "kind": f.kind.value,
            "found": f.found,
            "expected": f.wanted,
            "added": f.is_added,
            "formulas": f.formulas,
            "charts": f.charts,
        }
        for f in findings
    ]


def unmet_trees(signed: Signed) -> list[dict[str, object]]:
    return [
        {"sheet": entry.sheet, "where": entry.where, "kind": entry.kind.value, "why": why}
        for entry, why in signed.unmet
    ]


def _since_built(path: Path, manifest: Manifest) -> str:
    """People type into workbooks, so that a change is no fault."""
    place = manifest.place_of(path)
    if manifest.hashes is None or place not in manifest.hashes:
        return "the manifest of the build does not name it"
    is_same = manifest.hashes[place] == sha256_of(path)
    return "it is unchanged since it was built" if is_same else "it was changed since it was built"


def _short(text: str | None) -> str:
    told = "(nothing)" if text is None else " ".join(text.split())
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"


def _write(part: Path, content: str) -> None:
    part.write_text(content, encoding="utf-8", newline="\n")
