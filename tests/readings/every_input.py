"""A sales centre that has something in every column, and what a change of one input changes in the workbook."""

from __future__ import annotations

import atexit
import dataclasses
import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pandas as pd

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, cell_functions, fill
from salessheet.data.filling.currencies import currency_of
from salessheet.data.filling.fill import frame_of
from salessheet.data.filling.input_tables import column_cells
from salessheet.data.load import load
from salessheet.data.sample import sample
from salessheet.data.sinks import write
from salessheet.data.slices import for_team, teams
from salessheet.workbook.edition import Content
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Calc, Column, Input
from salessheet.workbook.measures import Flavour, Scalar, Type, Use
from salessheet.workbook.readings.cells import Cells, Numbers, kinds_of
from salessheet.workbook.readings.values import evaluate, lines_read, order_of
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.settings import SettingKey
from salessheet.workbook.sheets.commission.balances import PersonMonths
from salessheet.workbook.sheets.commission.ledger import Quotas
from salessheet.workbook.sheets.commission.line_working import LineAmounts
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.prize_working import LinePrizes
from salessheet.workbook.tables import (
    TABLES,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    QuotaRelief,
    SettingRows,
    table_of,
)
from salessheet.xlsx.template.styles import number_format

TEAM, PERIOD, AS_OF = "T01", dt.date(2026, 6, 1), dt.date(2026, 6, 20)
_READ_AGAIN = 2  # attempts that are read from files again, which takes longest
OF_PLANS = (Plans, PlanTiers, PlanRates, PlanFactors, QuotaRelief)
_OF_PAY = frozenset({
    "adjustments", "calendar", "customers", "deals", "fx", "invoices", "kpi_scheme", "objectives", "orders",
    "plan_factors", "plan_rates", "plan_tiers", "plans", "quota_relief", "receipts", "reps", "seasonality", "settings",
    "splits", "stages", "targets", "teams",
})  # fmt: skip
Shown = Mapping[Line, tuple[str, Cells]]

# What the sample lacks. A blank stands for nothing, a missing column for blanks.
_MORE: Mapping[str, tuple[Mapping[str, Scalar], ...]] = {
    "calendar": ({"date": "2026-06-03", "working": 0.0}, {"date": "2026-06-06", "working": 1.0}),
    "fx": (
        {"date": "2026-01-01", "currency": "USD", "rate": 7.0},
        {"date": "2026-05-01", "currency": "USD", "rate": 7.2},
        {"date": "2026-01-01", "currency": "EUR", "rate": 8.0},
    ),
    "kpi_points": (
        {"role": "rep", "kpi": "calls", "valid_from": "2026-01-01", "x": 0.0, "y": 0.0},
        {"role": "rep", "kpi": "calls", "valid_from": "2026-01-01", "x": 80.0, "y": 100.0},
    ),
    "disputes": tuple(
        {"dispute_id": f"Q9{n}", "period": "2026-06-01", "payee": f"R000{n}", "line": "O0001",
         "opened": "2026-06-12", "reason": "Shared"}
        for n in (1, 2, 3, 4)
    ),
    "reviews": tuple(
        {"period": "2026-06-01", "payee": f"R000{n}", "step": "finance", "by": "Ann", "date": "2026-06-15"}
        for n in (1, 2, 3, 4)
    ),
    "targets": (
        {"scope": "team", "id": "T01", "year": 2026.0, "metric": "cash", "amount": 900_000.0},
    ),
    "plan_factors": (
        {"plan_id": "REP-2026-06", "depends_on": "attainment", "lower": 0.01, "upper": 1.0, "factor": 0.9},
        {"plan_id": "REP-2026-06", "depends_on": "attainment", "lower": 1.0, "factor": 1.2},
        {"plan_id": "REP-2026-06", "depends_on": "service_month", "lower": 2.0, "upper": 4.0, "factor": 0.5},
    ),
    "launch_plan": tuple(
        {"rep_id": f"R000{n}", "product": "Starter kit", "month": f"2026-0{month}-01", "amount": 5_000.0}
        for n in (1, 2, 3, 4) for month in (1, 2, 3, 4, 5, 6)
    ),
    "activities": tuple(
        {"date": day, "rep_id": "R0002", "type": "call", "count": 1.0, "customer_id": f"C000{n}"}
        for n, day in enumerate(("2026-06-19", "2026-06-20", "2026-06-19"), start=1)
    ),
    "quota_relief": (
        {"rep_id": "R0003", "from_date": "2026-06-01", "to_date": "2026-06-10", "share": 0.5, "reason": "leave"},
        {"rep_id": "R0003", "from_date": "2026-05-21", "to_date": "2026-06-10", "share": 0.5},
    ),
    "onboarding": (
        {"rep_id": "R0003", "step_no": 1.0, "done_on": "2026-03-16"},
        {"rep_id": "R0003", "step_no": 3.0, "done_on": "2026-03-28"},
        {"rep_id": "R0003", "step_no": 5.0},
    ),
}  # fmt: skip  # one row a line


