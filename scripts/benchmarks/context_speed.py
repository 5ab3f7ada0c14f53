"""Measure how long names in context take, with and without, and how much memory.

    scripts/python scripts/benchmarks/context_speed.py

A golden photograph, enlarged, is named by one thread in turns: by the table alone, and in context.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from pathlib import Path

import numpy as np

from folkhue.images.photo import Photo, read_photo
from folkhue.networks.naming import PixelNaming
from folkhue.table.color_table import load

PHOTO = Path(__file__).parents[2] / "golden/photos/astronaut.jpg"
ROUNDS = 5


def main() -> None:
    """Measure each size, and print a table."""
    options = arguments()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    table = load("basic11")
    alone, context = PixelNaming(table), PixelNaming.of(table, context=True)
    print(f"one core, median of {ROUNDS} rounds")
    print("megapixels  table, ms  in context, ms  ms a megapixel  peak memory, MB")
    for megapixels in options.megapixels:
        photo = enlarged(megapixels)
        rounds = [(seconds(alone, photo), seconds(context, photo)) for _ in range(ROUNDS)]
        plain, seen = (1000 * statistics.median(each) for each in zip(*rounds, strict=True))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        rate = seen / megapixels
        print(f"{megapixels:10g}  {plain:9.0f}  {seen:14.0f}  {rate:14.0f}  {memory:15.0f}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megapixels", type=float, nargs="+", default=[1, 4, 24, 100])
    return parser.parse_args()


def enlarged(megapixels: float) -> Photo:
    """Enlarge the photograph to so many pixels."""
    small = read_photo(PHOTO).rgb
    side = round((megapixels * 1e6) ** 0.5)
    rows, columns = (np.arange(side) * size // side for size in small.shape[:2])
    rgb = small[rows][:, columns]
    return Photo(rgb, np.ones(rgb.shape[:2], bool))


def seconds(naming: PixelNaming, photo: Photo) -> float:
    """Time the names of a photograph."""
    start = time.perf_counter()
    naming.names(photo)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
