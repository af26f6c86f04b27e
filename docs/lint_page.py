"""The page of what `salessheet lint` finds: every kind of finding and its mend.

The program says the mends in English; `do` has them by code for a page in another language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from salessheet.xlsx.lint.findings import AUDITED, Fault


def page(texts: Mapping[str, Any]) -> str:
    return "\n\n".join(
        (
            f"# {texts['title']}",
            texts["intro"].strip(),
            f"## {texts['repair']}",
            texts["about_repair"].strip(),
            "\n".join(_table(texts, (fault for fault in Fault if fault not in AUDITED))),
            f"## {texts['audit']}",
            texts["about_audit"].strip(),
            "\n".join(_table(texts, (fault for fault in Fault if fault in AUDITED))) + "\n",
        )
    )


def _table(texts: Mapping[str, Any], faults: Iterable[Fault]) -> Iterator[str]:
    yield f"| {texts['finding']} | {texts['mend']} |"
    yield "|---|---|"
    for fault in faults:
        yield f"| `{fault.code}` | {texts['do'][fault.code] if 'do' in texts else fault.value} |"
