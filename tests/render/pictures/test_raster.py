"""Scenes as pixels."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from folkhue.render.pictures.raster import to_png


@pytest.mark.parametrize("colors", [1, 2, 16, 256, 257])
def test_png_is_lossless(colors: int) -> None:
    rgb = np.random.default_rng(colors).integers(0, 256, (colors, 3)).astype(np.uint8)
    image = Image.fromarray(np.tile(rgb, (3, 1, 1)))
    with Image.open(io.BytesIO(to_png(image))) as read:
        assert (read.mode == "P") == (colors <= 256)
        assert (np.asarray(read.convert("RGB")) == np.asarray(image)).all()
