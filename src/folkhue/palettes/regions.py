"""Regions of a photograph, its foreground and background, and a palette for each.

A photograph is cut into superpixels (SLIC), and neighbors are merged, the most alike first, by
the mean of their colors (Ward's criterion on the graph of what touches what). Large photographs
are worked on reduced; palettes are of the pixels as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from folkhue.color.spaces import to_lab
from folkhue.errors import FolkhueError
from folkhue.images.photo import Photo
from folkhue.palettes.palette import Palette, eleven_names, palette
from folkhue.table.color_table import ColorTable
from folkhue.table.name_counts import NameCounts

ENOUGH = 300_000
"""Pixels on which a photograph is cut; larger ones are reduced to it."""

SUPERPIXELS = 600
"""Superpixels of a photograph, about."""

NONE = -1
"""Number of no region: of transparent pixels."""

Floats = NDArray[np.float64]


def to_cone(rgb: ArrayLike) -> Floats:
    """Convert sRGB to hue, saturation and value in a cone, 100 high.

    Black is its tip; saturation means less the darker a color is, and hue nothing for grays.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        Chroma towards red, chroma across, and value from 0 to 100.
    """
    unit = np.asarray(rgb) / 255.0
    red, green, blue = np.moveaxis(unit, -1, 0)
    value, chroma = unit.max(axis=-1), np.ptp(unit, axis=-1)
    across, towards = np.sqrt(3) / 2 * (green - blue), red - (green + blue) / 2
    length = np.hypot(across, towards)
    scale = np.divide(chroma, length, out=np.zeros_like(length), where=length > 0)
    return 100 * np.stack([towards * scale, across * scale, value], axis=-1)


SPACES: dict[str, Callable[[ArrayLike], Floats]] = {"lab": to_lab, "hsv": to_cone}
"""What colors are merged by: CIELAB, or hue, saturation and value."""


@dataclass(frozen=True)
class Region:
    """A part of a photograph of about one color.

    Attributes
    ----------
    number : int
        What its pixels have in `Regions.labels`.
    share : float
        Of the photograph's opaque pixels, above 0, up to 1.
    centrality : float
        From 0, all of it at the corners, to 1, all in the middle.
    shares : dict of str to float
        Name → share of the region's pixels, the largest first.
    """

    number: int
    share: float
    centrality: float
    shares: dict[str, float]

    @property
    def name(self) -> str:
        """What most of it is called."""
        return next(iter(self.shares))


@dataclass(frozen=True, eq=False)
class Regions:
    """A photograph cut into regions.

    Attributes
    ----------
    photo : Photo
    labels : ndarray of int32, shape (height, width)
        The region of each pixel; -1 where it is transparent.
    records : tuple of Region
        The largest first, numbered from 0; none if every pixel is transparent.
    """

    photo: Photo
    labels: NDArray[np.int32]
    records: tuple[Region, ...]

    def __len__(self) -> int:
        return len(self.records)

    def part(self, number: int) -> Photo:
        """Give the photograph with only one region opaque."""
        return replace(self.photo, opaque=self.labels == number)

    def palettes(
        self, k: int | str = 4, *, method: str = "kmeans", table: ColorTable | None = None
    ) -> list[Palette]:
        """Make a palette of each region, with its name as the title; see `palettes_by_region`."""
        found = (palette(self.part(r.number), k, method=method, table=table) for r in self.records)
        return [replace(each, title=r.name) for r, each in zip(self.records, found, strict=True)]


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Superpixels, and what touches what.

    Attributes
    ----------
    labels : ndarray of int32, shape (height, width)
        From 0; -1 where transparent.
    sizes : ndarray of int64, shape (n,)
        In pixels.
    pairs : ndarray of int64, shape (m, 2)
        Neighbors.
    """

    labels: NDArray[np.int32]
    sizes: NDArray[np.int64]
    pairs: NDArray[np.int64]

    def means(self, values: Floats) -> Floats:
        """Average values of pixels, shape (height, width, k), over each; shape (n, k)."""
        inside = self.labels >= 0
        where = self.labels[inside]
        sums = [np.bincount(where, channel, len(self.sizes)) for channel in values[inside].T]
        means: Floats = np.stack(sums, axis=-1) / self.sizes[:, None]
        return means

    def gaps(self, means: Floats) -> Floats:
        """Tell how far neighbors are apart; shape (m,)."""
        one, other = self.pairs.T
        return np.asarray(np.linalg.norm(means[one] - means[other], axis=1))


