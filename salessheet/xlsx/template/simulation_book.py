"""The workbook of a simulation: a summary, the people, and the tiers they stand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlsxwriter

from salessheet.files import folder_aside
from salessheet.workbook.book import Role
from salessheet.xlsx.template import simulation_summary
from salessheet.xlsx.template.simulation_sheets import (
    Page,
    PeopleRange,
    widths_of_people,
    widths_of_tiers,
    write_people,
    write_tiers,
)
from salessheet.xlsx.template.styles import FONTS, TAB_COLOURS, Styles

if TYPE_CHECKING:
    from salessheet.data.commission.simulation import Simulation
    from salessheet.workbook.labels import Words

_CREATED: Final = dt.datetime(2000, 1, 1)  # nothing here asks the clock


def write(path: Path, found: Simulation, words: Words, plans: str, lacking: Sequence[str] = ()) -> None:
    """The workbook at the path; `plans` is the name of the new ones, `lacking` sentences on what no payout has.

    The same facts give the same bytes. Raises OSError, UnwritableDisk.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = BytesIO()
    with folder_aside() as aside, xlsxwriter.Workbook(content, {**options, "tmpdir": str(aside)}) as workbook:
        title = words.text("simulation.title")
        workbook.set_properties({"title": title, "author": "salessheet", "created": _CREATED})
        workbook.formats[0].set_font_name(FONTS[words.lang])
        workbook.formats[0].set_font_size(10)
        styles = Styles(workbook, words, 1)
        widths = (simulation_summary.WIDTHS, widths_of_people(words, found), widths_of_tiers(words, found))
        summary, people, tiers = (
            Page(workbook.add_worksheet(words.text(f"simulation.{key}")), words, styles, wide)
            for key, wide in zip(("summary", "people", "tiers"), widths, strict=True)
        )
        for page, role in ((summary, Role.OUTPUT), (people, Role.CALCULATION), (tiers, Role.CALCULATION)):
            page.worksheet.set_tab_color(TAB_COLOURS[role])
        where = PeopleRange(people.worksheet.get_name(), len(found.people))
        simulation_summary.write_summary(summary, found, where, plans, lacking)
        write_people(people, found)
        write_tiers(tiers, found)
    path.write_bytes(content.getbuffer())
