from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.data import column_values
from salessheet.data.load import load
from salessheet.data.reading import arrow_text, plain_text, quotation
from salessheet.data.reading.delimited import grid, lines
from salessheet.data.reading.distinct import distinct, each_by_itself, gathered, objects
from salessheet.data.reading.headed import headed
from salessheet.data.reading.plain_text import HeadedText, PlainText
from salessheet.data.sample import sample, write
from salessheet.errors import UnreadableSource
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Type

CELLS = st.sampled_from([
    "", " ", "a", "b ", "NA", "nan", "null", "None", "True", "FALSE", "1", "01", "1.50", "-2", "1e5", "inf", "+7",
    "99999999999999999999", "2026-01-05", "#N/A", "李娜", "\u00a0", "\u2028", "\x85", "\x0b", "\x0c", "'", "\\", "x\ty",
    "head1", " head1 ", "12345678901234567.25", "0x1F", "１２", "\ufeff", "1_000", "#1", "\x1c",
])  # fmt: skip  # what readers like to take for something else
QUOTED = st.sampled_from([
    "", "a", "a,b;c\td|e", 'say "yes"', '"', '""', "two\nlines", "two\r\nlines", "\n", '"\n"', "head1", "7", "1,234.50",
])  # fmt: skip  # what stands in quotation marks, and marks among it
ENDS = st.sampled_from(["\n", "\r\n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Text files of a few columns, most of them regular, with what can go wrong."""
    width = draw(st.integers(2, 4))
    end, delimiter = draw(ENDS), draw(st.sampled_from([",", ";", "\t", "|"]))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12))
    heading = [f"head{place}" for place in range(width)]
    if draw(st.booleans()):
        heading[draw(st.integers(0, width - 1))] = draw(st.sampled_from(["", " ", "7", "x"]))
    for disturbance in draw(
        st.lists(st.sampled_from(["short", "long", "empty", "again", "bare", "quote"]), max_size=2)
    ):
        odd = {
            "short": heading[:-1], "long": [*heading, "more"], "empty": [], "again": heading, "bare": [""] * width,
            "quote": ['"x"', *["y"] * (width - 1)],
        }  # fmt: skip  # a row each
        rows.insert(draw(st.integers(0, len(rows))), odd[disturbance])
    fields = [[cell.replace(delimiter, "") for cell in row] for row in [heading, *rows]]
    for _ in range(draw(st.integers(0, 3))):
        row = draw(st.sampled_from(fields))
        if row:
            row[draw(st.integers(0, len(row) - 1))] = '"{}"'.format(draw(QUOTED).replace('"', '""'))
    other = draw(st.sampled_from([end, "\n"]))
    text = end.join(delimiter.join(row) for row in fields[:2])
    text += "".join(other + delimiter.join(row) for row in fields[2:]) + draw(st.sampled_from(["", end, end + end]))
    if draw(st.integers(0, 9)) == 0:
        place = draw(st.integers(0, len(text)))
        text = text[:place] + '"' + text[place:]
    return text


@given(text=files(), is_arrow_there=st.booleans())
def test_what_is_read_by_column_is_what_is_read_by_row(
    tmp_path_factory: pytest.TempPathFactory, text: str, is_arrow_there: bool
) -> None:
    path = tmp_path_factory.mktemp("text") / "deals.csv"
    path.write_bytes(text.encode())
    try:
        by_row = grid(path)
    except UnreadableSource as error:
        with pytest.raises(UnreadableSource, match=re.escape(str(error))):
            lines(path)
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_text, "_WORTH_IT", 0)
        if not is_arrow_there:
            patch.setattr(arrow_text, "columns", lambda *_: None)
        by_column = lines(path)
    if not isinstance(by_column, PlainText):
        assert by_column.rows == by_row.rows
        return
    assert by_column.start().rows == by_row.rows[:20]
    assert (by_column.encoding, by_column.doubts) == (by_row.encoding, by_row.doubts)
    for start in range(min(2, len(by_row.rows))):
        one, other = headed(by_row, start), HeadedText(by_column, start)
        assert (other.headings, other.ragged, other.again) == (one.headings, one.ragged, one.again)
        assert other.unnamed() == one.unnamed()
        np.testing.assert_array_equal(other.rows, one.rows)
        for place in range(len(one.headings)):
            assert other.column(place).tolist() == one.column(place).tolist()
            assert other.distinct(place).spread().tolist() == one.column(place).tolist()


