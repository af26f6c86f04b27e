"""Everything that the workbook does for sales management, in the order of the list; each stands with its sheet."""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.capability import Capability
from salessheet.workbook.sheets import funnel, honours, indicators, kpi, review, total_pay

CAPABILITIES: tuple[Capability, ...] = tuple(
    sorted(
        (
            *funnel.CAPABILITIES,
            *kpi.CAPABILITIES,
            *indicators.CAPABILITIES,
            *review.CAPABILITIES,
            *honours.CAPABILITIES,
            *total_pay.CAPABILITIES,
        ),
        key=lambda capability: capability.row,
    )
)

if len({capability.row for capability in CAPABILITIES}) < len(CAPABILITIES):
    raise DeclarationError("a row of the list of capabilities is given twice")
