"""Damages of what Excel has had since 2010, and of what a workbook leads to: slicers, links, comments, pivot tables."""

from __future__ import annotations

from typing import Final

from tests.xlsx.faults import BOOK, CHART, DRAWING, RELATIONS, SHEET, SHEET_RELATIONS, TEXTS, TYPES, Damage, Parts
from tests.xlsx.faults import damaged as damage
from tests.xlsx.faults_of_parts import threaded
from tests.xlsx.faults_of_pivots import with_pivot

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MS: Final = "http://schemas.microsoft.com/office"
_X14: Final = f"{_MS}/spreadsheetml/2009/9/main"
_X15: Final = f"{_MS}/spreadsheetml/2010/11/main"
_XM: Final = f"{_MS}/excel/2006/main"
_OTHER: Final = "xl/worksheets/sheet2.xml"
_SLICER: Final = "xl/slicers/slicer1.xml"
_CACHE: Final = "xl/slicerCaches/slicerCache1.xml"
_LINK: Final = "xl/externalLinks/externalLink1.xml"
_PIVOT: Final = "xl/pivotTables/pivotTable1.xml"
_KEPT: Final = "xl/pivotCache/pivotCacheDefinition1.xml"
_RECORDS: Final = "xl/pivotCache/pivotCacheRecords1.xml"
_THREADS: Final = "xl/threadedComments/threadedComment1.xml"
_PEOPLE: Final = "xl/persons/person.xml"
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LIST: Final = "'It''s other'!$A$1:$A$3"
_STARS: Final = "{33333333-3333-3333-3333-333333333333}"
_BOLD: Final = "{44444444-3333-3333-3333-333333333333}"
_NOBODY: Final = "{99999999-1111-1111-1111-111111111111}"


def rich(parts: Parts) -> None:
    """Beside a pivot table and a comment: a slicer of a table, a list, icons, a sparkline, a link to a workbook."""
    with_pivot(parts)
    threaded()(parts)
    slicer = f'<slicers xmlns="{_X14}"><slicer name="Rep" cache="Slicer_Rep" rowHeight="241300"/></slicers>'
    cache = (
        f'<slicerCacheDefinition xmlns="{_X14}" name="Slicer_Rep" sourceName="Rep"><extLst><ext xmlns="{_MAIN}" '
        f'uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}"><x15:tableSlicerCache xmlns:x15="{_X15}" tableId="1" '
        'column="2"/></ext></extLst></slicerCacheDefinition>'
    )
    link = (
        f'<externalLink xmlns="{_MAIN}" xmlns:r="{_RELATED}"><externalBook r:id="rId1"><sheetNames><sheetName '
        'val="Plan"/></sheetNames><definedNames><definedName name="Z" refersTo="=\'Plan\'!$A$1" sheetId="0"/>'
        '</definedNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>5</v></cell></row></sheetData>'
        "</sheetDataSet></externalBook></externalLink>"
    )
    _add(parts, SHEET_RELATIONS, _SLICER, slicer, f"{_MS}/2007/relationships/slicer", "ms-excel.slicer")
    _add(parts, RELATIONS, _CACHE, cache, f"{_MS}/2007/relationships/slicerCache", "ms-excel.slicerCache")
    _add(
        parts,
        RELATIONS,
        _LINK,
        link,
        f"{_RELATED}/externalLink",
        _SHEETS.removeprefix("application/vnd.") + ".externalLink",
    )
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATED}/externalLinkPath" Target="Plan.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    damage(
        BOOK,
        "<definedNames>",
        '<externalReferences><externalReference r:id="rexternalLink"/></externalReferences><definedNames>',
    )(parts)
    listed = (
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}"><x15:slicerCaches xmlns:x15="{_X15}" '
        f'xmlns:x14="{_X14}"><x14:slicerCache r:id="rslicerCache"/></x15:slicerCaches></ext></extLst></workbook>'
    )
    damage(BOOK, "</workbook>", listed)(parts)
    damage(SHEET, "<f>1/0<", "<f>1/0+[1]Plan!A1<")(parts)
    damage(SHEET, "</x14:conditionalFormattings>", _rules() + "</x14:conditionalFormattings>")(parts)
    damage(SHEET, "</extLst></worksheet>", _added_to_the_sheet() + "</extLst></worksheet>")(parts)
    open_cells = '</sheetData><sheetProtection sheet="1"/><protectedRanges><protectedRange sqref="A1:A3" name="Open"/>'
    damage(_OTHER, "</sheetData>", open_cells + "</protectedRanges>")(parts)
    damage(_OTHER, "</worksheet>", '<ignoredErrors><ignoredError sqref="A1" formula="1"/></ignoredErrors></worksheet>')(
        parts
    )


