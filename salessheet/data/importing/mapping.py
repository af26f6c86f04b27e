"""How the files of another system become input tables, as frozen values. `mapping_files` reads them from TOML."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

Said = MappingOf[str, str]
"""A sentence by language; one in no language in particular by \"\"; nothing where there is none."""
EPOCHS = {"epoch": 1, "epoch_ms": 1000}
"""Kinds of dates that are no text form: how many of their units a second has, since 1970."""


@dataclass(frozen=True)
class FileForm:
    """One kind of file: by which names it comes, and how it is read. What is blank is found by evidence.

    `skip`: rows of the file above its heading; None where it is to be found. `headings`: of a file that has none.
    `dates`: forms that dates are tried in before the usual ones. `numbers`, `percents` and `days`: headings of columns
    that hold such values; percents are of a hundred. `many`: several files are read as one. `also`: other names that a
    heading may have. `known_by`: headings that tell this kind of file from the others, whatever its name.
    `blank`: texts that stand where there is nothing, such as --.
    """

    name: str
    names: tuple[str, ...]
    optional: bool = False
    many: bool = False
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    skip: int | None = None
    headings: tuple[str, ...] = ()
    decimal: str = "."
    dates: tuple[str, ...] = ()
    timezone: str = ""
    numbers: tuple[str, ...] = ()
    percents: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    also: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    known_by: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lookup:
    """Where the column is blank: `take` of the row of `file` whose `key` is what the column `match` has.

    `booked`: also for amounts that count as sales: of won deals, orders and receipts. `translations`: of `match`, where
    the other file writes it otherwise.
    """

    file: str
    match: str
    key: str
    take: str
    booked: bool = False
    translations: MappingOf[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """What fills one column. Exactly one of `source` and `value` is given.

    `decimal`: the decimal sign of this column, where it is not that of the file.
    `id_kind`: of the id that is made of it, a key of `ids.ID_KINDS`; blank for none. `otherwise`: where the file lacks
    the column, or the cell is blank.
    """

    source: str = ""
    value: str = ""
    translations: MappingOf[str, str] = field(default_factory=dict)
    when: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    id_kind: str = ""
    dates: tuple[str, ...] = ()
    lookup: Lookup | None = None
    optional: bool = False
    otherwise: str = ""
    decimal: str = ""


@dataclass(frozen=True)
class Target:
    """One input table, or some rows of it: out of one file by rules, out of several by a query, or given here.

    A query may leave `file` blank where it uses one file only.
    """

    into: str
    file: str
    columns: MappingOf[str, Rule] = field(default_factory=dict)
    unique: str = ""
    where: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    note: Said = field(default_factory=dict)
    sql: str = ""
    rows: tuple[MappingOf[str, str], ...] = ()


@dataclass(frozen=True)
class Mapping:
    """`files` by what they are called in it. `layout`: where the form of the files is known from, if not from files.

    With a layout, values that no row has are nothing to tell of: it knows more than any one export holds.
    """

    name: str
    files: MappingOf[str, FileForm]
    targets: tuple[Target, ...]
    timezone: str = ""
    layout: Said = field(default_factory=dict)


def said_in(lang: str, said: Said) -> str:
    """A sentence in a language, else in the first that it is said in; blank where it is not."""
    return said.get(lang) or next(iter(said.values()), "")
