"""``folkhue palette``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, cast

import typer

from folkhue.cli.console import INTERRUPTED_TABLE, print_lines, printing_each, report_errors
from folkhue.cli.inputs import Input, LeftOut, find_inputs, for_each
from folkhue.cli.options import (
    ImagesArgument,
    JobsOption,
    JsonOption,
    PrefixOption,
    ScalesOption,
    TableOption,
    one_of,
)
from folkhue.cli.outputs import ForceOption, check_outputs
from folkhue.cli.palette_extractor import Extractor, Found, Part
from folkhue.cli.palette_files import check_targets
from folkhue.cli.palette_roles import RolesOption, describer
from folkhue.cli.palette_table import table_among, write_table
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.images.color_space import Gamut
    from folkhue.palettes.palette import Order
    from folkhue.palettes.quantize import Emphasis, Method
    from folkhue.table.color_table import ColorTable

_PALETTE = "folkhue.palettes.palette"


def palette(
    images: ImagesArgument,
    k: Annotated[
        str,
        typer.Option("-k", help="Number of colors, 1 to 256; or auto: as many as the image needs."),
    ] = "6",
    method: Annotated[
        str,
        typer.Option(
            metavar="METHOD",
            callback=one_of("folkhue.palettes.quantize", "METHODS"),
            help="kmeans: colors close to all pixels. guided: the same, but objects, which "
            "subject, position and texture tell apart, keep colors of their own. hue-slices (sort "
            "by hue, cut into equal parts, average) and median-cut are simpler and less accurate.",
        ),
    ] = "kmeans",
    emphasis: Annotated[
        str,
        typer.Option(
            metavar="EMPHASIS",
            callback=one_of("folkhue.palettes.quantize", "EMPHASES"),
            help="share: colors that are close to all pixels. accent: also rare, colorful ones, as "
            "when people pick them: the red umbrella in the gray street. Each color is that of its "
            "own pixels, and so is its share.",
        ),
    ] = "share",
    distinct: Annotated[
        float,
        typer.Option(
            metavar="ΔE",
            min=0,
            max=100,
            help="Minimum difference of two colors (DIN99o, close to ΔE2000). By default, no two "
            "look alike. If there are not so many distinct ones, the palette has fewer.",
        ),
    ] = 6.0,
    sort: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            callback=one_of(_PALETTE, "ORDERS"),
            help="Sort colors by share, hue or lightness.",
        ),
    ] = "share",
    gamut: Annotated[
        str,
        typer.Option(
            metavar="GAMUT",
            callback=one_of("folkhue.images.color_space", "GAMUTS"),
            help="srgb, or p3: find colors in Display P3. Those that sRGB lacks are printed and "
            "written (.css .scss .json) in both.",
        ),
    ] = "srgb",
    together: Annotated[
        bool, typer.Option("--together", help="Make one palette from all images: a mood board.")
    ] = False,
    weigh: Annotated[
        str,
        typer.Option(
            metavar="WEIGHT",
            callback=one_of(_PALETTE, "WEIGHTS"),
            help="With --together, image: each image weighs the same; size: its pixels count.",
        ),
    ] = "image",
    by: Annotated[
        Part | None,
        typer.Option(
            help="Make a palette for each part of a photograph. region: areas of similar color. "
            "ground: the foreground, which a network finds, and the background. contrast: the "
            "same, but what contrasts with the border is the foreground."
        ),
    ] = None,
    suggest: Annotated[
        int,
        typer.Option(min=0, max=8, help="Add so many colors that go with those of the photograph."),
    ] = 0,
    out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Write to a file; its suffix selects the format: a palette (.json .css .gpl .ase "
            "… see `folkhue import --help`), a picture (.png .svg .webp .jpg), or a page (.html). "
            "With several images, {name} in it stands for the name of each. Repeatable. Or a table "
            "of the palettes of many photographs: FILE.csv, FILE.parquet or FILE.jsonl.",
        ),
    ] = None,
    scales: ScalesOption = False,
    prefix: PrefixOption = None,
    picture: Annotated[
        str,
        typer.Option(
            metavar="PICTURE",
            # A card of several photographs is a mood board; --by draws regions.
            callback=one_of(
                "folkhue.render.pictures", "PICTURES", without=("moodboard", "regions")
            ),
            help="Picture to draw. card: the photograph next to its palette. bar: colors as wide "
            "as their shares. strip: with hex codes. roles: with text on them. painted: every "
            "pixel in the color of its name. reduced: in the colors of the palette. scatter: "
            "pixels in the RGB cube.",
        ),
    ] = "card",
    table: TableOption = DEFAULT_TABLE,
    long: Annotated[
        bool, typer.Option("--long", "-l", help="Also print RGB, HSL, CIELAB and OKLCH.")
    ] = False,
    roles: RolesOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
    jobs: JobsOption = None,
) -> None:
    """Extract palettes from photographs: the colors, their shares and their names.

    For example:

        folkhue palette beach.jpg

        folkhue palette beach.jpg -k auto --sort hue

        folkhue palette street.jpg --emphasis accent

        folkhue palette holidays/ --together

        folkhue palette beach.jpg --suggest 2

        folkhue palette beach.jpg --roles

        folkhue palette flower.heic --gamut p3 --out flower.css

        folkhue palette beach.jpg --by region --out regions.png

        folkhue palette beach.jpg --out beach.gpl --out beach.png

        folkhue palette beach.jpg --scales --out beach.tokens.json

        curl --location https://example.org/a.jpg | folkhue palette - --json

    For many photographs, write one table with a row for each color:

        folkhue palette holidays/ --out palettes.parquet

    If such a run stops, for example by Ctrl-C, run the same command again: it
    resumes where it stopped, and after a finished run, it only extracts the
    palettes of new and changed photographs. FILE.parquet.journal stores what is
    done; --jobs is the number of worker processes.

    A palette has at most as many colors as the image, all different. The same
    image always gives the same palette. Transparent pixels do not count. A
    photograph that cannot be read is told on standard error; the others are
    done, and the exit status is 1.
    """
    from folkhue.batch.palettes import PaletteOptions
    from folkhue.errors import FolkhueError
    from folkhue.palettes.formats import DEFAULT, Style
    from folkhue.table.color_table import load

    style = Style(scales, prefix)
    if style != DEFAULT and not out:
        raise FolkhueError("--scales and --prefix are for files: name one with --out")
    left_out = LeftOut()
    names = load(table)
    options = PaletteOptions(
        _parse_number(k),
        cast("Method", method),
        cast("Emphasis", emphasis),
        distinct,
        cast("Order", sort),
        cast("Gamut", gamut),
        suggest,
    )
    inputs = find_inputs(images, left_out)
    _check_parts(together, by)
    others = {"--together": together, "--by": bool(by), "--roles": roles, "--long": long}
    others |= {"--scales": scales, "--prefix": prefix is not None, "--json": json}
    if rows := table_among(out or [], others):
        with report_errors(interrupted=INTERRUPTED_TABLE):
            write_table(rows, inputs, table, options, jobs, force, left_out)
        return
    several = not together and len(inputs) > 1
    files = check_targets(
        out or [],
        inputs,
        several=several,
        together=together,
        drawn=by is not None,
        style=style,
    )
    check_outputs(files, force=force)

    extractor = Extractor(options, names, out or [], picture, weigh, style)
    described = partial(Found.as_dict, describe=describer(roles, names))
    printed = partial(_print, long=long, roles=names if roles else None)
    with printing_each(json, described, printed) as show:
        _extract(inputs, extractor, together, by, show, left_out)


def _extract(
    inputs: Sequence[Input],
    extractor: Extractor,
    together: bool,
    by: Part | None,
    show: Callable[[Found], None],
    left_out: LeftOut,
) -> None:
    """Make palettes, and show each as soon as it is there."""
    if together:
        for_each([inputs], lambda group: extractor.together(group, left_out), show, left_out)
    elif by:
        for_each(inputs, lambda image: extractor.parts(image, by), show, left_out)
    else:
        for_each(inputs, extractor.whole, show, left_out)


def _check_parts(together: bool, by: Part | None) -> None:
    from folkhue.errors import FolkhueError

    if together and by:
        raise FolkhueError(
            "--together makes one palette of all photographs, --by one of each part; choose one"
        )


def _parse_number(k: str) -> int | str:
    from folkhue.errors import FolkhueError
    from folkhue.palettes.quantize import MAX_COLORS

    if k == "auto":
        return k
    if not k.isascii() or not k.isdigit() or not 1 <= int(k) <= MAX_COLORS:
        raise FolkhueError(f"-k {k}: expected a number from 1 to {MAX_COLORS}, or auto")
    return int(k)


def _print(found: Found, long: bool, roles: ColorTable | None) -> None:
    """Print palettes; their roles, too, if there is a table, which names derived colors."""
    from folkhue.cli.drawing import palette_lines
    from folkhue.cli.palette_roles import role_lines

    for palette, heading in zip(found.palettes, found.headings(), strict=True):
        print_lines(*palette_lines(palette, heading, long=long))
        if roles:
            print_lines(*role_lines(palette, roles))
