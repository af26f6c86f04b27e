"""Which engine can be believed with which formula: what each is known to get wrong, compared with Excel's results."""
