"""One table: from columns of text to columns of values, with a problem for everything that had to be mended."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data import column_values, keys, misread, values
from salessheet.data.problems import Findings, severity_of
from salessheet.data.reading.distinct import Codes, Distinct
from salessheet.data.reading.grids import LOST, NOT_CALCULATED, in_words, is_error
from salessheet.data.reading.headed import Texts
from salessheet.data.sources import RawTable, normal
from salessheet.data.values import Mask, Values
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Scalar, Type, bounds
from salessheet.workbook.rules import Severity
from salessheet.workbook.schema import Table

_MONEY = frozenset({Type.MONEY, Type.CENTS})
_FEW_DIGITS = re.compile(r"[+-]?\d{1,3}")
_FOUR_DIGITS = 1000

Factors = tuple[Codes, Texts]
"""For each row the place of its text among the different ones, and these, in the order in which they come first."""


@dataclass(eq=False)
class Rows:
    """A table while it is checked. `kept` is cleared for rows that are refused. Rows are known by their places."""

    raw: RawTable
    frame: pd.DataFrame
    kept: Mask
    findings: Findings
    _factors: dict[str, Factors] = field(default_factory=dict, init=False)

    def refuse(self, where: Mask) -> None:
        self.kept &= ~where

    def left(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows that are kept, with all columns or some."""
        frame = self.frame if columns is None else self.frame[list(columns)]
        return frame if self.kept.all() else frame[self.kept]

    def texts(self, column: Column) -> Texts:
        return self.frame[column.key].to_numpy(dtype=object)

    def factors(self, column: Column) -> Factors:
        """A column of texts by its different ones."""
        if column.key not in self._factors:
            self._factors[column.key] = factors(self.texts(column))
        return self._factors[column.key]

    def know(self, column: Column, found: Factors) -> None:
        """Keep what `factors` will say of a column as it stands."""
        self._factors[column.key] = found

    def write(self, column: Column, read: Values) -> None:
        self._factors.pop(column.key, None)
        self.frame[column.key] = _series(read)

    def put(self, column: Column, where: Mask, value: Scalar | Values) -> None:
        """Write a value, or one for each of them, into the rows where the mask is set."""
        if where.any():
            read = self.frame[column.key].to_numpy(copy=True)
            read[where] = value
            self.write(column, read)

    def report(
        self, kind: str, where: Mask, column: Column, *, severity: Severity | None = None, **facts: object
    ) -> None:
        """A problem in each row kept where the mask is set; a row that needs the value is refused.

        Its facts: `value` as the file has it, `held` as it was read.
        """
        where = where & self.kept
        if not where.any():
            return
        severity = severity or severity_of(column)
        held = quoted(self.frame[column.key][where])
        for place, value, read in zip(np.flatnonzero(where), self._typed(column, where, held), held, strict=True):
            self.findings.add(kind, place, severity, column, value=value, held=read, **facts)
        if severity is Severity.REFUSED:
            self.refuse(where)

    def _typed(self, column: Column, where: Mask, held: Sequence[object]) -> Sequence[object]:
        """The texts people find in their file, (276.91) for -276.91; what is held where that was filled in since."""
        texts = self.raw.columns.get(column.key)
        if texts is None or column.measure in values.TEXTS:
            return held
        typed = np.array([values.clean(text) for text in texts[where]], dtype=object)
        read, _ = column_values.parsed(column.measure, typed, or_share=column.or_share)
        is_held = read == self.frame[column.key][where].to_numpy()
        return [text if same else value for text, same, value in zip(typed, is_held, held, strict=True)]


def factors(texts: Texts) -> Factors:
    if is_uniform(texts):
        return np.zeros(len(texts), dtype=np.intp), texts[:1]
    return pd.factorize(texts)


def _series(read: Values) -> pd.Series:
    """A column of a frame. Text stays Python objects whatever pandas would make of it."""
    return pd.Series(read, dtype=read.dtype)


def quoted(column: pd.Series) -> Sequence[object]:
    """Values as messages quote them."""
    if column.dtype.kind == "M":
        return list(column.dt.strftime("%Y-%m-%d"))
    return list(column)


