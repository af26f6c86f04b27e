"""The input tables described for people: what `salessheet schema` prints, derived from the declaration alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.schema import Table
from salessheet.workbook.settings import SETTINGS, SettingKey
from salessheet.workbook.tables import TABLES, SettingRows


@dataclass(frozen=True)
class SchemaRow:
    """One column of an input table. `required` says whether a row needs it; `allowed` is blank if anything goes.

    `use` says what becomes of what stands in it.
    """

    table: str
    column: str
    heading: str
    type: str
    required: bool
    allowed: str
    default: str
    example: str
    description: str
    use: str


def schema_rows(words: Words) -> tuple[SchemaRow, ...]:
    """Every column of every input table, in the order of the declaration, described in one language."""
    return tuple(_row(table, column, words) for table in TABLES for column in table.columns())


def setting_rows(words: Words) -> tuple[SchemaRow, ...]:
    """Every key that the table `settings` may have, with what its value may be."""
    return tuple(
        SchemaRow(
            "settings", setting.key, words.text(f"settings.label.{setting.key}"),
            words.value("content", setting.measure.name), False,  # noqa: FBT003  a field, in its order
            words.listed(setting.choices) or _bounds(setting), _text(setting.default),
            setting.example, words.text(f"settings.help.{setting.key}"),
            words.value("use", setting.use.name),
        )
        for setting in SETTINGS
    )  # fmt: skip  # in the order of the fields


def markdown(words: Words) -> str:
    """The same as a page: a section a table, with its purpose, its columns and an example row."""
    return "\n".join(_page(words)).rstrip() + "\n"


def _row(table: type[Table], column: Column, words: Words) -> SchemaRow:
    return SchemaRow(
        table.key, column.key, words.label(column), words.value("content", column.measure.name),
        column.is_needed, _allowed(column, words), _text(column.default), column.example,
        words.help(column), words.value("use", column.use.name),
    )  # fmt: skip  # in the order of the fields


def _allowed(column: Column, words: Words) -> str:
    for home in (column.refers_to, column.choices):
        if isinstance(home, Column) and issubclass(home.block, Table):
            return f"{home.block.key}.{home.key}"
    if isinstance(column.choices, tuple):
        shown = (words.value(column.key, code) for code in column.choices)
        return words.listed(c if c == w else f"{c} ({w})" for c, w in zip(column.choices, shown, strict=True))
    return _bounds(column)


def _bounds(declared: Column | SettingKey) -> str:
    low = "" if declared.minimum is None else f"≥ {declared.minimum:g}"
    high = "" if declared.maximum is None else f"≤ {declared.maximum:g}"
    return ", ".join(bound for bound in (low, high) if bound)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _page(words: Words) -> Iterator[str]:
    for table in TABLES:
        yield f"## {table.key}: {words.title(table)}\n"
        yield f"{words.text(f'tables.{table.key}.note')}\n"
        yield from _grid([row for row in schema_rows(words) if row.table == table.key], words)
        if table is SettingRows:
            yield from _grid(setting_rows(words), words)
        columns = table.columns()
        yield "```csv"
        yield ",".join(column.key for column in columns)
        yield ",".join(f'"{c.example}"' if "," in c.example else c.example for c in columns)
        yield "```\n"


def _grid(rows: Sequence[SchemaRow], words: Words) -> Iterator[str]:
    shown = ("column", "heading", "type", "required", "allowed", "default", "example", "description", "use")
    yield f"| {' | '.join(words.text(f'schema.{name}') for name in shown)} |"
    yield "|" + "---|" * len(shown)
    for row in rows:
        cells = [words.value("flag", "1" if v else "0") if isinstance(v := getattr(row, n), bool) else v for n in shown]
        yield f"| {' | '.join(cells)} |"
    yield ""
