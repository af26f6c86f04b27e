"""The cell functions whose errors are told in Chinese."""

from __future__ import annotations

import xlwings

from salessheet.hosts.classic.cells import cell_functions

globals().update(cell_functions("zh-CN", xlwings.func, xlwings.arg))
