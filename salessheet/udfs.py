"""The SS_* cell functions: what a formula in a cell calls, in every host.

Each function does one thing: read its arguments, ask `core`, hand back a plain value. What makes it a cell function is
`cell_function`, which takes help for every argument and

- registers it with xlwings (which knows hosts) under the category SalesSheet, and in `FUNCTIONS` and `HELP`;
- puts the default in place of an optional argument that came as a blank or "", which some hosts have for a blank;
- turns CannotCompute into its error text and anything unforeseen into #VALUE!: a cell function never raises into Excel.

To add one, write a function in the order of the contract:

    @cell_function(deals="number of deals", win_rate="won ÷ (won + lost)")
    def SS_EXAMPLE(deals: Value, win_rate: Value = 1) -> Value:
        '''One line of help for the function wizard, at most 255 characters.'''
        return each(funnel.example, number_cells(deals), number_cells(win_rate))       # cell by cell
        return plain(funnel.example(numbers(deals), number(win_rate)))                   # a scalar or a table
        return shaped(funnel.example(numbers(deals), number(win_rate)), like=deals)      # one result a cell

`core` gets and returns arrays with NaN (dates NaT, texts None) for blanks and raises CannotCompute; `core.arguments`
and `core.results` say how. Arguments are positional-or-keyword, at least 3 letters long, no VBA keyword (`end`, `to`,
`new`), and carry no type but Value: classic xlwings writes VBA from the signature, and a hint would make it convert.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import logging
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import xlwings

from salessheet.core import (
    calendar,
    commission,
    concentration,
    controlled,
    customers,
    evaluation,
    forecast,
    funnel,
    goals,
    kpi,
    pipeline,
    ranking,
    rounding,
    targets,
)
from salessheet.core.arguments import (
    blank_as_nan,
    block,
    cells,
    choice,
    columns,
    day,
    days,
    flag,
    keyed,
    number,
    numbers,
    optional_day,
    optional_number,
    text,
    texts,
    whole,
)
from salessheet.core.bands import Bands, Boundary, Curve
from salessheet.core.commission import RateGrid, Tiers, draws, taken_back
from salessheet.core.keys import folded
from salessheet.core.results import each, plain, shaped, table
from salessheet.core.values import Floats, Objects, Value, day_cells, is_blank, number_cells, only_cell, text_cells
from salessheet.errors import CannotCompute, DeclarationError, ErrorKind

FUNCTIONS: dict[str, Callable[..., Value]] = {}
HELP: dict[str, FunctionHelp] = {}
CATEGORY = "SalesSheet"
LONGEST_HELP = 255  # classic Excel cuts the rest off
_ABOUT, _MORE = "about", "more"
_EMPTY_COUNTS = frozenset({"region"})  # "": nobody's holidays

_log = logging.getLogger(__name__)
_SHORTEST_NAME = 3
# Names that VBA keeps for itself, or xlwings does; classic xlwings writes `Function SS_X(name, …)`.
_KEYWORDS = """
    and any array as boolean byte call caller case cdate const currency date debug decimal declare dim double each else
    elseif empty end enum eqv erase error event exit false for friend function get global goto if imp implements in
    input integer is lbound len let lib like long loop lset mid mod new next not nothing null object on open option
    optional or paramarray print private property public put redim rem resume return rset seek select set single
    static step stop string sub tab then time to true type ubound until variant wend while with write xor
    """


@dataclass(frozen=True)
class ArgumentHelp:
    """What the function wizard says about an argument; `default` is what None stands for, if it is optional."""

    name: str
    doc: str
    optional: bool
    default: Value


@dataclass(frozen=True)
class FunctionHelp:
    """What the function wizard says about a function. `more`: what there is to say besides, in paragraphs."""

    name: str
    summary: str
    arguments: tuple[ArgumentHelp, ...]
    more: str = ""

    @property
    def example(self) -> tuple[str, str]:
        """A call, and what it gives, as they are written in cells: the first of its documented examples."""
        if self.name not in _first_examples():
            raise DeclarationError(f"examples.toml: no example of {self.name}")
        return _first_examples()[self.name]

    @property
    def in_wizard(self) -> str:
        """What it does, and an example, as far as function wizards show it: without its result where that is long."""
        call, result = self.example
        whole = f"{self.summary} {call} → {result}"
        return whole if len(whole) <= LONGEST_HELP else f"{self.summary} {call}"


@functools.cache
def examples() -> list[dict[str, Any]]:
    """The documented examples of the cell functions, by section, as `examples.toml` has them; a test computes each."""
    found: list[dict[str, Any]] = tomllib.loads(files("salessheet").joinpath("examples.toml").read_text("utf-8"))[
        "section"
    ]
    return found


def help_in(lang: str) -> dict[str, FunctionHelp]:
    """`HELP` in a language. In English it stands at the functions, in any other in a file of its own, complete."""
    return HELP if lang == "en" else _translated(lang)


@functools.cache
def _translated(lang: str) -> dict[str, FunctionHelp]:
    """Raises DeclarationError where a function or an argument has no help, where it is too long, or is for nothing."""
    said = tomllib.loads(files("salessheet").joinpath(f"functions.{lang}.toml").read_text("utf-8"))
    if lacking := [name for name in HELP if name not in said]:
        raise DeclarationError(f"functions.{lang}.toml: no help of {', '.join(lacking)}")
    if list(said) != list(HELP):
        other = next(name for name, one in zip(said, (*HELP, ""), strict=False) if name != one)
        raise DeclarationError(f"functions.{lang}.toml: {other} is no function of udfs.py, or out of its order")
    return {name: _in_words(about, said[name]) for name, about in HELP.items()}


def _in_words(about: FunctionHelp, said: dict[str, str]) -> FunctionHelp:
    docs = {key: text for key, text in said.items() if key not in {_ABOUT, _MORE}}
    _refuse_unfit(about.name, [argument.name for argument in about.arguments], said.get(_ABOUT, ""), docs)
    arguments = tuple(dataclasses.replace(argument, doc=docs[argument.name]) for argument in about.arguments)
    return FunctionHelp(about.name, said[_ABOUT], arguments, said.get(_MORE, ""))


@functools.cache
def _first_examples() -> dict[str, tuple[str, str]]:
    every = [example for section in examples() for example in section["example"]]
    return {e["formula"].partition("(")[0]: (f"={e['formula']}", e["result"]) for e in reversed(every)}


def cell_function(**docs: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Make a cell function of a function, with help for each of its arguments by name, in its order."""

    def register(function: Callable[..., Value]) -> Callable[..., Value]:
        about = _described(function, docs)
        optional = {argument.name: argument.default for argument in about.arguments if argument.optional}

        @functools.wraps(function)
        @np.errstate(all="ignore")  # what overflows is infinite, and shows as #NUM!
        def called_from_a_cell(*values: Value, **named: Value) -> Value:
            try:
                given = signature.bind(*values, **named).arguments
                for name in optional.keys() & given.keys():
                    given[name] = _or_default(given[name], optional[name], counts=name in _EMPTY_COUNTS)
                return function(**given)
            except CannotCompute as failure:
                return failure.kind.value
            except OverflowError:  # Python's own sums and powers raise what numpy's make infinite
                return ErrorKind.NUM.value
            except Exception:  # noqa: BLE001  a UDF must never crash Excel
                _log.exception("%s failed", about.name)
                return ErrorKind.VALUE.value

        signature = _bare_signature(function)
        called_from_a_cell.__signature__ = signature  # type: ignore[attr-defined]  # inspect looks here first
        called_from_a_cell.__annotations__ = {}  # a hint would make a host convert, Any would make it fail
        called_from_a_cell.__doc__ = about.summary
        FUNCTIONS[about.name] = _in_hosts(called_from_a_cell, about)
        HELP[about.name] = about
        return FUNCTIONS[about.name]

    return register


