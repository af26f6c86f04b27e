"""Workbooks made by a Dask cluster: the same as here, whatever becomes of its processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client

from salessheet.batch import Job, Report, build
from salessheet.batch import cluster as batch_cluster
from salessheet.batch.inputs import kept_inputs
from salessheet.errors import InvalidOption, UnfitCluster
from tests.batch.centres import files
from tests.batch.clusters import Cluster, cluster, free_port, kill
from tests.batch.own_templates import template_for
from tests.data.closed_centres import closed_until_february

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of two workers."""
    with cluster(tmp_path_factory.mktemp("pair"), 2) as found:
        ready(found, 2)
        yield found


def ready(found: Cluster, workers: int) -> None:
    with Client(found.address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=30)


def test_a_cluster_makes_the_same_files(pair: Cluster, sales: Path, sold: Report, tmp_path: Path) -> None:
    report = build(sales, tmp_path, cluster=pair.address)

    assert report.failures == ()
    assert files(tmp_path) == files(sold.out)
    for book in report.workbooks:
        kept = kept_inputs.path_of(tmp_path / book.file).read_bytes()
        assert kept == kept_inputs.path_of(sold.out / book.file).read_bytes()


def test_a_template_and_closed_months_reach_the_workers(pair: Cluster, tmp_path: Path) -> None:
    centre = closed_until_february(tmp_path / "data")
    template = template_for(centre, tmp_path / "ours.xlsx")
    here = build(centre, tmp_path / "here", template=template)

    report = build(centre, tmp_path / "there", template=template, cluster=pair.address)

    assert (here.failures, report.failures) == ((), ())
    assert files(report.out) == files(here.out)


def test_what_is_done_is_not_made_again(pair: Cluster, sales: Path, sold: Report, tmp_path: Path) -> None:
    build(sales, tmp_path)
    (tmp_path / "T01.xlsx").unlink()

    report = build(sales, tmp_path, cluster=pair.address, resume=True)

    assert report.skipped == ("centre.xlsx", "T02.xlsx")
    assert files(tmp_path) == files(sold.out)


def test_the_orders_of_a_worker_that_is_killed_are_made_by_another(sales: Path, sold: Report, tmp_path: Path) -> None:
    with cluster(tmp_path / "cluster", 2) as found:
        ready(found, 2)
        victim = found.workers[0]
        threading.Timer(0.3, kill, [victim]).start()

        report = build(sales, tmp_path / "out", cluster=found.address)

    assert victim.returncode == -signal.SIGKILL
    assert report.failures == ()
    assert files(report.out) == files(sold.out)


def test_a_workbook_that_ends_every_worker_costs_no_other(sales: Path, sold: Report, tmp_path: Path) -> None:
    preload = tmp_path / "fatal.py"
    preload.write_text(
        "import os, signal\n"
        "from salessheet.batch import cluster_orders\n"
        "from salessheet.batch.books import make\n"
        "def fatal(order, path):\n"
        "    if order.team_id == 'T01':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return make(order, path)\n"
        "cluster_orders.make = fatal\n"
    )
    with cluster(tmp_path / "cluster", 0) as found:
        for _ in range(2):
            found.add_worker("--preload", str(preload), nanny=True)
        ready(found, 2)

        report = build(sales, tmp_path / "out", cluster=found.address)

    assert [failure.file for failure in report.failures] == ["T01.xlsx"], report.failures
    assert "ended without a word" in report.failures[0].wrong
    assert {book.file: book.sha256 for book in report.workbooks} == {
        book.file: book.sha256 for book in sold.workbooks if book.file != "T01.xlsx"
    }


@pytest.mark.parametrize("lost", ["scheduler", "workers"])
def test_where_the_cluster_is_gone_what_is_finished_stays_and_the_rest_is_named(
    lost: str, sales: Path, sold: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_cluster, "_PATIENCE", 1.0)
    with cluster(tmp_path / "cluster", 1) as found:
        ready(found, 1)

        def end(job: Job, done: int, count: int) -> None:
            if done == 1:
                kill(found.scheduler if lost == "scheduler" else found.workers[0])

        report = build(sales, tmp_path / "out", cluster=found.address, progress=end)

    made = {book.file for book in report.workbooks}
    assert len(made) < len(sold.workbooks)
    assert made | {failure.file for failure in report.failures} == {book.file for book in sold.workbooks}
    assert all("was lost" in failure.wrong and "--resume" in failure.mend for failure in report.failures)
    assert {name for name in files(report.out) if name.endswith(".xlsx")} == made
    assert all(files(report.out)[file] == files(sold.out)[file] for file in made)
    build(sales, report.out, resume=True)
    assert files(report.out) == files(sold.out)


def test_an_interrupt_leaves_what_is_finished_and_withdraws_the_rest(
    pair: Cluster, sales: Path, sold: Report, tmp_path: Path
) -> None:
    def interrupt(job: Job, done: int, count: int) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    report = build(sales, tmp_path, cluster=pair.address, progress=interrupt)

    assert report.interrupted
    assert len(report.workbooks) < len(sold.workbooks)
    with Client(pair.address, timeout=10, set_as_default=False) as client:
        deadline = time.monotonic() + 20
        while any(client.processing().values()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(client.processing().values())


def test_nothing_listens_at_the_address(sales: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_cluster, "_SECONDS", 1)

    with pytest.raises(UnfitCluster, match="no Dask scheduler answers"):
        build(sales, tmp_path / "out", cluster=f"tcp://127.0.0.1:{free_port()}")

    assert not (tmp_path / "out").exists()


def test_a_cluster_without_workers_is_refused(sales: Path, tmp_path: Path) -> None:
    with cluster(tmp_path / "cluster", 0) as found, pytest.raises(UnfitCluster, match="no workers"):
        build(sales, tmp_path / "out", cluster=found.address)


def test_a_worker_of_another_version_is_refused(sales: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "salessheet-9.9.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: salessheet\nVersion: 9.9\n")
    with cluster(tmp_path / "cluster", 0) as found:
        found.add_worker(path=other.parent)
        ready(found, 1)

        with pytest.raises(UnfitCluster, match=r"has salessheet 9\.9 \(here 0\.1\.0\)"):
            build(sales, tmp_path / "out", cluster=found.address)


@pytest.mark.parametrize(
    "address", ["processes", "localhost:8786", "http://host:8786", "tcp://host", "tcp://a:b@host:1"]
)
def test_other_addresses_are_refused(address: str, sales: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="tcp://host:8786"):
        build(sales, tmp_path / "out", cluster=address)


def test_a_cluster_and_processes_are_not_asked_for_together(sales: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="Say one of them"):
        build(sales, tmp_path / "out", cluster="tcp://host:8786", jobs=2)
