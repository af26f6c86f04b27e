"""What happened to a sheet's drawing since the file was read: written into it on saving."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from salessheet.engine.model.drawing import CHART, PICTURE, Anchor, Corner, Drawn, Element
from salessheet.engine.model.images import Image
from salessheet.engine.model.shape_fonts import TextFont
from salessheet.xlsx.changes.areas import place
from salessheet.xlsx.changes.kinds import Change, Shifted
from salessheet.xlsx.restructuring.elements import rewrite_references


@dataclass
class NewPicture:
    name: str
    image: Image
    place: Anchor
    is_locked: bool = True


@dataclass
class ChartContent:
    """A chart's part, to be changed. `chart_type`: in xlwings' words, which a chart without series does not tell."""

    tree: Element
    chart_type: str


@dataclass
class NewChart:
    name: str
    chart: ChartContent
    place: Anchor


@dataclass
class Altered:
    """Of an object that the file has; None: as it was."""

    name: str | None = None
    place: Anchor | None = None
    is_locked: bool | None = None
    text: str | None = None
    fonts: list[TextFont] = field(default_factory=list)
    """Of its text, one set after the other."""
    chart: ChartContent | None = None

    def put_text(self, text: str) -> None:
        """All of a new text looks as the first character of the old one did."""
        self.text = text
        self.fonts = [replace(font, end=None) for font in self.fonts if font.start == 0 and font.end != 0]


Entry = NewPicture | NewChart | Altered
"""What happened to one object."""


@dataclass
class DrawingChanges:
    """Objects of the file go by their place among the anchors of the drawing, which is theirs until it is saved."""

    added: dict[int, NewPicture | NewChart] = field(default_factory=dict)
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
        return found + [_new(one, anchor) for anchor, one in self.added.items()]

    def _altered(self, one: Drawn) -> Drawn:
        change = self.altered.get(one.anchor)
        if change is None:
            return one
        return replace(
            one,
            name=one.name if change.name is None else change.name,
            place=change.place or one.place,
            is_locked=one.is_locked if change.is_locked is None else change.is_locked,
            text=one.text if change.text is None else change.text,
        )

    def add(self, one: NewPicture | NewChart, anchors: int) -> int:
        """`anchors`: how many the file's drawing has."""
        anchor = max([anchors - 1, *self.added]) + 1
        self.added[anchor] = one
        return anchor

    def remove(self, anchor: int) -> None:
        if self.added.pop(anchor, None) is None:
            self.removed.add(anchor)
            self.altered.pop(anchor, None)

    def entry(self, anchor: int) -> Entry:
        """To be changed."""
        return self.added[anchor] if anchor in self.added else self.altered.setdefault(anchor, Altered())

    def follow(self, change: Change) -> None:
        """Places go where the cells under them go."""
        for one in self._entries():
            if one.place is not None:
                one.place = replace(one.place, start=_moved(one.place.start, change), end=_moved(one.place.end, change))

    def charts(self) -> list[ChartContent]:
        """Those that were made or changed."""
        contents = (getattr(one, "chart", None) for one in self._entries())
        return [one for one in contents if one is not None]

    def follow_references(self, home: str, change: Change) -> None:
        """What charts show goes where the cells go, whichever sheet it is on."""
        for chart in self.charts():
            rewrite_references(chart.tree, home, change)

    def _entries(self) -> list[Entry]:
        return [*self.added.values(), *self.altered.values()]


def _new(one: NewPicture | NewChart, anchor: int) -> Drawn:
    if isinstance(one, NewChart):
        return Drawn(one.name, CHART, one.place, anchor)
    return Drawn(one.name, PICTURE, one.place, anchor, is_locked=one.is_locked)


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
