"""Every macro on workbooks that managers changed: it does there what it does on one as it was built.

What a manager did to a workbook changes no input, so a macro reads, writes and says the same; what is the manager's
stays.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from salessheet.engine import open_book, register
from salessheet.engine.saving.export import saved
from salessheet.errors import UserError
from salessheet.live.macro import MACROS
from salessheet.macros import Summary, logged, told
from salessheet.workbook.labels import Words
from tests.hosts.forms import as_file
from tests.hosts.lived_in import CASES, OWN, Lived, kept, presses
from tests.hosts.office.telling import NOW, press
from tests.macros.fake_book import read

Said = dict[str, str]
LANG = "zh-CN"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return Lived(tmp_path_factory.mktemp("lived"))


def in_the_engine(path: Path, lang: str) -> Said:
    """What each macro says, one after the other. The file is as they leave it, the copy for the team beside it."""
    register(activate=True)  # as `salessheet run` does
    words, said, forms = Words.load(lang), Said(), presses(read(path))
    with open_book(path) as book:
        for macro, form in forms.items():
            try:
                result = MACROS[macro].run(book, **form)
            except UserError as error:
                said[macro] = f"refused: {error}"
                continue
            hindrance = logged(book, result, dt.datetime.fromisoformat(NOW)) if isinstance(result, Summary) else ""
            said[macro] = "\n".join((told(result, words), *result.notes, hindrance))
        package, losses = saved(book.impl.open, path)
        assert not losses
        package.write(path)
    return {macro: text.replace(str(path.parent), "") for macro, text in said.items()}


def where_it_is_told(path: Path) -> tuple[Said, dict[str, object]]:
    """The same where the host tells of the workbook and takes steps, as panes and menus do; and what was written."""
    book, said = read(path), Said()
    for macro, form in presses(book).items():
        fields = {key: as_file(text) if key == "file" else text for key, text in form.items()}
        answer = press(book, macro, **fields)
        said[macro] = f"refused: {answer['error']}" if "error" in answer else answer["said"]
    return said, {f"{sheet}!{row},{column}": entry for (sheet, row, column), entry in book.entered.items()}


@pytest.fixture(scope="module")
def as_built(lived: Lived) -> tuple[Said, Said]:
    """What macros say of a workbook as it was built: in the engine, and where it is told."""
    return in_the_engine(lived.plain(LANG), LANG), where_it_is_told(lived.plain(LANG))[0]


def test_every_macro_does_something_with_a_workbook_as_it_was_built(as_built: tuple[Said, Said]) -> None:
    """Where it is told, nobody calculates the other month, and there is no file of which to make a copy."""
    refusals = [[macro for macro, said in every.items() if said.startswith("refused")] for every in as_built]

    assert as_built[0].keys() == as_built[1].keys() == MACROS.keys()
    assert refusals == [[], ["close_commission", "export_my_team"]]


@pytest.mark.parametrize("case", CASES)
def test_in_the_engine_it_does_the_same_and_loses_nothing(lived: Lived, as_built: tuple[Said, Said], case: str) -> None:
    path = lived.changed(LANG, case)
    log = Words.load(LANG).text("log.sheet")
    before = kept(path, log)

    said = in_the_engine(path, LANG)

    assert said == as_built[0]
    assert kept(path, log) == before
    assert kept(path.with_name("Copy.xlsx"), log) == before


@pytest.mark.parametrize("case", CASES)
def test_where_a_workbook_is_told_it_does_the_same_and_writes_nothing_else(
    lived: Lived, as_built: tuple[Said, Said], case: str
) -> None:
    said, written = where_it_is_told(lived.changed(LANG, case))

    assert said == as_built[1]
    assert [cell for cell in written if cell.startswith((OWN, "Scratch"))] == []
