"""Where the templates and the sample data are: in a checkout, or in an installed package."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from salessheet.errors import UnreadableSource

_PACKAGE = Path(__file__).resolve().parent


class Kind(StrEnum):
    """What comes with the package; each value is the name of its folder."""

    TEMPLATES = "templates"
    EXAMPLES = "examples"


def path(kind: Kind, name: str = "", *, package: Path = _PACKAGE) -> Path:
    """The file or folder `name` of this kind; the kind's whole folder when no name is given.

    An installed package carries the folders in `_bundled`; in a checkout they stand beside the package, at the top
    of the repository. Raises UnreadableSource when there is nothing of that name.
    """
    installed = package / "_bundled" / kind
    folder = installed if installed.is_dir() else package.parent / kind
    found = folder / name
    if not found.exists():
        held = ", ".join(sorted(item.name for item in folder.glob("*"))) or "nothing"
        raise UnreadableSource(
            found,
            f"there is no '{name}' among the bundled {kind}, which hold {held}.",
            "Reinstall salessheet if this name should be there.",
        )
    return found
