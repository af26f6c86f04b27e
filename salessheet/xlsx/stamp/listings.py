"""What a workbook says of its data: rows of texts below the titles of problems and of what is read but not used."""

from __future__ import annotations

from salessheet.workbook.book import Problems, ReadNotUsed
from salessheet.workbook.edition import MOST_NOTICES, Edition
from salessheet.xlsx.stamp.standing import Listed

Rows = list[tuple[str, ...]]


def listings(edition: Edition) -> dict[Listed, Rows]:
    """The first row says that there is nothing, or holds the headings."""
    return {Problems: _problems(edition), ReadNotUsed: _unused(edition)}


def _problems(edition: Edition) -> Rows:
    words, notices = edition.words, edition.content.notices
    if not notices:
        return [(words.text("ui.problems_none"),)]
    both = f"{words.text('ui.problem_wrong')} / {words.text('ui.problem_mend')}"
    rows: Rows = [(both, *(words.text(f"ui.problem_{key}") for key in ("file", "row", "column")))]
    rows += [(f"{n.wrong}\n{n.mend}", n.file, n.row, n.column) for n in notices[:MOST_NOTICES]]
    if len(notices) > MOST_NOTICES:
        rows.append((words.text("ui.problems_more").format(count=len(notices) - MOST_NOTICES),))
    return rows


def _unused(edition: Edition) -> Rows:
    words, records = edition.words, edition.content.unused
    if not records:
        return [(words.text("ui.unused_none"),)]
    headings = ("means", "table", "column", "rows", "lacking")
    rows: Rows = [tuple(words.text(f"ui.unused_{key}") for key in headings)]
    yes = words.text("ui.yes")
    rows += [(r.means, r.title, r.heading, str(r.rows), yes if r.lacking else "") for r in records]
    return rows
