"""References to cells in the parts of a file, wherever they stand but in cells, after a change."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree
from openpyxl.utils.escape import unescape

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef, area, is_same
from salessheet.xlsx.changes.areas import in_address, in_areas, in_table, place, table_columns
from salessheet.xlsx.changes.formulas import in_formula, in_shared_formula
from salessheet.xlsx.changes.kinds import Change, NameRenamed, Renamed, Resized, Shifted, TableRenamed
from salessheet.xlsx.package import MAIN, in_utf8
from salessheet.xlsx.parts import RELATION_ID
from salessheet.xlsx.restructuring.drawings import move_controls, moving
from salessheet.xlsx.sheet_data import with_cells_of, without_cells

_FORMULAS: Final = frozenset({"formula", "formula1", "formula2", "f"})
"""Elements whose text is a formula: of rules, of validations, of sparklines and their like, of charts."""
_ONE_AREA: Final = frozenset({"mergeCell", "hyperlink", "autoFilter", "sortState", "sortCondition", "dimension"})
_GROUPS: Final = frozenset(
    {
        *("mergeCells", "hyperlinks", "conditionalFormatting", "conditionalFormattings", "dataValidations", "cols"),
        *("ignoredErrors", "protectedRanges", "cellWatches", "rowBreaks", "colBreaks", "sortState"),
        *("sparklines", "sparklineGroup", "sparklineGroups", "scenario", "scenarios", "dataRefs"),
    }
)
"""Elements that make no sense without a child, and go with their last one."""
_SOURCES: Final = frozenset({"worksheetSource", "rangeSet"})
"""Of what a pivot table counts: the one range of cells, or each of several."""
_COLUMNS: Final = f"{MAIN}tableColumns"
_COLUMN: Final = f"{_COLUMNS}/{MAIN}tableColumn"
_FORMULA_ATTRIBUTES: Final = frozenset(
    {
        *("location", "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "linkedCell", "listFillRange"),
        *("textlink", "cellRange", "r1", "r2"),
    }
)


def _all(names: Iterable[str], attributes: Iterable[str]) -> etree.XPath:
    """Elements of these names, and those with one of the attributes: few of a sheet's are."""
    asked = [*(f"local-name()='{name}'" for name in sorted(names)), *(f"@{name}" for name in sorted(attributes))]
    return etree.XPath(f"descendant-or-self::*[{' or '.join(asked)}]")


_CELLS_OF_A_CHART: Final = "{http://schemas.microsoft.com/office/drawing/2012/chart}sqref"
"""What a chart would show if nobody had filtered its series and categories: a reference with its sheet."""
_WITH_FORMULAS: Final = _all({*_FORMULAS, "cfvo", "sqref"}, _FORMULA_ATTRIBUTES)
_ONE_CELL: Final = frozenset({"cellWatch", "inputCells", "singleXmlCell"})
"""Elements that say in `r` which cell they are about."""
_WITH_PLACES: Final = _all({"sqref", "brk", *_ONE_CELL}, {"ref", "sqref"})


def rewrite_sheet(content: bytes, home: str, change: Change) -> bytes:
    """A sheet's part; what stands in its cells is left as it is."""
    content = in_utf8(content)
    tree = etree.fromstring(without_cells(content))
    if not _rewritten(tree, home, change):
        return content
    made = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return with_cells_of(content, made)


def rewrite_references(tree: etree._Element, home: str, change: Change) -> bool:
    """Formulas anywhere in a part, such as a chart's. Whether any changed."""
    is_changed = False
    for element in _found(_WITH_FORMULAS, tree):
        if (_name(element) in _FORMULAS or element.tag == _CELLS_OF_A_CHART) and element.text:
            is_changed |= _set_text(element, in_formula(change, element.text, home))
        is_changed |= _rewrite_attributes(element, home, change)
    return is_changed


def table_area(tree: etree._Element, home: str) -> Area | None:
    return area(home, tree.get("ref", ""))


def table_column_names(tree: etree._Element) -> list[str]:
    return [unescape(column.get("name", "")) for column in tree.iterfind(_COLUMN)]


def rewrite_table(tree: etree._Element, home: str, change: Change) -> bool:
    """A table that is left after the change."""
    is_changed = False
    for element in _elements(tree):
        name = _name(element)
        if name in {"calculatedColumnFormula", "totalsRowFormula"} and element.text:
            is_changed |= _set_text(element, in_formula(change, element.text, home))
        elif name in {"sortState", "sortCondition"} and element.get("ref"):
            is_changed |= _move_ref(element, home, change)
    here, totals = table_area(tree, home), int(tree.get("totalsRowCount", 0))
    after = in_table(change, here, int(tree.get("headerRowCount", 1)), totals) if here is not None else None
    if here is None or after is None or after.address == here.address:
        return is_changed
    tree.set("ref", after.address)
    for filtered in tree.iterfind(f"{MAIN}autoFilter"):
        filtered.set("ref", after._replace(bottom=after.bottom - totals).address)
    _move_table_columns(tree, here, change)
    return True


