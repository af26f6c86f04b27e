"""Words that columns of several tables choose from. A column is named as its words are: `progress`."""

from __future__ import annotations

PROGRESS = ("planned", "in_progress", "done", "dropped")
