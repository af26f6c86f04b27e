"""manifest.json: what a run made, from what, and whether it adds up. Its schema is described in docs/manifest.md."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from salessheet.batch.books import TOTALS, Made, program_version
from salessheet.batch.places import is_place
from salessheet.batch.planning import Job, Plan
from salessheet.data.problems import Problem
from salessheet.workbook.audience import Audience
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import HALF_A_CENT
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import TargetRows

if TYPE_CHECKING:
    from salessheet.batch.making import Failure

SCHEMA = 1
"""Rises when a reader of the last version could misunderstand the file."""

_ADDED_UP = ("won_amount", "won_deals", "lost_deals")
_TEXTS = ("file", "team_id", "rep_id", "title", "currency", "sha256", "fingerprint")
_LISTS = ("sheets", "uncalculated")
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Workbook:
    """A workbook that was written. `team_id` is blank for the centre, `rep_id` wherever it is not for one person.

    `uncalculated`: the cells of formulas of the template's own that have no value until Excel calculates.
    """

    file: str
    team_id: str
    rep_id: str
    title: str
    sheets: tuple[str, ...]
    currency: str
    totals: Mapping[str, float | None]
    in_centre_currency: Mapping[str, float | None]
    problems: int
    sha256: str
    fingerprint: str = ""
    uncalculated: tuple[str, ...] = ()

    @staticmethod
    def of(job: Job, made: Made) -> Workbook:
        return Workbook(
            job.file,
            job.team_id,
            job.rep_id,
            made.title,
            made.sheets,
            made.currency,
            made.totals,
            made.in_centre_currency,
            made.problems,
            made.sha256,
            made.fingerprint,
            made.uncalculated,
        )

    @staticmethod
    def read(tree: object) -> Workbook | None:
        """As a manifest or a journal has it; None where it is no such entry."""
        names = {field.name for field in dataclasses.fields(Workbook)}
        if not isinstance(tree, dict):
            return None
        tree = {"uncalculated": [], **tree}  # which earlier ones did not say
        if tree.keys() != names or not is_place(tree["file"]) or not _is_sound(tree):
            return None
        return Workbook(**{**tree, **{name: tuple(tree[name]) for name in _LISTS}})


def _is_sound(entry: Mapping[str, object]) -> bool:
    """Whether what is said of a workbook is of the types that it has when it is written: it would be written again."""
    lists = [entry[name] for name in _LISTS]
    return (
        all(_is_text(entry[name]) for name in _TEXTS)
        and all(isinstance(each, list) and all(map(_is_text, each)) for each in lists)
        and isinstance(entry["problems"], int)
        and all(_are_totals(entry[name]) for name in ("totals", "in_centre_currency"))
    )


def _is_text(found: object) -> bool:
    if not isinstance(found, str):
        return False
    try:
        found.encode()
    except UnicodeEncodeError:
        return False
    return True


def _are_totals(found: object) -> bool:
    if not isinstance(found, dict) or found.keys() != TOTALS.keys():
        return False
    return all(total is None or (isinstance(total, (int, float)) and abs(total) < inf) for total in found.values())


@dataclass(frozen=True)
class Digest:
    file: str
    sha256: str


@dataclass(frozen=True, eq=False)
class Manifest:
    """Workbooks and failures in the order of the plan. `kept`: workbooks of earlier runs that still stand there."""

    plan: Plan
    inputs: tuple[Digest, ...]
    workbooks: tuple[Workbook, ...]
    failures: tuple[Failure, ...]
    kept: tuple[Digest, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (
            *self.plan.problems,
            *(_target_problem(self.workbooks, Words.load(self.plan.lang)) if self.can_add_up else ()),
        )

    @property
    def can_add_up(self) -> bool:
        """Whether the centre and every team have their workbooks."""
        is_whole = not self.plan.selected and self.plan.audience is not Audience.REP
        return is_whole and len(self.workbooks) == len(self.plan.jobs)

    @property
    def differences(self) -> dict[str, float]:
        """Total → the centre's less those of the teams, where they differ; {} where some are missing."""
        if not self.can_add_up:
            return {}
        found = {name: _difference(self.workbooks, name) for name in _ADDED_UP}
        return {name: gap for name, gap in found.items() if gap is not None}

    def text(self) -> str:
        """JSON: keys sorted, UTF-8, no clock, no path of this machine."""
        tree = {
            "schema": SCHEMA,
            "salessheet": program_version(),
            "options": {
                "audience": self.plan.audience,
                "encrypted": self.plan.keys is not None,
                "formulas": self.plan.formulas.value,
                "lang": self.plan.lang,
                "sheets": "all" if self.plan.every_sheet else "used",
                "teams": list(self.plan.selected),
                "template": _template(self.plan),
            },
            "as_of": self.plan.as_of.isoformat(),
            "period": f"{self.plan.period:%Y-%m}",
            "complete": not self.failures,
            "inputs": [dataclasses.asdict(digest) for digest in self.inputs],
            "workbooks": [dataclasses.asdict(workbook) for workbook in self.workbooks],
            "failed": [{"file": f.file, "team_id": f.team_id, "wrong": f.wrong, "mend": f.mend} for f in self.failures],
            "kept": [dataclasses.asdict(digest) for digest in self.kept],
            "problems": [problem_tree(problem) for problem in self.problems],
            "unused": [dataclasses.asdict(record) for record in self.plan.unused],
        }
        return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def problem_tree(problem: Problem) -> dict[str, object]:
    return {**dataclasses.asdict(problem), "severity": problem.severity.name.lower(), "count": problem.count}


