"""Data with nothing in it: what a fresh template is filled with."""

from __future__ import annotations

from salessheet.data.dataset import Dataset
from salessheet.data.load import default_stages, empty
from salessheet.data.setting_values import defaults
from salessheet.workbook.tables import TABLES, Stages


def blank_dataset() -> Dataset:
    """Every table without a row, but for the five default stages; every setting its default."""
    tables = {table.key: empty(table) for table in TABLES}
    return Dataset("", tables | {Stages.key: default_stages()}, defaults())