@cache
def centre() -> Dataset:
    """Two teams, with rows in every table and content in every column."""
    tables = sample(teams=2, reps=4, deals=60)
    with tempfile.TemporaryDirectory() as folder:
        write(tables, Path(folder))
        found = load(Path(folder), Words.load("en"))
    frames = {key: _longer(frame, _MORE.get(key, ())) for key, frame in found.tables.items()}
    _use(frames)
    for table in TABLES:
        for column in table.columns():
            frames[table.key][column.key] = _never_empty(column, frames[table.key][column.key])
    with tempfile.TemporaryDirectory() as folder:
        write(frames, Path(folder))
        return load(Path(folder), Words.load("en"))


def _longer(frame: pd.DataFrame, rows: tuple[Mapping[str, Scalar], ...]) -> pd.DataFrame:
    more = pd.DataFrame(index=range(len(rows)))
    for name, kind in frame.dtypes.items():
        nothing = "" if kind.kind == "O" else np.nan
        values = [row.get(str(name), nothing) for row in rows]
        more[name] = pd.to_datetime(pd.Series(values)) if kind.kind == "M" else pd.Series(values, dtype=kind)
    return pd.concat([frame, more], ignore_index=True).astype(frame.dtypes) if rows else frame.copy()


def _use(frames: dict[str, pd.DataFrame]) -> None:
    """What is rare in the sample, so that each column has rows for which it matters."""
    deals, orders, receipts, reps = (frames[key] for key in ("deals", "orders", "receipts", "reps"))
    for frame in (deals, orders, receipts):
        frame.loc[frame.index % 5 == 1, "currency"] = "USD"
    deals.loc[deals.index % 3 == 0, "probability"] = 0.35
    orders.loc[orders.index[-1], "refers_to"] = orders["order_id"].iloc[0]
    targets, teams, scheme, plans = (frames[key] for key in ("targets", "teams", "kpi_scheme", "plans"))
    targets.loc[targets.index % 4 == 3, "currency"] = "USD"
    is_rep = targets["scope"] == "rep"
    frames["targets"] = targets[(targets["scope"] == "team") | (is_rep & (targets.index % 2 == 1))].reset_index(
        drop=True
    )
    teams.loc[0, "currency"] = "EUR"
    reps.loc[reps.index % 4 == 2, "hire_date"] = pd.Timestamp("2026-03-16")
    reps.loc[reps.index % 4 == 3, "leave_date"] = pd.Timestamp("2026-06-15")
    scheme["threshold"], scheme["stretch"] = 0.6, 1.1
    scheme.loc[scheme["role"] == "senior", "below"] = "zero"
    scheme.loc[1, ["method", "direction"]] = ["complement", "down"]
    in_force = plans["valid_from"] == pd.Timestamp(PERIOD)
    plans.loc[in_force, ["basis", "mode", "boundary"]] = ["booked", "slab", "lower"]
    plans.loc[~in_force, "draw"] = 100.0
    plans.loc[plans["role"] == "senior", "currency"] = "USD"
    plans["cap"], plans["recoverable"] = 900.0, 0.0
    for name, value in (("gate", 0.01), ("gate_by", "bonus"), ("recoverable", 1.0)):
        plans.loc[in_force, name] = value
    plans["recovery"] = 0.5
    _use_rates(frames)
    _use_others(frames)


