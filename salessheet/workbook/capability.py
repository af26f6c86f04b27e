"""What the workbook does for sales management: what somebody gives, and what somebody acts on."""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.workbook.expr import Line
from salessheet.workbook.lines import Input


@dataclass(frozen=True, eq=False)
class Capability:
    """One of the things that a sales centre wants of its workbook; a sheet module says which of them it gives.

    `row`: its number in the list of them all. `key`: of its name in the words of the language. `inputs`: what people
    type or hand over for it; `outputs`: where they read what comes of it. `test`: the name of a test that changes an
    input and meets a number worked out by hand, in `tests/capabilities/`.
    """

    row: int
    key: str
    inputs: tuple[Input, ...]
    outputs: tuple[Line, ...]
    test: str
