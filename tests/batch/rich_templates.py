"""A template as a company makes one in Excel over the years, part by part: whatever shows cells or keeps what it saw.

Of a template with one blank row of deals in row 7; amounts are in column F. What is about row 240 stands below the
table. OTHERS is in every place where data of whoever was there before might be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from salessheet.xlsx.package import Package, opened
from salessheet.xlsx.parts import Parts

OTHERS: Final = "Others Ltd"
CORE: Final = "package/services/metadata/core-properties/1.psmdcp"

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_MS: Final = "http://schemas.microsoft.com/office"
_X14: Final = f"{_MS}/spreadsheetml/2009/9/main"
_X15: Final = f"{_MS}/spreadsheetml/2010/11/main"
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DRAWN: Final = "application/vnd.openxmlformats-officedocument.drawing"
_NAMES: Final = (
    f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}" xmlns:a="{_DRAWING}/main" xmlns:xdr="{_DRAWING}/spreadsheetDrawing" '
    f'xmlns:c="{_DRAWING}/chart" xmlns:x14="{_X14}" xmlns:x15="{_X15}" xmlns:a14="{_MS}/drawing/2010/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_PIVOT: Final = "xl/pivots/shown.xml"
_CACHE: Final = "xl/pivots/found.xml"
_OWN: Final = "xl/own/sheet.xml"
_DEALS: Final = "xl/worksheets/sheet5.xml"
_BELOW: Final = "xl/own/below.xml"
_BOXES: Final = "xl/own/boxes.vml"

_ROWS: Final = (
    '<row r="240"><c r="B240" t="inlineStr"><is><t>Below</t></is></c><c r="F240"><v>5</v></c></row>'
    '<row r="250"><c r="D250"><f>F240*2</f><v>10</v></c></row>'
    '<row r="251"><c r="C251"><v>1</v></c>'
    '<c r="D251"><f t="dataTable" ref="D251:D252" dt2D="0" dtr="0" r1="F240"/><v>777001</v></c></row>'
    '<row r="252"><c r="C252"><v>2</v></c><c r="D252"><v>777002</v></c></row>'
    '<row r="260"><c r="B260" t="inlineStr"><is><t>Name</t></is></c></row>'
    '<row r="261" hidden="1"><c r="B261" t="inlineStr"><is><t>x</t></is></c></row>'
    '<row r="270"><c r="B270" t="inlineStr"><is><t>Sum</t></is></c></row>'
    '<row r="271" hidden="1"><c r="B271"><f>ROWS(tblDeals)</f><v>1</v></c></row>'
)
_ABOUT_CELLS: Final = (
    '<scenarios current="0"><scenario name="Best" count="2"><inputCells r="F240" val="9"/><inputCells r="F7" val="7"/>'
    "</scenario></scenarios>"
    '<dataConsolidate><dataRefs count="1"><dataRef ref="F7:F207" sheet="Deals"/></dataRefs></dataConsolidate>'
    '<customSheetViews><customSheetView guid="{11111111-2222-4333-8444-555555555555}"><autoFilter ref="B6:BA7">'
    f'<filterColumn colId="1"><filters><filter val="{OTHERS}"/></filters></filterColumn></autoFilter>'
    "</customSheetView></customSheetViews>"
)
_LIES: Final = (
    "<from><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>239</xdr:row><xdr:rowOff>0</xdr:rowOff></from>"
    "<to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>240</xdr:row><xdr:rowOff>0</xdr:rowOff></to>"
)
_CONTROL: Final = (
    '<mc:AlternateContent><mc:Choice Requires="x14"><controls><control shapeId="1025" r:id="{control}" name="Box">'
    f'<controlPr><anchor moveWithCells="1">{_LIES}</anchor></controlPr></control></controls></mc:Choice>'
    "</mc:AlternateContent>"
)
_TABLE: Final = (
    '<table {names} id="{id}" name="own_{id}" displayName="own_{id}" ref="B{top}:B{end}"><autoFilter '
    'ref="B{top}:B{end}">'
    '<filterColumn colId="0"><filters><filter val="{said}"/></filters></filterColumn></autoFilter>'
    '<tableColumns count="1"><tableColumn id="1" name="{head}"/></tableColumns></table>'
)


def rich_template(template: Path, path: Path) -> Path:
    """It is of Excel's own kind of templates, too."""
    parts = Parts(opened(template))
    _with_a_sheet(parts, *_with_pivot(parts))
    _with_deals(parts)
    parts.relate("", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "own/first.emf")
    parts.add("own/first.emf", OTHERS.encode(), "image/x-emf")
    parts.set_type(parts.package.workbook_part, f"{_SHEETS}.template.main+xml")
    _with_properties(parts)
    parts.finished().write(path)
    return path


