"""Measure speed and memory on this machine: make bench.

Machines are noisy, so that every time is the median of several rounds, and speeds are also
given as a ratio to reading the pixels and writing a byte each, measured in the same rounds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import folkhue
from folkhue.golden import read_golden

ROUNDS = 7


def main() -> None:
    """Time the table on the golden photographs, and the command line."""
    photos = [golden.read().rgb for golden in read_golden(Path("golden"))]
    pixels = sum(photo.shape[0] * photo.shape[1] for photo in photos)
    table = folkhue.load()
    tasks: dict[str, Callable[[], object]] = {
        "copy one byte a pixel": lambda: [photo[..., 0].copy() for photo in photos],
        "predict": lambda: [table.predict(photo) for photo in photos],
        "recolor": lambda: [table.recolor(photo) for photo in photos],
        "shares": lambda: [table.shares(photo) for photo in photos],
    }
    times = {name: [seconds(task) for _ in range(ROUNDS)] for name, task in tasks.items()}
    copying = statistics.median(times["copy one byte a pixel"])
    print(f"{len(photos)} golden photographs, {pixels / 1e6:.1f} Mpx, median of {ROUNDS} rounds")
    for name, each in times.items():
        median = statistics.median(each)
        speed, slower = pixels / median / 1e6, median / copying
        print(f"  {name:24} {speed:8.1f} Mpx/s   {slower:6.1f} × the time of copying")
    loading = statistics.median(seconds(folkhue.load) for _ in range(ROUNDS))
    print(f"  load the table           {1000 * loading:8.0f} ms")
    for arguments in (["--help"], ["classify", "golden/photos/astronaut.jpg"]):
        median = statistics.median(seconds(partial(run, arguments)) for _ in range(ROUNDS))
        print(f"  folkhue {' '.join(arguments):16.40} {1000 * median:8.0f} ms")


def run(arguments: list[str]) -> None:
    """Run folkhue as a command."""
    command = [str(Path(sys.executable).parent / "folkhue"), *arguments]
    subprocess.run(command, capture_output=True, check=True)


def seconds(task: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
