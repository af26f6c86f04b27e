"""Workbooks with parts of their own that openpyxl drops or writes anew."""

from __future__ import annotations

from typing import Final

from tests.engine.exotic_drawings import with_drawing
from tests.engine.exotic_package import (
    MAIN,
    MC,
    MICROSOFT,
    OFFICE,
    PACKAGE,
    PICTURE,
    SHEET,
    SPREADSHEET,
    TYPE,
    WORKBOOK,
    X14,
    X15,
    Parts,
    extensions,
    main,
    plain,
    sheet,
    workbook_with,
    xml,
)

_TABLE_ROWS: Final = (
    '<row r="5"><c r="E5" t="inlineStr"><is><t>Who</t></is></c><c r="F5" t="inlineStr"><is><t>Amount</t></is></c></row>'
    '<row r="6"><c r="E6" t="inlineStr"><is><t>Ana</t></is></c><c r="F6"><f>tblDeals[[#This Row],[Amount]]*0+5</f>'
    "<v>5</v></c></row>"
)


def table() -> Parts:
    return _with_table(plain(), sheet('<tableParts count="1"><tablePart r:id="rTable"/></tableParts>', _TABLE_ROWS))


def _with_table(parts: Parts, content: bytes) -> Parts:
    columns = (
        '<autoFilter ref="E5:F6" xr:uid="{00000000-0009-0000-0100-000001000000}"/><tableColumns count="2">'
        '<tableColumn id="1" xr3:uid="{00000000-0010-0000-0000-000001000000}" name="Who"/>'
        '<tableColumn id="2" name="Amount"><calculatedColumnFormula>tblDeals[[#This Row],[Amount]]*0+5'
        '</calculatedColumnFormula></tableColumn></tableColumns><tableStyleInfo name="TableStyleMedium2" '
        'showRowStripes="1"/>'
    )
    revision = f"{MICROSOFT}/spreadsheetml"
    attributes = f' xmlns:xr="{revision}/2014/revision" xmlns:xr3="{revision}/2016/revision3"'
    deals = main("table", columns, f'{attributes} id="1" name="tblDeals" displayName="tblDeals" ref="E5:F6"')
    parts.replace(sheet=content)
    return parts.add("xl/tables/table1.xml", deals, f"{SPREADSHEET}.table+xml", SHEET, "table", "rTable")


def slicer_of_a_table() -> Parts:
    x14, x15 = f'xmlns:x14="{X14}"', f'xmlns:x15="{X15}"'
    lists = extensions(
        ("3A4CF648-6AED-40f4-86FF-DC5316D8AED3", f'{x14}><x14:slicerList><x14:slicer r:id="rSlicer"/></x14:slicerList>')
    )
    content = sheet(
        f'<drawing r:id="rDrawing"/><tableParts count="1"><tablePart r:id="rTable"/></tableParts>{lists}', _TABLE_ROWS
    )
    parts = _with_table(plain(), content)
    slicer = (
        f'<slicers xmlns="{X14}"><slicer name="Who" cache="Slicer_Who" caption="Who" rowHeight="225425"/></slicers>'
    )
    kind = f"{MICROSOFT}/2007/relationships"
    parts.add(
        "xl/slicers/slicer1.xml",
        xml(slicer),
        "application/vnd.ms-excel.slicer+xml",
        SHEET,
        f"{kind}/slicer",
        "rSlicer",
    )
    cache = (
        f'<slicerCacheDefinition xmlns="{X14}" name="Slicer_Who" sourceName="Who"><extLst>'
        f'<x:ext xmlns:x="{MAIN}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" {x15}>'
        '<x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst></slicerCacheDefinition>'
    )
    caches = extensions(
        (
            "46BE6895-7355-4a93-B00E-2C351335B9C9",
            f'{x15}><x15:slicerCaches xmlns:x14="{X14}"><x14:slicerCache r:id="rCache"/></x15:slicerCaches>',
        )
    )
    parts.add(
        "xl/slicerCaches/slicerCache1.xml", xml(cache), "application/vnd.ms-excel.slicerCache+xml", WORKBOOK,
        f"{kind}/slicerCache", "rCache",
    )  # fmt: skip
    names = '<definedNames><definedName name="Slicer_Who">#N/A</definedName></definedNames>'
    parts.replace(workbook=workbook_with(names, caches))
    namespace = f"{MICROSOFT}/drawing/2012/slicer"
    frame = (
        f'<mc:AlternateContent xmlns:mc="{MC}" xmlns:sle15="{namespace}"><mc:Choice Requires="sle15">'
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Who"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{namespace}"><sle:slicer xmlns:sle="{MICROSOFT}/drawing/2010/slicer" name="Who"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback/></mc:AlternateContent>"
    )
    return with_drawing(parts, frame)


