"""What happened to a workbook as a whole, applied to the parts of its file: cells moved, sheets and names renamed.

Parts that are not concerned keep their bytes, and so does what is in none of the places that refer to cells.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import quote, unquote

from lxml import etree

from salessheet.xlsx.addresses import is_same
from salessheet.xlsx.changes.areas import in_area, table_columns
from salessheet.xlsx.changes.formulas import in_formula
from salessheet.xlsx.changes.kinds import (
    Carried,
    Change,
    ColumnRemoved,
    NameRenamed,
    Removed,
    Renamed,
    Resized,
    Shifted,
)
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.parts import RELATION_ID, Parts
from salessheet.xlsx.restructuring.drawings import move_anchors, move_boxes, move_notes, moving
from salessheet.xlsx.restructuring.elements import (
    rewrite_pivot,
    rewrite_places,
    rewrite_references,
    rewrite_sheet,
    rewrite_table,
    table_area,
    table_column_names,
)
from salessheet.xlsx.restructuring.rows import moved_rows
from salessheet.xlsx.table_references import NO_CELLS

_NAMES: Final = f"{MAIN}definedNames/{MAIN}definedName"
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True)
_KINDS: Final = {
    "/table": rewrite_table,
    "/comments": move_notes,
    "/threadedComment": move_notes,
    "/drawing": move_anchors,
    "/vmlDrawing": move_boxes,
    "/pivotTable": rewrite_pivot,
    "/ctrlProp": rewrite_references,
    "/tableSingleCells": rewrite_places,
}
"""Kinds of parts that belong to a sheet → what a change does to one."""
_BOUND: Final = frozenset({"/drawing", "/comments", "/threadedComment"})
"""Of these, those that only have places on their own sheet, but for shapes that show a cell."""
_ANYWHERE: Final = {
    "/chart": rewrite_references,
    "/chartEx": rewrite_references,
    "/chartUserShapes": rewrite_references,
    "/pivotCacheDefinition": rewrite_pivot,
}
"""Kinds of parts that belong to none."""
_SHOWS_CELLS: Final = (b"textlink=", b"cameraTool")
_AS_WRITTEN: Final = "!$:'\"()[]@#&,;="
"""What links to places have as it is, beside letters and digits."""
_CALCULATED: Final = ("/calcChain", "/volatileDependencies")
"""What programs note of the order in which they calculate, and make anew."""


def restructured(package: Package, history: Sequence[Change]) -> Package:
    """The package after the changes, in order. Formulas in cells stay as they were: the caller writes them."""
    for change in history:
        for step in (*_columns_that_go(package, change), change):
            package = _Restructuring(package, step).result()
    return package


def _columns_that_go(package: Package, change: Change) -> list[ColumnRemoved]:
    """The columns that tables lose with the cells that are deleted."""
    if not isinstance(change, Shifted) or change.columns >= 0:
        return []
    found = []
    for title, part in package.sheet_parts().items():
        for _, table in package.related(part, "/table").values() if is_same(title, change.sheet) else ():
            tree = package.tree(table)
            here, names = table_area(tree, title), table_column_names(tree)
            if here is not None and in_area(change, here) is not None:
                kept = {index for index, _ in table_columns(change, here, names)}
                gone = [name for i, name in enumerate(names) if i not in kept]
                found += [ColumnRemoved(tree.get("displayName", ""), name) for name in gone]
    return found


class _Restructuring:
    """One change, applied to one package."""

    def __init__(self, package: Package, change: Change) -> None:
        self.change = change
        self.package = package
        self.parts = Parts(package)
        self.sheets = package.sheet_parts()

    def result(self) -> Package:
        for title, part in self.sheets.items():
            self._rewrite_sheet(title, part)
        for kind, rewrite in _ANYWHERE.items():
            for part in self.package.of_kind(kind):
                self._rewrite(part, "", rewrite)
        self._rewrite_links()
        self._rewrite_workbook()
        if isinstance(self.change, Shifted | Carried | Removed | Resized):
            self._drop_chain()
        return self.parts.finished()

    def _rewrite_sheet(self, title: str, part: str) -> None:
        content = self.parts.contents[part]
        if isinstance(self.change, Shifted | Carried):
            content = self._without_tables_that_go(content, title, part)
        if isinstance(self.change, Shifted) and is_same(self.change.sheet, title):
            content = moved_rows(content, self.change)
        self.parts.contents[part] = rewrite_sheet(content, title, self.change)
        for kind, rewrite in _KINDS.items():
            if kind in _BOUND and not self._moves_cells_of(title):
                continue
            for related in self.parts.related(part, kind).values():
                self._rewrite(related, title, rewrite)
        for drawing in self.parts.related(part, "/drawing").values():
            if any(said in self.parts.contents[drawing] for said in _SHOWS_CELLS):
                self._rewrite(drawing, title, rewrite_references)

    def _without_tables_that_go(self, content: bytes, title: str, part: str) -> bytes:
        """The sheet's part, which no longer refers to tables all of whose cells are deleted or pasted over."""
        gone = {}
        for relation, table in self.parts.related(part, "/table").items():
            here = table_area(etree.fromstring(self.parts.contents[table], _PARSER), title)
            if here is not None and in_area(self.change, here) is None:
                gone[relation] = table
        if not gone:
            return content
        tree = etree.fromstring(content, _PARSER)
        for group in tree.findall(f"{MAIN}tableParts"):
            for element in [one for one in group if one.get(RELATION_ID) in gone]:
                group.remove(element)
            group.set("count", str(len(group)))
            if len(group) == 0:
                tree.remove(group)
        for relation, table in gone.items():
            self.parts.unrelate(part, relation)
            self.parts.remove(table)
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _moves_cells_of(self, title: str) -> bool:
        return moving(self.change, title) is not None

    def _rewrite(self, part: str, home: str, rewrite: Callable[[etree._Element, str, Change], bool]) -> None:
        """`rewrite`: changes a tree, and says whether it did."""
        content = self.parts.contents.get(part)
        if content is None:
            return
        is_boxes = part.endswith(".vml")
        # Programs other than Excel write boxes that are not quite XML: what can be read of them is kept.
        parser = etree.XMLParser(recover=True) if is_boxes else _PARSER
        tree = etree.fromstring(content, parser)
        if tree is not None and rewrite(tree, home, self.change):
            self.parts.contents[part] = _written(tree, is_boxes=is_boxes)

    def _rewrite_links(self) -> None:
        """Those of shapes and pictures to places in this workbook; one to a sheet that goes stays as it was."""
        if isinstance(self.change, Removed):
            return
        for owner in self.parts.owners():
            for relation, target in self.parts.places(owner).items():
                before = unquote(target[1:])
                after = in_formula(self.change, before, "")
                if after != before and NO_CELLS not in after:
                    self.parts.lead(owner, relation, f"#{quote(after, safe=_AS_WRITTEN)}")

    def _rewrite_workbook(self) -> None:
        tree = etree.fromstring(self.parts.contents[self.package.workbook_part], _PARSER)
        is_changed = isinstance(self.change, Removed)
        titles = [sheet.get("name", "") for sheet in tree.iterfind(f"{MAIN}sheets/*")]
        for name in tree.iterfind(_NAMES):
            local = local_sheet(name)
            home = titles[local] if local is not None and local < len(titles) else ""
            if name.text:
                after = in_formula(self.change, name.text, home, is_name=True)
                is_changed |= after != name.text
                name.text = after
            if isinstance(self.change, NameRenamed) and _is_of(self.change, name.get("name", ""), home):
                name.set("name", self.change.new)
                is_changed = True
        match self.change:
            case Renamed(old=old, new=new):
                for sheet in tree.iterfind(f"{MAIN}sheets/*"):
                    if is_same(sheet.get("name", ""), old):
                        sheet.set("name", new)
                        is_changed = True
            case Removed(sheet=gone):
                self._remove_sheet(tree, titles, gone)
            case _:
                pass
        if is_changed:
            content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            self.parts.contents[self.package.workbook_part] = content

    def _remove_sheet(self, tree: etree._Element, titles: list[str], gone: str) -> None:
        place = next((i for i, title in enumerate(titles) if is_same(title, gone)), None)
        sheets = tree.find(f"{MAIN}sheets")
        if place is None or sheets is None:
            return
        relation = sheets[place].get(RELATION_ID, "")
        sheets.remove(sheets[place])
        _renumber_names(tree, place)
        for view in tree.iterfind(f"{MAIN}bookViews/*"):
            for attribute in ("activeTab", "firstSheet"):
                number = int(view.get(attribute, "0"))
                if number > place or number >= len(sheets):
                    view.set(attribute, str(max(0, number - 1)))
        before = _reached(self.parts)
        self.parts.unrelate(self.package.workbook_part, relation)
        for part in before - _reached(self.parts):
            self.parts.remove(part)

    def _drop_chain(self) -> None:
        workbook = self.package.workbook_part
        for kind in _CALCULATED:
            for relation, part in self.parts.related(workbook, kind).items():
                self.parts.unrelate(workbook, relation)
                self.parts.remove(part)