def typed(raw: RawTable, words: Words) -> Rows:
    """Every declared column of the table, read and checked by itself; identities and references come later."""
    findings = Findings(words, raw)
    count = len(raw.rows)
    rows = Rows(raw, pd.DataFrame(index=range(count)), np.ones(count, dtype=bool), findings)
    if raw.doubts:
        findings.add("doubtful_encoding", None, Severity.NOTED, encoding=raw.encoding, others=in_words(raw.doubts))
    if raw.table.from_top and not raw.has_order and count > 1:
        findings.add("no_order", None, Severity.NOTED, column=words.text("source.position"))
    _ragged(rows)
    _merged(rows)
    columns = {column.key: _column(rows, column) for column in raw.table.columns()}
    series = {key: pd.Series(read, dtype=read.dtype, copy=False) for key, read in columns.items()}
    rows.frame = pd.DataFrame(series, index=range(count), copy=False)
    for column in raw.table.columns():
        _check(rows, column)
    return rows


def _ragged(rows: Rows) -> None:
    """Leaves out the rows that do not fit their heading: their values may stand in wrong columns."""
    for place in rows.raw.again:
        rows.findings.add("heading_again", place, Severity.REFUSED)
        rows.kept[place] = False
    for row in rows.raw.ragged:
        kind = "too_many_cells" if row.found > row.expected else "too_few_cells"
        rows.findings.add(kind, row.place, Severity.REFUSED, found=row.found, expected=row.expected)
        rows.kept[row.place] = False


def _merged(rows: Rows) -> None:
    """Tells of merged cells. Of a number it is not known of which row it is: a row that needs one is left out."""
    for column in rows.raw.table.columns():
        places = np.flatnonzero(rows.raw.merged.get(column.key, False) & rows.kept)
        is_summed = column.measure in values.SUMMED
        kind, severity = ("merged_number", severity_of(column)) if is_summed else ("merged_cells", Severity.NOTED)
        for place in places:
            rows.findings.add(kind, place, severity, column)
        if severity is Severity.REFUSED:
            rows.kept[places] = False


def _column(rows: Rows, column: Column) -> Values:
    """The column's values: cleaned, translated into codes, parsed, blanks filled in with the default."""
    if column.key not in rows.raw.columns:
        return _filled(column, blanks(column, len(rows.kept)))
    found = rows.raw.distinct(column.key)
    if not (found.is_clean or column_values.are_plain(found.texts, is_key=keys.is_key(column))):
        found = _cleaned(rows, column, _without_faults(rows, column, found))
    if column.measure in values.TEXTS:
        _words_for_nothing(rows, column, found)
        return _spread(rows, column, _codes(rows, column, found))
    if found.numbers is not None and values.is_number(column.measure):
        return found.of_each(_filled(column, found.numbers))
    read, bad = column_values.parsed_each(column.measure, found.texts, or_share=column.or_share)
    if bad.any() or column.measure is Type.EXCHANGE:
        read = _without_misread(rows, column, found, read, bad)
    return found.of_each(_filled(column, read))


def _without_misread(rows: Rows, column: Column, found: Distinct, read: Values, bad: Mask) -> Values:
    """Tells why texts cannot be read; blank are then also numbers whose comma may be a decimal one, as another's is."""
    kinds = np.full(len(bad), "", dtype=object)
    kinds[bad] = [_why(column.measure, text) for text in found.texts[bad]]
    if values.is_number(column.measure) and (column.measure is Type.EXCHANGE or "decimal_comma" in kinds):
        unclear = found.mask(misread.may_have_decimal_comma)
        kinds[unclear], read = "decimal_comma", np.where(unclear, math.nan, read)
    facts = {**_expected(rows, column), "first": FIRST_YEAR, "last": LAST_YEAR}
    for kind in dict.fromkeys(kinds[kinds != ""].tolist()):
        _report_texts(rows, kind, found.rows(kinds == kind), column, found.spread(), **facts)
    return read


def _why(measure: Type, text: str) -> str:
    kind = misread.why(measure, text)
    return "year_outside" if kind == "bad_value" and values.is_of_other_years(measure, text) else kind


