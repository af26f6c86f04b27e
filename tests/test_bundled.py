from __future__ import annotations

from pathlib import Path

import pytest

from salessheet import bundled
from salessheet.bundled import Kind
from salessheet.errors import UnreadableSource


@pytest.fixture(params=["checkout", "installed"])
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A package folder, with its template where this way of installing puts it."""
    package = tmp_path / "salessheet"
    held = package / "_bundled" if request.param == "installed" else tmp_path
    (held / "templates").mkdir(parents=True)
    (held / "templates" / "SalesCenter.xlsx").write_bytes(b"a template")
    return package


def test_a_template_is_found_in_a_checkout_and_in_an_installed_package(package: Path) -> None:
    assert bundled.path(Kind.TEMPLATES, "SalesCenter.xlsx", package=package).read_bytes() == b"a template"


def test_without_a_name_the_whole_folder_is_found(package: Path) -> None:
    found = bundled.path(Kind.TEMPLATES, package=package)

    assert [path.name for path in found.iterdir()] == ["SalesCenter.xlsx"]


def test_a_name_that_is_not_bundled_is_told_with_those_that_are(package: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"no 'Other\.xlsx' among the bundled templates.* SalesCenter\.xlsx"):
        bundled.path(Kind.TEMPLATES, "Other.xlsx", package=package)


def test_an_absent_folder_is_told_too(package: Path) -> None:
    with pytest.raises(UnreadableSource, match="the bundled examples, which hold nothing"):
        bundled.path(Kind.EXAMPLES, "deals.csv", package=package)
