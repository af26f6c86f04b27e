"""Damages of what stands beside the cells: charts, drawings, notes, filters, names, links, properties."""

from __future__ import annotations

from collections.abc import Callable

from tests.xlsx.faults import (
    BOOK,
    CHART,
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
_THEME = "xl/theme/theme1.xml"
_CUSTOM = "docProps/custom.xml"
_METADATA = "xl/metadata.xml"
_LINK = "xl/externalLinks/externalLink1.xml"
_CONNECTIONS = "xl/connections.xml"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_FILTER = '<autoFilter ref="A1:B3"/>'
_FIRST = (
    "<xdr:from><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
)


def _chart(old: str, new: str) -> Damage:
    return of("chart", CHART, old, new)


def _drawing(old: str, new: str) -> Damage:
    return of("drawing", DRAWING, old, new)


def _cut(code: str, part: str, first: str, last: str) -> Damage:
    """What stands from one text to another is taken out."""

    def harm(parts: Parts) -> None:
        before = parts[part].decode()
        start, end = before.index(first), before.index(last) + len(last)
        parts[part] = (before[:start] + before[end:]).encode()

    return Damage(code, part, harm)


def _filtered(inside: str, code: str) -> Damage:
    column = f'<autoFilter ref="A1:B3"><filterColumn colId="0">{inside}</filterColumn></autoFilter>'
    return of(code, _OTHER, _FILTER, column)


def _after_cells(element: str, code: str) -> Damage:
    return of(code, SHEET, "</sheetData>", f"</sheetData>{element}")


def _with(part: str, content: str, kind: str, listing: str, of_type: str) -> Callable[[Parts], None]:
    """Another part, with its relationship and its type."""

    def harm(parts: Parts) -> None:
        parts[part] = content.encode()
        link = f'<Relationship Id="rId70" Type="{_RELATED}/{kind}" Target="/{part}"/></Relationships>'
        parts[listing] = parts[listing].replace(b"</Relationships>", link.encode())
        said = f'<Override PartName="/{part}" ContentType="{of_type}"/></Types>'
        parts[TYPES] = parts[TYPES].replace(b"</Types>", said.encode())

    return harm


def _properties(*said: tuple[str, str]) -> Damage:
    """Properties of the document: the number and the name of each."""
    types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    inside = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
        "<vt:lpwstr>x</vt:lpwstr></property>"
        for number, name in said
    )
    root = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    content = f'<Properties xmlns="{root}" xmlns:vt="{types}">{inside}</Properties>'
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    return Damage("properties", _CUSTOM, _with(_CUSTOM, content, "custom-properties", "_rels/.rels", kind))


def _metadata(kind: str, value: str) -> Damage:
    content = (
        f'<metadata xmlns="{_MAIN}"><metadataTypes count="1"><metadataType name="XLDAPR"/></metadataTypes>'
        '<futureMetadata name="XLDAPR" count="1"><bk/></futureMetadata>'
        f'<cellMetadata count="1"><bk><rc t="{kind}" v="{value}"/></bk></cellMetadata></metadata>'
    )
    return Damage(
        "metadata",
        _METADATA,
        _with(_METADATA, content, "sheetMetadata", RELATIONS, f"{_SHEETS}.sheetMetadata+xml"),
    )


def _extension(uri: str, inside: str, code: str) -> Damage:
    extension = f'<ext uri="{uri}" xmlns:x14="{_X14}">{inside}</ext></extLst></worksheet>'
    return of(code, SHEET, "</extLst></worksheet>", extension)


_EXTERNAL = (
    f'<externalLink xmlns="{_MAIN}" xmlns:r="{_RELATED}"><externalBook r:id="rId4"><sheetNames><sheetName val="S"/>'
    "</sheetNames></externalBook></externalLink>"
)
_TWO_CONNECTIONS = (
    f'<connections xmlns="{_MAIN}"><connection id="1" name="a" refreshedVersion="6"/>'
    '<connection id="1" name="b" refreshedVersion="6"/></connections>'
)
_STYLES_AGAIN = f"{_RELATED}/styles"
_PARTED = "<r><rPr>{}</rPr><t>Ada</t></r>"
_NAMED_OTHERWISE = _PARTED.format('<name val="A"/>')
_CONDITION = '<customFilter val="1"/>'
_BAR = '<cfvo type="min"/><cfvo type="max"/>'
_LONG = "x" * 2_100

