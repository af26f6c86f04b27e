"""A mapping read from a TOML file, with complaints about what does not belong there.

docs/import.md is the guide to it. In short:

    name = "…"                          # shown to people
    [files]                             # what each file is called here, and by which names it may come
    deals = ["sales_pipeline*.csv"]
    [files.quota]                       # the same with how the file is to be read
    names = ["quota*.csv"]
    decimal = ","
    [[table]]
    into = "deals"                      # an input table; several may go into one
    file = "deals"
    [table.columns]                     # column of the input table = column of the file, or a rule in braces
    deal_id = "opportunity_id"
    [[table]]
    into = "settings"
    rows = [{key = "currency", value = "USD"}]  # or rows that stand here
    [[table]]
    into = "targets"
    sql = "SELECT … , _row FROM quota"  # or a query over the files

An id made by `id = "slug"` is the name in small letters with hyphens, so the same name has the same id in every import;
`id = "casesafe"` makes of one whose case matters one whose case does not.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NoReturn
from zoneinfo import available_timezones

from salessheet.data.importing.ids import ID_KINDS
from salessheet.data.importing.mapping import EPOCHS, FileForm, Lookup, Mapping, Rule, Said, Target
from salessheet.data.importing.values import Kind, kind_of
from salessheet.data.sources import normal
from salessheet.errors import InvalidMapping, InvalidOption, UnreadableSource
from salessheet.workbook.tables import BY_KEY

_PRESETS = files("salessheet.data.importing").joinpath("presets")
_FORM = {"encoding", "decimal", "dates", "timezone", "blank"}  # said for all files, or for one
_KINDS = ("numbers", "percents", "days")
_FILE = {*_FORM, *_KINDS, "names", "known_by", "also", "many", "delimiter", "sheet", "skip", "headings"}
_TARGET = {"into", "file", "columns", "unique", "where", "note", "sql", "rows"}
_RULE = {"from", "value", "values", "when", "id", "dates", "decimal", "lookup", "optional", "else"}


def presets() -> tuple[str, ...]:
    """The names of the mappings that come with the package."""
    names = (entry.name for entry in _PRESETS.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def preset(name: str) -> Mapping:
    """A mapping that comes with the package; raises InvalidOption if there is none of that name."""
    if name not in presets():
        choices = ", ".join(presets())
        raise InvalidOption(f"There is no preset '{name}'.", f"Choose one of {choices}, or a mapping file, *.toml.")
    return parsed(_PRESETS.joinpath(f"{name}.toml").read_text(encoding="utf-8"), name)


def read(path: Path) -> Mapping:
    """A mapping file. Raises UnreadableSource or InvalidMapping."""
    try:
        return parsed(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        raise UnreadableSource(path, f"the mapping cannot be read ({error.strerror}).", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise UnreadableSource(path, "the mapping is not text in UTF-8.", "Save it as UTF-8.") from error


def parsed(text: str, name: str) -> Mapping:
    """The mapping in a TOML text; `name` says in messages which it is."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mend = "Mend that place. A heading with blanks or other letters than A to Z stands in quotes."
        raise InvalidMapping(f"{name}: this is not TOML: {error}.", mend) from error
    known = _Checked(name, tree, {"name", "layout", "files", "optional", "table", *_FORM})
    _check_names(known)
    sections = (("files", known.part("files")), ("optional", known.part("optional")))
    forms = {key: _form(known, section, key, found) for section, part in sections for key, found in part.items()}
    targets = tuple(_target(name, entry, set(forms)) for entry in known.entries("table"))
    if not targets:
        known.wrong("it fills no table", "Add a section [[table]].")
    return Mapping(known.text("name", name), forms, targets, _timezone(known), known.said("layout"))


