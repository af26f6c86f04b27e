"""Ranges: the rectangle of cells that most of xlwings' API is about, one subject of it a module."""

from __future__ import annotations

from xlwings import base_classes

from salessheet.engine.api.members import implements
from salessheet.engine.api.ranges.attachments import Attachments
from salessheet.engine.api.ranges.contents import Contents
from salessheet.engine.api.ranges.copying import Copying
from salessheet.engine.api.ranges.formats import Formats
from salessheet.engine.api.ranges.lists import Lists
from salessheet.engine.api.ranges.navigation import Navigation
from salessheet.engine.api.ranges.sizes import Sizes
from salessheet.engine.api.ranges.structure import Structure

__all__ = ["Range"]


@implements(base_classes.Range)
class Range(Contents, Navigation, Formats, Sizes, Structure, Copying, Lists, Attachments, base_classes.Range):
    """One rectangle of cells on a sheet."""
