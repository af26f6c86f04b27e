"""Formats that depend on what cells show: the rules over a range, in the order in which they apply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import ColorScale, DataBar, FormatObject, IconSet, Rule
from openpyxl.styles.colors import Color
from xlwings import base_classes

from salessheet.engine.api.formats.vocabulary import (
    CRITERIA,
    ICONS,
    STORED_CRITERIA,
    STORED_ICONS,
    STYLED,
    TWO_VALUES,
    TYPES,
    UNSAID,
    operand,
    points,
    restyle,
    threshold,
)
from salessheet.engine.api.members import implements
from salessheet.engine.errors import Unsupported
from salessheet.engine.operations.conditional_rules import cut, entries, put_first, remove
from salessheet.engine.operations.rectangles import meets
from salessheet.engine.values.colors import rgb_of, stored
from salessheet.engine.values.comparisons import OPERATORS, STORED_OPERATORS
from salessheet.engine.values.formula_text import as_shown
from salessheet.engine.values.tints import Rgb

if TYPE_CHECKING:
    from salessheet.engine.api.ranges.core import RangeCore


@implements(base_classes.ConditionalFormat)
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule. Properties that belong to other types of rules are None."""

    def __init__(self, cells: RangeCore, rule: Rule) -> None:
        self.cells = cells
        self.rule: Any = rule

    @property
    def api(self) -> Rule:
        self.cells.sheet.book.open.hand_out()
        rule: Rule = self.rule
        return rule

    @property
    def type(self) -> str:
        return TYPES.get(self.rule.type, "unknown")

    @property
    def stop_if_true(self) -> bool | None:
        return None if self.type in {"color_scale", "data_bar", "icon_set"} else bool(self.rule.stopIfTrue)

    @property
    def operator(self) -> str | None:
        return OPERATORS.get(self.rule.operator) if self.type == "cell_value" else None

    @property
    def formula1(self) -> str | None:
        return self._formula(0) if self.type == "cell_value" else None

    @property
    def formula2(self) -> str | None:
        return self._formula(1) if self.operator in TWO_VALUES else None

    @property
    def formula(self) -> str | None:
        return self._formula(0) if self.type == "custom" else None

    @property
    def fill_color(self) -> Rgb | None:
        fill = self._style.fill if self._style is not None else None
        # The ground of the pattern, as Excel writes it; other programs write the pattern's own colour.
        said = [] if fill is None else [color for color in (fill.bgColor, fill.fgColor) if color != UNSAID]
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
        return None if self.rule.iconSet is None else ICONS.get(self.rule.iconSet.iconSet or "3TrafficLights1")

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
        return None if criteria is None else tuple(threshold(one) for one in criteria)

    def set(self, changes: Mapping[str, Any]) -> None:
        rule = self.rule
        if "operator" in changes:
            rule.operator = STORED_OPERATORS[changes["operator"]]
        if "formula" in changes:
            rule.formula = [operand(changes["formula"])]
        if "formula1" in changes or "formula2" in changes:
            first = changes.get("formula1", self.formula1)
            second = changes.get("formula2", self._formula(1))
            rule.formula = [operand(value) for value in (first, second) if value is not None]
        if "stop_if_true" in changes:
            rule.stopIfTrue = changes["stop_if_true"] or None
        restyle(rule, changes)
        self.cells.grid.is_reshaped = True

    def delete(self) -> None:
        remove(self.cells.grid, self.rule)

    @property
    def _style(self) -> Any:
        return self.rule.dxf if self.type in STYLED else None

    @property
    def _criteria(self) -> list[FormatObject] | None:
        """Of a set of icons, those between one icon and the next."""
        if self.rule.iconSet is not None:
            return list(self.rule.iconSet.cfvo)[1:]
        visual = self.rule.colorScale or self.rule.dataBar
        return None if visual is None else list(visual.cfvo)

    def _criterion(self, one: FormatObject) -> str:
        found = CRITERIA.get(str(one.type), "unknown")
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
        self.cells.sheet.book.open.hand_out()
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

    def __call__(self, key: object) -> ConditionalFormat:
        found = self._found()
        if not isinstance(key, int) or not 1 <= key <= len(found):
            raise KeyError(key)
        return found[key - 1]

    def add_cell_value(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        values = [operand(value) for value in (spec["formula1"], spec["formula2"]) if value is not None]
        return self._add(Rule("cellIs", operator=STORED_OPERATORS[spec["operator"]], formula=values), spec)

    def add_custom(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        return self._add(Rule("expression", formula=[operand(spec["formula"])]), spec)

    def add_color_scale(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        colors = [Color(rgb=stored(color)) for color in spec["colors"]]
        return self._add(Rule("colorScale", colorScale=ColorScale(cfvo=points(spec), color=colors)), {})

    def add_data_bar(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        if not spec["gradient"]:
            raise Unsupported(
                "ConditionalFormats.add_data_bar(gradient=False)", "such bars are an extension of the file format."
            )
        ends = [
            FormatObject(type={"automatic": end}.get(kind, STORED_CRITERIA.get(kind, end)), val=value)
            for end, kind, value in zip(("min", "max"), spec["threshold_types"], spec["thresholds"], strict=True)
        ]
        color = Color(rgb=stored(spec["bar_color"]))
        bar = DataBar(cfvo=ends, color=color, showValue=None if spec["show_value"] else False)
        return self._add(Rule("dataBar", dataBar=bar), {})

    def add_icon_set(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        stored = STORED_ICONS.get(spec["icon_set"])
        if stored is None:
            raise Unsupported(
                f"ConditionalFormats.add_icon_set({spec['icon_set']!r})",
                "this set is an extension of the file format.",
            )
        lowest = FormatObject(type="percent", val=0)
        icons = IconSet(
            iconSet=stored,
            cfvo=[lowest, *points(spec)],
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
        restyle(rule, spec)
        put_first(self.cells.grid, self.cells.area, rule)
        return ConditionalFormat(self.cells, rule)
