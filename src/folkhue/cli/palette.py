"""``folkhue palette`` and ``folkhue import``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from folkhue.cli.console import ElevenOption, complaints, each
from folkhue.cli.targets import NAME, check_targets, write_parts, write_target

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rich.text import Text

    from folkhue.images.photo import Photo
    from folkhue.palettes.palette import Palette, PaletteColor
    from folkhue.table.color_table import ColorTable

    Mask = NDArray[np.bool_]


class Method(StrEnum):
    """Ways to find colors."""

    kmeans = "kmeans"
    hue_slices = "hue-slices"
    median_cut = "median-cut"


class Emphasis(StrEnum):
    """What makes a color count."""

    share = "share"
    accent = "accent"


class Order(StrEnum):
    """What colors are sorted by."""

    share = "share"
    hue = "hue"
    lightness = "lightness"


class Weight(StrEnum):
    """What makes an image of several count."""

    image = "image"
    size = "size"


class Part(StrEnum):
    """Parts of a photograph that get a palette each."""

    region = "region"
    ground = "ground"


class PictureKind(StrEnum):
    """Pictures of palettes."""

    CARD = "card"
    BAR = "bar"
    STRIP = "strip"
    PAINTED = "painted"
    REDUCED = "reduced"
    SCATTER = "scatter"


def palette(
    images: Annotated[
        list[Path], typer.Argument(help="Photographs (JPEG, PNG, WebP, GIF, …), or folders of them")
    ],
    k: Annotated[
        str, typer.Option("-k", help="How many colors, 1 to 256; or auto: as many as it needs.")
    ] = "6",
    method: Annotated[
        Method,
        typer.Option(
            help="kmeans finds colors near to all pixels. hue-slices (sorted by hue, cut into "
            "equal parts, averaged) and median-cut are simpler and less accurate."
        ),
    ] = Method.kmeans,
    emphasis: Annotated[
        Emphasis,
        typer.Option(
            help="share: colors count by their pixels. accent: colorful and rare ones count for "
            "more, as people pick them: the red umbrella in the gray street."
        ),
    ] = Emphasis.share,
    sort: Annotated[Order, typer.Option(help="What colors are sorted by.")] = Order.share,
    together: Annotated[
        bool, typer.Option("--together", help="Make one palette of all the images: a mood board.")
    ] = False,
    weigh: Annotated[
        Weight,
        typer.Option(help="Together, image: each counts the same; size: by its pixels."),
    ] = Weight.image,
    by: Annotated[
        Part | None,
        typer.Option(
            help="A palette for each part of a photograph. region: pieces of about one color. "
            "ground: what seems to be the foreground, and the background."
        ),
    ] = None,
    out: Annotated[
        list[str] | None,
        typer.Option(
            help="Write to a file, of the kind its name ends in: .json .css .scss .tailwind.css "
            ".tailwind.js .gpl .ase .aco .kpl, a picture .png .svg .webp .jpg, or a page .html. "
            "Of several images, {name} in it stands for the image's. May be given several times.",
        ),
    ] = None,
    picture: Annotated[
        PictureKind,
        typer.Option(
            help="Which picture. card: the photograph beside its palette. bar: as wide as shares. "
            "strip: with hex codes. painted: every pixel in its name's color. reduced: in the "
            "palette's. scatter: pixels in the cube of RGB."
        ),
    ] = PictureKind.CARD,
    table: ElevenOption = "basic11",
    long: Annotated[
        bool, typer.Option("--long", "-l", help="Print RGB, HSL, CIELAB and OKLCH too.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, with everything.")] = False,
) -> None:
    """Find the colors of photographs: how much of each, and what people call it.

    For example:

        folkhue palette beach.jpg

        folkhue palette beach.jpg -k auto --sort hue

        folkhue palette street.jpg --emphasis accent

        folkhue palette holidays/ --together

        folkhue palette beach.jpg --by region --out regions.png

        folkhue palette beach.jpg --out beach.gpl --out beach.png

    There are never more colors than the image has, and no two are equal; the
    same image gives the same palette. Transparent pixels do not count.
    """
    from folkhue.batch.runner import find_photos
    from folkhue.errors import FolkhueError
    from folkhue.palettes.palette import palette as find
    from folkhue.table.color_table import load

    with complaints():
        names, number = load(table), _number(k)
        images = [Path(photo) for photo in find_photos(images)]
        if together and by:
            raise FolkhueError("--together is of several photographs, --by of parts of each")
        several = not together and len(images) > 1
        check_targets(out or [], images, several=several, drawn=by is not None)
    how = {"method": method, "emphasis": emphasis, "sort": sort, "weigh": weigh}
    job = _Job(lambda given: find(given, number, table=names, **how), names, out or [], long, json)
    if together:
        with complaints(1):
            job.whole(images, "palette", picture)
    elif by:
        each(images, lambda image, stem: job.parts(image, stem, by))
    else:
        each(images, lambda image, stem: job.whole([image], stem, picture))
    job.finish()


@dataclass(frozen=True)
class _Job:
    """What is done with every photograph, or with all of them together.

    Attributes
    ----------
    find : callable
        Makes a palette of photographs.
    table : ColorTable
    targets : sequence of str
        Files to write.
    long, json : bool
        How palettes are printed.
    found : list of Palette
        So far.
    """

    find: Callable[[Sequence[Path] | Photo], Palette]
    table: ColorTable
    targets: Sequence[str]
    long: bool
    json: bool
    found: list[Palette] = field(default_factory=list)

    def whole(self, images: Sequence[Path], stem: str, picture: str) -> None:
        """Make one palette of photographs."""
        palette = self.find(images)
        self.show(palette, " + ".join(map(str, images)))
        for target in self.targets:
            write_target(target.replace(NAME, stem), palette, images, picture, self.table)

    def parts(self, image: Path, stem: str, by: Part) -> None:
        """Make a palette of each part of a photograph."""
        from folkhue.images.photo import read_photo
        from folkhue.palettes.palette import ENOUGH

        photo = read_photo(image, min_pixels=ENOUGH)
        pieces = []
        for title, mask in _parts(photo, by, self.table):
            palette = self.find(replace(photo, opaque=mask))
            pieces.append((mask, replace(palette, title=title)))
            self.show(replace(palette, title=f"{image.name}: {title}"), f"{image}: {title}")
        for target in self.targets:
            write_parts(target.replace(NAME, stem), photo, pieces)

    def show(self, palette: Palette, heading: str) -> None:
        """Print a palette, or keep it for `finish`."""
        self.found.append(palette)
        if not self.json:
            print_palette(palette, heading, long=self.long)

    def finish(self) -> None:
        """Print all palettes as JSON, if that was asked for: one alone is no list."""
        import json

        described = [palette.as_dict() for palette in self.found]
        if self.json:
            print(json.dumps(described[0] if len(described) == 1 else described, indent=2))


def import_palettes(
    files: Annotated[list[Path], typer.Argument(help="Files of palettes; see above.")],
    to: Annotated[
        Path | None,
        typer.Option(help="File to write the palette to, of the kind that its name ends in."),
    ] = None,
    table: ElevenOption = "basic11",
) -> None:
    """Read a palette of another program, name its colors, and turn it into another kind.

    For example:

        folkhue import brand.ase

        folkhue import brand.ase --to brand.tailwind.css

    What kind a file is, the end of its name tells: .json (folkhue), .css
    (custom properties), .scss (variables of Sass), .tailwind.css (a theme of
    Tailwind CSS 4), .tailwind.js (a configuration of Tailwind CSS 3), .gpl
    (GIMP, Inkscape), .ase (Illustrator, InDesign), .aco (Photoshop), .kpl
    (Krita), .png (a strip of swatches).

    Colors keep the names that they have in the file, beside those that
    people give them. Of equal colors the first is kept. Shares are kept by
    .json and .png only; from other files all colors have the same. CMYK
    becomes what a screen makes of ideal inks.
    """
    from folkhue.errors import FolkhueError
    from folkhue.palettes.formats import suffix_of
    from folkhue.table.color_table import load

    with complaints():
        if to is not None and len(files) > 1:
            raise FolkhueError(f"--to {to} holds one palette; give one file, not {len(files)}")
        if to is not None:
            suffix_of(to)
        names = load(table)
    each(files, lambda file, _: _import(file, to, names))


def _import(file: Path, to: Path | None, table: ColorTable) -> None:
    from folkhue.palettes.formats import read_palette, write_palette

    palette = read_palette(file, table)
    print_palette(palette, str(file))
    if to is not None:
        write_palette(palette, to)


def _parts(photo: Photo, by: Part, table: ColorTable) -> list[tuple[str, Mask]]:
    """Name and find the parts of a photograph."""
    from folkhue._utils.text import percent
    from folkhue.palettes.regions import regions
    from folkhue.palettes.saliency import foreground

    if by == Part.ground:
        mask = foreground(photo)
        return [("foreground", mask), ("background", photo.opaque & ~mask)]
    found = regions(photo, table=table)
    return [
        (f"{record.name} region, {percent(record.share)}", found.labels == record.number)
        for record in found.records
    ]


def _number(k: str) -> int | str:
    from folkhue.errors import FolkhueError
    from folkhue.palettes.quantize import MOST

    if k == "auto":
        return k
    if not k.isascii() or not k.isdigit() or not 1 <= int(k) <= MOST:
        raise FolkhueError(f"-k {k}: expected a number from 1 to {MOST}, or auto")
    return int(k)


def print_palette(palette: Palette, heading: str, *, long: bool = False) -> None:
    """Print the colors of a palette, each with its share and its names."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text(heading, style="bold"), soft_wrap=True)
    if not len(palette):
        console.print("  every pixel is transparent")
    width = max((len(color.description) for color in palette.colors), default=0)
    for color in palette.colors:
        console.print(_row(color, width), soft_wrap=True)
        if long:
            console.print(Text(f"{'':9}{'  '.join(_spaces(color))}", "dim"), soft_wrap=True)


def _row(color: PaletteColor, width: int) -> Text:
    from rich.text import Text

    from folkhue._utils.text import percent

    swatch = ("████", "rgb({},{},{})".format(*color.rgb))
    known = f"  {color.hex}  {color.description:{width}}  {percent(color.confidence):>4} sure"
    own = color.label if color.label != color.description else ""
    return Text.assemble(f"{percent(color.share):>7}  ", swatch, f"{known}  {own}".rstrip())


def _spaces(color: PaletteColor) -> list[str]:
    """Write a color in the notation of CSS."""
    (hue, saturation, lightness), lab, oklch = color.hsl, color.lab, color.oklch
    return [
        "rgb({} {} {})".format(*color.rgb),
        f"hsl({hue:.0f} {100 * saturation:.0f}% {100 * lightness:.0f}%)",
        "lab({:.1f} {:.1f} {:.1f})".format(*lab),
        "oklch({:.3f} {:.3f} {:.1f})".format(*oklch),
    ]
