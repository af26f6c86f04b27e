"""Data at URLs: copied, read, and told by the URL, without what is secret in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from salessheet.data.dataset import digest
from salessheet.data.load import load
from salessheet.data.remote import is_remote, local, shown
from salessheet.errors import InvalidOption, MissingTable, UnreadableSource, UserError
from tests.data.closed_centres import closed_until_february


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[str]:
    """A centre with closed months, and a file that is no table, in a file system of fsspec's own."""
    folder = closed_until_february(tmp_path / "data")
    (folder / "notes.txt").write_text("notes")
    (folder / ".hidden.csv").write_text("a")
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/bucket", recursive=True)
    yield "memory://bucket"
    memory.rm("/bucket", recursive=True)


def test_a_folder_at_a_url_is_read_as_one_here(bucket: str, tmp_path: Path) -> None:
    here = load(tmp_path / "data")

    with local(bucket) as copy:
        there = load(copy)

        assert digest(there) == digest(here)
        assert there.ignored == here.ignored == ("notes.txt",)
        assert (Path(copy) / "snapshots").is_dir()
    assert not Path(copy).exists()


def test_a_url_of_a_folder_of_this_machine_is_copied_too(bucket: str, tmp_path: Path) -> None:
    with local((tmp_path / "data").as_uri()) as copy:
        assert load(copy).ignored == ("notes.txt",)


def test_what_is_wrong_is_told_by_the_url(bucket: str) -> None:
    fsspec.filesystem("memory").rm("/bucket/deals.csv")

    with pytest.raises(MissingTable, match=r"^memory://bucket: the table 'deals'") as raised, local(bucket) as copy:
        load(copy)

    assert str(Path(copy)) not in raised.value.mend


@pytest.mark.parametrize(
    ("url", "kind", "wrong"),
    [
        ("memory://nowhere", UnreadableSource, "memory://nowhere: there is no such file or folder"),
        ("nonsense://user:secret@host/x?key=secret", InvalidOption, "nonsense://…@host/x?…: no URLs are known"),
        ("s3://key:secret@bucket/x", UserError, "s3://…@bucket/x"),
    ],
)
def test_what_cannot_be_read_is_said_without_secrets(url: str, kind: type[UserError], wrong: str) -> None:
    with pytest.raises(kind) as raised, local(url):
        pass

    assert wrong in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("url", ["nosuch://x", "zip://a::nosuch://x/y.zip"])
def test_a_kind_of_url_that_nobody_knows_is_named(url: str) -> None:
    with pytest.raises(InvalidOption, match="begin with nosuch://"), local(url):
        pass


def test_a_package_that_a_url_needs_is_named() -> None:
    with (
        pytest.raises(InvalidOption, match=r"s3://…@bucket/x: a package .* Install s3fs"),
        local("s3://key:secret@bucket/x"),
    ):
        pass


@pytest.mark.parametrize(
    ("text", "is_url"),
    [
        ("s3://b/x", True),
        ("file:///data", True),
        ("zip://x::s3://b/y.zip", True),
        ("postgresql://host/base", False),
        ("postgresql+psycopg://host/base", False),
        ("sqlite:///x.db", False),
        ("C:\\data", False),
        ("data/2026", False),
    ],
)
def test_urls_of_files_are_told_from_databases_and_paths(text: str, is_url: bool) -> None:
    assert is_remote(text) is is_url


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("s3://bucket/data", "s3://bucket/data"),
        ("ftp://ann:secret@host:21/data", "ftp://…@host:21/data"),
        ("https://host/x.xlsx?sig=secret#part", "https://host/x.xlsx?…"),
        ("zip://data::s3://key:secret@b/y.zip", "zip://data::s3://…@b/y.zip"),
        ("http://[broken", "http://…"),
        ("sqlite:///data/x.db", "sqlite:///data/x.db"),
        ("sqlite:////data/x.db?mode=ro", "sqlite:////data/x.db?…"),
        ("file:///data/x", "file:///data/x"),
    ],
)
def test_a_url_is_shown_without_secrets(url: str, wanted: str) -> None:
    assert shown(url) == wanted
