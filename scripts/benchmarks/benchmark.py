"""Measure speed and memory on this machine: make bench.

Machines are noisy, so that everything is the median of several rounds in which what is compared
takes turns, and what counts are the ratios. Writes reports/benchmarks.json,
reports/benchmarks.png and reports/palettes.md; prints the same as tables. Name parts to measure
only these: scripts/python scripts/benchmarks/benchmark.py naming growth.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from joblib import parallel_config
from numba import njit
from numpy.typing import NDArray
from PIL import Image

import folkhue
from benchmarks.growth import STAGES, beside_scikit_learn, make_photos, measure
from benchmarks.palettes_bench import sections
from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.compile import compile_table
from folkhue.learning.evaluation.golden import read_golden
from folkhue.render.report.benchmarks import Figure, draw_benchmarks
from folkhue.table.backend import numba_kernel
from folkhue.table.kernels import NUMPY, Kernel
from stages.stage import MODELS, REPORTS, TABLE, write_json
from studies.encoding import encodings

ROUNDS = 7
MEGAPIXELS = (1, 10, 100)
KMEANS = "scikit-learn's KMeans"
PHOTOGRAPHS = (300, 3_000, 30_000)
ASKED = 20_000
"""Pixels that classifiers are asked for: for more, some take minutes."""

Pixels = NDArray[np.uint8]
Tasks = Mapping[str, Callable[[], object]]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help=", ".join(PARTS))
    chosen = parser.parse_args().parts or PARTS
    figures: list[Figure] = []
    for part in chosen:
        print(f"\n{part}: {PARTS[part].__doc__}")
        for figure in PARTS[part]():
            print(f"  {figure}", flush=True)
            figures.append(figure)
    write_json(REPORTS / "benchmarks.json", [figure.row() for figure in figures])
    with atomic_write(REPORTS / "benchmarks.png") as temporary:
        draw_benchmarks(figures, temporary)


# Naming pixels.


def naming() -> Iterator[Figure]:
    """Pixels named a second, and that beside reading each and writing a byte (streaming)."""
    photos, noise = golden_pixels(), noisy_pixels()
    for megapixels in MEGAPIXELS:
        yield from naming_of("photographs", photos, megapixels)
    yield from naming_of("noise", noise, 10)


def naming_of(kind: str, source: Pixels, megapixels: int) -> Iterator[Figure]:
    """Measure the ways of naming one image."""
    pixels = np.resize(source, (1000, 1000 * megapixels, 3))
    again = max(1, 30 // megapixels)  # a millisecond is too short to be timed
    speeds = measured(naming_tasks(pixels), ROUNDS, again)
    on = f"{megapixels} Mpx of {kind}"
    for name, seconds in speeds.items():
        yield Figure(
            "naming", name, on, megapixels / seconds, "Mpx/s", speeds[STREAM] / seconds, STREAM
        )


STREAM = "streaming limit"


def naming_tasks(pixels: Pixels) -> Tasks:
    """List what is measured; each writes where memory is at hand already."""
    table = folkhue.load()
    flat = pixels.reshape(-1, 3)
    names, painted = np.empty(len(flat), np.uint8), np.empty_like(flat)
    sure, bins = np.empty(len(flat), np.float32), np.empty(len(flat), np.uint16)
    fast = compiled_kernel()
    by_number = table.lut.by_rgb().ravel()
    swatches = np.array(table.swatches, np.uint8)

    def parts(work: Callable[..., None], *arrays: Any) -> None:
        """Do what `ColorTable` does, on one thread."""
        for start in range(0, len(flat), 1 << 16):
            work(*(array[start : start + (1 << 16)] for array in arrays))

    return {
        STREAM: lambda: stream(flat, names),
        "predict, one thread": lambda: parts(
            lambda rgb, out: fast.names(rgb, table.lut, out), flat, names
        ),
        "predict": lambda: table.predict(flat, out=names),
        "predict, NumPy alone": lambda: parts(
            lambda rgb, out: NUMPY.names(rgb, table.lut, out), flat, names
        ),
        "recolor": lambda: table.recolor(flat, out=painted),
        "shares": lambda: table.shares(flat),
        "confidence": lambda: table.confidence(flat, out=sure),
        "bins": lambda: table.bins(flat, out=bins),
        "NumPy indexing of a flat table": lambda: index(by_number, flat, names),
        "nearest swatch, OpenCV": lambda: nearest_by_opencv(pixels, swatches),
        "nearest swatch, Pillow": lambda: nearest_by_pillow(pixels, swatches),
    }


def compiled_kernel() -> Kernel:
    """Load the compiled kernel, which is part of what is measured."""
    kernel = numba_kernel()
    assert kernel, "benchmarks want numba"
    return kernel


@njit(nogil=True)  # type: ignore[untyped-decorator]
def stream(pixels: Any, out: Any) -> None:
    """Read every byte and write one a pixel: what memory allows."""
    for pixel in range(out.shape[0]):
        out[pixel] = pixels[pixel, 0] ^ pixels[pixel, 1] ^ pixels[pixel, 2]


def index(table: NDArray[np.uint8], pixels: Pixels, out: NDArray[np.uint8]) -> None:
    """Look names up as people do who have a table of 2**24 bytes."""
    for start in range(0, len(pixels), 1 << 20):
        part = pixels[start : start + (1 << 20)].astype(np.int32)
        out[start : start + (1 << 20)] = table[part[:, 0] << 16 | part[:, 1] << 8 | part[:, 2]]


def nearest_by_opencv(image: Pixels, swatches: Pixels) -> Any:
    """Find the nearest swatch of each pixel in RGB."""
    parts = np.array_split(image, max(1, image.size // 3_000_000), axis=1)
    return [_nearest_by_opencv(np.ascontiguousarray(part), swatches) for part in parts]


def _nearest_by_opencv(image: Pixels, swatches: Pixels) -> Any:
    nearest = np.zeros(image.shape[:2], np.uint8)
    least: Any = np.full(image.shape[:2], np.inf, np.float32)
    real: Any = image.astype(np.float32)
    for number, swatch in enumerate(swatches.tolist()):
        color: Any = (*swatch, 0)
        apart = cv2.subtract(real, color)
        squared = cv2.transform(cv2.multiply(apart, apart), np.ones((1, 3), np.float32))
        closer = cv2.compare(squared, least, cv2.CMP_LT)
        least = cv2.min(squared, least)
        nearest[closer > 0] = number
    return nearest


def nearest_by_pillow(image: Pixels, swatches: Pixels) -> Any:
    """Find the nearest swatch of each pixel, as Pillow does, coarsely, in RGB."""
    palette = Image.new("P", (1, 1))
    palette.putpalette([*swatches.ravel().tolist(), *swatches[-1].tolist() * (256 - len(swatches))])
    return Image.fromarray(image).quantize(palette=palette, dither=Image.Dither.NONE)


def golden_pixels() -> Pixels:
    """Give all pixels of the golden photographs, shape (n, 3)."""
    return np.concatenate([g.read().rgb.reshape(-1, 3) for g in read_golden(Path("golden"))])


def noisy_pixels() -> Pixels:
    """Give random pixels, shape (10 million, 3)."""
    return np.random.default_rng(0).integers(0, 256, (10_000_000, 3), np.uint8)


# Classifiers, asked and compiled.


def classifiers() -> Iterator[Figure]:
    """Pixels of photographs named a second by classifiers on one core, beside the table."""
    table, pixels = folkhue.load(TABLE), golden_pixels()
    fast = compiled_kernel()
    names = np.empty(len(pixels), np.uint8)
    rates = {
        "the table": len(pixels) / measured_alone(lambda: fast.names(pixels, table.lut, names))
    }
    for path in sorted(MODELS.glob("*.skops")):
        model = ColorClassifier.load(path)
        few = pixels[: ASKED if model.slow else 50 * ASKED]
        rates[path.stem] = len(few) / measured_alone(partial(model.predict, few))
    for name, rate in rates.items():
        ratio = rate / rates["the table"]
        yield Figure("classifiers", name, "photographs", rate / 1e6, "Mpx/s", ratio, "the table")


def compiling() -> Iterator[Figure]:
    """Seconds for the exact table of a classifier, and how many times as long asking would take."""
    few = noisy_pixels()[:ASKED]
    for path in sorted(MODELS.glob("*.skops")):
        model = ColorClassifier.load(path)
        asking = statistics.median(seconds(partial(model.predict, few)) for _ in range(3))
        with parallel_config(n_jobs=-1), tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            table = compile_table(model, Vocabulary.of(model.terms).swatches)
            took = time.perf_counter() - start
            table.save(Path(folder) / "table.npz")
            size = (Path(folder) / "table.npz").stat().st_size
        on = f"{size / 1024:.0f} KB" + (
            f", {table.metadata['missed']} of {table.metadata['checked']:,} missed"
            if model.slow
            else ""
        )
        whole = asking * (1 << 24) / len(few)
        yield Figure("compiling", path.stem, on, took, "s", took / whole, "asking on one core")


def starting() -> Iterator[Figure]:
    """Milliseconds to load tables and to run commands, beside starting Python with NumPy."""
    tasks: dict[str, Callable[[], object]] = {
        "python -c 'import numpy'": partial(run, sys.executable, "-c", "import numpy"),
        "folkhue --help": partial(run_folkhue, "--help"),
        "folkhue classify": partial(run_folkhue, "classify", "golden/photos/astronaut.jpg"),
        "folkhue palette": partial(run_folkhue, "palette", "golden/photos/astronaut.jpg"),
        **{f"load {name}": partial(folkhue.load, name) for name in ("basic8", "basic11")},
    }
    found = measured(tasks, ROUNDS)
    first = next(iter(found.values()))
    for name, took in found.items():
        yield Figure("starting", name, "", 1000 * took, "ms", took / first, next(iter(found)))


# Names as compression.


def encoding() -> Iterator[Figure]:
    """Kilobytes of names of a megapixel, medians of the golden photographs, beside raw RGB."""
    golden = read_golden(Path("golden"))
    ways = encodings((photo.read() for photo in golden), folkhue.load())
    for way, found in ways.items():
        part = 1 / statistics.median(found.ratios)
        changed = 100 * statistics.median(found.changed)
        on = f"{changed:.1f} % of pixels changed" if changed else "nothing lost"
        yield Figure("encoding", way, on, 3000 * part, "kB/Mpx", part, "raw RGB")


# Palettes.


def palettes() -> Iterator[Figure]:
    """Palettes beside those of other packages: time, how near they are, and what is got wrong."""
    texts = []
    for section in sections():
        print(f"\n{section.text}\n", flush=True)
        texts.append(section.text)
        yield from section.figures
    with atomic_write(REPORTS / "palettes.md") as temporary:
        temporary.write_text("\n\n".join(texts) + "\n", "utf-8")


# Learning.


def denoising() -> Iterator[Figure]:
    """Milliseconds to decode and cluster a photograph of 320 px, beside KMeans of its pixels."""
    with tempfile.TemporaryDirectory() as folder:
        manifest = make_photos(Path(folder), 60)
        found = beside_scikit_learn(sorted(manifest.parent.glob("*.jpg")))
    for clock, (ours, theirs) in found.items():
        yield Figure("denoising", "ours", clock, 1000 * ours, "ms", ours / theirs, KMEANS)
        yield Figure("denoising", KMEANS, clock, 1000 * theirs, "ms", 1, KMEANS)


def growth() -> Iterator[Figure]:
    """Seconds and memory of stages for ten, and ten, times as many photographs."""
    with tempfile.TemporaryDirectory() as folder:
        costs = [
            cost
            for number in PHOTOGRAPHS
            for cost in measure(Path(folder) / str(number), number)
            if cost.stage != "check"
        ]
    costs.sort(key=lambda cost: (STAGES.index(cost.stage), cost.photos))
    for unit, amount in (("s", attrgetter("seconds")), ("MB", attrgetter("main"))):
        for fewer, cost in pairwise([costs[0], *costs]):
            ratio = amount(cost) / amount(fewer) if fewer.stage == cost.stage else 1.0
            on = f"{cost.photos:,} photographs, {cost.photos / cost.cpu:.0f} a second and core"
            yield Figure(
                *("growth", cost.stage, on, amount(cost), unit, ratio, "a tenth of them"),
                size=cost.photos,
            )


def run(*command: str) -> None:
    """Run a command."""
    subprocess.run(command, capture_output=True, check=True)


def run_folkhue(*arguments: str) -> None:
    """Run folkhue as a command."""
    run(str(Path(sys.executable).parent / "folkhue"), *arguments)


def measured(tasks: Tasks, rounds: int, again: int = 1) -> dict[str, float]:
    """Time tasks that take turns, each `again` and again; give the median seconds of each."""
    for task in tasks.values():
        task()
    times = [{name: seconds(task, again) for name, task in tasks.items()} for _ in range(rounds)]
    return {name: statistics.median(each[name] for each in times) for name in tasks}


def measured_alone(task: Callable[[], object]) -> float:
    """Give the median seconds of three calls, after a first one."""
    return measured({"it": task}, 3)["it"]


def seconds(task: Callable[[], object], again: int = 1) -> float:
    """Time a call: the mean of several in a row."""
    start = time.perf_counter()
    for _ in range(again):
        task()
    return (time.perf_counter() - start) / again


PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "naming": naming,
    "classifiers": classifiers,
    "compiling": compiling,
    "starting": starting,
    "encoding": encoding,
    "palettes": palettes,
    "denoising": denoising,
    "growth": growth,
}


if __name__ == "__main__":
    main()
