"""Draw contact sheets of the sampler, one per color word, and count its photographs.

    scripts/python scripts/sampler/contact_sheets.py   # docs/sampler/*.jpg, the table in its README

Each photograph is on the sheet of every color word in its title and tags, with its title as
caption; photographs without one of the nineteen words are on the sheet "none".
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from PIL import Image, ImageDraw, ImageFont

from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import BASIC_TERMS, Vocabulary
from folkhue.datasets.labels import weak_labels
from folkhue.images.photo import read_photo
from stages.stage import SAMPLER

WIDTH, HEIGHT, CAPTION, GAP = 1000, 96, 18, 6
TERMS = Vocabulary.of("fine")


def main() -> None:
    """Read the command line, draw, count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("catalog", nargs="?", type=Path, default=SAMPLER)
    parser.add_argument("--out", type=Path, default=Path("docs/sampler"))
    options = parser.parse_args()
    photos = pd.read_csv(options.catalog, dtype=str, keep_default_na=False)
    for name, chosen in by_term(photos).items():
        with atomic_write(options.out / f"{name}.jpg") as temporary:
            sheet = contact_sheet(chosen, options.catalog.parent)
            sheet.save(temporary, "JPEG", quality=78, optimize=True)
    print("\n".join(counts(photos)))


def by_term(photos: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the photographs of each color word, and those without one."""
    found = labels(photos)
    return {
        name: photos[[name in (terms or ("none",)) for terms in found]]
        for name in (*TERMS.names, "none")
    }


def labels(photos: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the color words of each photograph."""
    texts = photos["title"] + ";" + photos["tags"]
    return [weak_labels(text, TERMS) for text in texts]


def counts(photos: pd.DataFrame) -> list[str]:
    """Count photographs by color word; return the lines of a Markdown table."""
    lines = ["| color word | photographs | cut from pictures |", "|---|---:|---:|"]
    for name, chosen in by_term(photos).items():
        originals = chosen[["source", "original"]].drop_duplicates()
        lines.append(
            f"| [{name}](../../docs/sampler/{name}.jpg) | {len(chosen)} | {len(originals)} |"
        )
    two = sum(len(BASIC_TERMS.keys() & {*terms}) > 1 for terms in labels(photos))
    return [*lines, "", f"{len(photos)} photographs; {two} of them have two basic words or more."]


def contact_sheet(photos: pd.DataFrame, folder: Path) -> Image.Image:
    """Draw photographs in rows of equal height, each above its title."""
    tiles = [(row["title"], thumbnail(folder / row["path"])) for row in photos.to_dict("records")]
    places, left, top = [], 0, 0
    for _, tile in tiles:
        if left and left + tile.width > WIDTH:
            left, top = 0, top + HEIGHT + CAPTION
        places.append((left, top))
        left += tile.width + GAP
    sheet = Image.new("RGB", (WIDTH, top + HEIGHT + CAPTION), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(10)
    for (title, tile), (left, top) in zip(tiles, places, strict=True):
        sheet.paste(tile, (left, top), tile)
        while len(title) > 1 and font.getlength(title) > tile.width:
            title = title.removesuffix("…")[:-1].rstrip() + "…"
        pen.text((left, top + HEIGHT + 1), title, font=font, fill="black")
    return sheet


def thumbnail(path: Path) -> Image.Image:
    """Scale a photograph down to the height of a row."""
    photo = read_photo(path)
    picture = Image.fromarray(photo.rgb)
    picture.putalpha(Image.fromarray(photo.opaque))
    picture.thumbnail((2 * HEIGHT, HEIGHT), Image.Resampling.LANCZOS)
    return picture


if __name__ == "__main__":
    main()
