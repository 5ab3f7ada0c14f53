"""Photographs labeled by hand: polygons in LabelMe's JSON, a color name each."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from folkhue.color.vocabulary import ColorTerm, spellings
from folkhue.errors import GoldenError
from folkhue.images.photo import Photo, read_photo

AMBIGUOUS = "ambiguous"
"""Word before the names of a region that people could call one or another."""

QUALITIES = ("dark", "pale", "dull", "shadowed", "highlighted")
"""What makes a region less than a showcase of its color; flags in LabelMe."""


@dataclass(frozen=True)
class Region:
    """A part of a photograph that has a color name.

    Attributes
    ----------
    names : tuple of str
        What it is called; several names if people would hesitate between them.
    points : tuple of (float, float)
        Corners, x to the right and y down, in pixels.
    description : str
        What it shows.
    qualities : tuple of str
        Of `QUALITIES`, those that hold.
    labelings : tuple of tuple of str
        What each of two labelings called it: its name, and a second one if the
        labeller hesitated. Empty if it was labeled once.
    """

    names: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    description: str = ""
    qualities: tuple[str, ...] = ()
    labelings: tuple[tuple[str, ...], ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Whether it has several names."""
        return len(self.names) > 1

    @property
    def label(self) -> str:
        """Its label in the file: ``"blue"``, or ``"ambiguous blue/purple"``."""
        return label_of(self.names)

    def mask(self, height: int, width: int) -> NDArray[np.bool_]:
        """Rasterize: true for the pixels inside or on the border, shape (height, width)."""
        canvas = Image.new("1", (width, height))
        ImageDraw.Draw(canvas).polygon(self.points, fill=1)
        return np.array(canvas)


def label_of(names: Sequence[str]) -> str:
    """Write one name, or those between which people would hesitate, as a label.

    Examples
    --------
    >>> label_of(["blue"]), label_of(["blue", "purple"])
    ('blue', 'ambiguous blue/purple')
    """
    return names[0] if len(names) == 1 else f"{AMBIGUOUS} {'/'.join(names)}"


def names_of(label: str) -> tuple[str, ...]:
    """Read a label: the reverse of `label_of`."""
    return tuple(label.removeprefix(f"{AMBIGUOUS} ").split("/"))


