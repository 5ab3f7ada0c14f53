"""Compare palettes with those of other packages.

    scripts/python scripts/benchmarks/palettes_bench.py [SECTION …]

Each tool runs in a process of its own; see rivals.py and rivals.mjs for the calls. Prints
Markdown tables.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.color_difference import nearest
from benchmarks.details import MAX_DIFFERENCE, colors_of, found_in, read_details
from benchmarks.enlarged import huge_photos, large_photos
from benchmarks.extractors import CALLS, Answer, Extractor, extractors, palettes_of
from benchmarks.odd_images import OddImage, odd_images
from benchmarks.painted import Condition, paintings
from folkhue._utils.progress import progress
from folkhue.color.spaces import to_lab
from folkhue.images.photo import Photo, read_photo
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.render.report.benchmark_chart import Result

WE = "folkhue"
COMPARED = tuple(tool for tool in CALLS if tool != "decoding")
GOLDEN = Path("golden/photos")
COLORS = 6
LARGE = 3
ROUNDS = 5
HUGE_ROUNDS = 3
PATIENCE = 1.0
"""Seconds; a tool that takes longer for a photograph runs only once."""

SLOWEST = "extcolors"
"""Takes half a minute for 12 megapixels, and therefore gets only the first such photograph."""

SAMPLED = 50_000
"""Pixels, evenly spread, whose distance to a palette is measured."""

SMALL = 0.05
"""Share of a photograph's pixels below which a region is small."""

COLORFUL = 30.0
"""CIELAB chroma above which a region is colorful."""

FOUND = 2
"""Maximum CIEDE2000 difference of a color that is found."""

Tools = Mapping[str, Extractor]
Labs = NDArray[np.float64]


@dataclass(frozen=True)
class Section:
    """The results of one part of the comparison.

    Attributes
    ----------
    text : str
        Markdown.
    results : list of Result
    """

    text: str
    results: list[Result] = field(default_factory=list)


