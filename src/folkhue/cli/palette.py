"""``folkhue palette``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from folkhue.cli.console import print_json, print_lines, report_errors
from folkhue.cli.inputs import for_each, with_stems
from folkhue.cli.options import ElevenTermsOption, ImagesArgument, one_of
from folkhue.cli.palette_files import NAME, check_targets, write_parts, write_target

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkhue.images.photo import Photo
    from folkhue.palettes.palette import Palette
    from folkhue.table.color_table import ColorTable

    Mask = NDArray[np.bool_]

_Part = Literal["region", "ground"]
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
            help="kmeans: colors close to all pixels. hue-slices (sort by hue, cut into equal "
            "parts, average) and median-cut are simpler and less accurate.",
        ),
    ] = "kmeans",
    emphasis: Annotated[
        str,
        typer.Option(
            metavar="EMPHASIS",
            callback=one_of(_PALETTE, "EMPHASES"),
            help="share: colors weigh as much as their pixels. accent: colorful and rare colors "
            "weigh more, as when people pick them: the red umbrella in the gray street.",
        ),
    ] = "share",
    sort: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            callback=one_of(_PALETTE, "ORDERS"),
            help="Sort colors by share, hue or lightness.",
        ),
    ] = "share",
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
        _Part | None,
        typer.Option(
            help="Make a palette for each part of a photograph. region: areas of similar color. "
            "ground: the estimated foreground, and the background."
        ),
    ] = None,
    out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Write to a file; its suffix selects the format: a palette (.json .css .gpl .ase "
            "… see `folkhue import --help`), a picture (.png .svg .webp .jpg), or a page (.html). "
            "With several images, {name} in it stands for the name of each. Repeatable.",
        ),
    ] = None,
    picture: Annotated[
        str,
        typer.Option(
            metavar="PICTURE",
            # A card of several photographs is a mood board; --by draws regions.
            callback=one_of(
                "folkhue.render.pictures", "PICTURES", without=("moodboard", "regions")
            ),
            help="Picture to draw. card: the photograph next to its palette. bar: colors as wide "
            "as their shares. strip: with hex codes. painted: every pixel in the color of its "
            "name. reduced: in the colors of the palette. scatter: pixels in the RGB cube.",
        ),
    ] = "card",
    table: ElevenTermsOption = "basic11",
    long: Annotated[
        bool, typer.Option("--long", "-l", help="Also print RGB, HSL, CIELAB and OKLCH.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Extract palettes from photographs: the colors, their shares and their names.

    For example:

        folkhue palette beach.jpg

        folkhue palette beach.jpg -k auto --sort hue

        folkhue palette street.jpg --emphasis accent

        folkhue palette holidays/ --together

        folkhue palette beach.jpg --by region --out regions.png

        folkhue palette beach.jpg --out beach.gpl --out beach.png

    A palette has at most as many colors as the image, all different. The same
    image always gives the same palette. Transparent pixels do not count.
    """
    from functools import partial

    from folkhue.batch.runner import find_photos
    from folkhue.palettes.palette import palette as make_palette
    from folkhue.table.color_table import load

    with report_errors():
        names, number = load(table), _parse_number(k)
        paths = [Path(photo) for photo in find_photos(images)]
        _check_parts(together, by)
        several = not together and len(paths) > 1
        check_targets(out or [], paths, several=several, drawn=by is not None)
    options = {"method": method, "emphasis": emphasis, "sort": sort, "weigh": weigh}
    make = partial(make_palette, k=number, table=names, **options)
    extractor = _Extractor(make, names, out or [], picture)
    found: list[Palette] = []

    def show(titled: list[_Titled]) -> None:
        found.extend(each.palette for each in titled)
        if not json:
            _print_palettes(titled, long)

    if together:
        for_each([paths], lambda group: extractor.whole(group, "palette"), show)
    elif by:
        for_each(with_stems(paths), lambda item: extractor.parts(*item, by), show)
    else:
        for_each(with_stems(paths), lambda item: extractor.whole([item[0]], item[1]), show)
    if json:
        described = [each.as_dict() for each in found]
        print_json(described[0] if len(described) == 1 else described)


@dataclass(frozen=True)
class _Titled:
    """A palette, and the heading under which it is printed."""

    palette: Palette
    heading: str


@dataclass(frozen=True)
class _Extractor:
    """Makes palettes, and writes them to files.

    Attributes
    ----------
    make : callable
        Makes a palette of photographs.
    table : ColorTable
    targets : sequence of str
        Files to write, with `NAME` in place of the image's name.
    picture : str
        Kind of picture to draw.
    """

    make: Callable[[Sequence[Path] | Photo], Palette]
    table: ColorTable
    targets: Sequence[str]
    picture: str

    def whole(self, images: Sequence[Path], stem: str) -> list[_Titled]:
        """Make one palette of all the photographs."""
        palette = self.make(images)
        for target in self.targets:
            write_target(target.replace(NAME, stem), palette, images, self.picture, self.table)
        return [_Titled(palette, " + ".join(map(str, images)))]

    def parts(self, image: Path, stem: str, by: _Part) -> list[_Titled]:
        """Make a palette of each part of a photograph."""
        from folkhue.images.photo import read_photo
        from folkhue.palettes.palette import MIN_PIXELS

        photo = read_photo(image, min_pixels=MIN_PIXELS)
        pieces = [
            (mask, replace(self.make(replace(photo, opaque=mask)), title=title))
            for title, mask in _find_parts(photo, by, self.table)
        ]
        for target in self.targets:
            write_parts(target.replace(NAME, stem), photo, pieces)
        return [
            _Titled(
                replace(palette, title=f"{image.name}: {palette.title}"),
                f"{image}: {palette.title}",
            )
            for _, palette in pieces
        ]


def _find_parts(photo: Photo, by: _Part, table: ColorTable) -> list[tuple[str, Mask]]:
    """Find the parts of a photograph; return their titles and masks."""
    from folkhue._utils.text import percent
    from folkhue.palettes.regions import regions
    from folkhue.palettes.saliency import foreground

    if by == "ground":
        mask = foreground(photo)
        return [("foreground", mask), ("background", photo.opaque & ~mask)]
    found = regions(photo, table=table)
    return [
        (f"{record.name} region, {percent(record.share)}", found.labels == record.number)
        for record in found.records
    ]


def _check_parts(together: bool, by: _Part | None) -> None:
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


def _print_palettes(titled: Sequence[_Titled], long: bool) -> None:
    from folkhue.cli.drawing import palette_lines

    for each in titled:
        print_lines(*palette_lines(each.palette, each.heading, long=long))
