"""Measure speed and memory on this machine: make bench.

Timings on a shared machine are noisy: every result is the median of several rounds in which the
compared tasks alternate, and only ratios between them are meaningful. Writes
reports/benchmarks.json, reports/benchmarks.png and reports/palettes.md, and prints the same as
tables. To measure some parts only, name them:

    scripts/python scripts/benchmarks/benchmark.py naming growth
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
from benchmarks.growth import STAGES, compare_with_scikit_learn, make_photos, measure
from benchmarks.palettes_bench import sections
from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.compile import compile_table
from folkhue.learning.evaluation.golden import read_golden
from folkhue.render.report.benchmark_chart import Result, draw_benchmarks
from folkhue.table.backend import numba_kernel, use_numba
from folkhue.table.kernels import NUMPY, Kernel
from stages.stage import MODELS, REPORTS, TABLE, write_json
from studies.encoding import encodings

ROUNDS = 7
MEGAPIXELS = (1, 10, 100)
KMEANS = "scikit-learn's KMeans"
PHOTOGRAPHS = (300, 3_000, 30_000)
PREDICTED = 20_000
"""Pixels given to slow classifiers, which would take minutes for more."""

Pixels = NDArray[np.uint8]
Tasks = Mapping[str, Callable[[], object]]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help=", ".join(PARTS))
    chosen = parser.parse_args().parts or PARTS
    results: list[Result] = []
    for part in chosen:
        print(f"\n{part}: {PARTS[part].__doc__}")
        for result in PARTS[part]():
            print(f"  {result}", flush=True)
            results.append(result)
    write_json(REPORTS / "benchmarks.json", [result.row() for result in results])
    with atomic_write(REPORTS / "benchmarks.png") as temporary:
        draw_benchmarks(results, temporary)


# Naming pixels.


def naming() -> Iterator[Result]:
    """Pixels named per second, compared with reading each and writing one byte (streaming)."""
    photos, noise = golden_pixels(), noisy_pixels()
    for megapixels in MEGAPIXELS:
        yield from naming_of("photographs", photos, megapixels)
    yield from naming_of("noise", noise, 10)


def naming_of(kind: str, source: Pixels, megapixels: int) -> Iterator[Result]:
    """Measure the ways to name the pixels of one image."""
    pixels = np.resize(source, (1000, 1000 * megapixels, 3))
    repeats = max(1, 30 // megapixels)  # a single millisecond is too short to time
    speeds = measured(naming_tasks(pixels), ROUNDS, repeats)
    on = f"{megapixels} Mpx of {kind}"
    for name, seconds in speeds.items():
        yield Result(
            "naming", name, on, megapixels / seconds, "Mpx/s", speeds[STREAM] / seconds, STREAM
        )


STREAM = "streaming limit"


def naming_tasks(pixels: Pixels) -> Tasks:
    """List the tasks; each writes to memory allocated beforehand."""
    table = folkhue.load()
    flat = pixels.reshape(-1, 3)
    names, painted = np.empty(len(flat), np.uint8), np.empty_like(flat)
    sure, bins = np.empty(len(flat), np.float32), np.empty(len(flat), np.uint16)
    fast = compiled_kernel()
    by_number = table.lut.by_rgb().ravel()
    swatches = np.array(table.swatches, np.uint8)

    def parts(work: Callable[..., None], *arrays: Any) -> None:
        """Process blocks as `ColorTable` does, on one thread."""
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
    """Make color tables use the compiled kernel from the start, and return it."""
    use_numba()
    kernel = numba_kernel()
    assert kernel, "the benchmarks need numba"
    return kernel


@njit(nogil=True)  # type: ignore[untyped-decorator]
def stream(pixels: Any, out: Any) -> None:
    """Read every byte and write one per pixel: the limit set by memory bandwidth."""
    for pixel in range(out.shape[0]):
        out[pixel] = pixels[pixel, 0] ^ pixels[pixel, 1] ^ pixels[pixel, 2]


def index(table: NDArray[np.uint8], pixels: Pixels, out: NDArray[np.uint8]) -> None:
    """Look up names by NumPy indexing of a flat table of 2**24 bytes."""
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
    """Return all pixels of the golden photographs, shape (n, 3)."""
    return np.concatenate([g.read().rgb.reshape(-1, 3) for g in read_golden(Path("golden"))])


def noisy_pixels() -> Pixels:
    """Return random pixels, shape (10 million, 3)."""
    return np.random.default_rng(0).integers(0, 256, (10_000_000, 3), np.uint8)


# Classifiers: prediction and compilation.


def classifiers() -> Iterator[Result]:
    """Pixels that classifiers name per second on one core, compared with the table."""
    table, pixels = folkhue.load(TABLE), golden_pixels()
    fast = compiled_kernel()
    names = np.empty(len(pixels), np.uint8)
    rates = {
        "the table": len(pixels) / measured_alone(lambda: fast.names(pixels, table.lut, names))
    }
    for path in sorted(MODELS.glob("*.skops")):
        model = ColorClassifier.load(path)
        few = pixels[: PREDICTED if model.slow else 50 * PREDICTED]
        rates[path.stem] = len(few) / measured_alone(partial(model.predict, few))
    for name, rate in rates.items():
        ratio = rate / rates["the table"]
        yield Result("classifiers", name, "photographs", rate / 1e6, "Mpx/s", ratio, "the table")


def compiling() -> Iterator[Result]:
    """Seconds to compile a classifier, compared with predicting all 2**24 colors on one core."""
    few = noisy_pixels()[:PREDICTED]
    for path in sorted(MODELS.glob("*.skops")):
        model = ColorClassifier.load(path)
        predicting = statistics.median(seconds(partial(model.predict, few)) for _ in range(3))
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
        whole = predicting * (1 << 24) / len(few)
        yield Result("compiling", path.stem, on, took, "s", took / whole, "predicting on one core")


def starting() -> Iterator[Result]:
    """Milliseconds to load tables and run commands, compared with starting Python and NumPy."""
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
        yield Result("starting", name, "", 1000 * took, "ms", took / first, next(iter(found)))


# Names as compression.


def encoding() -> Iterator[Result]:
    """Kilobytes per megapixel of name maps, median of the golden photographs, against raw RGB."""
    golden = read_golden(Path("golden"))
    ways = encodings((photo.read() for photo in golden), folkhue.load())
    for way, found in ways.items():
        share = 1 / statistics.median(found.ratios)
        changed = 100 * statistics.median(found.changed)
        on = f"{changed:.1f} % of pixels changed" if changed else "nothing lost"
        yield Result("encoding", way, on, 3000 * share, "kB/Mpx", share, "raw RGB")


# Palettes.


def palettes() -> Iterator[Result]:
    """Palettes compared with those of other packages: time, distance and errors."""
    texts = []
    for section in sections():
        print(f"\n{section.text}\n", flush=True)
        texts.append(section.text)
        yield from section.results
    with atomic_write(REPORTS / "palettes.md") as temporary:
        temporary.write_text("\n\n".join(texts) + "\n", "utf-8")


# Training.


def denoising() -> Iterator[Result]:
    """Milliseconds to decode and cluster a photograph of 320 px, against KMeans of its pixels."""
    with tempfile.TemporaryDirectory() as folder:
        manifest = make_photos(Path(folder), 60)
        found = compare_with_scikit_learn(sorted(manifest.parent.glob("*.jpg")))
    for clock, (ours, theirs) in found.items():
        yield Result("denoising", "ours", clock, 1000 * ours, "ms", ours / theirs, KMEANS)
        yield Result("denoising", KMEANS, clock, 1000 * theirs, "ms", 1, KMEANS)


def growth() -> Iterator[Result]:
    """Seconds and memory of stages as the number of photographs grows tenfold."""
    with tempfile.TemporaryDirectory() as folder, parallel_config(n_jobs=-1):
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
            on = f"{cost.photos:,} photographs, {cost.photos / cost.cpu:.0f} per second and core"
            yield Result(
                *("growth", cost.stage, on, amount(cost), unit, ratio, "a tenth of them"),
                size=cost.photos,
            )


def run(*command: str) -> None:
    """Run a command."""
    subprocess.run(command, capture_output=True, check=True)


def run_folkhue(*arguments: str) -> None:
    """Run folkhue as a command."""
    run(str(Path(sys.executable).parent / "folkhue"), *arguments)


def measured(tasks: Tasks, rounds: int, repeats: int = 1) -> dict[str, float]:
    """Time tasks in alternation, `repeats` calls each; return the median seconds per call."""
    for task in tasks.values():
        task()
    times = [{name: seconds(task, repeats) for name, task in tasks.items()} for _ in range(rounds)]
    return {name: statistics.median(each[name] for each in times) for name in tasks}


def measured_alone(task: Callable[[], object]) -> float:
    """Return the median seconds of three calls, after one to warm up."""
    return measured({"it": task}, 3)["it"]


def seconds(task: Callable[[], object], repeats: int = 1) -> float:
    """Time calls in a row; return the mean."""
    start = time.perf_counter()
    for _ in range(repeats):
        task()
    return (time.perf_counter() - start) / repeats


PARTS: dict[str, Callable[[], Iterator[Result]]] = {
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
