"""The charts of a finished book: titles, units, words for people who cannot see them, and something to show."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.workbook.book import Band, Draw
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour, Type
from salessheet.workbook.readings.text import letters
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.forecast import YearPath
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.xlsx.addresses import Area, area, split_sheet
from salessheet.xlsx.stamp.frames import chart_part
from salessheet.xlsx.template.charts import charted_rows, money_formats
from tests.built.editions import NATIVE_BOOKS, Built, Whose

NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}


@pytest.fixture(params=NATIVE_BOOKS, ids=str)
def built(request: pytest.FixtureRequest, books: dict[Whose, Built]) -> Built:
    return books[request.param]


def parts(built: Built, folder: str) -> list[etree._Element]:
    with ZipFile(built.path) as package:
        names = sorted(name for name in package.namelist() if name.startswith(folder) and name.endswith(".xml"))
        return [etree.fromstring(package.read(name)) for name in names]


def found(tree: etree._Element, path: str) -> list[etree._Element]:
    elements = tree.xpath(path, namespaces=NAMES)
    assert isinstance(elements, list)
    return elements  # type: ignore[return-value]  # these paths find elements


def said(tree: etree._Element, path: str) -> list[str]:
    """What attributes say."""
    return [str(value) for value in found(tree, path)]


def text_of(element: etree._Element) -> str:
    return str(element.text)


def text_in(tree: etree._Element) -> str:
    return "".join(str(run.text) for run in found(tree, ".//a:t"))


def declared(built: Built) -> list[str]:
    return [
        chart.key
        for sheet in built.edition.book.sheets
        for item in sheet.items
        if isinstance(item, Band)
        for chart in item.charts
    ]


def test_every_declared_chart_is_drawn(built: Built) -> None:
    assert len(parts(built, "xl/charts/")) == len(declared(built)) > 0


def test_every_chart_has_the_title_of_its_key(built: Built) -> None:
    titles = [text_in(found(chart, "./c:chart/c:title")[0]) for chart in parts(built, "xl/charts/")]

    assert sorted(titles) == sorted(built.edition.words.text(f"chart.{key}.title") for key in declared(built))


def test_every_chart_is_described_for_people_who_cannot_see_it(built: Built) -> None:
    frames = [
        frame for drawing in parts(built, "xl/drawings/") for frame in found(drawing, ".//xdr:graphicFrame//xdr:cNvPr")
    ]

    assert sorted(str(frame.get("descr")) for frame in frames) == sorted(
        built.edition.words.text(f"chart.{key}.alt") for key in declared(built)
    )


LINES = {"en": re.compile(r"\ba line|\blines\b", re.IGNORECASE), "zh-CN": re.compile("折线|[实虚]线|线为")}
DRAWN = {Draw.LINE, Draw.PLAN, Draw.PACE}


def test_the_description_of_a_chart_speaks_of_lines_where_it_has_some() -> None:
    bands = [item for sheet in SALES_CENTER.sheets for item in sheet.items if isinstance(item, Band)]
    for chart in (chart for band in bands for chart in band.charts):
        has_lines = bool(DRAWN & {series.draw for series in chart.series})
        for lang, said in LINES.items():
            text = Words.load(lang).text(f"chart.{chart.key}.alt")
            assert bool(said.search(text)) is has_lines, (chart.key, text)


def test_an_axis_of_values_says_its_unit_and_numbers_where_the_marks_have_none(built: Built) -> None:
    """But for funnels, which have no axis."""
    numbered = set()
    for chart in parts(built, "xl/charts/"):
        axis = found(chart, ".//c:valAx")[0]
        if found(axis, "./c:delete[@val='1']"):
            assert found(chart, ".//c:grouping[@val='percentStacked']")
            first, *_, last = ("".join(map(text_of, found(one, "./c:val//c:f"))) for one in found(chart, ".//c:ser"))
            assert first == last  # as much room on the right as on the left
            continue
        title = text_in(found(chart, "./c:chart/c:title")[0])
        assert text_in(axis), title
        has_numbers = not found(axis, "./c:tickLblPos[@val='none']")
        series = found(chart, ".//c:ser")
        assert has_numbers == (len(series) > 1 or not found(chart, ".//c:ser/c:dLbls")), title
        assert has_numbers == bool(found(axis, "./c:majorGridlines")), title
        numbered.add(has_numbers)
    assert numbered == {True, False}


def test_every_series_has_numbers_and_names_itself(built: Built) -> None:
    for chart in parts(built, "xl/charts/"):
        series = found(chart, ".//c:ser")
        assert series
        numbers = [[float(str(v.text)) for v in found(one, "./c:val//c:v")] for one in series]
        assert all(numbers)
        assert any(number != 0 for of_one in numbers for number in of_one)
        assert all(str(v.text) for one in series for v in found(one, "./c:tx//c:v"))


def test_every_category_has_a_name(built: Built) -> None:
    for chart in parts(built, "xl/charts/"):
        for one in found(chart, ".//c:ser"):
            (count,) = found(one, "./c:cat//c:ptCount")
            assert len(found(one, "./c:cat//c:pt/c:v")) == int(str(count.get("val")))


def test_names_below_marks_stand_upright_and_none_is_left_out(built: Built) -> None:
    """Programs write long ones aslant where nothing is said, so that a chart of fourteen people is half names."""
    bands = [item for sheet in built.edition.book.sheets for item in sheet.items if isinstance(item, Band)]
    named = {
        built.edition.words.text(f"chart.{chart.key}.title")
        for band in bands
        for chart in band.charts
        if chart.categories.measure is not Type.PERIOD
    }
    assert named
    for chart in parts(built, "xl/charts/"):
        if text_in(found(chart, "./c:chart/c:title")[0]) in named:
            (axis,) = found(chart, ".//c:catAx")
            assert said(axis, "./c:txPr/a:bodyPr/@rot") == ["0"]
            assert said(axis, "./c:tickLblSkip/@val") == ["1"]


def test_a_chart_shows_the_rows_that_have_a_name_and_none_to_spare(built: Built) -> None:
    bands = [item for sheet in built.edition.book.sheets for item in sheet.items if isinstance(item, Band)]
    charts = [chart for band in bands for chart in band.charts]
    spare = {
        chart.key: built.edition.layout.places[chart.categories].rows - charted_rows(chart, built.edition)
        for chart in charts
    }
    assert {"competitors", "countries"} <= {key for key, rows in spare.items() if rows}
    words = built.edition.words
    drawn = {text_in(found(chart, "./c:chart/c:title")[0]): chart for chart in parts(built, "xl/charts/")}
    for chart in charts:
        rows = charted_rows(chart, built.edition)
        for one in found(drawn[words.text(f"chart.{chart.key}.title")], ".//c:ser"):
            counts = found(one, "./c:cat//c:ptCount/@val | ./c:val//c:ptCount/@val")
            assert {int(str(count)) for count in counts} == {rows}, chart.key


def test_the_chart_of_a_ranking_shows_no_more_people_than_can_be_read() -> None:
    reps, words = 24, Words.load("en")
    with tempfile.TemporaryDirectory() as folder:
        write(sample(teams=1, reps=reps, deals=10), Path(folder), words)
        data = load(Path(folder), words)
    day = dt.date(2026, 6, 30)
    edition = edition_of(data, Scope("T01", day.replace(day=1), day, 1, words, "1.0"), Flavour.NATIVE)
    (ranking,) = (
        chart
        for sheet in edition.book.sheets
        for band in sheet.items
        if isinstance(band, Band)
        for chart in band.charts
        if chart.key == "ranking"
    )
    assert edition.layout.places[ranking.categories].rows == reps
    assert charted_rows(ranking, edition) == 15


def test_series_of_a_chart_differ_in_colour(built: Built) -> None:
    for chart in parts(built, "xl/charts/"):
        colours = [
            str(found(one, "./c:spPr//a:srgbClr/@val | ./c:dPt[1]//a:srgbClr/@val")[:1])
            for one in found(chart, ".//c:ser")
            if not found(one, "./c:spPr/a:noFill")  # what keeps the bars of a funnel in the middle
        ]
        assert len(set(colours)) == len(colours), text_in(found(chart, "./c:chart/c:title")[0])


def test_an_axis_begins_at_zero_unless_its_numbers_fall_below(built: Built) -> None:
    signed = {built.edition.words.text(f"chart.{key}.title") for key in ("promoter_score", "channel_shifts")}
    assert signed & {text_in(found(chart, "./c:chart/c:title")[0]) for chart in parts(built, "xl/charts/")}
    for chart in parts(built, "xl/charts/"):
        title = text_in(found(chart, "./c:chart/c:title")[0])
        least = found(chart, ".//c:valAx/c:scaling/c:min")
        assert bool(least) == (title not in signed), title


def test_a_month_without_a_number_has_no_label(built: Built) -> None:
    """Excel draws an empty text as 0."""
    labels = [
        fmt for chart in parts(built, "xl/charts/") for fmt in found(chart, ".//c:ser/c:dLbls/c:numFmt/@formatCode")
    ]
    assert labels
    assert all(str(code).count(";") == 2 and str(code).endswith(";") for code in labels)


def test_charts_of_money_draw_numbers_in_the_unit_of_the_workbook(built: Built) -> None:
    """So that an axis in ten thousands reads 400 and not 400.0: no number format has ten thousands."""
    book, layout = built.edition, built.edition.layout
    drawn = [
        series
        for sheet in book.book.sheets
        if not sheet.in_full
        for item in sheet.items
        if isinstance(item, Band)
        for chart in item.charts
        for series in chart.series
        if series.told.measure is Type.MONEY
    ]
    formats = {
        str(one.get("formatCode"))
        for chart in parts(built, "xl/charts/")
        for one in found(chart, ".//c:valAx/c:numFmt")
    }

    assert len(drawn) > 5
    assert not [series for series in drawn if series.line is series.told]
    for series in drawn:
        assert layout.holds(series.line)
        amounts = [amount for amount in book.cells(series.told) if isinstance(amount, (int, float))]
        in_units = [number * book.money_unit for number in book.cells(series.line) if isinstance(number, (int, float))]
        if series.draw is Draw.NUMBER:  # that of one month alone
            (in_units,) = [[number] for number in in_units if number]
            amounts = [max(amounts)]
        assert in_units == pytest.approx(amounts)
    assert not [one for one in formats if '"."' in one or "," in one.replace("#,##0", "")]


def test_an_axis_up_to_one_does_not_say_one_twice() -> None:
    """That of a chart without values ends there: with whole numbers alone it would read 0, 1, 1."""
    assert {money_formats(unit)[0] for unit in (1, 1000, 10000)} == {"[>=10]#,##0;General"}


def test_a_line_has_a_number_in_each_place_or_in_none(built: Built) -> None:
    """Excel draws an empty text as 0: a line of formulas that begins in the middle falls to the ground before it."""
    gaps = {}
    for chart in parts(built, "xl/charts/"):
        for one in found(chart, ".//c:lineChart/c:ser"):
            (count,) = found(one, "./c:val//c:ptCount/@val")
            numbers = len(found(one, "./c:val//c:pt"))
            if numbers not in (0, int(str(count))):
                gaps[text_in(found(chart, "./c:chart/c:title")[0])] = numbers
    assert not gaps


def test_the_month_reported_says_what_was_won_and_no_other(built: Built) -> None:
    """Its number stands in the column, whichever month is chosen: no label of a point knows that one."""
    if not built.edition.layout.holds(ByMonth.actual_now_drawn):
        return
    book, words = built.edition, built.edition.words
    title = words.text("chart.year_ahead.title")
    for chart in parts(built, "xl/charts/"):
        if text_in(found(chart, "./c:chart/c:title")[0]) == title:
            *_, last = found(chart, ".//c:lineChart/c:ser")
            assert found(last, "./c:spPr/a:ln/a:noFill")
            assert said(last, "./c:dLbls/c:numFmt/@formatCode") == [money_formats(book.money_unit)[2]]
            assert said(chart, ".//c:legend/c:legendEntry[c:delete]/c:idx/@val") == ["3"]
    month = book.cells(ByMonth.start).index(book.cells(Settings.period_start)[0])
    numbered = [n for n, number in enumerate(book.cells(ByMonth.actual_now_drawn)) if number]
    assert numbered in ([], [month])
    assert bool(numbered) == bool(book.cells(ByMonth.actual_to_date)[month])


def test_without_a_target_no_line_says_that_it_is_zero() -> None:
    """It is drawn below the axis, which begins at 0, and a number that stands there is not written."""
    words = Words.load("en")
    with tempfile.TemporaryDirectory() as folder:
        write(sample(teams=1, reps=3, deals=40), Path(folder), words)
        (Path(folder) / "targets.csv").unlink()
        settings = Path(folder) / "settings.csv"
        kept = [line for line in settings.read_text("utf-8-sig").splitlines() if not line.startswith("annual_target")]
        settings.write_text("\n".join(kept), "utf-8")
        data = load(Path(folder), words)
    day = dt.date(2026, 6, 30)
    edition = edition_of(data, Scope("T01", day.replace(day=1), day, 1, words, "1.0"), Flavour.NATIVE)
    assert set(edition.cells(ByMonth.target_to_date)) == {0}
    assert set(edition.cells(ByMonth.target_to_date_drawn)) == {-1}
    for unit in (1, 1000, 10000):
        assert money_formats(unit)[2].split(";")[1:] == ["", ""]


@pytest.mark.parametrize("is_own", [False, True])  # of the company's own lines nothing is moved
@pytest.mark.parametrize(("pace", "places"), [(1600, ["b", "t"]), (1200, ["t", "b"]), (1500, ["t", "b"])])
def test_the_number_of_the_upper_line_stands_above_it(
    books: dict[Whose, Built], pace: float, places: list[str], is_own: bool
) -> None:
    """Two that end close to each other would have them on each other. Of equal ones the target's is above."""
    built = books[NATIVE_BOOKS[0]]
    paced = built.edition.words.label(YearPath.at_pace)
    (chart,) = (chart for chart in parts(built, "xl/charts/") if paced in map(text_of, found(chart, ".//c:tx/c:v")))
    cells = [text_of(one) for one in found(chart, ".//c:lineChart/c:ser/c:val//c:f")]
    shown = dict(zip(cells, ([1500.0], [pace], [900.0]), strict=True))
    places_of = (area(sheet or "", address) for sheet, address in map(split_sheet, cells[:2]))
    drawn = {place for place in places_of if place is not None}
    as_it_was = labels_of(chart)
    content = etree.tostring(chart)
    stamped = chart_part(content, lambda place: shown.get(range_of(place)), {}, {}, {}, set() if is_own else drawn)

    assert labels_of(etree.fromstring(stamped)) == (as_it_was if is_own else [*places, "b"])


def labels_of(chart: etree._Element) -> list[str]:
    return [str(place) for place in found(chart, ".//c:lineChart/c:ser/c:dLbls/c:dLblPos/@val")]


def range_of(place: Area) -> str:
    """As charts write it."""
    return f"{place.sheet}!${letters(place.left)}${place.top}:${letters(place.right)}${place.bottom}"
