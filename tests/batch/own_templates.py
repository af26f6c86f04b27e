"""Templates as companies make them: that of the declaration, changed by openpyxl and by the engine."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import TableColumn, TableFormula

from salessheet.batch import Options, plan
from salessheet.batch.books import edition_for
from salessheet.batch.making import order_of
from salessheet.data.filling import hollow_of
from salessheet.data.load import load
from salessheet.engine import open_book
from salessheet.workbook.audience import Audience
from salessheet.xlsx.template import packed

RED: Final = PatternFill("solid", fgColor="FF990000")
OWN_FORMULAS: Final = {
    "B3": "=SUM(Deals_amount)",
    "B4": "=Deals!B7",
    "B5": "=SUM(Deals!F7:F7)",
    "B6": "=COUNTA(Reps_name)",
    "B7": "=SUM(Ranking!F32:F32)",
    "B8": "=B3/2",
    "B9": '=SUMIFS(Deals!$F$7:$F$206,Deals!$B$7:$B$206,"<>")',
}
"""On a sheet of the company's own: the rows of a template's tables and blocks are those of one deal and one person.

Amounts are in column F of deals, as they are where there are no customers.
"""


def template_for(centre: Path, path: Path, lang: str | None = None) -> Path:
    """A template of the declaration with the sheets that the centre has something for, in its first team."""
    planned = plan(load(centre), Options(lang=lang, audience=Audience.MANAGER))
    first = next(job for job in planned.jobs if job.team_id)
    path.write_bytes(packed(hollow_of(edition_for(order_of(planned, first))), ""))
    return path


def restyled(template: Path, path: Path) -> None:
    """By openpyxl: colours, a sheet of its own in front, formulas, a chart, rules, things beside and below a table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the sparklines that openpyxl loses
        book = openpyxl.load_workbook(template)
    own = book.create_sheet("ACME", 0)
    own["A1"] = "ACME"
    own["A1"].font = Font(size=30, bold=True)
    own["A1"].comment = Comment("Only on the cover", "ACME")
    for address, formula in OWN_FORMULAS.items():
        own[address] = formula
    own.conditional_formatting.add("B3:B9", CellIsRule(operator="lessThan", formula=["Deals!$F$7"], fill=RED))  # type: ignore[no-untyped-call]  # openpyxl
    rule = DataValidation(type="list", formula1="Deals!$B$7:$B$206")
    own.add_data_validation(rule)
    rule.add("C3")
    chart = BarChart()
    chart.add_data(Reference(book["Ranking"], min_col=6, min_row=32, max_row=32))
    own.add_chart(chart, "E3")
    deals = book["Deals"]
    for cell in deals[6]:
        cell.fill = RED
    deals["BE3"], deals["BE20"] = "Beside the table", "=COUNTA(B7:B206)"
    deals["B240"], deals["C241"] = "Below the table", "=BE20+1"
    deals.merge_cells("B243:D243")
    book.save(path)


def moved(template: Path, path: Path) -> None:
    """By the engine: rows inserted above a table and a block, sheets renamed, a sheet of its own."""
    with open_book(template) as book:
        book.sheets["Deals"].range("3:4").insert("down")
        book.sheets["Ranking"].range("5:7").insert("down")
        book.sheets["Dashboard"].name = "Cockpit & Co"
        own = book.sheets.add("Own")
        own.range("A1").value = "Of our own"
        own.range("B1").formula = "='Cockpit & Co'!B8"
        own.range("B2").formula = "=INDEX(Deals_deal_id,1)"
        book.save(str(path))


def with_a_column(template: Path, path: Path) -> None:
    """A column more in the table of deals, with a formula, as Excel adds one when somebody types beside it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(template)
    deals = book["Deals"]
    table = deals.tables["tblDeals"]
    first, last = table.ref.split(":")
    column = openpyxl.utils.column_index_from_string("".join(c for c in last if c.isalpha())) + 1
    letter, row = openpyxl.utils.get_column_letter(column), int("".join(c for c in last if c.isdigit()))
    deals.cell(row - 1, column, "Tenth")
    deals.cell(row, column, f"=F{row}/10").number_format = "0.00"
    table.ref = table.autoFilter.ref = f"{first}:{letter}{row}"
    number = max(one.id for one in table.tableColumns) + 1
    table.tableColumns.append(
        TableColumn(id=number, name="Tenth", calculatedColumnFormula=TableFormula(attr_text=f"F{row}/10"))
    )
    book.save(path)


def with_totals(template: Path, path: Path) -> None:
    """The row of totals of the table of deals, as Excel switches it on right below the last of its rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(template)
    deals = book["Deals"]
    table = deals.tables["tblDeals"]
    first, last = table.ref.split(":")
    row = int("".join(c for c in last if c.isdigit())) + 1
    table.ref = f"{first}:{''.join(c for c in last if c.isalpha())}{row}"
    table.totalsRowCount, table.totalsRowShown = 1, None
    label, amount = table.tableColumns[0], next(one for one in table.tableColumns if one.name.startswith("Amount"))
    label.totalsRowLabel, amount.totalsRowFunction = "Total", "sum"
    deals.cell(row, 2, "Total")
    deals.cell(row, 6, f"=SUBTOTAL(109,tblDeals[{amount.name}])")
    book.save(path)


TEMPLATES: Final[dict[str, Callable[[Path, Path], None]]] = {
    "restyled": restyled,
    "moved": moved,
    "with a column": with_a_column,
    "with totals": with_totals,
}


def with_parts(template: Path, path: Path, parts: dict[str, bytes]) -> None:
    """The template with other contents in some of its parts, or parts more."""
    with ZipFile(template) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