def _words_for_nothing(rows: Rows, column: Column, found: Distinct) -> None:
    """Tells of what programs write where there is nothing, such as NaN: in a column of texts it counts as a text."""
    where = found.among(misread.OF_PROGRAMS)
    if where.any():
        places = np.flatnonzero(found.rows(where) & rows.kept)
        rows.findings.add_all("word_for_nothing", places, Severity.NOTED, column, list(found.spread()[places]))


def _expected(rows: Rows, column: Column) -> Mapping[str, object]:
    words = rows.findings.words
    return {"measure": words.value("content", column.measure.name), "example": column.example or "2026-03-18"}


def blanks(column: Column, count: int) -> Values:
    """So many, of which one alone is in memory."""
    if column.measure in values.TEXTS:
        one: Values = np.array([""], dtype=object)
    elif column.measure in values.DATES:
        one = np.array(["NaT"], dtype="datetime64[ns]")
    else:
        one = np.array([math.nan])
    return np.broadcast_to(one, count)


def is_uniform(read: npt.NDArray[Any]) -> bool:
    """Whether it is known that all values are the same, as where a file does not have the column."""
    return len(read) > 1 and read.strides == (0,)


def blank(read: Values) -> Mask:
    """Which values are blank."""
    if is_uniform(read):
        return np.broadcast_to(blank(read[:1]), len(read))
    return np.asarray(read == "" if read.dtype == object else pd.isna(read), dtype=bool)


def _filled(column: Column, read: Values) -> Values:
    if column.default is None:
        return read
    if is_uniform(read):
        return np.broadcast_to(_filled(column, read[:1]), len(read))
    default = float(column.default) if column.measure not in values.TEXTS else column.default
    return np.where(blank(read), np.array(default, dtype=read.dtype), read)


def filled(table: type[Table], frame: pd.DataFrame | None) -> pd.DataFrame:
    """All columns of the table: those of the frame, defaults for its blanks and for columns that it lacks."""
    count = 0 if frame is None else len(frame)
    return pd.DataFrame(
        {
            column.key: _series(
                _filled(
                    column,
                    frame[column.key].to_numpy()
                    if frame is not None and column.key in frame
                    else blanks(column, count),
                )
            )
            for column in table.columns()
        }
    )


def _without_faults(rows: Rows, column: Column, found: Distinct) -> Distinct:
    """Errors of a sheet and formulas that were never calculated become blank; lost characters are noted and stay."""
    for kind, is_one in (("cell_error", is_error), ("not_calculated", NOT_CALCULATED.__eq__)):
        where = found.mask(is_one)
        if where.any():
            _report_texts(rows, kind, found.rows(where), column, found.spread())
            found = Distinct(found.codes, np.where(where, "", found.texts).astype(object))
    lost = found.mask(lambda text: LOST in text)
    if lost.any():
        places = np.flatnonzero(found.rows(lost) & rows.kept)
        rows.findings.add_all("lost_characters", places, Severity.NOTED, column, list(found.spread()[places]))
    return found


def _cleaned(rows: Rows, column: Column, found: Distinct) -> Distinct:
    """Texts that a cell can hold and, in keys, that formulas compare as equals only."""
    lost = found.mask(values.loses_characters)
    clean = found.each(values.clean)
    long = clean.mask(lambda text: len(text) > values.LONGEST_TEXT)
    cleaned = clean.each(lambda text: text[: values.LONGEST_TEXT])
    key = keys.is_key(column)
    pattern = cleaned.mask(lambda text: key and keys.has_pattern(text))
    if pattern.any():
        cleaned = cleaned.each(lambda text: keys.without_patterns(text) if key else text)
    for kind, where in (("control_characters", lost), ("long_text", long)):
        if where.any():
            places = np.flatnonzero(found.rows(where))
            rows.findings.add_all(kind, places, Severity.NOTED, column, list(cleaned.spread()[places]))
    if pattern.any():
        typed_, written = found.spread(), cleaned.spread()
        for place in np.flatnonzero(found.rows(pattern)):
            rows.findings.add("pattern", place, Severity.NOTED, column, value=typed_[place], canonical=written[place])
    too_long = cleaned.mask(lambda text: key and len(text) > keys.LONGEST_KEY)
    if too_long.any():
        _report_texts(rows, "long_key", cleaned.rows(too_long), column, cleaned.spread(), bound=keys.LONGEST_KEY)
        cleaned = Distinct(cleaned.codes, np.where(too_long, "", cleaned.texts).astype(object))
    return cleaned


