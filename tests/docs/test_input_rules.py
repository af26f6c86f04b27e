"""What docs/input-rules.md says of values and keys, tried."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest

from docs.build import FOLDER
from salessheet.data import keys, money, target_periods, values
from salessheet.data.currency_signs import CURRENCIES, plain, usual


def period_of_a_target(text: str) -> str | None:
    """In the fiscal year 2026, which begins in January."""
    found = target_periods.part(text)
    return None if found is None else found.label(2026, 1)


READERS: dict[str, Callable[[str], dt.date | float | str | None]] = {
    "Numbers": values.number,
    "Dates": values.date,
    "Months": values.period,
    "Yes or no": values.flag,
    "Periods of targets": period_of_a_target,
}
PAGE = (FOLDER / "input-rules.md").read_text(encoding="utf-8")
IN_CHINESE = (FOLDER / "input-rules.zh-CN.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[tuple[str, str]]:
    section = PAGE.partition(f"### {heading}\n")[2].partition("\n#")[0]
    return re.findall(r"^\| `(.+?)` \| (.+?) \|$", section, re.MULTILINE)


CASES = [(heading, written, read) for heading in READERS for written, read in rows(heading)]


def test_each_kind_of_value_shows_what_is_read_and_what_is_refused() -> None:
    for heading in READERS:
        results = [read for _, read in rows(heading)]
        assert "refused" in results
        assert len(set(results)) > 1


@pytest.mark.parametrize(("heading", "written", "read"), CASES)
def test_a_value_is_read_as_the_page_says(heading: str, written: str, read: str) -> None:
    found = READERS[heading](written)
    if read == "refused":
        assert found is None
    elif isinstance(found, dt.date):
        assert found.isoformat() == read
    elif isinstance(found, str):
        assert found == read
    else:
        assert found == float(read)


@pytest.mark.parametrize(
    ("ids", "written"),
    [
        (["R001", "r001"], ["R001"]),
        (["R001", "Ｒ００１"], ["R001"]),
        (["123", "00123"], ["#123", "#00123"]),
        (["1001"], ["1001"]),
    ],
)
def test_ids_become_what_the_page_says(ids: list[str], written: list[str]) -> None:
    assert list(keys.canonical(ids).values()) == written
    assert all(f"`{text}`" in PAGE for text in (*ids, *written))


@pytest.mark.parametrize(("text", "written"), [("A*1", "A＊1"), (">5", "＞5")])
def test_signs_of_patterns_become_what_the_page_says(text: str, written: str) -> None:
    assert keys.without_patterns(text) == written
    assert f"| `{text}` | `{written}` |" in PAGE


def cells(heading: str) -> list[list[list[str]]]:
    """What stands in backticks, cell by cell, in the rows of the table of the section Currencies with that heading."""
    table = PAGE.partition("\n## Currencies\n")[2].partition(f"{heading}\n")[2].partition("\n\n")[0]
    return [[re.findall("`(.+?)`", cell) for cell in row.strip("|").split("|")] for row in table.splitlines()[1:]]


def test_the_page_lists_every_sign_of_a_currency_and_what_it_means() -> None:
    shared = {plain(sign): tuple(codes) for signs, codes, _ in cells("| Written | Can mean | Else |") for sign in signs}
    own = {plain(sign): code for signs, (code,) in cells("| Written | Read as |") for sign in signs}

    assert {sign: codes for sign, codes in CURRENCIES.items() if len(codes) > 1} == shared
    assert {sign for sign in CURRENCIES if CURRENCIES[sign] != (sign,)} == {*own, *shared}
    assert {sign: money.code_of(sign) for sign in own} == own
    assert [(usual(tuple(codes)) or None) for _, codes, _ in cells("| Written | Can mean | Else |")] == [
        found[0] if found else None for _, _, found in cells("| Written | Can mean | Else |")
    ]


def test_the_chinese_page_says_the_same_of_each_value() -> None:
    def told(page: str, refused: str) -> list[tuple[list[str], bool]]:
        """Of each row of a table: what stands in backticks, in whatever order, and whether it is refused."""
        rows = [line for line in page.splitlines() if line.startswith("|")]
        return [(sorted(re.findall("`(.+?)`", row)), row.endswith(f"| {refused} |")) for row in rows]

    assert told(IN_CHINESE, "拒绝") == told(PAGE, "refused")
