"""What forms hand over, as a macro takes it."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet.errors import InvalidOption
from salessheet.macros import entries
from tests.hosts.forms import ENTERED, GIVEN, TRY_ON, as_file, words

FORM = {**ENTERED, "file": as_file(ENTERED["file"]), "every": True}


def test_a_form_becomes_what_the_macro_takes() -> None:
    assert entries(TRY_ON, FORM, words()) == GIVEN


@pytest.mark.parametrize(
    "day",
    [dt.date(2026, 6, 3), dt.datetime(2026, 6, 3), "2026-06-03", " 2026/6/3 ", "2026年6月3日", "20260603"],
)
def test_a_day_is_a_date_however_it_arrives(day: object) -> None:
    assert entries(TRY_ON, {**FORM, "day": day}, words())["day"] == dt.date(2026, 6, 3)


@pytest.mark.parametrize("number", [0, 0.0, "0", "0.0"])
def test_a_zero_is_an_answer(number: object) -> None:
    assert entries(TRY_ON, {**FORM, "number": number}, words())["number"] == 0.0


@pytest.mark.parametrize(
    ("field", "entered"),
    [
        ("day", "soon"), ("day", "2026-02-30"), ("day", "1492-10-12"), ("month", "June"), ("number", "many"),
        ("number", "nan"), ("number", "inf"), ("how", "softly"),
    ],
)  # fmt: skip  # a table
@pytest.mark.parametrize(("lang", "said"), [("en", "is not"), ("zh-CN", "不能填")])
def test_what_is_no_answer_is_refused_by_the_name_of_its_field(field: str, entered: str, lang: str, said: str) -> None:
    with pytest.raises(InvalidOption, match=said) as refused:
        entries(TRY_ON, {**FORM, field: entered}, words(lang))
    assert entered in str(refused.value)


@pytest.mark.parametrize("field", ["day", "month", "number", "how", "file"])
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_what_has_to_be_filled_in_is_asked_for(field: str, nothing: str | None) -> None:
    with pytest.raises(InvalidOption, match="is missing"):
        entries(TRY_ON, {**FORM, field: nothing}, words())
