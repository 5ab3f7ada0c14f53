"""Photographs in the colors of their palettes."""

from __future__ import annotations

import numpy as np
import pytest
from support.pictures import clear, photo

from folkhue.color.spaces import to_oklab
from folkhue.images.photo import Photo
from folkhue.palettes.palette import Palette, palette
from folkhue.render.pictures.recolored import in_colors
from folkhue.table.color_table import default_table


@pytest.mark.parametrize("number", [1, 2, 12, 256])
def test_every_pixel_gets_the_nearest_color(number: int) -> None:
    whole, rng = photo(50, 70), np.random.default_rng(number)
    rgb = np.unique(rng.integers(0, 256, (number, 3)).astype(np.uint8), axis=0)
    colors = Palette.from_colors(rgb, np.ones(len(rgb)), default_table())
    distance = np.linalg.norm(to_oklab(whole.rgb)[:, :, None] - to_oklab(rgb), axis=-1)
    assert (np.asarray(in_colors(whole, colors)) == rgb[distance.argmin(axis=-1)]).all()


def test_transparent_pixels_stay_transparent_in_few_colors() -> None:
    half = Photo(photo().rgb, photo().opaque & (np.arange(60) < 20))
    reduced = np.asarray(in_colors(half, palette(half, 3)))
    assert (reduced[..., 3] == np.where(half.opaque, 255, 0)).all()
    assert np.asarray(in_colors(clear(), Palette(()))).max() == 0
