"""Workbooks with shapes, charts, notes and controls: what stands above the cells."""

from __future__ import annotations

from typing import Final

from tests.engine.exotic_package import (
    DRAWING,
    MAIN,
    MICROSOFT,
    OFFICE,
    PICTURE,
    SHEET,
    SPREADSHEET,
    TYPE,
    WORKBOOK,
    X14,
    Parts,
    main,
    plain,
    sheet,
    workbook,
    xml,
)

_VML_TYPE: Final = f"{TYPE}.vmlDrawing"
_SHEET_DRAWING: Final = f"{DRAWING}/spreadsheetDrawing"


def with_drawing(parts: Parts, shape: str, of: str = SHEET) -> Parts:
    """A sheet's drawing, related to as rDrawing, with one shape over H1:J9."""
    corners = "".join(
        f"<xdr:{tag}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:{tag}>"
        for tag, column, row in (("from", 7, 0), ("to", 10, 9))
    )
    content = (
        f'<xdr:wsDr xmlns:xdr="{_SHEET_DRAWING}" xmlns:a="{DRAWING}/main" xmlns:r="{OFFICE}">'
        f'<xdr:twoCellAnchor editAs="oneCell">{corners}{shape}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>'
    )
    return parts.add("xl/drawings/drawing1.xml", xml(content), f"{TYPE}.drawing+xml", of, "drawing", "rDrawing")


def shape_with_text() -> Parts:
    shape = (
        '<xdr:sp macro="" textlink="Data!$A$1"><xdr:nvSpPr><xdr:cNvPr id="2" name="Box"/><xdr:cNvSpPr txBox="1"/>'
        '</xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/>'
        '<a:p><a:r><a:rPr lang="en-GB"/><a:t> as it is </a:t></a:r></a:p></xdr:txBody></xdr:sp>'
    )
    return with_drawing(plain().replace(sheet=sheet('<drawing r:id="rDrawing"/>')), shape)


def chart_with_style_and_colours() -> Parts:
    parts = _with_chart(plain().replace(sheet=sheet('<drawing r:id="rDrawing"/>')), SHEET)
    style = f'<cs:{{0}} xmlns:cs="{MICROSOFT}/drawing/2012/chartStyle" xmlns:a="{DRAWING}/main" id="201"/>'
    for name, tag, kind in (("style1", "chartStyle", "chartstyle"), ("colors1", "colorStyle", "chartcolorstyle")):
        parts.add(
            f"xl/charts/{name}.xml", xml(style.format(tag)), f"application/vnd.ms-office.{kind}+xml",
            "xl/charts/chart1.xml", f"{MICROSOFT}/2011/relationships/chart{tag.removeprefix('chart').capitalize()}"
        )  # fmt: skip
    return parts


def _with_chart(parts: Parts, of: str) -> Parts:
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{DRAWING}/chart"><c:chart xmlns:c="{DRAWING}/chart" r:id="rId1"/></a:graphicData>'
        "</a:graphic></xdr:graphicFrame>"
    )
    with_drawing(parts, frame, of)
    values = (
        '<c:val><c:numRef><c:f>Data!$A$1:$A$3</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="3"/>'
        + "".join(f'<c:pt idx="{i}"><c:v>{i + 1}</c:v></c:pt>' for i in range(3))
        + "</c:numCache></c:numRef></c:val>"
    )
    chart = (
        f'<c:chartSpace xmlns:c="{DRAWING}/chart" xmlns:a="{DRAWING}/main" xmlns:r="{OFFICE}" xmlns:c16r2="urn:c16r2">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart>'
        f'<c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/>{values}</c:ser>'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling/><c:axPos val="b"/>'
        '<c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling/><c:axPos val="l"/><c:crossAx val="1"/>'
        "</c:valAx></c:plotArea></c:chart></c:chartSpace>"
    )
    kind = f"{TYPE}.drawingml.chart+xml"
    return parts.add("xl/charts/chart1.xml", xml(chart), kind, "xl/drawings/drawing1.xml", "chart", "rId1")


def note() -> Parts:
    parts = plain().replace(sheet=sheet('<legacyDrawing r:id="rVml"/>'))
    return _with_note(parts, "Ana", "Look here")


def _with_note(parts: Parts, author: str, text: str) -> Parts:
    content = (
        f'<authors><author>{author}</author></authors><commentList><comment ref="A2" authorId="0" shapeId="0"><text><r>'
        f'<rPr><b/><sz val="9"/></rPr><t xml:space="preserve">{text} </t></r></text></comment></commentList>'
    )
    parts.add("xl/comments1.xml", main("comments", content), f"{SPREADSHEET}.comments+xml", SHEET, "comments", "rNotes")
    client = (
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>1, 15, 1, 10, 3, 15, 5, 4'
        "</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>1</x:Row><x:Column>0</x:Column></x:ClientData>"
    )
    return _with_vml(parts, client)


def _with_vml(parts: Parts, client: str) -> Parts:
    """No declaration, lines that end as on Windows, and a line break that is no XML, as Excel writes it."""
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml"\r\n xmlns:o="urn:schemas-microsoft-com:office:office"\r\n'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel">\r\n <v:shape id="_x0000_s1025" type="#_x0000_t202"'
        ' style="position:absolute;visibility:hidden" fillcolor="#ffffe1">'
        "\r\n  <v:textbox><div>a<br>b</div></v:textbox>"
        f"\r\n  {client}\r\n </v:shape></xml>"
    )
    parts.defaults["vml"] = _VML_TYPE
    return parts.add("xl/drawings/vmlDrawing1.vml", drawing.encode(), "", SHEET, "vmlDrawing", "rVml")


