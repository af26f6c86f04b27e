"""Numbers for names, so that rows of one name can be gathered as arrays."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray


def codes(ids: Sequence[Hashable]) -> NDArray[np.intp]:
    """A number for each distinct id, from 0 in order of first appearance; -1 for None."""
    numbers: dict[Hashable, int] = {}
    found = (-1 if name is None else numbers.setdefault(name, len(numbers)) for name in ids)
    return np.fromiter(found, np.intp, len(ids))
