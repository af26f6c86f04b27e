"""Ways to make a finished workbook lie without changing a value: each patches the file and says what must be told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from salessheet.calc.soundness import Kind
from salessheet.workbook.expr import Line
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.layout import name_of
from salessheet.workbook.sheets.checks import VERDICTS, DataProblems, Verdict
from salessheet.workbook.sheets.lists import TERMS
from salessheet.workbook.sheets.ranking import Leaderboard
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.package import MAIN
from tests.calc.forging import CHART, DRAWING, SHEET_DRAWING, Forgery

Where = tuple[Kind, str, str]
"""What verify must tell: of what kind, on which sheet ("" for the workbook), where."""

_RANGE = re.compile(r"(\$[A-Z]+\$\d+:\$[A-Z]+\$)(\d+)")
_OWN_COLUMN = re.compile(r"(?<![\w$:!])\$([A-Z]+)(\d+)(?![\d:(])")
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"


@dataclass(frozen=True)
class Falsification:
    """`of_formulas`: only workbooks with formulas can be falsified so."""

    name: str
    falsify: Callable[[Forgery], Where]
    of_formulas: bool = False


def _one_less(reference: str) -> str:
    """The same without its last row."""
    return re.sub(r"(\d+)$", lambda found: str(int(found[1]) - 1), reference)


def _at(kind: Kind, cell: CellRef) -> Where:
    return kind, cell.sheet, cell.address


# --- Formulas


def _its_own_value(forged: Forgery) -> Where:
    cell = forged.place(ByMonth.target, 4)
    element = forged.element(cell)
    element.remove(element[0])
    return _at(Kind.FORMULA, cell)


def _a_constant_verdict(forged: Forgery) -> Where:
    cell = forged.place(Verdict.all_ok)
    forged.set_number(cell, 1)
    return _at(Kind.FORMULA, cell)


def _a_constant_check(forged: Forgery) -> Where:
    cell = forged.place(VERDICTS[3])
    forged.set_number(cell, 1)
    return _at(Kind.FORMULA, cell)


def _rewritten(forged: Forgery, key: str, change: Callable[[str], str], skipped: int) -> Where:
    """The formula of the first cell of a sheet, after some, that the change changes."""
    for cell, text in forged.formulas(key):
        changed = change(text)
        if changed != text:
            if not skipped:
                forged.set_formula(cell, changed)
                return _at(Kind.FORMULA, cell)
            skipped -= 1
    raise AssertionError(f"no formula on {key} can be changed so")


def _swapped(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def _shortened(text: str) -> str:
    return _RANGE.sub(lambda found: f"{found[1]}{int(found[2]) - 1}", text, count=1)


def _anchored(text: str) -> str:
    return _OWN_COLUMN.sub(r"$\1$\2", text, count=1)


def _gone(forged: Forgery) -> Where:
    cell, _ = list(forged.formulas("targets"))[25]
    element = forged.element(cell)
    for child in list(element):
        element.remove(child)
    element.attrib.pop("t", "")
    return _at(Kind.FORMULA, cell)


def _an_array(forged: Forgery) -> Where:
    """An array formula over two cells, of which the second has lost its own."""
    cell, _ = list(forged.formulas("kpi"))[3]
    formula = forged.element(cell).find(f"{MAIN}f")
    assert formula is not None
    formula.set("t", "array")
    formula.set("ref", cell.address)
    return _at(Kind.FORMULA, cell)


def _a_shared_formula(forged: Forgery) -> Where:
    """A cell that says it has the formula of another, which stands in another column."""
    (cell, text), (other, _) = list(forged.formulas("funnel"))[5:7]
    for each, index in ((cell, "=" + text), (other, "")):
        formula = forged.element(each).find(f"{MAIN}f")
        assert formula is not None
        formula.attrib.update({"t": "shared", "si": "7"})
        formula.text = index.lstrip("=") or None
    return _at(Kind.FORMULA, other)


# --- Labels


def _a_label(forged: Forgery, key: str, row: int) -> Where:
    """The first text of a row that stands there as such."""
    sheet = forged.book.sheets[forged.tab(key)]
    cell = min(
        CellRef(sheet.name, at, column)
        for (at, column), value in sheet.values.items()
        if at >= row and isinstance(value, str) and (at, column) not in sheet.formulas and column == 2
    )
    forged.set_text(cell, "Bonus")
    return _at(Kind.LABEL, cell)


def _a_word_of_a_list(forged: Forgery) -> Where:
    cell = forged.place(TERMS[0])
    forged.set_text(cell, "Maybe")
    return _at(Kind.LABEL, cell)


def _a_given_text(forged: Forgery) -> Where:
    cell = forged.place(ByQuarter.quarter, 1)
    forged.set_text(cell, "Q7")
    return _at(Kind.LABEL, cell)


def _a_number(forged: Forgery, line: Line, number: float) -> Where:
    """A number that the build gives."""
    cell = forged.place(line)
    forged.set_number(cell, number)
    return _at(Kind.LABEL, cell)


def _a_heading(forged: Forgery) -> Where:
    place = forged.edition.layout.frames[Leaderboard]
    cell = CellRef(place.sheet, place.header, place.left + 1)
    forged.set_text(cell, "Profit")
    return _at(Kind.LABEL, cell)


def _a_purpose(forged: Forgery) -> Where:
    cell = CellRef(forged.tab("kpi"), 2, 2)
    forged.set_text(cell, "Nothing to see here")
    return _at(Kind.LABEL, cell)


def _a_caption(forged: Forgery) -> Where:
    """The number that shows what a colour means."""
    sheet = forged.book.sheets[forged.tab("guide")]
    cell = next(CellRef(sheet.name, *place) for place, value in sheet.values.items() if value == 1234.0)
    forged.set_number(cell, 4321)
    return _at(Kind.LABEL, cell)


def _an_added_text(forged: Forgery) -> Where:
    """Beside a label, in a cell of its block that stands empty."""
    frame = forged.edition.layout.frames[ByMonth]
    cell = CellRef(frame.sheet, frame.title, frame.left + 2)
    forged.set_text(cell, "Audited")
    return _at(Kind.LABEL, cell)


# --- How cells look


def _format(forged: Forgery, row: int, number_format: str) -> Where:
    cell = forged.place(ByMonth.target, row)
    forged.restyle(cell, number_format=number_format)
    return _at(Kind.NUMBER_FORMAT, cell)


def _format_of_an_input(forged: Forgery) -> Where:
    cell = forged.place(Settings.annual_target)
    forged.restyle(cell, number_format=";;;")
    return _at(Kind.NUMBER_FORMAT, cell)


def _font(forged: Forgery, row: int, **properties: str) -> Where:
    cell = forged.place(ByMonth.end, row)  # which stands in an empty book, too
    forged.restyle(cell, **properties)
    return _at(Kind.STYLE, cell)


def _a_run(forged: Forgery) -> Where:
    """All but the first letter in a font of one point."""
    tab = forged.tab("settings")
    row = next(row for row, column in sorted(forged.book.sheets[tab].values) if row > 9 and column == 2)
    cell = CellRef(tab, row, 2)
    text, element = str(forged.book.stored(cell)), forged.element(cell)
    for child in list(element):
        element.remove(child)
    element.set("t", "inlineStr")
    inline = etree.SubElement(element, f"{MAIN}is")
    for part, size in ((text[:1], "11"), (text[1:], "1")):
        run = etree.SubElement(inline, f"{MAIN}r")
        etree.SubElement(etree.SubElement(run, f"{MAIN}rPr"), f"{MAIN}sz", val=size)
        etree.SubElement(run, f"{MAIN}t").text = part
    return _at(Kind.STYLE, cell)


def _unlocked(forged: Forgery) -> Where:
    cell = forged.place(ByMonth.target, 9)
    forged.restyle(cell, locked="0")
    return _at(Kind.PROTECTION, cell)


def _concealed(forged: Forgery) -> Where:
    cell = forged.place(ByMonth.target, 11)
    forged.restyle(cell, hidden="1")
    return _at(Kind.HIDDEN, cell)


# --- What is hidden


def _row(forged: Forgery, number: int, **attributes: str) -> Where:
    frame = forged.edition.layout.frames[ByMonth]
    row = frame.top + number
    for element in forged.sheet("targets").iterfind(f"{MAIN}sheetData/{MAIN}row"):
        if element.get("r") == str(row):
            for name, value in attributes.items():
                element.set(name, value)
    return Kind.HIDDEN, frame.sheet, f"row {row}"


def _column(forged: Forgery, key: str, **attributes: str) -> Where:
    columns = forged.sheet(key).find(f"{MAIN}cols")
    assert columns is not None
    last = columns[-1]
    number = int(last.get("max", "0"))
    last.set("max", str(number - 1))
    if int(last.get("min", "0")) == number:
        columns.remove(last)
    etree.SubElement(columns, f"{MAIN}col", {"min": str(number), "max": str(number), "customWidth": "1"} | attributes)
    letter = CellRef("", 1, number).address.rstrip("1")
    return Kind.HIDDEN, forged.tab(key), f"column {letter}"


def _sheet_state(forged: Forgery, key: str, state: str) -> Where:
    for sheet in forged.workbook().iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        if sheet.get("name") == forged.tab(key):
            sheet.set("state", state)
    return Kind.HIDDEN, forged.tab(key), "sheet"


def _zeros(forged: Forgery) -> Where:
    view = forged.sheet("funnel").find(f"{MAIN}sheetViews/{MAIN}sheetView")
    assert view is not None
    view.set("showZeros", "0")
    return Kind.HIDDEN, forged.tab("funnel"), "sheet"


# --- Names


def _name(forged: Forgery, line: Line, change: Callable[[str], str | None]) -> Where:
    name = name_of(line)
    for element in list(forged.workbook().iterfind(f"{MAIN}definedNames/{MAIN}definedName")):
        if element.get("name") == name:
            text = change(element.text or "")
            element.text = text
            if text is None:
                parent = element.getparent()
                assert parent is not None
                parent.remove(element)
    return Kind.NAME, "", name


def _a_shadow(forged: Forgery) -> Where:
    names = forged.workbook().find(f"{MAIN}definedNames")
    assert names is not None
    name = name_of(Settings.as_of)
    etree.SubElement(names, f"{MAIN}definedName", name=name.upper(), localSheetId="1").text = "46000"
    return Kind.NAME, list(forged.book.sheets)[1], name.upper()


# --- Protection, validation, marks


def _unprotected(forged: Forgery) -> Where:
    tree = forged.sheet("checks")
    for element in tree.findall(f"{MAIN}sheetProtection"):
        tree.remove(element)
    return Kind.PROTECTION, forged.tab("checks"), "sheet"


def _less_protected(forged: Forgery) -> Where:
    element = forged.sheet("kpi").find(f"{MAIN}sheetProtection")
    assert element is not None
    element.set("deleteRows", "0")
    return Kind.PROTECTION, forged.tab("kpi"), "sheet"


def _an_open_range(forged: Forgery) -> Where:
    element = forged.sheet("ranking").find(f"{MAIN}sheetProtection")
    assert element is not None
    made = etree.Element(f"{MAIN}protectedRanges")
    etree.SubElement(made, f"{MAIN}protectedRange", name="mine", sqref="C5:D6")
    element.addnext(made)
    return Kind.PROTECTION, forged.tab("ranking"), "C5:D6"


def _validation(forged: Forgery, number: int, change: Callable[[etree._Element], None]) -> Where:
    element = forged.sheet("settings").findall(f"{MAIN}dataValidations/{MAIN}dataValidation")[number]
    where = element.get("sqref", "")
    change(element)
    return Kind.VALIDATION, forged.tab("settings"), where


def _removed(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _set(element: etree._Element, name: str, value: str) -> None:
    element.set(name, value)


def _limit(element: etree._Element) -> None:
    formula = element.find(f"{MAIN}formula1")
    assert formula is not None
    formula.text = "-999"


def _mark(forged: Forgery, key: str, number: int, change: Callable[[etree._Element], None]) -> Where:
    element = forged.sheet(key).findall(f"{MAIN}conditionalFormatting")[number]
    where = element.get("sqref", "")
    change(element)
    return Kind.CONDITIONAL_FORMAT, forged.tab(key), where


def _bound(element: etree._Element) -> None:
    formula = element.find(f"{MAIN}cfRule/{MAIN}formula")
    assert formula is not None
    formula.text = "0.1"


def _no_stop(element: etree._Element) -> None:
    element[0].attrib.pop("stopIfTrue")


def _an_added_validation(forged: Forgery) -> Where:
    """Which lets nobody see that a number was typed over the formula."""
    where = forged.place(ByMonth.target, 6).address
    marks = forged.sheet("targets").findall(f"{MAIN}conditionalFormatting")
    rules = etree.Element(f"{MAIN}dataValidations")
    marks[-1].addnext(rules)
    added = etree.SubElement(rules, f"{MAIN}dataValidation", sqref=where, type="decimal", allowBlank="1")
    etree.SubElement(added, f"{MAIN}formula1").text = "0"
    return Kind.VALIDATION, forged.tab("targets"), where


def _an_added_mark(forged: Forgery) -> Where:
    """Numbers that are shown as a word."""
    dxfs = forged.part("xl/styles.xml").find(f"{MAIN}dxfs")
    assert dxfs is not None
    dxf = etree.SubElement(dxfs, f"{MAIN}dxf")
    etree.SubElement(dxf, f"{MAIN}numFmt", numFmtId="999", formatCode='"OK"')
    dxfs.set("count", str(len(dxfs)))
    where = forged.place(ByMonth.workdays, 7).address
    first = forged.sheet("targets").find(f"{MAIN}conditionalFormatting")
    assert first is not None
    added = etree.Element(f"{MAIN}conditionalFormatting", sqref=where)
    rule = etree.SubElement(added, f"{MAIN}cfRule", type="expression", dxfId=str(len(dxfs) - 1), priority="99")
    etree.SubElement(rule, f"{MAIN}formula").text = "TRUE"
    first.addprevious(added)
    return Kind.CONDITIONAL_FORMAT, forged.tab("targets"), where


def _merged(forged: Forgery) -> Where:
    cells = forged.sheet("dashboard").find(f"{MAIN}mergeCells")
    assert cells is not None
    etree.SubElement(cells, f"{MAIN}mergeCell", ref="B1:D1")
    return Kind.MERGED, forged.tab("dashboard"), "B1:D1"


def _split(forged: Forgery) -> Where:
    cells = forged.sheet("funnel").find(f"{MAIN}mergeCells")
    assert cells is not None
    where = cells[0].get("ref", "")
    cells.remove(cells[0])
    return Kind.MERGED, forged.tab("funnel"), where


# --- Charts, sparklines, what lies over cells, tables


def _chart_title(forged: Forgery, key: str) -> str:
    text = forged.chart(key).find(f"{CHART}chart/{CHART}title//{DRAWING}t")
    assert text is not None
    return f"chart “{text.text}”"


def _series(forged: Forgery) -> Where:
    reference = forged.chart("targets").find(f".//{CHART}val//{CHART}f")
    assert reference is not None
    reference.text = _one_less(reference.text or "")
    return Kind.CHART, forged.tab("targets"), _chart_title(forged, "targets")


def _unseen(forged: Forgery) -> Where:
    chart = forged.chart("funnel")
    series = chart.findall(f".//{CHART}ser")[-2]  # the first one and the last are margins
    for old in series.findall(f"{CHART}spPr"):
        series.remove(old)
    etree.SubElement(etree.SubElement(series, f"{CHART}spPr"), f"{DRAWING}noFill")
    return Kind.CHART, forged.tab("funnel"), _chart_title(forged, "funnel")


def _axis(forged: Forgery) -> Where:
    bound = forged.chart("dashboard").find(f".//{CHART}valAx/{CHART}scaling/{CHART}min")
    assert bound is not None
    bound.set("val", "250000")
    return Kind.CHART, forged.tab("dashboard"), _chart_title(forged, "dashboard")


def _title_of_a_chart(forged: Forgery) -> Where:
    where = _chart_title(forged, "ranking")
    text = forged.chart("ranking").find(f"{CHART}chart/{CHART}title//{DRAWING}t")
    assert text is not None
    text.text = "Profit"
    return Kind.CHART, forged.tab("ranking"), where


def _sparkline(forged: Forgery) -> Where:
    each = next(forged.sheet("dashboard").iter(f"{_X14}sparkline"))
    shown = each.find(f"{_XM}f")
    assert shown is not None
    shown.text = re.sub(r"(\d+)$", lambda found: str(int(found[1]) + 1), shown.text or "")
    return Kind.CHART, forged.tab("dashboard"), each.findtext(f"{_XM}sqref", "")


def _over(forged: Forgery, key: str, name: str, first: tuple[int, int], *, inner: str) -> None:
    drawing = forged.related(key, "/drawing")
    anchor = etree.SubElement(drawing, f"{SHEET_DRAWING}{name}")
    place = etree.SubElement(anchor, f"{SHEET_DRAWING}from")
    for tag, value in zip(("col", "colOff", "row", "rowOff"), (first[1], 0, first[0], 0), strict=True):
        etree.SubElement(place, f"{SHEET_DRAWING}{tag}").text = str(value)
    if name == "twoCellAnchor":
        end = etree.SubElement(anchor, f"{SHEET_DRAWING}to")
        for tag, value in zip(("col", "colOff", "row", "rowOff"), (first[1] + 2, 0, first[0] + 3, 0), strict=True):
            etree.SubElement(end, f"{SHEET_DRAWING}{tag}").text = str(value)
    else:
        etree.SubElement(anchor, f"{SHEET_DRAWING}ext", cx="100000", cy="100000")
    shape = etree.SubElement(anchor, f"{SHEET_DRAWING}{inner}")
    properties = etree.SubElement(shape, f"{SHEET_DRAWING}nv{inner.capitalize()}Pr")
    etree.SubElement(properties, f"{SHEET_DRAWING}cNvPr", id="99", name="99")
    etree.SubElement(anchor, f"{SHEET_DRAWING}clientData")


def _a_text_box(forged: Forgery) -> Where:
    cell = forged.place(ByMonth.target)
    _over(forged, "targets", "twoCellAnchor", (cell.row - 1, cell.column - 1), inner="sp")
    right = CellRef("", cell.row + 2, cell.column + 1).address
    return Kind.OBJECT, cell.sheet, f"{cell.address}:{right}"


def _a_picture(forged: Forgery) -> Where:
    _over(forged, "funnel", "oneCellAnchor", (4, 1), inner="pic")
    return Kind.OBJECT, forged.tab("funnel"), "B5"


def _a_note(forged: Forgery) -> Where:
    """A remark that pops up over a result, in a sheet that has none."""
    cell = forged.place(ByMonth.end, 8)
    part = forged.book.sheets[cell.sheet].part
    listing = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    relations = forged.part(listing)
    etree.SubElement(relations, relations[0].tag, Id="rIdNote", Type=kind, Target="../comments9.xml")
    comments = etree.Element(f"{MAIN}comments")
    comment = etree.SubElement(etree.SubElement(comments, f"{MAIN}commentList"), f"{MAIN}comment", ref=cell.address)
    etree.SubElement(etree.SubElement(comment, f"{MAIN}text"), f"{MAIN}t").text = "Audited"
    forged.add_part("xl/comments9.xml", etree.tostring(comments))
    return _at(Kind.NOTE, cell)


def _a_table(forged: Forgery) -> Where:
    table = forged.related("roster", "/table")
    key = table.get("name", "").casefold()
    first, last = (CellRef("", int(re.sub(r"\D", "", at)), 2) for at in table.get("ref", "").split(":"))
    left = forged.book.tables[key].area
    short = CellRef("", last.row, left.right - 1).address
    for element in (table, *table.iterfind(f"{MAIN}autoFilter")):
        element.set("ref", f"{CellRef('', first.row, left.left).address}:{short}")
    columns = table.find(f"{MAIN}tableColumns")
    assert columns is not None
    columns.remove(columns[-1])
    return Kind.TABLE, forged.tab("roster"), left.address


# --- How the workbook is calculated


def _calculation(forged: Forgery, name: str, value: str, told: str) -> Where:
    element = forged.workbook().find(f"{MAIN}calcPr")
    assert element is not None
    element.set(name, value)
    return Kind.CALCULATION, "", told


def _dates(forged: Forgery) -> Where:
    element = forged.workbook().find(f"{MAIN}workbookPr")
    assert element is not None
    element.set("date1904", "1")
    return Kind.CALCULATION, "", "dates"


def _in_formula(name: str, key: str, change: Callable[[str], str], skipped: int = 0) -> Falsification:
    return Falsification(name, lambda forged: _rewritten(forged, key, change, skipped), of_formulas=True)


FALSIFICATIONS = (
    Falsification("a formula becomes its own value", _its_own_value, of_formulas=True),
    Falsification("the verdict becomes OK", _a_constant_verdict, of_formulas=True),
    Falsification("one check becomes OK", _a_constant_check, of_formulas=True),
    _in_formula("times 1", "ranking", lambda text: f"{text}*1"),
    _in_formula("plus 0", "funnel", lambda text: f"{text}+0"),
    _in_formula("an error is caught", "kpi", lambda text: f"=IFERROR({text[1:]},0)"),
    _in_formula("a range loses a row", "checks", _shortened),
    _in_formula("another one does", "targets", _shortened, 9),
    _in_formula("a reference is anchored", "targets", _anchored, 40),
    _in_formula("a sum counts twice", "targets", _swapped("SUM", "2*SUM"), 3),
    _in_formula("a condition turns round", "checks", _swapped(">0", ">=0")),
    _in_formula("a name becomes another", "kpi", _swapped("Period_end", "Period_start")),
    _in_formula("a text becomes a zero", "targets", _swapped('""', "0"), 5),
    Falsification("a formula disappears", _gone, of_formulas=True),
    Falsification("a formula becomes an array", _an_array, of_formulas=True),
    Falsification("a formula is shared from elsewhere", _a_shared_formula, of_formulas=True),
    Falsification("the title of a sheet", lambda f: _a_label(f, "checks", 1)),
    Falsification("the title of a block", lambda f: _a_label(f, "settings", 5)),
    Falsification("the label of a line", lambda f: _a_label(f, "settings", 8)),
    Falsification("a text of the guide", lambda f: _a_label(f, "guide", 6)),
    Falsification("what a check compares", lambda f: _a_label(f, "checks", 16)),
    Falsification("a word of a list", _a_word_of_a_list),
    Falsification("the name of a quarter", _a_given_text),
    Falsification("the year starts some days later", lambda f: _a_number(f, FiscalYear.start, 46030)),
    Falsification("it is another year", lambda f: _a_number(f, FiscalYear.year, 2031)),
    Falsification("problems that are not listed", lambda f: _a_number(f, DataProblems.found, 3)),
    Falsification("a heading", _a_heading),
    Falsification("what a sheet is for", _a_purpose),
    Falsification("a number of the legend", _a_caption),
    Falsification("a text is added", _an_added_text),
    Falsification("no decimals", lambda f: _format(f, 0, "0")),
    Falsification("nothing is shown", lambda f: _format(f, 2, ";;;")),
    Falsification("another unit", lambda f: _format(f, 5, '#,##0,,"M"')),
    Falsification("always the same number", lambda f: _format(f, 8, '"1,234"')),
    Falsification("an input shows nothing", _format_of_an_input),
    Falsification("a white font", lambda f: _font(f, 1, rgb="FFFFFFFF")),
    Falsification("a white font of the theme", lambda f: _font(f, 3, theme="0")),
    Falsification("a tiny font", lambda f: _font(f, 5, sz="1")),
    Falsification("a font that is struck through", lambda f: _font(f, 7, strike="1")),
    Falsification("a font of signs", lambda f: _font(f, 9, name="Wingdings")),
    Falsification("a text is pushed out of sight", lambda f: _font(f, 10, indent="200")),
    Falsification("a part of a label is tiny", _a_run),
    Falsification("a cell is unlocked", _unlocked),
    Falsification("a formula is concealed", _concealed),
    Falsification("a hidden row", lambda f: _row(f, 3, hidden="1")),
    Falsification("a row of no height", lambda f: _row(f, 6, ht="0", customHeight="1")),
    Falsification("a hidden column", lambda f: _column(f, "targets", width="9", hidden="1")),
    Falsification("a column of no width", lambda f: _column(f, "checks", width="0")),
    Falsification("a hidden sheet", lambda f: _sheet_state(f, "kpi", "hidden")),
    Falsification("a very hidden sheet", lambda f: _sheet_state(f, "lists", "veryHidden")),
    Falsification("zeros are not shown", _zeros),
    Falsification("a name is redirected", lambda f: _name(f, Settings.alert_level, lambda _: "'Elsewhere'!$A$1")),
    Falsification("a name loses a row", lambda f: _name(f, ByMonth.target, _one_less)),
    Falsification("a name becomes a number", lambda f: _name(f, Settings.unit, lambda _: "1")),
    Falsification("a name is deleted", lambda f: _name(f, ByMonth.attainment, lambda _: None)),
    Falsification("a name of a sheet stands before ours", _a_shadow),
    Falsification("a sheet is unprotected", _unprotected),
    Falsification("rows may be deleted", _less_protected),
    Falsification("a range may be changed", _an_open_range),
    Falsification("a validation is removed", lambda f: _validation(f, 5, _removed)),
    Falsification("a validation only warns", lambda f: _validation(f, 2, lambda e: _set(e, "errorStyle", "warning"))),
    Falsification("a validation is off", lambda f: _validation(f, 4, lambda e: _set(e, "showErrorMessage", "0"))),
    Falsification("a validation allows more", lambda f: _validation(f, 3, _limit)),
    Falsification("a validation says something else", lambda f: _validation(f, 1, lambda e: _set(e, "prompt", "Any"))),
    Falsification("a validation is added", _an_added_validation),
    Falsification("a mark is removed", lambda f: _mark(f, "checks", 4, _removed)),
    Falsification("a mark has another bound", lambda f: _mark(f, "checks", 6, _bound)),
    Falsification("a mark is added", _an_added_mark),
    Falsification("cells are merged", _merged),
    Falsification("cells are split", _split),
    Falsification("a chart leaves a month out", _series),
    Falsification("an axis starts elsewhere", _axis),
    Falsification("a series is not to be seen", _unseen),
    Falsification("a chart is called otherwise", _title_of_a_chart),
    Falsification("a sparkline shows another row", _sparkline),
    Falsification("a text box lies over numbers", _a_text_box),
    Falsification("a picture lies over numbers", _a_picture),
    Falsification("a note is put over a result", _a_note),
    Falsification("a table loses a column", _a_table),
    Falsification("calculation on demand", lambda f: _calculation(f, "calcMode", "manual", "calculation")),
    Falsification("precision as displayed", lambda f: _calculation(f, "fullPrecision", "0", "precision")),
    Falsification("circles are calculated", lambda f: _calculation(f, "iterate", "1", "circular formulas")),
    Falsification("dates from 1904", _dates),
)  # fmt: skip  # a table
