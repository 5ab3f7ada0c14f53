"""The border of pictures."""

from __future__ import annotations

import numpy as np
import pytest

from folkhue.images.border import border_of


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (4, 7), (3, 2, 4)])
def test_the_border_is_what_is_not_inside(shape: tuple[int, ...]) -> None:
    values = np.arange(np.prod(shape)).reshape(shape)
    found = border_of(values)
    assert found.shape == (2 * (shape[0] + shape[1]), *shape[2:])
    assert {*values.flat} - {*values[1:-1, 1:-1].flat} == {*found.flat}