def _spread(rows: Rows, column: Column, found: Distinct) -> Texts:
    different = _filled(column, found.texts).astype(object, copy=False)
    if 2 * found.count < len(rows.kept):
        places, texts = pd.factorize(different)
        rows.know(column, (found.codes if found.count == len(texts) else found.of_each(places), texts))
    return found.of_each(different)


def _codes(rows: Rows, column: Column, found: Distinct) -> Distinct:
    """Words of the labels as their codes; where only the codes are allowed, others are a problem and become blank."""
    known = code_words(column.key)
    if not known or column.measure is not Type.LABEL:
        return found
    closed = isinstance(column.choices, tuple)
    result = found.each(lambda text: known.get(normal(text), "" if closed else text))
    if closed:
        bad = np.asarray((result.texts == "") & (found.texts != ""), dtype=bool)
        if bad.any():
            words = rows.findings.words
            choices = words.listed(words.value(column.key, code) for code in words.codes(column.key))
            _report_texts(rows, "not_a_choice", found.rows(bad), column, found.spread(), choices=choices)
    return result


@cache
def code_words(values_set: str) -> Mapping[str, str]:
    """Every spelling of the codes of a set, in any language, → code."""
    spellings: dict[str, str] = {}
    for lang in LANGUAGES:
        for code, word in Words.load(lang).codes(values_set).items():
            spellings[normal(word)] = code
            spellings[normal(code)] = code
    return spellings


def _report_texts(rows: Rows, kind: str, where: Mask, column: Column, texts: Texts, **facts: object) -> None:
    """As Rows.report, for values that did not make it into the frame."""
    where = where & rows.kept
    if where.any():
        severity = severity_of(column)
        rows.findings.add_all(kind, np.flatnonzero(where), severity, column, list(texts[where]), **facts)
        if severity is Severity.REFUSED:
            rows.refuse(where)


def _check(rows: Rows, column: Column) -> None:
    """Blanks where something must stand, numbers out of range, counts that are not whole."""
    read = rows.frame[column.key].to_numpy()
    if column.is_needed:
        example = (
            rows.findings.words.value(column.key, column.example)
            if isinstance(column.choices, tuple)
            else column.example
        )
        rows.report("missing_value", blank(read), column, example=example)
    if column.measure in (Type.COUNT, Type.YEAR):
        _blank_out(rows, column, "not_whole", np.asarray(read != np.floor(read)) & ~np.isnan(read))
    if not values.is_number(column.measure):
        return
    _tell_of_points(rows, column, read)
    least, most = bounds(column.minimum, column.maximum)
    percentage = column.measure is Type.PERCENT and column.maximum is not None
    with np.errstate(invalid="ignore"):  # a comparison with a blank is false, which is meant
        _blank_out(rows, column, "below_minimum", read < least, bound=least)
        _blank_out(rows, column, "above_hundred_percent" if percentage else "above_maximum", read > most, bound=most)


def _tell_of_points(rows: Rows, column: Column, read: Values) -> None:
    """Amounts that all have three decimals, or up to three digits: elsewhere 36.000 is how people write 36,000.

    One number with other decimals, or with more digits before them, shows what the point means. Such are nearly all
    amounts, whose texts nobody needs to look at. `read`: the numbers.
    """
    if column.measure not in _MONEY or column.key not in rows.raw.columns or (np.abs(read) >= _FOUR_DIGITS).any():
        return
    doubtful = ""
    for text in rows.raw.distinct(column.key).texts:
        if values.may_part_thousands(text):
            doubtful = doubtful or text
        elif text and not _FEW_DIGITS.fullmatch(text):
            return
    if doubtful:
        rows.findings.add("point_in_doubt", None, Severity.NOTED, column, value=doubtful)


def _blank_out(rows: Rows, column: Column, kind: str, where: Mask, bound: float | None = None) -> None:
    rows.report(kind, where, column, bound=bound)
    rows.put(column, where, math.nan if column.default is None else float(column.default))
