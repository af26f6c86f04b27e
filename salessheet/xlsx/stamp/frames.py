"""What of a template's parts, beside cells, says whose workbook it is: rewritten for another team."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from salessheet.workbook.edition import Edition
from salessheet.workbook.layout import named_range
from salessheet.workbook.lines import Trend
from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings.text import letters, quoted
from salessheet.xlsx.addresses import Area, area, split_sheet
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.sheet_data import without_cells
from salessheet.xlsx.stamp.measured import Measures, with_measures, with_print_areas
from salessheet.xlsx.structure.looks import same_format

_LAST_BUILT_IN: Final = 163  # number formats of a workbook count from the next one
_MOST_COLUMNS: Final = 100
CALC_ID: Final = "191029"  # of a current Excel: an older one would recalculate everything on opening
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_NEWER_CHART: Final = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_CHART_2012: Final = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
_SPARKLINES: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_CELLS: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_DEFINED: Final = f"{MAIN}definedNames/{MAIN}definedName"
_LOST: Final = "#REF!"

_SECTION: Final = re.compile(r"(?<!&)((?:&&)*&[LCR])")
_LOOKS: Final = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+)')

Shown = Callable[[Area], Sequence[Scalar] | None]
"""The values of cells in reading order; None where not all of them are known."""
IsStill = Callable[[str], bool]
"""Whether a reference is one to cells on which nothing changes from workbook to workbook."""


def workbook_part(content: bytes, edition: Edition, sizes: Sequence[Measures | None]) -> bytes:
    """Names lead to where their lines stand; nothing is calculated on opening, for every value is stored.

    `sizes`: of its sheets, in their order; none where they are the company's.
    """
    tree = etree.fromstring(content)
    by_name = {name.casefold(): line for name, line in edition.layout.names.items()}
    for element in tree.iterfind(_DEFINED):
        line = by_name.get(element.get("name", "").casefold())
        if line is not None and element.get("localSheetId") is None:
            p = named_range(edition.layout, line)
            end = "" if p.rows == p.columns == 1 else f":${letters(p.right)}${p.bottom}"
            element.text = f"{quoted(p.sheet)}!${letters(p.left)}${p.top}{end}"
    settings = tree.find(f"{MAIN}calcPr")
    if settings is not None:
        settings.set("calcId", CALC_ID)
        for asks in ("fullCalcOnLoad", "forceFullCalc", "calcCompleted"):
            settings.attrib.pop(asks, "")
    if sizes:
        with_print_areas(tree, sizes)
    return written(tree)


def without_meanings(content: bytes, names: Collection[str]) -> bytes:
    """The workbook's part with nothing behind these names: they are given their meaning in each workbook."""
    tree = etree.fromstring(content)
    known = {name.casefold() for name in names}
    for element in tree.iterfind(_DEFINED):
        if element.get("name", "").casefold() in known and element.get("localSheetId") is None:
            element.text = None
    return written(tree)


def lost_names(content: bytes, names: Collection[str]) -> frozenset[str]:
    """Those of these names, all of them folded, whose cells are gone from the workbook's part."""
    known = etree.fromstring(content).iterfind(_DEFINED)
    gone = (one.get("name", "").casefold() for one in known if _is_lost(one))
    return frozenset(name for name in gone if name in names)


def _is_lost(name: etree._Element) -> bool:
    return name.get("localSheetId") is None and _LOST in (name.text or "")


def without_lists_of(content: bytes, names: Collection[str]) -> bytes:
    """A sheet's part without the lists to choose from that are cells of these names, which are folded."""
    if not names or b"dataValidation" not in content:
        return content
    tree = etree.fromstring(content)
    for rules in tree.findall(f"{MAIN}dataValidations"):
        for rule in rules.findall(f"{MAIN}dataValidation[@type='list']"):
            if rule.findtext(f"{MAIN}formula1", "").strip("= ").casefold() in names:
                rules.remove(rule)
        rules.set("count", str(len(rules)))
        if not len(rules):
            tree.remove(rules)
    return written(tree)


def without_lost_names(content: bytes, names: Collection[str], mentioned: Collection[str]) -> bytes:
    """The workbook's part without those of these names whose cells are gone, unless something mentions them.

    `names` and `mentioned`: folded.
    """
    tree = etree.fromstring(content)
    for element in tree.findall(_DEFINED):
        name, parent = element.get("name", "").casefold(), element.getparent()
        if _is_lost(element) and name in names and name not in mentioned and parent is not None:
            parent.remove(element)
    return written(tree)