BESIDE_CELLS: dict[str, Damage] = {
    # charts
    "bars of no direction": _chart('<c:barDir val="col"/>', ""),
    "bars upwards": _chart('<c:barDir val="col"/>', '<c:barDir val="up"/>'),
    "bars in a heap": _chart('<c:grouping val="clustered"/>', '<c:grouping val="heap"/>'),
    "an axis nowhere": _chart('<c:axPos val="b"/>', ""),
    "an axis at a word": _chart('<c:axPos val="b"/>', '<c:axPos val="bottom"/>'),
    "an axis that crosses none": _chart('<c:crossAx val="50010002"/>', ""),
    "an axis without a scale": _chart(
        '<c:scaling><c:orientation val="minMax"/></c:scaling><c:axPos val="b"/>', '<c:axPos val="b"/>'
    ),
    "an axis that runs nowhere": _chart('<c:orientation val="minMax"/>', '<c:orientation val="up"/>'),
    "a legend at a word": _chart('<c:legendPos val="r"/>', '<c:legendPos val="right"/>'),
    "bars too far apart": _chart("</c:ser><c:axId", '</c:ser><c:gapWidth val="900"/><c:axId'),
    "bars too near": _chart("</c:ser><c:axId", '</c:ser><c:overlap val="200"/><c:axId'),
    "a chart of no kind": _cut("chart", CHART, "<c:barChart>", "</c:barChart>"),
    "a style of no chart": _chart("<c:chart>", '<c:style val="99"/><c:chart>'),
    "blanks shown somehow": _chart('<c:plotVisOnly val="1"/>', '<c:plotVisOnly val="1"/><c:dispBlanksAs val="none"/>'),
    "a point too large": _chart('<c:order val="0"/>', '<c:order val="0"/><c:marker><c:size val="99"/></c:marker>'),
    "labels in disorder": _chart(
        '<c:order val="0"/>',
        '<c:order val="0"/><c:dLbls><c:showVal val="1"/><c:showLegendKey val="0"/></c:dLbls>',
    ),
    "labels at a word": _chart('<c:order val="0"/>', '<c:order val="0"/><c:dLbls><c:dLblPos val="above"/></c:dLbls>'),
    "a trend of no kind": _chart('<c:order val="0"/>', '<c:order val="0"/><c:trendline/>'),
    "a truth in a chart that is none": _chart('<c:plotVisOnly val="1"/>', '<c:plotVisOnly val="yes"/>'),
    "data of a chart that are elsewhere": _chart("<c:printSettings>", '<c:externalData r:id="rId5"/><c:printSettings>'),
    "a crossing at a word": _chart('<c:crosses val="autoZero"/>', '<c:crosses val="zero"/>'),
    "labels of an axis too far away": _chart('<c:lblOffset val="100"/>', '<c:lblOffset val="5000"/>'),
    "series without their cells": _chart("<c:f>Data!$A$2:$A$4</c:f>", ""),
    # drawings
    "an object without an id": _drawing('<xdr:cNvPr id="2" name="Chart 1"/>', '<xdr:cNvPr name="Chart 1"/>'),
    "an object without a name": _drawing('<xdr:cNvPr id="2" name="Chart 1"/>', '<xdr:cNvPr id="2"/>'),
    "an anchor that moves somehow": _drawing("<xdr:twoCellAnchor>", '<xdr:twoCellAnchor editAs="none">'),
    "an anchor without its beginning": _drawing(_FIRST, ""),
    "an anchor without its end": _cut("drawing", DRAWING, "<xdr:to>", "</xdr:to>"),
    "an anchor of no size": _drawing(
        "</xdr:wsDr>",
        f'<xdr:oneCellAnchor>{_FIRST}<xdr:ext cx="-9" cy="9"/><xdr:sp/><xdr:clientData/></xdr:oneCellAnchor>'
        "</xdr:wsDr>",
    ),
    "a drawing that is something else": Damage("xml", DRAWING, lambda parts: parts.update({DRAWING: b"<a/>"})),
    "a theme that is something else": Damage("xml", _THEME, lambda parts: parts.update({_THEME: b"<a/>"})),
    # notes and texts in parts
    "a note without its text": _cut("note", NOTES, "<text>", "</text>"),
    "a note that is too long": of("text-length", NOTES, "<t>a note", f"<t>{'x' * 33_000}"),
    "notes before their authors": of("element-order", NOTES, "<authors>", "<commentList/><authors>"),
    "a font of a note by another word": of("element-order", NOTES, '<rFont val="Tahoma"/>', '<name val="Tahoma"/>'),
    "a font of a text by another word": of("element-order", TEXTS, "<t>Ada</t>", _NAMED_OTHERWISE),
    "a look behind its text": of("element-order", TEXTS, "<t>Ada</t>", "<r><t>Ada</t><rPr><b/></rPr></r>"),
    "a size of a text that is none": of("attribute", TEXTS, "<t>Ada</t>", _PARTED.format('<sz val="x"/>')),
    "a colour of a text that is none": of("attribute", TEXTS, "<t>Ada</t>", _PARTED.format('<color rgb="red"/>')),
    "a font of a text in its cell by another word": of(
        "element-order",
        SHEET,
        '<c r="B3" s="1" t="s"><v>3</v>',
        f'<c r="B3" s="1" t="inlineStr"><is>{_NAMED_OTHERWISE}</is>',
    ),
    # filters and what is sorted
    "a filter by three conditions": _filtered(f"<customFilters>{_CONDITION * 3}</customFilters>", "element-order"),
    "a filter by no condition": _filtered("<customFilters/>", "element-order"),
    "a filter by the first of how many": _filtered("<top10/>", "attribute"),
    "a filter by days of no time": _filtered('<dynamicFilter type="never"/>', "attribute"),
    "a filter in two ways": _filtered('<filters><filter val="1"/></filters><top10 val="3"/>', "filter"),
    "a filter by a part of which day": _filtered('<filters><dateGroupItem year="2026"/></filters>', "attribute"),
    "a filter by a colour that is not there": _filtered('<colorFilter dxfId="80"/>', "style-index"),
    # the workbook
    "styles twice": Damage(
        "relationship",
        BOOK,
        damaged(
            RELATIONS,
            "</Relationships>",
            f'<Relationship Id="rId70" Type="{_STYLES_AGAIN}" Target="styles.xml"/></Relationships>',
        ),
    ),
    "metadata of no kind": _metadata("3", "0"),
    "metadata beyond the last": _metadata("1", "7"),
    "a link to a workbook that is nowhere": Damage(
        "relationship", _LINK, _with(_LINK, _EXTERNAL, "externalLink", RELATIONS, f"{_SHEETS}.externalLink+xml")
    ),
    "two connections of one id": Damage(
        "attribute",
        _CONNECTIONS,
        _with(_CONNECTIONS, _TWO_CONNECTIONS, "connections", RELATIONS, f"{_SHEETS}.connections+xml"),
    ),
    "two properties of one number": _properties(("2", "a"), ("2", "b")),
    "a property whose number is another's": _properties(("1", "a")),
    "two properties of one name": _properties(("2", "a"), ("3", "A")),
    # styles
    "a format of a condition with five sections": of(
        "number-format",
        STYLES,
        '<dxf><font><b/></font><numFmt numFmtId="164" formatCode="',
        '<dxf><font><b/></font><numFmt numFmtId="164" formatCode="0;0;0;0;',
    ),
    "a font with a long name": of("styles", STYLES, '<name val="Calibri"/>', f'<name val="{"N" * 40}"/>'),
    "a fill of two patterns": of(
        "styles", STYLES, '<patternFill patternType="none"/>', '<patternFill patternType="none"/>' * 2
    ),
    # the sheet
    "a selection in no pane": _cut("view", SHEET, "<pane ", 'state="frozen"/>'),
    "a selection in a pane that is not split off": of("view", SHEET, 'xSplit="1" ', ""),
    "a rule of four formulas": of(
        "conditional-format", SHEET, '<formula>$B2="Bo"</formula>', "<formula>1</formula>" * 4
    ),
    "a point without its number": of("conditional-format", SHEET, _BAR, '<cfvo type="num"/><cfvo type="max"/>'),
    "a condition that reads a table's column": of("conditional-format", SHEET, '$B2="Bo"', "$B2=MAX(Deals[Amount])"),
    "a list that is a table's column": of("validation", SHEET, '"1,2.5,3"', "Deals[Amount]"),
    "a condition of constants in an array": of("conditional-format", SHEET, '$B2="Bo"', "$A2=MAX({1,2})"),
    "a condition of ranges that are joined": of("conditional-format", SHEET, '$B2="Bo"', "SUM(($A$2,$A$4))=$A2"),
    "a condition where ranges cross": of("conditional-format", SHEET, '$B2="Bo"', "$A$2:$A$4 $A3:$B3=1"),
    "a condition that reads another workbook": of("conditional-format", SHEET, '$B2="Bo"', "[1]Data!$A$2=1"),
    "a length of constants in an array": of(
        "validation", SHEET, "<formula1>1</formula1>", "<formula1>MAX({1,2})</formula1>"
    ),
    "a list of another workbook": of("validation", SHEET, '"1,2.5,3"', "'[1]It''s other'!$A$1:$A$3"),
    "a list of later programs without its formula": _extension(
        "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}",
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list"><xm:sqref>A9</xm:sqref></x14:dataValidation></x14:dataValidations>',
        "validation",
    ),
    "a slicer that is not there": _extension(
        "{A8765BA9-456A-4dab-B4F3-ACF838C121DE}",
        '<x14:slicerList><x14:slicer r:id="rId66"/></x14:slicerList>',
        "relationship",
    ),
    "a link that is too long": Damage(
        "hyperlink", SHEET, damaged(SHEET_RELATIONS, "https://example.com", f"https://example.com/{_LONG}")
    ),
    "a tip that is too long": of("hyperlink", SHEET, '<hyperlink ref="F11"', f'<hyperlink tooltip="{_LONG}" ref="F11"'),
    "too many breaks": of(
        "element-order", SHEET, '<brk id="20" max="16383" man="1"/>', '<brk id="20" max="16383" man="1"/>' * 1_100
    ),
    "a password that is none": _after_cells('<sheetProtection password="zz" sheet="1"/>', "attribute"),
    "a scenario of no cells": _after_cells('<scenarios><scenario name="a"/></scenarios>', "element-order"),
    "a scenario of a cell that is none": _after_cells(
        '<scenarios><scenario name="a"><inputCells r="A" val="1"/></scenario></scenarios>', "reference"
    ),
    "a watched cell that is none": of(
        "reference", SHEET, "<drawing r", '<cellWatches><cellWatch r="1A"/></cellWatches><drawing r'
    ),
    "a tab of no colour": of("attribute", SHEET, "<dimension", '<sheetPr><tabColor rgb="red"/></sheetPr><dimension'),
    # tables
    "a column of the id 0": of("table-header", TABLE, '<tableColumn id="1"', '<tableColumn id="0"'),
    "a header that a formula gives": of(
        "table-header", SHEET, '<c r="B1" s="1" t="s"><v>1</v>', '<c r="B1" s="1" t="str"><f>"Rep"</f><v>Rep</v>'
    ),
    "an array in a table": of(
        "formula", SHEET, '<c r="A3" s="1"><v>2.5</v>', '<c r="A3" s="1"><f t="array" ref="A3:A4">D2:D3</f><v>2.5</v>'
    ),
}
