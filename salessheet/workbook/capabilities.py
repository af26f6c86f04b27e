"""Everything that the workbook does for sales management, in the order of the list; each stands with its sheet."""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.capability import Capability
from salessheet.workbook.sheets import coaching, funnel, hiring, leadership, meetings, skills, staffing, training

CAPABILITIES: tuple[Capability, ...] = tuple(
    sorted(
        (
            *funnel.CAPABILITIES,
            *hiring.CAPABILITIES,
            *coaching.CAPABILITIES,
            *training.CAPABILITIES,
            *skills.CAPABILITIES,
            *staffing.CAPABILITIES,
            *leadership.CAPABILITIES,
            *meetings.CAPABILITIES,
        ),
        key=lambda capability: capability.row,
    )
)

if len({capability.row for capability in CAPABILITIES}) < len(CAPABILITIES):
    raise DeclarationError("a row of the list of capabilities is given twice")
