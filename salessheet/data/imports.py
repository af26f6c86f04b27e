"""Files of another system → input tables, by a mapping. Nothing is judged here: loading the tables does that."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data import delimited, mapping, spreadsheets
from salessheet.data.mapping import Lookup, Rule, Target
from salessheet.data.sources import normal
from salessheet.data.values import clean
from salessheet.errors import InvalidMapping, UnreadableSource

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Source:
    """One file as columns of cleaned text, by normalised heading."""

    path: Path
    columns: Mapping[str, Texts]
    headings: tuple[str, ...]
    length: int

    def column(self, name: str) -> Texts:
        found = self.columns.get(normal(name))
        if found is None:
            raise InvalidMapping(
                f"{self.path}: the column '{name}' is missing.",
                f"The file has {', '.join(self.headings)}. Mend the file, or write a mapping of your own.",
            )
        return found


def import_files(how: mapping.Mapping, files: Iterable[Path]) -> tuple[dict[str, pd.DataFrame], tuple[str, ...]]:
    """Table key → table of text, and what people should know: files that were skipped, notes of the mapping.

    Folders stand for the files in them. Raises UnreadableSource for a file that is missing or cannot be read and
    InvalidMapping for a column that is not there.
    """
    sources, notes = _sources(how, files)
    tables: dict[str, pd.DataFrame] = {}
    for target in how.targets:
        if target.file not in sources:
            missing = " or ".join(how.files[target.file])
            notes.append(f"There is no {missing}; the table '{target.into}' lacks what it holds.")
            continue
        frame = _table(target, sources)
        tables[target.into] = pd.concat([tables[target.into], frame]).fillna("") if target.into in tables else frame
        if target.note:
            notes.append(target.note)
    return tables, tuple(notes)


def _sources(how: mapping.Mapping, files: Iterable[Path]) -> tuple[dict[str, Source], list[str]]:
    sources: dict[str, Source] = {}
    notes = []
    for path in _listed(files):
        name = _known_as(how, path)
        if name is None:
            notes.append(f"{path.name}: {how.name} does not know this file; it was skipped.")
        elif name in sources:
            raise UnreadableSource(path, f"both this and {sources[name].path.name} are the file '{name}'.", "Give one.")
        else:
            sources[name] = _read(path)
    for name, forms in how.files.items():
        if name not in sources and name not in how.optional:
            raise UnreadableSource(forms[0], f"{how.name} needs this file, and it was not given.", "Add it.")
    return sources, notes


def _known_as(how: mapping.Mapping, path: Path) -> str | None:
    """What the mapping calls the file."""
    for name, forms in how.files.items():
        if any(fnmatch(path.name.lower(), form.lower()) for form in forms):
            return name
    return None


def _listed(files: Iterable[Path]) -> list[Path]:
    listed: list[Path] = []
    for path in files:
        if not path.exists():
            raise UnreadableSource(path, "there is no such file or folder.", "Check the path.")
        inside = path.is_dir()
        listed += sorted(child for child in path.iterdir() if child.is_file()) if inside else [path]
    return listed


def _read(path: Path) -> Source:
    """A text file, or the first sheet of a workbook."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        grids = spreadsheets.sheets(path).values()
        records = next((grid.rows for grid in grids), [])
    else:
        records = delimited.records(path)
    if not records:
        raise UnreadableSource(path, "it is empty.", "It needs a header row, then a row for each record.")
    headings = {place: cell.strip() for place, cell in enumerate(records[0][1]) if cell.strip()}
    body = [row for _, row in records[1:]]
    columns = {
        normal(name): np.array([clean(row[place]) if place < len(row) else "" for row in body], dtype=object)
        for place, name in headings.items()
    }
    return Source(path, columns, tuple(headings.values()), len(body))


def _table(target: Target, sources: Mapping[str, Source]) -> pd.DataFrame:
    source = sources[target.file]
    columns = {
        key: pd.Series(_column(rule, source, sources), dtype=object)
        for key, rule in target.columns.items()
        if not (rule.optional and normal(rule.source) not in source.columns)
    }
    frame = pd.DataFrame(columns)[_where(target.where, source)]
    if target.unique:
        frame = frame[(frame[target.unique] != "") & ~frame[target.unique].duplicated()]
    return frame.reset_index(drop=True)


def _column(rule: Rule, source: Source, sources: Mapping[str, Source]) -> Texts:
    if rule.source:
        texts = _translated(rule, source.column(rule.source))
    else:
        texts = np.full(source.length, rule.value, dtype=object)
    if rule.lookup is not None and rule.lookup.file in sources:
        found = _looked_up(rule.lookup, source, sources[rule.lookup.file])
        texts = np.where(texts == "", found, texts)
    return np.where(_where(rule.when, source), texts, "").astype(object)


def _translated(rule: Rule, texts: Texts) -> Texts:
    codes, different = pd.factorize(texts)
    if len(codes) == 0:
        return texts
    known = {old.casefold(): new for old, new in rule.translations.items()}
    new = [known.get(text.casefold(), text) for text in different]
    if rule.dates:
        new = [_iso(text, rule.dates) for text in new]
    if rule.makes_id:
        new = [slug(text) for text in new]
    return np.array(new, dtype=object)[codes]


def _iso(text: str, form: str) -> str:
    """A date in ISO form; text that is no such date stays, for loading to name it."""
    try:
        return dt.datetime.strptime(text, form).date().isoformat()
    except ValueError:
        return text


def slug(name: str) -> str:
    """Small letters and digits of any script, hyphens for what stands between them: Mei-Mei Johns → mei-mei-johns."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+|_+", "-", plain).strip("-")


def _looked_up(lookup: Lookup, source: Source, other: Source) -> Texts:
    known = dict(zip(map(normal, other.column(lookup.key)), other.column(lookup.take), strict=True))
    asked = source.column(lookup.match)
    return np.array([known.get(normal(text), "") for text in asked], dtype=object)


def _where(conditions: Mapping[str, tuple[str, ...]], source: Source) -> npt.NDArray[np.bool_]:
    """Which rows have one of the values in each of the columns, whatever the case."""
    true = np.ones(source.length, dtype=bool)
    for name, allowed in conditions.items():
        folded = {text.casefold() for text in allowed}
        true &= np.array([text.casefold() in folded for text in source.column(name)], dtype=bool)
    return true
