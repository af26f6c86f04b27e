"""A workbook written back into the file it came from, of which all stays that nobody changed."""
