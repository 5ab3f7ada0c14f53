"""The dots that stand for the pixels of a photograph."""

from __future__ import annotations

import numpy as np
from support.pictures import clear

from folkhue.images.photo import Photo
from folkhue.render.pictures.scatter import dots


def test_dots_represent_all_pixels() -> None:
    flat = Photo(np.array([[[10, 20, 30]] * 99 + [[200, 0, 0]]], np.uint8), np.ones((1, 100), bool))
    colors, radii = dots(flat)
    assert colors.tolist() == [[10, 20, 30], [200, 0, 0]]
    assert radii[0] > radii[1] > 0
    assert len(dots(clear())[0]) == 0
