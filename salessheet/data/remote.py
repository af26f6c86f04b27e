"""Sources at URLs that fsspec knows (s3://, gs://, abfs://, https:// …): copied into a temporary folder before a run.

What people are shown is the URL, without the names, passwords and keys that may stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from salessheet.data.reading.databases import is_address
from salessheet.data.sources import BOOKS, TEXT_FILES, normal, table_names
from salessheet.errors import InvalidOption, MissingLibrary, UnreadableSource, UserError
from salessheet.files import folder_aside, is_name

_URL: Final = re.compile(r"[a-z][a-z0-9+.\-]*://", re.IGNORECASE)
_TABLES: Final = frozenset({*TEXT_FILES, ".parquet"})
_CHECK: Final = "Check the URL, and what may be read with your credentials."


def is_remote(text: str | Path) -> bool:
    """Whether it is a URL that names files: any but that of a database."""
    return _URL.match(str(text)) is not None and not is_address(text)


def shown(url: str) -> str:
    """The URL as it may be shown: without a user, a password, and what stands behind a question mark."""
    links = []
    for link in url.split("::"):  # fsspec's chains: a file inside one at a URL
        try:
            parts = urlsplit(link)
        except ValueError:
            links.append(link.partition("://")[0] + "://…")
            continue
        place = f"…@{parts.netloc.rpartition('@')[2]}" if "@" in parts.netloc else parts.netloc
        plain = f"{parts.scheme}://{place}{parts.path}"
        links.append(plain + ("?…" if parts.query else "") if "://" in link else link)
    return "::".join(links)


@contextmanager
def local(source: str | Path) -> Iterator[str]:
    """The source itself, or a copy of one at a URL, which is gone afterwards; UserErrors raised inside name the URL.

    A copy has the tables, the snapshots of closed periods and, empty, the names of other files. Raises MissingLibrary
    without fsspec or what it needs for the URL, and UnreadableSource.
    """
    if not is_remote(source):
        yield str(source)
        return
    url = str(source)
    with folder_aside() as folder:
        copy = _copied(url, folder)
        try:
            yield str(copy)
        except UserError as error:
            error.wrong, error.mend = (text.replace(str(copy), shown(url)) for text in (error.wrong, error.mend))
            error.args = (f"{error.wrong} {error.mend}".strip(),)
            raise


def _copied(url: str, folder: Path) -> Path:
    """What is said of errors is not what fsspec says, which may hold credentials."""
    place = shown(url)
    try:
        import fsspec
    except ImportError as error:
        raise MissingLibrary(f"--data {place} needs the package fsspec", "remote") from error
    strange = sorted(set(_kinds(url)) - set(fsspec.available_protocols()))
    if strange:
        raise InvalidOption(
            f"--data {place}: no URLs are known that begin with {strange[0]}://.",
            "Write s3://, gs://, abfs://, sftp:// or https://, or name a folder or a database.",
        )
    try:
        files, path = fsspec.core.url_to_fs(url)
        if files.isdir(path):
            _copy_folder(files, path, folder)
            return folder
        if files.isfile(path):
            return _copy_book(files, path, folder, place)
    except UserError:
        raise
    except ImportError:
        missing = InvalidOption(f"--data {place}: a package for such URLs is not installed.", _package(url))
        raise missing from None
    except PermissionError:
        raise UnreadableSource(place, "it may not be read.", _CHECK) from None
    except Exception as error:  # noqa: BLE001  each kind of URL has errors of its own
        raise UnreadableSource(place, f"it cannot be read ({type(error).__name__}).", _CHECK) from None
    raise UnreadableSource(place, "there is no such file or folder.", _CHECK)


def _kinds(url: str) -> list[str]:
    """How each URL of a chain begins."""
    return re.findall(r"([a-z0-9+.\-]+)://", url.lower())


def _package(url: str) -> str:
    """What to install, in the words that fsspec has for each kind of URL."""
    from fsspec.registry import known_implementations as kinds

    told = [kinds[kind].get("err", "") for kind in _kinds(url) if kind in kinds]
    return " ".join(f"{text.rstrip('.')}." for text in told if text) or "See the documentation of fsspec."


def _copy_folder(files: Any, path: str, folder: Path) -> None:  # noqa: ANN401  fsspec has no types
    from salessheet.data.commission.snapshots import FOLDER as SNAPSHOTS

    for name, entry in _entries(files, path):
        if entry["type"] == "directory":
            if name == SNAPSHOTS:
                (folder / SNAPSHOTS).mkdir()
                for period, snapshot in _entries(files, entry["name"]):
                    if snapshot["type"] == "file" and period.endswith(".csv"):
                        files.get_file(snapshot["name"], str(folder / SNAPSHOTS / period))
        elif Path(name).suffix.lower() in _TABLES and normal(Path(name).stem) in table_names():
            files.get_file(entry["name"], str(folder / name))
        else:
            (folder / name).touch()  # so that a run says that it is no table


def _entries(files: Any, path: str) -> list[tuple[str, dict[str, str]]]:  # noqa: ANN401  fsspec has no types
    """Name → what there is to say of it, of all that stands in a folder."""
    named = ((entry["name"].rstrip("/").rpartition("/")[2], entry) for entry in files.ls(path, detail=True))
    return [(name, entry) for name, entry in named if is_name(name) and not name.startswith((".", "~$"))]


def _copy_book(files: Any, path: str, folder: Path, place: str) -> Path:  # noqa: ANN401  fsspec has no types
    name = path.rstrip("/").rpartition("/")[2]
    if not is_name(name) or Path(name).suffix.lower() not in BOOKS:
        raise UnreadableSource(
            place, "this is neither a folder nor an .xlsx workbook.", "Name the folder the files are in."
        )
    files.get_file(path, str(folder / name))
    return folder / name
