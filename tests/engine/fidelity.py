"""Workbooks opened and saved with one cell changed: whatever else is different in the file is a fault.

    python -m tests.engine.fidelity FOLDER [--cell A1] [--value 1] [--same | --insert-row | --rename-sheet]

goes through the .xlsx and .xlsm files of a folder with the engine, prints a line for each fault and a summary at the
end, and exits with 1 where there was any. Without one of the last three options it sets the cell of the first sheet;
`--same` changes nothing, and every part must keep its bytes; the other two insert a row above row 2 of the first
sheet and rename it: the result must be sound, open again, and hold as many cells and formulas as before.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import ZipFile

import openpyxl
import xlwings as xw

from salessheet.xlsx.addresses import CellRef, area
from salessheet.xlsx.book_file import read
from salessheet.xlsx.package import Package, opened
from tests.engine.changed_cell import Change, calculation_order, without_the_change
from tests.engine.sound_package import CONTENT_TYPES, content_types, faults_of, relations, type_of
from tests.engine.xml_comparison import faults, parsed

_SHOWN: Final = 5  # faults printed of one file


class Difference(NamedTuple):
    part: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.part}{self.place}: {self.what}"


def differences(before: Path, after: Path, sheet: str = "", cell: str = "") -> list[Difference]:
    """What is different in the second file, part by part, and is no consequence of a new content of the cell.

    Consequences are the content of the cell (not its style), its row where there was none, the extents that had to
    grow, its place in the order of calculation, the results of formulas that depend on it (with the demand to calculate
    on opening, where they are gone), and the name of the table's column it heads.
    Without a cell nothing may be different.
    """
    old, new = opened(before), opened(after)
    change = None
    if cell:
        place = area(sheet, cell)
        if place is None or not place.is_cell:
            raise ValueError(f"{cell} is no cell")
        change = Change(old, new, CellRef(sheet, place.top, place.left))
    return [*_written_twice(after), *_in_parts(old, new, change)]


def changed_parts(before: Path, after: Path) -> list[Difference]:
    """Parts that do not have the bytes they had."""
    old, new = opened(before).parts, opened(after).parts
    return [
        Difference(part, "", "is gone" if part not in new else "is new" if part not in old else "has other bytes")
        for part in sorted(old.keys() | new.keys())
        if old.get(part) != new.get(part)
    ] + _written_twice(after)


def new_unsoundness(before: Path, after: Path) -> list[Difference]:
    """What is wrong with the package that was not wrong with it before."""
    known = Counter(faults_of(opened(before)))
    return [Difference(part, "", what) for part, what in (Counter(faults_of(opened(after))) - known).elements()]


def _written_twice(path: Path) -> list[Difference]:
    with ZipFile(path) as file:
        spellings = Counter(name.casefold() for name in file.namelist())
    return [Difference(name, "", "is there twice") for name, times in spellings.items() if times > 1]


def _in_parts(old: Package, new: Package, change: Change | None) -> Iterator[Difference]:
    dropped = {part for part in old.parts.keys() - new.parts.keys() if change is not None and change.empties(part)}
    for part in sorted(old.parts.keys() | new.parts.keys()):
        if part in dropped:
            continue
        if part not in new.parts:
            yield Difference(part, "", "is gone")
        elif part not in old.parts:
            yield Difference(part, "", "is new")
        elif old.parts[part] != new.parts[part]:
            for place, what in _in_part(old, new, part, change, dropped):
                yield Difference(part, place, what)


def _in_part(
    old: Package, new: Package, part: str, change: Change | None, dropped: set[str]
) -> Iterable[tuple[str, str]]:
    if part == CONTENT_TYPES:
        return _in_sets(_types(old, dropped), _types(new, set()))
    if part.endswith(".rels"):
        return _in_sets(_relations(old, part, dropped), _relations(new, part, set()))
    before, after = parsed(old.parts[part]), parsed(new.parts[part])
    if before is None or after is None:
        return [("", "has other bytes")]
    if change is not None:
        if part in change.orders:
            return _in_sets(calculation_order(before, change), calculation_order(after, change))
        without_the_change(before, after, part, change)
    return faults(before, after)


def _types(package: Package, dropped: set[str]) -> dict[str, str]:
    """Defaults that name no part, and the type of each part, however it is given."""
    types = content_types(package)
    found = {f"*.{key}": value for (kind, key), value in types.items() if kind == "Default"}
    gone = {part.casefold() for part in dropped}
    found.update({key: value for (kind, key), value in types.items() if kind == "Override" and key not in gone})
    return found | {part: type_of(types, part) or "" for part in package.parts if part not in dropped}


def _relations(package: Package, listing: str, dropped: set[str]) -> dict[str, tuple[str, str, bool]]:
    gone = {part.casefold() for part in dropped}
    return {
        number: relation
        for number, relation in relations(package, listing).items()
        if relation[1].casefold() not in gone
    }


def _in_sets(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield f"/{key}", f"was {old.get(key)}, is {new.get(key)}"


# --- A folder of workbooks through the engine ---


def opened_and_saved(path: Path, copy: Path, do: Callable[[xw.Book], None]) -> str:
    """The name of the first sheet, as it was."""
    from salessheet import engine

    with engine.open_book(path) as book:
        name = str(book.sheets[0].name)
        do(book)
        book.save(copy)
    return name


def changed_cell(path: Path, copy: Path, cell: str, value: float | str) -> list[Difference]:
    def set_value(book: xw.Book) -> None:
        book.sheets[0][cell].value = value

    sheet = opened_and_saved(path, copy, set_value)
    return [*differences(path, copy, sheet, cell), *_other_value(copy, sheet, cell, value)]


def _other_value(copy: Path, sheet: str, cell: str, value: float | str) -> Iterator[Difference]:
    """Whether the cell holds what it was given: a formula, if that begins with `=`; a text, above a table's column."""
    place = area(sheet, cell)
    if place is None:
        return
    book = read(copy)
    cells = book.sheets[sheet]
    formula = cells.formulas.get((place.top, place.left))
    held = cells.values.get((place.top, place.left)) if formula is None else formula.text
    below = CellRef(sheet, place.top + 1, place.left)
    heads = any(
        table.header_rows and table.area.top == below.row and table.area.covers(below) for table in book.tables.values()
    )
    if held != (f"{value:g}" if heads and isinstance(value, float) else value):
        yield Difference(sheet, f"!{cell}", f"holds {held!r}")


