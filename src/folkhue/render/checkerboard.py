"""The checkerboard behind transparent pixels."""

from __future__ import annotations

import numpy as np
from PIL import Image

_TILE = np.array([[205, 235], [235, 205]], np.uint8)
_SIDE = 8


def on_checkerboard(image: Image.Image) -> Image.Image:
    """Draw an RGBA image on a checkerboard."""
    rows, columns = np.ogrid[: image.height, : image.width]
    board = Image.fromarray(_TILE[rows // _SIDE % 2, columns // _SIDE % 2]).convert("RGB")
    board.paste(image, (0, 0), image)
    return board
