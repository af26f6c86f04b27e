"""Ranges: the rectangle of cells that most of xlwings' API is about, one subject of it a module."""

from __future__ import annotations

from xlwings import base_classes

from salessheet.engine.members import implements
from salessheet.engine.ranges.contents import Contents
from salessheet.engine.ranges.copying import Copying
from salessheet.engine.ranges.formats import Formats
from salessheet.engine.ranges.lists import Lists
from salessheet.engine.ranges.navigation import Navigation
from salessheet.engine.ranges.remarks import Remarks
from salessheet.engine.ranges.sizes import Sizes
from salessheet.engine.ranges.structure import Structure

__all__ = ["Range"]


@implements(base_classes.Range)
class Range(Contents, Navigation, Formats, Sizes, Structure, Copying, Lists, Remarks, base_classes.Range):
    """One rectangle of cells on a sheet."""
