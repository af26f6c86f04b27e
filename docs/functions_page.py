"""The page of cell functions: how each is called, what it gives, and an example that a test computes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping

from docs.examples import Example, sections
from salessheet.core.values import Value
from salessheet.udfs import FUNCTIONS, HELP, ArgumentHelp


def page(texts: Mapping[str, str]) -> str:
    """The page as Markdown."""
    parts = [f"# {texts['title']}", texts["intro"]]
    for section in sections():
        parts.append(f"## {section.title}")
        for name in dict.fromkeys(example.function for example in section.examples):
            parts += _function(name, [example for example in section.examples if example.function == name])
    return "\n\n".join(parts) + "\n"


def _function(name: str, examples: list[Example]) -> Iterator[str]:
    about = HELP[name]
    called = ", ".join(f"[{a.name}]" if a.optional else a.name for a in about.arguments)
    yield f"### {name}"
    yield f"`{name}({called})`"
    meaning = inspect.getdoc(inspect.unwrap(FUNCTIONS[name])) or ""
    yield "\n\n".join(paragraph.replace("\n", " ") for paragraph in meaning.split("\n\n"))
    rows = [f"| `{a.name}` | {a.doc.replace('|', chr(92) + '|')} | {_default(a)} |" for a in about.arguments]
    yield "\n".join(["| Argument | Meaning | If left out |", "|---|---|---|", *rows])
    for example in examples:
        shown = f"`={example.formula}` gives `{example.result}`"
        yield f"{shown}. {example.says}" if example.says else f"{shown}."


def _default(argument: ArgumentHelp) -> str:
    if not argument.optional:
        return "needed"
    return "blank" if argument.default is None else f"`{_as_in_a_cell(argument.default)}`"


def _as_in_a_cell(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"
