"""One value of a cell: as it is typed, shown, compared, sorted, continued and written in formulas; colours too."""
