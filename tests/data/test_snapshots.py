from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from salessheet.data.commission.freezing import frozen
from salessheet.data.commission.records import ADJUSTMENTS, CORRECTIONS, LINES, PAID_IN, PAYS, Columns, Content
from salessheet.data.commission.snapshots import Snapshot, digest, folder_of, path_of, read, verified
from salessheet.errors import UnsoundSnapshot
from tests.data.closed_centres import MONTHS, added, closed_by_hand, loaded, written

MAY = pd.Timestamp(2026, 5, 1)

_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
_DAYS = st.none() | st.dates(pd.Timestamp(1990, 1, 1).date(), pd.Timestamp(2199, 12, 31).date())
_VALUES = {
    Content.TEXT: _TEXTS,
    Content.NUMBER: st.floats(allow_infinity=False).map(lambda number: number + 0.0),
    Content.FLAG: st.booleans(),
    Content.DAY: _DAYS,
    Content.PERIOD: _DAYS.map(lambda day: day and day.replace(day=1)),
}


def frames(columns: Columns, *keys: str) -> st.SearchStrategy[pd.DataFrame]:
    """Frames of the month with any values, one row for each value of the keys, if some are named."""
    row = st.fixed_dictionaries({name: _VALUES[content] for name, content in columns.items()})
    unique = (lambda found: tuple(found[key] for key in keys)) if keys else None
    rows = st.lists(row, max_size=4, unique_by=unique) if unique else st.lists(row, max_size=4)
    return rows.map(lambda found: _frame(found, columns))


def _frame(rows: list[dict[str, object]], columns: Columns) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([MAY if name == "period" else row[name] for row in rows], dtype=content.dtype)
            for name, content in columns.items()
        }
    )


@given(
    frames(LINES),
    frames(PAYS | PAID_IN, "payee", "component"),
    frames(ADJUSTMENTS),
    frames(CORRECTIONS | PAID_IN),
)
def test_what_is_written_is_read_back_as_it_was(
    lines: pd.DataFrame, pays: pd.DataFrame, adjustments: pd.DataFrame, corrections: pd.DataFrame
) -> None:
    period = Snapshot.of(MAY, lines, pays, adjustments, corrections)
    raw = period.content()
    found = read(raw, MAY)

    for name in ("lines", "pays", "adjustments", "corrections"):
        assert_frame_equal(getattr(found, name), getattr(period, name), check_exact=True)
    assert found.content() == raw


def test_the_file_is_plain_text_with_lines_ended_by_lf(tmp_path: Path) -> None:
    raw = frozen(loaded(written(tmp_path)), MONTHS[1]).content()

    assert b"\r" not in raw
    records = [line.split(",")[0] for line in raw.decode().splitlines()]
    assert list(dict.fromkeys(records)) == ["record", "line", "true_up", "pay"]


def test_the_same_period_gives_the_same_bytes_whatever_the_order_of_other_rows(tmp_path: Path) -> None:
    one, other = written(tmp_path / "one"), written(tmp_path / "other")
    heading, *rows = (other / "reps.csv").read_text().splitlines()
    (other / "reps.csv").write_text("\n".join([heading, *reversed(rows)]) + "\n")

    assert frozen(loaded(one), MONTHS[1]).content() == frozen(loaded(other), MONTHS[1]).content()


def test_a_file_from_before_lines_had_terms_of_their_own_says_that_all_of_them_counted(tmp_path: Path) -> None:
    period = frozen(loaded(written(tmp_path)), MONTHS[1])
    heading, *rows = csv.reader(io.StringIO(period.content().decode()))
    later = {"rated_as", "line_rate", "factor", "kept", "gross", "uncapped"}
    kept = [place for place, name in enumerate(heading) if name not in later]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[row[place] for place in kept] for row in (heading, *rows)])

    assert_frame_equal(read(text.getvalue().encode(), MONTHS[1]).lines, period.lines)


def test_people_of_a_team_with_another_currency_are_there_in_both(tmp_path: Path) -> None:
    pays = frozen(loaded(written(tmp_path)), MONTHS[0]).pays

    by_currency = pays.groupby("payee")["paid_in"].agg(lambda found: sorted(set(found)))
    assert by_currency.to_dict() == {"R1": ["CNY"], "R2": ["CNY"], "R3": ["CNY", "USD"], "R4": ["CNY", "USD"]}
    mine = pays[(pays["payee"] == "R3") & (pays["component"] == "commission")]
    assert dict(zip(mine["paid_in"], mine["payout"], strict=True)) == {"CNY": 124.2, "USD": 17.74}


def test_a_snapshot_is_believed_by_its_hash(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), MONTHS[0])
    path = path_of(tmp_path, MONTHS[0])

    found = verified(tmp_path, MONTHS[0], digest(path.read_bytes()).upper())

    assert found.content() == path.read_bytes()


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("", "has no hash of what was closed"),
        ("0" * 64, "was changed since the period was closed"),
    ],
)
def test_another_hash_is_refused_in_words(tmp_path: Path, wanted: str, says: str) -> None:
    closed_by_hand(written(tmp_path), MONTHS[0])

    with pytest.raises(UnsoundSnapshot) as refused:
        verified(tmp_path, MONTHS[0], wanted)

    assert str(path_of(tmp_path, MONTHS[0])) in refused.value.wrong
    assert says in refused.value.wrong
    assert refused.value.mend


def test_one_more_byte_is_a_change(tmp_path: Path) -> None:
    closed_by_hand(written(tmp_path), MONTHS[0])
    path = path_of(tmp_path, MONTHS[0])
    wanted = digest(path.read_bytes())
    added("snapshots/2026-01", "")(tmp_path)

    with pytest.raises(UnsoundSnapshot, match="changed since"):
        verified(tmp_path, MONTHS[0], wanted)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsoundSnapshot, match="is missing"):
        verified(tmp_path, MONTHS[0], "0" * 64)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no snapshot"),
        (b"period,amount\n", "no snapshot"),
        (b"record,period\nbonus,2026-01\n", "no snapshot"),
        (b"record,period,amount\nadjustment,2026-01,ten\n", "no snapshot"),
        (b"record,period,amount\nadjustment,2026-13,1\n", "no snapshot"),
        (b"record,period\nadjustment\n", "no snapshot"),
        (b'record,period\nadjustment,"2026', "no snapshot"),
        (b"record,\xff\n", "no snapshot"),
        (b"record,period,mood\n", "does not know its columns mood"),
    ],
)
def test_what_is_no_snapshot_is_refused(raw: bytes, says: str) -> None:
    with pytest.raises(UnsoundSnapshot, match=says):
        read(raw, MAY, "2026-05.csv")


def test_the_folder_of_snapshots_is_in_that_of_the_tables_or_beside_the_workbook(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"")

    assert folder_of(tmp_path) == folder_of(book) == tmp_path / "snapshots"
