"""Look at the golden set: golden.py show [NAME…], golden.py count."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from folkhue.errors import FolkhueError
from folkhue.files import whole_file
from folkhue.golden import GoldenPhoto, read_golden
from folkhue.vocabulary import BASIC_TERMS
from stage import GOLDEN


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("show", help="draw the regions and their names")
    command.add_argument("names", nargs="*", help="photographs; all of them if none is named")
    command.add_argument("--out", type=Path, default=Path("reports/golden"))
    command.add_argument("--zoom", type=int, default=2)
    command.set_defaults(run=show)
    command = commands.add_parser("count", help="count the regions of each name")
    command.set_defaults(run=count)
    options = parser.parse_args()
    try:
        options.run(read_golden(GOLDEN), options)
    except FolkhueError as error:
        raise SystemExit(f"error: {error}") from error


def show(golden: Sequence[GoldenPhoto], options: argparse.Namespace) -> None:
    """Write one picture per photograph: its regions outlined and named."""
    unknown = set(options.names) - {photo.name for photo in golden}
    if unknown:
        raise SystemExit(f"no golden photograph is called {', '.join(sorted(unknown))}")
    for photo in golden:
        if not options.names or photo.name in options.names:
            path = options.out / f"{photo.name}.png"
            with whole_file(path) as beside:
                draw(photo, options.zoom).save(beside)
            print(path)


def draw(golden: GoldenPhoto, zoom: int) -> Image.Image:
    """Draw a photograph enlarged, each region outlined and named."""
    picture = Image.fromarray(golden.read().rgb)
    picture = picture.resize((picture.width * zoom, picture.height * zoom))
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(6 + 4 * zoom)
    for number, region in enumerate(golden.regions):
        corners = [(x * zoom, y * zoom) for x, y in region.points]
        pen.polygon(corners, outline="white", width=3)
        pen.polygon(corners, outline="black", width=1)
        middle = tuple(sum(axis) / len(corners) for axis in zip(*corners, strict=True))
        text = f"{number} {region.term}"
        pen.rectangle(pen.textbbox(middle, text, font=font, anchor="mm"), fill="white")
        pen.text(middle, text, font=font, anchor="mm", fill="black")
    return picture


def count(golden: Sequence[GoldenPhoto], options: argparse.Namespace) -> None:
    """Print photographs and regions per name."""
    regions = Counter(region.term for photo in golden for region in photo.regions)
    photos = Counter(t for photo in golden for t in {region.term for region in photo.regions})
    for term in BASIC_TERMS:
        print(f"{term:>8}  {regions[term]:4} regions on {photos[term]:3} photographs")
    print(f"{'all':>8}  {regions.total():4} regions on {len(golden):3} photographs")


if __name__ == "__main__":
    main()
