"""Defined names: words for ranges, constants and formulas, of the whole workbook or of one sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from openpyxl.workbook.defined_name import DefinedName, DefinedNameDict
from xlwings import base_classes

from salessheet.engine.api.excels_members import OF_NAME
from salessheet.engine.api.members import implements
from salessheet.engine.api.native import Native
from salessheet.engine.errors import NoSuchRange, Refused
from salessheet.engine.values.formula_text import as_shown
from salessheet.engine.values.name_text import meaning, prefix, reference, unquoted
from salessheet.xlsx.addresses import Area, area, is_same, split_sheet
from salessheet.xlsx.changes.kinds import NameRenamed
from salessheet.xlsx.package import MAIN

if TYPE_CHECKING:
    from salessheet.engine.api.books import Book
    from salessheet.engine.api.ranges import Range
    from salessheet.engine.api.sheets import Sheet

BUILT_IN: Final = "_xlnm."
_FILTER: Final = "_FilterDatabase"
_OTHERS: Final = re.compile(rb"_xlnm\.(?:Criteria|Extract|Consolidate_Area|Sheet_Title)")
_WELL_FORMED: Final = re.compile(r"(?:[^\W\d]|\\)[\w.\\?]{0,254}")
_LIKE_PLACE: Final = re.compile(r"[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*")  # R1C1, which Excel reads as a cell as well


class BadName(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"The syntax of the name {name!r} isn't correct: it begins with a letter, an underscore or a backslash, "
            "has no spaces and does not look like a cell."
        )
        self.name = name


class NameTaken(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"The name {name!r} already exists. Enter a unique name.")
        self.name = name


@implements(base_classes.Name)
class Name(base_classes.Name):
    """One name; the handle stays that of the same name when others come and go."""

    def __init__(self, book: Book, home: Sheet | None, model: DefinedName) -> None:
        """`home`: the sheet it belongs to; None for a name of the whole workbook."""
        self.book = book
        self.home = home
        self._model = model

    @property
    def model(self) -> DefinedName:
        """openpyxl's. Raises ClosedBook once the book was closed."""
        self.book.refuse_closed()
        return self._model

    @property
    def api(self) -> Any:
        self.book.open.hand_out()
        return Native("Name", self.model, OF_NAME)

    @property
    def local_name(self) -> str:
        """Without the sheet, and without the mark that files put before Excel's own names."""
        return str(self.model.name).removeprefix(BUILT_IN)

    @property
    def name(self) -> str:
        """`Sheet1!name` for a name of a sheet."""
        return self.local_name if self.home is None else f"{prefix(self.home.name)}!{self.local_name}"

    @name.setter
    def name(self, value: str) -> None:
        new = checked(split_sheet(value)[1])
        siblings = _names_of(self.book, self.home)
        other = _called(siblings, new)
        if other is not None and other is not self.model:
            raise NameTaken(new)
        if other is None and self.home is None and _has_table(self.book, new):
            raise NameTaken(new)
        if new != self.local_name:
            self.book.open.change(NameRenamed(self.local_name, new, None if self.home is None else self.home.name))

    @property
    def refers_to(self) -> str:
        return as_shown(f"={self.model.value or ''}")

    @refers_to.setter
    def refers_to(self, value: Any) -> None:
        self.model.value = meaning(value, (self.home or self.book.sheets.active).name)
        self._was_changed()

    @property
    def refers_to_range(self) -> Range:
        """Raises NoSuchRange where it stands for a constant or a formula, or for cells that are gone."""
        home = self.home or self.book.sheets.active
        text = self.refers_to.removeprefix("=")
        if "#REF!" in text:
            raise NoSuchRange(self.name, f"it stands for {self.refers_to}")
        return home.range(text)

    def delete(self) -> None:
        siblings = _names_of(self.book, self.home)
        siblings.pop(str(self.model.name), None)
        self._was_changed()

    def _was_changed(self) -> None:
        self.book.open.is_restructured = True
        self.book.open.results.name_changed(self.local_name)