def regions(
    photo: Photo, *, by: str = "lab", most: int = 8, table: ColorTable | None = None
) -> Regions:
    """Cut a photograph into regions of about one color, each in one piece.

    Parameters
    ----------
    photo : Photo
    by : str
        What colors are merged by: "lab", CIELAB, or "hsv", hue, saturation and value.
    most : int
        How many regions there may be; fewer where colors are alike, and one if all are equal.
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
        If `by` or `most` is none of those above.

    References
    ----------
    R. Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods", IEEE
    Transactions on Pattern Analysis and Machine Intelligence 34 (11), 2012.
    J. H. Ward, "Hierarchical Grouping to Optimize an Objective Function", Journal of the
    American Statistical Association 58, 1963.
    """
    if by not in SPACES:
        raise ValueError(f"by: expected {' or '.join(SPACES)}, got {by!r}")
    if most < 1:
        raise ValueError(f"most: expected 1 or more, got {most}")
    small, step = _reduced(photo)
    pieces = _pieces(small)
    merged = _merged(pieces, pieces.means(SPACES[by](small.rgb)), most)
    numbers = _by_share(merged, pieces.sizes)
    labels = _enlarged(_over(numbers, pieces.labels), step, photo)
    centralities = _centralities(pieces, numbers)
    return Regions(photo, labels, _records(photo, labels, centralities, table or eleven_names()))


def foreground(photo: Photo) -> NDArray[np.bool_]:
    """Guess what a photograph is of, by contrast with its border and nearness to its middle.

    It is a heuristic: it knows nothing of things, only that what one photographs is seldom cut
    by the border, and mostly in the middle. A thing that fills the frame, a busy background or
    a landscape mislead it.

    Parameters
    ----------
    photo : Photo

    Returns
    -------
    ndarray of bool, shape (height, width)
        Nothing of a photograph of one color stands out, nor what is transparent.

    Raises
    ------
    FolkhueError
        If scikit-image or scipy is not installed.

    References
    ----------
    W. Zhu, S. Liang, Y. Wei, J. Sun, "Saliency Optimization from Robust Background Detection",
    IEEE Conference on Computer Vision and Pattern Recognition, 2014.
    """
    if not photo.opaque.any():
        return photo.opaque
    small, step = _reduced(photo)
    pieces = _pieces(small)
    lab = pieces.means(to_lab(small.rgb))
    places = pieces.means(_places(small.opaque.shape))
    background = _background(pieces, lab)
    standing_out = _standing_out(pieces, lab, places, background)
    found = _settled(pieces, lab, background, standing_out) > 0.5
    numbers = _enlarged(_over(found.astype(np.int32), pieces.labels), step, photo)
    return np.asarray(numbers == 1)


def palettes_by_region(
    photo: Photo,
    k: int | str = 4,
    *,
    by: str = "lab",
    most: int = 8,
    method: str = "kmeans",
    table: ColorTable | None = None,
) -> list[tuple[Region, Palette]]:
    """Make a palette of each region of a photograph.

    Parameters
    ----------
    photo : Photo
    k : int or "auto"
        Colors in each palette; see `folkhue.palettes.palette.palette`.
    by, most
        See `regions`.
    method : str
        How the colors are found; see `folkhue.palettes.palette.palette`.
    table : ColorTable, optional
        Which names colors; the shipped one of eleven names if absent.

    Returns
    -------
    list of (Region, Palette)
        The largest region first. A palette's title is what most of its region is called, and
        its shares are of the region's pixels.
    """
    found = regions(photo, by=by, most=most, table=table)
    return list(zip(found.records, found.palettes(k, method=method, table=table), strict=True))


def palette_of_foreground(
    photo: Photo, k: int | str = 6, *, method: str = "kmeans", table: ColorTable | None = None
) -> Palette:
    """Make a palette of the `foreground`; empty if nothing stands out. See `palette`."""
    part = replace(photo, opaque=foreground(photo))
    return palette(part, k, method=method, table=table)


def palette_of_background(
    photo: Photo, k: int | str = 6, *, method: str = "kmeans", table: ColorTable | None = None
) -> Palette:
    """Make a palette of what is opaque beside the `foreground`. See `palette`."""
    part = replace(photo, opaque=photo.opaque & ~foreground(photo))
    return palette(part, k, method=method, table=table)


_WORTH = 8.0
"""Rise of the pixels' mean squared distance from their region's mean, in squared ΔE*ab, from
which two regions are left apart; measured by scripts/studies/segments.py."""

_UNSEEN = 4.0  # ΔE*ab between neighbors that is no contrast: a sky's gradient adds up
_ONE_PATCH = 10.0  # ΔE*ab that colors of a patch are apart, about
_STANDS_OUT = 10.0  # ΔE*ab from the background that something must differ
_AROUND = 0.5  # how near background counts most, in halves of the photograph's sides
_CENTRAL = 2.0  # how fast what is far from the middle counts for less


