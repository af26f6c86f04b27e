"""A table that does not say whose its rows are, or says what cannot be followed, is refused when it is declared."""

from __future__ import annotations

import pytest

from salessheet.errors import DeclarationError
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type, Use
from salessheet.workbook.ownership import AnyOf, Belongs, Everyones, Ownership, Used, gathering_order
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import GATHERED, TABLES, Customers, Orders, Receipts, Reps, Splits, Teams


def declared(owner: Ownership | None, **columns: Column) -> type[Table]:
    members = {"key": "visits", **columns} | ({} if owner is None else {"owner": owner})
    return type("Visits", (Table,), members)


def rep() -> Column:
    return Column(Type.TEXT, refers_to=Reps.rep_id)


def test_a_table_without_an_owner_is_refused() -> None:
    with pytest.raises(DeclarationError, match="Visits does not say whose its rows are"):
        declared(None, rep_id=rep())


def test_a_table_without_a_key_is_refused() -> None:
    with pytest.raises(DeclarationError, match="Visits has no key"):
        type("Visits", (Table,), {"owner": Everyones()})


def test_an_owner_is_a_column_of_the_table() -> None:
    with pytest.raises(DeclarationError, match=r"Visits is owned by Customers\.owner_rep_id, which is no column of it"):
        declared(Belongs(Customers.owner_rep_id), rep_id=rep())
    column = rep()
    with pytest.raises(DeclarationError, match=r"Visits is owned by Customers\.owner_rep_id, which is no column of it"):
        declared(
            AnyOf((Used(column, of=(Reps.rep_id,)), Used(Customers.owner_rep_id, of=(Reps.rep_id,)))), rep_id=column
        )


def test_a_column_that_brings_a_row_is_no_note() -> None:
    """With another customer there, the team's workbook has another row among its customers."""
    whom = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, use=Use.NOTE)
    with pytest.raises(DeclarationError, match=r"Visits\.whom brings the row it refers to, and so is no note"):
        declared(Everyones(), whom=whom)


def test_an_owner_refers_to_a_row() -> None:
    place = Column(Type.TEXT)
    with pytest.raises(DeclarationError, match=r"Visits is owned by Visits\.place, which refers to no row"):
        declared(Belongs(place), place=place)


def test_what_decides_about_each_other_is_refused() -> None:
    """Rows seen because others use them, which are seen because those use them."""
    first, second = Column(Type.LABEL), Column(Type.LABEL)
    visits = declared(Used(first, of=(second,)), first=first)
    tours = type("Tours", (Table,), {"key": "tours", "second": second, "owner": Used(second, of=(first,))})
    with pytest.raises(DeclarationError, match="depends on each other"):
        gathering_order((visits, tours))


def test_what_decides_about_a_table_is_a_table_of_the_book() -> None:
    column = rep()
    with pytest.raises(DeclarationError, match="Reps decides what a team sees, but is not among the tables"):
        gathering_order((declared(Belongs(column), rep_id=column),))


def test_a_table_is_gathered_after_those_that_decide_about_it() -> None:
    assert set(GATHERED) == set(TABLES)
    order = {table: place for place, table in enumerate(GATHERED)}
    assert order[Teams] < order[Reps] < order[Splits] < order[Orders] < order[Receipts]
    assert order[Orders] < order[Customers]


def test_a_table_has_rows_of_its_own() -> None:
    column = rep()
    assert repr(declared(Belongs(column), rep_id=column).rows) == "visits"
