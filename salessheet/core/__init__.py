"""The arithmetic of a sales centre. Pure: numbers, dates and arrays in; numbers out.

No workbook, no file, no clock, and no import of xlwings, openpyxl or formulas.
"""
