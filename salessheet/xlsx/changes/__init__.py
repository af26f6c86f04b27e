"""A change of a workbook as a whole, and what becomes of places, rectangles and formulas: pure, without a file."""
