"""The menu and a form in LibreOffice as they look on a screen, in both languages, for their page: `make panes`.

    python -m tests.hosts.libreoffice.pictures FOLDER

It is the installed extension in LibreOffice with a window. Keys are pressed as by a person: the form is filled in, and
the macro has to answer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest

from salessheet.hosts import host
from salessheet.live.macro import MACROS
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.template import write
from tests.built.editions import Whose, made
from tests.hosts.libreoffice.installed import home_of_somebody

_SCREEN, _WIDTH, _HEIGHT = ":97", 1180, 760
_MENUS_BEFORE: Final = 9  # File, Edit, View, Insert, Format, Styles, Sheet, Data, Tools
_SECONDS: Final = 120  # to wait for a window
_SPEAKING: Final = """<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale" oor:op="fuse">\
<value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="UILocale" oor:op="fuse">\
<value>{locale}</value></prop></item>
</oor:items>"""
_LOCALES: Final = {"en": "en-US", "zh-CN": "zh-CN"}


@contextmanager
def running(*command: str) -> Iterator[None]:
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def press(*keys: str) -> None:
    for key in keys:
        subprocess.run(["xdotool", "key", key], check=True)
        time.sleep(0.3)


def is_in_sight(title: str) -> bool:
    sought = ["xdotool", "search", "--onlyvisible", "--name", title]
    return subprocess.run(sought, check=False, capture_output=True).returncode == 0


def wait(title: str, *, gone: bool = False) -> None:
    """Until a window is in sight, or gone; raises TimeoutError."""
    end = time.monotonic() + _SECONDS
    while is_in_sight(title) is gone:
        if time.monotonic() > end:
            raise TimeoutError(title)
        time.sleep(0.5)
    time.sleep(1)  # it is painted


def picture(path: Path) -> None:
    subprocess.run(["import", "-window", "root", "-colors", "128", f"png8:{path}"], check=True)


def take(lang: str, folder: Path, profile: Path, home: Path) -> None:
    settings = profile / "user" / "registrymodifications.xcu"
    spoken = _SPEAKING.format(locale=_LOCALES[lang])
    settings.write_text(settings.read_text(encoding="utf-8").replace("</oor:items>", spoken), encoding="utf-8")
    book = home / "T01.xlsx"
    write(book, made(Whose("T01", lang, Flavour.NATIVE)), "T01")
    macro, words = MACROS["new_period"], Words.load(lang)
    options = ("--norestore", "--nologo", f"-env:UserInstallation=file://{profile}", "--calc")
    with ExitStack() as open_ones:
        open_ones.enter_context(running("Xvfb", _SCREEN, "-screen", "0", f"{_WIDTH}x{_HEIGHT}x24"))
        time.sleep(1)
        open_ones.enter_context(running("openbox"))
        open_ones.enter_context(running("soffice", *options, str(book)))
        wait(book.name)
        time.sleep(10)  # its first sheet is painted
        press("ctrl+Next", "F10", *["Right"] * _MENUS_BEFORE, "Down")
        places = list(MACROS).index(macro.key)
        press(*["Down"] * places)
        picture(folder / f"libreoffice-menu-{lang}.png")
        press("Return")
        wait(macro.title(words))
        press("Down")  # the month after the one that is shown
        picture(folder / f"libreoffice-form-{lang}.png")
        press("Return")
        wait(macro.title(words), gone=True)
        wait(macro.title(words))  # what it says
        press("Return")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        with pytest.MonkeyPatch.context() as patch, home_of_somebody(patch) as profile:
            patch.setenv("DISPLAY", _SCREEN)
            patch.delenv("WAYLAND_DISPLAY", raising=False)
            host("libreoffice").install(lang)
            take(lang, folder, profile, Path(os.environ["HOME"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
