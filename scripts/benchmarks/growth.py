"""Measure how time and memory grow with the number of photographs: growth.py FOLDER.

The photographs are variants of the embedded ones: cropped, mirrored, scaled and shaded. For each
number of photographs the stages run as in `make repro`, in a subfolder of FOLDER. Photographs
already there are used again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import parallel_config
from PIL import Image, ImageOps
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from folkhue._utils.parallel import in_parallel
from folkhue.images.photo import read_photo
from folkhue.learning.denoising.clustering import ClusterOptions, cluster_photo
from release.ship import prepare
from stages.stage import SAMPLER

HOME = Path(__file__).parents[2]
NUMBERS = (300, 3000)
STAGES = ("check", "download", "held_out", "denoise", "sample")
"""The stages measured, in the order in which they run."""

SIDE = 320
"""Longest side of the generated photographs, in pixels."""

EVERY = 0.02
"""Seconds between two samples of the memory of a stage's processes."""


@dataclass(frozen=True)
class Cost:
    """Time and memory that a stage took.

    Attributes
    ----------
    stage : str
    photos : int
    seconds : float
        Elapsed time.
    cpu : float
        Processor seconds of all its processes.
    main, worker : float
        Peak memory of the stage's own process and of its largest child process, in megabytes.
    """

    stage: str
    photos: int
    seconds: float
    cpu: float
    main: float
    worker: float


def main() -> None:
    """Measure each stage for each number of photographs, and print a table."""
    options = arguments()
    with parallel_config(backend="loky", n_jobs=-1):
        costs = [
            cost
            for number in options.numbers
            for cost in measure(options.folder / str(number), number)
        ]
    print("\n".join([*table(costs), ""]))
    some = sorted((options.folder / str(options.numbers[0]) / "made").glob("*.jpg"))[:60]
    for clock, (ours, theirs) in compare_with_scikit_learn(some).items():
        print(
            f"{clock}: {1000 * ours:.2f} ms to decode and cluster a photograph; scikit-learn's "
            f"KMeans of all its pixels, decoded before: {1000 * theirs:.1f} ms, "
            f"{theirs / ours:.0f} times as long"
        )


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--numbers", type=int, nargs="+", default=NUMBERS, help="of photographs")
    return parser.parse_args()


def measure(home: Path, number: int, stages: Sequence[str] = STAGES) -> Iterator[Cost]:
    """Make photographs and run stages on them; yield the cost of each stage."""
    shutil.rmtree(home / "project", ignore_errors=True)
    (home / "project").mkdir(parents=True)
    manifest = make_photos(home / "made", number)
    prepare(home / "project", "sampler8", [manifest])
    point(home / "project/params.yaml", manifest)
    for stage in stages:
        yield run(home / "project", stage, number)


def point(params: Path, manifest: Path) -> None:
    """Set params.yaml to a manifest, and let near-duplicates pass."""
    text = params.read_text("utf-8")
    for old, new in (
        ("  source: sampler", "  source: manifest"),
        (f"path: {SAMPLER}", f"path: {manifest.resolve()}"),
        ("near_bits: ", "near_bits: -1  # was "),
    ):
        if old not in text:
            raise ValueError(f"{params} has no {old!r}: adapt scripts/benchmarks/growth.py")
        text = text.replace(old, new)
    params.write_text(text, "utf-8")


def make_photos(folder: Path, number: int, seed: int = 0) -> Path:
    """Make photographs, and a manifest with the tags of the originals; return its path."""
    manifest = folder / "photos.csv"
    if manifest.is_file():
        return manifest
    folder.mkdir(parents=True, exist_ok=True)
    embedded = pd.read_csv(HOME / SAMPLER, dtype=str, keep_default_na=False)
    rows = embedded.iloc[np.arange(number) % len(embedded)].reset_index(drop=True)
    sources = [(HOME / SAMPLER).parent / path for path in rows["path"]]
    rows["id"] = rows["path"] = [f"{place:07}.jpg" for place in range(number)]
    rows["original"] = ""
    jobs = zip(sources, rows["path"], range(number), strict=True)
    for _ in in_parallel(make_photo, jobs, folder, seed, title="photographs", total=number):
        pass
    rows.to_csv(manifest, index=False)
    return manifest


