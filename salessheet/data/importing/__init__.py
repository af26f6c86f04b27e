"""Files of another system → input tables, by a mapping."""
