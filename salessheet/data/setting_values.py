"""The rows of the table `settings` as typed values."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from salessheet.core.regions import is_known_region
from salessheet.data import values
from salessheet.data.columns import Rows
from salessheet.data.money import code_of, is_code
from salessheet.data.sources import normal
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Scalar, Type, bounds
from salessheet.workbook.rules import Severity
from salessheet.workbook.settings import SETTINGS, SettingKey
from salessheet.workbook.tables import SettingRows


def defaults() -> dict[str, Scalar]:
    return {setting.key: setting.default for setting in SETTINGS}


def read(rows: Rows) -> dict[str, Scalar]:
    """Every known setting. A key may be its code or its label in any language; one that nobody knows is noted.

    A blank value means the default, but for texts, where a blank is a value: the region without holidays.
    """
    found = defaults()
    names = names_of_settings()
    for place in np.flatnonzero(rows.kept).tolist():
        key, text = (rows.frame[c.key].iloc[place] for c in SettingRows.columns())
        setting = names.get(normal(key))
        if setting is None:
            choices = rows.findings.words.listed(known.key for known in SETTINGS)
            rows.findings.add("unknown_setting", place, Severity.NOTED, SettingRows.key_, value=key, choices=choices)
        else:
            found[setting.key] = _value(rows, place, setting, text)
    return found


def language(rows: Rows) -> str | None:
    """The language the settings ask for; None where they ask for none that there is. Problems are the reader's."""
    found = read(rows)["language"]
    return str(found) if found else None


def names_of_settings() -> Mapping[str, SettingKey]:
    """Every name a setting may go by, as names are compared → the setting."""
    words = [Words.load(lang) for lang in LANGUAGES]
    return {normal(n): s for s in SETTINGS for n in (s.key, *(w.text(f"settings.label.{s.key}") for w in words))}


def _value(rows: Rows, place: int, setting: SettingKey, text: str) -> Scalar:
    """The value of one row; the default and a note where it cannot be read or is not allowed."""
    is_text = setting.measure in values.TEXTS
    if text == "":
        return text if is_text and setting.default is not None else setting.default
    spellings = {normal(word): value for word, value in setting.spellings}
    spellings |= {normal(choice): choice for choice in setting.choices if isinstance(choice, str)}
    if normal(text) in spellings:
        return spellings[normal(text)]
    read: Scalar = text if is_text else values.number_of(setting.measure, text)
    if read is not None and setting.measure is Type.COUNT and read == int(read):
        read = int(read)
    wrong = _wrong(rows, setting, read)
    if wrong is None:
        return read
    kind, facts = wrong
    rows.findings.add(kind, place, Severity.NOTED, SettingRows.value, value=text, **facts)
    return setting.default


def _wrong_code(setting: SettingKey, read: str) -> tuple[str, dict[str, object]] | None:
    if setting.key == "currency" and not is_code(code_of(read)):
        return "not_a_currency", {}
    if setting.key == "region" and not is_known_region(read):
        return "not_a_region", {"default": setting.default}
    return None


def _wrong(rows: Rows, setting: SettingKey, read: Scalar) -> tuple[str, dict[str, object]] | None:
    if read is None:
        measure = rows.findings.words.value("content", setting.measure.name)
        return "bad_value", {"measure": measure, "example": setting.example}
    if setting.choices and read not in setting.choices:
        return "not_a_choice", {"choices": rows.findings.words.listed(setting.choices)}
    if isinstance(read, str):
        return _wrong_code(setting, read)
    if setting.measure is Type.COUNT and read != int(read):
        return "not_whole", {}
    least, most = bounds(setting.minimum, setting.maximum)
    if read < least:
        return "below_minimum", {"bound": least}
    if read > most:
        percentage = setting.measure is Type.PERCENT and most == 1
        return "above_hundred_percent" if percentage else "above_maximum", {"bound": most}
    return None