def _or_default(value: Value, default: Value, *, counts: bool) -> Value:
    """The default in place of a blank, bare or as a range of one cell. `counts`: "" stands for itself."""
    match only_cell(value):
        case [cell] if is_blank(cell) and not (counts and isinstance(cell, str)):
            return default
    return value


def _bare_signature(function: Callable[..., Value]) -> inspect.Signature:
    bare = inspect.signature(function)
    parameters = [p.replace(annotation=inspect.Parameter.empty) for p in bare.parameters.values()]
    return bare.replace(parameters=parameters, return_annotation=inspect.Signature.empty)


def _in_hosts(function: Callable[..., Value], about: FunctionHelp) -> Callable[..., Value]:
    """Registered with xlwings: ranges arrive as rows (a row isn't taken for a column) and errors as their text."""
    for argument in about.arguments:
        function = xlwings.arg(argument.name, ndim=2, err_to_str=True, doc=argument.doc)(function)
    return xlwings.func(category=CATEGORY)(function)


def _described(function: Callable[..., Value], docs: dict[str, str]) -> FunctionHelp:
    """The help of a function, checked against what the hosts allow."""
    name = function.__name__
    parameters = inspect.signature(function).parameters
    arguments = tuple(
        ArgumentHelp(p.name, docs.get(p.name, ""), optional, p.default if optional else None)
        for p in parameters.values()
        for optional in (p.default is not p.empty,)
    )
    paragraphs = [text.replace("\n", " ") for text in (inspect.getdoc(function) or "").split("\n\n")]
    _refuse_unfit(name, list(parameters), paragraphs[0], docs)
    unfit = [p for p in parameters if p.lower() in _KEYWORDS.split() or len(p) < _SHORTEST_NAME]
    if unfit or any(p.kind is not p.POSITIONAL_OR_KEYWORD for p in parameters.values()):
        raise DeclarationError(f"{name}: arguments {unfit or list(parameters)} can't be written in VBA")
    return FunctionHelp(name, paragraphs[0], arguments, "\n\n".join(paragraphs[1:]))


def _refuse_unfit(name: str, arguments: list[str], summary: str, docs: dict[str, str]) -> None:
    if list(docs) != arguments:
        raise DeclarationError(f"{name}: help is for {list(docs)}, the arguments are {arguments}")
    if not all(0 < len(line) <= LONGEST_HELP for line in (summary, *docs.values())):
        raise DeclarationError(f"{name}: a line of help is missing or longer than {LONGEST_HELP} characters")


# Targets and calendar