def _use_rates(frames: dict[str, pd.DataFrame]) -> None:
    """Rates by every property of a line, and a refund within the term of its order."""
    orders, customers, reps, plans = (frames[key] for key in ("orders", "customers", "reps", "plans"))
    bonus = {"plan_id": "BONUS-2026", "supersedes": "", "component": "bonus", "valid_from": pd.Timestamp("2026-01-01")}
    lead = {**bonus, "plan_id": "LEAD-2026", "component": "lead", "role": "manager", "credit": "team"}
    more = [{**plans.iloc[1], **named} for named in (bonus, lead)]
    plans = pd.concat([plans, pd.DataFrame(more)], ignore_index=True).astype(plans.dtypes)
    frames["plans"] = plans
    sold = orders[(orders["rep_id"] == "R0003") & (orders["order_date"] >= pd.Timestamp(PERIOD))].iloc[0]
    industry = customers.loc[customers["customer_id"] == sold["customer_id"], "industry"].iloc[0]
    customers["group"] = np.where(customers.index % 2 == 0, "key", "")
    customers.loc[customers.index % 3 == 0, "since"] = pd.Timestamp("2026-02-01")
    reps["grade"] = np.where(reps.index % 4 == 2, "junior", "")
    orders["term_months"] = 24.0
    named = ("plan_id", "field", "value", "and_field", "and_value", "rate")
    rows = [
        ("REP-2026-06", "product", sold["product"], "grade", "junior", 0.11),
        ("REP-2026-06", "product", sold["product"], "grade", "any", 0.07),
        ("SENIOR-2026", "group", "key", "newness", "new_customer", 0.09),
        ("SENIOR-2026", "group", "any", "newness", "returning_customer", 0.01),
        ("BONUS-2026", "channel", sold["channel"], "industry", industry, 0.04),
        ("BONUS-2026", "channel", sold["channel"], "industry", "any", 0.03),
        ("LEAD-2026", "product", "any", "", "any", 0.02),
    ]
    frames["plan_rates"] = pd.DataFrame(rows, columns=named)
    plans["margin_gate"] = 0.1
    plans["portion"], plans["clawback"] = 0.9, "term"
    sold = orders[(orders["rep_id"] == "R0002") & (orders["order_date"] < pd.Timestamp("2026-05-01"))].iloc[-1]
    back = {"order_id": "B0001", "refers_to": sold["order_id"], "order_date": pd.Timestamp("2026-06-05")}
    frames["orders"] = pd.concat(
        [orders, pd.DataFrame([{**sold, **back, "amount": -sold["amount"] / 2}])], ignore_index=True
    ).astype(orders.dtypes)
    paid = frames["receipts"]
    refund = {"receipt_id": "PB001", "order_id": "B0001", "date": pd.Timestamp("2026-06-06"), "amount": -100.0}
    frames["receipts"] = pd.concat([paid, pd.DataFrame([{**paid.iloc[-1], **refund}])], ignore_index=True).astype(
        paid.dtypes
    )


def _use_others(frames: dict[str, pd.DataFrame]) -> None:
    """Objectives that are scored, prizes by rank, and a budget that they exceed."""
    plans, tiers = frames["plans"], frames["plan_tiers"]
    plain = {
        "supersedes": "", "role": "rep", "rep_id": "", "valid_from": pd.Timestamp(PERIOD), "currency": "",
        "valid_to": pd.NaT, "measure": "money", "mode": "milestone", "over": "month", "gate": np.nan, "cap": np.nan,
        "floor": np.nan, "draw": 0.0, "margin_gate": np.nan, "credit": "own",
    }  # fmt: skip  # terms that are not asked for
    scored = {"plan_id": "MBO-2026", "component": "mbo", "basis": "score", "on_target": 1_000.0}
    ranked = {
        "plan_id": "SPIF-2026", "component": "spif", "basis": "booked", "tiers_on": "rank", "budget": 450.0,
        "at_least": 20_000.0,
    }  # fmt: skip  # a contest
    more = [{**plans.iloc[1], **plain, **terms} for terms in (scored, ranked)]
    frames["plans"] = pd.concat([plans, pd.DataFrame(more)], ignore_index=True).astype(plans.dtypes)
    prizes = [("SPIF-2026", 1.0, 1.0, 300.0), ("SPIF-2026", 2.0, 4.0, 200.0)]
    frames["plan_tiers"] = pd.concat(
        [tiers, pd.DataFrame(prizes, columns=["plan_id", "lower", "upper", "rate"])], ignore_index=True
    ).astype(tiers.dtypes)
    rows = [
        (f"M{number}", "2026-06", payee, "mbo", "Visits", weight, score)
        for number, (payee, weight, score) in enumerate(
            [("R0004", 0.6, 0.8), ("R0004", 0.4, 1.1), ("R0003", 0.5, 0.9), ("R0003", 0.5, np.nan)]
        )
    ]
    named = ("objective_id", "period", "payee", "component", "objective", "weight", "score")
    frames["objectives"] = pd.DataFrame(rows, columns=named)
    frames["segments"].loc[:, "region"] = frames["customers"]["region"].iloc[0]