class PrintName(Name):
    """`Print_Area` or `Print_Titles`, which openpyxl keeps with the sheet's page rather than among the names."""

    def __init__(self, book: Book, home: Sheet, local_name: str) -> None:
        text = home.model.print_area if local_name == PRINT_AREA else home.model.print_titles
        super().__init__(book, home, DefinedName(local_name, attr_text=unquoted(text)))

    @property
    def name(self) -> str:
        return Name.name.fget(self)  # type: ignore[attr-defined,no-any-return]  # the property of the class above

    @name.setter
    def name(self, value: str) -> None:
        raise Refused(f"{self.name} is Excel's own name, which cannot become {value!r}.")

    @property
    def refers_to(self) -> str:
        return f"={self.model.value}"

    @refers_to.setter
    def refers_to(self, value: Any) -> None:
        assert self.home is not None  # noqa: S101  seen to by __init__
        text = meaning(value, self.home.name)
        addresses = [split_sheet(one)[1] for one in text.split(",")]
        if self.local_name == PRINT_AREA:
            self.home.model.print_area = [found.address for one in addresses if (found := area("", one)) is not None]
        else:
            set_print_titles(self.home, addresses)
        self.model.value = text
        self._was_changed()

    def delete(self) -> None:
        assert self.home is not None  # noqa: S101  seen to by __init__
        if self.local_name == PRINT_AREA:
            self.home.model.print_area = None
        else:
            set_print_titles(self.home, [])
        self._was_changed()


class KeptName(Name):
    """A name that Excel keeps for itself, such as `_FilterDatabase`, `Criteria` or `Extract`: shown, never changed."""

    @property
    def name(self) -> str:
        return Name.name.fget(self)  # type: ignore[attr-defined,no-any-return]  # the property of the class above

    @name.setter
    def name(self, value: str) -> None:
        self._refuse(f"become {value!r}")

    @property
    def refers_to(self) -> str:
        return f"={self.model.value}"

    @refers_to.setter
    def refers_to(self, value: Any) -> None:
        self._refuse(f"stand for {value!r}")

    def delete(self) -> None:
        self._refuse("be deleted here")

    def _refuse(self, what: str) -> None:
        raise Refused(f"{self.name} is Excel's own name, which cannot {what}.")


PRINT_AREA: Final = "Print_Area"
PRINT_TITLES: Final = "Print_Titles"


@implements(base_classes.Names)
class Names(base_classes.Names):
    """All names of a workbook, those of its sheets included, in alphabetical order; or the names of one sheet."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self.book = book
        self.sheet = sheet

    @property
    def api(self) -> DefinedNameDict:
        self.book.open.hand_out()
        return _names_of(self.book, self.sheet)

    def __call__(self, name_or_index: str | int) -> Name:
        """By its place from 1, or by its name in any capitals: `name`, `Sheet1!name`. Raises KeyError."""
        if isinstance(name_or_index, str):
            found = self._named(name_or_index)
        else:
            every = self._every()
            found = every[int(name_or_index) - 1] if 1 <= int(name_or_index) <= len(every) else None
        if found is None:
            raise KeyError(name_or_index)
        return found

    def __len__(self) -> int:
        return len(self._every())

    def __iter__(self) -> Iterator[Name]:
        return iter(self._every())

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self._every()]

    def contains(self, name_or_index: str | int) -> bool:
        if isinstance(name_or_index, str):
            return self._named(name_or_index) is not None
        return 1 <= int(name_or_index) <= len(self)

    def add(self, name: str, refers_to: Any) -> Name:
        """`Sheet1!name` makes a name of that sheet, as does adding to a sheet's names. One that exists is redefined."""
        tab, local = split_sheet(name)
        home = self.sheet if tab is None else self._tab(tab)
        if home is not None and (special := next((n for n in (PRINT_AREA, PRINT_TITLES) if is_same(n, local)), None)):
            found: Name = PrintName(self.book, home, special)
            found.refers_to = refers_to
            return found
        siblings = _names_of(self.book, home)
        model = _called(siblings, local)
        if model is None:
            if home is None and _has_table(self.book, local):
                raise NameTaken(local)
            model = DefinedName(checked(local))
            siblings.add(model)
        made = Name(self.book, home, model)
        made.refers_to = refers_to
        return made

    def find(self, name: str, sheet: Sheet) -> Name | None:
        """What a formula on a sheet means by a name: the sheet's own comes before the workbook's."""
        tab, local = split_sheet(name)
        if tab is not None:
            if tab not in self.book.sheets:
                return None
            sheet = self.book.sheets(tab)
        return self._in(sheet, local) or self._in(None, local)

    def of_area(self, wanted: Area) -> Name | None:
        """The first name that stands for exactly these cells, those that Excel keeps for itself left out."""
        for name in self._every():
            if isinstance(name, KeptName):
                continue
            tab, place = split_sheet(name.model.value or "")
            if tab is not None and is_same(tab, wanted.sheet) and area(wanted.sheet, place) == wanted:
                return name
        return None

    def _named(self, name: str) -> Name | None:
        tab, local = split_sheet(name)
        if tab is not None:
            home = self.book.sheets(tab) if tab in self.book.sheets else None
            is_here = home is not None and self.sheet in {None, home}
            return self._in(home, local) if is_here else None
        if self.sheet is not None:
            return self._in(self.sheet, local)
        return self._in(None, local) or self._in(self.book.sheets.active, local)

    def _in(self, home: Sheet | None, local: str) -> Name | None:
        names = _names_of(self.book, home)
        model = _called(names, local) or _called(names, f"{BUILT_IN}{local}")
        if model is not None:
            return Name(self.book, home, model)
        if home is None:
            return None
        return next((name for name in _built_in(self.book, home) if is_same(name.local_name, local)), None)

    def _tab(self, tab: str) -> Sheet:
        if self.sheet is not None and not is_same(tab, self.sheet.name):
            raise Refused(f"{tab} is another sheet than {self.sheet.name}, whose names these are.")
        return self.book.sheets(tab)

    def _every(self) -> list[Name]:
        homes: list[Sheet | None] = [self.sheet] if self.sheet is not None else [*self.book.sheets, None]
        found = [Name(self.book, home, model) for home in homes for model in _names_of(self.book, home).values()]
        found += [name for home in homes if home is not None for name in _built_in(self.book, home)]
        return sorted(found, key=lambda name: name.local_name.casefold())


