"""A company's own template, filled in for each team: only what changes is written, everything else is copied.

A template is taken apart once (`Mould`): where its lines stand, which cells are its own, what its parts are as the file
stores them. Filling it in moves what has to make room, writes the cells of the declaration and leaves the rest alone.
"""

from salessheet.xlsx.stamp.mould import Mould, Stamped

__all__ = ["Mould", "Stamped"]
