"""What a cell function is expected to hand back, numbers up to their last bits."""

from __future__ import annotations

import pytest

from salessheet.core.values import Value


def shown(value: Value) -> Value:
    """A value, or rows of values, to compare a result with; TRUE stays TRUE."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    return pytest.approx(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
