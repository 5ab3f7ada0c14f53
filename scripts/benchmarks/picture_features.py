"""Measure how many pictures a second the features of a picture model are computed of.

    scripts/python scripts/benchmarks/picture_features.py

The golden photographs, reduced to at most 224 pixels and decoded before, are processed again and
again, by a process for each core. Rounds differ in the number of pictures: if the rate and the
memory stay, time is linear and memory flat.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from folkhue.images.photo import Photo, read_photo
from folkhue.pictures.features import FEATURE_GROUPS, picture_features
from folkhue.pictures.model import load_picture_model
from folkhue.pictures.view import MAX_SIDE
from folkhue.table.color_table import load

PHOTOS = Path(__file__).parents[2] / "golden/photos"
ROUNDS = 5


def main() -> None:
    """Measure each number of pictures, and print a table."""
    options = arguments()
    groups = tuple(options.groups or load_picture_model().groups)
    workers = os.cpu_count() or 1
    print(f"{', '.join(groups)}; {workers} processes, median of {ROUNDS} rounds")
    print("pictures  pictures/s  peak memory of a process, MB")
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(compute, [groups] * workers, [100] * workers))  # libraries, tables
        for number in options.numbers:
            seconds, memory = [], 0.0
            for _ in range(ROUNDS):
                start = time.perf_counter()
                parts = [number // workers] * workers
                memory = max(pool.map(compute, [groups] * workers, parts))
                seconds.append(time.perf_counter() - start)
            print(f"{number:8,}  {number / statistics.median(seconds):10,.0f}  {memory:6.0f}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--numbers", type=int, nargs="+", default=[1000, 2000, 4000])
    parser.add_argument(
        "--groups", nargs="+", choices=FEATURE_GROUPS, help="default: those of the shipped model"
    )
    return parser.parse_args()


def compute(groups: tuple[str, ...], number: int) -> float:
    """Compute the features of so many pictures; return the peak memory of this process, in MB."""
    table = load("basic11")
    photos = small_photographs()
    for place in range(number):
        picture_features(photos[place % len(photos)], table, groups)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@cache
def small_photographs() -> list[Photo]:
    """Decode the photographs once in a process, reduced to `MAX_SIDE` pixels."""
    return [small(path) for path in sorted(PHOTOS.iterdir())]


def small(path: Path) -> Photo:
    """Decode a photograph and reduce it, so that its longer side has `MAX_SIDE` pixels."""
    image = Image.fromarray(read_photo(path).rgb)
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    rgb = np.asarray(image)
    return Photo(rgb, np.ones(rgb.shape[:2], bool))


if __name__ == "__main__":
    main()
