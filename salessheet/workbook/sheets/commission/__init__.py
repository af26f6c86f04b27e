"""Commission: what a person earns, of which lines and by which terms, and what finance asks about it."""