def _move_table_columns(tree: etree._Element, before: Area, change: Change) -> None:
    """A new column is called as Excel calls it."""
    group, old = tree.find(_COLUMNS), tree.findall(_COLUMN)
    columns = table_columns(change, before, table_column_names(tree))
    if group is None or [index for index, _ in columns] == list(range(len(old))):
        return
    ids = itertools.count(1 + max(int(column.get("id", "0")) for column in old))
    group[:] = [
        old[index] if index is not None else etree.Element(f"{MAIN}tableColumn", id=str(next(ids)), name=name)
        for index, name in columns
    ]
    group.set("count", str(len(columns)))
    for filtered in tree.iterfind(f"{MAIN}autoFilter"):
        _move_filtered_columns(filtered, [index for index, _ in columns])


def _move_filtered_columns(element: etree._Element, columns: list[int | None]) -> None:
    """Filters go with their columns. `columns`: of each that is there now, which it was before."""
    there = {str(index): str(i) for i, index in enumerate(columns) if index is not None}
    for filtered in element.findall(f"{MAIN}filterColumn"):
        if filtered.get("colId") in there:
            filtered.set("colId", there[filtered.get("colId", "")])
        else:
            _remove(filtered)


def rewrite_pivot(tree: etree._Element, home: str, change: Change) -> bool:
    """A pivot table's place, and where its cache has its data from."""
    is_changed = False
    for element in _elements(tree):
        name = _name(element)
        if name == "location":
            is_changed |= _move_ref(element, home, change)
        elif name in _SOURCES and not element.get(RELATION_ID):  # which is one in another workbook
            sheet = element.get("sheet", "")
            is_changed |= _move_ref(element, sheet, change)
            if isinstance(change, Renamed) and is_same(sheet, change.old):
                element.set("sheet", change.new)
                is_changed = True
            is_changed |= _rename_source(element, sheet, change)
    return is_changed


def _rename_source(element: etree._Element, sheet: str, change: Change) -> bool:
    """Where the cells are those of a table or of a name."""
    before = element.get("name", "")
    after = in_formula(change, before, sheet)
    if after == before or not isinstance(change, TableRenamed | NameRenamed):
        return False
    element.set("name", after)
    return True


def _rewritten(tree: etree._Element, home: str, change: Change) -> bool:
    is_changed = False
    for element in _found(_WITH_FORMULAS, tree):  # before the places change: they say which cell a rule is seen from
        is_changed |= _rewrite_formulas(element, home, change)
        is_changed |= _rewrite_attributes(element, home, change)
    is_changed |= rewrite_places(tree, home, change)
    if isinstance(change, Shifted) and is_same(change.sheet, home):
        is_changed |= _move_columns(tree, change)
    return move_controls(tree, home, change) or is_changed


def rewrite_places(tree: etree._Element, home: str, change: Change) -> bool:
    """Elements about cells, such as those of an XML map. Whether any changed."""
    is_changed = False
    for element in _found(_WITH_PLACES, tree):
        if element.getparent() is not None or element is tree:
            is_changed |= _rewrite_place(element, home, change)
    return is_changed


def _rewrite_formulas(element: etree._Element, home: str, change: Change) -> bool:
    if _name(element) == "cfvo" and element.get("val"):
        return _rewrite_threshold(element, home, change)
    if _name(element) not in _FORMULAS or not element.text:
        return False
    sqref = _where_it_holds(element)
    if sqref is None:
        return _set_text(element, in_formula(change, element.text, home))
    return _set_text(element, in_shared_formula(change, element.text, home, sqref))


def _rewrite_threshold(element: etree._Element, home: str, change: Change) -> bool:
    """The end of a bar or a scale: a number or a formula, whatever its type is called."""
    before = element.get("val", "")
    after = in_formula(change, before, home)
    element.set("val", after)
    return after != before


def _where_it_holds(formula: etree._Element) -> str | None:
    """The cells of the rule or validation that a formula belongs to; None for other formulas."""
    for holder in formula.iterancestors():
        if holder.get("sqref") is not None:
            return holder.get("sqref")
        if _name(holder) in {"dataValidation", "conditionalFormatting"}:
            return next((child.text for child in holder if _name(child) == "sqref"), None)
    return None


def _rewrite_attributes(element: etree._Element, home: str, change: Change) -> bool:
    is_changed = False
    for attribute in _FORMULA_ATTRIBUTES.intersection(map(str, element.keys())):
        text = element.get(attribute)
        if text:
            after = in_formula(change, text, home)
            if after != text:
                element.set(attribute, after)
                is_changed = True
    return is_changed


