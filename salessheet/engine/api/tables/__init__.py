"""Tables of a sheet, their rows and columns."""
