"""A change of a workbook as a whole, applied to the parts of its file: references, rows, tables and drawings follow."""
