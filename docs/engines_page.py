"""The page of engines: what each is known to get wrong, from the table that decides whom to believe.

The table says in English why; in another language its phrase book does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from salessheet.calc.engines import MOST_CAREFUL
from salessheet.calc.trust.faults import Belief, Fault, OddResult
from salessheet.calc.trust.seen_wrong import SEEN_WRONG
from salessheet.calc.trust.table import ALL, FAULTS, ODD_RESULTS
from salessheet.phrasebook import Phrasebook

CAPTURED: Final = Path(__file__).with_name("captured.json")
_SHOWN: Final = 8  # functions of a fault, of perhaps dozens


def page(texts: Mapping[str, Any], lang: str) -> str:
    parts = [f"# {texts['title']}", texts["intro"].strip(), f"## {texts['captured']}", texts["about_captured"].strip()]
    parts += ["\n".join(_captured(texts)), f"## {texts['known']}", texts["about_known"].strip()]
    parts += [
        "\n".join(_known(texts, Phrasebook.load(lang))),
        f"## {texts['edges']}",
        texts["about_edges"].strip(),
        "\n".join(_edges(texts)),
    ]
    return "\n\n".join(parts) + "\n"


def _captured(texts: Mapping[str, Any]) -> Iterator[str]:
    measured = json.loads(CAPTURED.read_text(encoding="utf-8"))
    families: Mapping[str, Mapping[str, int]] = measured["families"]
    yield f"| {' | '.join((*texts['probed'], *(f'`{name}`' for name in MOST_CAREFUL)))} |"
    yield "|---|---|" + "---|" * len(MOST_CAREFUL)
    for family, counts in families.items():
        yield _row(family.replace("_", " "), counts)
    columns = ("cases", *MOST_CAREFUL)
    yield _row(f"**{texts['every']}**", {name: sum(found[name] for found in families.values()) for name in columns})
    yield ""
    yield texts["calls"].format(functions=texts["comma"].join(measured["functions"]))


def _row(family: str, counts: Mapping[str, int]) -> str:
    return f"| {family} | {counts['cases']} | {' | '.join(str(counts[name]) for name in MOST_CAREFUL)} |"


def _known(texts: Mapping[str, Any], book: Phrasebook) -> Iterator[str]:
    yield f"| {' | '.join(texts['columns'])} |"
    yield "|---|---|---|---|"
    for found in told():
        functions = _functions(found, texts) if isinstance(found, Fault) else texts["any"]
        belief = found.belief if isinstance(found, Fault) else Belief.WHERE_IT_CONFIRMS
        why = book.said(found.why)
        yield f"| {_engines(found.engines, texts)} | {functions} | {why} | {texts['beliefs'][belief.name]} |"


def _edges(texts: Mapping[str, Any]) -> Iterator[str]:
    for engine in MOST_CAREFUL:
        yield f"- `{engine}`{texts['colon']}{texts['comma'].join(sorted(SEEN_WRONG[engine]))}{texts['stop']}"


def told() -> Iterator[Fault | OddResult]:
    """What the page tells one by one: all but the functions with edges, which it lists."""
    yield from (fault for fault in FAULTS if fault.functions not in SEEN_WRONG.values())
    yield from ODD_RESULTS


def _engines(engines: frozenset[str], texts: Mapping[str, Any]) -> str:
    named = (f"`{name}`" for name in MOST_CAREFUL if name in engines)
    return str(texts["every"]) if engines == ALL else texts["comma"].join(named)


def _functions(fault: Fault, texts: Mapping[str, Any]) -> str:
    listed = sorted(fault.functions)
    shown: str = texts["comma"].join(listed[:_SHOWN])
    return shown + (" …" if len(listed) > _SHOWN else "")
