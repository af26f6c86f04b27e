"""Styles by role. One calm blue family with one accent; colours keep a contrast of 4.5:1 on their ground."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from salessheet.workbook.book import Role
from salessheet.workbook.measures import Look, Type

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format

    from salessheet.workbook.expr import Line
    from salessheet.workbook.labels import Words

NAVY, BLUE, MID, PALE, ACCENT = "#1F3864", "#2E6DA8", "#5B8DB8", "#D6E4F2", "#BF5610"
INK, GREY, RULE, GROUND, RULED_HEADING = "#262626", "#5F6B7A", "#DDE3EA", "#F4F7FB", "#9AA7B8"
PALE_BAR, SOFT = "#B8D2EC", "#8DB4DC"
UNSEEN = ";;;"  # a number format
INPUT_INK, INPUT_GROUND = "#1F4FBF", "#FFFBE6"
GOOD_INK, GOOD_GROUND, BAD_INK, BAD_GROUND = "#1E6B3C", "#E2F0D9", "#9C0006", "#FBE0DD"
AMBER_INK = "#8A5A00"
TAB_COLOURS = {
    Role.GUIDE: NAVY,
    Role.OUTPUT: BLUE,
    Role.INPUT: "#C9A227",
    Role.CALCULATION: MID,
    Role.CONTROL: "#2E7D4F",
}
FONTS = {"en": "Calibri", "zh-CN": "Microsoft YaHei"}
WIDER = {"Calibri": 1.0, "Microsoft YaHei": 8 / 7}
"""How much wider than in Calibri a column is that is so many digits of a font wide, on the screen and in print."""


class Cell(Enum):
    """What a cell is, whatever it measures."""

    CALCULATED = auto()
    LINK = auto()
    QUIET = auto()
    INPUT = auto()
    NOTE = auto()
    GIVEN = auto()
    TOTAL = auto()
    HEADING = auto()
    CARD = auto()
    HEAD_VALUE = auto()
    HEAD_QUIET = auto()
    COUNTER = auto()
    TOLD = auto()
    PROGRESS = auto()
    SENTENCE = auto()


_LOOKS: dict[Cell, dict[str, Any]] = {
    Cell.CALCULATED: {"bottom": 1, "bottom_color": RULE},
    Cell.LINK: {"font_size": 9, "bottom": 1, "bottom_color": RULE, "font_color": BLUE, "underline": 1},
    Cell.QUIET: {"bottom": 1, "bottom_color": RULE, "font_color": GREY, "italic": True},
    Cell.INPUT: {
        "font_color": INPUT_INK, "bg_color": INPUT_GROUND, "bottom": 1, "bottom_color": RULE, "locked": False,
    },
    Cell.NOTE: {"font_color": INPUT_INK, "italic": True, "bottom": 1, "bottom_color": RULE, "locked": False},
    Cell.GIVEN: {"bottom": 1, "bottom_color": RULE, "bg_color": GROUND},
    Cell.TOTAL: {"bold": True, "top": 1, "top_color": NAVY},
    Cell.HEADING: {
        "font_color": GREY, "font_size": 9, "text_wrap": True, "valign": "bottom", "align": "center", "bottom": 1,
        "bottom_color": RULED_HEADING,
    },
    Cell.CARD: {"bold": True, "font_size": 20, "font_color": NAVY, "bg_color": GROUND, "indent": 1, "align": "left"},
    Cell.HEAD_VALUE: {
        "font_color": GREY, "font_size": 9, "text_wrap": True, "valign": "bottom", "align": "right", "indent": 1,
        "bottom": 1, "bottom_color": RULED_HEADING,
    },
    Cell.TOLD: {"font_color": GREY, "font_size": 8, "bg_color": GROUND, "indent": 1, "align": "left"},
    Cell.PROGRESS: {"bg_color": BLUE, "font_size": 1, "right": 1, "right_color": PALE},
    Cell.SENTENCE: {"bold": True, "font_size": 11, "bg_color": "#FFF4E5", "align": "left", "indent": 1},
    Cell.COUNTER: {"font_color": GREY, "font_size": 8, "align": "center", "indent": 0},
    Cell.HEAD_QUIET: {"font_color": GREY, "italic": True, "font_size": 8, "align": "right", "indent": 1},
}  # fmt: skip  # one role a line

_FITTED = frozenset({Cell.CALCULATED, Cell.LINK, Cell.QUIET, Cell.GIVEN})  # nobody shortens what is not typed there
_ROOM = "_)_)"
_WITH_SIGN = frozenset({Type.MONEY, Type.CENTS, Type.COUNT, Type.NUMBER, Type.PERCENT, Type.RATE, Type.SCORE})
_LEFT = frozenset({Type.TEXT})
_WORDED = frozenset({Type.TEXT, Type.LABEL})
_MIDDLE = frozenset({Type.LABEL, Type.DATE, Type.PERIOD, Type.FLAG, Type.STATUS, Type.CHANGE})


def number_format(measure: Type, words: Words, money_unit: int) -> str:
    """Excel's number format. For ten thousands, which have none of their own, a point stands before the thousands."""
    money = {1: "#,##0", 1000: "#,##0.0,", 10000: '0"."0,'}[money_unit]
    formats = {
        Type.TEXT: "General",
        Type.LABEL: "General",
        Type.DATE: "yyyy-mm-dd;;;@",  # no date is 0
        Type.PERIOD: "yyyy-mm",
        Type.MONEY: f'{money};-{money};"–"',
        Type.CENTS: "#,##0.00",
        Type.COUNT: "#,##0",
        Type.YEAR: "0",
        Type.NUMBER: "#,##0.00",
        Type.TIMES: f'0.00"{words.text("ui.times")}"',
        Type.PERCENT: "0.0%",
        Type.RATE: "0.00%",
        Type.PAYS: "[<=1]0.00##%;#,##0.00",
        Type.EXCHANGE: "#,##0.0000##",
        Type.POINTS: signed("0.0", words),
        Type.CHANGE: '"▲"0;"▼"0;"–"',
        Type.SCORE: "0.0",
        Type.FLAG: f'"{words.text("ui.yes")}";;"{words.text("ui.no")}";@',
        Type.STATUS: f'"✓ {words.text("ui.ok")}";;"✗ {words.text("ui.fail")}";@',
    }
    return formats[measure]


