"""Which workbook of the declaration a file says that it is: the few facts that decide what must stand in it.

Each is read from many places and what most of them say counts, so that who changes one changes nothing but that one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from salessheet.workbook.audience import audience_of, sheets_of
from salessheet.workbook.book import Sheet
from salessheet.workbook.expr import Extent, Line
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.layout import headroom, name_of
from salessheet.workbook.lines import Calc, Trend
from salessheet.workbook.measures import Axis, Flavour, Type
from salessheet.workbook.needed import with_needed_working
from salessheet.workbook.readings.text import NOTHING
from salessheet.workbook.readings.values import Sizes, lines_read
from salessheet.workbook.sales_center import FOR_THE_CENTRE_ONLY, NOT_FOR_THE_CENTRE, SALES_CENTER
from salessheet.workbook.schema import Absence, Block
from salessheet.workbook.sheets.guide import About
from salessheet.workbook.tables import TABLES
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.structure import Structure
from salessheet.xlsx.structure.looks import same_format
from salessheet.xlsx.table_ranges import TableRange
from salessheet.xlsx.template.styles import amount_formats

_LEAST_NAMES, _LEAST_TABS = 20, 5
"""A workbook with fewer of the defined names, and fewer of the sheets, is somebody's own."""

_FEW: Final = 10
"""One formula in as many calculated lines, or fewer, makes no workbook with formulas."""

_UNITS: Final = (1, 1_000, 10_000)
_SWITCH: Final = name_of(Settings.use_python)
_NOT_EVERYWHERE: Final = FOR_THE_CENTRE_ONLY | NOT_FOR_THE_CENTRE


@dataclass(frozen=True, eq=False)
class Identity:
    """`tabs`: the name on the tab of each sheet, by its key. `version`: of the program that made it; "" if not said."""

    sheets: tuple[Sheet, ...]
    tabs: Mapping[str, str]
    words: Words
    flavour: Flavour
    currency: str
    money_unit: int
    sizes: Sizes
    no_source: frozenset[type[Block]]
    version: str


def identity(structure: Structure) -> Identity | None:
    """None where the workbook is no sales centre."""
    book = structure.book
    words, found = words_of(book), _named(book)
    if len(found) < _LEAST_NAMES and len(book.sheets.keys() & set(words.tab_names())) < _LEAST_TABS:
        return None
    tabs = _tabs(book, words, found)
    included = tuple(sheet for sheet in sheets_of(audience_of(tabs)) if _is_included(sheet, tabs))
    sheets = with_needed_working(included, frozenset(line.block for line in found))
    lines = {line: found[line] for line in named_lines(sheets) if line in found}
    flavour = _flavour(book, lines)
    return Identity(
        sheets,
        {sheet.key: tabs.get(sheet.key, words.text(f"sheet.{sheet.key}.name")) for sheet in sheets},
        words,
        flavour,
        str(_single(book, found, Settings.currency) or ""),
        _money_unit(structure, lines, sheets, words),
        _sizes(book, lines),
        frozenset() if flavour is Flavour.VALUES else _no_source(book, lines),
        str(_single(book, found, About.version) or ""),
    )


def words_of(book: BookFile) -> Words:
    """The words of the language that a workbook is in: of its tabs, or where people renamed most, of its headings."""
    tabs = book.sheets.keys()
    found = Words.of_tabs(tabs)
    if len(tabs & set(found.tab_names())) >= _LEAST_TABS:
        return found
    said = {value for sheet in book.sheets for value in _texts(book, sheet)}
    spoken = {
        words: sum(len(_titles(sheet, words) & said) for sheet in SALES_CENTER.sheets)
        for words in map(Words.load, LANGUAGES)
    }
    return max(spoken, key=lambda words: (spoken[words], words is found))


def _texts(book: BookFile, sheet: str) -> Iterator[str]:
    return (value for value in book.sheets[sheet].values.values() if isinstance(value, str))


def _titles(sheet: Sheet, words: Words) -> set[str]:
    """What stands above a sheet and its blocks."""
    return {words.text(f"sheet.{sheet.key}.title"), *map(words.title, sheet.blocks)}


def tabs_of(book: BookFile, words: Words) -> dict[str, str]:
    """The names on the tabs of the declared sheets that a workbook has, by their keys."""
    return _tabs(book, words, _named(book))


def _named(book: BookFile) -> dict[Line, Area]:
    return {line: area for line in named_lines(SALES_CENTER.sheets) if (area := book.named(name_of(line)))}


def named_lines(sheets: tuple[Sheet, ...]) -> Iterator[Line]:
    for sheet in sheets:
        for block in sheet.blocks:
            yield from (line for line in block.lines if not isinstance(line, Trend))


def _tabs(book: BookFile, words: Words, found: Mapping[Line, Area]) -> dict[str, str]:
    """The sheet as it is called, else the one that its names refer to.

    A sheet of somebody's own may be called like one of ours, such as Market: none of our names refers to it.
    """
    tabs: dict[str, str] = {}
    known = set(words.tab_names())
    for sheet in SALES_CENTER.sheets:
        called = words.text(f"sheet.{sheet.key}.name")
        places = Counter(found[line].sheet for line in named_lines((sheet,)) if line in found)
        if called in book.sheets and (called in places or (not places and _is_ours(book, called, sheet, words))):
            tabs[sheet.key] = called
        elif places and places.most_common(1)[0][0] not in known:
            tabs[sheet.key] = places.most_common(1)[0][0]
            known.add(tabs[sheet.key])
    return tabs


