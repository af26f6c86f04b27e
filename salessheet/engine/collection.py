"""Python's garbage collector, held while many cells are made.

It looks through everything alive again and again while a workbook grows, which takes as long as reading the file; but
cells live as long as their workbook, so there is nothing for it to find.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MANY: Final = 1_000_000
"""Objects made since the last look that are worth one at the end, so that none of the next ones takes that long."""


@contextmanager
def paused_collection() -> Iterator[None]:
    """Holds the collector for the block; one that is off already stays off."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            if gc.get_count()[0] > _MANY:
                gc.collect()