def agreed(labelings: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Make one label of several labelings: every name that was given, or thought of.

    Examples
    --------
    >>> agreed([["blue"], ["blue"]]), agreed([["blue"], ["blue", "purple"]])
    (('blue',), ('blue', 'purple'))
    """
    return tuple(dict.fromkeys(name for names in labelings for name in names))


@dataclass(frozen=True)
class GoldenPhoto:
    """A photograph with labeled regions.

    Attributes
    ----------
    name : str
    path : path
    labels : path
        The file of the labels.
    size : (int, int)
        Width and height that the labels were drawn for.
    regions : tuple of Region
    """

    name: str
    path: Path
    labels: Path
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

    def masks(self, photo: Photo) -> list[NDArray[np.bool_]]:
        """Rasterize every region, transparent pixels left out.

        Raises
        ------
        GoldenError
            If two regions with different names overlap.
        """
        drawn = np.full(photo.opaque.shape, -1, np.int32)  # the last region drawn on each pixel
        masks = []
        for number, region in enumerate(self.regions):
            mask = region.mask(*photo.opaque.shape) & photo.opaque
            below = [self.regions[other] for other in np.unique(drawn[mask]) if other >= 0]
            other = next((found for found in below if set(found.names) != set(region.names)), None)
            if other:
                raise GoldenError(
                    f"{self.name}, shape {number} ({region.label}) overlaps a region "
                    f"called {other.label}; redraw one of them"
                )
            drawn[mask] = number
            masks.append(mask)
        return masks


def read_golden(folder: str | Path, terms: Iterable[ColorTerm] = ()) -> list[GoldenPhoto]:
    """Read a golden set.

    Parameters
    ----------
    folder : path
        With ``labels/NAME.json``, one per photograph, whose ``imagePath`` is
        relative to the file.
    terms : iterable of ColorTerm
        Names that regions may have, besides the eleven basic terms.

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
        raise GoldenError(
            f"{folder}: no labels/*.json; label photographs with LabelMe, then bring them in with "
            "scripts/golden import"
        )
    known = tuple(terms)
    return [read_labels(file, known) for file in files]


def read_labels(file: Path, terms: Iterable[ColorTerm] = ()) -> GoldenPhoto:
    """Read one file of LabelMe's; see `read_golden`."""
    try:
        labels = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise GoldenError(f"{file}: not a file of LabelMe's ({error})") from error
    golden = to_golden(labels, file, terms)
    if not golden.path.is_file():
        raise GoldenError(f"{file}: its photograph {labels['imagePath']} is not there")
    return golden


def to_golden(labels: Any, file: Path, terms: Iterable[ColorTerm] = ()) -> GoldenPhoto:
    """Check what a file of LabelMe's holds.

    Parameters
    ----------
    labels : object
        The JSON of the file.
    file : path
        Where it lies, or would lie.
    terms : iterable of ColorTerm
        Names that regions may have, besides the eleven basic terms.

    Raises
    ------
    GoldenError
        If it is not as LabelMe writes it, or contradicts itself.
    """
    spelling = spellings(terms)
    for key in ("imagePath", "imageWidth", "imageHeight", "shapes"):
        if not isinstance(labels, dict) or key not in labels:
            raise GoldenError(f"{file}: not a file of LabelMe's: it has no {key}")
    size = labels["imageWidth"], labels["imageHeight"]
    if not all(type(side) is int and side > 0 for side in size):
        raise GoldenError(f"{file}: imageWidth and imageHeight are {size[0]!r} and {size[1]!r}")
    if not isinstance(labels["shapes"], list) or not isinstance(labels["imagePath"], str):
        raise GoldenError(f"{file}: not a file of LabelMe's: no list of shapes, or no imagePath")
    regions = []
    for number, shape in enumerate(labels["shapes"]):
        where = f"{file}, shape {number}"
        try:
            regions.append(_region(shape, where, size, spelling))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise GoldenError(f"{where}: not as LabelMe writes it ({error!r})") from error
    path = (file.parent / labels["imagePath"]).resolve()
    return GoldenPhoto(file.stem, path, file, size, tuple(regions))


def _region(
    shape: dict[str, Any], where: str, size: tuple[int, int], spelling: dict[str, str]
) -> Region:
    if shape.get("shape_type", "polygon") != "polygon":
        raise GoldenError(f"{where}: expected a polygon, got {shape['shape_type']!r}")
    points = tuple((float(x), float(y)) for x, y in shape["points"])
    if len(points) < 3:
        raise GoldenError(f"{where}: a polygon has at least three corners, this has {len(points)}")
    if not all(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in points):
        raise GoldenError(f"{where}: a corner lies outside the photograph of {size[0]} × {size[1]}")
    flags = shape.get("flags") or {}
    given = shape.get("labelings") or ()
    if len(given) not in (0, 2):
        raise GoldenError(f"{where}: expected two labelings or none, got {len(given)}")
    return Region(
        names=_names(shape["label"], where, spelling),
        points=points,
        description=shape.get("description") or "",
        qualities=tuple(quality for quality in QUALITIES if flags.get(quality) is True),
        labelings=tuple(
            tuple(_name(name, where, spelling) for name in names.split("/")) for names in given
        ),
    )


def _names(label: str, where: str, spelling: dict[str, str]) -> tuple[str, ...]:
    label = label.strip().lower()
    names = tuple(_name(name, where, spelling) for name in names_of(label))
    if label.startswith(AMBIGUOUS) != (len(names) > 1) or len(set(names)) != len(names):
        raise GoldenError(
            f"{where}: {label!r}: expected one name, or several as in '{AMBIGUOUS} blue/purple'"
        )
    return names


def _name(text: str, where: str, spelling: dict[str, str]) -> str:
    name = spelling.get(text.strip().lower())
    if name is None:
        known = ", ".join(dict.fromkeys(spelling.values()))
        raise GoldenError(f"{where}: {text.strip()!r} is none of {known}")
    return name


def region_pixels(photos: Sequence[GoldenPhoto], max_pixels: int, seed: int) -> pd.DataFrame:
    """Draw pixels of every region of every photograph.

    Parameters
    ----------
    photos : sequence of GoldenPhoto
    max_pixels : int
        Of a larger region so many pixels are drawn, so that a sky counts no more
        than a door.
    seed : int

    Returns
    -------
    DataFrame
        A row per pixel: ``photo``, ``region`` (its number in the file), ``label``,
        ``qualities`` (separated by blanks), ``r``, ``g``, ``b``.

    Raises
    ------
    GoldenError
        If two regions of a photograph with different names overlap, or there is none.
    """
    if not any(golden.regions for golden in photos):
        raise GoldenError("not one region is labeled: draw some with LabelMe first")
    drawn = []
    for golden in photos:
        # By name, so that a photograph added later changes nothing for the others.
        rng = np.random.default_rng([seed, zlib.crc32(golden.name.encode())])
        photo = golden.read()
        for number, mask in enumerate(golden.masks(photo)):
            region, pixels = golden.regions[number], photo.rgb[mask]
            if len(pixels) > max_pixels:
                pixels = pixels[np.sort(rng.choice(len(pixels), max_pixels, replace=False))]
            frame = pd.DataFrame(pixels, columns=["r", "g", "b"])
            frame.insert(0, "photo", golden.name)
            frame.insert(1, "region", number)
            frame.insert(2, "label", region.label)
            frame.insert(3, "qualities", " ".join(region.qualities))
            drawn.append(frame)
    return pd.concat(drawn, ignore_index=True)