TEXTS = st.one_of(CELLS, st.sampled_from(["D1", "D2", "d2", "R10", "R1*", "10", "10.25", "-3", ".5", "7.", "x" * 300]))


def in_pieces(*pieces: list[str]) -> pa.ChunkedArray:
    return pa.chunked_array(list(pieces), pa.large_string())


@given(st.lists(TEXTS, min_size=1, max_size=8), st.integers(0, 8), st.integers(0, 2))
def test_what_bytes_tell_of_texts_is_so(texts: list[str], cut: int, skipped: int) -> None:
    column = in_pieces(["skipped"] * skipped + texts[:cut], texts[cut:]).slice(skipped)
    made, repeating = arrow_text.Separate(column), arrow_text.repeating(column.dictionary_encode())
    plain, different = each_by_itself(objects(texts)), distinct(objects(texts))

    assert repeating.texts.tolist() == different.texts.tolist()
    assert repeating.codes.tolist() == different.codes.tolist()
    for either in (made, repeating):
        assert len(either) == len(texts)
        blank = [i for i, text in enumerate(texts) if not text.strip()]
        assert either.bare().tolist() == plain.bare().tolist() == blank
        assert either.at(np.array([len(texts) - 1, 0])).tolist() == [texts[-1], texts[0]]
    assert made.texts.tolist() == made.at(slice(None)).tolist() == texts
    assert made.is_unique == (len(set(texts)) == len(texts))
    assert not made.is_clean or column_values.are_plain(plain.texts, is_key=True)
    assert not made.are_ids() or plain.are_ids()
    if made.numbers is not None:
        numbers, bad = column_values.parsed_each(Type.MONEY, plain.texts)
        np.testing.assert_array_equal(made.numbers, numbers)
        assert not bad.any()
    if len(texts) > 1:
        assert made.below(0).spread().tolist() == repeating.below(0).spread().tolist() == texts[1:]


def test_bytes_tell_what_is_usual() -> None:
    ids, amounts = (
        arrow_text.Separate(in_pieces(texts)) for texts in (["D0001", "D0002", "D0003"], ["1.5", "", "-20"])
    )
    assert (ids.is_clean, ids.are_ids(), ids.is_unique) == (True, True, True)
    for numbers in (["7", "12", "0"], ["007", "012", "100"]):
        assert arrow_text.Separate(in_pieces(numbers)).are_ids()
        assert distinct(objects(numbers)).are_ids()
    for alike in (["7", "07"], ["A1", "7", "07"], ["1" * 16, "1" * 15 + "2"]):
        assert not arrow_text.Separate(in_pieces(alike)).are_ids()
        assert not distinct(objects(alike)).are_ids()
    assert amounts.numbers is not None
    np.testing.assert_array_equal(amounts.numbers, [1.5, np.nan, -20])


@pytest.mark.parametrize("kind", [np.float64, np.bool_, object])
def test_many_items_are_gathered_in_parts(kind: type) -> None:
    items: npt.NDArray[Any] = np.arange(7).astype(kind)
    places = np.random.default_rng(1).integers(0, 7, 100_000).astype(np.int32)
    np.testing.assert_array_equal(gathered(items, places), items[places])