@cell_function(
    total="the amount to split, rounded to unit first",
    weights="in what proportion; a blank counts as 0",
    unit="every part is a multiple of this; 0.01 if omitted",
    rule='where the rounding differences go: "largest" remainder (if omitted), "last", "first" or "running" total; '
    "running rounds the total twice, ROUND(ROUND(x,3),0), so a part may be up to a unit from its share",
)
def SS_SPLIT(total: Value, weights: Value, unit: Value = 0.01, rule: Value = "largest") -> Value:
    """Split a total in proportion to weights, into multiples of unit that sum to it exactly."""
    parts = rounding.apportion(blank_as_nan(total), numbers(weights), number(unit), choice(rounding.Rule, rule))
    return shaped(parts, like=weights)


@cell_function(
    row_totals="the total of each row",
    column_totals="the total of each column; together they total the same as the rows",
    unit="every cell is a multiple of this; 0.01 if omitted",
    weights="rows × columns of weights, scaled to the totals first; row total × column total if omitted",
    rule='"controlled" (if omitted): each cell its share, rounded up or down; "running": row by row, by running totals '
    "rounded twice, ROUND(ROUND(x,3),0), so a cell may be up to a unit from its share",
)
def SS_SPLIT2(
    row_totals: Value, column_totals: Value, unit: Value = 0.01, weights: Value = None, rule: Value = "controlled"
) -> Value:
    """Split a whole two ways at once: a matrix of multiples of unit with exactly these row and column totals.

    Totals that disagree, and weights whose zeros leave no such matrix: #NUM!; weights of another shape: #VALUE!.
    """
    matrix_weights = None if weights is None else block(weights)
    matrix_rule = choice(controlled.MatrixRule, rule)
    return plain(
        controlled.apportion_matrix(
            numbers(row_totals), numbers(column_totals), number(unit), matrix_weights, matrix_rule
        )
    )


@cell_function(
    totals="what is split: one number a column of the weights, each rounded to unit first",
    weights="rows × columns of weights; none negative, and who has 0 gets 0",
    unit="each cell is a multiple of this; 0.01 if omitted",
)
def SS_SPLIT_EACH(totals: Value, weights: Value, unit: Value = 0.01) -> Value:
    """Split each total over its column of weights, such as months over the people who are there, exactly.

    Rounding starts from another point in every column, so that over all of them nobody gains by it. A column without
    any weight gets 0.
    """
    return plain(controlled.apportion_columns(numbers(totals), block(weights), number(unit)))


@cell_function(
    year="the fiscal year, by the calendar year in which it starts",
    level='"half", "quarter", "month", "week" or "day"',
    first_month="the month in which the fiscal year starts, 1 to 12; 1 if omitted",
    region='whose working days: CN if omitted, "" for Monday to Friday, or a country code',
    days_off="dates that are not worked, whatever the region says",
    days_on="dates that are worked, whatever the region says",
)
def SS_PERIODS(
    year: Value,
    level: Value,
    first_month: Value = 1,
    region: Value = "CN",
    days_off: Value = None,
    days_on: Value = None,
) -> Value:
    """The periods of a fiscal year: rows label, start, end, workdays. Weeks run Monday to Sunday, cut at month ends."""
    working = _working_days(region, days_off, days_on)
    found = calendar.periods(whole(year), choice(calendar.Level, level), whole(first_month), working)
    return plain([(p.label, p.start, p.end, p.workdays) for p in found])


@cell_function(
    annual="the target of the year, rounded to unit first",
    year="the fiscal year, by the calendar year in which it starts",
    level='"half", "quarter", "month", "week" or "day"',
    month_weights="twelve weights, from the first month of the fiscal year on; equal if omitted",
    unit="every target is a multiple of this; 0.01 if omitted",
    first_month="the month in which the fiscal year starts, 1 to 12; 1 if omitted",
    region='whose working days: CN if omitted, "" for Monday to Friday, or a country code',
    days_off="dates that are not worked, whatever the region says",
    days_on="dates that are worked, whatever the region says",
    rule='as in SS_SPLIT; "largest" if omitted; with "running" the days of a week sum to the week',
)
def SS_TARGETS(
    annual: Value,
    year: Value,
    level: Value,
    month_weights: Value = None,
    unit: Value = 0.01,
    first_month: Value = 1,
    region: Value = "CN",
    days_off: Value = None,
    days_on: Value = None,
    rule: Value = "largest",
) -> Value:
    """The annual target by period: rows label, start, end, workdays, target. Every level sums to it exactly."""
    weights = None if month_weights is None else numbers(month_weights)
    breakdown = targets.Breakdown(weights, number(unit), choice(rounding.Rule, rule))
    working = _working_days(region, days_off, days_on)
    found = targets.annual_breakdown(
        blank_as_nan(annual), whole(year), choice(calendar.Level, level), breakdown, whole(first_month), working
    )
    return plain([(p.label, p.start, p.end, p.workdays, target) for p, target in found])


@cell_function(
    annual="the target of the year",
    actuals="what was achieved in each period; blank where it is still open",
    weights="one for each period; what is left goes to the open ones in this proportion",
    unit="every share is a multiple of this; 0.01 if omitted",
)
def SS_RESPREAD(annual: Value, actuals: Value, weights: Value, unit: Value = 0.01) -> Value:
    """Closed periods at their actuals, what is left of the annual target spread over the open ones by weight."""
    spread = targets.respread(blank_as_nan(annual), numbers(actuals), numbers(weights), number(unit))
    return shaped(spread, like=actuals)


