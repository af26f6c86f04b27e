"""Workbooks with something in the XML of a sheet, of the workbook or of the shared texts that openpyxl drops."""

from __future__ import annotations

from typing import Final

from tests.engine.exotic_package import (
    HEAD,
    MAIN,
    MICROSOFT,
    OFFICE,
    ROWS,
    SHEET,
    SPREADSHEET,
    WORKBOOK,
    X14,
    X14AC,
    X15,
    XM,
    Parts,
    extensions,
    main,
    plain,
    sheet,
    workbook,
    workbook_with,
)

_X14: Final = f'xmlns:x14="{X14}"'
_XM: Final = f'xmlns:xm="{XM}"'
_XR: Final = f"{MICROSOFT}/spreadsheetml/2014/revision"


def sparklines() -> Parts:
    group = (
        f'<x14:sparklineGroups {_XM}><x14:sparklineGroup type="column" displayEmptyCellsAs="gap" markers="1">'
        '<x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>Data!A1:A3</xm:f>'
        "<xm:sqref>E1</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>"
    )
    return plain().replace(sheet=sheet(extensions(("05C60535-1F16-4fd2-B633-F4F36F0B64E0", f"{_X14}>{group}"))))


def data_bar() -> Parts:
    """The old part of the rule and the new one name each other by an id."""
    number = "{A1B2C3D4-0000-4000-8000-000000000001}"
    old = (
        '<conditionalFormatting sqref="A1:A3"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="min"/>'
        '<cfvo type="max"/><color rgb="FF638EC6"/></dataBar>'
        + extensions(("B025F937-C7B1-47F1-B67F-A62EFF666E3E", f"{_X14}><x14:id>{number}</x14:id>"))
        + "</cfRule></conditionalFormatting>"
    )
    new = (
        f'<x14:conditionalFormattings><x14:conditionalFormatting {_XM}><x14:cfRule type="dataBar" id="{number}">'
        '<x14:dataBar minLength="0" maxLength="100" border="1" negativeBarBorderColorSameAsPositive="0">'
        '<x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/><x14:borderColor rgb="FF638EC6"/>'
        '<x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/></x14:dataBar></x14:cfRule>'
        "<xm:sqref>A1:A3</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    content = old + extensions(("78C0D931-6437-407d-A8EE-F0AAD7539E65", f"{_X14}>{new}"))
    return plain().replace(sheet=sheet(content))


def data_validation_from_another_sheet() -> Parts:
    content = (
        f'<x14:dataValidations count="1" {_XM}><x14:dataValidation type="list" allowBlank="1" '
        'showErrorMessage="1"><x14:formula1><xm:f>Data!$C$1:$C$2</xm:f></x14:formula1><xm:sqref>E1:E9</xm:sqref>'
        "</x14:dataValidation></x14:dataValidations>"
    )
    return plain().replace(sheet=sheet(extensions(("CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF", f"{_X14}>{content}"))))


def extensions_nobody_knows() -> Parts:
    """In the sheet, in the workbook and in a table-like place of the styles."""
    unknown = (
        "00000000-1111-4222-8333-444444444444",
        'xmlns:u="urn:unknown"><u:thing u:kept="yes">  as it is </u:thing>',
    )
    return plain().replace(sheet=sheet(extensions(unknown)), workbook=workbook_with("", extensions(unknown)))


def alternate_content() -> Parts:
    """As Excel writes it beside the path of the file and around controls; and the ids of revisions."""
    path = f'xmlns:x15ac="{MICROSOFT}/spreadsheetml/2010/11/ac"'
    before = (
        f'<fileVersion appName="xl" lastEdited="7"/><workbookPr/><mc:AlternateContent><mc:Choice Requires="x15">'
        f'<x15ac:absPath {path} url="C:\\Files\\"/></mc:Choice></mc:AlternateContent>'
        f'<xr:revisionPtr xmlns:xr="{_XR}" revIDLastSave="0" documentId="13_ncr:1_{{00}}"/>'
    )
    book = workbook(before=before, inside='<calcPr calcId="191029"/>', attributes=f' xmlns:x15="{X15}"')
    choice = (
        f'<mc:AlternateContent><mc:Choice Requires="x14" {_X14}><x14:nothing/></mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent>"
    )
    content = sheet(choice, attributes=f' xmlns:xr="{_XR}" xr:uid="{{00000000-0001-0000-0000-000000000000}}"')
    return plain().replace(workbook=book, sheet=content.replace(b'"x14ac"', b'"x14ac xr"'))


def rich_texts() -> Parts:
    runs = (
        '<si><r><t>An</t></r><r><rPr><b/><sz val="14"/><color rgb="FFFF0000"/></rPr>'
        '<t xml:space="preserve">a </t></r></si><si><t xml:space="preserve"> B_x000D_o\n</t></si>'
    )
    return plain().replace(texts=main("sst", runs, ' count="2" uniqueCount="2"'))


def phonetic_runs() -> Parts:
    said = (
        '<si><t>課きく</t><rPh sb="0" eb="1"><t>カ</t></rPh><phoneticPr fontId="0" type="fullwidthKatakana"/></si>'
        "<si><t>Bo</t></si>"
    )
    return plain().replace(texts=main("sst", said, ' count="2" uniqueCount="2"'))


def rich_text_in_a_cell() -> Parts:
    rows = (
        '<row r="5"><c r="E5" t="inlineStr"><is><r><rPr><i/></rPr><t>in</t></r><r><t xml:space="preserve"> line</t></r>'
        '</is></c><c r="F5" t="d"><v>2024-02-29</v></c><c r="G5" t="e"><v>#N/A</v></c>'
        '<c r="H5" t="b"><v>1</v></c></row>'
    )
    return plain().replace(sheet=sheet(rows=rows))


def protection() -> Parts:
    content = (
        '<sheetProtection algorithmName="SHA-512" hashValue="aGFzaA==" saltValue="c2FsdA==" spinCount="100000" '
        'sheet="1" objects="1" scenarios="1"/><protectedRanges><protectedRange sqref="E1:E3" name="free" '
        'algorithmName="SHA-512" hashValue="aGFzaA==" saltValue="c2FsdA==" spinCount="100000"/></protectedRanges>'
    )
    book = workbook(
        before='<workbookPr/><workbookProtection workbookAlgorithmName="SHA-512" workbookHashValue="aGFzaA==" '
        'workbookSaltValue="c2FsdA==" workbookSpinCount="100000" lockStructure="1"/>'
    )
    return plain().replace(sheet=sheet(content), workbook=book)


def custom_views() -> Parts:
    number = "{11111111-2222-4333-8444-555555555555}"
    views = (
        f'<customSheetViews><customSheetView guid="{number}" scale="80" hiddenRows="1"><pane ySplit="1" '
        'topLeftCell="A2" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/>'
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></customSheetView>'
        "</customSheetViews>"
    )
    book = workbook_with(
        "",
        f'<customWorkbookViews><customWorkbookView name="mine" guid="{number}" windowWidth="800" windowHeight="600" '
        'activeSheetId="1"/></customWorkbookViews>',
    )
    return plain().replace(sheet=sheet(views), workbook=book)


def marks_of_cells() -> Parts:
    """Scenarios, ignored errors, smart tags' kin, phonetic defaults, breaks and cell watches."""
    content = (
        '<scenarios current="0"><scenario name="best" count="1" user="Ana"><inputCells r="A3" val="9"/></scenario>'
        '</scenarios><phoneticPr fontId="0"/><printOptions headings="1"/>'
        '<rowBreaks count="1" manualBreakCount="1"><brk id="2" max="16383" man="1"/></rowBreaks>'
        '<cellWatches><cellWatch r="B2"/></cellWatches><ignoredErrors><ignoredError sqref="C1:C2" '
        'numberStoredAsText="1"/></ignoredErrors>'
    )
    return plain().replace(sheet=sheet(content))


def lambda_names() -> Parts:
    names = (
        '<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">Data!$1:$1</definedName>'
        '<definedName name="Double" comment="twice" hidden="1" xlm="0">_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)</definedName>'
        '<definedName name="Offset">OFFSET(Data!$A$1,0,0,3,1)</definedName></definedNames>'
    )
    return plain().replace(workbook=workbook_with(names))


def shared_formulas() -> Parts:
    """Down a column and over a block; B1 is the first of the column's."""
    rows = ROWS.replace("<f>A1*2</f>", '<f t="shared" ref="B1:B2" si="0">A1*2</f>')
    rows = rows.replace("<f>SUM(A2:A3)</f><v>5</v>", '<f t="shared" si="0"/><v>4</v>')
    block = (
        '<row r="5"><c r="E5"><f t="shared" ref="E5:F6" si="1">A2+$A$3</f><v>5</v></c>'
        '<c r="F5"><f t="shared" si="1"/><v>7</v></c></row>'
        '<row r="6"><c r="E6"><f t="shared" si="1"/><v>6</v></c><c r="F6"><f t="shared" si="1"/><v>3</v></c></row>'
    )
    content = sheet().decode().replace(ROWS, rows + block)
    order = "".join(f'<c r="{cell}" i="1"/>' for cell in ("F6", "E6", "F5", "E5", "B2", "B1"))
    parts = plain().replace(sheet=content.encode())
    parts.contents["xl/calcChain.xml"] = main("calcChain", order)
    return parts


def array_formula() -> Parts:
    rows = (
        '<row r="5"><c r="E5"><f t="array" ref="E5:E7" ca="1">A1:A3*10</f><v>10</v></c></row>'
        '<row r="6"><c r="E6"><v>20</v></c></row><row r="7"><c r="E7"><v>30</v></c></row>'
    )
    parts = plain().replace(sheet=sheet(rows=rows))
    parts.contents["xl/calcChain.xml"] = main("calcChain", '<c r="B1" i="1"/><c r="E5" a="1"/><c r="B2" l="1"/>')
    return parts


def data_table() -> Parts:
    """A what-if table: E6:E7 are what E5 would be, had A2 the values of D6:D7."""
    rows = (
        '<row r="5"><c r="E5"><f>A2*2</f><v>4</v></c></row><row r="6"><c r="D6"><v>10</v></c>'
        '<c r="E6"><f t="dataTable" ref="E6:E7" dt2D="0" dtr="0" r1="A2"/><v>20</v></c></row>'
        '<row r="7"><c r="D7"><v>20</v></c><c r="E7"><v>40</v></c></row>'
    )
    return plain().replace(sheet=sheet(rows=rows))


def dates_from_1904() -> Parts:
    rows = '<row r="5"><c r="E5" s="1"><v>43889</v></c></row>'
    return plain().replace(workbook=workbook(before='<workbookPr date1904="1"/>'), sheet=sheet(rows=rows))


def prefixed_names() -> Parts:
    """Every element of the sheet and of the workbook has a prefix, as some programs write them."""
    rows = ROWS.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    content = (
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}" xmlns:x14ac="{X14AC}"><x:dimension ref="A1:C3"/>'
        f"<x:sheetData>{rows}</x:sheetData></x:worksheet>"
    )
    book = (
        f'{HEAD}<x:workbook xmlns:x="{MAIN}" xmlns:rel="{OFFICE}"><x:sheets>'
        '<x:sheet name="Data" sheetId="1" rel:id="rId1"/></x:sheets></x:workbook>'
    )
    return plain().replace(sheet=content.encode(), workbook=book.encode())


