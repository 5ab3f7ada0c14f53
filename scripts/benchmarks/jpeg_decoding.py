"""Compare the processor time of classify and palette, of JPEGs of a megapixel, with a commit.

Each photograph consists of four golden ones side by side. Both commits run in turns, with the same
Python and packages, and must print the same.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
from itertools import islice, permutations
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.enlarged import QUALITY, enlarged
from folkhue._utils.progress import progress

SIZE = (1200, 900)
"""Width and height of a photograph."""

COMMANDS = ("classify", "palette")

_RUN = "from folkhue.cli import main; main()"


def main() -> None:
    """Print seconds of processor time, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commands", nargs="*", default=COMMANDS, help="by default both")
    parser.add_argument("--before", default="c15d0a5", help="the older commit")
    parser.add_argument("--number", type=int, default=1000, help="number of photographs")
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photos, older = Path(folder) / "photos", Path(folder) / "older"
        make_photos(photos, given.number)
        unpack_commit(given.before, older)
        for command in given.commands:
            compare(command, photos, older / "src", given.turns)


def make_photos(folder: Path, number: int) -> None:
    """Write JPEGs, each of other photographs, or of the same in another order."""
    folder.mkdir()
    sources = sorted(Path("golden/photos").glob("*.jpg"))
    tiles = [enlarged(source, (SIZE[0] // 2, SIZE[1] // 2)) for source in sources]
    with progress("photographs", number) as advance:
        for place, four in enumerate(islice(permutations(tiles, 4), 0, None, 701)):
            if place == number:
                break
            pixels = np.vstack([np.hstack(four[:2]), np.hstack(four[2:])])
            Image.fromarray(pixels).save(folder / f"{place:06}.jpg", quality=QUALITY)
            advance(1)


def unpack_commit(commit: str, folder: Path) -> None:
    """Write the sources of a commit into a folder."""
    packed = subprocess.run(["git", "archive", commit, "src"], capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")


def compare(command: str, photos: Path, older: Path, turns: int) -> None:
    """Run a command of both commits in turns, and print the medians of their times."""
    times: dict[Path, list[float]] = {older: [], Path("src"): []}
    printed = set()
    for _ in range(turns):
        for sources, found in times.items():
            seconds, output = run(command, photos, sources)
            found.append(seconds)
            printed.add(output)
    before, now = map(statistics.median, times.values())
    same = "the same output" if len(printed) == 1 else "DIFFERENT OUTPUT"
    print(f"{command}: {before:.1f} s before, {now:.1f} s now, {now / before:.2f} ×; {same}")


def run(command: str, photos: Path, sources: Path) -> tuple[float, str]:
    """Return the processor time of a command with its workers, and what it prints."""
    before = _seconds()
    done = subprocess.run(
        [sys.executable, "-c", _RUN, command, str(photos)],
        env={**os.environ, "PYTHONPATH": str(sources.absolute())},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return _seconds() - before, done.stdout


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
