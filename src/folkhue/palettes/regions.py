"""Regions of a photograph, and a palette for each.

A photograph is segmented into superpixels (SLIC). Neighbors are then merged, the most similar
first, by Ward's criterion on their mean colors, or on what else is known of them: how likely each
color name is, and whether it belongs to the subject. Large photographs are shrunk for this;
palettes are of all their pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_hsv_cone, to_lab
from folkhue.images.photo import Photo
from folkhue.networks.subject import is_shipped, subject_mask
from folkhue.palettes.palette import Palette, palettes_of_parts
from folkhue.palettes.region_tree import merge
from folkhue.palettes.superpixels import (
    Floats,
    Labels,
    Superpixels,
    enlarge,
    pixel_positions,
    shrink,
)
from folkhue.table.color_table import ColorTable, default_table
from folkhue.table.name_counts import NameCounts

MAX_REGIONS = 16
"""Maximum number of regions, unless told otherwise."""

COLOR = 0.5
"""Weight of colors among the features, in the HSV cone: hue, saturation and value."""

NAMES = 50.0
"""Weight of the square roots of the probabilities of color names."""

SUBJECT = 5.0
"""Weight of the probability of belonging to the subject."""


def features(photo: Photo, table: ColorTable) -> Floats:
    """Describe each pixel by its color, what it is called, and whether it is of the subject.

    Returns
    -------
    ndarray of float64, shape (height, width, features)
        A difference of 1 counts as much as one of 1 ΔE*ab by color alone.
    """
    names = np.sqrt(np.maximum(table.probabilities(), 0))[table.bins(photo.rgb)]
    parts = [COLOR * to_hsv_cone(photo.rgb), NAMES * names]
    if is_shipped():
        parts.append(SUBJECT * subject_mask(photo).astype(np.float64)[..., None])
    return np.concatenate(parts, axis=-1)


def _lab(photo: Photo, table: ColorTable) -> Floats:
    return to_lab(photo.rgb)


def _hsv(photo: Photo, table: ColorTable) -> Floats:
    return to_hsv_cone(photo.rgb)


SPACES: dict[str, Callable[[Photo, ColorTable], Floats]] = {
    "features": features,
    "lab": _lab,
    "hsv": _hsv,
}
"""What the similarity of regions is measured by."""


@dataclass(frozen=True)
class Region:
    """A connected part of a photograph of about one color.

    Attributes
    ----------
    number : int
        The value of its pixels in `Regions.labels`.
    share : float
        Of the photograph's opaque pixels, above 0, up to 1.
    centrality : float
        1 minus the mean distance of its pixels from the center: 0 is at the corners.
    shares : dict of str to float
        Name → share of the region's pixels, the largest first.
    """

    number: int
    share: float
    centrality: float
    shares: dict[str, float]

    @property
    def name(self) -> str:
        """The name of most of its pixels."""
        return next(iter(self.shares))


@dataclass(frozen=True, eq=False)
class Regions:
    """A photograph segmented into regions.

    Attributes
    ----------
    photo : Photo
    labels : ndarray of int32, shape (height, width)
        The region of each pixel; -1 where it is transparent.
    records : tuple of Region
        The largest first, numbered from 0; empty if every pixel is transparent.
    """

    photo: Photo
    labels: Labels
    records: tuple[Region, ...]

    def __len__(self) -> int:
        return len(self.records)

    def part(self, number: int) -> Photo:
        """Return the photograph with only one region opaque."""
        return replace(self.photo, opaque=self.labels == number)

    def palettes(
        self, k: int | str = 4, *, method: str = "kmeans", table: ColorTable | None = None
    ) -> list[Palette]:
        """Make a palette of each region, with its name as the title; see `palettes_by_region`."""
        masks = (self.labels == record.number for record in self.records)
        found = palettes_of_parts(self.photo, masks, k, method=method, table=table)
        return [replace(each, title=r.name) for r, each in zip(self.records, found, strict=True)]


def regions(
    photo: Photo,
    *,
    by: str = "features",
    max_regions: int = MAX_REGIONS,
    table: ColorTable | None = None,
) -> Regions:
    """Segment a photograph into connected regions of about one color.

    Parameters
    ----------
    photo : Photo
    by : str
        What similarity is measured by: "features" (see `features`), or colors alone, in CIELAB,
        "lab", or the HSV cone, "hsv".
    max_regions : int
        There are fewer where colors are similar, and one if all are equal.
    table : ColorTable, optional
        Which names colors; the shipped one of eleven names if absent.

    Returns
    -------
    Regions

    Raises
    ------
    FolkhueError
        If scikit-image is not installed.
    ValueError
        If `by` is something else or `max_regions` below 1.

    See Also
    --------
    folkhue.palettes.superpixels.Superpixels.from_photo : The superpixels.
    folkhue.palettes.region_tree.merge : How they are merged.
    """
    if by not in SPACES:
        raise ValueError(f"by: expected {' or '.join(SPACES)}, got {by!r}")
    if max_regions < 1:
        raise ValueError(f"max_regions: expected 1 or more, got {max_regions}")
    small, factor = shrink(photo)
    superpixels = Superpixels.from_photo(small)
    names = table or default_table()
    merged = merge(superpixels, superpixels.means(SPACES[by](small, names)), max_regions)
    numbers = _by_size(merged, superpixels.sizes)
    labels = enlarge(superpixels.to_pixels(numbers), factor, photo)
    centralities = _centralities(superpixels, numbers)
    return Regions(photo, labels, _records(photo, labels, centralities, names))


def palettes_by_region(
    photo: Photo,
    k: int | str = 4,
    *,
    by: str = "features",
    max_regions: int = MAX_REGIONS,
    method: str = "kmeans",
    table: ColorTable | None = None,
) -> list[tuple[Region, Palette]]:
    """Make a palette of each region of a photograph.

    Parameters
    ----------
    photo : Photo
    k : int or "auto"
        Colors in each palette; see `folkhue.palette`.
    by, max_regions
        See `regions`.
    method : str
        How the colors are found; see `folkhue.palette`.
    table : ColorTable, optional
        Which names colors; the shipped one of eleven names if absent.

    Returns
    -------
    list of (Region, Palette)
        The largest region first. The title of a palette is the name of its region, and its
        shares are of the region's pixels.
    """
    found = regions(photo, by=by, max_regions=max_regions, table=table)
    return list(zip(found.records, found.palettes(k, method=method, table=table), strict=True))


def _by_size(merged: Labels, sizes: NDArray[np.int64]) -> Labels:
    """Assign numbers from 0 by size, the largest first; of equals the one that begins first."""
    _, first, new = np.unique(merged, return_index=True, return_inverse=True)
    order = np.lexsort((first, -np.bincount(new, sizes, len(first))))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    return rank[new]


def _records(
    photo: Photo, labels: Labels, centralities: list[float], table: ColorTable
) -> tuple[Region, ...]:
    """Count names in each region; all at once, as a pass for each takes longer."""
    names = table.predict(photo.rgb)
    pairs = (labels * 256 + names)[photo.opaque]
    histograms = np.bincount(pairs, minlength=256 * len(centralities)).reshape(-1, 256)
    counts = [NameCounts.from_histogram(row, table.terms) for row in histograms]
    return tuple(
        Region(number, each.total / len(pairs), centrality, each.shares())
        for number, (each, centrality) in enumerate(zip(counts, centralities, strict=True))
    )


def _centralities(superpixels: Superpixels, numbers: Labels) -> list[float]:
    positions = pixel_positions(superpixels.labels.shape)
    distances = np.linalg.norm(positions, axis=-1, keepdims=True) / np.sqrt(2)
    sums = np.bincount(numbers, superpixels.means(distances)[:, 0] * superpixels.sizes)
    return [float(value) for value in 1 - sums / np.bincount(numbers, superpixels.sizes)]
