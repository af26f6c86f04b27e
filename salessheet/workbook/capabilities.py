"""Everything that the workbook does for sales management, in the order of the list; each stands with its sheet."""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.capability import Capability
from salessheet.workbook.sheets import (
    channels,
    evaluation,
    forecast,
    funnel,
    goals,
    market,
    priorities,
    projects,
    risks,
    rollout,
    targets,
)

CAPABILITIES: tuple[Capability, ...] = tuple(
    sorted(
        (
            *channels.CAPABILITIES,
            *evaluation.CAPABILITIES,
            *forecast.CAPABILITIES,
            *funnel.CAPABILITIES,
            *goals.CAPABILITIES,
            *market.CAPABILITIES,
            *priorities.CAPABILITIES,
            *projects.CAPABILITIES,
            *risks.CAPABILITIES,
            *rollout.CAPABILITIES,
            *targets.CAPABILITIES,
        ),
        key=lambda capability: capability.row,
    )
)

if len({capability.row for capability in CAPABILITIES}) < len(CAPABILITIES):
    raise DeclarationError("a row of the list of capabilities is given twice")
