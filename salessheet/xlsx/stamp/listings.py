"""What a workbook says of its data: rows of texts below the titles of problems and of what is read but not used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salessheet.workbook.book import Problems, ReadNotUsed
from salessheet.workbook.edition import MOST_NOTICES, Edition
from salessheet.workbook.measures import Arrangement
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.stamp.measured import height
from salessheet.xlsx.stamp.own_cells import SheetGrid
from salessheet.xlsx.stamp.standing import Listed, Standing
from salessheet.xlsx.template.widths import heading_lines

_LINE_HEIGHT, _AROUND = 14, 6  # points, as the declaration's own writer has them
_USUAL_WIDTH = 10.0

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Looks:
    """The styles of headings, of a record's cells and of what is said where there is none."""

    heading: int
    record: int
    nothing: int


def listings(edition: Edition) -> dict[Listed, Rows]:
    """One row that says that there is nothing, or the headings and a row each."""
    return {Problems: _problems(edition), ReadNotUsed: _unused(edition)}


def looks_of(standing: Standing, grid: SheetGrid, area: Area) -> Looks:
    """As other headings and labels on the sheet look."""
    for block, frame in standing.declared.frames.items():
        if frame.sheet == area.sheet and block.arrangement is Arrangement.RECORDS:
            down, right = standing.offset(block)  # type: ignore[arg-type]  # frames of a layout are of Blocks
            heading = grid.style(frame.header + down, frame.left + right)
            label = grid.style(frame.top + down, frame.left + right)
            if heading is not None and label is not None:
                return Looks(heading, label, grid.style(area.top, area.left) or 0)
    style = grid.style(area.top, area.left) or 0
    return Looks(style, style, style)


def heights(rows: Rows, widths: Mapping[int, float], left: int) -> list[str]:
    """What each row says of its height: as tall as the longest of its texts needs."""
    found = []
    for texts in rows:
        lines = max(
            sum(heading_lines(line, widths.get(left + i, _USUAL_WIDTH) - 2) for line in text.split("\n"))
            for i, text in enumerate(texts)
        )
        found.append(height(_LINE_HEIGHT * lines + _AROUND))
    return found


def _problems(edition: Edition) -> Rows:
    words, notices = edition.words, edition.content.notices
    if not notices:
        return [(words.text("ui.problems_none"),)]
    both = f"{words.text('ui.problem_wrong')} / {words.text('ui.problem_mend')}"
    rows = [(both, *(words.text(f"ui.problem_{key}") for key in ("file", "row", "column")))]
    rows += [(f"{n.wrong}\n{n.mend}", n.file, n.row, n.column) for n in notices[:MOST_NOTICES]]
    if len(notices) > MOST_NOTICES:
        rows.append((words.text("ui.problems_more").format(count=len(notices) - MOST_NOTICES),))
    return rows


def _unused(edition: Edition) -> Rows:
    words, records = edition.words, edition.content.unused
    if not records:
        return [(words.text("ui.unused_none"),)]
    headings = ("means", "table", "column", "rows", "lacking")
    yes = words.text("ui.yes")
    rows = [tuple(words.text(f"ui.unused_{key}") for key in headings)]
    return rows + [(r.means, r.title, r.heading, str(r.rows), yes if r.lacking else "") for r in records]
