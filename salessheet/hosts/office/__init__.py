"""The cell functions and macros in Excel, with Python in the browser: static files on the company's own server.

The page asks that server for everything but office.js, which Microsoft has every add-in load from its own.
"""

from __future__ import annotations

import json
import shutil
import struct
import tempfile
import uuid
import zlib
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import ClassVar, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from salessheet.errors import InvalidOption, RefusedOutput
from salessheet.files import refusal, sha256_of
from salessheet.hosts.buttons import buttons
from salessheet.hosts.host import READS_FILES, Diagnosis, Wishes, served_at
from salessheet.hosts.office import modules, pyodide
from salessheet.hosts.office.diagnosis import SUMS, diagnoses, manifest_version
from salessheet.udfs import FunctionHelp, help_in
from salessheet.workbook.labels import Words
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

_STATIC: Final = Path(__file__).with_name("static")
_ICONS: Final = (16, 32, 64, 80)
_COLOUR: Final = bytes((0x1F, 0x6F, 0x4A))
_WORDS: Final = (
    "starting", "ready", "failed", "reading", "computing", "writing", "broken", "half", "sure", "more",
)  # fmt: skip  # those that the page says by itself
_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' https://appsforoffice.microsoft.com; worker-src 'self'; "
    "connect-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)
"""Of the page, and of its worker where a server sends it with every file: Python for browsers is WebAssembly."""
_SERVED: Final = "The company's IT serves the built folder by https and deploys its manifest.xml; docs/addin-office.md."


class Office:
    asks: ClassVar[frozenset[str]] = frozenset({"lang", "pyodide", "url"})
    opens_books: ClassVar[bool] = False

    def build(self, wishes: Wishes) -> Sequence[Path]:
        """A folder to be served at `wishes.url`. Only a folder that is empty, or not there yet, is written to.

        Raises InvalidOption without an https URL or a distribution of Pyodide, UnreadableSource where that is not
        whole, RefusedOutput where something stands in the folder.
        """
        url = served_at(wishes.url, "Say --url https://server/folder.").geturl().rstrip("/")
        if wishes.pyodide is None:
            raise InvalidOption("The add-in brings Python along.", f"Say --pyodide FOLDER. {pyodide.GET_IT}")
        taken = pyodide.needed(wishes.pyodide)
        if wishes.out.exists() and (not wishes.out.is_dir() or any(wishes.out.iterdir())):
            raise RefusedOutput(f"{wishes.out}: something is there already.", "Name a new folder.")
        try:
            wishes.out.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".addin-", dir=wishes.out.parent) as aside:
                folder = Path(aside, "addin")
                _write(folder, url, Words.load(wishes.lang), taken)
                folder.rename(wishes.out)
        except OSError as error:
            raise refusal(wishes.out, error, "Name another folder.") from error
        return [wishes.out]

    def install(self, lang: str) -> Sequence[str]:  # noqa: ARG002  what every host is asked
        raise InvalidOption("This add-in is not installed on one machine.", _SERVED)

    def uninstall(self) -> Sequence[str]:
        raise InvalidOption("This add-in is not removed from one machine.", _SERVED)

    def doctor(
        self,
        books: Sequence[Path] = (),
        passwords: Passwords = NO_PASSWORDS,  # noqa: ARG002  what every host is asked
    ) -> Sequence[Diagnosis]:
        """Of built folders: nothing is needed on a machine, and workbooks carry nothing for this host."""
        if not books:
            raise InvalidOption(
                "This add-in is a folder on a server.", "Name it: `salessheet addin doctor --host office FOLDER`."
            )
        return [diagnosis for folder in books for diagnosis in diagnoses(folder)]


HOST: Final = Office()


def metadata(lang: str) -> str:
    """What Excel's function wizard shows, as custom functions have it. Every argument may be a range or hold errors."""
    functions = [_about(about) for about in help_in(lang).values()]
    return json.dumps({"allowErrorForDataTypeAny": True, "functions": functions}, ensure_ascii=False, indent=1)


def _about(about: FunctionHelp) -> dict[str, object]:
    anything = {"type": "any", "dimensionality": "matrix"}
    arguments = [
        {"name": one.name, "description": one.doc, "optional": one.optional, **anything} for one in about.arguments
    ]
    said = {"id": about.name, "name": about.name, "description": about.in_wizard}
    return {**said, "parameters": arguments, "result": anything}


def _write(folder: Path, url: str, words: Words, taken: Sequence[Path]) -> None:
    (folder / "pyodide").mkdir(parents=True)
    parts = urlsplit(url)
    given = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, url)),  # an add-in is known by where it is served
        "version": manifest_version(),
        "url": escape(url, {'"': "&quot;"}),
        "origin": f"https://{parts.netloc}",
        "lang": words.lang,
        "policy": _POLICY,
        **{key: escape(words.text(f"addin.{key}"), {'"': "&quot;"}) for key in _WORDS},
    }
    for path in (READS_FILES, *sorted(_STATIC.iterdir())):
        text = path.read_text(encoding="utf-8")
        is_made = path.suffix in {".html", ".xml"}
        (folder / path.name).write_bytes((Template(text).substitute(given) if is_made else text).encode())
    (folder / "functions.json").write_bytes(metadata(words.lang).encode())
    (folder / "macros.json").write_bytes(json.dumps(buttons(words), ensure_ascii=False, indent=1).encode())
    for size in _ICONS:
        (folder / f"icon-{size}.png").write_bytes(_icon(size))
    for source in taken:
        shutil.copyfile(source, folder / "pyodide" / source.name)
    (folder / modules.FILE).write_bytes(modules.packed())
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / SUMS).write_bytes(sums.encode())


def _icon(size: int) -> bytes:
    """A square of one colour, as PNG."""
    rows = (b"\0" + _COLOUR * size) * size

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
