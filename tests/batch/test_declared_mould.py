"""The workbook filled into a mould is the one that is written anew, cell for cell and part for part."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import etree

from salessheet.batch.moulds import declared_mould
from salessheet.data.audiences import part_of
from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team
from salessheet.workbook.audience import Audience
from salessheet.workbook.edition import Edition
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.template import packed
from tests.batch.centres import of_sales_and_pay
from tests.built.small import dataset_of
from tests.built.test_commission import centre as random_centre

DAY = dt.date(2026, 6, 30)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BESIDE = ("kpi_scheme", "kpi_manual", "plan_rates", "plan_factors")
PLANS = {"plans", "plan_tiers", "plan_rates", "plan_factors", "plan_quotas", "splits", "plan_rules"}

Part = Any


def centre(
    tmp_path: Path,
    leave_out: Collection[str] = (),
    more: Mapping[str, pd.DataFrame] | None = None,
    **settings: str,
) -> Dataset:
    """The whole sample, or what is left of sales, pay and scores, or of these with something else."""
    tables = sample(teams=2, reps=3, deals=40)
    if leave_out or more:
        tables = of_sales_and_pay(tables) | {key: tables[key] for key in BESIDE}
    tables = {key: frame for key, frame in tables.items() if key not in leave_out} | dict(more or {})
    if settings:
        said = pd.DataFrame({"key": list(settings), "value": list(settings.values())})
        tables["settings"] = pd.concat([tables["settings"], said]).drop_duplicates("key", keep="last")
    write(tables, tmp_path)
    return load(tmp_path, Words.load("en"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return centre(tmp_path_factory.mktemp("whole"))


def edition(dataset: Dataset, team: str = "T01", lang: str = "en", flavour: Flavour = Flavour.NATIVE) -> Edition:
    own = for_team(dataset, team) if team else dataset
    return edition_of(own, Scope(team, DAY.replace(day=1), DAY, 1, Words.load(lang), "1.0"), flavour)


def texts_of(parts: Mapping[str, bytes]) -> list[str]:
    return ["".join(map(str, item.itertext())) for item in etree.fromstring(parts["xl/sharedStrings.xml"])]


def plain(name: str) -> str:
    return etree.QName(name).localname


def flat(element: Part, path: str = "") -> Iterator[tuple[str, tuple[tuple[str, str], ...], str]]:
    """Every element with its attributes and its text; numbers as one number is written."""
    here = f"{path}/{plain(element.tag)}"
    attributes = tuple(sorted((plain(key), value) for key, value in element.attrib.items()))
    yield here, attributes, number(element.text)
    for child in element:
        yield from flat(child, here)


def number(text: str | None) -> str:
    try:
        return f"{float(text or '') + 0.0:.12g}"  # -0 is 0
    except ValueError:
        return (text or "").strip()


def looks_of(parts: Mapping[str, bytes]) -> list[str]:
    """Each style in full. A side that texts stand on anyway is written by one of the writers alone."""
    tree = etree.fromstring(parts["xl/styles.xml"])
    for alignment in tree.iter(f"{MAIN}alignment"):
        if alignment.get("wrapText") and alignment.get("horizontal") == "left":
            del alignment.attrib["horizontal"]
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in tree.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    for style in tree.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        number_format = style.get("numFmtId", "")
        style.set("numFmtId", codes.get(number_format) or number_format)
    return [repr(list(flat(style))) for style in tree.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]


def sheet_of(part: bytes, texts: list[str], looks: list[str]) -> dict[str, object]:
    tree = etree.fromstring(part)
    found: dict[str, object] = {}
    for row in tree.iter(f"{MAIN}row"):
        if row.get("ht") not in (None, "18"):  # which is what rows are that say nothing
            found[f"row {row.get('r')}"] = row.get("ht")
        for cell in row:
            found[cell.get("r", "")] = as_shown(cell, texts, looks)
    for entry in tree.iter(f"{MAIN}col"):
        for column in range(int(entry.get("min", "0")), int(entry.get("max", "0")) + 1):
            found[f"column {column}"] = entry.get("width")
    lines = list(tree.iter("{*}sparkline"))
    found["sparklines"] = sorted("".join(map(str, one.itertext())) for one in lines)
    for told in ("cols", "sheetData", "dimension", "extLst"):
        for one in tree.findall(f"{MAIN}{told}"):
            tree.remove(one)
    found["rest"] = list(flat(tree))
    return found


def as_shown(cell: Part, texts: list[str], looks: list[str]) -> tuple[object, ...]:
    formula, value, kind = cell.find(f"{MAIN}f"), cell.findtext(f"{MAIN}v") or "", cell.get("t", "")
    style = looks[int(cell.get("s", "0"))]
    if kind == "s":
        value, kind = texts[int(value)], "text"
    said = "" if formula is None else f"{formula.get('t', '')}{formula.get('ref', '')}={formula.text}"
    shown = value if kind == "text" else number(value)
    return style, said, kind if value else "", shown  # nothing is an empty text, however it is written


def without_zeros(part: Part) -> Part:
    """Without stored points of 0 or of an empty text, which one of the writers has for blank cells, too."""
    for point in [one for one in part.iter("{*}pt") if number("".join(one.itertext())) in ("", "0")]:
        point.getparent().remove(point)
    return part


def package_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def differences(book: Edition) -> dict[str, object]:
    written, stamped = (
        package_of(bytes(content))
        for content in (packed(book, "Title"), declared_mould(book).filled(book, "Title").content)
    )
    assert written.keys() == stamped.keys()
    found: dict[str, object] = {}
    known = [(parts, texts_of(parts), looks_of(parts)) for parts in (written, stamped)]
    for name in written:
        if name.startswith("xl/worksheets/sheet"):
            one, other = (sheet_of(parts[name], texts, looks) for parts, texts, looks in known)
            found |= {
                f"{name} {at}": (one.get(at), other.get(at))
                for at in one.keys() | other.keys()
                if one.get(at) != other.get(at)
            }
        elif name.endswith((".xml", ".rels")) and name not in ("xl/sharedStrings.xml", "xl/styles.xml"):
            one_part, other_part = (list(flat(without_zeros(etree.fromstring(p[name])))) for p in (written, stamped))
            if one_part != other_part:
                found[name] = [pair for pair in zip(one_part, other_part, strict=False) if pair[0] != pair[1]][:5]
    return found


def show(found: dict[str, object]) -> str:
    return "\n".join(f"{at}: {said}"[:600] for at, said in list(found.items())[:12])


@pytest.mark.parametrize(
    ("team", "lang", "flavour"),
    [
        ("T01", "en", Flavour.NATIVE),
        ("T02", "zh-CN", Flavour.NATIVE),
        ("", "en", Flavour.NATIVE),
        ("", "zh-CN", Flavour.PYTHON),
        ("T01", "en", Flavour.PYTHON),
        ("T01", "en", Flavour.VALUES),
    ],
)
def test_a_filled_mould_is_the_workbook_written_anew(whole: Dataset, team: str, lang: str, flavour: Flavour) -> None:
    found = differences(edition(whole, team, lang, flavour))

    assert not found, show(found)


@pytest.mark.parametrize("leave_out", [PLANS, {"activities"}, {"receipts", "invoices"}, {"kpi_scheme", "targets"}])
def test_sheets_and_tables_that_are_not_there_make_no_difference(tmp_path: Path, leave_out: set[str]) -> None:
    found = differences(edition(centre(tmp_path, leave_out)))

    assert not found, show(found)


def test_another_unit_another_currency_and_other_stages_make_no_difference(tmp_path: Path) -> None:
    stages = pd.DataFrame({"stage": ["Seen", "Met", "Won over"], "order": [1, 2, 3], "probability": [0.1, 0.4, 1.0]})

    found = differences(edition(centre(tmp_path, more={"stages": stages}, money_unit="1", currency="EUR")))

    assert not found, show(found)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_centre_pays_makes_no_difference(seed: int) -> None:
    found = differences(edition(dataset_of(random_centre(seed)), ""))

    assert not found, show(found)


@pytest.mark.parametrize("audience", [Audience.MANAGER, Audience.FINANCE])
def test_each_audience_gets_the_same(whole: Dataset, audience: Audience) -> None:
    own = part_of(whole, "T01", audience)
    scope = Scope("T01", DAY.replace(day=1), DAY, 1, Words.load("en"), "1.0", audience=audience)

    found = differences(edition_of(own, scope, Flavour.NATIVE))

    assert not found, show(found)