def _rules() -> str:
    points = "".join(f'<x14:cfvo type="percent"><xm:f>{at}</xm:f></x14:cfvo>' for at in (0, 33, 67))
    return (
        f'<x14:conditionalFormatting xmlns:xm="{_XM}"><x14:cfRule type="iconSet" priority="20" id="{_STARS}">'
        f'<x14:iconSet iconSet="3Stars">{points}</x14:iconSet></x14:cfRule><xm:sqref>H2:H4</xm:sqref>'
        f'</x14:conditionalFormatting><x14:conditionalFormatting xmlns:xm="{_XM}"><x14:cfRule type="expression" '
        f'priority="21" id="{_BOLD}"><xm:f>$A$1&gt;1</xm:f><x14:dxf><font><b/></font></x14:dxf></x14:cfRule>'
        "<xm:sqref>H5</xm:sqref></x14:conditionalFormatting>"
    )


def _added_to_the_sheet() -> str:
    return (
        f'<ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}"><x14:slicerList xmlns:x14="{_X14}"><x14:slicer '
        f'r:id="rslicer"/></x14:slicerList></ext><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        f'<x14:dataValidations xmlns:x14="{_X14}" xmlns:xm="{_XM}" count="1"><x14:dataValidation type="list" '
        f'allowBlank="1"><x14:formula1><xm:f>{_LIST}</xm:f></x14:formula1><xm:sqref>H9</xm:sqref></x14:dataValidation>'
        f'</x14:dataValidations></ext><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:sparklineGroups '
        f'xmlns:x14="{_X14}" xmlns:xm="{_XM}"><x14:sparklineGroup lineWeight="1.5" markers="1"><x14:colorSeries '
        'rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>Data!A2:A4</xm:f><xm:sqref>H1</xm:sqref></x14:sparkline>'
        "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext>"
    )


def _add(parts: Parts, listing: str, part: str, content: str, relation: str, kind: str) -> None:
    parts[part] = content.encode()
    link = f'<Relationship Id="r{relation.rpartition("/")[2]}" Type="{relation}" Target="/{part}"/></Relationships>'
    parts[listing] = parts[listing].replace(b"</Relationships>", link.encode())
    said = f'<Override PartName="/{part}" ContentType="application/vnd.{kind}+xml"/></Types>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", said.encode())


def _of(code: str, part: str, old: str, new: str, where: str = "") -> Damage:
    """`where`: the part in which it is found, if that is another."""

    def harm(parts: Parts) -> None:
        rich(parts)
        damage(part, old, new)(parts)

    return Damage(code, where or part, harm)


def _sheet(code: str, old: str, new: str) -> Damage:
    return _of(code, SHEET, old, new)


def _another_root(part: str, name: str) -> Damage:
    def harm(parts: Parts) -> None:
        rich(parts)
        parts[part] = (
            parts[part].replace(f"<{name} ".encode(), b"<strange ").replace(f"</{name}>".encode(), b"</strange>")
        )

    return Damage("xml", part, harm)


def _type(kind: str, part: str) -> Damage:
    return _of("content-type", TYPES, f"{kind}+xml", f"{kind}s+xml", part)


def _anchored(inside: str) -> Damage:
    corner = "<xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    anchor = f'<xdr:oneCellAnchor><xdr:from>{corner}</xdr:from><xdr:ext cx="9" cy="9"/>{inside}<xdr:clientData/>'
    return _of("drawing", DRAWING, "</xdr:wsDr>", f"{anchor}</xdr:oneCellAnchor></xdr:wsDr>")


_SHAPE: Final = '<xdr:nvSpPr><xdr:cNvPr id="9" name="P"/><xdr:cNvSpPr/></xdr:nvSpPr>'
_TREND: Final = (
    '<c:trendline><c:trendlineType val="poly"/><c:order val="9"/><c:dispRSqr val="0"/><c:dispEq val="0"/></c:trendline>'
)
_ROW: Final = '<rowFields count="1"><field x="1"/></rowFields>'
_COLUMNS: Final = '<colItems count="1"><i/></colItems>'
_VALUES: Final = '<dataFields count="1"><dataField name="Sum" fld="0"/></dataFields>'