def _reduced(photo: Photo) -> tuple[Photo, int]:
    """Average squares of pixels, so that no more than enough remain; tell their side."""
    height, width = photo.opaque.shape
    step = 1
    while -(-height // step) * -(-width // step) > ENOUGH:
        step += 1
    if step == 1:
        return photo, 1
    rows, columns = np.arange(0, height, step), np.arange(0, width, step)
    opaque = np.logical_or.reduceat(np.logical_or.reduceat(photo.opaque, rows), columns, axis=1)
    alpha = np.where(photo.opaque, 255, 0).astype(np.uint8)
    mixed = Image.fromarray(np.dstack([photo.rgb, alpha])).reduce(step)
    return Photo(np.asarray(mixed)[..., :3], opaque), step


def _enlarged(labels: NDArray[np.int32], step: int, photo: Photo) -> NDArray[np.int32]:
    height, width = photo.opaque.shape
    large = labels.repeat(step, axis=0).repeat(step, axis=1)[:height, :width]
    return np.where(photo.opaque, large, NONE).astype(np.int32)


def _pieces(photo: Photo) -> _Pieces:
    labels = _superpixels(photo)
    count = int(labels.max()) + 1
    across, down = (labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])
    codes = [
        np.unique(np.minimum(one, other)[touch] * np.int64(count) + np.maximum(one, other)[touch])
        for one, other in (across, down)
        for touch in [(one != other) & (one != NONE) & (other != NONE)]
    ]
    pairs = np.stack(np.divmod(np.union1d(*codes), max(1, count)), axis=1)
    return _Pieces(labels, np.bincount(labels[labels != NONE]), pairs)


def _superpixels(photo: Photo) -> NDArray[np.int32]:
    inside = photo.opaque
    labels = np.full(inside.shape, NONE, np.int32)
    if inside.any():
        # Not blurred, lest superpixels lie across sharp edges.
        # What is transparent gets a color that draws no borders, and is cut off afterwards.
        plain = np.median(photo.rgb[inside], axis=0).astype(np.uint8)
        found = _skimage().slic(
            np.where(inside[..., None], photo.rgb, plain),
            SUPERPIXELS,
            compactness=10,
            start_label=0,
        )
        labels[inside] = np.unique(found[inside], return_inverse=True)[1]
    return labels


def _merged(pieces: _Pieces, means: Floats, most: int) -> NDArray[np.int32]:
    """Merge neighbors, the cheapest first, until it costs too much; number what is left."""
    tree = _Tree(pieces.sizes / max(1, pieces.sizes.sum()), means)
    for one, other in pieces.pairs.tolist():
        tree.touch(one, other)
    tree.merge_down_to(most)
    if tree.left > most:  # islands in what is transparent
        tree.touch_all()
        tree.merge_down_to(most)
    return tree.roots()[: len(pieces.sizes)]


class _Tree:
    """Pieces, and what they were merged to.

    Parameters
    ----------
    shares : ndarray of float64, shape (n,)
    means : ndarray of float64, shape (n, k)
    """

    def __init__(self, shares: Floats, means: Floats) -> None:
        self.left = len(shares)
        self._shares: list[float] = shares.tolist()
        self._means = list(means)
        self._parents = list(range(len(shares)))
        self._neighbors: list[set[int]] = [set() for _ in shares]
        self._costs: list[tuple[float, int, int]] = []

    def touch(self, one: int, other: int) -> None:
        """Note that two pieces are neighbors, and what it costs to merge them."""
        self._neighbors[one].add(other)
        self._neighbors[other].add(one)
        weights = self._shares[one], self._shares[other]
        gap = self._means[one] - self._means[other]
        cost = weights[0] * weights[1] / sum(weights) * float(gap @ gap)
        heappush(self._costs, (cost, one, other))

    def touch_all(self) -> None:
        """Make neighbors of all that are left."""
        left = [number for number, parent in enumerate(self._parents) if number == parent]
        for pair in combinations(left, 2):
            self.touch(*pair)

    def merge_down_to(self, most: int) -> None:
        """Merge the cheapest pair, again and again, while it costs little or too many are left."""
        while self._costs and (self._costs[0][0] <= _WORTH or self.left > most):
            _, one, other = heappop(self._costs)
            if self._parents[one] == one and self._parents[other] == other:
                self._merge(one, other)

    def _merge(self, one: int, other: int) -> None:
        new, weights = len(self._parents), (self._shares[one], self._shares[other])
        mean = np.average([self._means[one], self._means[other]], axis=0, weights=weights)
        self._parents[one] = self._parents[other] = new
        self._parents.append(new)
        self._shares.append(sum(weights))
        self._means.append(mean)
        self._neighbors.append(set())
        self.left -= 1
        for neighbor in sorted((self._neighbors[one] | self._neighbors[other]) - {one, other}):
            if self._parents[neighbor] == neighbor:
                self.touch(neighbor, new)

    def roots(self) -> NDArray[np.int32]:
        """Tell what each piece, and each made of them, is part of now; shape (pieces ever,)."""
        roots = list(self._parents)
        for number in reversed(range(len(roots))):
            roots[number] = roots[roots[number]]
        return np.array(roots, np.int32)


