"""What a run will make: one workbook a team and one of the whole centre, for one period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from salessheet.batch.file_names import CENTRE, ENDING, file_names
from salessheet.data.dataset import Dataset, as_of, language
from salessheet.data.problems import Problem
from salessheet.data.slices import for_team, teams
from salessheet.data.unused import unused
from salessheet.errors import InvalidOption, NothingToBuild
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Options:
    """What can be chosen. `teams`: only these, without the centre; () for all. `period`: any day of its month.

    Without `lang` it is what the data's settings ask for, without `as_of` the latest date in the data, without
    `period` the month of `as_of`.
    """

    lang: str | None = None
    formulas: Flavour = Flavour.NATIVE
    teams: tuple[str, ...] = ()
    period: dt.date | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True)
class Job:
    """One workbook. `team_id` is blank for the centre."""

    team_id: str
    file: str


@dataclass(frozen=True, eq=False)
class Plan:
    """`period` is the first day of its month; `lang` is one of `labels.LANGUAGES`."""

    dataset: Dataset
    jobs: tuple[Job, ...]
    period: dt.date
    as_of: dt.date
    lang: str
    formulas: Flavour

    @property
    def selected(self) -> tuple[str, ...]:
        """The teams asked for by name; () where the whole centre is built."""
        ids = tuple(job.team_id for job in self.jobs)
        return () if "" in ids else ids

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
    and no `as_of` is given, or for an unknown language.
    """
    known = teams(dataset)
    if not known:
        raise NothingToBuild(f"{dataset.source}: there is no team.", "Fill in the table 'teams', one row a team.")
    files = file_names(known)
    chosen = _chosen(known, options.teams)
    day = options.as_of or as_of(dataset)
    if day is None:
        raise InvalidOption(
            f"{dataset.source}: no deal, order, receipt or activity has a date.",
            "Say for which day the workbooks are, for example --as-of 2026-06-30.",
        )
    centre = () if options.teams else (Job("", CENTRE + ENDING),)
    return Plan(
        dataset=dataset,
        jobs=(*centre, *(Job(team, files[team]) for team in chosen)),
        period=(options.period or day).replace(day=1),
        as_of=day,
        lang=Words.load(options.lang or language(dataset)).lang,
        formulas=options.formulas,
    )


def _chosen(known: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    """The teams asked for, in the order of the source; case does not matter."""
    if not asked:
        return known
    wanted = {team.casefold() for team in asked}
    unknown = [team for team in asked if team.casefold() not in {k.casefold() for k in known}]
    if unknown:
        raise NothingToBuild(f"There is no team '{unknown[0]}'.", f"The teams are {', '.join(known)}.")
    return tuple(team for team in known if team.casefold() in wanted)
