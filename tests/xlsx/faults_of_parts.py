"""Damages of names, tables, formulas and formats that read well, and of the parts that stand beside the sheets."""

from __future__ import annotations

from collections.abc import Callable

from tests.xlsx.faults import (
    BOOK,
    CHART,
    CORE,
    DRAWING,
    NOTES,
    RELATIONS,
    SHEET,
    SHEET_RELATIONS,
    STYLES,
    TABLE,
    TEXTS,
    TYPES,
    Damage,
    Parts,
    damaged,
    of,
)

_OTHER = "xl/worksheets/sheet2.xml"
_SHAPES = "xl/drawings/vmlDrawing1.vml"
_THEME = "xl/theme/theme1.xml"
_APP = "docProps/app.xml"
_CUSTOM = "docProps/custom.xml"
_THREADS = "xl/threadedComments/threadedComment1.xml"
_CHAIN = "xl/calcChain.xml"
_PICTURE = "xl/media/image1.png"
_X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
_XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
_LISTING = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "http://schemas.microsoft.com/office/2017/10/relationships"
_ANN, _FIRST = ("{11111111-1111-1111-1111-111111111111}", "{22222222-2222-2222-2222-222222222222}")


def _formula(text: str) -> Damage:
    return of("formula", SHEET, "<f>1/0<", f"<f>{text}<")


def _name(said: str, text: str, code: str = "name") -> Damage:
    return of(code, BOOK, "</definedNames>", f"<definedName {said}>{text}</definedName></definedNames>")


def _validation(said: str, inside: str) -> Damage:
    rule = f'<dataValidation {said} sqref="H1">{inside}</dataValidation>'
    return of("validation", SHEET, '<dataValidations count="2">', f'<dataValidations count="3">{rule}')


def _point(said: str, code: str = "conditional-format") -> Damage:
    bar = f'<dataBar><cfvo {said}/><cfvo type="max"/><color rgb="FFFF0000"/></dataBar>'
    rule = (
        f'<conditionalFormatting sqref="H1"><cfRule type="dataBar" priority="9">{bar}</cfRule></conditionalFormatting>'
    )
    return of(code, SHEET, '<conditionalFormatting sqref="A2:A4">', f'{rule}<conditionalFormatting sqref="A2:A4">')


def _sparkline(code: str, inside: str, said: str = "") -> Damage:
    """A group of sparklines of Excel 2010."""
    uri = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"
    group = f"<x14:sparklineGroup {said}><x14:sparklines>{inside}</x14:sparklines></x14:sparklineGroup>"
    whole = f'<ext {_X14} uri="{uri}"><x14:sparklineGroups {_XM}>{group}</x14:sparklineGroups></ext>'
    return of(code, SHEET, "</extLst></worksheet>", f"{whole}</extLst></worksheet>")


def _line(shown: str, cell: str) -> str:
    return f"<x14:sparkline><xm:f>{shown}</xm:f><xm:sqref>{cell}</xm:sqref></x14:sparkline>"


def _labelled(place: str) -> Damage:
    """The series has labels, at that place."""
    shown = "".join(f'<c:{name} val="0"/>' for name in ("showLegendKey", "showVal", "showCatName", "showSerName"))
    return of("chart", CHART, "<c:cat>", f'<c:dLbls><c:dLblPos val="{place}"/>{shown}</c:dLbls><c:cat>')


def _added(parts: Parts, part: str, content: str, listing: str, kind: str) -> None:
    parts[part] = content.encode()
    link = f'<Relationship Id="r{len(parts)}" Type="{kind}" Target="/{part}"/></Relationships>'
    parts[listing] = parts[listing].replace(b"</Relationships>", link.encode())
    said = f'<Override PartName="/{part}" ContentType="application/xml"/></Types>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", said.encode())


