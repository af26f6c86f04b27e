"""The recipes of the page on the engine, run as they stand there; and the engine with no more than it says it needs."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from xlwings import main as api

from docs.build import pages
from docs.engine_page import CLASSES, members

_FILE = re.compile(r"^```python (\S+\.py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECIPES = ("Test my macro in continuous integration", "Fill my template", "Check my add-in's functions")
NOT_NEEDED = (
    *("chinese_calendar", "filelock", "formulas", "holidays", "python_calamine", "rich", "typer", "xlsxwriter"),
    *("duckdb", "formualizer", "cellrune"),
)

page = cache(lambda: pages()["engine.md"])


def recipe(title: str) -> str:
    return page().partition(f"### {title}\n")[2].partition("\n### ")[0].partition("\n## ")[0]


def test_the_page_has_three_recipes() -> None:
    chapter = page().partition("## Recipes\n")[2].partition("\n## ")[0]
    assert tuple(re.findall(r"^### (.+)$", chapter, re.MULTILINE)) == RECIPES


def test_the_chinese_page_has_the_same_files() -> None:
    assert _FILE.findall(pages()["engine.zh-CN.md"]) == _FILE.findall(page())


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_runs_as_it_stands_on_the_page(title: str, tmp_path: Path) -> None:
    files = _FILE.findall(recipe(title))
    assert len(files) == 2
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    _as_excel_saved_it(tmp_path / "sales.xlsx")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _as_excel_saved_it(path: Path) -> None:
    """With the result that an add-in gave there."""
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write_row("A1", [100, 121])
    sheet.write_formula("C1", "=GROWTH_RATE(A1,B1)", None, 0.21)
    made.close()


def test_the_fixture_stands_on_the_first_screen() -> None:
    assert "def test_totals(xl_book):" in "\n".join(page().splitlines()[:25])


def test_the_engine_needs_no_other_package_than_the_page_says(tmp_path: Path) -> None:
    script = f"""
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {NOT_NEEDED!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
from salessheet import engine
with engine.open_book() as book:
    sheet = book.sheets[0]
    sheet["A1"].value = [["a", "b"], [1, 2]]
    sheet["A3"].formula = "=A2+1"
    sheet.tables.add(sheet["A1:B2"])
    sheet.charts.add(source=sheet["A1:B2"])
    book.save({str(tmp_path / "alone.xlsx")!r})
with engine.open_book({str(tmp_path / "alone.xlsx")!r}) as book:
    assert book.sheets[0]["B2"].value == 2
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_table_of_members_has_every_public_class_of_the_engine() -> None:
    shown = {public.__name__ for public, _ in CLASSES}
    assert {"App", "Book", "Sheet", "Range", "Table", "Chart", "Shape", "Picture", "Name", "PivotTables"} <= shown
    works = dict(members(api.Charts, dict(CLASSES)[api.Charts]))
    assert works["add"]
