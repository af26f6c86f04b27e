"""Rows that pages repeat, in the order in which LibreOffice opens them fastest."""

from __future__ import annotations

from itertools import groupby

import pytest
from lxml import etree

from salessheet.xlsx.package import MAIN
from salessheet.xlsx.template.titles import group_titles

TITLES = [
    "Deals!$1:$6",
    "'A, b'!$1:$2",
    "Goals!$A:$B,Goals!$29:$30",
    "Checks!$1:$2",
    "'It''s'!$A:$B,'It''s'!$29:$30",
    "Lists!$1:$6",
]


def workbook(titles: list[str]) -> etree._Element:
    """Between a name before and a name after them."""
    tree = etree.Element(f"{MAIN}workbook")
    names = etree.SubElement(tree, f"{MAIN}definedNames")
    etree.SubElement(names, f"{MAIN}definedName", name="_xlnm.Print_Area", localSheetId="0").text = "Deals!$A$1:$B$2"
    for place, title in enumerate(titles):
        etree.SubElement(names, f"{MAIN}definedName", name="_xlnm.Print_Titles", localSheetId=str(place)).text = title
    etree.SubElement(names, f"{MAIN}definedName", name="About_company").text = "Guide!$C$11"
    return tree


def test_sheets_that_repeat_the_same_are_named_together() -> None:
    tree = workbook(TITLES)
    group_titles(tree)
    before, *titles, after = tree[0]
    assert (before.get("name"), after.get("name")) == ("_xlnm.Print_Area", "About_company")
    said = {title.get("localSheetId"): title.text for title in titles}
    assert said == {str(place): text for place, text in enumerate(TITLES)}
    kinds = [str(title.text).rpartition("!")[2] for title in titles]  # the rows
    assert len(list(groupby(kinds))) == len(set(kinds)) == 3


@pytest.mark.parametrize("tree", [workbook([]), etree.Element(f"{MAIN}workbook")], ids=["no titles", "no names"])
def test_a_workbook_without_any_stays_as_it_was(tree: etree._Element) -> None:
    before = etree.tostring(tree)
    group_titles(tree)
    assert etree.tostring(tree) == before