def test_plain_files_are_read_by_column(tmp_path: Path) -> None:
    rows = "".join(f"D{number},R1,1.50,2026-01-05\n" for number in range(2_000))
    (tmp_path / "deals.csv").write_text(f"deal_id,rep_id,amount,won_date\n{rows}", encoding="utf-8")
    assert isinstance(lines(tmp_path / "deals.csv"), PlainText)


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    write(sample(teams=2, reps=4, deals=400), tmp_path)
    deals = (tmp_path / "deals.csv").read_text(encoding="utf-8").splitlines()
    heading = deals[0].split(",")
    amount, rep, won = (heading.index(name) for name in ("amount", "rep_id", "won_date"))
    changes: dict[int, tuple[int, str]] = {
        3: (amount, "¥1200"), 4: (amount, "lots"), 5: (rep, "nobody"), 6: (won, "01/02/2026"), 7: (won, "2062-01-01"),
        8: (0, deals[9].split(",")[0].lower()), 9: (rep, "R*"), 10: (amount, "1e400"), 11: (0, "00123"), 12: (0, "123"),
        13: (amount, "#N/A"), 14: (rep, " "), 15: (amount, "-5"), 16: (won, "1899-01-01"),
    }  # fmt: skip  # row: column and what stands there
    for row, (place, text) in changes.items():
        cells = deals[row].split(",")
        cells[place] = text
        deals[row] = ",".join(cells)
    (tmp_path / "deals.csv").write_text("\n".join(deals) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_both_ways_tell_the_same_problems(messy: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    def loaded(worth_it: int) -> tuple[object, ...]:
        monkeypatch.setattr(plain_text, "_WORTH_IT", worth_it)
        dataset = load(messy, Words.load(lang))
        assert isinstance(lines(messy / "deals.csv"), PlainText) == (worth_it == 0)
        return dataset.problems, {key: frame.to_csv() for key, frame in dataset.tables.items()}, dataset.settings

    assert loaded(0) == loaded(1 << 60)
    assert len(loaded(0)[0]) >= 10  # type: ignore[arg-type]  # the problems come first


@given(cells=st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=3))
def test_words_among_texts_that_are_all_their_own_are_those_among_others(cells: list[list[str]]) -> None:
    words = frozenset({"nan", "null", "李娜", "1"})
    column = arrow_text.Separate(pa.chunked_array([pa.array(each, pa.large_string()) for each in cells]))

    assert column.among(words).tolist() == [text in words for each in cells for text in each]
    assert each_by_itself(column.texts).among(words).tolist() == column.among(words).tolist()


@given(text=files(), delimiter=st.sampled_from([",", ";"]), at_once=st.integers(1, 9))
def test_marks_are_strict_where_the_csv_module_takes_them(text: str, delimiter: str, at_once: int) -> None:
    raw = text.replace("\r\n", "\n").encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotation, "_AT_ONCE", at_once)
        found = quotation.quotation(raw, delimiter)
    reader = csv.reader(io.StringIO(raw.decode(), newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        assert not found.is_strict
        return
    if found.is_strict:  # a mark inside of a field without marks is taken by the module alone
        assert found.has_breaks == any("\n" in field for row in rows for field in row)
        assert quotation.width(raw, delimiter) == max(1, len(rows[0]))
    else:
        assert found.is_any


@pytest.mark.parametrize(
    ("text", "length", "within"),
    [
        ("a,b\n1,2\n3,4\n", 9, "a,b\n1,2\n"),
        ('a,b\n"x\ny",2\n3,4\n', 8, "a,b\n"),
        ('"x\ny",2\n3,4\n', 5, '"x\ny",2\n3,4\n'),
    ],
)
def test_a_sample_ends_with_a_row(text: str, length: int, within: str) -> None:
    assert quotation.rows_within(text.encode(), length) == within.encode()


def test_a_file_of_quoted_fields_is_read_by_column(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    rows = [["deal_id", "customer, name", "note"]]
    rows += [[f"D{number}", "Hill, Green & Co", 'said "yes"\nand came'] for number in range(1000)]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    found = lines(path)
    assert isinstance(found, PlainText)
    assert [list(row) for row in zip(*(column.spread() for column in found.columns), strict=True)] == rows
    assert found.rows.tolist() == list(range(1, 1002))