def _template(plan: Plan) -> dict[str, object] | None:
    """The company's own, that workbooks were made from; None where they have the look of salessheet."""
    if plan.template is None or plan.made_from is None:
        return None
    return {
        "file": plan.template.name,
        "sha256": plan.made_from.sha256,
        "replaced": list(plan.made_from.replaced),
        "workbooks": [job.file for job in plan.jobs if plan.template_of(job) is not None],
    }


def input_digests(plan: Plan) -> tuple[Digest, ...]:
    """What the data was read from: the workbook, those files of the folder that hold a table, tables of a database."""
    return tuple(Digest(name, sha256) for name, sha256 in sorted(plan.dataset.digests.items()))


def recorded_books(path: Path) -> dict[str, Workbook]:
    """File → what a manifest says of its workbook; {} where there is none, or it is not one of ours."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["workbooks"] if path.is_file() else []
        books = [Workbook.read(tree) for tree in listed]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return {book.file: book for book in books if book is not None}


def recorded(path: Path) -> Mapping[str, str] | None:
    """File → SHA-256 of the workbooks in a manifest; None where there is none, or it is not one of ours."""
    try:
        if not path.is_file():
            return None
        tree = json.loads(path.read_text(encoding="utf-8"))
        found = {entry["file"]: entry["sha256"] for entry in (*tree["workbooks"], *tree["kept"])}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if all(is_place(file) and isinstance(sha256, str) for file, sha256 in found.items()) else None


def version_in(path: Path) -> str:
    """The version of salessheet that wrote the manifest; blank where there is none."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["salessheet"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _difference(workbooks: Iterable[Workbook], name: str) -> float | None:
    """The centre's total less those of the teams; None where they agree to half a cent."""
    centre, teams = 0.0, 0.0
    for workbook in workbooks:
        amount = workbook.in_centre_currency[name] or 0.0
        if workbook.team_id:
            teams += amount
        else:
            centre += amount
    gap = centre - teams
    return gap if abs(gap) > HALF_A_CENT + _ROUNDING * abs(centre) else None


def _target_problem(workbooks: tuple[Workbook, ...], words: Words) -> tuple[Problem, ...]:
    """Targets are data: that the teams' do not total the centre's is for people to settle, and no defect."""
    if any(workbook.totals["annual_target"] is None for workbook in workbooks):
        return ()
    gap = _difference(workbooks, "annual_target")
    if gap is None:
        return ()
    kind = "target_below" if gap < 0 else "target_above"
    wrong = words.text(f"problem.{kind}.wrong").format(amount=f"{abs(gap):,.2f}")
    return (
        Problem(
            TargetRows.key, 0, "", wrong, words.text(f"problem.{kind}.mend"),
            Severity.NOTED, TargetRows.key,
        ),
    )  # fmt: skip  # in the order of the fields
