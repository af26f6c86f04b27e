"""Engines are believed as far as they are known to be right; what Excel stored is never lost to one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from salessheet.calc.completion import completed
from salessheet.calc.engine import Engine
from salessheet.calc.engines import Reserve
from salessheet.calc.for_engine import calculator
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.trust.shapes import Seen
from salessheet.calc.trust.table import ALL, FAULTS, FORMUALIZER
from salessheet.calc.verification import verify
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.calculation import asks_for_calculation
from salessheet.xlsx.editing import Edit, edited
from salessheet.xlsx.formula_tree import Argument
from tests.calc import captured
from tests.calc.books import as_excel_saves, book, ref
from tests.calc.own_formulas import NOBODYS, formulas, place, written

KNOWN = [(place(row), text, shown) for row, (text, shown, _) in enumerate(formulas()) if shown is not None]
UNKNOWN = [(place(row), text) for row, (text, shown, _) in enumerate(formulas()) if shown is None]


@pytest.fixture(scope="module")
def others() -> Iterator[Reserve]:
    with Reserve((FORMUALIZER,)) as reserve:
        yield reserve


def is_same(a: Value | None, b: Value) -> bool:
    if isinstance(a, (float, bool)) and isinstance(b, (float, bool)):
        return abs(a - b) < 1e-9 * max(1.0, abs(b))
    return type(a) is type(b) and a == b


def other_than(value: Value) -> Value:
    if isinstance(value, ErrorKind):
        return 0.0
    return f"{value}?" if isinstance(value, str) else float(value) + 1.0


def test_peoples_own_formulas_get_what_excel_shows_or_no_value(
    formualizer: Formualizer, others: Reserve, tmp_path: Path
) -> None:
    done = completed(written(tmp_path / "own.xlsx", stored=False), formualizer, others=others)

    wrong = [
        (text, done.book.stored(cell)) for cell, text, shown in KNOWN if not is_same(done.book.stored(cell), shown)
    ]
    assert wrong == []
    left = {unchecked.cell for unchecked in done.left}
    assert [text for cell, text in UNKNOWN if cell not in left or done.book.stored(cell) is not None] == []
    assert asks_for_calculation(done.book.package)


def test_what_excel_stored_is_confirmed_and_every_falsehood_found(
    formualizer: Formualizer, others: Reserve, tmp_path: Path
) -> None:
    sound = written(tmp_path / "own.xlsx", stored=True)
    false = edited(sound, {cell: Edit(other_than(shown)) for cell, _, shown in KNOWN})

    found, of_false = (verify(one, [formualizer], others=others) for one in (sound, false))

    assert [(d.cell, d.recalculated, d.engine) for d in found.differences if d.cell in {c for c, *_ in KNOWN}] == []
    told = {d.cell for d in of_false.differences} | {u.cell for u in of_false.findings}
    assert [text for cell, text, _ in KNOWN if cell not in told] == []
    assert place(len(KNOWN) + NOBODYS.index('=CELL("width",A1)')) in {finding.cell for finding in found.findings}


def test_calculating_keeps_what_excel_stored_and_says_what_it_makes_of_it(
    formualizer: Formualizer, others: Reserve, tmp_path: Path
) -> None:
    sound = written(tmp_path / "own.xlsx", stored=True)
    cell = next(cell for cell, text, _ in KNOWN if text == '=SUM(IF(A1:A7="ann",B1:B7))')
    false = edited(sound, {cell: Edit("other")})

    kept, told = (completed(one, formualizer, others=others) for one in (sound, false))

    assert kept.book is sound
    assert kept.contradicted == ()
    assert [(d.cell.address, d.stored, d.recalculated) for d in told.contradicted] == [(cell.address, "other", 40.0)]
    assert told.book is false


def test_a_contradicted_value_stays_and_is_told(formualizer: Formualizer, others: Reserve, tmp_path: Path) -> None:
    path = tmp_path / "kept.xlsx"
    book(path, {"A1": 3, "B1": ("=A1*2", 7), "C1": ("=B1+1", 8)})
    kept = as_excel_saves(path)

    done = completed(kept, formualizer, others=others)
    anew = completed(kept, formualizer, others=others, anew=True)

    assert done.book is kept
    assert [(d.cell, d.stored, d.recalculated) for d in done.contradicted] == [(ref("B1"), 7.0, 6.0)]
    assert (anew.book.stored(ref("B1")), anew.book.stored(ref("C1"))) == (6.0, 7.0)
    assert anew.contradicted == ()


def test_what_needs_a_formula_without_a_value_has_none_either(
    formualizer: Formualizer, others: Reserve, tmp_path: Path
) -> None:
    unknown = book(tmp_path / "unknown.xlsx", {"A1": ('=CELL("width",B1)', 0), "A2": ("=A1*2", 0), "A3": ("=1+1", 0)})

    done = completed(unknown, formualizer, others=others)

    assert [done.book.stored(ref(cell)) for cell in ("A1", "A2", "A3")] == [None, None, 2.0]
    assert {left.cell: left.why for left in done.left}[ref("A2")] == "it needs a formula that has no value"


def test_engines_that_disagree_are_told_and_neither_counts(
    formualizer: Formualizer, others: Reserve, tmp_path: Path
) -> None:
    dust = {"A1": ("=0.1+0.2=0.3", 0), "A2": ("=IF(A1,1,2)", 0)}

    done = completed(book(tmp_path / "dust.xlsx", dust), formualizer, others=others)

    (found,) = done.disagreements
    assert (found.engine, found.value, found.confirming, found.other) == ("formualizer", False, "cellrune", True)
    assert [done.book.stored(ref(cell)) for cell in ("A1", "A2")] == [None, None]


def test_a_volatile_formula_keeps_what_excel_stored_when_something_else_changes(tmp_path: Path) -> None:
    cells = {"A1": 1, "A2": 2, "B1": ("=SUMPRODUCT(N(OFFSET(A1,{0;1},0)))", 3), "C1": ("=A1+A2", 3)}
    opened = _book_of_excel(tmp_path / "volatile.xlsx", cells)
    calculate = calculator("formualizer")
    assert calculate is not None

    found = calculate.values_of(opened.package, {ref("B1"), ref("C1")}, opened.package)

    assert found.values[ref("C1")] == 3.0
    assert found.values.get(ref("B1"), 3.0) == 3.0


def test_an_engine_that_contradicted_excel_is_not_believed_with_that_shape_afterwards(tmp_path: Path) -> None:
    """0.1 + 0.2 = 0.3 is TRUE in Excel; formualizer says FALSE, and of its next answer nobody knows."""
    cells = {"A1": 0.1, "A2": 0.2, "A3": 0.3, "B1": ("=A1+A2=A3", 1), "C1": ("=A1*10", 1)}
    opened = _book_of_excel(tmp_path / "dust.xlsx", cells)
    changed = edited(opened, {ref("A2"): Edit(0.25)})
    calculate = calculator("formualizer")
    assert calculate is not None

    found = calculate.values_of(changed.package, {ref("B1")}, opened.package)

    assert found.values == {ref("B1"): False}  # which cellrune alone says


@pytest.mark.parametrize(("stored", "shown"), [("Jan", "Mar"), ("1月", None)])
def test_the_language_of_excel_is_known_from_what_it_stored(stored: str, shown: str | None, tmp_path: Path) -> None:
    cells = {"A1": 46027, "B1": ('=TEXT(A1,"mmm")', stored)}
    opened = _book_of_excel(tmp_path / "language.xlsx", cells)
    changed = edited(opened, {ref("A1"): Edit(46100.0)})
    calculate = calculator("formualizer")
    assert calculate is not None

    found = calculate.values_of(changed.package, {ref("B1")}, opened.package)

    assert found.values.get(ref("B1")) == shown


@pytest.mark.parametrize("name", ["formualizer", "cellrune", "libreoffice", "formulas_engine"])
def test_engines_give_of_captured_results_what_the_page_of_engines_says(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    import json

    engine: Engine = request.getfixturevalue(name)
    said = json.loads(captured.MEASURED.read_text(encoding="utf-8"))["families"]

    found = captured.measured([engine], tmp_path)["families"]

    assert {family: counts[engine.name] for family, counts in found.items()} == {
        family: counts[engine.name] for family, counts in said.items()
    }


def test_of_captured_results_none_is_calculated_wrongly_in_silence(
    formualizer: Formualizer, others: Reserve, tmp_path: Path
) -> None:
    cases = captured.captured()
    done = completed(captured.written(tmp_path / "captured.xlsx", cases), formualizer, others=others)

    values = [done.book.stored(captured.place(i)) for i in range(len(cases))]
    wrong = [(c.formula, v) for c, v in zip(cases, values, strict=True) if v is not None and not c.is_given_by(v)]
    assert wrong == []
    assert sum(value is not None for value in values) > 0.8 * len(cases)


def test_every_fault_says_whose_it_is_and_is_of_functions_that_are_called() -> None:
    assert [fault.why for fault in FAULTS if not (fault.engines and fault.functions and fault.engines <= ALL)] == []
    assert NOBODYS


def _book_of_excel(path: Path, cells: dict[str, object]) -> BookFile:
    book(path, cells)  # type: ignore[arg-type]  # numbers stand for values
    return as_excel_saves(path)


def test_a_range_that_many_formulas_read_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else thousands of sums over one long table take minutes."""
    seen = Seen(book(tmp_path / "book.xlsx", {"A1": 1, "A2": 3, "A3": 2}))
    looked_at = []
    values = Seen.values

    def noted(self: Seen, argument: Argument) -> Iterator[Value | None]:
        looked_at.append(argument)
        return values(self, argument)

    monkeypatch.setattr(Seen, "values", noted)
    column = (Area(next(iter(seen.book.sheets)), 1, 1, 3, 1),)
    for _ in range(3):
        assert not seen.holds_error(column)
        assert not seen.holds_truth(column)
        assert seen.is_out_of_order(column)
        assert seen.is_out_of_order(column, falling=True)
    assert len(looked_at) == 4