def of_pay() -> Dataset:
    """The centre without the tables that settle no commission: quickly read again, but what it lacks counts nothing."""
    found = centre()
    return dataclasses.replace(found, tables={k: t if k in _OF_PAY else t.iloc[:0] for k, t in found.tables.items()})


def without_orders() -> Dataset:
    """The centre as one that has deals alone: they stand for booked orders."""
    found = centre()
    empty = {key: found.tables[key].iloc[:0] for key in ("orders", "receipts", "invoices", "splits")}
    plans = found.tables["plans"].assign(basis="booked", measure="money")
    return dataclasses.replace(found, tables={**found.tables, **empty, "plans": plans})


def _never_empty(column: Column, series: pd.Series) -> pd.Series:
    """A column that no number uses, with other values where it holds nothing but its default."""
    if column.use is Use.COMPUTED or _is_filled(column, series) or not len(series):
        return series
    return next(values for values in _others(column, ("C0001", "R0001"), series) if _is_filled(column, values))


def _is_filled(column: Column, series: pd.Series) -> bool:
    return bool(((series != "") & series.notna() & (series != column.default)).any())


def attempts(dataset: Dataset, column: Column) -> Iterator[Dataset]:
    """The dataset with other values in that column, as its type suggests, some of them read from files again.

    Of those with which a row would be left out none: with a row fewer something differs, whatever reads the column.
    But for what names rows, and for plans, of which a row seldom stands by itself.
    """
    table, found = table_of(column), _attempts(dataset, column)
    if column.identifies or table in OF_PLANS:
        yield from found
    else:
        rows = len(dataset.table(table))
        yield from (other for other in found if len(other.table(table)) == rows)


def _attempts(dataset: Dataset, column: Column) -> Iterator[Dataset]:
    changed = [_with(dataset, column, values) for values in _suggested(dataset, column, dataset.column(column))]
    if table_of(column) in OF_PLANS:  # commission is settled on what loading lets through, nothing else
        yield from map(_read_again, reversed(changed))
        return
    is_settings = table_of(column) is SettingRows
    yield from () if is_settings else changed[-1:]  # what most often makes a difference comes first: nothing at all
    yield from map(_read_again, changed[:_READ_AGAIN])
    yield from () if is_settings else changed[:-1]


def attempts_of_all(dataset: Dataset, columns: Sequence[Column]) -> Iterator[Dataset]:
    """The dataset with other values in all these columns at once: the first that each suggests, then the second.

    Where a column suggests no more, it keeps what it has.
    """
    suggested = [list(_others(column, _known(dataset, column), dataset.column(column))) for column in columns]
    changed = []
    for values_of_each in zip_longest(*suggested):
        found = dataset
        for column, values in zip(columns, values_of_each, strict=True):
            found = found if values is None else _with(found, column, values)
        changed.append(found)
    yield from changed
    yield from map(_read_again, changed[:_READ_AGAIN])


def _with(dataset: Dataset, column: Column, values: pd.Series) -> Dataset:
    table = table_of(column)
    frame = dataset.table(table).assign(**{column.key: values})
    return dataclasses.replace(dataset, tables={**dataset.tables, table.key: frame})


def _known(dataset: Dataset, column: Column) -> tuple[str, ...]:
    """Words that may stand in a column: its codes, what it refers to, else what stands in it already."""
    if isinstance(column.choices, tuple):
        return column.choices
    homes = (column.refers_to, column.choices, column)
    home = next(home for home in homes if isinstance(home, Column))
    return tuple(map(str, dataset.column(home).unique()[:2]))


