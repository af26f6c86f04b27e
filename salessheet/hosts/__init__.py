"""Where the cell functions and the macros run beside Python: one room a host, each generated from the same two modules.

`HOSTS` names them in order of friction, lowest first. A host is imported when it is asked for, not before.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

from salessheet.errors import InvalidOption
from salessheet.hosts.host import Host

HOSTS: Final = ("lite", "office", "libreoffice", "server", "classic")


def host(key: str) -> Host:
    """The host of a key of `HOSTS`. Raises InvalidOption for any other."""
    if key not in HOSTS:
        raise InvalidOption(f"--host {key or '(none)'} is not a host.", f"Choose from {', '.join(HOSTS)}.")
    return cast("Host", import_module(f"salessheet.hosts.{key}").HOST)
