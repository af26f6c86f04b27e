"""Formulas that read their own result, directly or through others."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.lint.audited_sheet import BookReads
from salessheet.xlsx.lint.findings import Fault, Finding, found

_PLACES_ALONE: Final = re.compile(
    r"\b(?:ROWS?|COLUMNS?|AREAS|ISREF|SHEETS?|CELL|ADDRESS|FORMULATEXT|ISFORMULA|OFFSET)\("
)
"""Functions that ask where cells are, not what stands in them."""
_SHOWN: Final = 3

_Node = CellRef | Area


def circles(book: BookFile, reads: BookReads) -> Iterator[Finding]:
    """One finding for each circle, at its first cell."""
    for circle in _Graph(book, reads).circles():
        first = min(circle)
        around = ", ".join(map(str, sorted(circle)[1 : _SHOWN + 1]))
        wrong = f"it reads its own result, through {around}" if around else "it reads its own result"
        yield found(Fault.CIRCLE, book.sheets[first.sheet].part, first.address, wrong)


class _Graph:
    """Formulas, and the ranges they read: each range stands once, however many formulas read it."""

    def __init__(self, book: BookFile, reads: BookReads) -> None:
        self._sheets = {name.casefold(): name for name in book.sheets}
        self._read = {
            cell: [] if _PLACES_ALONE.search(book.formulas[cell].text) else areas
            for cell, areas in reads.precedents.items()
        }
        self._rows: dict[tuple[str, int], list[int]] = {}
        for cell in self._read:
            self._rows.setdefault((cell.sheet, cell.column), []).append(cell.row)
        for rows in self._rows.values():
            rows.sort()

    def circles(self) -> Iterator[list[CellRef]]:
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

    def _closed(self, node: _Node, path: list[_Node], open_: set[_Node]) -> Iterator[list[CellRef]]:
        at = path.index(node) if path[-1] != node else len(path) - 1
        members = path[at:]
        del path[at:]
        open_.difference_update(members)
        cells = [one for one in members if isinstance(one, CellRef)]
        if len(members) > 1 or node in self._next(node):
            yield cells

    def _next(self, node: _Node) -> Sequence[_Node]:
        if isinstance(node, CellRef):
            return [self._cell(one) or one for one in self._read[node] if one.sheet.casefold() in self._sheets]
        sheet = self._sheets[node.sheet.casefold()]
        found_: list[_Node] = []
        for column in range(node.left, node.right + 1):
            rows = self._rows.get((sheet, column), [])
            within = rows[bisect_left(rows, node.top) : bisect_right(rows, node.bottom)]
            found_ += [CellRef(sheet, row, column) for row in within]
        return found_

    def _cell(self, one: Area) -> CellRef | None:
        """The formula of a single cell, which needs no node of its own."""
        cell = CellRef(self._sheets[one.sheet.casefold()], one.top, one.left)
        return cell if one.is_cell and cell in self._read else None
