"""Damages that leave the file's frame whole: arguments, attributes, orders, and what several cells share."""

from __future__ import annotations

from tests.xlsx.faults import BOOK, CHART, SHEET, STYLES, TABLE, TEXTS, TYPES, Damage, Parts, damaged, put_before

_F = "<f>1/0<"
_END = "</sheetData>"
_OTHER = "xl/worksheets/sheet2.xml"


def _formula(text: str, code: str = "formula") -> Damage:
    return Damage(code, SHEET, damaged(SHEET, _F, f"<f>{text}<"))


def _words(part: str, old: str, new: str, code: str = "attribute") -> Damage:
    return Damage(code, part, damaged(part, old, new))


def _rule(rule: str, code: str = "conditional-format") -> Damage:
    block = f'<conditionalFormatting sqref="A2:A3">{rule}</conditionalFormatting>'
    return Damage(code, SHEET, put_before(SHEET, "<conditionalFormatting", block))


def _style(element: str, code: str = "attribute") -> Damage:
    return Damage(code, STYLES, put_before(STYLES, "</cellXfs>", f"<xf>{element}</xf>"))


def _with_macros(parts: Parts) -> None:
    kind = b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
    link = b'<Relationship Id="rId91" ' + kind + b' Target="vbaProject.bin"/></Relationships>'
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(b"</Relationships>", link)
    parts["xl/vbaProject.bin"] = b"x"
    parts[TYPES] = parts[TYPES].replace(b"<Default ", b'<Default Extension="bin" ContentType="a/b"/><Default ', 1)


