"""The manifest of a customised template: the differences that its owner made on purpose, each with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salessheet.calc.soundness.findings import Finding, Kind
from salessheet.errors import InvalidOption
from salessheet.xlsx.addresses import area

SCHEMA: Final = 1
_ACCEPTED: Final = "accepted_differences"
_WORKBOOKS: Final = "workbooks"
_MEND: Final = "Write one with --write-manifest; docs/verify.md describes it."


@dataclass(frozen=True)
class Accepted:
    """A difference that somebody signed for. `where`: of cells, any range around them. No `reason`: not signed."""

    kind: Kind
    sheet: str
    where: str
    found: str | None
    reason: str

    def is_for(self, finding: Finding) -> bool:
        """Only for what stands there now: what changes again is no longer accepted."""
        if (self.kind, self.sheet, self.found) != (finding.kind, finding.sheet, finding.found) or not self.reason:
            return False
        if self.where == finding.where or finding.area is None:
            return self.where == finding.where
        around = area(self.sheet, self.where)
        return around is not None and around.covers(finding.area)


@dataclass(frozen=True)
class Manifest:
    """What its owner, or the build, says of workbooks.

    `hashes`: of a manifest that a build wrote, the SHA-256 of each file by its place. `template`: the company's own
    that `from_template`, some of them, were built from; blank for none.
    """

    accepted: tuple[Accepted, ...] = ()
    hashes: Mapping[str, str] | None = None
    template: str = ""
    from_template: frozenset[str] = frozenset()

    def place_of(self, book: Path) -> str:
        """As a build names it: a person's workbook with the folder of its team, any other by its name alone."""
        in_folder = f"{book.absolute().parent.name}/{book.name}"
        return in_folder if in_folder in (self.hashes or {}) else book.name

    def split(self, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Accepted, ...]]:
        """What is left of the findings, and for each of the others what accepts it."""
        left: list[Finding] = []
        signed: list[Accepted] = []
        for finding in findings:
            entry = next((each for each in self.accepted if each.is_for(finding)), None)
            if entry is None:
                left.append(finding)
            else:
                signed.append(entry)
        return tuple(left), tuple(signed)


def manifest(path: Path) -> Manifest:
    """Raises InvalidOption where the file cannot be read or is no manifest."""
    try:
        tree = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        wrong = f"--manifest {path}: it cannot be read ({error.strerror or error})."
        raise InvalidOption(wrong, f"Check the path. {_MEND}") from error
    except ValueError as error:
        raise InvalidOption(f"--manifest {path}: this is no JSON in UTF-8 ({error}).", _MEND) from error
    if isinstance(tree, dict) and isinstance(tree.get(_ACCEPTED), list):
        return Manifest(tuple(_entry(path, i, each) for i, each in enumerate(tree[_ACCEPTED], start=1)))
    if isinstance(tree, dict) and isinstance(tree.get(_WORKBOOKS), list):
        books = (each for each in tree[_WORKBOOKS] if isinstance(each, dict))
        hashes = {str(each.get("file")): str(each.get("sha256")) for each in books}
        template, made = _template(tree, hashes)
        return Manifest(hashes=hashes, template=template, from_template=made)
    raise InvalidOption(f"--manifest {path}: it is neither a list of accepted differences nor of a build.", _MEND)


def _template(tree: Mapping[str, object], files: Iterable[str]) -> tuple[str, frozenset[str]]:
    """The template, and which of the files were made from it."""
    options = tree.get("options")
    made_from = options.get("template") if isinstance(options, dict) else None
    if not isinstance(made_from, dict):
        return "", frozenset()
    made = made_from.get("workbooks")
    return str(made_from.get("file", "")), frozenset(map(str, made if isinstance(made, list) else files))


def text(findings: Sequence[Finding], version: str) -> str:
    """A manifest of these differences, once each, for their owner to give the reasons. UTF-8 JSON, without a clock."""
    entries = {
        (f.kind.value, f.sheet, f.where, f.found): {
            "kind": f.kind.value,
            "sheet": f.sheet,
            "where": f.where,
            "found": f.found,
            "instead_of": f.wanted,
            "reason": "",
        }
        for f in findings
    }
    tree = {"schema": SCHEMA, "salessheet": version, _ACCEPTED: list(entries.values())}
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _entry(path: Path, number: int, tree: object) -> Accepted:
    texts = tree if isinstance(tree, dict) else {}
    known = {key: texts.get(key, "") for key in ("kind", "sheet", "where", "reason")}
    found = texts.get("found")
    wrong = next((key for key, value in known.items() if not isinstance(value, str)), None)
    if known["kind"] not in set(Kind):
        wrong = "kind"
    elif not known["where"]:
        wrong = "where"
    elif not (found is None or isinstance(found, str)):
        wrong = "found"
    if wrong is not None:
        raise InvalidOption(f"--manifest {path}: entry {number} has no {wrong} that makes sense.", _MEND)
    return Accepted(Kind(known["kind"]), known["sheet"], known["where"], found, known["reason"].strip())
