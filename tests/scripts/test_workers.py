"""The same bytes from one process, from several, and from a Dask cluster that loses a worker."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest
from joblib import parallel_config
from support.project import PER_TERM, ROOT, Project

from folkhue._utils.parallel import IN_FLIGHT, in_parallel, parallel_map

pytestmark = pytest.mark.slow

OUTPUTS = ("data/*.parquet", "reports/denoise.json", "reports/denoise/*.png")
PATIENCE = 60


def times(item: int, factor: int) -> int:
    return item * factor


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_results_come_in_order_and_items_are_taken_as_they_are_needed(n_jobs: int) -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    with parallel_config(backend="threading", n_jobs=n_jobs):
        results = in_parallel(times, items(), 3, title="numbers")
        assert [next(results) for _ in range(2)] == [0, 3]
        assert len(taken) == IN_FLIGHT * n_jobs
        assert list(results) == list(range(6, 300, 3))


def test_no_items_no_results() -> None:
    assert parallel_map(times, [], 3, title="nothing") == []


@pytest.fixture(scope="module")
def project(make_project: Callable[[int], Project]) -> Iterator[Project]:
    """A few photographs of each term in batches of three, denoised and sampled in one process."""
    project = make_project(1)
    project.edit("params.yaml", ("pictures: 4", "pictures: 1"))
    project.stage("check")
    project.stage("download")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stages.denoise.BATCH_SIZE", 3)
        patch.setattr("folkhue.learning.sampling.weights_file.ROW_GROUPS_PER_TASK", 1)
        yield project


@pytest.fixture(scope="module")
def expected(project: Project) -> dict[str, bytes]:
    project.stage("denoise")
    project.stage("sample")
    return project.bytes_of(*OUTPUTS)


@contextmanager
def computing(project: Project, *changes: tuple[str, str]) -> Iterator[None]:
    """Set the section `compute` of params.yaml for a while."""
    project.edit("params.yaml", *changes)
    try:
        yield
    finally:
        project.edit("params.yaml", *((new, old) for old, new in changes))


@pytest.mark.parametrize(
    ("backend", "stages"),
    [
        ("threading", ("denoise", "sample")),
        ("loky", ("denoise", "sample")),
        ("dask", ("sample",)),  # denoise runs on a cluster below
    ],
)
def test_two_workers_make_what_one_makes(
    project: Project, expected: dict[str, bytes], backend: str, stages: tuple[str, ...]
) -> None:
    (project.folder / "data/train.parquet").unlink()
    changes = ("n_jobs: 1", "n_jobs: 2"), ("backend: threading", f"backend: {backend}")
    with computing(project, *changes):
        for stage in stages:
            project.stage(stage)
    assert project.bytes_of(*OUTPUTS) == expected
    assert not (project.folder / "data/clusters").exists()


@contextmanager
def dask(*arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run Dask's command in the background."""
    with log.open("ab") as output:
        running = subprocess.Popen(
            [str(Path(sys.executable).parent / "dask"), *arguments],
            cwd=log.parent,
            env={**os.environ, "PYTHONPATH": f"{ROOT}/src:{ROOT}/scripts"},
            stdout=output,
            stderr=output,
        )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_cluster_that_loses_a_worker_makes_the_same(
    project: Project, expected: dict[str, bytes], tmp_path: Path
) -> None:
    """One of two workers is stopped before the stage, and killed once the other has done some."""
    for path in (project.folder / "data").glob("*.parquet"):
        path.unlink()
    at, log = tmp_path / "scheduler.json", tmp_path / "dask.log"
    common = ("--scheduler-file", str(at), "--no-dashboard")
    with ExitStack() as stack:
        local = ("--host", "127.0.0.1", "--port", "0")
        stack.enter_context(dask("scheduler", *common, *local, log=log))
        wait_until(lambda: at.is_file() and at.stat().st_size > 0)
        address = json.loads(at.read_text())["address"]
        single = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1")
        first, second = (
            stack.enter_context(dask("worker", *common, *single, log=log)) for _ in range(2)
        )
        wait_until(lambda: log.read_text().count("Registered to") == 2)

        def kill_the_first() -> None:
            wait_until(lambda: any((project.folder / "data/clusters").glob("0*.npz")))
            first.kill()

        backend = ("backend: threading", "backend: dask"), ("address: null", f"address: {address}")
        with computing(project, *backend), ThreadPoolExecutor() as threads:
            first.send_signal(signal.SIGSTOP)
            killed = threads.submit(kill_the_first)
            project.stage("denoise")
            killed.result()
            project.stage("sample")
        assert first.poll() == -signal.SIGKILL
        assert second.poll() is None
    assert project.bytes_of(*OUTPUTS) == expected


def test_a_stage_that_fails_leaves_its_batches_to_the_next_run(
    project: Project, expected: dict[str, bytes]
) -> None:
    listed = (project.folder / "data/photos.csv").read_text().splitlines()
    photos = (project.folder / "data/photos").iterdir()
    last = next(path for path in photos if path.name in listed[-1])
    contents = last.read_bytes()
    last.write_bytes(contents[:100])
    with pytest.raises(SystemExit, match=last.name):
        project.stage("denoise")
    assert len(list((project.folder / "data/clusters").iterdir())) == 8 * PER_TERM // 3 - 1
    last.write_bytes(contents)
    project.stage("denoise")
    assert project.bytes_of(*OUTPUTS) == expected
    assert not (project.folder / "data/clusters").exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere"])
def test_an_address_where_nobody_answers_is_named(
    project: Project, expected: dict[str, bytes], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stages.stage.PATIENCE", 1)
    backend = ("backend: threading", "backend: dask"), ("address: null", f"address: {address}")
    complaint = (
        r"params.yaml: compute.address: no Dask scheduler with workers answers at " + address
    )
    with computing(project, *backend), pytest.raises(SystemExit, match=complaint):
        project.stage("sample")
    assert project.bytes_of(*OUTPUTS) == expected


def held(item: int, array: np.ndarray) -> int:
    return int(array.sum()) + item


def test_large_arrays_may_be_shared() -> None:
    with parallel_config(backend="loky", n_jobs=2):
        found = list(in_parallel(held, range(3), np.ones(200_000), title="arrays"))
    assert found == [200_000, 200_001, 200_002]