def with_sign(number_format: str) -> str:
    """The format of a difference: what is above zero has its sign, too."""
    above, *others = number_format.split(";")
    below, nothing = (*others, *(f"-{above}", above)[len(others) :])
    return f"+{above};{below};{nothing}"


def amount_formats(words: Words, money_unit: int) -> tuple[str, ...]:
    """What cells show amounts by, in this order whatever the unit: of cards, of other cells, of differences of both."""
    shown = number_format(Type.MONEY, words, money_unit)
    return tuple(form for one in (shown, with_sign(shown)) for form in (one, off_the_edge(one)))


def off_the_edge(number_format: str) -> str:
    """The format with room at its right, as wide as a step of indentation: of cells that stand right without one.

    LibreOffice forgets the indentation of such a cell where the one before it differs in its number format alone.
    """
    return ";".join(section and section + _ROOM for section in number_format.split(";"))


def signed(number: str, words: Words) -> str:
    """The format of percentage points, which are no percentages: their unit stands behind the number."""
    unit = f'"{words.text("ui.points")}"'
    return f"+{number}{unit};-{number}{unit};{number}{unit}"


@dataclass
class Styles:
    """Formats made once a workbook."""

    workbook: xlsxwriter.Workbook
    words: Words
    money_unit: int
    _made: dict[object, Format] = field(default_factory=dict)
    _cells: dict[object, Format] = field(default_factory=dict)
    kinds: dict[Cell, list[Format]] = field(default_factory=dict)
    """The formats of each kind of cell, in the order in which they were first asked for."""

    @property
    def font(self) -> str:
        return FONTS[self.words.lang]

    def in_full(self) -> Styles:
        """The same formats, with money in whole currency units."""
        return Styles(self.workbook, self.words, 1, self._made, self._cells, self.kinds)

    def of(self, **properties: Any) -> Format:  # noqa: ANN401  XlsxWriter's properties are of any type
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": self.font, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self.workbook.add_format(base | properties)
        return self._made[key]

    def of_line(self, kind: Cell, line: Line, **more: Any) -> Format:  # noqa: ANN401  as above
        """The format of the cells of a line. Differences are shown with their sign."""
        if line.look is Look.SIGN and line.measure in _WITH_SIGN:
            more = {"num_format": with_sign(number_format(line.measure, self.words, self._unit(kind))), **more}
        return self.cell(kind, line.measure, **more)

    def cell(self, kind: Cell, measure: Type, **more: Any) -> Format:  # noqa: ANN401  as above
        unit = self._unit(kind)
        key = (kind, measure, unit, *more.items())
        if key not in self._cells:
            self._cells[key] = self._cell(kind, measure, unit, more)
        return self._cells[key]

    def _unit(self, kind: Cell) -> int:
        return 1 if kind is Cell.INPUT else self.money_unit  # what people type stands as they typed it

    def _cell(self, kind: Cell, measure: Type, unit: int, more: dict[str, Any]) -> Format:
        properties: dict[str, Any] = {"num_format": number_format(measure, self.words, unit)}
        if kind in _FITTED and measure in _WORDED and not more.get("text_wrap"):
            properties["shrink"] = True
        if measure in _LEFT:
            properties |= {"align": "left", "indent": 1}
        elif measure in _MIDDLE:
            properties["align"] = "center"
        else:
            properties |= {"align": "right", "indent": 1}
        return self._of_kind(kind, _spaced(properties | _LOOKS[kind] | more))

    def heading(self, measure: Type) -> Format:
        align = "left" if measure in _LEFT else "center" if measure in _MIDDLE else "right"
        indent = {} if align == "center" else {"indent": 1}
        return self._of_kind(Cell.HEADING, _LOOKS[Cell.HEADING] | {"align": align} | indent)

    def _of_kind(self, kind: Cell, properties: dict[str, Any]) -> Format:
        made = self.of(**properties)
        if made not in self.kinds.setdefault(kind, []):
            self.kinds[kind].append(made)
        return made


def _spaced(properties: dict[str, Any]) -> dict[str, Any]:
    """Numbers at the right keep off its edge by their format, texts by an indentation."""
    number = properties["num_format"]
    if properties.get("align") != "right" or number == "General":
        return properties
    return properties | {"indent": 0, "num_format": off_the_edge(number)}


def status_formats(styles: Styles) -> tuple[Format, Format]:
    good = styles.workbook.add_format({"font_color": GOOD_INK, "bg_color": GOOD_GROUND})
    bad = styles.workbook.add_format({"font_color": BAD_INK, "bg_color": BAD_GROUND, "bold": True})
    return good, bad