def _check_names(mapping: _Checked) -> None:
    """Files are told apart whatever the case, since queries ask for them by their names."""
    there: set[str] = set()
    for name in (*mapping.part("files"), *mapping.part("optional")):
        if not name.strip():
            mapping.wrong("a file under [files] has no name")
        if name.casefold() in there:
            mapping.wrong(f"two files are called '{name}'", "Name one of them otherwise.")
        there.add(name.casefold())


@dataclass(frozen=True)
class _Checked:
    """A part of the file, with complaints about what does not belong there."""

    where: str
    tree: MappingOf[str, object]
    allowed: set[str]

    def __post_init__(self) -> None:
        unknown = sorted(set(self.tree) - self.allowed)
        if unknown:
            self.wrong(f"'{unknown[0]}' means nothing here", f"Known are {', '.join(sorted(self.allowed))}.")

    def wrong(self, what: str, mend: str = "") -> NoReturn:
        raise InvalidMapping(f"{self.where}: {what}.", mend)

    def text(self, key: str, default: str | None = None) -> str:
        found = self.tree.get(key, default)
        if not isinstance(found, str):
            self.wrong(f"'{key}' must be a text" if key in self.tree else f"'{key}' is missing")
        return found

    def said(self, key: str) -> Said:
        """A text, or one for each language."""
        found = self.tree.get(key, {})
        if isinstance(found, str):
            return {"": found}
        if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
            self.wrong(f'\'{key}\' must be a text, or {{ en = "…", zh-CN = "…" }}')
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts; () where there is none."""
        return _texts(self, key, self.tree[key]) if key in self.tree else ()

    def flag(self, key: str) -> bool:
        found = self.tree.get(key, False)
        if not isinstance(found, bool):
            self.wrong(f"'{key}' must be true or false")
        return found

    def count(self, key: str) -> int | None:
        found = self.tree.get(key)
        if found is not None and (not isinstance(found, int) or isinstance(found, bool) or found < 0):
            self.wrong(f"'{key}' must be a whole number from 0")
        return found

    def entries(self, key: str) -> list[MappingOf[str, object]]:
        found = self.tree.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            self.wrong(f"'{key}' must be sections [[{key}]]")
        return found

    def part(self, key: str) -> MappingOf[str, object]:
        found = self.tree.get(key, {})
        if not isinstance(found, dict):
            self.wrong(f"'{key}' must be a section")
        return found


def _texts(known: _Checked, key: str, found: object) -> tuple[str, ...]:
    """One text or a list of texts."""
    listed = found if isinstance(found, list) else [found]
    if not all(isinstance(text, str) for text in listed):
        known.wrong(f"'{key}' must be a text or a list of texts")
    return tuple(str(text) for text in listed)


def _form(mapping: _Checked, section: str, name: str, found: object) -> FileForm:
    """How one kind of file is read; what it does not say itself, the mapping says for all."""
    tree = found if isinstance(found, dict) else {"names": found}
    known = _Checked(f"{mapping.where}, [{section}.{name}]", tree, _FILE)
    names = known.texts("names")
    if not names:
        known.wrong("'names' is missing", 'Say by which names the file may come, for example names = ["deals*.csv"].')
    return FileForm(
        name=name,
        names=names,
        optional=section == "optional",
        many=known.flag("many"),
        encoding=_own(known, mapping, "encoding").text("encoding", ""),
        delimiter=_delimiter(known),
        sheet=known.text("sheet", ""),
        skip=known.count("skip"),
        headings=known.texts("headings"),
        decimal=_decimal(_own(known, mapping, "decimal")),
        dates=_date_forms(_own(known, mapping, "dates"), "dates"),
        timezone=_timezone(_own(known, mapping, "timezone")),
        also={heading: _texts(known, f"also.{heading}", found) for heading, found in known.part("also").items()},
        known_by=known.texts("known_by"),
        blank=_own(known, mapping, "blank").texts("blank"),
        **_kinds(known),
    )


def _kinds(known: _Checked) -> dict[str, tuple[str, ...]]:
    """Headings by what their columns hold; each is of one kind."""
    kinds = {kind: known.texts(kind) for kind in _KINDS}
    said = [normal(heading) for headings in kinds.values() for heading in headings]
    for kind, headings in kinds.items():
        for heading in headings:
            if said.count(normal(heading)) > 1:
                known.wrong(f"the column '{heading}' of '{kind}' is named twice", "A column is of one kind.")
    return kinds


def _own(known: _Checked, mapping: _Checked, key: str) -> _Checked:
    return known if key in known.tree else mapping


def _delimiter(known: _Checked) -> str:
    said = known.text("delimiter", "")
    if len(said) > 1:
        known.wrong(f"the delimiter '{said}' is more than one character", 'Write one, such as ";" or "\\t".')
    return said


def _decimal(known: _Checked) -> str:
    said = known.text("decimal", ".")
    if said not in {".", ","}:
        known.wrong(f"'{said}' is no decimal sign", 'Write decimal = "," or decimal = ".".')
    return said


def _timezone(known: _Checked) -> str:
    said = known.text("timezone", "")
    if said and said not in available_timezones():
        known.wrong(f"there is no time zone '{said}'", 'Write its name as in timezone = "Asia/Shanghai".')
    return said


def _date_forms(known: _Checked, key: str) -> tuple[str, ...]:
    said = known.texts(key)
    for form in said:
        if form not in EPOCHS and not ({"%d", "%m", "%Y"} <= _directives(form) and _can_be_tried(form)):
            known.wrong(
                f"'{form}' is no form of a date", 'Write day, month and year as in "%d/%m/%Y" or "%d.%m.%y %H:%M".'
            )
    return said


def _can_be_tried(form: str) -> bool:
    """Whether Python takes it for a form at all: each part once, and none that it does not know."""
    try:
        dt.datetime.strptime(dt.datetime(2026, 6, 1, tzinfo=dt.UTC).strftime(form), form)
    except (ValueError, re.error):
        return False
    return True


def _directives(form: str) -> set[str]:
    """The parts of a form; the name of a month counts as a month, a year of two digits as a year."""
    parts = {f"%{form[place + 1]}" for place, sign in enumerate(form[:-1]) if sign == "%"}
    return {{"%b": "%m", "%B": "%m", "%y": "%Y"}.get(part, part) for part in parts}


def _target(name: str, tree: MappingOf[str, object], names: set[str]) -> Target:
    known = _Checked(f"{name}, [[table]]", tree, _TARGET)
    into = known.text("into")
    if into not in BY_KEY:
        known.wrong(f"there is no input table '{into}'", f"The tables are {', '.join(BY_KEY)}.")
    if "rows" in tree:
        _alone(known, "rows", {"into", "note"})
        rows = tuple(_constants(known, into))
        if not rows:
            known.wrong("'rows' is empty", "Give a row, or leave the section away.")
        return Target(into, "", note=known.said("note"), rows=rows)
    file = known.text("file", "" if "sql" in tree else None)
    if file and file not in names:
        known.wrong(f"the file '{file}' is not among [files]")
    if "sql" in tree:
        _alone(known, "sql", {"into", "file", "note"})
        if not known.text("sql").strip():
            known.wrong("'sql' is empty", "Write one query: SELECT … FROM …")
        return Target(into, file, note=known.said("note"), sql=known.text("sql"))
    rules = _rules(known, name, into, names)
    unique = known.text("unique", "")
    if unique and unique not in rules:
        known.wrong(f"unique: '{unique}' is not among the columns")
    return Target(into, file, rules, unique, _conditions(known, "where"), known.said("note"))


def _alone(known: _Checked, key: str, company: set[str]) -> None:
    """What says all of a table leaves nothing else to say."""
    beside = sorted(set(known.tree) - {key, *company})
    if beside:
        known.wrong(f"'{beside[0]}' stands beside '{key}'", f"'{key}' says it all: leave the other away.")


def _rules(known: _Checked, name: str, into: str, names: set[str]) -> dict[str, Rule]:
    declared = BY_KEY[into].columns()
    keys = [column.key for column in declared]
    rules = {}
    for key, found in known.part("columns").items():
        if key not in keys:
            known.wrong(f"the table '{into}' has no column '{key}'", f"Its columns are {', '.join(keys)}.")
        rules[key] = _rule(f"{name}, {into}.{key}", found, names)
        if rules[key].dates and kind_of(BY_KEY[into].columns()[keys.index(key)].measure) is not Kind.DAY:
            known.wrong(f"{key}: 'dates' is for columns of dates", "Leave it out, or make the text in SQL: strftime.")
    must = [column.key for column in declared if column.is_needed and column.default is None]
    lacking = [key for key in must if key not in rules]
    if lacking:
        known.wrong(f"the table '{into}' cannot do without {', '.join(lacking)}", "Say which column it comes from.")
    return rules


def _constants(known: _Checked, into: str) -> Iterator[MappingOf[str, str]]:
    keys = [column.key for column in BY_KEY[into].columns()]
    for row in known.entries("rows"):
        unknown = sorted(set(row) - set(keys))
        if unknown:
            known.wrong(f"the table '{into}' has no column '{unknown[0]}'", f"Its columns are {', '.join(keys)}.")
        yield {key: _constant(known, f"rows.{key}", value) for key, value in row.items()}


def _translations(known: _Checked) -> dict[str, str]:
    return {old: _constant(known, f"values.{old}", new) for old, new in known.part("values").items()}


def _constant(known: _Checked, key: str, value: object) -> str:
    """A text, number, date or flag of the mapping itself, as a cell has it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if not isinstance(value, (str, int, float, dt.date)):
        known.wrong(f"'{key}' must be a text, a number or a date")
    return str(value)


