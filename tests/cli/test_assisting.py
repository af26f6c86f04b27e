"""The options of mcp: what does not go together is refused before anybody is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.cli import assisting
from tests.cli.conftest import Salessheet


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--audience", "team"), "Give --data SOURCE, or --books FOLDER"),
        (("--audience", "team", "--data", "d", "--books", "b"), "Give --data SOURCE, or --books FOLDER"),
        (("--data", "d"), "--audience"),
        (("--audience", "everybody", "--data", "d"), "everybody"),
        (("--audience", "rep", "--data", "d"), "--rep ID"),
        (("--audience", "team", "--data", "d", "--rep", "R0001"), "--audience rep"),
        (("--audience", "team", "--books", "nowhere"), "no such folder"),
        (("--audience", "team", "--books", ".", "--plans", "."), "--plans is for data"),
        (("--audience", "team", "--books", ".", "--lang", "en"), "--lang is for data"),
        (("--audience", "team", "--data", "d", "--plans", "nowhere"), "no such folder"),
        (("--audience", "team", "--data", "d", "--key-file", "k"), "--key-file opens workbooks"),
        (("--audience", "team", "--data", "nowhere"), "nowhere"),
        (("--audience", "team", "--data", "d", "--json"), "--json"),
    ],
)
def test_options_that_make_no_sense_are_refused(salessheet: Salessheet, arguments: tuple[str, ...], word: str) -> None:
    said = salessheet("mcp", *arguments)

    assert said.code == 2
    assert word in " ".join((said.out + said.err).split())


def test_somebody_whom_the_data_does_not_know_is_refused(salessheet: Salessheet, centre: Path) -> None:
    said = salessheet("mcp", "--audience", "rep", "--rep", "nobody", "--data", centre)

    assert (said.code, said.out) == (2, "")
    assert "There is no rep 'nobody'" in said.err


def test_without_its_library_it_says_how_to_get_it(salessheet: Salessheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assisting, "find_spec", lambda name: None)

    said = salessheet("mcp", "--audience", "team", "--data", "d")

    assert said.code == 2
    assert "pip install 'salessheet[mcp]'" in said.err