def _is_ours(book: BookFile, called: str, sheet: Sheet, words: Words) -> bool:
    """Whether a sheet that lost all its names is still the declared one by what stands above its blocks."""
    return not (_titles(sheet, words) - {called}).isdisjoint(_texts(book, called))


def _is_included(sheet: Sheet, tabs: Mapping[str, str]) -> bool:
    """Sheets that every book has are, even where somebody took one away."""
    if sheet.key in tabs:
        return True
    if sheet in _NOT_EVERYWHERE:
        is_centre = any(each.key in tabs for each in FOR_THE_CENTRE_ONLY)
        return not sheet.with_data and (sheet in FOR_THE_CENTRE_ONLY) is is_centre and not is_centre
    return not sheet.with_data


def _flavour(book: BookFile, lines: Mapping[Line, Area]) -> Flavour:
    texts = {line: _formula(book, area) for line, area in lines.items() if isinstance(line, Calc)}
    with_formula = {line: text for line, text in texts.items() if text not in {"", NOTHING}}
    if len(with_formula) * _FEW < len(texts):  # a centre's book has values where it lacks what they come from
        return Flavour.VALUES
    chosen = [_SWITCH in text for line, text in with_formula.items() if line.python is not None]
    return Flavour.PYTHON if sum(chosen) * 2 > len(chosen) else Flavour.NATIVE


def _formula(book: BookFile, area: Area) -> str:
    formula = book.formulas.get(CellRef(area.sheet, area.top, area.left))
    return "" if formula is None else formula.text


def _money_unit(structure: Structure, lines: Mapping[Line, Area], sheets: tuple[Sheet, ...], words: Words) -> int:
    """In what amounts are shown, by their number formats."""
    in_units = {block for sheet in sheets if not sheet.in_full for block in sheet.blocks}
    formats = {unit: amount_formats(words, unit) for unit in _UNITS}
    votes: Counter[int] = Counter()
    for line, area in lines.items():
        if line.measure is Type.MONEY and isinstance(line, Calc) and line.block in in_units:
            style = structure.book.sheets[area.sheet].styles.get((area.top, area.left), 0)
            shown = structure.looks.of(style).number_format
            votes.update(unit for unit in _UNITS if any(same_format(shown, one) for one in formats[unit]))
    return votes.most_common(1)[0][0] if votes else 1


def totalled(book: BookFile) -> dict[type[Block], TableRange]:
    """The tables with a row of totals, which somebody switched on right below their rows: these have no headroom."""
    tables = {block: book.tables.get(f"tbl{block.__name__}".casefold()) for block in SALES_CENTER.blocks}
    return {block: table for block, table in tables.items() if table is not None and table.totals_rows}


def _sizes(book: BookFile, lines: Mapping[Line, Area]) -> dict[Extent, int]:
    """The rows (or columns) of every extent, as most names have it; of equally many, the larger.

    A name that reaches beyond the cells in use has been changed.
    """
    votes: dict[Extent, Counter[int]] = {}
    tight = totalled(book)
    for line, area in lines.items():
        table = tight.get(line.block)  # type: ignore[arg-type]  # lines of a book are a Block's
        bottom = area.bottom - headroom(line.block) if table is None else table.area.bottom
        rows = max(1, bottom - area.top + 1)
        columns = area.right - area.left + 1
        last_row, last_column = book.sheets[area.sheet].extent
        if area.top + rows - 1 > last_row or area.right > last_column:
            continue
        if line.axis in (Axis.ROWS, Axis.BODY):
            votes.setdefault(line.block.rows, Counter())[rows] += 1
        if line.axis in (Axis.COLUMNS, Axis.BODY) and line.block.across is not None:
            votes.setdefault(line.block.across, Counter())[columns] += 1
    declared = [e for block in SALES_CENTER.blocks for e in (block.rows, block.across) if e is not None]
    return {e: e.size or (max(votes[e].items(), key=lambda vote: vote[::-1])[0] if e in votes else 1) for e in declared}


def _no_source(book: BookFile, lines: Mapping[Line, Area]) -> frozenset[type[Block]]:
    """The tables that the data did not have, so that what reads them has no formula: those that explain most cells."""
    unknown = [table for table in TABLES if table.absence is Absence.UNKNOWN]
    readers = [
        (reads, _formula(book, area) not in {"", NOTHING})
        for line, area in lines.items()
        if isinstance(line, Calc) and (reads := {seen.block for seen in lines_read(line.native)} & set(unknown))
    ]
    choices = (frozenset(c) for n in range(len(unknown) + 1) for c in combinations(unknown, n))
    return max(choices, key=lambda absent: (sum(bool(r & absent) is not f for r, f in readers), -len(absent)))


def _single(book: BookFile, found: Mapping[Line, Area], line: Line) -> Value | None:
    area = found.get(line)
    return None if area is None else book.stored(CellRef(area.sheet, area.top, area.left))
