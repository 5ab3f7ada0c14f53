"""Options of ``folkhue palette``."""

from __future__ import annotations

from typing import Annotated

import typer

from folkhue.cli.options import one_of
from folkhue.cli.palette_extractor import Part

_PALETTE = "folkhue.palettes.palette"

NumberOption = Annotated[
    str,
    typer.Option("-k", help="Number of colors, 1 to 256; or auto: as many as the image needs."),
]

MethodOption = Annotated[
    str,
    typer.Option(
        metavar="METHOD",
        callback=one_of("folkhue.palettes.quantize", "METHODS"),
        help="kmeans: colors close to all pixels. guided: the same, but objects, which "
        "subject, position and texture tell apart, keep colors of their own. hue-slices (sort "
        "by hue, cut into equal parts, average) and median-cut are simpler and less accurate.",
    ),
]

EmphasisOption = Annotated[
    str,
    typer.Option(
        metavar="EMPHASIS",
        callback=one_of("folkhue.palettes.quantize", "EMPHASES"),
        help="share: colors that are close to all pixels. accent: also rare, colorful ones, as "
        "when people pick them: the red umbrella in the gray street. Each color is that of its "
        "own pixels, and so is its share.",
    ),
]

DistinctOption = Annotated[
    float,
    typer.Option(
        metavar="ΔE",
        min=0,
        max=100,
        help="Minimum difference of two colors (DIN99o, close to ΔE2000). By default, no two "
        "look alike. If there are not so many distinct ones, the palette has fewer.",
    ),
]

SortOption = Annotated[
    str,
    typer.Option(
        metavar="ORDER",
        callback=one_of(_PALETTE, "ORDERS"),
        help="Sort colors by share, hue or lightness.",
    ),
]

GamutOption = Annotated[
    str,
    typer.Option(
        metavar="GAMUT",
        callback=one_of("folkhue.images.color_space", "GAMUTS"),
        help="srgb, or p3: find colors in Display P3. Those that sRGB lacks are printed and "
        "written (.css .scss .json) in both.",
    ),
]

TogetherOption = Annotated[
    bool, typer.Option("--together", help="Make one palette from all images: a mood board.")
]

WeighOption = Annotated[
    str,
    typer.Option(
        metavar="WEIGHT",
        callback=one_of(_PALETTE, "WEIGHTS"),
        help="With --together, image: each image weighs the same; size: its pixels count.",
    ),
]

PartOption = Annotated[
    Part | None,
    typer.Option(
        help="Make a palette for each part of a photograph. region: areas of similar color. "
        "ground: the foreground, which a network finds, and the background. contrast: the "
        "same, but what contrasts with the border is the foreground."
    ),
]

SuggestOption = Annotated[
    int,
    typer.Option(min=0, max=8, help="Add so many colors that go with those of the photograph."),
]

OutOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE",
        help="Write to a file; its suffix selects the format: a palette (.json .css .gpl .ase "
        "… see `folkhue import --help`), a picture (.png .svg .webp .jpg), or a page (.html). "
        "With several images, {name} in it stands for the name of each. Repeatable. Or a table "
        "of the palettes of many photographs: FILE.csv, FILE.parquet or FILE.jsonl.",
    ),
]

RowsOption = Annotated[
    str,
    typer.Option(
        metavar="ROWS",
        callback=one_of("folkhue.batch.palette_rows", "ROWS"),
        help="Of a table: color, a row for each color; or photograph, a row for each photograph, "
        "with columns hex_1, hex_2 … share_1 … name_1 … description_1 …, for spreadsheets.",
    ),
]

PictureOption = Annotated[
    str,
    typer.Option(
        metavar="PICTURE",
        # A card of several photographs is a mood board; --by draws regions.
        callback=one_of("folkhue.render.pictures", "PICTURES", without=("moodboard", "regions")),
        help="Picture to draw. card: the photograph next to its palette. bar: colors as wide "
        "as their shares. strip: with hex codes. roles: with text on them. painted: every "
        "pixel in the color of its name. reduced: in the colors of the palette. scatter: "
        "pixels in the RGB cube.",
    ),
]

LongOption = Annotated[
    bool, typer.Option("--long", "-l", help="Also print RGB, HSL, CIELAB and OKLCH.")
]


def check_parts(together: bool, by: Part | None) -> None:
    """Check that one palette of all photographs is not to be of parts, too.

    Raises
    ------
    FolkhueError
    """
    from folkhue.errors import FolkhueError

    if together and by:
        raise FolkhueError(
            "--together makes one palette of all photographs, --by one of each part; choose one"
        )


def parse_number(k: str) -> int | str:
    """Read the number of colors.

    Raises
    ------
    FolkhueError
    """
    from folkhue.errors import FolkhueError
    from folkhue.palettes.quantize import MAX_COLORS

    if k == "auto":
        return k
    if not k.isascii() or not k.isdigit() or not 1 <= int(k) <= MAX_COLORS:
        raise FolkhueError(f"-k {k}: expected a number from 1 to {MAX_COLORS}, or auto")
    return int(k)
