"""Words that columns of several tables choose from. A column is named as its words are: `progress`."""

from __future__ import annotations

PROGRESS = ("planned", "in_progress", "done", "dropped")
MEASURED_IN = ("money", "number", "percent", "score", "days", "hours", "steps")
"""Units of goals and of what is evaluated. A difference of percentages is one in percentage points."""