def task_pane() -> Parts:
    """A web extension with its state: where add-ins keep what belongs to the workbook."""
    kind = f"{MICROSOFT}/2011/relationships"
    pane = (
        f'<wetp:taskpanes xmlns:wetp="{MICROSOFT}/webextensions/taskpanes/2010/11"><wetp:taskpane dockstate="right" '
        f'visibility="0" width="350" row="4"><wetp:webextensionref xmlns:r="{OFFICE}" r:id="rId1"/></wetp:taskpane>'
        "</wetp:taskpanes>"
    )
    extension = (
        f'<we:webextension xmlns:we="{MICROSOFT}/webextensions/webextension/2010/11" id="{{00000000}}">'
        '<we:reference id="wa1" version="1.0" store="en-US" storeType="OMEX"/><we:alternateReferences/><we:properties>'
        '<we:property name="code" value="&quot;def f(): pass&#10;&quot;"/></we:properties><we:bindings/>'
        "</we:webextension>"
    )
    office = "application/vnd.ms-office"
    parts = plain().add(
        "xl/webextensions/taskpanes.xml",
        xml(pane),
        f"{office}.webextensiontaskpanes+xml",
        "",
        f"{kind}/webextensiontaskpanes",
    )
    return parts.add(
        "xl/webextensions/webextension1.xml",
        xml(extension),
        f"{office}.webextension+xml",
        "xl/webextensions/taskpanes.xml",
        f"{kind}/webextension",
        "rId1",
    )


def dynamic_array() -> Parts:
    rows = (
        '<row r="5"><c r="E5" cm="1"><f t="array" ref="E5:E7">_xlfn._xlws.SORT(A1:A3,1,-1)</f><v>3</v></c></row>'
        '<row r="6"><c r="E6"><v>2</v></c></row><row r="7"><c r="E7"><v>1</v></c></row>'
    )
    dynamic = f"{MICROSOFT}/spreadsheetml/2017/dynamicarray"
    content = (
        '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
        'cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk>'
        + extensions(
            (
                "bdbb8cdc-fa1e-496e-a857-3c3f30c029c3",
                f'xmlns:xda="{dynamic}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/>',
            )
        )
        + '</bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata>'
    )
    return _with_metadata(plain().replace(sheet=sheet(rows=rows)), content)


def _with_metadata(parts: Parts, content: str) -> Parts:
    return parts.add(
        "xl/metadata.xml", main("metadata", content), f"{SPREADSHEET}.sheetMetadata+xml", WORKBOOK, "sheetMetadata"
    )


def picture_in_a_cell() -> Parts:
    rows = '<row r="5"><c r="E5" t="e" vm="1"><v>#VALUE!</v></c></row>'
    rich = f"{MICROSOFT}/spreadsheetml/2017/richdata"
    content = (
        '<metadataTypes count="1"><metadataType name="XLRICHVALUE" minSupportedVersion="120000" copy="1" '
        'valueMeta="1"/>'
        '</metadataTypes><futureMetadata name="XLRICHVALUE" count="1"><bk>'
        + extensions(("3e2802c4-a4d2-4d8b-9148-e3be6c30e623", f'xmlns:xlrd="{rich}"><xlrd:rvb i="0"/>'))
        + '</bk></futureMetadata><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata>'
    )
    parts = _with_metadata(plain().replace(sheet=sheet(rows=rows)), content)
    related = f"{MICROSOFT}/spreadsheetml/2022/richvaluerel"
    pieces = {
        "rdrichvalue": ("rdRichValue", f'<rvData xmlns="{rich}" count="1"><rv s="0"><v>5</v></rv></rvData>'),
        "rdrichvaluestructure": (
            "rdRichValueStructure",
            f'<rvStructures xmlns="{rich}"><s t="_localImage"><k n="CalcOrigin" t="i"/></s></rvStructures>',
        ),
        "richValueRel": (
            "richValueRel",
            f'<richValueRels xmlns="{related}" xmlns:r="{OFFICE}"><rel r:id="rId1"/></richValueRels>',
        ),
    }
    for name, (kind, text) in pieces.items():
        year = "2022/10" if name == "richValueRel" else "2017/06"
        parts.add(
            f"xl/richData/{name}.xml",
            xml(text),
            f"application/vnd.ms-excel.{name.lower()}+xml",
            WORKBOOK,
            f"{MICROSOFT}/{year}/relationships/{kind}",
        )
    parts.defaults["png"] = "image/png"
    return parts.add("xl/media/image1.png", PICTURE, "", "xl/richData/richValueRel.xml", "image", "rId1")


