"""Whatever a team or a person of another team is called, numbered or sells for stands in no part of a team's workbook.

The words are taken from the input tables by whose rows they stand in, not by the code that slices them.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest

from salessheet.batch import build
from salessheet.data import sinks
from salessheet.data.sample import sample
from salessheet.workbook.audience import Audience
from tests.batch.centres import TEAMS

Rows = Mapping[str, pd.DataFrame]
_OWNERS = ("team_id", "rep_id", "owner_rep_id", "payee", "id")  # columns that say whose a row is
_OF_DOCUMENTS = {"order_id": "orders", "deal_id": "deals", "customer_id": "customers", "candidate_id": "candidates"}
_TELLING = re.compile(r"(_id|^id|^name|reason|next_step|refers_to|payee|line)$")
_DOCUMENTS = ("deals", "orders", "invoices", "receipts")
_WORD = re.compile(r"[^\s<>\"'()=,;!:&]+")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """A small centre in which no two documents are of the same amount, so that none stands anywhere by chance."""
    found = sample(teams=2, reps=2, deals=8)
    for key in _DOCUMENTS:
        found[key] = found[key].assign(amount=[round(a + n * 1.07, 2) for n, a in enumerate(found[key]["amount"], 1)])
    return found


@pytest.fixture(scope="module", params=[None, *Audience], ids=lambda audience: audience or "everybody")
def books(
    request: pytest.FixtureRequest, tables: Rows, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Path]]:
    """The workbooks of each team, or of its people."""
    data = tmp_path_factory.mktemp("data")
    sinks.write(tables, data)
    report = build(data, tmp_path_factory.mktemp("secret"), audience=request.param)
    assert report.failures == ()
    return {t: [Path(report.out) / made.file for made in report.workbooks if made.team_id == t] for t in TEAMS}


def teams_of(tables: Rows) -> dict[str, pd.Series]:
    """Whose each row is: the team, by the person it names, else by the document it belongs to; blank: nobody's."""
    people = dict(zip(tables["reps"]["rep_id"], tables["reps"]["team_id"], strict=True))
    team_of = {**people, **{team: team for team in tables["teams"]["team_id"]}}
    found = {
        key: next((rows[c].map(team_of).fillna("") for c in _OWNERS if c in rows), pd.Series("", rows.index))
        for key, rows in tables.items()
    }
    for key, rows in tables.items():
        column = next((c for c, owner in _OF_DOCUMENTS.items() if c in rows and owner != key), None)
        if column is not None and (found[key] == "").all():
            owner = tables[_OF_DOCUMENTS[column]]
            found[key] = (
                rows[column].map(dict(zip(owner[column], found[_OF_DOCUMENTS[column]], strict=True))).fillna("")
            )
    return found


def said(tables: Rows, team: str, *, own: bool) -> set[str]:
    """What rows of the team say of anybody, with those that are nobody's, or what all other rows say."""
    found = set()
    for key, whose in teams_of(tables).items():
        rows = tables[key][whose.isin([team, ""]) == own]
        for column in rows:
            read = (
                _amount if key in _DOCUMENTS and column == "amount" else _name if _TELLING.search(str(column)) else None
            )
            found |= set(map(read, rows[column])) if read else set()
    return found - {""}


def _name(value: object) -> str:
    return value.strip() if isinstance(value, str) and re.search(r"[^\W\d_]", value) else ""


def _amount(value: float) -> str:
    return f"{value:.10g}" if value % 1 else ""


def parts(book: Path) -> Iterator[tuple[str, str]]:
    """Each part as people would read it, without the addresses of its cells."""
    with zipfile.ZipFile(book) as package:
        for name in package.namelist():
            content = package.read(name).decode("utf-8", "replace")
            yield name, html.unescape(re.sub(r' r="[A-Z]+\d+"', "", content))


def found_in(book: Path, texts: set[str]) -> list[tuple[str, str]]:
    found = []
    for name, content in parts(book):
        words = set(_WORD.findall(content))
        likely = (text for text in texts if set(_WORD.findall(text)) <= words)
        found += [(name, text) for text in likely if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", content)]
    return found


@pytest.mark.parametrize("team", TEAMS)
def test_no_part_of_a_workbook_says_anything_of_another_team(
    books: dict[str, list[Path]], tables: Rows, team: str
) -> None:
    secret = said(tables, team, own=False) - said(tables, team, own=True)
    assert len(secret) > 40
    for book in books[team]:
        assert found_in(book, secret) == [], book.name


@pytest.mark.parametrize("team", TEAMS)
def test_the_search_finds_what_is_the_teams_own(books: dict[str, list[Path]], tables: Rows, team: str) -> None:
    own = said(tables, team, own=True) - said(tables, team, own=False)
    assert all(len(found_in(book, own)) > 5 for book in books[team])
