"""A change of a workbook as a whole in openpyxl's model; in the file, `salessheet.xlsx.restructuring` applies it."""
