"""Photographs labelled by hand: polygons in LabelMe's JSON, a colour name each."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from folkhue.errors import GoldenError
from folkhue.images import Photo, read_photo
from folkhue.vocabulary import BASIC_TERMS


@dataclass(frozen=True)
class Region:
    """A part of a photograph that has one colour name.

    Attributes
    ----------
    term : str
        Its colour name, one of the eleven basic terms.
    points : tuple of (float, float)
        Corners, x to the right and y down, in pixels.
    description : str
        What it shows.
    """

    term: str
    points: tuple[tuple[float, float], ...]
    description: str = ""

    def mask(self, height: int, width: int) -> NDArray[np.bool_]:
        """Rasterise: true for the pixels inside or on the border, shape (height, width)."""
        canvas = Image.new("1", (width, height))
        ImageDraw.Draw(canvas).polygon(self.points, fill=1)
        return np.array(canvas)


@dataclass(frozen=True)
class GoldenPhoto:
    """A photograph with labelled regions.

    Attributes
    ----------
    name : str
    path : path
    size : (int, int)
        Width and height that the labels were drawn for.
    regions : tuple of Region
    """

    name: str
    path: Path
    size: tuple[int, int]
    regions: tuple[Region, ...]

    def read(self) -> Photo:
        """Decode the photograph.

        Raises
        ------
        GoldenError
            If it is not of the size that the labels were drawn for.
        """
        photo = read_photo(self.path)
        height, width = photo.opaque.shape
        if (width, height) != self.size:
            raise GoldenError(
                f"{self.name}: the labels are for {self.size[0]} × {self.size[1]} pixels, but "
                f"{self.path.name} has {width} × {height}"
            )
        return photo


def read_golden(folder: str | Path) -> list[GoldenPhoto]:
    """Read a golden set.

    Parameters
    ----------
    folder : path
        With ``labels/NAME.json``, one per photograph, whose ``imagePath`` is
        relative to the file.

    Returns
    -------
    list of GoldenPhoto
        By name.

    Raises
    ------
    GoldenError
        If there is none, or one of them contradicts itself; the text names the file
        and the region.
    """
    files = sorted(Path(folder, "labels").glob("*.json"))
    if not files:
        raise GoldenError(f"{folder}: no labels/*.json; label photographs with LabelMe first")
    return [_read_labels(file) for file in files]


def _read_labels(file: Path) -> GoldenPhoto:
    try:
        labels = json.loads(file.read_text("utf-8"))
        path = (file.parent / labels["imagePath"]).resolve()
        size = int(labels["imageWidth"]), int(labels["imageHeight"])
        shapes = list(enumerate(labels["shapes"]))
        regions = tuple(_region(shape, f"{file}, shape {n}", size) for n, shape in shapes)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise GoldenError(f"{file}: not a file of LabelMe's ({error})") from error
    if not path.is_file():
        raise GoldenError(f"{file}: its photograph {labels['imagePath']} is not there")
    return GoldenPhoto(file.stem, path, size, regions)


def _region(shape: dict[str, Any], where: str, size: tuple[int, int]) -> Region:
    if shape.get("shape_type", "polygon") != "polygon":
        raise GoldenError(f"{where}: expected a polygon, got {shape['shape_type']!r}")
    term = str(shape.get("label", "")).strip().lower()
    if term not in BASIC_TERMS:
        raise GoldenError(f"{where}: {term!r} is none of {', '.join(BASIC_TERMS)}")
    points = tuple((float(x), float(y)) for x, y in shape.get("points", ()))
    if len(points) < 3:
        raise GoldenError(f"{where}: a polygon has at least three corners, this has {len(points)}")
    if not all(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in points):
        raise GoldenError(f"{where}: a corner lies outside the photograph of {size[0]} × {size[1]}")
    return Region(term, points, shape.get("description") or "")


def region_pixels(
    photos: Sequence[GoldenPhoto], max_pixels: int, seed: int
) -> list[tuple[str, NDArray[np.uint8]]]:
    """Give the term and the pixels of every region of every photograph.

    Parameters
    ----------
    photos : sequence of GoldenPhoto
    max_pixels : int
        Of a larger region so many pixels are drawn, so that a sky counts no more
        than a door.
    seed : int

    Returns
    -------
    list of (str, ndarray of uint8, shape (m, 3))

    Raises
    ------
    GoldenError
        If two regions of a photograph with different names overlap.
    """
    regions = []
    for golden in photos:
        # By name, so that a photograph added later changes nothing for the others.
        rng = np.random.default_rng([seed, zlib.crc32(golden.name.encode())])
        photo = golden.read()
        named = np.full(photo.opaque.shape, "", dtype="U16")
        for number, region in enumerate(golden.regions):
            mask = region.mask(*photo.opaque.shape) & photo.opaque
            other = set(np.unique(named[mask])) - {"", region.term}
            if other:
                raise GoldenError(
                    f"{golden.name}, shape {number} ({region.term}) overlaps a region "
                    f"called {other.pop()}; redraw one of them"
                )
            named[mask] = region.term
            pixels = photo.rgb[mask]
            if len(pixels) > max_pixels:
                pixels = pixels[np.sort(rng.choice(len(pixels), max_pixels, replace=False))]
            regions.append((region.term, pixels))
    return regions
