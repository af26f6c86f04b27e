"""What of the extension is in LibreOffice: in the user's profile, and for everybody on this machine."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from salessheet.hosts.libreoffice.extension import FILE, IDENTIFIER, OFFER

_LISTED: Final = re.compile(rb"%b\n([\w.-]+)\xff%b" % (re.escape(IDENTIFIER.encode()), re.escape(FILE.encode())))
_REGISTERED: Final = Path("registry/com.sun.star.comp.deployment.bundle.PackageRegistryBackend/backenddb.xml")
_MODULE: Final = "SalesSheet"  # as office_agent.py, which cannot be imported here, calls it


def home() -> Path:
    """The folder, whether it is there or not: it is made when LibreOffice first starts."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "~")).expanduser() / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return Path("~/Library/Application Support/LibreOffice/4").expanduser()
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "libreoffice" / "4"


def installed() -> Path | None:
    """The folder of the extension, unpacked, whether it is whole or not. One that was removed is listed no more."""
    return _listed(_of_user())


def shared(program: Path) -> Path | None:
    """The same of the one that is there for everybody. `program`: LibreOffice's own."""
    return _listed(program.resolve().parents[1] / "share" / "uno_packages" / "cache")


def is_on(extension: Path) -> bool:
    """Whether LibreOffice loads it: not where somebody switched it off, or where its installation was broken off.

    One that is there for everybody is on until somebody switches it off, for LibreOffice notes it when it starts.
    """
    is_shared = not extension.is_relative_to(_of_user())
    registered = (home() / "user" / "extensions" / "shared" if is_shared else _of_user()) / _REGISTERED
    where = re.escape(f"/{extension.parent.name}/{extension.name}".encode())
    noted = re.search(
        rb'<[^<>]*url="[^"<>]*%b"[^<>]*>' % where, registered.read_bytes() if registered.is_file() else b""
    )
    return is_shared if noted is None else b"revoked" not in noted[0]


def lock() -> Path:
    """It is there while LibreOffice or its unopkg runs, and stays after one was killed."""
    return home() / ".lock"


def forget_lock() -> None:
    """Of an unopkg that has ended. That of LibreOffice itself, which serves other programs, stays."""
    if lock().is_file() and b"IPCServer=false" in lock().read_bytes():
        lock().unlink()


def _of_user() -> Path:
    return home() / "user" / "uno_packages" / "cache"


def _listed(kept: Path) -> Path | None:
    listed = kept / "uno_packages.pmap"
    known = _LISTED.search(listed.read_bytes()) if listed.is_file() else None
    return kept / "uno_packages" / f"{known[1].decode()}_" / FILE if known else None


def mend(contents: Mapping[str, bytes]) -> None:
    """Files of an installed extension that went missing are there again: without them LibreOffice removes none."""
    folder = installed()
    if folder is None:
        return
    for name, content in contents.items():
        path = folder / name
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def offered(extension: Path) -> dict[str, Any]:
    """Nothing where the file is missing or damaged."""
    try:
        offer = json.loads((extension / OFFER).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return offer if isinstance(offer, dict) else {}


def left_functions() -> Path | None:
    """The module of Basic, which is there while LibreOffice runs, or since it crashed."""
    module = _library() / f"{_MODULE}.xba"
    return module if module.is_file() else None


def forget_functions() -> bool:
    """Whether there were any to forget. Nothing else in the library changes."""
    module, listed = left_functions(), _library() / "script.xlb"
    if module is None:
        return False
    if listed.is_file():
        text = listed.read_text(encoding="utf-8")
        listed.write_text(re.sub(rf'\s*<library:element library:name="{_MODULE}"/>', "", text), encoding="utf-8")
    module.unlink()
    return True


def _library() -> Path:
    return home() / "user" / "basic" / "Standard"
