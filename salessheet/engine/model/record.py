"""What happened to a sheet since its part was read, so that saving writes that and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salessheet.engine.model.drawing_changes import DrawingChanges
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.changes.areas import in_area
from salessheet.xlsx.changes.areas import place as place_after
from salessheet.xlsx.changes.kinds import Change, Shifted


class Record:
    """`part`: the sheet's part in the package that was opened; None for a sheet made since."""

    def __init__(self, part: str | None) -> None:
        self.part = part
        self.touched: dict[int, set[tuple[int, int]]] = {}
        """Row → spans of columns, ends included, whose contents may differ from those in the file."""
        self.restyled: set[Place] = set()
        self.reformulated: set[Place] = set()
        """Cells whose formula says the same in other words, since what it refers to moved or was renamed."""
        self.touched_rows: set[int] = set()
        """Rows whose height, visibility or outline may differ from what the file says."""
        self.resized: list[Area] = []
        """Cells whose columns are wider or narrower than they were, or whose rows are higher or lower."""
        self.is_reshaped = False
        """Whether anything beside cells was touched, so that the other elements have to be compared on saving."""
        self.drawings = DrawingChanges()
        self.is_moved = False
        """Whether cells changed their place, so that formulas cannot share their text with others any more."""
        self.losses: list[str] = []
        """What a sheet copied from another one has no more, in words."""

    @property
    def is_changed(self) -> bool:
        records = (self.touched, self.restyled, self.reformulated, self.touched_rows)
        return self.part is None or self.is_reshaped or any(records)

    def is_touched(self, row: int, column: int) -> bool:
        return any(left <= column <= right for left, right in self.touched.get(row, ()))

    def was_saved(self, part: str | None) -> None:
        self.part = part
        self.touched.clear()
        self.restyled.clear()
        self.reformulated.clear()
        self.touched_rows.clear()
        self.resized.clear()
        self.losses.clear()
        self.drawings.clear()
        self.is_reshaped = self.is_moved = False

    def follow(self, change: Change) -> None:
        """The record goes where the cells went."""
        self.is_moved = True
        self.drawings.follow(change)
        places = [(row, column) for row, spans in self.touched.items() for span in spans for column in _columns(span)]
        self.touched = {}
        for row, column in _moved(places, change):
            self.touched.setdefault(row, set()).add((column, column))
        self.restyled = set(_moved(self.restyled, change))
        self.reformulated = set(_moved(self.reformulated, change))
        if isinstance(change, Shifted) and change.takes_rows:
            rows = ((row, change.area.left) for row in self.touched_rows)
            self.touched_rows = {row for row, _ in _moved(rows, change)}
        if isinstance(change, Shifted):
            there = (in_area(change, area._replace(sheet=change.sheet)) for area in self.resized)
            self.resized = [area for area in there if area is not None]


def _columns(span: tuple[int, int]) -> range:
    return range(span[0], span[1] + 1)


def _moved(places: Iterable[Place], change: Change) -> Iterator[Place]:
    for old in places:
        new = place_after(change, old)
        if new is not None:
            yield new
