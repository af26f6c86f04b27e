"""The script for a real Excel: what it says of a team's workbook is so."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pytest

from salessheet.macros import MACROS
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.template import write
from tests.built.editions import Whose, made

ROOT = Path(__file__).parents[2]
PAGES = {"en": ROOT / "ACCEPTANCE.md", "zh-CN": ROOT / "docs" / "ACCEPTANCE.zh-CN.md"}
SHEETS = ("guide", "dashboard", "checks", "settings", "deals", "targets", "commission")
OPENS_ON = {"en": "It opens on the {guide}.", "zh-CN": "先显示{guide}。"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_script_tells_of_the_workbook_as_it_is_built(lang: str, tmp_path: Path) -> None:
    page, words = PAGES[lang].read_text(encoding="utf-8"), Words.load(lang)
    write(tmp_path / "T01.xlsx", made(Whose("T01", lang, Flavour.NATIVE)), "T01")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of what openpyxl does not keep, which is no matter here
        book = openpyxl.load_workbook(tmp_path / "T01.xlsx")
    names = {key: words.text(f"sheet.{key}.name") for key in SHEETS}

    assert [name for name in names.values() if name not in page] == []
    assert [name for name in names.values() if book[name].sheet_state != "visible"] == []
    assert book.active is not None
    assert (book.active.title, OPENS_ON[lang].format(guide=names["guide"]) in page) == (names["guide"], True)
    sheet, cell = next(iter(book.defined_names[name_of(Settings.annual_target)].destinations))
    target = book[sheet][cell.replace("$", "")]
    assert (sheet, target.protection.locked) == (names["settings"], False)
    assert any(target.coordinate in rule.cells for rule in book[sheet].data_validations.dataValidation)
    assert not book[names["deals"]].protection.sheet
    assert all(MACROS[key].title(words) in page for key in ("refresh", "check_book"))
