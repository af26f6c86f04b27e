"""How a payout came about, told from a finished workbook alone."""
