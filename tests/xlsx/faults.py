"""A sound workbook, and the ways in which its file can be damaged: each with the code of what is to be found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import xlsxwriter

Parts = dict[str, bytes]

BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
SHEET_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
TABLE = "xl/tables/table1.xml"
STYLES = "xl/styles.xml"
TEXTS = "xl/sharedStrings.xml"
DRAWING = "xl/drawings/drawing1.xml"
CHART = "xl/charts/chart1.xml"
NOTES = "xl/comments1.xml"
CORE = "docProps/core.xml"
_ANOTHER = (
    b'<Relationship Id="rId77" Target="xl/styles.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
)
_TITLES = '<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">a</dc:title>' * 2


def sound() -> Parts:
    """Two sheets: tables, merged cells, validation, conditional formats, a filter, notes, links, a chart, names."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        data, other = book.add_worksheet("Data"), book.add_worksheet("It's other")
        money = book.add_format({"num_format": "#,##0.00 [$¥-804]", "bold": True})
        rows = [[1, "Ada"], [2.5, "Bo"], [3, "Cy"]]
        data.add_table("A1:B4", {"name": "Deals", "data": rows, "columns": [{"header": "Amount"}, {"header": "Rep"}]})
        data.add_table(
            "D1:D3", {"name": "Other", "data": [[1], [2]], "columns": [{"header": "No."}], "autofilter": False}
        )
        data.write_formula("F1", "=SUM(Deals[Amount])", money, 6.5)
        data.write_formula("F2", "='It''s other'!A1*2", None, 2)
        data.write("F3", True)
        data.write_formula("F4", "=1/0", None, "#DIV/0!")
        data.write_array_formula("G1:G2", "{=A2:A3*2}", None, 2)
        data.merge_range("F6:G6", "merged", money)
        data.merge_range("F8:G8", "merged, too", money)
        data.data_validation("A2:A4", {"validate": "list", "source": ["1", "2.5", "3"], "input_title": "Amount"})
        data.data_validation("B2:B4", {"validate": "length", "criteria": ">", "value": 1})
        data.conditional_format("A2:A4", {"type": "cell", "criteria": ">", "value": 2, "format": money})
        data.conditional_format("B2:B4", {"type": "formula", "criteria": '=$B2="Bo"', "format": money})
        data.conditional_format("A2:A4", {"type": "data_bar", "data_bar_2010": True})
        data.write_comment("A1", "a note")
        data.write_comment("B1", "another")
        data.write_url("F10", "https://example.com", string="out")
        data.write_url("F11", "internal:'It''s other'!A1", string="in")
        data.set_column("A:B", 12, money)
        data.set_column("C:C", 3)
        data.freeze_panes(1, 1)
        data.set_h_pagebreaks([20])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Data!$A$2:$A$4", "categories": "=Data!$B$2:$B$4"})
        data.insert_chart("I2", chart)
        other.write_column("A1", [1, 2, 3])
        other.write("B1", "x")
        other.autofilter("A1:B3")
        book.define_name("Rate", "=Data!$F$1")
        book.define_name("Data!Local", "=Data!$F$2")
        book.define_name("Three", "=3")
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@dataclass(frozen=True)
class Damage:
    """What is done to the parts, and the code of a finding it must give, in that part."""

    code: str
    part: str
    harm: Callable[[Parts], None]


