"""LibreOffice without a window: the spreadsheet program that knows nothing of us.

An `Office` owns a folder with a user profile and a font configuration, so that two of them run side by side.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salessheet.calc.libreoffice import PROFILE

PACKAGES: Final = tuple((Path(__file__).parent / "debian-packages.txt").read_text(encoding="utf-8").split())

# The fonts of the workbooks are Microsoft's; their metric or visual twins stand in for them.
_STAND_INS: Final = {
    "Calibri": "Carlito",
    "Microsoft YaHei": "Noto Sans CJK SC",
    "Microsoft YaHei UI": "Noto Sans CJK SC",
    "微软雅黑": "Noto Sans CJK SC",
}

_BOOKMARKED_PDF: Final = "pdf:calc_pdf_Export:" + json.dumps({"ExportBookmarks": {"type": "boolean", "value": "true"}})


class OfficeMissing(Exception):
    """A program is not installed. Tests fail with it: a skipped check would look like a passed one."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"'{program}' is not installed; the tests open workbooks in LibreOffice."
            f" On Debian and Ubuntu: sudo apt-get install {' '.join(PACKAGES)}",
        )


class OfficeFailed(Exception):
    """LibreOffice crashed, hung, or did not write what it was asked for."""

    def __init__(self, what: str, output: str) -> None:
        super().__init__(f"LibreOffice {what}. It said: {output.strip() or 'nothing'}")


@dataclass(frozen=True, slots=True)
class Office:
    """One LibreOffice with the profile in `home`, used by one process at a time.

    `timeout` is the seconds that one call may take, however many files it converts.
    """

    home: Path
    timeout: float = 300.0

    def to_pdf(self, books: Sequence[Path], folder: Path) -> list[Path]:
        """The workbooks as printed, every formula calculated anew, one PDF each.

        Its outline has an entry for every sheet that prints.
        """
        return self.converted(books, folder, _BOOKMARKED_PDF, "pdf")

    def converted(self, books: Sequence[Path], folder: Path, conversion: str, suffix: str) -> list[Path]:
        """The workbooks in another format, by LibreOffice's name of it and the suffix that it writes."""
        wanted = [folder / f"{book.stem}.{suffix}" for book in books]
        if len(set(wanted)) < len(books):
            names = ", ".join(book.name for book in books)
            raise ValueError(f"Files of one call need different names to be written into one folder: {names}")
        for path in wanted:
            path.unlink(missing_ok=True)
        if not books:
            return []
        output = self._run("--convert-to", conversion, "--outdir", str(folder), *map(str, books))
        if missing := [path.name for path in wanted if not path.is_file()]:
            raise OfficeFailed(f"did not write {', '.join(missing)}", output)
        return wanted

    def _run(self, *arguments: str) -> str:
        """What LibreOffice prints. A process group of its own: the launcher's death would leave the program behind."""
        command = [_program("soffice"), f"-env:UserInstallation={self._profile().as_uri()}", "--headless", *arguments]
        environment = os.environ | {
            "FONTCONFIG_FILE": str(self._font_configuration()),
            "LC_ALL": "C.UTF-8",  # file names may be Chinese
            "SAL_USE_VCLPLUGIN": "svp",  # draw without a display
            "TMPDIR": str(self.home.resolve()),  # where it leaves files behind
        }
        with subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=self.timeout)
            except BaseException as error:
                os.killpg(process.pid, signal.SIGKILL)
                output, _ = process.communicate()
                if isinstance(error, subprocess.TimeoutExpired):
                    raise OfficeFailed(f"did not finish within {self.timeout:g} seconds", output) from None
                raise
        if process.returncode:
            raise OfficeFailed(f"ended with code {process.returncode}", output)
        return output

    def _profile(self) -> Path:
        profile = self.home.resolve() / "profile"
        settings = profile / "user" / "registrymodifications.xcu"
        if not settings.exists():
            settings.parent.mkdir(parents=True)
            settings.write_text(PROFILE, encoding="utf-8")
        return profile

    def _font_configuration(self) -> Path:
        file = self.home.resolve() / "fonts.conf"
        if not file.exists():
            file.write_text(_font_configuration(file.parent / "font-cache"), encoding="utf-8")
        return file


def to_png(pdf: Path, folder: Path, *, dpi: int = 90) -> list[Path]:
    """Every page of the PDF as a picture in `folder`, in the order of the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / pdf.stem
    command = [_program("pdftoppm"), "-png", "-r", str(dpi), str(pdf), str(stem)]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    # pdftoppm pads the page numbers with zeros, so the order of the names is the order of the pages.
    return sorted(folder.glob(f"{stem.name}-*.png"))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise OfficeMissing(name)
    return found


def _font_configuration(cache: Path) -> str:
    aliases = "\n".join(
        f'<alias binding="same"><family>{asked}</family><prefer><family>{given}</family></prefer></alias>'
        for asked, given in _STAND_INS.items()
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f'{aliases}\n<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"<cachedir>{cache}</cachedir>\n</fontconfig>\n"
    )
