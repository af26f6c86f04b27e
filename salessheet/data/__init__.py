"""Input data: sources of tables, their checks, slices of one team, samples, and imports from other systems."""
