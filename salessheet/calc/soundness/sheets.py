"""What a sheet says of its cells: what is hidden, protected, allowed, marked, merged, drawn and noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from salessheet.calc.soundness.findings import Finding, Kind, of_area, of_cell
from salessheet.calc.soundness.regions import Regions
from salessheet.workbook.readings.text import letters
from salessheet.xlsx.addresses import LAST_COLUMN, Area
from salessheet.xlsx.structure.drawn import Drawn
from salessheet.xlsx.structure.reading import VISIBLE, SheetStructure
from salessheet.xlsx.structure.sheet_rules import Rule

_HOW_HIDDEN: Final = (VISIBLE, "hidden", "veryHidden")
_BETWEEN: Final = " / "


@dataclass(frozen=True, eq=False)
class SheetComparison:
    """The rules of one sheet as they are and as they should be. `extent`: its last row and column in use."""

    found: SheetStructure
    wanted: SheetStructure
    regions: Regions
    extent: tuple[int, int]

    def findings(self) -> Iterator[Finding]:
        yield from self._hidden()
        yield from self._protection()
        yield from self._merged()
        yield from _rules(Kind.VALIDATION, self.found.validations, self.wanted.validations)
        yield from _rules(Kind.CONDITIONAL_FORMAT, self.found.conditional_formats, self.wanted.conditional_formats)
        yield from self._added(Kind.CONDITIONAL_FORMAT, self.found.conditional_formats, self.wanted.conditional_formats)
        yield from self._added(Kind.VALIDATION, self.found.validations, self.wanted.validations)
        yield from self._charts()
        yield from self._objects()
        yield from self._notes()

    def _hidden(self) -> Iterator[Finding]:
        found, wanted = (_HOW_HIDDEN.index(s.state) if s.state in _HOW_HIDDEN else 0 for s in (self.found, self.wanted))
        if found > wanted:
            yield Finding(Kind.HIDDEN, self.found.name, "sheet", self.found.state, self.wanted.state, self._whole)
        known = {each.area for each in self.wanted.hidden}
        for each in self.found.hidden:
            if each.area not in known and each.area.meets(self._whole):
                yield Finding(Kind.HIDDEN, self.found.name, _lines(each.area), each.how, "visible", each.area)
        if self.found.hides_zeros and not self.wanted.hides_zeros:
            yield Finding(Kind.HIDDEN, self.found.name, "sheet", "zeros are not shown", "shown", self._whole)

    @property
    def _whole(self) -> Area:
        return Area(self.found.name, 1, 1, *self.extent)

    def _protection(self) -> Iterator[Finding]:
        """More may be allowed than should be; less is somebody's care."""
        found, wanted = self.found.protection, self.wanted.protection
        if wanted is not None and found is None:
            yield Finding(Kind.PROTECTION, self.found.name, "sheet", "not protected", "protected")
        elif wanted is not None and found is not None and found - wanted:
            yield Finding(
                Kind.PROTECTION, self.found.name, "sheet", f"allows {', '.join(sorted(found - wanted))}", "forbidden"
            )
        for area in self.found.open_ranges:
            if wanted is not None and self.regions.meets(area):
                yield of_area(Kind.PROTECTION, area, "may be changed without unprotecting the sheet", None)

    def _merged(self) -> Iterator[Finding]:
        found, wanted = set(self.found.merged), set(self.wanted.merged)
        for area in sorted(wanted - found):
            yield of_area(Kind.MERGED, area, "not merged", "merged")
        for area in sorted(found - wanted):
            if self.regions.meets(area):
                yield of_area(Kind.MERGED, area, "merged", None)

    def _added(self, kind: Kind, found: Sequence[Rule], wanted: Sequence[Rule]) -> Iterator[Finding]:
        """Rules where there should be none. Those where there should be others are told there."""
        marked = [area for rule in wanted for area in rule.areas]
        for rule in found:
            for area in rule.areas:
                if self.regions.meets(area) and not any(area.meets(other) for other in marked):
                    yield of_area(kind, area, rule.text, None)

    def _charts(self) -> Iterator[Finding]:
        """Each chart with the one of its title, else with the one in its place."""
        for wanted, found in self._pairs:
            called = f"chart “{wanted.title}”"
            if found is None:
                yield Finding(Kind.CHART, self.found.name, called, None, "a chart")
                continue
            if found.is_hidden:
                yield Finding(Kind.HIDDEN, self.found.name, called, "hidden", "visible")
            for is_so, should in (
                ((found.title,), (wanted.title,)),
                (found.series, wanted.series),
                (found.axes, wanted.axes),
            ):
                for one, other in _unlike(is_so, should):
                    yield Finding(Kind.CHART, self.found.name, called, one, other)
        for cell, shown in sorted(self.wanted.sparklines.items()):
            there = self.found.sparklines.get(cell)
            if there is None:
                yield of_cell(Kind.CHART, cell, None, "a sparkline")
            elif there != shown:
                yield of_cell(Kind.CHART, cell, f"a sparkline of {there}", f"a sparkline of {shown}")

    @property
    def _pairs(self) -> list[tuple[Drawn, Drawn | None]]:
        wanted = [each for each in self.wanted.drawn if each.is_chart]
        left = [each for each in self.found.drawn if each.is_chart]
        pairs: list[tuple[Drawn, Drawn | None]] = []
        for chart in wanted:
            same = next((each for each in left if each.title == chart.title), None)
            if same is not None:
                left.remove(same)
            pairs.append((chart, same))
        titles = {chart.title for chart in wanted}
        left = [each for each in left if each.title not in titles]
        return [(chart, same or _nearest(chart, left)) for chart, same in pairs]

    def _objects(self) -> Iterator[Finding]:
        """What lies over something declared. A chart of somebody's own is such an object, too."""
        paired = [found for _, found in self._pairs if found is not None]
        for each in self.found.drawn:
            if each not in paired and not each.is_hidden and self.regions.meets(each.over):
                yield of_area(Kind.OBJECT, each.over, each.kind + (f" “{each.title}”" if each.title else ""), None)

    def _notes(self) -> Iterator[Finding]:
        """Whoever types may note why."""
        for cell, text in sorted(self.found.notes.items()):
            is_ours = self.regions.is_declared(cell.row, cell.column)
            if is_ours and not self.regions.is_typed(cell.row, cell.column):
                yield of_cell(Kind.NOTE, cell, text, None)


