"""An edition of the workbook written as a fresh .xlsx, by XlsxWriter, whose home is here."""

from salessheet.xlsx.template.writer import packed, write

__all__ = ["packed", "write"]
