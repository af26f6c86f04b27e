"""Damages of a pivot table and its cache."""

from __future__ import annotations

from tests.xlsx.faults import BOOK, RELATIONS, SHEET_RELATIONS, TYPES, Damage, Parts, damaged

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PIVOT = "xl/pivotTables/pivotTable1.xml"
_CACHE = "xl/pivotCache/pivotCacheDefinition1.xml"
_RECORDS = "xl/pivotCache/pivotCacheRecords1.xml"
_RELATION = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def with_pivot(parts: Parts) -> None:
    """Amounts by rep, of the table Deals."""
    parts[_PIVOT] = (
        f'<pivotTableDefinition xmlns="{_MAIN}" name="By rep" cacheId="3" dataCaption="Values">'
        '<location ref="K20:L24" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
        '<pivotField dataField="1"/><pivotField axis="axisRow"><items count="4"><item x="0"/><item x="1"/><item x="2"/>'
        '<item t="default"/></items></pivotField></pivotFields><rowFields count="1"><field x="1"/></rowFields>'
        '<rowItems count="4"><i><x/></i><i><x v="1"/></i><i><x v="2"/></i><i t="grand"><x/></i></rowItems>'
        '<colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="Sum" fld="0"/></dataFields></pivotTableDefinition>'
    ).encode()
    parts[_CACHE] = (
        f'<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_RELATED}" r:id="rId1" recordCount="3">'
        '<cacheSource type="worksheet"><worksheetSource name="Deals"/></cacheSource><cacheFields count="2">'
        '<cacheField name="Amount"><sharedItems/></cacheField><cacheField name="Rep"><sharedItems count="3">'
        '<s v="Ada"/><s v="Bo"/><s v="Cy"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
    ).encode()
    rows = "".join(f'<r><n v="{amount}"/><x v="{rep}"/></r>' for rep, amount in enumerate((1, 2.5, 3)))
    parts[_RECORDS] = f'<pivotCacheRecords xmlns="{_MAIN}" count="3">{rows}</pivotCacheRecords>'.encode()
    _led(parts, SHEET_RELATIONS, "pivotTable", _PIVOT)
    _led(parts, RELATIONS, "pivotCacheDefinition", _CACHE)
    for source, kind, target in (
        ("xl/pivotTables/_rels/pivotTable1.xml.rels", "pivotCacheDefinition", _CACHE),
        ("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", "pivotCacheRecords", _RECORDS),
    ):
        link = f'<Relationship Id="rId1" Type="{_RELATED}/{kind}" Target="/{target}"/>'
        parts[source] = _RELATION.format(link).encode()
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    for part, kind in ((_PIVOT, "pivotTable"), (_CACHE, "pivotCacheDefinition"), (_RECORDS, "pivotCacheRecords")):
        said = f'<Override PartName="/{part}" ContentType="{types}{kind}+xml"/></Types>'
        parts[TYPES] = parts[TYPES].replace(b"</Types>", said.encode())
    caches = '<pivotCaches><pivotCache cacheId="3" r:id="rpivotCacheDefinition"/></pivotCaches></workbook>'
    parts[BOOK] = parts[BOOK].replace(b"</workbook>", caches.encode())


def _led(parts: Parts, listing: str, kind: str, target: str, identity: str = "") -> None:
    link = f'<Relationship Id="{identity or f"r{kind}"}" Type="{_RELATED}/{kind}" Target="/{target}"/></Relationships>'
    parts[listing] = parts[listing].replace(b"</Relationships>", link.encode())


def _of(part: str, old: str, new: str, where: str = "") -> Damage:
    def harm(parts: Parts) -> None:
        with_pivot(parts)
        damaged(part, old, new)(parts)

    return Damage("pivot", where or part, harm)


def _twice(parts: Parts) -> None:
    """Another pivot table at the same place."""
    with_pivot(parts)
    other = "xl/pivotTables/pivotTable2.xml"
    parts[other] = parts[_PIVOT]
    parts["xl/pivotTables/_rels/pivotTable2.xml.rels"] = parts["xl/pivotTables/_rels/pivotTable1.xml.rels"]
    _led(parts, SHEET_RELATIONS, "pivotTable", other, "rOther")
    said = parts[TYPES].decode()
    override = f'<Override PartName="/{_PIVOT}"'
    line = said[said.index(override) : said.index("/>", said.index(override)) + 2]
    parts[TYPES] = said.replace(line, line + line.replace(_PIVOT, other)).encode()


