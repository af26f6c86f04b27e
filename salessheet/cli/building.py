"""The commands that make workbooks: build, demo, template."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from salessheet import bundled
from salessheet.batch import Options, Plan, Report, check_outputs, held_folder, plan, run, write_template
from salessheet.batch.key_file import read as keys_in
from salessheet.batch.manifest import problem_tree
from salessheet.batch.moulds import mould_of
from salessheet.batch.opening import key_ring
from salessheet.cli import answers, tongue
from salessheet.cli.addins import check_addin, extension
from salessheet.cli.answers import INTERRUPTED
from salessheet.cli.options import (
    DataLang,
    Encoding,
    Json,
    Lang,
    OutFile,
    OutFolder,
    Overwrite,
    day,
    is_typed,
    month,
    path,
    place,
    processes,
    workbook_path,
)
from salessheet.data.audiences import paid_on_teams
from salessheet.data.dataset import language
from salessheet.data.load import load
from salessheet.data.remote import local
from salessheet.errors import InvalidOption
from salessheet.workbook.audience import Audience
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Flavour


class Sheets(StrEnum):
    USED = "used"
    ALL = "all"


class Whom(StrEnum):
    """The audiences by the names of the command line, and everybody in the team, who are none in particular."""

    MANAGER = Audience.MANAGER.value
    FINANCE = Audience.FINANCE.value
    REP = Audience.REP.value
    TEAM = "team"

    @property
    def audience(self) -> Audience | None:
        return None if self is Whom.TEAM else Audience(self.value)


For = Annotated[
    Whom,
    typer.Option(
        "--audience",
        help="For whom: the managers of the teams, with what is private to them; finance (no notes on people, no KPI); "
        "reps (one workbook each, with what is theirs alone); or everybody in the team.",
    ),
]

WithAddin = Annotated[
    str,
    typer.Option(help="Put the functions and buttons for an add-in into each workbook: lite.", show_default=False),
]

_SAID_OF = {None: "for_team", Audience.FINANCE: "for_finance", Audience.REP: "for_reps"}
_DEMO_SAMPLES = {"en": "sample", "zh-CN": "sample-zh-CN"}
_MOST_NAMED = 10


def build(
    *,
    ctx: typer.Context,
    data: Annotated[
        str,
        typer.Option(
            help="A folder of CSV or Parquet files, an .xlsx, a URL of one, or a database.",
            show_default=False,
            parser=place,
        ),
    ],
    out: OutFolder,
    team: Annotated[
        list[str] | None, typer.Option(help="Only this team, without the centre; may be repeated.", show_default=False)
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(help="The month shown, such as 2026-06. [default: that of --as-of]", show_default=False),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="The last day the data covers. [default: the latest date in the data]", show_default=False),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            help="A template of your own to fill in: one that `salessheet template` wrote, whatever you changed in its "
            "look and added to it.",
            show_default=False,
            parser=path,
        ),
    ] = None,
    formulas: Annotated[
        Flavour, typer.Option(help="Plain formulas, formulas that call Python, or values alone.")
    ] = Flavour.NATIVE,
    audience: For = Whom.MANAGER,
    sheets: Annotated[
        Sheets, typer.Option(help="Sheets that the data has something for, or all, to type into.")
    ] = Sheets.USED,
    lang: DataLang = None,
    encoding: Encoding = "",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes. [default: one per core]", show_default=False)
    ] = None,
    encrypt_with: Annotated[
        Path | None,
        typer.Option(
            help="Encrypt each workbook with its team's password: a CSV of team_id and password, the centre's with a "
            "blank team_id.",
            show_default=False,
            parser=path,
        ),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(
            help="Passwords of earlier workbooks in the folder, where --encrypt-with has other ones.",
            show_default=False,
            parser=path,
        ),
    ] = None,
    with_addin: WithAddin = "",
    cluster: Annotated[
        str,
        typer.Option(
            help="The scheduler of a Dask cluster, such as tcp://host:8786, whose workers make the workbooks in place "
            "of --jobs.",
            show_default=False,
        ),
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Leave workbooks that are done, and would be made from the same again.")
    ] = False,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Write the workbooks of every team and of the centre, with a manifest.

    Writes <team_id>.xlsx per team, centre.xlsx and manifest.json; with --audience rep one workbook per person instead
    of these. A workbook that somebody changed since it was built is left and listed unless --overwrite is given. Exit
    code 0: all done; 1: done, but some rows or teams have problems, or a payout or total is missing something that was
    read, which is listed; 2: nothing was written.
    """
    if template is not None and lang is None:
        lang = mould_of(template, audience.audience).words.lang
    keys, earlier = (None if file is None else keys_in(file, encoding) for file in (encrypt_with, key_file))
    opening = key_ring(each for each in (keys, earlier) if each is not None)
    options = Options(
        lang,
        formulas,
        tuple(team or ()),
        month(period),
        day(as_of),
        audience.audience,
        template,
        keys,
        opening,
        every_sheet=sheets is Sheets.ALL,
    )
    cluster, jobs = _makers(ctx, cluster, jobs)
    if with_addin:
        check_addin(with_addin, template)
    with local(data) as source:
        dataset = load(source, None if lang is None else Words.load(lang), encoding)
        tongue.follow(language(dataset))
        planned = plan(dataset, options)
        tongue.follow(planned.lang)
        if with_addin:
            planned = dataclasses.replace(planned, extension=extension(planned.lang))
        count = 1 if cluster else processes(jobs, len(planned.jobs))
        report = _run(planned, out, count, cluster=cluster, overwrite=overwrite, resume=resume, as_json=as_json)
    code = _exit_code(report)
    if as_json:
        answers.print_json({"exit": code, **_tree(planned, report)})
    else:
        _show(planned, report)
    if ctx.find_root().params.get("debug"):
        sys.stderr.writelines(failure.trace for failure in report.failures)
    return code


