"""Pictures inside a page: WebP in a data URI, so that the page is one file."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.images.photo import Photo


@dataclass(frozen=True)
class Embedded:
    """A picture as a page holds it.

    Attributes
    ----------
    uri : str
        A data URI.
    width, height : int
        In pixels.
    """

    uri: str
    width: int
    height: int

    @classmethod
    def photograph(cls, image: Image.Image, width: int, quality: int = 75) -> Embedded:
        """Embed a picture of many colors, no wider than `width`; small losses are not seen."""
        image = _shrunk(image, width, Image.Resampling.LANCZOS)
        # Of belief, losses are seen even less: without them it would be half of the page.
        return cls._of(image, quality=quality, alpha_quality=40, method=4)

    @classmethod
    def drawing(cls, image: Image.Image, width: int | None = None) -> Embedded:
        """Embed a picture of few colors, pixel by pixel; no color comes in between."""
        if width:
            image = _shrunk(image, width, Image.Resampling.NEAREST)
        return cls._of(image, lossless=True, quality=100, method=4)

    @classmethod
    def _of(cls, image: Image.Image, **how: int) -> Embedded:
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", **how)
        code = base64.b64encode(buffer.getvalue()).decode("ascii")
        return cls(f"data:image/webp;base64,{code}", *image.size)


def picture(photo: Photo, shown: NDArray[np.float64] | None = None) -> Image.Image:
    """Make an image of a photograph, or of what is shown of each of its pixels, 0 to 1."""
    if shown is None and photo.opaque.all():
        return Image.fromarray(photo.rgb)
    alpha = photo.opaque if shown is None else shown
    return Image.fromarray(np.dstack([photo.rgb, np.rint(255.0 * alpha).astype(np.uint8)]))


def _shrunk(image: Image.Image, width: int, how: Image.Resampling) -> Image.Image:
    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), how)
