"""Results captured from Microsoft Excel, and what engines give for the same formulas.

`python -m tests.calc.captured` measures again and writes docs/captured.json, from which the page of engines is made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter

from salessheet.calc.engine import Engine
from salessheet.calc.engines import ENGINES
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.opinions import Opinions
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value, read
from salessheet.xlsx.references import functions_in

RESULTS: Final = Path(__file__).with_name("excel_results.json")
MEASURED: Final = Path(__file__).parents[2] / "docs" / "captured.json"
_COLUMN: Final = 26  # right of what the formulas read
_IN_ERROR: Final = {
    "#N/A": "=NA()",
    "#DIV/0!": "=1/0",
    "#VALUE!": '="a"+1',
    "#REF!": "=INDEX(Z99:Z99,2,2)",
    "#NUM!": "=SQRT(-1)",
}
_SPILLING: Final = frozenset({"shape", "implicit_intersection"})
"""Families that were typed into an Excel with dynamic arrays: the same text in a plain cell is another formula."""


@dataclass(frozen=True, eq=False)
class Captured:
    """`family`: what was probed. `result`: what Excel showed."""

    family: str
    formula: str
    cells: Mapping[str, Any]
    result: Value

    def is_given_by(self, value: Value | None) -> bool:
        if isinstance(self.result, (bool, float)) and isinstance(value, (bool, float)):
            return abs(float(value) - float(self.result)) <= 1e-9 * max(1.0, abs(float(self.result)))
        return type(value) is type(self.result) and value == self.result


def captured() -> list[Captured]:
    cases = json.loads(RESULTS.read_text(encoding="utf-8"))["cases"]
    found = [Captured(c["id"].partition("/")[0], c["formula"], c["cells"], _value(c["result"])) for c in cases]
    return [one for one in found if one.family not in _SPILLING]


def written(path: Path, cases: Sequence[Captured], *, stored: bool = False) -> BookFile:
    """Each case on a sheet of its own; `stored`: with Excel's result beside the formula."""
    with xlsxwriter.Workbook(path, {"use_future_functions": False}) as book:
        for i, one in enumerate(cases):
            sheet = book.add_worksheet(f"c{i}")
            for address, content in one.cells.items():
                if isinstance(content, dict):
                    sheet.write_formula(address, content.get("formula") or _IN_ERROR[content["error"]])
                else:
                    sheet.write(address, content)
            shown = one.result.value if isinstance(one.result, ErrorKind) else one.result
            sheet.write_formula(0, _COLUMN - 1, one.formula, None, shown if stored else 0)
    return read(path)


def place(case: int) -> CellRef:
    return CellRef(f"c{case}", 1, _COLUMN)


def right(engine: Engine, path: Path, cases: Sequence[Captured]) -> list[bool]:
    """Which cases the engine gives as Excel, whether it is trusted with them or not."""
    book = written(path, cases)
    opinion = Opinions(book, CalledFunctions(), frozenset()).first(engine)
    (values,) = opinion.values.values()
    return [one.is_given_by(values.get(place(i))) for i, one in enumerate(cases)]


def measured(engines: Iterable[Engine], folder: Path) -> dict[str, Any]:
    cases = captured()
    families: dict[str, Counter[str]] = {}
    for one in cases:
        families.setdefault(one.family, Counter())["cases"] += 1
    for engine in engines:
        for one, is_right in zip(cases, right(engine, folder / f"{engine.name}.xlsx", cases), strict=True):
            families[one.family][engine.name] += is_right
    functions = sorted({name for one in cases for name in functions_in(one.formula)})
    return {"functions": functions, "families": {name: dict(found) for name, found in sorted(families.items())}}


def _value(found: Any) -> Value:  # noqa: ANN401  from JSON
    if isinstance(found, dict):
        return ErrorKind(found["error"])
    return found if isinstance(found, (bool, str)) else float(found)


def main() -> None:
    with ExitStack() as stack, TemporaryDirectory() as folder:
        engines = [stack.enter_context(make()) for make in ENGINES.values()]
        text = json.dumps(measured(engines, Path(folder)), indent=1)
    MEASURED.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
