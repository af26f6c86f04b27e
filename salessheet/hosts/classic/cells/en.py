"""The cell functions whose errors are told in English."""

from __future__ import annotations

import xlwings

from salessheet.hosts.classic.cells import cell_functions

globals().update(cell_functions("en", xlwings.func, xlwings.arg))
