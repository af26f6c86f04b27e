"""Formulas that read their own result, directly or through others."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.audit.audited_sheet import AuditedBook, BookReads, References
from salessheet.xlsx.lint.findings import Fault, Finding, found

_PLACES_ALONE: Final = re.compile(
    r"\b(?:ROWS?|COLUMNS?|AREAS|ISREF|SHEETS?|CELL|ADDRESS|FORMULATEXT|ISFORMULA|OFFSET)\("
)
"""Functions that ask where cells are, not what stands in them."""
_SHOWN: Final = 3


class _Span(NamedTuple):
    """Cells of a column that are looked at as one, rows included; or a single one."""

    sheet: str
    column: int
    first: int
    last: int

    @property
    def cell(self) -> CellRef:
        return CellRef(self.sheet, self.first, self.column)


_Node = _Span | Area


def circles(book: AuditedBook, reads: BookReads) -> Iterator[Finding]:
    """One finding for each circle, at its first cell.

    Runs of formulas are looked at first, as if each of their cells read what all of them read: where that makes no
    circle, as nearly everywhere, their cells need not be followed one by one.
    """
    runs = {
        _Span(sheet, run.column, run.first, run.last): (run, [] if _PLACES_ALONE.search(run.pattern.form) else areas)
        for (sheet, run), areas in reads.precedents.items()
    }
    references = References(book.file)
    names = {name.casefold(): name for name in book.sheets}
    for spans in _Graph(names, {span: areas for span, (_, areas) in runs.items()}).circles():
        cells = {
            _Span(span.sheet, span.column, row, row): [
                area
                for one in (references_in(run.pattern.text(row)) if areas else ())
                if (area := references.area(one, span.sheet)) is not None
            ]
            for span in spans
            for run, areas in [runs[span]]
            for row in range(span.first, span.last + 1)
        }
        for circle in _Graph(names, cells).circles():
            first, *others = sorted(span.cell for span in circle)
            around = ", ".join(map(str, others[:_SHOWN]))
            wrong = f"it reads its own result, through {around}" if around else "it reads its own result"
            yield found(Fault.CIRCLE, book.sheets[first.sheet].part, first.address, wrong)


class _Graph:
    """Formulas, and the ranges they read: each range stands once, however many formulas read it."""

    def __init__(self, sheets: Mapping[str, str], read: Mapping[_Span, Sequence[Area]]) -> None:
        """`sheets`: folded name → name."""
        self._sheets = sheets
        self._read = read
        self._spans: dict[tuple[str, int], list[_Span]] = {}
        for span in read:
            self._spans.setdefault((span.sheet, span.column), []).append(span)
        for spans in self._spans.values():
            spans.sort()

    def circles(self) -> Iterator[list[_Span]]:
        """Tarjan's strongly connected components, without recursion."""
        index: dict[_Node, int] = {}
        low: dict[_Node, int] = {}
        path: list[_Node] = []
        open_: set[_Node] = set()
        for start in self._read:
            if start in index:
                continue
            work: list[tuple[_Node, Iterator[_Node]]] = [(start, iter(self._next(start)))]
            index[start] = low[start] = len(index)
            path.append(start)
            open_.add(start)
            while work:
                node, rest = work[-1]
                following = next(rest, None)
                if following is None:
                    work.pop()
                    if work:
                        low[work[-1][0]] = min(low[work[-1][0]], low[node])
                    if low[node] == index[node]:
                        yield from self._closed(node, path, open_)
                elif following not in index:
                    index[following] = low[following] = len(index)
                    path.append(following)
                    open_.add(following)
                    work.append((following, iter(self._next(following))))
                elif following in open_:
                    low[node] = min(low[node], index[following])

    def _closed(self, node: _Node, path: list[_Node], open_: set[_Node]) -> Iterator[list[_Span]]:
        at = path.index(node) if path[-1] != node else len(path) - 1
        members = path[at:]
        del path[at:]
        open_.difference_update(members)
        if len(members) > 1 or node in self._next(node):
            yield [one for one in members if isinstance(one, _Span)]

    def _next(self, node: _Node) -> Sequence[_Node]:
        if isinstance(node, _Span):
            return [self._cell(one) or one for one in self._read[node] if one.sheet.casefold() in self._sheets]
        sheet = self._sheets[node.sheet.casefold()]
        found_: list[_Node] = []
        for column in range(node.left, node.right + 1):
            spans = self._spans.get((sheet, column), [])
            start = bisect_left(spans, node.top, key=lambda span: span.last)
            found_ += spans[start : bisect_right(spans, node.bottom, key=lambda span: span.first)]
        return found_

    def _cell(self, one: Area) -> _Span | None:
        """The formula of a single cell, which needs no node of its own."""
        cell = _Span(self._sheets[one.sheet.casefold()], one.left, one.top, one.top)
        return cell if one.is_cell and cell in self._read else None