def _rewrite_place(element: etree._Element, home: str, change: Change) -> bool:
    name = _name(element)
    if name in _ONE_AREA and element.get("ref"):
        return _move_ref(element, home, change)
    if element.get("sqref") is not None and name != "selection":
        after = in_areas(change, home, element.get("sqref", ""))
        if after == element.get("sqref"):
            return False
        if after:
            element.set("sqref", after)
        else:
            _remove(element)
        return True
    if name == "sqref" and element.text:
        return _move_text(element, home, change)
    if name == "dataRef":
        return _move_source(element, change)
    move = moving(change, home)
    if move is not None and name == "brk":
        return _move_break(element, home, move)
    if move is not None and name in _ONE_CELL:
        return _move_cell(element, home, move)
    return False


def _move_text(element: etree._Element, home: str, change: Change) -> bool:
    """Of an extension, which says in an element where it holds."""
    after = in_areas(change, home, element.text or "")
    if after:
        return _set_text(element, after)
    holder = element.getparent()
    if holder is not None:
        _remove(holder)
    return True


def _move_ref(element: etree._Element, home: str, change: Change) -> bool:
    before = element.get("ref", "")
    after = in_address(change, home, before) if before else before
    if after == before:
        return False
    if _name(element) == "autoFilter" and (old := area(home, before)) is not None:
        columns = table_columns(change, old, [""] * (old.right - old.left + 1))
        _move_filtered_columns(element, [index for index, _ in columns])
    if after is not None:
        element.set("ref", after)
    elif _name(element) != "dimension":
        _remove(element)
    left = area(home, after) if after is not None else None
    if left is not None and left.is_cell and _name(element) == "mergeCell":  # which no file may hold
        _remove(element)
    return True


def _move_break(element: etree._Element, home: str, change: Shifted | Resized) -> bool:
    """A break stands after its row or column, and goes with whole ones only."""
    is_row = element.getparent() is not None and _name(element.getparent()) == "rowBreaks"  # type: ignore[arg-type]  # asked just before
    said = element.get("id", "0")
    number = int(said) if said.isdigit() else 0
    if isinstance(change, Resized):
        moves, corner = is_row, (1, 1)
    else:
        moves, corner = change.takes_rows if is_row else change.takes_columns, (change.area.top, change.area.left)
    if not said.isdigit() or not moves:
        return False
    first = (number + 1, corner[1]) if is_row else (corner[0], number + 1)
    after = place(change, first, home)
    if after is None:
        _remove(element)
        return True
    moved = (after[0] if is_row else after[1]) - 1
    if moved == number:
        return False
    element.set("id", str(moved))
    return True


def _move_cell(element: etree._Element, home: str, change: Shifted | Resized) -> bool:
    before = area(home, element.get("r", ""))
    if before is None:
        return False
    after = place(change, (before.top, before.left), home)
    if after == (before.top, before.left):
        return False
    if after is None:
        _remove(element)
    else:
        element.set("r", CellRef(home, *after).address)
    return True


def _move_source(element: etree._Element, change: Change) -> bool:
    """What a consolidation adds up, of this workbook or of another."""
    sheet = element.get("sheet", "")
    if element.get(RELATION_ID) or not sheet or not element.get("ref"):
        return False
    is_renamed = isinstance(change, Renamed) and is_same(sheet, change.old)
    if isinstance(change, Renamed) and is_renamed:
        element.set("sheet", change.new)
    return _move_ref(element, sheet, change) or is_renamed


def _move_columns(tree: etree._Element, change: Shifted) -> bool:
    """Widths go with whole columns."""
    group = tree.find(f"{MAIN}cols")
    if group is None or not change.columns or change.area.top != 1 or change.area.bottom != LAST_ROW:
        return False
    for entry in list(group):
        whole = Area("", 1, int(entry.get("min", 1)), LAST_ROW, min(int(entry.get("max", 1)), LAST_COLUMN))
        pieces = in_areas(change, change.sheet, whole.address).split()
        if not pieces:
            _remove(entry)
            continue
        found = area("", pieces[0])
        if found is not None:
            entry.set("min", str(found.left))
            entry.set("max", str(found.right))
    return True


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if _name(parent) in _GROUPS and not any(isinstance(child.tag, str) for child in parent):
        _remove(parent)
    elif parent.get("count") is not None:
        parent.set("count", str(len(parent)))


def _set_text(element: etree._Element, text: str) -> bool:
    if element.text == text:
        return False
    element.text = text
    return True


def _elements(tree: etree._Element) -> Iterator[etree._Element]:
    return tree.iter("*")


def _found(path: etree.XPath, tree: etree._Element) -> list[etree._Element]:
    return path(tree)  # type: ignore[return-value]  # elements, as it asks for them


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
