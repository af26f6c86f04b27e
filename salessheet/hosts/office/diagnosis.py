"""What is wrong with a folder that was built for Office.js, here or where the company serves it from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from salessheet.errors import UnreadableSource
from salessheet.files import sha256_of
from salessheet.hosts.host import Diagnosis, unreadable
from salessheet.hosts.office import modules, pyodide

SUMS: Final = "SHA256SUMS"
_MANIFEST: Final = "manifest.xml"
_NAME: Final = "Name a folder that `addin build` wrote."
_BUILD: Final = "Build it again: `salessheet addin build --host office`, into a new folder."
_COPY: Final = "Copy the folder anew as it was built, or build it again."


def diagnoses(folder: Path) -> Sequence[Diagnosis]:
    """Of the manifest, the files, Python for browsers and the code in it. What cannot be read is a finding."""
    try:
        if not any((folder / name).is_file() for name in (_MANIFEST, SUMS, modules.FILE)):
            return [Diagnosis(str(folder), f"it is no folder with a {_MANIFEST}.", _NAME)]
        return [_manifest(folder), _files(folder), _pyodide(folder / "pyodide"), _code(folder)]
    except OSError as error:
        return [unreadable(Path(error.filename or folder), error)]


def _manifest(folder: Path) -> Diagnosis:
    """An address counts from the folder that the page is in."""
    path = folder / _MANIFEST
    told = partial(Diagnosis, str(path))
    if not path.is_file():
        return told("it is missing.", _COPY)
    try:
        elements = list(ET.parse(path).iter())  # noqa: S314  the person's own file, which `addin build` wrote
    except ET.ParseError as error:
        return told(f"it cannot be read ({error}).", _BUILD)
    addresses = [value for element in elements for key, value in element.attrib.items() if key == "DefaultValue"]
    addresses = [address for address in addresses if "://" in address]
    home = next((a.removesuffix("taskpane.html") for a in addresses if a.endswith("/taskpane.html")), "")
    unsafe = list(dict.fromkeys(address for address in addresses if not address.startswith("https://")))
    lost = [a for a in addresses if not a.startswith(home) or not (folder / a.removeprefix(home)).is_file()]
    if not home or unsafe:
        return told(f"Excel loads add-ins by https alone, not from {', '.join(unsafe) or 'nowhere'}.", _BUILD)
    if lost:
        return told(f"it names what is not in the folder: {', '.join(dict.fromkeys(lost))}.", _COPY)
    found = next((one.text or "" for one in elements if one.tag.endswith("}Version")), "")
    if found != manifest_version():
        return told(f"it is of version {found}, and this program makes {manifest_version()}.", _BUILD)
    return told(f"version {found}, to be served at {home}")


def manifest_version() -> str:
    """Of four parts, and not below 1.0, which Office takes for none; it rises with that of the package."""
    return f"1.{version('salessheet')}"


def _files(folder: Path) -> Diagnosis:
    told = partial(Diagnosis, str(folder / SUMS))
    if not (folder / SUMS).is_file():
        return told("it is missing.", _COPY)
    lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    if not listed or not all(listed):
        return told("it is no list of files.", _COPY)
    wrong = [name for name, digest in listed.items() if not _is(folder / name, digest)]
    own = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    strange = [name for name in own if name not in listed and name != SUMS]
    if wrong:
        return told(f"missing or changed since it was built: {', '.join(wrong)}.", _COPY)
    if strange:
        return told(f"not of the add-in: {', '.join(strange)}.", "Take them away, or serve them from elsewhere.")
    return told(f"{len(listed)} files, all as they were built")


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256_of(path) == digest


def _pyodide(folder: Path) -> Diagnosis:
    try:
        files = pyodide.needed(folder)
    except UnreadableSource as error:
        mend = _COPY if error.mend == pyodide.GET_IT else f"{error.mend} {_BUILD}"
        return Diagnosis(str(error.path), error.wrong.removeprefix(f"{error.path}: "), mend)
    return Diagnosis(
        str(folder), f"Python for browsers, with {', '.join(pyodide.versions(folder))}: {len(files)} files"
    )


def _code(folder: Path) -> Diagnosis:
    path = folder / modules.FILE
    if path.is_file() and path.read_bytes() == modules.packed():
        return Diagnosis(str(path), "the code of this version of salessheet")
    return Diagnosis(str(path), "not the code of this version of salessheet.", _BUILD)
