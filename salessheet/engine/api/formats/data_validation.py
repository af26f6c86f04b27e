"""What may be entered into the cells of a range."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from openpyxl.worksheet.datavalidation import DataValidation as Rule
from xlwings import base_classes

from salessheet.engine.api.members import implements
from salessheet.engine.api.names import Name
from salessheet.engine.errors import Refused
from salessheet.engine.operations.rectangles import area_on, as_sqref, cell_range, meets, without
from salessheet.engine.operations.validations import remove_validations
from salessheet.engine.values.comparisons import OPERATORS, STORED_OPERATORS
from salessheet.engine.values.formula_text import as_shown, as_stored
from salessheet.xlsx.addresses import CellRef

if TYPE_CHECKING:
    from salessheet.engine.api.ranges.core import RangeCore

_TYPES: Final = {
    "whole": "whole_number",
    "decimal": "decimal",
    "list": "list",
    "date": "date",
    "time": "time",
    "textLength": "text_length",
    "custom": "custom",
}
_STORED_TYPES: Final = {ours: stored for stored, ours in _TYPES.items()}
_COMPARED: Final = frozenset({"whole_number", "decimal", "date", "time", "text_length"})
_KEPT: Final = (
    "promptTitle",
    "prompt",
    "errorTitle",
    "error",
    "errorStyle",
    "allowBlank",
    "imeMode",
    "showInputMessage",
    "showErrorMessage",
)
_WITHOUT_RULE: Final = frozenset({"none", "mixed_criteria", "inconsistent"})


@implements(base_classes.DataValidation)
class DataValidation(base_classes.DataValidation):
    """The rule of all cells of a range; where they have several, or only some have one, every property is None."""

    def __init__(self, cells: RangeCore) -> None:
        self.cells = cells

    @property
    def api(self) -> Any:
        """openpyxl's rule; None where there is not exactly one."""
        self.cells.sheet.book.open.hand_out()
        return self._rule

    @property
    def type(self) -> str:
        """`none`, `mixed_criteria` where only some cells have a rule, `inconsistent` where they have several."""
        met = self._met
        if not met:
            return "none"
        if not self._is_covered(met):
            return "mixed_criteria"
        found = {_description(rule) for rule in met}
        # A rule that only shows a message has no type of its own in xlwings.
        return _TYPES.get(str(met[0].type), "unknown") if len(found) == 1 else "inconsistent"

    @property
    def operator(self) -> str | None:
        rule = self._rule
        if rule is None or _TYPES.get(str(rule.type)) not in _COMPARED:
            return None
        return OPERATORS[rule.operator or "between"]

    @property
    def formula1(self) -> str | None:
        return None if self.operator is None else self._text("formula1")

    @property
    def formula2(self) -> str | None:
        return self._text("formula2") if self.operator in {"between", "not_between"} else None

    @property
    def formula(self) -> str | None:
        text = self._text("formula1") if self.type == "custom" else None
        return None if text is None else _with_sign(text)

    @property
    def source(self) -> str | None:
        """The values of a list with commas between them, or the formula of the cells that hold them."""
        if self.type != "list":
            return None
        text = self._text("formula1") or ""
        return text[1:-1].replace('""', '"') if text.startswith('"') else _with_sign(text)

    @property
    def in_cell_dropdown(self) -> bool | None:
        # The file's attribute says the contrary of its name: it hides the arrow.
        return None if self.type != "list" or self._rule is None else not self._rule.showDropDown

    @property
    def ignore_blank(self) -> bool | None:
        return None if self._rule is None else bool(self._rule.allowBlank)

    @property
    def input_title(self) -> str | None:
        return self._text("promptTitle", "")

    @property
    def input_message(self) -> str | None:
        return self._text("prompt", "")

    @property
    def show_input(self) -> bool | None:
        return None if self._rule is None else bool(self._rule.showInputMessage)

    @property
    def error_title(self) -> str | None:
        return self._text("errorTitle", "")

    @property
    def error_message(self) -> str | None:
        return self._text("error", "")

    @property
    def show_error(self) -> bool | None:
        return None if self._rule is None else bool(self._rule.showErrorMessage)

    @property
    def alert_style(self) -> str | None:
        return self._text("errorStyle", "stop")

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """`source`: texts, a range, or a name of the workbook."""
        if isinstance(source, Name):
            formula = source.name
        elif isinstance(source, list):
            listed = ",".join(source).replace('"', '""')
            formula = f'"{listed}"'
        else:
            is_here = source.sheet == self.cells.sheet
            formula = source.address if is_here else f"{_prefix(source.sheet.name)}{source.address}"
        self._replace(type="list", formula1=formula, showDropDown=not in_cell_dropdown)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        self._replace(
            type=_STORED_TYPES[rule_type],
            operator=None if operator is None else STORED_OPERATORS[operator],
            formula1=as_stored(formula1).removeprefix("="),
            formula2=None if formula2 is None else as_stored(formula2).removeprefix("="),
        )

    def delete(self) -> None:
        remove_validations(self.cells.grid, self.cells.area)

    def _replace(self, **said: Any) -> None:
        """A new rule, with the messages of the one that all the cells had. Raises Refused where they had several."""
        if self.type in {"mixed_criteria", "inconsistent"}:
            raise Refused(f"The cells of {self.cells.area} have different rules for what may be entered: delete them.")
        old = self._rule
        kept: dict[str, Any] = {"allowBlank": True, "showInputMessage": True, "showErrorMessage": True}
        if old is not None:
            kept |= {name: getattr(old, name) for name in _KEPT}
        self.delete()
        rule = Rule(**kept, **said)
        rule.sqref = as_sqref([cell_range(self.cells.area)])
        self.cells.sheet.model.data_validations.append(rule)

    @property
    def _met(self) -> list[Rule]:
        rules: list[Rule] = self.cells.sheet.model.data_validations.dataValidation
        return [rule for rule in rules if meets(rule.sqref.ranges, self.cells.area)]

    def _is_covered(self, rules: Iterable[Rule]) -> bool:
        """Whether every cell has one of the rules."""
        rest = [cell_range(self.cells.area)]
        for rule in rules:
            for one in rule.sqref.ranges:
                rest = without(rest, area_on("", one))
        return not rest

    @property
    def _rule(self) -> Rule | None:
        return None if self.type in _WITHOUT_RULE else self._met[0]

    def _text(self, name: str, default: str | None = None) -> str | None:
        rule = self._rule
        return None if rule is None else getattr(rule, name) or default


def _description(rule: Any) -> tuple[tuple[str, str], ...]:
    """All of a rule but where it holds."""
    said = {name: value for name, value in rule if name != "sqref"}
    return tuple(sorted((said | {"formula1": str(rule.formula1), "formula2": str(rule.formula2)}).items()))


def _prefix(sheet: str) -> str:
    """What stands before an address on another sheet: its name, in quotes where it needs them."""
    return str(CellRef(sheet, 1, 1)).removesuffix("A1")


def _with_sign(text: str) -> str:
    return as_shown(text if text.startswith("=") else f"={text}")
