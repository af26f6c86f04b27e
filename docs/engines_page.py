"""The page of engines: what each is known to get wrong, from the table that decides whom to believe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from salessheet.calc.engines import MOST_CAREFUL
from salessheet.calc.trust.faults import Belief, Fault
from salessheet.calc.trust.seen_wrong import SEEN_WRONG
from salessheet.calc.trust.table import ALL, FAULTS, ODD_RESULTS

CAPTURED: Final = Path(__file__).with_name("captured.json")
_SHOWN: Final = 8  # functions of a fault, of perhaps dozens


def page(texts: Mapping[str, Any]) -> str:
    parts = [f"# {texts['title']}", texts["intro"].strip(), f"## {texts['captured']}", texts["about_captured"].strip()]
    parts += ["\n".join(_captured()), f"## {texts['known']}", texts["about_known"].strip(), "\n".join(_known(texts))]
    parts += [f"## {texts['edges']}", texts["about_edges"].strip(), "\n".join(_edges())]
    return "\n\n".join(parts) + "\n"


def _captured() -> Iterator[str]:
    measured = json.loads(CAPTURED.read_text(encoding="utf-8"))
    families: Mapping[str, Mapping[str, int]] = measured["families"]
    yield f"| Probed | Results | {' | '.join(f'`{name}`' for name in MOST_CAREFUL)} |"
    yield "|---|---|" + "---|" * len(MOST_CAREFUL)
    for family, counts in families.items():
        yield _row(family.replace("_", " "), counts)
    columns = ("cases", *MOST_CAREFUL)
    yield _row("**all**", {name: sum(counts[name] for counts in families.values()) for name in columns})
    yield ""
    yield f"They call {', '.join(measured['functions'])}."


def _row(family: str, counts: Mapping[str, int]) -> str:
    return f"| {family} | {counts['cases']} | {' | '.join(str(counts[name]) for name in MOST_CAREFUL)} |"


def _known(texts: Mapping[str, Any]) -> Iterator[str]:
    yield f"| {' | '.join(texts['columns'])} |"
    yield "|---|---|---|---|"
    for fault in FAULTS:
        if not _is_of_edges(fault):
            believed = texts["beliefs"][fault.belief.name]
            yield f"| {_engines(fault.engines)} | {_functions(fault)} | {fault.why} | {believed} |"
    believed = texts["beliefs"][Belief.WHERE_IT_CONFIRMS.name]
    for odd in ODD_RESULTS:
        yield f"| {_engines(odd.engines)} | {texts['any']} | {odd.why} | {believed} |"


def _edges() -> Iterator[str]:
    for engine in MOST_CAREFUL:
        yield f"- `{engine}`: {', '.join(sorted(SEEN_WRONG[engine]))}."


def _is_of_edges(fault: Fault) -> bool:
    return any(fault.functions == functions for functions in SEEN_WRONG.values())


def _engines(engines: frozenset[str]) -> str:
    return "all" if engines == ALL else ", ".join(f"`{name}`" for name in MOST_CAREFUL if name in engines)


def _functions(fault: Fault) -> str:
    listed = sorted(fault.functions)
    return ", ".join(listed[:_SHOWN]) + (" …" if len(listed) > _SHOWN else "")