def demo(
    *,
    out: OutFolder = Path("salessheet-demo"),
    audience: For = Whom.MANAGER,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Write the workbooks of a sample sales centre, in English and Chinese.

    Three teams and the centre in each language, from the sample data that comes with the package.
    """
    planned = {lang: _demo_plan(lang, audience.audience) for lang in LANGUAGES}
    reports = {}
    with ExitStack() as held:
        for lang in planned:
            held.enter_context(held_folder(out / lang))
        for lang, plan_ in planned.items():
            check_outputs(plan_, out / lang, overwrite=overwrite)
        for lang, plan_ in planned.items():
            reports[lang] = _run(plan_, out / lang, 1, overwrite=overwrite, as_json=as_json)
            if reports[lang].interrupted or reports[lang].stopped:
                break
    code = max(_exit_code(report) for report in reports.values())
    if as_json:
        trees = {lang: _tree(planned[lang], report) for lang, report in reports.items()}
        answers.print_json({"exit": code, "out": str(out), "languages": trees})
        return code
    for lang, report in reports.items():
        _show(planned[lang], report)
    return code


def template(
    *,
    out: OutFile,
    lang: Lang = "en",
    formulas: Annotated[
        Flavour, typer.Option(help="Plain formulas, formulas that call Python, or values alone.")
    ] = Flavour.PYTHON,
    year: Annotated[int, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="The fiscal year of its calendar.")] = 2026,
    with_addin: WithAddin = "",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> int:
    """Write an empty workbook: every sheet a team can have, ready to be filled in."""
    workbook_path("--out", out)
    carried = None
    if with_addin:
        check_addin(with_addin, None)
        carried = extension(lang)
    write_template(out, lang=lang, formulas=formulas, year=year, extension=carried, overwrite=overwrite)
    if as_json:
        answers.print_json({"exit": 0, "file": str(out)})
    else:
        answers.say(f"Wrote {out}.")
    return 0


def _demo_plan(lang: str, audience: Audience | None) -> Plan:
    folder = bundled.path(bundled.Kind.EXAMPLES, _DEMO_SAMPLES[lang])
    return plan(load(folder, Words.load(lang)), Options(lang, audience=audience))


def _makers(ctx: typer.Context, cluster: str, jobs: int | None) -> tuple[str, int | None]:
    """The two options, of which one counts: of one on the command line and one in the settings file the former.

    Raises InvalidOption where both stand in one place.
    """
    if not cluster or jobs is None:
        return cluster, jobs
    by_hand = [name for name in ("cluster", "jobs") if is_typed(ctx, name)]
    if len(by_hand) != 1:
        raise InvalidOption(
            f"--cluster {cluster} and --jobs {jobs}: the workers of a cluster make all workbooks, and no process here.",
            "Say one of them.",
        )
    return ("", jobs) if by_hand == ["jobs"] else (cluster, None)


def _run(
    planned: Plan,
    out: Path,
    jobs: int,
    *,
    overwrite: bool,
    as_json: bool,
    cluster: str = "",
    resume: bool = False,
) -> Report:
    with answers.progress(quiet=as_json) as told:
        return run(planned, out, jobs=jobs, cluster=cluster, overwrite=overwrite, resume=resume, progress=told)


def _exit_code(report: Report) -> int:
    if report.interrupted:
        return INTERRUPTED
    if not report.workbooks:
        return 2
    is_lacking = any(record.lacking for record in report.unused)
    return 1 if report.problems or report.failures or report.stopped or is_lacking else 0


def _show(planned: Plan, report: Report) -> None:
    """In the language of the workbooks, but for what is wrong with a workbook, which is told as errors are."""
    words = Words.load(planned.lang)

    def say(key: str, **facts: object) -> None:
        answers.say(words.text(f"said.{key}").format_map(facts))

    _show_month(planned, report, say)
    if planned.audience in _SAID_OF:
        say(_SAID_OF[planned.audience])
    if planned.audience is Audience.REP and (on_teams := paid_on_teams(planned.dataset)):
        say("on_teams", names=words.listed(sorted(on_teams)))
    _show_template(planned, report, words, say)
    if planned.keys is not None:
        _show_protection(report, words, say)
    if planned.selected:
        say("selected")
    answers.show_table(
        "",
        answers.headings(words, "file", "team", "won", "annual_target", "problem_count"),
        [(w.file, w.team_id, w.totals["won_amount"], w.totals["annual_target"], w.problems) for w in report.workbooks],
        more=words.text("said.more_workbooks"),
    )
    answers.show_table(
        words.text("said.failed").format(count=len(report.failures)),
        answers.headings(words, "file", "team", "what", "mend"),
        [(f.file, f.team_id, tongue.said(f.wrong), tongue.said(f.mend)) for f in report.failures],
        more=words.text("said.more_failures"),
    )
    _show_rest(report, words, say)
    answers.show_problems(report.problems, words, listed="in_manifest")
    answers.show_unused(report.unused, words)
    if report.stopped is not None:
        answers.show_error(report.stopped, as_json=False)


def _show_rest(report: Report, words: Words, say: Callable[..., None]) -> None:
    """What was not made again, and what was not read."""
    if report.skipped:
        say("skipped", count=len(report.skipped))
    if report.kept:
        say("kept", files=words.listed(report.kept))
    if report.ignored:
        say("ignored", files=words.listed(report.ignored))
    for file, headings in report.unread.items():
        say("unread", file=file, columns=words.listed(headings))


def _show_protection(report: Report, words: Words, say: Callable[..., None]) -> None:
    say("protected")
    for note in report.notes:
        say("note", note=note)
    if report.bare:
        say("bare", files=words.listed(report.bare))


def _show_month(planned: Plan, report: Report, say: Callable[..., None]) -> None:
    as_of, period = planned.as_of.isoformat(), f"{planned.period:%Y-%m}"
    count = len(report.workbooks)
    made = "made_one" if count == 1 else "made"
    say(made, count=f"{count:,}", folder=report.out, period=period, as_of=as_of, lang=planned.lang)
    if planned.period > planned.as_of:
        say("in_future", period=period, as_of=as_of)


def _show_template(planned: Plan, report: Report, words: Words, say: Callable[..., None]) -> None:
    """What of a company's own template did not go into the workbooks as it is, or has no value there."""
    replaced = () if planned.made_from is None else planned.made_from.replaced
    uncalculated = tuple(dict.fromkeys(cell for book in report.workbooks for cell in book.uncalculated))
    for what, cells in (("replaced", replaced), ("uncalculated", uncalculated)):
        named, more = words.listed(cells[:_MOST_NAMED]), len(cells) - _MOST_NAMED
        if cells:
            say(f"{what}_and_more" if more > 0 else what, cells=named, count=more)
    if planned.template is not None and any(not j.team_id and planned.template_of(j) is None for j in planned.jobs):
        say("centre_look")


def _tree(planned: Plan, report: Report) -> dict[str, object]:
    """`error` is there where the disk took no more."""
    stopped = {} if report.stopped is None else {"error": answers.error_tree(report.stopped)}
    return {
        **stopped,
        "out": str(report.out),
        "manifest": str(report.manifest),
        "lang": planned.lang,
        "period": f"{planned.period:%Y-%m}",
        "as_of": planned.as_of.isoformat(),
        "interrupted": report.interrupted,
        **({} if planned.made_from is None else {"replaced": list(planned.made_from.replaced)}),
        "workbooks": [dataclasses.asdict(workbook) for workbook in report.workbooks],
        "failed": [{"file": f.file, "team_id": f.team_id, "wrong": f.wrong, "mend": f.mend} for f in report.failures],
        "encrypted": planned.keys is not None,
        "notes": list(report.notes),
        "kept": list(report.kept),
        "bare": list(report.bare),
        "skipped": list(report.skipped),
        "ignored": list(report.ignored),
        "unread": {file: list(headings) for file, headings in report.unread.items()},
        "problems": [problem_tree(problem) for problem in report.problems],
        "unused": [dataclasses.asdict(record) for record in report.unused],
    }
