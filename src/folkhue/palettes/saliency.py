"""Foreground and background of a photograph, and a palette of each.

A network finds the foreground; without one, contrast with the border and centrality do.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab
from folkhue.images.border import border_of
from folkhue.images.photo import Photo
from folkhue.networks.subject import is_shipped, subject_mask
from folkhue.palettes.palette import Palette, palettes_of_parts
from folkhue.palettes.superpixels import (
    Floats,
    Superpixels,
    enlarge,
    pixel_positions,
    shrink,
)
from folkhue.table.color_table import ColorTable

_INVISIBLE = 4.0  # ΔE*ab of neighbors that is ignored, as a sky's gradient adds up
_SAME_AREA = 10.0  # standard deviation, in ΔE*ab, of colors that belong to one area
_MIN_CONTRAST = 10.0  # ΔE*ab from the background that full saliency takes
_SURROUNDINGS = 0.5  # standard deviation of the surroundings, in halves of a photograph's sides
_CENTER_BIAS = 2.0  # how fast saliency decreases from the center


def foreground(photo: Photo, by: str | None = None) -> NDArray[np.bool_]:
    """Separate foreground from background.

    Parameters
    ----------
    photo : Photo
    by : str, optional
        One of `ESTIMATES`. "network": where `folkhue.networks.subject.subject_mask` is above
        one half; it is used if absent. "contrast": by contrast with the border and by centrality.

    Returns
    -------
    ndarray of bool, shape (height, width)
        False where the photograph is transparent.

    Raises
    ------
    MissingExtraError
        By contrast, if scikit-image or scipy is not installed.
    ValueError
        If `by` is something else.
    """
    by = by or ("network" if is_shipped() else "contrast")
    if by not in ESTIMATES:
        raise ValueError(f"by: expected {' or '.join(ESTIMATES)}, got {by!r}")
    return ESTIMATES[by](photo)


def by_network(photo: Photo) -> NDArray[np.bool_]:
    """Return where a subject is more likely than not; see `foreground`."""
    return subject_mask(photo) > 0.5


def by_contrast(photo: Photo) -> NDArray[np.bool_]:
    """Separate foreground from background by contrast with the border and by centrality.

    It is a heuristic that recognizes no objects: subjects of photographs are mostly near the
    center and seldom cut off by the border. A subject that fills the frame, a cluttered
    background, or a landscape misleads it. A photograph of one color has no foreground.

    References
    ----------
    W. Zhu, S. Liang, Y. Wei, J. Sun, "Saliency Optimization from Robust Background Detection",
    IEEE Conference on Computer Vision and Pattern Recognition, 2014.
    """
    if not photo.opaque.any():
        return photo.opaque
    small, factor = shrink(photo)
    superpixels = Superpixels.from_photo(small)
    lab = superpixels.means(to_lab(small.rgb))
    positions = superpixels.means(pixel_positions(small.opaque.shape))
    background = _background_probability(superpixels, lab)
    contrast = _background_contrast(superpixels, lab, positions, background)
    salient = _optimized_saliency(superpixels, lab, background, contrast) > 0.5
    labels = enlarge(superpixels.to_pixels(salient.astype(np.int32)), factor, photo)
    return np.asarray(labels == 1)


ESTIMATES: dict[str, Callable[[Photo], NDArray[np.bool_]]] = {
    "network": by_network,
    "contrast": by_contrast,
}
"""Name → how the foreground is estimated; see `foreground`."""


def palette_of_foreground(
    photo: Photo, k: int | str = 6, *, method: str = "kmeans", table: ColorTable | None = None
) -> Palette:
    """Make a palette of the `foreground`; empty if there is none. See `palette`."""
    return palettes_of_parts(photo, [foreground(photo)], k, method=method, table=table)[0]


def palette_of_background(
    photo: Photo, k: int | str = 6, *, method: str = "kmeans", table: ColorTable | None = None
) -> Palette:
    """Make a palette of the opaque pixels that are not `foreground`. See `palette`."""
    return palettes_of_parts(photo, [~foreground(photo)], k, method=method, table=table)[0]


def _background_probability(superpixels: Superpixels, lab: Floats) -> Floats:
    """Estimate how likely each superpixel is background, from 0 to 1; shape (n,).

    It is, if the area of its color touches the border along much of its length, for its size.
    """
    from scipy import sparse  # it takes a tenth of a second
    from scipy.sparse import csgraph

    one, other = superpixels.neighbors.T
    # A sparse matrix does not store edges of cost 0.
    costs = np.maximum(superpixels.neighbor_distances(lab) - _INVISIBLE, 1e-6)
    graph = sparse.csr_array((costs, (one, other)), shape=2 * (len(lab),))
    same_area = np.exp(-0.5 * (csgraph.dijkstra(graph, directed=False) / _SAME_AREA) ** 2)
    area = same_area @ (superpixels.sizes / superpixels.sizes.mean())
    on_border = np.isin(np.arange(len(lab)), border_of(superpixels.labels))
    border = same_area @ on_border.astype(float)
    return np.asarray(1 - np.exp(-0.5 * border**2 / area))


def _background_contrast(
    superpixels: Superpixels, lab: Floats, positions: Floats, background: Floats
) -> Floats:
    """Compute the contrast with the background nearby, from 0 to 1; shape (n,)."""
    contrast = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    distance = np.linalg.norm(positions[:, None] - positions[None], axis=-1)
    nearby = np.exp(-0.5 * (distance / _SURROUNDINGS) ** 2)
    weights = nearby * background * superpixels.sizes
    mean = (weights * contrast).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    centered = mean * np.exp(-_CENTER_BIAS * (positions**2).sum(axis=1) / 2)
    return np.asarray(centered / max(centered.max(initial=0), _MIN_CONTRAST))


def _optimized_saliency(
    superpixels: Superpixels, lab: Floats, background: Floats, contrast: Floats
) -> Floats:
    """Balance both cues so that neighbors of a color get similar saliency; shape (n,).

    The least squares of Zhu et al., section 5.
    """
    one, other = superpixels.neighbors.T
    similarity = np.exp(-0.5 * (superpixels.neighbor_distances(lab) / _SAME_AREA) ** 2)
    smoothness = np.zeros(2 * (len(lab),))
    smoothness[one, other] = smoothness[other, one] = similarity + 0.1
    diagonal = np.diag(background + contrast + smoothness.sum(axis=1) + 1e-9)
    return np.asarray(np.linalg.solve(diagonal - smoothness, contrast))
