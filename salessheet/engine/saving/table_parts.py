"""The tables of a sheet, each in a part of its own."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from lxml import etree
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.saving.merging import merged, same
from salessheet.engine.saving.sheet_elements import put_in_order
from salessheet.engine.saving.styles import in_main
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.parts import RELATION_ID, Parts

_PARTS, _PART = f"{MAIN}tableParts", f"{MAIN}tablePart"
_COLUMNS: Final = f"{MAIN}tableColumns"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_ORDER: Final = tuple(MAIN + name for name in ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst"))
_ORDER_IN_COLUMN: Final = tuple(
    MAIN + name for name in ("calculatedColumnFormula", "totalsRowFormula", "xmlColumnPr", "extLst")
)


def changed_tables(tree: etree._Element, part: str, now: Worksheet, base: Worksheet | None, parts: Parts) -> bool:
    """Changes the tables' own parts, and in `tree`, the sheet's part, which there are; whether the latter changed."""
    old = _by_id(base, parts, part)
    kept = set()
    added: list[Table] = []
    for table in now.tables.values():
        known = old.get(int(table.id or 0))
        if known is None or int(table.id) in kept:
            added.append(table)
        else:
            kept.add(int(table.id))
            _merge(known[1], known[2], table, parts)
    gone = [known for identity, known in old.items() if identity not in kept]
    for relation, removed, _ in gone:
        parts.unrelate(part, relation)
        parts.remove(removed)
    relations = [(_add(table, part, parts)) for table in added]
    if not gone and not added:
        return False
    _list(tree, {relation for relation, _, _ in gone}, relations)
    return True


def _by_id(base: Worksheet | None, parts: Parts, part: str) -> dict[int, tuple[str, str, Table]]:
    """Id of a table in the file → its relationship, its part, and what openpyxl reads there."""
    if base is None:
        return {}
    tables = {int(table.id or 0): table for table in base.tables.values()}
    found = {}
    for relation, target in parts.related(part, "/table").items():
        identity = int(etree.fromstring(parts.contents[target]).get("id", "0"))
        if identity in tables:
            found[identity] = (relation, target, tables[identity])
    return found


def _merge(part: str, base: Table, now: Table, parts: Parts) -> None:
    tree, old, new = etree.fromstring(parts.contents[part]), _tree(base), _tree(now)
    is_changed = _merge_columns(tree, old, new)
    if merged(tree, old, new, lambda _: None, _ORDER) or is_changed:
        parts.contents[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _merge_columns(tree: etree._Element, base: etree._Element, now: etree._Element) -> bool:
    """Columns have numbers that stay theirs, and their order is that on the sheet; taken out of `base` and `now`."""
    raw, old, new = (root.find(_COLUMNS) for root in (tree, base, now))
    if raw is None or old is None or new is None:
        return False
    base.remove(old)
    now.remove(new)
    if same(old, new):
        return False
    originals = {column.get("id"): column for column in raw}
    known = {column.get("id"): column for column in old}
    kept = []
    for column in new:
        identity = column.get("id")
        if identity in originals and identity in known:
            merged(originals[identity], known[identity], column, lambda _: None, _ORDER_IN_COLUMN)
            kept.append(originals[identity])
        else:
            kept.append(deepcopy(column))
    raw[:] = kept
    raw.set("count", str(len(kept)))
    return True


def _add(table: Table, part: str, parts: Parts) -> str:
    """The relationship to a table's new part."""
    table.id = max([0, *_ids(parts)]) + 1
    name = parts.free_name("xl/tables/table{}.xml")
    content = etree.tostring(_tree(table), xml_declaration=True, encoding="UTF-8", standalone=True)
    parts.add(name, content, _TYPE)
    return parts.relate(part, "table", name)


def _ids(parts: Parts) -> list[int]:
    found = []
    for part, content in parts.contents.items():
        if parts.type_of(part) == _TYPE or ("/tables/" in part and part.endswith(".xml")):
            found.append(int(etree.fromstring(content).get("id", "0")))
    return found


def _tree(table: Any) -> etree._Element:
    if not table.tableColumns:
        table._initialise_columns()
    made: Any = table.to_tree()
    return in_main(made)


def _list(tree: etree._Element, gone: set[str], added: list[str]) -> None:
    group = tree.find(_PARTS)
    if group is None:
        group = etree.Element(_PARTS)
        put_in_order(tree, group)
    for element in list(group):
        if element.get(RELATION_ID) in gone:
            group.remove(element)
    for relation in added:
        etree.SubElement(group, _PART, {RELATION_ID: relation})
    group.set("count", str(len(group)))
    if len(group) == 0:
        tree.remove(group)