def chart_part(
    content: bytes,
    shown: Shown,
    texts: Mapping[str, str],
    formats: Mapping[str, str],
    ends: Mapping[Area, Area],
    to_the_end: Collection[Area] = (),
    is_still: IsStill = lambda _: False,
) -> bytes:
    """Stored points are those of the cells now, and none where they are not known; those of still cells stay.

    `ends`: what charts would show with the rows to spare → without. `to_the_end`: what lines show that say where they
    end. `texts` and `formats`: captions and number formats of the template → those of the workbook. A chart of still
    cells alone keeps its bytes.
    """
    tree = etree.fromstring(content)
    if _shows_alone(tree, is_still):
        return content
    for element in tree.iter("{*}numFmt", f"{_CHART}formatCode"):
        said = _restated(element.get("formatCode", ""), formats)
        if said is not None:
            element.set("formatCode", said)
        elif element.text:
            element.text = _restated(element.text, formats) or element.text
    for reference in tree.iter(f"{_CHART}numRef", f"{_CHART}strRef", f"{_CHART}multiLvlStrRef"):
        if is_still(reference.findtext(f"{_CHART}f", "")):
            continue
        _shorten(reference, ends)
        _store(reference, shown)
    for lines in tree.iter(f"{_CHART}lineChart"):
        _part_ends(lines, shown, to_the_end)
    _forget_points(tree)
    for run in tree.iter("{*}t", f"{_CHART}v"):
        if run.text in texts:
            run.text = texts[run.text or ""]
    return written(tree)


def _part_ends(lines: etree._Element, shown: Shown, to_the_end: Collection[Area]) -> None:
    """Of two lines that say where they end, the number of the upper one stands above it, the other's below."""
    ends = {}
    for series in lines.iterfind(f"{_CHART}ser"):
        place = series.find(f"{_CHART}dLbls/{_CHART}dLblPos")
        where = _cells_of(series.findtext(f"{_CHART}val//{_CHART}f", ""))
        if place is not None and where is not None and where in to_the_end:
            end = (shown(where) or [0])[-1]
            ends[place] = end if isinstance(end, int | float) else 0
    if sorted(place.get("val", "") for place in ends) == ["b", "t"]:
        upper, lower = sorted(ends, key=lambda place: ends[place], reverse=True)  # of equals the first is above
        lower.set("val", "b")
        upper.set("val", "t")


def newer_chart_part(content: bytes, is_still: IsStill) -> bytes:
    """A waterfall, a funnel, a map and the like, without the points that it had: Excel reads them anew.

    A chart of cells alone on which nothing changes stays as it is.
    """
    tree = etree.fromstring(content)
    return content if _shows_alone(tree, is_still) or not _forget_points(tree) else written(tree)


def _shows_alone(chart: etree._Element, is_still: IsStill) -> bool:
    """Whether a chart shows cells, all of which are of that kind."""
    read = [(one.text or "").strip() for one in chart.iter("{*}f", f"{_CHART_2012}sqref")]
    return bool(read) and all(map(is_still, read))


def still_cells(still: Collection[str], names: Mapping[tuple[str | None, str], str]) -> IsStill:
    """`still`: sheets of the company's own on which nothing changes. `names`: of the workbook, as `BookFile.names`."""

    def is_still(reference: str) -> bool:
        text = names.get((None, reference.casefold()), reference)  # newer charts call their cells by hidden names
        return split_sheet(text)[0] in still

    return is_still


def linked_texts(content: bytes, shown: Shown, still: Collection[str]) -> bytes:
    """Shapes that show a cell: its text where that is known, and none where it is not, until Excel reads it anew."""
    tree = etree.fromstring(content)
    is_changed = False
    for shape in tree.iter("{*}sp"):
        sheet, address = split_sheet(shape.get("textlink", "").lstrip("="))
        where = area(sheet, address) if sheet is not None else None
        if shape.get("textlink") and sheet not in still:
            values = shown(where) if where is not None and where.is_cell else None
            said = values[0] if values and isinstance(values[0], str) else ""
            for run in shape.iter(f"{_DRAWING}t"):
                is_changed |= (run.text or "") != said
                run.text, said = said, ""
    return written(tree) if is_changed else content


def _forget_points(tree: etree._Element) -> bool:
    """What newer parts of charts store of cells was of the template's data; whether there was any."""
    levels = [level for level in tree.iter(f"{_NEWER_CHART}lvl") if len(level)]
    for level in levels:
        level[:] = []
        level.set("ptCount", "0")
    named = tree.iter(f"{_NEWER_CHART}txData")
    said = [text for one in named if one.find(f"{_NEWER_CHART}f") is not None for text in one.iter(f"{_NEWER_CHART}v")]
    labels = list(tree.iter(f"{_CHART_2012}dlblRangeCache", f"{_CHART_2012}dlblFieldTableCache"))
    for stored in (*said, *labels):
        stored.getparent().remove(stored)  # type: ignore[union-attr]  # it was found below the root
    return bool(levels or said or labels)