def _over(values: NDArray[np.int32], labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give every pixel the value of its piece."""
    return np.append(values, NONE).astype(np.int32)[labels]


def _by_share(merged: NDArray[np.int32], sizes: NDArray[np.int64]) -> NDArray[np.int32]:
    """Count regions from 0, the largest first; of equal ones the one that begins first."""
    _, first, new = np.unique(merged, return_index=True, return_inverse=True)
    order = np.lexsort((first, -np.bincount(new, sizes, len(first))))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    return rank[new]


def _records(
    photo: Photo, labels: NDArray[np.int32], centralities: list[float], table: ColorTable
) -> tuple[Region, ...]:
    names = table.predict(photo.rgb)
    pairs = (labels.astype(np.int32) * 256 + names)[photo.opaque]
    counts = np.bincount(pairs, minlength=256 * len(centralities)).reshape(-1, 256)
    return tuple(
        Region(
            number,
            float(row.sum() / len(pairs)),
            centrality,
            NameCounts.from_bytes(row, table.terms).shares(),
        )
        for number, (row, centrality) in enumerate(zip(counts, centralities, strict=True))
    )


def _centralities(pieces: _Pieces, numbers: NDArray[np.int32]) -> list[float]:
    places = _places(pieces.labels.shape)
    far = np.linalg.norm(places, axis=-1, keepdims=True) / np.sqrt(2)
    weighed = np.bincount(numbers, pieces.means(far)[:, 0] * pieces.sizes)
    return [float(value) for value in 1 - weighed / np.bincount(numbers, pieces.sizes)]


def _places(shape: tuple[int, ...]) -> Floats:
    """Give the place of each pixel, from -1 to 1 down and across; shape (height, width, 2)."""
    down, across = (((np.arange(n) + 0.5) / n - 0.5) * 2 for n in shape)
    return np.stack(np.meshgrid(down, across, indexing="ij"), axis=-1)


def _background(pieces: _Pieces, lab: Floats) -> Floats:
    """Tell how surely each piece is background, from 0 to 1; shape (n,).

    It is if the patch of its color has much of the border, for its size.
    """
    csgraph, sparse = _scipy()
    one, other = pieces.pairs.T
    # Ways without any cost would be no ways to a sparse matrix.
    costs = np.maximum(pieces.gaps(lab) - _UNSEEN, 1e-6)
    ways = sparse.csr_array((costs, (one, other)), shape=2 * (len(lab),))
    same = np.exp(-0.5 * (csgraph.dijkstra(ways, directed=False) / _ONE_PATCH) ** 2)
    area = same @ (pieces.sizes / pieces.sizes.mean())
    border = same @ np.isin(np.arange(len(lab)), _border(pieces.labels)).astype(float)
    return np.asarray(1 - np.exp(-0.5 * border**2 / area))


def _standing_out(pieces: _Pieces, lab: Floats, places: Floats, background: Floats) -> Floats:
    """Tell how much each piece differs from the background around it, from 0 to 1; shape (n,)."""
    contrast = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    weights = np.exp(-0.5 * (apart / _AROUND) ** 2) * background * pieces.sizes
    differs = (weights * contrast).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    central = differs * np.exp(-_CENTRAL * (places**2).sum(axis=1) / 2)
    return np.asarray(central / max(central.max(initial=0), _STANDS_OUT))


def _settled(pieces: _Pieces, lab: Floats, background: Floats, standing_out: Floats) -> Floats:
    """Weigh what speaks for foreground and background, neighbors of a color alike; (n,).

    The least squares of Zhu et al., section 5.
    """
    one, other = pieces.pairs.T
    alike = np.exp(-0.5 * (pieces.gaps(lab) / _ONE_PATCH) ** 2)
    ties = np.zeros(2 * (len(lab),))
    ties[one, other] = ties[other, one] = alike + 0.1
    equations = np.diag(background + standing_out + ties.sum(axis=1) + 1e-9) - ties
    return np.asarray(np.linalg.solve(equations, standing_out))


def _border(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])


def _skimage() -> Any:
    try:
        from skimage import segmentation
    except ImportError as error:
        raise FolkhueError(
            'regions of a photograph need scikit-image: pip install "folkhue[palettes]"'
        ) from error
    return segmentation


def _scipy() -> tuple[Any, Any]:
    try:
        from scipy import sparse
        from scipy.sparse import csgraph
    except ImportError as error:
        raise FolkhueError(
            'the foreground of a photograph needs scipy: pip install "folkhue[palettes]"'
        ) from error
    return csgraph, sparse
