"""Inputs of a workbook that stand in no table of it: settings, the annual target, what was agreed with people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple

from salessheet.batch.collecting.book_states import LOOSE_SETTINGS, BookState
from salessheet.batch.collecting.table_folder import TableFolder
from salessheet.data.collecting.checking import refusal_of
from salessheet.data.collecting.comparison import Cell, Cells, Change, Key, Kind, alike, key_of, text_of
from salessheet.data.collecting.meaning import typed_text
from salessheet.data.reading.cell_texts import number_text
from salessheet.data.setting_values import names_of_settings
from salessheet.data.sources import normal
from salessheet.data.target_plans import COUNTED
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.measures import Type
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import SettingRows, TargetRows

_SETTINGS = {name_of(line): line.key for line in LOOSE_SETTINGS}
_ANNUAL, _AGREED = name_of(Settings.annual_target), name_of(People.agreed)
_YEAR = "year"


class Told(NamedTuple):
    """What is not taken: column, value, what is wrong, what to do."""

    column: str
    value: str
    wrong: str
    mend: str


States = tuple[Cell, Cell, Cell, Cell]
"""Of an input: as it was built or collected, as it is now, as the data says it, and before anything was collected."""

Found = tuple[list[tuple[str, str, Change]], list[tuple[str, Told]]]


def compared(state: BookState, folder: TableFolder, words: Words) -> Iterator[Found]:
    """Changes by the name of the input and their table, and what is not taken by the name, told in `words`."""
    for name, built in state.kept.cells.items():
        now, first = state.typed.cells.get(name, []), state.first_cells(name)
        if name == _AGREED:
            was = state.agreed_first()
            for rep in {**state.agreed_built, **state.agreed_now}:
                yield _target(state, folder, ("rep", rep, name), words, (
                    state.agreed_built.get(rep), state.agreed_now.get(rep),
                    state.agreed_data.get(rep), was.get(rep)))  # fmt: skip
        elif len(now) != len(built):
            yield [], [(name, _told(words, name, None, "cells_gone"))]
        elif all(alike(a, b) and alike(b, c) for a, b, c in zip_longest(now, built, first)):
            continue
        elif name in _SETTINGS:
            yield _setting(state, folder, name, words, (built[0], now[0], state.cells[name], first[0]))
        elif name == _ANNUAL:
            scope = ("team", state.kept.team_id) if state.kept.team_id else ("centre", str(TargetRows.id.default))
            yield _target(state, folder, (*scope, name), words, (built[0], now[0], state.cells[name], first[0]))
        elif not all(alike(a, b) for a, b in zip(now, built, strict=True)):
            typed = next(b for a, b in zip(built, now, strict=True) if not alike(a, b))
            yield [], [(name, _told(words, name, typed, "in_no_table"))]


def _told(words: Words, name: str, cell: Cell, kind: str, **facts: str) -> Told:
    told = refusal_of(words, kind, name, typed_text(cell, Type.TEXT), **facts)
    return Told(told.column, told.value, told.wrong, told.mend)


def _is_clear(name: str, words: Words, states: States) -> Found | None:
    """None where there is something to be taken."""
    built, now, data, first = states
    if alike(built, now) and not alike(now, data) and not alike(first, now) and alike(first, data):
        return [], [(name, _told(words, name, now, "put_back"))]
    if alike(built, now) or alike(now, data):
        return [], []
    if alike(built, data):
        return None
    shown = words.text("collect.nothing") if data is None else typed_text(data, Type.TEXT)
    return [], [(name, _told(words, name, now, "data_changed", data=shown))]


def _setting(state: BookState, folder: TableFolder, name: str, words: Words, states: States) -> Found:
    clear = _is_clear(name, words, states)
    if clear is not None:
        return clear
    now = states[1]
    names = names_of_settings()
    lines = folder.records(SettingRows, state.words).lines if folder.has(SettingRows) else ()
    there = [
        line for line in lines if (found := names.get(normal(str(line.cells["key"])))) and found.key == _SETTINGS[name]
    ]
    value = "" if now is None else number_text(now) if isinstance(now, float) else now
    if there:
        cells = there[0].cells
        return [
            (name, SettingRows.key, Change(Kind.CHANGED, key_of(cells, ["key"]), cells, {"value": value or None}, 0))
        ], []
    cells = {"key": _SETTINGS[name], "value": value}
    return [(name, SettingRows.key, Change(Kind.NEW, (text_of(_SETTINGS[name]),), None, cells, 0))], []


def _target(state: BookState, folder: TableFolder, whose: tuple[str, str, str], words: Words, states: States) -> Found:
    scope, holder, name = whose
    clear = _is_clear(name, words, states)
    if clear is not None:
        return clear
    built, now, *_ = states
    rows = _rows(state, folder, scope, holder)
    if len(rows) > 1 or (rows and not _is_whole(state, rows[0][1], built)):
        return [], [(name, _told(words, name, now, "made_of_parts", holder=holder))]
    if rows and now is None:
        return [(name, TargetRows.key, Change(Kind.DELETED, rows[0][0], rows[0][1], {}, 0))], []
    if rows:
        return [(name, TargetRows.key, Change(Kind.CHANGED, rows[0][0], rows[0][1], {"amount": now}, 0))], []
    if now is None:
        return [], [(name, _told(words, name, now, "follows_from_others"))]
    own, year = state.words, float(state.scope.year)
    cells: dict[str, Cell] = {"scope": own.value("scope", scope), "id": holder, "year": year, "amount": now}
    if not state.is_own:
        cells["currency"] = state.currency
    named = {**cells, "period": own.value("period", _YEAR), "metric": own.value("metric", COUNTED)}
    key = key_of(named, [c.key for c in TargetRows.identity()])
    return [(name, TargetRows.key, Change(Kind.NEW, key, None, cells, 0))], []


def _is_whole(state: BookState, row: Cells, built: Cell) -> bool:
    """Whether the row is for the whole year, and says what the workbook was built with."""
    return row.get("period") == state.words.value("period", _YEAR) and alike(row.get("amount"), built)


def _rows(state: BookState, folder: TableFolder, scope: str, holder: str) -> list[tuple[Key, Cells]]:
    if not folder.has(TargetRows):
        return []
    identity = [c.key for c in TargetRows.identity()]
    lines = folder.records(TargetRows, state.words).lines
    wanted: Mapping[str, Cell] = {
        "scope": state.words.value("scope", scope),
        "id": holder,
        "year": float(state.scope.year),
    }
    mine = [line.cells for line in lines if all(text_of(line.cells[c]) == text_of(cell) for c, cell in wanted.items())]
    metric = text_of(state.words.value("metric", COUNTED))
    return [(key_of(cells, identity), cells) for cells in mine if text_of(cells["metric"]) == metric]