def custom_xml() -> Parts:
    properties = (
        '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
        'ds:itemID="{BBBBBBBB-0000-4000-8000-000000000000}"><ds:schemaRefs/></ds:datastoreItem>'
    )
    parts = plain().add("customXml/item1.xml", b"<any xmlns='urn:any'>\n  <thing/>\n</any>\n", "", "", "customXml")
    kind = f"{TYPE}.customXmlProperties+xml"
    return parts.add("customXml/itemProps1.xml", xml(properties), kind, "customXml/item1.xml", "customXmlProps")


def properties_of_the_document() -> Parts:
    """Who wrote it and when, a preview, and properties of one's own."""
    core = (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:creator>Ana</dc:creator><cp:lastModifiedBy>Bo</cp:lastModifiedBy>"
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2024-02-29T10:00:00Z</dcterms:modified></cp:coreProperties>'
    )
    kind = f"{PACKAGE}/relationships/metadata"
    parts = plain().add(
        "docProps/core.xml",
        xml(core),
        "application/vnd.openxmlformats-package.core-properties+xml",
        "",
        f"{kind}/core-properties",
    )
    parts.defaults["png"] = "image/png"
    parts.add("docProps/thumbnail.png", PICTURE, "", "", f"{kind}/thumbnail")
    own = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Team"><vt:lpwstr>North</vt:lpwstr>'
        "</property></Properties>"
    )
    return parts.add("docProps/custom.xml", xml(own), f"{TYPE}.custom-properties+xml", "", "custom-properties")


def printer_settings() -> Parts:
    parts = plain().replace(sheet=sheet('<pageSetup paperSize="9" orientation="landscape" r:id="rPrinter"/>'))
    parts.defaults["bin"] = f"{SPREADSHEET}.printerSettings"
    return parts.add(
        "xl/printerSettings/printerSettings1.bin", bytes(range(256)), "", SHEET, "printerSettings", "rPrinter"
    )


