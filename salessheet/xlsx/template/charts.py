"""Charts: a band of them side by side over the width of the sheet."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from salessheet.workbook.book import Band, Chart, Draw, Series
from salessheet.workbook.expr import Line
from salessheet.workbook.layout import FIRST_COLUMN
from salessheet.workbook.measures import Look, Type
from salessheet.xlsx.template.styles import ACCENT, BLUE, FONTS, GREY, INK, NAVY, RULE, SOFT, number_format
from salessheet.xlsx.template.widths import pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlsxwriter.chart import Chart as Drawn
    from xlsxwriter.worksheet import Worksheet

    from salessheet.workbook.edition import Edition
    from salessheet.xlsx.template.styles import Styles

_PIXELS_A_ROW, _GUTTER, _EDGE = 24, 12, 6
_WHOLE = 1.12  # where an axis of shares ends: at 100%, and the number above a mark that has it
_NARROWER = 0.035  # that LibreOffice's columns are than Excel's, while parts of a column are as wide
_KINDS = {
    Draw.COLUMN: {"type": "column"},
    Draw.SOFT_COLUMN: {"type": "column"},
    Draw.BAR: {"type": "bar"},
    Draw.FUNNEL: {"type": "bar", "subtype": "percent_stacked"},
    Draw.STUCK: {"type": "bar", "subtype": "percent_stacked"},
    Draw.LINE: {"type": "line"},
    Draw.PLAN: {"type": "line"},
    Draw.PACE: {"type": "line"},
    Draw.NUMBER: {"type": "line"},
}
_IN_THE_MIDDLE, _WHITE, _NO_ZERO = {"position": "center"}, {"color": "#FFFFFF", "bold": True}, "#,##0;;"
_BESIDE_EACH_OTHER = (NAVY, BLUE, SOFT)
_SIGNED = frozenset({Type.POINTS})
_ON_AXES = {
    Type.CENTS: "#,##0", Type.COUNT: "#,##0", Type.PERCENT: "0%", Type.POINTS: "+0;-0;0",
    Type.NUMBER: "General", Type.SCORE: "General",
}  # fmt: skip  # a table
_IN_UNITS: tuple[str, ...] = (
    "[>=10]#,##0;General", "#,##0.0;-#,##0.0;0 ", "#,##0.0 ;;", " #,##0.0; -#,##0.0;",
)  # fmt: skip  # an axis says 5 beside 10, and 0.5 where it ends at 1, as that of a chart without values does
_IN_FULL: tuple[str, ...] = (_IN_UNITS[0], "#,##0;-#,##0;0 ", "#,##0 ;;", " #,##0; -#,##0;")
# On axes and on marks, of what is never below zero and of what is. The blanks tell these formats from those of other
# numbers: a template's are exchanged.
_LINES: dict[Draw, dict[str, Any]] = {
    Draw.LINE: {
        "line": {"color": ACCENT, "width": 2.25},
        "marker": {"type": "circle", "size": 5, "fill": {"color": ACCENT}, "border": {"color": "#FFFFFF"}},
    },
    Draw.PLAN: {"line": {"color": NAVY, "width": 2}},
    Draw.PACE: {"line": {"color": ACCENT, "width": 2, "dash_type": "dash"}},
    Draw.NUMBER: {"line": {"none": True}},
}
STAGE_COLOURS = (NAVY, "#2B5088", BLUE, "#46759F", "#2E7D4F", "#61758A", "#4F6378")


def write_band(worksheet: Worksheet, band: Band, edition: Edition, styles: Styles, widths: dict[int, float]) -> None:
    place = edition.layout.items[band]
    for chart, (left, wide) in zip(band.charts, spots(band, widths), strict=True):
        drawn = _drawn(chart, edition, styles)
        drawn.set_size({"width": wide, "height": place.rows * _PIXELS_A_ROW - _EDGE})
        worksheet.insert_chart(
            place.top - 1,
            FIRST_COLUMN - 1,
            drawn,
            {
                "x_offset": left,
                "y_offset": _EDGE // 2,
                "object_position": 1,
                "description": edition.words.text(f"chart.{chart.key}.alt"),
            },
        )


def spots(band: Band, widths: Mapping[int, float]) -> Iterator[tuple[int, int]]:
    """How far each chart of a band is from the first column, and how wide, in pixels: all of them fill the sheet."""
    sizes = [pixels(width) for width in widths.values()]
    if band.spans:
        edges = list(accumulate(sizes, initial=0))
        for first, last in band.spans:
            yield edges[first - 1], edges[last] - edges[first - 1] - 1 - int(sizes[last - 1] * _NARROWER)
        return
    wide = sum(sizes) - max(_EDGE, int(sizes[-1] * _NARROWER))
    shares = sum(chart.width for chart in band.charts)
    left = 0.0
    for chart in band.charts:
        own = (wide - _GUTTER * (len(band.charts) - 1)) * chart.width / shares
        yield int(left), int(own)
        left += own + _GUTTER


def _drawn(chart: Chart, edition: Edition, styles: Styles) -> Drawn:
    draw = chart.series[0].draw
    drawn = styles.workbook.add_chart(_KINDS[draw])
    lines = styles.workbook.add_chart(_KINDS[Draw.LINE])
    for i, series in enumerate(chart.series):
        onto = drawn if _KINDS[series.draw] == _KINDS[draw] else lines
        onto.add_series(_series(series, chart, edition, is_margin=draw is Draw.FUNNEL and i == 0))
    if draw is Draw.FUNNEL:  # as much on the right as on the left: each bar stands in the middle
        drawn.add_series(_series(chart.series[0], chart, edition, is_margin=True))
    if lines.series:
        drawn.combine(lines)
    font = {"name": FONTS[edition.words.lang], "color": INK, "size": 9}
    drawn.set_title(
        {
            "name": edition.words.text(f"chart.{chart.key}.title"),
            "name_font": font | {"size": 11, "bold": True, "color": NAVY},
            "layout": {"x": 0.015, "y": 0.03},
        }
    )
    drawn.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})
    drawn.show_blanks_as("gap")
    _axes(drawn, chart, edition, font)
    if len(chart.series) == 1 or draw is Draw.FUNNEL:
        drawn.set_legend({"none": True})
    else:
        unnamed = [i for i, series in enumerate(chart.series) if series.draw is Draw.NUMBER]  # others draw the same
        drawn.set_legend({"position": "top", "font": font | {"color": GREY}, "delete_series": unnamed})
    return drawn


def _axes(drawn: Drawn, chart: Chart, edition: Edition, font: dict[str, Any]) -> None:
    draw, value = chart.series[0].draw, chart.series[-1].told
    categories: dict[str, Any] = {"num_font": font, "line": {"color": RULE}, "major_tick_mark": "none"}
    if chart.categories.measure is Type.PERIOD:
        categories |= {"num_format": edition.words.text("ui.month_format"), "text_axis": True}
    else:  # every name, in several lines: aslant, as programs write long ones, they leave the marks no room
        categories |= {"num_font": font | {"rotation": 0}, "interval_unit": 1}
    values: dict[str, Any] = {
        "num_font": font | {"color": GREY},
        "num_format": _on_axis(value, edition),
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.75}},
        "major_tick_mark": "none",
    }
    if _falls_below_zero(value):
        categories |= {"label_position": "low"}
    else:
        values |= {"min": 0} | ({"max": _WHOLE} if chart.whole else {})
    unit = edition.words.find("chart", chart.key, "unit")
    if unit and draw is not Draw.FUNNEL:
        values |= {
            "name": unit.format(money=edition.words.money(edition.currency, edition.money_unit)),
            "name_font": font | {"bold": False, "color": GREY},
        }
    if draw is Draw.FUNNEL:
        values |= {"visible": False, "major_gridlines": {"visible": False}}
    elif _says_its_values(chart):
        values |= {"label_position": "none", "major_gridlines": {"visible": False}}
    if draw in (Draw.BAR, Draw.FUNNEL):
        drawn.set_y_axis(categories | {"reverse": True})
        drawn.set_x_axis(values)
    else:
        drawn.set_x_axis(categories)
        drawn.set_y_axis(values)


def _says_its_values(chart: Chart) -> bool:
    """Whether each mark has its number, so that the axis needs to say no more than the unit."""
    return len(chart.series) == 1 and chart.series[0].draw in (Draw.COLUMN, Draw.BAR)


def _falls_below_zero(line: Line) -> bool:
    return line.measure in _SIGNED or line.look is Look.SIGN


def money_formats(money_unit: int) -> tuple[str, ...]:
    """How amounts that charts show are written, which are in the unit: as other numbers are written nowhere."""
    return _IN_FULL if money_unit == 1 else _IN_UNITS


def _on_axis(line: Line, edition: Edition) -> str:
    """Whole numbers: those beside the marks need no decimals."""
    if line.measure is Type.MONEY:
        return money_formats(edition.money_unit)[_falls_below_zero(line)]
    return _ON_AXES.get(line.measure) or number_format(line.measure, edition.words, edition.money_unit)


def _on_mark(line: Line, edition: Edition) -> str:
    """Without zeros: a month that has no number yet would have one. Whole numbers have no decimals, as in cells."""
    if line.measure is Type.MONEY:
        return money_formats(edition.money_unit)[2 + _falls_below_zero(line)]
    if line.look is Look.WHOLE:
        return "General;-General;"
    shown = _ON_AXES[Type.CENTS] if line.measure is Type.CENTS else None
    positive, *others = (shown or number_format(line.measure, edition.words, edition.money_unit)).split(";")
    return f"{positive};{others[0] if others else '-' + positive};"


def _series(series: Series, chart: Chart, edition: Edition, *, is_margin: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": edition.words.label(series.told),
        "categories": _cells(chart.categories, chart, edition),
        "values": _cells(series.line, chart, edition),
    }
    number = _on_mark(series.told, edition)
    font: dict[str, Any] = {"name": FONTS[edition.words.lang], "size": 9, "color": INK}
    label: dict[str, Any] = {"value": True, "num_format": number, "font": font}
    match series.draw:
        case Draw.COLUMN:
            alike = [other for other in chart.series if other.draw is Draw.COLUMN]
            colour = BLUE if len(alike) == 1 else _BESIDE_EACH_OTHER[alike.index(series) % len(_BESIDE_EACH_OTHER)]
            made |= {"fill": {"color": colour}, "gap": 60, "overlap": -5}
            if _says_its_values(chart):
                made |= {"data_labels": label}
        case Draw.SOFT_COLUMN:
            made |= {"fill": {"color": SOFT}, "gap": 60, "overlap": -5}
        case Draw.BAR:
            made |= {"fill": {"color": BLUE}, "gap": 40, "data_labels": label}
        case Draw.FUNNEL if is_margin:
            made |= {"fill": {"none": True}, "border": {"none": True}}
        case Draw.FUNNEL:
            colours = [STAGE_COLOURS[i % len(STAGE_COLOURS)] for i in range(edition.layout.places[series.line].rows)]
            made |= {
                "gap": 18,
                "points": [{"fill": {"color": colour}} for colour in colours],
                "data_labels": label | _IN_THE_MIDDLE | {"font": label["font"] | _WHITE, "num_format": _NO_ZERO},
            }
        case Draw.STUCK:
            made |= {
                "gap": 18,
                "fill": {"color": ACCENT},
                "data_labels": label | _IN_THE_MIDDLE | {"font": label["font"] | _WHITE, "num_format": _NO_ZERO},
            }
        case Draw.LINE:
            made |= _LINES[series.draw]
        case Draw.PLAN | Draw.PACE | Draw.NUMBER:
            made |= _numbered(series, chart, edition, label)
    return made


def _numbered(series: Series, chart: Chart, edition: Edition, label: dict[str, Any]) -> dict[str, Any]:
    """What has numbers at some of its points alone: below it, in the column of the same value, or at its end."""
    if series.draw is Draw.NUMBER:
        own = {"font": label["font"] | {"bold": True}, "position": "below"}
        return _LINES[series.draw] | {"data_labels": label | own}
    return _to_the_end(series, chart, edition, label)


def _to_the_end(series: Series, chart: Chart, edition: Edition, label: dict[str, Any]) -> dict[str, Any]:
    """What runs to the end of the year: where that is, is what one asks of it.

    A line begins with the year: Excel draws a formula's empty text as 0, so that none can begin in its middle.
    """
    line = _LINES[series.draw]
    ends = {one.draw: _end(one, edition) for one in chart.series if one.draw in (Draw.PLAN, Draw.PACE)}
    upper = Draw.PACE if ends[Draw.PACE] > ends[Draw.PLAN] else Draw.PLAN
    place = {"position": "above" if series.draw is upper else "below"}  # off each other
    return line | {"data_labels": label | _only_last(series, edition, line["line"]["color"]) | place}


def _end(series: Series, edition: Edition) -> float:
    end = edition.cells(series.line)[-1]
    return end if isinstance(end, int | float) else 0


def _only_last(series: Series, edition: Edition, colour: str) -> dict[str, Any]:
    place = edition.layout.places[series.line]
    font = {"name": FONTS[edition.words.lang], "size": 9, "bold": True, "color": colour}
    own = {"font": font, "fill": {"color": "#FFFFFF"}}  # over the line itself, which comes from below
    custom: list[dict[str, Any]] = [{"delete": True}] * (place.rows * place.columns - 1)
    return {"custom": [*custom, own]}


def _cells(line: Line, chart: Chart, edition: Edition) -> list[Any]:
    place = edition.layout.places[line]
    bottom = place.top + charted_rows(chart, edition) - 1
    return [place.sheet, place.top - 1, place.left - 1, bottom - 1, place.right - 1]


def charted_rows(chart: Chart, edition: Edition) -> int:
    """How many rows, from the first, a chart shows: as far as they have names, or all where none has one yet.

    Rows to spare would be places with nothing in them, and no reference that all programs follow can leave them out.
    """
    named = [n for n, name in enumerate(edition.cells(chart.categories), start=1) if name not in (None, "")]
    rows = named[-1] if named else edition.layout.places[chart.categories].rows
    return min(rows, chart.most or rows)