FURTHER: dict[str, Damage] = {
    # formulas
    "too few arguments": _formula("VLOOKUP(A1,A1:B2)"),
    "too many arguments": _formula("ABS(1,2)"),
    "an argument where there is none": _formula("NOW(1)"),
    "no argument where there is one": _formula("LEN()"),
    "a pair that is not whole": _formula("SUMIFS(A1:A2,B1:B2)"),
    "too many arguments of a newer function": _formula("_xlfn.XLOOKUP(1,2,3,4,5,6,7)"),
    "too few within another call": _formula("SUM(IF(A1))"),
    "a spill as people type it": _formula("SUM(G1#)"),
    "a workbook without a link": _formula("[1]Sheet1!A1"),
    "a workbook by its name": _formula("'[Plan.xlsx]Sheet1'!A1"),
    "sheets up to one that is gone": _formula("SUM('Data:Gone'!A1)", "unknown-sheet"),
    "arguments of a condition": Damage("formula", SHEET, damaged(SHEET, '$B2="Bo"', 'LEFT($B2,1,2)="B"')),
    "arguments of a name": Damage("name", BOOK, damaged(BOOK, "Data!$F$1<", "ABS(Data!$F$1,2)<")),
    "arguments in a chart": Damage("chart", CHART, damaged(CHART, "Data!$A$2:$A$4", "OFFSET(Data!$A$2)")),
    # what several cells share
    "an array that begins elsewhere": _words(SHEET, 'ref="G1:G2"', 'ref="G2:G3"', "reference"),
    "arrays that overlap": Damage(
        "formula",
        SHEET,
        lambda parts: parts.update(
            {
                SHEET: parts[SHEET]
                .replace(b"<f>1/0<", b'<f t="array" ref="F4:G4">1/0<')
                .replace(b'ref="G1:G2"', b'ref="G1:G4"')
            }
        ),
    ),
    "a formula within an array": _words(
        SHEET, _F, '<f t="array" ref="F4:F5">1/0</f><v>1</v></c></row><row r="5"><c r="F5"><f>1<', "formula"
    ),
    "an array on a merged cell": _words(SHEET, 'ref="F6:G6"', 'ref="G2:G6"', "merge"),
    "a shared formula without a number": _words(SHEET, _F, '<f t="shared" ref="F4:F5">1/0<', "formula"),
    "a shared formula beside its range": _words(SHEET, _F, '<f t="shared" si="0" ref="H4:H5">1/0<', "reference"),
    # cells and rows
    "a text between rows": Damage("cell-value", SHEET, put_before(SHEET, _END, "stray")),
    "a text between cells": Damage("cell-value", SHEET, put_before(SHEET, '<c r="B3"', "stray")),
    "a text beside a value": Damage("cell-value", SHEET, damaged(SHEET, "<v>2.5</v>", "<v>2.5</v>stray")),
    "what is no cell in a row": Damage("cell-value", SHEET, put_before(SHEET, '<c r="B3"', "<cell/>")),
    "an attribute of no cell": _words(SHEET, '<c r="B3"', '<c style="1" r="B3"'),
    "an attribute of no row": _words(SHEET, '<row r="3"', '<row height="12" r="3"'),
    "an attribute of no formula": _words(SHEET, _F, '<f type="array">1/0<'),
    "a row that is neither hidden nor shown": _words(SHEET, '<row r="3"', '<row hidden="yes" r="3"'),
    "a day that is none": Damage(
        "cell-value",
        SHEET,
        lambda parts: parts.update(
            {SHEET: parts[SHEET].replace(b'<c r="F3" t="b"><v>1', b'<c r="F3" t="d"><v>2026-02-30')}
        ),
    ),
    # the sheet
    "an attribute of no view": _words(SHEET, "<sheetView ", '<sheetView zoom="80" '),
    "a zoom too small": _words(SHEET, "<sheetView ", '<sheetView zoomScale="5" '),
    "a split that is no number": _words(SHEET, 'xSplit="1"', 'xSplit="one"'),
    "a view that is none": _words(SHEET, "<sheetView ", '<sheetView view="page" '),
    "a format of rows without a height": _words(SHEET, ' defaultRowHeight="15"', ""),
    "a column without its end": _words(SHEET, '<col min="3" max="3"', '<col min="3"'),
    "a column hidden by a word": _words(SHEET, '<col min="3" max="3"', '<col hidden="hidden" min="3" max="3"'),
    "a merged range that says nothing": _words(SHEET, '<mergeCell ref="F8:G8"/>', "<mergeCell/>"),
    "a validation between one limit": Damage(
        "validation", SHEET, damaged(SHEET, 'type="textLength" operator="greaterThan"', 'type="textLength"')
    ),
    "a validation of two first limits": Damage(
        "element-order", SHEET, damaged(SHEET, "<formula1>1</formula1>", "<formula2>1</formula2><formula1>1</formula1>")
    ),
    "a stop that is none": _words(SHEET, 'type="list"', 'errorStyle="halt" type="list"'),
    "a condition between one limit": _words(
        SHEET, 'operator="greaterThan"><f', 'operator="between"><f', "conditional-format"
    ),
    "a comparison that is not said": _rule('<cfRule type="cellIs" priority="9"><formula>1</formula></cfRule>'),
    "the first of how many": _rule('<cfRule type="top10" priority="9"/>'),
    "too many first ones": _rule('<cfRule type="top10" rank="5000" priority="9"/>', "conditional-format"),
    "days of no time": _rule('<cfRule type="timePeriod" priority="9"><formula>1</formula></cfRule>'),
    "a scale without its scale": _rule('<cfRule type="colorScale" priority="9"/>'),
    "a scale of too few colours": _rule(
        '<cfRule type="colorScale" priority="9"><colorScale><cfvo type="min"/><cfvo type="max"/>'
        '<color rgb="FFFF0000"/></colorScale></cfRule>'
    ),
    "colours before points": _rule(
        '<cfRule type="colorScale" priority="9"><colorScale><color rgb="FFFF0000"/><color rgb="FF00FF00"/>'
        '<cfvo type="min"/><cfvo type="max"/></colorScale></cfRule>',
        "element-order",
    ),
    "a point that is none": _rule(
        '<cfRule type="dataBar" priority="9"><dataBar><cfvo type="least"/><cfvo type="max"/>'
        '<color rgb="FFFF0000"/></dataBar></cfRule>',
        "attribute",
    ),
    "a bar without a colour": _rule(
        '<cfRule type="dataBar" priority="9"><dataBar><cfvo type="min"/><cfvo type="max"/></dataBar></cfRule>'
    ),
    "icons of no set": _rule(
        '<cfRule type="iconSet" priority="9"><iconSet iconSet="3Smileys"><cfvo type="percent" val="0"/>'
        '<cfvo type="percent" val="33"/><cfvo type="percent" val="67"/></iconSet></cfRule>',
        "attribute",
    ),
    "a link of no cell": _words(SHEET, '<hyperlink ref="F10"', "<hyperlink"),
    "a page scaled too far": _words(SHEET, "<drawing ", '<pageSetup scale="900"/><drawing '),
    "a page turned": _words(SHEET, "<drawing ", '<pageSetup orientation="upright"/><drawing '),
    "a margin that is no number": _words(SHEET, 'left="0.7"', 'left="wide"'),
    "a break by a word": _words(SHEET, 'man="1"', 'man="yes"'),
    "a protection by a word": _words(SHEET, "</sheetData>", '</sheetData><sheetProtection sheet="on"/>'),
    "a language that nobody knows": Damage(
        "xml",
        SHEET,
        damaged(
            SHEET,
            "<worksheet ",
            '<worksheet mc:Ignorable="x99" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ',
        ),
    ),
    "a choice for who knows what is not said": Damage(
        "xml",
        SHEET,
        damaged(
            SHEET,
            "</sheetData>",
            '</sheetData><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            '<mc:Choice Requires="x99"/></mc:AlternateContent>',
        ),
    ),
    "how a text is read before what it is": Damage(
        "shared-string",
        TEXTS,
        damaged(TEXTS, "<t>Ada</t>", '<rPh sb="0" eb="1"><t>a</t></rPh><t>Ada</t>'),
    ),
    "a filter of no list": _words(
        _OTHER, '<autoFilter ref="A1:B3"/>', '<autoFilter ref="A1:B3"><sortState/></autoFilter>'
    ),
    # the workbook and its styles
    "an attribute of no sheet": _words(BOOK, '<sheet name="Data"', '<sheet hidden="1" name="Data"'),
    "iterations that are no number": _words(BOOK, "<calcPr ", '<calcPr iterateCount="many" '),
    "a view of no workbook": _words(BOOK, "<workbookView ", '<workbookView visibility="shown" '),
    "a name hidden by a word": _words(BOOK, '<definedName name="Three"', '<definedName hidden="y" name="Three"'),
    "macros in a workbook without": Damage("content-type", BOOK, _with_macros),
    "a font without a size": _words(STYLES, '<sz val="11"/>', "<sz/>"),
    "a font underlined somehow": _words(STYLES, '<sz val="11"/>', '<u val="wavy"/><sz val="11"/>'),
    "a colour of no theme": _words(STYLES, '<color theme="1"/>', '<color theme="40"/>'),
    "edges in disorder": Damage("element-order", STYLES, damaged(STYLES, "<left/><right/>", "<right/><left/>")),
    "a format of conditions in disorder": Damage("element-order", STYLES, damaged(STYLES, "<dxf>", "<dxf><fill/>")),
    "an indent too deep": _style('<alignment indent="900"/>'),
    "a lock by a word": _style('<protection locked="yes"/>'),
    "a protection before an alignment": _style("<protection/><alignment/>", "element-order"),
    "a pattern that is none": _words(STYLES, 'patternType="gray125"', 'patternType="grey"'),
    "a style of tables that is not there": Damage(
        "styles",
        STYLES,
        damaged(
            STYLES,
            "<tableStyles ",
            '<tableStyles><tableStyle name="x"><tableStyleElement type="headerRow" dxfId="70"/></tableStyle>'
            "</tableStyles><other ",
        ),
    ),
    # tables
    "a table without a range": _words(TABLE, 'ref="A1:B4" totals', "totals"),
    "a column of no table": _words(TABLE, "<tableColumn ", '<tableColumn width="9" '),
    "a table striped by a word": _words(TABLE, 'showRowStripes="1"', 'showRowStripes="all"'),
    "columns before the filter": Damage(
        "element-order", TABLE, damaged(TABLE, "<autoFilter ", "<tableColumns/><autoFilter ")
    ),
    # charts
    "a series in disorder": Damage("chart", CHART, damaged(CHART, "<c:ser>", "<c:ser><c:val/>")),
    "a series without an order": Damage("chart", CHART, damaged(CHART, '<c:order val="0"/>', "")),
    "two series of one number": Damage(
        "chart", CHART, damaged(CHART, "</c:ser>", '</c:ser><c:ser><c:idx val="0"/><c:order val="1"/></c:ser>')
    ),
    "more points than it says": Damage("chart", CHART, damaged(CHART, '<c:ptCount val="3"/>', '<c:ptCount val="1"/>')),
    "a chart of one axis": Damage("chart", CHART, lambda parts: parts.update({CHART: _without_an_axis(parts[CHART])})),
    "a legend before its chart": Damage("chart", CHART, damaged(CHART, "<c:plotArea>", "<c:legend/><c:plotArea>")),
}


def _without_an_axis(chart: bytes) -> bytes:
    start = chart.index(b"<c:axId ")
    return chart[:start] + chart[chart.index(b"/>", start) + 2 :]
