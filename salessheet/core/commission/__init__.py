"""What sales are paid for: tiers, rate grids, settlement line by line, draws against commission and clawbacks."""

from salessheet.core.commission.clawback import taken_back
from salessheet.core.commission.draw import draws
from salessheet.core.commission.earnings import Schedule
from salessheet.core.commission.rates import RateGrid
from salessheet.core.commission.tiers import Mode, Tiers

__all__ = ["Mode", "RateGrid", "Schedule", "Tiers", "draws", "taken_back"]
