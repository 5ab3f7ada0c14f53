"""Measure commands on many photographs: many_photographs.py FOLDER --numbers 2000 20000 100000.

Each number of photographs of some 256 pixels a side is classified, and their palettes are made,
to a table. Shown are photographs per second, processor milliseconds per photograph, which other
programs hardly change, and the peak memory of the command's own process and of its largest worker,
which should not grow with the number. A command that has just ended runs once more, to measure how
long it takes to find that nothing is new. Photographs already in FOLDER are used again; most are
links to the same 1,000.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.growth import family, make_photos, peak_memory

NUMBERS = (2_000, 20_000)
DISTINCT = 1_000
EVERY = 0.1
"""Seconds between two samples of memory and processor time."""

TICKS = os.sysconf("SC_CLK_TCK")
"""In which the system counts processor time, per second."""

COMMANDS = {
    "classify": ["classify", "{photos}", "--out", "{out}/shares.parquet"],
    "palette": ["palette", "{photos}", "--out", "{out}/palettes.parquet"],
}


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes
    ----------
    seconds : float
        Elapsed time.
    cpu : float
        Processor seconds of all its processes.
    main, worker : float
        Peak memory of the command's own process and of its largest other one, in megabytes.
    """

    seconds: float
    cpu: float
    main: float
    worker: float


def main() -> None:
    """Measure each command for each number of photographs, and print a table."""
    options = arguments()
    make_photos(options.folder / "made", DISTINCT)
    print(
        "| command | photographs | seconds | per second | CPU, ms | main, MB | worker, MB | again |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for number in options.numbers:
        photos = linked(options.folder, number)
        for title in options.commands:
            for old in options.folder.glob("*.parquet*"):
                old.unlink()
            filled = [part.format(photos=photos, out=options.folder) for part in COMMANDS[title]]
            cost, again = watched(filled), watched(filled)
            print(
                f"| {title} | {number:,} | {cost.seconds:.1f} | {number / cost.seconds:,.0f} | "
                f"{1000 * cost.cpu / number:.2f} | {cost.main:.0f} | {cost.worker:.0f} | "
                f"{again.seconds:.1f} |",
                flush=True,
            )


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--numbers", type=int, nargs="+", default=NUMBERS, help="of photographs")
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=[*COMMANDS])
    return parser.parse_args()


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


def watched(command: list[str]) -> Cost:
    """Run a command of folkhue, and watch its processes."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "folkhue", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peaks, cpu = dict[int, float](), dict[int, float]()
    while process.poll() is None:
        for member in family(process.pid):
            peaks[member] = max(peaks.get(member, 0), peak_memory(member))
            cpu[member] = max(cpu.get(member, 0), processor_seconds(member))
        time.sleep(EVERY)
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"folkhue {' '.join(command)} failed")
    own = peaks.pop(process.pid)
    return Cost(seconds, sum(cpu.values()), own, max(peaks.values(), default=0))


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has taken; 0 if it has ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0


if __name__ == "__main__":
    main()
