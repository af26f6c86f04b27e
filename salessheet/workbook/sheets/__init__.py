"""One module a sheet: what a reader sees on it, top to bottom."""
