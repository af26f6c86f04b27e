"""The .xlsx file format: editions of the workbook as files."""
