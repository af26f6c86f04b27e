"""What happened to a sheet's drawing since the file was read: written into it on saving."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from salessheet.engine.model.drawing import PICTURE, Anchor, Corner, Drawn
from salessheet.engine.model.images import Image
from salessheet.engine.model.shape_fonts import TextFont
from salessheet.xlsx.changes.areas import place
from salessheet.xlsx.changes.kinds import Change, Shifted


@dataclass
class NewPicture:
    name: str
    image: Image
    place: Anchor
    is_locked: bool = True


@dataclass
class Altered:
    """Of an object that the file has; None: as it was."""

    name: str | None = None
    place: Anchor | None = None
    is_locked: bool | None = None
    fonts: list[TextFont] = field(default_factory=list)
    """Of its text, one set after the other."""


@dataclass
class DrawingChanges:
    """Objects of the file go by their place among the anchors of the drawing, which is theirs until it is saved."""

    added: dict[int, NewPicture] = field(default_factory=dict)
    """By the place that each will have among the anchors if none is removed."""
    altered: dict[int, Altered] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.added or self.altered or self.removed)

    def clear(self) -> None:
        self.added.clear()
        self.altered.clear()
        self.removed.clear()

    def of(self, known: list[Drawn]) -> list[Drawn]:
        """The objects of the drawing as they are now."""
        found = [self._altered(one) for one in known if one.anchor not in self.removed]
        found += [
            Drawn(one.name, PICTURE, one.place, anchor, is_locked=one.is_locked) for anchor, one in self.added.items()
        ]
        return found

    def _altered(self, one: Drawn) -> Drawn:
        change = self.altered.get(one.anchor)
        if change is None:
            return one
        return replace(
            one,
            name=one.name if change.name is None else change.name,
            place=change.place or one.place,
            is_locked=one.is_locked if change.is_locked is None else change.is_locked,
        )

    def add(self, picture: NewPicture, anchors: int) -> int:
        """`anchors`: how many the file's drawing has."""
        anchor = max([anchors - 1, *self.added]) + 1
        self.added[anchor] = picture
        return anchor

    def remove(self, anchor: int) -> None:
        if self.added.pop(anchor, None) is None:
            self.removed.add(anchor)
            self.altered.pop(anchor, None)

    def entry(self, anchor: int) -> NewPicture | Altered:
        """To be changed."""
        return self.added[anchor] if anchor in self.added else self.altered.setdefault(anchor, Altered())

    def follow(self, change: Change) -> None:
        """Places go where the cells under them go."""
        moving: list[NewPicture | Altered] = [*self.added.values(), *self.altered.values()]
        for one in moving:
            if one.place is not None:
                one.place = replace(one.place, start=_moved(one.place.start, change), end=_moved(one.place.end, change))


def _moved(corner: Corner | None, change: Change) -> Corner | None:
    """In deleted cells, the first cell that took their place."""
    if corner is None or not isinstance(change, Shifted):
        return corner
    after = place(change, (corner.row, corner.column))
    if after is not None:
        return corner._replace(row=after[0], column=after[1])
    if change.rows:
        return corner._replace(row=change.area.top, down=0.0)
    return corner._replace(column=change.area.left, across=0.0)
