"""What rows say that cannot be, or cannot be meant: a subject a module, all rows of a table at once."""