def threaded(
    said: str = "", person: str = _ANN, cell: str = "A1", time: str = "2026-06-30T08:00:00.00"
) -> Callable[[Parts], None]:
    """A comment in a thread, by the person that the workbook knows; `said`: of it, or a second one."""
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    told = f'ref="{cell}" dT="{time}" personId="{person}" id="{_FIRST}"{said}'
    one = f"<threadedComment {told}><text>so</text></threadedComment>"

    def harm(parts: Parts) -> None:
        people = f'<personList xmlns="{space}"><person displayName="Ann" id="{_ANN}"/></personList>'
        _added(parts, "xl/persons/person.xml", people, RELATIONS, f"{_KIND}/person")
        thread = f'<ThreadedComments xmlns="{space}">{one}</ThreadedComments>'
        _added(parts, _THREADS, thread, SHEET_RELATIONS, f"{_KIND}/threadedComment")

    return harm


def _property(said: str, value: str) -> Damage:
    """A property that people gave the document."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    root = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    content = f'<Properties xmlns="{root}" xmlns:vt="{kinds}"><property pid="2" {said}>{value}</property></Properties>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
    return Damage("properties", _CUSTOM, lambda parts: _added(parts, _CUSTOM, content, "_rels/.rels", kind))


def _chain(cells: str) -> Damage:
    """The order in which Excel last calculated cells."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = f'<calcChain xmlns="{space}">{cells}</calcChain>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    return Damage("calc-chain", _CHAIN, lambda parts: _added(parts, _CHAIN, content, RELATIONS, kind))


def _picture(content: bytes) -> Callable[[Parts], None]:
    def harm(parts: Parts) -> None:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
        _added(parts, _PICTURE, "", "xl/drawings/_rels/drawing1.xml.rels", kind)
        parts[_PICTURE] = content

    return harm


def _totals(old: str, new: str) -> Callable[[Parts], None]:
    """The table has a row of totals, its fourth, which is not what it says."""

    def harm(parts: Parts) -> None:
        damaged(TABLE, 'totalsRowShown="0"', 'totalsRowCount="1"')(parts)
        damaged(TABLE, '<autoFilter ref="A1:B4"', '<autoFilter ref="A1:B3"')(parts)
        damaged(TABLE, old, new)(parts)

    return harm


def _unlisted(parts: Parts) -> None:
    damaged(SHEET, '<tableParts count="2"><tablePart r:id="rId4"/>', '<tableParts count="1">')(parts)


def _without(content: bytes, first: bytes, last: bytes) -> bytes:
    return content[: content.index(first)] + content[content.index(last) + len(last) :]


_FMTID = 'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"'


def _of_two(kind: str, part: str, code: str) -> Damage:
    """Another sheet leads to what is one sheet's."""
    other = "xl/worksheets/_rels/sheet2.xml.rels"

    def harm(parts: Parts) -> None:
        parts.setdefault(other, f'<Relationships xmlns="{_LISTING}"></Relationships>'.encode())
        _added(parts, part, parts[part].decode(), other, f"{_RELATED}/{kind}")

    return Damage(code, part, harm)


def _twice(parts: Parts) -> None:
    """The first frame of a drawing stands there again."""
    whole = parts[DRAWING]
    end = b"</xdr:twoCellAnchor>"
    first = whole[whole.index(b"<xdr:twoCellAnchor") : whole.index(end) + len(end)]
    parts[DRAWING] = whole.replace(first, first * 2, 1)


