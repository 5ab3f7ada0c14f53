"""Measure downloads against a Flickr on this machine: memory, and speed beside plain requests.

The server (tests/flickr_server) has made-up photographs of about 4 kB. Memory is the peak of
the download stage as the pipeline runs it; speed is that of the fetch step, which also decodes,
compares and files every photograph, beside a thread pool of the same size in which requests
only gets the bytes and writes them.
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
    """Print peaks and rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, nargs=2, default=[2_000, 20_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    peaks = {}
    for number in options.photos:
        with tempfile.TemporaryDirectory() as folder, flickr(number) as url:
            project = Path(folder) / "project"
            peaks[number], seconds = downloaded(project, url, number)
            print(
                f"{number:6,} photographs listed and fetched in {seconds:.1f} s, "
                f"peak {peaks[number]:.0f} MB",
                flush=True,
            )
            if number == options.photos[0]:
                beside_requests(project, options.rounds)
    few, many = options.photos
    print(f"peak for {many:,} over that for {few:,}: {peaks[many] / peaks[few]:.2f} ×")


@contextmanager
def flickr(number: int) -> Iterator[str]:
    """Start the server in a process of its own; give its address."""
    command = [sys.executable, "-m", "flickr_server", "--photos", str(number)]
    with subprocess.Popen(
        command, cwd=kill_download.ROOT / "tests", stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def downloaded(project: Path, url: str, number: int) -> tuple[float, float]:
    """Run the download stage in a folder; give its peak memory in MB, and the seconds."""
    kill_download.prepare(project, url, photos=number, over_fetch=1)
    start = time.perf_counter()
    process = kill_download.start(project)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"the download stage failed ({status})")
    return used.ru_maxrss / 1024, time.perf_counter() - start


def beside_requests(project: Path, rounds: int) -> None:
    """Fetch all photographs of a project anew, and with requests; print rates and the ratio."""
    with (project / "data/photos.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    urls = [row["url"] for row in rows]
    ours, theirs = [], []
    for number in range(rounds):
        theirs.append(len(urls) / plainly(project / f"plain-{number}", urls))
        ours.append(len(urls) / fetched(project / f"fetched-{number}", rows))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    print(
        f"  fetch {statistics.median(ours):.0f} photographs a second, requests "
        f"{statistics.median(theirs):.0f}: {ratio:.2f} × (median of {rounds} rounds)",
        flush=True,
    )


def plainly(folder: Path, urls: list[str]) -> float:
    """Get and write all with requests, a session a thread; give the seconds."""
    folder.mkdir()
    sessions = threading.local()

    def get(number: int) -> None:
        if not hasattr(sessions, "of_thread"):
            sessions.of_thread = requests.Session()
        answer = sessions.of_thread.get(urls[number], timeout=30)
        answer.raise_for_status()
        (folder / f"{number}.jpg").write_bytes(answer.content)

    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(get, range(len(urls))))
    return time.perf_counter() - start


def fetched(folder: Path, rows: list[dict[str, str]]) -> float:
    """Fetch all as the pipeline does; give the seconds."""
    client = HttpClient(
        HttpLimits(allow_http=True, allow_private_addresses=True, max_connections=THREADS)
    )
    with DownloadState(folder / "download.sqlite") as state:
        state.listing.begin("benchmark")
        state.listing.add(
            PhotoRecord(row["id"], url=row["url"], labels=tuple(row["labels"].split(";")))
            for row in rows
        )
        state.listing.end()
        start = time.perf_counter()
        fetch(state, folder / "photos", client, CHECKS, Vocabulary.of("basic8").names)
        seconds = time.perf_counter() - start
        assert state.count_kept() == len(rows), state.counts()
        return seconds


if __name__ == "__main__":
    main()
