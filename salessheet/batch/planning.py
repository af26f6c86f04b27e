"""What a run will make: one workbook a team and one of the whole centre, for one period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from salessheet.batch.file_names import CENTRE, ENDING, file_names
from salessheet.batch.key_file import Keys
from salessheet.batch.moulds import MadeFrom, check_template, made_from
from salessheet.batch.team_passwords import TeamPasswords, team_passwords
from salessheet.data.audiences import paid_on_teams
from salessheet.data.commission.versions import NOBODY, versions
from salessheet.data.dataset import Dataset, as_of, language
from salessheet.data.filling import Scope
from salessheet.data.problems import Problem
from salessheet.data.slices import for_team, teams
from salessheet.data.unused import unused
from salessheet.errors import InvalidOption, NothingToBuild
from salessheet.workbook.audience import Audience
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour
from salessheet.workbook.tables import Reps
from salessheet.xlsx.encryption import NO_PASSWORDS, Password, Passwords, need_library
from salessheet.xlsx.web_extensions import WebExtension

_UNPROTECTED: Final = TeamPasswords({})


@dataclass(frozen=True)
class Options:
    """What can be chosen. `teams`: only these, without the centre; () for all. `period`: any day of its month.

    `audience`: for whom; None for everybody in the team. Managers get what is private of their teams, too, reps get
    one workbook each, with what is theirs alone.

    `every_sheet`: those that the data has nothing for as well, to be filled in by hand.

    `template`: a workbook to be filled in for each of them; it must be in the language.

    `keys`: the passwords that workbooks are encrypted with; None for none. `opening`: those of earlier workbooks.

    Without `lang` it is what the data's settings ask for, without `as_of` the latest date in the data, without
    `period` the month of `as_of`.
    """

    lang: str | None = None
    formulas: Flavour = Flavour.NATIVE
    teams: tuple[str, ...] = ()
    period: dt.date | None = None
    as_of: dt.date | None = None
    audience: Audience | None = None
    template: Path | None = None
    keys: Keys | None = None
    opening: Passwords = NO_PASSWORDS
    every_sheet: bool = False


@dataclass(frozen=True)
class Job:
    """One workbook. `team_id` is blank for the centre; `rep_id` says whose it is, where it is for one person."""

    team_id: str
    file: str
    rep_id: str = ""


@dataclass(frozen=True, eq=False)
class Plan:
    """`period` is the first day of its month; `lang` is one of `labels.LANGUAGES`.

    `extension`: an add-in that each workbook is to carry. `made_from`: what the template is, if there is one.
    """

    dataset: Dataset
    jobs: tuple[Job, ...]
    period: dt.date
    as_of: dt.date
    lang: str
    formulas: Flavour
    teams: tuple[str, ...] = ()
    audience: Audience | None = None
    template: Path | None = None
    made_from: MadeFrom | None = None
    keys: Keys | None = None
    passwords: TeamPasswords = _UNPROTECTED
    opening: Passwords = NO_PASSWORDS
    extension: WebExtension | None = None
    every_sheet: bool = False

    @property
    def selected(self) -> tuple[str, ...]:
        """The teams asked for by name; () where the whole centre is built."""
        return self.teams

    def scope_of(self, job: Job) -> Scope:
        first_month = int(self.dataset.settings["first_month"] or 1)
        return Scope(
            job.team_id, self.period, self.as_of, first_month, Words.load(self.lang), audience=self.audience,
            rep=job.rep_id,
        )  # fmt: skip  # in the order of the fields

    def password_of(self, job: Job) -> Password | None:
        """What the workbook is encrypted with: that of the team, for a person as well. None for no encryption."""
        return None if self.keys is None else self.passwords.by_team[job.team_id]

    def template_of(self, job: Job) -> Path | None:
        """What the workbook is made from: the centre's own look where the template is one for teams."""
        if self.made_from is None or not (job.team_id or self.made_from.is_for_the_centre):
            return None
        return self.template

    def is_proof(self, job: Job) -> bool:
        """Whether the workbook is one to look at for faults of the making: a team's costs less than the centre's."""
        return bool(job.team_id) or not any(other.team_id for other in self.jobs)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the data that concern what is built: those of its teams and those of nobody in particular."""
        chosen = self.selected
        return tuple(p for p in self.dataset.problems if not chosen or p.team in ("", *chosen))

    @cached_property
    def unused(self) -> tuple[Unused, ...]:
        """What is read but not counted: in the whole data, or, where teams were asked for, in that of each of them."""
        words = Words.load(self.lang)
        if not self.selected:
            return unused(self.dataset, self.period, words)
        slices = ((team, for_team(self.dataset, team)) for team in self.selected)
        return tuple(record for team, part in slices for record in unused(part, self.period, words, team))


def plan(dataset: Dataset, options: Options) -> Plan:
    """The centre first, which takes longest, then the teams in the order of the source.

    Raises NothingToBuild where there is no team, or not the one asked for; InvalidOption where the data has no date
    and no `as_of` is given, for an unknown language, where every sheet is asked for of a template, which has its own,
    or where a workbook is to be encrypted and has no fit password.
    """
    if options.every_sheet and options.template is not None:
        raise InvalidOption(
            f"--sheets all and --template {options.template}: a workbook has the sheets of its template.",
            "Leave one of them out; `salessheet template` writes one with every sheet.",
        )
    known = teams(dataset)
    if not known:
        raise NothingToBuild(f"{dataset.source}: there is no team.", "Fill in the table 'teams', one row a team.")
    chosen = _chosen(known, options.teams)
    day = options.as_of or as_of(dataset)
    if day is None:
        raise InvalidOption(
            f"{dataset.source}: no deal, order, receipt or activity has a date.",
            "Name the columns of dates as `salessheet schema` lists them, or say for which day the workbooks are, for "
            "example --as-of 2026-06-30.",
        )
    jobs = tuple(_jobs(dataset, known, chosen, options))
    planned = Plan(
        dataset=dataset,
        jobs=jobs,
        period=(options.period or day).replace(day=1),
        as_of=day,
        lang=Words.load(options.lang or language(dataset)).lang,
        formulas=options.formulas,
        teams=chosen if options.teams else (),
        audience=options.audience,
        template=options.template,
        made_from=None if options.template is None else made_from(options.template, options.audience),
        keys=options.keys,
        passwords=_passwords(options.keys, jobs, known, dataset),
        opening=options.opening,
        every_sheet=options.every_sheet,
    )
    if options.template is not None:
        check_template(options.template, dataset, planned.scope_of(planned.jobs[-1]))
    return planned


def _passwords(keys: Keys | None, jobs: tuple[Job, ...], known: tuple[str, ...], dataset: Dataset) -> TeamPasswords:
    if keys is None:
        return _UNPROTECTED
    need_library()
    if keys.path.resolve().parent == Path(dataset.source).resolve():
        raise InvalidOption(
            f"{keys.path} lies among the tables, which are copied and handed on.", "Keep the passwords elsewhere."
        )
    return team_passwords(keys, (job.team_id for job in jobs), known)


def _jobs(dataset: Dataset, known: tuple[str, ...], chosen: tuple[str, ...], options: Options) -> Iterator[Job]:
    if options.audience is Audience.REP:
        yield from _of_people(dataset, known, chosen)
        return
    if not options.teams:
        yield Job("", CENTRE + ENDING)
    files = file_names(known)
    yield from (Job(team, files[team]) for team in chosen)


def _of_people(dataset: Dataset, known: tuple[str, ...], chosen: tuple[str, ...]) -> Iterator[Job]:
    """Everybody of the teams whom a plan serves, on whatever day, but those who are paid on what their team sells.

    Each workbook stands in a folder of its team. Raises NothingToBuild where there is nobody.
    """
    reps = dataset.table(Reps)
    served = set(reps["rep_id"][(versions(dataset).groups != NOBODY).any(axis=1)]) - paid_on_teams(dataset)
    folders = file_names(known)
    found = []
    for team in chosen:
        files = file_names(reps["rep_id"][reps["team_id"] == team])
        folder = folders[team].removesuffix(ENDING)
        found += [Job(team, f"{folder}/{file}", rep) for rep, file in files.items() if rep in served]
    if not found:
        raise NothingToBuild(f"{dataset.source}: no plan pays anybody.", "Fill in plans and plan_tiers.")
    yield from found


def _chosen(known: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    """The teams asked for, in the order of the source; case does not matter."""
    if not asked:
        return known
    wanted = {team.casefold() for team in asked}
    unknown = [team for team in asked if team.casefold() not in {k.casefold() for k in known}]
    if unknown:
        raise NothingToBuild(f"There is no team '{unknown[0]}'.", f"The teams are {', '.join(known)}.")
    return tuple(team for team in known if team.casefold() in wanted)