OF_PARTS: dict[str, Damage] = {
    "a calculation chain of nothing": _chain(""),
    "a calculation chain of a cell without a formula": _chain('<c r="XFD9" i="1"/>'),
    "a calculation chain of a sheet that is gone": _chain('<c r="A1" i="99"/>'),
    "one chart in two frames": Damage("drawing", DRAWING, _twice),
    "a chart that is a picture": Damage(
        "drawing", DRAWING, damaged("xl/drawings/_rels/drawing1.xml.rels", "relationships/chart", "relationships/image")
    ),
    "shapes of notes that are left open": of("note", _SHAPES, "</v:shape>", ""),
    "a sheet of Strict Open XML in a workbook of the usual": of(
        "xml",
        _OTHER,
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    "a name of a column that its table has not": _name('name="Lost"', "SUM(Deals[Gone])"),
    "a property of no set": _property('fmtid="x" name="A"', "<vt:i4>1</vt:i4>"),
    "a number of parts that is none": of("properties", _APP, "<vt:i4>2<", "<vt:i4>two<"),
    "a text beside a shared text": of("shared-string", TEXTS, "<si><t>Ada", "<si>so<t>Ada"),
    "a series of cells on no sheet": of("chart", CHART, "<c:f>Data!$A$2:$A$4", "<c:f>$A$2:$A$4"),
    "a series of no values": of(
        "chart", CHART, "<c:order", '<c:order val="0"/><c:cat/></c:ser><c:ser><c:idx val="7"/><c:order'
    ),
    "notes of two sheets": _of_two("comments", NOTES, "note"),
    "a drawing of two sheets": _of_two("drawing", DRAWING, "drawing"),
    "shapes of notes of two sheets": _of_two("vmlDrawing", _SHAPES, "drawing"),
    # the file
    "a type of a part that is not there": of(
        "content-type", TYPES, "</Types>", '<Override PartName="/xl/gone.xml" ContentType="a/b"/></Types>'
    ),
    "a picture that is empty": Damage("drawing", _PICTURE, _picture(b"")),
    "a picture that is a text": Damage("drawing", _PICTURE, _picture(b"no picture")),
    "a theme without colours": Damage(
        "xml", _THEME, lambda parts: parts.update({_THEME: _without(parts[_THEME], b"<a:clrScheme", b"</a:clrScheme>")})
    ),
    "a theme that has a colour twice": of(
        "xml", _THEME, "<a:hlink>", '<a:accent6><a:srgbClr val="FFFFFF"/></a:accent6><a:hlink>'
    ),
    "a relationship that leads nobody knows where": of(
        "relationship", RELATIONS, 'Target="styles.xml"', 'Target="styles.xml" TargetMode="Outside"'
    ),
    "an element of another language that is not said to be passed over": of(
        "element-order", SHEET, "</sheetData>", '</sheetData><q:q xmlns:q="urn:q"/>'
    ),
    "a number in digits of another script": of("cell-value", SHEET, "<v>6.5<", "<v>６<"),
    "a margin in digits of another script": of("attribute", SHEET, 'left="0.7"', 'left="０.7"'),
    "titles twice": of(
        "relationship",
        "_rels/.rels",
        "</Relationships>",
        '<Relationship Id="r9" Target="docProps/core.xml" Type="http://schemas.openxmlformats.org/package/2006/'
        'relationships/metadata/core-properties"/></Relationships>',
    ),
    # the workbook
    "an element of no workbook": of("element-order", BOOK, "</workbook>", "<strange/></workbook>"),
    "an element of no styles": of("element-order", STYLES, "</styleSheet>", "<strange/></styleSheet>"),
    "a sheet that is active and hidden": of("view", BOOK, 'name="Data" ', 'name="Data" state="hidden" '),
    "a sheet that is not listed": of("sheets", BOOK, '<sheet name="It\'s other" sheetId="2" r:id="rId2"/>', ""),
    "a view of somebody who is nobody": of(
        "attribute",
        BOOK,
        "</workbook>",
        '<customWorkbookViews><customWorkbookView name="Ann"/></customWorkbookViews></workbook>',
    ),
    # names
    "a name that is a truth": _name('name="True"', "Data!$A$1"),
    "a name of cells beyond the last column": _name('name="Wide"', "Data!$A$1:$XFE$2"),
    "a name of rows beyond the last": _name('name="Tall"', "SUM(Data!1:1048577)"),
    "a name of no meaning": _name('name="_xlnm.Foo" localSheetId="0"', "Data!$A$1"),
    "a print area on another sheet": _name('name="_xlnm.Print_Area" localSheetId="0"', "'It''s other'!$A$1:$B$2"),
    "a print area that is a text": _name('name="_xlnm.Print_Area" localSheetId="0"', '"A1"'),
    "a print area of no sheet": _name('name="_xlnm.Print_Area"', "Data!$A$1:$B$2"),
    "a print area whose cells are on no sheet": _name('name="_xlnm.Print_Area" localSheetId="0"', "$A$1:$B$2"),
    "a print area in two spellings": _name(
        'name="Print_Area" localSheetId="0"',
        'Data!$A$1</definedName><definedName name="_xlnm.Print_Area" localSheetId="0">Data!$A$1:$B$2',
    ),
    "a name of cells on no sheet": _name('name="Lost"', "SUM(Deals[A1],$A$1)"),
    "titles that are some cells": _name('name="_xlnm.Print_Titles" localSheetId="0"', "Data!$A$1:$B$1"),
    "a comment that is too long": _name(f'name="Long" comment="{"x" * 256}"', "Data!$A$1"),
    "a name of a filter for other cells": of("filter", BOOK, "$A$1:$B$3<", "$A$1:$B$2<"),
    # cells and formulas
    "a text as a value": of("cell-value", SHEET, '<c r="F3" t="b"><v>1</v>', '<c r="F3" t="inlineStr"><v>one</v>'),
    "a text in a number": of("cell-value", SHEET, '<c r="F3" t="b"><v>1</v>', '<c r="F3"><is><t>one</t></is>'),
    "a shared formula that does not say where": of("formula", SHEET, "<f>1/0<", '<f t="shared" si="4">1/0<'),
    "a formula that is always read, perhaps": of("attribute", SHEET, "<f>1/0<", '<f ca="yes">1/0<'),
    "a cell as people type it": _formula("@A1:A3"),
    "a row of a table as people type it": _formula("Deals[@Amount]"),
    "a column without brackets": _formula("Deals[[#This Row],Amount]"),
    "an item of no table": _formula("SUM(Deals[#Some])"),
    "a column beyond the last": _formula("A1+$XFE1"),
    "rows beyond the last": _formula("SUM(1:1048577)"),
    "constants where cells are counted": _formula('COUNTIF({1,2},">1")'),
    "a number where cells are added up": _formula('SUMIF(5,">1",A2:A4)'),
    "a text where cells are added up": _formula('SUMIFS(A2:A4,"x",1)'),
    # what a sheet has beside its cells
    "a merged range from its end": of("merge", SHEET, 'ref="F6:G6"', 'ref="G6:F6"'),
    "merged ranges that are counted wrong": of("attribute", SHEET, '<mergeCells count="2"', '<mergeCells count="5"'),
    "two views alike": of("view", _OTHER, "</sheetViews>", '<sheetView workbookViewId="0"/></sheetViews>'),
    "a hash that is none": of(
        "attribute",
        SHEET,
        "</sheetData>",
        '</sheetData><sheetProtection algorithmName="SHA-512" hashValue="no!" saltValue="AAAA" sheet="1"/>',
    ),
    "what is sorted is no range": of(
        "filter",
        _OTHER,
        '<autoFilter ref="A1:B3"/>',
        '<autoFilter ref="A1:B3"><sortState ref="A2B3"><sortCondition ref="A2:A3"/></sortState></autoFilter>',
    ),
    "a place of a link that is too long": of(
        "hyperlink", SHEET, "location=\"'It''s other'!A1\"", f'location="{"x" * 2_100}"'
    ),
    "a table that is not listed": Damage("table-range", SHEET, _unlisted),
    "a view of nobody": of(
        "attribute", SHEET, "</sheetData>", "</sheetData><customSheetViews><customSheetView/></customSheetViews>"
    ),
    "a rule that is too long": _validation('type="custom"', f"<formula1>{'+'.join(['1'] * 130)}&gt;0</formula1>"),
    "a list of two columns": _validation('type="list"', "<formula1>Data!$A$2:$B$4</formula1>"),
    "a list without quotes": _validation('type="list"', "<formula1>Yes,No</formula1>"),
    "a list of constants": _validation('type="list"', "<formula1>{1,2}</formula1>"),
    "limits the wrong way round": _validation('type="whole"', "<formula1>9</formula1><formula2>1</formula2>"),
    "a point beyond the whole": _point('type="percent" val="150"'),
    "a point that cannot be read": _point('type="formula" val="SUM(A1"', "formula"),
    # what Excel 2010 added
    "a bar that goes on nowhere": of("conditional-format", SHEET, "<x14:id>{DA7ABA51", "<x14:id>{00000000"),
    "a bar that goes on as no id": of("conditional-format", SHEET, "<x14:id>{DA7ABA51-", "<x14:id>{"),
    "a bar of no kind": of("attribute", SHEET, '<x14:cfRule type="dataBar"', '<x14:cfRule type="bar"'),
    "a bar from no point": of("attribute", SHEET, '<x14:cfvo type="autoMin"', '<x14:cfvo type="least"'),
    "a bar that is too long": of("attribute", SHEET, 'maxLength="100"', 'maxLength="200"'),
    "a bar of no colour": of("attribute", SHEET, '<x14:axisColor rgb="FF000000"', '<x14:axisColor rgb="black"'),
    "a sparkline of no kind": _sparkline("attribute", _line("Data!A2:A4", "H1"), 'type="pie"'),
    "a sparkline in several cells": _sparkline("conditional-format", _line("Data!A2:A4", "H1:H2")),
    "two sparklines in a cell": _sparkline("conditional-format", _line("Data!A2:A4", "H1") * 2),
    "a sparkline of a block": _sparkline("conditional-format", _line("Data!A2:B4", "H1")),
    "sparklines that are none": _sparkline("element-order", ""),
    # tables
    "a table from its end": of("table-range", TABLE, 'ref="A1:B4" totals', 'ref="B4:A1" totals'),
    "columns that are counted wrong": of("attribute", TABLE, '<tableColumns count="2"', '<tableColumns count="3"'),
    "a table on another, cell by cell": Damage(
        "table-overlap",
        "xl/tables/table2.xml",
        lambda parts: parts.update(
            {"xl/tables/table2.xml": parts[TABLE].replace(b"Deals", b"Other").replace(b'id="1" n', b'id="2" n')}
        ),
    ),
    "two tables of one inner name": of("table-name", TABLE, ' name="Deals"', ' name="Other"'),
    "a table called as a row": of("table-name", TABLE, 'displayName="Deals"', 'displayName="R"'),
    "a table called as a cell of numbers": of("table-name", TABLE, 'displayName="Deals"', 'displayName="R1C2"'),
    "a style of no table": of("styles", TABLE, "TableStyleMedium9", "TableStyleOfMine"),
    "a header of no format": of("style-index", TABLE, "<table ", '<table headerRowDxfId="80" '),
    "rows of no query": of("relationship", TABLE, "<table ", '<table tableType="queryTable" '),
    "a total of which formula": Damage(
        "table-header", TABLE, _totals('name="Amount"', 'name="Amount" totalsRowFunction="custom"')
    ),
    "a total that is called otherwise": Damage(
        "table-header", SHEET, _totals('name="Rep"', 'name="Rep" totalsRowLabel="All"')
    ),
    "a total that is a text": Damage(
        "table-header", SHEET, _totals('name="Rep"', 'name="Rep" totalsRowFunction="count"')
    ),
    # styles and texts
    "digits among parts of a day": of("number-format", STYLES, 'formatCode="', 'formatCode="0 days;'),
    "formats without their fonts": Damage(
        "styles", STYLES, lambda parts: parts.update({STYLES: _without(parts[STYLES], b"<fonts", b"</fonts>")})
    ),
    "formats without named ones": Damage(
        "styles",
        STYLES,
        lambda parts: parts.update({STYLES: _without(parts[STYLES], b"<cellStyleXfs", b"</cellStyleXfs>")}),
    ),
    "formats that are counted wrong": of("attribute", STYLES, '<cellXfs count="', '<cellXfs count="9'),
    "texts that are counted by a word": of("attribute", TEXTS, ' count="', ' count="x'),
    "what is no text among texts": of("element-order", TEXTS, "<si>", "<text/><si>"),
    # charts and drawings
    "a stored number that is none": of("chart", CHART, "<c:v>2.5</c:v>", "<c:v>two</c:v>"),
    "an axis that ends before it begins": of(
        "chart",
        CHART,
        '<c:scaling><c:orientation val="minMax"/>',
        '<c:scaling><c:orientation val="minMax"/><c:max val="1"/><c:min val="5"/>',
    ),
    "labels of no format": of("chart", CHART, '<c:numFmt formatCode="General"', "<c:numFmt"),
    "labels where none of a column can stand": _labelled("t"),
    "values of a series twice": of("chart", CHART, "<c:val>", "<c:val/><c:val>"),
    "a series by a name alone": of("chart", CHART, "<c:f>Data!$A$2:$A$4<", "<c:f>Amounts<"),
    "a series of a colour by its name": of(
        "chart", CHART, "<c:cat>", '<c:spPr><a:solidFill><a:srgbClr val="red"/></a:solidFill></c:spPr><c:cat>'
    ),
    "a series beyond the last row": of("chart", CHART, "<c:f>Data!$A$2:$A$4<", "<c:f>Data!$A$2:$A$1048577<"),
    "a corner without its distance": of("drawing", DRAWING, "<xdr:colOff>0</xdr:colOff>", ""),
    "a corner at a distance that is none": of("drawing", DRAWING, "<xdr:rowOff>0<", "<xdr:rowOff>far<"),
    "a drawing of what is no anchor": of("drawing", DRAWING, "</xdr:wsDr>", "<strange/></xdr:wsDr>"),
    "an anchor of two objects": of("drawing", DRAWING, "<xdr:clientData/>", "<xdr:sp/><xdr:clientData/>"),
    "a chart as something else": of("drawing", DRAWING, 'drawingml/2006/chart">', 'drawingml/2006/diagram">'),
    # notes and threads of comments
    "notes without a list": Damage(
        "note", NOTES, lambda parts: parts.update({NOTES: _without(parts[NOTES], b"<commentList", b"</commentList>")})
    ),
    "shapes that do not end": of("note", _SHAPES, "</xml>", ""),
    "a shape of another cell": of("note", _SHAPES, "<x:Column>1</x:Column>", "<x:Column>7</x:Column>"),
    "a comment of nobody": Damage("note", _THREADS, threaded(person="{99999999-1111-1111-1111-111111111111}")),
    "a comment that answers nothing": Damage(
        "note", _THREADS, threaded(' parentId="{99999999-1111-1111-1111-111111111111}"')
    ),
    "a comment without a note": Damage("note", _THREADS, threaded(cell="C9")),
    "a comment of no cell": Damage("note", _THREADS, threaded(cell="A")),
    "a comment of no time": Damage("note", _THREADS, threaded(time="yesterday")),
    "two comments of one id": Damage(
        "note", _THREADS, threaded(f'/><threadedComment ref="B1" personId="{_ANN}" id="{_FIRST}"')
    ),
    # properties
    "a property of no document": of("properties", CORE, "<dc:creator>", "<cp:mood>good</cp:mood><dc:creator>"),
    "a day that is not said to be one": of(
        "properties", CORE, '<dcterms:created xsi:type="dcterms:W3CDTF">', "<dcterms:created>"
    ),
    "a language of an author": of("properties", CORE, "<dc:creator>", '<dc:creator xml:lang="en">'),
    "a property of no name": _property(_FMTID, "<vt:lpwstr>x</vt:lpwstr>"),
    "a property of no kind": _property('name="a"', "<vt:lpwstr>x</vt:lpwstr>"),
    "a number of a property that is none": _property(f'{_FMTID} name="a"', "<vt:i4>ten</vt:i4>"),
    "a truth of a property that is none": _property(f'{_FMTID} name="a"', "<vt:bool>perhaps</vt:bool>"),
    "a list of parts that is shorter": of("properties", _APP, 'vector size="', 'vector size="9'),
    "a number of the program that is none": of("properties", _APP, "<DocSecurity>0", "<DocSecurity>none"),
}
