"""The task pane as it looks in a browser, in both languages, for its page: `make panes`.

    python -m tests.hosts.office.pictures FOLDER

It is the built add-in in Chromium beside the stand-in for Office.js, after the button Check the workbook.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from salessheet.hosts import host
from salessheet.hosts.host import Wishes
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.template import write
from tests.built.editions import Whose, made
from tests.hosts.office.browser import Pane, chromium
from tests.hosts.office.conftest import distribution
from tests.hosts.office.serving import served
from tests.hosts.office.telling import NOW, telling
from tests.macros.fake_book import read

_WIDTH, _HEIGHT = 360, 720  # pixels, as Excel shows a pane
_WORKER: Final = Path(__file__).with_name("worker.js").read_bytes()


def take(browser: Browser, lang: str, picture: Path, aside: Path) -> None:
    book = aside / "T01.xlsx"
    write(book, made(Whose("T01", lang, Flavour.NATIVE)), "T01")
    wishes = Wishes(aside / "addin", lang, distribution(aside / "pyodide"), "https://intranet.company/salessheet")
    (addin,) = host("office").build(wishes)
    with served(addin, {"worker.js": _WORKER}) as company, browser.new_page() as page:
        page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})
        page.clock.set_fixed_time(NOW)  # the pane says how many seconds it took
        pane = Pane(page, company)
        pane.open(telling(read(book)))
        pane.press("check_book")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=picture)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for lang in LANGUAGES:
            with tempfile.TemporaryDirectory(prefix="salessheet-") as aside:
                take(browser, lang, folder / f"pane-{lang}.png", Path(aside))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