def _shorten(reference: etree._Element, ends: Mapping[Area, Area]) -> None:
    said = reference.find(f"{_CHART}f")
    whole = _cells_of("" if said is None else said.text or "")
    shorter = ends.get(whole) if whole is not None else None
    if said is not None and shorter is not None:
        written_sheet = (said.text or "").rpartition("!")[0]
        said.text = f"{written_sheet}!{str(shorter).rpartition('!')[2]}"


def _cells_of(reference: str) -> Area | None:
    """None for what is no range of a named sheet."""
    sheet, address = split_sheet(reference)
    return None if sheet is None else area(sheet, address)


def _store(reference: etree._Element, shown: Shown) -> None:
    cache = next((child for child in reference if str(child.tag).endswith("Cache")), None)
    where = _cells_of(reference.findtext(f"{_CHART}f", ""))
    values = shown(where) if where is not None else None
    if cache is not None and (values is None or str(cache.tag).endswith("multiLvlStrCache")):
        reference.remove(cache)
        return
    if values is None:
        return
    if str(reference.tag).endswith("numRef") and any(isinstance(value, str) and value for value in values):
        reference.tag = f"{_CHART}strRef"  # categories that were blank
        if cache is not None:
            reference.remove(cache)
            cache = None
    is_number = str(reference.tag).endswith("numRef")
    name = f"{_CHART}{'num' if is_number else 'str'}Cache"
    if cache is None:
        cache = etree.Element(name)
        reference.insert(1, cache)
    kept = cache.find(f"{_CHART}formatCode")
    cache[:] = [kept] if kept is not None else []
    etree.SubElement(cache, f"{_CHART}ptCount", val=str(len(values)))
    for number, value in enumerate(values):
        if value in (None, "") or (is_number and not isinstance(value, (int, float))):
            continue
        point = etree.SubElement(cache, f"{_CHART}pt", idx=str(number))
        etree.SubElement(point, f"{_CHART}v").text = _as_text(value)


def _as_text(value: Scalar) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def sheet_part(
    content: bytes,
    title: str,
    edition: Edition,
    trends: Mapping[Trend, Area],
    scope: tuple[str, str],
    looks: Mapping[int, float] | Measures,
) -> bytes:
    """Sparklines for every row, and the foot of the page with the name of whose workbook it is.

    `trends`: the sparklines of the declaration on this sheet and where they are by now. `scope`: who the template
    names, and who it is now. `looks`: what cells need, in characters, by column; or the measures of all there is.
    """
    tree = etree.fromstring(content)
    is_changed = _sparklines(tree, title, edition, trends)
    if isinstance(looks, Measures):
        with_measures(tree, looks)
        is_changed = True
    else:
        is_changed |= _widened(tree, looks)
    for text in tree.iterfind(f"{MAIN}headerFooter/*"):
        after = page_foot(text.text or "", scope)
        is_changed |= after != text.text
        text.text = after
    for extent in tree.findall(f"{MAIN}dimension"):  # may be wrong now, and can be left out
        tree.remove(extent)
        is_changed = True
    return written(tree) if is_changed else content


def _widened(tree: etree._Element, widths: Mapping[int, float]) -> bool:
    """Columns wide enough for what stands in them; those that are, and hidden ones, stay as they are."""
    group = tree.find(f"{MAIN}cols")
    entries = list(group) if group is not None else []
    known = [(int(one.get("min", "1")), int(one.get("max", "1")), one) for one in entries]
    narrow = {}
    for column, width in widths.items():
        entry = next((one for first, last, one in known if first <= column <= last), None)
        if entry is None or entry.get("hidden") in {"1", "true"} or entry.get("width") is None:
            continue  # of the width of the sheet, or of no width
        if float(entry.get("width", "0")) < width:
            narrow[column] = width
    if group is None or not narrow:
        return False
    group[:] = [one for first, last, entry in known for one in _parted(entry, first, last, narrow)]
    return True


def _parted(entry: etree._Element, first: int, last: int, narrow: Mapping[int, float]) -> Iterator[etree._Element]:
    """A run of columns without those that get a width of their own, and these."""
    start = first
    for column in sorted(column for column in narrow if first <= column <= last):
        if start < column:
            yield _columns(entry, start, column - 1)
        one = _columns(entry, column, column)
        one.set("width", f"{narrow[column]:.2f}")
        one.set("customWidth", "1")
        yield one
        start = column + 1
    if start <= last:
        yield _columns(entry, start, last)


def _columns(entry: etree._Element, first: int, last: int) -> etree._Element:
    made = deepcopy(entry)
    made.set("min", str(first))
    made.set("max", str(last))
    return made


