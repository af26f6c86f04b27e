"""Small workbooks, each named for the one thing it holds that openpyxl drops, writes anew or does not expect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.engine import exotic_drawings, exotic_parts, exotic_sheets
from tests.engine.exotic_package import Parts, plain

EXOTIC: Final[dict[str, Callable[[], Parts]]] = {
    make.__name__: make
    for make in (
        plain,
        exotic_sheets.alternate_content,
        exotic_sheets.array_formula,
        exotic_sheets.blanks_in_xml,
        exotic_sheets.cells_without_addresses,
        exotic_sheets.custom_views,
        exotic_sheets.data_bar,
        exotic_sheets.data_table,
        exotic_sheets.data_validation_from_another_sheet,
        exotic_sheets.dates_from_1904,
        exotic_sheets.extensions_nobody_knows,
        exotic_sheets.lambda_names,
        exotic_sheets.links_from_the_root,
        exotic_sheets.macros,
        exotic_sheets.marks_of_cells,
        exotic_sheets.other_encodings,
        exotic_sheets.phonetic_runs,
        exotic_sheets.prefixed_names,
        exotic_sheets.protection,
        exotic_sheets.rich_text_in_a_cell,
        exotic_sheets.rich_texts,
        exotic_sheets.rows_without_numbers,
        exotic_sheets.shared_formulas,
        exotic_drawings.sheets_out_of_order,
        exotic_sheets.sparklines,
        exotic_drawings.chart_with_style_and_colours,
        exotic_parts.checkbox_in_a_cell,
        exotic_parts.connection,
        exotic_parts.custom_xml,
        exotic_parts.dynamic_array,
        exotic_parts.external_link,
        exotic_drawings.form_control,
        exotic_parts.hyperlinks,
        exotic_drawings.note,
        exotic_parts.part_nobody_knows,
        exotic_parts.picture_in_a_cell,
        exotic_drawings.pictures,
        exotic_parts.pivot_table,
        exotic_parts.printer_settings,
        exotic_parts.properties_of_the_document,
        exotic_drawings.shape_with_text,
        exotic_parts.slicer_of_a_table,
        exotic_parts.table,
        exotic_parts.task_pane,
        exotic_drawings.threaded_comment,
    )
}


def exotic_workbook(folder: Path, name: str) -> Path:
    suffix = ".xlsm" if name == exotic_sheets.macros.__name__ else ".xlsx"
    return EXOTIC[name]().write(folder / f"{name}{suffix}")


def exotic_workbooks(folder: Path) -> list[Path]:
    return [exotic_workbook(folder, name) for name in EXOTIC]
