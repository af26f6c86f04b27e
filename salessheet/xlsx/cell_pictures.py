"""Pictures in cells, as WPS has them: a formula names a picture of `xl/cellimages.xml`.

No other program calculates it. It reads no cell, so that the value beside it is right wherever it goes.
"""

from __future__ import annotations

import re
from typing import Final

_PICTURE: Final = re.compile(r"\s*=?\s*(?:_xlfn\.)?DISPIMG\s*\(", re.IGNORECASE)


def shows_picture(formula: str) -> bool:
    return bool(_PICTURE.match(formula))