def _with_properties(parts: Parts) -> None:
    """As a program calls them that is not Excel, and one that says what stands in a cell."""
    (relation, core), *_ = parts.related("", "/core-properties").items()
    content = parts.contents[core].replace(
        b"</cp:coreProperties>", f"<dc:subject>{_OWN}</dc:subject></cp:coreProperties>".encode()
    )
    parts.unrelate("", relation)
    parts.remove(core)
    _add(parts, CORE, content.decode(), "application/vnd.openxmlformats-package.core-properties+xml")
    parts.relate("", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", CORE)
    linked = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="First" linkTarget="Deals_customer">'
        f"<vt:lpwstr>{OTHERS}</vt:lpwstr></property></Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    _add(parts, "docProps/custom.xml", linked, kind)
    parts.relate("", "custom-properties", "docProps/custom.xml")


def _put(parts: Parts, part: str, before: str, more: str) -> None:
    content = parts.contents[part].decode()
    assert before in content, before
    parts.contents[part] = content.replace(before, more + before, 1).encode()


def _add(parts: Parts, part: str, content: str, kind: str) -> None:
    parts.add(part, content.encode(), kind)


def _with_deals(parts: Parts) -> None:
    """On the sheet of deals: drawings that show cells, a control, scenarios, views, two tables and a data table."""
    lies = _LIES.replace("<from>", "<xdr:from>").replace("</from>", "</xdr:from>")
    lies = lies.replace("<to>", "<xdr:to>").replace("</to>", "</xdr:to>")
    drawn = parts.relate(_DEALS, "drawing", _BELOW)
    parts.add("xl/own/cells.emf", OTHERS.encode(), "image/x-emf")
    taken, boxed = parts.relate(_BELOW, "image", "xl/own/cells.emf"), parts.relate(_BOXES, "image", "xl/own/cells.emf")
    shape = (
        f'<xdr:twoCellAnchor>{lies}<xdr:sp macro="" textlink="Deals!$F$240"><xdr:nvSpPr><xdr:cNvPr id="2" name="B"/>'
        '<xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:fld id="{11111111-2222-4333-8444-'
        f'555555555559}}" type="TxLink"><a:t>{OTHERS}</a:t></a:fld></a:p></xdr:txBody></xdr:sp><xdr:clientData/>'
        "</xdr:twoCellAnchor>"
    )
    camera = (
        f'<mc:AlternateContent><mc:Choice Requires="a14"><xdr:twoCellAnchor editAs="oneCell">{lies}<xdr:pic>'
        '<xdr:nvPicPr><xdr:cNvPr id="3" name="P"/><xdr:cNvPicPr><a:extLst><a:ext uri="{84589F7E-364E-4C9E-8A38-'
        'B11213B215E9}"><a14:cameraTool cellRange="Deals!$B$240:$F$240"/></a:ext></a:extLst></xdr:cNvPicPr>'
        f'</xdr:nvPicPr><xdr:blipFill><a:blip r:embed="{taken}"/></xdr:blipFill><xdr:spPr/></xdr:pic>'
        "<xdr:clientData/></xdr:twoCellAnchor></mc:Choice></mc:AlternateContent>"
    )
    _add(parts, _BELOW, f"<xdr:wsDr {_NAMES}>{shape}{camera}</xdr:wsDr>", f"{_DRAWN}+xml")
    parts.lead(_BELOW, parts.relate(_BELOW, "hyperlink", "there"), "#Deals!$B$240")
    boxes = (
        '<v:shape id="_x0000_s1025"><x:ClientData ObjectType="Checkbox"><x:SizeWithCells/><x:Anchor>7, 0, '
        "239, 0, 8, 0, "
        "240, 0</x:Anchor><x:FmlaLink>$F$240</x:FmlaLink></x:ClientData></v:shape>"
        f'<v:shape id="_x0000_s1026"><v:imagedata o:relid="{boxed}"/><x:ClientData ObjectType="Pict"><x:MoveWithCells/>'
        "<x:SizeWithCells/><x:Anchor>7, 0, 239, 0, 8, 0, 240, 0</x:Anchor>"
        "<x:FmlaPict>Deals!$B$240:$F$240</x:FmlaPict></x:ClientData></v:shape>"
    )
    boxes += (
        f'<v:shape id="_x0000_s1027"><v:textbox><div><font>{OTHERS}</font></div></v:textbox><x:ClientData '
        'ObjectType="Label"><x:FmlaTxbx>Deals!$B$7</x:FmlaTxbx></x:ClientData></v:shape>'
    )
    _add(parts, _BOXES, f"<xml {_NAMES}>{boxes}</xml>", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    linked = f'<formControlPr xmlns="{_X14}" objectType="CheckBox" fmlaLink="$F$240"/>'
    _add(parts, "xl/own/box.xml", linked, "application/vnd.ms-excel.controlproperties+xml")
    control = _CONTROL.format(control=parts.relate(_DEALS, "ctrlProp", "xl/own/box.xml"))
    tables = []
    for number, top, head, said in ((90, 260, "Name", "y"), (91, 270, "Sum", "2")):
        part = f"xl/own/table{number}.xml"
        said_of = {"names": _NAMES, "id": number, "top": top, "end": top + 1, "head": head, "said": said}
        _add(parts, part, _TABLE.format(**said_of), f"{_SHEETS}.table+xml")
        tables.append(f'<tablePart r:id="{parts.relate(_DEALS, "table", part)}"/>')
    mapped = (
        f'<singleXmlCells {_NAMES}><singleXmlCell id="1" r="F240" connectionId="0"><xmlCellPr id="1" '
        'uniqueName="Amount"><xmlPr mapId="1" xpath="/own/amount" xmlDataType="double"/></xmlCellPr></singleXmlCell>'
        "</singleXmlCells>"
    )
    _add(parts, "xl/own/mapped.xml", mapped, f"{_SHEETS}.tableSingleCells+xml")
    parts.relate(_DEALS, "tableSingleCells", "xl/own/mapped.xml")
    boxes_link = parts.relate(_DEALS, "vmlDrawing", _BOXES)
    tail = (
        f'<cellWatches><cellWatch r="F240"/></cellWatches><drawing r:id="{drawn}"/><legacyDrawing r:id="{boxes_link}"/>'
    )
    _put(parts, _DEALS, "</sheetData>", _ROWS)
    _put(parts, _DEALS, "<conditionalFormatting ", _ABOUT_CELLS)
    _put(parts, _DEALS, '<tableParts count="1">', tail + control)
    content = (
        parts.contents[_DEALS].decode().replace('<tableParts count="1">', f'<tableParts count="3">{"".join(tables)}')
    )
    parts.contents[_DEALS] = (
        content.replace("<worksheet ", f"<worksheet {_NAMES} ", 1)
        .replace(
            f'{_NAMES} xmlns="{_MAIN}" xmlns:r="{_OFFICE}" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
            _NAMES,
        )
        .encode()
    )


def _with_pivot(parts: Parts) -> tuple[str, str]:
    """A pivot table over the deals, with a slicer and a timeline; what the workbook says of them."""
    book = parts.package.workbook_part
    cache = (
        f'<pivotCacheDefinition {_NAMES} createdVersion="6" recordCount="0"><cacheSource type="worksheet">'
        '<worksheetSource name="tblDeals"/></cacheSource><cacheFields count="1"><cacheField name="Product" '
        'numFmtId="0">'
        f'<sharedItems count="1"><s v="{OTHERS}"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
    )
    _add(parts, _CACHE, cache, f"{_SHEETS}.pivotCacheDefinition+xml")
    pivot = (
        f'<pivotTableDefinition {_NAMES} name="P" cacheId="77" dataCaption="Values"><location ref="B20:C22" '
        'firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="1"><pivotField axis="axisPage" '
        f'showAll="0"><items count="2"><item x="0" n="{OTHERS}"/><item t="default"/></items></pivotField></pivotFields>'
        '<pageFields count="1"><pageField fld="0" item="0" hier="-1"/></pageFields><formats '
        'count="2"><format dxfId="0">'
        '<pivotArea><references count="1"><reference field="0" count="1"><x '
        'v="0"/></reference></references></pivotArea>'
        '</format><format dxfId="0"><pivotArea/></format></formats><filters count="1"><filter fld="0" '
        f'type="captionEqual" evalOrder="-1" id="1" stringValue1="{OTHERS}"><autoFilter ref="A1"/></filter></filters>'
        "</pivotTableDefinition>"
    )
    _add(parts, _PIVOT, pivot, f"{_SHEETS}.pivotTable+xml")
    parts.relate(_PIVOT, "pivotCacheDefinition", _CACHE)
    slicer = (
        f'<slicerCacheDefinition xmlns="{_X14}" name="Slicer_P" sourceName="Product"><pivotTables><pivotTable '
        f'tabId="90" '
        'name="P"/></pivotTables><data><tabular pivotCacheId="77"><items count="1"><i x="0" s="1"/></items></tabular>'
        "</data></slicerCacheDefinition>"
    )
    _add(parts, "xl/own/slices.xml", slicer, "application/vnd.ms-excel.slicerCache+xml")
    timeline = (
        f'<timelineCacheDefinition xmlns="{_X15}" name="Timeline_P" sourceName="Won date"><state pivotCacheId="77" '
        'minimalRefreshVersion="6" lastRefreshVersion="6" filterType="unknown"><selection '
        'startDate="2031-03-03T00:00:00" '
        'endDate="2031-03-04T00:00:00"/><bounds startDate="2031-01-01T00:00:00" endDate="2032-01-01T00:00:00"/></state>'
        "</timelineCacheDefinition>"
    )
    _add(parts, "xl/own/times.xml", timeline, "application/vnd.ms-excel.timelineCache+xml")
    caches = f'<pivotCaches><pivotCache cacheId="77" r:id="{parts.relate(book, "pivotCacheDefinition", _CACHE)}"/>'
    slices = parts.relate(book, f"{_MS}/2007/relationships/slicerCache", "xl/own/slices.xml")
    times = parts.relate(book, f"{_MS}/2011/relationships/timelineCache", "xl/own/times.xml")
    listed = (
        f'<ext uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}" xmlns:x14="{_X14}"><x14:slicerCaches>'
        f'<x14:slicerCache r:id="{slices}"/></x14:slicerCaches></ext><ext '
        f'uri="{{D0CA8CA8-9F24-4464-BF8E-62219DCF47F9}}" '
        f'xmlns:x15="{_X15}"><x15:timelineCacheRefs><x15:timelineCacheRef '
        f'r:id="{times}"/></x15:timelineCacheRefs></ext>'
    )
    return f"{caches}</pivotCaches>", f"<extLst>{listed}</extLst>"


def _with_a_sheet(parts: Parts, caches: str, listed: str) -> None:
    """A sheet of the company's own, of which the parts are called as no program calls them."""
    book = parts.package.workbook_part
    rows = (
        '<row r="3"><c r="B3"><f>SUM(tblDeals[Amount (in full)])</f><v>0</v></c><c '
        'r="C3"><f>ROWS(tblDeals)</f><v>1</v></c><c r="D3"><f ca="1">TODAY()</f><v>777003</v></c>'
        '<c r="E3"><f t="array" aca="1" ref="E3:E4" ca="1">NOW()*{1;2}</f><v>777004</v></c>'
        f'</row><row r="20"><c r="B20" t="inlineStr"><is><t>{OTHERS}</t></is></c></row>'
    )
    drawn = parts.relate(_OWN, "drawing", "xl/own/drawn.xml")
    _add(parts, _OWN, f'<worksheet {_NAMES}><sheetData>{rows}</sheetData><drawing r:id="{drawn}"/></worksheet>',
         f"{_SHEETS}.worksheet+xml")  # fmt: skip
    parts.relate(_OWN, "pivotTable", _PIVOT)
    chart = parts.relate("xl/own/drawn.xml", "chart", "xl/own/graph.xml")
    frame = (
        f"<xdr:wsDr {_NAMES}><xdr:twoCellAnchor>{_LIES.replace('from>', 'xdr:from>').replace('to>', 'xdr:to>')}"
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{_DRAWING}/chart"><c:chart r:id="{chart}"/></a:graphicData></a:graphic>'
        "</xdr:graphicFrame>"
        "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    _add(parts, "xl/own/drawn.xml", frame, f"{_DRAWN}+xml")
    graph = (
        f'<c:chartSpace {_NAMES}><c:chart><c:plotArea><c:layout/><c:pieChart><c:varyColors val="1"/><c:ser>'
        '<c:idx val="0"/><c:order val="0"/><c:cat><c:strRef><c:f>Deals!$B$7:$B$7</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{OTHERS}</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef>'
        "<c:f>Deals!$F$7:$F$7</c:f></c:numRef></c:val></c:ser></c:pieChart></c:plotArea></c:chart></c:chartSpace>"
    )
    _add(parts, "xl/own/graph.xml", graph, f"{_DRAWN}ml.chart+xml")
    sheet = f'<sheet name="A &amp; B" sheetId="90" r:id="{parts.relate(book, "worksheet", _OWN)}"/>'
    _put(parts, book, "</sheets>", sheet)
    _put(parts, book, "</workbook>", caches + listed)


def with_control(package: Package, linked: str) -> Package:
    """On the first sheet, an ActiveX control; `linked`: what it says of cells."""
    parts, sheet = Parts(package), next(iter(package.sheet_parts().values()))
    parts.add("xl/activeX/activeX1.bin", OTHERS.encode("utf-16-le"), "application/vnd.ms-office.activeX")
    parts.add("xl/activeX/activeX1.xml", b"<ocx/>", "application/vnd.ms-office.activeX+xml")
    parts.relate("xl/activeX/activeX1.xml", f"{_MS}/2006/relationships/activeXControlBinary", "xl/activeX/activeX1.bin")
    control = parts.relate(sheet, "control", "xl/activeX/activeX1.xml")
    said = f'<controls><control shapeId="1025" r:id="{control}" name="Box"><controlPr {linked}/></control></controls>'
    before, _, after = parts.contents[sheet].partition(b"</worksheet>")
    parts.contents[sheet] = before + said.encode() + b"</worksheet>" + after
    return parts.finished()


def with_part(kind: str, part: str, content_type: str) -> Callable[[Package], Package]:
    """A package whose workbook leads to one part more."""

    def changed(package: Package) -> Package:
        parts = Parts(package)
        parts.add(part, b"rows", content_type)
        parts.relate(package.workbook_part, kind, part)
        return parts.finished()

    return changed