@cell_function(
    start="the first day counted",
    end_date="the last day counted",
    region='whose working days: CN if omitted, "" for Monday to Friday, or a country code',
    days_off="dates that are not worked, whatever the region says",
    days_on="dates that are worked, whatever the region says",
)
def SS_WORKDAYS(
    start: Value, end_date: Value, region: Value = "CN", days_off: Value = None, days_on: Value = None
) -> Value:
    """Working days from start to end, both counted; negative if the end is before the start, as in NETWORKDAYS."""
    working = _working_days(region, days_off, days_on)
    return each(working.count, day_cells(start), day_cells(end_date))


@cell_function(actual="what was achieved", target="what was to be achieved")
def SS_ATTAINMENT(actual: Value, target: Value) -> Value:
    """Actual ÷ target; blank where the target is 0 or blank, or the actual is blank."""
    return each(targets.attainment, number_cells(actual), number_cells(target))


@cell_function(current="the value now", base="the value it is compared with")
def SS_GROWTH(current: Value, base: Value) -> Value:
    """(Current − base) ÷ base; blank where the base is 0 or blank, or the current value is blank."""
    return each(targets.growth, number_cells(current), number_cells(base))


@cell_function(actual="what was achieved", target="what was to be achieved")
def SS_GAP(actual: Value, target: Value) -> Value:
    """Actual − target, negative while short of it; blank where the target is 0 or blank, or the actual is blank."""
    return each(targets.gap, number_cells(actual), number_cells(target))


@cell_function(
    actual="what was achieved so far",
    target="what is to be achieved in the whole period",
    start="the first day of the period",
    end_date="the last day of the period",
    as_of="the day up to which, and including which, the actual counts",
    region='whose working days: CN if omitted, "" for Monday to Friday, or a country code',
    days_off="dates that are not worked, whatever the region says",
    days_on="dates that are worked, whatever the region says",
)
def SS_PACE(
    actual: Value,
    target: Value,
    start: Value,
    end_date: Value,
    as_of: Value,
    region: Value = "CN",
    days_off: Value = None,
    days_on: Value = None,
) -> Value:
    """Attainment less the share of the period's working days that has elapsed; positive is ahead of time."""
    pace = functools.partial(targets.pace, working=_working_days(region, days_off, days_on))
    dates = (day_cells(start), day_cells(end_date), day_cells(as_of))
    return each(pace, number_cells(actual), number_cells(target), *dates)


@cell_function(
    amount="the amount for the whole period",
    from_date="the first eligible day; blank if eligible from the beginning",
    to_date="the last eligible day; blank if still eligible",
    period_start="the first day of the period",
    period_end="the last day of the period",
    count_start="FALSE if the first eligible day itself doesn't count; TRUE if omitted",
)
def SS_PRORATE(
    amount: Value,
    from_date: Value,
    to_date: Value,
    period_start: Value,
    period_end: Value,
    count_start: Value = True,
) -> Value:
    """Amount × eligible calendar days ÷ days of the period, both ends of both counted; not rounded."""
    dates = (day_cells(from_date), day_cells(to_date), day_cells(period_start), day_cells(period_end))
    prorate = functools.partial(targets.prorate, count_start=flag(count_start))
    return each(prorate, number_cells(amount), *dates)


@cell_function(
    text="the goal in words",
    metric="what is measured",
    base="the value of the metric in the base period; blank if there is none",
    target="the value of the metric to be reached",
    unit="the unit of the metric",
    start="the day work on it starts; may be blank",
    deadline="the day by which it is to be reached",
    owner="who answers for it",
    linked_to="the strategy or the higher goal it serves",
    limit="the largest change from the base that is achievable: 1 (the base doubled) if omitted",
    lang='the language of the last column: "en" if omitted, or "zh-CN"',
)
def SS_SMART(
    text: Value,
    metric: Value,
    base: Value,
    target: Value,
    unit: Value,
    start: Value,
    deadline: Value,
    owner: Value,
    linked_to: Value,
    limit: Value = 1,
    lang: Value = "en",
) -> Value:
    """Is a goal SMART? One row: TRUE or FALSE for S, M, A, R and T, then the missing parts in words."""
    goal = _goal((text, metric, unit, owner, linked_to), (base, target), (start, deadline))
    return plain([dataclasses.astuple(goals.smart_check(goal, number(limit), choice(goals.Language, lang)))])


def _goal(words: Sequence[Value], values: Sequence[Value], dates: Sequence[Value]) -> goals.Goal:
    named, metric, unit, owner, linked_to = map(text, words)
    base, target = map(optional_number, values)
    start, deadline = map(optional_day, dates)
    return goals.Goal(named, metric, base, target, unit, start, deadline, owner, linked_to)


def _working_days(region: Value, days_off: Value, days_on: Value) -> calendar.WorkingDays:
    return calendar.WorkingDays.of(folded(text(region)), days(days_off), days(days_on))


# Funnel and pipeline


@cell_function(
    stages_reached="the furthest stage of each deal; blanks are skipped",
    stages="the stages in order, the first one entered first",
    amounts="the amount of each deal; omitted, the amount column stays blank",
)
def SS_FUNNEL(stages_reached: Value, stages: Value, amounts: Value = None) -> Value:
    """Sales funnel: rows of stage, count, amount, step rate, overall rate and stopped here, in the order of stages.

    A deal counts in its furthest stage and in every earlier one; stopped here are those whose furthest stage is this
    one, open or lost, 0 in the last stage. Rates are shares of 1; the first step rate is blank, as is a rate with
    nothing to divide by. A blank among `stages` keeps its row, blank. A stage that is not listed: #N/A.
    """
    found = funnel.funnel(texts(stages_reached), texts(stages), _numbers_if_any(amounts))
    return table(cells(stages), found.count, found.amount, found.step_rate, found.overall_rate, found.stopped)


