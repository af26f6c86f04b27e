"""Formulas that call cell functions, entered once more or replaced for good."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet import macros
from salessheet.data.filling.scope import serial
from salessheet.errors import NoCellFunctions, UnfitHost, UnfitWorkbook
from salessheet.live.calls import is_call, plain
from tests.macros.conftest import Built
from tests.macros.fake_book import Cell, ErrorValue, FakeBook


def calls(book: FakeBook) -> dict[Cell, str]:
    return {cell: text for cell, text in book.formulas.items() if is_call(text)}


def switch(book: FakeBook) -> object:
    return book.values.get(book.cell("Use_Python"))


@pytest.mark.parametrize(
    ("formula", "is_one", "twin"),
    [
        ("=IF(Use_Python,SS_ATTAINMENT(A1,B1),A1/B1)", True, "=A1/B1"),
        ('=IF(Use_Python,SS_SPLIT(A1,{1,2}),IF(A1="","a,b",SUM(B1,C1)))', True, '=IF(A1="","a,b",SUM(B1,C1))'),
        ("=IF(Use_Python,SS_WIN_RATE('Bob''s, own'!A1,1),'Bob''s, own'!A1)", True, "='Bob''s, own'!A1"),
        ("=SS_ATTAINMENT(A1,B1)", True, ""),
        ("=_xldudf_SS_ATTAINMENT(A1,B1)", True, ""),
        ("=IF(Use_Python,SS_A(A1),SS_B(A1))", True, ""),
        ('="SS_ATTAINMENT("&A1', False, ""),
        ("='SS_A('!A1", False, ""),
        ("=PASS_ON(A1)", False, ""),
        ("=IF(Use_Python,A1,B1)", False, "=B1"),
    ],
)
def test_what_calls_a_function_and_its_plain_twin(formula: str, is_one: bool, twin: str) -> None:
    assert (is_call(formula), plain(formula)) == (is_one, twin)


def test_every_call_is_entered_again_as_it_stands(built: Built) -> None:
    book = built("python")
    own = (book.sheet_names[0], 400, 3)
    book.enter(own, "=SS_ATTAINMENT(1,2)")
    book.entered.clear()
    every = calls(book)

    summary = macros.go_live(book.xw)

    assert {cell: book.entered[cell] for cell in every} == every
    assert own in every
    assert switch(book) is True
    assert summary.cells_written == len(every)
    assert set(book.entered) - set(every) == {book.cell("Use_Python")}


def test_a_host_without_the_functions_is_left_as_it_was(built: Built) -> None:
    book = built("python")
    book.knows_functions = False
    before, formulas = switch(book), dict(book.formulas)
    with pytest.raises(UnfitHost, match="#NAME"):
        macros.go_live(book.xw)
    assert (switch(book) or False, book.formulas) == (before or False, formulas)


def test_an_array_of_peoples_own_is_named_and_left(built: Built) -> None:
    book = built("python")
    own = (book.sheet_names[0], 400, 3)
    book.enter(own, "=SS_SPLIT(1,{1;1})")
    book.arrays.add(own)
    book.entered.clear()
    assert "C400" in macros.go_live(book.xw).notes[0]
    assert own not in book.entered
    with pytest.raises(UnfitWorkbook, match="array"):
        macros.freeze(book.xw, "values")


def test_plain_formulas_take_the_place_of_calls(built: Built) -> None:
    book, native = built("python"), built("native")
    every = calls(book)
    macros.freeze(book.xw, "plain")
    assert not calls(book)
    assert {cell: book.formulas[cell] for cell in every} == {cell: native.formulas[cell] for cell in every}
    assert switch(book) is False
    with pytest.raises(NoCellFunctions):
        macros.freeze(book.xw, "plain")


def test_values_take_the_place_of_calls_and_a_nothing_stays_one(built: Built) -> None:
    book = built("python")
    every, before = calls(book), dict(book.values)
    macros.freeze(book.xw, "values")
    assert not calls(book)
    for cell in every:
        shown = before.get(cell)
        kept = serial(shown.date()) if isinstance(shown, dt.datetime) else shown
        assert book.formulas.get(cell) == '=""' if kept in (None, "") else book.values[cell] == kept


@pytest.mark.parametrize(("to", "said"), [("plain", "have no plain formula"), ("values", "show no result")])
def test_a_call_that_cannot_be_replaced_stops_all(built: Built, to: str, said: str) -> None:
    book = built("python")
    own = (book.sheet_names[0], 400, 3)
    book.enter(own, "=SS_ATTAINMENT(1,2)")
    book.values[own] = ErrorValue("#NAME?")
    book.entered.clear()
    with pytest.raises(UnfitWorkbook, match=said):
        macros.freeze(book.xw, to)
    assert not book.entered


def test_a_host_that_hides_formulas_is_told_where_to_go(built: Built) -> None:
    book = built("python")
    book.formulas_can_be_read = False
    with pytest.raises(UnfitHost, match="salessheet run"):
        macros.go_live(book.xw)


@pytest.mark.parametrize("flavour", ["native", "values"])
def test_there_is_nothing_to_do_without_calls(built: Built, flavour: str) -> None:
    with pytest.raises(NoCellFunctions, match="SS_"):
        macros.go_live(built(flavour).xw)
