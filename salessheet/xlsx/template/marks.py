"""Marks on cells: conditional formats, never by colour alone, and the validation of inputs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from salessheet.workbook.expr import Line
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.layout import named_range
from salessheet.workbook.lines import Calc, Column, Input
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Arrangement, Look, Type, Use, bounds
from salessheet.workbook.readings.text import letters
from salessheet.workbook.sheets.lists import Measured, term_of
from salessheet.workbook.tables import Indicators
from salessheet.xlsx.template.styles import (
    AMBER_INK,
    BAD_INK,
    GOOD_INK,
    GREY,
    PALE,
    PALE_BAR,
    UNSEEN,
    off_the_edge,
    status_formats,
    with_sign,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salessheet.workbook.edition import Edition
    from salessheet.workbook.labels import Words
    from salessheet.workbook.layout import Layout, Place
    from salessheet.xlsx.template.paper import Paper
    from salessheet.xlsx.template.styles import Styles

_LONGEST_LIST, _LONGEST_TITLE, _LONGEST_MESSAGE = 255, 32, 255
_LARGE = {
    9_999_999_500: '0","000","000"."0,;-0","000","000"."0,',
    9_999_500: '0","000"."0,;-0","000"."0,',
}  # from what is 1,000.0 when it is rounded
_INKS = {"reached": GOOD_INK, "nearly": AMBER_INK, "short_of": BAD_INK}  # by the phrases of the shapes
_SHAPES = {"reached": "▲", "nearly": "●", "short_of": "▼"}
_DATA_BAR: dict[str, Any] = {"type": "data_bar", "bar_solid": True, "data_bar_2010": True, "min_type": "num"}
_FROM_ZERO = {**_DATA_BAR, "bar_color": PALE_BAR, "min_value": 0, "bar_border_color": PALE_BAR}
_MISSING = {
    **_DATA_BAR, "bar_only": True, "bar_no_border": True, "min_value": -1, "max_type": "num", "max_value": 0,
    "bar_color": PALE, "bar_negative_color": PALE, "bar_axis_color": PALE,
}  # fmt: skip  # as it is drawn
# What is missing, from -1 to 0, covers the colour of its cell from the right edge on: a data bar has one colour, while
# that of a cell may follow what stands elsewhere.
_FIRST_DATE, _LAST_DATE = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


def mark(paper: Paper, line: Line) -> None:
    """The conditional formats of a line, over its cells: those of its look, and of amounts in ten thousands."""
    area = _area(paper.layout.places[line])
    rules = _rules(line, paper.edition, paper.styles)
    if line.measure is Type.MONEY and isinstance(line, Calc) and not paper.in_full:
        rules = [*_separated(line, paper.edition, paper.styles), *rules]
    if paper.layout.is_beside(line) and line.block.rows.size:
        rules = [_of_nothing(line, paper)]
    for rule in rules:
        paper.worksheet.conditional_format(*area, rule)


def _of_nothing(line: Line, paper: Paper) -> dict[str, Any]:
    """A list of the first so many may have fewer: a row without anything in it has no number."""
    frame, row = paper.layout.frames[line.block], paper.layout.places[line].top
    cells = f"${letters(frame.left)}{row}:${letters(frame.right)}{row}"
    unseen = paper.styles.workbook.add_format({"num_format": UNSEEN})
    return {"type": "formula", "criteria": f'=COUNT({cells})+COUNTIF({cells},"?*")=0', "format": unseen}


def _separated(line: Line, edition: Edition, styles: Styles) -> Iterator[dict[str, Any]]:
    """The commas of large amounts in ten thousands, whose number format can have none of its own.

    A workbook of another unit has the rules, too: a template is filled in for either. LibreOffice follows the first
    rule that holds, so that these have the colour of amounts below zero as well.
    """
    place = edition.layout.places[line]
    first, unit = f"{letters(place.left)}{place.top}", edition.layout.name_of(Phrases.money_unit)
    for least, shown in _LARGE.items():
        number = {"num_format": shown if line.block.arrangement is Arrangement.CARDS else off_the_edge(shown)}
        looks = {f"ABS({first})>={least}": number}
        if line.look is Look.SIGN:
            above = {"num_format": with_sign(number["num_format"])}
            looks = {f"{first}>={least}": above, f"{first}<=-{least}": number | {"font_color": BAD_INK}}
        for condition, look in looks.items():
            yield {
                "type": "formula",
                "criteria": f"=IF(ISNUMBER({first}),AND({unit}=10000,{condition}))",
                "format": styles.workbook.add_format(look),
            }


def _rules(line: Line, edition: Edition, styles: Styles) -> list[dict[str, Any]]:
    match line.look:
        case Look.BAR | Look.PROGRESS:
            return [dict(_FROM_ZERO if line.look is Look.BAR else _MISSING)]
        case Look.HEAT:
            whole = [_whole(line, edition, styles)] if line.measure is Type.NUMBER else []
            return [{"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#9FC2E6"}, *whole]
        case Look.TRAFFIC:
            return _traffic(line, edition, styles)
        case Look.BEHIND:
            return [_behind(line, edition, styles)]
        case Look.MARK:
            return _marked(edition, styles)
        case Look.RATE | Look.WHOLE:
            rate = [_rate(line, edition, styles)] if line.look is Look.RATE else []
            return [*rate, _whole(line, edition, styles)]
        case Look.SIGN | Look.DUE | Look.LATE | Look.STATUS:
            place = edition.layout.places[line]
            return _by_value(line, styles, f"{letters(place.left)}{place.top}")
    return []


def _by_value(line: Line, styles: Styles, first: str) -> list[dict[str, Any]]:
    look, is_flag = line.look, line.measure is Type.FLAG
    if look is Look.STATUS:
        good, bad = status_formats(styles)
        return [
            {"type": "cell", "criteria": "==", "value": 1, "format": good},
            {"type": "cell", "criteria": "==", "value": 0, "format": bad},
        ]
    if look is Look.SIGN:
        negative = styles.workbook.add_format({"font_color": BAD_INK})
        return [{"type": "cell", "criteria": "<", "value": 0, "format": negative}]
    number = f'"▼ {styles.words.text("ui.yes")}"' if is_flag else off_the_edge('"▼ "0')
    marked = styles.workbook.add_format({"num_format": number, "font_color": BAD_INK, "bold": True})
    late = {"type": "cell", "criteria": ">", "value": 0, "format": marked}
    if is_flag:
        return [late]
    shown, ink = ("–", GREY) if look is Look.DUE else (f"● {styles.words.text('ui.today')}", AMBER_INK)
    none = styles.workbook.add_format({"num_format": off_the_edge(f'"{shown}"'), "font_color": ink})
    return [
        late,
        {"type": "formula", "criteria": f"=AND(ISNUMBER({first}),{first}=0)", "format": none},
    ]


def _rate(line: Line, edition: Edition, styles: Styles) -> dict[str, Any]:
    """Actuals and targets of indicators stand in one column: those of a rate are shown as percentages."""
    percentage = styles.workbook.add_format({"num_format": off_the_edge("0.0%")})
    return {"type": "formula", "criteria": f"={_is_rate(line, edition.layout)}", "format": percentage}


def _whole(line: Line, edition: Edition, styles: Styles) -> dict[str, Any]:
    """Pieces and the like may have parts, but seldom do: 12 is shown as 12. That of a rate comes first: 1 is 100%."""
    place = edition.layout.places[line]
    first = f"{letters(place.left)}{place.top}"
    whole = styles.workbook.add_format({"num_format": off_the_edge("#,##0")})
    return {"type": "formula", "criteria": f"=IF(ISNUMBER({first}),{first}=INT({first}))", "format": whole}


def _is_rate(line: Line, layout: Layout) -> str:
    """Whether the indicator of the row is a rate: by its name, by the unit beside it, or by that of its definition."""
    cells = {other.key: f"${letters(place.left)}{place.top}" for other, place in _beside(line, layout)}
    if "kpi" in cells:
        return f"{cells['kpi']}={layout.name_of(Measured.win_rate)}"
    percent, unit = layout.name_of(term_of(Indicators.indicator_unit, "percent")), Indicators.indicator_unit
    if unit.key in cells:
        return f"{cells[unit.key]}={percent}"
    names, units = layout.name_of(Indicators.indicator), layout.name_of(unit)
    return f"COUNTIFS({names},{cells[Indicators.indicator.key]},{units},{percent})>0"


def _beside(line: Line, layout: Layout) -> Iterator[tuple[Line, Place]]:
    return ((other, layout.places[other]) for other in line.block.lines if other in layout.places)


def _behind(line: Line, edition: Edition, styles: Styles) -> dict[str, Any]:
    """As the mark of the attainment beside it: see _traffic."""
    beside = _beside(line, edition.layout)
    place = next(place for other, place in beside if isinstance(other, Calc) and other.look is Look.TRAFFIC)
    first, alert = f"${letters(place.left)}{place.top}", edition.layout.name_of(Settings.alert_level)
    criteria = f"=IF(ISNUMBER({first}),ROUND({first},12)<{alert})"
    return {"type": "formula", "criteria": criteria, "format": styles.workbook.add_format({"bold": True})}


def _traffic(line: Line, edition: Edition, styles: Styles) -> list[dict[str, Any]]:
    """A shape and a colour beside the number: reached, at or above the alert level, below it.

    Set by number formats rather than icons, which WPS and LibreOffice place over the neighbouring cell. Rounded as in
    the formulas that compare it: the last bits of a division do not decide.
    """
    place, alert = edition.layout.places[line], edition.layout.name_of(Settings.alert_level)
    compared = f"ROUND({letters(place.left)}{place.top},12)"
    marked = [mark_of(name) for name in _SHAPES]
    reached, near, below = (
        styles.workbook.add_format(mark | {"num_format": off_the_edge(mark["num_format"])}) for mark in marked
    )
    return [
        {"type": "formula", "criteria": f"={compared}>=1", "format": reached},
        {"type": "formula", "criteria": f"={compared}>={alert}", "format": near},
        {"type": "formula", "criteria": f"={compared}<{alert}", "format": below},
    ]


def mark_of(name: str) -> dict[str, str]:
    """The number format and the colour of an attainment: `reached`, `nearly` or `short_of`."""
    return {"num_format": f'"{_SHAPES[name]}  "0.0%', "font_color": _INKS[name]}


def _marked(edition: Edition, styles: Styles) -> list[dict[str, Any]]:
    """A text that begins with the shape of an attainment has its colour."""
    return [
        {
            "type": "text", "criteria": "begins with", "value": edition.words.text(f"phrase.{shape}"),
            "format": styles.workbook.add_format({"font_color": ink}),
        }
        for shape, ink in _INKS.items()
    ]  # fmt: skip  # a table


def mark_strip(paper: Paper, strip: Place, line: Line) -> None:
    """A strip of a card has the colour of the shape that its text begins with, where that asks for attention."""
    place, words = paper.layout.places[line], paper.words
    text = f"${letters(place.left)}${place.top}"
    for shape in ("nearly", "short_of"):
        rule = {
            "type": "formula",
            "criteria": f'=LEFT({text})="{words.text(f"phrase.{shape}")}"',
            "format": paper.styles.workbook.add_format({"bg_color": _INKS[shape]}),
        }
        paper.worksheet.conditional_format(*_area(strip), rule)


def validate(paper: Paper, line: Input) -> None:
    """What may be typed into the cells of a line, with a prompt and an error in plain words."""
    words, rule = paper.words, _allowed(line, paper.edition)
    if rule is not None:
        rule |= {"error_title": words.text("ui.validation_title")[:_LONGEST_TITLE], "error_type": "stop"}
    elif isinstance(line, Column) and line.use is not Use.COMPUTED:
        rule = {"validate": "any"}  # only for its prompt
    else:
        return
    prompt = _prompt(line, words)
    if prompt:
        rule |= {"input_title": words.label(line)[:_LONGEST_TITLE], "input_message": prompt[:_LONGEST_MESSAGE]}
    paper.worksheet.data_validation(*_area(named_range(paper.layout, line)), rule | {"ignore_blank": True})


def _prompt(line: Input, words: Words) -> str:
    """What goes into the cells and, where no number counts it, what becomes of it."""
    help_ = words.find("help", line.block.__name__, line.key) or ""
    if isinstance(line, Column) and line.use is not Use.COMPUTED:
        return words.text(f"ui.prompt_{line.use.name}").format(help=help_).strip()
    return help_


def _allowed(line: Input, edition: Edition) -> dict[str, Any] | None:
    words = edition.words
    source = _source(line, edition)
    if source is not None:
        return {"validate": "list", "source": source, "error_message": words.text("ui.validation_list")}
    match line.measure:
        case Type.DATE | Type.PERIOD:
            return {
                "validate": "date", "criteria": "between", "minimum": _FIRST_DATE, "maximum": _LAST_DATE,
                "error_message": words.text("ui.validation_date"),
            }  # fmt: skip
        case Type.FLAG:
            return {"validate": "list", "source": ["1", "0"], "error_message": words.text("ui.validation_list")}
        case Type.TEXT | Type.LABEL:
            return None
    return _number(line, edition)


def _number(line: Input, edition: Edition) -> dict[str, Any]:
    words = edition.words
    least, most = bounds(line.minimum, line.maximum)
    said = "number" if line.minimum is None else "least" if line.maximum is None else "range"
    message = words.text(f"ui.validation_{said}").format(minimum=least, maximum=most)
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": least,
        "maximum": most,
        "error_message": message,
    }


def _source(line: Input, edition: Edition) -> str | list[str] | None:
    """The words to choose from: a named range of another table, or a short list."""
    from_table = line.choices if isinstance(line.choices, Line) else getattr(line, "refers_to", None)
    if from_table is not None:
        name = edition.layout.name_of(from_table)
        return f"={name}" if name else None
    if not line.choices:
        return None
    words = edition.words.codes(line.key)
    listed = [words.get(code, code) for code in line.choices]  # type: ignore[union-attr]  # a line was handled above
    return listed if len(",".join(listed)) <= _LONGEST_LIST else None


def _area(place: Place) -> tuple[int, int, int, int]:
    return place.top - 1, place.left - 1, place.bottom - 1, place.right - 1
