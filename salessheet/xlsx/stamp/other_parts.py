"""The parts of a workbook beside its sheets: names, tables, charts, styles, pivots and what the file says of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from salessheet.workbook.book import Band, Chart, Draw
from salessheet.workbook.edition import Edition
from salessheet.workbook.general import Settings
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.package import Package
from salessheet.xlsx.stamp import frames
from salessheet.xlsx.stamp.measured import Measures
from salessheet.xlsx.stamp.pivots import shown_by_pivots
from salessheet.xlsx.stamp.shown import Shown
from salessheet.xlsx.stamp.standing import Standing
from salessheet.xlsx.stamp.table_parts import TableParts, table_parts
from salessheet.xlsx.template.charts import charted_rows, money_formats
from salessheet.xlsx.template.styles import amount_formats

_EPOCH: Final = dt.datetime(1899, 12, 30)


@dataclass(frozen=True, eq=False)
class OtherParts:
    """Those of a template, rewritten for one workbook after the other."""

    package: Package
    standing: Standing

    def rewrite(
        self, parts: dict[str, bytes], edition: Edition, shown: Shown, title: str, sizes: Sequence[Measures | None]
    ) -> None:
        """`sizes`: of the sheets, in their order; none where they are the company's."""
        workbook = self.package.workbook_part
        parts[workbook] = frames.workbook_part(parts[workbook], edition, sizes)
        self.tables.rewrite(parts, edition)
        ends, to_the_end = _ends(edition), _to_the_end(edition)
        for chart in self.package.of_kind("/chartEx"):
            parts[chart] = frames.newer_chart_part(parts[chart], self.is_still)
        for chart in self.package.of_kind("/chart"):
            units = (1, 1) if chart in self._in_full else (self.standing.identity.money_unit, edition.money_unit)
            formats = {} if chart in self._in_full else self._on_charts(edition)
            captions = self._captions(edition, *units)
            parts[chart] = frames.chart_part(
                parts[chart], shown.values, captions, formats, ends, to_the_end, self.is_still
            )
        for drawing in (*self.package.of_kind("/drawing"), *self.package.of_kind("/chartUserShapes")):
            if b"textlink=" in parts[drawing]:
                parts[drawing] = frames.linked_texts(parts[drawing], shown.values, self.still)
        self._say(parts, edition, title)

    def in_units(self, parts: dict[str, bytes], edition: Edition) -> dict[int, int]:
        """Styles of amounts → the same in the unit of the workbook, which are added."""
        formats = self._formats(edition)
        if not formats or self.styles not in parts:
            return {}
        parts[self.styles], found = frames.with_formats(parts[self.styles], formats)
        return found

    @cached_property
    def styles(self) -> str:
        found = self.package.related(self.package.workbook_part, "/styles").values()
        return next((part for _, part in found), "")

    def _say(self, parts: dict[str, bytes], edition: Edition, title: str) -> None:
        as_of = edition.cells(Settings.as_of)[0]
        day = _EPOCH + dt.timedelta(days=float(as_of)) if isinstance(as_of, (int, float)) else _EPOCH
        when = f"{day:%Y-%m-%dT%H:%M:%SZ}"
        company = str(edition.cells(Settings.company)[0] or "")
        said = {"title": title, "created": when, "modified": when, "Company": company}
        for kind in ("/core-properties", "/extended-properties"):
            for part in self.package.of_kind(kind):
                parts[part] = frames.properties(parts[part], said)

    @cached_property
    def tables(self) -> TableParts:
        return table_parts(self.standing)

    @cached_property
    def still(self) -> frozenset[str]:
        """Sheets of the company's own that no formula, no pivot table and no line of the declaration changes."""
        held = {area.sheet for area in (*self.standing.places.values(), *shown_by_pivots(self.package))}
        sheets = self.standing.book.sheets.items()
        return frozenset(name for name, sheet in sheets if name not in held and not sheet.formulas)

    @cached_property
    def is_still(self) -> frames.IsStill:
        """Whether what a reference or a name stands for is on one of these."""
        return frames.still_cells(self.still, self.standing.book.names)

    @cached_property
    def _in_full(self) -> set[str]:
        """The charts of sheets whose amounts are in whole currency units."""
        tabs, sheets = self.standing.identity.tabs, self.package.sheet_parts()
        found: set[str] = set()
        for sheet in self.standing.identity.sheets:
            part = sheets.get(tabs.get(sheet.key, ""), "")
            if sheet.in_full and part:
                for _, drawing in self.package.related(part, "/drawing").values():
                    found |= {chart for _, chart in self.package.related(drawing, "/chart").values()}
        return found

    def _captions(self, edition: Edition, before: int, after: int) -> dict[str, str]:
        """Captions of charts that name a currency: as the template has them → as they are now."""
        known, words = self.standing.identity, edition.words
        found = {}
        charts = words.tree.get("chart", {})
        for key in charts if isinstance(charts, Mapping) else ():
            unit = words.find("chart", key, "unit")
            if unit:
                said = unit.format(money=words.money(known.currency, before))
                found[said] = unit.format(money=words.money(edition.currency, after))
        return found

    def _formats(self, edition: Edition) -> dict[str, str]:
        """Number formats of amounts in the unit of the template → in that of the workbook."""
        before, after = self.standing.identity.money_unit, edition.money_unit
        shown = (amount_formats(edition.words, unit) for unit in (before, after))
        return {} if before == after else dict(zip(*shown, strict=True))

    def _on_charts(self, edition: Edition) -> dict[str, str]:
        before, after = (money_formats(unit) for unit in (self.standing.identity.money_unit, edition.money_unit))
        return self._formats(edition) | (dict(zip(before, after, strict=True)) if before != after else {})


def _charts(edition: Edition) -> Iterator[Chart]:
    bands = (item for sheet in edition.book.sheets for item in sheet.items if isinstance(item, Band))
    return (chart for band in bands for chart in band.charts)


def _to_the_end(edition: Edition) -> set[Area]:
    """What charts show to the end of the year."""
    series = (one for chart in _charts(edition) for one in chart.series if one.draw in (Draw.PLAN, Draw.PACE))
    places = (edition.layout.places[one.line] for one in series)
    return {Area(place.sheet, place.top, place.left, place.bottom, place.right) for place in places}


def _ends(edition: Edition) -> dict[Area, Area]:
    """What charts would show of each line, with the rows to spare → without."""
    found: dict[Area, Area] = {}
    for chart in _charts(edition):
        rows = charted_rows(chart, edition)
        for line in (chart.categories, *(series.line for series in chart.series)):
            place = edition.layout.places[line]
            if rows < place.rows:
                whole = Area(place.sheet, place.top, place.left, place.bottom, place.right)
                found[whole] = whole._replace(bottom=place.top + rows - 1)
    return found
