"""What xlwings sees: apps, books, sheets, ranges, tables and all that stands on a sheet, by xlwings' interface."""
