"""The page of capabilities: what the workbook does, from which inputs, by which functions, and what shows it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from salessheet.workbook.book import Sheet
from salessheet.workbook.capabilities import CAPABILITIES
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Call, Line, walk
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.sales_center import SALES_CENTER

TESTS = Path(__file__).parents[1] / "tests" / "capabilities"


def page(lang: str, own: Mapping[str, str]) -> str:
    """The page in one language, as Markdown; `own` holds what connects it."""
    words = Words.load(lang)
    columns = [own[key] for key in ("row", "name", "sheet", "inputs", "functions", "outputs", "test")]
    rows = [_row(capability, words) for capability in CAPABILITIES]
    table = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns), *rows]
    return "\n\n".join((f"# {own['title']}", own["intro"].strip(), "\n".join(table))) + "\n"


def _row(capability: Capability, words: Words) -> str:
    sheets = [words.text(f"sheet.{sheet.key}.name") for sheet in _sheets(capability.outputs)]
    cells = (
        str(capability.row),
        words.text(f"capability.{capability.key}"),
        words.listed(sheets),
        words.listed(_named(line, words) for line in capability.inputs),
        words.listed(_functions(capability)) or "–",
        words.listed(_named(line, words) for line in capability.outputs),
        f"[`{capability.test}`](../tests/capabilities/{_file_of(capability.test)})",
    )
    return f"| {' | '.join(cell.replace('|', '·') for cell in cells)} |"


def _sheets(lines: Iterable[Line]) -> Iterator[Sheet]:
    blocks = {line.block for line in lines}
    yield from (sheet for sheet in SALES_CENTER.sheets if not blocks.isdisjoint(sheet.blocks))


def _named(line: Line, words: Words) -> str:
    return f"{words.title(line.block)} › {words.label(line)}"


def _functions(capability: Capability) -> list[str]:
    """The cell functions on the way from the inputs to the outputs."""
    reached = frozenset().union(*(_sources(line) for line in capability.outputs))
    between = {line for line in reached if not _sources(line).isdisjoint(capability.inputs)}
    trees = (line.reading(Flavour.PYTHON) for line in between if isinstance(line, Calc))
    called = {node.function.name for tree in trees for node in walk(tree) if isinstance(node, Call)}
    return sorted(name for name in called if name.startswith("SS_"))


@cache
def _sources(line: Line) -> frozenset[Line]:
    if not isinstance(line, Calc):
        return frozenset({line})
    return frozenset({line}).union(*(_sources(read) for read in lines_read(line.native) if read is not line))


@cache
def _tests() -> Mapping[str, str]:
    """Name of a test → its file."""
    return {
        node.name: path.name
        for path in sorted(TESTS.glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def _file_of(test: str) -> str:
    return _tests()[test]