@cell_function(counts="the number that reached each stage, in order")
def SS_FUNNEL_RATES(counts: Value) -> Value:
    """Rates of a funnel: rows of count, step rate (÷ the stage before) and overall rate (÷ the first stage).

    The first step rate is blank; so is a rate whose count or divisor is blank, or whose divisor is 0.
    """
    return table(numbers(counts), *funnel.rates(numbers(counts)))


@cell_function(
    names="the stages, or whatever the rates belong to",
    rates="the rate of each; blanks are skipped",
    benchmarks="what each rate should be, or one for all; omitted, the lowest rate counts",
)
def SS_BOTTLENECK(names: Value, rates: Value, benchmarks: Value = None) -> Value:
    """The name with the lowest rate, or with the largest shortfall against its benchmark; the first one of equals.

    Rows with a blank name, rate or benchmark are skipped; nothing left: blank.
    """
    return plain(funnel.bottleneck(cells(names), numbers(rates), _numbers_if_any(benchmarks)))


@cell_function(won="number or amount won", lost="number or amount lost")
def SS_WIN_RATE(won: Value, lost: Value) -> Value:
    """Won ÷ (won + lost), as a share of 1; blank where either is blank or nothing is closed."""
    return each(pipeline.win_rate, number_cells(won), number_cells(lost))


@cell_function(
    deals="number of open deals",
    win_rate="share of deals that are won, 0 to 1",
    deal_size="average amount of a won deal",
    cycle_days="days from start to close",
)
def SS_VELOCITY(deals: Value, win_rate: Value, deal_size: Value, cycle_days: Value) -> Value:
    """Pipeline velocity, money a day: deals × win rate × size ÷ days; blank where any is blank or the days are 0."""
    arguments = (deals, win_rate, deal_size, cycle_days)
    return each(pipeline.velocity, *(number_cells(argument) for argument in arguments))


@cell_function(
    open_pipeline="amount of the open deals", remaining_target="target less what is closed; 0 or less needs no coverage"
)
def SS_COVERAGE(open_pipeline: Value, remaining_target: Value) -> Value:
    """Pipeline coverage: open pipeline ÷ remaining target; blank where either is blank or no target remains."""
    return each(pipeline.coverage, number_cells(open_pipeline), number_cells(remaining_target))


@cell_function(amounts="the amount of each deal", probabilities="the chance of each deal, 0 to 1, or one for all")
def SS_WEIGHTED(amounts: Value, probabilities: Value) -> Value:
    """Weighted pipeline: the sum of amount × probability over the deals that have both; blank without any.

    A probability outside 0..1: #NUM!.
    """
    return plain(pipeline.weighted(numbers(amounts), numbers(probabilities)))


@cell_function(
    starts="the first day of each deal",
    ends="the day each deal was closed; rows without one are skipped",
    stat="median (the default) or mean",
)
def SS_CYCLE(starts: Value, ends: Value, stat: Value = "median") -> Value:
    """Length of the sales cycle in calendar days, the median or mean of end − start; blank without a finished row.

    An end before its start counts as the negative number it is.
    """
    return plain(pipeline.cycle(days(starts), days(ends), choice(pipeline.Statistic, stat)))


@cell_function(
    categories="Closed, Commit, MostLikely, BestCase, Pipeline or Omitted for each deal",
    amounts="the amount of each deal",
)
def SS_ROLLUP(categories: Value, amounts: Value) -> Value:
    """Forecast roll-up: rows of category and amount for Closed, Commit, MostLikely, BestCase and OpenPipeline.

    The first four each add to the one before; OpenPipeline is everything but Closed and Omitted. Case and spaces in a
    category don't matter; any other text: #VALUE!. Without any deal the amounts are blank.
    """
    return plain(list(pipeline.rollup(texts(categories), numbers(amounts)).items()))


# KPI and ranking


@cell_function(
    actual="what was achieved; blank gives a blank score",
    target="what was to be achieved; 0 or blank gives a blank score, except where it isn't needed",
    direction="up if more is better (the default), down if less is",
    method="ratio (the default), complement, linear, band or veto",
    full="the score of a target met exactly; 100 if omitted",
    floor="the least the ratio counts; 0 if omitted",
    cap="the most the ratio counts; 1.2 if omitted",
    points="linear: rows of actual, score; band: rows of lower, upper, score for actual ÷ target",
    below="linear only: clamp (the default): under the first point its score; zero: 0 there",
)
def SS_KPI_SCORE(
    actual: Value,
    target: Value,
    direction: Value = "up",
    method: Value = "ratio",
    full: Value = kpi.FULL,
    floor: Value = kpi.FLOOR,
    cap: Value = kpi.CAP,
    points: Value = None,
    below: Value = "clamp",
) -> Value:
    """Score of a KPI: full × min(cap, max(floor, actual ÷ target)), or by another method. Nothing is rounded.

    Each argument but points may be a range, so that one call scores a whole table; a blank cell means the default.
    down: target ÷ actual, the cap where the actual is 0. complement: 2 − actual ÷ target in place of the ratio. linear:
    straight lines through the points, level beyond them; no target needed. band: the score of the band in which actual
    ÷ target lies, as it stands; in none, blank. veto: full if the target is met, else 0; a target of 0 counts.
    An unknown word or missing points: #VALUE!.

    A target below 0 turns the ratio round: of −50 and −100 against −100 the first has the lower ratio. Where more is
    better, use complement for such a target; where less is better, ratio with the direction up.
    """
    words, figures = (text_cells(direction), text_cells(method)), (number_cells(v) for v in (full, floor, cap))
    score = functools.partial(kpi.scores, points=_block(points))
    return each(score, number_cells(actual), number_cells(target), *words, *figures, text_cells(below))


