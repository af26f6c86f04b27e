"""What a validator that others wrote says of workbooks: as little as our own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openxml_audit import OpenXmlValidator

from salessheet.batch import build
from salessheet.xlsx.package import opened
from salessheet.xlsx.web_extensions import WebExtension, embedded
from tests.batch.centres import small_centre, whole_centre
from tests.batch.own_templates import restyled, template_for

DAY = dt.date(2026, 6, 30)


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