def main() -> None:
    """Measure, and print Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], help=", ".join(SECTIONS))
    parser.add_argument(
        "--tools", nargs="*", choices=COMPARED, default=COMPARED, help="compared with folkhue"
    )
    chosen = parser.parse_args()
    for section in sections(chosen.sections or SECTIONS, dict.fromkeys([WE, *chosen.tools])):
        print(f"\n{section.text}", flush=True)


def sections(names: Iterable[str] = (), tools: Iterable[str] = COMPARED) -> Iterator[Section]:
    """Measure the named sections, or all."""
    warm = min(GOLDEN.glob("*.jpg"))
    with tempfile.TemporaryDirectory() as folder, extractors(list(tools), warm) as started:
        for name in names or SECTIONS:
            yield SECTIONS[name](started, Path(folder))


# Photographs: time, and the distance of pixels to the palette.


@dataclass(frozen=True)
class Trials:
    """Measurements of tools on photographs: tool → photograph → value.

    Attributes
    ----------
    seconds : mapping
        Median of the rounds.
    differences : mapping
        Mean CIEDE2000 of the pixels to the nearest color of the palette.
    """

    seconds: dict[str, dict[Path, float]]
    differences: dict[str, dict[Path, float]]

    @classmethod
    def run(cls, tools: Tools, paths: Sequence[Path], rounds: int, colors: int = COLORS) -> Trials:
        """Run tools on photographs, in alternation."""
        trials = cls(defaultdict(dict), defaultdict(dict))
        with progress("photographs", len(paths)) as advance:
            for path in paths:
                pixels = samples(read_photo(path))
                for tool, given in in_turns(tools, path, rounds, colors).items():
                    trials.seconds[tool][path] = statistics.median(each.seconds for each in given)
                    trials.differences[tool][path] = difference(pixels, given[0])
                advance(1)
        return trials

    def __or__(self, other: Trials) -> Trials:
        """Combine trials of different tools."""
        return Trials(self.seconds | other.seconds, self.differences | other.differences)

    def row(self, tool: str) -> tuple[float, float, float, float, float]:
        """Summarize the trials of a tool.

        Returns
        -------
        tuple of float
            Median seconds; median ratio to our seconds; mean difference of the tool, and ours on
            the same photographs; share of the photographs on which ours is not larger.
        """
        seconds, differences = self.seconds[tool], self.differences[tool]
        times = [value / self.seconds[WE][path] for path, value in seconds.items()]
        pairs = np.array([(self.differences[WE][path], it) for path, it in differences.items()])
        ours, its = pairs.mean(axis=0).tolist()
        won = float((pairs[:, 0] <= pairs[:, 1]).mean())
        return statistics.median(seconds.values()), statistics.median(times), its, ours, won


def in_turns(tools: Tools, path: Path, rounds: int, colors: int) -> dict[str, list[Answer]]:
    """Run tools on a photograph in alternation; slow ones run only once."""
    given = {tool: [each.palette(path, colors)] for tool, each in tools.items()}
    quick = [tool for tool in tools if given[tool][0].seconds < PATIENCE]
    for _ in range(rounds - 1):
        for tool in quick:
            given[tool].append(tools[tool].palette(path, colors))
    return given


def samples(photo: Photo) -> Labs:
    """Sample pixels of a photograph evenly; CIELAB, shape (n, 3)."""
    pixels = photo.rgb[photo.opaque]
    return to_lab(pixels[:: max(1, len(pixels) // SAMPLED)])


def difference(pixels: Labs, answer: Answer) -> float:
    """Return the mean CIEDE2000 difference of pixels to the nearest color of a palette."""
    return float(nearest(pixels, to_lab(answer.colors)).mean()) if len(answer.colors) else np.nan


def photographs(tools: Tools, folder: Path) -> Section:
    """Golden photographs, a quarter of a megapixel each."""
    paths = sorted(GOLDEN.glob("*.jpg"))
    trials = Trials.run(tools, paths, 1)
    section = of_trials(f"{len(paths)} golden photographs", trials)
    if "haishoku" not in tools:
        return section
    two = {tool: tools[tool] for tool in (WE, "haishoku")}
    _, _, its, ours, _ = Trials.run(two, paths, 1, colors=8).row("haishoku")
    eight = f"haishoku's palettes have eight colors: with all, ΔE2000 {its:.2f}; ours {ours:.2f}."
    return Section(f"{section.text}\n\n{eight}", section.results)


def large(tools: Tools, folder: Path) -> Section:
    """Photographs of 12 megapixels."""
    paths = list(large_photos(folder, sorted(GOLDEN.glob("*.jpg")), LARGE))
    quick = {tool: each for tool, each in tools.items() if tool != SLOWEST}
    trials = Trials.run(quick, paths, ROUNDS)
    if SLOWEST in tools:
        trials |= Trials.run({SLOWEST: tools[SLOWEST]}, paths[:1], 1)
    sizes = ", ".join(f"{path.stat().st_size / 1e6:.1f}" for path in paths)
    section = of_trials(f"{len(paths)} JPEGs of 12 Mpx", trials)
    note = (
        f"Files of {sizes} MB; median of {ROUNDS} rounds, of one for tools that take more than "
        f"{PATIENCE:g} s; {SLOWEST} the first file only."
    )
    return Section(f"{section.text}\n\n{note}", section.results)


def of_trials(on: str, trials: Trials) -> Section:
    """Make the table and the results of trials."""
    rows, times, differences = [], [], []
    for tool in trials.seconds:
        seconds, ratio, its, ours, won = trials.row(tool)
        some = len(trials.seconds[tool]) < len(trials.seconds[WE])
        mean = f"{its:.2f}{f' (ours {ours:.2f})' if some else ''}"
        good = f"{100 * won:.0f} %" if tool != WE else ""
        rows.append((tool, f"{1000 * seconds:.0f}", f"{ratio:.1f}", mean, good, CALLS[tool]))
        what = f"{on}, k = {COLORS}"
        times.append(Result("palettes", tool, what, 1000 * seconds, "ms", ratio, WE))
        differences.append(Result("palettes", tool, what, its, "ΔE2000", its / ours, WE))
    heads = ("tool", "ms", "× ours", "mean ΔE2000", "ours as good on", "call")
    text = f"**{on}**, {COLORS} colors, from path to palette\n\n{markdown(heads, rows)}"
    return Section(text, times + differences)


# Details: the share of small things whose color is found.


def details(tools: Tools, folder: Path) -> Section:
    """Details of the golden photographs, such as a red beak, and small colorful regions."""
    sought = read_details()
    found: dict[str, dict[str, list[bool]]] = {tool: defaultdict(list) for tool in tools}
    golden = read_golden(GOLDEN.parent)
    with progress("photographs", len(golden)) as advance:
        for each in golden:
            photo, path = each.read(), GOLDEN / f"{each.name}.jpg"
            colors = {
                "details": colors_of(photo, sought.get(each.name, [])),
                "regions": small_regions(each, photo),
            }
            for tool, answer in palettes_of(tools, path, COLORS).items():
                for kind, few in colors.items():
                    found[tool][kind] += found_in(few, to_lab(answer.colors))
            advance(1)
    return of_details(found)


def of_details(found: Mapping[str, Mapping[str, Sequence[bool]]]) -> Section:
    """Make the table and the results of details."""
    rows, results = [], []
    for tool, kinds in found.items():
        shares = {kind: 100 * float(np.mean(each)) for kind, each in kinds.items()}
        rows.append((tool, *(f"{share:.0f} %" for share in shares.values())))
        for kind, share in shares.items():
            ours = 100 * float(np.mean(found[WE][kind]))
            results.append(
                Result("palettes", tool, f"small {kind}", share, "% found", share / ours, WE)
            )
    heads = ("tool", *(f"{len(each)} {kind}" for kind, each in found[WE].items()))
    text = (
        f"**Small things**, {COLORS} colors: % of details, and of small colorful regions of the "
        f"golden photographs, with a color within ΔE2000 {MAX_DIFFERENCE:g}"
    )
    return Section(f"{text}\n\n{markdown(heads, rows)}", results)


def small_regions(golden: GoldenPhoto, photo: Photo) -> Labs:
    """Return the median CIELAB color of each small colorful region; shape (n, 3)."""
    masks = golden.masks(photo)
    medians = colors_of(photo, (mask for mask in masks if mask.any() and mask.mean() < SMALL))
    colorful: Labs = medians[np.hypot(medians[:, 1], medians[:, 2]) > COLORFUL]
    return colorful


# Synthetic images: the share of their colors that is found.


def painted(tools: Tools, folder: Path) -> Section:
    """Synthetic images of known palettes: JPEGs with noise."""
    errors: dict[tuple[str, str], list[NDArray[np.float64]]] = defaultdict(list)
    number = 0
    with progress("paintings", None) as advance:
        for painting in paintings(folder):
            answers = palettes_of(tools, painting.path, len(painting.palette))
            for tool, answer in answers.items():
                error = missed(painting.palette, answer)
                for group in groups(painting.condition):
                    errors[tool, group].append(error)
            number += 1
            advance(1)
    joined = {key: np.concatenate(each) for key, each in errors.items()}
    found = {key: float(100 * (error <= FOUND).mean()) for key, error in joined.items()}
    means = {key: float(error.mean()) for key, error in joined.items()}
    text = (
        f"**{number} paintings**: % of their colors found within ΔE2000 {FOUND}\n\n"
        f"{by_group(found, 0)}\n\nand mean ΔE2000 of a color to the nearest found\n\n"
        f"{by_group(means, 2)}"
    )
    measured = ((found, "% found"), (means, "ΔE2000 off"))
    return Section(
        text,
        [
            Result("palettes", tool, f"{number} paintings", of[tool, ALL], unit, ratio, WE)
            for of, unit in measured
            for tool in tools
            for ratio in [of[tool, ALL] / of[WE, ALL]]
        ],
    )


ALL = "all"


def groups(condition: Condition) -> tuple[str, ...]:
    """Name the groups that an image belongs to."""
    number = condition.colors
    few = "3–5" if number <= 5 else "6–8" if number <= 8 else "9–12"
    return (
        ALL,
        f"q {condition.quality}",
        f"noise {condition.noise}",
        "with gradients" if condition.gradients else "plain",
        f"{few} colors",
    )


def missed(palette: NDArray[np.uint8], answer: Answer) -> NDArray[np.float64]:
    """Return the CIEDE2000 difference of each color to the nearest found, or 100; shape (k,)."""
    if not len(answer.colors):
        return np.full(len(palette), 100.0)
    return nearest(to_lab(palette), to_lab(answer.colors))


def by_group(values: Mapping[tuple[str, str], float], digits: int) -> str:
    """Make a table of values by tool and group."""
    tools = list(dict.fromkeys(tool for tool, _ in values))
    heads = sorted({group for _, group in values}, key=_place)
    rows = [(tool, *(f"{values[tool, head]:.{digits}f}" for head in heads)) for tool in tools]
    return markdown(("tool", *heads), rows)


def _place(group: str) -> tuple[int, int]:
    """Order groups: all, by quality, by noise, by gradients, by number of colors."""
    kinds = (ALL, "q ", "noise", "plain", "with", "3", "6", "9")
    kind = next(place for place, start in enumerate(kinds) if group.startswith(start))
    digits = "".join(filter(str.isdigit, group))
    return kind, int(digits or 0)


# Odd images.


def odd(tools: Tools, folder: Path) -> Section:
    """Images that tools often get wrong."""
    images = list(odd_images(folder))
    rows = []
    for image in images:
        answers = palettes_of(tools, image.path, COLORS)
        rows.append((image.name, *(verdict(image, answer) for answer in answers.values())))
    text = (
        f"**Odd images**, {COLORS} colors requested; right answers have every color of the "
        f"image once and no other\n\n{markdown(('image', *tools), rows)}"
    )
    rights = {
        tool: sum(row[place].startswith(RIGHT) for row in rows)
        for place, tool in enumerate(tools, start=1)
    }
    on = f"{len(images)} odd images"
    return Section(
        text,
        [
            Result("palettes", tool, on, right, "right", right / len(images), "all")
            for tool, right in rights.items()
        ],
    )


RIGHT = "right"
SAID = 60
"""Characters of an answer that are shown."""


def verdict(image: OddImage, answer: Answer) -> str:
    """Describe an answer: right, or what the tool returned."""
    error = answer.error.replace(f"{image.path}", "image").replace("|", "/")
    colors = ", ".join(f"#{bytes(rgb).hex()}" for rgb in answer.colors)
    said = (error or colors or "no color").splitlines()[0]
    shown = said if len(said) <= SAID else said[: SAID - 1] + "…"
    if image.is_right(answer.colors, error):
        return f"{RIGHT}: {shown}" if error else RIGHT
    return shown


# Memory and time of large photographs.


def huge(tools: Tools, folder: Path) -> Section:
    """Photographs of 100 megapixels: seconds compared with decoding alone, and memory."""
    rows, results = [], []
    for path in huge_photos(folder, sorted(GOLDEN.glob("*.jpg"))):
        with extractors([WE, "decoding"], min(GOLDEN.glob("*.jpg"))) as alone:
            taken = {
                tool: statistics.median(
                    each.palette(path, COLORS).seconds for _ in range(HUGE_ROUNDS)
                )
                for tool, each in alone.items()
            }
            peaks = {tool: each.peak for tool, each in alone.items()}
        on = f"100 Mpx, {path.suffix[1:]}"
        beyond = max(0.0, taken[WE] - taken["decoding"])  # JPEGs need no full decoding
        amounts = (taken["decoding"], taken[WE], beyond, peaks[WE] / 1000)
        rows.append((on, *(f"{amount:.2f}" for amount in amounts)))
        results += [
            Result("palettes", WE, on, taken[WE], "s", taken[WE] / taken["decoding"], "decoding"),
            Result("palettes", WE, on, peaks[WE], "MB", peaks[WE] / peaks["decoding"], "decoding"),
        ]
    heads = ("photograph", "decoding alone, s", "path to palette, s", "beyond, s", "peak, GB")
    results.sort(key=lambda result: result.unit)
    return Section(f"**100 megapixels**\n\n{markdown(heads, rows)}", results)


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Make a Markdown table with numbers aligned to the right."""
    lines = [*rows]
    rules = ["---:" if _NUMBER.match(lines[-1][column]) else "---" for column in range(len(heads))]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rules, *lines))


_NUMBER = re.compile(r"\d+(\.\d+)?( %| \(.*\))?$")

SECTIONS: dict[str, Callable[[Tools, Path], Section]] = {
    "photographs": photographs,
    "large": large,
    "details": details,
    "painted": painted,
    "odd": odd,
    "huge": huge,
}


if __name__ == "__main__":
    main()
