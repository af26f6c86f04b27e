"""A workbook that another program opened and saved is still the declaration's: nothing was changed by it."""

from __future__ import annotations

from pathlib import Path

from salessheet.calc import read
from salessheet.calc.soundness import soundness
from tests.built.editions import NATIVE_BOOKS, Built, Whose
from tests.office.libreoffice import Office


def test_what_libreoffice_writes_in_its_own_way_is_no_difference(
    office: Office, books: dict[Whose, Built], tmp_path: Path
) -> None:
    saved = office.converted([books[whose].path for whose in NATIVE_BOOKS], tmp_path, "xlsx", "xlsx")

    assert [finding for path in saved for finding in soundness(read(path)).findings] == []
