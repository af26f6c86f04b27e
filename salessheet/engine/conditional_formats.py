"""Formats that depend on what cells show: the rules over a range, in the order in which they apply."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import ColorScale, DataBar, FormatObject, IconSet, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from xlwings import base_classes

from salessheet.engine.colors import Rgb, rgb_of, stored
from salessheet.engine.conditional_rules import cut, entries, put_first, remove
from salessheet.engine.cut_areas import meets
from salessheet.engine.errors import Unsupported
from salessheet.engine.formula_text import as_shown, as_stored
from salessheet.engine.members import implements

if TYPE_CHECKING:
    from salessheet.engine.ranges.core import RangeCore

_TYPES: Final = {
    "cellIs": "cell_value",
    "expression": "custom",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}
_OPERATORS: Final = {
    "between": "between",
    "notBetween": "not_between",
    "equal": "equal_to",
    "notEqual": "not_equal_to",
    "greaterThan": "greater_than",
    "lessThan": "less_than",
    "greaterThanOrEqual": "greater_than_or_equal",
    "lessThanOrEqual": "less_than_or_equal",
}
_STORED_OPERATORS: Final = {ours: stored for stored, ours in _OPERATORS.items()}
_TWO_VALUES: Final = frozenset({"between", "not_between"})
_STYLED: Final = frozenset({"cell_value", "custom"})
_STYLE: Final = frozenset({"fill_color", "font_color", "font_bold", "font_italic"})
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_UNSAID: Final = Color()
"""openpyxl's colour where a file says none."""
_CRITERIA: Final = {
    "min": "lowest_value",
    "max": "highest_value",
    "num": "number",
    "percent": "percent",
    "percentile": "percentile",
    "formula": "formula",
}
_STORED_CRITERIA: Final = {ours: stored for stored, ours in _CRITERIA.items()}
_ICONS: Final = {
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
_STORED_ICONS: Final = {ours: stored for stored, ours in _ICONS.items()}


@implements(base_classes.ConditionalFormat)
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule. Properties that belong to other types of rules are None."""

    def __init__(self, cells: RangeCore, rule: Rule) -> None:
        self.cells = cells
        self.rule: Any = rule

    @property
    def api(self) -> Rule:
        self.cells.sheet.book.open.has_escaped = True
        return self.rule

    @property
    def type(self) -> str:
        return _TYPES.get(self.rule.type, "unknown")

    @property
    def stop_if_true(self) -> bool | None:
        return None if self.type in {"color_scale", "data_bar", "icon_set"} else bool(self.rule.stopIfTrue)

    @property
    def operator(self) -> str | None:
        return _OPERATORS.get(self.rule.operator) if self.type == "cell_value" else None

    @property
    def formula1(self) -> str | None:
        return self._formula(0) if self.type == "cell_value" else None

    @property
    def formula2(self) -> str | None:
        return self._formula(1) if self.operator in _TWO_VALUES else None

    @property
    def formula(self) -> str | None:
        return self._formula(0) if self.type == "custom" else None

    @property
    def fill_color(self) -> Rgb | None:
        fill = self._style.fill if self._style is not None else None
        # The ground of the pattern, as Excel writes it; other programs write the pattern's own colour.
        said = [] if fill is None else [color for color in (fill.bgColor, fill.fgColor) if color != _UNSAID]
        return self._rgb(said[0]) if said else None

    @property
    def font_color(self) -> Rgb | None:
        font = self._style.font if self._style is not None else None
        return None if font is None else self._rgb(font.color)

    @property
    def font_bold(self) -> bool | None:
        """True or None: openpyxl does not tell what a rule sets to false from what it does not set."""
        font = self._style.font if self._style is not None else None
        return None if font is None else font.b or None

    @property
    def font_italic(self) -> bool | None:
        """True or None: openpyxl does not tell what a rule sets to false from what it does not set."""
        font = self._style.font if self._style is not None else None
        return None if font is None else font.i or None

    @property
    def colors(self) -> tuple[Rgb | None, ...] | None:
        scale = self.rule.colorScale
        return None if scale is None else tuple(self._rgb(color) for color in scale.color)

    @property
    def bar_color(self) -> Rgb | None:
        return None if self.rule.dataBar is None else self._rgb(self.rule.dataBar.color)

    @property
    def gradient(self) -> bool | None:
        """True: bars without a gradient are an extension that openpyxl does not have."""
        return None if self.rule.dataBar is None else True

    @property
    def show_value(self) -> bool | None:
        shown = self.rule.dataBar or self.rule.iconSet
        return None if shown is None else shown.showValue is not False

    @property
    def icon_set(self) -> str | None:
        return None if self.rule.iconSet is None else _ICONS.get(self.rule.iconSet.iconSet or "3TrafficLights1")

    @property
    def reverse_order(self) -> bool | None:
        return None if self.rule.iconSet is None else bool(self.rule.iconSet.reverse)

    @property
    def threshold_types(self) -> tuple[str, ...] | None:
        criteria = self._criteria
        return None if criteria is None else tuple(self._criterion(one) for one in criteria)

    @property
    def thresholds(self) -> tuple[float | str | None, ...] | None:
        criteria = self._criteria
        return None if criteria is None else tuple(_threshold(one) for one in criteria)

    def set(self, changes: Mapping[str, Any]) -> None:
        rule = self.rule
        if "operator" in changes:
            rule.operator = _STORED_OPERATORS[changes["operator"]]
        if "formula" in changes:
            rule.formula = [_operand(changes["formula"])]
        if "formula1" in changes or "formula2" in changes:
            first = changes.get("formula1", self.formula1)
            second = changes.get("formula2", self._formula(1))
            rule.formula = [_operand(value) for value in (first, second) if value is not None]
        if "stop_if_true" in changes:
            rule.stopIfTrue = changes["stop_if_true"] or None
        _restyle(rule, changes)
        self.cells.grid.is_reshaped = True

    def delete(self) -> None:
        remove(self.cells.grid, self.rule)

    @property
    def _style(self) -> Any:
        return self.rule.dxf if self.type in _STYLED else None

    @property
    def _criteria(self) -> list[FormatObject] | None:
        """Of a set of icons, those between one icon and the next."""
        if self.rule.iconSet is not None:
            return list(self.rule.iconSet.cfvo)[1:]
        visual = self.rule.colorScale or self.rule.dataBar
        return None if visual is None else list(visual.cfvo)

    def _criterion(self, one: FormatObject) -> str:
        found = _CRITERIA.get(str(one.type), "unknown")
        # Excel calls the ends of a bar automatic where nobody set them.
        return "automatic" if self.rule.dataBar is not None and found in {"lowest_value", "highest_value"} else found

    def _formula(self, index: int) -> str | None:
        formulas = self.rule.formula
        return as_shown(f"={formulas[index]}") if len(formulas) > index else None

    def _rgb(self, color: Color | None) -> Rgb | None:
        return None if color is None else rgb_of(self.cells.sheet.book.open.model, color)


@implements(base_classes.ConditionalFormats)
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that hold for some cell of a range; the first one counts most, and new ones become the first."""

    def __init__(self, cells: RangeCore) -> None:
        self.cells = cells

    @property
    def api(self) -> ConditionalFormattingList:
        self.cells.sheet.book.open.has_escaped = True
        return self.cells.sheet.model.conditional_formatting

    @property
    def parent(self) -> RangeCore:
        return self.cells

    def _found(self) -> list[ConditionalFormat]:
        known = entries(self.cells.sheet.model)
        return [ConditionalFormat(self.cells, one.rule) for one in known if meets(one.ranges, self.cells.area)]

    def __len__(self) -> int:
        return len(self._found())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(self._found())

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and 1 <= key <= len(self)

    def __call__(self, key: int) -> ConditionalFormat:
        found = self._found()
        if not isinstance(key, int) or not 1 <= key <= len(found):
            raise KeyError(key)
        return found[key - 1]

    def add_cell_value(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        values = [_operand(value) for value in (spec["formula1"], spec["formula2"]) if value is not None]
        return self._add(Rule("cellIs", operator=_STORED_OPERATORS[spec["operator"]], formula=values), spec)

    def add_custom(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        return self._add(Rule("expression", formula=[_operand(spec["formula"])]), spec)

    def add_color_scale(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        colors = [Color(rgb=stored(color)) for color in spec["colors"]]
        return self._add(Rule("colorScale", colorScale=ColorScale(cfvo=_points(spec), color=colors)), {})

    def add_data_bar(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        if not spec["gradient"]:
            raise Unsupported(
                "ConditionalFormats.add_data_bar(gradient=False)", "such bars are an extension of the file format."
            )
        ends = [
            FormatObject(type={"automatic": end}.get(kind, _STORED_CRITERIA.get(kind, end)), val=value)
            for end, kind, value in zip(("min", "max"), spec["threshold_types"], spec["thresholds"], strict=True)
        ]
        color = Color(rgb=stored(spec["bar_color"]))
        bar = DataBar(cfvo=ends, color=color, showValue=None if spec["show_value"] else False)
        return self._add(Rule("dataBar", dataBar=bar), {})

    def add_icon_set(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        stored = _STORED_ICONS.get(spec["icon_set"])
        if stored is None:
            raise Unsupported(
                f"ConditionalFormats.add_icon_set({spec['icon_set']!r})",
                "this set is an extension of the file format.",
            )
        points = [FormatObject(type="percent", val=0), *_points(spec)]
        icons = IconSet(
            iconSet=stored,
            cfvo=points,
            showValue=None if spec["show_value"] else False,
            reverse=spec["reverse_order"] or None,
        )
        return self._add(Rule("iconSet", iconSet=icons), {})

    def clear(self) -> None:
        """Rules that hold elsewhere, too, go on there."""
        cut(self.cells.grid, self.cells.area)

    def _add(self, rule: Rule, spec: Mapping[str, Any]) -> ConditionalFormat:
        if spec.get("stop_if_true"):
            rule.stopIfTrue = True
        _restyle(rule, spec)
        put_first(self.cells.grid, self.cells.area, rule)
        return ConditionalFormat(self.cells, rule)


def _restyle(rule: Any, changes: Mapping[str, Any]) -> None:
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


def _points(spec: Mapping[str, Any]) -> list[FormatObject]:
    return [
        FormatObject(type=_STORED_CRITERIA[kind], val=value)
        for kind, value in zip(spec["threshold_types"], spec["thresholds"], strict=True)
    ]


def _threshold(one: FormatObject) -> float | str | None:
    if one.type in {"min", "max"} or one.val is None:
        return None
    try:
        number = float(one.val)
    except ValueError:
        return str(one.val)
    return int(number) if number == int(number) else number


def _operand(value: str) -> str:
    """A value or a formula as a rule keeps it: a formula without its sign, and a text in quotes, as in a formula."""
    if value.startswith("="):
        return as_stored(value).removeprefix("=")
    is_written_so = value.upper() in {"TRUE", "FALSE"} or (value.startswith('"') and value.endswith('"'))
    if is_written_so or _NUMBER.fullmatch(value):
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'
