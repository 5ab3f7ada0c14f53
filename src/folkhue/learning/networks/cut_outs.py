"""Cut-outs: pictures of objects with alpha, or on a light ground that is taken away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from folkhue.images.border import border_of

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

MAX_SIDE = 128
"""Larger cut-outs are reduced to this many pixels on their longer side."""

LIGHT = 225
"""Minimum of the channels of a ground that is taken away."""

SAME = 12
"""A pixel differs less from the color of the ground, in each channel, if it belongs to it."""

_MIN_SIDE = 24  # pixels of an object
_VISIBLE = 16  # alpha from which a pixel belongs to an object
_MIN_GROUND = 0.05  # transparent share of a picture with alpha
_MAX_SOFT = 0.35  # translucent share of an object: glass and glow are left out
_FRAME = (0.05, 0.8)  # share of a frame with a light ground that an object takes
_PALE = 40  # difference from the ground below which a pixel of an object is doubtful
_MAX_PALE = 0.12  # share of such pixels of an object


def cut_out(picture: Image.Image) -> Pixels | None:
    """Return an object without its surroundings, at most `MAX_SIDE` pixels large.

    Parameters
    ----------
    picture : PIL.Image.Image
        With transparent pixels, or on a light ground of one color.

    Returns
    -------
    ndarray of uint8, shape (height, width, 4), or None
        RGB and alpha; None if there is no object, or it can hardly be told from the ground.
    """
    pixels = np.asarray(picture.convert("RGBA"))
    if (pixels[..., 3] < _VISIBLE).mean() < _MIN_GROUND:
        found = _with_alpha(picture)
        return None if found is None else _trimmed(found)
    solid = pixels[..., 3] >= 128
    soft = (pixels[..., 3] > 24) & (pixels[..., 3] < 232)
    return _trimmed(pixels) if soft.sum() <= _MAX_SOFT * solid.sum() else None


def framed(picture: Image.Image) -> Pixels | None:
    """Return a whole picture on a light ground, with alpha; None as `cut_out` does."""
    found = _with_alpha(picture)
    if found is None:
        return None
    rgb, alpha = (Image.fromarray(each) for each in (found[..., :3], found[..., 3]))
    size = _size(found)
    return np.dstack([np.asarray(each.resize(size, Image.Resampling.BOX)) for each in (rgb, alpha)])


def _with_alpha(picture: Image.Image) -> Pixels | None:
    """Take away a light ground, at full size."""
    if not has_light_ground(picture):
        return None
    rgb = np.asarray(picture.convert("RGB"))
    ground = _border_color(rgb)
    difference = np.abs(rgb - ground).max(axis=-1)
    inside = _largest(~connected_to_border(difference < SAME))
    if not _FRAME[0] < inside.mean() < _FRAME[1]:
        return None
    if (difference[inside] < _PALE).mean() > _MAX_PALE:
        return None
    sharp = ndimage.binary_erosion(inside, np.ones((3, 3)))  # without its light rim
    alpha = ndimage.gaussian_filter(sharp.astype(np.float32), 0.8)
    return np.dstack([rgb, np.rint(alpha * 255).astype(np.uint8)])


def has_light_ground(picture: Image.Image) -> bool:
    """Tell whether the border of a picture is mostly light."""
    return bool(_border_color(np.asarray(picture.convert("RGB"))).min() >= LIGHT)


def _border_color(rgb: Pixels) -> NDArray[np.float64]:
    return np.asarray(np.median(border_of(rgb), axis=0))


def connected_to_border(mask: Mask) -> Mask:
    """Find the parts of a mask that touch the border; corners do not connect pixels.

    Parameters
    ----------
    mask : ndarray of bool, shape (height, width)

    Returns
    -------
    ndarray of bool, shape (height, width)
    """
    labels, _ = ndimage.label(mask)
    border = border_of(labels)
    return np.isin(labels, border[border > 0])


def _largest(mask: Mask) -> Mask:
    """Keep the largest connected part, and others of at least a tenth of its size."""
    labels, _ = ndimage.label(ndimage.binary_opening(mask, np.ones((3, 3))))
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return np.asarray((sizes >= max(1, 0.1 * sizes.max()))[labels])


def _trimmed(pixels: Pixels) -> Pixels | None:
    """Cut off transparent margins; None if less than `_MIN_SIDE` pixels remain."""
    rows = np.flatnonzero((pixels[..., 3] >= _VISIBLE).any(axis=1))
    columns = np.flatnonzero((pixels[..., 3] >= _VISIBLE).any(axis=0))
    if not len(rows) or min(np.ptp(rows), np.ptp(columns)) + 1 < _MIN_SIDE:
        return None
    return _reduced(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _reduced(pixels: Pixels) -> Pixels:
    """Reduce to `MAX_SIDE`; transparent pixels do not tint their neighbors."""
    premultiplied = Image.fromarray(pixels).convert("RGBa")
    return np.asarray(premultiplied.resize(_size(pixels), Image.Resampling.BOX).convert("RGBA"))


def _size(pixels: Pixels) -> tuple[int, int]:
    """Return width and height, at most `MAX_SIDE`."""
    height, width = pixels.shape[:2]
    factor = min(1.0, MAX_SIDE / max(height, width))
    return max(1, round(width * factor)), max(1, round(height * factor))