def _conditions(known: _Checked, key: str) -> dict[str, tuple[str, ...]]:
    return {column: _texts(known, f"{key}.{column}", found) for column, found in known.part(key).items()}


def _rule(where: str, found: object, names: set[str]) -> Rule:
    if isinstance(found, str):
        return Rule(source=found)
    if not isinstance(found, dict):
        raise InvalidMapping(f"{where}: this must be the name of a column, or a rule in braces.")
    known = _Checked(where, found, _RULE)
    source, value = known.text("from", ""), known.text("value", "")
    if ("from" in found) == ("value" in found):
        known.wrong("it needs either 'from' or 'value'")
    if "id" in found and found["id"] not in ID_KINDS:
        kinds = " or ".join(f'id = "{kind}"' for kind in ID_KINDS)
        known.wrong(f"there is no kind of id '{found['id']}'", f"Write {kinds}.")
    values = _translations(known)
    return Rule(
        source, value, values, _conditions(known, "when"), known.text("id", ""), _date_forms(known, "dates"),
        _lookup(where, found["lookup"], names) if "lookup" in found else None, known.flag("optional"),
        _otherwise(known), _decimal(known) if "decimal" in found else "",
    )  # fmt: skip  # in the order of the fields


def _otherwise(known: _Checked) -> str:
    if "else" in known.tree and "from" not in known.tree:
        known.wrong("'else' stands beside 'value'", "It is for a column that comes from the file.")
    return known.text("else", "")


def _lookup(where: str, found: object, names: set[str]) -> Lookup:
    if not isinstance(found, dict):
        raise InvalidMapping(f"{where}: 'lookup' must be a rule in braces.")
    known = _Checked(f"{where}, lookup", found, {"file", "match", "key", "take", "booked", "values"})
    file, match, key, take = (known.text(name) for name in ("file", "match", "key", "take"))
    lookup = Lookup(file, match, key, take, known.flag("booked"), _translations(known))
    if lookup.file not in names:
        known.wrong(f"the file '{lookup.file}' is not among [files]")
    return lookup
