"""The page of what `salessheet lint` finds: every kind of finding and its mend.

What to do is said in the words of the program: in another language those of its phrase book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from salessheet.phrasebook import Phrasebook
from salessheet.xlsx.lint.findings import AUDITED, Fault


def page(texts: Mapping[str, Any], lang: str) -> str:
    book = Phrasebook.load(lang)
    return "\n\n".join(
        (
            f"# {texts['title']}",
            texts["intro"].strip(),
            f"## {texts['repair']}",
            texts["about_repair"].strip(),
            "\n".join(_table(texts, book, (fault for fault in Fault if fault not in AUDITED))),
            f"## {texts['audit']}",
            texts["about_audit"].strip(),
            "\n".join(_table(texts, book, (fault for fault in Fault if fault in AUDITED))) + "\n",
        )
    )


def _table(texts: Mapping[str, Any], book: Phrasebook, faults: Iterable[Fault]) -> Iterator[str]:
    yield f"| {texts['finding']} | {texts['mend']} |"
    yield "|---|---|"
    for fault in faults:
        yield f"| `{fault.code}` | {book.said(fault.value)} |"