def pivot_table() -> Parts:
    cache = (
        '<cacheSource type="worksheet"><worksheetSource ref="E5:F6" sheet="Data"/></cacheSource><cacheFields count="2">'
        '<cacheField name="Who" numFmtId="0"><sharedItems count="1"><s v="Ana"/></sharedItems></cacheField>'
        '<cacheField name="Amount" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
        'containsNumber="1" containsInteger="1" minValue="5" maxValue="5"/></cacheField></cacheFields>'
        + extensions(
            ("725AE2AE-9491-48be-B2B4-4EB974FC3084", f'xmlns:x14="{X14}"><x14:pivotCacheDefinition pivotCacheId="9"/>')
        )
    )
    table = (
        '<location ref="H5:I7" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
        '<pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/><item t="default"/></items></pivotField>'
        '<pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields>'
        '<rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="Sum" fld="1" baseField="0" baseItem="0"/></dataFields>'
    )
    content = _TABLE_ROWS.replace("tblDeals[[#This Row],[Amount]]*0+5", "2+3")
    book = workbook_with("", '<pivotCaches><pivotCache cacheId="9" r:id="rPivots"/></pivotCaches>')
    parts = plain().replace(sheet=sheet(rows=content), workbook=book)
    definition = "xl/pivotCache/pivotCacheDefinition1.xml"
    kind = f"{SPREADSHEET}.pivotCacheDefinition+xml"
    attributes = ' r:id="rId1" refreshedBy="Ana" recordCount="1"'
    parts.add(
        definition, main("pivotCacheDefinition", cache, attributes), kind, WORKBOOK, "pivotCacheDefinition", "rPivots"
    )
    records = main("pivotCacheRecords", '<r><x v="0"/><n v="5"/></r>', ' count="1"')
    parts.add(
        "xl/pivotCache/pivotCacheRecords1.xml",
        records,
        f"{SPREADSHEET}.pivotCacheRecords+xml",
        definition,
        "pivotCacheRecords",
        "rId1",
    )
    shown = main("pivotTableDefinition", table, ' name="PivotTable1" cacheId="9" dataCaption="Values"')
    parts.add("xl/pivotTables/pivotTable1.xml", shown, f"{SPREADSHEET}.pivotTable+xml", SHEET, "pivotTable")
    parts.links["xl/pivotTables/pivotTable1.xml"] = [
        ("rId1", f"{OFFICE}/pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
    ]
    return parts


def external_link() -> Parts:
    link = (
        f'<externalBook r:id="rId1" xmlns:xxl21="{MICROSOFT}/spreadsheetml/2021/extlinks2021"><sheetNames>'
        '<sheetName val="Sheet1"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>4</v>'
        "</cell></row></sheetData></sheetDataSet></externalBook>"
    )
    rows = '<row r="5"><c r="E5"><f>[1]Sheet1!$A$1</f><v>4</v></c></row>'
    book = workbook_with('<externalReferences><externalReference r:id="rLink"/></externalReferences>')
    parts = plain().replace(sheet=sheet(rows=rows), workbook=book)
    part = "xl/externalLinks/externalLink1.xml"
    parts.add(part, main("externalLink", link), f"{SPREADSHEET}.externalLink+xml", WORKBOOK, "externalLink", "rLink")
    parts.links[part] = [("rId1", f"{OFFICE}/externalLinkPath", "file:///C:/Files/other.xlsx")]
    return parts


def connection() -> Parts:
    """A query to a database, with the table of its results and the parts of Power Query."""
    query = (
        '<connection id="1" keepAlive="1" name="Query" type="5" refreshedVersion="8" background="1">'
        '<dbPr connection="Provider=Microsoft.Mashup.OleDb.1;" command="SELECT * FROM [Query]"/></connection>'
    )
    return plain().add(
        "xl/connections.xml", main("connections", query), f"{SPREADSHEET}.connections+xml", WORKBOOK, "connections"
    )


def hyperlinks() -> Parts:
    content = (
        '<hyperlinks><hyperlink ref="A2" r:id="rWeb" tooltip="the web" display="shown"/>'
        '<hyperlink ref="A3" location="Data!C1" display="there"/></hyperlinks>'
    )
    parts = plain().replace(sheet=sheet(content))
    parts.links[SHEET] = [("rWeb", f"{OFFICE}/hyperlink", "https://example.com/a%20b?c=d")]
    return parts


def part_nobody_knows() -> Parts:
    """With a type of its own, related to by the package, by the workbook and by the sheet."""
    parts = plain()
    for i, owner in enumerate(("", WORKBOOK, SHEET)):
        content = b"\x00 any bytes " * (i + 1)
        parts.add(f"unknown/thing{i}.dat", content, "application/x-unknown", owner, "http://example.org/unknown")
    return parts


def checkbox_in_a_cell() -> Parts:
    """A feature of a format, which the styles name by the number of its bag."""
    namespace = f"{MICROSOFT}/spreadsheetml/2022/featurepropertybag"
    bags = (
        f'<FeaturePropertyBags xmlns="{namespace}"><bag type="Checkbox"/><bag type="XFControls">'
        '<bagId k="CellControl">0</bagId></bag></FeaturePropertyBags>'
    )
    parts = plain().add(
        "xl/featurePropertyBag/featurePropertyBag.xml", xml(bags), "application/vnd.ms-excel.featurepropertybag+xml",
        WORKBOOK, f"{MICROSOFT}/2022/11/relationships/FeaturePropertyBag",
    )  # fmt: skip
    named = extensions(
        ("C7286773-470A-42A8-94C5-96B5CB345126", f'xmlns:xfpb="{namespace}"><xfpb:xfComplement i="0"/>')
    ).encode()
    styles = parts.contents["xl/styles.xml"]
    parts.contents["xl/styles.xml"] = styles.replace(
        b'applyNumberFormat="1"/>', b'applyNumberFormat="1">' + named + b"</xf>"
    )
    return parts.replace(sheet=sheet(rows='<row r="5"><c r="E5" s="1" t="b"><v>1</v></c></row>'))
