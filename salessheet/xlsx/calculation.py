"""Whether a workbook asks to be calculated by whoever opens it, and how it is made to."""

from __future__ import annotations

from typing import Final

from lxml import etree

from salessheet.xlsx.package import MAIN, Package

_SETTINGS: Final = f"{MAIN}calcPr"
_ON_OPENING: Final = "fullCalcOnLoad"
_AFTER: Final = frozenset(
    f"{MAIN}{name}"
    for name in (
        "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
        "fileRecoveryPr", "webPublishObjects", "extLst",
    )
)  # fmt: skip  # as the format orders them


def asks_for_calculation(package: Package) -> bool:
    """Its stored values are then not to be relied on."""
    settings = package.workbook.find(_SETTINGS)
    return settings is not None and settings.get(_ON_OPENING) in {"1", "true"}


def asking_for_calculation(package: Package) -> dict[str, bytes]:
    """The workbook part, in which it does."""
    tree = etree.fromstring(package.parts[package.workbook_part])
    ask_for_calculation(tree)
    return {package.workbook_part: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)}


def ask_for_calculation(tree: etree._Element) -> None:
    """In the tree of the workbook's part: some formulas have no result."""
    element = tree.find(_SETTINGS)
    if element is None:
        element = etree.Element(_SETTINGS)
        at = next((i for i, child in enumerate(tree) if child.tag in _AFTER), len(tree))
        tree.insert(at, element)
    element.set(_ON_OPENING, "1")
