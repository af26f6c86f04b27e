"""What each macro does to an open workbook. `salessheet.macros` is the door."""