def _written(tree: etree._Element, *, is_boxes: bool) -> bytes:
    if is_boxes:  # which have no declaration
        return etree.tostring(tree)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _is_of(change: NameRenamed, name: str, home: str) -> bool:
    return name.casefold() == change.old.casefold() and (change.sheet or "").casefold() == home.casefold()


def local_sheet(name: etree._Element) -> int | None:
    """The place of the sheet that a name belongs to, far beyond all of them where it says nonsense; None for none."""
    text = name.get("localSheetId")
    return None if text is None else int(text) if text.isdigit() else sys.maxsize


def _renumber_names(tree: etree._Element, gone: int) -> None:
    """Names of the sheet go with it; those of later ones count one less."""
    for name in tree.findall(_NAMES):
        local = local_sheet(name)
        if local is not None and gone < local < sys.maxsize:
            name.set("localSheetId", str(local - 1))
        elif local is not None and local == gone:
            parent = name.getparent()
            if parent is not None:
                parent.remove(name)
    names = tree.find(f"{MAIN}definedNames")
    if names is not None and len(names) == 0:
        tree.remove(names)


def _reached(parts: Parts) -> set[str]:
    """The parts that are reached from the package's root."""
    found: set[str] = set()
    waiting = list(parts.related("", "").values())
    while waiting:
        part = waiting.pop()
        if part not in found and part in parts.contents:
            found.add(part)
            waiting += [posixpath.normpath(target) for target in parts.related(part, "").values()]
    return found
