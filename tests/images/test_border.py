"""The border of pictures, and what touches it."""

from __future__ import annotations

import numpy as np
import pytest

from folkhue.images.border import border_of, connected_to_border


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (4, 7), (3, 2, 4)])
def test_the_border_is_what_is_not_inside(shape: tuple[int, ...]) -> None:
    values = np.arange(np.prod(shape)).reshape(shape)
    found = border_of(values)
    assert found.shape == (2 * (shape[0] + shape[1]), *shape[2:])
    assert {*values.flat} - {*values[1:-1, 1:-1].flat} == {*found.flat}


def mask(rows: str) -> np.ndarray:
    return np.array([[letter == "#" for letter in row] for row in rows.split()])


@pytest.mark.parametrize(
    ("given", "connected"),
    [
        ("..... .###. .....", "..... ..... ....."),
        ("..... ####. .....", "..... ####. ....."),
        ("#.... .###. .....", "#.... ..... ....."),  # by a corner only
        ("..#.. ..... .#.#. ..... ..#..", "..#.. ..... ..... ..... ..#.."),
        ("##### #...# #.#.# #...# #####", "##### #...# #...# #...# #####"),
        ("... ... ...", "... ... ..."),
        ("###", "###"),
    ],
)
def test_parts_that_touch_the_border(given: str, connected: str) -> None:
    assert (connected_to_border(mask(given)) == mask(connected)).all()
