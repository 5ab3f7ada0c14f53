"""Extract palettes from photographs one after another, and write each to files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from folkhue.cli.inputs import Input, LeftOut, attempt, each_counted
from folkhue.cli.palette_files import NAME, TOGETHER, write_parts, write_target
from folkhue.cli.palette_roles import Describe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkhue.batch.palettes import PaletteOptions
    from folkhue.images.photo import Photo
    from folkhue.palettes.formats import Style
    from folkhue.palettes.palette import Palette
    from folkhue.palettes.points import Points
    from folkhue.table.color_table import ColorTable

    Mask = NDArray[np.bool_]

Part = Literal["region", "ground", "contrast"]


@dataclass(frozen=True)
class Found:
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
class Extractor:
    """Makes palettes, and writes them to files.

    Attributes
    ----------
    options : PaletteOptions
        How palettes are made.
    table : ColorTable
    targets : sequence of str
        Files to write, with `NAME` in place of the image's name.
    picture : str
        Kind of picture to draw.
    weigh : str
        Weights of several photographs.
    style : Style
        Of palette files.
    """

    options: PaletteOptions
    table: ColorTable
    targets: Sequence[str]
    picture: str
    weigh: str
    style: Style

    def whole(self, image: Input) -> Found:
        """Make the palette of a photograph."""
        palette = self._make(self._points(image.source), image.name)
        self._write([image], palette, image.stem)
        return Found([image], [palette])

    def together(self, images: Sequence[Input], left_out: LeftOut) -> Found | None:
        """Make one palette of all the photographs that can be read."""
        from folkhue.palettes.points import Points

        points, read = Points.from_photos([], self.options.gamut), []
        for image in each_counted(images):
            own = attempt(partial(self._points, image.source), left_out)
            if own is not None:
                points = points.merged(own)
                read.append(image)
        if not read:
            return None
        palette = self._make(points, " + ".join(image.name for image in read))
        self._write(read, palette, TOGETHER)
        return Found(read, [palette], together=True)

    def _make(self, points: Points, title: str) -> Palette:
        return self.options.palette(points, self.table, title)

    def _points(self, image: str | bytes | Photo) -> Points:
        from folkhue.palettes.gathering import gather_points

        return gather_points([image], self.weigh, self.options.gamut, self.options.method)

    def _write(self, images: Sequence[Input], palette: Palette, stem: str) -> None:
        for target in self.targets:
            sources = [image.source for image in images]
            file = target.replace(NAME, stem)
            write_target(file, palette, sources, self.picture, self.table, self.style)

    def parts(self, image: Input, by: Part) -> Found:
        """Make a palette of each part of a photograph."""
        from folkhue.images.photo import read_photo
        from folkhue.palettes.gathering import MIN_PIXELS, points_of_parts

        photo = read_photo(image.source, min_pixels=MIN_PIXELS, gamut=self.options.gamut)
        parts = _find_parts(photo, by, self.table)
        masks = [mask for _, mask in parts]
        several = points_of_parts(photo, masks, self.options.gamut, self.options.method)
        palettes = [
            self._make(points, title) for points, (title, _) in zip(several, parts, strict=True)
        ]
        pieces = [*zip(masks, palettes, strict=True)]
        for target in self.targets:
            write_parts(target.replace(NAME, image.stem), photo, pieces)
        return Found([image], palettes, in_parts=True)


def _find_parts(photo: Photo, by: Part, table: ColorTable) -> list[tuple[str, Mask]]:
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
