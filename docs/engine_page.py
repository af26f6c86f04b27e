"""The page of the xlwings engine: what it is, and which members of xlwings' API work, read from the classes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from xlwings import main as api

from salessheet.engine.api import apps, books, chart_axes, charts, drawings, filters, names, notes, sheet_view, sheets
from salessheet.engine.api.formats import borders, characters, conditional_formats, data_validation, fonts
from salessheet.engine.api.members import unsupported_members
from salessheet.engine.api.ranges import Range
from salessheet.engine.api.tables import parts, table

CLASSES: Final[Sequence[tuple[type, type | None]]] = (
    (api.Apps, apps.Apps),
    (api.App, apps.App),
    (api.Books, books.Books),
    (api.Book, books.Book),
    (api.Sheets, sheets.Sheets),
    (api.Sheet, sheets.Sheet),
    (api.Range, Range),
    (api.Font, fonts.Font),
    (api.Characters, characters.Characters),
    (api.Borders, borders.Borders),
    (api.Border, borders.Border),
    (api.ConditionalFormats, conditional_formats.ConditionalFormats),
    (api.ConditionalFormat, conditional_formats.ConditionalFormat),
    (api.DataValidation, data_validation.DataValidation),
    (api.AutoFilter, filters.AutoFilter),
    (api.Names, names.Names),
    (api.Name, names.Name),
    (api.Tables, table.Tables),
    (api.Table, table.Table),
    (api.TableRows, parts.TableRows),
    (api.TableRow, parts.TableRow),
    (api.TableColumns, parts.TableColumns),
    (api.TableColumn, parts.TableColumn),
    (api.Note, notes.Note),
    (api.PageSetup, sheet_view.PageSetup),
    (api.FreezePanes, sheet_view.FreezePanes),
    (api.Charts, drawings.Charts),
    (api.Chart, charts.Chart),
    (api.ChartAxis, chart_axes.ChartAxis),
    (api.ChartLegend, charts.ChartLegend),
    (api.ChartSeriesCollection, charts.ChartSeriesCollection),
    (api.ChartSeries, charts.ChartSeries),
    (api.Pictures, drawings.Pictures),
    (api.Picture, drawings.Picture),
    (api.Shapes, drawings.Shapes),
    (api.Shape, drawings.Shape),
    (api.PivotTables, None),
)
"""xlwings' classes, and the engine's behind each; None for what the engine does not have."""


def page(texts: Mapping[str, Any], code: Mapping[str, str]) -> str:
    """The page as Markdown. Where the text names a piece of code in braces, it stands there; files with their names."""
    intro = texts["intro"].strip()
    for name, piece in code.items():
        head = f"python {name}" if name.endswith(".py") else "python"
        intro = intro.replace(f"{{{name}}}", f"```{head}\n{piece}```")
    return "\n\n".join([f"# {texts['title']}", intro, *_tables(texts), texts["end"].strip()]) + "\n"


def members(public: type, behind: type | None) -> Iterator[tuple[str, bool]]:
    """Every public member of one of xlwings' classes, and whether it works. Those of other hosts are left out."""
    refused = set() if behind is None else set(unsupported_members(behind))
    for name, member in inspect.getmembers(public):
        function = member.fget if isinstance(member, property) else member
        if name.startswith("_") or inspect.iscoroutinefunction(function) or name == "impl":
            continue
        yield name, behind is not None and name not in refused and not _needs_a_licence(function)


def _needs_a_licence(function: object) -> bool:
    return "requires xlwings `PRO`" in (inspect.getdoc(function) or "")


def _tables(texts: Mapping[str, Any]) -> Iterator[str]:
    differing: Mapping[str, Mapping[str, str]] = texts["differs"]
    for public, behind in CLASSES:
        found = list(members(public, behind))
        works = [name for name, is_there in found if is_there]
        raises = [name for name, is_there in found if not is_there]
        differs = differing.get(public.__name__, {})
        yield f"### {public.__name__}"
        lines = [f"| | {texts['members']} |", "|---|---|"]
        if works:
            lines.append(f"| {texts['works']} | {_listed(works)} |")
        if raises:
            lines.append(f"| {texts['raises']} | {_listed(raises)} |")
        lines += [f"| {texts['differs_from_excel']} | `{name}`: {how} |" for name, how in differs.items()]
        yield "\n".join(lines)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
