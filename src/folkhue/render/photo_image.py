"""Photographs as images of Pillow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.images.photo import Photo
from folkhue.render.theme import BACKGROUND


def photo_image(photo: Photo, alpha: NDArray[np.float64] | None = None) -> Image.Image:
    """Make an image of a photograph.

    Parameters
    ----------
    photo : Photo
    alpha : ndarray of float64, shape (height, width), optional
        Opacity of each pixel, from 0 to 1; that of the photograph if absent.

    Returns
    -------
    Image
        Of mode RGBA if `alpha` is given or a pixel is transparent, else RGB.
    """
    if alpha is None and photo.opaque.all():
        return Image.fromarray(photo.rgb)
    opacity = photo.opaque if alpha is None else alpha
    return Image.fromarray(np.dstack([photo.rgb, np.rint(255.0 * opacity).astype(np.uint8)]))


def flattened(photo: Photo) -> Image.Image:
    """Make an RGB image of a photograph, with the background color where it is transparent."""
    return Image.fromarray(
        np.where(photo.opaque[..., None], photo.rgb, BACKGROUND).astype(np.uint8)
    )
