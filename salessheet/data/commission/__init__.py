"""Commission settled from the tables: which plan serves whom, what is credited to whom, and what is paid for it."""

from salessheet.data.commission.settlement import Settlement, settle

__all__ = ["Settlement", "settle"]
