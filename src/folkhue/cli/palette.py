"""``folkhue palette``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from folkhue.cli.console import print_lines, printing_each
from folkhue.cli.inputs import Input, LeftOut, attempt, each_counted, find_inputs, for_each
from folkhue.cli.options import (
    ImagesArgument,
    JsonOption,
    PrefixOption,
    ScalesOption,
    TableOption,
    one_of,
)
from folkhue.cli.outputs import ForceOption, check_outputs
from folkhue.cli.palette_files import NAME, TOGETHER, check_targets, write_parts, write_target
from folkhue.cli.palette_roles import Describe, RolesOption, describer
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkhue.images.color_space import Gamut
    from folkhue.images.photo import Photo
    from folkhue.palettes.formats import Style
    from folkhue.palettes.palette import Order, Palette
    from folkhue.palettes.points import Points
    from folkhue.table.color_table import ColorTable

    Mask = NDArray[np.bool_]

_Part = Literal["region", "ground", "contrast"]
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
        _Part | None,
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
            "With several images, {name} in it stands for the name of each. Repeatable.",
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

    A palette has at most as many colors as the image, all different. The same
    image always gives the same palette. Transparent pixels do not count. A
    photograph that cannot be read is told on standard error; the others are
    done, and the exit status is 1.
    """
    from folkhue.errors import FolkhueError
    from folkhue.palettes.formats import DEFAULT, Style
    from folkhue.palettes.palette import palette_from_points
    from folkhue.table.color_table import load

    style = Style(scales, prefix)
    if style != DEFAULT and not out:
        raise FolkhueError("--scales and --prefix are for files: name one with --out")
    left_out = LeftOut()
    names, number = load(table), _parse_number(k)
    inputs = find_inputs(images, left_out)
    _check_parts(together, by)
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

    def make(points: Points, title: str) -> Palette:
        found = palette_from_points(
            points,
            number,
            method=method,
            emphasis=emphasis,
            distinct=distinct,
            table=names,
            title=title,
            gamut=gamut,
        )
        return _extended(found.ordered(cast("Order", sort)), suggest, names)

    extractor = _Extractor(
        make, names, out or [], picture, weigh, cast("Gamut", gamut), method, style
    )
    described = partial(_Found.as_dict, describe=describer(roles, names))
    printed = partial(_print, long=long, roles=names if roles else None)
    with printing_each(json, described, printed) as show:
        _extract(inputs, extractor, together, by, show, left_out)


def _extract(
    inputs: Sequence[Input],
    extractor: _Extractor,
    together: bool,
    by: _Part | None,
    show: Callable[[_Found], None],
    left_out: LeftOut,
) -> None:
    """Make palettes, and show each as soon as it is there."""
    if together:
        for_each([inputs], lambda group: extractor.together(group, left_out), show, left_out)
    elif by:
        for_each(inputs, lambda image: extractor.parts(image, by), show, left_out)
    else:
        for_each(inputs, extractor.whole, show, left_out)


@dataclass(frozen=True)
class _Found:
    """The palette of a photograph, of several together, or the palettes of its parts.

    Attributes
    ----------
    images : sequence of Input
    palettes : sequence of Palette
    in_parts, together : bool
    """

    images: Sequence[Input]
    palettes: Sequence[Palette]
    in_parts: bool = False
    together: bool = False

    def as_dict(self, describe: Describe) -> dict[str, Any]:
        """Return everything as JSON types."""
        paths = [image.path for image in self.images]
        whose = {"paths": paths} if self.together else {"path": paths[0]}
        described = [describe(palette) for palette in self.palettes]
        return {**whose, "parts": described} if self.in_parts else {**whose, **described[0]}

    def headings(self) -> list[str]:
        """Return what to print above each palette."""
        title = " + ".join(image.title for image in self.images)
        return [f"{title}: {each.title}" if self.in_parts else title for each in self.palettes]