def page_foot(text: str, scope: tuple[str, str]) -> str:
    """A header or footer, of whose three sections those are another that say no more than whose workbook it is."""
    before, after = (name.replace("&", "&&") for name in scope)
    if not before or before not in text:
        return text
    sections = _SECTION.split(text)
    own = [i for i, section in enumerate(sections) if _LOOKS.sub("", section).strip() == before.strip()]
    for i in own:
        start = sections[i].rindex(before)
        sections[i] = sections[i][:start] + after + sections[i][start + len(before) :]
    return "".join(sections)


def _sparklines(tree: etree._Element, title: str, edition: Edition, trends: Mapping[Trend, Area]) -> bool:
    """`trends`: where they stand, moved already but for their number."""
    is_changed = False
    for line, was in trends.items():
        place, source = edition.layout.places.get(line), edition.layout.places.get(line.of)
        for group in list(tree.iter(f"{_SPARKLINES}sparklines")):
            ours = [one for one in group if _lies_in(one, was, title)]
            if not ours:
                continue
            for one in ours:
                group.remove(one)
            for i in range(place.rows if place is not None and source is not None else 0):
                assert place is not None  # noqa: S101  counted just before
                assert source is not None  # noqa: S101
                row = source.top + i
                one = etree.SubElement(group, f"{_SPARKLINES}sparkline")
                seen = f"{quoted(source.sheet)}!{letters(source.left)}{row}:{letters(source.right)}{row}"
                etree.SubElement(one, f"{_CELLS}f").text = seen
                etree.SubElement(one, f"{_CELLS}sqref").text = f"{letters(place.left)}{place.top + i}"
            is_changed = True
    return is_changed


def _lies_in(sparkline: etree._Element, was: Area, title: str) -> bool:
    cell = area(title, sparkline.findtext(f"{_CELLS}sqref", ""))
    return cell is not None and was.meets(cell)


def with_formats(content: bytes, formats: Mapping[str, str]) -> tuple[bytes, dict[int, int]]:
    """The styles with others beside them: those of the number formats given, but with the ones these stand for.

    Style → the one beside it.
    """
    tree = etree.fromstring(content)
    styles = tree.find(f"{MAIN}cellXfs")
    known = tree.find(f"{MAIN}numFmts")
    codes = {} if known is None else {one.get("numFmtId", ""): one.get("formatCode", "") for one in known}
    found: dict[int, int] = {}
    if styles is None or known is None:
        return content, found
    others = {number: _restated(code, formats) for number, code in codes.items()}
    free = max((int(number) for number in codes), default=_LAST_BUILT_IN) + 1
    numbers: dict[str, str] = {}
    for place, style in enumerate(list(styles)):
        after = others.get(style.get("numFmtId", ""))
        if after is None:
            continue
        if after not in numbers:
            numbers[after] = str(free + len(numbers))
            etree.SubElement(known, f"{MAIN}numFmt", numFmtId=numbers[after], formatCode=after)
        made = deepcopy(style)
        made.set("numFmtId", numbers[after])
        made.set("applyNumberFormat", "1")
        found[place] = len(styles)
        styles.append(made)
    known.set("count", str(len(known)))
    styles.set("count", str(len(styles)))
    return (written(tree), found) if found else (content, found)


def _restated(code: str, formats: Mapping[str, str]) -> str | None:
    """The number format that stands for this one now, however a program spelt it; None where it stays."""
    return next((now for was, now in formats.items() if same_format(code, was)), None)


def with_wrapped(content: bytes, style: int) -> tuple[bytes, int]:
    """The styles with one more: as `style`, with texts wrapped and beginning at the top. And its number."""
    tree = etree.fromstring(content)
    styles = tree.find(f"{MAIN}cellXfs")
    if styles is None or style >= len(styles):
        return content, style
    made = deepcopy(styles[style])
    alignment = made.find(f"{MAIN}alignment")
    if alignment is None:
        alignment = etree.Element(f"{MAIN}alignment")
        made.insert(0, alignment)
    alignment.set("wrapText", "1")
    alignment.set("vertical", "top")
    made.set("applyAlignment", "1")
    styles.append(made)
    styles.set("count", str(len(styles)))
    return written(tree), len(styles) - 1


def widths(content: bytes) -> dict[int, float]:
    """How wide the columns of a sheet's part are said to be, in characters; of the first hundred."""
    tree = etree.fromstring(without_cells(content))
    found: dict[int, float] = {}
    for entry in tree.iterfind(f"{MAIN}cols/{MAIN}col"):
        if entry.get("width") is not None:
            last = min(int(entry.get("max", "1")), _MOST_COLUMNS)
            found |= dict.fromkeys(range(int(entry.get("min", "1")), last + 1), float(entry.get("width", "0")))
    return found


def properties(content: bytes, said: Mapping[str, str]) -> bytes:
    """docProps: the elements of these names say this now."""
    tree = etree.fromstring(content)
    for element in tree.iter("*"):
        text = said.get(etree.QName(element).localname)
        if text is not None:
            element.text = text
    return written(tree)


def written(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