@cell_function(scores="the score of each KPI", weights="the weight of each KPI; they total 1")
def SS_KPI_TOTAL(scores: Value, weights: Value) -> Value:
    """Total score: the sum of score × weight; blank while a score that carries weight is missing.

    Weights that do not total 1 (to 1e-9): #NUM!.
    """
    return plain(kpi.total(numbers(scores), numbers(weights)))


@cell_function(
    value="the value to place",
    bands="rows of lower, upper, value in ascending order; a blank upper bound is no limit",
    boundary="a value equal to a shared bound belongs to the higher row (the default) or to the lower one",
)
def SS_BAND(value: Value, bands: Value, boundary: Value = "higher") -> Value:
    """What stands beside the band a value lies in: a grade, class, coefficient or bucket of days; blank in none.

    A bound that only one row has (the first, the last, beside a gap) belongs to that row either way. Bands that overlap
    or descend: #NUM!.
    """
    lower, upper, beside = columns(bands, 3)
    table, border = Bands.of(numbers(lower), numbers(upper)), choice(Boundary, boundary)
    return each(functools.partial(table.pick, cells(beside), boundary=border), number_cells(value))


@cell_function(value="where to read the curve", points="rows of x, y in any order")
def SS_CURVE(value: Value, points: Value) -> Value:
    """The height at a value of straight lines through points (x, y); level before the first point and after the last.

    Two heights at one x: #NUM!; a point with one coordinate: #VALUE!.
    """
    return each(Curve.through(*(numbers(column) for column in columns(points, 2))).at, number_cells(value))


@cell_function(
    values="what to rank; blanks have no rank",
    order="desc: the largest is first (the default); asc: the smallest",
    ties="competition 1,2,2,4 (the default), dense 1,2,2,3, average 1,2.5,2.5,4 or ordinal (order of appearance)",
    groups="the group of each value, to rank within it",
)
def SS_RANK(values: Value, order: Value = "desc", ties: Value = "competition", groups: Value = None) -> Value:
    """The rank of every value, in the shape of the values; blanks have none, and groups rank within themselves.

    A cell in error keeps its error and is not ranked, nor is a text, which is #VALUE!. Blank groups are one group.
    """
    by, equals = choice(ranking.Order, order), choice(ranking.Ties, ties)

    def ranks(sound: Floats, group: Objects) -> Floats:
        return ranking.ranks(sound, by, equals, group.tolist())

    return each(ranks, number_cells(values), text_cells(groups))


@cell_function(
    names="who or what is ranked; rows without a name are left out",
    values="the value of each; blanks are left out",
    top="how many rows; all of them if omitted",
    previous_ranks="the earlier rank of each, in the order of names",
    ties="competition (the default), dense, average or ordinal",
)
def SS_LEADERBOARD(
    names: Value, values: Value, top: Value = None, previous_ranks: Value = None, ties: Value = "competition"
) -> Value:
    """Leaderboard, best first: rows of rank, name, value, gap to the one above, and change in rank (up is positive).

    The first gap is blank, and so is a change without a previous rank. Equal values stand in order of appearance.
    """
    lines = None if top is None else whole(top)
    before, equals = _numbers_if_any(previous_ranks), choice(ranking.Ties, ties)
    found = ranking.leaderboard(cells(names), numbers(values), before, lines, equals)
    return table(found.rank, found.name, found.value, found.gap, found.change)


# Commission


@cell_function(
    amount="what commission is paid on; blank gives blank",
    tiers="rows of lower, upper, rate (interpolated: money) in ascending order; a blank upper bound is no limit",
    mode="marginal (each slice at its rate, the default), slab (all at the rate reached) or interpolated",
    boundary="slab: an amount equal to a shared bound belongs to the higher tier (the default) or to the lower one",
    prior="what was credited before; 0 if omitted",
)
def SS_TIERED(
    amount: Value, tiers: Value, mode: Value = "marginal", boundary: Value = "higher", prior: Value = 0
) -> Value:
    """Tiered commission on an amount: C(prior + amount) − C(prior). Not rounded.

    marginal: the sum of slice × rate. slab: the whole amount × the rate of the tier it lies in. interpolated: the money
    of every full tier and a share of the one reached, by its width; reaching one without limit is #NUM!. Gaps and
    what lies below the first tier pay 0, so a negative amount alone pays 0; with prior it takes back what it
    had earned. Tiers that overlap or descend: #NUM!.
    """
    table = Tiers.of(*(numbers(column) for column in columns(tiers, 3)))
    earned = functools.partial(
        table.commission, mode=choice(commission.Mode, mode), boundary=choice(Boundary, boundary)
    )
    return each(earned, number_cells(amount), number_cells(prior))


