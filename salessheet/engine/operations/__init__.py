"""What is done to cells beyond one value: formats, pasting, filling, sorting, tables that follow, sheets copied."""
