"""Everything that the workbook does for sales management, in the order of the list; each stands with its sheet."""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.capability import Capability
from salessheet.workbook.sheets import (
    activity_plan,
    channels,
    customer_file,
    cycle,
    data_quality,
    evaluation,
    forecast,
    funnel,
    goals,
    market,
    mix,
    outreach,
    priorities,
    process,
    projects,
    risks,
    rollout,
    satisfaction,
    service,
    targets,
)

CAPABILITIES: tuple[Capability, ...] = tuple(
    sorted(
        (
            *activity_plan.CAPABILITIES,
            *channels.CAPABILITIES,
            *customer_file.CAPABILITIES,
            *cycle.CAPABILITIES,
            *data_quality.CAPABILITIES,
            *evaluation.CAPABILITIES,
            *forecast.CAPABILITIES,
            *funnel.CAPABILITIES,
            *goals.CAPABILITIES,
            *market.CAPABILITIES,
            *mix.CAPABILITIES,
            *outreach.CAPABILITIES,
            *priorities.CAPABILITIES,
            *process.CAPABILITIES,
            *projects.CAPABILITIES,
            *risks.CAPABILITIES,
            *rollout.CAPABILITIES,
            *satisfaction.CAPABILITIES,
            *service.CAPABILITIES,
            *targets.CAPABILITIES,
        ),
        key=lambda capability: capability.row,
    )
)

if len({capability.row for capability in CAPABILITIES}) < len(CAPABILITIES):
    raise DeclarationError("a row of the list of capabilities is given twice")