def damaged(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def harm(parts: Parts) -> None:
        before = parts[part].decode()
        assert old in before, f"{part} has no {old}"
        parts[part] = before.replace(old, new, 1).encode()

    return harm


def of(code: str, part: str, old: str, new: str) -> Damage:
    return Damage(code, part, damaged(part, old, new))


def _without(part: str, pattern: str) -> Callable[[Parts], None]:
    def harm(parts: Parts) -> None:
        parts[part] = re.sub(pattern, "", parts[part].decode()).encode()

    return harm


def _dropped(part: str) -> Callable[[Parts], None]:
    def harm(parts: Parts) -> None:
        del parts[part]

    return harm


def _added(part: str, content: str) -> Callable[[Parts], None]:
    def harm(parts: Parts) -> None:
        parts[part] = content.encode()

    return harm


def put_before(part: str, before: str, new: str) -> Callable[[Parts], None]:
    return damaged(part, before, new + before)


_MANY = "x" * 300
_RULE = '<dataValidation type="{}" allowBlank="1" sqref="{}"{}>{}</dataValidation>'
_END = "</sheetData>"

DAMAGES: dict[str, Damage] = {
    # the file
    "broken xml": Damage("xml", SHEET, damaged(SHEET, "</sheetData>", "")),
    "a control character": Damage("xml", TEXTS, damaged(TEXTS, "Ada", "A\x01da")),
    "a document type": Damage(
        "xml", SHEET, damaged(SHEET, "<worksheet", "<!DOCTYPE worksheet [<!ENTITY a 'b'>]>\n<worksheet")
    ),
    "no content types": Damage("missing-part", TYPES, _dropped(TYPES)),
    "a part without a type": Damage("content-type", "xl/strange.bin", _added("xl/strange.bin", "x")),
    "a sheet typed as styles": Damage("content-type", SHEET, damaged(TYPES, "worksheet+xml", "styles+xml")),
    "a workbook of no type": Damage("content-type", BOOK, damaged(TYPES, "sheet.main+xml", "sheet+xml")),
    "a part that nothing leads to": Damage(
        "unreachable", "xl/worksheets/sheet9.xml", _added("xl/worksheets/sheet9.xml", "<a/>")
    ),
    "relationships of nobody": Damage(
        "unreachable", "xl/_rels/gone.xml.rels", _added("xl/_rels/gone.xml.rels", "<a/>")
    ),
    "a missing sheet": Damage("missing-part", RELATIONS, _dropped(SHEET)),
    "a missing table": Damage("missing-part", SHEET_RELATIONS, _dropped(TABLE)),
    "a missing chart": Damage("missing-part", "xl/drawings/_rels/drawing1.xml.rels", _dropped(CHART)),
    "two relationships of one id": Damage("relationship", RELATIONS, damaged(RELATIONS, 'Id="rId2"', 'Id="rId1"')),
    "no way to the workbook": Damage(
        "relationship", "_rels/.rels", damaged("_rels/.rels", '/officeDocument"', '/other"')
    ),
    "names that differ in capitals": Damage("part-name", "xl/Styles.xml", _added("xl/Styles.xml", "<a/>")),
    "a backslash in a name": Damage("part-name", "xl\\x.xml", _added("xl\\x.xml", "<a/>")),
    "a type said twice": Damage(
        "content-type", TYPES, damaged(TYPES, "</Types>", '<Default Extension="XML" ContentType="a"/></Types>')
    ),
    "lists of relationships of another type": Damage(
        "content-type", TYPES, damaged(TYPES, "package.relationships+xml", "package.relations+xml")
    ),
    "a type of a name that is none": Damage(
        "content-type", TYPES, damaged(TYPES, 'PartName="/xl/styles', 'PartName="xl/styles')
    ),
    "properties of another type": Damage(
        "content-type", "docProps/core.xml", damaged(TYPES, "core-properties+xml", "core+xml")
    ),
    "two workbooks": Damage(
        "relationship",
        "_rels/.rels",
        lambda parts: parts.update(
            {"_rels/.rels": parts["_rels/.rels"].replace(b"</Relationships>", _ANOTHER + b"</Relationships>")}
        ),
    ),
    "a table that is something else": Damage(
        "xml",
        TABLE,
        lambda parts: parts.update({TABLE: parts[TABLE].replace(b"<table ", b"<tab ").replace(b"</table>", b"</tab>")}),
    ),
    "a title twice": Damage(
        "properties", CORE, damaged(CORE, "</cp:coreProperties>", _TITLES + "</cp:coreProperties>")
    ),
    "a day that is none": Damage("properties", CORE, _without(CORE, r"(?<=W3CDTF\">)\d\d\d\d-")),
    # the workbook
    "names before sheets": Damage("element-order", BOOK, put_before(BOOK, "</workbook>", "<sheets/>")),
    "a way to calculate that is none": Damage(
        "attribute", BOOK, damaged(BOOK, "<calcPr ", '<calcPr calcMode="never" ')
    ),
    "a name that stands for an open bracket": Damage("name", BOOK, damaged(BOOK, "Data!$F$1", "SUM(Data!$F$1")),
    "every sheet hidden": Damage(
        "sheets", BOOK, lambda parts: parts.update({BOOK: parts[BOOK].replace(b"<sheet ", b'<sheet state="hidden" ')})
    ),
    "a sheet id twice": Damage("sheets", BOOK, damaged(BOOK, 'sheetId="2"', 'sheetId="1"')),
    "a sheet without a relationship": Damage("sheets", BOOK, damaged(BOOK, 'r:id="rId2"', 'r:id="rId77"')),
    "a long name of a sheet": Damage("sheet-name", BOOK, damaged(BOOK, 'name="Data"', f'name="{"D" * 32}"')),
    "a colon in a name of a sheet": Damage("sheet-name", BOOK, damaged(BOOK, 'name="Data"', 'name="Da:ta"')),
    "two sheets of one name": Damage("sheet-name", BOOK, damaged(BOOK, 'name="Data"', 'name="IT\'S OTHER"')),
    "an active tab that is not there": Damage(
        "view", BOOK, damaged(BOOK, "<workbookView ", '<workbookView activeTab="7" ')
    ),
    "a name defined twice": Damage("name", BOOK, damaged(BOOK, 'name="Three"', 'name="rate"')),
    "a name that is a cell": Damage("name", BOOK, damaged(BOOK, 'name="Three"', 'name="AB12"')),
    "a name with a blank": Damage("name", BOOK, damaged(BOOK, 'name="Three"', 'name="a b"')),
    "a name of no sheet": Damage("name", BOOK, damaged(BOOK, 'localSheetId="0"', 'localSheetId="9"')),
    "a name with a broken formula": Damage("name", BOOK, damaged(BOOK, "Data!$F$1", "SUM(Data!$F$1;2)")),
    "a name of a sheet that is gone": Damage("unknown-sheet", BOOK, damaged(BOOK, "Data!$F$1", "Gone!$F$1")),
    # formats
    "a font that is not there": Damage("styles", STYLES, damaged(STYLES, 'fontId="1"', 'fontId="99"')),
    "a fill that is not there": Damage("styles", STYLES, damaged(STYLES, 'fillId="0"', 'fillId="9"')),
    "a number format that is not there": Damage(
        "styles", STYLES, damaged(STYLES, '<xf numFmtId="164"', '<xf numFmtId="199"')
    ),
    "a number format of five sections": Damage(
        "number-format", STYLES, damaged(STYLES, 'formatCode="', 'formatCode="0;0;0;0;')
    ),
    "a colour that is none": Damage("styles", STYLES, damaged(STYLES, '<color theme="1"/>', '<color rgb="red"/>')),
    "a named style twice": Damage(
        "styles", STYLES, damaged(STYLES, "</cellStyles>", '<cellStyle name="normal" xfId="0"/></cellStyles>')
    ),
    "fonts after fills": Damage("element-order", STYLES, put_before(STYLES, "</styleSheet>", "<fonts/>")),
    "an alignment that is none": Damage(
        "attribute", STYLES, damaged(STYLES, "</cellXfs>", '<xf><alignment horizontal="centre"/></xf></cellXfs>')
    ),
    "a size that is no number": Damage("attribute", STYLES, damaged(STYLES, '<sz val="11"', '<sz val="big"')),
    # cells
    "a row too tall": Damage("attribute", SHEET, damaged(SHEET, '<row r="3"', '<row r="3" ht="500"')),
    "a value twice": Damage("cell-value", SHEET, damaged(SHEET, "<v>2.5</v>", "<v>2.5</v><v>2.5</v>")),
    "a value before its formula": Damage("cell-value", SHEET, damaged(SHEET, "<f>1/0</f>", "<v>1</v><f>1/0</f>")),
    "two texts in one": Damage("shared-string", TEXTS, damaged(TEXTS, "<t>Ada</t>", "<t>Ada</t><t>Bo</t>")),
    "a table that is not there": Damage("formula", SHEET, damaged(SHEET, "<f>1/0<", "<f>SUM(Gone[Amount])<")),
    "a column that is not there": Damage("formula", SHEET, damaged(SHEET, "<f>1/0<", "<f>SUM(Deals[[#Data],[Gone]])<")),
    "rows in disorder": Damage("row-order", SHEET, damaged(SHEET, '<row r="3"', '<row r="2"')),
    "a row beyond the last": Damage("row-order", SHEET, put_before(SHEET, _END, '<row r="1048577"/>')),
    "a cell in another row": Damage("cell-address", SHEET, damaged(SHEET, '<c r="A3"', '<c r="A9"')),
    "a cell twice": Damage("cell-order", SHEET, damaged(SHEET, '<c r="B3"', '<c r="A3"')),
    "an address that is none": Damage("cell-address", SHEET, damaged(SHEET, '<c r="A3"', '<c r="3A"')),
    "a column beyond the last": Damage("cell-address", SHEET, damaged(SHEET, '<c r="B3"', '<c r="XFE3"')),
    "a format of a cell that is not there": Damage(
        "style-index", SHEET, damaged(SHEET, '<c r="F1" s="1"', '<c r="F1" s="55"')
    ),
    "a shared text that is not there": Damage("shared-string", SHEET, damaged(SHEET, 't="s"><v>0<', 't="s"><v>999<')),
    "no number": Damage("cell-value", SHEET, damaged(SHEET, "<v>2.5</v>", "<v>NaN</v>")),
    "an endless number": Damage("cell-value", SHEET, damaged(SHEET, "<v>2.5</v>", "<v>INF</v>")),
    "a decimal comma": Damage("cell-value", SHEET, damaged(SHEET, "<v>2.5</v>", "<v>2,5</v>")),
    "a truth that is none": Damage("cell-value", SHEET, damaged(SHEET, 't="b"><v>1<', 't="b"><v>yes<')),
    "an error that is none": Damage("cell-value", SHEET, damaged(SHEET, "#DIV/0!</v>", "#OOPS</v>")),
    "a kind of cell that is none": Damage("cell-value", SHEET, damaged(SHEET, 't="b"', 't="boolean"')),
    "a text too long": Damage("text-length", TEXTS, damaged(TEXTS, "Ada", "A" * 32_768)),
    "metadata that is not there": Damage("metadata", SHEET, damaged(SHEET, '<c r="F2"', '<c r="F2" cm="3"')),
    "a formula with its sign": Damage("formula", SHEET, damaged(SHEET, "<f>1/0<", "<f>=1/0<")),
    "a semicolon in a formula": Damage("formula", SHEET, damaged(SHEET, "<f>1/0<", "<f>MAX(1;2)<")),
    "a bracket left open": Damage("formula", SHEET, damaged(SHEET, "<f>1/0<", "<f>MAX(1,2<")),
    "an operand missing": Damage("formula", SHEET, damaged(SHEET, "<f>1/0<", "<f>1/<")),
    "a shared formula of nobody": Damage("formula", SHEET, damaged(SHEET, "<f>1/0<", '<f t="shared" si="4"><')),
    "a formula of a sheet that is gone": Damage(
        "unknown-sheet", SHEET, damaged(SHEET, "<f>'It''s other'!A1", "<f>Gone!A1")
    ),
    "an array formula of no range": Damage("reference", SHEET, damaged(SHEET, 'ref="G1:G2"', 'ref="G1:G"')),
    # the sheet
    "elements in disorder": Damage(
        "element-order", SHEET, put_before(SHEET, "</worksheet>", '<cols><col min="9" max="9"/></cols>')
    ),
    "an element twice": Damage("element-order", SHEET, damaged(SHEET, "<sheetData>", "<sheetData/><sheetData>")),
    "an element of no sheet": Damage("element-order", SHEET, damaged(SHEET, "<sheetData>", "<rows/><sheetData>")),
    "columns that overlap": Damage("columns", SHEET, damaged(SHEET, '<col min="3" max="3"', '<col min="2" max="3"')),
    "merged ranges that overlap": Damage("merge", SHEET, damaged(SHEET, 'ref="F8:G8"', 'ref="G6:G8"')),
    "a merged range in a table": Damage("merge", SHEET, damaged(SHEET, 'ref="F8:G8"', 'ref="A2:B2"')),
    "a validation of no cells": Damage(
        "validation",
        SHEET,
        damaged(
            SHEET,
            ' promptTitle="Amount" sqref="A2:A4"',
            ' sqref="A2:"',
        ),
    ),
    "a list too long": Damage("validation", SHEET, damaged(SHEET, "1,2.5,3", _MANY)),
    "a prompt's title too long": Damage(
        "validation", SHEET, damaged(SHEET, 'promptTitle="Amount"', f'promptTitle="{_MANY}"')
    ),
    "a kind of validation that is none": Damage(
        "validation", SHEET, damaged(SHEET, 'type="textLength"', 'type="length"')
    ),
    "a validation without a formula": Damage("validation", SHEET, damaged(SHEET, "<formula1>1</formula1>", "")),
    "a format of a condition that is not there": Damage(
        "conditional-format", SHEET, damaged(SHEET, 'dxfId="0"', 'dxfId="40"')
    ),
    "a condition without a priority": Damage(
        "conditional-format", SHEET, damaged(SHEET, 'priority="1"', 'priority="0"')
    ),
    "a condition of no cells": Damage(
        "conditional-format",
        SHEET,
        damaged(SHEET, '<conditionalFormatting sqref="A2:A4"', '<conditionalFormatting sqref="A0:A4"'),
    ),
    "a condition that can't be read": Damage("formula", SHEET, damaged(SHEET, '$B2="Bo"', '$B2="Bo')),
    "a data bar of no cells": Damage("conditional-format", SHEET, damaged(SHEET, "<xm:sqref>A2:A4<", "<xm:sqref><")),
    "a cell of a view that is none": Damage("view", SHEET, damaged(SHEET, 'topLeftCell="B2"', 'topLeftCell="2B"')),
    "a link without a relationship": Damage(
        "hyperlink", SHEET, damaged(SHEET, '<hyperlink ref="F10" r:id="', '<hyperlink ref="F10" r:id="x')
    ),
    "a drawing without a relationship": Damage("drawing", SHEET, damaged(SHEET, '<drawing r:id="', '<drawing r:id="x')),
    "a table without a relationship": Damage(
        "table-range", SHEET, damaged(SHEET, '<tablePart r:id="', '<tablePart r:id="x')
    ),
    "a break beyond the sheet": Damage("reference", SHEET, damaged(SHEET, '<brk id="20"', '<brk id="2000000"')),
    "a filter of a column it has not": Damage(
        "filter",
        "xl/worksheets/sheet2.xml",
        damaged(
            "xl/worksheets/sheet2.xml",
            '<autoFilter ref="A1:B3"/>',
            '<autoFilter ref="A1:B3"><filterColumn colId="5"/></autoFilter>',
        ),
    ),
    "no merged cells": Damage("element-order", SHEET, _without(SHEET, r"<mergeCell [^>]*>")),
    "a pane that is none": Damage("attribute", SHEET, damaged(SHEET, 'state="frozen"', 'state="froze"')),
    "a view of another workbook": Damage("view", SHEET, damaged(SHEET, 'workbookViewId="0"', 'workbookViewId="3"')),
    "a margin left out": Damage("attribute", SHEET, damaged(SHEET, ' header="0.3"', "")),
    "a foot too long": Damage(
        "attribute",
        SHEET,
        damaged(SHEET, "<drawing ", f"<headerFooter><oddFooter>{_MANY}</oddFooter></headerFooter><drawing "),
    ),
    "a printer that nobody knows": Damage(
        "relationship", SHEET, damaged(SHEET, "<drawing ", '<pageSetup r:id="rId99"/><drawing ')
    ),
    "a kind of condition that is none": Damage("attribute", SHEET, damaged(SHEET, 'type="cellIs"', 'type="cell"')),
    "a bar of one point": Damage("conditional-format", SHEET, _without(SHEET, r'<cfvo type="max"[^>]*>')),
    # tables
    "a total that is none": Damage(
        "attribute", TABLE, damaged(TABLE, "<tableColumn ", '<tableColumn totalsRowFunction="total" ')
    ),
    "a format of a column that is not there": Damage(
        "style-index", TABLE, damaged(TABLE, "<tableColumn ", '<tableColumn dataDxfId="99" ')
    ),
    "a header that says otherwise": Damage("table-header", SHEET, damaged(TABLE, 'name="Rep"', 'name="Person"')),
    "a header that is a number": Damage(
        "table-header", SHEET, damaged(SHEET, '<c r="B1" s="1" t="s"><v>1</v>', '<c r="B1"><v>1</v>')
    ),
    "two columns of one name": Damage("table-header", TABLE, damaged(TABLE, 'name="Rep"', 'name="AMOUNT"')),
    "a table wider than its columns": Damage("table-range", TABLE, damaged(TABLE, 'ref="A1:B4"', 'ref="A1:C4"')),
    "a table of a header alone": Damage("table-range", TABLE, damaged(TABLE, 'ref="A1:B4"', 'ref="A1:B1"')),
    "a filter beside the table": Damage(
        "filter", TABLE, damaged(TABLE, '<autoFilter ref="A1:B4"', '<autoFilter ref="A1:B3"')
    ),
    "two tables of one name": Damage("table-name", TABLE, damaged(TABLE, 'displayName="Deals"', 'displayName="other"')),
    "two tables of one id": Damage("table-name", TABLE, damaged(TABLE, ' id="1"', ' id="2"')),
    "a table called as a name is": Damage(
        "table-name", TABLE, damaged(TABLE, 'displayName="Deals"', 'displayName="Rate"')
    ),
    "a table called as a cell is": Damage(
        "table-name", TABLE, damaged(TABLE, 'displayName="Deals"', 'displayName="A1"')
    ),
    "tables that overlap": Damage(
        "table-overlap", "xl/tables/table2.xml", damaged("xl/tables/table2.xml", 'ref="D1:D3"', 'ref="B2:B4"')
    ),
    # drawings
    "a drawing off the sheet": Damage(
        "drawing", DRAWING, damaged(DRAWING, "<xdr:col>8</xdr:col>", "<xdr:col>20000</xdr:col>")
    ),
    "a drawing that ends before it begins": Damage(
        "drawing", DRAWING, damaged(DRAWING, "<xdr:row>1</xdr:row>", "<xdr:row>99</xdr:row>")
    ),
    "a drawing of nothing": Damage(
        "drawing", DRAWING, _without(DRAWING, r"(?s)<xdr:graphicFrame.*</xdr:graphicFrame>")
    ),
    "a drawing without its end": Damage("drawing", DRAWING, _without(DRAWING, r"<xdr:clientData/>")),
    "an axis that is not there": Damage("chart", CHART, damaged(CHART, "<c:crossAx val=", '<c:crossAx val="7" old=')),
    "a chart of nothing": Damage("chart", CHART, _without(CHART, r"(?s)<c:plotArea>.*</c:plotArea>")),
    "a chart without a relationship": Damage("drawing", DRAWING, damaged(DRAWING, 'r:id="rId1"', 'r:id="rId8"')),
    "a chart of a sheet that is gone": Damage("chart", CHART, damaged(CHART, "Data!$A$2", "Gone!$A$2")),
    "a note of no author": Damage("note", NOTES, damaged(NOTES, 'authorId="0"', 'authorId="5"')),
    "two notes of a cell": Damage("note", NOTES, damaged(NOTES, 'ref="B1"', 'ref="A1"')),
    "notes without their drawing": Damage("note", SHEET, _without(SHEET, r"<legacyDrawing [^>]*>")),
}