def unchanged(path: Path, copy: Path) -> list[Difference]:
    opened_and_saved(path, copy, lambda _: None)
    return changed_parts(path, copy)


def row_inserted(path: Path, copy: Path) -> list[Difference]:
    opened_and_saved(path, copy, lambda book: book.sheets[0].range("2:2").insert("down"))
    return [*new_unsoundness(path, copy), *_other_numbers(path, copy)]


def sheet_renamed(path: Path, copy: Path) -> list[Difference]:
    def rename(book: xw.Book) -> None:
        book.sheets[0].name = "Another name"

    opened_and_saved(path, copy, rename)
    return [*new_unsoundness(path, copy), *_other_numbers(path, copy)]


def _other_numbers(path: Path, copy: Path) -> Iterator[Difference]:
    before, after = _numbers(path), _numbers(copy)
    if len(before) != len(after):
        yield Difference("", "", f"had {len(before)} sheets with cells, has {len(after)}")
    for (name, old), (_, new) in zip(before, after, strict=False):
        for what in old:
            if old[what] != new[what]:
                yield Difference(name, "", f"had {old[what]} {what}, has {new[what]}")


def _numbers(path: Path) -> list[tuple[str, dict[str, int]]]:
    """Sheet by sheet, how many cells hold something and how many of them a formula."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    found = []
    for sheet in book.worksheets:
        cells = [cell for cell in sheet._cells.values() if cell.value is not None]
        formulas = sum(cell.data_type == "f" for cell in cells)
        found.append((sheet.title, {"cells": len(cells), "formulas": formulas}))
    return found


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    checks: dict[str, Callable[[Path, Path], list[Difference]]] = {
        "cell": lambda path, copy: changed_cell(path, copy, options.cell, _number_or_text(options.value)),
        "same": unchanged,
        "insert": row_inserted,
        "rename": sheet_renamed,
    }
    results: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(p for p in options.folder.rglob("*.xls[xm]") if not p.name.startswith("~$")):
            copy = Path(folder, f"copy{path.suffix}")
            copy.unlink(missing_ok=True)
            results[_result(path, copy, checks[options.check])] += 1
    sys.stdout.write(", ".join(f"{number} {result}" for result, number in sorted(results.items())) + "\n")
    return int(bool(results.keys() - {"kept", "not read by openpyxl either"}))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.engine.fidelity")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cell", default="A1")
    parser.add_argument("--value", default="1")
    for flag, check in (("--same", "same"), ("--insert-row", "insert"), ("--rename-sheet", "rename")):
        parser.add_argument(flag, dest="check", action="store_const", const=check, default="cell")
    return parser.parse_args(arguments)


def _number_or_text(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _result(path: Path, copy: Path, check: Callable[[Path, Path], list[Difference]]) -> str:
    try:
        found = check(path, copy)
    except Exception as error:  # noqa: BLE001  whatever goes wrong with one workbook, the others are still to be tried
        refused = _refusal(path)
        result = "failed" if refused is None else "not read by openpyxl either"
        sys.stdout.write(f"{path.name}: {result}: {_said(error)}{f' | openpyxl: {refused}' if refused else ''}\n")
        return result
    for difference in found[:_SHOWN]:
        sys.stdout.write(f"{path.name}: {difference}\n")
    if len(found) > _SHOWN:
        sys.stdout.write(f"{path.name}: and {len(found) - _SHOWN} more\n")
    return "changed" if found else "kept"


def _refusal(path: Path) -> str | None:
    """What openpyxl by itself says of a workbook that it cannot load."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            openpyxl.load_workbook(path)
    except Exception as error:  # noqa: BLE001  it raises whatever its descriptors run into
        return _said(error)
    return None


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


if __name__ == "__main__":
    sys.exit(main())
