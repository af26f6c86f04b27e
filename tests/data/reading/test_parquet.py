from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet as files

from salessheet.data.reading import databases, parquet
from salessheet.errors import UnreadableSource

DAY, MOMENT = dt.date(2026, 1, 5), dt.datetime(2026, 1, 5, 1, 2)


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", "", "a"]),
        (pa.array(["a", None, "李"], pa.large_string()), ["a", "", "李"]),
        (pa.array([1, None, -1], pa.int8()), ["1", "", "-1"]),
        (pa.array([2**64 - 1, None, 0], pa.uint64()), ["18446744073709551615", "", "0"]),
        (pa.array([Decimal("1.50"), None, Decimal("-2.00")]), ["1.50", "", "-2.00"]),
        (pa.array([0.1, None, float("nan")]), ["0.1", "", "NaN"]),
        (pa.array([0.1, None, float("nan")], pa.float32()), ["0.1", "", "NaN"]),
        (pa.array([float("nan"), None, float("nan")]), ["", "", ""]),
        (pa.array([True, None, False]), ["TRUE", "", "FALSE"]),
        (pa.array([DAY, None, DAY]), ["2026-01-05", "", "2026-01-05"]),
        (pa.array([DAY, None, DAY], pa.date64()), ["2026-01-05", "", "2026-01-05"]),
        (pa.array([MOMENT, None, None], pa.timestamp("ns")), ["2026-01-05 01:02:00", "", ""]),
        (pa.array([dt.datetime(2026, 1, 4, 16), None, None], pa.timestamp("us", "Asia/Shanghai")),
         ["2026-01-05", "", ""]),
        (pa.nulls(3), ["", "", ""]),
    ],
    ids=lambda case: str(case.type) if isinstance(case, pa.Array) else "",
)  # fmt: skip  # a type a line
def test_every_type_of_parquet_is_what_somebody_would_type(tmp_path: Path, column: pa.Array, texts: list[str]) -> None:
    files.write_table(pa.table({"id": ["a", "b", "c"], "it": column}), tmp_path / "reps.parquet")
    read = parquet.table(tmp_path / "reps.parquet", lambda _: True)
    assert read.columns[1].spread().tolist() == ["it", *texts]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1], None]),
        pa.array([{"a": 1}, None]),
        pa.array([b"x", None]),
        pa.array([2**62, 0], pa.timestamp("us")),
    ],
    ids=["list", "record", "bytes", "a day that no calendar has"],
)
def test_what_fits_into_no_cell_is_refused(tmp_path: Path, column: pa.Array) -> None:
    files.write_table(pa.table({"id": ["a", "b"], "it": column}), tmp_path / "reps.parquet")
    with pytest.raises(UnreadableSource, match=r"reps\.parquet"):
        parquet.table(tmp_path / "reps.parquet", lambda _: True)


def test_a_row_without_any_value_counts_and_is_none(tmp_path: Path) -> None:
    files.write_table(pa.table({"id": ["a", None, "c"], "it": [1, None, 2]}), tmp_path / "reps.parquet")
    read = parquet.table(tmp_path / "reps.parquet", lambda _: True)
    assert (read.columns[0].spread().tolist(), read.rows.tolist()) == (["id", "a", "c"], [1, 2, 4])


def test_a_duckdb_is_read_as_it_would_be_on_any_machine(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "sales.duckdb")) as made:
        made.execute("CREATE TABLE reps (rep_id VARCHAR, share REAL, since TIMESTAMPTZ)")
        made.execute("INSERT INTO reps VALUES ('R1', 0.1, '2026-01-05 00:00:00+00')")
    with databases.opened(f"duckdb:///{tmp_path / 'sales.duckdb'}") as database:
        (name,) = database.names()
        table = database.rows(name).grid(lambda _: True)
    assert [column.spread().tolist()[1] for column in table.columns] == ["R1", "0.1", "2026-01-05"]
