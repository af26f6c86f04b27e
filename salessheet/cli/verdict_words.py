"""What verify says of a workbook, in lines and tables for people, and as trees for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from salessheet.calc import Difference, Disagreement, Unchecked
from salessheet.calc.opinions import SWITCH
from salessheet.calc.verification import FailedFunction
from salessheet.cli import answers, structure
from salessheet.cli.verdicts import Verdict
from salessheet.xlsx.addresses import CellRef

_SHOWN_CELLS: Final = 5


def show(verdict: Verdict) -> None:
    if verdict.verification is None:
        if verdict.error is not None:
            answers.show_error(verdict.error, as_json=False)
        return
    verification = verdict.verification
    by = " and ".join([*verification.engines, *(["the data"] if verdict.from_data is not None else [])])
    twice = f", {SWITCH} off and on" if verification.switched else ""
    wrong = len({difference.cell for difference in verdict.differences})
    outcome = "every cell agrees" if not wrong else f"{answers.number_of(wrong, 'cell')} differ{'s' * (wrong == 1)}"
    if verification.is_clean and not wrong and verification.unchecked:
        outcome = "every cell that was compared agrees"
    cells = answers.number_of(verification.cells, "cell")
    answers.say(f"{verdict.path}: {cells} with formulas, compared with {by}{twice}: {outcome}.")
    answers.show_table(
        "",
        ("Sheet", "Cell", "Label", "Stored", "Recalculated", "Engine"),
        _rows(verdict),
        more="; --json has all of them",
    )
    if wrong and verdict.is_stale:
        answers.say(
            "The file asks for a calculation when it is opened, so what is stored in it does not count."
            " Calculate it first: `salessheet calculate BOOK --out FILE`."
        )
    for failed in verification.failed:
        answers.say(_failed_line(failed))
    show_disagreements(verification.disagreements)
    show_unchecked("Not compared", verification.unchecked)
    if verdict.structure is not None:
        structure.show(verdict.path, verdict.structure)


def _rows(verdict: Verdict) -> list[tuple[object, ...]]:
    """In the order of the workbook; engines that say the same of a cell share a row."""
    tabs = {tab: i for i, tab in enumerate(verdict.verification.sheets)} if verdict.verification else {}
    agreed: dict[tuple[CellRef, object], list[Difference]] = {}
    for difference in verdict.differences:
        agreed.setdefault((difference.cell, shown(difference.recalculated)), []).append(difference)
    return [
        (cell.sheet, cell.address, same[0].label, shown(same[0].stored), told, "; ".join(map(_engine, same)))
        for (cell, told), same in sorted(
            agreed.items(), key=lambda item: (tabs.get(item[0][0].sheet, len(tabs)), item[0][0].row, item[0][0].column)
        )
    ]


def show_unchecked(title: str, unchecked: Iterable[Unchecked]) -> None:
    """A line a reason, with the cells it concerns."""
    reasons: dict[tuple[str, str], list[Unchecked]] = {}
    for each in unchecked:
        reasons.setdefault((each.engine, each.why), []).append(each)
    for (engine, why), cells in reasons.items():
        by = f" by {engine}" if engine else ""
        answers.say(f"{title}{by}: {_cells([each.cell for each in cells])}: {why}.")


def show_disagreements(disagreements: Sequence[Disagreement]) -> None:
    for found in disagreements[:_SHOWN_CELLS]:
        other = "what is stored" if found.other is None else shown(found.other)
        answers.say(
            f"Engines disagree on {found.cell} ({found.label}): {found.engine} gives {shown(found.value)},"
            f" {found.confirming} gives {other}."
        )
    if len(disagreements) > _SHOWN_CELLS:
        answers.say(f"Engines disagree on {len(disagreements) - _SHOWN_CELLS:,} more cells; --json has all of them.")


def _failed_line(failed: FailedFunction) -> str:
    return f"The cell function {failed.defect.function} raised {failed.defect.error}, called in {_cells(failed.cells)}."


def _cells(cells: Sequence[object]) -> str:
    rest = len(cells) - _SHOWN_CELLS
    return ", ".join(map(str, cells[:_SHOWN_CELLS])) + (f" and {rest:,} more" if rest > 0 else "")


def _engine(difference: Difference) -> str:
    if difference.switch is None:
        return difference.engine
    return f"{difference.engine}, {SWITCH} {'on' if difference.switch else 'off'}"


def shown(value: object) -> object:
    """A number in full, an empty text as what it is, nothing as nothing."""
    if value is None:
        return "(nothing)"
    if value == "":
        return '""'
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def tree(verdict: Verdict) -> dict[str, object]:
    found: dict[str, object] = {"file": str(verdict.path), "exit": verdict.exit_code}
    if verdict.error is not None:
        return found | {"error": {"wrong": verdict.error.wrong, "mend": verdict.error.mend}}
    verification = verdict.verification
    if verification is None:
        return found
    if verdict.structure is not None:
        found |= {
            "structure": structure.trees(verdict.structure.findings),
            "accepted": verdict.structure.accepted,
            "notes": list(verdict.structure.notes),
        }
    return found | {
        "cells": verification.cells,
        "engines": list(verification.engines),
        "against_data": verdict.from_data is not None,
        "differences": [difference_tree(difference) for difference in verdict.differences],
        "failed_functions": [
            {
                "function": failed.defect.function,
                "error": failed.defect.error,
                "cells": [str(cell) for cell in failed.cells],
            }
            for failed in verification.failed
        ],
        "not_compared": [unchecked_tree(unchecked) for unchecked in verification.unchecked],
        "disagreements": [disagreement_tree(disagreement) for disagreement in verification.disagreements],
    }


def difference_tree(difference: Difference) -> dict[str, object]:
    return {
        "sheet": difference.cell.sheet,
        "cell": difference.cell.address,
        "label": difference.label,
        "stored": difference.stored,
        "recalculated": difference.recalculated,
        "engine": difference.engine,
        "use_python": difference.switch,
    }


def disagreement_tree(disagreement: Disagreement) -> dict[str, object]:
    return {
        "sheet": disagreement.cell.sheet,
        "cell": disagreement.cell.address,
        "label": disagreement.label,
        "stored": disagreement.stored,
        "engine": disagreement.engine,
        "gives": disagreement.value,
        "confirming": disagreement.confirming,
        "other": disagreement.other,
    }


def unchecked_tree(unchecked: Unchecked) -> dict[str, object]:
    return {
        "sheet": unchecked.cell.sheet,
        "cell": unchecked.cell.address,
        "why": unchecked.why,
        "engine": unchecked.engine,
        "finding": unchecked.is_finding,
    }
