"""How the files of another system become input tables: a TOML file, read into frozen values.

    name = "…"                          # shown to people
    [files]                             # what each file is called here, and by which names it may come
    deals = ["sales_pipeline*.csv"]
    [optional]                          # the same for files that may be missing
    accounts = ["accounts*.csv"]
    [[table]]
    into = "deals"                      # an input table; several may go into one
    file = "deals"
    unique = "deal_id"                  # keep the first row of each; left out, all rows are kept
    where = {status = ["active"]}       # only these rows
    note = "…"                          # said after the import
    [table.columns]                     # column of the input table = column of the file, or:
    deal_id = "opportunity_id"
    role    = {value = "rep"}                                           # a constant
    stage   = {from = "deal_stage", values = {Engaging = "opportunity"}}  # other values stay as they are
    won     = {from = "close_date", when = {deal_stage = "Won"}}          # blank for other rows
    rep_id  = {from = "sales_agent", id = "slug"}                         # an id made of a name
    date    = {from = "created", dates = "%d/%m/%Y"}                      # dates that load does not read
    amount  = {from = "value", lookup = {file = "products", match = "product", key = "product", take = "price"}}
                                        # where the value is blank, what the row of another file has
    region  = {from = "area", optional = true}                          # the column may be missing

An id is a slug: the name in small letters with hyphens, so the same name has the same id in every import.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

from salessheet.errors import InvalidMapping, InvalidOption, UnreadableSource
from salessheet.workbook.tables import BY_KEY

_PRESETS = files("salessheet.data").joinpath("presets")


@dataclass(frozen=True)
class Lookup:
    """Where the column is blank: `take` of the row of `file` whose `key` is what the column `match` has."""

    file: str
    match: str
    key: str
    take: str


@dataclass(frozen=True)
class Rule:
    """What fills one column. Exactly one of `source` and `value` is given."""

    source: str = ""
    value: str = ""
    translations: MappingOf[str, str] = field(default_factory=dict)
    when: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    makes_id: bool = False
    dates: str = ""
    lookup: Lookup | None = None
    optional: bool = False


@dataclass(frozen=True)
class Target:
    """One input table, or some rows of it, out of one file."""

    into: str
    file: str
    columns: MappingOf[str, Rule]
    unique: str = ""
    where: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Mapping:
    name: str
    files: MappingOf[str, tuple[str, ...]]
    optional: frozenset[str]
    targets: tuple[Target, ...]


def presets() -> tuple[str, ...]:
    """The names of the mappings that come with the package."""
    names = (entry.name for entry in _PRESETS.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def preset(name: str) -> Mapping:
    """A mapping that comes with the package; raises InvalidOption if there is none of that name."""
    if name not in presets():
        choices = ", ".join(presets())
        raise InvalidOption(f"There is no preset '{name}'.", f"Choose one of {choices}, or a mapping file.")
    return parsed(_PRESETS.joinpath(f"{name}.toml").read_text(encoding="utf-8"), name)


def read(path: Path) -> Mapping:
    """A mapping file. Raises UnreadableSource or InvalidMapping."""
    try:
        return parsed(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(path, f"the mapping cannot be read ({error}).") from error


def parsed(text: str, name: str) -> Mapping:
    """The mapping in a TOML text; `name` says in messages which it is."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidMapping(f"{name}: this is no TOML: {error}.") from error
    known = _Checked(name, tree, {"name", "files", "optional", "table"})
    required, optional = (_patterns(known, key) for key in ("files", "optional"))
    targets = tuple(_target(name, entry, {*required, *optional}) for entry in known.entries("table"))
    if not targets:
        known.wrong("it fills no table", "Add a section [[table]].")
    return Mapping(str(tree.get("name", name)), {**required, **optional}, frozenset(optional), targets)


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
            self.wrong(f"'{key}' must be a text")
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


def _patterns(known: _Checked, key: str) -> dict[str, tuple[str, ...]]:
    return {name: _texts(known, f"{key}.{name}", found) for name, found in known.part(key).items()}


def _texts(known: _Checked, key: str, found: object) -> tuple[str, ...]:
    """One text or a list of texts."""
    listed = found if isinstance(found, list) else [found]
    if not all(isinstance(text, str) for text in listed):
        known.wrong(f"'{key}' must be a text or a list of texts")
    return tuple(str(text) for text in listed)


def _target(name: str, tree: MappingOf[str, object], names: set[str]) -> Target:
    known = _Checked(f"{name}, [[table]]", tree, {"into", "file", "columns", "unique", "where", "note"})
    into, file = known.text("into"), known.text("file")
    if into not in BY_KEY:
        known.wrong(f"there is no input table '{into}'", f"The tables are {', '.join(BY_KEY)}.")
    if file not in names:
        known.wrong(f"the file '{file}' is not among [files]")
    keys = [column.key for column in BY_KEY[into].columns()]
    rules = {}
    for key, found in known.part("columns").items():
        if key not in keys:
            known.wrong(f"the table '{into}' has no column '{key}'", f"Its columns are {', '.join(keys)}.")
        rules[key] = _rule(f"{name}, {into}.{key}", found, names)
    unique = known.text("unique", "")
    if unique and unique not in rules:
        known.wrong(f"unique: '{unique}' is not among the columns")
    return Target(into, file, rules, unique, _conditions(known, "where"), known.text("note", ""))


def _conditions(known: _Checked, key: str) -> dict[str, tuple[str, ...]]:
    return {column: _texts(known, f"{key}.{column}", found) for column, found in known.part(key).items()}


def _rule(where: str, found: object, names: set[str]) -> Rule:
    if isinstance(found, str):
        return Rule(source=found)
    if not isinstance(found, dict):
        raise InvalidMapping(f"{where}: this must be the name of a column, or a rule in braces.")
    known = _Checked(where, found, {"from", "value", "values", "when", "id", "dates", "lookup", "optional"})
    source, value = known.text("from", ""), known.text("value", "")
    if ("from" in found) == ("value" in found):
        known.wrong("it needs either 'from' or 'value'")
    if found.get("id", "slug") != "slug":
        known.wrong(f"there is no kind of id '{found['id']}'", 'Write id = "slug".')
    values = {old: str(new) for old, new in known.part("values").items()}
    return Rule(
        source, value, values, _conditions(known, "when"), "id" in found, known.text("dates", ""),
        _lookup(where, found["lookup"], names) if "lookup" in found else None, found.get("optional") is True,
    )  # fmt: skip  # in the order of the fields


def _lookup(where: str, found: object, names: set[str]) -> Lookup:
    if not isinstance(found, dict):
        raise InvalidMapping(f"{where}: 'lookup' must be a rule in braces.")
    known = _Checked(f"{where}, lookup", found, {"file", "match", "key", "take"})
    lookup = Lookup(*(known.text(key) for key in ("file", "match", "key", "take")))
    if lookup.file not in names:
        known.wrong(f"the file '{lookup.file}' is not among [files]")
    return lookup