@cell_function(
    amount="the amount, or attainment, that decides the row",
    label="what decides the column, such as a product group",
    floors="the least amount of each row",
    labels="the label of each column",
    rates="a rate for each floor (down) and label (across)",
)
def SS_RATE_GRID(amount: Value, label: Value, floors: Value, labels: Value, rates: Value) -> Value:
    """The rate at the largest floor up to the amount, in the column of the label.

    Below the first floor, or a label that is not listed: #N/A. Blank amount or label: blank. A grid of other rows and
    columns than floors and labels: #VALUE!; a floor twice: #NUM!.
    """
    grid = RateGrid.of(numbers(floors), texts(labels), _block(rates))
    return each(grid.at, number_cells(amount), text_cells(label))


@cell_function(
    gross="what was earned in each period, in order; a blank period stays blank",
    draw="what is paid in any case, one for all periods or one each",
    opening="debt before the first period; 0 if omitted",
    recoverable="TRUE (the default) if a shortfall is owed, FALSE for a guarantee",
)
def SS_DRAW(gross: Value, draw: Value, opening: Value = 0, recoverable: Value = True) -> Value:
    """Draw against commission: rows of what is paid and what is owed after each period.

    available = gross − debt before; paid = max(draw, available); debt = max(0, paid − available). Not recoverable: the
    debt never grows, only earnings above the draw pay off an opening one. A negative draw or opening: #NUM!.
    """
    return table(*draws(numbers(gross), numbers(draw), number(opening), recoverable=flag(recoverable)))


@cell_function(
    paid="the commission that was paid",
    served="how long the contract ran, in the unit of term; not needed with percent",
    term="how long it should have run; not needed with percent",
    percent="the share to take back, 0 to 1, whatever was served",
)
def SS_CLAWBACK(paid: Value, served: Value, term: Value, percent: Value = None) -> Value:
    """What to take back, as a positive number: paid × percent if given, else paid × (1 − served ÷ term), at least 0.

    Nothing served, or less: all of it. Blank where a value that is needed is blank. A term of 0: #DIV/0!.
    """
    return each(taken_back, *(number_cells(argument) for argument in (paid, served, term, percent)))


# Customers, channels, forecast, evaluation


@cell_function(
    customer_ids="the customer of each order; blanks are skipped",
    dates="the date of each order; rows without one are skipped",
    amounts="the amount of each order; a blank counts as 0, a negative one is a refund",
    as_of="the day from which recency is counted",
    bins="how many classes; 5 if omitted",
    among="the customers to class, a row each; all of them, as they first appear, if omitted or 0",
)
def SS_RFM(
    customer_ids: Value, dates: Value, amounts: Value, as_of: Value, bins: Value = 5, among: Value = None
) -> Value:
    """Customer value: rows of id, days since the last order, orders, amount, and R, F, M from 1 to 5 (best).

    A class is 1 + the number of type-7 quantiles (20, 40, 60, 80 %) that the value exceeds, reversed for recency. A
    refund lessens the amount and is no order; who has nothing else is left out. Rows stand in order of first
    appearance, with the id as first written; case, width and outer blanks make no other customer. Orders after as_of
    count and make recency negative.
    """
    everybody = among is None or (isinstance(among, int | float) and not among)
    asked = None if everybody else keyed(among)
    found = customers.rfm(keyed(customer_ids), days(dates), numbers(amounts), day(as_of), whole(bins), asked)
    return table(found.ids, found.recency_days, found.orders, found.amount, found.r, found.f, found.m)


@cell_function(
    values="what to class; blanks have no class",
    a_below="A while the accumulated share is below this; 0.8 if omitted",
    b_below="B while it is below this; 0.95 if omitted",
)
def SS_ABC(values: Value, a_below: Value = 0.8, b_below: Value = 0.95) -> Value:
    """ABC class of each value, in their shape, by the share accumulated from the largest down to it, itself included.

    A single value above the bound of A leaves class A empty. A total of 0: #DIV/0!; a negative value: #NUM!.
    """
    return shaped(concentration.abc_classes(numbers(values), number(a_below), number(b_below)), like=values)


@cell_function(
    start_customers="customers at the start of the period",
    end_customers="customers at its end",
    new_customers="customers won in between",
)
def SS_RETENTION(start_customers: Value, end_customers: Value, new_customers: Value) -> Value:
    """Retention rate: (end − new) ÷ start, as a share of 1; blank where any is blank or the start is 0."""
    arguments = (start_customers, end_customers, new_customers)
    return each(customers.retention, *(number_cells(argument) for argument in arguments))


@cell_function(cost="what sales and marketing spent to win customers", new_customers="customers won with it")
def SS_CAC(cost: Value, new_customers: Value) -> Value:
    """Customer acquisition cost: cost ÷ new customers; blank where either is blank or there are none."""
    return each(customers.acquisition_cost, number_cells(cost), number_cells(new_customers))


@cell_function(scores="answers from 0 to 10; blanks are skipped")
def SS_NPS(scores: Value) -> Value:
    """Net promoter score in points, −100 to 100: % of 9 and 10 less % of 0 to 6; blank without scores.

    A score outside 0..10: #NUM!.
    """
    return plain(customers.promoter_score(numbers(scores)))