@dataclass(frozen=True)
class _Extractor:
    """Makes palettes, and writes them to files.

    Attributes
    ----------
    make : callable
        Makes a palette of collected colors, with a title.
    table : ColorTable
    targets : sequence of str
        Files to write, with `NAME` in place of the image's name.
    picture : str
        Kind of picture to draw.
    weigh : str
        Weights of several photographs.
    gamut : str
        What colors are found in.
    method : str
        How they are found.
    style : Style
        Of palette files.
    """

    make: Callable[[Points, str], Palette]
    table: ColorTable
    targets: Sequence[str]
    picture: str
    weigh: str
    gamut: Gamut
    method: str
    style: Style

    def whole(self, image: Input) -> _Found:
        """Make the palette of a photograph."""
        palette = self.make(self._points(image.source), image.name)
        self._write([image], palette, image.stem)
        return _Found([image], [palette])

    def together(self, images: Sequence[Input], left_out: LeftOut) -> _Found | None:
        """Make one palette of all the photographs that can be read."""
        from folkhue.palettes.points import Points

        points, read = Points.from_photos([], self.gamut), []
        for image in each_counted(images):
            own = attempt(partial(self._points, image.source), left_out)
            if own is not None:
                points = points.merged(own)
                read.append(image)
        if not read:
            return None
        palette = self.make(points, " + ".join(image.name for image in read))
        self._write(read, palette, TOGETHER)
        return _Found(read, [palette], together=True)

    def _points(self, image: str | bytes | Photo) -> Points:
        from folkhue.palettes.gathering import gather_points

        return gather_points([image], self.weigh, self.gamut, self.method)

    def _write(self, images: Sequence[Input], palette: Palette, stem: str) -> None:
        for target in self.targets:
            sources = [image.source for image in images]
            file = target.replace(NAME, stem)
            write_target(file, palette, sources, self.picture, self.table, self.style)

    def parts(self, image: Input, by: _Part) -> _Found:
        """Make a palette of each part of a photograph."""
        from folkhue.images.photo import read_photo
        from folkhue.palettes.gathering import MIN_PIXELS, points_of_parts

        photo = read_photo(image.source, min_pixels=MIN_PIXELS, gamut=self.gamut)
        parts = _find_parts(photo, by, self.table)
        masks = [mask for _, mask in parts]
        several = points_of_parts(photo, masks, self.gamut, self.method)
        palettes = [
            self.make(points, title) for points, (title, _) in zip(several, parts, strict=True)
        ]
        pieces = [*zip(masks, palettes, strict=True)]
        for target in self.targets:
            write_parts(target.replace(NAME, image.stem), photo, pieces)
        return _Found([image], palettes, in_parts=True)


def _find_parts(photo: Photo, by: _Part, table: ColorTable) -> list[tuple[str, Mask]]:
    """Find the parts of a photograph; return their titles and masks."""
    from folkhue._utils.text import percent
    from folkhue.palettes.regions import regions
    from folkhue.palettes.saliency import foreground

    if by != "region":
        mask = foreground(photo, "contrast" if by == "contrast" else None)
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


def _extended(palette: Palette, add: int, table: ColorTable) -> Palette:
    """Add suggested colors."""
    if not add:
        return palette
    from folkhue.harmonies.extension import extended

    return extended(palette, add, table)


def _parse_number(k: str) -> int | str:
    from folkhue.errors import FolkhueError
    from folkhue.palettes.quantize import MAX_COLORS

    if k == "auto":
        return k
    if not k.isascii() or not k.isdigit() or not 1 <= int(k) <= MAX_COLORS:
        raise FolkhueError(f"-k {k}: expected a number from 1 to {MAX_COLORS}, or auto")
    return int(k)


def _print(found: _Found, long: bool, roles: ColorTable | None) -> None:
    """Print palettes; their roles, too, if there is a table, which names derived colors."""
    from folkhue.cli.drawing import palette_lines
    from folkhue.cli.palette_roles import role_lines

    for palette, heading in zip(found.palettes, found.headings(), strict=True):
        print_lines(*palette_lines(palette, heading, long=long))
        if roles:
            print_lines(*role_lines(palette, roles))
