"""Conditional formats in the words of xlwings and of the file, and what rules are made of."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, Final

from openpyxl.formatting.rule import FormatObject
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle

from salessheet.engine.values.colors import stored
from salessheet.engine.values.formula_text import as_stored

TYPES: Final = {
    "cellIs": "cell_value",
    "expression": "custom",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}
TWO_VALUES: Final = frozenset({"between", "not_between"})
STYLED: Final = frozenset({"cell_value", "custom"})
_STYLE: Final = frozenset({"fill_color", "font_color", "font_bold", "font_italic"})
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
UNSAID: Final = Color()
"""openpyxl's colour where a file says none."""
CRITERIA: Final = {
    "min": "lowest_value",
    "max": "highest_value",
    "num": "number",
    "percent": "percent",
    "percentile": "percentile",
    "formula": "formula",
}
STORED_CRITERIA: Final[dict[str, Any]] = {ours: stored for stored, ours in CRITERIA.items()}
ICONS: Final = {
    "3Arrows": "3_arrows",
    "3ArrowsGray": "3_arrows_gray",
    "3Flags": "3_flags",
    "3TrafficLights1": "3_traffic_lights_1",
    "3TrafficLights2": "3_traffic_lights_2",
    "3Signs": "3_signs",
    "3Symbols": "3_symbols",
    "3Symbols2": "3_symbols_2",
    "4Arrows": "4_arrows",
    "4ArrowsGray": "4_arrows_gray",
    "4RedToBlack": "4_red_to_black",
    "4Rating": "4_rating",
    "4TrafficLights": "4_traffic_lights",
    "5Arrows": "5_arrows",
    "5ArrowsGray": "5_arrows_gray",
    "5Rating": "5_rating",
    "5Quarters": "5_quarters",
}
"""The sets of the file format. Stars, triangles and boxes came later, as an extension that openpyxl does not have."""
STORED_ICONS: Final[dict[str, Any]] = {ours: stored for stored, ours in ICONS.items()}


def restyle(rule: Any, changes: Mapping[str, Any]) -> None:
    """Other rules, and the file, may have the same style: it is replaced, not changed."""
    said = {name: value for name, value in changes.items() if name in _STYLE and value is not None}
    if not said:
        return
    style = copy.copy(rule.dxf) if rule.dxf is not None else DifferentialStyle()
    if "fill_color" in said:
        style.fill = PatternFill("solid", bgColor=stored(said["fill_color"]))
    font = copy.copy(style.font) if style.font is not None else Font()
    if "font_color" in said:
        font.color = Color(rgb=stored(said["font_color"]))
    font.b = said.get("font_bold", font.b)
    font.i = said.get("font_italic", font.i)
    if said.keys() - {"fill_color"}:
        style.font = font
    rule.dxf, rule.dxfId = style, None


def points(spec: Mapping[str, Any]) -> list[FormatObject]:
    return [
        FormatObject(type=STORED_CRITERIA[kind], val=value)
        for kind, value in zip(spec["threshold_types"], spec["thresholds"], strict=True)
    ]


def threshold(one: FormatObject) -> float | str | None:
    if one.type in {"min", "max"} or one.val is None:
        return None
    try:
        number = float(one.val)
    except ValueError:
        return str(one.val)
    return int(number) if number == int(number) else number


def operand(value: str) -> str:
    """A value or a formula as a rule keeps it: a formula without its sign, and a text in quotes, as in a formula."""
    if value.startswith("="):
        return as_stored(value).removeprefix("=")
    is_written_so = value.upper() in {"TRUE", "FALSE"} or (value.startswith('"') and value.endswith('"'))
    if is_written_so or _NUMBER.fullmatch(value):
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'
