"""Photographs labeled by hand: regions with color names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from folkhue.errors import GoldenError
from folkhue.images.photo import Photo, read_photo

AMBIGUOUS = "ambiguous"
"""Word before the names of a region that people could call one or another."""

QUALITIES = ("dark", "pale", "dull", "between", "shadowed", "highlighted")
"""Why a region is not a plain example of its color; flags in LabelMe. `between` is a color near
the border of two names, like teal, navy, cream or plum."""


@dataclass(frozen=True)
class Region:
    """A part of a photograph that has a color name.

    Attributes
    ----------
    basic : tuple of str
        Its name, or several if people would hesitate between them, in basic terms: those of its
        label.
    points : tuple of (float, float)
        Corners, x to the right and y down, in pixels.
    description : str
        What it shows.
    qualities : tuple of str
        Those of `QUALITIES` that apply.
    labelings : tuple of tuple of str
        The names that each of two labelings gave it: one, and a second if the labeler
        hesitated, in basic terms. Empty if it was labeled once.
    finer : tuple of str
        Names that people prefer to the basic ones if they are among their words. Empty if there
        are none, or some of them are not in the vocabulary that the region was read for.
    """

    basic: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    description: str = ""
    qualities: tuple[str, ...] = ()
    labelings: tuple[tuple[str, ...], ...] = ()
    finer: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names that count: the finer ones or, without such, the basic ones."""
        return self.finer or self.basic

    @property
    def ambiguous(self) -> bool:
        """Whether it has several names."""
        return len(self.names) > 1

    @property
    def label(self) -> str:
        """Its names as a label: ``"blue"``, or ``"ambiguous blue/purple"``."""
        return format_label(self.names)

    def mask(self, height: int, width: int) -> NDArray[np.bool_]:
        """Rasterize: true for the pixels inside or on the border, shape (height, width)."""
        canvas = Image.new("1", (width, height))
        ImageDraw.Draw(canvas).polygon(self.points, fill=1)
        return np.array(canvas)


def format_label(names: Sequence[str]) -> str:
    """Write one name, or several between which people would hesitate, as a label.

    Examples
    --------
    >>> format_label(["blue"]), format_label(["blue", "purple"])
    ('blue', 'ambiguous blue/purple')
    """
    return names[0] if len(names) == 1 else f"{AMBIGUOUS} {'/'.join(names)}"


def parse_label(label: str) -> tuple[str, ...]:
    """Read the names of a label: the inverse of `format_label`."""
    return tuple(label.removeprefix(f"{AMBIGUOUS} ").split("/"))


def combine_labelings(labelings: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Collect every name that some labeling gave, in order.

    Examples
    --------
    >>> combine_labelings([["blue"], ["blue"]]), combine_labelings([["blue"], ["blue", "purple"]])
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
        """Rasterize every region, without transparent pixels.

        Raises
        ------
        GoldenError
            If two regions with different names overlap.
        """
        last_region = np.full(photo.opaque.shape, -1, np.int32)  # drawn on each pixel
        masks = []
        for number, region in enumerate(self.regions):
            mask = region.mask(*photo.opaque.shape) & photo.opaque
            self._check_overlap(number, np.unique(last_region[mask]).tolist())
            last_region[mask] = number
            masks.append(mask)
        return masks

    def _check_overlap(self, number: int, others: Sequence[int]) -> None:
        region = self.regions[number]
        for other in (self.regions[other] for other in others if other >= 0):
            if set(other.names) != set(region.names):
                raise GoldenError(
                    f"{self.name}, shape {number} ({region.label}) overlaps a region "
                    f"named {other.label}; redraw one of them"
                )
