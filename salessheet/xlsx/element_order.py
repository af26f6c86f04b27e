"""The order in which a part has its elements, by the schema."""

from __future__ import annotations

from typing import Final

IN_STYLES: Final = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