OF_PIVOTS: dict[str, Damage] = {
    "a pivot table of which cache": _of(_PIVOT, 'cacheId="3"', 'cacheId="9"'),
    "two caches of one id": _of(
        BOOK, "<pivotCache ", '<pivotCache cacheId="3" r:id="rpivotCacheDefinition"/><pivotCache '
    ),
    "a pivot table at no place": _of(_PIVOT, 'ref="K20:L24"', 'ref="K20:"'),
    "a pivot table without a name": _of(_PIVOT, ' name="By rep"', ""),
    "a field that the cache has not": _of(_PIVOT, '<pivotField dataField="1"/>', '<pivotField dataField="1"/>' * 2),
    "fields that are counted wrong": _of(_PIVOT, '<pivotFields count="2"', '<pivotFields count="5"'),
    "values of a field that is not there": _of(_PIVOT, 'fld="0"', 'fld="7"'),
    "values that are put together somehow": _of(_PIVOT, 'fld="0"', 'fld="0" subtotal="total"'),
    "a value that the field has not": _of(_PIVOT, '<item x="2"/>', '<item x="8"/>'),
    "two fields of one name": _of(_CACHE, 'name="Rep"', 'name="amount"'),
    "a cache of no rows": _of(
        _CACHE, '<cacheSource type="worksheet"><worksheetSource name="Deals"/></cacheSource>', ""
    ),
    "a cache whose rows are nowhere": _of(_CACHE, 'r:id="rId1"', 'r:id="rId8"'),
    "values that are counted wrong": _of(_CACHE, '<sharedItems count="3"', '<sharedItems count="5"'),
    "a row of too few values": _of(_RECORDS, '<n v="2.5"/>', ""),
    "a row of a value that is not there": _of(_RECORDS, '<x v="2"/>', '<x v="9"/>'),
    "rows that are counted wrong": _of(_RECORDS, 'count="3"', 'count="30"'),
    "fewer values than the cache keeps": _of(_PIVOT, '<item x="1"/>', ""),
    "a value that is listed twice": _of(_PIVOT, '<item x="1"/>', '<item x="2"/>'),
    "a row of a value that its field has not": _of(_PIVOT, '<x v="2"/>', '<x v="4"/>'),
    "a row of more fields than stand there": _of(_PIVOT, '<i><x v="2"/></i>', '<i><x v="2"/><x/></i>'),
    "a column of a second value": _of(_PIVOT, "<i/>", '<i i="1"/>'),
    "rows of a pivot table that are counted wrong": _of(_PIVOT, '<rowItems count="4"', '<rowItems count="3"'),
    "a value compared by a field that is not there": _of(_PIVOT, 'fld="0"', 'fld="0" baseField="2"'),
    "a value compared with no item": _of(
        _PIVOT, 'fld="0"', 'fld="0" showDataAs="difference" baseField="1" baseItem="2000000"'
    ),
    "a value that says nothing of it": _of(_PIVOT, ' dataField="1"', ""),
    "a page that shows a value its field has not": _of(
        _PIVOT, "<dataFields", '<pageFields count="1"><pageField fld="1" item="7"/></pageFields><dataFields'
    ),
    "a format of an item that is not there": _of(
        _PIVOT,
        "</dataFields>",
        '</dataFields><formats count="1"><format><pivotArea><references count="1"><reference field="1" count="1">'
        '<x v="4"/></reference></references></pivotArea></format></formats>',
    ),
    "a group that its field has not": _of(
        _CACHE,
        "</sharedItems></cacheField></cacheFields>",
        '</sharedItems><fieldGroup base="1"><groupItems count="2"><s v="A-B"/><s v="C"/></groupItems></fieldGroup>'
        "</cacheField></cacheFields>",
        _PIVOT,
    ),
    "fields of a cache that it counts otherwise": _of(_CACHE, '<cacheFields count="2"', '<cacheFields count="3"'),
    "rows of a cache that it counts otherwise": _of(_CACHE, 'recordCount="3"', 'recordCount="4"'),
    "two pivot tables at one place": Damage("pivot", "xl/pivotTables/pivotTable2.xml", _twice),
}
