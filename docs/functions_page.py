"""The page of cell functions: how each is called, what it gives, and an example that a test computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docs.examples import Example, sections
from salessheet.core.values import Value
from salessheet.udfs import ArgumentHelp, FunctionHelp, help_in


def page(lang: str, texts: Mapping[str, str]) -> str:
    """The page as Markdown."""
    helped = help_in(lang)
    parts = [f"# {texts['title']}", texts["intro"]]
    for section in sections(lang):
        parts.append(f"## {section.title}")
        for name in dict.fromkeys(example.function for example in section.examples):
            examples = [example for example in section.examples if example.function == name]
            parts += _function(helped[name], examples, texts)
    return "\n\n".join(parts) + "\n"


def _function(about: FunctionHelp, examples: list[Example], texts: Mapping[str, str]) -> Iterator[str]:
    called = ", ".join(f"[{a.name}]" if a.optional else a.name for a in about.arguments)
    yield f"### {about.name}"
    yield f"`{about.name}({called})`"
    yield about.summary
    if about.more:
        yield about.more
    rows = [f"| `{a.name}` | {a.doc.replace('|', chr(92) + '|')} | {_default(a, texts)} |" for a in about.arguments]
    yield "\n".join([texts["columns"], "|---|---|---|", *rows])
    for example in examples:
        yield texts["gives"].format(formula=example.formula, result=example.result, says=example.says).rstrip()


def _default(argument: ArgumentHelp, texts: Mapping[str, str]) -> str:
    if not argument.optional:
        return texts["needed"]
    return texts["blank"] if argument.default is None else f"`{_as_in_a_cell(argument.default)}`"


def _as_in_a_cell(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"
