"""Measure the memory of the download stage, and the speed of fetching compared with plain requests.

    scripts/python scripts/benchmarks/download_speed.py [--photos FEW MANY] [--rounds N]

The photographs, of about 4 kB each, come from a Flickr on this machine (tests/flickr_server).
Memory is the peak of the download stage as the pipeline runs it. Speed is that of
`folkhue.datasets.fetch.fetch`, which also decodes, compares and stores every photograph, compared
with a thread pool of the same size that only gets and writes the bytes with requests.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests

from benchmarks import kill_download
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.checks import Checks
from folkhue.datasets.fetch import fetch
from folkhue.datasets.http import HttpClient, HttpLimits
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.state import DownloadState

THREADS = 8
CHECKS = Checks(min_side=64, min_color=0.005, near_bits=4, near_shade=6)


def main() -> None:
    """Print peaks of memory, and rates."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--photos", type=int, nargs=2, default=[2_000, 20_000], metavar=("FEW", "MANY")
    )
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    peaks = []
    for number in options.photos:
        with tempfile.TemporaryDirectory() as folder, flickr_server(number) as url:
            project = Path(folder) / "project"
            peaks.append(measure_stage(project, url, number))
            if number == options.photos[0]:
                compare_with_requests(project, options.rounds)
    few, many = options.photos
    print(f"peak for {many:,} over that for {few:,}: {peaks[1] / peaks[0]:.2f} ×")


@contextmanager
def flickr_server(number: int) -> Iterator[str]:
    """Run the server in a process of its own; yield its URL."""
    command = [sys.executable, "-m", "flickr_server", "--photos", str(number)]
    with subprocess.Popen(
        command, cwd=kill_download.ROOT / "tests", stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def measure_stage(project: Path, url: str, number: int) -> float:
    """Run the download stage in a new project, and print how it went; return its peak in MB."""
    kill_download.make_project(project, url, photos=number, over_fetch=1)
    start = time.perf_counter()
    process = kill_download.start_stage(project)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"the download stage failed ({status})")
    peak, seconds = usage.ru_maxrss / 1024, time.perf_counter() - start
    print(
        f"{number:6,} photographs listed and fetched in {seconds:.1f} s, peak {peak:.0f} MB",
        flush=True,
    )
    return peak


def compare_with_requests(project: Path, rounds: int) -> None:
    """Fetch the photographs of a project again, in both ways by turns; print the rates."""
    with (project / "data/photos.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    urls = [row["url"] for row in rows]
    records = [
        PhotoRecord(row["id"], url=row["url"], labels=tuple(row["labels"].split(";")))
        for row in rows
    ]
    ours, theirs = [], []
    for number in range(rounds):
        theirs.append(len(urls) / time_requests(project / f"requests-{number}", urls))
        ours.append(len(urls) / time_fetch(project / f"fetch-{number}", records))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    print(
        f"  fetch {statistics.median(ours):.0f} photographs a second, requests "
        f"{statistics.median(theirs):.0f}: {ratio:.2f} × (median of {rounds} rounds)",
        flush=True,
    )


def time_requests(folder: Path, urls: list[str]) -> float:
    """Get and write files with requests, one session per thread; return the seconds."""
    folder.mkdir()
    local = threading.local()

    def get(number: int) -> None:
        if not hasattr(local, "session"):
            local.session = requests.Session()
        response = local.session.get(urls[number], timeout=30)
        response.raise_for_status()
        (folder / f"{number}.jpg").write_bytes(response.content)

    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(get, range(len(urls))))
    return time.perf_counter() - start


def time_fetch(folder: Path, records: list[PhotoRecord]) -> float:
    """Fetch photographs as the pipeline does; return the seconds."""
    client = HttpClient(
        HttpLimits(allow_http=True, allow_private_addresses=True, max_connections=THREADS)
    )
    with DownloadState(folder / "download.sqlite") as state:
        state.listing.begin("benchmark")
        state.listing.add(records)
        state.listing.end()
        start = time.perf_counter()
        fetch(state, folder / "photos", client, CHECKS, Vocabulary.of("basic8").names)
        seconds = time.perf_counter() - start
        if state.count_kept() != len(records):
            sys.exit(f"not all of the {len(records)} photographs were fetched: {state.counts()}")
    return seconds


if __name__ == "__main__":
    main()
