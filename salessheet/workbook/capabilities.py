"""Everything that the workbook does for sales management, in the order of the list; each stands with its sheet."""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.capability import Capability
from salessheet.workbook.sheets import (
    activity_plan,
    channels,
    coaching,
    customer_file,
    cycle,
    data_quality,
    evaluation,
    forecast,
    funnel,
    goals,
    hiring,
    honours,
    improvement,
    indicators,
    kpi,
    leadership,
    market,
    meetings,
    mix,
    outreach,
    priorities,
    process,
    projects,
    review,
    risks,
    rollout,
    satisfaction,
    service,
    skills,
    staffing,
    targets,
    total_pay,
    training,
)

CAPABILITIES: tuple[Capability, ...] = tuple(
    sorted(
        (
            *activity_plan.CAPABILITIES,
            *channels.CAPABILITIES,
            *coaching.CAPABILITIES,
            *customer_file.CAPABILITIES,
            *cycle.CAPABILITIES,
            *data_quality.CAPABILITIES,
            *evaluation.CAPABILITIES,
            *forecast.CAPABILITIES,
            *funnel.CAPABILITIES,
            *goals.CAPABILITIES,
            *hiring.CAPABILITIES,
            *honours.CAPABILITIES,
            *improvement.CAPABILITIES,
            *indicators.CAPABILITIES,
            *kpi.CAPABILITIES,
            *leadership.CAPABILITIES,
            *market.CAPABILITIES,
            *meetings.CAPABILITIES,
            *mix.CAPABILITIES,
            *outreach.CAPABILITIES,
            *priorities.CAPABILITIES,
            *process.CAPABILITIES,
            *projects.CAPABILITIES,
            *review.CAPABILITIES,
            *risks.CAPABILITIES,
            *rollout.CAPABILITIES,
            *satisfaction.CAPABILITIES,
            *service.CAPABILITIES,
            *skills.CAPABILITIES,
            *staffing.CAPABILITIES,
            *targets.CAPABILITIES,
            *total_pay.CAPABILITIES,
            *training.CAPABILITIES,
        ),
        key=lambda capability: capability.row,
    )
)

if len({capability.row for capability in CAPABILITIES}) < len(CAPABILITIES):
    raise DeclarationError("a row of the list of capabilities is given twice")
