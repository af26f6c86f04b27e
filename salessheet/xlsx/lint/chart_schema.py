"""What elements of charts say and hold, by ECMA-376: the words and numbers of `val`, and what must not be missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_WORDS: Final = """
barDir bar col
grouping percentStacked clustered standard stacked
scatterStyle none line lineMarker marker smooth smoothMarker
radarStyle standard marker filled
ofPieType pie bar
orientation maxMin minMax
axPos b l r t
crosses autoZero max min
crossBetween between midCat
tickLblPos high low nextTo none
majorTickMark cross in none out
minorTickMark cross in none out
lblAlgn ctr l r
legendPos b tr l r t
dispBlanksAs span gap zero
trendlineType exp linear log movingAvg poly power
errBarType both minus plus
errDir x y
errValType cust fixedVal percentage stdDev stdErr
symbol circle dash diamond dot none picture plus square star triangle x auto
dLblPos bestFit b ctr inBase inEnd l outEnd r t
shape cone coneToMax box cylinder pyramid pyramidToMax
sizeRepresents area w
baseTimeUnit days months years
"""
_TRUTHS: Final = (
    "plotVisOnly autoTitleDeleted delete auto noMultiLvlLbl varyColors smooth overlay roundedCorners invertIfNegative "
    "showLegendKey showVal showCatName showSerName showPercent showBubbleSize"
)
WORDS: Final[Mapping[str, frozenset[str]]] = {
    **{line.split()[0]: frozenset(line.split()[1:]) for line in _WORDS.strip().splitlines()},
    **dict.fromkeys(_TRUTHS.split(), frozenset(["0", "1", "true", "false"])),
}
BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "gapWidth": (0, 500),
    "gapDepth": (0, 500),
    "overlap": (-100, 100),
    "holeSize": (1, 90),
    "firstSliceAng": (0, 360),
    "lblOffset": (0, 1_000),
    "size": (2, 72),
    "bubbleScale": (0, 300),
    "logBase": (2, 1_000),
    "style": (1, 48),
    "rotX": (-90, 90),
    "rotY": (0, 360),
    "perspective": (0, 240),
    "period": (2, 255),
    "order": (0, 2**32 - 1),
}
"""Of numbers, both inclusive. The order of a trendline is one of a series as well."""
_AXIS: Final = ("axId", "scaling", "axPos", "crossAx")
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "barChart": ("barDir",),
    "bar3DChart": ("barDir",),
    "scatterChart": ("scatterStyle",),
    "radarChart": ("radarStyle",),
    "catAx": _AXIS,
    "valAx": _AXIS,
    "dateAx": _AXIS,
    "serAx": _AXIS,
    "trendline": ("trendlineType",),
    "errBars": ("errBarType", "errValType"),
    "numRef": ("f",),
    "strRef": ("f",),
}
"""Of elements that hold others."""