OF_EXCEL_2010: dict[str, Damage] = {
    # slicers
    "a slicer of no cache": _of("slicer", _SLICER, 'cache="Slicer_Rep"', 'cache="Slicer_Gone"'),
    "a slicer without a name": _of("slicer", _SLICER, ' name="Rep"', ""),
    "two slicers of one name": _of(
        "slicer", _SLICER, "</slicers>", '<slicer name="rep" cache="Slicer_Rep" rowHeight="9"/></slicers>'
    ),
    "a slicer of no table": _of("slicer", _CACHE, 'tableId="1"', 'tableId="9"'),
    "a slicer of no column": _of("slicer", _CACHE, 'column="2"', 'column="9"'),
    "a cache of slicers that is nowhere": _of(
        "slicer", BOOK, '<x14:slicerCache r:id="rslicerCache"/>', '<x14:slicerCache r:id="rGone"/>'
    ),
    "slicers of another type": _type("ms-excel.slicer", _SLICER),
    "caches of slicers of another type": _type("ms-excel.slicerCache", _CACHE),
    "slicers that are something else": _another_root(_SLICER, "slicers"),
    # what later programs add to a sheet
    "too few icons": _sheet("conditional-format", '<x14:cfvo type="percent"><xm:f>33</xm:f></x14:cfvo>', ""),
    "stars of no set": _sheet("conditional-format", 'iconSet="3Stars"', 'iconSet="3Moons"'),
    "an icon at no point": _sheet("conditional-format", "<xm:f>33</xm:f>", ""),
    "a later condition without a formula": _sheet("conditional-format", "<xm:f>$A$1&gt;1</xm:f>", ""),
    "two later rules of one id": _sheet("conditional-format", _STARS, _BOLD),
    "a later list of two columns": _sheet("validation", _LIST, "'It''s other'!$A$1:$B$3"),
    "a later list that is a table's column": _sheet("validation", _LIST, "Deals[Amount]"),
    "a later rule that allows blanks by a word": _sheet("attribute", 'allowBlank="1"><x14', 'allowBlank="y"><x14'),
    "a line of a weight that is none": _sheet("attribute", 'lineWeight="1.5"', 'lineWeight="thick"'),
    "points marked by a word": _sheet("attribute", 'markers="1"', 'markers="yes"'),
    "colours of lines in disorder": _sheet(
        "element-order", "<x14:colorSeries", '<x14:colorLow rgb="FF000000"/><x14:colorSeries'
    ),
    "a sparkline's cell before its range": _sheet(
        "element-order",
        "<xm:f>Data!A2:A4</xm:f><xm:sqref>H1</xm:sqref>",
        "<xm:sqref>H1</xm:sqref><xm:f>Data!A2:A4</xm:f>",
    ),
    # links to other workbooks
    "links of another type": _type("externalLink", _LINK),
    "a link that is something else": _another_root(_LINK, "externalLink"),
    "cells of a sheet that the other workbook has not": _of(
        "attribute", _LINK, 'sheetData sheetId="0"', 'sheetData sheetId="5"'
    ),
    "a cell of the other workbook that is none": _of("cell-address", _LINK, 'cell r="A1"', 'cell r="A"'),
    "a cell of the other workbook in another row": _of("cell-address", _LINK, '<row r="1">', '<row r="2">'),
    "a number of the other workbook that is none": _of("cell-value", _LINK, "<v>5<", "<v>five<"),
    "a name of a sheet that the other workbook has not": _of("name", _LINK, '$A$1" sheetId="0"', '$A$1" sheetId="4"'),
    "a link that leads to something else": _of(
        "relationship", BOOK, 'externalReference r:id="rexternalLink"', 'externalReference r:id="rslicerCache"'
    ),
    # pivot tables
    "rows of a cache of another type": _type("pivotCacheRecords", _RECORDS),
    "a cache that is something else to the workbook": _of(
        "pivot", BOOK, 'r:id="rpivotCacheDefinition"', 'r:id="rslicerCache"'
    ),
    "rows from no range": _of(
        "pivot", _KEPT, '<worksheetSource name="Deals"/>', '<worksheetSource ref="A1:B" sheet="Data"/>'
    ),
    "a value that is no number": _of("pivot", _KEPT, '<s v="Ada"/>', '<n v="Ada"/>'),
    "a value that is no day": _of("pivot", _KEPT, '<s v="Ada"/>', '<d v="yesterday"/>'),
    "a pivot table on a table": _of("pivot", _PIVOT, 'ref="K20:L24"', 'ref="A2:B6"'),
    "a field on no axis": _of("pivot", _PIVOT, 'axis="axisRow"', 'axis="row"'),
    "a field on rows that says nothing of them": _of("pivot", _PIVOT, ' axis="axisRow"', ""),
    "a field twice on rows": _of(
        "pivot", _PIVOT, _ROW, '<rowFields count="2"><field x="1"/><field x="1"/></rowFields>'
    ),
    "a format of a pivot table that is not there": _of(
        "style-index",
        _PIVOT,
        "</dataFields>",
        '</dataFields><formats count="1"><format dxfId="70"><pivotArea/></format></formats>',
    ),
    "a pivot table in disorder": _of("pivot", _PIVOT, _COLUMNS + _VALUES, _VALUES + _COLUMNS),
    # comments
    "a comment that is done by a word": _of("note", _THREADS, "<threadedComment ", '<threadedComment done="maybe" '),
    "a comment that mentions nobody": _of(
        "note",
        _THREADS,
        "<text>so</text>",
        f'<text>so</text><mentions><mention mentionpersonId="{_NOBODY}"/></mentions>',
    ),
    "two people of one id": _of(
        "note",
        _PEOPLE,
        "</personList>",
        '<person displayName="Bo" id="{11111111-1111-1111-1111-111111111111}"/></personList>',
    ),
    "comments that are something else": _another_root(_THREADS, "ThreadedComments"),
    # drawings and charts
    "a picture that shows nothing": _anchored(
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="9" name="P"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:spPr/></xdr:pic>'
    ),
    "a shape without a look": _anchored(f"<xdr:sp>{_SHAPE}</xdr:sp>"),
    "a shape that shows a cell of no sheet": _anchored(f'<xdr:sp textlink="Gone!$A$1">{_SHAPE}<xdr:spPr/></xdr:sp>'),
    "a trend of a degree that is none": _of("chart", CHART, "<c:cat>", f"{_TREND}<c:cat>"),
    "a point of no number": _of("chart", CHART, "<c:cat>", '<c:dPt><c:idx val="-1"/></c:dPt><c:cat>'),
    "a title of two texts": _of(
        "chart",
        CHART,
        '<c:order val="0"/>',
        '<c:order val="0"/><c:tx><c:strRef><c:f>Data!$A$1</c:f></c:strRef><c:v>a</c:v></c:tx>',
    ),
    "a page of a chart without a margin": _of("chart", CHART, '<c:pageMargins b="0.75"', '<c:pageMargins b="wide"'),
    # the sheet and its texts
    "a window below the last column": _sheet("view", 'topLeftCell="B2"', 'topLeftCell="XFE2"'),
    "more columns frozen than there are": _sheet("view", 'xSplit="1"', 'xSplit="20000"'),
    "a data table that tries no cell": _sheet("formula", "<f>1/0+[1]Plan!A1</f>", '<f t="dataTable" ref="F4:F5"/>'),
    "two open ranges of one name": _of(
        "attribute", _OTHER, "</protectedRanges>", '<protectedRange sqref="B1" name="open"/></protectedRanges>'
    ),
    "no open ranges": _of("element-order", _OTHER, '<protectedRange sqref="A1:A3" name="Open"/>', ""),
    "errors passed over nowhere": _of("element-order", _OTHER, '<ignoredError sqref="A1" formula="1"/>', ""),
    "a hash of too many rounds": _of(
        "attribute", _OTHER, "<sheetProtection ", '<sheetProtection spinCount="99999999" '
    ),
    "nothing that can be chosen": _sheet(
        "xml",
        "</sheetData>",
        '</sheetData><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/>',
    ),
    "titles of two ranges of rows": _of(
        "name",
        BOOK,
        "</definedNames>",
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">Data!$1:$1,Data!$3:$3</definedName></definedNames>',
    ),
    "a run without a text": _of("shared-string", TEXTS, "<t>Ada</t>", "<r><rPr><b/></rPr></r>"),
    "a reading from its end": _of("shared-string", TEXTS, "<t>Ada</t>", '<t>Ada</t><rPh sb="3" eb="1"><t>a</t></rPh>'),
    "a reading of which characters": _of("shared-string", TEXTS, "<t>Ada</t>", "<t>Ada</t><rPh><t>a</t></rPh>"),
}