def _others(column: Column, known: tuple[str, ...], series: pd.Series) -> Iterator[pd.Series]:
    first, every_other = np.arange(len(series)) == 0, np.arange(len(series)) % 2 == 0
    if series.dtype.kind == "O":
        yield series.mask(first, "other")
        yield pd.Series(np.roll(series.to_numpy(dtype=object), 1), dtype=object)
        for text in (*known, ""):
            yield pd.Series(text, series.index, dtype=object)
    elif series.dtype.kind == "M":
        for days in (1, -45, 400):
            yield series + pd.Timedelta(days=days)
        for day in (AS_OF, PERIOD - dt.timedelta(days=1)):
            yield pd.Series(pd.Timestamp(day), series.index)
        yield pd.Series(pd.NaT, series.index).astype(series.dtype)
    else:
        low, high = column.minimum or 0.0, column.maximum if column.maximum is not None else np.inf
        yield (series * 0.5).where(every_other, series).clip(low, high)
        yield (series * 3).clip(low, high)
        for number in (0.0, 1.0):
            yield pd.Series(float(np.clip(number, low, high)), series.index)
        yield pd.Series(np.nan, series.index)


def _suggested(dataset: Dataset, column: Column, series: pd.Series) -> list[pd.Series]:
    """Other values, the blank last; in a column that names rows, which loading would leave out, a text in its place."""
    found = list(_others(column, _known(dataset, column), series))
    if not column.identifies:
        return found
    return [*found[:-1], *([pd.Series("other", series.index, dtype=object)] if series.dtype.kind == "O" else [])]


def _read_again(dataset: Dataset) -> Dataset:
    """What a folder with these tables holds: sorted, and without the rows that break a rule."""
    known = centre().tables
    with tempfile.TemporaryDirectory() as folder:
        for key, table in dataset.tables.items():
            if table is known[key]:
                os.link(_folder_of_the_centre() / f"{key}.csv", Path(folder) / f"{key}.csv")
        write({k: t for k, t in dataset.tables.items() if t is not known[k] and len(t)}, Path(folder))
        return load(Path(folder), Words.load("en"))


