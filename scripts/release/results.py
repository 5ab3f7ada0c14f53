"""Write the numbers and pictures of the last run into the documentation.

    make numbers

`--check` writes nothing, and fails if a page has other numbers than reports/.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from folkhue._utils.atomic import atomic_write
from folkhue._utils.text import percent, percent_pair
from folkhue.learning.evaluation.scores import TEST_SETS
from folkhue.render.report.denoising_sheet import draw_denoising_sheet
from folkhue.render.report.examples import read_examples
from release.imports import ROOT
from release.marks import fill, update
from release.reference.markdown import table
from stages.stage import AGREEMENT, EXAMPLES, REPORTS, read_json

FOLDER = ROOT / "docs/explanation"
SHOWN = ("scribus-sunset", "mvtb-data-flowers7")
"""Photographs whose denoising is shown: Riku Leino, public domain; Peter Corke, MIT."""

Json = Mapping[str, Any]


def main() -> None:
    """Write the pages and pictures, or check the pages."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing; fail if out of date")
    check = options.parse_args().check
    made = {path: fill(path.read_text("utf-8"), parts) for path, parts in pages().items()}
    update(made, "make numbers", check=check)
    if not check:
        draw()


def pages() -> Mapping[Path, Mapping[str, str]]:
    """Make the generated parts of all pages from reports/."""
    metrics = read_json(REPORTS / "metrics.json")
    return {
        FOLDER / "accuracy.md": {
            "scores": scores(metrics),
            "differences": differences(metrics),
            "survey": survey(read_json(AGREEMENT / "terms.json")),
        },
        FOLDER / "method.md": {"kept": kept(read_json(REPORTS / "denoise.json"))},
    }


def scores(metrics: Json) -> str:
    """List both accuracies of every classifier, the best on the held-out split first."""
    ranked = sorted(
        metrics["classifiers"].items(), key=lambda item: -item[1]["test"]["balanced_accuracy"]
    )
    baseline = metrics["baseline"]["best"]
    every = [
        *ranked,
        (f"**{metrics['best']}, final fit**", metrics["final"]),
        (f"baseline ({baseline})", metrics["baseline"]["classifiers"][baseline]),
    ]
    rows = [(name, *_both_accuracies(tests)) for name, tests in every]
    return table(("accuracy / balanced, %", *TEST_SETS.values()), rows, numbers=len(TEST_SETS))


def _both_accuracies(tests: Json) -> Iterator[str]:
    for score in map(tests.get, TEST_SETS):
        yield percent_pair(score) if score else "–"


def differences(metrics: Json) -> str:
    """List how much each classifier differs from the best on the golden set, pair by pair."""
    rows = [
        (name, _points(each["difference"]), f"{_points(each['low'])} to {_points(each['high'])}")
        for name, each in sorted(
            metrics["compared_with_best"].items(), key=lambda item: -item[1]["difference"]
        )
    ]
    return table((f"compared with {metrics['best']}", "points", "95 % interval"), rows, numbers=2)


def _points(difference: float) -> str:
    return f"{100 * difference:+.1f}".replace("-", "−")


def survey(terms: Json) -> str:
    """List how many of the survey's colors of each term the table names as people do."""
    rows = [
        (term, f"{found['so']} of {found['of']}", ", ".join(_instead(found["instead"])))
        for term, found in terms.items()
    ]
    return table(("people say", "the table agrees", "and otherwise says"), rows)


def _instead(names: Mapping[str, int]) -> Iterator[str]:
    for name, number in names.items():
        yield f"{name} {number}"


def kept(denoised: Json) -> str:
    """List how much denoising keeps of each term's photographs."""
    rows = [
        (term, f"{found['photos']:,}", percent(found["pixels_kept"] / found["pixels"]))
        for term, found in denoised["classes"].items()
    ]
    return table(("tag", "photographs", "pixels kept"), rows, numbers=2)


def draw() -> None:
    """Draw the pictures of the method: denoising, and the chart of names."""
    examples = {each.photo: each for each in read_examples(EXAMPLES)}
    rows = [
        (examples[name].picture, examples[name].weights, examples[name].title) for name in SHOWN
    ]
    save(draw_denoising_sheet(rows), FOLDER / "denoised.webp", quality=80)
    with Image.open(AGREEMENT / "chart.png") as chart:
        save(chart, FOLDER / "chart.webp", lossless=True)


def save(picture: Image.Image, path: Path, **options: Any) -> None:
    """Write a picture as WebP."""
    with atomic_write(path) as temporary:
        picture.save(temporary, "WEBP", method=6, **options)


if __name__ == "__main__":
    main()