def cells_without_addresses() -> Parts:
    return plain().replace(sheet=_without_addresses("c"))


def rows_without_numbers() -> Parts:
    return plain().replace(sheet=_without_addresses("c", "row"))


def _without_addresses(*tags: str) -> bytes:
    import re

    content = sheet().decode()
    for tag in tags:
        content = re.sub(rf'<{tag} r="\w+"', f"<{tag}", content)
    return content.encode()


def blanks_in_xml() -> Parts:
    """Lines that end as on Windows, indentation, comments and instructions, quotes of the other kind."""
    content = sheet().decode().replace("><", ">\r\n\t<").replace('r="A3"', "r='A3'")
    content = content.replace("<sheetData>", "<!-- the cells --><?keep this?><sheetData >")
    return plain().replace(sheet=content.encode())


def other_encodings() -> Parts:
    """The sheet in UTF-16, the workbook with a mark of byte order."""
    content = sheet().decode().replace("UTF-8", "UTF-16").encode("utf-16")
    return plain().replace(sheet=content, workbook=b"\xef\xbb\xbf" + workbook_with(""))


def links_from_the_root() -> Parts:
    """Targets that begin with a slash, a default type where an override is usual, capitals in a part's name."""
    parts = plain()
    _, *others = parts.links[WORKBOOK]
    first = ("rId1", f"{OFFICE}/worksheet", "Worksheets/Sheet1.xml")
    parts.links[WORKBOOK] = [(number, kind, f"/xl/{target}") for number, kind, target in (first, *others)]
    parts.contents["xl/Worksheets/Sheet1.xml"] = parts.contents.pop(SHEET)
    parts.defaults["xml"] = f"{SPREADSHEET}.worksheet+xml"
    del parts.types[SHEET]
    return parts


def macros() -> Parts:
    """A macro-enabled workbook; its code is any bytes."""
    parts = plain().add(
        "xl/vbaProject.bin", bytes(range(256)) * 8, "", WORKBOOK, f"{MICROSOFT}/2006/relationships/vbaProject"
    )
    parts.defaults["bin"] = "application/vnd.ms-office.vbaProject"
    parts.types[WORKBOOK] = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    content = sheet(before='<sheetPr codeName="Sheet1"/>').decode()
    properties = '<sheetPr codeName="Sheet1"/>'
    content = content.replace(properties, "").replace("<dimension", f"{properties}<dimension")
    return parts.replace(
        workbook=workbook(before='<workbookPr codeName="ThisWorkbook"/>', inside='<calcPr calcId="191029"/>'),
        sheet=content.encode(),
    )
