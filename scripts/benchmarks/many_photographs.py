"""Measure commands on many photographs: many_photographs.py FOLDER --numbers 2000 20000 100000.

Each number of photographs of some 256 pixels a side is classified, and their palettes are made,
to a table. Shown are photographs per second, and the peak memory of the command's own process and
of its largest worker, which should not grow with the number. Photographs already in FOLDER are used
again; most are links to the same 1,000.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.growth import family, make_photos, peak_memory

NUMBERS = (2_000, 20_000)
DISTINCT = 1_000
EVERY = 0.2
"""Seconds between two samples of memory."""

COMMANDS = {
    "classify": ["classify", "{photos}", "--out", "{out}/shares.parquet"],
    "palette": ["palette", "{photos}", "--out", "{out}/palettes.parquet"],
}


def main() -> None:
    """Measure each command for each number of photographs, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--numbers", type=int, nargs="+", default=NUMBERS, help="of photographs")
    options = parser.parse_args()
    make_photos(options.folder / "made", DISTINCT)
    print("| command | photographs | seconds | per second | main, MB | worker, MB |")
    print("|---|---:|---:|---:|---:|---:|")
    for number in options.numbers:
        photos = linked(options.folder, number)
        for title, command in COMMANDS.items():
            for old in options.folder.glob("*.parquet*"):
                old.unlink()
            filled = [part.format(photos=photos, out=options.folder) for part in command]
            seconds, own, worker = watched(filled)
            print(
                f"| {title} | {number:,} | {seconds:.1f} | {number / seconds:.0f} | {own:.0f} | "
                f"{worker:.0f} |",
                flush=True,
            )


def linked(folder: Path, number: int) -> Path:
    """Fill a folder with links to the photographs that were made."""
    made, target = folder / "made", folder / str(number)
    target.mkdir(exist_ok=True)
    for place in range(number):
        link = target / f"{place // 1000:04}" / f"{place:07}.jpg"
        if place % 1000 == 0:
            link.parent.mkdir(exist_ok=True)
        if not link.exists():
            os.link(made / f"{place % DISTINCT:07}.jpg", link)
    return target


def watched(command: list[str]) -> tuple[float, float, float]:
    """Run a command of folkhue; return seconds, and its own and its largest worker's memory."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "folkhue", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peaks: dict[int, float] = {}
    while process.poll() is None:
        for member in family(process.pid):
            peaks[member] = max(peaks.get(member, 0), peak_memory(member))
        time.sleep(EVERY)
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"folkhue {' '.join(command)} failed")
    own = peaks.pop(process.pid)
    return seconds, own, max(peaks.values(), default=0)


if __name__ == "__main__":
    main()
