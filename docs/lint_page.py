"""The page of what `salessheet lint` finds: every kind of finding and its mend."""

from __future__ import annotations

from collections.abc import Mapping

from salessheet.xlsx.lint.findings import AUDITED, Fault


def page(texts: Mapping[str, str]) -> str:
    kinds = [f"| `{fault.code}` | {fault.value} |" for fault in Fault if fault not in AUDITED]
    audited = [f"| `{fault.code}` | {fault.value} |" for fault in Fault if fault in AUDITED]
    head = "| Finding | What to do |\n|---|---|\n"
    return "\n\n".join(
        (
            f"# {texts['title']}",
            texts["intro"].strip(),
            f"## {texts['repair']}",
            texts["about_repair"].strip(),
            head + "\n".join(kinds),
            f"## {texts['audit']}",
            texts["about_audit"].strip(),
            head + "\n".join(audited) + "\n",
        )
    )