def _nearest(chart: Drawn, left: list[Drawn]) -> Drawn | None:
    found = next((each for each in left if each.over.meets(chart.over)), None)
    if found is not None:
        left.remove(found)
    return found


def _rules(kind: Kind, found: Sequence[Rule], wanted: Sequence[Rule]) -> Iterator[Finding]:
    """Of each area that should have rules: whether it has these, in this order, all over."""
    for area in dict.fromkeys(area for rule in wanted for area in rule.areas):
        should = _BETWEEN.join(rule.text for rule in wanted if area in rule.areas)
        there = [rule for rule in found if rule.meets(area)]
        if kind is Kind.VALIDATION:  # only one counts in a cell
            covering = [rule for rule in there if rule.covers(area)]
            if not covering and len({rule.text for rule in there}) == 1:
                covering = [Rule(tuple(a for rule in there for a in rule.areas), there[0].text)]
                there = [rule for rule in covering if rule.covers(area)]
        is_so = _BETWEEN.join(rule.text for rule in there)
        if is_so != should:
            yield of_area(kind, area, is_so or None, should)
        elif not all(rule.covers(area) for rule in there):
            yield of_area(kind, area, f"{is_so} (not in every cell)", should)


def _unlike(found: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    for i in range(max(len(found), len(wanted))):
        one, other = (texts[i] if i < len(texts) else None for texts in (found, wanted))
        if one != other:
            yield one, other


def _lines(area: Area) -> str:
    """Whole rows or columns, as people call them."""
    if area.right == LAST_COLUMN:
        what, first, last = "row", str(area.top), str(area.bottom)
    else:
        what, first, last = "column", letters(area.left), letters(area.right)
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}"
