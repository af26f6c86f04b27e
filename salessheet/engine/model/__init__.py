"""A workbook while it is open: its cells, its results, what lies on its sheets, and what happened to them."""
