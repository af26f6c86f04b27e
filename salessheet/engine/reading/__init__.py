"""A file read into the model of openpyxl, which is given only what it can change."""
