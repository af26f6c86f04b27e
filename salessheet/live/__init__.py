"""A workbook that is open in a host: its cells as the declaration sees them, and what they should hold."""
