"""Criteria and orders of tables and filtered cells of a template: those about rows that change from team to team go."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from salessheet.xlsx.addresses import Area, area
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.stamp.frames import written
from salessheet.xlsx.stamp.standing import Standing


def is_stale(ref: str, title: str, standing: Standing) -> bool:
    """Whether lines of the declaration or formulas stand in these cells of a sheet."""
    whole = area(title, ref)
    if whole is None:
        return False
    filled = (*standing.places.values(), *(table.area for table in standing.tables.values()))
    formulas = standing.book.sheets[title].formulas
    return any(one.sheet == title and one.meets(whole) for one in filled) or any(
        whole.has(row, column) for row, column in formulas
    )


def without_criteria(content: bytes, title: str, standing: Standing) -> bytes:
    """A sheet's part, of which custom views may filter as well."""
    if b"filterColumn" not in content and b"sortState" not in content:
        return content
    tree = etree.fromstring(content)
    for filtered in list(tree.iter(f"{MAIN}autoFilter", f"{MAIN}sortState")):
        if is_stale(filtered.get("ref", ""), title, standing):
            forget(filtered)
    return written(tree)


def forget(tree: etree._Element) -> bool:
    """Of criteria and orders in a part or an element; buttons that are hidden stay so. Whether there were any."""
    stale = [*tree.iter(f"{MAIN}filterColumn"), *tree.iter(f"{MAIN}sortState")]
    buttons = [one for one in stale if one.get("hiddenButton") in {"1", "true"}]
    gone = [one for one in stale if one not in buttons or len(one)]
    for one in gone:
        if one in buttons:
            one[:] = []
        elif one.getparent() is not None:
            one.getparent().remove(one)  # type: ignore[union-attr]  # asked just before
    return bool(gone)


def hiding(title: str, standing: Standing) -> Iterator[Area]:
    """The cells of a sheet whose criteria go: the rows that they hid are shown."""
    package = standing.book.package
    part = standing.book.sheets[title].part
    trees = [package.tree(part)]
    trees += [package.tree(table) for _, table in package.related(part, "/table").values() if table in package.parts]
    for tree in trees:
        for filtered in tree.iter(f"{MAIN}autoFilter"):
            whole = area(title, filtered.get("ref", ""))
            if whole is not None and len(filtered) and is_stale(filtered.get("ref", ""), title, standing):
                yield whole
