"""Do what the tutorial says, in a copy of the project, and make its pictures.

    scripts/python scripts/release/tutorial_pictures.py

It prints what the commands print, so that the page can quote it; a test compares that.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from folkhue._utils.atomic import atomic_write
from folkhue.images.photo import read_photo
from folkhue.render.photo_image import flattened
from folkhue.render.report.denoising_sheet import draw_denoising_sheet
from folkhue.render.report.examples import Example as Denoised
from folkhue.render.report.examples import read_examples
from folkhue.render.theme import BACKGROUND, FOREGROUND
from release.documents import Example, follow
from release.tutorial import PAGE, copy_project, steps
from stages.stage import EXAMPLES, REPORTS

PICTURES = PAGE.parent
CREDITS = PICTURES / "credits.md"

CREDITS_HEADING = """---
orphan: true
---

# Photographs in the tutorial

Made by `scripts/python scripts/release/tutorial_pictures.py`: title, author, license and, in
parentheses, the package that it comes from, whose license text is in `data/sampler/licenses/` or
`golden/licenses/`."""

DENOISED = ("red", "yellow", "green", "purple")
"""Folders of which a photograph is shown with the pixels kept and dropped."""

RECOLORED = "parrot"
SHOWN = 6
"""Photographs of each folder on the sheet of photographs."""

_THUMBNAIL, _LABEL, _GAP = (116, 80), 78, 6  # pixels
_MARGIN = 12  # pixels around the confusion matrix


def main() -> None:
    """Follow the page and make its pictures."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        copy_project(Path.cwd(), project)
        follow(map(_unchecked, steps(PAGE)), project, watch=_show)
        make_pictures(project)


def _unchecked(example: Example) -> Example:
    return replace(example, output=None)


def _show(example: Example, printed: str) -> None:
    print(f"\n=== {example}\n{example.code}---\n{printed}", flush=True)


def make_pictures(project: Path) -> None:
    """Write the pictures of the page, and the credits of the photographs in them."""
    photos = [
        path
        for folder in sorted((project / "my_photos").iterdir())
        for path in sorted(folder.iterdir())[:SHOWN]
    ]
    denoised = list(wide_examples(read_examples(project / EXAMPLES)))
    reports = project / REPORTS
    top, matrix, titles = screenshots(reports / "index.html")
    for name, picture in {
        "photos": sheet(photos),
        "denoised": draw_denoising_sheet([(e.picture, e.weights, e.photo) for e in denoised]),
        "recolored": Image.open(reports / f"recolored/{RECOLORED}.png"),
        "report": top,
        "confusion": matrix,
    }.items():
        _write(picture, name)
    learned = {path.name for path in [*photos, *(Path(each.photo) for each in denoised)]}
    lines = [
        *credited(
            project / "data/sampler/photos.csv", lambda row: Path(row["path"]).name in learned
        ),
        *credited(
            project / "golden/golden.csv",
            lambda row: row["id"] == RECOLORED or row["title"] in titles,
        ),
    ]
    with atomic_write(CREDITS) as temporary:
        temporary.write_text("\n".join([CREDITS_HEADING, "", *lines, ""]), "utf-8")


def wide_examples(denoised: Iterable[Denoised]) -> Iterator[Denoised]:
    """Choose the first example in landscape format of each of the folders `DENOISED`."""
    wide = [each for each in denoised if np.divide(*each.picture.opaque.shape) < 0.8]
    for term in DENOISED:
        yield next(each for each in wide if each.term == term)


def _write(picture: Image.Image, name: str) -> None:
    with atomic_write(PICTURES / f"{name}.webp") as temporary:
        picture.convert("RGB").save(temporary, quality=80, method=6)


def sheet(photos: Sequence[Path]) -> Image.Image:
    """Draw a row of photographs for each folder, after its name."""
    rows = [list(group) for _, group in groupby(photos, key=lambda path: path.parent)]
    width, height = (side + _GAP for side in _THUMBNAIL)
    picture = Image.new("RGB", (_LABEL + SHOWN * width, len(rows) * height), BACKGROUND)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(16)
    for row, paths in enumerate(rows):
        pen.text((0, row * height + height // 2 - 10), paths[0].parent.name, FOREGROUND, font)
        for column, path in enumerate(paths):
            thumbnail = ImageOps.fit(flattened(read_photo(path)), _THUMBNAIL)
            picture.paste(thumbnail, (_LABEL + column * width, row * height))
    return picture


def screenshots(page: Path) -> tuple[Image.Image, Image.Image, list[str]]:
    """Take pictures of a report.

    Returns
    -------
    top, matrix : Image
        Its top, and the first confusion matrix.
    titles : list of str
        Titles of the photographs at the top.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = chromium.new_page(viewport={"width": 1280, "height": 1260})
        tab.goto(page.resolve().as_uri())
        tab.wait_for_load_state("networkidle")
        top = tab.screenshot()
        images = tab.locator(".opening img:not(.after)").all()[:2]
        titles = [str(image.get_attribute("alt")) for image in images]
        tab.set_viewport_size({"width": 900, "height": 1200})  # a column, as wide as the matrix
        box = tab.locator("table.heat").first.bounding_box()
        assert box is not None
        matrix = tab.screenshot(
            full_page=True,
            clip={
                "x": box["x"] - _MARGIN,
                "y": box["y"] - _MARGIN,
                "width": box["width"] + 2 * _MARGIN,
                "height": box["height"] + 2 * _MARGIN,
            },
        )
        chromium.close()
    return Image.open(io.BytesIO(top)), Image.open(io.BytesIO(matrix)), titles


def credited(listed: Path, shown: Callable[[dict[str, str]], bool]) -> Iterator[str]:
    """Write the credits of those photographs in a CSV file that are shown, in Markdown."""
    with listed.open(encoding="utf-8", newline="") as file:
        for row in filter(shown, csv.DictReader(file)):
            package = row["source"].partition(":")[2]
            yield f"- *{row['title']}*, {row['author']}, {row['license']} ({package})"


if __name__ == "__main__":
    main()