@cell_function(values="sales of each customer, product or channel; blanks are skipped")
def SS_GINI(values: Value) -> Value:
    """Population Gini coefficient of concentration: 0 if all are equal, 1 − 1/n if one has everything.

    Blank without values. A total of 0: #DIV/0!; a negative value: #NUM!.
    """
    return plain(concentration.gini(numbers(values)))


@cell_function(values="sales of each customer, product or channel; blanks are skipped")
def SS_HHI(values: Value) -> Value:
    """Herfindahl-Hirschman index: the sum of squared shares, from 1/n to 1.

    Blank without values. A total of 0: #DIV/0!; a negative value: #NUM!.
    """
    return plain(concentration.hhi(numbers(values)))


@cell_function(
    last_contact="the day of the last contact; blank gives blank",
    customer_class="the class of the customer; blank gives blank",
    intervals="rows of class and days",
)
def SS_NEXT_VISIT(last_contact: Value, customer_class: Value, intervals: Value) -> Value:
    """Date of the next visit: last contact + the days of the customer's class. A class that is not listed: #N/A."""
    classes, waits = columns(intervals, 2)
    due = functools.partial(customers.next_visit, intervals=customers.visit_intervals(texts(classes), numbers(waits)))
    return each(due, day_cells(last_contact), text_cells(customer_class))


@cell_function(
    history="past values in order of time; blanks before the first and after the last are left out",
    periods="how many periods ahead",
    method="auto (the default), linear, ma, ses, seasonal, holt or damped",
    parameter="window of ma (3), alpha of ses (0.3), season of seasonal and auto (12), a row alpha, beta of holt and "
    "alpha, beta, phi of damped; fitted where left out",
)
def SS_FORECAST(history: Value, periods: Value, method: Value = "auto", parameter: Value = None) -> Value:
    """Forecast: rows of forecast, low and high (80 %) for the next periods.

    linear: least-squares line with its prediction interval. ma: mean of the last window. ses: exponential smoothing,
    first forecast = first value. seasonal: one season earlier + the average change from season to season. holt: level
    and trend, both smoothed. damped: the same, the trend fading by phi a period. auto: the one with the lowest one-step
    error, over the periods that all forecast; the first of linear, ma, ses, seasonal, holt, damped if equal.

    Bands of all but linear come from one-step errors, those of holt and damped from the third value on; with fewer than
    two of them low and high are blank. Too little history for the method, or a hole in it: #N/A.

    holt and damped start at the level of the first value with the trend second − first. Fitted are alpha from 0.01 to
    1, beta from 0 to 1 and phi from 0.8 to 0.98, to the least sum of squared one-step errors.
    """
    by = choice(forecast.Method, method)
    found = forecast.forecast(numbers(history), whole(periods), by, _numbers_if_any(parameter))
    return table(found.value, found.low, found.high)


@cell_function(actual="what happened", forecast="what had been forecast")
def SS_FORECAST_ERROR(actual: Value, forecast: Value) -> Value:
    """Forecast error in one row: bias, MAD, MAPE and WAPE of actual − forecast; rows with a blank are skipped.

    An actual value of 0 makes MAPE #DIV/0!, all of them being 0 WAPE too. Blank without any row.
    """
    found = evaluation.forecast_error(numbers(actual), numbers(forecast))
    return plain([(found.bias, found.mad, found.mape, found.wape)])


@cell_function(
    likely="what the year will likely come to; blank gives blanks",
    miss="by how much the method missed a period on the average; blank: not known, so it widens nothing",
    periods="how many periods are still to come",
    won="what is won already: low is not below it; blank: no such bound",
    with_pipeline="won and open deals by their probability: low is not above it, high not below; blank: no such bound",
    width="how many misses the range is wide to each side; 1.6 if omitted",
)
def SS_FORECAST_RANGE(
    likely: Value, miss: Value, periods: Value, won: Value, with_pipeline: Value, width: Value = 1.6
) -> Value:
    """Range of a forecast year in one row: low and high, which are likely ∓ width × miss × periods within its bounds.

    A negative miss, number of periods or width: #NUM!.
    """
    bounds = (blank_as_nan(won), blank_as_nan(with_pipeline))
    return plain([forecast.ends(blank_as_nan(likely), blank_as_nan(miss), number(periods), *bounds, number(width))])


@cell_function(
    before="the value before", after="the value after", direction="up if more is better (the default), down if less is"
)
def SS_CHANGE(before: Value, after: Value, direction: Value = "up") -> Value:
    """Before and after: rows of difference, relative change (÷ before), and TRUE if it is better; no change is not.

    Blank where either value is blank; the relative change also for 0 before, and up from a loss is up. An error is of
    its own row only.
    """
    pair, words = (number_cells(before), number_cells(after)), text_cells(direction)
    figures = (each(evaluation.difference, *pair), each(evaluation.relative_change, *pair))
    return table(*(_column(cells_) for cells_ in (*figures, each(evaluation.is_better, *pair, words))))


def _numbers_if_any(value: Value) -> Floats | None:
    """The numbers of an optional range."""
    return None if value is None else numbers(value)


def _block(value: Value) -> Floats:
    """The numbers of a table as it stands, blank rows and columns included."""
    table = number_cells(value)
    return table.sound().reshape(table.shape)


def _column(value: Value) -> list[Value]:
    """The cells of a result in reading order."""
    return [cell for row in value for cell in row] if isinstance(value, list) else [value]
