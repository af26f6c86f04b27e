"""Teams to workbooks: what to make (`plan`), making it (`run`), both at once (`build`), and the empty template.

Nothing is imported before it is used: who reads passwords or writes a file does not wait for what makes workbooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salessheet.batch.holding import held_file, held_folder
    from salessheet.batch.planning import Job, Options, Plan, plan
    from salessheet.batch.running import Report, build, check_outputs, run
    from salessheet.batch.template import write_template

__all__ = [
    "Job",
    "Options",
    "Plan",
    "Report",
    "build",
    "check_outputs",
    "held_file",
    "held_folder",
    "plan",
    "run",
    "write_template",
]

_HOMES = {
    "holding": ("held_file", "held_folder"),
    "planning": ("Job", "Options", "Plan", "plan"),
    "running": ("Report", "build", "check_outputs", "run"),
    "template": ("write_template",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
