from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from salessheet.batch import write_template
from salessheet.errors import RefusedOutput

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("lang", "name"), [("en", "SalesCenter.xlsx"), ("zh-CN", "SalesCenter.zh-CN.xlsx")])
def test_the_template_in_the_repository_is_the_one_of_the_declaration(lang: str, name: str, tmp_path: Path) -> None:
    write_template(tmp_path / name, lang=lang)

    is_same = (tmp_path / name).read_bytes() == (ROOT / "templates" / name).read_bytes()
    assert is_same, "make templates"  # two files of a megabyte take pytest half an hour to compare in words


def test_a_template_has_every_sheet_of_a_team(tmp_path: Path) -> None:
    write_template(tmp_path / "T.xlsx")

    with ZipFile(tmp_path / "T.xlsx") as package:
        book = package.read("xl/workbook.xml").decode()
    assert [name for name in ("Guide", "Deals", "KPI", "Commission") if f'name="{name}' not in book] == []


def test_a_template_somebody_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "T.xlsx"
    write_template(path)
    fresh = path.read_bytes()
    write_template(path)
    path.write_bytes(b"filled in")

    with pytest.raises(RefusedOutput, match=r"T\.xlsx"):
        write_template(path)
    assert path.read_bytes() == b"filled in"

    write_template(path, overwrite=True)
    assert path.read_bytes() == fresh
    assert [p.name for p in tmp_path.iterdir()] == ["T.xlsx"]
