"""The inputs of a finished workbook: as they were built, and as they stand there now."""
