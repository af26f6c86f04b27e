"""The project folder that xlwings Server serves: its functions, its scripts, a task pane with a form for each macro.

custom_functions, custom_scripts   what the server offers, by the decorators of xlwings
salessheet.zip                     the package itself, from which they import
templates, static                  the task pane
pyproject.toml                     settings that are no secret; .env.example: those that are
requirements.txt                   what is to be installed beside it, xlwings Server among it
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult

from salessheet.hosts import code
from salessheet.hosts.host import READS_FILES
from salessheet.hosts.lite import program
from salessheet.live.macro import Field, Kind, Macro
from salessheet.macros import MACROS
from salessheet.udfs import help_in
from salessheet.workbook.labels import Words

LICENCE_KEY: Final = "XLWINGS_LICENSE_KEY"
SECRET_KEY: Final = "XLWINGS_SECRET_KEY"  # noqa: S105  its name, not its value
ENVIRONMENTS: Final = ("dev", "qa", "uat", "staging", "prod")
PACKAGES: Final = ("xlwings-server", *program.REQUIREMENTS)
FUNCTIONS: Final = "custom_functions/functions.py"
SCRIPTS: Final = "custom_scripts/scripts.py"

SETTINGS: Final = "pyproject.toml"
PANE: Final = "templates/taskpane.html"
ZIP: Final = "salessheet.zip"
_STATIC: Final = (READS_FILES, Path(__file__).with_name("static") / "salessheet.js")
_HEAD: Final = '''\
"""{about}"""
{mark}{version}

import datetime as dt
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

import xlwings as xw
from xlwings import arg, func, script

_CODE = str(Path(__file__).parents[1] / "{zip}")
if _CODE not in sys.path:
    sys.path.insert(0, _CODE)


'''
_AS_FILE: Final = """\


def _as_file(content):
    return content
"""
_INPUTS: Final = {Kind.NUMBER: "number", Kind.FLAG: "checkbox", Kind.DATE: "date", Kind.MONTH: "month",
                  Kind.FILE: "file"}  # fmt: skip  # kinds of fields → types of inputs; all others are text
_MORE: Final = {Kind.NUMBER: ' step="any"', Kind.MONTH: r' pattern="\d{4}-(0[1-9]|1[0-2])" placeholder="2026-06"'}
"""A month is a text in some browsers."""


def version() -> str:
    """Of the code that a project holds."""
    return sha256(code.packed()).hexdigest()[:12]


def files(words: Words, url: SplitResult | None) -> Mapping[str, bytes]:
    """Path in the folder → content. `url`: where the server will be reached; None: it finds out by itself.

    The same program gives the same bytes.
    """
    head = _HEAD.format(about=words.text("server.about"), mark=program.MARK, version=version(), zip=ZIP)
    calls = program.CALLS.format(lang=words.lang)
    functions = "\n\n".join(map(program.function, help_in(words.lang).values()))
    scripts = "\n\n".join(program.script(macro, words, program.TYPED) for macro in MACROS.values())
    texts = {
        "README.md": words.text("server.readme"),
        "requirements.txt": "".join(f"{name}\n" for name in PACKAGES),
        ".env.example": f'{LICENCE_KEY}=""\n{SECRET_KEY}=""\n',
        SETTINGS: _settings(url),
        FUNCTIONS: f"{head}{calls}\n\n{functions}",
        "custom_functions/__init__.py": "from .functions import *\n",
        SCRIPTS: f"{head}{calls}{_AS_FILE}\n\n{scripts}",
        "custom_scripts/__init__.py": "from .scripts import *\n",
        PANE: _task_pane(words),
        **{f"static/js/{script.name}": script.read_text(encoding="utf-8") for script in _STATIC},
    }
    return {name: text.encode() for name, text in texts.items()} | {ZIP: code.packed()}


def _settings(url: SplitResult | None) -> str:
    """Functions are called SS_… alone: a prefix would be another name than that in the formulas."""
    where = "" if url is None else url.geturl()
    lines = [f'manifest_id_{each} = "{_id(f"{where}#{each}")}"' for each in ENVIRONMENTS]
    lines += ['environment = "prod"', 'project_name = "SalesCenter"', 'functions_namespace = ""']
    lines += [f"enable_{unused} = false" for unused in ("alpinejs_csp", "htmx", "socketio")]
    if url is not None:
        lines.append(f'hostname = "{url.netloc}"')
        if path := url.path.rstrip("/"):
            lines += [f'app_path = "{path}"', f'static_url_path = "{path}/static"']
    return "[tool.xlwings_server]\n" + "".join(f"{line}\n" for line in lines)


def _id(name: str) -> uuid.UUID:
    """The same for a name; the server takes ids of version 4 alone."""
    return uuid.UUID(bytes=sha256(name.encode()).digest()[:16], version=4)


def _task_pane(words: Words) -> str:
    forms = "".join(form(macro, words) for macro in MACROS.values())
    address = "{{ settings.static_url_path }}/js"
    scripts = "".join(f'<script src="{address}/{script.name}" defer></script>\n' for script in _STATIC)
    return (
        '{% extends "base.html" %}\n{% block content %}\n<div class="container-fluid pt-3">\n'
        f"{forms}</div>\n{scripts}{{% endblock content %}}\n"
    )


def form(macro: Macro, words: Words) -> str:
    """Of a macro, in the task pane: an input for each argument of its script, in their order."""
    fields = "".join(
        _labelled(macro.asked(field, words), _input(macro, field, words)) for field in program.in_form(macro)
    )
    if macro.is_final:
        fields += _labelled(words.text("lite.sure"), '<input type="checkbox" name="sure" required>')
    return (
        f'<form name="{macro.key}" class="mb-3">\n{fields}'
        f'<button class="btn btn-primary btn-sm" title="{escape(macro.tip(words))}">'
        f"{escape(macro.title(words))}</button>\n</form>\n"
    )


def _labelled(asked: str, given: str) -> str:
    return f'<label class="d-block small mb-1">{escape(asked)} {given}</label>\n'


def _input(macro: Macro, field: Field, words: Words) -> str:
    needed = "" if field.is_optional or field.kind is Kind.FLAG else " required"
    if field.kind is Kind.CHOICE:
        options = "".join(
            f'<option value="{each}">{escape(macro.chosen(each, words))}</option>' for each in field.choices
        )
        return f'<select name="{field.key}"{needed}>{options}</select>'
    kind, more = _INPUTS.get(field.kind, "text"), _MORE.get(field.kind, "")
    return f'<input type="{kind}" name="{field.key}"{more}{needed}>'
