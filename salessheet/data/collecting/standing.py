"""Whether what is to be written stands in the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salessheet.data.collecting.comparison import Cell, Cells, Change, Key, Kind, Line, alike, by_key, key_of

ROW = ""
"""What `Standing.lacking` names in place of a column where it is the whole row."""


class Standing:
    """The rows of a table, to be asked for changes."""

    def __init__(self, lines: Sequence[Line], identity: Sequence[str]) -> None:
        self._lines, self._identity = lines, identity
        self._by_key = by_key(lines, identity, identity) if identity else {}

    def lacking(self, change: Change) -> tuple[str, Cell] | None:
        """The first column in which the rows say something else than the change, and what; None where it stands.

        Of a new row, blanks are no matter: whatever keeps the rows may put what is usual there.
        """
        wanted = {c: cell for c, cell in change.new.items() if change.kind is not Kind.NEW or cell is not None}
        if not self._identity:
            return self._without_ids(change, wanted)
        found = self._by_key.get(_key_afterwards(change, self._identity))
        if change.kind is Kind.DELETED or found is None:
            return None if (found is None) is (change.kind is Kind.DELETED) else (ROW, None)
        return next(
            ((c, found.cells.get(c)) for c, cell in wanted.items() if not alike(found.cells.get(c), cell)), None
        )

    def _without_ids(self, change: Change, wanted: Cells) -> tuple[str, Cell] | None:
        """Of a table whose rows nothing names: some row says it all, and of one that goes, none does any more."""
        is_gone = change.kind is Kind.DELETED
        whole = (change.old or {}) if is_gone else {**(change.old or {}), **wanted}
        count = sum(all(alike(line.cells.get(c), cell) for c, cell in whole.items()) for line in self._lines)
        return None if (count < _place(change) if is_gone else count > 0) else (ROW, None)


def _key_afterwards(change: Change, identity: Sequence[str]) -> Key:
    if change.kind is Kind.CHANGED:
        return key_of({**(change.old or {}), **change.new}, identity)
    return change.key


def _place(change: Change) -> int:
    """Which of several rows that say the same a change is of, as its key ends with."""
    return int(change.key[-1])


def as_json(change: Change) -> Mapping[str, object]:
    return {
        "kind": change.kind.value, "key": list(change.key), "old": change.old, "new": dict(change.new),
    }  # fmt: skip  # in the order of the fields


def of_json(tree: Mapping[str, object]) -> Change:
    """Raises KeyError, TypeError or ValueError for what is no such thing."""
    key, old, new = tree["key"], tree["old"], tree["new"]
    if not isinstance(key, list) or not isinstance(new, dict) or not (old is None or isinstance(old, dict)):
        raise TypeError(tree)
    return Change(Kind(str(tree["kind"])), tuple(map(str, key)), old, new, 0)