@cache
def _folder_of_the_centre() -> Path:
    """Its tables as files, written once: what is read again differs from them in a table or two."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    write(centre().tables, folder)
    return folder


def setting_attempts(dataset: Dataset, setting: SettingKey) -> Iterator[Dataset]:
    is_text = setting.measure in (Type.TEXT, Type.LABEL)
    numbers = (setting.minimum, setting.maximum, 0.5, 7.0, 100.0)
    for value in setting.choices or (("US", "") if is_text else numbers):
        if value is not None and value != dataset.settings[setting.key]:
            yield dataclasses.replace(dataset, settings={**dataset.settings, setting.key: value})


def _cell_attempts(content: Content, line: Input) -> Iterator[Content]:
    """The content with other values in the cells of an input line."""
    now = content.inputs.get(line)
    size = 1 if now is None else len(now)
    low, high = line.minimum or 0.0, line.maximum if line.maximum is not None else np.inf
    if line.measure in (Type.TEXT, Type.LABEL):
        columns: list[Numbers | list[Scalar]] = [["other"] * size]
    else:
        numbers = np.full(size, np.nan) if now is None else np.array(now, dtype=float)
        columns = [np.clip(numbers * 0.5, low, high), np.clip(numbers - 40, low, high), np.full(size, max(low, 1.0))]
        columns += [np.full(size, 0.0)]
    for column in columns:
        yield dataclasses.replace(content, inputs={**content.inputs, line: column})


@cache
def _counted() -> tuple[Calc, ...]:
    """The calculated lines but for the checks and what only repeats their verdict."""
    checks: set[Line] = {
        line for sheet in SALES_CENTER.sheets if sheet.key == "checks" for block in sheet.blocks for line in block.lines
    }
    for line in order_of(SALES_CENTER, Flavour.NATIVE):
        if lines_read(line.native) and all(read in checks for read in lines_read(line.native)):
            checks.add(line)
    return tuple(line for line in order_of(SALES_CENTER, Flavour.NATIVE) if line not in checks)


def shown(content: Content, words: Words, money_unit: int) -> Shown:
    """Every counted line: the number format and the cells."""
    functions = cell_functions()
    values = evaluate(SALES_CENTER, content.inputs, content.sizes, Flavour.NATIVE, functions, content.no_source)
    formats = {measure: number_format(measure, words, money_unit) for measure in Type}
    return {line: (formats[line.measure], values[line]) for line in _counted()}


def scope_of(dataset: Dataset, team: str) -> Scope:
    words = Words.load(str(dataset.settings["language"] or "en"))
    return Scope(team, PERIOD, AS_OF, int(dataset.settings["first_month"] or 1), words)


def built(dataset: Dataset, team: str) -> Shown:
    """What the workbook of a team shows, or of the centre, whose `team` is blank; nothing if there is no such team."""
    if team and team not in teams(dataset):
        return {}
    scope = scope_of(dataset, team)
    content = fill(for_team(dataset, team) if team else dataset, scope)
    return shown(content, scope.words, int(dataset.settings["money_unit"] or 1))


def settled(dataset: Dataset, team: str) -> Shown:
    """What of the workbook of a team says what plans ask and pay, of which nothing else is computed."""
    scope = scope_of(dataset, team)
    lines = [line for block in (PayTerms, PersonMonths, Quotas, LineAmounts, LinePrizes) for line in block.calculated()]
    return _of_lines(fill(for_team(dataset, team), scope), lines)


def changed_by_cells(dataset: Dataset, team: str, column: Column) -> Iterator[Line | None]:
    """What `first_difference` finds where a column's cells alone hold something else, by the lines that read them.

    This is quick: nothing else of the workbook is filled anew. So no change here does not say that it does not count.
    """
    content, scope = _content(dataset, team), scope_of(dataset, team)
    readers = _readers(column)
    if column not in content.inputs or not readers or table_of(column) in OF_PLANS:
        return
    table, whose = table_of(column), _slice(dataset, team)
    frame, currency = whose.table(table), currency_of(whose, scope)
    if not frame_of(whose, table, currency)[column.key].equals(frame[column.key]):
        return  # its cells show something else than the data, such as another currency
    before = _of_lines(content, readers)
    for values in _suggested(dataset, column, frame[column.key]):
        cells = column_cells(column, values, len(content.inputs[column]), scope.words)
        other = dataclasses.replace(content, inputs={**content.inputs, column: cells})
        yield first_difference(before, _of_lines(other, readers))


def changed_by_typing(dataset: Dataset, team: str, line: Input) -> Iterator[Line | None]:
    """What differs where something else is typed into the cells of a line, among the lines that read it."""
    content, readers = _content(dataset, team), _readers(line)
    before = _of_lines(content, readers)
    yield from (first_difference(before, _of_lines(other, readers)) for other in _cell_attempts(content, line))


def _readers(line: Line) -> list[Calc]:
    return _reading().get(line, [])


@cache
def _reading() -> Mapping[Line, list[Calc]]:
    """Line → the counted lines whose formulas read it."""
    found: dict[Line, list[Calc]] = {}
    for reader in _counted():
        for line in dict.fromkeys(lines_read(reader.native)):
            found.setdefault(line, []).append(reader)
    return found


@cache
def _slice(dataset: Dataset, team: str) -> Dataset:
    """Of the centre as it is, which every column is changed in, cut once."""
    return for_team(dataset, team) if team else dataset


@cache
def _content(dataset: Dataset, team: str) -> Content:
    return fill(_slice(dataset, team), scope_of(dataset, team))


def _of_lines(content: Content, lines: Sequence[Calc]) -> Shown:
    functions = cell_functions()
    inputs, sizes, missing = content.inputs, content.sizes, content.no_source
    values = evaluate(SALES_CENTER, inputs, sizes, Flavour.NATIVE, functions, missing, wanted=lines)
    return {line: ("", values[line]) for line in lines}


def first_difference(one: Shown, other: Shown) -> Line | None:
    return next((line for line, cell in one.items() if line not in other or not _same(cell, other[line])), None)


def _same(one: tuple[str, Cells], other: tuple[str, Cells]) -> bool:
    (style, cells), (other_style, other_cells) = one, other
    return (
        style == other_style
        and np.array_equal(cells.number, other_cells.number)
        and np.array_equal(kinds_of(cells), kinds_of(other_cells))
    )
