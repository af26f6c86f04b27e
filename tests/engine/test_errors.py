"""What the engine refuses, as one tree of errors with the rest of the package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import xlwings as xw

from salessheet import engine
from salessheet.engine import errors
from salessheet.errors import SalesSheetError, UserError


def raised() -> Iterator[type[BaseException]]:
    """Every error that a module of the engine defines."""
    for module in pkgutil.walk_packages(engine.__path__, f"{engine.__name__}."):
        for member in vars(importlib.import_module(module.name)).values():
            if isinstance(member, type) and issubclass(member, BaseException) and member.__module__ == module.name:
                yield member


def test_every_error_of_the_engine_is_in_the_tree_once_and_by_a_name_of_its_own() -> None:
    found = list(raised())

    assert errors.Refused in found
    assert all(issubclass(error, errors.Refused | errors.Unsupported) for error in found)
    assert len({error.__name__ for error in found}) == len(found)
    assert all(error.__name__ in (errors.__doc__ or "") for error in found)


def test_a_refusal_is_mended_outside_and_is_an_error_of_xlwings() -> None:
    assert issubclass(errors.Refused, UserError)
    assert issubclass(errors.Refused, xw.XlwingsError)
    assert issubclass(errors.Unsupported, SalesSheetError)
    assert issubclass(errors.Unsupported, NotImplementedError)


def test_a_refusal_says_what_is_wrong_where_and_what_to_do() -> None:
    with engine.open_book() as book:
        sheet = book.sheets[0]
        sheet["C1:C3"].formula_array = "=ROW(C1:C3)"
        with pytest.raises(UserError) as refused:
            sheet["C2"].value = 1
        with pytest.raises(UserError) as refused_as_well:
            sheet["2:2"].insert("down")

    assert type(refused.value) is type(refused_as_well.value) is engine.PartOfArray
    assert refused.value.wrong == "'Sheet1'!$C$1:$C$3: You can't change part of an array."
    assert refused.value.mend == "Change all of it."
