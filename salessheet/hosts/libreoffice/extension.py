"""SalesSheet.oxt: the parts of the extension, packed. The same program packs the same bytes for the same Python."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from salessheet.calc import basic
from salessheet.hosts import code
from salessheet.hosts.buttons import buttons
from salessheet.hosts.libreoffice import configuration
from salessheet.hosts.libreoffice.inside.python import WORKER
from salessheet.udfs import HELP, FunctionHelp
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.layout import name_of

IDENTIFIER: Final = "org.salessheet.extension"
FILE: Final = "SalesSheet.oxt"
OFFER, CODE = "offer.json", "salessheet.zip"
_COMPONENT: Final = "component.py"
_INSIDE: Final = (
    "salessheet/calc/office_agent.py",
    *(f"salessheet/hosts/libreoffice/inside/{name}.py" for name in ("document", "forms", "python")),
)
_CONFIGURATION: Final = "application/vnd.sun.star.configuration-data"
_KINDS: Final = {
    _COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
    "Jobs.xcu": _CONFIGURATION,
    "Addons.xcu": _CONFIGURATION,
}
ZERO_COUNTS: Final = frozenset(
    {
        "a_below",
        "b_below",
        "cap",
        "count_start",
        "floor",
        "full",
        "limit",
        "opening",
        "percent",
        "prior",
        "recoverable",
        "width",
    }
)
"""The arguments that may be left out for which 0 is a value like any other; for all others it is an error, or none."""

_OLDEST: Final = "7.4"
_WORDS: Final = {
    "reading": "addin.reading",
    "computing": "addin.computing",
    "writing": "addin.writing",
    "sure": "addin.sure",
    "broken": "addin.broken",
    "cancel": "libreoffice.cancel",
    "no_python": "libreoffice.no_python",
    "read_only": "libreoffice.read_only",
}
_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
{entries}</manifest:manifest>
"""
_ENTRY: Final = '<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>\n'
_DESCRIPTION: Final = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006" \
xmlns:d="http://openoffice.org/extensions/description/2006" \
xmlns:l="http://libreoffice.org/extensions/description/2011">
<identifier value="{identifier}"/>
<version value="{version}"/>
<display-name><name lang="en">SalesSheet</name></display-name>
<dependencies><l:LibreOffice-minimal-version value="{oldest}" d:name="LibreOffice {oldest}"/></dependencies>
</description>
"""


def extension(python: str) -> bytes:
    """The bytes of the extension. `python`: the path of the one that computes."""
    return code.zipped(parts(python))


def parts(python: str) -> dict[str, bytes]:
    """Path in the extension → content."""
    languages = {lang: Words.load(lang) for lang in LANGUAGES}
    macros = {lang: buttons(words) for lang, words in languages.items()}
    words = {lang: {key: own.text(label) for key, label in _WORDS.items()} for lang, own in languages.items()}
    zeros = {name: zeros_left_out(about) for name, about in HELP.items()}
    offer = {
        "version": code_version(),
        "python": python,
        "macros": macros,
        "words": words,
        "months": [name_of(FiscalYear.start), name_of(Settings.period_start)],
        "zeros_left_out": zeros,
    }
    texts = {
        "META-INF/manifest.xml": _MANIFEST.format(
            entries="".join(_ENTRY.format(kind=kind, name=name) for name, kind in _KINDS.items())
        ),
        "description.xml": _DESCRIPTION.format(identifier=IDENTIFIER, version=version("salessheet"), oldest=_OLDEST),
        "functions.bas": basic.source('createUnoService("org.salessheet.Functions")'),
        "Jobs.xcu": configuration.jobs(),
        "Addons.xcu": configuration.menu(macros),
        OFFER: json.dumps(offer, ensure_ascii=False, indent=1),
    }
    return {**{name: text.encode() for name, text in texts.items()}, **_inside(), CODE: _code()}


def zeros_left_out(about: FunctionHelp) -> list[int]:
    """The places of the arguments for which a 0 that no cell holds can only be one that is left out."""
    return [i for i, one in enumerate(about.arguments) if one.optional and one.name not in ZERO_COUNTS]


def code_version() -> str:
    """Of the program: the functions, the macros and what runs inside LibreOffice."""
    digest = sha256(_code())
    for _, content in sorted(_inside().items()):
        digest.update(content)
    return digest.hexdigest()[:12]


@cache
def _code() -> bytes:
    return code.zipped(code.contents((*code.ENTRANCES, WORKER)))


def _inside() -> dict[str, bytes]:
    """The component, and beside it what it imports: LibreOffice adds this folder to where its Python looks."""
    home = files("salessheet")
    found = {_COMPONENT: home.joinpath("hosts", "libreoffice", "inside", _COMPONENT).read_bytes()}
    for path in _INSIDE:
        found[f"pythonpath/{path}"] = home.joinpath(*path.split("/")[1:]).read_bytes()
        packages = path.split("/")[:-1]
        for depth in range(1, len(packages) + 1):
            found[f"pythonpath/{'/'.join(packages[:depth])}/__init__.py"] = b""
    return found