def threaded_comment() -> Parts:
    parts = plain().replace(sheet=sheet('<legacyDrawing r:id="rVml"/>'))
    one, other, ana = (f"{{AAAAAAAA-0000-4000-8000-00000000000{i}}}" for i in range(3))
    _with_note(parts, f"tc={one}", "[Threaded comment]")
    namespace = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    thread = (
        f'<ThreadedComments xmlns="{namespace}" xmlns:x="{MAIN}">'
        f'<threadedComment ref="A2" dT="2024-02-29T10:00:00.00" personId="{ana}" id="{one}"><text>Why 2?</text>'
        f'</threadedComment><threadedComment ref="A2" dT="2024-02-29T11:00:00.00" personId="{ana}" id="{other}" '
        f'parentId="{one}"><text>Because.</text></threadedComment></ThreadedComments>'
    )
    people = (
        f'<personList xmlns="{namespace}"><person displayName="Ana" id="{ana}" userId="ana" providerId="None"/>'
        "</personList>"
    )
    kind = f"{MICROSOFT}/2017/10/relationships"
    excel = "application/vnd.ms-excel"
    parts.add(
        "xl/threadedComments/threadedComment1.xml",
        xml(thread),
        f"{excel}.threadedcomments+xml",
        SHEET,
        f"{kind}/threadedComment",
    )
    return parts.add("xl/persons/person.xml", xml(people), f"{excel}.person+xml", WORKBOOK, f"{kind}/person")


def form_control() -> Parts:
    control = (
        f'<mc:AlternateContent><mc:Choice Requires="x14" xmlns:x14="{X14}"><controls><mc:AlternateContent>'
        '<mc:Choice Requires="x14"><control shapeId="1025" r:id="rControl" name="Check Box 1"><controlPr '
        'defaultSize="0" autoFill="0"><anchor moveWithCells="1"><from><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff>'
        "<xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff>"
        "<xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></to></anchor></controlPr></control></mc:Choice>"
        "</mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
    )
    content = sheet(f'<legacyDrawing r:id="rVml"/>{control}', attributes=f' xmlns:xdr="{_SHEET_DRAWING}"')
    client = (
        '<x:ClientData ObjectType="Checkbox"><x:Anchor>7, 0, 0, 0, 8, 0, 1, 0</x:Anchor><x:FmlaLink>$A$3</x:FmlaLink>'
        "</x:ClientData>"
    )
    parts = _with_vml(plain().replace(sheet=content), client)
    properties = f'<formControlPr xmlns="{X14}" objectType="CheckBox" checked="Checked" fmlaLink="$A$3" lockText="1"/>'
    return parts.add(
        "xl/ctrlProps/ctrlProp1.xml",
        xml(properties),
        "application/vnd.ms-excel.controlproperties+xml",
        SHEET,
        "ctrlProp",
        "rControl",
    )


def pictures() -> Parts:
    """One behind the cells and one in a header, which stands in VML."""
    content = sheet('<legacyDrawingHF r:id="rVml"/><picture r:id="rPicture"/>')
    parts = _with_vml(plain().replace(sheet=content), '<v:imagedata o:relid="rId1" o:title="logo"/>')
    parts.defaults["png"] = "image/png"
    parts.add("xl/media/image1.png", PICTURE, "", SHEET, "image", "rPicture")
    parts.links["xl/drawings/vmlDrawing1.vml"] = [("rId1", f"{OFFICE}/image", "../media/image1.png")]
    return parts


def sheets_out_of_order() -> Parts:
    """The first tab is the second sheet of the file; one of charts stands between; hidden ones at the end."""
    parts = plain()
    parts.contents["xl/worksheets/other.xml"] = parts.contents.pop(SHEET)
    parts.types["xl/worksheets/other.xml"] = parts.types.pop(SHEET)
    number, kind, _ = parts.links[WORKBOOK][0]
    parts.links[WORKBOOK][0] = (number, kind, "worksheets/other.xml")
    for name in ("sheet1", "sheet2", "sheet3"):
        content = main("worksheet", '<sheetData><row r="1"><c r="A1"><f>Data!A1</f><v>1</v></c></row></sheetData>')
        parts.add(f"xl/worksheets/{name}.xml", content, f"{SPREADSHEET}.worksheet+xml", WORKBOOK, "worksheet", name)
    views = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    chart = main("chartsheet", f'<sheetPr/>{views}<drawing r:id="rDrawing"/>')
    parts.add("xl/chartsheets/sheet1.xml", chart, f"{SPREADSHEET}.chartsheet+xml", WORKBOOK, "chartsheet", "chart")
    _with_chart(parts, "xl/chartsheets/sheet1.xml")
    listed = (
        '<sheet name="Data" sheetId="7" r:id="rId1"/><sheet name="A chart" sheetId="2" r:id="chart"/>'
        '<sheet name="Second &amp; third" sheetId="3" r:id="sheet2"/>'
        '<sheet name="Hidden" sheetId="5" state="hidden" r:id="sheet1"/>'
        '<sheet name="Hidden well" sheetId="4" state="veryHidden" r:id="sheet3"/>'
    )
    name = '<definedName name="here" localSheetId="2">\'Second &amp; third\'!$A$1</definedName>'
    parts.contents["xl/calcChain.xml"] = main(
        "calcChain", '<c r="A1" i="3"/><c r="A1" i="5"/><c r="A1" i="4"/><c r="B1" i="7"/><c r="B2"/>'
    )
    return parts.replace(workbook=workbook(listed, f'<definedNames>{name}</definedNames><calcPr calcId="191029"/>'))
