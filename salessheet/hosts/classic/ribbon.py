"""The tab of the ribbon: a button for each macro ([MS-CUSTOMUI] 2.3). Icons are Office's own, by name."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import quoteattr

from salessheet.macros import MACROS
from salessheet.udfs import CATEGORY
from salessheet.workbook.labels import Words

_ICONS: Final = {
    "refresh": "RefreshAll",
    "split_targets": "SplitCells",
    "score_kpis": "ChartInsert",
    "rank_people": "SortDescendingExcel",
    "settle_commission": "Calculator",
    "check_book": "ErrorChecking",
    "go_live": "FunctionWizard",
    "freeze": "PasteValues",
    "import_csv": "GetExternalDataFromText",
    "new_period": "CalendarInsert",
    "close_commission": "Lock",
}
_ANY: Final = "MacroPlay"


def ribbon(words: Words, pressed: str) -> str:
    """`pressed`: the macro of Excel that is called with the button, whose id is the key of the macro."""
    buttons = []
    for macro in MACROS.values():
        title, tip = macro.title(words), macro.tip(words)
        said = {"id": macro.key, "label": title, "screentip": title, "supertip": tip}
        shown = {"size": "large", "imageMso": _ICONS.get(macro.key, _ANY), "onAction": pressed}
        buttons.append(f"<button{_attributes(said | shown)}/>")
    group = _attributes({"id": "SalesSheetMacros", "label": words.text("classic.group")})
    return (
        '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>'
        f"<tab{_attributes({'id': 'SalesSheetTab', 'label': CATEGORY})}><group{group}>{''.join(buttons)}</group></tab>"
        "</tabs></ribbon></customUI>"
    )


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())
