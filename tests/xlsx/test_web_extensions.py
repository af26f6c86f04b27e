"""Add-ins of Office's store in a workbook: put in, found again, and nothing else touched."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from salessheet.errors import UnreadableWorkbook
from salessheet.xlsx.package import Package, opened, package_of
from salessheet.xlsx.strict import as_strict
from salessheet.xlsx.web_extensions import WebExtension, embedded, properties_of
from tests.engine.built import Built

OURS = WebExtension("wa200000001", "1.0.0.0", {"main.py": 'print("<&>")\n# 周\t', "empty": ""})
THEIRS = WebExtension("wa200000002", "2.0.0.0", {"theirs": "kept"})
CHANGED = {"[Content_Types].xml", "_rels/.rels"}
NEW = {
    "xl/webextensions/taskpanes.xml",
    "xl/webextensions/webextension1.xml",
    "xl/webextensions/_rels/taskpanes.xml.rels",
}


@pytest.fixture(scope="module", params=["native", "python", "values"])
def book(request: pytest.FixtureRequest, built_books: Built) -> Package:
    return opened(built_books(request.param))


def content(package: Package) -> bytes:
    file = BytesIO()
    package.write(file)
    return file.getvalue()


def test_all_other_parts_keep_their_bytes(book: Package) -> None:
    found = embedded(book, OURS)

    assert set(found.parts) == set(book.parts) | NEW
    assert {part for part in book.parts if found.parts[part] != book.parts[part]} == CHANGED
    assert list(found.parts)[: len(book.parts)] == list(book.parts)


def test_what_was_put_in_is_read_again_from_the_file(book: Package) -> None:
    again = package_of(content(embedded(book, OURS)), Path("T01.xlsx"))

    assert properties_of(again, OURS.number) == OURS.properties
    assert properties_of(again, THEIRS.number) is None
    assert properties_of(book, OURS.number) is None


def test_the_same_workbook_and_add_in_give_the_same_bytes(book: Package) -> None:
    once = content(embedded(book, OURS))

    assert once == content(embedded(book, OURS))
    assert content(embedded(package_of(once, book.path), OURS)) == once


def test_the_lists_of_parts_gain_what_the_format_wants_and_nothing_else(book: Package) -> None:
    found = embedded(book, OURS)

    types = {one.get("PartName"): one.get("ContentType") for one in found.tree("[Content_Types].xml")}
    before = {one.get("PartName"): one.get("ContentType") for one in book.tree("[Content_Types].xml")}
    assert types == before | {
        "/xl/webextensions/taskpanes.xml": "application/vnd.ms-office.webextensiontaskpanes+xml",
        "/xl/webextensions/webextension1.xml": "application/vnd.ms-office.webextension+xml",
    }
    gained = set(found.related("").values()) - set(book.related("").values())
    office = "http://schemas.microsoft.com/office/2011/relationships"
    assert gained == {(f"{office}/webextensiontaskpanes", "xl/webextensions/taskpanes.xml")}
    assert set(found.related("xl/webextensions/taskpanes.xml").values()) == {
        (f"{office}/webextension", "xl/webextensions/webextension1.xml")
    }


def test_an_add_in_of_others_stays_as_it_is(book: Package) -> None:
    theirs = embedded(book, THEIRS)

    both = embedded(theirs, OURS)

    part = "xl/webextensions/webextension1.xml"
    assert both.parts[part] == theirs.parts[part]
    assert properties_of(both, THEIRS.number) == THEIRS.properties
    assert properties_of(both, OURS.number) == OURS.properties
    panes = both.tree("xl/webextensions/taskpanes.xml")
    assert [pane.get("row") for pane in panes] == ["0", "1"]
    assert len({next(iter(pane)).values()[0] for pane in panes}) == 2


def test_what_an_add_in_keeps_by_other_names_stays(book: Package) -> None:
    before = embedded(book, WebExtension(OURS.number, "1.0.0.0", {"setting": "people's own", "main.py": "old"}))

    after = embedded(before, OURS)

    assert properties_of(after, OURS.number) == {"setting": "people's own", **OURS.properties}
    assert properties_of(before, OURS.number) == {"setting": "people's own", "main.py": "old"}
    assert {part for part in after.parts if after.parts[part] != before.parts[part]} == {
        "xl/webextensions/webextension1.xml"
    }


def test_an_add_in_that_kept_nothing_so_far_keeps_it_where_the_format_wants_it(book: Package) -> None:
    part = "xl/webextensions/webextension1.xml"
    before = embedded(book, WebExtension(OURS.number, "1.0.0.0", {}))
    bare = before.with_parts({part: before.parts[part].replace(b"<we:properties/>", b"")})
    assert bare.parts[part] != before.parts[part]

    after = embedded(bare, OURS)

    assert properties_of(after, OURS.number) == OURS.properties
    assert [etree.QName(child).localname for child in after.tree(part)] == [
        "reference", "alternateReferences", "properties", "bindings", "snapshot",
    ]  # fmt: skip  # in the order of the format


def test_a_strict_workbook_stays_one(book: Package) -> None:
    strict = package_of(content(book.holding(as_strict(book.parts))), book.path)

    found = package_of(content(embedded(strict, OURS)), book.path)

    assert found.strict is not None
    assert properties_of(found, OURS.number) == OURS.properties
    assert {part for part in strict.parts if found.parts[part] != strict.parts[part]} == CHANGED


@pytest.mark.parametrize(
    ("part", "damaged", "said"),
    [
        ("xl/webextensions/webextension1.xml", None, "is missing"),
        ("xl/webextensions/webextension1.xml", b"<a", "is broken"),
        ("xl/webextensions/taskpanes.xml", b"<a/>", "holds something else"),
    ],
)
def test_damaged_parts_are_refused(book: Package, part: str, damaged: bytes | None, said: str) -> None:
    whole = embedded(book, OURS)
    parts = {name: content for name, content in whole.parts.items() if name != part}
    package = whole.holding(parts if damaged is None else {**parts, part: damaged})

    with pytest.raises(UnreadableWorkbook, match=said):
        embedded(package, OURS)


def test_properties_that_are_no_json_are_refused(book: Package) -> None:
    whole = embedded(book, OURS)
    part = "xl/webextensions/webextension1.xml"
    package = whole.with_parts({part: whole.parts[part].replace(b'value="&quot;&quot;"', b'value="{"')})

    with pytest.raises(UnreadableWorkbook, match="'empty' is no JSON"):
        properties_of(package, OURS.number)