def checked(name: str) -> str:
    """The name, if Excel allows it. Raises BadName."""
    if not _WELL_FORMED.fullmatch(name) or area("", name) is not None or _LIKE_PLACE.fullmatch(name):
        raise BadName(name)
    return name


def set_print_titles(sheet: Sheet, addresses: list[str]) -> None:
    """Rows and columns to repeat on each page, such as `$1:$2` and `$A:$A`."""
    model: Any = sheet.model
    model._print_rows = model._print_cols = None
    for lines in addresses:
        if any(letter.isalpha() for letter in lines):
            model.print_title_cols = lines.replace("$", "")
        else:
            model.print_title_rows = lines.replace("$", "")


def _names_of(book: Book, home: Sheet | None) -> DefinedNameDict:
    return book.open.model.defined_names if home is None else home.model.defined_names


def _called(names: DefinedNameDict, name: str) -> DefinedName | None:
    found: DefinedName | None = names.get(name)
    return found if found is not None else next((names[key] for key in names if is_same(key, name)), None)


def _has_table(book: Book, name: str) -> bool:
    """Tables and names share one vocabulary."""
    return any(is_same(table, name) for sheet in book.open.model.worksheets for table in sheet.tables)


def _built_in(book: Book, home: Sheet) -> list[Name]:
    """The names of a sheet that Excel keeps itself."""
    found: list[Name] = []
    if home.model.print_area:
        found.append(PrintName(book, home, PRINT_AREA))
    if home.model.print_titles:
        found.append(PrintName(book, home, PRINT_TITLES))
    filtered = area(home.name, home.model.auto_filter.ref or "")
    if filtered is not None:
        found.append(KeptName(book, home, DefinedName(_FILTER, attr_text=unquoted(reference(filtered)))))
    return found + [KeptName(book, home, model) for model in _beside_the_model(book, home)]


def _beside_the_model(book: Book, home: Sheet) -> list[DefinedName]:
    """What openpyxl leaves in the file: the criteria of an advanced filter, where it puts what it finds, and so on."""
    package = book.open.package
    if not _OTHERS.search(package.parts[package.workbook_part]):
        return []
    workbook = book.open.package_now().workbook
    sheets = [one.get("name", "") for one in workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
    found = []
    for one in workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        place = int(one.get("localSheetId", len(sheets)))
        is_here = place < len(sheets) and is_same(sheets[place], home.name)
        if is_here and _OTHERS.fullmatch(one.get("name", "").encode()):
            found.append(DefinedName(one.get("name", ""), attr_text=unquoted(one.text or "")))
    return found
