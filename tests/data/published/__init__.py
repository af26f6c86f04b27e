"""Examples of commission that others have published, in tables of ours and with the amounts that they should come to.

Figures are facts; sources are named where somebody published them. What names none is an agreement that is common in
the field. Each amount was worked out by hand beside what the source says.
"""
