"""What a validator that others wrote says of workbooks: as little as our own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator, context

from salessheet.batch import build
from salessheet.xlsx.package import opened
from salessheet.xlsx.web_extensions import WebExtension, embedded
from tests.batch.centres import small_centre, whole_centre
from tests.batch.own_templates import restyled, template_for

DAY = dt.date(2026, 6, 30)


class Positions:
    """Which of its siblings of the same name an element is: one more than the one before, which was asked for last.

    The validator counts all siblings each time that it looks at one, which is most of what it does.
    """

    def __init__(self) -> None:
        self._counted = context._sibling_position
        self._known: dict[etree._Element, int] = {}

    def of(self, element: etree._Element) -> int:
        before = next(element.itersiblings(element.tag, preceding=True), None)
        found = 1 if before is None else self._known.get(before, 0) + 1
        self._known[element] = found if before is None or found > 1 else self._counted(element)
        return self._known[element]


@pytest.fixture(autouse=True)
def counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_sibling_position", Positions().of)


def test_positions_are_those_that_the_validator_counts() -> None:
    tree = etree.fromstring("<a><b/><c/><b><d/><b/></b><c/><b/></a>")
    in_order, from_behind = Positions(), Positions()

    for elements, positions in ((tree.iter(), in_order), (reversed([*tree.iter()]), from_behind)):
        assert all(positions.of(one) == positions._counted(one) for one in elements)


def told(path: Path) -> list[str]:
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


def test_nothing_is_wrong_with_a_workbook(tmp_path: Path) -> None:
    build(whole_centre(tmp_path / "data"), tmp_path / "out", lang="zh-CN", as_of=DAY)

    assert [told(tmp_path / "out" / name) for name in ("T01.xlsx", "centre.xlsx")] == [[], []]


def test_nothing_is_wrong_with_one_that_carries_an_add_in(tmp_path: Path) -> None:
    build(small_centre(tmp_path / "data"), tmp_path / "out", teams=("T01",), as_of=DAY)
    path = tmp_path / "carrying.xlsx"

    embedded(opened(tmp_path / "out" / "T01.xlsx"), WebExtension("wa1", "1.0.0.0", {"a": "<b>"})).write(path)

    assert told(path) == []


def test_nothing_is_wrong_with_one_from_a_companys_template(tmp_path: Path) -> None:
    data = small_centre(tmp_path / "data")
    restyled(template_for(data, tmp_path / "template.xlsx"), tmp_path / "own.xlsx")
    before = told(tmp_path / "own.xlsx")

    build(data, tmp_path / "out", template=tmp_path / "own.xlsx", teams=("T01",), as_of=DAY)

    assert [said for said in told(tmp_path / "out" / "T01.xlsx") if said not in before] == []
