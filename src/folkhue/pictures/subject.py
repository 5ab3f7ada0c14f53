"""The subject of a picture, found quickly: what is not transparent and not like its border."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.images.border import border_of

Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]

TOLERANCE = 10
"""Levels of red, green or blue in which a uniform background differs from its median color."""

_UNIFORM = 0.5  # of the pixels on the border have the background's color
_MIN_SHARE = 0.01  # of the pixels; a smaller subject is an error of the method
_LEVELS = 32  # in a bin of colors, of which there are 8 a channel


def find_subject(rgb: Pixels, opaque: Mask) -> Mask:
    """Separate the subject of a picture from its background.

    In a cut-out, the subject is what is opaque. Before a uniform background, as in product
    photographs, it is what cannot be reached from the border, along a row or column, through
    pixels of the background's color: so a white shirt before white is a subject. In other
    pictures, it is the colors that are more frequent in the center than on the border.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    opaque : ndarray of bool, shape (height, width)
        At least one is true.

    Returns
    -------
    ndarray of bool, shape (height, width)
        All opaque pixels, if what was found is less than a hundredth of the picture.

    See Also
    --------
    folkhue.palettes.saliency.foreground : slower, and better in photographs of scenes
    """
    if not opaque.all():
        return opaque
    is_like_border = _is_near(rgb, np.median(border_of(rgb), axis=0).astype(np.intp))
    if border_of(is_like_border).mean() >= _UNIFORM:
        found = ~_reached_from_border(is_like_border)
    else:
        found = _more_frequent_in_center(rgb)
    return found if found.mean() >= _MIN_SHARE else opaque


def _is_near(rgb: Pixels, color: NDArray[np.intp]) -> Mask:
    """Return whether red, green and blue are each within the tolerance of a color's."""
    low = np.maximum(color - TOLERANCE, 0).astype(np.uint8)
    span = (np.minimum(color + TOLERANCE, 255) - low).astype(np.uint8)
    red, green, blue = (rgb[..., place] - low[place] <= span[place] for place in range(3))
    near: Mask = red & green & blue  # smaller values wrap around, and are large
    return near


def _reached_from_border(passable: Mask) -> Mask:
    """Find what straight lines from the border reach, and straight lines from there."""
    along = np.logical_and.accumulate
    reached: Mask = (
        along(passable, axis=0)
        | along(passable[::-1], axis=0)[::-1]
        | along(passable, axis=1)
        | along(passable[:, ::-1], axis=1)[:, ::-1]
    )
    return reached


def _more_frequent_in_center(rgb: Pixels) -> Mask:
    """Compare how frequent each of 512 bins of colors is in the center and around it."""
    levels = (rgb // _LEVELS).astype(np.intp)
    bins = (levels[..., 0] * 8 + levels[..., 1]) * 8 + levels[..., 2]
    center = np.zeros(bins.shape, bool)
    height, width = bins.shape
    center[height // 5 : height - height // 5, width // 5 : width - width // 5] = True
    inside, outside = (np.bincount(bins[each], minlength=512) for each in (center, ~center))
    ratio = inside * max(1, int(outside.sum())) > outside * int(inside.sum())
    found: Mask = ratio[bins] & center
    return found