def make_photo(job: tuple[Path, str, int], folder: Path, seed: int) -> None:
    """Crop, mirror, scale and shade a photograph."""
    source, name, number = job
    rng = np.random.default_rng([seed, number])
    with Image.open(source) as opened:
        image = opened.convert("RGB")
    kept = rng.uniform(0.75, 1, 2)
    left, top = rng.uniform(0, 1 - kept) * image.size
    right, bottom = (left, top) + kept * image.size
    image = image.crop((round(left), round(top), round(right), round(bottom)))
    if rng.random() < 0.5:
        image = ImageOps.mirror(image)
    side = int(rng.integers(SIDE * 4 // 5, SIDE + 1))
    image = ImageOps.contain(image, (side, side))
    shade = rng.uniform(0.85, 1.15)
    shaded = (np.asarray(image) * shade).clip(0, 255).astype(np.uint8)
    Image.fromarray(shaded).save(folder / name, quality=88)


def run(project: Path, stage: str, photos: int) -> Cost:
    """Run a stage and watch what it takes."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, f"scripts/stages/{stage}.py"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": "src:scripts"},
        stdout=subprocess.DEVNULL,
    )
    peaks: dict[int, float] = {}
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        for member in family(process.pid):
            peaks[member] = max(peaks.get(member, 0), peak_memory(member))
        time.sleep(EVERY)
    seconds, (_, status, usage) = time.perf_counter() - start, ended
    if status:
        sys.exit(f"scripts/stages/{stage}.py failed in {project}")
    process.returncode = 0
    own = peaks.pop(process.pid)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(stage, photos, seconds, cpu, own, max(peaks.values(), default=0))


def family(process: int) -> Iterator[int]:
    """Yield a process and its descendants that still run."""
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def peak_memory(process: int) -> float:
    """Return the peak memory of a process in megabytes; 0 if it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0


def compare_with_scikit_learn(paths: Sequence[Path]) -> dict[str, tuple[float, float]]:
    """Time folkhue's clustering of photographs, with decoding, and scikit-learn's defaults.

    Returns
    -------
    dict of str to tuple of float
        Clock → mean seconds per photograph of folkhue and of scikit-learn. folkhue computes with
        one thread, as workers do; scikit-learn chooses its own number.
    """
    how = ClusterOptions(6, 10_000, "lab", 0)
    pixels = [read_photo(path).rgb.reshape(-1, 3) for path in paths]
    with threadpool_limits(1):
        ours = clocked(lambda: [cluster_photo(path, how) for path in paths])
    theirs = clocked(lambda: [KMeans(n_clusters=6).fit(photo) for photo in pixels])
    return {clock: (ours[clock] / len(paths), theirs[clock] / len(paths)) for clock in ours}


def clocked(task: Callable[[], object]) -> dict[str, float]:
    """Measure elapsed and processor seconds of a task in this process."""
    wall, processors = time.perf_counter(), time.process_time()
    task()
    return {
        "elapsed": time.perf_counter() - wall,
        "processors": time.process_time() - processors,
    }


def table(costs: Sequence[Cost]) -> list[str]:
    """Format costs as a Markdown table; ratios are to the next smaller number of photographs."""
    lines = [
        "| stage | photographs | seconds | per s and core | main, MB | worker, MB |"
        " time × | main × |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    before: dict[str, Cost] = {}
    for cost in sorted(costs, key=lambda cost: (STAGES.index(cost.stage), cost.photos)):
        last = before.get(cost.stage)
        time_ratio = f"{cost.seconds / last.seconds:.1f}" if last else ""
        memory = f"{cost.main / last.main:.2f}" if last else ""
        lines.append(
            f"| {cost.stage} | {cost.photos:,} | {cost.seconds:.1f} | {cost.photos / cost.cpu:.0f}"
            f" | {cost.main:.0f} | {cost.worker:.0f} | {time_ratio} | {memory} |"
        )
        before[cost.stage] = cost
    return lines


if __name__ == "__main__":
    main()
